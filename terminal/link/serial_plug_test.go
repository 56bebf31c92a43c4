//go:build unix

package link

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// plugged is a pty under a name that stays.
type plugged struct {
	*far
	name   string
	master *os.File
}

// plug makes a pty known under name, replacing the one before.
func plug(t *testing.T, name string) plugged {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	// The master has to be polled, so that closing it ends a Read; the slave
	// stays open, so that the master doesn't hang up before the till comes.
	fd, err := syscall.Dup(int(master.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	master.Close()
	if err := syscall.SetNonblock(fd, true); err != nil {
		t.Fatal(err)
	}
	master = os.NewFile(uintptr(fd), "ptmx")
	if err := master.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { master.Close(); slave.Close() })
	fresh := name + ".new"
	if err := errors.Join(os.Symlink(slave.Name(), fresh), os.Rename(fresh, name)); err != nil {
		t.Fatal(err)
	}
	return plugged{newFar(t, master), name, master}
}

// wired returns a link over a real pty, and the terminal's end. Its time-outs
// are too long to matter unless cfg says otherwise.
func wired(t *testing.T, cfg SerialConfig) (*Serial, plugged) {
	t.Helper()
	end := plug(t, filepath.Join(t.TempDir(), "ttyUSB0"))
	cfg.Port = end.name
	if cfg.Timing.Ack == 0 {
		cfg.Timing.Ack = 20 * time.Second
	}
	link := NewSerial(cfg)
	t.Cleanup(func() {
		if err := link.Close(); err != nil {
			t.Error(err)
		}
	})
	return link, end
}

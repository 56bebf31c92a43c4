package link

import (
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// TestSerialPermission opens a real port as a user who may not.
func TestSerialPermission(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can be somebody else")
	}
	link, terminal := wired(t, SerialConfig{Open: func(name string) (Port, error) {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		if err := syscall.Setfsuid(65534); err != nil {
			return nil, err
		}
		defer syscall.Setfsuid(0)
		return openDevice(name, 9600)
	}})
	if err := os.Chmod(terminal.name, 0); err != nil {
		t.Fatal(err)
	}
	o := <-start(t, link, "pay")
	o.wantError(t, ErrPermission, false)
	if !strings.Contains(o.err.Error(), "group dialout") {
		t.Error(o.err)
	}
}

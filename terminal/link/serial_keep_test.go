package link

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestSerialCannotOpen(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	refused := func(string) (Port, error) { return nil, &fs.PathError{Op: "open", Path: "COM3", Err: fs.ErrPermission} }
	for _, test := range []struct {
		cfg  SerialConfig
		want error
		text string
	}{
		{SerialConfig{Port: file + "-not"}, ErrNoPort, "plug the cable in"},
		{SerialConfig{Port: "/dev/ttyUSB0", Open: refused}, ErrPermission, "add the user to the group dialout"},
		{SerialConfig{Port: file}, ErrConnect, "Invalid serial port"},
	} {
		link := NewSerial(test.cfg)
		o := <-start(t, link, "pay")
		o.wantError(t, test.want, false)
		o.wantError(t, ErrConnect, false)
		if !strings.Contains(o.err.Error(), test.text) || !strings.Contains(o.err.Error(), test.cfg.Port) || o.wrote > 0 {
			t.Errorf("%v", o.err)
		}
		if err := link.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestSerialReopens: after pauses that double up to a bound, and at once for an
// exchange.
func TestSerialReopens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var tries []string
		gone := fmt.Errorf("open: %w", fs.ErrNotExist)
		link := NewSerial(SerialConfig{Open: func(string) (Port, error) {
			tries = append(tries, time.Since(start).String())
			return nil, gone
		}})
		try := func() {
			if _, err := link.Exchange(t.Context(), "/", nil, func() {}); !errors.Is(err, gone) || !errors.Is(err, ErrNoPort) {
				t.Error(err)
			}
		}
		if time.Sleep(time.Minute); len(tries) > 0 {
			t.Error("opened before its first use")
		}
		start = time.Now()
		try()
		time.Sleep(18 * time.Second)
		try()
		if err := link.Close(); err != nil {
			t.Error(err)
		}
		want := "0s 250ms 750ms 1.75s 3.75s 7.75s 12.75s 17.75s 18s"
		if got := strings.Join(tries, " "); got != want {
			t.Errorf("tried at\n     %s\nwant %s", got, want)
		}
	})
}

// jammed is a port that takes nothing until it is closed.
type jammed struct{ *memory }

func (j jammed) Write([]byte) (int, error) {
	<-j.cut
	return 0, io.ErrClosedPipe
}

// TestSerialJammed: neither an exchange nor Close waits for a port that
// doesn't let go of its bytes.
func TestSerialJammed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		till, _ := memoryLine()
		link := NewSerial(SerialConfig{Open: func(string) (Port, error) { return jammed{till}, nil }})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := link.Exchange(ctx, "/", []byte("pay"), func() { t.Error("wrote") })
		outcome{err: err}.wantError(t, ErrTimeout, true)
		if err := link.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestSerialOpenHangs: an exchange doesn't wait longer than its context for a
// port that takes its time to open, and Close doesn't either.
func TestSerialOpenHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		till, _ := memoryLine()
		link := NewSerial(SerialConfig{Open: func(string) (Port, error) {
			time.Sleep(time.Minute)
			return till, nil
		}})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := link.Exchange(ctx, "/", []byte("pay"), func() { t.Error("wrote") })
		outcome{err: err}.wantError(t, ErrConnect, false)
		if err := link.Close(); err == nil {
			t.Error("closed while the port was being opened")
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		select {
		case <-till.cut:
		default:
			t.Error("opened after Close, and left open")
		}
	})
}

package link

import (
	"errors"
	"net"
	"syscall"
	"testing"

	"go.bug.st/serial"
)

// interrupted is a port whose calls are ended by a signal the first times.
type interrupted struct {
	serial.Port
	signals int
}

func (p *interrupted) call() error {
	if p.signals--; p.signals >= 0 {
		return syscall.EINTR
	}
	return nil
}

func (p *interrupted) Write(b []byte) (int, error) {
	if err := p.call(); err != nil {
		return 0, err
	}
	return len(b), nil
}

func (p *interrupted) Drain() error             { return p.call() }
func (p *interrupted) ResetOutputBuffer() error { return nil }
func (p *interrupted) Close() error             { return nil }

// TestDeviceInterrupted: the runtime's own signals end a drain early, which is
// no reason to drop the line.
func TestDeviceInterrupted(t *testing.T) {
	port := &interrupted{signals: 3}
	d := &device{port: port}
	if n, err := d.Write([]byte("pay")); n != 3 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	port.signals = 3
	if err := d.Drain(); err != nil {
		t.Error(err)
	}
	if err := errors.Join(d.Close(), d.Close()); err != nil {
		t.Error(err)
	}
	if _, err := d.Write(nil); !errors.Is(err, net.ErrClosed) || !errors.Is(d.Drain(), net.ErrClosed) {
		t.Errorf("after closing: %v", err)
	}
	if _, err := d.Read(nil); !errors.Is(err, net.ErrClosed) {
		t.Errorf("after closing: %v", err)
	}
}

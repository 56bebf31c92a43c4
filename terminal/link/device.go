package link

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"go.bug.st/serial"
)

// readTick is how long a port's Read waits at most.
const readTick = 50 * time.Millisecond

// Port is an open serial port. Read and Write are called by one goroutine
// each.
type Port interface {
	// Read returns what has come, at least one byte; 0 and no error when
	// nothing has come for a short while, a tenth of a second at most.
	Read(p []byte) (int, error)
	// Write returns when the bytes are on their way, which may be long before
	// they have left the wire. A Port with a method Drain() error says when
	// they have: it waits for that.
	Write(p []byte) (int, error)
	// Close ends a Write or Drain under way.
	Close() error
}

// device is a port of the machine. It never touches its file descriptor after
// closing it: the number may be another file's by then.
type device struct {
	port    serial.Port
	reading sync.Mutex
	writing sync.Mutex
	closing atomic.Bool
}

// openDevice opens a port as terminals want it: 8 data bits, no parity, 1 stop
// bit, no flow control (section 5).
func openDevice(name string, bitRate int) (Port, error) {
	var port serial.Port
	err := uninterrupted(func() (err error) {
		port, err = serial.Open(name, &serial.Mode{
			BaudRate: bitRate,
			DataBits: 8,
			Parity:   serial.NoParity,
			StopBits: serial.OneStopBit,
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := port.SetReadTimeout(readTick); err != nil {
		_ = port.Close()
		return nil, err
	}
	return &device{port: port}, nil
}

func (d *device) Read(p []byte) (int, error) {
	d.reading.Lock()
	defer d.reading.Unlock()
	if d.closing.Load() {
		return 0, net.ErrClosed
	}
	return d.port.Read(p)
}

func (d *device) Write(p []byte) (n int, err error) {
	d.writing.Lock()
	defer d.writing.Unlock()
	err = uninterrupted(func() error {
		if d.closing.Load() {
			return net.ErrClosed
		}
		n, err = d.port.Write(p)
		return err
	})
	return n, err
}

func (d *device) Drain() error {
	d.writing.Lock()
	defer d.writing.Unlock()
	return uninterrupted(func() error {
		if d.closing.Load() {
			return net.ErrClosed
		}
		return d.port.Drain()
	})
}

// uninterrupted calls again what a signal has ended before it did anything:
// the runtime's own signals interrupt a terminal's drain.
func uninterrupted(call func() error) error {
	for {
		if err := call(); !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

// Close waits for a Read to time out. What hasn't left is thrown away, which
// ends a Write or Drain under way and keeps the system from waiting for it.
func (d *device) Close() error {
	if d.closing.Swap(true) {
		return nil
	}
	_ = d.port.ResetOutputBuffer()
	d.reading.Lock()
	defer d.reading.Unlock()
	d.writing.Lock()
	defer d.writing.Unlock()
	return d.port.Close()
}

// explain says what to do about a port that can't be opened.
func explain(name string, err error) error {
	var port *serial.PortError
	code := serial.PortErrorCode(-1)
	if errors.As(err, &port) {
		code = port.Code()
	}
	switch {
	case code == serial.PermissionDenied, errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w: %s: add the user to the group dialout (sudo usermod -aG dialout USER) and sign in again: %w", ErrPermission, name, err)
	case code == serial.PortNotFound, errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: %s: plug the cable in or choose another port: %w", ErrNoPort, name, err)
	case code == serial.PortBusy:
		return fmt.Errorf("%w: %s: %w", ErrPortBusy, name, err)
	}
	return fmt.Errorf("%s: %w", name, err)
}

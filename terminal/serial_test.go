//go:build unix

package terminal_test

import (
	"context"
	"errors"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/provision"
	"harbourtill/terminal/simulator"
)

// startSerialSimulator runs a terminal at the end of a pty and returns the
// port's name.
func startSerialSimulator(t *testing.T, p terminal.Profile) (*simulator.Simulator, string) {
	t.Helper()
	s, err := simulator.New(simulator.Config{Key: p.POSKey, KeyForm: p.KeyForm, Sealing: p.Sealing, Body: p.Body})
	if err != nil {
		t.Fatal(err)
	}
	line, port := openPTY(t)
	serving(t, func(ctx context.Context) error { return s.ServeSerial(ctx, line) })
	return s, port
}

// openPTY returns the terminal's end of a line, polled so that closing it ends
// a read, and the name of the till's end. That stays open until the test ends,
// so that the line outlives the till's own handle.
func openPTY(t testing.TB) (line *os.File, port string) {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = slave.Close() })
	fd, err := syscall.Dup(int(master.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(master.Close(), syscall.SetNonblock(fd, true)); err != nil {
		t.Fatal(err)
	}
	return os.NewFile(uintptr(fd), "ptmx"), slave.Name()
}

// TestRefundsAgreeWithASerialTerminal is TestRefundsAgreeWithTheTerminal over a
// line.
func TestRefundsAgreeWithASerialTerminal(t *testing.T) {
	t.Parallel()
	p := checkProfile()
	p.Link, p.PaymentTimeout = terminal.LinkSerial, 1
	s, port := startSerialSimulator(t, p)
	p.Port = port
	refundsAgree(t, runTill(t, p, s), true)
}

func TestCheckSerial(t *testing.T) {
	wants := checkProfile()
	wants.Link, wants.KeyForm, wants.Sealing = terminal.LinkSerial, haojin.KeyHex, haojin.SealContent
	s, port := startSerialSimulator(t, wants)
	p := checkProfile()
	p.Link, p.Port = terminal.LinkSerial, port
	attempts := 0
	r := terminal.Check(t.Context(), p, provision.Dial, 5*time.Second, func(terminal.Attempt) { attempts++ })
	if r.Outcome != terminal.WorksOtherwise || r.Profile.KeyForm != haojin.KeyHex || r.Profile.Sealing != haojin.SealContent {
		t.Errorf("%s", r.Sentence())
	}
	inquiriesOnly(t, s, attempts)
	p.Port = "/dev/no-such-port"
	if r := terminal.Check(t.Context(), p, provision.Dial, 5*time.Second, func(terminal.Attempt) {}); r.Outcome != terminal.Unreachable {
		t.Errorf("no such port: %s", r.Sentence())
	}
}

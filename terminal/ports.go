// Package terminal is the till's side of a payment terminal: a controller
// that owns it, the states of a transaction, and what is asked of whom.
//
// The controller is one goroutine. Typed commands go in, immutable events come
// out; what a transaction becomes on which news is a pure function in state.go.
// What the controller needs from the outside it declares here.
package terminal

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"harbourtill/terminal/payment"
)

// Link carries one sealed message to a terminal and its answer back. It knows
// nothing of money. A link may be used by several goroutines at once: a cancel
// goes out while a payment is open, on a connection of its own.
type Link interface {
	// Exchange sends body to path (protocol section 3), calls wrote from any
	// goroutine once all of it is on the way, and returns the answer as it
	// came, still sealed. It ends when the answer is whole, when ctx ends, or
	// when the connection breaks; it never sends twice. Its errors answer
	// MayHaveLeft.
	Exchange(ctx context.Context, path string, body []byte, wrote func()) ([]byte, error)
	// Probe finds out whether the terminal can be reached, by connecting and
	// no more: nothing is sent to its app.
	Probe(ctx context.Context) error
	// Close drops every connection. Exchanges under way fail.
	Close() error
}

// Dial opens the link that a profile describes. It doesn't connect: that is
// the exchange's doing, each time anew.
type Dial func(Profile) (Link, error)

// MayHaveLeft says whether a failed exchange may have put anything on the
// wire. Links say so by an error with a method MayHaveLeft() bool; an error
// without one may have. Their methods Timeout() bool and CertificateProblem()
// bool say why.
func MayHaveLeft(err error) bool {
	var said interface{ MayHaveLeft() bool }
	if errors.As(err, &said) {
		return said.MayHaveLeft()
	}
	return true
}

// Journal keeps transactions. Every write is on disk when it returns, whole
// or not at all. The controller is the only writer.
type Journal interface {
	// NewReference returns a reference that was never used, greater than
	// every one before it.
	NewReference() (payment.Reference, error)
	// Write makes all the records durable in one go: the transactions as they
	// are now, and one more transition for each.
	Write(records ...payment.Record) error
	// Unresolved returns every transaction that is pending, oldest first: it is
	// unresolved, or a person has to look at it.
	Unresolved() ([]payment.Transaction, error)
	// Newest returns at most limit transactions, newest first, created before
	// the one named before; the newest of all when before is empty.
	Newest(limit int, before payment.Reference) ([]payment.Transaction, error)
	// Transaction returns the one with the reference, or an error.
	Transaction(payment.Reference) (payment.Transaction, error)
	// RefundsOf returns what has been given back of a payment, oldest first.
	RefundsOf(original payment.Reference) ([]payment.Transaction, error)
	// BySyssn returns the transactions with QFPay's number, oldest first.
	BySyssn(syssn string) ([]payment.Transaction, error)
	// Append makes entries of the audit trail durable, all or none.
	Append(entries ...payment.AuditEntry) error
	// SaveDocument keeps a value as JSON under a name, replacing what was
	// there; version is the form of the value, 1 or more.
	SaveDocument(name string, version int, value any) error
	// LoadDocument fills value with what SaveDocument kept and returns its
	// version; 0 if there is none, and value is untouched.
	LoadDocument(name string, value any) (version int, err error)
}

// SerialPort is a serial port of this machine, for a person to choose.
type SerialPort struct {
	// Name opens it: /dev/ttyUSB0, COM3.
	Name string
	// USB is vendor and product as in 067b:2303; empty when it isn't on USB.
	USB string
	// Product is what the device calls itself, Chip what is in it; either may
	// be empty.
	Product, Chip string
	Fit           Fit
}

// Fit says whether terminals work with a port's chip (protocol section 5).
type Fit string

// The fits; empty when nobody has said.
const (
	Supported   Fit = "supported"
	Unsupported Fit = "not supported by the terminal"
)

// String names the port, its chip and whether terminals work with it, in one
// English line.
func (p SerialPort) String() string {
	parts := []string{p.Name}
	for _, part := range []string{p.USB, p.Product} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if p.Chip != "" {
		parts = append(parts, p.Chip+": "+cmp.Or(string(p.Fit), "may work"))
	}
	return strings.Join(parts, "  ")
}

// Certificate is what a terminal shows of itself over TLS, for a person to
// compare and accept.
type Certificate struct {
	// SHA256 is its fingerprint, 64 hex digits, as Profile.PinSHA256 takes it.
	SHA256 string
	// Names are the host names and addresses that it is for.
	Names    []string
	Issuer   string
	NotAfter time.Time
}

// Profiles keeps the terminals that transactions were sent with, for as long as
// anything depends on them. The controller calls it from its own goroutine, so
// neither method may wait for long.
type Profiles interface {
	// SaveProfile keeps a terminal under its ID, its key included. It is
	// durable before SaveProfile returns.
	SaveProfile(ctx context.Context, p Profile) error
	// LoadProfile returns the terminal with the ID, or ErrNotConfigured when it
	// isn't there.
	LoadProfile(ctx context.Context, id string) (Profile, error)
}

// untrusted says whether an exchange failed because of the terminal's
// certificate.
func untrusted(err error) bool {
	var said interface{ CertificateProblem() bool }
	return errors.As(err, &said) && said.CertificateProblem()
}

// Trouble says why a link couldn't be opened, where a person can do something
// about it. Links say so by an error with a method Trouble() string.
type Trouble string

// The troubles of serial ports.
const (
	NoTrouble    Trouble = ""
	NoPermission Trouble = "no permission to use the port"
	NoPort       Trouble = "no such port"
	PortBusy     Trouble = "another program uses the port"
)

// troubleOf returns what an exchange or a probe failed on.
func troubleOf(err error) Trouble {
	var said interface{ Trouble() string }
	if errors.As(err, &said) {
		return Trouble(said.Trouble())
	}
	return NoTrouble
}

// timedOut says whether a failed exchange ran out of time.
func timedOut(err error) bool {
	var said interface{ Timeout() bool }
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &said) && said.Timeout()
}

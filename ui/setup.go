package ui

import (
	"context"
	"io"

	"harbourtill/store/people"
	"harbourtill/terminal"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/provision"
)

// Manager guards what only a manager may do. Its methods may take a while: a
// PIN is hashed slowly on purpose.
type Manager interface {
	// HasPIN says whether a PIN was ever set.
	HasPIN() (bool, error)
	// SetPIN sets the first PIN, or another one. by is who does it.
	SetPIN(pin, by string) error
}

// People keeps who works at the till. Its methods may take a while; their errors
// are those of package people.
type People interface {
	Staff() (people.Staff, error)
	// VerifyManager returns who may do what only a manager may: nobody's name
	// for the manager's PIN itself.
	VerifyManager(pin string) (by string, err error)
	SignIn(id, pin string) (people.Person, error)
	// SignInManager signs whoever knows the manager's PIN in.
	SignInManager(pin string) (people.Person, error)
	SignOut(p people.Person) error
	// MayBe says whether somebody may have such a name and role.
	MayBe(p people.Person) error
	Add(name string, role people.Role, pin, by string) (people.Person, error)
	Alter(p people.Person, by string) error
	SetPIN(id, pin, by string) error
	SetPolicy(p people.Policy, by string) error
}

// Setup is what the settings section asks of the till. Check and Certificate
// talk to a terminal, so they are called on goroutines of their own.
type Setup interface {
	Manager() Manager
	People() People
	// Profile is the terminal in force: its Link is empty when none is
	// configured, and terminal.LinkTraining in training.
	Profile() terminal.Profile
	// Till is the till's own settings in force. SaveTill keeps others, which
	// count from the next session on; it takes a while. by is who does it.
	Till() provision.Till
	SaveTill(ctx context.Context, t provision.Till, by string) error
	// KeyPlace says where the POS-KEY rests.
	KeyPlace() provision.KeyPlace
	// Unresolved returns the real payments that a terminal still has to answer
	// for, oldest first.
	Unresolved() ([]payment.Transaction, error)
	// Ports lists this machine's serial ports, those that a terminal may be on
	// first.
	Ports() ([]terminal.SerialPort, error)
	// Check runs the connection check, inquiries only; report is called after
	// each attempt, on the caller's goroutine.
	Check(ctx context.Context, p terminal.Profile, report func(terminal.Attempt)) terminal.CheckResult
	// Certificate fetches what a terminal shows of itself, without trusting it.
	Certificate(ctx context.Context, address string) (terminal.Certificate, error)
	// TraceSaved notes in the audit trail that the messages went to a file, and
	// who saved them.
	TraceSaved(file, by string) error
	// Diagnose writes a ZIP file for whoever helps; screen is what the window tells
	// of itself. It takes a while. Diagnosed notes in the audit trail that it went
	// to a file, and who saved it.
	Diagnose(ctx context.Context, w io.Writer, screen []byte) error
	Diagnosed(file, by string) error
	// ReadCA reads a CA file, PEM or DER, into PEM text.
	ReadCA(path string) (string, error)
}

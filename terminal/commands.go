package terminal

import (
	"errors"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// Why a command isn't carried out; match with errors.Is.
var (
	ErrBusy            = errors.New("a payment or refund is open already")
	ErrNotConfigured   = errors.New("no terminal is configured")
	ErrStillArmed      = errors.New("the terminal may still be waiting for another payment")
	ErrNothingToCancel = errors.New("that payment can't be cancelled on the terminal any more")
	ErrNotOffered      = errors.New("this terminal doesn't offer that channel")
	ErrJournal         = errors.New("the journal can't be written")
	// ErrRepeated: the same amount and channel were approved a moment ago.
	ErrRepeated = errors.New("the same was charged a moment ago")
	// ErrNotUnknown: there is nothing for a person to decide about it.
	ErrNotUnknown = errors.New("that payment isn't open to a decision")
	ErrNoReason   = errors.New("a decision needs a reason")
	ErrLongNote   = errors.New("a note has at most 500 characters")
	// ErrUnresolved: a till isn't made a training till while payments are
	// unresolved, since nobody would ask about them.
	ErrUnresolved = errors.New("payments are unresolved")
	// ErrProfile comes joined with the profile's faults, each a FieldError.
	ErrProfile = errors.New("these terminal settings can't be used")
)

// ErrReplaced is what Run ends with after Replace.
var ErrReplaced = errors.New("other terminal settings are in force")

// Command names what the controller is told to do.
type Command string

// The commands.
const (
	CommandPay     Command = "pay"
	CommandCancel  Command = "cancel"
	CommandInquire Command = "inquire"
	CommandReplace Command = "replace"

	CommandSettle      Command = "settle"
	CommandAcknowledge Command = "acknowledge"
	CommandRefund      Command = "refund"
	CommandPrint       Command = "print"
	CommandAnnotate    Command = "annotate"
	CommandReconcile   Command = "reconcile"
)

// Order is what a cashier wants to charge.
type Order struct {
	// Amount in cents, payment.MinAmount to payment.MaxAmount.
	Amount  payment.Money
	Channel payment.Channel
	// Scan says which side shows the code; wallets only. Empty: as last time.
	Scan haojin.Scan
	// Operator is who charges; may be empty.
	Operator string
	// TerminalIsIdle: the cashier has looked, the terminal shows its home
	// screen. Asked for after ErrStillArmed.
	TerminalIsIdle bool
	// Again: the cashier means to charge the same once more. Asked for after
	// ErrRepeated.
	Again bool
}

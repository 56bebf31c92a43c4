package terminal

import (
	"time"

	"harbourtill/terminal/payment"
)

// Event is news from the controller: an immutable value. Its types are
// SaleChanged, Refused, TerminalChanged, TransactionChanged, QuestionsChanged,
// JournalChanged, PrintChanged, Found, ReconcileChanged and Reconciled.
type Event interface{ event() }

// Phase says what a sale is doing, for the screen.
type Phase string

// The phases of a sale, in their usual order.
const (
	// Starting: on its way to the terminal; nothing is asked of anybody yet.
	Starting Phase = "starting"
	// Waiting: the terminal waits for what the instruction names.
	Waiting Phase = "waiting"
	// Cancelling: a cancel was sent; only the payment's own end says whether
	// it came in time.
	Cancelling Phase = "cancelling"
	// Asking: the answer was lost or decides nothing; the till asks.
	Asking Phase = "asking"
	// Finished: the outcome is known. Sale.Status says which.
	Finished Phase = "finished"
)

// Instruction is what has to happen at the counter now.
type Instruction string

// The instructions.
const (
	NoInstruction    Instruction = ""
	TapInsertSwipe   Instruction = "tap, insert or swipe the card"
	TapOctopus       Instruction = "hold the Octopus to the reader"
	ShowTerminalCode Instruction = "customer scans the terminal's code"
	ScanCustomerCode Instruction = "terminal scans the customer's code"
	// FollowTerminal: a wallet without a chosen side, where the terminal does
	// as last time; or a refund.
	FollowTerminal Instruction = "follow the terminal's screen"
)

// SaleChanged: the sale on the screen, a payment or a refund, moved on. It comes with each change and
// once a second while seconds count down.
type SaleChanged struct {
	// Sale is the transaction as it is on disk.
	Sale        payment.Transaction
	Phase       Phase
	Instruction Instruction
	// SecondsLeft is how long the terminal still waits (Waiting, Cancelling;
	// for a refund, how long the till does) or how long until the till asks
	// again (Asking).
	SecondsLeft int
	// CanCancel: a cancel may be sent now. CancelAsked: one was asked for.
	CanCancel, CancelAsked bool
}

// Refused: a command wasn't carried out, and nothing was sent for it. Err
// matches one of ErrBusy, ErrNotConfigured, ErrStillArmed, ErrNothingToCancel,
// ErrNotOffered, ErrJournal or payment's amount errors; for a refund also
// payment's refund errors and those beside RefundOrder, for a print those beside
// PrintOrder.
type Refused struct {
	// Command names it: pay, refund, cancel, inquire, print, reconcile.
	Command Command
	// Order is what was to be charged (CommandPay).
	Order Order
	// Refund is what was to be given back (CommandRefund).
	Refund RefundOrder
	// Print is what was to be printed (CommandPrint).
	Print PrintOrder
	// Armed is the sale that the terminal may still be waiting for
	// (ErrStillArmed); CanCancel says whether a cancel may be sent for it.
	// After ErrRepeated it is the one that was approved.
	Armed     payment.Transaction
	CanCancel bool
	Err       error
}

// TransactionChanged: a transaction other than the sale on the screen changed
// on disk, or the sale itself did; lists should be read anew.
type TransactionChanged struct {
	Transaction payment.Transaction
}

// QuestionsChanged: what a person has to know about, oldest first. The slice is
// the reader's.
type QuestionsChanged struct{ Questions []Question }

// JournalChanged: the journal can't be written (Err), or can be again (nil).
// What became known meanwhile is kept in memory and written then.
type JournalChanged struct{ Err error }

// PrintChanged: a print was sent, or has ended.
type PrintChanged struct {
	Order PrintOrder
	State PrintState
	// Code and Inner are respcd and QFPay's code, where the terminal said no.
	Code, Inner string
	// Detail is what the terminal or the network said; may be empty and never
	// holds a secret.
	Detail string
}

// Found: what came of Find. Without an Err the transaction is in the journal,
// with everything that the rules for refunds look at; it may be a refund that
// this till has made itself.
type Found struct {
	// Text is what was searched for, as it came.
	Text        string
	Transaction payment.Transaction
	// Err matches one of those beside Find.
	Err error
}

// ReconcileChanged: a reconciliation goes on.
type ReconcileChanged struct {
	// Done is how many transactions are dealt with, Of how many there are.
	Done, Of int
	// Current is the next one, or the one that is being asked about.
	Current payment.Reference
	// Paused: a payment or refund is open, which goes first.
	Paused bool
}

// Reconciled: a reconciliation has ended. What it holds is the reader's.
type Reconciled struct{ Result payment.Reconciliation }

// TerminalChanged: what is known about the terminal itself.
type TerminalChanged struct {
	State State
	// Since is when it became so.
	Since time.Time
	// Detail is what the terminal or the network said, for a manager; may be
	// empty and never holds a secret.
	Detail string
}

// State is what is known about the terminal, learnt from traffic.
type State string

// The states.
const (
	NotConfigured State = "not configured"
	// Connecting: nothing is known yet, the till has just started.
	Connecting   State = "connecting"
	Ready        State = "ready"
	Busy         State = "busy"
	NotReachable State = "not reachable"
	WrongKey     State = "wrong key"
	NotSignedIn  State = "nobody signed in"
	// BadCertificate: it shows a certificate that isn't trusted; nothing is
	// sent to it.
	BadCertificate State = "certificate not trusted"
	// Unclear: something answers, but nothing that can be read.
	Unclear State = "answers can't be read"
)

func (SaleChanged) event()        {}
func (Refused) event()            {}
func (TransactionChanged) event() {}
func (QuestionsChanged) event()   {}
func (JournalChanged) event()     {}
func (TerminalChanged) event()    {}
func (PrintChanged) event()       {}
func (Found) event()              {}
func (ReconcileChanged) event()   {}
func (Reconciled) event()         {}

package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
	"harbourtill/ui/paper"
)

// Till is what the window asks the controller for. None of it blocks; what
// comes of it arrives as events.
type Till interface {
	Pay(terminal.Order)
	Cancel(payment.Reference)
	Inquire(payment.Reference)
	// Replace puts another terminal in force: the window is made anew then, or
	// terminal.Refused says why not. by is who wants it; may be empty.
	Replace(p terminal.Profile, by string)
	Settle(terminal.Settlement)
	Acknowledge(r payment.Reference, by string)
	Refund(terminal.RefundOrder)
	// Print has the terminal print; PrintChanged follows.
	Print(terminal.PrintOrder)
	// Reconcile asks the terminal about transactions until StopReconciling or
	// its end; ReconcileChanged and Reconciled follow.
	Reconcile(references []payment.Reference, by string)
	StopReconciling()
	// Find asks the terminal for a payment that this till may not know; Found
	// follows.
	Find(text, operator string)
	// Annotate writes a note beside a transaction, in place of the one it has.
	Annotate(r payment.Reference, note, by string)
}

// History reads the journal. Its methods are called on goroutines of their own.
type History interface {
	// Search returns at most limit transactions that q wants, newest first,
	// that were created before the one named before; an empty before begins at
	// the newest.
	Search(ctx context.Context, q store.Query, limit int, before payment.Reference) ([]payment.Transaction, error)
	// Totals adds up what q wants of the Hong Kong day that at is in.
	Totals(ctx context.Context, q store.Query, at time.Time) (store.Totals, error)
	// Transaction returns one, with Transitions its history and with RefundsOf
	// what was given back of it, both oldest first.
	Transaction(payment.Reference) (payment.Transaction, error)
	Transitions(payment.Reference) ([]payment.Transition, error)
	RefundsOf(original payment.Reference) ([]payment.Transaction, error)
}

// Config is what a window needs. All of it is required, and it isn't changed
// while the window lives.
type Config struct {
	TillName string
	// Shop is what receipts and reports begin with, Foot what receipts end with.
	Shop paper.Shop
	Foot string
	// Training: no real money moves; the window says so all the time.
	Training bool
	// Channels are those that the terminal offers. The others are shown too,
	// but can't be chosen, so that places and function keys never move.
	Channels []payment.Channel
	// Usual is the channel that is chosen when a sale begins; empty for none.
	// Quick are amounts with a button of their own.
	Usual payment.Channel
	Quick []payment.Money
	// Scan is which side shows a wallet's code until the cashier chooses.
	Scan    haojin.Scan
	Till    Till
	History History
	// Reports is what the summary section works with; nil leaves it out.
	Reports Reports
	// Press prints papers. It is slow the first time, so it is called on
	// goroutines of its own.
	Press func() (*paper.Press, error)
	// Setup is what the settings section works with; nil leaves it out.
	Setup Setup
	// Play plays a sound and doesn't wait for its end; nil where nothing can. A
	// Silent till plays one only for whoever wants to hear what it is like.
	Play   func(Sound)
	Silent bool
	// Customer is the window that faces the customer; nil without one.
	Customer *Customer
	// Kiosk fills the screen, and wants a manager before it closes.
	Kiosk bool
	// About says which program this is, where its data lie and under which
	// licences it comes, in a few lines.
	About string
	// Drills is what practising works with; nil leaves it out, as with a real
	// terminal.
	Drills Drills
	// Guide leads through a first start and to a terminal; nil for one that is done.
	Guide *Guide
	// Stay keeps whoever saves settings in them; nil keeps nobody.
	Stay *Stay
	// Trace returns the last messages to and from the terminal, oldest first.
	Trace func() []terminal.Message
	// Replaced: other settings have come into force just now. Gaps are what a
	// restored journal doesn't hold, and nobody can be asked about; oldest first.
	Replaced bool
	Gaps     []store.Gap
	// Do runs a function on the UI goroutine: fyne.Do.
	Do func(func())
	// Background runs what takes a while off the UI goroutine; nil: on a
	// goroutine of its own.
	Background func(func())
	// After runs a function on the UI goroutine a while later; nil: by a timer and Do.
	After func(time.Duration, func())
	// Now is the time that the clock shows and touches are told apart by:
	// time.Now.
	Now func() time.Time
	// Quit ends the program. It is called once the cashier may leave.
	Quit func()

	// operator is who has signed in; empty where nobody has to.
	operator func() string
}

func (c Config) background(f func()) {
	if c.Background == nil {
		go f()
		return
	}
	c.Background(f)
}

func (c Config) later(d time.Duration, f func()) {
	if c.After == nil {
		time.AfterFunc(d, func() { c.Do(f) })
		return
	}
	c.After(d, f)
}

// section is one part of the window; one is shown at a time, below the top bar.
type section int

// The sections.
const (
	sectionSale section = iota
	sectionHistory
	sectionQuestions
	sectionSummary
	sectionSettings
	sectionDrills
)

// screen is what a section shows. It lives on the UI goroutine.
type screen interface {
	// face is what is shown; it may change when the screen says so.
	face() fyne.CanvasObject
	// appear says whether the section is in front now.
	appear(visible bool)
	// key and rune take what is typed while no widget has the focus.
	key(name fyne.KeyName)
	rune(r rune)
	// counting says whether seconds count down on it: then tick comes once a
	// second.
	counting() bool
	tick()
}

// cover stands over a section until it is answered. It takes every key: a
// character, or Esc, Enter or ⌫.
type cover interface {
	face() fyne.CanvasObject
	key(name string)
	counting() bool
	tick()
}

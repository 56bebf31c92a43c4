package terminal

import (
	"fmt"
	"slices"
	"time"
)

// ending is what becomes of a payment at the terminal.
type ending string

const (
	pays     ending = "pays"
	declines ending = "is declined"
	leaves   ending = "cancels on the terminal"
	gone     ending = "does nothing"
	refuses  ending = "is never asked, the terminal refuses"
)

// twist is what is special about money that was taken.
type twist string

const (
	none        twist = "as asked"
	otherAmount twist = "another amount"
	reversed    twist = "given back by the terminal"
)

// way is how an answer comes back, or what comes instead.
type way string

const (
	sealed way = "truly"
	lost   way = "never, the connection breaks"
	snaps  way = "never, the connection breaks at once"
	hangs  way = "never"
	late   way = "ten seconds late"
	rubble way = "unreadably"
	// Sealed, and about something else or undecided.
	nobodys   way = "without an identity"
	anothers  way = "about another order"
	foreign   way = "in another currency"
	goingOn   way = "that it is going on"
	undecided way = "with a code that decides nothing"
	// Payments only: somebody paid in the moment of a cancel.
	belied way = "cancelled, whatever it was"
	// Inquiries only: the terminal is slow to find what it is busy with; it
	// refuses them.
	hides   way = "truly, but an open order isn't found"
	busyNow way = "4005"
	wrong   way = "4006"
	// atLast: an answer is whole when the till has just given up.
	atLast way = "truly, when the till gives up"
	// denies: a terminal that contradicts itself.
	denies way = "declined, whatever it was"
	away   way = "4007"
	// What somebody on the network may do where answers ought to be sealed.
	plainly        way = "truly, in plain text"
	forgedApproval way = "approved, forged"
	forgedDecline  way = "declined, forged"
	forgedCancel   way = "cancelled, forged"
	forgedRefusal  way = "never started, forged"
	forgedAbsence  way = "no such order, forged"
)

func paymentWays() []way {
	return []way{sealed, sealed, sealed, lost, snaps, hangs, rubble, nobodys, anothers, foreign, goingOn, undecided, belied, plainly, forgedApproval, forgedDecline, forgedCancel, forgedRefusal}
}

func inquiryWays() []way {
	return []way{sealed, sealed, sealed, lost, hangs, late, rubble, nobodys, anothers, foreign, goingOn, undecided, hides, busyNow, wrong, away, atLast, atLast, denies, plainly, forgedApproval, forgedDecline, forgedCancel, forgedRefusal, forgedAbsence}
}

func firstForgery(ways []way) int { return slices.Index(ways, forgedApproval) }

// customer is what happens to a payment.
type customer struct {
	// Lag is how late the request arrives, After how long the customer takes,
	// Travel how long the answer.
	Lag, After, Travel time.Duration
	Ends               ending
	Code               string // of a refusal
	Way                way
	Twist              twist
}

// String tells it in words.
func (c customer) String() string {
	what := fmt.Sprintf("the request takes %v; the customer %s after %v, %s; answered %s after %v", c.Lag, c.Ends, c.After, c.Twist, c.Way, c.Travel)
	if c.Ends == refuses || c.Way == undecided {
		what += " (" + c.Code + ")"
	}
	return what
}

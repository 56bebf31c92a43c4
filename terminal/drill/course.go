package drill

import (
	"errors"
	"slices"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// Course is what has happened in a drill so far. It belongs to one goroutine.
type Course struct {
	drill Drill
	since payment.Reference
	// made are the drill's transactions as they stand, in the order in which
	// they were made.
	made []payment.Transaction
	// hasty: another payment was asked for while nobody knew of an earlier one;
	// cancelled: the first was to be cancelled; met: the first came to what the
	// drill is about.
	hasty, cancelled, met bool
}

// Begin begins a drill. since is the newest transaction from before it, which
// doesn't belong to it; may be empty.
func Begin(d Drill, since payment.Reference) *Course { return &Course{drill: d, since: since} }

// Drill is the one that is being done.
func (c *Course) Drill() Drill { return c.drill }

// Note takes news from the controller.
func (c *Course) Note(e terminal.Event) {
	switch e := e.(type) {
	case terminal.SaleChanged:
		c.note(e.Sale)
		if e.CancelAsked && len(c.made) > 0 && c.made[0].Reference == e.Sale.Reference {
			c.cancelled = true
		}
	case terminal.TransactionChanged:
		c.note(e.Transaction)
	case terminal.Refused:
		if e.Command == terminal.CommandPay && errors.Is(e.Err, terminal.ErrStillArmed) && e.Armed.Reference > c.since {
			c.hasty = true
		}
	}
}

// note takes how a transaction stands. Those from before the drill, refunds of them
// and other tills' payments don't belong to it.
func (c *Course) note(t payment.Transaction) {
	if t.Reference <= c.since || t.Foreign || t.Kind == payment.Refund && c.find(t.Original) < 0 {
		return
	}
	at := c.find(t.Reference)
	if at < 0 {
		c.hasty = c.hasty || t.Kind == payment.Payment && c.unknown()
		at, c.made = len(c.made), append(c.made, t)
	}
	c.made[at] = t
	c.met = c.met || at == 0 && c.drill.Name.comesTo(t)
}

// find is the place of a transaction of the drill; -1 for any other.
func (c *Course) find(r payment.Reference) int {
	return slices.IndexFunc(c.made, func(t payment.Transaction) bool { return t.Reference == r })
}

// comesTo says whether the first payment is at what a drill is about. In those
// about a cancel that is the cashier's to bring about.
func (n Name) comesTo(first payment.Transaction) bool {
	switch n {
	case Declined:
		return first.Status == payment.Declined
	case AnswerLost:
		return first.Status == payment.Unknown
	case WrongAmount:
		return first.Status == payment.Approved && first.Booked != first.Amount
	case NotRefundable:
		return first.Status == payment.Approved
	}
	return true
}

// unknown says whether nobody knows yet how a transaction ended.
func (c *Course) unknown() bool {
	for _, t := range c.made {
		if t.Status == payment.Unknown {
			return true
		}
	}
	return false
}

// Played says whether something was charged and nothing is open on the terminal:
// from then on the customer may leave, and the drill be judged.
func (c *Course) Played() bool {
	if len(c.made) == 0 {
		return false
	}
	for _, t := range c.made {
		// The money that a cancel was too late for is found within seconds.
		found := c.drill.Name != PaidAfterAll || t.Status != payment.Cancelled || t.Reference != c.made[0].Reference
		if t.Status.Open() || !found {
			return false
		}
	}
	return true
}

// taken is what the customer has paid, refunds taken off, in cents.
func (c *Course) taken() payment.Money {
	sum := payment.Money(0)
	for _, t := range c.made {
		sum += paid(t)
		if t.Kind == payment.Refund {
			sum -= t.GivenBack()
		}
	}
	return sum
}

// paid is what a payment took, as far as anybody knows: the terminal, or the
// manager who settled it; 0 of a refund.
func paid(t payment.Transaction) payment.Money {
	switch {
	case t.Kind != payment.Payment:
		return 0
	case t.Status == payment.Approved:
		return t.Booked
	case t.Status == payment.SettledPaid:
		return t.Amount
	}
	return 0
}

// kept are the payments of which something wasn't given back.
func (c *Course) kept() []payment.Transaction {
	back := make(map[payment.Reference]payment.Money)
	for _, t := range c.made {
		back[t.Original] += t.GivenBack()
	}
	var kept []payment.Transaction
	for _, t := range c.made {
		if paid(t) > back[t.Reference] {
			kept = append(kept, t)
		}
	}
	return kept
}

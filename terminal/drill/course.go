package drill

import (
	"errors"

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
	// cancelled: the first was to be cancelled.
	hasty, cancelled bool
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
		if e.Command == terminal.CommandPay && errors.Is(e.Err, terminal.ErrStillArmed) {
			c.hasty = true
		}
	}
}

func (c *Course) note(t payment.Transaction) {
	if t.Reference <= c.since {
		return
	}
	for i, known := range c.made {
		if known.Reference == t.Reference {
			c.made[i] = t
			return
		}
	}
	c.hasty = c.hasty || t.Kind == payment.Payment && c.unknown()
	c.made = append(c.made, t)
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

// Played says whether the situation has come about and nothing is open on the
// terminal: from then on the customer may leave, and the drill be judged.
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
		switch {
		case t.Kind == payment.Payment && t.Status == payment.Approved:
			sum += t.Booked
		case t.Kind == payment.Refund:
			sum -= t.GivenBack()
		}
	}
	return sum
}

// kept are the approved payments of which something wasn't given back.
func (c *Course) kept() []payment.Transaction {
	back := make(map[payment.Reference]payment.Money)
	for _, t := range c.made {
		back[t.Original] += t.GivenBack()
	}
	var kept []payment.Transaction
	for _, t := range c.made {
		if t.Kind == payment.Payment && t.Status == payment.Approved && t.Booked > back[t.Reference] {
			kept = append(kept, t)
		}
	}
	return kept
}

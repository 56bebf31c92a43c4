package ui

import (
	"time"

	"harbourtill/store/people"
	"harbourtill/terminal/payment"
)

// nameOfManager is who stands in the journal for the manager's PIN.
const nameOfManager = people.MasterName

// outcomeRead is how long an outcome can be read before a till is locked that was
// to be locked once the payment is over.
const outcomeRead = 10 * time.Second

// crew is who works at the till, and who has signed in. It lives on the UI
// goroutine.
type crew struct {
	people People // nil without a Setup
	now    func() time.Time
	staff  people.Staff
	signed *people.Person
	active time.Time // the last key or touch
	typing typingAt
	// leaving: whoever is in signs out once the payment on the terminal is over,
	// at leaves if its outcome isn't left before.
	leaving bool
	leaves  time.Time
}

// newCrew reads who works here.
func newCrew(cfg Config) *crew {
	c := &crew{now: cfg.Now, active: cfg.Now()}
	if cfg.Setup != nil {
		c.people = cfg.Setup.People()
		c.reload()
	}
	return c
}

// reload reads who works here, and what has become of who has signed in. What
// can't be read leaves what was known.
func (c *crew) reload() {
	staff, err := c.people.Staff()
	if err != nil {
		return
	}
	c.staff = staff
	for _, p := range staff.People {
		if c.signed != nil && p.ID == c.signed.ID {
			c.signed = &p
		}
	}
}

// operator is who has signed in; empty where nobody has.
func (c *crew) operator() string {
	if c.signed == nil {
		return ""
	}
	return c.signed.Name
}

func (c *crew) isManager() bool { return c.signed != nil && c.signed.Role == people.Manager }

// wanted says whether somebody has to sign in. Without anybody who could, nobody
// has to.
func (c *crew) wanted() bool {
	return c.people != nil && c.staff.Policy.SignIn && c.signed == nil && len(c.staff.Active()) > 0
}

func (c *crew) refundNeedsPIN(amount payment.Money) bool {
	return c.staff.Policy.RefundNeedsPIN(int64(amount))
}

// signIn lets somebody in.
func (c *crew) signIn(p people.Person) {
	c.signed, c.leaving = &p, false
	c.used()
}

// used notes that somebody uses the till.
func (c *crew) used() { c.active = c.now() }

// saw notes when the till was last touched, and what is being typed.
func (c *crew) saw(touched time.Time, typing typingAt) {
	if typing != c.typing {
		c.typing = typing
		c.used()
	}
	if touched.After(c.active) {
		c.active = touched
	}
}

// over notes that a payment is over: its outcome is to be read.
func (c *crew) over() {
	c.used()
	c.leaves = c.now().Add(outcomeRead)
}

// locks is when the till is locked unless somebody uses it; zero for never.
func (c *crew) locks() time.Time {
	switch limit := time.Duration(c.staff.Policy.LockAfter) * time.Minute; {
	case c.leaving:
		return c.leaves
	case limit > 0:
		return c.active.Add(limit)
	}
	return time.Time{}
}

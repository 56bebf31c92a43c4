package ui

import (
	"time"

	"harbourtill/store/people"
	"harbourtill/terminal/payment"
)

// nameOfManager is who stands in the journal for the manager's PIN.
const nameOfManager = people.MasterName

// crew is who works at the till, and who has signed in. It lives on the UI
// goroutine.
type crew struct {
	people People // nil without a Setup
	now    func() time.Time
	lock   func()
	staff  people.Staff
	signed *people.Person
	active time.Time // the last key or touch
}

// newCrew reads who works here; lock is called when nobody has used the till for
// as long as the shop wants.
func newCrew(cfg Config, lock func()) *crew {
	c := &crew{now: cfg.Now, lock: lock, active: cfg.Now()}
	if cfg.Setup != nil {
		c.people = cfg.Setup.People()
		c.reload()
	}
	return c
}

// reload reads who works here. What can't be read leaves what was known.
func (c *crew) reload() {
	if staff, err := c.people.Staff(); err == nil {
		c.staff = staff
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

// used notes that somebody uses the till.
func (c *crew) used() { c.active = c.now() }

// rest locks a till that nobody has used for as long as the shop wants; touched
// is when it was last touched.
func (c *crew) rest(touched time.Time) {
	if touched.After(c.active) {
		c.active = touched
	}
	limit := time.Duration(c.staff.Policy.LockAfter) * time.Minute
	if c.signed != nil && limit > 0 && c.now().Sub(c.active) >= limit {
		c.lock()
	}
}

package terminal_test

import (
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"harbourtill/store"
	"harbourtill/terminal/payment"
)

// autopsy looks at the journal of a till that was just killed: the file is
// whole, everything that reached the terminal was on disk as sent, and nothing
// that was decided as paid is anything else now. It returns what the till was
// doing.
func (c *crashTill) autopsy(said []string) string {
	arrived := c.terminal.seen()
	journal, err := store.Open(c.orders.Journal)
	if err != nil {
		c.t.Errorf("after life %d: %v", c.orders.Life, err)
		return "nothing, and the journal can't be opened"
	}
	now := make(map[payment.Reference]payment.Transaction)
	var newest payment.Transaction
	asking := false
	err = journal.Each(func(tr payment.Transaction) error {
		if _, twice := now[tr.Reference]; twice {
			c.t.Errorf("%s is in the journal twice", tr.Reference)
		}
		now[tr.Reference] = tr
		if tr.Kind == payment.Payment && tr.Reference > newest.Reference {
			newest = tr
		}
		asking = asking || tr.Unresolved() && !tr.Status.Open()
		return nil
	})
	if err != nil {
		c.t.Error(err)
	}
	for ref := range arrived {
		if tr, kept := now[ref]; !kept || tr.Sent.IsZero() {
			c.t.Errorf("%s reached the terminal, and the journal says %q", ref, tr.Status)
		}
	}
	for ref, was := range c.before {
		if is, kept := now[ref]; !kept || was.Status == payment.Approved && is.Status != payment.Approved {
			c.t.Errorf("%s was %s before life %d, now it is %q", ref, was.Status, c.orders.Life, is.Status)
		}
	}
	c.before = now
	if err := journal.Close(); err != nil {
		c.t.Error(err)
	}
	c.checkFile()
	return c.doing(said, newest, asking)
}

// doing puts what a till was doing when it was killed into words.
func (c *crashTill) doing(said []string, newest payment.Transaction, asking bool) string {
	known, open, inquiry := c.terminal.doing(newest.Reference)
	switch {
	case len(said) == 0:
		return "starting"
	case !slices.Contains(said, "pay"):
		return "recovering from the last kill"
	case newest.Status == payment.Reserved:
		return "reserved, not sent"
	case newest.Status == payment.Sent && !known:
		return "sent, not at the terminal"
	case newest.Status == payment.Sent && open:
		return "waiting for the customer"
	case newest.Status == payment.Sent:
		return "answered, not booked"
	case inquiry:
		return "asking"
	case asking:
		return "between two inquiries"
	}
	return "idle"
}

// checkFile holds that the journal's file is consistent.
func (c *crashTill) checkFile() {
	db, err := bbolt.Open(c.orders.Journal, 0o600, &bbolt.Options{ReadOnly: true, Timeout: time.Second})
	if err != nil {
		c.t.Error(err)
		return
	}
	err = db.View(func(tx *bbolt.Tx) error {
		for err := range tx.Check() {
			c.t.Errorf("consistency after life %d: %v", c.orders.Life, err)
		}
		return nil
	})
	if err != nil {
		c.t.Error(err)
	}
	if err := db.Close(); err != nil {
		c.t.Error(err)
	}
}

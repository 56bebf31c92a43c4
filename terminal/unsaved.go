package terminal

import (
	"slices"
	"time"

	"harbourtill/terminal/payment"
)

// unsaved is what became known while the journal couldn't be written. It is in
// memory only: should the till end before the disk takes it, the journal's
// sent or unknown is asked about at the next start.
type unsaved struct {
	news  []lateNews
	retry time.Time
	// told is what was said about the journal last; nil when it works.
	told error
}

// lateNews is one piece of it.
type lateNews struct {
	reference payment.Reference
	windowEnd time.Time
	news      news
}

// wrote notes how a write to the journal ended, and tells when that is new.
func (c *Controller) wrote(err error) {
	if err != nil {
		c.log.Error("journal", "error", err)
		c.unsaved.retry = time.Now().Add(c.timing.Rewrite)
	}
	if (err == nil) != (c.unsaved.told == nil) {
		c.unsaved.told = err
		c.tell(JournalChanged{Err: err})
	}
}

// lose keeps news that couldn't be written, for later.
func (c *Controller) lose(t payment.Transaction, n news, windowEnd time.Time) {
	c.unsaved.news = append(c.unsaved.news, lateNews{t.Reference, windowEnd, n})
}

// rewrite tries again to write what couldn't be written, in the order in which
// it became known, and finds out whether the journal works again.
func (c *Controller) rewrite() {
	if !c.unwritten() || time.Until(c.unsaved.retry) > 0 {
		return
	}
	for len(c.unsaved.news) > 0 {
		if err := c.writeLate(); err != nil {
			c.wrote(err)
			return
		}
	}
	if c.unsaved.told != nil {
		c.wrote(c.journal.SaveDocument(diskDocument, documentVersion, time.Now()))
	}
}

// diskDocument is written for no other reason than to see whether it can be.
const diskDocument = "disk"

// upToDate writes what is late about a transaction before anything newer, and
// returns it as it is then. ok is false while the disk doesn't take it.
func (c *Controller) upToDate(t payment.Transaction) (now payment.Transaction, ok bool) {
	if !c.isLate(t.Reference) {
		return t, true
	}
	c.unsaved.retry = time.Now()
	c.rewrite()
	if c.isLate(t.Reference) {
		return t, false
	}
	now, err := c.journal.Transaction(t.Reference)
	return now, err == nil
}

func (c *Controller) isLate(r payment.Reference) bool {
	return slices.ContainsFunc(c.unsaved.news, func(late lateNews) bool { return late.reference == r })
}

// unwritten says whether the journal fails, or something waits for it.
func (c *Controller) unwritten() bool { return c.unsaved.told != nil || len(c.unsaved.news) > 0 }

// writeLate writes the oldest late news of a transaction onto what the disk has
// of it. The news is off the list before it is made known, since that may call
// for what is next on the list.
func (c *Controller) writeLate() error {
	late := c.unsaved.news[0]
	t, err := c.journal.Transaction(late.reference)
	if err != nil {
		return err
	}
	next, records := c.records(t, late.news)
	if len(records) == 0 {
		records = []payment.Record{c.record(next, late.news)}
	}
	if err := c.journal.Write(records...); err != nil {
		return err
	}
	c.unsaved.news = c.unsaved.news[1:]
	c.accept(t, next, late.windowEnd, records)
	return nil
}

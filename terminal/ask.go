package terminal

import (
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// ask is a transaction that is being asked about.
type ask struct {
	t         payment.Transaction
	windowEnd time.Time
	// since is when it became what it is; asked counts the inquiries since.
	since time.Time
	asked int
	due   time.Time
	// absentSince is when the terminal first said, late enough to count, that
	// it has no such order, or has given nothing back for a refund.
	absentSince time.Time
	// soon: the next question comes after Timing.AbsentApart.
	soon bool
	// byOrderID: the next question goes by orderId, since out_trade_no was
	// refused; misread: the terminal couldn't read the last one.
	byOrderID, misread bool
	// bySyssn: the next question goes by the transaction's own syssn.
	bySyssn bool
	// second: the next question goes over the second link, since nothing came
	// over the first.
	second bool
	// heard is what the last answer said; the same again isn't kept again.
	heard string
	// once: asked for by a person, or to learn whether inquiries by reference
	// find sales on this terminal; nothing depends on it.
	once bool
}

// Inquire asks the terminal about a transaction now, between sales.
// TransactionChanged follows, whether or not anything changed.
func (c *Controller) Inquire(r payment.Reference) { c.commands.put(inquireCommand{r}) }

type inquireCommand struct{ reference payment.Reference }

func (cmd inquireCommand) do(c *Controller) {
	if a := c.asks[cmd.reference]; a != nil {
		a.due = time.Now()
		return
	}
	t, err := c.journal.Transaction(cmd.reference)
	if err != nil {
		c.tell(Refused{Command: CommandInquire, Err: err})
		return
	}
	if !t.Status.Open() {
		c.askNow(t)
	}
}

// askNow has a transaction asked about as soon as the terminal is free, once if
// nothing else wants it asked about.
func (c *Controller) askNow(t payment.Transaction) *ask {
	a := c.asks[t.Reference]
	if a == nil {
		// Should it turn out to be going on, its window is counted anew.
		a = &ask{t: t, windowEnd: time.Now().Add(c.window(t)), once: true}
		c.asks[t.Reference] = a
	}
	a.due = time.Now()
	return a
}

// learn asks about the first approved sale of a terminal once, in the
// background: from then on "no such order" means something there. The next
// sale teaches the same of the second link.
func (c *Controller) learn(p *peer, t payment.Transaction) {
	first := p.proven[p.way(false)] == ""
	second := p.second != nil && p.proven[p.way(true)] == ""
	if (first || second) && c.asks[t.Reference] == nil {
		c.asks[t.Reference] = &ask{t: t, due: time.Now(), once: true, second: !first}
	}
}

// track keeps asking about a transaction for as long as it is unresolved.
func (c *Controller) track(t payment.Transaction, windowEnd time.Time) {
	a := c.asks[t.Reference]
	switch {
	case !t.Unresolved() || t.Status.Open():
		delete(c.asks, t.Reference)
	case a == nil || a.once || a.t.Status != t.Status:
		a = &ask{t: t, windowEnd: windowEnd, since: time.Now()}
		a.due = c.dueAfter(a)
		c.asks[t.Reference] = a
	default:
		a.t = t
	}
}

// dueAfter says when to ask next, by how often it has been asked; moments that
// a sale has held up are skipped.
func (c *Controller) dueAfter(a *ask) time.Time {
	offsets := c.timing.Ask
	if a.t.Status != payment.Unknown {
		offsets = nil
		for _, d := range c.timing.Verify {
			if a.since.Add(d).Before(a.windowEnd) {
				offsets = append(offsets, d)
			}
		}
		offsets = append(offsets, a.windowEnd.Sub(a.since))
	}
	if a.soon {
		a.soon = false
		return time.Now().Add(c.timing.AbsentApart)
	}
	for ; a.asked < len(offsets); a.asked++ {
		if due := a.since.Add(offsets[a.asked]); a.asked == 0 || time.Until(due) > 0 {
			return due
		}
	}
	return time.Now().Add(c.timing.AskEvery)
}

// quiet says whether an inquiry may be sent: one operation at a time.
func (c *Controller) quiet() bool {
	return !c.occupied() && !c.saleOpen() && !c.cancelling()
}

// nextAsk returns the ask that is due first, or nil.
func (c *Controller) nextAsk() *ask {
	var first *ask
	for _, a := range c.asks {
		if first == nil || a.due.Before(first.due) || a.due.Equal(first.due) && a.t.Reference < first.t.Reference {
			first = a
		}
	}
	return first
}

// askDue sends the inquiry that is due, if the terminal is free.
func (c *Controller) askDue() {
	for c.quiet() {
		a := c.nextAsk()
		if a == nil || time.Until(a.due) > 0 {
			return
		}
		if err := c.inquire(a); err != nil {
			c.log.Error("inquiry", "reference", a.t.Reference, "error", err)
			c.postpone(a)
			c.heardAbout(hearing{before: a.t, now: a.t, err: err})
		}
	}
}

func (c *Controller) inquire(a *ask) error {
	p, err := c.peer(a.t.Profile)
	if a.misread && a.t.Reason == payment.Refused && c.profile.Link != "" {
		// The key was refused for this sale too. If it has been put right
		// since, only the terminal in use can say anything.
		p, err = c.current()
	}
	if err != nil {
		return err
	}
	e := &exchange{operation: haojin.OpInquiry, reference: a.t.Reference, peer: p, second: a.second && p.second != nil}
	form := p.proven[p.way(e.second)]
	e.bySyssn = a.bySyssn || a.t.Foreign && a.t.Kind == payment.Payment
	if a.byOrderID || e.bySyssn {
		form = formOrderID
	}
	a.byOrderID, a.bySyssn, a.second = false, false, false
	request := haojin.InquiryRequest{OutTradeNo: string(a.t.Reference)}
	switch {
	case e.bySyssn:
		request = haojin.InquiryRequest{OrderID: a.t.Syssn}
	case a.t.Kind == payment.Refund:
		request = haojin.InquiryRequest{OrderID: a.t.OriginalSyssn}
	case form == formOrderID:
		request = haojin.InquiryRequest{OrderID: string(a.t.Reference)}
	}
	body, err := p.codec.Seal(request)
	if err != nil {
		return err
	}
	e.byOrderID = form == formOrderID
	link := p.link
	if e.second {
		link = p.second
	}
	c.begin(e, link, body, c.timing.Inquiry)
	c.asking = e
	return nil
}

// postpone counts a question that was asked and sets the next one.
func (c *Controller) postpone(a *ask) {
	a.asked++
	a.due = c.dueAfter(a)
	if a.once {
		delete(c.asks, a.t.Reference)
		c.tell(TransactionChanged{a.t})
	}
}

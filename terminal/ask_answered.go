package terminal

import (
	"maps"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// hearing is what a question about a transaction has brought, for those who wait
// for it.
type hearing struct {
	// before is the transaction as it was when it was asked about.
	before, now payment.Transaction
	// finding is what the terminal said, as far as it can be trusted; err is why
	// it said nothing.
	finding haojin.Finding
	err     error
	// bySyssn: it was asked about by its own syssn.
	bySyssn bool
}

// heardAbout tells those who wait for an answer about a transaction.
func (c *Controller) heardAbout(h hearing) {
	c.printHeard(h)
	c.roundHeard(h)
}

// inquiryAnswered takes what the terminal says about a transaction.
func (c *Controller) inquiryAnswered(r result) {
	c.asking = nil
	a := c.asks[r.of.reference]
	answer, err := c.open(r)
	switch {
	case a == nil:
	case r.of.aborted && r.err != nil:
		// It gave way to a sale, and comes right after it.
		a.due, a.bySyssn = time.Now(), r.of.bySyssn
	case err != nil:
		c.log.Info("inquiry", "reference", a.t.Reference, "second", r.of.second, "error", err)
		if r.err != nil && r.of.peer.second != nil && !r.of.second {
			a.second, a.due, a.bySyssn = true, time.Now(), r.of.bySyssn
			break
		}
		c.postpone(a)
		c.heardAbout(hearing{before: a.t, now: a.t, err: err})
	case answer.Code == haojin.CodeWrongParams && !r.of.byOrderID && a.t.Kind != payment.Refund:
		a.byOrderID = true
		a.due = time.Now()
	default:
		c.conclude(a, r.of, answer)
	}
}

// conclude weighs an answer to an inquiry. Only a trusted one decides anything.
func (c *Controller) conclude(a *ask, e *exchange, answer haojin.Answer) {
	f := c.understand(a.t, e, answer)
	n := understood(f)
	n.evidence, n.answer = payment.ByInquiry, answer.Evidence()
	if !e.trusts(answer) {
		c.log.Warn("inquiry answered in plain text", "reference", a.t.Reference, "respcd", answer.Code)
		f.Verdict, n.kind, n.evidence = haojin.Undecided, newsUndecided, payment.OwnPlain
		n.finding = f
	}
	a.misread = misunderstood(answer.Code)
	over := !time.Now().Before(a.windowEnd)
	n, decides := c.weigh(a, e, n)
	before := a.t
	t, written := c.apply(a.t, n, a.windowEnd)
	said := wording(answer)
	if written && t == before && a.heard != said {
		c.keep(t, n)
	}
	a.heard = said
	if t.Verifying && over && decides && written {
		t, _ = c.apply(t, news{kind: newsVerified, evidence: payment.ByInquiry, answer: n.answer}, a.windowEnd)
	}
	if c.asks[t.Reference] == a {
		c.postpone(a)
	}
	c.tell(TransactionChanged{t})
	c.heardAbout(hearing{before: before, now: t, finding: f, bySyssn: e.bySyssn})
}

// wording is all that an answer says, but for the time of day.
func wording(a haojin.Answer) string {
	a.Data = maps.Clone(a.Data)
	delete(a.Data, "server_time")
	return string(a.Evidence())
}

// understand says what an answer to an inquiry means for the order that it was
// about: the transaction, or a refund's original.
func (c *Controller) understand(t payment.Transaction, e *exchange, answer haojin.Answer) haojin.Finding {
	asked := haojin.Asked{Operation: haojin.OpInquiry, Amount: haojin.Cents(t.Amount)}
	switch {
	case e.bySyssn && t.Kind == payment.Refund:
		asked.Syssn, asked.OriginalSyssn = t.Syssn, t.OriginalSyssn
	case e.bySyssn:
		asked.Syssn = t.Syssn
		f := haojin.ClassifyInquiry(answer, asked)
		if name := payment.Reference(answer.Data.Text("out_trade_no")); name != "" && named(t) != "" && name != named(t) {
			f.Verdict, f.Doubt = haojin.Undecided, haojin.OtherOrder
		}
		return f
	case t.Kind == payment.Refund:
		asked = c.askedForOriginal(t)
	default:
		asked.OutTradeNo = string(t.Reference)
	}
	return haojin.ClassifyInquiry(answer, asked)
}

// weigh says what an answer means for the transaction; decides: it says
// something about the money.
func (c *Controller) weigh(a *ask, e *exchange, n news) (weighed news, decides bool) {
	if a.t.Kind == payment.Refund && !e.bySyssn {
		return c.weighRefund(a, n)
	}
	switch n.finding.Verdict {
	case haojin.NoSuchOrder:
		n.kind, n.early = c.absent(a, e), time.Now().Before(a.windowEnd)
		return n, true
	case haojin.Undecided:
		return n, false
	}
	a.absentSince = time.Time{}
	if !e.bySyssn {
		c.prove(e)
	}
	return n, n.finding.Verdict != haojin.InProgress
}

// absent weighs "no such order" about an unknown sale. It decides only when it
// was asked in a form that is known to find sales on this terminal, when the
// terminal can't take the sale any more, and when it is said twice, far enough
// apart.
func (c *Controller) absent(a *ask, e *exchange) newsKind {
	open := a.t.Status == payment.Unknown || a.t.Status == payment.SettledUnpaid || a.t.Status == payment.SettledPaid
	over := time.Now().After(a.windowEnd) || refusedEarly(a.t)
	if !open || !over || !e.proves() {
		return newsUndecided
	}
	if !c.saidTwice(a) {
		return newsUndecided
	}
	return newsAbsent
}

// saidTwice: what was said now was said before, far enough apart; if not, it is
// asked again soon.
func (c *Controller) saidTwice(a *ask) bool {
	if a.absentSince.IsZero() {
		a.absentSince, a.soon = time.Now(), true
		return false
	}
	return time.Since(a.absentSince) >= c.timing.AbsentApart
}

// refusedEarly: the sale's own answer said error, not that it is going on.
func refusedEarly(t payment.Transaction) bool {
	return (t.Code == haojin.CodeError || t.Code == haojin.CodeOtherError) && t.Reason != payment.StillGoing
}

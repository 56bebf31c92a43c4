package terminal

import (
	"slices"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// The protocol gives a refund no reference. One whose answer was lost is known
// by what the terminal lets be given back of its original: that was kept before
// the refund was sent, and is asked for until it decides (design: refund
// recovery).

// modified holds back an own approval that doesn't say how much, when the amount
// could be changed on the terminal; one that does say is what was allowed.
func modified(t payment.Transaction, n news) news {
	if !t.AllowModify || n.kind != newsApproved {
		return n
	}
	gave := payment.Money(n.finding.Amount)
	switch {
	case !n.finding.AmountKnown || gave <= 0:
		n.kind, n.reason = newsUndecided, payment.NoAmount
	case t.Refundable == 0 || gave <= t.Refundable:
		n.finding.AmountDiffers = false
	}
	return n
}

// unrepeated holds back an own approval that carries another refund's syssn: it
// is that one's answer, coming again. An answer names no reference of a refund's.
func (c *Controller) unrepeated(t payment.Transaction, n news) news {
	syssn := n.finding.Syssn
	if t.Kind != payment.Refund || n.kind != newsApproved || syssn == "" || syssn == t.OriginalSyssn {
		return n
	}
	known, err := c.journal.BySyssn(syssn)
	if err != nil {
		c.log.Error("journal", "syssn", syssn, "error", err)
	}
	other := func(k payment.Transaction) bool { return k.Kind == payment.Refund && k.Reference != t.Reference }
	if err != nil || slices.ContainsFunc(known, other) {
		n.kind, n.reason = newsUndecided, payment.OtherOrder
		n.finding.Verdict, n.finding.Doubt = haojin.Undecided, haojin.OtherOrder
	}
	return n
}

// askedForOriginal is what an answer about a refund's original must fit.
func (c *Controller) askedForOriginal(t payment.Transaction) haojin.Asked {
	asked := haojin.Asked{Operation: haojin.OpInquiry, Syssn: t.OriginalSyssn}
	if t.Original != "" {
		original, err := c.journal.Transaction(t.Original)
		if err != nil {
			c.log.Error("journal", "reference", t.Original, "error", err)
		}
		asked.Amount = haojin.Cents(original.Amount)
	}
	return asked
}

// weighRefund says what an answer about the original means for its refund. The
// answer's own finding is the original's and nothing of the refund.
func (c *Controller) weighRefund(a *ask, n news) (weighed news, decides bool) {
	f, t := n.finding, a.t
	n.kind, n.reason = newsUndecided, payment.NoReason
	n.finding = haojin.Finding{Code: f.Code, Inner: f.Inner}
	switch {
	case f.Verdict != haojin.Approved:
		return n, false
	case t.Refundable == 0 || !f.RefundableKnown:
		return c.weighBlind(a, n, f)
	case !c.recoverable(t):
		return n, false
	}
	fell := t.Refundable - payment.Money(f.Refundable)
	switch {
	case fell == 0:
		open := t.Status == payment.Unknown || t.Status == payment.SettledUnpaid || t.Status == payment.SettledPaid
		if open && time.Now().After(a.windowEnd) && c.saidTwice(a) {
			n.kind = newsUnchanged
		}
	case fell == t.Amount && !t.AllowModify:
		n.kind = newsApproved
		n.finding.Amount, n.finding.AmountKnown = haojin.Cents(fell), true
	case fell > 0 && t.AllowModify:
		n.kind, n.reason, n.fell = newsFell, payment.ToConfirm, fell
	default:
		n.kind, n.reason, n.fell = newsFell, payment.OtherFall, fell
	}
	return n, true
}

// weighBlind says what an answer that can't be compared means for a refund: only
// a denial can be checked, once the window is over, by whether the till's other
// refunds explain all that was given back of the original. If not, it is a
// person's to decide.
func (c *Controller) weighBlind(a *ask, n news, original haojin.Finding) (weighed news, decides bool) {
	t := a.t
	denied := t.Status == payment.Declined || t.Status == payment.Cancelled || t.Status == payment.Failed
	if !denied || !t.Verifying || time.Now().Before(a.windowEnd) {
		return n, false
	}
	if original.HasReversal && !c.explained(t.Original, original) {
		n.kind, n.reason = newsFell, payment.OtherFall
	}
	return n, true
}

// explained says whether the till's refunds are all that was given back of a
// payment.
func (c *Controller) explained(reference payment.Reference, f haojin.Finding) bool {
	if reference == "" || !f.ReversedKnown {
		return false
	}
	refunds, err := c.journal.RefundsOf(reference)
	if err != nil {
		c.log.Error("journal", "reference", reference, "error", err)
		return false
	}
	for _, r := range refunds {
		f.Reversed -= haojin.Cents(r.GivenBack())
	}
	return f.Reversed <= 0
}

// recoverable says whether the original's refundable amount can decide a
// refund: it was known before, no person has to look already, and no other
// money went back since.
func (c *Controller) recoverable(t payment.Transaction) bool {
	settled := t.Status == payment.SettledPaid || t.Status == payment.SettledUnpaid
	switch {
	case t.Refundable == 0, t.Fell != 0:
		return false
	case settled && t.Original == "", !settled && !t.Unresolved():
		return false
	case t.Original == "":
		return true
	}
	refunds, err := c.journal.RefundsOf(t.Original)
	if err != nil {
		c.log.Error("journal", "reference", t.Original, "error", err)
		return false
	}
	for _, r := range refunds {
		if r.Reference > t.Reference && (r.RefundOpen() || r.GivenBack() > 0) {
			return false
		}
	}
	return true
}

// unexplained leaves, of the money that the terminal says was given back of a
// payment, what the till's own refunds don't explain. While one of them isn't
// decided nobody can tell whose the money is.
func (c *Controller) unexplained(t payment.Transaction, f haojin.Finding) haojin.Finding {
	if !f.HasReversal || t.Kind != payment.Payment {
		return f
	}
	refunds, err := c.journal.RefundsOf(t.Reference)
	if err != nil {
		c.log.Error("journal", "reference", t.Reference, "error", err)
		f.HasReversal = false
		return f
	}
	var ours payment.Money
	for _, r := range refunds {
		if r.RefundOpen() {
			f.HasReversal = false
			return f
		}
		ours += r.GivenBack()
	}
	if !f.ReversedKnown {
		f.HasReversal = ours == 0
		return f
	}
	f.Reversed = max(0, f.Reversed-haojin.Cents(ours))
	f.HasReversal = f.Reversed > 0
	return f
}

// reversal returns the record of money that the terminal gave back by itself,
// as far as it isn't in the journal yet, and notes it on the sale. The news'
// finding holds what is unexplained only.
func (c *Controller) reversal(t *payment.Transaction, n news) []payment.Record {
	f := n.finding
	if !f.HasReversal || !f.ReversedKnown || t.Status != payment.Approved || n.evidence != payment.ByInquiry {
		return nil
	}
	missing := payment.Money(f.Reversed)
	reference, err := c.journal.NewReference()
	if err != nil {
		c.log.Error("journal", "error", err)
		return nil
	}
	t.Reversed += missing
	t.ReversalUnclear = false
	r := payment.Transaction{
		Reference: reference, Kind: payment.Refund, Status: payment.Approved, Channel: t.Channel,
		Amount: missing, Booked: missing, Original: t.Reference, OriginalSyssn: t.Syssn, ByTerminal: true, Foreign: t.Foreign,
		Training: t.Training, Profile: t.Profile, Created: n.at, Decided: n.at,
	}
	n.kind = newsReversed
	return []payment.Record{c.record(r, n)}
}

// tellOriginal tells that a refund's original should be read anew. Money that
// came in spite of what was shown is dealt with once it has gone back.
func (c *Controller) tellOriginal(refund payment.Transaction) {
	if refund.Kind != payment.Refund || refund.Original == "" {
		return
	}
	original, err := c.journal.Transaction(refund.Original)
	if err != nil {
		c.log.Error("journal", "reference", refund.Original, "error", err)
		return
	}
	if refund.Status == payment.Approved && original.Contested() {
		c.apply(original, news{kind: newsAcknowledged, evidence: payment.ByTill, note: "given back"}, c.windowOf(original))
		return
	}
	c.tell(TransactionChanged{original})
}

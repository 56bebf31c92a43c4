package terminal

import (
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// askOtherwise asks a second time about what the terminal has approved and
// doesn't find: a payment by its syssn, of a refund the original.
func (c *Controller) askOtherwise(r *round, h hearing) bool {
	t := h.now
	if r.again || h.err != nil || h.finding.Verdict != haojin.NoSuchOrder || t.Status != payment.Approved || t.Syssn == "" || t.Foreign {
		return false
	}
	switch {
	case t.Kind == payment.Payment:
		c.askNow(t).bySyssn = true
	case t.Original == "":
		c.askNow(t)
	default:
		r.asking = false
		c.askOriginalOf(r, t)
	}
	r.again = true
	return true
}

// compare says in what the terminal's word differs from what the journal said
// before it heard it; proved: there was a word.
func (c *Controller) compare(h hearing) (d payment.Difference, proved bool) {
	if h.finding.Verdict == haojin.Undecided {
		return d, false
	}
	d = payment.Difference{
		Reference: h.now.Reference, Kind: h.now.Kind, Syssn: h.now.Syssn,
		Journal: standingOf(h.before), Now: standingOf(h.now), Terminal: word(h.finding),
	}
	if h.now.Kind == payment.Refund && !h.bySyssn {
		return d, byOriginal(&d, h)
	}
	approved := d.Terminal.Found == payment.FoundApproved
	if h.now.Kind == payment.Payment {
		d.GivenBack = c.compareGivenBack(&d, h) && approved
	}
	d.Status = !sameStatus(d.Journal.Status, d.Terminal.Found)
	d.Amount = !d.Status && approved && d.Terminal.AmountKnown && d.Terminal.Amount != d.Journal.Amount
	moved := d.Journal.Status == payment.Approved
	d.Money = d.Amount || d.GivenBack || d.Status && (moved || approved)
	return d, true
}

// compareGivenBack fills in what was given back of a payment and says whether the
// two differ. While a refund isn't decided nobody can tell.
func (c *Controller) compareGivenBack(d *payment.Difference, h hearing) (differ bool) {
	refunds, err := c.journal.RefundsOf(h.now.Reference)
	if err != nil {
		c.log.Error("journal", "reference", h.now.Reference, "error", err)
		return false
	}
	open := false
	for _, r := range refunds {
		d.Now.GivenBack += r.GivenBack()
		open = open || r.RefundOpen()
	}
	d.Journal.GivenBack = d.Now.GivenBack - (h.now.Reversed - h.before.Reversed)
	f := h.finding
	d.Terminal.GivenBack, d.Terminal.GivenBackKnown = payment.Money(f.Reversed), !f.HasReversal || f.ReversedKnown
	if gone := payment.Money(f.Amount - f.Refundable); !f.HasReversal && f.RefundableKnown && gone == d.Journal.GivenBack {
		d.Terminal.GivenBack = gone // its cancel field doesn't say so, and its amounts do
	}
	return !open && d.Terminal.GivenBackKnown && d.Terminal.GivenBack != d.Journal.GivenBack
}

// byOriginal compares a refund that isn't decided, or that has no payment in the
// journal: all that is heard of it is what is left of its original.
func byOriginal(d *payment.Difference, h hearing) (proved bool) {
	if h.finding.Verdict != haojin.Approved || !h.before.Unresolved() {
		return false
	}
	d.Terminal = payment.Word{Found: payment.FoundOriginal, Code: h.finding.Code, Inner: h.finding.Inner}
	d.Status = h.now.Status == payment.Unknown || h.now.Status != h.before.Status
	d.Money = h.now.Status == payment.Unknown || h.now.GivenBack() != h.before.GivenBack()
	return true
}

// standingOf is what the journal says of a transaction, but for what was given
// back of it.
func standingOf(t payment.Transaction) payment.Standing {
	s := payment.Standing{Status: t.Status, Contradiction: t.Contradiction}
	if t.Status == payment.Approved {
		s.Amount = t.Booked
	}
	return s
}

// word is what the terminal says of an order.
func word(f haojin.Finding) payment.Word {
	w := payment.Word{Code: f.Code, Inner: f.Inner}
	switch f.Verdict {
	case haojin.Approved:
		w.Found, w.Amount, w.AmountKnown = payment.FoundApproved, payment.Money(f.Amount), f.AmountKnown
	case haojin.Declined:
		w.Found = payment.FoundDeclined
	case haojin.Cancelled:
		w.Found = payment.FoundCancelled
	case haojin.NoSuchOrder:
		w.Found = payment.FoundNothing
	default:
		w.Found = payment.FoundInProgress
	}
	return w
}

// sameStatus says whether the journal and the terminal say the same. What a
// person has settled, and what nobody knows, is the terminal's word only where
// neither has taken anything.
func sameStatus(s payment.Status, found payment.Found) bool {
	switch found {
	case payment.FoundApproved:
		return s == payment.Approved
	case payment.FoundDeclined:
		return s == payment.Declined
	case payment.FoundCancelled:
		return s == payment.Cancelled
	case payment.FoundNothing:
		return s == payment.Failed || s == payment.Declined || s == payment.Cancelled || s == payment.SettledUnpaid
	}
	return false
}

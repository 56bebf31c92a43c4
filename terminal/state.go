package terminal

import (
	"cmp"
	"encoding/json"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// newsKind is what happened to a transaction.
type newsKind string

const (
	// newsSending: the request is about to leave.
	newsSending newsKind = "sending"
	// newsNotSent: nothing left the till, for sure.
	newsNotSent newsKind = "not sent"
	// newsLost: it may have left, and no readable answer came.
	newsLost newsKind = "answer lost"
	// newsRestarted: the till found it when it started.
	newsRestarted newsKind = "till started"
	// The verdicts of answers, see haojin.Verdict.
	newsApproved     newsKind = "approved"
	newsDeclined     newsKind = "declined"
	newsCancelled    newsKind = "cancelled"
	newsNeverStarted newsKind = "never started"
	newsInProgress   newsKind = "in progress"
	newsUndecided    newsKind = "undecided"
	// newsAbsent: asked as often and as late as it takes, the terminal has no
	// such order.
	newsAbsent newsKind = "no such order"
	// newsUnchanged: asked as often and as late as it takes, the terminal has
	// given nothing back for a refund.
	newsUnchanged newsKind = "refundable amount unchanged"
	// newsFell: the original's refundable amount has changed, and a person has
	// to say whether that is the refund. The reason says why.
	newsFell newsKind = "refundable amount changed"
	// newsFound: a payment that this till didn't take was found.
	newsFound newsKind = "found"
	// newsReversed: the terminal gave money back by itself.
	newsReversed newsKind = "reversed by the terminal"
	// newsVerified: the window has ended, and asking found nothing new.
	newsVerified newsKind = "verified"
	// A manager's word on an unknown one, and a person's on a contradiction.
	newsSettledPaid   newsKind = "settled as paid"
	newsSettledUnpaid newsKind = "settled as unpaid"
	newsAcknowledged  newsKind = "acknowledged"
	// newsNote: somebody wrote something down beside it.
	newsNote newsKind = "note"
)

// news is one thing learnt about a transaction, and how well it is known.
type news struct {
	kind     newsKind
	at       time.Time
	evidence payment.Evidence
	reason   payment.Reason
	finding  haojin.Finding
	answer   json.RawMessage
	// fell is by how much (newsFell).
	fell payment.Money
	// early: the terminal could still take the sale (newsAbsent).
	early bool
	// by and note are who decided, and why (newsSettledPaid and the like).
	by, note string
}

// transition is the whole of a transaction's life: what it becomes on news. It
// is pure. changed is false when the news says nothing new; then t is as it
// was, and nothing is to be written.
//
// Stronger evidence wins over weaker, money over no money, and approved stays
// approved: what an inquiry found decides, whatever was shown before, and a
// status that it overturns is marked as a contradiction. An own answer decides
// only what is still open; anything else it says is a cause to ask.
func transition(t payment.Transaction, n news) (next payment.Transaction, changed bool) {
	next, changed = weigh(t, n)
	if next.Contradiction != t.Contradiction {
		next.Acknowledged = false
	}
	return next, changed
}

// weigh is transition, but for a contradiction that is to be seen anew.
func weigh(t payment.Transaction, n news) (next payment.Transaction, changed bool) {
	switch n.kind {
	case newsSending:
		if t.Status == payment.Reserved {
			t.Sent = n.at
			return become(t, n, payment.Sent, payment.NoReason), true
		}
	case newsNotSent:
		if t.Status.Open() {
			return become(t, n, payment.Failed, n.reason), true
		}
	case newsRestarted:
		return restarted(t, n)
	case newsLost, newsUndecided:
		if t.Status == payment.Sent {
			return become(t, n, payment.Unknown, n.reason), true
		}
	case newsInProgress:
		return inProgress(t, n)
	case newsApproved:
		return approved(t, n)
	case newsDeclined:
		return refused(t, n, payment.Declined)
	case newsCancelled:
		return refused(t, n, payment.Cancelled)
	case newsNeverStarted:
		return refused(t, n, payment.Failed)
	case newsAbsent:
		return absent(t, n, payment.NotFound)
	case newsUnchanged:
		return absent(t, n, payment.Unchanged)
	case newsFell:
		return fell(t, n)
	case newsSettledPaid, newsSettledUnpaid:
		return settled(t, n)
	case newsAcknowledged:
		if t.Contested() {
			t.Acknowledged = true
			return t, true
		}
	case newsNote:
		changed := t.Note != n.note
		t.Note = n.note
		return t, changed
	case newsVerified:
		if t.Verifying && t.Status != payment.SettledPaid && t.Status != payment.SettledUnpaid {
			t.Verifying = false
			return t, true
		}
	}
	return t, false
}

// become gives a transaction a new status on news.
func become(t payment.Transaction, n news, s payment.Status, r payment.Reason) payment.Transaction {
	t.Status, t.Reason, t.Verifying = s, r, false
	foreign := n.finding.Doubt == haojin.OtherOrder || n.finding.Doubt == haojin.OtherCurrency
	unproven := n.kind == newsUndecided && n.evidence == payment.OwnPlain
	if n.finding.Code != "" && !foreign && !unproven {
		t.Code, t.Inner = n.finding.Code, n.finding.Inner
	}
	if n.finding.Syssn != "" && n.finding.Doubt == haojin.NoDoubt {
		t.Syssn = n.finding.Syssn
	}
	t.Card = cmp.Or(t.Card, namedCard(n))
	if !s.Open() && s != payment.Unknown {
		t.Decided = n.at
	}
	return t
}

// namedCard is the last four digits of the card that the news names for sure.
func namedCard(n news) string {
	if n.finding.Doubt != haojin.NoDoubt || n.evidence < payment.OwnSealed {
		return ""
	}
	return n.finding.Card
}

// settled: a manager decides what nothing else does; asking goes on.
func settled(t payment.Transaction, n news) (payment.Transaction, bool) {
	if t.Status != payment.Unknown {
		return t, false
	}
	s := payment.SettledUnpaid
	if n.kind == newsSettledPaid {
		s = payment.SettledPaid
	}
	t = become(t, n, s, payment.NoReason)
	t.Verifying = true
	if t.Note == "" { // a refund's says why it was given
		t.Note = n.note
	}
	return t, true
}

// absent: it was never booked on the terminal. What a manager has settled as
// paid stands, as a contradiction.
func absent(t payment.Transaction, n news, r payment.Reason) (payment.Transaction, bool) {
	if t.Status == payment.SettledPaid && t.Contradiction != payment.NoMoneyAfterAll {
		t.Contradiction = payment.NoMoneyAfterAll
		return t, true
	}
	if t.Status != payment.Unknown && t.Status != payment.SettledUnpaid {
		return t, false
	}
	t = become(t, n, payment.Failed, r)
	t.Verifying = n.early
	return t, true
}

// fell: what an inquiry found of the original leaves a refund to a person, even
// one that weaker evidence had closed.
func fell(t payment.Transaction, n news) (payment.Transaction, bool) {
	switch t.Status {
	case payment.Sent, payment.Unknown:
	case payment.Declined, payment.Cancelled, payment.Failed:
		if n.evidence != payment.ByInquiry {
			return t, false
		}
	default:
		return t, false
	}
	t = become(t, n, payment.Unknown, n.reason)
	t.Fell = n.fell
	return t, true
}

func restarted(t payment.Transaction, n news) (payment.Transaction, bool) {
	switch t.Status {
	case payment.Reserved:
		return become(t, n, payment.Failed, payment.Restarted), true
	case payment.Sent:
		return become(t, n, payment.Unknown, payment.Restarted), true
	}
	return t, false
}

// inProgress: an own answer leaves the outcome open; an inquiry that finds the
// order still going on reopens what weaker evidence had closed.
func inProgress(t payment.Transaction, n news) (payment.Transaction, bool) {
	switch t.Status {
	case payment.Sent, payment.Unknown:
	case payment.Declined, payment.Cancelled, payment.Failed:
		if n.evidence != payment.ByInquiry {
			return t, false
		}
	default:
		return t, false
	}
	if t.Status == payment.Unknown && t.Reason == payment.StillGoing {
		return t, false
	}
	return become(t, n, payment.Unknown, payment.StillGoing), true
}

// approved: money has moved, as far as the evidence can be trusted.
func approved(t payment.Transaction, n news) (payment.Transaction, bool) {
	inquiry := n.evidence == payment.ByInquiry
	switch t.Status {
	case payment.Approved:
		return confirmed(t, n)
	case payment.Sent, payment.Unknown:
		if n.evidence == payment.OwnPlain {
			return become(t, n, payment.Unknown, payment.Unconfirmed), t.Reason != payment.Unconfirmed
		}
		return book(t, n), true
	case payment.SettledPaid:
		if n.evidence == payment.OwnPlain {
			return t, false
		}
		return book(t, n), true
	}
	if !inquiry {
		changed := !t.Verifying
		t.Verifying = true
		return t, changed
	}
	t.Contradiction = payment.MoneyAfterAll
	return book(t, n), true
}

func book(t payment.Transaction, n news) payment.Transaction {
	t = become(t, n, payment.Approved, payment.NoReason)
	t.Booked = t.Amount
	if n.finding.AmountKnown {
		t.Booked = payment.Money(n.finding.Amount)
	}
	t.AmountDiffers = n.finding.AmountDiffers
	t.ReversalUnclear = n.finding.HasReversal && !n.finding.ReversedKnown
	return t
}

// confirmed: what is approved already was found by an inquiry. Only another
// amount, money given back, or a syssn that nobody knew is news then.
func confirmed(t payment.Transaction, n news) (payment.Transaction, bool) {
	if n.evidence != payment.ByInquiry {
		return t, false
	}
	unclear := n.finding.HasReversal && !n.finding.ReversedKnown
	changed := unclear && !t.ReversalUnclear
	t.ReversalUnclear = t.ReversalUnclear || unclear
	if t.Syssn == "" && n.finding.Syssn != "" {
		t.Syssn, changed = n.finding.Syssn, true
	}
	if t.Card == "" && namedCard(n) != "" {
		t.Card, changed = namedCard(n), true
	}
	if !n.finding.AmountKnown || payment.Money(n.finding.Amount) == t.Booked {
		return t, changed
	}
	t.Booked, t.AmountDiffers = payment.Money(n.finding.Amount), n.finding.AmountDiffers
	t.Contradiction = payment.AmountChanged
	return t, true
}

// refused: no money has moved, as far as the evidence can be trusted.
func refused(t payment.Transaction, n news, s payment.Status) (payment.Transaction, bool) {
	if n.evidence == payment.ByInquiry {
		return refusedByInquiry(t, n, s)
	}
	if t.Status != payment.Sent && t.Status != payment.Unknown {
		return t, false
	}
	t = become(t, n, s, n.reason)
	t.Verifying = s == payment.Cancelled || n.evidence == payment.OwnPlain
	return t, true
}

func refusedByInquiry(t payment.Transaction, n news, s payment.Status) (payment.Transaction, bool) {
	switch t.Status {
	case payment.Reserved:
		return t, false
	case payment.Approved:
		changed := t.Contradiction != payment.DeniedLater
		t.Contradiction = payment.DeniedLater
		return t, changed
	case payment.SettledPaid:
		t.Contradiction = payment.NoMoneyAfterAll
	case s:
		changed := t.Verifying
		t.Verifying = false
		if t.Syssn == "" && n.finding.Syssn != "" && n.finding.Doubt == haojin.NoDoubt {
			t.Syssn, changed = n.finding.Syssn, true
		}
		return t, changed
	}
	return become(t, n, s, n.reason), true
}

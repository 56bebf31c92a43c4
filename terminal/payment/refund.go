package payment

import (
	"errors"
	"time"
)

// Why a payment, or so much of it, can't be given back; match with errors.Is.
var (
	// ErrNotPayment: only a payment can be given back, a refund can't.
	ErrNotPayment = errors.New("that isn't a payment")
	// ErrNotApproved: no money was taken as far as the terminal has said. A
	// payment that a manager settled as paid is not approved either: the
	// terminal can't give back what it doesn't admit to.
	ErrNotApproved = errors.New("the terminal hasn't approved that payment")
	// ErrNeverRefunded: the channel gives nothing back, ever (Octopus).
	ErrNeverRefunded = errors.New("this channel gives nothing back")
	// ErrRefundOpen: another refund of the payment is on its way, or its
	// outcome isn't known yet.
	ErrRefundOpen = errors.New("another refund of that payment isn't decided yet")
	// ErrNothingLeft: all of the payment has been given back already.
	ErrNothingLeft = errors.New("all of that payment was given back already")
	// ErrTooMuchBack: more than is left of the payment.
	ErrTooMuchBack = errors.New("that is more than is left of the payment")
	// ErrOnlyWhole: on the day it was made a card payment is given back whole
	// or not at all. Match it also when a part of it has gone back already.
	ErrOnlyWhole = errors.New("on its own day a card payment can only be given back whole")
)

// RefundWord is what shops call giving a payment back.
type RefundWord string

// The words: a void undoes a card payment on its own Hong Kong day, whole;
// everything else is a refund.
const (
	RefundIsVoid   RefundWord = "void"
	RefundIsRefund RefundWord = "refund"
)

// RefundWord says what giving the payment back at a time is called.
func (t Transaction) RefundWord(at time.Time) RefundWord {
	if t.Channel.Refund() == RefundFullSameDay && sameDay(t.taken(), at) {
		return RefundIsVoid
	}
	return RefundIsRefund
}

// taken is the earliest moment at which the payment can have been taken. Should
// that have been before midnight and the payment after it, the terminal decides,
// as it does about a foreign one of which it doesn't say.
func (t Transaction) taken() time.Time {
	if t.Sent.IsZero() && !t.Foreign {
		return t.Created
	}
	return t.Sent
}

func sameDay(a, b time.Time) bool {
	const day = "2006-01-02"
	return a.In(HongKong()).Format(day) == b.In(HongKong()).Format(day)
}

// RefundOpen says whether it is a refund that may still give money back, as far
// as anybody knows. One that a manager has settled is not, though it is asked
// about.
func (t Transaction) RefundOpen() bool {
	settled := t.Status == SettledPaid || t.Status == SettledUnpaid
	return t.Kind == Refund && t.Unresolved() && !settled
}

// GivenBack is how much money a refund has given back as far as anybody knows:
// nothing while it is open or unknown. A manager who settles one whose amount
// could be changed as paid confirms Fell.
func (t Transaction) GivenBack() Money {
	switch {
	case t.Kind != Refund:
		return 0
	case t.Status == Approved:
		return t.Booked
	case t.Status == SettledPaid && t.AllowModify && t.Fell > 0:
		return t.Fell
	case t.Status == SettledPaid:
		return t.Amount
	}
	return 0
}

// RefundPlan is a refund that the rules allow.
type RefundPlan struct {
	// Amount is what to give back; Left what is left of the payment before it.
	Amount, Left Money
	Word         RefundWord
	// NearCutOff: from 23:00 to 00:30 in Hong Kong refunds may be refused;
	// warn, and let the terminal decide (protocol section 3).
	NearCutOff bool
	// NeedsManager: the terminal took another amount than was asked, so a
	// manager has to agree.
	NeedsManager bool
}

// PlanRefund says whether an amount of a payment may be given back at a time; 0
// asks for all that is left. back is everything that was, or is being, given
// back of it, failed attempts included. What is given back never adds up to more
// than the payment's Booked. The error is one of the above, or ErrAmountTooSmall.
func PlanRefund(original Transaction, back []Transaction, amount Money, at time.Time) (RefundPlan, error) {
	p := RefundPlan{
		Amount: amount, Left: original.Booked, Word: original.RefundWord(at),
		NearCutOff: nearCutOff(at), NeedsManager: original.AmountDiffers,
	}
	open := false
	for _, r := range back {
		p.Left -= r.GivenBack()
		open = open || r.RefundOpen()
	}
	if amount == 0 {
		p.Amount = p.Left
	}
	switch {
	case original.Kind != Payment:
		return RefundPlan{}, ErrNotPayment
	case original.Status != Approved:
		return RefundPlan{}, ErrNotApproved
	case original.Channel.Refund() == RefundNever:
		return RefundPlan{}, ErrNeverRefunded
	case open:
		return RefundPlan{}, ErrRefundOpen
	case p.Left <= 0:
		return RefundPlan{}, ErrNothingLeft
	case p.Amount < MinAmount:
		return RefundPlan{}, ErrAmountTooSmall
	case p.Amount > original.Booked:
		return RefundPlan{}, ErrTooMuchBack
	case p.Word == RefundIsVoid && (p.Amount != original.Booked || p.Left != original.Booked):
		return RefundPlan{}, ErrOnlyWhole
	case p.Amount > p.Left:
		return RefundPlan{}, ErrTooMuchBack
	}
	return p, nil
}

// nearCutOff: QFPay refuses refunds from 23:30 to 00:30, and tills in
// production stop at 23:00 (protocol section 3).
func nearCutOff(at time.Time) bool {
	at = at.In(HongKong())
	return at.Hour() == 23 || at.Hour() == 0 && at.Minute() < 30
}

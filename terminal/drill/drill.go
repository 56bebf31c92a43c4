// Package drill is what a cashier practises in training mode: situations that
// the built-in terminal plays, and the judgement of what she made of them. It
// judges by what the till itself tells of its transactions, never by what was
// pressed, and holds no money and no screen.
package drill

import (
	"fmt"

	"harbourtill/terminal/payment"
)

// Name names a drill, in results and in the audit trail.
type Name string

// The drills.
const (
	// Declined: the bank refuses the card; the customer has other ways to pay.
	Declined Name = "decline"
	// Cancelled: while the terminal waits the customer wants to pay otherwise.
	Cancelled Name = "customer-cancels"
	// AnswerLost: the customer has paid, and the till doesn't hear of it at once.
	AnswerLost Name = "lost-answer"
	// PaidAfterAll: a cancelled payment turns out to have been paid.
	PaidAfterAll Name = "approval-after-cancel"
	// WrongAmount: the terminal takes less than was asked.
	WrongAmount Name = "wrong-amount"
	// NotRefundable: a part of a card payment is to go back on its own day.
	NotRefundable Name = "refund-not-allowed"
)

// Names returns every drill's, in the order to learn them in. The slice is the
// caller's.
func Names() []Name {
	return []Name{Declined, Cancelled, AnswerLost, PaidAfterAll, WrongAmount, NotRefundable}
}

// Drill is one situation with its figures.
type Drill struct {
	Name Name
	// Amount and Channel are what is to be charged first; Amount in cents.
	Amount  payment.Money
	Channel payment.Channel
	// Other is how the customer pays in the end; empty: as she likes.
	Other payment.Channel
	// Goal is what the customer has paid in the end when all is well, refunds
	// taken off, in cents.
	Goal payment.Money
	// Script is what the training terminal does with the payments, as
	// simulator.ParseScript reads it.
	Script string
}

// turns is how many times a drill can be done before its amounts come again:
// more often than anybody does it within the time in which the till asks
// whether the same is meant twice.
const turns = 8

// New returns a drill for the time that it is done for, counted from 0: each
// has amounts of its own. A name that isn't one of Names is a mistake of the
// caller's, and an empty Drill.
func New(name Name, time int) Drill {
	more := payment.Money(time%turns) * 110
	d := Drill{Name: name, Channel: payment.Card}
	switch name {
	case Declined:
		d.Amount, d.Script = 5800+more, "decline:1201,approve:2s"
		d.Goal = d.Amount
	case Cancelled:
		d.Amount, d.Other, d.Script = 3600+more, payment.Octopus, "approve:30s,approve:2s"
		d.Goal = d.Amount
	case AnswerLost:
		d.Amount, d.Channel, d.Script = 12000+more, payment.WeChatPay, "in-progress:4,approve:1s"
		d.Goal = d.Amount
	case PaidAfterAll:
		d.Amount, d.Channel, d.Script = 4500+more, payment.Alipay, "paid-after-all:30s,approve:2s"
	case WrongAmount:
		const tooLittle = 900
		d.Amount = 5400 + more
		d.Goal, d.Script = d.Amount, fmt.Sprintf("wrong-amount:%d,approve:2s", d.Amount-tooLittle)
	case NotRefundable:
		const returned = 3000
		d.Amount, d.Script = 8000+more, "approve:2s"
		d.Goal = d.Amount - returned
	default:
		return Drill{}
	}
	return d
}

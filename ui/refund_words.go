package ui

import (
	"errors"
	"fmt"
	"time"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

const (
	wordsRefundNeedsPIN = "Only a manager gives money back."
	wordsRefundAsks     = "The till asks the terminal first how much of the payment may be given back."
	wordsRefunding      = "Giving the money back"
	wordsMayChange      = "The amount may be changed on the terminal"
	wordsWhyRefund      = "Choose why the money goes back."
	wordsNearCutOff     = "From 23:00 to 00:30 refunds may be refused; try again tomorrow if this one is."
)

// refundStory tells how giving money back stands.
func refundStory(t payment.Transaction) story {
	s := story{Word: "NOT REFUNDED", Happened: happened(t), Money: "No money was given back."}
	switch t.Status {
	case payment.Reserved, payment.Sent:
		s.Word, s.Money, s.Next = statusWord(t.Status), "No money has gone back yet, as far as the till knows.", "Wait for the terminal."
	case payment.Approved:
		s.Word, s.Happened = "REFUNDED", "The terminal gave the money back."
		s.Money, s.Next = paid(t).String()+" goes back to the customer.", "Give the customer the terminal's receipt."
	case payment.Declined:
		s.Next = "Try again later, or give the money back in another way and note it."
	case payment.Cancelled:
		s.Happened, s.Next = "The refund was stopped on the terminal.", "Begin again when the customer is ready."
	case payment.Failed:
		s.Next = failedNext(t)
	case payment.Unknown:
		s.Word, s.Money = statusWord(t.Status), "The money may have gone back, or not."
		s.Next = "Don't give it back again before it's known. The till keeps asking the terminal."
	case payment.SettledPaid:
		s.Word, s.Money, s.Next = statusWord(t.Status), "Counted as given back by a manager's decision.", "Nothing to do; the till goes on asking."
	case payment.SettledUnpaid:
		s.Word, s.Money, s.Next = statusWord(t.Status), "Counted as not given back by a manager's decision.", "Nothing to do; the till goes on asking."
	}
	return s
}

// refundReasons are why money goes back, each with its key.
func refundReasons() []choice {
	return []choice{
		{label: "Goods returned", key: "G"},
		{label: "Wrong amount", key: "W"},
		{label: "Charged twice", key: "T"},
		{label: "Another reason", key: "A"},
	}
}

// refundTitle names what is about to be done with a payment.
func refundTitle(t payment.Transaction, now time.Time) string {
	if t.RefundWord(now) == payment.RefundIsVoid {
		return fmt.Sprintf("Void %s by %s", paid(t), t.Channel.Name())
	}
	return fmt.Sprintf("Refund of %s by %s", paid(t), t.Channel.Name())
}

// refundOriginal names the payment that goes back.
func refundOriginal(t payment.Transaction) string {
	text := fmt.Sprintf("Paid on %s. Reference %s", moment(t.Created), t.Reference)
	if t.Syssn != "" {
		text += ", QFPay number " + t.Syssn
	}
	return text
}

// leftWords says how much may still be given back.
func leftWords(plan payment.RefundPlan) string {
	text := fmt.Sprintf("%s can be given back.", plan.Left)
	if plan.Word == payment.RefundIsVoid {
		text = fmt.Sprintf("Today all of it goes back or nothing: %s.", plan.Left)
	}
	if plan.NearCutOff {
		text += " " + wordsNearCutOff
	}
	return text
}

// nextRefundWords is the button that goes on to the last question.
func nextRefundWords(t payment.Transaction, amount payment.Money, now time.Time) string {
	if t.RefundWord(now) == payment.RefundIsVoid {
		return fmt.Sprintf("Void %s…", amount)
	}
	return fmt.Sprintf("Give %s back…", amount)
}

// refundQuestion asks before money goes back.
func refundQuestion(amount payment.Money) string {
	return fmt.Sprintf("Give %s back to the customer?", amount)
}

// refundAbout names the payment that is given back.
func refundAbout(t payment.Transaction, near bool) string {
	text := fmt.Sprintf("%s, paid at %s. Reference %s. %s", t.Channel.Name(), clock(t.Created), t.Reference, wordsRefundAsks)
	if near {
		text += " " + wordsNearCutOff
	}
	return text
}

// refundRefusedWords says why nothing was given back, and what to do.
func refundRefusedWords(err error) string {
	const nothing = " Nothing was given back."
	switch {
	case errors.Is(err, payment.ErrNotPayment):
		return "A refund can't be given back." + nothing
	case errors.Is(err, payment.ErrNotApproved):
		return "The terminal hasn't approved that payment, so there is nothing to give back."
	case errors.Is(err, payment.ErrNeverRefunded):
		return "Octopus gives nothing back. Give the money back in another way." + nothing
	case errors.Is(err, payment.ErrRefundOpen):
		return "Another refund of that payment isn't decided yet. Wait for it." + nothing
	case errors.Is(err, payment.ErrNothingLeft):
		return "All of that payment was given back already."
	case errors.Is(err, payment.ErrTooMuchBack):
		return "That is more than is left of the payment." + nothing
	case errors.Is(err, payment.ErrOnlyWhole):
		return "On its own day a card payment is given back whole or not at all." + nothing
	case errors.Is(err, payment.ErrAmountTooSmall):
		return "Type how much to give back: at least " + payment.MinAmount.String() + "." + nothing
	case errors.Is(err, terminal.ErrOriginalUnknown):
		return "The terminal doesn't know that payment." + nothing
	case errors.Is(err, terminal.ErrOriginalUnconfirmed):
		return "The terminal doesn't confirm that payment right now. Try again." + nothing
	case errors.Is(err, terminal.ErrRefundableUnknown):
		return "The terminal doesn't say how much of that payment is left. Give it back on the terminal itself." + nothing
	case errors.Is(err, terminal.ErrNeedsManager):
		return "The terminal took another amount than was asked; a manager has to give this back." + nothing
	case errors.Is(err, terminal.ErrBusy):
		return "The terminal is busy with another payment." + nothing
	case errors.Is(err, terminal.ErrNotConfigured):
		return "No terminal is set up." + nothing
	case errors.Is(err, terminal.ErrJournal):
		return "The till can't write its journal: tell the manager, the disk may be full." + nothing
	}
	return "The till couldn't begin the refund. Try again." + nothing
}

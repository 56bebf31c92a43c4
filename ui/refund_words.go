package ui

import (
	"errors"
	"time"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

const (
	wordsRefundNeedsPIN = "Only a manager gives money back."
	wordsRefundAsks     = "The till asks the terminal first how much of the payment may be given back."
	wordsRefunding      = "Giving the money back"
	wordsWhyRefund      = "Choose why the money goes back."
	wordsNearCutOff     = "From 23:00 to 00:30 refunds may be refused; try again after 00:30 if this one is."
)

// refundStory tells how giving money back stands.
func refundStory(t payment.Transaction) story {
	s := story{Word: tr("NOT REFUNDED"), Happened: happened(t), Money: notGivenBack(t), Next: refundAgain(t)}
	switch t.Status {
	case payment.Reserved, payment.Sent:
		s.Word, s.Money, s.Next = statusWord(t.Status), tr("No money has gone back yet, as far as the till knows."), tr("Wait for the terminal.")
	case payment.Approved:
		s.Word = tr("REFUNDED")
		s.Money, s.Next = tr("%s goes back to the customer.", paid(t)), tr("Give the customer the terminal's receipt.")
	case payment.Unknown:
		s.Word, s.Money = statusWord(t.Status), tr("The money may have gone back, or not.")
		s.Next = tr("Don't give it back again before it's known. The till keeps asking the terminal.")
	case payment.SettledPaid:
		s.Word, s.Money, s.Next = tr("SETTLED: GIVEN BACK"), tr("Counted as given back by a manager's decision."), tr("Nothing to do; the till goes on asking.")
	case payment.SettledUnpaid:
		s.Word, s.Money, s.Next = tr("SETTLED: NOT GIVEN BACK"), tr("Counted as not given back by a manager's decision."), tr("Nothing to do; the till goes on asking.")
	}
	return s
}

// refundReasons are why money goes back, each with its key.
func refundReasons() []choice {
	return []choice{
		{label: tr("Goods returned"), key: "G"},
		{label: tr("Change of mind"), key: "C"},
		{label: tr("Wrong amount"), key: "W"},
		{label: tr("Charged twice"), key: "T"},
		{label: tr("Another reason"), key: "A"},
	}
}

// refundPIN says what a manager's PIN is for.
func refundPIN(t payment.Transaction, amount payment.Money) string {
	return sentences(tr(wordsRefundNeedsPIN), tr("%s of %s (%s).", amount, paid(t), channelName(t.Channel)))
}

// refundTitle names what is about to be done with a payment.
func refundTitle(t payment.Transaction, now time.Time) string {
	if t.RefundWord(now) == payment.RefundIsVoid {
		return tr("Give back %s by %s (void)", paid(t), channelName(t.Channel))
	}
	return tr("Refund of %s by %s", paid(t), channelName(t.Channel))
}

// refundOriginal names the payment that goes back.
func refundOriginal(t payment.Transaction) string {
	text := tr("Paid on %s. Reference %s", moment(t.Created), t.Reference)
	if t.Syssn != "" {
		text += tr(", QFPay number ") + t.Syssn
	}
	return text
}

// leftWords says how much may still be given back.
func leftWords(plan payment.RefundPlan) string {
	text := tr("%s can be given back.", plan.Left)
	if plan.Word == payment.RefundIsVoid {
		text = tr("Today all of it goes back or nothing: %s.", plan.Left)
	}
	if plan.NearCutOff {
		text = sentences(text, tr(wordsNearCutOff))
	}
	return text
}

// nextRefundWords is the button that goes on to the last question.
func nextRefundWords(t payment.Transaction, amount payment.Money, now time.Time) string {
	if t.RefundWord(now) == payment.RefundIsVoid {
		return tr("Give back %s (void)…", amount)
	}
	return tr("Give %s back…", amount)
}

// refundQuestion asks before money goes back.
func refundQuestion(amount payment.Money) string {
	return tr("Give %s back to the customer?", amount)
}

// refundAbout names the payment that is given back.
func refundAbout(t payment.Transaction, near bool) string {
	text := tr("%s, paid on %s. Reference %s. %s", channelName(t.Channel), moment(t.Created), t.Reference, tr(wordsRefundAsks))
	if near {
		text = sentences(text, tr(wordsNearCutOff))
	}
	return text
}

// refundRefusedWords says why nothing was given back, and what to do.
func refundRefusedWords(err error) string {
	nothing := tr(" Nothing was given back.")
	switch {
	case errors.Is(err, payment.ErrNotPayment):
		return tr("A refund can't be given back.") + nothing
	case errors.Is(err, payment.ErrNotApproved):
		return tr("The terminal hasn't approved that payment, so there is nothing to give back.")
	case errors.Is(err, payment.ErrNeverRefunded):
		return tr("Octopus gives nothing back. Give the money back in another way.") + nothing
	case errors.Is(err, payment.ErrRefundOpen):
		return tr("Another refund of that payment isn't decided yet. Wait for it.") + nothing
	case errors.Is(err, payment.ErrNothingLeft):
		return tr("All of that payment was given back already.")
	case errors.Is(err, payment.ErrTooMuchBack):
		return tr("That is more than is left of the payment.") + nothing
	case errors.Is(err, payment.ErrOnlyWhole):
		return tr("On its own day a card payment is given back whole or not at all: give all of it back, then charge what the customer keeps.") + nothing
	case errors.Is(err, payment.ErrAmountTooSmall):
		return tr("Type how much to give back: at least %s.", payment.MinAmount) + nothing
	case errors.Is(err, terminal.ErrOriginalUnknown):
		return tr("The terminal doesn't know that payment.") + nothing
	case errors.Is(err, terminal.ErrOriginalUnconfirmed):
		return tr("The terminal doesn't confirm that payment right now. Try again.") + nothing
	case errors.Is(err, terminal.ErrRefundableUnknown):
		return tr("The terminal doesn't say how much of that payment is left. Give it back on the terminal itself.") + nothing
	case errors.Is(err, terminal.ErrNeedsManager):
		return tr("The terminal took another amount than was asked; a manager has to give this back.") + nothing
	case errors.Is(err, terminal.ErrBusy):
		return tr("The terminal is busy with another payment.") + nothing
	case errors.Is(err, terminal.ErrNotConfigured):
		return tr("No terminal is set up.") + nothing
	case errors.Is(err, terminal.ErrJournal):
		return tr("The till can't write its journal: tell the manager, the disk may be full.") + nothing
	}
	return tr("The till couldn't begin the refund. Try again.") + nothing
}

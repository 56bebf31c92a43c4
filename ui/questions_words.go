package ui

import (
	"fmt"
	"time"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

const (
	wordsNoQuestions = "Nothing is open. The till knows how every payment ended."
	wordsTerminalSee = "What does the terminal's screen show?"
	wordsCustomerSee = "What does the customer's phone or slip say?"
)

// questionsTitle heads the questions section.
func questionsTitle(n int) string {
	switch n {
	case 0:
		return tr("Nothing to clear up")
	case 1:
		return tr("1 payment to clear up")
	}
	return tr("%d payments to clear up", n)
}

// questionWords says what is open about a payment.
func questionWords(q terminal.Question) string {
	t := q.Transaction
	if t.Status != payment.Unknown {
		return alarmWords(t)
	}
	text := happened(t)
	if t.Kind == payment.Refund {
		if q.Armed {
			return text + tr(" The terminal may still give it back.")
		}
		return text + tr(" The money may have gone back, or not: don't give it back again before it's known.")
	}
	if q.Armed {
		return text + tr(" The terminal may still take it.")
	}
	return text + tr(" The customer may have paid, or not: don't charge again before it's known.")
}

// sinceWords says when a payment was made, and under which name.
func sinceWords(t payment.Transaction) string {
	return tr("Since %s. Reference %s", moment(t.Created), t.Reference)
}

// tryingWords says what the till does about it; empty when nothing.
func tryingWords(q terminal.Question, now time.Time) string {
	place := q.Place
	if place == "" {
		place = tr("the terminal")
	}
	switch {
	case q.Asking:
		return tr("Asking ") + place + tr(" now.")
	case q.Due.IsZero():
		return ""
	}
	left := int((q.Due.Sub(now) + time.Second - 1) / time.Second)
	if left <= 0 {
		return tr("Next try as soon as the terminal is free.")
	}
	return tr("Next try in %d s, at %s.", left, place)
}

// questionTitle names the payment or refund that a question is about.
func questionTitle(t payment.Transaction) string {
	if t.Kind == payment.Refund {
		return tr("Refund of %s by %s", paid(t), channelName(t.Channel))
	}
	return fmt.Sprintf("%s   %s", paid(t), channelName(t.Channel))
}

// talkAbout names the payment or refund that is talked about.
func talkAbout(t payment.Transaction) string {
	if t.Kind == payment.Refund {
		return tr("Refund: %s, %s, at %s.", t.Amount, channelName(t.Channel), clock(t.Created))
	}
	return tr("%s, %s, at %s.", t.Amount, channelName(t.Channel), clock(t.Created))
}

const (
	wordsSettleNeedsPIN = "Only a manager decides how a payment counts that nobody knows the end of."
	wordsSettleMeans    = "It stands apart in every total, and the till goes on asking the terminal. Say what you saw."
)

// settleLabel is the button of a manager's decision.
func settleLabel(kind payment.Kind, paid bool) string {
	switch {
	case kind == payment.Refund && paid:
		return tr("Manager: given back")
	case kind == payment.Refund:
		return tr("Manager: not given back")
	case paid:
		return tr("Manager: paid")
	}
	return tr("Manager: not paid")
}

// settleQuestion asks for the reason of a decision.
func settleQuestion(t payment.Transaction, paid bool) string {
	switch {
	case t.Kind == payment.Refund && paid:
		return tr("Count %s as given back. Why?", t.Amount)
	case t.Kind == payment.Refund:
		return tr("Count %s as not given back. Why?", t.Amount)
	case paid:
		return tr("Count %s as paid. Why?", t.Amount)
	}
	return tr("Count %s as not paid. Why?", t.Amount)
}

// settleReasons are the usual reasons for a decision, as they go into the
// journal.
func settleReasons(kind payment.Kind, paid bool) []string {
	switch {
	case kind == payment.Refund && paid:
		return []string{
			tr("The terminal printed a receipt"), tr("The terminal's screen said approved"),
			tr("The customer's phone shows the refund"), tr("The terminal's own history has it"),
		}
	case kind == payment.Refund:
		return []string{
			tr("The terminal's own history doesn't have it"), tr("The terminal's screen said declined or cancelled"),
			tr("The customer's phone shows no refund"), tr("The money was given back in another way"),
		}
	case paid:
		return []string{
			tr("The terminal printed a receipt"), tr("The terminal's screen said approved"),
			tr("The customer's phone shows it as paid"), tr("The terminal's own history has it"),
		}
	}
	return []string{
		tr("The terminal's own history doesn't have it"), tr("The terminal's screen said declined or cancelled"),
		tr("The customer's phone shows that nothing was taken"), tr("The customer has paid in another way"),
	}
}

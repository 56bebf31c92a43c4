package ui

import (
	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// talk leads a person at the counter through what can be seen of a payment
// that nobody knows the end of, and ends with what to do.
type talk struct {
	card     *questionCard
	question terminal.Question
	screen   sight
	handlers talkHandlers
}

// talkHandlers is what a talk ends in.
type talkHandlers struct {
	ask func(payment.Reference)
	// settle lets a manager count the payment.
	settle func(t payment.Transaction, paid bool)
	// leave ends the talk.
	leave func()
}

func newTalk(h talkHandlers) *talk { return &talk{card: newQuestionCard(), handlers: h} }

// start asks the first question.
func (t *talk) start(q terminal.Question) {
	t.question = q
	sale := q.Transaction
	t.card.show(tr(wordsTerminalSee), talkAbout(sale),
		choice{label: tr("Approved, or a receipt came out"), key: "1", look: lookQuiet(), do: func() { t.onScreen(seesPaid) }},
		choice{label: tr("Declined, cancelled or an error"), key: "2", look: lookQuiet(), do: func() { t.onScreen(seesUnpaid) }},
		choice{label: tr("Its home screen"), key: "3", look: lookQuiet(), do: func() { t.onScreen(seesUnpaid) }},
		choice{label: tr("It still waits for the customer"), key: "4", look: lookQuiet(), do: func() { t.onScreen(seesWaiting) }},
		choice{label: tr("I can't see it"), key: "5", look: lookQuiet(), do: func() { t.onScreen(seesNothing) }},
		t.back(),
	)
}

// onScreen takes what the terminal shows, and asks about the customer.
func (t *talk) onScreen(s sight) {
	t.screen = s
	if t.question.Transaction.Kind == payment.Refund {
		t.card.show(tr(wordsCustomerSee), talkAbout(t.question.Transaction),
			choice{label: tr("The money came back"), key: "1", look: lookQuiet(), do: func() { t.onCustomer(seesPaid) }},
			choice{label: tr("No refund, or nothing came"), key: "2", look: lookQuiet(), do: func() { t.onCustomer(seesUnpaid) }},
			choice{label: tr("I can't see it, or the customer has left"), key: "3", look: lookQuiet(), do: func() { t.onCustomer(seesNothing) }},
			t.back(),
		)
		return
	}
	t.card.show(tr(wordsCustomerSee), talkAbout(t.question.Transaction),
		choice{label: tr("Paid: the amount was taken"), key: "1", look: lookQuiet(), do: func() { t.onCustomer(seesPaid) }},
		choice{label: tr("Not paid, or nothing came"), key: "2", look: lookQuiet(), do: func() { t.onCustomer(seesUnpaid) }},
		choice{label: tr("It still asks the customer to confirm"), key: "3", look: lookQuiet(), do: func() { t.onCustomer(seesWaiting) }},
		choice{label: tr("I can't see it, or the customer has left"), key: "4", look: lookQuiet(), do: func() { t.onCustomer(seesNothing) }},
		t.back(),
	)
}

func (t *talk) back() choice {
	return choice{label: tr("Back"), key: "Esc", look: lookQuiet(), do: t.handlers.leave}
}

// onCustomer takes what the customer has, and says what to do.
func (t *talk) onCustomer(s sight) {
	screen := t.screen
	if s == seesWaiting {
		screen, s = seesWaiting, seesNothing
	}
	sale := t.question.Transaction
	c := advise(t.question, screen, s)
	choices := []choice{
		{label: tr("Ask the terminal now"), key: "A", look: lookPrimary(), do: func() {
			t.handlers.ask(sale.Reference)
			t.handlers.leave()
		}},
		{label: tr("Wait"), key: "Esc", look: lookQuiet(), do: t.handlers.leave},
	}
	if c.settle {
		choices = append(choices, choice{label: settleLabel(sale.Kind, c.paid), key: "M", look: lookDanger(), do: func() { t.handlers.settle(sale, c.paid) }})
	}
	t.card.show(c.Title, c.Text, choices...)
}

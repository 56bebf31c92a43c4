package ui

import (
	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// sight is what a person sees, of the terminal's screen or of the customer's
// phone or slip.
type sight string

// What can be seen. Nothing is seen by a person who can't look.
const (
	seesPaid    sight = "paid"
	seesUnpaid  sight = "unpaid"
	seesWaiting sight = "waiting"
	seesNothing sight = "nothing"
)

// counsel is what a person at the counter is told to do about a payment that
// nobody knows the end of.
type counsel struct {
	Title, Text string
	// settle: a manager may count it now; paid says how.
	settle, paid bool
}

// advise weighs what two people saw. It never says that money has moved or
// hasn't: only the terminal can, and the till goes on asking it.
func advise(q terminal.Question, screen, customer sight) counsel {
	if q.Transaction.Kind == payment.Refund {
		return adviseRefund(q, screen, customer)
	}
	switch {
	case screen == seesWaiting:
		return counsel{
			Title: tr("The payment is still open"),
			Text:  tr("The customer can pay now, or you can cancel it on the terminal. Either way wait until the till says how it ended."),
		}
	case screen == seesPaid && customer == seesUnpaid, screen == seesUnpaid && customer == seesPaid:
		return counsel{
			Title: tr("The two don't agree"),
			Text:  tr("Don't charge again and don't give money back. Keep the customer's name and phone number, and call the manager. The till goes on asking the terminal."),
		}
	case screen == seesPaid || customer == seesPaid:
		return counsel{
			Title: tr("It looks paid"), settle: true, paid: true,
			Text: tr("Don't charge again. Let the till ask once more. If it still doesn't know, a manager who has seen the slip or the phone may count it as paid."),
		}
	case q.Armed:
		return counsel{
			Title: tr("It isn't over yet"),
			Text:  tr("The terminal may still take this payment for a short while. Wait until the till knows, or take cash and watch the terminal."),
		}
	case screen == seesUnpaid && customer == seesUnpaid:
		return counsel{
			Title: tr("It looks unpaid"), settle: true,
			Text: tr("Let the till ask once more. If it still doesn't know, a manager may count it as not paid. You may charge again once the customer has shown that nothing was taken."),
		}
	}
	return counsel{
		Title: tr("Nobody knows yet"), settle: true,
		Text: tr("Don't charge again before somebody has seen the terminal's screen or the customer's phone. The till goes on asking. At the end of the day a manager decides how to count it."),
	}
}

package ui

import (
	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// What is said of a refund that didn't end as it should, or that nobody knows the end
// of. Nothing here may sound like a payment: who reads "charge again" takes the
// customer's money twice.

// refundSentence says how giving money back stands.
func refundSentence(s payment.Status) string {
	switch s {
	case payment.Reserved:
		return tr("The refund is on its way to the terminal.")
	case payment.Sent:
		return tr("The terminal has the refund.")
	case payment.Approved:
		return tr("The terminal gave the money back.")
	case payment.Declined:
		return tr("The terminal refused to give the money back.")
	case payment.Cancelled:
		return tr("The refund was stopped on the terminal.")
	case payment.Failed:
		return tr("The refund never started.")
	}
	return statusSentence(s)
}

// refundReason says why a refund stands as it does, where the words for payments
// wouldn't be right; else it is empty.
func refundReason(r payment.Reason) string {
	switch r {
	case payment.StillGoing:
		return tr("The terminal says that the refund is still going on.")
	case payment.OtherOrder:
		return tr("The terminal answered about another refund or payment.")
	case payment.NoIdentity:
		return tr("The terminal's answer didn't say which payment was given back.")
	case payment.Restarted:
		return tr("The till was restarted while the refund was open.")
	case payment.TillClosed:
		return tr("The till was closed while the refund was open.")
	}
	return ""
}

// notGivenBack says that no money went back: whose word that is, while the till makes
// sure.
func notGivenBack(t payment.Transaction) string {
	if t.Verifying {
		return tr("The terminal says that no money was given back.")
	}
	return tr("No money was given back.")
}

// refundAgain says what to do about a refund that came to nothing.
func refundAgain(t payment.Transaction) string {
	switch {
	case t.Verifying:
		return tr("Give nothing back until the till has made sure.")
	case t.Status == payment.Declined:
		return tr("Try again later, or give the money back in another way and note it.")
	case t.Status == payment.Cancelled:
		return tr("Begin again when the customer is ready.")
	}
	switch t.Reason {
	case payment.NotReached:
		return tr("Check that the terminal is on and connected, then give the money back again.")
	case payment.NotWritten:
		return tr("Tell the manager: the disk may be full. Give nothing back with this till until then.")
	case payment.Refused:
		if t.Code == haojin.CodeNotSignedIn {
			return tr("Sign in on the terminal, then give the money back again.")
		}
		return refusedNext(t.Code)
	case payment.Untrusted:
		return failedNext(t)
	}
	return tr("You can give the money back again.")
}

// adviseRefund weighs what two people saw of a refund, as advise does.
func adviseRefund(q terminal.Question, screen, customer sight) counsel {
	switch {
	case screen == seesWaiting:
		return counsel{
			Title: tr("The refund is still open"),
			Text:  tr("Follow the terminal's screen to its end, or cancel it there. Either way wait until the till says how it ended."),
		}
	case screen == seesPaid && customer == seesUnpaid, screen == seesUnpaid && customer == seesPaid:
		return counsel{
			Title: tr("The two don't agree"),
			Text:  tr("Give nothing back a second time. A card shows a refund days later, so the terminal says more than the customer's phone. Call the manager. The till goes on asking the terminal."),
		}
	case screen == seesPaid || customer == seesPaid:
		return counsel{
			Title: tr("It looks given back"), settle: true, paid: true,
			Text: tr("Give nothing back a second time. Let the till ask once more. If it still doesn't know, a manager who has seen the slip or the phone may count it as given back."),
		}
	case q.Armed:
		return counsel{
			Title: tr("It isn't over yet"),
			Text:  tr("The terminal may still give the money back for a short while. Wait until the till knows."),
		}
	case screen == seesUnpaid && customer == seesUnpaid:
		return counsel{
			Title: tr("It looks as if nothing went back"), settle: true,
			Text: tr("Let the till ask once more. If it still doesn't know, look the payment up in the terminal's own history. If the refund isn't there, a manager may count it as not given back, and you may begin again."),
		}
	}
	return counsel{
		Title: tr("Nobody knows yet"), settle: true,
		Text: tr("Give nothing back a second time before somebody has seen the terminal's screen or its own history. The till goes on asking. At the end of the day a manager decides how to count it."),
	}
}

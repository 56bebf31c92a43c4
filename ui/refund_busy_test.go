package ui

import (
	"testing"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// A manager gives another payment back while a customer pays: the terminal is
// busy, and how the payment ends stays in sight.
func TestRefundWhileAPaymentIsOpen(t *testing.T) {
	w := managed(t, "4826")
	w.Handle(contested())
	w.news(5, payment.Sent, terminal.Waiting)
	w.goTo(sectionQuestions)
	w.keys("r")
	w.enterPIN("4826")
	w.keys("r")
	if len(w.pays.refunds) > 0 {
		w.Handle(terminal.Refused{Command: terminal.CommandRefund, Refund: w.pays.refunds[0], Err: terminal.ErrBusy})
	}
	w.shows("busy")
	w.news(5, payment.Approved, terminal.Finished)
	w.goTo(sectionSale)
	w.shows("APPROVED", "HK$12.50")
}

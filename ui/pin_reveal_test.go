package ui

import (
	"testing"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// A payment ends while the manager types the PIN: no digit of it is shown as an
// amount.
func TestPaymentEndsWhileThePINIsTyped(t *testing.T) {
	w := managed(t, "4826")
	w.news(5, payment.Sent, terminal.Waiting)
	w.goTo(sectionSettings)
	w.shows(wordsManagerPIN)
	w.keys("48")
	w.news(5, payment.Approved, terminal.Finished)
	w.keys("26")
	w.hides("HK$26.00", "HK$0.26")
	w.keys("<Escape>")
	w.shows("APPROVED", "HK$12.50")
}

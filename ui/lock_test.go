package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"harbourtill/store/people"
	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// Whoever comes next finds nothing open that the one before had opened: not the
// settings either, which a manager was about to open when leaving.
func TestSettingsStayShutBehindTheLock(t *testing.T) {
	w := staffed(t, people.Policy{})
	w.signInAs("1", "Ka Ho", "2222")
	w.keys("12.5<F1><Return>")
	w.Handle(sold(1, payment.Sent, terminal.Waiting))
	w.tapOn("Ka Ho")
	w.Handle(sold(1, payment.Approved, terminal.Finished))
	w.tapOn("Settings")
	w.shows("Who is at the till?")
	w.signInAs("2", "陳大文", "1111")
	w.tapOn("Settings")
	w.hides("Change PIN")
	w.shows(wordsManagerPIN)
}

// An outcome that isn't decided waits behind the lock for whoever comes next.
func TestUndecidedStaysBehindTheLock(t *testing.T) {
	w := staffed(t, people.Policy{LockAfter: 5})
	w.signInAs("2", "陳大文", "1111")
	w.keys("12.5<F1><Return>")
	w.Handle(sold(1, payment.Sent, terminal.Waiting))
	w.Handle(sold(1, payment.Unknown, terminal.Asking))
	w.now = w.now.Add(5 * time.Minute)
	w.tick()
	w.shows("Who is at the till?")
	w.signInAs("1", "Ka Ho", "2222")
	w.shows("HK$12.50", "Ask now")
	w.Handle(sold(1, payment.Approved, terminal.Finished))
	w.shows("APPROVED")
}

// How the last sale ended can be read after the lock as well.
func TestLastOutcomeAfterTheLock(t *testing.T) {
	w := staffed(t, people.Policy{})
	w.signInAs("2", "陳大文", "1111")
	w.keys("12.5<F1><Return>")
	w.Handle(sold(1, payment.Sent, terminal.Waiting))
	w.Handle(sold(1, payment.Approved, terminal.Finished))
	w.tapOn("陳大文")
	w.signInAs("1", "Ka Ho", "2222")
	w.shows("Charge", lastWords(sold(1, payment.Approved, terminal.Finished).Sale))
	w.hides("Same again")
	w.press(fyne.KeyF11)
	w.hides("Charge HK$12.50")
}

// What somebody has typed, or was asked, is nobody else's to charge.
func TestNothingTypedIsLeftToTheNext(t *testing.T) {
	for name, begin := range map[string]func(w *till){
		"typed": func(*till) {},
		"asked": func(w *till) {
			w.keys("<Return>")
			w.Handle(terminal.Refused{
				Command: terminal.CommandPay, Order: w.pays.paid[0], Err: terminal.ErrStillArmed,
				Armed: payment.Transaction{Reference: reference(1), Amount: 50000, Channel: payment.Card},
			})
			w.shows("home screen?")
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := staffed(t, people.Policy{})
			w.signInAs("2", "陳大文", "1111")
			w.keys("66<F1>")
			begin(w)
			before := len(w.pays.paid)
			w.tapOn("陳大文")
			w.signInAs("1", "Ka Ho", "2222")
			w.hides("Charge HK$66.00", "home screen?")
			w.keys("y<Return>")
			if len(w.pays.paid) != before {
				t.Errorf("charged %+v", w.pays.paid)
			}
		})
	}
}

// Whoever signs out while a payment is sent charges nothing more, should it be
// refused.
func TestNoChargeAfterSigningOut(t *testing.T) {
	for name, refusal := range map[string]error{"refused": terminal.ErrBusy, "asked": terminal.ErrStillArmed} {
		t.Run(name, func(t *testing.T) {
			w := staffed(t, people.Policy{})
			w.signInAs("2", "陳大文", "1111")
			w.keys("66<F1><Return>")
			w.tapOn("陳大文")
			w.Handle(terminal.Refused{
				Command: terminal.CommandPay, Order: w.pays.paid[0], Err: refusal,
				Armed: payment.Transaction{Reference: reference(1), Amount: 50000, Channel: payment.Card},
			})
			w.keys("y<Return>")
			w.shows("Who is at the till?")
			if len(w.pays.paid) != 1 {
				t.Errorf("charged %+v", w.pays.paid)
			}
		})
	}
}

// Rules that begin in the middle of a payment don't hide its outcome.
func TestRulesThatBeginDuringAPayment(t *testing.T) {
	w := managed(t, "4826")
	if _, err := w.crew.people.Add("Mei", people.Cashier, "1111", ""); err != nil {
		t.Fatal(err)
	}
	w.keys("12.5<F1><Return>")
	w.Handle(sold(1, payment.Sent, terminal.Waiting))
	w.settings.unlock(nameOfManager)
	w.goTo(sectionSettings)
	w.tapOn("People")
	w.settings.people.signIn.SetChecked(true)
	w.tapOn("Save the rules")
	w.keys("<Escape>")
	w.shows("Cancel")
	w.Handle(sold(1, payment.Approved, terminal.Finished))
	w.shows("APPROVED")
	w.now = w.now.Add(outcomeRead)
	w.tick()
	w.shows("Who is at the till?")
	w.hides("APPROVED")
}

// What asks for a manager late asks nobody on a locked till.
func TestNoDeedOnALockedTill(t *testing.T) {
	w := staffed(t, people.Policy{})
	w.asManager(tr(wordsRefundNeedsPIN), func(string) { t.Error("done on a locked till") })
	w.shows("Who is at the till?")
	w.keys("1")
	w.asManager(tr(wordsRefundNeedsPIN), func(string) { t.Error("done on a locked till") })
	w.enterPIN("2222")
	w.shows("Charge", "Ka Ho")
}

// Nor does money go back that was asked about too late.
func TestNoRefundAfterSigningOut(t *testing.T) {
	w := staffed(t, people.Policy{Refund: people.RefundNever})
	w.signInAs("2", "陳大文", "1111")
	w.onRefund(taken(1, payment.Alipay, 5000, 0))
	w.keys("r")
	w.tapOn("陳大文")
	w.Handle(terminal.Refused{
		Command: terminal.CommandRefund, Refund: w.pays.refunds[0], Err: terminal.ErrStillArmed,
		Armed: payment.Transaction{Reference: reference(1), Amount: 50000, Channel: payment.Card},
	})
	w.keys("y")
	w.shows("Who is at the till?")
	if len(w.pays.refunds) != 1 {
		t.Errorf("refunded %+v", w.pays.refunds)
	}
}

package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"harbourtill/store/people"
	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// staffed is a till where everybody signs in: a cashier with PIN 1111 and
// somebody who is a manager, with 2222.
func staffed(t *testing.T, policy people.Policy) *till {
	t.Helper()
	policy.SignIn = true
	w := managed(t, "4826", func(c *Config) {
		roster := c.Setup.(*site).roster
		for _, p := range []struct {
			name string
			role people.Role
			pin  string
		}{{"陳大文", people.Cashier, "1111"}, {"Ka Ho", people.Manager, "2222"}} {
			if _, err := roster.Add(p.name, p.role, p.pin, ""); err != nil {
				t.Fatal(err)
			}
		}
		if err := roster.SetPolicy(policy, ""); err != nil {
			t.Fatal(err)
		}
	})
	w.shows("Who is at the till?", "陳大文", "Ka Ho")
	return w
}

// signIn signs in by the key of a name.
func (w *till) signInAs(key, name, pin string) {
	w.keys(key)
	w.shows(name, wordsOwnPIN)
	w.enterPIN(pin)
	w.hides(wordsOwnPIN, wordsSignIn)
}

func TestNobodySellsBeforeSigningIn(t *testing.T) {
	w := staffed(t, people.Policy{})
	inside(t, w)
	w.keys("<Escape>.<F1><Return>")
	if len(w.pays.paid) > 0 {
		t.Fatalf("charged %+v", w.pays.paid)
	}
	w.shows("Who is at the till?")
	w.keys("2<Escape>")
	w.shows("Who is at the till?")
	w.keys("2")
	w.enterPIN("2222")
	w.shows("Wrong PIN. 4 more tries.")
	w.enterPIN("1111")
	w.shows("Charge", "陳大文")
	w.keys("12.5<F1><Return>")
	if len(w.pays.paid) != 1 || w.pays.paid[0].Operator != "陳大文" {
		t.Errorf("charged %+v", w.pays.paid)
	}
}

func TestLockWaitsForThePayment(t *testing.T) {
	w := staffed(t, people.Policy{LockAfter: 5})
	w.signInAs("2", "陳大文", "1111")
	w.keys("12.5<F1><Return>")
	w.Handle(sold(1, payment.Sent, terminal.Waiting))
	w.now = w.now.Add(6 * time.Minute)
	w.tick()
	w.hides("Who is at the till?")
	w.shows("Cancel")
	w.Handle(sold(1, payment.Approved, terminal.Finished))
	w.now = w.now.Add(4 * time.Minute)
	w.tick()
	w.shows("APPROVED")
	w.now = w.now.Add(time.Minute)
	w.tick()
	w.shows("Who is at the till?")
	w.hides("APPROVED")
	w.signInAs("1", "Ka Ho", "2222")
	w.now = w.now.Add(4 * time.Minute)
	w.keys("1")
	w.now = w.now.Add(4 * time.Minute)
	w.tick()
	w.hides("Who is at the till?")
	w.tapOn("Ka Ho")
	w.shows("Who is at the till?")
}

// TestManagersPIN: somebody who is a manager isn't asked for the manager's PIN;
// a cashier is, and any manager's will do.
func TestManagersPIN(t *testing.T) {
	w := staffed(t, people.Policy{})
	w.signInAs("1", "Ka Ho", "2222")
	w.tapOn("Settings")
	w.shows("Change PIN", "People")
	w.keys("<Escape>")
	w.lockUp()
	w.signInAs("2", "陳大文", "1111")
	w.tapOn("Settings")
	w.shows(wordsManagerPIN)
	w.enterPIN("1111")
	w.shows("Wrong PIN. 4 more tries.")
	w.enterPIN("2222")
	w.shows("Change PIN")
	if w.settings.by != "Ka Ho" {
		t.Errorf("changed by %q", w.settings.by)
	}
}

func TestRefundsThatNeedNoPIN(t *testing.T) {
	w := refundable(t, payment.Alipay, 1)
	roster := w.cfg.Setup.(*site).roster
	if err := roster.SetPolicy(people.Policy{Refund: people.RefundAbove, Above: 2000}, ""); err != nil {
		t.Fatal(err)
	}
	w.crew.reload()
	w.keys("r<BackSpace><BackSpace>20g<Return>")
	w.shows("Give HK$20.00 back to the customer?")
	w.keys("r")
	if len(w.pays.refunds) != 1 || w.pays.refunds[0].Manager {
		t.Errorf("refunded %+v", w.pays.refunds)
	}
	w = refundable(t, payment.Alipay, 1)
	w.crew.staff.Policy = people.Policy{Refund: people.RefundAbove, Above: 2000}
	w.keys("r<BackSpace><BackSpace>20.01g<Return>")
	w.shows(wordsManagerPIN)
}

func TestPeoplePage(t *testing.T) {
	w := managed(t, "4826")
	w.settings.unlock(nameOfManager)
	w.goTo(sectionSettings)
	w.tapOn("People")
	w.shows(wordsNobody, helpSignIn, "Every refund")
	page := w.settings.people
	roster := w.cfg.Setup.(*site).roster
	mei, err := roster.Add("Mei", people.Cashier, "1111", "")
	if err != nil {
		t.Fatal(err)
	}
	page.appear()
	w.shows("Mei", "Cashier")
	w.tapOn("Make manager")
	w.shows("Manager", "Make cashier")
	w.tapOn("Has left")
	w.shows("has left", "Bring back")
	w.tapOn("Bring back")
	page.lock.SetText("61")
	w.tapOn("Save the rules")
	w.shows(wordsLockMinutes, wordsFaults)
	page.lock.SetText("10")
	page.refund.SetSelected("Above an amount")
	page.above.SetText("100.50")
	page.signIn.SetChecked(true)
	w.tapOn("Save the rules")
	w.shows("The rules are saved.")
	staff, err := roster.Staff()
	want := people.Policy{SignIn: true, LockAfter: 10, Refund: people.RefundAbove, Above: 10050}
	if err != nil || staff.Policy != want || staff.People[0].ID != mei.ID || !staff.People[0].Active || staff.People[0].Role != people.Manager {
		t.Errorf("%+v, %v", staff, err)
	}
	w.keys("<Escape>")
	w.shows("Who is at the till?", "Mei")
}

// A whole payment goes back from the outcome by the same rules.
func TestRefundFromTheOutcomeByTheRules(t *testing.T) {
	w := staffed(t, people.Policy{Refund: people.RefundNever})
	w.signInAs("2", "陳大文", "1111")
	w.onRefund(taken(1, payment.Alipay, 5000, 0))
	w.hides(wordsManagerPIN)
	w.keys("r")
	if len(w.pays.refunds) != 1 || w.pays.refunds[0].Manager || w.pays.refunds[0].Operator != "陳大文" {
		t.Errorf("refunded %+v", w.pays.refunds)
	}
}

// Parts of one payment add up to the limit.
func TestPartsOfOnePaymentCountTogether(t *testing.T) {
	w := refundable(t, payment.Alipay, 1)
	w.crew.staff.Policy = people.Policy{Refund: people.RefundAbove, Above: 2000}
	tr := taken(1, payment.Alipay, 5000, 0)
	order := terminal.RefundOrder{Original: tr.Reference, Amount: 500}
	w.onRefundSaid(tr, payment.RefundPlan{Amount: 500, Left: 3500}, order)
	w.hides(wordsManagerPIN)
	w.keys("<Escape>")
	w.onRefundSaid(tr, payment.RefundPlan{Amount: 501, Left: 3500}, order)
	w.shows(wordsManagerPIN)
}

// TestEscLeavesADialogFromItsField: Fyne's own fields keep Esc for themselves.
func TestEscLeavesADialogFromItsField(t *testing.T) {
	w := managed(t, "4826")
	w.settings.unlock(nameOfManager)
	page := newPeoplePage(w.window, w.cfg, func() {}, nil)
	for name, open := range map[string]func(){
		"add": page.onAdd, "rename": func() { page.onRename(people.Person{Name: "Mei"}) },
		"reason": func() { w.writeReason(payment.Transaction{}, true, "") },
	} {
		open()
		fields := 0
		for _, o := range visible(w.dialog()) {
			f, ok := o.(*textField)
			if !ok {
				continue
			}
			fields++
			w.window.Canvas().Focus(f)
			w.keys("a")
			if w.press(fyne.KeyEscape); w.dialog() != nil || f.Text == "" {
				t.Fatalf("%s: Esc leaves %v, typed %q", name, w.dialog(), f.Text)
			}
			break
		}
		if fields == 0 {
			t.Errorf("%s has no field", name)
		}
	}
}

package ui

import (
	"testing"
	"time"

	"harbourtill/store/people"
	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// A person who is locked out keeps nobody else out.
func TestOneLockIsNotAnothers(t *testing.T) {
	w := staffed(t, people.Policy{})
	w.keys("2")
	for range people.MaxTries {
		w.enterPIN("0000")
	}
	w.shows("Wait 30 s.")
	w.keys("<Escape>1")
	w.hides("Wait 30 s.")
	w.enterPIN("2222")
	w.shows("Charge", "Ka Ho")
}

// The rules count as soon as they are saved.
func TestSigningInBeginsWithTheRules(t *testing.T) {
	w := managed(t, "4826")
	w.settings.unlock(nameOfManager)
	w.goTo(sectionSettings)
	w.tapOn("People")
	if _, err := w.crew.people.Add("Mei", people.Cashier, "1111", ""); err != nil {
		t.Fatal(err)
	}
	w.settings.people.signIn.SetChecked(true)
	w.tapOn("Save the rules")
	w.keys("<Escape>")
	w.shows("Who is at the till?")
	w.keys("12.5<F1><Return>")
	if len(w.pays.paid) > 0 {
		t.Errorf("charged %+v", w.pays.paid)
	}
}

// Who has signed in is who they are now.
func TestWhoIsInIsAlteredAtOnce(t *testing.T) {
	w := staffed(t, people.Policy{})
	w.signInAs("1", "Ka Ho", "2222")
	p := *w.crew.signed
	p.Name, p.Role = "Ka Ho Lee", people.Cashier
	if err := w.crew.people.Alter(p, ""); err != nil {
		t.Fatal(err)
	}
	w.settings.handlers.people()
	w.shows("Ka Ho Lee")
	if w.crew.isManager() || w.crew.operator() != "Ka Ho Lee" {
		t.Errorf("%+v", w.crew.signed)
	}
	p.Active = false
	if err := w.crew.people.Alter(p, ""); err != nil {
		t.Fatal(err)
	}
	w.settings.handlers.people()
	w.shows("Who is at the till?")
}

// Typing into a field is using the till.
func TestTypingIsNoRest(t *testing.T) {
	w := staffed(t, people.Policy{LockAfter: 1})
	w.signInAs("1", "Ka Ho", "2222")
	w.goTo(sectionHistory)
	w.history.search()
	for range 4 {
		w.keys("a")
		w.now = w.now.Add(40 * time.Second)
		w.tick()
	}
	w.hides("Who is at the till?")
	w.now = w.now.Add(time.Minute)
	w.tick()
	w.shows("Who is at the till?")
}

// What lies over the window goes with the one who opened it.
func TestLockClosesDialogs(t *testing.T) {
	w := staffed(t, people.Policy{LockAfter: 5})
	w.signInAs("1", "Ka Ho", "2222")
	w.Handle(questions(1))
	w.writeReason(questions(1).Questions[0].Transaction, true, "Ka Ho")
	if _, ok := w.window.Canvas().Focused().(*textField); !ok {
		t.Fatal("no dialog to type into")
	}
	w.tick() // somebody has opened it
	w.now = w.now.Add(6 * time.Minute)
	w.tick()
	w.shows("Who is at the till?")
	if w.window.Canvas().Overlays().Top() != nil {
		t.Error("a dialog lies over the lock")
	}
}

// Who leaves in the middle of a payment leaves when it is over, and its outcome
// can be read.
func TestSigningOutWaitsForThePayment(t *testing.T) {
	for name, next := range map[string]func(w *till){
		"by itself":    func(w *till) { w.now = w.now.Add(outcomeRead); w.tick() },
		"a key":        func(w *till) { w.keys("1") },
		"New sale":     func(w *till) { w.tapOn("New sale") },
		"a section":    func(w *till) { w.tapOn("History") },
		"as last time": func(w *till) { w.keys("<F11>") },
		"Settings":     func(w *till) { w.tapOn("Settings") },
	} {
		t.Run(name, func(t *testing.T) {
			w := staffed(t, people.Policy{})
			w.signInAs("2", "陳大文", "1111")
			w.keys("12.5<F1><Return>")
			w.tapOn("陳大文")
			w.Handle(sold(1, payment.Sent, terminal.Waiting))
			w.goTo(sectionHistory)
			w.tapOn("陳大文")
			w.shows(wordsLocksAfter, "Cancel")
			w.now = w.now.Add(time.Minute)
			w.tick()
			w.hides("Who is at the till?")
			w.Handle(sold(1, payment.Approved, terminal.Finished))
			w.now = w.now.Add(5 * time.Second)
			w.tick()
			w.shows("APPROVED")
			next(w)
			w.shows("Who is at the till?")
			w.signInAs("1", "Ka Ho", "2222")
			w.hides("Who is at the till?")
			if w.sale.state.typed != "" {
				t.Errorf("%q is typed for the next", w.sale.state.typed)
			}
			w.now = w.now.Add(time.Minute)
			w.tick()
			w.hides("Who is at the till?")
		})
	}
}

// The manager's PIN opens a till whose people have forgotten theirs.
func TestManagersPINSignsIn(t *testing.T) {
	w := staffed(t, people.Policy{})
	w.keys("m")
	w.shows(wordsMasterPIN)
	w.enterPIN("2222")
	w.shows("Wrong PIN. 4 more tries.")
	w.enterPIN("4826")
	w.shows("Charge", "Manager")
	w.keys("12.5<F1><Return>")
	if len(w.pays.paid) != 1 || w.pays.paid[0].Operator != nameOfManager {
		t.Errorf("charged %+v", w.pays.paid)
	}
	w.Handle(sold(1, payment.Sent, terminal.Waiting))
	w.Handle(sold(1, payment.Approved, terminal.Finished))
	w.tapOn("Settings")
	w.shows("Change PIN")
}

// Settings that somebody left open close by themselves, whether people sign in or
// not.
func TestSettingsThatWereLeftOpen(t *testing.T) {
	w := managed(t, "4826")
	w.crew.staff.Policy.LockAfter = 5
	w.settings.unlock(nameOfManager)
	w.goTo(sectionSettings)
	w.now = w.now.Add(4 * time.Minute)
	w.tick()
	w.shows("Change PIN")
	w.now = w.now.Add(time.Minute)
	w.tick()
	w.shows("Charge")
	w.tapOn("Settings")
	w.shows(wordsManagerPIN)
}

// Nothing that comes late gets over the lock.
func TestNothingCoversTheLock(t *testing.T) {
	w := staffed(t, people.Policy{})
	w.coverWith(w.reasons)
	w.onHelp()
	w.shows("Who is at the till?")
	w.onClose()
	if w.quits != 1 {
		t.Error("a locked till can't be closed")
	}
}

// A locked till in kiosk mode is closed by a manager's PIN, and stays locked
// without it.
func TestManagerClosesALockedKiosk(t *testing.T) {
	w := staffed(t, people.Policy{})
	w.cfg.Kiosk = true
	w.onClose()
	w.shows("A manager closes this till.")
	w.keys("<Escape>")
	w.shows("Who is at the till?")
	w.onClose()
	w.enterPIN("1111")
	w.shows("Wrong PIN. 4 more tries.")
	w.enterPIN("2222")
	if w.quits != 1 || w.crew.signed != nil {
		t.Errorf("closed %d times, in is %+v", w.quits, w.crew.signed)
	}
}

// An idle till wakes for the lock, and for nothing else before the clock.
func TestIdleWakesForTheLock(t *testing.T) {
	w := staffed(t, people.Policy{LockAfter: 2})
	w.now = w.now.Add(15 * time.Second)
	if got := w.untilTick(); got != 45*time.Second {
		t.Errorf("locked, it wakes after %v", got)
	}
	w.signInAs("1", "Ka Ho", "2222")
	if got := w.untilTick(); got != untilMinute(w.now) {
		t.Errorf("it wakes after %v", got)
	}
	w.now = w.crew.locks().Add(-15 * time.Second)
	if got := w.untilTick(); got != 15*time.Second {
		t.Errorf("it wakes %v before the lock", got)
	}
}

// A person's PIN is chosen twice, and who did it is told.
func TestPeopleGetTheirPIN(t *testing.T) {
	w := managed(t, "4826")
	w.settings.unlock("Ka Ho")
	w.goTo(sectionSettings)
	w.tapOn("People")
	w.settings.people.onNamed("manager", people.Cashier)
	w.shows(peopleWords(people.ErrNameTaken))
	w.settings.people.onNamed("陳大文", people.Cashier)
	w.shows("PIN for 陳大文", wordsPersonPIN)
	w.keys("1111<Return>")
	w.shows(wordsRepeatPIN)
	w.keys("1112<Return>")
	w.shows(wordsPINsDiffer, wordsPersonPIN)
	w.keys("1111<Return>")
	w.enterPIN("1111")
	w.shows("陳大文 works here now.", "Has left")
	w.tapOn("New PIN…")
	w.shows("New PIN for 陳大文")
	w.keys("2222<Return>")
	w.enterPIN("2222")
	w.shows("陳大文 has a new PIN.")
	staff, err := w.crew.people.Staff()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.crew.people.SignIn(staff.People[0].ID, "2222"); err != nil {
		t.Error(err)
	}
}

package ui

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
	"golang.org/x/crypto/bcrypt"

	"harbourtill/store"
	"harbourtill/store/people"
	"harbourtill/terminal"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/provision"
)

// site is a Setup over a real journal, with the real manager's PIN in it.
type site struct {
	found
	people  *people.PIN
	roster  *people.Roster
	profile terminal.Profile
	till    provision.Till
	saved   []provision.Till
	fails   error // of SaveTill
}

func (s *site) Manager() Manager          { return s.people }
func (s *site) People() People            { return s.roster }
func (s *site) Profile() terminal.Profile { return s.profile }
func (s *site) Till() provision.Till      { return s.till }

func (s *site) SaveTill(_ context.Context, t provision.Till, _ string) error {
	s.saved = append(s.saved, t)
	return s.fails
}

func (s *site) KeyPlace() provision.KeyPlace { return provision.InFolder }

// managed is a till whose manager has a PIN; an empty one wasn't set.
func managed(t *testing.T, pin string, change ...func(*Config)) *till {
	t.Helper()
	journal, err := store.Open(filepath.Join(t.TempDir(), "till.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := journal.Close(); err != nil {
			t.Error(err)
		}
	})
	return newTill(t, func(c *Config) {
		s := &site{people: people.NewManager(journal, nil, c.Now)}
		s.roster = people.NewRoster(journal, nil, s.people, c.Now)
		if pin != "" {
			keepPIN(t, journal, pin)
		}
		c.Setup = s
		for _, more := range change {
			more(c)
		}
	})
}

// keepPIN keeps a PIN whose hash is quicker to compare than a real one's.
func keepPIN(t *testing.T, journal *store.Store, pin string) {
	t.Helper()
	hash, err := bcrypt.GenerateFromPassword([]byte(pin), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	if err := journal.SaveDocument("manager", 1, map[string][]byte{"pin_bcrypt": hash}); err != nil {
		t.Fatal(err)
	}
}

// enterPIN types a PIN and waits until it was compared.
func (w *till) enterPIN(pin string) {
	w.t.Helper()
	done := make(chan func(), 1)
	w.pin.do = func(f func()) { done <- f }
	w.keys(pin)
	w.keys("<Return>")
	select {
	case f := <-done:
		f()
	case <-time.After(20 * time.Second):
		w.t.Fatal("the PIN was never compared")
	}
}

func TestSettleByHand(t *testing.T) {
	w := managed(t, "4826")
	w.Handle(questions(1))
	w.goTo(sectionQuestions)
	w.keys("w11m")
	w.shows(wordsManagerPIN, wordsSettleNeedsPIN[:40])
	w.enterPIN("1111")
	w.shows("Wrong PIN. 4 more tries.")
	w.enterPIN("4826")
	w.shows("Count HK$500.00 as paid. Why?")
	w.hides(wordsManagerPIN)
	w.keys("1")
	want := terminal.Settlement{Reference: reference(1), Paid: true, Reason: settleReasons(payment.Payment, true)[0], Manager: "manager"}
	if len(w.pays.settled) != 1 || w.pays.settled[0] != want {
		t.Errorf("settled %+v", w.pays.settled)
	}
	w.shows("1 payment to clear up")
}

func TestPINIsLockedAndCountsDown(t *testing.T) {
	w := managed(t, "4826")
	w.Handle(questions(1))
	w.goTo(sectionQuestions)
	w.keys("w11m")
	for range people.MaxTries {
		w.enterPIN("0000")
	}
	w.shows("Wait 30 s.")
	if !w.counting.Load() {
		t.Error("nobody counts the seconds of the lock")
	}
	w.now = w.now.Add(12 * time.Second)
	w.tick()
	w.shows("Wait 18 s.")
	w.keys("4826<Return>")
	if w.pin.checking {
		t.Error("a PIN is compared while the manager is locked out")
	}
	w.now = w.now.Add(18 * time.Second)
	w.tick()
	w.hides("Wait", "Wrong")
	w.keys("<BackSpace><BackSpace><BackSpace><BackSpace>")
	w.enterPIN("4826")
	w.shows("Why?")
}

func TestPINIsMaskedAndLeft(t *testing.T) {
	w := managed(t, "4826")
	w.Handle(questions(1))
	w.goTo(sectionQuestions)
	w.keys("w11m")
	w.keys("4826")
	w.shows("● ● ● ●")
	w.hides("4826", "4 8 2 6")
	w.keys("<Escape>")
	w.hides(wordsManagerPIN)
	if w.pin.digits != "" || len(w.pays.settled) > 0 {
		t.Error("what was typed stays")
	}
}

// On a till without a manager's PIN, what needs one begins with choosing it.
func TestNoPINIsSet(t *testing.T) {
	w := managed(t, "")
	w.Handle(questions(1))
	w.goTo(sectionQuestions)
	w.keys("w11m")
	w.shows(wordsNewPIN[:25])
	w.keys("4826<Return>")
	w.enterPIN("4826")
	w.shows("Why?")
	if has, err := w.cfg.Setup.Manager().HasPIN(); err != nil || !has {
		t.Errorf("the PIN isn't set: %v", err)
	}
}

// A payment that ends while the manager's PIN is being compared comes first.
func TestOutcomeComesBeforeThePIN(t *testing.T) {
	w := managed(t, "4826")
	w.Handle(questions(1))
	w.goTo(sectionQuestions)
	w.keys("w11m4826")
	var late func()
	done := make(chan struct{})
	w.pin.do = func(f func()) {
		late = f
		close(done)
	}
	w.keys("<Return>")
	<-done
	w.keys("<Escape>")
	late()
	w.hides("Why?")
}

func TestAnotherReasonIsWritten(t *testing.T) {
	w := managed(t, "4826")
	w.Handle(questions(1))
	w.goTo(sectionQuestions)
	w.keys("w22m")
	w.enterPIN("4826")
	w.keys("5")
	w.keys("called the bank")
	test.Tap(w.button("OK"))
	if len(w.pays.settled) != 1 || w.pays.settled[0].Reason != "called the bank" || w.pays.settled[0].Paid {
		t.Errorf("settled %+v", w.pays.settled)
	}
}

// button finds a button of Fyne's own in what lies over the window.
func (w *till) button(label string) *widget.Button {
	w.t.Helper()
	for _, o := range visible(w.window.Canvas().Overlays().Top()) {
		if b, ok := o.(*widget.Button); ok && b.Text == label {
			return b
		}
	}
	w.t.Fatalf("there is no button %q", label)
	return nil
}

// A PIN that was typed for one thing, and left, agrees to nothing else.
func TestPINOfAThingThatWasLeft(t *testing.T) {
	w := managed(t, "4826")
	w.Handle(questions(1))
	done := make(chan func(), 1)
	w.pin.do = func(f func()) { done <- f }
	w.goTo(sectionSettings)
	w.keys("4826<Return><Escape>")
	w.goTo(sectionQuestions)
	w.keys("w11m")
	w.shows(wordsManagerPIN)
	f := <-done
	f()
	w.shows(wordsManagerPIN)
	w.hides("Why?")
}

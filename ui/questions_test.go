package ui

import (
	"errors"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// asking is a till in front of its open questions.
func asking(t *testing.T, e terminal.QuestionsChanged) *till {
	w := newTill(t)
	w.Handle(e)
	w.goTo(sectionQuestions)
	return w
}

func contested() terminal.QuestionsChanged {
	e := questions(1)
	q := &e.Questions[0]
	q.Due = time.Time{}
	q.Transaction.Status, q.Transaction.Booked = payment.Approved, 50000
	q.Transaction.Contradiction = payment.MoneyAfterAll
	return e
}

func TestQuestionCardTellsAndCounts(t *testing.T) {
	w := newTill(t)
	w.now = noon
	w.Window.Handle(questions(1))
	w.goTo(sectionQuestions)
	w.shows("HK$500.00", "Visa / Mastercard", "didn't answer in time", "Next try in 10 s, at the terminal", string(reference(1)))
	if !w.counting.Load() {
		t.Error("nobody counts the seconds")
	}
	w.now = noon.Add(3 * time.Second)
	w.tick()
	w.shows("Next try in 7 s")
	e := questions(1)
	e.Questions[0].Asking, e.Questions[0].Place = true, "192.0.2.20:9001"
	w.Handle(e)
	w.shows("Asking 192.0.2.20:9001 now.")
	w.goTo(sectionSale)
	if w.counting.Load() {
		t.Error("seconds are counted where nobody sees them")
	}
}

func TestNothingToClearUp(t *testing.T) {
	w := asking(t, questions(0))
	w.shows("Nothing to clear up", wordsNoQuestions)
	w.keys("aw<Return>")
	w.keys("<Escape>")
	w.shows("Charge")
}

// TestHowAQuestionEnded: where a payment was to be cleared up it is said how it
// ended, whichever of the two events comes first, until the section is left.
func TestHowAQuestionEnded(t *testing.T) {
	q := questions(2).Questions[0].Transaction
	q.Status, q.Booked = payment.Approved, q.Amount
	ended, left := terminal.TransactionChanged{Transaction: q}, questions(2)
	left.Questions = left.Questions[1:]
	for _, events := range [][]terminal.Event{{ended, left}, {left, ended}} {
		w := asking(t, questions(2))
		for _, e := range events {
			w.Handle(e)
		}
		w.shows("1 payment to clear up", "HK$500.00 (Visa / Mastercard)", "APPROVED. HK$500.00 was taken.")
		if !w.questions.how.calm {
			t.Error("good news is told as a warning")
		}
		q.Status, q.Booked = payment.Cancelled, 0
		w.Handle(terminal.TransactionChanged{Transaction: q})
		w.shows("CANCELLED. No money was taken.")
		w.hides("HK$500.00 was taken.")
		if w.questions.how.calm {
			t.Error("that nothing was taken is told as good news")
		}
		w.goTo(sectionSale)
		w.goTo(sectionQuestions)
		w.hides("CANCELLED.")
		other := q
		other.Reference = reference(7)
		w.Handle(terminal.TransactionChanged{Transaction: other})
		w.hides("CANCELLED.")
		q.Status, q.Booked = payment.Approved, q.Amount
	}
}

func TestAskNow(t *testing.T) {
	for _, do := range []func(*till){
		func(w *till) { w.tapOn("Ask now") },
		func(w *till) { w.keys("a") },
	} {
		w := asking(t, questions(2))
		do(w)
		if len(w.pays.inquired) != 1 || w.pays.inquired[0] != reference(1) {
			t.Errorf("asked about %v", w.pays.inquired)
		}
	}
}

func TestTalkEndsInCounsel(t *testing.T) {
	for _, test := range []struct{ keys, shows string }{
		{"w11", "It looks paid"},
		{"w22", "It looks unpaid"},
		{"w32", "It looks unpaid"},
		{"w41", "The payment is still open"},
		{"w13", "The payment is still open"},
		{"w12", "The two don't agree"},
		{"w54", "Nobody knows yet"},
	} {
		w := asking(t, questions(1))
		w.keys(test.keys)
		w.shows(test.shows)
		w.keys("<Escape>")
		w.hides(test.shows)
		if len(w.pays.inquired)+len(w.pays.settled) > 0 {
			t.Errorf("%s: %v, %v", test.keys, w.pays.inquired, w.pays.settled)
		}
	}
	w := asking(t, questions(1))
	w.keys("w<Escape>")
	w.hides(wordsTerminalSee)
	w.tapOn("What do you see?")
	w.shows(wordsTerminalSee, "HK$500.00, Visa / Mastercard, at 12:00.")
	w.tapOn("Its home screen")
	w.shows(wordsCustomerSee)
	w.tapOn("Not paid, or nothing came")
	w.tapOn("Ask the terminal now")
	if len(w.pays.inquired) != 1 {
		t.Errorf("asked about %v", w.pays.inquired)
	}
	w.shows("1 payment to clear up")
}

func TestContradictionIsSeen(t *testing.T) {
	w := asking(t, contested())
	w.shows("1 to clear up", "the money was taken", "Leave it as it is")
	w.hides("Ask now", "Next try")
	if w.counting.Load() {
		t.Error("nothing counts, and seconds tick")
	}
	w.keys("k")
	if len(w.pays.seen) != 1 || w.pays.seen[0] != reference(1) {
		t.Errorf("acknowledged %v", w.pays.seen)
	}
}

func TestArmedTerminalIsToldOnTheEntry(t *testing.T) {
	w := newTill(t)
	e := questions(2)
	w.Handle(e)
	w.hides("may still take")
	e = questions(2)
	e.Questions[1].Armed = true
	w.Handle(e)
	w.shows("The terminal may still take HK$500.00 (Visa / Mastercard).")
	w.keys("<Escape>5<F1>")
	w.shows("The terminal may still take HK$500.00")
	w.Handle(questions(2))
	w.hides("may still take")
}

func TestFailingDiskIsRedEverywhere(t *testing.T) {
	w := newTill(t)
	w.Handle(terminal.JournalChanged{Err: errors.New("no space left on device")})
	for _, s := range []section{sectionSale, sectionHistory, sectionQuestions} {
		w.goTo(s)
		w.shows("can't write to its disk", "no space left on device")
		inside(t, w)
	}
	w.Handle(terminal.JournalChanged{})
	w.hides("can't write to its disk")
}

func TestQuestionsFit(t *testing.T) {
	long := contested()
	long.Questions[0].Transaction.AmountDiffers, long.Questions[0].Transaction.Booked = true, payment.MaxAmount
	long.Questions[0].Transaction.Channel = payment.QuickPass
	for _, e := range []terminal.QuestionsChanged{questions(0), questions(1), long} {
		w := asking(t, e)
		for _, size := range []fyne.Size{fyne.NewSize(1024, 600), fyne.NewSize(1280, 800), fyne.NewSize(1920, 1080)} {
			w.window.Resize(size)
			inside(t, w)
		}
	}
	for _, keys := range []string{"w", "w1", "w11", "w54"} {
		w := asking(t, questions(1))
		w.keys(keys)
		for _, size := range []fyne.Size{fyne.NewSize(1024, 600), fyne.NewSize(1280, 800), fyne.NewSize(1920, 1080)} {
			w.window.Resize(size)
			inside(t, w)
		}
	}
}

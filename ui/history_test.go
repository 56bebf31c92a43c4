package ui

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// references are those of the lines that are transactions.
func (w *till) references() (all []payment.Reference) {
	for _, l := range w.history.lines {
		if !l.head() {
			all = append(all, l.Reference)
		}
	}
	return all
}

func TestHistoryReadsOnAsItIsScrolled(t *testing.T) {
	for _, queued := range []bool{true, false} {
		w := newTill(t)
		w.queued = queued
		w.journal.all = transactions(333)
		w.tapOn("History")
		w.drain()
		if got := len(w.references()); got != historyPage && queued {
			t.Fatalf("%d rows at first", got)
		}
		for range 12 {
			w.keys("<End>")
			w.drain()
		}
		got := w.references()
		if len(got) != 333 || got[332] != reference(1) || !slices.IsSortedFunc(got, func(a, b payment.Reference) int { return strings.Compare(string(b), string(a)) }) {
			t.Fatalf("%d rows at the end: %v", len(got), got)
		}
		w.shows(string(reference(1)), "HK$0.01")
		reads := w.journal.reads
		w.keys("<Up><Down><End>")
		w.drain()
		if w.journal.reads != reads {
			t.Error("it goes on reading at the end")
		}
	}
}

func TestHistoryHasHeadsWithTotals(t *testing.T) {
	w := newTill(t)
	w.journal.all = transactions(5)
	for i := range w.journal.all[2:] {
		w.journal.all[2+i].Created = noon.AddDate(0, 0, -1)
	}
	w.tapOn("History")
	w.shows("Monday, 23 November 2026", "2 transactions    paid HK$0.09", "Sunday, 22 November 2026", "3 transactions    paid HK$0.06")
	w.keys("<Down><Down><Down>")
	if l := w.history.lines[w.history.at]; l.head() || l.Reference != reference(3) {
		t.Errorf("the third row is %+v", l)
	}
	w.keys("<Up>")
	if l := w.history.lines[w.history.at]; l.Reference != reference(4) {
		t.Errorf("Up over a head is on %+v", l)
	}
}

func TestHistoryFilters(t *testing.T) {
	w := newTill(t)
	w.journal.all = transactions(40)
	w.journal.all[7].Status, w.journal.all[7].Channel = payment.Declined, payment.Octopus
	w.journal.all[9].Status, w.journal.all[9].Reason = payment.Unknown, payment.NoAnswer
	w.journal.all[11].Created = noon.AddDate(0, 0, -1)
	w.tapOn("History")
	want := func(n int, what string) {
		t.Helper()
		if got := len(w.references()); got != n {
			t.Errorf("%s: %d rows, want %d", what, got, n)
		}
	}
	w.tapOn("Any status  ▼")
	w.tapOn("Declined")
	want(1, "declined")
	w.tapOn("Any channel  ▼")
	w.tapOn("PayMe")
	want(0, "declined by PayMe")
	w.shows(wordsNothingMatches)
	w.tapOn("Clear")
	want(40, "cleared")
	w.tapOn("Unfinished")
	want(1, "open only")
	w.tapOn("Unfinished")
	w.tapOn("Any day  ▼")
	w.tapOn("Yesterday")
	want(1, "yesterday")
	w.tapOn("22 Nov 2026  ▼")
	w.keys("<Escape>")
	if w.section != sectionHistory || w.history.filters.choosing >= 0 {
		t.Error("Esc leaves more than the panel")
	}
	w.keys("<Escape>")
	if w.section != sectionSale {
		t.Error("Esc doesn't go back to the sale")
	}
}

func TestDayPickerMakesARange(t *testing.T) {
	var from, before time.Time
	whole := false
	test.NewTempApp(t)
	d := newDayPicker(func() time.Time { return noon }, func(f, b time.Time, w bool) { from, before, whole = f, b, w })
	day := func(n int) time.Time { return time.Date(2026, 11, n, 0, 0, 0, 0, time.UTC) }
	for _, test := range []struct{ first, second, from, last int }{{3, 9, 3, 9}, {9, 3, 3, 9}, {5, 5, 5, 5}} {
		d.tapped(day(test.first))
		if whole || before.Sub(from) != 24*time.Hour {
			t.Errorf("one day is %v to %v, %v", from, before, whole)
		}
		d.tapped(day(test.second))
		wantFrom, _ := store.Day(day(test.from).Add(time.Hour))
		_, wantBefore := store.Day(day(test.last).Add(time.Hour))
		if !from.Equal(wantFrom) || !before.Equal(wantBefore) || !whole {
			t.Errorf("%v: %v to %v, %v", test, from, before, whole)
		}
	}
}

func TestHistorySearchBox(t *testing.T) {
	w := newTill(t)
	w.journal.all = transactions(40)
	w.journal.all[20].Note = "7 birthday"
	w.tapOn("History")
	w.history.search()
	w.keys("7")
	if got := w.references(); len(got) != 1 || got[0] != w.journal.all[20].Reference {
		t.Fatalf("found %v", got)
	}
	w.shows("7 birthday")
	w.keys("<Escape>")
	if got := w.references(); len(got) < 2 || w.window.Canvas().Focused() == nil {
		t.Error("Esc doesn't clear the box, or leaves it")
	}
	w.keys("<Escape>")
	if w.window.Canvas().Focused() != nil || w.section != sectionHistory {
		t.Error("Esc doesn't leave the box, or leaves the section")
	}
	w.keysAt(8*time.Millisecond, "7 b") // typing goes back into the box, however fast
	w.shows("7 birthday")
	w.keys("<Return>")
	if w.history.at != 1 || w.window.Canvas().Focused() != nil {
		t.Errorf("Enter leads to line %d", w.history.at)
	}
	w.keys("<Return>")
	w.shows("WHAT HAPPENED")
	w.keys("<Escape><Escape>")
	if w.section != sectionSale {
		t.Error("Esc, Esc doesn't go back to the sale")
	}
	w.keys("9<F1>")
	w.shows("Charge HK$9.00 · Visa / Mastercard")
}

func TestHistoryRowsAreTapped(t *testing.T) {
	w := newTill(t)
	w.journal.all = transactions(30)
	w.tapOn("History")
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(w.history.list)
	test.TapCanvas(w.window.Canvas(), at.AddXY(200, 20))
	if w.history.opened {
		t.Error("the head of a day opens something")
	}
	test.TapCanvas(w.window.Canvas(), at.AddXY(200, 3*touch))
	w.shows("WHAT HAPPENED", string(w.references()[2]))
}

func TestHistoryStaysWhereItWas(t *testing.T) {
	w := newTill(t)
	w.journal.all = transactions(200)
	w.tapOn("History")
	for range 30 {
		w.keys("<Down>")
	}
	at, offset := w.history.at, w.history.list.GetScrollOffset()
	w.keys("<Return><Escape>")
	if w.history.at != at || w.history.list.GetScrollOffset() != offset || offset == 0 {
		t.Errorf("line %d at %v, it was %d at %v", w.history.at, w.history.list.GetScrollOffset(), at, offset)
	}
	// What is new comes in above it.
	selected := w.history.selected
	w.journal.all = append(transactions(201)[:1], w.journal.all...)
	w.Handle(terminal.TransactionChanged{Transaction: w.journal.all[0]})
	if w.history.lines[w.history.at].Reference != selected || w.history.at != at+1 {
		t.Errorf("%s is selected, line %d", w.history.lines[w.history.at].Reference, w.history.at)
	}
	w.keys("<Escape>")
	reads := w.journal.reads
	w.Handle(terminal.TransactionChanged{})
	if w.journal.reads != reads {
		t.Error("a hidden history reads the journal")
	}
}

// TestHistoryDropsStaleReadings: what was asked for before the filter changed
// comes too late.
func TestHistoryDropsStaleReadings(t *testing.T) {
	var waiting []func()
	w := newTill(t, func(c *Config) { c.Background = func(f func()) { waiting = append(waiting, f) } })
	w.journal.all = transactions(20)
	w.journal.all[3].Status = payment.Declined
	w.tapOn("History")
	w.hides(wordsNoSales)
	w.history.filters.wanted.Status = payment.Declined
	w.history.filters.change()
	for _, f := range slices.Backward(waiting) {
		f()
	}
	if got := w.references(); len(got) != 1 {
		t.Errorf("%d rows", len(got))
	}
}

func TestHistoryThatCantBeRead(t *testing.T) {
	w := newTill(t)
	w.journal.err = errors.New("the disk is gone")
	w.tapOn("History")
	w.shows("The journal can't be read right now.", "the disk is gone")
	w.journal.err = nil
	w.Handle(terminal.TransactionChanged{})
	w.shows(wordsNoSales)
}

func TestTerminalIsAskedForWhatNothingMatches(t *testing.T) {
	w := newTill(t)
	w.journal.all = transactions(3)
	w.tapOn("History")
	w.keys("20261123000099")
	w.shows(wordsNothingMatches, "Ask the terminal for it")
	w.tapOn("Ask the terminal for it")
	if len(w.pays.searched) != 1 || w.pays.searched[0] != "20261123000099" {
		t.Fatalf("searched for %q", w.pays.searched)
	}
	w.shows(wordsFinding)
	seen := make(map[string]bool)
	for _, err := range []error{
		terminal.ErrNothingToFind, terminal.ErrOriginalUnknown, payment.ErrNotPayment, payment.ErrNotApproved, terminal.ErrOtherCurrency,
		terminal.ErrNoSyssn, terminal.ErrBusy, terminal.ErrNotConfigured, terminal.ErrNotAnswered, terminal.ErrJournal,
		terminal.ErrOriginalUnconfirmed,
	} {
		words := foundWords(terminal.Found{Err: err})
		w.Handle(terminal.Found{Text: "20261123000099", Err: err})
		w.shows(words)
		if seen[words] {
			t.Errorf("%v is told as another error: %q", err, words)
		}
		seen[words] = true
	}
	foreign := w.journal.all[0]
	foreign.Foreign = true
	w.Handle(terminal.Found{Transaction: foreign})
	w.shows("Refund", string(foreign.Reference))
}

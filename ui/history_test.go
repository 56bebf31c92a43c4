package ui

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

func TestHistoryPages(t *testing.T) {
	w := newTill(t)
	w.queued = true
	w.journal.all = transactions(133)
	w.tapOn("History")
	w.drain()
	if got := len(w.history.rows); got != historyPage {
		t.Fatalf("%d rows at first", got)
	}
	for range 10 {
		w.keys("<End>")
		w.drain()
	}
	if got := len(w.history.rows); got != 133 {
		t.Fatalf("%d rows at the end", got)
	}
	if !slices.EqualFunc(w.history.rows, w.journal.all, func(a, b payment.Transaction) bool { return a == b }) {
		t.Error("the rows aren't the journal's")
	}
	w.shows(string(reference(1)), "HK$0.01")
	reads := w.journal.reads
	w.keys("<Up><Down><End>")
	w.drain()
	if w.journal.reads != reads {
		t.Error("it goes on reading at the end")
	}
}

func TestHistoryPagesWhenDoIsInline(t *testing.T) {
	w := newTill(t)
	w.journal.all = transactions(133)
	w.tapOn("History")
	for range 10 {
		w.keys("<End>")
	}
	if got := len(w.history.rows); got != 133 {
		t.Errorf("%d rows", got)
	}
}

func TestHistoryDetailsFollowTheirTransaction(t *testing.T) {
	w := newTill(t)
	w.journal.all = transactions(3)
	w.journal.all[1].Syssn = "20261123000077"
	w.journal.all[1].Status, w.journal.all[1].Reason = payment.Unknown, payment.ConnectionLost
	w.tapOn("History")
	w.keys("<Home><Down>")
	w.shows("20261123000077", "The connection to the terminal broke off.", "Reference "+string(reference(2)))
	w.journal.all = append(transactions(5)[:2], w.journal.all...)
	w.journal.all[3].Status = payment.Approved
	w.Handle(terminal.TransactionChanged{Transaction: w.journal.all[3]})
	w.shows("Reference "+string(reference(2)), "HK$0.02 was taken.")
	w.hides("The connection to the terminal broke off.")
	w.keys("<Escape>")
	reads := w.journal.reads
	w.Handle(terminal.TransactionChanged{})
	if w.journal.reads != reads {
		t.Error("a hidden history reads the journal")
	}
}

func TestHistoryKeysAfterATap(t *testing.T) {
	w := newTill(t)
	w.journal.all = transactions(30)
	w.tapOn("History")
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(w.history.list)
	test.TapCanvas(w.window.Canvas(), at.AddXY(200, 60))
	if w.history.at != 1 {
		t.Fatalf("row %d is selected", w.history.at)
	}
	w.keys("<Down>")
	if w.history.at != 2 {
		t.Errorf("row %d is selected after Down", w.history.at)
	}
	w.keys("<Escape>7<F1>")
	w.shows("Charge HK$7.00 · Visa / Mastercard")
}

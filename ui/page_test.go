package ui

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// pageOf opens the page of an approved card payment with a refund.
func pageOf(t *testing.T) *till {
	t.Helper()
	w := newTill(t)
	w.journal.all = transactions(3)
	tr := &w.journal.all[1]
	tr.Syssn, tr.Card, tr.Operator, tr.Code, tr.Inner = "20261123000077", "1096", "May", "6000", "0000"
	w.journal.all[0].Kind, w.journal.all[0].Original, w.journal.all[0].Booked = payment.Refund, tr.Reference, 1
	w.journal.steps = map[payment.Reference][]payment.Transition{tr.Reference: {
		{At: noon, Status: payment.Reserved, Cause: "pay"},
		{At: noon.Add(time.Second), Status: payment.Sent, Cause: "sending"},
		{
			At: noon.Add(9 * time.Second), Status: payment.Approved, Cause: "approved", Evidence: payment.OwnSealed,
			Answer: json.RawMessage(`{"respcd":"6000","respmsg":"OK","resperr":"","sealed":true,"data":{"cardno":"520000******1096","empty":""}}`),
		},
	}}
	w.tapOn("History")
	w.keys("<Down><Down><Return>")
	return w
}

func TestPageTellsEverything(t *testing.T) {
	w := pageOf(t)
	w.shows(
		"HK$0.02   APPROVED", "MONEY", "20261123000077", string(reference(2)), "•••• 1096", "Visa / Mastercard", "May", "6000 / 0000",
		"GIVEN BACK", "HK$0.01", "HK$0.01 was given back.", "23 Nov 12:00:09", "The terminal's own answer, protected",
	)
	w.hides("cardno")
	w.keys("t")
	w.shows("6000 OK  ·  cardno 520000******1096")
	w.hides("empty")
	w.tapOn("Hide technical details")
	w.hides("cardno")
	w.tapOn("Open")
	w.shows("GIVES BACK", "-HK$0.01   REFUNDED", "HK$0.01 was given back.")
	w.keys("<Escape>")
	w.shows("Monday, 23 November 2026")
}

// TestPageOfWhatWentBack: nobody takes it for money that is still here.
func TestPageOfWhatWentBack(t *testing.T) {
	w := pageOf(t)
	w.shows("HK$0.02   APPROVED")
	w.journal.all[0].Booked = 2
	w.Handle(terminal.TransactionChanged{Transaction: w.journal.all[0]})
	w.shows("HK$0.02   GIVEN BACK", "HK$0.02 was given back.")
	w.hides("HK$0.02   APPROVED")
	if at := w.history.page.actions[2]; at.label != "Refund" || !at.disabled {
		t.Errorf("%q is offered for what has gone back", at.label)
	}
	w.keys("r")
	w.shows("given back already")
}

// TestHistoryComesBackAsAList: the page that was open when somebody left is about
// another customer.
func TestHistoryComesBackAsAList(t *testing.T) {
	for _, by := range []section{sectionSale, sectionHistory} {
		w := pageOf(t)
		w.shows("WHAT HAPPENED")
		w.goTo(by)
		w.goTo(sectionHistory)
		w.hides("WHAT HAPPENED")
		w.shows("Monday, 23 November 2026")
	}
	w := pageOf(t)
	w.keys("nTable 5")
	w.goTo(sectionSale)
	w.goTo(sectionHistory)
	if w.shows("WHAT HAPPENED"); w.history.page.note.Text != "Table 5" {
		t.Errorf("what was being written is %q", w.history.page.note.Text)
	}
}

func TestPageCopies(t *testing.T) {
	w := pageOf(t)
	w.tapOn("Copy")
	if got := fyne.CurrentApp().Clipboard().Content(); got != string(reference(2)) {
		t.Errorf("copied %q", got)
	}
	w.shows("Copied")
	w.tapOn("Copy")
	if got := fyne.CurrentApp().Clipboard().Content(); got != "20261123000077" {
		t.Errorf("copied %q", got)
	}
}

func TestPageAsksTheTerminal(t *testing.T) {
	w := pageOf(t)
	w.keys("a")
	w.shows(wordsAsking)
	if len(w.pays.inquired) != 1 || w.pays.inquired[0] != reference(2) {
		t.Fatalf("asked about %v", w.pays.inquired)
	}
	w.keys("a")
	if len(w.pays.inquired) != 1 {
		t.Error("asked twice at once")
	}
	w.Handle(terminal.TransactionChanged{Transaction: w.journal.all[1]})
	w.shows("Nothing has changed: the terminal said nothing new")
	w.keys("a")
	w.journal.all[1].Contradiction = payment.DeniedLater
	w.Handle(terminal.TransactionChanged{Transaction: w.journal.all[1]})
	w.shows("The terminal approved this and denies it now.")
	w.keys("a")
	w.Handle(terminal.Refused{Command: terminal.CommandInquire, Err: errors.New("no profile")})
	w.shows("The terminal can't be asked about this: no profile")
}

func TestPageNotes(t *testing.T) {
	w := pageOf(t)
	w.keys("nTable 5")
	w.Handle(terminal.TransactionChanged{Transaction: w.journal.all[1]}) // leaves what is being written
	w.keys("<Return>")
	if len(w.pays.notes) != 1 || w.pays.notes[0] != "Table 5" {
		t.Fatalf("notes %q", w.pays.notes)
	}
	w.Handle(terminal.Refused{Command: terminal.CommandAnnotate, Err: terminal.ErrJournal})
	w.shows("the note wasn't saved")
	w.journal.all[1].Note = "Table 5"
	w.Handle(terminal.TransactionChanged{Transaction: w.journal.all[1]})
	w.keys("n, late<Escape>")
	if got := w.history.page.note.Text; got != "Table 5" || len(w.pays.notes) != 1 {
		t.Errorf("after Esc the note is %q, saved %q", got, w.pays.notes)
	}
	w.keys("<Escape>")
	w.shows("Table 5", "Monday, 23 November 2026")
}

// TestNumbersAreWhole: the widest reference there can be, and every other number
// that somebody may have to read out, stands there to its last letter.
func TestNumbersAreWhole(t *testing.T) {
	dress(t, looks(t)[0].style)
	w := newTill(t)
	w.journal.all = transactions(1)
	w.journal.all[0].Reference = payment.Reference("01" + strings.Repeat("W", 24))
	w.journal.all[0].Syssn = "2026112304515255917400000901"
	w.tapOn("History")
	w.keys("<Down><Return>")
	w.shows("MONEY")
	everyTextIsWhole(t, w)
}

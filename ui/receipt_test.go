package ui

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/payment"
	"harbourtill/ui/paper"
)

// soldNow charges HK$12.50 by card, which is approved.
func (w *till) soldNow() {
	w.t.Helper()
	w.keys("12.5<F1><Return>")
	e := sold(1, payment.Approved, terminal.Finished)
	e.Sale.Booked, e.Sale.Card, e.Sale.Syssn = 1250, "1096", "20261123000077"
	w.Handle(sold(1, payment.Sent, terminal.Waiting))
	w.Handle(e)
	w.now = w.now.Add(2 * outcomeStands)
}

// trails writes into the audit trail what the controller does about a print.
func trails(t *testing.T, s *store.Store, what payment.Action, r payment.Reference) {
	t.Helper()
	if err := s.Append(payment.AuditEntry{At: noon, What: what, Subject: string(r)}); err != nil {
		t.Fatal(err)
	}
}

func TestReceiptAfterASale(t *testing.T) {
	w, s := reporting(t)
	w.soldNow()
	w.keys("p")
	w.shows("海港茶餐廳", "1 Queen's Road Central", "PAYMENT", "HK$12.50", string(reference(1)), "20261123000077", "**** 1096", "Counter 1")
	w.hides("COPY")
	inside(t, w)
	w.keys("p")
	if len(w.pays.prints) > 0 {
		t.Error("the key that opened the receipt has printed it too")
	}
	w.now = w.now.Add(outcomeStands)
	w.keys("p")
	w.shows(wordsPrintAsked)
	want := terminal.PrintOrder{Reference: reference(1)}
	if len(w.pays.prints) != 1 || w.pays.prints[0] != want {
		t.Fatalf("printed %+v", w.pays.prints)
	}
	trails(t, s, payment.ActionPrintReceipt, reference(1))
	w.Handle(terminal.PrintChanged{Order: want, State: terminal.Printing})
	w.shows("is printing")
	w.Handle(terminal.PrintChanged{Order: want, State: terminal.Printed})
	w.shows("Printed on the terminal. From now on it is marked COPY.", "COPY")
	w.keys("<Escape>")
	w.shows("APPROVED")
	w.keys("p")
	w.shows("COPY")
	w.Handle(terminal.Refused{Command: terminal.CommandPrint, Print: want, Err: terminal.ErrPrinting})
	w.shows("printing already")
	w.Handle(terminal.PrintChanged{Order: want, State: terminal.NotPrinted, Code: "6002", Inner: "1136", Detail: "no such order (1136)"})
	w.shows("The terminal didn't print it. The terminal has no such payment (code 1136). Save it as PDF instead, or try again later.")
	w.Handle(terminal.PrintChanged{Order: want, State: terminal.NotPrinted, Detail: "dial tcp 192.0.2.20:9001: connection refused"})
	w.shows("The terminal couldn't be reached, so nothing was sent.")
	w.hides("dial tcp")
}

// TestReceiptTellsOfItsOwnPrint: what becomes of another's print is no news here.
func TestReceiptTellsOfItsOwnPrint(t *testing.T) {
	w, _ := reporting(t)
	w.soldNow()
	w.keys("p")
	other := terminal.PrintOrder{Reference: reference(9)}
	w.Handle(terminal.PrintChanged{Order: other, State: terminal.Printed})
	w.Handle(terminal.Refused{Command: terminal.CommandPrint, Print: other, Err: terminal.ErrPrinting})
	w.hides("Printed on the terminal.", "printing already")
}

// TestOneOriginal: there is one receipt of a transaction that isn't a copy, also
// over restarts, and a print that was refused for sure isn't it.
func TestOneOriginal(t *testing.T) {
	const asked, not, saved = payment.ActionPrintReceipt, payment.ActionNotPrinted, payment.ActionReceiptSaved
	for _, test := range []struct {
		trail []payment.Action
		again bool
	}{
		{nil, false},
		{[]payment.Action{payment.ActionEvidenceSaved, payment.ActionReversed}, false},
		{[]payment.Action{asked}, true}, // printed, or may be
		{[]payment.Action{asked, not}, false},
		{[]payment.Action{asked, not, asked}, true},
		{[]payment.Action{asked, asked, not}, true},
		{[]payment.Action{saved}, true},
		{[]payment.Action{saved, asked, not}, true},
	} {
		w, s := reporting(t)
		w.journal.all = []payment.Transaction{taken(1, payment.Octopus, 1000, 1)}
		trails(t, s, asked, reference(12)) // another's
		for _, what := range test.trail {
			trails(t, s, what, reference(1))
		}
		w.tapOn("History")
		w.keys("<Down><Return>p")
		w.shows("HK$10.00", string(reference(1)))
		if got := strings.Contains(w.texts(), "COPY"); got != test.again {
			t.Errorf("%q: a copy: %v", test.trail, got)
		}
	}
	if !issued([]store.AuditRow{{Fault: "its content was changed"}}) {
		t.Error("an entry that was tampered with allows another original")
	}
}

// TestSavedReceiptIsTheOriginal: the first file is, and is in the trail; the
// second is a copy, on paper too.
func TestSavedReceiptIsTheOriginal(t *testing.T) {
	w, s := reporting(t)
	sale := taken(1, payment.Octopus, 1000, 1)
	w.journal.all = []payment.Transaction{sale}
	folder := t.TempDir()
	for i, want := range []bool{false, true} {
		file := filepath.Join(folder, fmt.Sprint(i, ".pdf"))
		saving, r := w.receipt.saving(sale), w.cfg.receipt(sale)
		if saving.name != "receipt 10.00 2026-11-23 110000 Counter 1.pdf" {
			t.Errorf("proposed %q", saving.name)
		}
		if err := w.cfg.completeReceipt(&r); err != nil || r.Copy != want {
			t.Errorf("%d: a copy: %v, %v", i, r.Copy, err)
		}
		w.cfg.fill(file, saving)
		press, err := paper.NewPress()
		if err != nil {
			t.Fatal(err)
		}
		var expected bytes.Buffer
		if err := press.Receipt(&expected, r); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, expected.Bytes()) {
			t.Errorf("%d: the file isn't the receipt: %d bytes of %d, %v", i, len(got), expected.Len(), err)
		}
		if rows, err := s.AuditAbout(string(sale.Reference)); err != nil || len(rows) != i+1 || rows[i].What != payment.ActionReceiptSaved {
			t.Errorf("%d: the trail says %+v, %v", i, rows, err)
		}
	}
}

func TestNoReceiptOfADeclinedPayment(t *testing.T) {
	w, _ := reporting(t)
	declined := taken(2, payment.Octopus, 1000, 2)
	declined.Status = payment.Declined
	w.journal.all = []payment.Transaction{declined}
	w.tapOn("History")
	w.keys("<Down><Return>p")
	w.shows(wordsNoReceipt)
}

// TestVoidIsOfTheSameDay: only a card payment that is given back on its own day
// was voided.
func TestVoidIsOfTheSameDay(t *testing.T) {
	for _, test := range []struct {
		channel  payment.Channel
		hoursAgo int
		known    bool
		word     string
	}{
		{payment.Card, 2, true, "VOID"},
		{payment.Card, 30, true, "REFUND"},
		{payment.Alipay, 2, true, "REFUND"},
		{payment.Card, 2, false, "REFUND"},
	} {
		w, _ := reporting(t)
		refund := taken(2, test.channel, 1000, 1)
		refund.Kind, refund.Original = payment.Refund, reference(1)
		w.journal.all = []payment.Transaction{refund}
		if test.known {
			w.journal.all = append(w.journal.all, taken(1, test.channel, 1000, test.hoursAgo))
		}
		w.tapOn("History")
		w.keys("<Down><Return>p")
		w.shows(test.word + " ")
		w.hides(map[string]string{"VOID": "REFUND ", "REFUND": "VOID "}[test.word])
	}
}

// TestReceiptComesTooLate: what came to the front while it was read stays.
func TestReceiptComesTooLate(t *testing.T) {
	w, _ := reporting(t)
	w.soldNow()
	w.queued = true
	w.keys("p")
	w.queued = false
	w.goTo(sectionHistory)
	w.drain()
	w.hides("PAYMENT")
	if w.cover == w.receipt {
		t.Error("a receipt has come over another section")
	}
}

func TestLastReceiptByOneKey(t *testing.T) {
	w, _ := reporting(t)
	w.press(fyne.KeyF12)
	w.shows(wordsNoReceiptYet)
	w.journal.all = []payment.Transaction{taken(1, payment.Octopus, 1000, 1)}
	w.press(fyne.KeyF12)
	if len(w.pays.prints) != 1 || w.pays.prints[0].Reference != reference(1) {
		t.Fatalf("printed %+v", w.pays.prints)
	}
	for _, test := range []struct {
		state terminal.PrintState
		words string
		calm  bool
	}{
		{terminal.Printing, "is printing", true},
		{terminal.Printed, "Printed on the terminal", true},
		{terminal.NotPrinted, "didn't print", false},
		{terminal.MaybePrinted, "may have printed", false},
	} {
		w.Handle(terminal.PrintChanged{Order: w.pays.prints[0], State: test.state})
		w.shows(test.words)
		n := w.sale.entry.notice
		if calm := n.face.FillColor == colours().harbourSoft && n.sign.shape == shapeTick; calm != test.calm {
			t.Errorf("%s: calm is %v", test.words, calm)
		}
	}
	w.Handle(terminal.PrintChanged{Order: w.pays.prints[0], State: terminal.Printed})
	if w.sale.remind("Close the day."); w.sale.state.calm {
		t.Error("a reminder beside good news is calm")
	}
	w.keys("12.5<F1><Return>")
	w.Handle(sold(2, payment.Sent, terminal.Waiting))
	w.press(fyne.KeyF12)
	if len(w.pays.prints) != 1 {
		t.Error("printed while a payment is open")
	}
	w.journal.err = errors.New("gone")
	w.Handle(sold(2, payment.Approved, terminal.Finished))
	w.press(fyne.KeyF12)
	w.shows("can't be read")
}

// TestLastReceiptIsThisTills: neither another till's payment nor what the terminal
// gave back by itself is what the customer at the counter waits for.
func TestLastReceiptIsThisTills(t *testing.T) {
	w, _ := reporting(t)
	var all []payment.Transaction
	for n := 60; n > 10; n-- {
		other := taken(n, payment.Card, 1000, 0)
		other.Foreign, other.ByTerminal = n%2 == 0, n%2 == 1
		all = append(all, other)
	}
	w.journal.all = append(all, taken(2, payment.Card, 1000, 1), taken(1, payment.Card, 1000, 2))
	w.press(fyne.KeyF12)
	if len(w.pays.prints) != 1 || w.pays.prints[0].Reference != reference(2) {
		t.Fatalf("printed %+v", w.pays.prints)
	}
	w.journal.all = all
	w.press(fyne.KeyF12)
	if w.shows(wordsNoReceiptYet); len(w.pays.prints) != 1 {
		t.Errorf("printed %+v", w.pays.prints)
	}
}

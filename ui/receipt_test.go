package ui

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

func TestReceiptAfterASale(t *testing.T) {
	w, _ := reporting(t)
	w.keys("12.5<F1><Return>")
	e := sold(1, payment.Approved, terminal.Finished)
	e.Sale.Booked, e.Sale.Card, e.Sale.Syssn = 1250, "1096", "20261123000077"
	w.Handle(sold(1, payment.Sent, terminal.Waiting))
	w.Handle(e)
	w.now = w.now.Add(2 * outcomeStands)
	w.keys("p")
	w.shows("海港茶餐廳", "1 Queen's Road Central", "PAYMENT", "HK$12.50", string(reference(1)), "20261123000077", "**** 1096", "Counter 1")
	w.hides("COPY")
	inside(t, w)
	w.keys("p")
	want := terminal.PrintOrder{Reference: reference(1)}
	if len(w.pays.prints) != 1 || w.pays.prints[0] != want {
		t.Fatalf("printed %+v", w.pays.prints)
	}
	w.Handle(terminal.PrintChanged{Order: want, State: terminal.Printed})
	w.shows("Printed on the terminal.")
	w.keys("<Escape>")
	w.shows("APPROVED")
	w.keys("p")
	w.shows("COPY")
	w.Handle(terminal.Refused{Command: terminal.CommandPrint, Print: want, Err: terminal.ErrPrinting})
	w.shows("printing already")
}

func TestReceiptOfAnOldPaymentIsACopy(t *testing.T) {
	w, _ := reporting(t)
	w.journal.all = []payment.Transaction{taken(1, payment.Octopus, 1000, 1)}
	declined := taken(2, payment.Octopus, 1000, 2)
	declined.Status = payment.Declined
	w.journal.all = append(w.journal.all, declined)
	w.tapOn("History")
	w.keys("<Down><Return>p")
	w.shows("COPY", "HK$10.00")
	w.keys("<Escape><Escape><Down><Return>p")
	w.shows(wordsNoReceipt)
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
	w.Handle(terminal.PrintChanged{Order: w.pays.prints[0], State: terminal.MaybePrinted})
	w.shows("may have printed")
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

func TestEvidenceTellsEverything(t *testing.T) {
	w, _ := reporting(t)
	tr := taken(1, payment.Card, 1250, 1)
	tr.Syssn, tr.Card, tr.Operator, tr.Note = "20261123000077", "1096", "陳大文", "Table 5"
	refund := taken(2, payment.Card, 1250, 0)
	refund.Kind, refund.Original = payment.Refund, tr.Reference
	history := []payment.Transition{{At: noon, Status: payment.Sent, Cause: "sending"}, {
		At: noon.Add(1234 * time.Millisecond), Status: payment.Approved, Cause: "approved", Evidence: payment.OwnSealed,
		Answer: json.RawMessage(`{"respcd":"6000","respmsg":"OK","data":{"cardno":"520000******1096"}}`),
	}}
	messages := []terminal.Message{
		{At: noon, Direction: terminal.ToTerminal, Content: `{"out_trade_no":"` + string(tr.Reference) + `"}`, Link: "tcp"},
		{At: noon, Content: "about another"},
	}
	var text bytes.Buffer
	if err := w.cfg.evidenceReport(tr, history, []payment.Transaction{refund}, messages).WriteText(&text); err != nil {
		t.Fatal(err)
	}
	plain := strings.Join(strings.Fields(text.String()), " ")
	for _, words := range []string{
		"Evidence of " + string(tr.Reference), "20261123000077", "陳大文", "2026-11-23 12:00:01.234", "6000 OK", "1096", "GIVEN BACK",
		"MESSAGES", "out_trade_no", "Counter 1",
	} {
		if !strings.Contains(plain, words) {
			t.Errorf("the evidence lacks %q:\n%s", words, text.String())
		}
	}
	if strings.Contains(plain, "about another") {
		t.Error("another's message is in it")
	}
}

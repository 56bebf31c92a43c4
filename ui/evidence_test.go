package ui

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// disputed is a payment with all that a till may know of it.
func disputed() evidence {
	tr := taken(1, payment.Card, 1250, 1)
	tr.Syssn, tr.Card, tr.Operator, tr.Note = "20261123000077", "1096", "陳大文", "Table 5"
	refund := taken(2, payment.Card, 1250, 0)
	refund.Kind, refund.Original = payment.Refund, tr.Reference
	own, other := `{"out_trade_no":"`+string(tr.Reference)+`"}`, `{"out_trade_no":"`+string(reference(8))+`"}`
	messages := []terminal.Message{
		{Direction: terminal.ToTerminal, Operation: haojin.OpPayment, Content: own},
		{Direction: terminal.ToTerminal, Operation: haojin.OpCancel, Content: "cancel of it"},
		{Direction: terminal.FromTerminal, Operation: haojin.OpCancel, Content: "cancel heard"},
		{Direction: terminal.Failed, Operation: haojin.OpPayment, Content: "i/o timeout"},
		{Direction: terminal.ToTerminal, Operation: haojin.OpInquiry, Content: other},
		{Direction: terminal.Failed, Operation: haojin.OpInquiry, Content: "about another"},
		{Direction: terminal.FromTerminal, Operation: haojin.OpInquiry, Content: "late news of " + tr.Syssn},
		{Direction: terminal.ToTerminal, Operation: haojin.OpPayment, Content: other},
		{Direction: terminal.ToTerminal, Operation: haojin.OpCancel, Content: "another's cancel"},
	}
	for i := range messages {
		messages[i].At, messages[i].Link = noon.Add(time.Duration(i)*time.Second), "tcp 192.0.2.20:9002"
	}
	return evidence{
		t: tr, refunds: []payment.Transaction{refund}, messages: messages,
		history: []payment.Transition{{At: noon, Status: payment.Sent, Cause: "sending"}, {
			At: noon.Add(1234 * time.Millisecond), Status: payment.Approved, Cause: "approved", Evidence: payment.OwnSealed,
			Answer: json.RawMessage(`{"respcd":"6000","respmsg":"OK","data":{"cardno":"520000******1096"}}`),
		}},
		trail: []store.AuditRow{
			{AuditRecord: store.AuditRecord{Seq: 41, AuditEntry: payment.AuditEntry{
				At: noon.Add(2 * time.Minute), Who: "Mei", What: payment.ActionPrintReceipt, Detail: "payment of HK$12.50",
			}}},
			{AuditRecord: store.AuditRecord{Seq: 42}, Fault: "its content was changed"},
		},
	}
}

func TestEvidenceTellsEverything(t *testing.T) {
	w, _ := reporting(t)
	e := disputed()
	var text bytes.Buffer
	if err := w.cfg.evidenceReport(e).WriteText(&text); err != nil {
		t.Fatal(err)
	}
	plain := strings.Join(strings.Fields(text.String()), " ")
	for _, words := range []string{
		"Evidence of " + string(e.t.Reference), "20261123000077", "陳大文", "2026-11-23 12:00:01.234", "6000 OK", "1096", "GIVEN BACK",
		"NOTE", "Table 5", "MESSAGES", "tcp 192.0.2.20:9002", "out_trade_no", "Counter 1", "cancel of it", "cancel heard", "i/o timeout", "late news", "12:00:03.000",
		"AUDIT TRAIL", "Mei", "had a receipt printed", "HK$12.50", "its content was changed",
	} {
		if !strings.Contains(plain, words) {
			t.Errorf("the evidence lacks %q:\n%s", words, text.String())
		}
	}
	for _, words := range []string{"about another", "another's cancel", string(reference(8))} {
		if strings.Contains(plain, words) {
			t.Errorf("%q is in it", words)
		}
	}
}

// TestEvidenceOfARefund: a refund is sent with nothing but its payment's number.
func TestEvidenceOfARefund(t *testing.T) {
	refund := taken(2, payment.Card, 1250, 0)
	refund.Kind, refund.OriginalSyssn = payment.Refund, "20261123000077"
	about := messagesAbout([]terminal.Message{
		{Direction: terminal.ToTerminal, Operation: haojin.OpRefund, Content: `{"orderId":"20261123000077"}`},
		{Direction: terminal.Failed, Operation: haojin.OpRefund, Content: "i/o timeout"},
	}, refund)
	if len(about) != 2 {
		t.Errorf("%+v", about)
	}
}

// TestSpacedChangesNoValue: evidence is what was said.
func TestSpacedChangesNoValue(t *testing.T) {
	for content, want := range map[string]string{
		`{"a":"1,2:3","b":[1,2]}`: `{ "a": "1,2:3", "b": [ 1, 2 ] }`,
		"i/o timeout, again":      "i/o timeout, again",
	} {
		if got := spaced(content); got != want {
			t.Errorf("%s became %s", content, got)
		}
	}
}

// TestEvidenceIsSaved: as PDF, or as plain text where the file is called so; and
// the trail says it.
func TestEvidenceIsSaved(t *testing.T) {
	w, s := reporting(t)
	e := disputed()
	report := w.cfg.evidenceReport(e)
	for i, ending := range []string{".pdf", ".txt", ".TXT"} {
		file := filepath.Join(t.TempDir(), "evidence"+ending)
		saving := w.evidenceSaving(e.t)
		saving.write = w.cfg.writeReport(report)
		w.cfg.fill(file, saving)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		if err := report.WriteText(&want); err != nil {
			t.Fatal(err)
		}
		if pdf := bytes.HasPrefix(text, []byte("%PDF-")); pdf != (ending == ".pdf") || !pdf && !bytes.Equal(text, want.Bytes()) {
			t.Errorf("%s begins with %.40q", ending, text)
		}
		rows, err := s.AuditAbout(string(e.t.Reference))
		if err != nil || len(rows) != i+1 || rows[i].What != payment.ActionEvidenceSaved || rows[i].Detail != "evidence"+ending {
			t.Errorf("the trail says %s, %v", fmt.Sprint(rows), err)
		}
	}
}

package simulator

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"harbourtill/terminal/haojin"
)

// TestRefundScript: what each behaviour books and answers.
func TestRefundScript(t *testing.T) {
	for _, test := range []struct {
		script string
		modify bool
		// code is the answer's; empty: none comes, or none that can be read.
		code     string
		plain    bool
		refunded int64
	}{
		{"approve", false, "6000", false, 500},
		{"approve:1ms", false, "6000", false, 500},
		{"pieces", false, "6000", false, 500},
		{"plain", false, "6000", true, 500},
		{"no-identity", false, "6000", false, 500},
		{"late:1ms", false, "6000", false, 500},
		{"wrong-amount:77", true, "6000", false, 77},
		{"wrong-amount:77", false, "6000", false, 500},
		{"wrong-amount:1251", true, "6002", false, 0},
		{"answer-lost", false, "", false, 500},
		{"garbage", false, "", false, 500},
		{"in-progress:1", false, "", false, 500},
		{"drop", false, "", false, 0},
		{"forge", false, "6000", true, 0},
		{"other-order", false, "6000", false, 0},
		{"decline:1269", false, "6002", false, 0},
		{"customer-cancels:1ms", false, "6001", false, 0},
		{"error:4005", false, "4005", false, 0},
		{"busy", false, "4005", false, 0},
	} {
		r := start(t, testConfig(), "")
		if _, err := r.send(haojin.PaymentRequest{Amount: 1250, Channel: "wx", OutTradeNo: "R1", Timeout: 60}); err != nil {
			t.Fatal(err)
		}
		script, err := ParseScript(test.script)
		if err != nil {
			t.Fatal(err)
		}
		r.s.SetRefundScript(script...)
		paid := r.entry("R1")
		a, err := r.send(haojin.RefundRequest{OrderID: paid.Syssn, Amount: 500, AllowModify: test.modify})
		if unread := errors.Is(err, errNoAnswer) || errors.Is(err, haojin.ErrUnreadable); (err != nil) != unread || unread != (test.code == "") {
			t.Errorf("%s: %v", test.script, err)
		}
		if a.Code != test.code || a.Sealed != (test.code != "" && !test.plain) {
			t.Errorf("%s: answered %+v", test.script, a)
		}
		fits := haojin.Classify(a, haojin.Asked{Operation: haojin.OpRefund, Syssn: paid.Syssn, Amount: 500})
		if named := test.script != "no-identity" && test.script != "other-order"; a.Code == "6000" && (fits.Verdict == haojin.Approved) != named {
			t.Errorf("%s: understood as %+v", test.script, fits)
		}
		if got := r.entry("R1").Refunded; got != test.refunded {
			t.Errorf("%s: %d cents were given back, want %d", test.script, got, test.refunded)
		}
		if test.script == "in-progress:1" && r.inquire("R1").Verdict != haojin.InProgress {
			t.Error("an inquiry isn't told that it is still going on")
		}
	}
}

// TestRefundKeepsTheTerminalBusy: nothing else is taken while somebody confirms
// it, and a cancel stops it.
func TestRefundKeepsTheTerminalBusy(t *testing.T) {
	r := start(t, testConfig(), "")
	if _, err := r.pay("R1"); err != nil {
		t.Fatal(err)
	}
	paid := r.entry("R1").Syssn
	r.s.SetRefundScript(Behaviour{Action: Approve, Delay: time.Hour, HasDelay: true})
	answered := make(chan haojin.Answer)
	go func() {
		a, err := r.send(haojin.RefundRequest{OrderID: paid})
		if err != nil {
			t.Error(err)
		}
		answered <- a
	}()
	if err := r.s.Wait(t.Context(), func() bool {
		r.s.mu.Lock()
		defer r.s.mu.Unlock()
		return r.s.open != nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, q := range []haojin.Request{
		haojin.RefundRequest{OrderID: paid},
		haojin.PaymentRequest{Amount: 5, Channel: "wx", OutTradeNo: "R2", Timeout: 60},
	} {
		if a, err := r.send(q); err != nil || a.Code != haojin.CodeOtherError {
			t.Errorf("%T: %+v, %v", q, a, err)
		}
	}
	if a, err := r.send(haojin.CancelRequest{}); err != nil || a.Code != haojin.CodeOK {
		t.Errorf("cancel: %+v, %v", a, err)
	}
	if a := <-answered; a.Code != haojin.CodeCancelled {
		t.Errorf("the refund: %+v", a)
	}
	r.s.SetRefundScript()
	if a, err := r.send(haojin.RefundRequest{OrderID: paid}); err != nil || a.Code != haojin.CodeOK {
		t.Errorf("again: %+v, %v", a, err)
	}
}

func TestRefundScriptOverControl(t *testing.T) {
	cfg := testConfig()
	cfg.Control = true
	r := start(t, cfg, "")
	if _, err := r.send(haojin.PaymentRequest{Amount: 1250, Channel: "wx", OutTradeNo: "R1", Timeout: 60}); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int{"decline:1269": http.StatusNoContent, "declin": http.StatusBadRequest} {
		if status, body := r.do(http.MethodPost, "/simulator/refunds", []byte(text)); status != want {
			t.Errorf("script %s: %d %s", text, status, body)
		}
	}
	if a, err := r.send(haojin.RefundRequest{OrderID: r.entry("R1").Syssn}); err != nil || a.Inner() != "1269" {
		t.Errorf("%+v, %v", a, err)
	}
}

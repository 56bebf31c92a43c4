package simulator

import (
	"errors"
	"fmt"
	"testing"

	"harbourtill/terminal/haojin"
)

func TestParseScript(t *testing.T) {
	for _, text := range []string{
		"approve", "approve:3s", "decline:1201", "customer-cancels:1m0s", "cancel-lost", "no-answer", "answer-lost", "drop",
		"forge", "wrong-amount:77", "garbage", "pieces", "late:40s", "in-progress:3", "other-order", "no-identity",
		"reversed", "plain", "error:4005", "busy", "paid-after-all:30s",
	} {
		script, err := ParseScript(text + ", " + text)
		if err != nil || len(script) != 2 || script[0].String() != text || script[0] != script[1] {
			t.Errorf("%s: %v, %v", text, script, err)
		}
	}
	for text, want := range map[string]string{
		"decline": "decline:1205", "late": "late:40s", "in-progress": "in-progress:3", "wrong-amount": "wrong-amount:100", "error": "error:6002",
	} {
		if b, err := ParseBehaviour(text); err != nil || b.String() != want {
			t.Errorf("%s: %v, %v", text, b, err)
		}
	}
	for _, text := range []string{"", "aprove", "approve:x", "approve:-1s", "decline:12", "decline:abcd", "in-progress:0", "drop:1", "busy:1", "wrong-amount:x"} {
		if b, err := ParseBehaviour(text); !errors.Is(err, ErrBehaviour) {
			t.Errorf("%q: %v, %v", text, b, err)
		}
	}
	if script, err := ParseScript(" "); err != nil || script != nil {
		t.Errorf("an empty script: %v, %v", script, err)
	}
}

// outcome is what a behaviour makes of one payment of 1250 cents: what the
// till hears, what the ledger holds, and what an inquiry finds afterwards.
type outcome struct {
	script  string
	err     error
	heard   haojin.Verdict
	sealed  bool
	booked  Status
	inquiry haojin.Verdict
}

func TestBehaviours(t *testing.T) {
	const none = haojin.Undecided
	for _, test := range []outcome{
		{"approve", nil, haojin.Approved, true, StatusApproved, haojin.Approved},
		{"approve:2ms", nil, haojin.Approved, true, StatusApproved, haojin.Approved},
		{"decline:1201", nil, haojin.Declined, true, StatusDeclined, haojin.Declined},
		{"customer-cancels", nil, haojin.Cancelled, true, StatusCancelled, haojin.Cancelled},
		{"paid-after-all", nil, haojin.Approved, true, StatusApproved, haojin.Approved},
		{"cancel-lost", nil, haojin.Approved, true, StatusApproved, haojin.Approved},
		{"drop", errNoAnswer, none, false, "", haojin.NoSuchOrder},
		{"answer-lost", errNoAnswer, none, false, StatusApproved, haojin.Approved},
		{"late:1ms", nil, haojin.Approved, true, StatusApproved, haojin.Approved},
		{"in-progress:1", errNoAnswer, none, false, StatusApproved, haojin.InProgress},
		{"pieces", nil, haojin.Approved, true, StatusApproved, haojin.Approved},
		{"garbage", haojin.ErrUnreadable, none, false, StatusApproved, haojin.Approved},
		{"plain", nil, haojin.Approved, false, StatusApproved, haojin.Approved},
		{"no-identity", nil, none, true, StatusApproved, haojin.Approved},
		{"wrong-amount:77", nil, haojin.Approved, true, StatusApproved, haojin.Approved},
		{"reversed", nil, haojin.Approved, true, StatusApproved, haojin.Approved},
		{"forge", nil, haojin.Approved, false, "", haojin.NoSuchOrder},
		{"other-order", nil, none, true, "", haojin.NoSuchOrder},
		{"error:4005", nil, none, true, "", haojin.NoSuchOrder},
		{"error:6002", nil, none, true, "", haojin.NoSuchOrder},
		{"busy", nil, none, true, "", haojin.NoSuchOrder},
	} {
		t.Run(test.script, func(t *testing.T) { checkOutcome(t, test) })
	}
}

func checkOutcome(t *testing.T, want outcome) {
	r := start(t, testConfig(), want.script)
	a, err := r.pay("R1")
	if !errors.Is(err, want.err) {
		t.Fatalf("answered %+v, %v; want %v", a, err, want.err)
	}
	f := haojin.Classify(a, haojin.Asked{Operation: haojin.OpPayment, OutTradeNo: "R1", Amount: 1250})
	if f.Verdict != want.heard || a.Sealed != want.sealed {
		t.Errorf("heard %+v, sealed %v", f, a.Sealed)
	}
	if got := r.entry("R1"); got.Status != want.booked {
		t.Errorf("booked %+v, want %q", got, want.booked)
	}
	if asked := r.inquire("R1"); asked.Verdict != want.inquiry {
		t.Errorf("inquiry %+v, want %v", asked, want.inquiry)
	}
	if n := r.s.Requests(haojin.OpPayment); n != 1 {
		t.Errorf("%d payments came in", n)
	}
}

func TestWrongAmount(t *testing.T) {
	r := start(t, testConfig(), "wrong-amount:77")
	a, err := r.pay("R1")
	if err != nil || a.Data.Text("txamt") != "77" || r.entry("R1").Amount != 77 {
		t.Errorf("%+v, %v, booked %+v", a, err, r.entry("R1"))
	}
	if f := r.inquire("R1"); f.Amount != 77 || !f.AmountDiffers {
		t.Errorf("inquiry %+v", f)
	}
}

func TestReversed(t *testing.T) {
	for channel, cancelled := range map[string]string{"card_payment": "1", "fps": "2"} {
		r := start(t, testConfig(), "reversed")
		if _, err := r.send(haojin.PaymentRequest{Amount: 1250, Channel: channel, OutTradeNo: "R1", Timeout: 60}); err != nil {
			t.Fatal(err)
		}
		a, err := r.send(haojin.InquiryRequest{OutTradeNo: "R1"})
		if err != nil || a.Data.Text("cancel") != cancelled || a.Data.Text("allow_refund_amt") != "0" || a.Inner() != haojin.InnerDone {
			t.Errorf("%s: %+v, %v", channel, a, err)
		}
		if got := r.entry("R1"); got.Reversed != 1250 || got.Status != StatusApproved {
			t.Errorf("%s: booked %+v", channel, got)
		}
	}
}

// TestInProgress: exactly as many inquiries as the script says find nothing
// decided, nor anything to refund.
func TestInProgress(t *testing.T) {
	r := start(t, testConfig(), "in-progress:2")
	if _, err := r.pay("R1"); !errors.Is(err, errNoAnswer) {
		t.Fatal(err)
	}
	for i, want := range []string{"1145 0", "1145 0", "0000 1250", "0000 1250"} {
		a, err := r.send(haojin.InquiryRequest{OutTradeNo: "R1"})
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Inner() + " " + a.Data.Text("allow_refund_amt"); got != want {
			t.Errorf("inquiry %d: %s, want %s", i+1, got, want)
		}
	}
}

// TestScriptIsAQueue: each payment takes one behaviour, the last stays.
func TestScriptIsAQueue(t *testing.T) {
	r := start(t, testConfig(), "decline:1201,approve,decline:1205")
	for i, want := range []string{"1201", "", "1205", "1205"} {
		if a, err := r.pay(fmt.Sprint("R", i)); err != nil || a.Inner() != want {
			t.Errorf("payment %d: %+v, %v; want %q", i, a, err, want)
		}
	}
	r.s.SetScript()
	if a, err := r.pay("R9"); err != nil || a.Code != haojin.CodeOK {
		t.Errorf("an empty script: %+v, %v", a, err)
	}
}

package simulator

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"harbourtill/terminal/haojin"
)

func TestRefunds(t *testing.T) {
	clock := time.Date(2026, 11, 23, 15, 30, 0, 0, time.UTC) // 23:30 in Hong Kong
	cfg := testConfig()
	cfg.Now = func() time.Time { return clock }
	r := start(t, cfg, "")
	pay := func(reference, channel string) string {
		a, err := r.send(haojin.PaymentRequest{Amount: 1250, Channel: channel, OutTradeNo: reference, Timeout: 60})
		if err != nil {
			t.Fatal(err)
		}
		return a.Data.Text("syssn")
	}
	refund := func(syssn string, amount haojin.Cents) haojin.Answer {
		a, err := r.send(haojin.RefundRequest{OrderID: syssn, Amount: amount})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	card, wallet, octopus := pay("R1", "card_payment"), pay("R2", "alipay"), pay("R3", "octopus")
	for _, test := range []struct {
		name   string
		syssn  string
		amount haojin.Cents
		inner  string
	}{
		{"Octopus", octopus, 0, codeNoRefunds},
		{"part of a card payment on its day", card, 500, codeNotPartly},
		{"part of a wallet payment", wallet, 500, haojin.InnerDone},
		{"more than is left", wallet, 800, codeTooMuch},
		{"the rest", wallet, 0, haojin.InnerDone},
		{"again", wallet, 0, codeRefunded},
		{"nothing like it", "1", 0, codeNoSuchOrder},
	} {
		if a := refund(test.syssn, test.amount); a.Inner() != test.inner {
			t.Errorf("%s: %+v", test.name, a)
		}
	}
	clock = clock.Add(time.Hour) // the next day there
	a := refund(card, 500)
	if a.Inner() != haojin.InnerDone || a.Data.Text("orig_syssn") != card || a.Data.Text("txamt") != "500" {
		t.Errorf("part of a card payment on the next day: %+v", a)
	}
	if f := r.inquire("R1"); !f.HasReversal || f.Reversed != 500 {
		t.Errorf("inquiry after it: %+v", f)
	}
	if f := r.inquire("R2"); !f.HasReversal || f.Reversed != 1250 {
		t.Errorf("inquiry after all of it: %+v", f)
	}
	byOrder, err := r.send(haojin.InquiryRequest{OrderID: card})
	if err != nil || byOrder.Data.Text("out_trade_no") != "R1" {
		t.Errorf("inquiry by orderId: %+v, %v", byOrder, err)
	}
}

func TestPrinting(t *testing.T) {
	r := start(t, testConfig(), "")
	a, err := r.pay("R1")
	if err != nil {
		t.Fatal(err)
	}
	syssn := a.Data.Text("syssn")
	for _, q := range []haojin.Request{haojin.ReceiptRequest{OrderID: syssn}, haojin.SummaryRequest{}} {
		if a, err := r.send(q); err != nil || a.Code != haojin.CodeOK {
			t.Errorf("%T: %+v, %v", q, a, err)
		}
	}
	if a, err := r.send(haojin.ReceiptRequest{OrderID: "1"}); err != nil || a.Inner() != codeNoSuchOrder {
		t.Errorf("a receipt of nothing: %+v, %v", a, err)
	}
	if got := fmt.Sprint(r.s.Printed()); got != fmt.Sprint([]string{syssn, "summary"}) {
		t.Errorf("printed %s", got)
	}
}

// TestPrintScript: what a print does, and whether paper comes out.
func TestPrintScript(t *testing.T) {
	r := start(t, testConfig(), "")
	if _, err := r.pay("R1"); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		script, code string
		paper        int
	}{
		{"approve:1ms", haojin.CodeOK, 1},
		{"pieces", haojin.CodeOK, 1},
		{"plain", haojin.CodeOK, 1},
		{"answer-lost", "", 1},
		{"garbage", "", 1},
		{"drop", "", 0},
		{"busy", haojin.CodeOtherError, 0},
		{"error:6002", haojin.CodeError, 0},
	} {
		script, err := ParseScript(test.script)
		if err != nil {
			t.Fatal(err)
		}
		r.s.SetPrintScript(script...)
		before := len(r.s.Printed())
		a, err := r.send(haojin.SummaryRequest{})
		if a.Code != test.code || (err == nil) != (test.code != "") {
			t.Errorf("%s: %+v, %v", test.script, a, err)
		}
		if n := len(r.s.Printed()) - before; n != test.paper {
			t.Errorf("%s: %d printed", test.script, n)
		}
	}
}

// TestInquiryFields: what an inquiry says of each kind of entry.
func TestInquiryFields(t *testing.T) {
	r := start(t, testConfig(), "approve,decline:1201,customer-cancels")
	paid, err := r.pay("R1")
	if err != nil {
		t.Fatal(err)
	}
	for _, reference := range []string{"R2", "R3"} {
		if _, err := r.pay(reference); err != nil {
			t.Fatal(err)
		}
	}
	check := func(q haojin.InquiryRequest, want map[string]string) {
		t.Helper()
		a, err := r.send(q)
		if err != nil || a.Code != haojin.CodeOK {
			t.Errorf("%+v: %+v, %v", q, a, err)
		}
		for name, value := range want {
			if got := a.Data.Text(name); got != value {
				t.Errorf("%+v: %s is %q, want %q", q, name, got, value)
			}
		}
	}
	check(haojin.InquiryRequest{OutTradeNo: "R1"}, map[string]string{
		"syssn": paid.Data.Text("syssn"), "out_trade_no": "R1", "tradetp": "payment", "txamt": "1250", "allow_refund_amt": "1250",
		"cancel": "0", "respcd": haojin.InnerDone, "busicd": "802808", "txcurrcd": "HKD", "cardno": "520000******1096", "cardscheme": "MASTERCARD",
	})
	check(haojin.InquiryRequest{OutTradeNo: "R2"}, map[string]string{"respcd": "1201", "allow_refund_amt": "0", "cancel": "0"})
	check(haojin.InquiryRequest{OutTradeNo: "R3"}, map[string]string{"respcd": codeCancelled, "allow_refund_amt": "0"})
	refund, err := r.send(haojin.RefundRequest{OrderID: paid.Data.Text("syssn")})
	if err != nil {
		t.Fatal(err)
	}
	check(haojin.InquiryRequest{OrderID: refund.Data.Text("syssn")}, map[string]string{
		"tradetp": "refund", "origssn": paid.Data.Text("syssn"), "txamt": "1250", "allow_refund_amt": "0", "respcd": haojin.InnerDone,
	})
	check(haojin.InquiryRequest{OrderID: paid.Data.Text("syssn")}, map[string]string{"cancel": "3", "allow_refund_amt": "0"})
}

func TestPaymentFields(t *testing.T) {
	cfg := testConfig()
	at := time.Date(2026, 11, 23, 16, 30, 0, 0, time.UTC)
	cfg.Now = func() time.Time { return at }
	for channel, busicd := range map[string]string{
		"card_payment": "802808", "unionpay_card": "806708", "amex_card": "806808", "wx": "800208", "alipay": "800108",
		"payme": "805808", "union": "800708", "fps": "802001", "octopus": "803708",
	} {
		r := start(t, cfg, "")
		a, err := r.send(haojin.PaymentRequest{Amount: 5, Channel: channel, OutTradeNo: "R1", Timeout: 60})
		if err != nil || a.Code != haojin.CodeOK || !a.Sealed {
			t.Fatalf("%s: %+v, %v", channel, a, err)
		}
		for name, want := range map[string]string{
			"out_trade_no": "R1", "txamt": "5", "txcurrcd": "HKD", "busicd": busicd,
			"sysdtm": "2026-11-24 00:30:00", "paydtm": "2026-11-24 00:30:00",
		} {
			if got := a.Data.Text(name); got != want {
				t.Errorf("%s: %s is %q, want %q", channel, name, got, want)
			}
		}
		if got := r.entry("R1"); got.Channel != channel || got.Amount != 5 || !got.Decided.Equal(at) || got.Syssn != a.Data.Text("syssn") {
			t.Errorf("%s: booked %+v", channel, got)
		}
	}
}

func TestAmountsInDollars(t *testing.T) {
	cfg := testConfig()
	cfg.Dollars = true
	r := start(t, cfg, "")
	a, err := r.send(haojin.PaymentRequest{Amount: 1205, Channel: "wx", OutTradeNo: "R1", Timeout: 60})
	if err != nil || a.Data.Text("txamt") != "12.05" {
		t.Fatalf("%+v, %v", a, err)
	}
	refund, err := r.send(haojin.RefundRequest{OrderID: a.Data.Text("syssn"), Amount: 5})
	if err != nil || refund.Data.Text("txamt") != "0.05" || refund.Data.Text("originTxamt") != "12.05" {
		t.Errorf("refund %+v, %v", refund, err)
	}
	if a, err := r.send(haojin.InquiryRequest{OutTradeNo: "R1"}); err != nil || a.Data.Text("allow_refund_amt") != "12.00" {
		t.Errorf("inquiry %+v, %v", a, err)
	}
	if got := r.entry("R1"); got.Amount != 1205 {
		t.Errorf("booked %+v", got)
	}
}

// TestWhereInnerCodesStand: in data's respcd, or in brackets in resperr.
func TestWhereInnerCodesStand(t *testing.T) {
	for _, inData := range []bool{false, true} {
		cfg := testConfig()
		cfg.CodeInData = inData
		r := start(t, cfg, "decline:1201")
		declined, err := r.pay("R1")
		if err != nil {
			t.Fatal(err)
		}
		unknown, err := r.send(haojin.InquiryRequest{OutTradeNo: "R9"})
		if err != nil {
			t.Fatal(err)
		}
		for code, a := range map[string]haojin.Answer{"1201": declined, codeNoSuchOrder: unknown} {
			inText := strings.HasSuffix(a.Problem, "("+code+")")
			if a.Code != haojin.CodeError || a.Inner() != code || inText == inData || (a.Data.Text("respcd") == code) != inData {
				t.Errorf("in data %v: %+v", inData, a)
			}
		}
	}
}

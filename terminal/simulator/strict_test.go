package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"harbourtill/terminal/haojin"
)

func TestStrictness(t *testing.T) {
	for _, sealing := range []haojin.Sealing{haojin.SealMessage, haojin.SealContent, haojin.SealNone} {
		for _, body := range []haojin.BodyForm{haojin.BodyJSON, haojin.BodyRaw} {
			cfg := testConfig()
			cfg.Sealing, cfg.Body = sealing, body
			r := start(t, cfg, "")
			if a, err := r.pay("R1"); err != nil || a.Code != haojin.CodeOK || a.Sealed == (sealing == haojin.SealNone) {
				t.Errorf("%s %s: %+v, %v", sealing, body, a, err)
			}
			other, err := haojin.NewCodec("my_qfpay_pos_kez", haojin.KeyText, sealing)
			if err != nil {
				t.Fatal(err)
			}
			want := haojin.CodeNotDecrypted
			if sealing == haojin.SealNone {
				want = haojin.CodeWrongKey
			}
			r.codec = other
			if a, err := r.pay("R2"); err != nil || a.Code != want || a.Sealed {
				t.Errorf("%s %s, another key: %+v, %v", sealing, body, a, err)
			}
		}
	}
}

func TestDigestMustMatch(t *testing.T) {
	r := start(t, testConfig(), "")
	// AES with this key, but the digest of another POS-KEY.
	codec, err := haojin.NewCodec("my_qfpay_pos_key", haojin.KeyText, haojin.SealMessage)
	if err != nil {
		t.Fatal(err)
	}
	forged := codec.SealAnswer([]byte(`{"content":{"func_type":5001},"digest":"00000000000000000000000000000000"}`))
	text, err := r.post(haojin.OpCancel.Path(), forged)
	if err != nil || !strings.Contains(string(text), haojin.CodeWrongKey) {
		t.Errorf("%s, %v", text, err)
	}
}

func TestWrongRequests(t *testing.T) {
	r := start(t, testConfig(), "")
	text := func(s string) haojin.Value { return haojin.Value{Text: s} }
	number := func(s string) haojin.Value { return haojin.Value{Text: s, Number: true} }
	good := func() haojin.Content {
		return haojin.Content{
			"func_type": number("1001"), "amt": number("12.5"), "channel": text("payme"), "out_trade_no": text("R"),
			"payment_timeout": number("120"),
		}
	}
	for name, change := range map[string]func(haojin.Content){
		"amt 0":            func(c haojin.Content) { c["amt"] = number("0") },
		"amt of ten mills": func(c haojin.Content) { c["amt"] = number("0.001") },
		"amt negative":     func(c haojin.Content) { c["amt"] = number("-1") },
		"amt missing":      func(c haojin.Content) { delete(c, "amt") },
		"amt too large":    func(c haojin.Content) { c["amt"] = number("10000000") },
		"channel":          func(c haojin.Content) { c["channel"] = text("cash") },
		"time-out":         func(c haojin.Content) { c["payment_timeout"] = number("0") },
		"PayMe time-out":   func(c haojin.Content) { c["payment_timeout"] = number("121") },
		"wait time-out":    func(c haojin.Content) { c["wait_card_timeout"] = number("-5") },
		"time-out as text": func(c haojin.Content) { c["payment_timeout"] = text("60") },
		"amt as text":      func(c haojin.Content) { c["amt"] = text("12.5") },
		"scan_type":        func(c haojin.Content) { c["scan_type"] = text("SCAN") },
		"reference quote":  func(c haojin.Content) { c["out_trade_no"] = text("R'1") },
		"func_type":        func(c haojin.Content) { c["func_type"] = number("1002") },
		"reference":        func(c haojin.Content) { c["out_trade_no"] = text(strings.Repeat("R", 33)) },
	} {
		c := good()
		change(c)
		answer, err := r.post(haojin.OpPayment.Path(), r.codec.SealContent(c))
		if err != nil {
			t.Fatal(err)
		}
		if a, err := r.codec.OpenAnswer(answer); err != nil || a.Code != haojin.CodeWrongParams {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
	if n := len(r.s.Ledger()); n != 0 {
		t.Errorf("%d of them were booked", n)
	}
}

// TestMissingFields: what the other operations can't do without.
func TestMissingFields(t *testing.T) {
	r := start(t, testConfig(), "")
	paid, err := r.pay("R1")
	if err != nil {
		t.Fatal(err)
	}
	order := haojin.Value{Text: paid.Data.Text("syssn")}
	for _, test := range []struct {
		op     haojin.Operation
		fields haojin.Content
	}{
		{haojin.OpRefund, haojin.Content{}},
		{haojin.OpRefund, haojin.Content{"orderId": {}}},
		{haojin.OpRefund, haojin.Content{"orderId": order, "refund_amount": {Text: "0.001"}}},
		{haojin.OpRefund, haojin.Content{"orderId": order, "refund_amount": {Text: "0"}}},
		{haojin.OpRefund, haojin.Content{"orderId": order, "refund_amount": {Text: "12.5", Number: true}}},
		{haojin.OpPrintReceipt, haojin.Content{}},
		{haojin.OpInquiry, haojin.Content{}},
	} {
		test.fields["func_type"] = haojin.Value{Text: strconv.Itoa(int(test.op)), Number: true}
		text, err := r.post(test.op.Path(), r.codec.SealContent(test.fields))
		if err != nil {
			t.Fatal(err)
		}
		if a, err := r.codec.OpenAnswer(text); err != nil || a.Code != haojin.CodeWrongParams || !a.Sealed {
			t.Errorf("%v: %+v, %v", test.fields, a, err)
		}
	}
	if n := len(r.s.Ledger()); n != 1 {
		t.Errorf("%d entries", n)
	}
}

// TestWrongHTTP: what is wrong before a request is read is answered in plain.
func TestWrongHTTP(t *testing.T) {
	for _, test := range []struct {
		name, method, path, code string
		body                     haojin.BodyForm
		quoted                   bool
		size                     int
	}{
		{"GET", http.MethodGet, haojin.OpPayment.Path(), haojin.CodeNotPost, haojin.BodyJSON, true, 0},
		{"PUT", http.MethodPut, haojin.OpInquiry.Path(), haojin.CodeNotPost, haojin.BodyJSON, true, 0},
		{"raw for json", http.MethodPost, haojin.OpCancel.Path(), haojin.CodeNotDecrypted, haojin.BodyJSON, false, 0},
		{"json for raw", http.MethodPost, haojin.OpCancel.Path(), haojin.CodeNotDecrypted, haojin.BodyRaw, true, 0},
		{"too large", http.MethodPost, haojin.OpCancel.Path(), haojin.CodeWrongParams, haojin.BodyRaw, false, haojin.MaxText + 1},
	} {
		cfg := testConfig()
		cfg.Body = test.body
		r := start(t, cfg, "")
		text, err := r.codec.Seal(haojin.CancelRequest{})
		if err != nil {
			t.Fatal(err)
		}
		if test.quoted {
			text = fmt.Appendf(nil, "%q", text)
		}
		text = append(text, bytes.Repeat([]byte(" "), max(0, test.size-len(text)))...)
		status, body := r.do(test.method, test.path, text)
		var a struct {
			Code string `json:"respcd"`
		}
		if err := json.Unmarshal(body, &a); err != nil || a.Code != test.code || status != http.StatusOK {
			t.Errorf("%s: %d %s, %v", test.name, status, body, err)
		}
	}
	r := start(t, testConfig(), "")
	for _, path := range []string{"/", "/api/pos/refund", "/api/pos/trade/", "/simulator/ledger"} {
		if status, body := r.do(http.MethodPost, path, nil); status != http.StatusNotFound {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
}

// endless is a body that counts what is read of it.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	e.read += len(p)
	if e.read > 8*haojin.MaxText {
		return 0, io.EOF
	}
	return len(p), nil
}

// TestBodyIsBounded: a request that is too large isn't read to its end.
func TestBodyIsBounded(t *testing.T) {
	s, err := New(testConfig())
	if err != nil {
		t.Fatal(err)
	}
	body := new(endless)
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, haojin.OpInquiry.Path(), body))
	if body.read > 3*haojin.MaxText || !strings.Contains(w.Body.String(), haojin.CodeWrongParams) {
		t.Errorf("read %d bytes, answered %s", body.read, w.Body)
	}
}

func TestNobodySignedIn(t *testing.T) {
	r := start(t, testConfig(), "")
	r.s.SetSignedIn(false)
	for _, q := range []haojin.Request{
		haojin.PaymentRequest{Amount: 1, Channel: "wx", OutTradeNo: "R1", Timeout: 60},
		haojin.SummaryRequest{},
		haojin.InquiryRequest{OutTradeNo: "R1"},
	} {
		if a, err := r.send(q); err != nil || a.Code != haojin.CodeNotSignedIn {
			t.Errorf("%T: %+v, %v", q, a, err)
		}
	}
	r.s.SetSignedIn(true)
	if a, err := r.pay("R1"); err != nil || a.Code != haojin.CodeOK {
		t.Errorf("signed in again: %+v, %v", a, err)
	}
}

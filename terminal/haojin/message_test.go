package haojin

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

const reference = "01JDBQ6Z9W3C8Q4T5VQ2R7N0XA"

func TestPaymentContent(t *testing.T) {
	full := PaymentRequest{
		Amount: 1010, Channel: "payme", OutTradeNo: reference, Scan: CustomerShowsCode,
		FrontCamera: true, Timeout: 90, GoHome: true,
	}
	least := PaymentRequest{Amount: 5, Channel: "wx", OutTradeNo: "A", Timeout: 1}
	for _, test := range []struct {
		request PaymentRequest
		want    string
	}{
		{full, "{amt=10.1,camera_id=1,channel='payme',func_type=1001,moveToBack=1,out_trade_no='" + reference +
			"',payment_timeout=90,scan_type='SCAN_PAY',wait_card_timeout=90}"},
		{least, "{amt=0.05,camera_id=0,channel='wx',func_type=1001,moveToBack=0,out_trade_no='A',payment_timeout=1,wait_card_timeout=1}"},
	} {
		content, err := test.request.content()
		if err != nil {
			t.Fatal(err)
		}
		if got := content.Canonical(); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}

func TestRequestsAreRefused(t *testing.T) {
	codec := mustCodec(t, SealMessage)
	good := PaymentRequest{Amount: 1, Channel: "wx", OutTradeNo: reference, Timeout: 120}
	with := func(change func(*PaymentRequest)) PaymentRequest {
		r := good
		change(&r)
		return r
	}
	if _, err := codec.Seal(good); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		request Request
		want    error
	}{
		{with(func(r *PaymentRequest) { r.Amount = 0 }), ErrAmount},
		{with(func(r *PaymentRequest) { r.Amount = -1 }), ErrAmount},
		{with(func(r *PaymentRequest) { r.Amount = 1_000_000_000 }), ErrAmount},
		{with(func(r *PaymentRequest) { r.OutTradeNo = "" }), ErrReference},
		{with(func(r *PaymentRequest) { r.OutTradeNo = "a" }), ErrReference},
		{with(func(r *PaymentRequest) { r.OutTradeNo = "A'" }), ErrReference},
		{with(func(r *PaymentRequest) { r.OutTradeNo = "A\n" }), ErrReference},
		{with(func(r *PaymentRequest) { r.OutTradeNo = "單" }), ErrReference},
		{with(func(r *PaymentRequest) { r.OutTradeNo = strings.Repeat("A", 33) }), ErrReference},
		{with(func(r *PaymentRequest) { r.Channel = "wx,amt=1" }), ErrChannel},
		{with(func(r *PaymentRequest) { r.Timeout = 0 }), ErrTimeout},
		{RefundRequest{OrderID: "1", Amount: -1}, ErrAmount},
		{RefundRequest{OrderID: "1", Amount: 1_000_000_000}, ErrAmount},
		{RefundRequest{OrderID: "1'"}, ErrOrderID},
		{ReceiptRequest{}, ErrOrderID},
		{InquiryRequest{}, ErrReference},
		{InquiryRequest{OrderID: "1 2"}, ErrOrderID},
		{InquiryRequest{OrderID: "1", OutTradeNo: "'"}, ErrReference},
	} {
		if sealed, err := codec.Seal(test.request); !errors.Is(err, test.want) || sealed != nil {
			t.Errorf("%+v: %d bytes, %v; want %v", test.request, len(sealed), err, test.want)
		}
	}
}

func TestRefundOfEverythingNamesNoAmount(t *testing.T) {
	content, err := RefundRequest{OrderID: "1", AllowModify: true}.content()
	if want := "{allow_modify_flag=1,func_type=1002,moveToBack=0,orderId='1'}"; err != nil || content.Canonical() != want {
		t.Errorf("%s, %v", content.Canonical(), err)
	}
}

func TestPathsDiffer(t *testing.T) {
	seen := make(map[string]Operation)
	for _, op := range Operations() {
		if other, ok := seen[op.Path()]; ok || !strings.HasPrefix(op.Path(), "/api/pos/") {
			t.Errorf("%d is at %q, as is %d", op, op.Path(), other)
		}
		seen[op.Path()] = op
	}
	if Operation(7).Path() != "" {
		t.Error("an unknown operation has a path")
	}
}

func TestNumbersAreAsJavaPrintsThem(t *testing.T) {
	for literal, want := range map[string]string{
		"100": "100", "100.00": "100.0", "10.10": "10.1", "10.1": "10.1", "0.05": "0.05", "9999999.99": "9999999.99",
		"10000000.5": "1.00000005E7", "10000000.0": "1.0E7", "0.0001": "1.0E-4", "0.001": "0.001", "0.0": "0.0",
		"-1.50": "-1.5", "1e2": "100.0", "99999999999999999999": "1.0E20",
	} {
		content, err := ParseContent([]byte(`{"amt":` + literal + `}`))
		if err != nil || content["amt"].Text != want || !content["amt"].Number {
			t.Errorf("%s: %+v, %v; want %s", literal, content["amt"], err, want)
		}
	}
}

func TestParseContentRefuses(t *testing.T) {
	for _, text := range []string{"", "null", "[]", "1", `{"a":{}}`, `{"a":[1]}`, `{"a":true}`, `{"a":1}x`, `{"a":1e999}`} {
		if c, err := ParseContent([]byte(text)); !errors.Is(err, ErrFormat) {
			t.Errorf("%q: %v, %v", text, c, err)
		}
	}
	if c, err := ParseContent([]byte(`{"a":null}`)); err != nil || c.Canonical() != "{a=''}" {
		t.Errorf("null: %v, %v", c, err)
	}
}

func TestKeyForms(t *testing.T) {
	const hex32 = "F46b1f08bec1f39104792cc79ec9aacd"
	for _, test := range []struct {
		key  POSKey
		form KeyForm
		bits int
	}{
		{"my_qfpay_pos_key", KeyText, 128},
		{"my_qfpay_pos_key12345678", KeyText, 192},
		{hex32, KeyText, 256},
		{hex32, KeyHex, 128},
		{"my_qfpay_pos_key", KeyHex, 0},
		{"short", KeyText, 0},
		{"", KeyText, 0},
		{hex32 + "00", KeyHex, 0},
		{hex32, "octal", 0},
	} {
		key, err := test.key.aesKey(test.form)
		if len(key)*8 != test.bits || (err == nil) != (test.bits != 0) {
			t.Errorf("%d characters as %s: %d bits, %v", len(test.key), test.form, len(key)*8, err)
		}
		if err != nil && (!errors.Is(err, ErrKeyForm) || test.key != "" && strings.Contains(err.Error(), test.key.Reveal())) {
			t.Errorf("error %v", err)
		}
	}
	if !POSKey(hex32).Published() || POSKey("my_qfpay_pos_key").Published() {
		t.Error("the published key isn't told from others")
	}
	if _, err := NewCodec("my_qfpay_pos_key", KeyText, "wax"); !errors.Is(err, ErrSealing) {
		t.Errorf("sealing with wax: %v", err)
	}
}

func TestKeyNeverPrints(t *testing.T) {
	key := POSKey("my_qfpay_pos_key")
	codec := mustCodec(t, SealMessage)
	profile := struct{ Key POSKey }{key}
	holder := struct{ codec Codec }{codec}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("key", "key", key, "codec", codec)
	for _, text := range []string{
		fmt.Sprint(key), fmt.Sprintf("%v %+v %#v %s %q %x %d", key, key, key, key, key, key, key),
		fmt.Sprintf("%v %+v %#v", profile, profile, profile), fmt.Sprintf("%v %+v %#v", holder, holder, holder), fmt.Sprintf("%v %+v %#v %s", codec, codec, codec, codec), log.String(),
	} {
		if strings.Contains(text, "my_qfpay") || strings.Contains(text, "6d795f71") || strings.Contains(text, "109 121 95") {
			t.Errorf("the key shows in %s", text)
		}
	}
}

func TestOpenRequestIsStrict(t *testing.T) {
	for _, sealing := range []Sealing{SealMessage, SealContent, SealNone} {
		codec := mustCodec(t, sealing)
		sealed, err := codec.Seal(InquiryRequest{OutTradeNo: reference})
		if err != nil {
			t.Fatal(err)
		}
		content, err := codec.OpenRequest(sealed)
		if err != nil || content.Operation() != OpInquiry || content["out_trade_no"].Text != reference {
			t.Fatalf("%s: %v, %v", sealing, content, err)
		}
		other, err := NewCodec("my_qfpay_pos_kez", KeyText, sealing)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := other.OpenRequest(sealed); err == nil {
			t.Errorf("%s: opened with another key", sealing)
		}
		if _, err := codec.OpenRequest(sealed[1:]); err == nil {
			t.Errorf("%s: a damaged request opened", sealing)
		}
		if _, err := codec.OpenRequest(make([]byte, MaxText+1)); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s: %v", sealing, err)
		}
	}
	none := mustCodec(t, SealNone)
	for text, want := range map[string]error{
		`{"content":{"func_type":5001},"digest":"00"}`: ErrDigest,
		`{"content":{"func_type":5001}}`:               ErrFormat,
		`{"content":[],"digest":"00"}`:                 ErrFormat,
		`{}`:                                           ErrFormat,
	} {
		if _, err := none.OpenRequest([]byte(text)); !errors.Is(err, want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	lower := strings.ToLower(Digest("{func_type=5001}", "my_qfpay_pos_key"))
	if _, err := none.OpenRequest(fmt.Appendf(nil, `{"content":{"func_type":5001},"digest":%q}`, lower)); err != nil {
		t.Errorf("a digest in lower case: %v", err)
	}
}

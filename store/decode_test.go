package store

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"harbourtill/terminal/payment"
)

func fullTransaction() payment.Transaction {
	at := time.Date(2026, 11, 24, 0, 30, 0, 123, time.UTC)
	return payment.Transaction{
		Reference: "01JDBQ6Z9W3C8Q4T5VQ2R7N0XA", Kind: payment.Payment, Status: payment.Approved, Reason: payment.NoAnswer,
		Channel: payment.PayMe, Amount: 1250, Booked: 1200, Reversed: 5, Contradiction: payment.MoneyAfterAll, Syssn: "2025",
		OriginalSyssn: "2024", Card: "1096", OutTradeNo: "SHOP-1", Refundable: 7, Fell: 3,
		Original: "01J", Code: "6000", Inner: "0000", Operator: "陳大文", Note: "slip seen", Profile: "p", Timeout: 120,
		Created: at, Sent: at.Add(time.Second), Decided: at.In(payment.HongKong()),
	}
}

// TestDecodeIsQuickForMost: every field but the flags takes the short way, so
// one that is added to Transaction fails here until it does, too.
func TestDecodeIsQuickForMost(t *testing.T) {
	v := reflect.ValueOf(fullTransaction())
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if v.Field(i).IsZero() != (f.Type.Kind() == reflect.Bool) {
			t.Errorf("%s isn't tried", f.Name)
		}
	}
	text, err := json.Marshal(fullTransaction())
	if err != nil {
		t.Fatal(err)
	}
	var got, want payment.Transaction
	d := decoder{rest: text}
	if !d.object(&got) {
		t.Errorf("stopped at %s", d.rest)
	}
	if err := json.Unmarshal(text, &want); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v, %v", got, want, err)
	}
}

// FuzzDecode: whatever the text, it decodes as json.Unmarshal does it.
func FuzzDecode(f *testing.F) {
	odd := fullTransaction()
	odd.Note, odd.Verifying, odd.Booked = "a\"b\\\n<&>\u2028", true, -5
	for _, t := range []payment.Transaction{fullTransaction(), odd, {}} {
		text, err := json.Marshal(t)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, text := range []string{
		``, `{}`, `{"note":"a","note":"b"}`, `{"NOTE":"a"}`, `{"timeout_s":007}`, `{"timeout_s":1e3}`, `{"timeout_s":1.5}`,
		`{"amount_cents":9223372036854775808}`, `{"note":"` + "\xff" + `"}`, `{"note":null}`, ` {"note":"a"}`, `{"note":"a"}x`, `{"note":"a",}`,
		`{"created":"2026"}`, `{"created":"2026-11-24T00:30:00Z","created":null}`, `{"code":"a"`, `{"x":{"note":"a"}}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var got, want payment.Transaction
		err, wantErr := decodeTransaction(text, &got), json.Unmarshal(text, &want)
		if (err == nil) != (wantErr == nil) || err == nil && !reflect.DeepEqual(got, want) {
			t.Errorf("%s\ngot  %+v, %v\nwant %+v, %v", text, got, err, want, wantErr)
		}
	})
}

package haojin

import (
	"fmt"
	"slices"
	"testing"
)

// answer builds an answer from respcd, resperr and data's JSON.
func answer(t *testing.T, code, problem, data string) Answer {
	t.Helper()
	codec := mustCodec(t, SealMessage)
	a, err := codec.OpenAnswer(fmt.Appendf(nil, `{"respcd":%q,"resperr":%q,"data":%s}`, code, problem, data))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func mustCodec(t testing.TB, s Sealing) Codec {
	t.Helper()
	codec, err := NewCodec("my_qfpay_pos_key", KeyText, s)
	if err != nil {
		t.Fatal(err)
	}
	return codec
}

// TestClassifyOwn reads every code of section 4 in a payment's own answer, in
// data and in brackets, and in a refund's.
func TestClassifyOwn(t *testing.T) {
	inProgress := []string{"1143", "1145", "1295", "1296", "1298"}
	declined := []string{
		"1142", "1181", "1201", "1202", "1204", "1205", "1212", "1241", "1242", "1243", "1250", "1264", "1294", "2005",
	}
	refundOnly := []string{"1125", "1155", "1265", "1269", "1270", "1271", "1272"}
	asked := Asked{Operation: OpPayment, OutTradeNo: "R1", Amount: 1250}
	refund := Asked{Operation: OpRefund, Syssn: "S0", Amount: 1250}
	for n := range 10000 {
		code := fmt.Sprintf("%04d", n)
		want := Undecided
		switch {
		case slices.Contains(inProgress, code):
			want = InProgress
		case slices.Contains(declined, code):
			want = Declined
		}
		wantRefund := want
		if slices.Contains(refundOnly, code) {
			wantRefund = Declined
		}
		inData := Answer{Code: CodeError, Data: Data{"respcd": quote(code)}}
		inText := Answer{Code: CodeError, Problem: "The transaction failed (" + code + ")"}
		for _, a := range []Answer{inData, inText} {
			if f := Classify(a, asked); f.Verdict != want || f.Inner != code {
				t.Errorf("payment, inner %s: %+v, want %v", code, f, want)
			}
			if f := Classify(a, refund); f.Verdict != wantRefund {
				t.Errorf("refund, inner %s: %+v, want %v", code, f, wantRefund)
			}
		}
	}
}

func TestClassifyOuter(t *testing.T) {
	const ours = `{"out_trade_no":"R1","txamt":"1250","txcurrcd":"HKD","syssn":"S1"}`
	for _, test := range []struct {
		name, code, problem, data string
		want                      Finding
	}{
		{"approved", "6000", "", ours, Finding{Verdict: Approved, Syssn: "S1", Amount: 1250, AmountKnown: true}},
		{"approved, data in a string", "6000", "", string(quote(ours)), Finding{Verdict: Approved, Syssn: "S1", Amount: 1250, AmountKnown: true}},
		{"approved, numeric code", "6000", "", `{"out_trade_no":"R1","txcurrcd":344,"respcd":"0000"}`, Finding{Verdict: Approved, Inner: "0000"}},
		{"approved, dollars", "6000", "", `{"out_trade_no":"R1","txamt":"12.50"}`, Finding{Verdict: Approved, Amount: 1250, AmountKnown: true}},
		{"approved, another amount", "6000", "", `{"out_trade_no":"R1","txamt":1300}`, Finding{Verdict: Approved, Amount: 1300, AmountKnown: true, AmountDiffers: true}},
		{"approved, unreadable amount", "6000", "", `{"out_trade_no":"R1","txamt":"1.3E3"}`, Finding{Verdict: Approved, AmountDiffers: true}},
		{"no identity", "6000", "", `{"txamt":"1250"}`, Finding{Doubt: NoIdentity}},
		{"no data", "6000", "", `""`, Finding{Doubt: NoIdentity}},
		{"another order", "6000", "", `{"out_trade_no":"R2"}`, Finding{Doubt: OtherOrder}},
		{"a refund", "6000", "", `{"out_trade_no":"R1","tradetp":"refund"}`, Finding{Doubt: OtherOrder}},
		{"another currency", "6000", "", `{"out_trade_no":"R1","txcurrcd":"USD"}`, Finding{Doubt: OtherCurrency}},
		{"6000 with a failure inside", "6000", "", `{"out_trade_no":"R1","respcd":"1205"}`, Finding{Inner: "1205"}},
		{"6000, still going on", "6000", "", `{"out_trade_no":"R1","respcd":"1143"}`, Finding{Verdict: InProgress, Inner: "1143"}},
		{"cancelled", "6001", "", `""`, Finding{Verdict: Cancelled}},
		{"another order cancelled", "6001", "", `{"out_trade_no":"R2"}`, Finding{Doubt: OtherOrder}},
		{"error", "6002", "", `""`, Finding{}},
		{"error with success inside", "6002", "(0000)", `""`, Finding{Inner: "0000"}},
		{"another order declined", "6002", "(1205)", `{"out_trade_no":"R2"}`, Finding{Inner: "1205", Doubt: OtherOrder}},
		{"full width brackets", "6002", "交易失敗（1205）", `""`, Finding{Verdict: Declined, Inner: "1205"}},
		{"code not at the end", "6002", "(1205) happened", `""`, Finding{}},
		{"wrong key", "4003", "", `""`, Finding{Verdict: NeverStarted}},
		{"not a POST", "4004", "", `""`, Finding{Verdict: NeverStarted}},
		{"other error", "4005", "", `""`, Finding{}},
		{"wrong parameters", "4006", "", `""`, Finding{Verdict: NeverStarted}},
		{"not signed in", "4007", "", `""`, Finding{Verdict: NeverStarted}},
		{"not decrypted", "5001", "", `""`, Finding{Verdict: NeverStarted}},
		{"never heard of", "7777", "(1205)", `""`, Finding{Inner: "1205"}},
	} {
		test.want.Code = test.code
		if test.want.Doubt == OtherOrder || test.want.Doubt == OtherCurrency {
			test.want.Verdict = Undecided
		}
		got := Classify(answer(t, test.code, test.problem, test.data), Asked{Operation: OpPayment, OutTradeNo: "R1", Amount: 1250})
		if got != test.want {
			t.Errorf("%s:\n got %+v\nwant %+v", test.name, got, test.want)
		}
	}
}

func TestClassifyInquiry(t *testing.T) {
	found := func(inner, more string) string {
		return fmt.Sprintf(`{"out_trade_no":"R1","tradetp":"payment","txamt":"1250","syssn":"S1","respcd":%q%s}`, inner, more)
	}
	approved := Finding{Verdict: Approved, Inner: "0000", Syssn: "S1", Amount: 1250, AmountKnown: true}
	reversed := func(amount Cents, known bool) Finding {
		f := approved
		f.HasReversal, f.Reversed, f.ReversedKnown = true, amount, known
		return f
	}
	left := func(f Finding, amount Cents) Finding {
		f.Refundable, f.RefundableKnown = amount, true
		return f
	}
	for _, test := range []struct {
		name, code, problem, data string
		want                      Finding
	}{
		{"done", "6000", "", found("0000", `,"cancel":"0"`), approved},
		{"done, cancel missing", "6000", "", found("0000", ""), approved},
		{"pre-authorisation finished", "6000", "", found("0000", `,"cancel":4`), approved},
		{"reversed", "6000", "", found("0000", `,"cancel":"1"`), reversed(1250, true)},
		{"cancelled afterwards", "6000", "", found("0000", `,"cancel":2,"allow_refund_amt":"0"`), left(reversed(1250, true), 0)},
		{"refunded", "6000", "", found("0000", `,"cancel":"3","allow_refund_amt":"250"`), left(reversed(1000, true), 250)},
		{"partly refunded", "6000", "", found("0000", `,"cancel":"5","allow_refund_amt":"1000"`), left(reversed(250, true), 1000)},
		{"nothing refunded", "6000", "", found("0000", `,"cancel":"0","allow_refund_amt":1250`), left(approved, 1250)},
		{"refundable, unreadable", "6000", "", found("0000", `,"cancel":"0","allow_refund_amt":"all"`), approved},
		{"partly refunded, nobody knows how much", "6000", "", found("0000", `,"cancel":"5"`), reversed(0, false)},
		{"waiting", "6000", "", found("1143", ""), Finding{Verdict: InProgress, Inner: "1143", Syssn: "S1"}},
		{"not paid yet", "6000", "", found("1261", ""), Finding{Verdict: InProgress, Inner: "1261", Syssn: "S1"}},
		{"cancelled", "6000", "", found("1263", ""), Finding{Verdict: Cancelled, Inner: "1263", Syssn: "S1"}},
		{"any other code", "6000", "", found("9999", ""), Finding{Verdict: Declined, Inner: "9999", Syssn: "S1"}},
		{"no such order", "6002", "no such order (1136)", `""`, Finding{Verdict: NoSuchOrder, Inner: "1136"}},
		{"no such order, in data", "6000", "", `{"respcd":"1268"}`, Finding{Verdict: NoSuchOrder, Inner: "1268"}},
		{"no such order, of another", "6002", "", `{"respcd":"1136","out_trade_no":"R2"}`, Finding{Inner: "1136"}},
		{"another order", "6000", "", `{"out_trade_no":"R2","respcd":"0000"}`, Finding{Inner: "0000", Doubt: OtherOrder}},
		{"no order", "6000", "", `{"respcd":"0000"}`, Finding{Inner: "0000", Doubt: NoIdentity}},
		{"a refund of it", "6000", "", `{"out_trade_no":"R1","tradetp":"refund","respcd":"0000"}`, Finding{Inner: "0000", Doubt: OtherOrder}},
		{"a refund's late answer", "6000", "", `{"out_trade_no":"R1","orig_syssn":"S1","txamt":"500","respcd":"0000"}`, Finding{Inner: "0000", Doubt: OtherOrder}},
		{"found, no code", "6000", "", `{"out_trade_no":"R1"}`, Finding{}},
		{"declined, says an error", "6002", "(1205)", `""`, Finding{Inner: "1205"}},
		{"cancelled, says the terminal", "6001", "", `""`, Finding{}},
		{"wrong key", "4003", "", `""`, Finding{}},
		{"no such order behind a wrong key", "4003", "(1136)", `""`, Finding{Inner: "1136"}},
		{"not decrypted", "5001", "", `""`, Finding{}},
	} {
		test.want.Code = test.code
		got := ClassifyInquiry(answer(t, test.code, test.problem, test.data), Asked{Operation: OpInquiry, OutTradeNo: "R1", Amount: 1250})
		if got != test.want {
			t.Errorf("%s:\n got %+v\nwant %+v", test.name, got, test.want)
		}
	}
}

func TestClassifyRefundByItsOriginal(t *testing.T) {
	asked := Asked{Operation: OpRefund, Syssn: "S0", Amount: 500}
	data := `{"syssn":"S9","orig_syssn":"S0","txamt":"500","out_trade_no":"whatever"}`
	if f := Classify(answer(t, "6000", "", data), asked); f.Verdict != Approved || f.Syssn != "S9" || f.Amount != 500 {
		t.Errorf("refund of ours: %+v", f)
	}
	if f := Classify(answer(t, "6000", "", `{"syssn":"S9","orig_syssn":"S1"}`), asked); f.Verdict != Undecided || f.Doubt != OtherOrder {
		t.Errorf("refund of another: %+v", f)
	}
}

// TestRefundableNeedsAUnit: an allow_refund_amt is read in txamt's unit.
func TestRefundableNeedsAUnit(t *testing.T) {
	asked := Asked{Operation: OpInquiry, Syssn: "S0", Amount: 1250}
	for data, want := range map[string]Cents{
		`{"syssn":"S0","respcd":"0000","txamt":"12.50","allow_refund_amt":"7.5"}`: 750,
		`{"syssn":"S0","respcd":"0000","txamt":"1250","allow_refund_amt":"750"}`:  750,
		`{"syssn":"S0","respcd":"0000","allow_refund_amt":"750"}`:                 0,
	} {
		if f := ClassifyInquiry(answer(t, "6000", "", data), asked); f.Refundable != want || f.RefundableKnown != (want != 0) {
			t.Errorf("%s: %+v", data, f)
		}
	}
}

// TestChangedRefundIsReadBesideItsOriginal: an amount that was changed on the
// terminal fits nothing that was asked, but originTxamt shows the unit.
func TestChangedRefundIsReadBesideItsOriginal(t *testing.T) {
	asked := Asked{Operation: OpRefund, Syssn: "S0", Amount: 500, Original: 1200}
	for data, want := range map[string]Cents{
		`{"orig_syssn":"S0","txamt":"3","originTxamt":"12"}`:   300,
		`{"orig_syssn":"S0","txamt":"3","originTxamt":"1200"}`: 3,
		`{"orig_syssn":"S0","txamt":"3"}`:                      3,
		`{"orig_syssn":"S0","txamt":"3.00"}`:                   300,
		`{"orig_syssn":"S0","txamt":"500","originTxamt":"12"}`: 500,
	} {
		if f := Classify(answer(t, "6000", "", data), asked); f.Amount != want || !f.AmountKnown || f.AmountDiffers != (want != 500) {
			t.Errorf("%s: %+v", data, f)
		}
	}
}

func TestReadAmount(t *testing.T) {
	for _, test := range []struct {
		text  string
		asked Cents
		want  Cents
		ok    bool
	}{
		{"1250", 1250, 1250, true},
		{"12.50", 1250, 1250, true},
		{"12.5", 1250, 1250, true},
		{"1250.0", 1250, 1250, true},
		{"1250", 125000, 125000, true},
		{"1250", 99, 1250, true},
		{"12.50", 99, 1250, true},
		{"13.00", 99, 1300, true},
		{"0", 0, 0, true},
		{"12.505", 1250, 0, false},
		{"-12", 1200, 0, false},
		{"1E3", 1000, 0, false},
		{"", 1, 0, false},
		{".5", 50, 0, false},
		{"9999999999999999", 1, 0, false},
	} {
		if got, _, ok := readAmount(test.text, test.asked); got != test.want || ok != test.ok {
			t.Errorf("%q, asked %d: %d, %v; want %d, %v", test.text, test.asked, got, ok, test.want, test.ok)
		}
	}
}

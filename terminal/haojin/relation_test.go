package haojin

import "testing"

func TestRelates(t *testing.T) {
	codec := mustCodec(t, SealMessage)
	seal := func(r Request) []byte {
		sealed, err := codec.Seal(r)
		if err != nil {
			t.Fatal(err)
		}
		return sealed
	}
	payment := seal(PaymentRequest{Amount: 1, Channel: "wx", OutTradeNo: "R1", Timeout: 60})
	inquiry := seal(InquiryRequest{OutTradeNo: "R0"})
	cancel := seal(CancelRequest{})
	for _, test := range []struct {
		name, answer              string
		payment, inquiry, cancels Relation
	}{
		{"approved", `{"respcd":"6000","data":{"out_trade_no":"R1"}}`, Same, Other, Other},
		{"found", `{"respcd":"6000","data":{"out_trade_no":"R0"}}`, Other, Same, Other},
		{"cancel obeyed", `{"respcd":"6000","data":""}`, Unclear, Unclear, Same},
		{"cancelled", `{"respcd":"6001"}`, Unclear, Unclear, Unclear},
		{"declined without a name", `{"respcd":"6002","resperr":"(1205)"}`, Unclear, Unclear, Unclear},
		{"declined", `{"respcd":"6002","data":{"out_trade_no":"R1","respcd":"1205"}}`, Same, Other, Other},
		{"rubbish", `rubbish`, Unclear, Unclear, Unclear},
	} {
		answer := []byte(test.answer)
		got := [3]Relation{codec.Relates(payment, answer), codec.Relates(inquiry, answer), codec.Relates(cancel, answer)}
		if want := [3]Relation{test.payment, test.inquiry, test.cancels}; got != want {
			t.Errorf("%s: %v, want %v", test.name, got, want)
		}
	}
	refund := seal(RefundRequest{OrderID: "S1"})
	byOrder := seal(InquiryRequest{OrderID: "S1"})
	for _, test := range []struct {
		name, answer                      string
		payment, inquiry, byOrder, refund Relation
	}{
		{"given back", `{"respcd":"6000","data":{"syssn":"S9","orig_syssn":"S1","out_trade_no":"R0"}}`, Other, Other, Other, Same},
		{"given back of another", `{"respcd":"6000","data":{"syssn":"S9","orig_syssn":"S2","out_trade_no":"R1"}}`, Other, Other, Other, Other},
		{"given back, no original", `{"respcd":"6000","data":{"syssn":"S9"}}`, Unclear, Unclear, Other, Unclear},
		{"the original found", `{"respcd":"6000","data":{"syssn":"S1","out_trade_no":"R0"}}`, Other, Same, Same, Unclear},
		{"our reference found by orderId", `{"respcd":"6000","data":{"syssn":"S3","out_trade_no":"S1"}}`, Other, Other, Same, Unclear},
		{"no such order", `{"respcd":"6002","resperr":"(1136)"}`, Unclear, Unclear, Unclear, Unclear},
	} {
		answer := []byte(test.answer)
		got := [4]Relation{
			codec.Relates(payment, answer), codec.Relates(inquiry, answer),
			codec.Relates(byOrder, answer), codec.Relates(refund, answer),
		}
		if want := [4]Relation{test.payment, test.inquiry, test.byOrder, test.refund}; got != want {
			t.Errorf("%s: %v, want %v", test.name, got, want)
		}
	}
	if r := codec.Relates([]byte("rubbish"), []byte(`{"respcd":"6000"}`)); r != Unclear {
		t.Errorf("a request that doesn't open: %v", r)
	}
}

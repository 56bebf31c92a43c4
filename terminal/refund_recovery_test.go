package terminal

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// lose sends a refund whose answer is lost, of a payment with all of it left.
func (r *rig) lose(o RefundOrder) (p, refund payment.Transaction) {
	r.t.Helper()
	p = r.paid(payment.Alipay)
	r.on(haojin.OpInquiry, r.left(p, "0", "1250"))
	r.on(haojin.OpRefund, func(context.Context, request) ([]byte, error) {
		r.on(haojin.OpInquiry, fails(errDropped))
		return nil, errDropped
	})
	o.Original = p.Reference
	r.refund(o)
	return p, r.want(payment.Unknown, payment.ConnectionLost)
}

// TestLostRefundIsRecovered by what is left of its original, asked for on the
// schedule of a payment, by syssn.
func TestLostRefundIsRecovered(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		p, _ := r.lose(RefundOrder{Amount: 500})
		began := r.sent(haojin.OpRefund)[0].at
		r.pass(3 * time.Minute)
		var times []int
		for _, q := range r.sent(haojin.OpInquiry) {
			if q.at >= began && q.content["orderId"].Text == "S1" && q.content["out_trade_no"].Text == "" {
				times = append(times, int((q.at - began).Seconds()))
			}
		}
		if got, want := fmt.Sprint(times), "[0 0 2 5 10 20 40 100 160]"; got != want { // the first is the one before it
			t.Errorf("asked at %s, want %s", got, want)
		}
		if e := last[SaleChanged](r); e.Phase != Asking || e.Sale.Kind != payment.Refund {
			t.Errorf("told %+v", e)
		}
		r.on(haojin.OpInquiry, r.left(p, "5", "750"))
		r.pass(time.Minute)
		got := r.want(payment.Approved, payment.NoReason)
		if got.Booked != 500 || got.Contradiction != payment.NoContradiction || got.Syssn != "" || got.Fell != 0 {
			t.Errorf("%+v", got)
		}
		if list := r.refunds(p); len(list) != 1 {
			t.Errorf("%+v", list)
		}
		if n := len(r.sent(haojin.OpRefund)); n != 1 {
			t.Errorf("%d refunds were sent", n)
		}
	})
}

// TestWhatIsLeftDecides: each thing that an inquiry may say of the original.
func TestWhatIsLeftDecides(t *testing.T) {
	type rigged = func(r *rig, p payment.Transaction) reply
	left := func(cancel, left string) rigged {
		return func(r *rig, p payment.Transaction) reply { return r.left(p, cancel, left) }
	}
	for _, test := range []struct {
		name   string
		modify bool
		answer rigged
		status payment.Status
		reason payment.Reason
		booked payment.Money
		fell   payment.Money
	}{
		{"fell by the amount", false, left("5", "750"), payment.Approved, "", 500, 0},
		{"unchanged", false, left("0", "1250"), payment.Failed, payment.Unchanged, 0, 0},
		{"fell by more", false, left("5", "749"), payment.Unknown, payment.OtherFall, 0, 501},
		{"fell by less", false, left("5", "1249"), payment.Unknown, payment.OtherFall, 0, 1},
		{"all of it fell", false, left("3", "0"), payment.Unknown, payment.OtherFall, 0, 1250},
		{"rose", false, left("0", "1300"), payment.Unknown, payment.OtherFall, 0, -50},
		{"absent", false, left("5", ""), payment.Unknown, payment.ConnectionLost, 0, 0},
		{"absent, refunded", false, left("3", ""), payment.Unknown, payment.ConnectionLost, 0, 0},
		{"unreadable", false, left("5", "some"), payment.Unknown, payment.ConnectionLost, 0, 0},
		{"in dollars", false, func(r *rig, _ payment.Transaction) reply {
			return r.says("6000", "", fields{"syssn": "S1", "txamt": "12.5", "respcd": "0000", "allow_refund_amt": "7.5"})
		}, payment.Approved, "", 500, 0},
		{"plain", false, func(_ *rig, p payment.Transaction) reply {
			return plainAnswer("6000", "", fields{"syssn": "S1", "txamt": "1250", "respcd": "0000", "allow_refund_amt": "750"})
		}, payment.Unknown, payment.ConnectionLost, 0, 0},
		{"about another", false, func(r *rig, _ payment.Transaction) reply {
			return r.says("6000", "", fields{"syssn": "S2", "txamt": "1250", "respcd": "0000", "allow_refund_amt": "750"})
		}, payment.Unknown, payment.ConnectionLost, 0, 0},
		{"no such order", false, func(r *rig, _ payment.Transaction) reply { return r.knowsNothing() }, payment.Unknown, payment.ConnectionLost, 0, 0},
		{"the original was declined", false, func(r *rig, _ payment.Transaction) reply {
			return r.says("6000", "", fields{"syssn": "S1", "txamt": "1250", "respcd": "1205", "allow_refund_amt": "750"})
		}, payment.Unknown, payment.ConnectionLost, 0, 0},
		{"may be changed, fell by the amount", true, left("5", "750"), payment.Unknown, payment.ToConfirm, 0, 500},
		{"may be changed, fell otherwise", true, left("5", "1000"), payment.Unknown, payment.ToConfirm, 0, 250},
		{"may be changed, unchanged", true, left("0", "1250"), payment.Failed, payment.Unchanged, 0, 0},
		{"may be changed, rose", true, left("0", "1251"), payment.Unknown, payment.OtherFall, 0, -1},
	} {
		virtual(t, func(t *testing.T, r *rig) {
			r.prove()
			r.start()
			p, refund := r.lose(RefundOrder{Amount: 500, AllowModify: test.modify})
			r.on(haojin.OpInquiry, test.answer(r, p))
			r.pass(time.Hour)
			got, err := r.store.Transaction(refund.Reference)
			if err != nil {
				t.Fatal(err)
			}
			if got.Status != test.status || got.Reason != test.reason || got.Booked != test.booked || got.Fell != test.fell {
				t.Errorf("%s: %s (%s), booked %v, fell %v", test.name, got.Status, got.Reason, got.Booked, got.Fell)
			}
			if n := len(r.sent(haojin.OpRefund)); n != 1 {
				t.Errorf("%s: %d refunds were sent", test.name, n)
			}
			if now, err := r.store.Transaction(p.Reference); err != nil || now != p {
				t.Errorf("%s: the original became %+v, %v", test.name, now, err)
			}
		})
	}
}

// TestUnchangedDecidesLateAndTwice: until the window ends the terminal may still
// give back.
func TestUnchangedDecidesLateAndTwice(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		p, refund := r.lose(RefundOrder{Amount: 500})
		r.on(haojin.OpInquiry, r.left(p, "0", "1250"))
		r.pass(215 * time.Second)
		r.want(payment.Unknown, payment.ConnectionLost)
		r.refund(RefundOrder{Original: p.Reference, Amount: 500})
		r.refused(payment.ErrRefundOpen)
		r.pass(6 * time.Second) // asked at 220 s, the window ended at 210 s
		r.want(payment.Unknown, payment.ConnectionLost)
		r.pass(10 * time.Second)
		if got := r.want(payment.Failed, payment.Unchanged); got.Reference != refund.Reference || got.Verifying {
			t.Errorf("%+v", got)
		}
		r.on(haojin.OpRefund, r.gives("500"))
		r.refund(RefundOrder{Original: p.Reference, Amount: 500})
		if got := r.want(payment.Approved, payment.NoReason); got.Reference == refund.Reference {
			t.Errorf("%+v", got)
		}
	})
}

// TestPersonHasTheLastWord: after another fall a matching one proves nothing.
func TestPersonHasTheLastWord(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		p, _ := r.lose(RefundOrder{Amount: 500})
		for _, left := range []string{"1000", "750", "1250"} {
			r.on(haojin.OpInquiry, r.left(p, "5", left))
			r.pass(time.Hour)
			if got := r.want(payment.Unknown, payment.OtherFall); got.Fell != 250 {
				t.Errorf("%s left: %+v", left, got)
			}
		}
	})
}

// TestRefundThatMayBeChanged books what the terminal reports.
func TestRefundThatMayBeChanged(t *testing.T) {
	for _, test := range []struct {
		data    fields
		status  payment.Status
		reason  payment.Reason
		booked  payment.Money
		differs bool
	}{
		{fields{"orig_syssn": "S1", "txamt": "500"}, payment.Approved, "", 500, false},
		{fields{"orig_syssn": "S1", "txamt": "300"}, payment.Approved, "", 300, false},
		{fields{"orig_syssn": "S1", "txamt": "3", "originTxamt": "12.5"}, payment.Approved, "", 300, false},
		{fields{"orig_syssn": "S1", "txamt": "1251"}, payment.Approved, "", 1251, true},
		{fields{"orig_syssn": "S1"}, payment.Unknown, payment.NoAmount, 0, false},
		{fields{"orig_syssn": "S1", "txamt": "0"}, payment.Unknown, payment.NoAmount, 0, false},
	} {
		virtual(t, func(t *testing.T, r *rig) {
			r.start()
			p := r.paid(payment.Alipay)
			r.on(haojin.OpInquiry, r.left(p, "0", "1250"))
			r.on(haojin.OpRefund, r.says("6000", "", test.data))
			r.refund(RefundOrder{Original: p.Reference, Amount: 500, AllowModify: true})
			if got := r.want(test.status, test.reason); got.Booked != test.booked || got.AmountDiffers != test.differs {
				t.Errorf("%v: %+v", test.data, got)
			}
			if r.sent(haojin.OpRefund)[0].content["allow_modify_flag"].Text != "1" {
				t.Error("allow_modify_flag isn't 1")
			}
		})
	}
}

// TestRefundInSpiteOfARefusal: what was closed by weaker evidence is reopened.
func TestRefundInSpiteOfARefusal(t *testing.T) {
	for _, modify := range []bool{false, true} {
		virtual(t, func(t *testing.T, r *rig) {
			r.start()
			p := r.paid(payment.Alipay)
			r.on(haojin.OpInquiry, r.left(p, "0", "1250"))
			r.on(haojin.OpRefund, r.says("6001", "", nil))
			r.refund(RefundOrder{Original: p.Reference, Amount: 500, AllowModify: modify})
			if got := r.want(payment.Cancelled, ""); !got.Verifying {
				t.Error("it isn't verified")
			}
			r.refund(RefundOrder{Original: p.Reference, Amount: 500})
			r.refused(payment.ErrRefundOpen)
			r.on(haojin.OpInquiry, r.left(p, "5", "750"))
			r.pass(time.Minute)
			if modify {
				r.want(payment.Unknown, payment.ToConfirm)
			} else if got := r.want(payment.Approved, ""); got.Contradiction != payment.MoneyAfterAll || got.Booked != 500 {
				t.Errorf("%+v", got)
			}
		})
	}
}

// TestRefundOfAnothersPaymentIsRecovered, and only one is open at a time.
func TestRefundOfAnothersPaymentIsRecovered(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		theirs := func(left string) reply {
			return r.says("6000", "", fields{
				"syssn": "S7", "tradetp": "payment", "txamt": "2000", "respcd": "0000", "cancel": "5", "allow_refund_amt": left,
			})
		}
		r.on(haojin.OpInquiry, theirs("1500"))
		r.on(haojin.OpRefund, fails(errDropped))
		r.start()
		r.refund(RefundOrder{Syssn: "S7", Amount: 300})
		r.want(payment.Unknown, payment.ConnectionLost)
		r.refund(RefundOrder{Syssn: "S7", Amount: 300, TerminalIsIdle: true})
		r.refused(payment.ErrRefundOpen)
		r.close()
		r.start()
		r.refund(RefundOrder{Syssn: "S7", Amount: 300, TerminalIsIdle: true})
		r.refused(payment.ErrRefundOpen)
		r.on(haojin.OpInquiry, theirs("1200"))
		r.pass(time.Minute)
		r.want(payment.Approved, payment.NoReason)
		r.on(haojin.OpRefund, r.says("6002", "(1272)", nil))
		r.refund(RefundOrder{Syssn: "S7", Amount: 1201})
		r.refused(payment.ErrTooMuchBack)
		if n := len(r.sent(haojin.OpRefund)); n != 1 {
			t.Errorf("%d refunds were sent", n)
		}
	})
}

// TestUnsavedRefundIsRecovered: the journal failed when the answer came.
func TestUnsavedRefundIsRecovered(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		failed := false
		r.journal = &flaky{Journal: r.store, fail: func(rs []payment.Record) bool {
			if !failed && rs[0].Transaction.Kind == payment.Refund && rs[0].Transaction.Status == payment.Approved {
				failed = true
				return true
			}
			return false
		}}
		r.start()
		p := r.paid(payment.Alipay)
		r.on(haojin.OpInquiry, r.left(p, "0", "1250"))
		r.on(haojin.OpRefund, func(ctx context.Context, q request) ([]byte, error) {
			r.on(haojin.OpInquiry, r.left(p, "5", "750"))
			return r.gives("500")(ctx, q)
		})
		r.refund(RefundOrder{Original: p.Reference, Amount: 500})
		r.pass(time.Minute)
		if got := r.want(payment.Approved, ""); !failed || got.Booked != 500 {
			t.Errorf("failed %v, %+v", failed, got)
		}
		if e := last[Refused](r); errors.Is(e.Err, ErrJournal) {
			t.Errorf("told %+v", e)
		}
	})
}

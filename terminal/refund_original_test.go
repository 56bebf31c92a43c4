package terminal

import (
	"context"
	"fmt"
	"testing"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// TestDeniedOriginalIsToldAndNotGivenBack: the inquiry before a refund is
// evidence about the payment too.
func TestDeniedOriginalIsToldAndNotGivenBack(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		p := r.paid(payment.Alipay)
		r.on(haojin.OpInquiry, r.says("6000", "", fields{"syssn": "S1", "out_trade_no": string(p.Reference), "respcd": "1205"}))
		r.refund(RefundOrder{Original: p.Reference})
		r.refused(ErrOriginalUnconfirmed)
		if got := r.want(payment.Approved, payment.NoReason); got.Contradiction != payment.DeniedLater {
			t.Errorf("%+v", got)
		}
	})
}

// TestRefundOfAnothersPayment: the till didn't take it, so it gives back what
// the terminal knows of it, beside a payment that is marked as foreign.
func TestRefundOfAnothersPayment(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		theirs := func(syssn, busicd, sysdtm, left string) reply {
			return r.says("6000", "", fields{
				"syssn": syssn, "out_trade_no": "ANOTHER-TILL-" + syssn, "tradetp": "payment", "txamt": "2000", "respcd": "0000",
				"cancel": "5", "allow_refund_amt": left, "busicd": busicd, "sysdtm": sysdtm,
			})
		}
		now := time.Now().In(payment.HongKong()).Format("2006-01-02 15:04:05")
		r.start()
		r.on(haojin.OpRefund, r.says("6000", "", fields{"orig_syssn": "S7", "syssn": "S9", "txamt": "300"}))
		for i, test := range []struct {
			amount               payment.Money
			busicd, sysdtm, left string
			want                 error
		}{
			{0, "803708", now, "2000", payment.ErrNeverRefunded},
			{300, "802808", now, "2000", payment.ErrOnlyWhole},
			{1501, "802808", "2026-01-01 12:00:00", "1500", payment.ErrTooMuchBack},
			{0, "", "", "0", payment.ErrNothingLeft},
			{300, "", "", "", ErrRefundableUnknown},
		} {
			syssn := fmt.Sprintf("T%d", i)
			r.on(haojin.OpInquiry, theirs(syssn, test.busicd, test.sysdtm, test.left))
			for range 2 { // as it is found, and as it is known
				r.refund(RefundOrder{Syssn: syssn, Amount: test.amount})
				r.refused(test.want)
			}
		}
		if n := len(r.sent(haojin.OpRefund)); n != 0 {
			t.Errorf("%d refunds were sent", n)
		}
		r.on(haojin.OpInquiry, theirs("S7", "802808", "1999-12-31 12:00:00", "1500"))
		r.refund(RefundOrder{Syssn: "S7", Amount: 300, Operator: "May"})
		got := r.want(payment.Approved, payment.NoReason)
		if got.Kind != payment.Refund || got.Foreign || got.OriginalSyssn != "S7" || got.Booked != 300 ||
			got.Channel != payment.Card || got.Refundable != 1500 {
			t.Errorf("%+v", got)
		}
		original, err := r.store.Transaction(got.Original)
		if err != nil || !original.Foreign || original.Booked != 2000 || original.Operator != "May" || original.Syssn != "S7" ||
			original.OutTradeNo != "ANOTHER-TILL-S7" || original.Status != payment.Approved || original.Channel != payment.Card {
			t.Errorf("%+v, %v", original, err)
		}
		if list := r.refunds(original); len(list) != 2 || !list[0].Foreign || list[0].Booked != 500 || list[1] != got {
			t.Errorf("given back: %+v", list)
		}
		r.refund(RefundOrder{})
		r.refused(ErrOriginalUnknown)
		r.refund(RefundOrder{Original: got.Reference})
		r.refused(payment.ErrNotPayment)
		r.refund(RefundOrder{Syssn: "S9"})
		r.refused(payment.ErrNotPayment)
	})
}

// TestRefundBySyssnOfOurOwnPayment: it is booked beside the payment all the same.
func TestRefundBySyssnOfOurOwnPayment(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		p := r.paid(payment.Alipay)
		r.on(haojin.OpInquiry, r.left(p, "0", "1250"))
		r.on(haojin.OpRefund, r.gives("500"))
		r.refund(RefundOrder{Syssn: "S1", Amount: 500})
		if list := r.refunds(p); len(list) != 1 || list[0].Booked != 500 {
			t.Errorf("%+v", list)
		}
	})
}

// TestRefundOfAPaymentWithoutSyssn: the inquiry tells it.
func TestRefundOfAPaymentWithoutSyssn(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.prove()
		r.start()
		r.on(haojin.OpPayment, r.says("6000", "", fields{"out_trade_no": "OURS", "txamt": "1250"}))
		r.pay(Order{Amount: 1250, Channel: payment.Alipay})
		p := r.want(payment.Approved, payment.NoReason)
		p.Syssn = "S1"
		r.on(haojin.OpInquiry, r.left(p, "0", "1250"))
		r.on(haojin.OpRefund, r.gives("1250"))
		r.refund(RefundOrder{Original: p.Reference})
		if got := r.want(payment.Approved, payment.NoReason); got.OriginalSyssn != "S1" || got.Kind != payment.Refund {
			t.Errorf("%+v", got)
		}
		r.on(haojin.OpPayment, r.says("6000", "", fields{"out_trade_no": "OURS", "txamt": "1250"}))
		r.pay(Order{Amount: 1250, Channel: payment.Alipay})
		p = r.newest() // and here nobody does
		r.on(haojin.OpInquiry, r.left(p, "0", "1250"))
		r.refund(RefundOrder{Original: p.Reference})
		r.refused(ErrOriginalUnconfirmed)
	})
}

// TestRefundAfterANewKey: what was sold with the old key is given back with the
// one in use, when the terminal doesn't know the old one any more.
func TestRefundAfterANewKey(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		p := r.paid(payment.Alipay)
		r.close()
		old := r.profile
		r.profile.POSKey = "another_pos_key_"
		refuses, knows := plainAnswer("5001", "", nil), r.left(p, "0", "1250")
		r.on(haojin.OpInquiry, func(ctx context.Context, q request) ([]byte, error) {
			if len(r.sent(haojin.OpInquiry))%2 == 0 {
				return refuses(ctx, q)
			}
			return knows(ctx, q)
		})
		r.on(haojin.OpRefund, r.gives("1250"))
		r.start()
		before := len(r.sent(haojin.OpInquiry))
		r.refund(RefundOrder{Original: p.Reference})
		if got := r.want(payment.Approved, payment.NoReason); got.Profile != r.profile.ID() || got.Profile == old.ID() {
			t.Errorf("%+v", got)
		}
		if n := len(r.sent(haojin.OpInquiry)) - before; n != 2 {
			t.Errorf("%d inquiries", n)
		}
	})
}

package terminal

import (
	"context"
	"testing"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// TestMoneyGivenBackIsBookedOnce: while a refund isn't decided, what the terminal
// gave back may be that; afterwards it is. Only what the till's refunds don't
// explain is the terminal's own doing.
func TestMoneyGivenBackIsBookedOnce(t *testing.T) {
	for name, ends := range map[string]func(r *rig, p payment.Transaction) reply{
		"answered": func(r *rig, _ payment.Transaction) reply { return r.gives("500") },
		"lost":     func(*rig, payment.Transaction) reply { return fails(errDropped) },
	} {
		virtual(t, func(t *testing.T, r *rig) {
			r.start()
			p := r.paid(payment.Alipay)
			ask := func() {
				r.controller.Inquire(p.Reference)
				r.pass(time.Second)
			}
			r.on(haojin.OpInquiry, r.left(p, "0", "1250"))
			r.on(haojin.OpRefund, func(ctx context.Context, q request) ([]byte, error) {
				r.on(haojin.OpInquiry, r.left(p, "5", "")) // doesn't say how much: decides nothing
				return ends(r, p)(ctx, q)
			})
			r.refund(RefundOrder{Original: p.Reference, Amount: 500})
			ask()
			if now, err := r.store.Transaction(p.Reference); err != nil || now.ReversalUnclear || now.Reversed != 0 {
				t.Errorf("%s: a refund of ours makes the payment %+v, %v", name, now, err)
			}
			for _, step := range []struct {
				cancel, left string
				refunds      int
				reversed     payment.Money
			}{
				{"5", "750", 1, 0},
				{"3", "750", 1, 0},
				{"5", "700", 2, 50},
				{"5", "700", 2, 50},
				{"3", "0", 3, 750},
				{"1", "", 3, 750},
			} {
				r.on(haojin.OpInquiry, r.left(p, step.cancel, step.left))
				r.pass(time.Minute)
				ask()
				now, err := r.store.Transaction(p.Reference)
				if err != nil || now.Reversed != step.reversed || now.Status != payment.Approved || now.Contradiction != "" {
					t.Errorf("%s, %q left: %+v, %v", name, step.left, now, err)
				}
				list := r.refunds(p)
				var back payment.Money
				for _, one := range list {
					back += one.GivenBack()
				}
				if len(list) != step.refunds || back != 500+step.reversed || list[0].ByTerminal || list[0].Status != payment.Approved {
					t.Errorf("%s, %q left: %v given back by %+v", name, step.left, back, list)
				}
			}
		})
	}
}

// TestNoReversalWhileARefundIsUndecided: nobody can tell whose the money is.
func TestNoReversalWhileARefundIsUndecided(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		p, _ := r.lose(RefundOrder{Amount: 500})
		r.on(haojin.OpInquiry, r.left(p, "3", "0"))
		r.pass(time.Hour)
		r.controller.Inquire(p.Reference)
		r.pass(time.Second)
		r.want(payment.Unknown, payment.OtherFall)
		if list := r.refunds(p); len(list) != 1 {
			t.Errorf("%+v", list)
		}
	})
}

// TestReversalFoundBeforeARefund is booked first, so that no more is given back
// than is left.
func TestReversalFoundBeforeARefund(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		p := r.paid(payment.Alipay)
		r.on(haojin.OpInquiry, r.left(p, "5", "1000"))
		r.on(haojin.OpRefund, r.gives("1000"))
		r.refund(RefundOrder{Original: p.Reference, Amount: 1250})
		r.refused(payment.ErrTooMuchBack)
		r.refund(RefundOrder{Original: p.Reference})
		list := r.refunds(p)
		if len(list) != 2 || !list[0].ByTerminal || list[0].Booked != 250 || list[1].Booked != 1000 || list[1].Refundable != 1000 {
			t.Errorf("%+v", list)
		}
		if got := r.sent(haojin.OpRefund)[0].content["refund_amount"].Text; got != "10" {
			t.Errorf("%q was asked for", got)
		}
	})
}

package terminal

import (
	"context"
	"errors"
	"testing"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// An inquiry gives way to the next payment, and its answer comes all the same:
// the one before, which was declined, is going on. The next isn't sent then
// before somebody has looked.
func TestNextPaymentWhileTheLastComesBack(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		r.on(haojin.OpPayment, r.says("6002", "declined (1205)", fields{"out_trade_no": "OURS"}))
		r.pay(card)
		first := r.want(payment.Declined, payment.NoReason)
		r.on(haojin.OpInquiry, func(ctx context.Context, q request) ([]byte, error) {
			<-ctx.Done()
			return r.finds("1143")(ctx, q)
		})
		r.controller.Inquire(first.Reference)
		r.pass(time.Second)
		r.on(haojin.OpPayment, r.approves())
		r.pay(Order{Amount: 9900, Channel: payment.Card})
		r.pass(time.Second)
		if was, err := r.store.Transaction(first.Reference); err != nil || was.Status != payment.Unknown {
			t.Fatalf("the first is %s, %v", was.Status, err)
		}
		if n := len(r.sent(haojin.OpPayment)); n != 1 {
			t.Errorf("%d payments were sent, while the terminal may still take %s", n, first.Amount)
		}
		if e := last[Refused](r); !errors.Is(e.Err, ErrStillArmed) || e.Armed.Reference != first.Reference || e.Order.Amount != 9900 {
			t.Errorf("told %+v", e)
		}
		r.want(payment.Failed, payment.Withdrawn)
	})
}

package terminal

import (
	"testing"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// A refund's answer names no more of the refund than the payment it gives back.
// The first one's answer, coming once more, is none to the second.
func TestRefundTakesNoOtherRefundsAnswer(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		p := r.paid(payment.WeChatPay)
		r.on(haojin.OpInquiry, r.left(p, "0", "1250"))
		r.on(haojin.OpRefund, r.gives("500"))
		r.refund(RefundOrder{Original: p.Reference, Amount: 500})
		r.pass(time.Second)
		first := r.want(payment.Approved, payment.NoReason)

		r.on(haojin.OpInquiry, r.left(p, "5", "750"))
		r.refund(RefundOrder{Original: p.Reference, Amount: 500})
		r.pass(time.Second)
		second := r.newest()
		if second.Reference == first.Reference || second.Status == payment.Approved {
			t.Errorf("booked %+v on the answer of %s", second, first.Reference)
		}
		r.pass(time.Hour)
		if second = r.newest(); second.Status != payment.Failed || second.Reason != payment.Unchanged {
			t.Errorf("nothing was given back, and the till says %s (%s)", second.Status, second.Reason)
		}
	})
}

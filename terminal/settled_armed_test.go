package terminal

import (
	"errors"
	"testing"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// A manager's word doesn't stop the terminal: it may still take a payment that
// was settled as unpaid.
func TestNextPaymentAfterOneWasSettledAsUnpaid(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		sale := r.lost()
		r.controller.Settle(Settlement{Reference: sale.Reference, Reason: "not seen"})
		r.pass(time.Second)
		r.want(payment.SettledUnpaid, "")
		r.on(haojin.OpPayment, r.approves())
		r.pay(Order{Amount: 9900, Channel: payment.Card})
		if e := last[Refused](r); !errors.Is(e.Err, ErrStillArmed) || len(r.sent(haojin.OpPayment)) != 1 {
			t.Errorf("told %+v", e.Err)
		}
		r.pass(5 * time.Minute)
		r.pay(Order{Amount: 9900, Channel: payment.Card})
		r.want(payment.Approved, "")
	})
}

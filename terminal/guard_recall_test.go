package terminal

import (
	"errors"
	"testing"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// A cashier who starts the till again, or a manager who saves the settings,
// has the same approval a few seconds behind.
func TestTheGuardRemembersAcrossARestart(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.repeatWithin = 60e9
		r.on(haojin.OpPayment, r.approves())
		r.start()
		r.pay(card)
		r.want(payment.Approved, "")
		r.close()
		r.start()
		r.pay(card)
		if e := last[Refused](r); !errors.Is(e.Err, ErrRepeated) {
			t.Errorf("charged again unasked: %d payments, refused %+v", len(r.sent(haojin.OpPayment)), e)
		}
	})
}

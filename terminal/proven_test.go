package terminal

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// The second way leads to the neighbour's terminal, which has the same key: it
// never had the order. The first was silent and has the money.
func TestDenialOverASecondLinkThatNeverFoundASale(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		withSecond(r)
		r.prove() // over the first link
		var silent atomic.Bool
		silent.Store(true)
		r.on(haojin.OpPayment, fails(errDropped))
		r.on(haojin.OpInquiry, func(c context.Context, q request) ([]byte, error) {
			switch {
			case q.over == LinkTCP:
				return r.knowsNothing()(c, q)
			case silent.Load():
				return nil, errDropped
			}
			return r.finds("0000")(c, q)
		})
		r.start()
		r.pay(card)
		r.pass(10 * time.Minute)
		silent.Store(false)
		r.pass(time.Hour)
		if now := r.newest(); now.Status != payment.Approved {
			t.Errorf("the money was taken, and the till says %s (%s), verifying %v", now.Status, now.Reason, now.Verifying)
		}
	})
}

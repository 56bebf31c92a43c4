package terminal

import (
	"errors"
	"testing"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

func TestTheSameAgainIsAskedAbout(t *testing.T) {
	other := card
	other.Amount++
	wallet := card
	wallet.Channel = payment.PayMe
	again := card
	again.Again = true
	for _, test := range []struct {
		name   string
		within time.Duration
		wait   time.Duration
		order  Order
		asks   bool
	}{
		{"at once", 10 * time.Second, 0, card, true},
		{"after 9 s", 10 * time.Second, 9 * time.Second, card, true},
		{"after 10 s", 10 * time.Second, 10 * time.Second, card, false},
		{"after 59 s of 60", time.Minute, 59 * time.Second, card, true},
		{"another amount", 10 * time.Second, 0, other, false},
		{"another channel", 10 * time.Second, 0, wallet, false},
		{"meant", 10 * time.Second, 0, again, false},
		{"switched off", 0, 0, card, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			virtual(t, func(t *testing.T, r *rig) {
				r.repeatWithin = test.within
				r.on(haojin.OpPayment, r.approves())
				r.start()
				r.pay(card)
				first := r.want(payment.Approved, "")
				r.pass(test.wait)
				r.pay(test.order)
				e := last[Refused](r)
				if asked := errors.Is(e.Err, ErrRepeated); asked != test.asks {
					t.Fatalf("refused %+v", e)
				}
				if sent := len(r.sent(haojin.OpPayment)); test.asks && (sent != 1 || e.Armed.Reference != first.Reference || e.Order != test.order) || !test.asks && sent != 2 {
					t.Errorf("%d payments, refused %+v", sent, e)
				}
			})
		})
	}
}

// A sale that was not known for a while and then found counts from then on: the
// cashier has only just seen it.
func TestTheGuardCountsFromTheNews(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.repeatWithin = 10 * time.Second
		r.on(haojin.OpPayment, fails(errDropped))
		r.on(haojin.OpInquiry, after(12*time.Second, r.finds("0000")))
		r.start()
		r.pay(card)
		r.pass(13 * time.Second)
		r.want(payment.Approved, "")
		r.pay(card)
		if e := last[Refused](r); !errors.Is(e.Err, ErrRepeated) {
			t.Errorf("refused %+v", e)
		}
	})
}

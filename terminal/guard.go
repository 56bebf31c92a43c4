package terminal

import (
	"slices"
	"time"

	"harbourtill/terminal/payment"
)

// guard remembers what was approved a short while ago, so that the same again
// isn't charged unasked: a second Enter, or a cashier who didn't see the first
// approval.
type guard struct {
	// within is how long an approval is remembered; 0 switches the guard off.
	within time.Duration
	recent []remembered
}

// remembered is an approval and when it became known.
type remembered struct {
	t  payment.Transaction
	at time.Time
}

// note remembers an approval.
func (g *guard) note(t payment.Transaction) {
	if g.within <= 0 || t.Kind != payment.Payment || t.Status != payment.Approved {
		return
	}
	g.recent = append(g.recent, remembered{t, time.Now()})
}

// repeats returns the newest approval of the same amount and channel that is
// remembered.
func (g *guard) repeats(o Order) (payment.Transaction, bool) {
	g.recent = slices.DeleteFunc(g.recent, func(r remembered) bool { return time.Since(r.at) >= g.within })
	for _, r := range slices.Backward(g.recent) {
		if r.t.Amount == o.Amount && r.t.Channel == o.Channel {
			return r.t, true
		}
	}
	return payment.Transaction{}, false
}

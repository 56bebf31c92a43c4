package terminal

import (
	"slices"
	"time"

	"harbourtill/terminal/payment"
)

// recalled is how many of the newest transactions are looked at when a run
// begins: more than anybody charges in a minute.
const recalled = 20

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

// note remembers an approval that became known at a time.
func (g *guard) note(t payment.Transaction, at time.Time) {
	if g.within <= 0 || t.Kind != payment.Payment || t.Status != payment.Approved {
		return
	}
	g.recent = append(g.recent, remembered{t, at})
}

// recall remembers what was approved before this run began. The time of an
// approval comes from the wall clock, which may have been set since: one from
// the future counts as new.
func (g *guard) recall(newest []payment.Transaction) {
	for _, t := range slices.Backward(newest) {
		if age := max(0, time.Since(t.Decided)); age < g.within && !t.Decided.IsZero() {
			g.note(t, time.Now().Add(-age))
		}
	}
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

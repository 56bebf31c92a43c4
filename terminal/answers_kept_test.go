package terminal

import (
	"testing"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// Two answers that mean the same and say it differently are both evidence. The
// same again isn't, though the terminal's clock has moved on.
func TestEveryOtherAnswerIsKept(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		sale := r.lost()
		for _, answer := range []struct{ text, clock string }{
			{"call the bank", "12:00"}, {"call the bank", "12:01"}, {"ask the customer", "12:02"},
		} {
			r.on(haojin.OpInquiry, r.says("6002", answer.text, fields{"server_time": answer.clock}))
			r.controller.Inquire(sale.Reference)
			r.pass(time.Second)
		}
		r.want(payment.Unknown, payment.ConnectionLost)
		steps, err := r.store.Transitions(sale.Reference)
		if err != nil {
			t.Fatal(err)
		}
		kept := 0
		for _, s := range steps {
			if len(s.Answer) > 0 {
				kept++
			}
		}
		if kept != 2 {
			t.Errorf("%d answers are kept, want 2: %+v", kept, steps)
		}
	})
}

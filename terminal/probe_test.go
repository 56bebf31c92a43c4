package terminal

import (
	"testing"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

func TestProbe(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		if s := last[TerminalChanged](r).State; s != Ready {
			t.Errorf("after the start it is %s", s)
		}
		r.setProbe(errRefused)
		lost := time.Now()
		r.pass(5 * time.Minute)
		if n := r.setProbe(nil); n != 11 {
			t.Errorf("%d probes in 5 minutes", n)
		}
		e := last[TerminalChanged](r)
		if e.State != NotReachable || e.Since.Sub(lost) != 30*time.Second {
			t.Errorf("it is %s since %v", e.State, e.Since.Sub(lost))
		}
		r.pass(30 * time.Second)
		if s := last[TerminalChanged](r).State; s != Ready {
			t.Errorf("it is %s", s)
		}
		if n := len(r.requests); n != 0 {
			t.Errorf("%d messages were sent to the terminal", n)
		}
	})
}

func TestProbeKeepsWhatTheTerminalSaid(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, plainAnswer("4007", "", nil))
		r.on(haojin.OpInquiry, plainAnswer("4007", "", nil))
		r.start()
		r.pay(card)
		r.pass(time.Hour)
		if s := last[TerminalChanged](r).State; s != NotSignedIn {
			t.Errorf("a connection made it %s", s)
		}
	})
}

func TestNoProbeBesideASale(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, after(100*time.Second, r.approves()))
		r.start()
		r.pay(card)
		before := r.setProbe(nil)
		r.pass(99 * time.Second)
		if n := r.setProbe(nil); n != before {
			t.Errorf("%d probes while a sale was open", n-before)
		}
		r.pass(2 * time.Second)
		r.want(payment.Approved, payment.NoReason)
	})
}

func TestNoProbeWithoutATerminal(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.profile = Profile{}
		r.start()
		r.pass(time.Hour)
		if n := r.setProbe(nil); n != 0 || last[TerminalChanged](r).State != NotConfigured {
			t.Errorf("%d probes of nothing", n)
		}
	})
}

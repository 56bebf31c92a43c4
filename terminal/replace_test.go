package terminal

import (
	"errors"
	"testing"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

func TestReplaceKeepsAndEnds(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		next := r.profile
		next.Address = "192.0.2.21:9001"
		r.controller.Replace(next, "")
		<-r.stopped
		if !errors.Is(r.ended, ErrReplaced) || len(r.kept) != 1 || r.kept[0] != next {
			t.Errorf("Run ended with %v, kept %v", r.ended, r.kept)
		}
	})
}

func TestReplaceIsRefusedWhileAPaymentIsOpen(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, after(30*time.Second, r.approves()))
		r.start()
		r.pay(card)
		r.controller.Replace(r.profile, "")
		r.pass(time.Second)
		if e := last[Refused](r); e.Command != CommandReplace || !errors.Is(e.Err, ErrBusy) || len(r.kept) > 0 {
			t.Fatalf("refused %+v, kept %v", e, r.kept)
		}
		r.pass(30 * time.Second)
		r.want(payment.Approved, "")
	})
}

func TestReplaceIsRefusedForFaultsAndWhenItCannotBeKept(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		wrong := r.profile
		wrong.Address, wrong.Second = "nowhere", Route{Link: LinkSerial}
		r.controller.Replace(wrong, "")
		r.pass(time.Second)
		e := last[Refused](r)
		for _, field := range []string{"address: ", "second.port: "} {
			if !errors.Is(e.Err, ErrProfile) || !containsText(e.Err, field) {
				t.Errorf("no word of %s in %v", field, e.Err)
			}
		}
		if len(r.kept) > 0 {
			t.Error("a wrong profile was kept")
		}
		r.keepErr = errors.New("disk full")
		r.controller.Replace(r.profile, "")
		r.pass(time.Second)
		if e := last[Refused](r); !errors.Is(e.Err, r.keepErr) {
			t.Errorf("refused with %v", e.Err)
		}
		r.on(haojin.OpPayment, r.approves())
		r.pay(card)
		r.want(payment.Approved, "")
	})
}

func TestUnknownSurvivesAReplacedTerminal(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, fails(errDropped))
		r.start()
		r.pay(card)
		lost := r.want(payment.Unknown, payment.ConnectionLost)
		next := r.profile
		next.POSKey = "another_pos_key_"
		r.controller.Replace(next, "")
		<-r.stopped
		r.on(haojin.OpInquiry, r.finds("0000"))
		r.profile = next
		r.start()
		if now := r.newest(); now.Reference != lost.Reference || now.Status != payment.Approved {
			t.Errorf("%+v", now)
		}
	})
}

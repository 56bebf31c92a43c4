package terminal

import (
	"context"
	"errors"
	"testing"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

func TestRefundWaitsItsTurn(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		p := r.paid(payment.Alipay)
		order := RefundOrder{Original: p.Reference, Amount: 500}

		r.on(haojin.OpPayment, after(10*time.Second, r.approves()))
		r.pay(card)
		r.refund(order)
		r.refused(ErrBusy)
		r.pass(20 * time.Second)

		r.on(haojin.OpInquiry, after(5*time.Second, r.left(p, "0", "1250")))
		r.on(haojin.OpRefund, after(5*time.Second, r.gives("500")))
		r.refund(order)
		for range 3 { // while the original is asked about, and while it is given back
			r.pay(card)
			if e := last[Refused](r); e.Command != CommandPay || !errors.Is(e.Err, ErrBusy) {
				t.Errorf("a payment during a refund: %+v", e)
			}
			r.refund(order)
			r.refused(ErrBusy)
			r.controller.Replace(r.profile, "")
			r.pass(3 * time.Second)
			if e := last[Refused](r); e.Command != CommandReplace || !errors.Is(e.Err, ErrBusy) {
				t.Errorf("another terminal during a refund: %+v", e)
			}
		}
		r.pass(time.Minute)
		if list := r.refunds(p); len(list) != 1 || list[0].Status != payment.Approved {
			t.Errorf("%+v", list)
		}
		if n := len(r.sent(haojin.OpRefund)); n != 1 {
			t.Errorf("%d refunds were sent", n)
		}
	})
}

func TestRefundOnAnArmedTerminal(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		p := r.paid(payment.Alipay)
		r.on(haojin.OpPayment, fails(errDropped))
		r.on(haojin.OpInquiry, fails(errDropped))
		r.pay(card)
		order := RefundOrder{Original: p.Reference, Amount: 500}
		r.refund(order)
		if e := r.refused(ErrStillArmed); e.Armed.Amount != 1250 || e.Refund != order {
			t.Errorf("told %+v", e)
		}
		r.on(haojin.OpInquiry, r.left(p, "0", "1250"))
		r.on(haojin.OpRefund, fails(errDropped))
		order.TerminalIsIdle = true
		r.refund(order)
		if n := len(r.sent(haojin.OpRefund)); n != 1 {
			t.Fatalf("%d refunds were sent", n)
		}
		r.pay(card)
		if e := last[Refused](r); !errors.Is(e.Err, ErrStillArmed) || e.Armed.Kind != payment.Refund || e.CanCancel {
			t.Errorf("a payment after a lost refund: %+v", e)
		}
	})
}

func TestRefundThatCannotBeWrittenIsNotSent(t *testing.T) {
	for good := range 2 {
		virtual(t, func(t *testing.T, r *rig) {
			r.start()
			p := r.paid(payment.Alipay)
			r.close()
			journal := &failingJournal{Journal: r.store}
			journal.good.Store(int64(good))
			r.journal = journal
			r.on(haojin.OpInquiry, r.left(p, "0", "1250"))
			r.on(haojin.OpRefund, r.gives("1250"))
			r.start()
			r.refund(RefundOrder{Original: p.Reference})
			r.refused(ErrJournal)
			if n := len(r.sent(haojin.OpRefund)); n != 0 {
				t.Errorf("%d good writes: %d refunds were sent", good, n)
			}
		})
	}
}

func TestRefundClosedAndRestarted(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		p := r.paid(payment.Alipay)
		r.on(haojin.OpInquiry, r.left(p, "0", "1250"))
		r.on(haojin.OpRefund, never)
		r.refund(RefundOrder{Original: p.Reference, Amount: 500})
		r.pass(5 * time.Second)
		r.close()
		r.want(payment.Unknown, payment.TillClosed)
		r.on(haojin.OpInquiry, r.left(p, "5", "750"))
		r.start()
		r.pass(time.Second)
		r.want(payment.Approved, payment.NoReason)
		if n := len(r.sent(haojin.OpRefund)); n != 1 {
			t.Errorf("%d refunds were sent", n)
		}
	})
	for left, want := range map[payment.Status]payment.Status{payment.Reserved: payment.Failed, payment.Sent: payment.Unknown} {
		virtual(t, func(t *testing.T, r *rig) {
			ref, err := r.store.NewReference()
			if err != nil {
				t.Fatal(err)
			}
			err = r.store.Write(payment.Record{Transaction: payment.Transaction{
				Reference: ref, Kind: payment.Refund, Status: left, Amount: 500, OriginalSyssn: "S1", Refundable: 1250,
				Channel: payment.Alipay, Profile: r.profile.ID(), Timeout: 120, Created: time.Now(),
			}, Transition: payment.Transition{Status: left}})
			if err != nil {
				t.Fatal(err)
			}
			r.on(haojin.OpInquiry, fails(errDropped))
			r.start()
			r.want(want, payment.Restarted)
			r.pass(time.Hour)
			if asked := len(r.sent(haojin.OpInquiry)) > 0; asked != (want == payment.Unknown) || len(r.sent(haojin.OpRefund)) > 0 {
				t.Errorf("%s: asked %v", left, asked)
			}
		})
	}
}

// TestClosingWhileTheOriginalIsAsked leaves nothing behind.
func TestClosingWhileTheOriginalIsAsked(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		p := r.paid(payment.Alipay)
		r.on(haojin.OpInquiry, never)
		r.on(haojin.OpRefund, r.gives("500"))
		r.refund(RefundOrder{Original: p.Reference, Amount: 500})
		r.pass(time.Second)
		r.close()
		if len(r.refunds(p)) != 0 || len(r.sent(haojin.OpRefund)) != 0 {
			t.Errorf("%+v", r.refunds(p))
		}
	})
}

// TestInquiryGivesWayToARefund, and a cancel of an older sale can't hit it.
func TestInquiryGivesWayToARefund(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		p := r.paid(payment.Alipay)
		r.on(haojin.OpPayment, fails(errDropped))
		r.on(haojin.OpInquiry, never)
		r.pay(card)
		r.pass(time.Second)
		lost := r.newest()
		r.on(haojin.OpInquiry, func(ctx context.Context, q request) ([]byte, error) {
			if q.content["orderId"].Text == "S1" {
				return r.left(p, "0", "1250")(ctx, q)
			}
			return nil, errDropped
		})
		r.on(haojin.OpRefund, after(30*time.Second, r.gives("500")))
		r.refund(RefundOrder{Original: p.Reference, Amount: 500, TerminalIsIdle: true})
		if n := len(r.sent(haojin.OpRefund)); n != 1 {
			t.Fatalf("%d refunds were sent", n)
		}
		asked := len(r.sent(haojin.OpInquiry))
		r.pass(29 * time.Second)
		if n := len(r.sent(haojin.OpInquiry)); n != asked {
			t.Error("an inquiry was sent while a refund was open")
		}
		r.cancel(lost.Reference)
		if n := len(r.sent(haojin.OpCancel)); n != 0 {
			t.Error("a cancel that could hit the refund")
		}
		r.pass(time.Minute)
		if list := r.refunds(p); list[0].Status != payment.Approved {
			t.Errorf("%+v", list)
		}
	})
}

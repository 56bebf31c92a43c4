package terminal

import (
	"context"
	"testing"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// TestLaterRefundLeavesASettledOneAlone: its money can't be told from the later
// one's.
func TestLaterRefundLeavesASettledOneAlone(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		p, refund := r.lose(RefundOrder{Amount: 500})
		r.close()
		refund.Status = payment.SettledUnpaid // by a manager
		step := payment.Transition{Status: payment.SettledUnpaid, Evidence: payment.ByPerson}
		if err := r.store.Write(payment.Record{Transaction: refund, Transition: step}); err != nil {
			t.Fatal(err)
		}
		r.on(haojin.OpInquiry, r.left(p, "0", "1250"))
		r.on(haojin.OpRefund, r.gives("500"))
		r.start()
		r.refund(RefundOrder{Original: p.Reference, Amount: 500})
		r.want(payment.Approved, "")
		r.on(haojin.OpInquiry, r.left(p, "5", "750"))
		r.controller.Inquire(refund.Reference)
		r.controller.Inquire(p.Reference)
		r.pass(time.Minute)
		list := r.refunds(p)
		if len(list) != 2 || list[0].Status != payment.SettledUnpaid || list[1].Booked != 500 {
			t.Errorf("%+v", list)
		}
		r.on(haojin.OpInquiry, r.left(p, "5", "250"))
		r.controller.Inquire(p.Reference)
		r.pass(time.Minute)
		if list := r.refunds(p); len(list) != 3 || !list[2].ByTerminal || list[2].Booked != 500 {
			t.Errorf("what nobody asked for isn't booked as the terminal's: %+v", list)
		}
	})
}

// TestDecidedRefundStaysDecided: asked about by a person, one that never left the
// till isn't taken for money that was given back by hand.
func TestDecidedRefundStaysDecided(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		p := r.paid(payment.Alipay)
		r.on(haojin.OpInquiry, r.left(p, "0", "1250"))
		r.on(haojin.OpRefund, fails(errRefused))
		r.refund(RefundOrder{Original: p.Reference, Amount: 500})
		refund := r.want(payment.Failed, payment.NotReached)
		r.on(haojin.OpInquiry, r.left(p, "5", "750"))
		r.controller.Inquire(refund.Reference)
		r.pass(time.Minute)
		r.want(payment.Failed, payment.NotReached)
		r.controller.Inquire(p.Reference)
		r.pass(time.Minute)
		if list := r.refunds(p); len(list) != 2 || !list[1].ByTerminal || list[1].Booked != 500 {
			t.Errorf("%+v", list)
		}
	})
}

// TestSettledRefundOfAnothersPayment: the till can't tell which other refunds
// that payment has seen since.
func TestSettledRefundOfAnothersPayment(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		ref, err := r.store.NewReference()
		if err != nil {
			t.Fatal(err)
		}
		step := payment.Transition{Status: payment.SettledUnpaid, Evidence: payment.ByPerson}
		if err := r.store.Write(payment.Record{Transaction: payment.Transaction{
			Reference: ref, Kind: payment.Refund, Status: payment.SettledUnpaid, Amount: 500, OriginalSyssn: "S1", Refundable: 1250,
			Channel: payment.Alipay, Profile: r.profile.ID(), Timeout: 120, Created: time.Now(),
		}, Transition: step}); err != nil {
			t.Fatal(err)
		}
		r.on(haojin.OpInquiry, r.left(payment.Transaction{Syssn: "S1"}, "5", "750"))
		r.start()
		r.controller.Inquire(ref)
		r.pass(time.Minute)
		if r.want(payment.SettledUnpaid, ""); len(r.sent(haojin.OpInquiry)) != 1 {
			t.Errorf("%d inquiries", len(r.sent(haojin.OpInquiry)))
		}
	})
}

// TestDenialWithoutAnythingToCompare: the terminal doesn't say how much is left,
// so a denial stands when nothing was given back but what the till knows of.
func TestDenialWithoutAnythingToCompare(t *testing.T) {
	for _, test := range []struct {
		before, cancel, left string
		status               payment.Status
		reason               payment.Reason
	}{
		{"", "0", "", payment.Cancelled, ""},
		{"", "0", "1250", payment.Cancelled, ""},
		{"", "5", "", payment.Unknown, payment.OtherFall},
		{"", "5", "750", payment.Unknown, payment.OtherFall},
		{"1250", "0", "", payment.Cancelled, ""},
		{"1250", "5", "", payment.Unknown, payment.OtherFall},
	} {
		virtual(t, func(t *testing.T, r *rig) {
			r.start()
			p := r.paid(payment.Alipay)
			r.on(haojin.OpInquiry, r.left(p, "0", test.before))
			r.on(haojin.OpRefund, r.says("6001", "", nil))
			r.refund(RefundOrder{Original: p.Reference, Amount: 500})
			refund := r.want(payment.Cancelled, "")
			r.on(haojin.OpInquiry, r.left(p, test.cancel, test.left))
			r.pass(200 * time.Second)
			if got := r.want(payment.Cancelled, ""); !got.Verifying {
				t.Errorf("%+v: verified before the window ended", test)
			}
			r.pass(10 * time.Minute)
			if got := r.want(test.status, test.reason); got.Verifying || got.Reference != refund.Reference {
				t.Errorf("%+v: %+v", test, got)
			}
		})
	}
}

// TestRefundSettledByAManager: the word counts, the rest of the payment can be
// given back, and what the terminal gave back by itself is booked again.
func TestRefundSettledByAManager(t *testing.T) {
	for _, test := range []struct {
		modify, paid bool
		left         string
		back         payment.Money // that the word makes, of 1250
		reversed     payment.Money // what it doesn't explain
	}{
		{true, true, "1000", 250, 0},
		{true, false, "1000", 0, 250},
		{false, true, "650", 500, 100},
		{false, false, "650", 0, 600},
	} {
		virtual(t, func(t *testing.T, r *rig) {
			r.start()
			p, refund := r.lose(RefundOrder{Amount: 500, AllowModify: test.modify})
			r.on(haojin.OpInquiry, r.left(p, "5", test.left))
			r.pass(time.Minute)
			r.controller.Settle(Settlement{Reference: refund.Reference, Paid: test.paid, Reason: "the slip says so"})
			r.pass(10 * time.Minute) // the till goes on asking
			got, err := r.store.Transaction(refund.Reference)
			if err != nil || got.GivenBack() != test.back || got.Contradiction != "" || got.Status == payment.Unknown {
				t.Fatalf("%+v: settled as %+v, %v", test, got, err)
			}
			r.on(haojin.OpRefund, func(ctx context.Context, q request) ([]byte, error) {
				r.on(haojin.OpInquiry, r.left(p, "3", "0"))
				return r.gives(test.left)(ctx, q)
			})
			r.refund(RefundOrder{Original: p.Reference, TerminalIsIdle: true})
			r.pass(10 * time.Minute)
			r.controller.Inquire(p.Reference)
			r.pass(time.Minute)
			var back payment.Money
			for _, one := range r.refunds(p) {
				back += one.GivenBack()
			}
			now, err := r.store.Transaction(p.Reference)
			if err != nil || back != 1250 || now.Reversed != test.reversed {
				t.Errorf("%+v: %v given back, %v by the terminal, %v", test, back, now.Reversed, err)
			}
		})
	}
}

// TestSettledRefundIsToldOtherwise: what the terminal shows later wins over a
// manager's word, or contradicts it.
func TestSettledRefundIsToldOtherwise(t *testing.T) {
	for _, test := range []struct {
		paid          bool
		left          string
		status        payment.Status
		contradiction payment.Contradiction
	}{
		{true, "750", payment.Approved, ""},
		{false, "750", payment.Approved, payment.MoneyAfterAll},
		{true, "1250", payment.SettledPaid, payment.NoMoneyAfterAll},
		{false, "1250", payment.Failed, ""},
	} {
		virtual(t, func(t *testing.T, r *rig) {
			r.start()
			p, refund := r.lose(RefundOrder{Amount: 500})
			r.controller.Settle(Settlement{Reference: refund.Reference, Paid: test.paid, Reason: "the customer says so"})
			r.pass(10 * time.Minute)
			r.on(haojin.OpInquiry, r.left(p, "5", test.left))
			r.pass(10 * time.Minute)
			got, err := r.store.Transaction(refund.Reference)
			if err != nil || got.Status != test.status || got.Contradiction != test.contradiction {
				t.Errorf("%+v: %+v, %v", test, got, err)
			}
		})
	}
}

// TestDenialBesideAnEarlierRefund: what that gave back is no reason for doubt.
func TestDenialBesideAnEarlierRefund(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		p := r.paid(payment.Alipay)
		r.on(haojin.OpInquiry, r.left(p, "0", "1250"))
		r.on(haojin.OpRefund, r.gives("250"))
		r.refund(RefundOrder{Original: p.Reference, Amount: 250})
		r.on(haojin.OpInquiry, r.left(p, "5", ""))
		r.on(haojin.OpRefund, r.says("6001", "", nil))
		r.refund(RefundOrder{Original: p.Reference, Amount: 500})
		r.on(haojin.OpInquiry, r.left(p, "5", "1000"))
		r.pass(time.Hour)
		if got := r.want(payment.Cancelled, ""); got.Verifying || got.Refundable != 0 {
			t.Errorf("%+v", got)
		}
	})
}

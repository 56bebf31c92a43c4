package terminal

import (
	"errors"
	"testing"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// lost makes a payment whose answer is lost, and nobody answers about it.
func (r *rig) lost() payment.Transaction {
	r.on(haojin.OpPayment, fails(errDropped))
	r.on(haojin.OpInquiry, fails(errDropped))
	r.start()
	r.pay(card)
	return r.want(payment.Unknown, payment.ConnectionLost)
}

func (r *rig) questions() []Question { return last[QuestionsChanged](r).Questions }

func TestUnknownIsAQuestion(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		sale := r.lost()
		r.pass(time.Second)
		open := r.questions()
		if len(open) != 1 || open[0].Transaction.Reference != sale.Reference || open[0].Asking || !open[0].Armed || open[0].Place != r.profile.Address {
			t.Fatalf("%+v", open)
		}
		if left := time.Until(open[0].Due); left != time.Second {
			t.Errorf("the next try is in %v, want 1 s: it asks at 0, 2, 5 s", left)
		}
		r.on(haojin.OpInquiry, never)
		r.pass(time.Second)
		if open = r.questions(); len(open) != 1 || !open[0].Asking {
			t.Errorf("asking now, and told as %+v", open)
		}
		r.on(haojin.OpInquiry, r.finds("0000"))
		r.pass(time.Minute)
		r.want(payment.Approved, "")
		if open = r.questions(); len(open) != 0 {
			t.Errorf("decided, and still a question: %+v", open)
		}
	})
}

func TestManagerSettlesAndTheTillGoesOnAsking(t *testing.T) {
	for _, test := range []struct {
		name  string
		paid  bool
		says  func(r *rig) reply
		as    payment.Status
		then  payment.Status
		other payment.Contradiction
	}{
		{"paid, and it was", true, func(r *rig) reply { return r.finds("0000") }, payment.SettledPaid, payment.Approved, ""},
		{"paid, and it wasn't", true, func(r *rig) reply { return r.finds("1205") }, payment.SettledPaid, payment.Declined, payment.NoMoneyAfterAll},
		{"paid, and there is no such order", true, (*rig).knowsNothing, payment.SettledPaid, payment.SettledPaid, payment.NoMoneyAfterAll},
		{"unpaid, and it wasn't", false, func(r *rig) reply { return r.finds("1205") }, payment.SettledUnpaid, payment.Declined, ""},
		{"unpaid, and it was", false, func(r *rig) reply { return r.finds("0000") }, payment.SettledUnpaid, payment.Approved, payment.MoneyAfterAll},
	} {
		t.Run(test.name, func(t *testing.T) {
			virtual(t, func(t *testing.T, r *rig) {
				r.prove()
				sale := r.lost()
				r.controller.Settle(Settlement{Reference: sale.Reference, Paid: test.paid, Reason: " slip seen ", Manager: "Mei"})
				r.pass(time.Second)
				now := r.want(test.as, "")
				if now.Note != "slip seen" || len(r.questions()) != 0 {
					t.Errorf("settled as %+v, questions %v", now, r.questions())
				}
				steps, err := r.store.Transitions(sale.Reference)
				if err != nil {
					t.Fatal(err)
				}
				if step := steps[len(steps)-1]; step.By != "Mei" || step.Note != "slip seen" || step.Evidence != payment.ByPerson {
					t.Errorf("the journal says %+v", step)
				}
				r.close()
				r.start()
				r.on(haojin.OpInquiry, test.says(r))
				r.pass(10 * time.Minute)
				now = r.newest()
				if now.Status != test.then || now.Contradiction != test.other {
					t.Errorf("in the end %s, %q", now.Status, now.Contradiction)
				}
				if open := r.questions(); (len(open) == 1) != (test.other != "") {
					t.Errorf("questions: %+v", open)
				}
			})
		})
	}
}

func TestOnlyTheUnknownIsSettled(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, r.approves())
		r.start()
		r.pay(card)
		sale := r.want(payment.Approved, "")
		for _, s := range []Settlement{
			{Reference: sale.Reference, Reason: "why"}, {Reference: "NOBODY", Reason: "why"},
		} {
			r.controller.Settle(s)
			r.pass(time.Second)
			if e := last[Refused](r); e.Command != CommandSettle || !errors.Is(e.Err, ErrNotUnknown) {
				t.Errorf("%s: %+v", s.Reference, e)
			}
		}
		r.want(payment.Approved, "")
		r.controller.Settle(Settlement{Reference: sale.Reference, Reason: "  "})
		r.pass(time.Second)
		if e := last[Refused](r); !errors.Is(e.Err, ErrNoReason) {
			t.Errorf("%+v", e)
		}
	})
}

func TestContradictionIsAQuestionUntilSeen(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, r.says("6001", "", nil))
		r.on(haojin.OpInquiry, r.finds("0000"))
		r.start()
		r.pay(card)
		r.pass(10 * time.Second)
		sale := r.want(payment.Approved, "")
		if open := r.questions(); len(open) != 1 || open[0].Transaction.Reference != sale.Reference || !sale.Contested() {
			t.Fatalf("%+v", open)
		}
		r.close()
		r.start()
		if open := r.questions(); len(open) != 1 {
			t.Fatalf("after a restart: %+v", open)
		}
		r.controller.Acknowledge(sale.Reference, "Mei")
		r.pass(time.Second)
		if now := r.newest(); !now.Acknowledged || now.Status != payment.Approved || len(r.questions()) != 0 {
			t.Errorf("%+v, %v", now, r.questions())
		}
		r.controller.Acknowledge(sale.Reference, "Mei")
		r.pass(time.Second)
		if e := last[Refused](r); e.Command != CommandAcknowledge || !errors.Is(e.Err, ErrNotUnknown) {
			t.Errorf("%+v", e)
		}
		r.close()
		r.start()
		r.pass(time.Second)
		if pending, err := r.store.Unresolved(); err != nil || len(pending) != 0 {
			t.Errorf("pending: %v, %v", pending, err)
		}
	})
}

func TestGivingBackSettlesAContradiction(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, r.says("6001", "", nil))
		r.on(haojin.OpInquiry, r.finds("0000"))
		r.on(haojin.OpRefund, r.says("6000", "", fields{
			"orig_syssn": "S1", "syssn": "R1", "txamt": "1250", "txcurrcd": "HKD", "respcd": "0000",
		}))
		r.start()
		r.pay(card)
		r.pass(10 * time.Second)
		sale := r.want(payment.Approved, "")
		if len(r.questions()) != 1 {
			t.Fatalf("no contradiction: %+v", sale)
		}
		r.on(haojin.OpInquiry, r.says("6000", "", fields{
			"out_trade_no": string(sale.Reference), "tradetp": "payment", "syssn": "S1", "txamt": "1250", "respcd": "0000",
			"cancel": "0", "allow_refund_amt": "1250",
		}))
		r.controller.Refund(RefundOrder{Original: sale.Reference, Manager: true})
		r.pass(10 * time.Second)
		if refund := r.newest(); refund.Kind != payment.Refund || refund.Status != payment.Approved {
			t.Fatalf("%+v", refund)
		}
		if now, err := r.store.Transaction(sale.Reference); err != nil || !now.Acknowledged || len(r.questions()) != 0 {
			t.Errorf("%+v, %v, questions %v", now, err, r.questions())
		}
	})
}

package terminal_test

import (
	"testing"
	"time"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/simulator"
)

// refund gives back and waits until the till has nothing more to find out about
// it.
func (r *till) refund(o terminal.RefundOrder) payment.Transaction {
	r.t.Helper()
	o.TerminalIsIdle = true
	r.controller.Refund(o)
	patience := time.After(20 * time.Second)
	for {
		select {
		case e := <-r.controller.Events():
			if e, is := e.(terminal.Refused); is {
				r.t.Fatalf("refused: %v", e.Err)
			}
		case <-patience:
			r.t.Fatalf("never resolved: the refund of %s", o.Original)
		}
		list, err := r.journal.RefundsOf(o.Original)
		if err != nil {
			r.t.Fatal(err)
		}
		if len(list) == 0 {
			continue
		}
		if t := list[len(list)-1]; t.Reference > r.last && (!t.Unresolved() || t.Reason == payment.ToConfirm) {
			r.last = t.Reference
			return t
		}
	}
}

// TestRefundsAgreeWithTheTerminal: whatever the terminal and the network do to a
// refund, in the end the journal says what the ledger says, and each was sent
// once.
func TestRefundsAgreeWithTheTerminal(t *testing.T) {
	for _, kind := range []terminal.LinkKind{terminal.LinkHTTP, terminal.LinkTCP} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			p := checkProfile()
			p.Link, p.PaymentTimeout = kind, 1
			s, address := startSimulator(t, p)
			p.Address = address
			refundsAgree(t, runTill(t, p, s), false)
		})
	}
}

func refundsAgree(t *testing.T, r *till, slow bool) {
	t.Helper()
	r.simulator.SetScript(simulator.Behaviour{Action: simulator.Approve, HasDelay: true})
	for i, test := range []struct {
		script string
		modify bool
		status payment.Status
		booked payment.Money
	}{
		{"approve", false, payment.Approved, 500},
		{"approve:20ms", false, payment.Approved, 500},
		{"pieces", false, payment.Approved, 500},
		{"plain", false, payment.Approved, 500},
		{"answer-lost", false, payment.Approved, 500},
		{"garbage", false, payment.Approved, 500},
		{"no-identity", false, payment.Approved, 500},
		{"in-progress:2", false, payment.Approved, 500},
		{"late:3s", false, payment.Approved, 500},
		{"wrong-amount:77", false, payment.Approved, 500},
		{"wrong-amount:77", true, payment.Approved, 77},
		{"answer-lost", true, payment.Unknown, 0},
		{"decline:1269", false, payment.Declined, 0},
		{"customer-cancels:1ms", false, payment.Cancelled, 0},
		{"drop", false, payment.Failed, 0},
		{"no-answer", false, payment.Failed, 0},
		{"forge", false, payment.Failed, 0},
		{"other-order", false, payment.Failed, 0},
		{"error:6002", false, payment.Failed, 0},
		{"error:4005", true, payment.Failed, 0},
		{"error:4007", false, payment.Failed, 0},
	} {
		script, err := simulator.ParseScript(test.script)
		if err != nil {
			t.Fatal(err)
		}
		r.simulator.SetRefundScript(script...)
		paid := r.pay(terminal.Order{Amount: 1250, Channel: payment.WeChatPay}, false)
		got := r.refund(terminal.RefundOrder{Original: paid.Reference, Amount: 500, AllowModify: test.modify})
		ledger := r.booked(paid.Reference).Refunded
		if slow && lateRefusal(got, test.status) {
			got.Status = test.status
		}
		if got.Status != test.status || got.Booked != test.booked || got.AmountDiffers || got.Refundable != 1250 {
			t.Errorf("%s: the till says %s (%s), %v", test.script, got.Status, got.Reason, got.Booked)
		}
		if int64(got.Booked) != ledger && int64(got.Fell) != ledger {
			t.Errorf("%s: the terminal gave back %d cents, the till says %v", test.script, ledger, got.Booked)
		}
		if n := r.simulator.Requests(haojin.OpRefund); n != i+1 {
			t.Fatalf("%s: %d refunds were sent for %d", test.script, n, i+1)
		}
	}
	sameGivenBack(t, r.journal, r.simulator)
}

// lateRefusal: over a slow link a busy machine can bring a refusal after its
// time was up. Then inquiries found the original untouched, which is as true as
// the refusal.
func lateRefusal(got payment.Transaction, want payment.Status) bool {
	return (want == payment.Declined || want == payment.Cancelled) &&
		got.Status == payment.Failed && got.Reason == payment.Unchanged
}

// sameGivenBack: what the journal says was given back of each payment is what
// the terminal's ledger says, but for what is left to a person.
func sameGivenBack(t *testing.T, journal *store.Store, s *simulator.Simulator) {
	t.Helper()
	for _, e := range s.Ledger() {
		if e.Kind != "payment" {
			continue
		}
		list, err := journal.RefundsOf(payment.Reference(e.Reference))
		if err != nil {
			t.Fatal(err)
		}
		var back payment.Money
		for _, one := range list {
			if back += one.GivenBack(); one.Reason == payment.ToConfirm {
				back += one.Fell
			}
		}
		if int64(back) != e.Refunded+e.Reversed {
			t.Errorf("%s: the terminal gave back %d cents, the journal says %v: %+v", e.Reference, e.Refunded+e.Reversed, back, list)
		}
	}
}

// TestVoidAndPartsOnATerminal: a card payment goes back whole, a wallet payment
// in parts and never more than it was, and asking about them afterwards books
// nothing twice.
func TestVoidAndPartsOnATerminal(t *testing.T) {
	r := startTill(t, terminal.LinkHTTP)
	r.simulator.SetScript(simulator.Behaviour{Action: simulator.Approve, HasDelay: true})
	card := r.pay(terminal.Order{Amount: 1250, Channel: payment.Card}, false)
	wallet := r.pay(terminal.Order{Amount: 1250, Channel: payment.FPS}, false)
	if got := r.refund(terminal.RefundOrder{Original: card.Reference}); got.Booked != 1250 {
		t.Errorf("void: %+v", got)
	}
	for _, amount := range []payment.Money{500, 700, 0} {
		r.refund(terminal.RefundOrder{Original: wallet.Reference, Amount: amount})
	}
	for _, p := range []payment.Transaction{card, wallet} {
		r.controller.Refund(terminal.RefundOrder{Original: p.Reference, Amount: 1})
		if e := next[terminal.Refused](r); e.Err == nil || e.Refund.Original != p.Reference {
			t.Errorf("one cent more: %+v", e)
		}
		r.controller.Inquire(p.Reference)
		r.nextChange(p.Reference)
	}
	if list, err := r.journal.RefundsOf(wallet.Reference); err != nil || len(list) != 3 {
		t.Errorf("%+v, %v", list, err)
	}
	sameGivenBack(t, r.journal, r.simulator)
}

// next waits for the next event of a type.
func next[E terminal.Event](r *till) E {
	r.t.Helper()
	patience := time.After(20 * time.Second)
	for {
		select {
		case e := <-r.controller.Events():
			if e, is := e.(E); is {
				return e
			}
		case <-patience:
			r.t.Fatalf("no %T", *new(E))
		}
	}
}

// nextChange waits until a transaction is told.
func (r *till) nextChange(ref payment.Reference) {
	r.t.Helper()
	for next[terminal.TransactionChanged](r).Transaction.Reference != ref {
	}
}

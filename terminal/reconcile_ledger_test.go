package terminal_test

import (
	"testing"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/simulator"
)

// reconcile asks about the whole journal and waits for the end.
func (r *till) reconcile() payment.Reconciliation {
	r.t.Helper()
	var list []payment.Reference
	page, err := r.journal.Newest(1000, "")
	if err != nil {
		r.t.Fatal(err)
	}
	for _, t := range page {
		list = append(list, t.Reference)
	}
	r.controller.Reconcile(list, "May")
	return next[terminal.Reconciled](r).Result
}

// TestReconcileWithATerminal: after a day of all kinds of answers the journal and
// the terminal agree; what another till gives back meanwhile, and what the
// terminal gives back by itself, is found, booked and found no more.
func TestReconcileWithATerminal(t *testing.T) {
	for _, kind := range []terminal.LinkKind{terminal.LinkHTTP, terminal.LinkHTTPS, terminal.LinkTCP, terminal.LinkSerial} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			p := checkProfile()
			p.Link, p.PaymentTimeout = kind, 1
			s, p := startTerminal(t, p)
			r := runTill(t, p, s)
			order := terminal.Order{Amount: 1250, Channel: payment.WeChatPay}
			var paid payment.Transaction
			for _, script := range []string{"approve:1ms", "decline:1201", "customer-cancels:1ms", "answer-lost", "drop", "error:4007", "approve:1ms"} {
				r.act(script)
				if got := r.pay(order, false); got.Status == payment.Approved {
					paid = got
				}
			}
			for _, script := range []string{"approve", "answer-lost", "decline:1269", "drop"} {
				behaviours, err := simulator.ParseScript(script)
				if err != nil {
					t.Fatal(err)
				}
				s.SetRefundScript(behaviours...)
				r.refund(terminal.RefundOrder{Original: paid.Reference, Amount: 100})
			}
			if got := r.reconcile(); !got.Agrees() || got.Of != 11 || len(got.Channels) != 1 || got.Channels[0].Asked != 11 {
				t.Errorf("%+v", got)
			}
			r.act("reversed")
			r.pay(order, false)
			if kind != terminal.LinkSerial { // a line has one till
				s.SetRefundScript()
				other := runTill(t, p, s)
				found := other.find(paid.Syssn)
				other.refund(terminal.RefundOrder{Original: found.Transaction.Reference, Amount: 300})
				if got := other.reconcile(); !got.Agrees() {
					t.Errorf("the other till: %+v", got)
				}
			}
			sameAfterwards(t, r, r.reconcile(), kind)
			sameGivenBack(t, r.journal, s)
			if n := s.Requests(haojin.OpPayment); n != 8 {
				t.Errorf("%d payments were sent", n)
			}
		})
	}
}

// sameAfterwards: what differed was told and booked.
func sameAfterwards(t *testing.T, r *till, got payment.Reconciliation, kind terminal.LinkKind) {
	t.Helper()
	want := map[payment.Money]bool{300: kind != terminal.LinkSerial, 1250: true}
	for _, d := range got.Differences() {
		gone := d.Terminal.GivenBack - d.Journal.GivenBack
		if !d.GivenBack || !want[gone] || d.Now.GivenBack != d.Terminal.GivenBack {
			t.Errorf("%+v", d)
		}
		want[gone] = false
	}
	if want[300] || want[1250] || len(got.NotAsked) != 0 {
		t.Errorf("%+v", got)
	}
	if again := r.reconcile(); !again.Agrees() {
		t.Errorf("again: %+v", again)
	}
}

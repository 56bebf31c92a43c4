package terminal_test

import (
	"testing"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/simulator"
)

// find searches and waits for what comes of it.
func (r *till) find(text string) terminal.Found {
	r.t.Helper()
	r.controller.Find(text, "May")
	return next[terminal.Found](r)
}

// TestFindOnATerminal: what one till has sold another gives back on the same
// terminal, whatever becomes of the answers, and both agree with its ledger.
func TestFindOnATerminal(t *testing.T) {
	for _, kind := range []terminal.LinkKind{terminal.LinkHTTP, terminal.LinkTCP} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			p := checkProfile()
			p.Link, p.PaymentTimeout = kind, 1
			s, address := startSimulator(t, p)
			p.Address = address
			s.SetScript(simulator.Behaviour{Action: simulator.Approve, HasDelay: true})
			seller, other := runTill(t, p, s), runTill(t, p, s)
			sold := seller.pay(terminal.Order{Amount: 1250, Channel: payment.WeChatPay}, false)
			seller.refund(terminal.RefundOrder{Original: sold.Reference, Amount: 100})
			found := other.find(string(sold.Reference))
			if got := found.Transaction; found.Err != nil || !got.Foreign || got.Syssn != sold.Syssn || got.Booked != 1250 || got.Channel != sold.Channel {
				t.Fatalf("%+v", found)
			}
			if again := other.find(sold.Syssn); again.Transaction.Reference != found.Transaction.Reference {
				t.Errorf("found twice: %+v", again)
			}
			original := found.Transaction.Reference
			for _, test := range []struct {
				script string
				status payment.Status
			}{
				{"answer-lost", payment.Approved},
				{"decline:1269", payment.Declined},
				{"drop", payment.Failed},
				{"garbage", payment.Approved},
				{"approve", payment.Approved},
			} {
				script, err := simulator.ParseScript(test.script)
				if err != nil {
					t.Fatal(err)
				}
				s.SetRefundScript(script...)
				if got := other.refund(terminal.RefundOrder{Original: original, Amount: 300}); got.Status != test.status {
					t.Errorf("%s: %s (%s)", test.script, got.Status, got.Reason)
				}
			}
			other.controller.Refund(terminal.RefundOrder{Original: original, Amount: 300})
			if e := next[terminal.Refused](other); e.Err == nil {
				t.Errorf("more than it was: %+v", e)
			}
			if got := other.refund(terminal.RefundOrder{Original: original}); got.Booked != 250 {
				t.Errorf("the rest: %+v", got)
			}
			if back := s.Ledger()[0].Refunded; back != 1250 || s.Requests(haojin.OpRefund) != 7 {
				t.Errorf("%d cents were given back by %d refunds", back, s.Requests(haojin.OpRefund))
			}
			list, err := other.journal.RefundsOf(original)
			if err != nil {
				t.Fatal(err)
			}
			var ours, elsewhere payment.Money
			for _, one := range list {
				if one.Foreign {
					elsewhere += one.GivenBack()
				} else {
					ours += one.GivenBack()
				}
			}
			if ours != 1150 || elsewhere != 100 {
				t.Errorf("the till gave back %v, others %v: %+v", ours, elsewhere, list)
			}
			refund := list[len(list)-1]
			for text, want := range map[string]terminal.Found{refund.Syssn: {Transaction: refund}, "1": {Err: terminal.ErrOriginalUnknown}} {
				if e := other.find(text); e.Transaction.Reference != want.Transaction.Reference || (e.Err == nil) != (want.Err == nil) {
					t.Errorf("%s: %+v", text, e)
				}
			}
			if e := seller.find(refund.Syssn); e.Err == nil {
				t.Errorf("another's refund: %+v", e)
			}
		})
	}
}

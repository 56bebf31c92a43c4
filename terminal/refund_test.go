package terminal

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// paid takes a payment of HK$12.50 whose syssn is S1.
func (r *rig) paid(c payment.Channel) payment.Transaction {
	r.t.Helper()
	r.on(haojin.OpPayment, r.approves())
	r.on(haojin.OpInquiry, r.finds("0000"))
	r.pay(Order{Amount: 1250, Channel: c})
	r.pass(time.Second)
	return r.want(payment.Approved, payment.NoReason)
}

// left is an inquiry's answer: so many cents of the payment are left.
func (r *rig) left(p payment.Transaction, cancel, left string) reply {
	data := fields{
		"syssn": p.Syssn, "out_trade_no": string(p.Reference), "tradetp": "payment", "txamt": "1250",
		"respcd": "0000", "cancel": cancel, "busicd": "800208",
	}
	if left != "" {
		data["allow_refund_amt"] = left
	}
	return r.says("6000", "", data)
}

// gives is the sealed approval of a refund.
func (r *rig) gives(amount string) reply {
	return r.says("6000", "", fields{"orig_syssn": "S1", "syssn": "S9", "txamt": amount, "originTxamt": "1250", "txcurrcd": "HKD"})
}

func (r *rig) refund(o RefundOrder) {
	r.controller.Refund(o)
	synctest.Wait()
}

// refunds returns what was given back, or tried to be, oldest first.
func (r *rig) refunds(p payment.Transaction) []payment.Transaction {
	r.t.Helper()
	list, err := r.store.RefundsOf(p.Reference)
	if err != nil {
		r.t.Fatal(err)
	}
	return list
}

func (r *rig) refused(want error) Refused {
	r.t.Helper()
	e := last[Refused](r)
	if e.Command != CommandRefund || !errors.Is(e.Err, want) {
		r.t.Errorf("told %+v, want %v", e, want)
	}
	return e
}

func TestRefundApproved(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.profile.StayOnResult = true
		r.start()
		p := r.paid(payment.WeChatPay)
		r.on(haojin.OpInquiry, r.left(p, "0", "1250"))
		r.on(haojin.OpRefund, func(ctx context.Context, q request) ([]byte, error) {
			if got := r.newest(); got.Status != payment.Sent || got.Refundable != 1250 || got.Kind != payment.Refund {
				t.Errorf("the journal says %+v while the request leaves", got)
			}
			return after(3*time.Second, r.gives("500"))(ctx, q)
		})
		r.refund(RefundOrder{Original: p.Reference, Amount: 500, Operator: "May", Reason: "broken"})
		r.pass(time.Second)
		if e := last[SaleChanged](r); e.Phase != Waiting || e.Instruction != FollowTerminal || e.CanCancel || e.Sale.Kind != payment.Refund {
			t.Errorf("told %+v", e)
		}
		r.cancel(r.newest().Reference)
		if e := last[Refused](r); !errors.Is(e.Err, ErrNothingToCancel) || len(r.sent(haojin.OpCancel)) > 0 {
			t.Errorf("a cancel of a refund: %+v", e)
		}
		r.pass(5 * time.Second)
		got := r.want(payment.Approved, payment.NoReason)
		if got.Booked != 500 || got.Syssn != "S9" || got.Original != p.Reference || got.OriginalSyssn != "S1" ||
			got.Channel != payment.WeChatPay || got.Operator != "May" || got.Note != "broken" || got.AmountDiffers {
			t.Errorf("booked %+v", got)
		}
		if e := last[SaleChanged](r); e.Phase != Finished || e.Sale.Reference != got.Reference || e.Sale.Booked != 500 {
			t.Errorf("told %+v", e)
		}
		if e := last[TransactionChanged](r); e.Transaction.Reference != p.Reference {
			t.Errorf("the original wasn't told: %+v", e)
		}
		content := r.sent(haojin.OpRefund)[0].content
		if content["orderId"].Text != "S1" || content["refund_amount"].Text != "5" || content["refund_amount"].Number ||
			content["allow_modify_flag"].Text != "0" || content["moveToBack"].Text != "0" {
			t.Errorf("sent %v", content)
		}
		history, err := r.store.Transitions(got.Reference)
		if err != nil || len(history) != 3 || len(history[0].Answer) == 0 || len(history[2].Answer) == 0 {
			t.Errorf("history %+v, %v", history, err)
		}
		r.wantTrail(fmt.Sprintf("May|refund asked for|%s|HK$5.00 of %s: broken", got.Reference, p.Reference))
	})
}

// TestVoid: a whole payment is given back without naming an amount.
func TestVoid(t *testing.T) {
	for amount, left := range map[payment.Money]string{0: "1250", 1250: "1250.0"} {
		virtual(t, func(t *testing.T, r *rig) {
			r.start()
			p := r.paid(payment.Card)
			r.on(haojin.OpInquiry, r.left(p, "0", left))
			r.on(haojin.OpRefund, r.gives("1250"))
			r.refund(RefundOrder{Original: p.Reference, Amount: amount})
			if got := r.want(payment.Approved, payment.NoReason); got.Booked != 1250 {
				t.Errorf("booked %+v", got)
			}
			if _, named := r.sent(haojin.OpRefund)[0].content["refund_amount"]; named {
				t.Error("a void names an amount")
			}
			r.refund(RefundOrder{Original: p.Reference})
			r.refused(payment.ErrNothingLeft)
			if n := len(r.sent(haojin.OpRefund)); n != 1 {
				t.Errorf("%d refunds were sent", n)
			}
		})
	}
}

// TestRefundRefused: nothing is sent but an inquiry, and nothing is written.
func TestRefundRefused(t *testing.T) {
	type rigged = func(r *rig, p payment.Transaction) reply
	whole := func(r *rig, p payment.Transaction) reply { return r.left(p, "0", "1250") }
	says := func(code, problem string, data fields) rigged {
		return func(r *rig, _ payment.Transaction) reply { return r.says(code, problem, data) }
	}
	for _, test := range []struct {
		name    string
		channel payment.Channel
		amount  payment.Money
		inquiry rigged
		want    error
		asked   int
	}{
		{"Octopus", payment.Octopus, 0, whole, payment.ErrNeverRefunded, 0},
		{"part of a card payment on its day", payment.Card, 5, whole, payment.ErrOnlyWhole, 0},
		{"more than it was", payment.Alipay, 1251, whole, payment.ErrTooMuchBack, 0},
		{"more than the terminal lets", payment.Alipay, 500, func(r *rig, p payment.Transaction) reply { return r.left(p, "0", "499") }, payment.ErrTooMuchBack, 1},
		{"nothing left there", payment.Alipay, 500, func(r *rig, p payment.Transaction) reply { return r.left(p, "0", "0") }, payment.ErrNothingLeft, 1},
		{"a card payment, part gone", payment.Card, 0, func(r *rig, p payment.Transaction) reply { return r.left(p, "0", "1000") }, payment.ErrOnlyWhole, 1},
		{"no such order", payment.Alipay, 0, says("6002", "(1136)", nil), ErrOriginalUnknown, 1},
		{"silence", payment.Alipay, 0, func(*rig, payment.Transaction) reply { return never }, ErrOriginalUnconfirmed, 1},
		{"wrong key", payment.Alipay, 0, func(*rig, payment.Transaction) reply { return plainAnswer("5001", "", nil) }, ErrOriginalUnconfirmed, 1},
		{"forged", payment.Alipay, 0, func(_ *rig, p payment.Transaction) reply {
			return plainAnswer("6000", "", fields{"syssn": "S1", "txamt": "1250", "respcd": "0000", "allow_refund_amt": "1250"})
		}, ErrOriginalUnconfirmed, 1},
		{"another order", payment.Alipay, 0, says("6000", "", fields{"syssn": "S2", "respcd": "0000"}), ErrOriginalUnconfirmed, 1},
		{"another's reference", payment.Alipay, 0, says("6000", "", fields{
			"syssn": "S1", "out_trade_no": "01JDBQ6Z9W3C8Q4T5VQ2R7N0XA", "respcd": "0000", "txamt": "1250", "allow_refund_amt": "1250",
		}), ErrOriginalUnconfirmed, 1},
		{"still going on", payment.Alipay, 0, says("6000", "", fields{"syssn": "S1", "respcd": "1143"}), ErrOriginalUnconfirmed, 1},
		{"partly back, nobody knows how much", payment.Alipay, 0, func(r *rig, p payment.Transaction) reply { return r.left(p, "5", "") }, ErrRefundableUnknown, 1},
	} {
		virtual(t, func(t *testing.T, r *rig) {
			r.start()
			p := r.paid(test.channel)
			before := len(r.sent(haojin.OpInquiry))
			r.on(haojin.OpInquiry, test.inquiry(r, p))
			r.refund(RefundOrder{Original: p.Reference, Amount: test.amount})
			r.pass(time.Minute)
			if e := last[Refused](r); e.Command != CommandRefund || !errors.Is(e.Err, test.want) || e.Refund.Original != p.Reference {
				t.Errorf("%s: told %+v, want %v", test.name, e, test.want)
			}
			if n := len(r.sent(haojin.OpInquiry)) - before; n != test.asked {
				t.Errorf("%s: %d inquiries", test.name, n)
			}
			if len(r.refunds(p)) != 0 || len(r.sent(haojin.OpRefund)) != 0 {
				t.Errorf("%s: it left traces: %+v", test.name, r.refunds(p))
			}
			r.on(haojin.OpPayment, r.approves())
			if r.pay(card); r.newest().Status != payment.Approved {
				t.Errorf("%s: the till doesn't charge any more", test.name)
			}
		})
	}
}

func TestRefundNeedsTheManager(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		r.on(haojin.OpPayment, r.says("6000", "", fields{"out_trade_no": "OURS", "syssn": "S1", "txamt": "1300"}))
		r.pay(Order{Amount: 1250, Channel: payment.Alipay})
		r.pass(time.Second)
		p := r.want(payment.Approved, payment.NoReason)
		r.on(haojin.OpInquiry, r.says("6000", "", fields{
			"syssn": "S1", "out_trade_no": string(p.Reference), "txamt": "1300", "respcd": "0000", "allow_refund_amt": "1300",
		}))
		r.on(haojin.OpRefund, r.gives("1300"))
		r.refund(RefundOrder{Original: p.Reference})
		r.refused(ErrNeedsManager)
		r.refund(RefundOrder{Original: p.Reference, Manager: true})
		if got := r.want(payment.Approved, payment.NoReason); got.Booked != 1300 || got.Kind != payment.Refund || got.AmountDiffers {
			t.Errorf("%+v", got)
		}
	})
}

// TestOwnAnswerOfARefund: protocol section 4, for refunds.
func TestOwnAnswerOfARefund(t *testing.T) {
	for _, test := range []struct {
		name   string
		answer func(r *rig) reply
		status payment.Status
		reason payment.Reason
	}{
		{"declined for refunds only", func(r *rig) reply { return r.says("6002", "(1269)", nil) }, payment.Declined, ""},
		{"refunded already", func(r *rig) reply { return r.says("6002", "(1125)", nil) }, payment.Declined, ""},
		{"nobody signed in", func(r *rig) reply { return r.says("4007", "", nil) }, payment.Failed, payment.Refused},
		{"cancelled", func(r *rig) reply { return r.says("6001", "", nil) }, payment.Cancelled, ""},
		{"an error", func(r *rig) reply { return r.says("6002", "", nil) }, payment.Unknown, payment.Undecided},
		{"another original", func(r *rig) reply { return r.says("6000", "", fields{"orig_syssn": "S2", "txamt": "500"}) }, payment.Unknown, payment.OtherOrder},
		{"no original", func(r *rig) reply { return r.says("6000", "", fields{"syssn": "S9", "txamt": "500"}) }, payment.Unknown, payment.NoIdentity},
		{"our reference and no original", func(r *rig) reply { return r.says("6000", "", fields{"out_trade_no": "OURS", "txamt": "500"}) }, payment.Unknown, payment.NoIdentity},
		{"forged", func(*rig) reply { return plainAnswer("6000", "", fields{"orig_syssn": "S1", "txamt": "500"}) }, payment.Unknown, payment.Unconfirmed},
		{"never reached", func(*rig) reply { return fails(errRefused) }, payment.Failed, payment.NotReached},
		{"lost", func(*rig) reply { return fails(errDropped) }, payment.Unknown, payment.ConnectionLost},
	} {
		virtual(t, func(t *testing.T, r *rig) {
			r.start()
			p := r.paid(payment.Alipay)
			r.on(haojin.OpInquiry, r.left(p, "0", "1250"))
			r.on(haojin.OpRefund, test.answer(r))
			r.refund(RefundOrder{Original: p.Reference, Amount: 500})
			got := r.newest()
			if got.Status != test.status || got.Reason != test.reason || got.Booked != 0 {
				t.Errorf("%s: %s (%s)", test.name, got.Status, got.Reason)
			}
			r.pass(time.Hour)
			if got := r.newest(); got.Unresolved() {
				t.Errorf("%s: an hour later %s (%s)", test.name, got.Status, got.Reason)
			}
			if n := len(r.sent(haojin.OpRefund)); n != 1 {
				t.Errorf("%s: %d refunds were sent", test.name, n)
			}
		})
	}
}

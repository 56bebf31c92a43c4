package terminal

import (
	"context"
	"errors"
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

// TestDeniedOriginalIsToldAndNotGivenBack: the inquiry before a refund is
// evidence about the payment too.
func TestDeniedOriginalIsToldAndNotGivenBack(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		p := r.paid(payment.Alipay)
		r.on(haojin.OpInquiry, r.says("6000", "", fields{"syssn": "S1", "out_trade_no": string(p.Reference), "respcd": "1205"}))
		r.refund(RefundOrder{Original: p.Reference})
		r.refused(ErrOriginalUnconfirmed)
		if got := r.want(payment.Approved, payment.NoReason); got.Contradiction != payment.DeniedLater {
			t.Errorf("%+v", got)
		}
	})
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
			r.controller.Replace(r.profile)
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

// TestRefundOfAnothersPayment: the till didn't take it, so it gives back what
// the terminal knows of it, and books no payment.
func TestRefundOfAnothersPayment(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		theirs := func(busicd, sysdtm, left string) reply {
			return r.says("6000", "", fields{
				"syssn": "S7", "out_trade_no": "ANOTHER-TILL-1", "tradetp": "payment", "txamt": "2000", "respcd": "0000",
				"cancel": "5", "allow_refund_amt": left, "busicd": busicd, "sysdtm": sysdtm,
			})
		}
		now := time.Now().In(payment.HongKong()).Format("2006-01-02 15:04:05")
		r.start()
		r.on(haojin.OpRefund, r.says("6000", "", fields{"orig_syssn": "S7", "syssn": "S9", "txamt": "300"}))
		for _, test := range []struct {
			amount               payment.Money
			busicd, sysdtm, left string
			want                 error
		}{
			{0, "803708", now, "2000", payment.ErrNeverRefunded},
			{300, "802808", now, "2000", payment.ErrOnlyWhole},
			{1501, "802808", "2026-01-01 12:00:00", "1500", payment.ErrTooMuchBack},
			{0, "", "", "0", payment.ErrNothingLeft},
			{300, "", "", "", ErrRefundableUnknown},
		} {
			r.on(haojin.OpInquiry, theirs(test.busicd, test.sysdtm, test.left))
			r.refund(RefundOrder{Syssn: "S7", Amount: test.amount})
			r.refused(test.want)
		}
		r.on(haojin.OpInquiry, theirs("802808", "1999-12-31 12:00:00", "1500"))
		r.refund(RefundOrder{Syssn: "S7", Amount: 300})
		got := r.want(payment.Approved, payment.NoReason)
		if got.Kind != payment.Refund || got.Original != "" || got.OriginalSyssn != "S7" || got.Booked != 300 ||
			got.Channel != payment.Card || got.Refundable != 1500 {
			t.Errorf("%+v", got)
		}
		if page, err := r.store.Newest(9, ""); err != nil || len(page) != 1 {
			t.Errorf("the journal holds %+v, %v", page, err)
		}
		r.refund(RefundOrder{})
		r.refused(ErrOriginalUnknown)
		r.refund(RefundOrder{Original: got.Reference})
		r.refused(payment.ErrNotPayment)
		r.refund(RefundOrder{Syssn: "S9"})
		r.refused(payment.ErrNotPayment)
	})
}

// TestRefundBySyssnOfOurOwnPayment: it is booked beside the payment all the same.
func TestRefundBySyssnOfOurOwnPayment(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		p := r.paid(payment.Alipay)
		r.on(haojin.OpInquiry, r.left(p, "0", "1250"))
		r.on(haojin.OpRefund, r.gives("500"))
		r.refund(RefundOrder{Syssn: "S1", Amount: 500})
		if list := r.refunds(p); len(list) != 1 || list[0].Booked != 500 {
			t.Errorf("%+v", list)
		}
	})
}

// TestRefundOfAPaymentWithoutSyssn: the inquiry tells it.
func TestRefundOfAPaymentWithoutSyssn(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.prove()
		r.start()
		r.on(haojin.OpPayment, r.says("6000", "", fields{"out_trade_no": "OURS", "txamt": "1250"}))
		r.pay(Order{Amount: 1250, Channel: payment.Alipay})
		p := r.want(payment.Approved, payment.NoReason)
		p.Syssn = "S1"
		r.on(haojin.OpInquiry, r.left(p, "0", "1250"))
		r.on(haojin.OpRefund, r.gives("1250"))
		r.refund(RefundOrder{Original: p.Reference})
		if got := r.want(payment.Approved, payment.NoReason); got.OriginalSyssn != "S1" || got.Kind != payment.Refund {
			t.Errorf("%+v", got)
		}
		r.on(haojin.OpPayment, r.says("6000", "", fields{"out_trade_no": "OURS", "txamt": "1250"}))
		r.pay(Order{Amount: 1250, Channel: payment.Alipay})
		p = r.newest() // and here nobody does
		r.on(haojin.OpInquiry, r.left(p, "0", "1250"))
		r.refund(RefundOrder{Original: p.Reference})
		r.refused(ErrOriginalUnconfirmed)
	})
}

// TestRefundAfterANewKey: what was sold with the old key is given back with the
// one in use, when the terminal doesn't know the old one any more.
func TestRefundAfterANewKey(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		p := r.paid(payment.Alipay)
		r.close()
		old := r.profile
		r.profile.POSKey = "another_pos_key_"
		refuses, knows := plainAnswer("5001", "", nil), r.left(p, "0", "1250")
		r.on(haojin.OpInquiry, func(ctx context.Context, q request) ([]byte, error) {
			if len(r.sent(haojin.OpInquiry))%2 == 0 {
				return refuses(ctx, q)
			}
			return knows(ctx, q)
		})
		r.on(haojin.OpRefund, r.gives("1250"))
		r.start()
		before := len(r.sent(haojin.OpInquiry))
		r.refund(RefundOrder{Original: p.Reference})
		if got := r.want(payment.Approved, payment.NoReason); got.Profile != r.profile.ID() || got.Profile == old.ID() {
			t.Errorf("%+v", got)
		}
		if n := len(r.sent(haojin.OpInquiry)) - before; n != 2 {
			t.Errorf("%d inquiries", n)
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

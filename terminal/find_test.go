package terminal

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// Another till's payment: its syssn, and what that till calls it.
const (
	theirSyssn     = "20000101120000000000000007"
	theirReference = "01JDBQ6Z9W3C8Q4T5VQ2R7N0XA"
)

func (r *rig) find(text string) Found {
	r.t.Helper()
	r.controller.Find(text, "May")
	synctest.Wait()
	e := last[Found](r)
	if e.Text != text {
		r.t.Errorf("looked for %q, told %+v", text, e)
	}
	return e
}

// theirs is what the terminal says of another till's payment of HK$20.00 by
// either of its names, in whichever field.
func (r *rig) theirs(change fields) reply {
	data := fields{
		"syssn": theirSyssn, "out_trade_no": theirReference, "tradetp": "payment", "txamt": "2000", "respcd": "0000",
		"cancel": "0", "allow_refund_amt": "2000", "busicd": "800208", "txcurrcd": "HKD", "sysdtm": "1999-12-31 12:00:00",
	}
	for name, value := range change {
		data[name] = value
	}
	found, absent := r.says("6000", "", data), r.knowsNothing()
	return func(ctx context.Context, q request) ([]byte, error) {
		if q.content["orderId"].Text == theirSyssn || q.content["out_trade_no"].Text == theirReference {
			return found(ctx, q)
		}
		return absent(ctx, q)
	}
}

// foreign returns the foreign transactions in the journal, newest first.
func (r *rig) foreign() (list []payment.Transaction) {
	r.t.Helper()
	page, err := r.store.Newest(100, "")
	if err != nil {
		r.t.Fatal(err)
	}
	return slices.DeleteFunc(page, func(t payment.Transaction) bool { return !t.Foreign })
}

func TestFindAnothersPayment(t *testing.T) {
	for _, text := range []string{theirSyssn, " 20000101 120000 000000000007\n", theirReference, "01jdbq6z9w3c8q4t5vq2r7n0xa"} {
		virtual(t, func(t *testing.T, r *rig) {
			r.start()
			r.on(haojin.OpInquiry, r.theirs(nil))
			e := r.find(text)
			got := e.Transaction
			if e.Err != nil || got.Kind != payment.Payment || got.Status != payment.Approved || !got.Foreign || got.Booked != 2000 ||
				got.Amount != 2000 || got.Channel != payment.WeChatPay || got.Syssn != theirSyssn || got.OutTradeNo != theirReference ||
				got.Reference == theirReference || !got.Reference.Valid() || got.Operator != "May" || got.Unresolved() {
				t.Errorf("%q: %+v", text, e)
			}
			if !got.Created.Equal(time.Now()) || got.Sent.In(payment.HongKong()).Format(time.DateTime) != "1999-12-31 12:00:00" {
				t.Errorf("created %v, taken %v", got.Created, got.Sent)
			}
			if changed := last[TransactionChanged](r).Transaction; changed != got {
				t.Errorf("told %+v", changed)
			}
			history, err := r.store.Transitions(got.Reference)
			if err != nil || len(history) != 1 || history[0].Evidence != payment.ByInquiry || len(history[0].Answer) == 0 || history[0].By != "May" {
				t.Errorf("history %+v, %v", history, err)
			}
			if n := len(r.sent(haojin.OpInquiry)); n != 1 {
				t.Errorf("%q: %d inquiries", text, n)
			}
			for _, again := range []string{theirSyssn, theirReference, string(got.Reference), text} {
				if e := r.find(again); e.Err != nil || e.Transaction.Reference != got.Reference {
					t.Errorf("%q again: %+v", again, e)
				}
			}
			r.pass(time.Hour) // asked about by its syssn
			if list := r.foreign(); len(list) != 1 || list[0].Reference != got.Reference ||
				list[0].Status != payment.Approved || list[0].Booked != 2000 || list[0].Contradiction != "" {
				t.Errorf("the journal holds %+v", list)
			}
			r.wantTrail(fmt.Sprintf("May|another till's payment found|%s|HK$20.00, %s", got.Reference, theirSyssn))
		})
	}
}

// TestFindNothing: each has an error of its own, and leaves nothing behind.
func TestFindNothing(t *testing.T) {
	found := func(change fields) func(r *rig) reply {
		return func(r *rig) reply { return r.theirs(change) }
	}
	for _, test := range []struct {
		name, text string
		answer     func(r *rig) reply
		want       error
		asked      int
	}{
		{"nothing", " ", found(nil), ErrNothingToFind, 0},
		{"no name", "what?", found(nil), ErrNothingToFind, 0},
		{"no such order", "123", found(nil), ErrOriginalUnknown, 2},
		{"no such reference", "SHOP-123", found(nil), ErrOriginalUnknown, 2},
		{"a refund", theirSyssn, found(fields{"tradetp": "refund", "origssn": "1"}), payment.ErrNotPayment, 1},
		{"yuan", theirSyssn, found(fields{"txcurrcd": "CNY"}), ErrOtherCurrency, 1},
		{"declined", theirSyssn, found(fields{"respcd": "1205"}), payment.ErrNotApproved, 1},
		{"cancelled", theirReference, found(fields{"respcd": "1263"}), payment.ErrNotApproved, 1},
		{"going on", theirSyssn, found(fields{"respcd": "1143"}), payment.ErrNotApproved, 1},
		{"another order", theirSyssn, found(fields{"syssn": "1", "out_trade_no": "OTHER-1"}), ErrOriginalUnconfirmed, 1},
		{"without a syssn", theirReference, found(fields{"syssn": ""}), ErrNoSyssn, 1},
		{"without an amount", theirSyssn, found(fields{"txamt": ""}), ErrAmountUnknown, 1},
		{"an amount that isn't one", theirSyssn, found(fields{"txamt": "20,00"}), ErrAmountUnknown, 1},
		{"forged", theirSyssn, func(*rig) reply {
			return plainAnswer("6000", "", fields{"syssn": theirSyssn, "txamt": "2000", "respcd": "0000", "allow_refund_amt": "2000"})
		}, ErrOriginalUnconfirmed, 1},
		{"wrong key", theirSyssn, func(*rig) reply { return plainAnswer("5001", "", nil) }, ErrOriginalUnconfirmed, 1},
		{"wrong parameters", theirSyssn, func(r *rig) reply { return r.says("4006", "", nil) }, ErrOriginalUnconfirmed, 2},
		{"garbage", theirSyssn, func(*rig) reply {
			return func(context.Context, request) ([]byte, error) { return []byte("garbage"), nil }
		}, ErrOriginalUnconfirmed, 1},
		{"silence", theirSyssn, func(*rig) reply { return never }, ErrNotAnswered, 1},
		{"never reached", theirSyssn, func(*rig) reply { return fails(errRefused) }, ErrNotAnswered, 1},
	} {
		virtual(t, func(t *testing.T, r *rig) {
			r.start()
			r.on(haojin.OpInquiry, test.answer(r))
			r.controller.Find(test.text, "May")
			r.pass(time.Minute)
			if e := last[Found](r); !errors.Is(e.Err, test.want) || e.Text != test.text || e.Transaction.Reference != "" {
				t.Errorf("%s: told %+v, want %v", test.name, e, test.want)
			}
			if n := len(r.sent(haojin.OpInquiry)); n != test.asked {
				t.Errorf("%s: %d inquiries, want %d", test.name, n, test.asked)
			}
			if page, err := r.store.Newest(9, ""); err != nil || len(page) != 0 {
				t.Errorf("%s: the journal holds %+v, %v", test.name, page, err)
			}
			r.wantTrail()
			r.on(haojin.OpPayment, r.approves())
			if r.pay(card); r.newest().Status != payment.Approved {
				t.Errorf("%s: the till doesn't charge any more", test.name)
			}
		})
	}
}

// TestFindOurOwn: what the journal holds isn't asked for, and what the terminal
// names by another name isn't written twice.
func TestFindOurOwn(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.prove()
		r.start()
		r.on(haojin.OpPayment, r.says("6000", "", fields{"out_trade_no": "OURS", "txamt": "1250"}))
		r.pay(card)
		p := r.want(payment.Approved, "")
		if e := r.find(string(p.Reference)); e.Err != nil || e.Transaction != p || len(r.sent(haojin.OpInquiry)) != 0 {
			t.Errorf("by its reference: %+v", e)
		}
		r.on(haojin.OpInquiry, r.theirs(fields{"out_trade_no": string(p.Reference), "txamt": "1250", "allow_refund_amt": "1250"}))
		if e := r.find(theirSyssn); e.Err != nil || e.Transaction.Reference != p.Reference {
			t.Errorf("by a syssn that it doesn't know: %+v", e)
		}
		r.on(haojin.OpInquiry, r.says("6000", "", fields{"out_trade_no": "OURS", "syssn": theirSyssn, "txamt": "1250", "respcd": "0000"}))
		r.controller.Inquire(p.Reference)
		r.pass(time.Second)
		asked := len(r.sent(haojin.OpInquiry))
		if e := r.find(theirSyssn); e.Err != nil || e.Transaction.Reference != p.Reference || len(r.sent(haojin.OpInquiry)) != asked {
			t.Errorf("by a syssn that it has learnt: %+v", e)
		}
		if len(r.foreign()) != 0 {
			t.Errorf("the journal holds %+v", r.foreign())
		}
	})
}

// TestFindWaitsItsTurn: a search waits for an inquiry, and gives way to a sale.
func TestFindWaitsItsTurn(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		p := r.paid(payment.Alipay)
		theirs := r.theirs(nil)
		r.on(haojin.OpInquiry, after(5*time.Second, theirs))
		r.controller.Inquire(p.Reference)
		synctest.Wait()
		r.controller.Find(theirSyssn, "")
		if e := r.find("123"); !errors.Is(e.Err, ErrFinding) {
			t.Errorf("two at once: %+v", e)
		}
		r.controller.Replace(r.profile, "")
		r.pass(6 * time.Second)
		if e := last[Refused](r); e.Command != CommandReplace || !errors.Is(e.Err, ErrBusy) {
			t.Errorf("another terminal during a search: %+v", e)
		}
		r.on(haojin.OpPayment, after(10*time.Second, r.approves()))
		r.pay(card)
		if e := last[Found](r); e.Text != theirSyssn || !errors.Is(e.Err, ErrBusy) {
			t.Errorf("a sale during a search: %+v", e)
		}
		r.want(payment.Sent, "")
		if e := r.find(theirSyssn); !errors.Is(e.Err, ErrBusy) {
			t.Errorf("a search during a sale: %+v", e)
		}
		r.pass(time.Minute)
		if n := len(r.foreign()); n != 0 {
			t.Errorf("%d were found", n)
		}
		r.on(haojin.OpInquiry, theirs)
		if e := r.find(theirSyssn); e.Err != nil {
			t.Error(e.Err)
		}
	})
	virtual(t, func(t *testing.T, r *rig) {
		r.profile = Profile{}
		r.start()
		if e := r.find(theirSyssn); !errors.Is(e.Err, ErrNotConfigured) {
			t.Errorf("without a terminal: %+v", e)
		}
	})
}

// TestFindThatCannotBeWritten and one that is found as the till closes: nothing
// is half there, and the next search finds it once.
func TestFindThatCannotBeWritten(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.journal = &failingJournal{Journal: r.store}
		r.on(haojin.OpInquiry, r.theirs(fields{"cancel": "5", "allow_refund_amt": "1500"}))
		r.start()
		if e := r.find(theirSyssn); !errors.Is(e.Err, ErrJournal) || e.Transaction.Reference != "" {
			t.Errorf("told %+v", e)
		}
		if e := last[JournalChanged](r); !errors.Is(e.Err, errDisk) {
			t.Errorf("told %+v", e)
		}
		r.close()
		r.wantTrail()
		r.journal = r.store
		found := r.theirs(fields{"cancel": "5", "allow_refund_amt": "1500"})
		r.on(haojin.OpInquiry, after(time.Second, found))
		r.start()
		r.controller.Find(theirSyssn, "May")
		synctest.Wait()
		r.close() // before it is answered
		r.start()
		r.find(theirSyssn)
		r.pass(time.Minute)
		list := r.foreign()
		if len(list) != 2 || list[0].Kind != payment.Refund || list[0].Booked != 500 || list[0].Original != list[1].Reference {
			t.Errorf("the journal holds %+v", list)
		}
	})
}

// TestRefundOfAFoundPayment: by the same guards as any other, across a lost
// answer and a restart.
func TestRefundOfAFoundPayment(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		r.on(haojin.OpInquiry, r.theirs(fields{"cancel": "5", "allow_refund_amt": "1500"}))
		p := r.find(theirSyssn).Transaction
		r.on(haojin.OpRefund, func(ctx context.Context, q request) ([]byte, error) {
			if q.content["orderId"].Text != theirSyssn || q.content["refund_amount"].Text != "15" {
				t.Errorf("sent %v", q.content)
			}
			r.on(haojin.OpInquiry, fails(errDropped))
			return nil, errDropped
		})
		r.refund(RefundOrder{Original: p.Reference, Amount: 1501})
		r.refused(payment.ErrTooMuchBack)
		r.refund(RefundOrder{Original: p.Reference})
		r.want(payment.Unknown, payment.ConnectionLost)
		for _, o := range []RefundOrder{{Original: p.Reference, Amount: 1}, {Syssn: theirSyssn, Amount: 1}} {
			o.TerminalIsIdle = true
			r.refund(o)
			r.refused(payment.ErrRefundOpen)
		}
		r.close()
		r.start()
		r.on(haojin.OpInquiry, r.theirs(fields{"cancel": "3", "allow_refund_amt": "0"}))
		r.pass(10 * time.Minute)
		got := r.want(payment.Approved, payment.NoReason)
		if got.Kind != payment.Refund || got.Foreign || got.Booked != 1500 || got.Original != p.Reference || got.Channel != payment.WeChatPay {
			t.Errorf("%+v", got)
		}
		r.controller.Inquire(p.Reference)
		r.pass(time.Minute)
		r.refund(RefundOrder{Original: p.Reference, Amount: 1})
		r.refused(payment.ErrNothingLeft)
		if list := r.refunds(p); len(list) != 2 || list[0].Booked != 500 || !list[0].Foreign {
			t.Errorf("given back: %+v", list)
		}
		if now, err := r.store.Transaction(p.Reference); err != nil || now.Contradiction != "" || now.Booked != 2000 {
			t.Errorf("it became %+v, %v", now, err)
		}
		if n := len(r.sent(haojin.OpRefund)); n != 1 {
			t.Errorf("%d refunds were sent", n)
		}
	})
}

// TestAllOfAFoundPaymentIsNamed: the protocol doesn't say in which unit a
// terminal names amounts. Should HK$20 be read as HK$0.20, no more than that goes
// back.
func TestAllOfAFoundPaymentIsNamed(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		r.on(haojin.OpInquiry, r.theirs(fields{"txamt": "20", "allow_refund_amt": "20"}))
		r.on(haojin.OpRefund, r.says("6000", "", fields{"orig_syssn": theirSyssn, "txamt": "0.2", "originTxamt": "20"}))
		r.refund(RefundOrder{Original: r.find(theirSyssn).Transaction.Reference})
		if got := r.sent(haojin.OpRefund); len(got) != 1 || got[0].content["refund_amount"].Text != "0.2" {
			t.Errorf("sent %v", got)
		}
		if got := r.want(payment.Approved, ""); got.Booked != 20 {
			t.Errorf("booked %v", got.Booked)
		}
	})
}

// TestGuardForgetsForeignPayments: a found payment isn't one that was charged a
// moment ago.
func TestGuardForgetsForeignPayments(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.repeatWithin = time.Minute
		r.start()
		r.on(haojin.OpInquiry, r.theirs(nil))
		r.find(theirSyssn)
		r.on(haojin.OpPayment, r.approves())
		r.pay(Order{Amount: 2000, Channel: payment.WeChatPay})
		if n := len(r.sent(haojin.OpPayment)); n != 1 {
			t.Errorf("%d payments were sent", n)
		}
	})
}

// TestFoundCardPaymentOfSomeDay: where nobody says when it was taken, the
// terminal decides whether a part of it may go back.
func TestFoundCardPaymentOfSomeDay(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		r.on(haojin.OpInquiry, r.theirs(fields{"busicd": "802808", "sysdtm": ""}))
		r.on(haojin.OpRefund, r.says("6000", "", fields{"orig_syssn": theirSyssn, "txamt": "300"}))
		r.refund(RefundOrder{Original: r.find(theirSyssn).Transaction.Reference, Amount: 300})
		if got := r.want(payment.Approved, ""); got.Booked != 300 || got.Channel != payment.Card {
			t.Errorf("%+v", got)
		}
	})
}

// TestOpenRefundOfBeforeItWasFound: earlier versions gave back by syssn without
// a payment in the journal.
func TestOpenRefundOfBeforeItWasFound(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		ref, err := r.store.NewReference()
		if err != nil {
			t.Fatal(err)
		}
		old := payment.Transaction{
			Reference: ref, Kind: payment.Refund, Status: payment.Unknown, Amount: 500, OriginalSyssn: theirSyssn, Refundable: 2000,
			Profile: r.profile.ID(), Timeout: 120, Created: time.Now(),
		}
		if err := r.store.Write(payment.Record{Transaction: old, Transition: payment.Transition{Status: old.Status}}); err != nil {
			t.Fatal(err)
		}
		r.on(haojin.OpInquiry, r.theirs(nil))
		r.start()
		p := r.find(theirSyssn).Transaction
		r.refund(RefundOrder{Original: p.Reference, TerminalIsIdle: true})
		r.refused(payment.ErrRefundOpen)
		r.pass(time.Hour)
		r.on(haojin.OpRefund, r.says("6000", "", fields{"orig_syssn": theirSyssn, "txamt": "2000"}))
		r.refund(RefundOrder{Original: p.Reference})
		if got := r.want(payment.Approved, ""); got.Booked != 2000 {
			t.Errorf("%+v", got)
		}
	})
}

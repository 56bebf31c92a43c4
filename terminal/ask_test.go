package terminal

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

func TestCancelInTime(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		cancelled := make(chan struct{})
		r.on(haojin.OpPayment, func(ctx context.Context, q request) ([]byte, error) {
			<-cancelled
			return r.says("6001", "", nil)(ctx, q)
		})
		r.on(haojin.OpCancel, func(ctx context.Context, q request) ([]byte, error) {
			close(cancelled)
			return nil, errDropped // the cancel's own answer is lost
		})
		r.on(haojin.OpInquiry, r.knowsNothing())
		r.start()
		r.pay(card)
		r.pass(10 * time.Second)
		r.cancel(r.newest().Reference)
		if got := r.want(payment.Cancelled, payment.NoReason); !got.Verifying {
			t.Error("a cancelled sale isn't verified")
		}
		if n := len(last[QuestionsChanged](r).Questions); n != 0 {
			t.Errorf("it counts as unresolved: %d", n)
		}
		r.pass(10 * time.Minute)
		if got, want := fmt.Sprint(r.times(haojin.OpInquiry, 10*time.Second)), "[5 20 60 200]"; got != want {
			t.Errorf("asked at %s, want %s", got, want)
		}
		if got := r.want(payment.Cancelled, payment.NoReason); got.Verifying {
			t.Error("it is verified for ever")
		}
	})
}

func TestVerificationWaitsForAnAnswer(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, r.says("6001", "", nil))
		r.start()
		r.pay(card)
		r.pass(10 * time.Minute)
		if got := r.want(payment.Cancelled, payment.NoReason); !got.Verifying {
			t.Error("the verification ended, and nobody answered")
		}
		r.on(haojin.OpInquiry, r.finds("1263"))
		r.pass(time.Minute)
		if got := r.want(payment.Cancelled, payment.NoReason); got.Verifying {
			t.Error("it is verified for ever")
		}
	})
}

func TestCancelTooLate(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, after(20*time.Second, r.approves()))
		r.on(haojin.OpCancel, r.says("6000", "", nil))
		r.start()
		r.pay(card)
		ref := r.newest().Reference
		r.cancel(ref)
		if e := last[SaleChanged](r); e.Phase != Cancelling || !e.CanCancel {
			t.Errorf("told %+v", e)
		}
		r.pass(2 * time.Second)
		r.want(payment.Sent, payment.NoReason)
		r.cancel(ref)
		if n := len(r.sent(haojin.OpCancel)); n != 2 {
			t.Errorf("%d cancels were sent, the second may be needed", n)
		}
		r.pass(17 * time.Second)
		if n := len(r.sent(haojin.OpCancel)); n != 7 {
			t.Errorf("%d cancels were sent, each may have overtaken the payment", n)
		}
		r.pass(5 * time.Second)
		if got := r.want(payment.Approved, payment.NoReason); got.Contradiction != payment.NoContradiction {
			t.Error("a cancel that came too late is no contradiction")
		}
		if e := last[SaleChanged](r); !e.CancelAsked {
			t.Errorf("the screen isn't told that somebody wanted to cancel: %+v", e)
		}
		sent := len(r.sent(haojin.OpCancel))
		r.cancel(ref)
		if e := last[Refused](r); !errors.Is(e.Err, ErrNothingToCancel) || len(r.sent(haojin.OpCancel)) != sent {
			t.Errorf("after the end: %+v", e)
		}
	})
}

func TestMoneyInSpiteOfACancel(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, r.says("6001", "", nil))
		r.on(haojin.OpInquiry, r.finds("0000"))
		r.start()
		r.pay(card)
		r.want(payment.Cancelled, payment.NoReason)
		r.pass(6 * time.Second)
		if got := r.want(payment.Approved, payment.NoReason); got.Contradiction != payment.MoneyAfterAll || got.Verifying || got.Booked != 1250 {
			t.Errorf("%+v", got)
		}
		history, err := r.store.Transitions(r.newest().Reference)
		if err != nil || len(history) != 4 || history[2].Status != payment.Cancelled || len(history[3].Answer) == 0 {
			t.Errorf("history %+v, %v", history, err)
		}
	})
}

func TestCancelOfAnUnknownSale(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, fails(errDropped))
		r.on(haojin.OpInquiry, never)
		r.on(haojin.OpCancel, func(ctx context.Context, q request) ([]byte, error) {
			r.on(haojin.OpInquiry, r.finds("1263"))
			return r.says("6000", "", nil)(ctx, q)
		})
		r.start()
		r.pay(card)
		r.pass(time.Second)
		r.cancel(r.newest().Reference)
		r.want(payment.Cancelled, payment.NoReason)
	})
}

// TestNoSuchOrder: the words decide only where they mean something, late
// enough, and said twice.
func TestNoSuchOrder(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, fails(errDropped))
		r.on(haojin.OpInquiry, r.knowsNothing())
		r.start()
		r.pay(card)
		r.pass(time.Hour)
		r.want(payment.Unknown, payment.ConnectionLost)
	})
	virtual(t, func(t *testing.T, r *rig) {
		r.prove()
		r.on(haojin.OpPayment, fails(errDropped))
		r.on(haojin.OpInquiry, r.knowsNothing())
		r.start()
		r.pay(card)
		r.pass(209 * time.Second)
		r.want(payment.Unknown, payment.ConnectionLost)
		r.pass(15 * time.Second) // asked at 220 s, the window ended at 210 s
		r.want(payment.Unknown, payment.ConnectionLost)
		r.pass(7 * time.Second) // and at 230 s
		if got := r.want(payment.Failed, payment.NotFound); got.Verifying {
			t.Error("the window is over, there is nothing to verify")
		}
	})
}

func TestNoSuchOrderAfterAnError(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.prove()
		r.on(haojin.OpPayment, r.says("6002", "error", nil))
		r.on(haojin.OpInquiry, r.knowsNothing())
		r.start()
		r.pay(card)
		r.want(payment.Unknown, payment.Undecided)
		r.pass(11 * time.Second)
		if got := r.want(payment.Failed, payment.NotFound); !got.Verifying {
			t.Error("the window isn't over, it must go on verifying")
		}
		r.on(haojin.OpInquiry, r.finds("0000"))
		r.pass(time.Minute)
		if got := r.want(payment.Approved, payment.NoReason); got.Contradiction != payment.MoneyAfterAll {
			t.Error("money after all is a contradiction")
		}
	})
}

func TestTerminalRefusesToStart(t *testing.T) {
	for code, state := range map[string]State{"5001": WrongKey, "4003": WrongKey, "4007": NotSignedIn, "4006": Ready} {
		virtual(t, func(t *testing.T, r *rig) {
			r.on(haojin.OpPayment, plainAnswer(code, "no", nil))
			r.on(haojin.OpInquiry, plainAnswer(code, "no", nil))
			r.start()
			r.pay(card)
			if got := r.want(payment.Failed, payment.Refused); !got.Verifying || got.Code != code {
				t.Errorf("%s: %+v", code, got)
			}
			if s := last[TerminalChanged](r).State; s != state {
				t.Errorf("%s: terminal is %s", code, s)
			}
			r.pass(10 * time.Minute)
			if got := r.newest(); !got.Verifying || got.Status != payment.Failed {
				t.Errorf("%s: anybody could have said that: %+v", code, got)
			}
			r.on(haojin.OpInquiry, r.knowsNothing())
			r.pass(time.Minute)
			if got := r.newest(); got.Verifying || got.Status != payment.Failed {
				t.Errorf("%s: after the terminal's word %+v", code, got)
			}
		})
	}
}

func TestInquiryByOrderID(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, fails(errDropped))
		r.on(haojin.OpInquiry, func(ctx context.Context, q request) ([]byte, error) {
			if q.content["orderId"].Text == "" {
				return r.says("4006", "orderId", nil)(ctx, q)
			}
			return r.finds("0000")(ctx, q)
		})
		r.start()
		r.pay(card)
		got := r.want(payment.Approved, payment.NoReason)
		asked := r.sent(haojin.OpInquiry)
		if len(asked) != 2 || asked[1].content["orderId"].Text != string(got.Reference) {
			t.Errorf("asked %+v", asked)
		}
	})
}

// TestInquiryByOrderIDOnATerminalThatChanged: a terminal that found sales by
// out_trade_no once may refuse it after an update. By orderId a sale is found
// all the same; that it isn't found so means nothing.
func TestInquiryByOrderIDOnATerminalThatChanged(t *testing.T) {
	for inner, want := range map[string]payment.Status{"0000": payment.Approved, "1136": payment.Unknown} {
		virtual(t, func(t *testing.T, r *rig) {
			r.prove()
			r.on(haojin.OpPayment, fails(errDropped))
			r.on(haojin.OpInquiry, func(ctx context.Context, q request) ([]byte, error) {
				if q.content["orderId"].Text == "" {
					return r.says("4006", "orderId", nil)(ctx, q)
				}
				return r.finds(inner)(ctx, q)
			})
			r.start()
			r.pay(card)
			r.pass(time.Hour)
			if got := r.newest(); got.Status != want {
				t.Errorf("by orderId the terminal says %s, and the till %s", inner, got.Status)
			}
		})
	}
}

func TestAskNow(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, fails(errDropped))
		r.on(haojin.OpInquiry, fails(errDropped))
		r.start()
		r.pay(card)
		r.pass(30 * time.Second)
		r.on(haojin.OpInquiry, r.finds("0000"))
		r.controller.Inquire(r.newest().Reference)
		r.pass(0)
		r.want(payment.Approved, payment.NoReason)

		n := len(r.sent(haojin.OpInquiry))
		r.controller.Inquire(r.newest().Reference)
		r.pass(time.Hour)
		if got := len(r.sent(haojin.OpInquiry)); got != n+1 {
			t.Errorf("an approved sale was asked about %d times", got-n)
		}
		r.controller.Inquire("01JDBQ6Z9W3C8Q4T5VQ2R7N0XA")
		r.pass(0)
		if e := last[Refused](r); e.Command != CommandInquire || e.Err == nil {
			t.Errorf("an unknown reference: %+v", e)
		}
	})
}

// TestGoingOnAfterAll: what an inquiry by hand finds to be going on has a
// window again: "no such order" decides nothing within it, and the next sale
// asks whether the terminal is free.
func TestGoingOnAfterAll(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.prove()
		r.on(haojin.OpPayment, r.says("4006", "no", nil))
		r.on(haojin.OpInquiry, r.finds("1143"))
		r.start()
		r.pay(card)
		r.want(payment.Failed, payment.Refused)
		r.controller.Inquire(r.newest().Reference)
		r.pass(0)
		r.want(payment.Unknown, payment.StillGoing)
		r.on(haojin.OpInquiry, r.knowsNothing())
		r.pass(100 * time.Second)
		r.want(payment.Unknown, payment.StillGoing)
		if r.pay(card); len(r.sent(haojin.OpPayment)) != 1 {
			t.Error("the next sale didn't ask whether the terminal is free")
		}
		r.pass(10 * time.Minute)
		r.want(payment.Failed, payment.NotFound)
	})
}

func TestReversalIsBookedOnce(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, fails(errDropped))
		partly := func(left string) reply {
			return r.says("6000", "", fields{
				"out_trade_no": "OURS", "tradetp": "payment", "txamt": "1250", "respcd": "0000",
				"cancel": "5", "allow_refund_amt": left,
			})
		}
		r.on(haojin.OpInquiry, partly("1000"))
		r.start()
		r.pay(card)
		page, err := r.store.Newest(9, "")
		if err != nil || len(page) != 2 {
			t.Fatalf("%v, %v", page, err)
		}
		refund, sale := page[0], page[1]
		if sale.Kind != payment.Payment {
			refund, sale = sale, refund
		}
		if sale.Status != payment.Approved || refund.Kind != payment.Refund || refund.Booked != 250 ||
			refund.Original != sale.Reference || !refund.ByTerminal || refund.Status != payment.Approved {
			t.Fatalf("sale %+v\nrefund %+v", sale, refund)
		}
		for _, left := range []string{"1000", "0", "0"} {
			r.on(haojin.OpInquiry, partly(left))
			r.controller.Inquire(sale.Reference)
			r.pass(time.Second)
		}
		refunds, err := r.store.RefundsOf(sale.Reference)
		if err != nil || len(refunds) != 2 || refunds[0].Booked+refunds[1].Booked != 1250 {
			t.Errorf("refunds %+v, %v", refunds, err)
		}
	})
}

func TestAskingGoesOnWithTheOldTerminal(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, fails(errDropped))
		r.on(haojin.OpInquiry, fails(errDropped))
		r.start()
		r.pay(card)
		r.pass(time.Second)
		r.close()
		old := r.profile
		r.profile.POSKey = "another_pos_key_"
		r.setProbe(errRefused)
		r.on(haojin.OpInquiry, func(ctx context.Context, q request) ([]byte, error) {
			codec, err := old.Codec()
			if err != nil {
				return nil, err
			}
			text, err := plainAnswer("6000", "", fields{"out_trade_no": "OURS", "respcd": "0000"})(ctx, q)
			return codec.SealAnswer(text), err
		})
		r.start()
		r.pass(time.Second)
		r.want(payment.Approved, payment.NoReason)
		if s := last[TerminalChanged](r).State; s != NotReachable {
			t.Errorf("what the old terminal says makes the new one %s", s)
		}
	})
}

func TestOldTerminalAtItsNewAddress(t *testing.T) {
	p := testProfile()
	moved := p
	moved.Address = "192.0.2.21:9001"
	if p.ID() != moved.ID() {
		t.Error("a new address makes another terminal")
	}
	other := p
	other.POSKey = "another_pos_key_"
	if p.ID() == other.ID() {
		t.Error("another key is the same terminal")
	}
}

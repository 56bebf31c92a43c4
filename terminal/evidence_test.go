package terminal

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

func TestNextSaleWaitsForATravellingCancel(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		cancelled := make(chan struct{})
		r.on(haojin.OpPayment, func(ctx context.Context, q request) ([]byte, error) {
			<-cancelled
			return r.says("6001", "", nil)(ctx, q)
		})
		r.on(haojin.OpCancel, func(ctx context.Context, q request) ([]byte, error) {
			close(cancelled)
			return after(10*time.Second, r.says("6000", "", nil))(ctx, q)
		})
		r.start()
		r.pay(card)
		r.pass(time.Second)
		r.cancel(r.newest().Reference)
		r.want(payment.Cancelled, payment.NoReason)
		r.on(haojin.OpPayment, after(20*time.Second, r.approves()))
		r.pass(time.Second)
		r.pay(card)
		if n := len(r.sent(haojin.OpPayment)); n != 1 {
			t.Errorf("second payment went out while the first one's cancel was travelling (%d payments)", n)
		}
		r.pass(time.Minute)
	})
}

func TestNextSaleWaitsForACancelOfAnUnknownOne(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, fails(errDropped))
		r.on(haojin.OpInquiry, fails(errDropped))
		r.on(haojin.OpCancel, never)
		r.start()
		r.pay(card)
		r.pass(time.Second)
		r.cancel(r.newest().Reference)
		o := card
		o.TerminalIsIdle = true
		r.pay(o)
		if n := len(r.sent(haojin.OpPayment)); n != 1 {
			t.Errorf("payment sent with a cancel travelling: %d", n)
		}
		r.pass(time.Minute)
	})
}

func TestWrongParametersOnceChangeNothing(t *testing.T) {
	for _, sealed := range []bool{false, true} {
		t.Run(fmt.Sprint(sealed), func(t *testing.T) {
			virtual(t, func(t *testing.T, r *rig) {
				r.prove()
				r.on(haojin.OpPayment, fails(errDropped))
				first := true
				r.on(haojin.OpInquiry, func(ctx context.Context, q request) ([]byte, error) {
					if first {
						first = false
						if sealed {
							return r.says("4006", "x", nil)(ctx, q)
						}
						return plainAnswer("4006", "x", nil)(ctx, q)
					}
					if q.content["orderId"].Text != "" {
						return r.knowsNothing()(ctx, q)
					}
					return r.finds("0000")(ctx, q)
				})
				r.start()
				r.pay(card)
				r.pass(time.Hour)
				if got := r.newest(); got.Status != payment.Approved {
					t.Errorf("the terminal has the money under our out_trade_no, and the till says %s", got.Status)
				}
			})
		})
	}
}

func TestVerificationNeedsAWordAboutTheOrder(t *testing.T) {
	for name, answer := range map[string]func(r *rig) reply{
		"6002 (1298)":        func(r *rig) reply { return r.says("6002", "slow network (1298)", nil) },
		"6002":               func(r *rig) reply { return r.says("6002", "error", nil) },
		"6000 no data":       func(r *rig) reply { return r.says("6000", "", nil) },
		"6000 another order": func(r *rig) reply { return r.says("6000", "", fields{"out_trade_no": "X", "respcd": "0000"}) },
		"6000 another currency": func(r *rig) reply {
			return r.says("6000", "", fields{"out_trade_no": "OURS", "respcd": "0000", "txcurrcd": "CNY"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			virtual(t, func(t *testing.T, r *rig) {
				r.on(haojin.OpPayment, r.says("6001", "", nil))
				r.on(haojin.OpInquiry, answer(r))
				r.start()
				r.pay(card)
				r.pass(5 * time.Minute)
				if got := r.newest(); !got.Verifying {
					t.Errorf("%s ended the verification", name)
				}
				r.on(haojin.OpInquiry, r.finds("0000"))
				r.pass(time.Hour)
				if got := r.newest(); got.Status != payment.Approved {
					t.Errorf("%s: money never found: %s", name, got.Status)
				}
			})
		})
	}
}

func TestPlainRefusalsEndNoVerification(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, plainAnswer("4007", "no", nil))
		r.on(haojin.OpInquiry, plainAnswer("4007", "no", nil))
		r.start()
		r.pay(card)
		r.pass(5 * time.Minute)
		r.on(haojin.OpInquiry, r.finds("0000"))
		r.pass(time.Hour)
		if got := r.newest(); got.Status != payment.Approved {
			t.Errorf("forged plain refusals: %s verifying %v", got.Status, got.Verifying)
		}
	})
}

// flaky fails the writes that fail picks.
type flaky struct {
	Journal
	fail func(records []payment.Record) bool
}

func (j *flaky) Write(records ...payment.Record) error {
	if j.fail(records) {
		return errDisk
	}
	return j.Journal.Write(records...)
}

func TestOneFailedWriteLosesNoApproval(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		failed := false
		r.journal = &flaky{Journal: r.store, fail: func(rs []payment.Record) bool {
			if !failed && rs[0].Transaction.Status == payment.Approved {
				failed = true
				return true
			}
			return false
		}}
		r.on(haojin.OpPayment, r.says("6001", "", nil))
		r.start()
		r.pay(card)
		r.pass(100 * time.Second)
		r.on(haojin.OpInquiry, r.finds("0000"))
		r.pass(time.Hour)
		if got := r.newest(); got.Status != payment.Approved {
			t.Errorf("inquiry found the money, one write failed: %s verifying %v", got.Status, got.Verifying)
		}
	})
}

func TestEveryAnswerIsKept(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, fails(errDropped))
		r.on(haojin.OpInquiry, r.says("6000", "", fields{"out_trade_no": "01JDBQ6Z9W3C8Q4T5VQ2R7N0XA", "respcd": "0000", "txamt": "1250"}))
		r.start()
		r.pay(card)
		r.pass(time.Minute)
		h, err := r.store.Transitions(r.newest().Reference)
		if err != nil {
			t.Fatal(err)
		}
		answers := 0
		for _, s := range h {
			if len(s.Answer) > 0 {
				answers++
			}
		}
		if answers != 1 {
			t.Errorf("the same answer about another order, %d times, was kept %d times", len(r.sent(haojin.OpInquiry)), answers)
		}
	})
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, func(context.Context, request) ([]byte, error) { return []byte("garbage"), nil })
		r.start()
		r.pay(card)
		h, err := r.store.Transitions(r.newest().Reference)
		if err != nil || !strings.Contains(string(h[len(h)-1].Answer), `"unreadable_bytes":7`) {
			t.Errorf("of an unreadable answer %+v is kept, %v", h, err)
		}
	})
}

func TestAnothersErrorShortensNothing(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.prove()
		r.on(haojin.OpPayment, r.says("6002", "error", fields{"out_trade_no": "01JDBQ6Z9W3C8Q4T5VQ2R7N0XA"}))
		r.on(haojin.OpInquiry, r.knowsNothing())
		r.start()
		r.pay(card)
		r.pass(30 * time.Second)
		if got := r.newest(); got.Status != payment.Unknown {
			t.Errorf("sealed error about another order: %s (%s) within the window", got.Status, got.Reason)
		}
	})
	virtual(t, func(t *testing.T, r *rig) {
		r.prove()
		r.on(haojin.OpPayment, plainAnswer("6002", "error", nil))
		r.on(haojin.OpInquiry, r.knowsNothing())
		r.start()
		r.pay(card)
		r.pass(30 * time.Second)
		r.want(payment.Unknown, payment.Undecided)
		if r.pay(card); len(r.sent(haojin.OpPayment)) != 1 {
			t.Error("the next sale didn't ask whether the terminal is free")
		}
	})
}

func TestAnAnswerThatMadeItCounts(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, fails(errDropped))
		r.on(haojin.OpInquiry, func(ctx context.Context, q request) ([]byte, error) {
			<-ctx.Done() // the answer was read whole when the abort came
			return r.finds("0000")(ctx, q)
		})
		r.start()
		r.pay(card)
		first := r.newest().Reference
		r.pass(time.Second)
		r.on(haojin.OpPayment, after(100*time.Second, r.approves()))
		o := card
		o.TerminalIsIdle = true
		r.pay(o)
		if got, err := r.store.Transaction(first); err != nil || got.Status != payment.Approved {
			t.Errorf("an answer that found the money was dropped: %s, %v", got.Status, err)
		}
	})
}

func TestAnAnswerAtClosingTimeCounts(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, fails(errDropped))
		r.on(haojin.OpInquiry, func(ctx context.Context, q request) ([]byte, error) {
			<-ctx.Done() // the answer was read whole when the till was closed
			return r.finds("0000")(ctx, q)
		})
		r.start()
		r.pay(card)
		r.pass(time.Second)
		r.close()
		r.want(payment.Approved, payment.NoReason)
	})
}

func TestReversalIsToldOnTheSale(t *testing.T) {
	for left, want := range map[string]payment.Money{"0": 1250, "1000": 250, "": 0} {
		virtual(t, func(t *testing.T, r *rig) {
			r.on(haojin.OpPayment, fails(errDropped))
			data := fields{"out_trade_no": "OURS", "txamt": "1250", "respcd": "0000", "cancel": "5"}
			if left != "" {
				data["allow_refund_amt"] = left
			}
			r.on(haojin.OpInquiry, r.says("6000", "", data))
			r.start()
			r.pay(card)
			e := last[SaleChanged](r)
			if e.Sale.Status != payment.Approved || e.Sale.Reversed != want || e.Sale.ReversalUnclear != (left == "") {
				t.Errorf("%q left: told %+v", left, e.Sale)
			}
		})
	}
}

func TestAbsenceIsAskedTwiceThenAtLeisure(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.prove()
		r.on(haojin.OpPayment, fails(errDropped))
		r.on(haojin.OpInquiry, r.knowsNothing())
		r.start()
		r.pay(card)
		r.pass(225 * time.Second)
		r.on(haojin.OpInquiry, fails(errDropped))
		r.pass(3 * time.Minute)
		if got, want := fmt.Sprint(r.times(haojin.OpInquiry, 0)), "[0 2 5 10 20 40 100 160 220 230 290 350]"; got != want {
			t.Errorf("asked at %s, want %s", got, want)
		}
	})
	virtual(t, func(t *testing.T, r *rig) {
		r.prove()
		r.on(haojin.OpPayment, r.says("6002", "error", nil))
		r.on(haojin.OpInquiry, r.knowsNothing())
		r.start()
		r.pay(card)
		r.pass(10 * time.Minute)
		// Unknown at 0 s, failed at 10 s, verified 5, 20 and 60 s after that
		// and at the window's end.
		if got, want := fmt.Sprint(r.times(haojin.OpInquiry, 0)), "[0 10 15 30 70 210]"; got != want {
			t.Errorf("asked at %s, want %s", got, want)
		}
	})
}

func TestNoCancelAfterTheWindow(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, fails(errDropped))
		r.on(haojin.OpInquiry, fails(errDropped))
		r.on(haojin.OpCancel, r.says("6000", "", nil))
		r.start()
		r.pay(card)
		r.pass(3 * time.Hour)
		if last[SaleChanged](r).CanCancel {
			t.Error("a cancel is offered hours later")
		}
		if r.cancel(r.newest().Reference); len(r.sent(haojin.OpCancel)) != 0 {
			t.Error("a cancel was sent hours later")
		}
	})
}

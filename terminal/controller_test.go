package terminal

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

func TestPayApproved(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, func(ctx context.Context, q request) ([]byte, error) {
			if s := r.newest().Status; s != payment.Sent {
				t.Errorf("the journal says %s while the request leaves", s)
			}
			return after(3*time.Second, r.approves())(ctx, q)
		})
		r.on(haojin.OpInquiry, r.finds("0000"))
		r.start()
		r.pay(card)
		if s := last[TerminalChanged](r).State; s != Busy {
			t.Errorf("terminal is %s", s)
		}
		r.pass(4 * time.Second)
		got := r.want(payment.Approved, payment.NoReason)
		if got.Booked != 1250 || got.Syssn != "S1" || got.Sent.IsZero() || got.Decided.Sub(got.Sent) != 3*time.Second {
			t.Errorf("booked as %+v", got)
		}
		e := last[SaleChanged](r)
		if e.Phase != Finished || e.Sale.Status != payment.Approved || e.CanCancel {
			t.Errorf("the screen is told %+v", e)
		}
		if s := last[TerminalChanged](r).State; s != Ready {
			t.Errorf("terminal is %s", s)
		}
		content := r.sent(haojin.OpPayment)[0].content
		if content["out_trade_no"].Text != string(got.Reference) || content["amt"].Text != "12.5" ||
			content["payment_timeout"].Text != "120" || content["wait_card_timeout"].Text != "120" {
			t.Errorf("sent %v", content)
		}
		if n := len(r.sent(haojin.OpInquiry)); n != 1 {
			t.Errorf("the first approved sale of a terminal was asked about %d times", n)
		}
		r.pay(card)
		r.pass(time.Hour)
		if n := len(r.sent(haojin.OpInquiry)); n != 1 {
			t.Errorf("the second sale brought %d inquiries", n)
		}
	})
}

func TestWaitingCountsDown(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.profile.PaymentTimeout = 300
		r.on(haojin.OpPayment, after(2500*time.Millisecond, r.approves()))
		r.start()
		r.pay(Order{Amount: 1250, Channel: payment.PayMe, Scan: haojin.CustomerShowsCode})
		r.pass(10 * time.Second)
		var got []string
		for _, e := range r.events {
			if e, ok := e.(SaleChanged); ok {
				got = append(got, fmt.Sprint(e.Phase, " ", e.SecondsLeft, " ", e.CanCancel, " ", e.Instruction))
			}
		}
		want := []string{
			"starting 0 false ",
			"waiting 120 true terminal scans the customer's code",
			"waiting 119 true terminal scans the customer's code",
			"waiting 118 true terminal scans the customer's code",
			"finished 0 false ",
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("told\n%v, want\n%v", got, want)
		}
		if got := r.sent(haojin.OpPayment)[0].content["payment_timeout"].Text; got != "120" {
			t.Errorf("PayMe was given %s s", got)
		}
	})
}

func TestInstructions(t *testing.T) {
	for _, test := range []struct {
		order Order
		want  Instruction
	}{
		{Order{Channel: payment.Card}, TapInsertSwipe},
		{Order{Channel: payment.AmexCard}, TapInsertSwipe},
		{Order{Channel: payment.Octopus}, TapOctopus},
		{Order{Channel: payment.FPS}, ShowTerminalCode},
		{Order{Channel: payment.FPS, Scan: haojin.CustomerShowsCode}, ShowTerminalCode},
		{Order{Channel: payment.PayMe, Scan: haojin.CustomerShowsCode}, ScanCustomerCode},
		{Order{Channel: payment.Alipay, Scan: haojin.TerminalShowsCode}, ShowTerminalCode},
		{Order{Channel: payment.WeChatPay}, FollowTerminal},
	} {
		if got := instruction(test.order); got != test.want {
			t.Errorf("%+v: %s, want %s", test.order, got, test.want)
		}
	}
}

func TestPayTwiceSendsOnce(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, after(10*time.Second, r.approves()))
		r.start()
		r.controller.Pay(card)
		r.controller.Pay(card)
		r.pass(time.Second)
		r.pay(card)
		if e := last[Refused](r); !errors.Is(e.Err, ErrBusy) || e.Command != CommandPay {
			t.Errorf("told %+v", e)
		}
		r.pass(time.Minute)
		if n := len(r.sent(haojin.OpPayment)); n != 1 {
			t.Errorf("%d payments were sent", n)
		}
	})
}

func TestPayIsRefused(t *testing.T) {
	for _, test := range []struct {
		name   string
		order  Order
		change func(*Profile)
		want   error
	}{
		{"nothing", Order{Channel: payment.Card}, nil, payment.ErrAmountTooSmall},
		{"too much", Order{Amount: payment.MaxAmount + 1, Channel: payment.Card}, nil, payment.ErrAmountTooLarge},
		{"no channel", Order{Amount: 1}, nil, ErrNotOffered},
		{"a card on an A920", card, func(p *Profile) { p.Model = A920 }, ErrNotOffered},
		{"no terminal", card, func(p *Profile) { *p = Profile{} }, ErrNotConfigured},
	} {
		virtual(t, func(t *testing.T, r *rig) {
			if test.change != nil {
				test.change(&r.profile)
			}
			r.start()
			r.pay(test.order)
			if e := last[Refused](r); !errors.Is(e.Err, test.want) {
				t.Errorf("%s: told %+v", test.name, e)
			}
			if page, err := r.store.Newest(1, ""); err != nil || len(page) != 0 || len(r.requests) != 0 {
				t.Errorf("%s: it left traces: %v, %v", test.name, page, err)
			}
		})
	}
}

func TestNothingLeft(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		r.pay(card)
		got := r.want(payment.Failed, payment.NotReached)
		if got.Verifying || last[TerminalChanged](r).State != NotReachable {
			t.Errorf("%+v, terminal %s", got, last[TerminalChanged](r).State)
		}
		r.pass(time.Hour)
		if n := len(r.sent(haojin.OpInquiry)); n != 0 {
			t.Errorf("what never left was asked about %d times", n)
		}
	})
}

func TestLostAnswerIsAskedUntilItIsKnown(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, after(7*time.Second, fails(errDropped)))
		r.on(haojin.OpInquiry, fails(errDropped))
		r.start()
		r.pay(card)
		r.pass(7 * time.Second)
		r.want(payment.Unknown, payment.ConnectionLost)
		if n := len(last[QuestionsChanged](r).Questions); n != 1 {
			t.Errorf("%d unresolved", n)
		}
		r.pass(4 * time.Minute)
		if got, want := fmt.Sprint(r.times(haojin.OpInquiry, 7*time.Second)), "[0 2 5 10 20 40 100 160 220]"; got != want {
			t.Errorf("asked at %s, want %s", got, want)
		}
		if e := last[SaleChanged](r); e.Phase != Asking || e.SecondsLeft != 40 {
			t.Errorf("told %+v", e)
		}
		r.on(haojin.OpInquiry, r.finds("0000"))
		r.pass(time.Minute)
		if got := r.want(payment.Approved, payment.NoReason); got.Contradiction != payment.NoContradiction {
			t.Error("that is no contradiction")
		}
		if n := len(last[QuestionsChanged](r).Questions); n != 0 {
			t.Errorf("%d unresolved", n)
		}
		if e := last[SaleChanged](r); e.Phase != Finished || e.Sale.Status != payment.Approved {
			t.Errorf("told %+v", e)
		}
		if n := len(r.sent(haojin.OpPayment)); n != 1 {
			t.Errorf("%d payments were sent", n)
		}
	})
}

func TestWhatAnInquirySays(t *testing.T) {
	for inner, want := range map[string]payment.Status{
		"0000": payment.Approved, "1205": payment.Declined, "1263": payment.Cancelled, "1143": payment.Unknown,
	} {
		virtual(t, func(t *testing.T, r *rig) {
			r.on(haojin.OpPayment, fails(errDropped))
			r.on(haojin.OpInquiry, r.finds(inner))
			r.start()
			r.pay(card)
			r.pass(time.Second)
			if got := r.newest(); got.Status != want || got.Verifying {
				t.Errorf("%s: %s, verifying %v", inner, got.Status, got.Verifying)
			}
		})
	}
}

func TestNoAnswerInTime(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, never)
		r.start()
		r.pay(Order{Amount: 100, Channel: payment.Card})
		r.pass(149 * time.Second)
		r.want(payment.Sent, payment.NoReason)
		r.pass(2 * time.Second)
		r.want(payment.Unknown, payment.NoAnswer)
	})
}

func TestForgedApprovalIsNotBooked(t *testing.T) {
	forged := plainAnswer("6000", "", fields{"out_trade_no": "OURS", "txamt": "1250", "syssn": "S9"})
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, forged)
		r.on(haojin.OpInquiry, forged)
		r.start()
		r.pay(card)
		r.pass(time.Hour)
		r.want(payment.Unknown, payment.Unconfirmed)
		r.on(haojin.OpInquiry, r.finds("1205"))
		r.pass(time.Minute)
		r.want(payment.Declined, payment.NoReason)
	})
	virtual(t, func(t *testing.T, r *rig) {
		r.profile.PlainAnswers = true
		r.on(haojin.OpPayment, forged)
		r.start()
		r.pay(card)
		r.want(payment.Approved, payment.NoReason)
	})
}

func TestAnswersThatDecideNothing(t *testing.T) {
	for want, data := range map[payment.Reason]fields{
		payment.NoIdentity:    {"txamt": "1250"},
		payment.OtherOrder:    {"out_trade_no": "01JDBQ6Z9W3C8Q4T5VQ2R7N0XA"},
		payment.OtherCurrency: {"out_trade_no": "OURS", "txcurrcd": "CNY"},
		payment.StillGoing:    {"out_trade_no": "OURS", "respcd": "1143"},
		payment.Undecided:     {"out_trade_no": "OURS", "respcd": "1205"},
	} {
		virtual(t, func(t *testing.T, r *rig) {
			r.on(haojin.OpPayment, r.says("6000", "", data))
			r.start()
			r.pay(card)
			r.want(payment.Unknown, want)
		})
	}
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, func(context.Context, request) ([]byte, error) { return []byte("garbage"), nil })
		r.start()
		r.pay(card)
		r.want(payment.Unknown, payment.Unreadable)
		if s := last[TerminalChanged](r).State; s != NotReachable {
			t.Errorf("after the inquiry failed the terminal is %s", s)
		}
	})
}

func TestRestart(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		for _, left := range []payment.Status{payment.Reserved, payment.Sent} {
			ref, err := r.store.NewReference()
			if err != nil {
				t.Fatal(err)
			}
			err = r.store.Write(payment.Record{Transaction: payment.Transaction{
				Reference: ref, Kind: payment.Payment, Status: left, Amount: 1250,
				Channel: payment.Card, Profile: r.profile.ID(), Timeout: 120, Created: time.Now(),
			}, Transition: payment.Transition{Status: left}})
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		r.on(haojin.OpInquiry, after(time.Second, r.finds("0000")))
		r.start()
		r.want(payment.Unknown, payment.Restarted)
		page, err := r.store.Newest(2, "")
		if err != nil || page[1].Status != payment.Failed || page[1].Reason != payment.Restarted {
			t.Errorf("the reserved one is %+v, %v", page[1], err)
		}
		r.pass(2 * time.Second)
		r.want(payment.Approved, payment.NoReason)
		if n := len(r.sent(haojin.OpPayment)); n != 0 {
			t.Errorf("%d payments were sent again", n)
		}
	})
}

func TestClosingTheTillDuringASale(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, never)
		r.start()
		r.pay(card)
		r.pass(5 * time.Second)
		r.close()
		r.want(payment.Unknown, payment.TillClosed)
		r.on(haojin.OpInquiry, r.finds("0000"))
		r.start()
		r.pass(time.Second)
		r.want(payment.Approved, payment.NoReason)
	})
}

func TestStillArmed(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, fails(errDropped))
		r.on(haojin.OpInquiry, fails(errDropped))
		r.on(haojin.OpCancel, r.says("6000", "", nil))
		r.start()
		r.pay(Order{Amount: 50000, Channel: payment.Card})
		first := r.newest()
		r.pay(card)
		e := last[Refused](r)
		if !errors.Is(e.Err, ErrStillArmed) || e.Armed.Reference != first.Reference || e.Order != card || !e.CanCancel {
			t.Fatalf("told %+v", e)
		}
		idle := card
		idle.TerminalIsIdle = true
		r.pay(idle)
		r.pass(time.Second)
		if n := len(r.sent(haojin.OpPayment)); n != 2 {
			t.Fatalf("%d payments were sent", n)
		}
		r.cancel(first.Reference)
		if e := last[Refused](r); !errors.Is(e.Err, ErrNothingToCancel) {
			t.Errorf("a cancel that could hit the next sale: %+v", e)
		}
		if n := len(r.sent(haojin.OpCancel)); n != 0 {
			t.Errorf("%d cancels were sent", n)
		}
		r.pass(211 * time.Second)
		r.pay(card)
		if n := len(r.sent(haojin.OpPayment)); n != 3 {
			t.Errorf("after the window %d payments were sent", n)
		}
	})
}

func TestInquiryGivesWayToASale(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, fails(errDropped))
		r.on(haojin.OpInquiry, never)
		r.start()
		r.pay(card)
		r.pass(time.Second)
		r.on(haojin.OpPayment, after(30*time.Second, r.approves()))
		idle := card
		idle.TerminalIsIdle = true
		r.pay(idle)
		if n := len(r.sent(haojin.OpPayment)); n != 2 {
			t.Fatalf("%d payments were sent", n)
		}
		asked := len(r.sent(haojin.OpInquiry))
		r.pass(29 * time.Second)
		if n := len(r.sent(haojin.OpInquiry)); n != asked {
			t.Error("an inquiry was sent while a sale was open")
		}
		r.on(haojin.OpInquiry, r.finds("0000"))
		r.pass(2 * time.Second)
		if list, err := r.store.Unresolved(); err != nil || len(list) != 0 {
			t.Errorf("left over: %v, %v", list, err)
		}
	})
}

// failingJournal fails its writes from a number on.
type failingJournal struct {
	Journal
	writes int
	good   atomic.Int64
}

var errDisk = errors.New("no space left on device")

func (j *failingJournal) Write(records ...payment.Record) error {
	if j.writes++; int64(j.writes) > j.good.Load() {
		return errDisk
	}
	return j.Journal.Write(records...)
}

func (j *failingJournal) SaveDocument(name string, version int, value any) error {
	if int64(j.writes) >= j.good.Load() {
		return errDisk
	}
	return j.Journal.SaveDocument(name, version, value)
}

func TestWhatCannotBeWrittenIsNotSent(t *testing.T) {
	for good := range 2 {
		virtual(t, func(t *testing.T, r *rig) {
			r.on(haojin.OpPayment, r.approves())
			journal := &failingJournal{Journal: r.store}
			journal.good.Store(int64(good))
			r.journal = journal
			r.start()
			r.pay(card)
			if e := last[Refused](r); !errors.Is(e.Err, ErrJournal) {
				t.Errorf("%d good writes: told %+v", good, e)
			}
			if n := len(r.requests); n != 0 {
				t.Errorf("%d good writes: %d requests were sent", good, n)
			}
		})
	}
}

func TestOutcomeThatCannotBeWritten(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		journal := &failingJournal{Journal: r.store}
		journal.good.Store(2)
		r.journal = journal
		r.on(haojin.OpPayment, r.approves())
		r.on(haojin.OpInquiry, r.finds("0000"))
		r.start()
		r.pay(card)
		r.pass(time.Second)
		if e := last[SaleChanged](r); e.Phase != Asking || e.Sale.Reason != payment.Unsaved {
			t.Errorf("told %+v", e)
		}
		if e := last[JournalChanged](r); !errors.Is(e.Err, errDisk) {
			t.Errorf("told %+v of the disk", e)
		}
		sale := r.want(payment.Sent, payment.NoReason)
		r.pass(time.Minute)
		r.want(payment.Sent, payment.NoReason)
		journal.good.Store(1000)
		r.pass(2 * time.Second)
		r.want(payment.Approved, payment.NoReason)
		if e := last[JournalChanged](r); e.Err != nil {
			t.Errorf("told %+v of the disk", e)
		}
		own := 0
		steps, err := r.store.Transitions(sale.Reference)
		for _, step := range steps {
			if step.Evidence == payment.OwnSealed && len(step.Answer) > 0 {
				own++
			}
		}
		if err != nil || own != 1 {
			t.Errorf("the payment's own answer is kept %d times: %+v, %v", own, steps, err)
		}
		if e := last[SaleChanged](r); e.Phase != Finished || e.Sale.Status != payment.Approved {
			t.Errorf("told %+v", e)
		}
	})
}

func TestRefusedSaleIsWrittenDownLater(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		journal := &failingJournal{Journal: r.store}
		journal.good.Store(1)
		r.journal = journal
		r.start()
		r.pay(card)
		r.pass(10 * time.Second)
		r.want(payment.Reserved, payment.NoReason)
		journal.good.Store(1000)
		r.pass(2 * time.Second)
		r.want(payment.Failed, payment.NotWritten)
		if e := last[JournalChanged](r); e.Err != nil || len(r.requests) != 0 {
			t.Errorf("told %+v of the disk, %d requests", e, len(r.requests))
		}
	})
}

func TestDiskIsTriedAgainThoughNothingWaits(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		journal := &failingJournal{Journal: r.store}
		r.journal = journal
		r.start()
		r.pay(card)
		if e := last[JournalChanged](r); !errors.Is(e.Err, errDisk) {
			t.Fatalf("told %+v", e)
		}
		journal.good.Store(1000)
		r.pass(2 * time.Second)
		if e := last[JournalChanged](r); e.Err != nil {
			t.Errorf("told %+v", e)
		}
	})
}

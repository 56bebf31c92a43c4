package terminal

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

func (r *rig) print(o PrintOrder) {
	r.controller.Print(o)
	synctest.Wait()
}

func (r *rig) notPrinted(want error) Refused {
	r.t.Helper()
	e := last[Refused](r)
	if e.Command != CommandPrint || !errors.Is(e.Err, want) {
		r.t.Errorf("told %+v, want %v", e, want)
	}
	return e
}

// prints returns what was told of prints, in order.
func (r *rig) prints() (states []PrintState) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range r.events {
		if e, is := e.(PrintChanged); is {
			states = append(states, e.State)
		}
	}
	return states
}

func TestPrintReceiptAndSummary(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		p := r.paid(payment.Alipay)
		line := fmt.Sprintf("May|receipt print asked for|%s|payment of HK$12.50, S1", p.Reference)
		ok := r.says("6000", "", nil)
		r.on(haojin.OpPrintReceipt, func(ctx context.Context, q request) ([]byte, error) {
			r.wantTrail(line) // before it leaves
			return after(3*time.Second, ok)(ctx, q)
		})
		r.on(haojin.OpPrintSummary, ok)
		r.print(PrintOrder{Reference: p.Reference, Operator: "May"})
		if e := last[PrintChanged](r); e.State != Printing || e.Order.Reference != p.Reference {
			t.Errorf("told %+v", e)
		}
		if s := last[TerminalChanged](r).State; s != Busy {
			t.Errorf("while it prints the terminal is %s", s)
		}
		r.print(PrintOrder{Summary: true})
		r.notPrinted(ErrPrinting)
		r.controller.Replace(r.profile, "")
		r.pass(4 * time.Second)
		if e := last[Refused](r); e.Command != CommandReplace || !errors.Is(e.Err, ErrBusy) {
			t.Errorf("another terminal during a print: %+v", e)
		}
		if s := last[TerminalChanged](r).State; s != Ready {
			t.Errorf("afterwards it is %s", s)
		}
		if got := r.sent(haojin.OpPrintReceipt); len(got) != 1 || got[0].content["orderId"].Text != "S1" {
			t.Errorf("sent %v", got)
		}
		r.print(PrintOrder{Summary: true})
		if got := fmt.Sprint(r.prints()); got != "[printing printed printing printed]" {
			t.Errorf("told %s", got)
		}
		r.wantTrail(line, "the till|summary print asked for||")
	})
}

func TestPrintReceiptOfARefund(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		p := r.paid(payment.Alipay)
		r.on(haojin.OpInquiry, r.left(p, "0", "1250"))
		r.on(haojin.OpRefund, r.gives("1250"))
		r.refund(RefundOrder{Original: p.Reference})
		r.on(haojin.OpPrintReceipt, r.says("6000", "", nil))
		r.print(PrintOrder{Reference: r.newest().Reference})
		if got := r.sent(haojin.OpPrintReceipt); len(got) != 1 || got[0].content["orderId"].Text != "S9" {
			t.Errorf("sent %v", got)
		}
	})
}

// TestHowPrintsEnd: once each, and nobody claims what isn't known.
func TestHowPrintsEnd(t *testing.T) {
	for _, test := range []struct {
		name   string
		answer func(r *rig) reply
		state  PrintState
		code   string
	}{
		{"lost", func(*rig) reply { return fails(errDropped) }, MaybePrinted, ""},
		{"silence", func(*rig) reply { return never }, MaybePrinted, ""},
		{"garbage", func(*rig) reply {
			return func(context.Context, request) ([]byte, error) { return []byte("garbage"), nil }
		}, MaybePrinted, ""},
		{"a yes from anybody", func(*rig) reply { return plainAnswer("6000", "", nil) }, MaybePrinted, ""},
		{"never reached", func(*rig) reply { return fails(errRefused) }, NotPrinted, ""},
		{"no such order", func(r *rig) reply { return r.says("6002", "no such order (1136)", nil) }, NotPrinted, "6002"},
		{"no such order, oddly", func(r *rig) reply { return r.says("6000", "", fields{"respcd": "1136"}) }, NotPrinted, "6000"},
		{"busy", func(r *rig) reply { return r.says("4005", "out of paper", nil) }, NotPrinted, "4005"},
		{"wrong key", func(*rig) reply { return plainAnswer("4003", "", nil) }, NotPrinted, "4003"},
	} {
		virtual(t, func(t *testing.T, r *rig) {
			r.start()
			p := r.paid(payment.Alipay)
			r.on(haojin.OpPrintReceipt, test.answer(r))
			r.print(PrintOrder{Reference: p.Reference})
			r.pass(time.Hour)
			if e := last[PrintChanged](r); e.State != test.state || e.Code != test.code {
				t.Errorf("%s: told %+v", test.name, e)
			}
			if n := len(r.sent(haojin.OpPrintReceipt)); n != 1 {
				t.Errorf("%s: sent %d times", test.name, n)
			}
			denial := fmt.Sprintf("%s|%s|%s|", payment.ByTheTill, payment.ActionNotPrinted, p.Reference)
			trail := r.trail()
			if denied := strings.HasPrefix(trail[len(trail)-1], denial); denied != (test.state == NotPrinted) || len(trail) > 2 {
				t.Errorf("%s: the trail says %q", test.name, trail)
			}
			r.close()
			r.start()
			r.pass(time.Hour)
			if n := len(r.sent(haojin.OpPrintReceipt)); n != 1 {
				t.Errorf("%s: sent %d times after a restart", test.name, n)
			}
			if got := r.newest(); got != p {
				t.Errorf("%s: the payment became %+v", test.name, got)
			}
			r.on(haojin.OpPayment, r.approves())
			if r.pay(card); r.newest().Status != payment.Approved {
				t.Errorf("%s: the till doesn't charge any more", test.name)
			}
		})
	}
}

func TestPrintIsRefused(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		r.print(PrintOrder{})
		r.notPrinted(ErrNoReceipt)
		r.on(haojin.OpPayment, r.says("6002", "(1205)", nil))
		r.pay(card)
		r.print(PrintOrder{Reference: r.want(payment.Declined, "").Reference})
		r.notPrinted(ErrNoReceipt)
		p := r.paid(payment.Alipay)
		r.on(haojin.OpPayment, after(10*time.Second, r.approves()))
		r.pay(card)
		r.print(PrintOrder{Reference: p.Reference})
		r.notPrinted(ErrBusy)
		r.pass(time.Minute)
		r.on(haojin.OpPayment, fails(errDropped))
		r.on(haojin.OpInquiry, fails(errDropped))
		r.pay(Order{Amount: 5, Channel: payment.Card})
		r.print(PrintOrder{Summary: true})
		if e := r.notPrinted(ErrStillArmed); e.Armed.Amount != 5 || !e.Print.Summary {
			t.Errorf("told %+v", e)
		}
		if n := len(r.sent(haojin.OpPrintReceipt)) + len(r.sent(haojin.OpPrintSummary)); n != 0 {
			t.Errorf("%d prints were sent", n)
		}
		r.wantTrail()
		r.on(haojin.OpPrintSummary, r.says("6000", "", nil))
		r.print(PrintOrder{Summary: true, TerminalIsIdle: true})
		if e := last[PrintChanged](r); e.State != Printed {
			t.Errorf("told %+v", e)
		}
	})
	virtual(t, func(t *testing.T, r *rig) {
		r.profile = Profile{}
		r.start()
		r.print(PrintOrder{Summary: true})
		r.notPrinted(ErrNotConfigured)
	})
}

// TestPrintOfAPaymentWithoutSyssn: the terminal is asked for it first.
func TestPrintOfAPaymentWithoutSyssn(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.prove()
		r.start()
		r.on(haojin.OpPayment, r.says("6000", "", fields{"out_trade_no": "OURS", "txamt": "1250"}))
		r.on(haojin.OpPrintReceipt, r.says("6000", "", nil))
		r.pay(card)
		p := r.want(payment.Approved, "")
		r.on(haojin.OpInquiry, r.says("6000", "", fields{"out_trade_no": "OURS", "txamt": "1250", "respcd": "0000"}))
		r.print(PrintOrder{Reference: p.Reference})
		r.notPrinted(ErrNoSyssn)
		r.on(haojin.OpInquiry, fails(errDropped))
		r.print(PrintOrder{Reference: p.Reference})
		if e := r.notPrinted(ErrNoSyssn); !errors.Is(e.Err, errDropped) {
			t.Errorf("told %v", e.Err)
		}
		r.on(haojin.OpInquiry, after(time.Second, r.finds("0000")))
		r.print(PrintOrder{Reference: p.Reference})
		r.pass(2 * time.Second)
		if got := r.sent(haojin.OpPrintReceipt); len(got) != 1 || got[0].content["orderId"].Text != "S1" {
			t.Errorf("sent %v", got)
		}
		if now := r.newest(); now.Syssn != "S1" || now.Status != payment.Approved || now.Contradiction != "" {
			t.Errorf("it became %+v", now)
		}
	})
}

// TestPrintAndSale: a sale goes before a print that waits, and after one that is
// on its way.
func TestPrintAndSale(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		p := r.paid(payment.Alipay)
		r.on(haojin.OpPrintSummary, after(5*time.Second, r.says("6000", "", nil)))
		r.on(haojin.OpInquiry, after(5*time.Second, r.finds("0000")))
		r.controller.Inquire(p.Reference)
		synctest.Wait()
		r.print(PrintOrder{Summary: true}) // waits for the inquiry
		r.pay(card)
		r.notPrinted(ErrBusy)
		r.pass(time.Minute)
		if n := len(r.sent(haojin.OpPrintSummary)); n != 0 {
			t.Errorf("%d prints were sent", n)
		}
		r.print(PrintOrder{Summary: true})
		r.pass(time.Second)
		r.pay(Order{Amount: 7, Channel: payment.Card})
		if n := len(r.sent(haojin.OpPayment)); n != 2 || r.newest().Status != payment.Reserved {
			t.Errorf("%d payments were sent, the newest is %s", n, r.newest().Status)
		}
		r.pass(4 * time.Second)
		if e := last[PrintChanged](r); e.State != Printed || r.newest().Status != payment.Approved {
			t.Errorf("told %+v, the newest is %s", e, r.newest().Status)
		}
	})
}

// TestPrintBesideAsking: what is unresolved is asked about all the same, never
// beside the print.
func TestPrintBesideAsking(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		p := r.paid(payment.Alipay)
		r.on(haojin.OpPayment, fails(errDropped))
		r.on(haojin.OpInquiry, fails(errDropped))
		r.pay(Order{Amount: 5, Channel: payment.Card})
		r.pass(3 * time.Second)
		printing := false
		r.on(haojin.OpInquiry, func(context.Context, request) ([]byte, error) {
			if printing {
				t.Error("an inquiry was sent during a print")
			}
			return nil, errDropped
		})
		ok := r.says("6000", "", nil)
		r.on(haojin.OpPrintReceipt, func(ctx context.Context, q request) ([]byte, error) {
			printing = true
			defer func() { printing = false }()
			return after(15*time.Second, ok)(ctx, q)
		})
		asked := len(r.sent(haojin.OpInquiry))
		r.print(PrintOrder{Reference: p.Reference, TerminalIsIdle: true})
		r.pass(16 * time.Second)
		if e := last[PrintChanged](r); e.State != Printed {
			t.Errorf("told %+v", e)
		}
		r.pass(time.Hour)
		if n := len(r.sent(haojin.OpInquiry)) - asked; n < 60 {
			t.Errorf("asked %d times in an hour", n)
		}
	})
}

// brokenTrail is a journal whose audit trail can't be written.
type brokenTrail struct{ Journal }

func (brokenTrail) Append(...payment.AuditEntry) error { return errDisk }

func TestPrintThatCannotBeWrittenIsNotSent(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.journal = brokenTrail{r.store}
		r.start()
		r.on(haojin.OpPrintSummary, r.says("6000", "", nil))
		r.print(PrintOrder{Summary: true})
		r.notPrinted(ErrJournal)
		if n := len(r.sent(haojin.OpPrintSummary)); n != 0 || len(r.prints()) != 0 {
			t.Errorf("%d prints were sent, told %v", n, r.prints())
		}
		if e := last[JournalChanged](r); !errors.Is(e.Err, errDisk) {
			t.Errorf("told %+v", e)
		}
	})
}

func TestClosingDuringAPrint(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.start()
		r.on(haojin.OpPrintSummary, never)
		r.print(PrintOrder{Summary: true, Operator: "May"})
		r.close()
		if e := last[PrintChanged](r); e.State != MaybePrinted {
			t.Errorf("told %+v", e)
		}
		r.start()
		r.pass(time.Hour)
		if n := len(r.sent(haojin.OpPrintSummary)); n != 1 {
			t.Errorf("sent %d times", n)
		}
		r.wantTrail("May|summary print asked for||")
	})
}

package drill_test

import (
	"context"
	"net"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/drill"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/provision"
	"harbourtill/terminal/simulator"
)

// player does a drill for real: the controller, a journal on disk, and the
// terminal over a socket. Only the till asks sooner than at a counter.
type player struct {
	*terminal.Controller
	t      *testing.T
	drill  drill.Drill
	course *drill.Course
	events <-chan terminal.Event
	last   map[payment.Reference]payment.Transaction
}

func begin(t *testing.T, name drill.Name) *player {
	t.Helper()
	d := drill.New(name, 0)
	script, err := simulator.ParseScript(d.Script)
	if err != nil {
		t.Fatal(err)
	}
	p := terminal.Profile{
		Link: terminal.LinkHTTP, POSKey: "my_qfpay_pos_key", KeyForm: haojin.KeyText,
		Sealing: haojin.SealMessage, Body: haojin.BodyJSON, Model: terminal.A8, PaymentTimeout: 60,
	}
	s, err := simulator.New(simulator.Config{Key: p.POSKey, KeyForm: p.KeyForm, Sealing: p.Sealing, Body: p.Body, Script: script})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.Address = l.Addr().String()
	journal, err := store.Open(filepath.Join(t.TempDir(), "till.db"))
	if err != nil {
		t.Fatal(err)
	}
	timing := terminal.DefaultTiming()
	timing.Ask = []time.Duration{0, 100 * time.Millisecond, 200 * time.Millisecond, 300 * time.Millisecond, 400 * time.Millisecond}
	timing.Verify, timing.AskEvery = []time.Duration{100 * time.Millisecond}, 100*time.Millisecond
	c := terminal.New(terminal.Config{
		Profile: p, Dial: provision.Dial, Journal: journal, Profiles: provision.NewProfiles(journal, provision.OpenKeys(t.TempDir())), Timing: timing,
	})
	ctx, stop := context.WithCancel(context.Background())
	served, ran := make(chan error, 1), make(chan error, 1)
	go func() { served <- s.Serve(ctx, l) }()
	go func() { ran <- c.Run(ctx) }()
	play := &player{Controller: c, t: t, drill: d, course: drill.Begin(d, ""), events: c.Events(), last: make(map[payment.Reference]payment.Transaction)}
	t.Cleanup(func() {
		stop()
		for range c.Events() { // until Run has ended
		}
		for _, err := range []error{<-ran, <-served, journal.Close()} {
			if err != nil {
				t.Error(err)
			}
		}
	})
	return play
}

// until notes events until one pleases.
func (p *player) until(what string, pleases func(terminal.Event) bool) {
	p.t.Helper()
	limit := time.After(30 * time.Second)
	for {
		select {
		case e := <-p.events:
			p.course.Note(e)
			switch e := e.(type) {
			case terminal.SaleChanged:
				p.last[e.Sale.Reference] = e.Sale
			case terminal.TransactionChanged:
				p.last[e.Transaction.Reference] = e.Transaction
			}
			if pleases(e) {
				return
			}
		case <-limit:
			p.t.Fatalf("in vain: %s", what)
		}
	}
}

// pay charges and returns the payment when it has come to a status.
func (p *player) pay(amount payment.Money, c payment.Channel, to payment.Status) payment.Transaction {
	p.t.Helper()
	p.Pay(terminal.Order{Amount: amount, Channel: c, TerminalIsIdle: true})
	return p.becomes(string(to), func(t payment.Transaction) bool { return t.Kind == payment.Payment && t.Status == to })
}

// becomes waits for news of a transaction that isn't what it was at the call.
func (p *player) becomes(what string, is func(payment.Transaction) bool) (found payment.Transaction) {
	p.t.Helper()
	before := make(map[payment.Reference]bool)
	for r, t := range p.last {
		before[r] = is(t)
	}
	p.until(what, func(terminal.Event) bool {
		for r, t := range p.last {
			if is(t) && !before[r] {
				found = t
				return true
			}
		}
		return false
	})
	return found
}

// stop cancels the payment on the terminal once it can be.
func (p *player) stop(amount payment.Money, c payment.Channel) payment.Transaction {
	p.t.Helper()
	p.Pay(terminal.Order{Amount: amount, Channel: c})
	p.until("a cancel is possible", func(e terminal.Event) bool {
		s, ok := e.(terminal.SaleChanged)
		if ok && s.CanCancel {
			p.Cancel(s.Sale.Reference)
			return true
		}
		return false
	})
	return p.becomes("cancelled", func(t payment.Transaction) bool { return t.Status == payment.Cancelled })
}

// giveBack gives all of a payment back.
func (p *player) giveBack(t payment.Transaction, o terminal.RefundOrder) {
	p.t.Helper()
	o.Original = t.Reference
	p.Refund(o)
	p.becomes("given back", func(t payment.Transaction) bool { return t.Kind == payment.Refund && t.Status == payment.Approved })
}

// TestDrillsForReal does every drill rightly and in the way that people get
// wrong, against the terminal that plays it in training.
func TestDrillsForReal(t *testing.T) {
	const card, wallet = payment.Card, payment.Alipay
	found := func(t payment.Transaction) bool { return t.Contradiction == payment.MoneyAfterAll }
	for _, test := range []struct {
		name   string
		drill  drill.Name
		do     func(p *player, d drill.Drill)
		missed []drill.Lesson
	}{
		{"another way", drill.Declined, func(p *player, d drill.Drill) {
			p.pay(d.Amount, card, payment.Declined)
			p.pay(d.Amount, wallet, payment.Approved)
		}, nil},
		{"let go unpaid", drill.Declined, func(p *player, d drill.Drill) {
			p.pay(d.Amount, card, payment.Declined)
		}, []drill.Lesson{drill.Exact}},
		{"stopped in time", drill.Cancelled, func(p *player, d drill.Drill) {
			p.stop(d.Amount, card)
			p.pay(d.Amount, payment.Octopus, payment.Approved)
		}, nil},
		{"waited until it was known", drill.AnswerLost, func(p *player, d drill.Drill) {
			p.pay(d.Amount, d.Channel, payment.Unknown)
			p.becomes("known", func(t payment.Transaction) bool { return t.Status == payment.Approved })
		}, nil},
		{"charged again", drill.AnswerLost, func(p *player, d drill.Drill) {
			p.pay(d.Amount, d.Channel, payment.Unknown)
			p.pay(d.Amount, card, payment.Approved)
			p.becomes("known", func(t payment.Transaction) bool { return t.Status == payment.Approved && t.Channel == d.Channel })
		}, []drill.Lesson{drill.Patient, drill.Exact}},
		{"wanted to charge again", drill.AnswerLost, func(p *player, d drill.Drill) {
			p.pay(d.Amount, d.Channel, payment.Unknown)
			p.Pay(terminal.Order{Amount: d.Amount, Channel: card})
			p.becomes("known", func(t payment.Transaction) bool { return t.Status == payment.Approved })
		}, []drill.Lesson{drill.Patient}},
		{"given back", drill.PaidAfterAll, func(p *player, d drill.Drill) {
			p.stop(d.Amount, d.Channel)
			if p.course.Played() {
				p.t.Error("the customer may leave before the money is found")
			}
			p.giveBack(p.becomes("found", found), terminal.RefundOrder{})
		}, nil},
		{"kept", drill.PaidAfterAll, func(p *player, d drill.Drill) {
			p.stop(d.Amount, d.Channel)
			p.becomes("found", found)
		}, []drill.Lesson{drill.Exact}},
		{"took the rest", drill.WrongAmount, func(p *player, d drill.Drill) {
			first := p.pay(d.Amount, card, payment.Approved)
			if !first.AmountDiffers {
				p.t.Errorf("%+v", first)
			}
			p.pay(first.Amount-first.Booked, card, payment.Approved)
		}, nil},
		{"given back by a manager, taken anew", drill.WrongAmount, func(p *player, d drill.Drill) {
			p.giveBack(p.pay(d.Amount, card, payment.Approved), terminal.RefundOrder{Manager: true})
			p.pay(d.Amount, card, payment.Approved)
		}, nil},
		{"didn't notice", drill.WrongAmount, func(p *player, d drill.Drill) {
			p.pay(d.Amount, card, payment.Approved)
		}, []drill.Lesson{drill.Exact}},
		{"void, and charged what is kept", drill.NotRefundable, func(p *player, d drill.Drill) {
			first := p.pay(d.Amount, card, payment.Approved)
			p.giveBack(first, terminal.RefundOrder{})
			p.pay(d.Goal, card, payment.Approved)
		}, nil},
		{"a part is refused", drill.NotRefundable, func(p *player, d drill.Drill) {
			first := p.pay(d.Amount, card, payment.Approved)
			p.Refund(terminal.RefundOrder{Original: first.Reference, Amount: d.Amount - d.Goal})
			p.until("refused", func(e terminal.Event) bool {
				_, ok := e.(terminal.Refused)
				return ok
			})
		}, []drill.Lesson{drill.Exact}},
	} {
		t.Run(string(test.drill)+"/"+test.name, func(t *testing.T) {
			t.Parallel()
			p := begin(t, test.drill)
			test.do(p, p.drill)
			if !p.course.Played() {
				t.Error("the customer can't leave")
			}
			var missed []drill.Lesson
			for _, point := range p.course.Verdict() {
				if !point.Right {
					missed = append(missed, point.Lesson)
				}
			}
			if !slices.Equal(missed, test.missed) {
				t.Errorf("missed %q, want %q", missed, test.missed)
			}
		})
	}
}

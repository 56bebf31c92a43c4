package terminal

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"harbourtill/store"
	"harbourtill/terminal/payment"
)

// step is one thing that is done to a till, to its terminal or to its disk.
type step struct {
	Do deed
	// Nth names a transaction, 0 the newest (cancel, inquire).
	Nth int
	// Idle and Customer belong to payments, Cancels to cancels.
	Idle     bool
	Customer customer
	Cancels  way
	Wait     time.Duration
	// Fails is how many writes fail from now on.
	Fails int
	// Asks is how inquiries are answered from now on.
	Asks way
}

// deed names what a step does.
type deed string

const (
	doPay     deed = "pay"
	doPayPay  deed = "pay twice at once"
	doCancel  deed = "cancel"
	doInquire deed = "inquire"
	doWait    deed = "wait"
	doRestart deed = "restart"
	doCrash   deed = "crash"
	doDisk    deed = "disk fails"
	doAway    deed = "terminal goes away"
	doBack    deed = "terminal comes back"
	doAsks    deed = "inquiries are answered"
)

// String tells a step as a failing case prints it.
func (s step) String() string {
	switch s.Do {
	case doPay, doPayPay:
		return fmt.Sprintf("%s, idle said %v; %s", s.Do, s.Idle, s.Customer)
	case doCancel:
		return fmt.Sprintf("cancel #%d, answered %s", s.Nth, s.Cancels)
	case doInquire:
		return fmt.Sprintf("inquire #%d", s.Nth)
	case doWait:
		return fmt.Sprintf("wait %v", s.Wait)
	case doDisk:
		return fmt.Sprintf("the next %d writes fail", s.Fails)
	case doAsks:
		return fmt.Sprintf("inquiries are answered %s", s.Asks)
	}
	return string(s.Do)
}

// scenario is a whole case, drawn before anything runs: it can be shrunk and
// printed, and it does the same each time.
type scenario struct {
	// Trusting: the manager has said that plain answers are this terminal's
	// own; then nobody forges.
	Trusting bool
	// OrderIDOnly: inquiries by out_trade_no are refused.
	OrderIDOnly bool
	Steps       []step
}

func (s scenario) String() string {
	lines := []string{fmt.Sprintf("plain answers trusted: %v, inquiries by orderId only: %v", s.Trusting, s.OrderIDOnly)}
	for i, st := range s.Steps {
		if st.Do != doWait || st.Wait > 0 { // a case shrinks to steps that do nothing
			lines = append(lines, fmt.Sprintf("%3d. %s", i+1, st))
		}
	}
	return strings.Join(lines, "\n")
}

// odd is a duration that meets none of the till's own: what happens in the
// same instant has no order.
func odd(seconds, milliseconds time.Duration) time.Duration {
	return seconds*time.Second + milliseconds*time.Millisecond
}

func drawScenario(rt *rapid.T) scenario {
	s := scenario{Trusting: rapid.IntRange(0, 4).Draw(rt, "trusting") == 4, OrderIDOnly: rapid.IntRange(0, 4).Draw(rt, "order id only") == 4}
	deeds := []deed{
		doWait, doWait, doWait, doWait, doPay, doPay, doPay, doPay, doPay, doPayPay, doCancel, doCancel,
		doInquire, doInquire, doRestart, doCrash, doDisk, doAway, doBack, doAsks, doAsks, doAsks, doAsks,
	}
	waits := []time.Duration{0, time.Second, 3 * time.Second, 6 * time.Second, 15 * time.Second, 40 * time.Second, 100 * time.Second, 220 * time.Second, 10 * time.Minute}
	payments, inquiries := paymentWays(), inquiryWays()
	if s.Trusting {
		payments, inquiries = payments[:firstForgery(payments)], inquiries[:firstForgery(inquiries)]
	}
	one := rapid.Custom(func(rt *rapid.T) step {
		st := step{Do: rapid.SampledFrom(deeds).Draw(rt, "do")}
		switch st.Do {
		case doPay, doPayPay:
			st.Idle = rapid.Bool().Draw(rt, "idle")
			st.Customer = customer{
				Lag:    rapid.SampledFrom([]time.Duration{0, 0, 0, odd(5, 13), odd(60, 17)}).Draw(rt, "lag"),
				Ends:   rapid.SampledFrom([]ending{pays, pays, pays, declines, leaves, gone, refuses}).Draw(rt, "ends"),
				After:  rapid.SampledFrom([]time.Duration{0, odd(1, 19), odd(14, 23), odd(40, 29), odd(100, 31)}).Draw(rt, "after"),
				Way:    rapid.SampledFrom(payments).Draw(rt, "way"),
				Code:   rapid.SampledFrom([]string{"4003", "4004", "4006", "4007", "5001", "4005", "6002", "9999"}).Draw(rt, "code"),
				Twist:  rapid.SampledFrom([]twist{none, none, none, otherAmount, reversed}).Draw(rt, "twist"),
				Travel: rapid.SampledFrom([]time.Duration{0, 0, 0, odd(3, 7), odd(50, 11)}).Draw(rt, "travel"),
			}
		case doCancel:
			st.Nth = rapid.IntRange(0, 1).Draw(rt, "nth")
			st.Cancels = rapid.SampledFrom([]way{sealed, lost, hangs, late}).Draw(rt, "answer")
		case doInquire:
			st.Nth = rapid.IntRange(0, 3).Draw(rt, "nth")
		case doWait:
			st.Wait = rapid.SampledFrom(waits).Draw(rt, "wait")
		case doDisk:
			st.Fails = rapid.IntRange(0, 3).Draw(rt, "fails")
		case doAsks:
			st.Asks = rapid.SampledFrom(inquiries).Draw(rt, "asks")
		}
		return st
	})
	s.Steps = rapid.SliceOfN(one, 12, 40).Draw(rt, "steps")
	return s
}

// TestModel drives a till through drawn scenarios and holds after each step
// what may never happen (protocol section 7), and at the end that the till says
// what the terminal's ledger says.
func TestModel(t *testing.T) {
	for _, part := range []string{"first", "second", "third"} {
		t.Run(part, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			cases := 0
			rapid.Check(t, func(rt *rapid.T) {
				s := drawScenario(rt)
				cases++
				if faults := runScenario(t, filepath.Join(folder, fmt.Sprint(cases)), s); len(faults) > 0 {
					rt.Fatalf("%s\n%s", s, strings.Join(faults, "\n"))
				}
			})
		})
	}
}

// runScenario runs one case in a bubble of virtual time, and returns what was
// wrong. It never fails t, so that rapid can go on to shrink.
func runScenario(t *testing.T, folder string, s scenario) (faults []string) {
	synctest.Test(t, func(t *testing.T) {
		journal, err := store.Open(filepath.Join(folder, "till.db"))
		if err != nil {
			t.Fatal(err)
		}
		m := newModel(s, journal)
		m.start(t.Context())
		for i, st := range s.Steps {
			m.at = fmt.Sprintf("step %d (%s)", i+1, st.Do)
			m.take(t.Context(), st)
			m.check()
			if len(m.faults) > 0 {
				break
			}
		}
		if len(m.faults) == 0 {
			m.comeToRest(t.Context())
		}
		m.stop()
		if err := journal.Close(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour) // the terminal's customers go home
		faults = m.named()
	})
	return faults
}

// take does one step and waits until nothing happens any more.
func (m *model) take(ctx context.Context, s step) {
	order := Order{Amount: 1250, Channel: payment.Card, TerminalIsIdle: s.Idle}
	switch s.Do {
	case doPay, doPayPay:
		m.set(func() { m.idle, m.customer = s.Idle, s.Customer })
		m.controller.Pay(order)
		if s.Do == doPayPay {
			m.controller.Pay(order)
		}
	case doCancel:
		if ref := m.nth(s.Nth); ref != "" {
			m.set(func() { m.orders[ref].wished, m.cancels = true, s.Cancels })
			m.controller.Cancel(ref)
		}
	case doInquire:
		if ref := m.nth(s.Nth); ref != "" {
			m.controller.Inquire(ref)
		}
	case doWait:
		time.Sleep(s.Wait)
	case doRestart:
		m.stop()
		m.start(ctx)
	case doCrash:
		m.crash()
		m.start(ctx)
	case doDisk:
		m.set(func() { m.failing = s.Fails })
	case doAway:
		m.set(func() { m.away = true })
	case doBack:
		m.set(func() { m.away = false })
	case doAsks:
		m.set(func() { m.asks = s.Asks })
	}
	synctest.Wait()
}

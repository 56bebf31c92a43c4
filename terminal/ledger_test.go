package terminal_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/provision"
	"harbourtill/terminal/simulator"
)

// shortTiming makes minutes of asking take a second.
func shortTiming() terminal.Timing {
	ms := time.Millisecond
	return terminal.Timing{
		ReadMargin: 100 * ms, Inquiry: 2 * time.Second, Print: 2 * time.Second, Pause: time.Millisecond, CancelAgain: 50 * ms,
		Ask: []time.Duration{0, 10 * ms, 20 * ms, 50 * ms}, Verify: []time.Duration{10 * ms, 50 * ms}, AskEvery: 50 * ms,
		WindowFloor: 100 * ms, WindowMargin: 50 * ms, AbsentApart: 20 * ms, Probe: time.Minute, Tick: 100 * ms,
	}
}

// till is a controller and a journal on a real file, and a terminal on a real
// socket.
type till struct {
	t          *testing.T
	journal    *store.Store
	simulator  *simulator.Simulator
	controller *terminal.Controller
	last       payment.Reference
}

func startTill(t *testing.T, kind terminal.LinkKind) *till {
	t.Helper()
	p := checkProfile()
	p.Link, p.PaymentTimeout = kind, 2
	s, p := startTerminal(t, p)
	return runTill(t, p, s)
}

func runTill(t *testing.T, p terminal.Profile, s *simulator.Simulator) *till {
	t.Helper()
	journal, err := store.Open(filepath.Join(t.TempDir(), "till.db"))
	if err != nil {
		t.Fatal(err)
	}
	r := &till{t: t, journal: journal, simulator: s, controller: terminal.New(terminal.Config{
		Profile: p, Dial: provision.Dial, Journal: journal, Profiles: make(terminal.MemoryProfiles), Timing: shortTiming(),
	})}
	ctx, stop := context.WithCancel(context.Background())
	stopped := make(chan error)
	go func() { stopped <- r.controller.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-stopped; err != nil {
			t.Error(err)
		}
		if err := journal.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// pay charges and waits until nothing about it is unresolved any more. It
// cancels as soon as that is allowed, if it is told to.
func (r *till) pay(o terminal.Order, cancel bool) payment.Transaction {
	r.t.Helper()
	o.TerminalIsIdle = true
	r.controller.Pay(o)
	var sale payment.Reference
	patience := time.After(20 * time.Second)
	for {
		select {
		case e := <-r.controller.Events():
			switch e := e.(type) {
			case terminal.Refused:
				r.t.Fatalf("refused: %v", e.Err)
			case terminal.SaleChanged:
				if e.Sale.Reference <= r.last { // news of the sale before
					continue
				}
				sale = e.Sale.Reference
				if cancel && e.CanCancel && e.Phase == terminal.Waiting {
					cancel = false
					r.controller.Cancel(sale)
				}
			}
		case <-patience:
			r.t.Fatalf("never resolved: %s", sale)
		}
		if sale == "" {
			continue
		}
		t, err := r.journal.Transaction(sale)
		if err != nil {
			r.t.Fatal(err)
		}
		if !t.Unresolved() {
			r.last = sale
			return t
		}
	}
}

// act sets what the terminal and its customer do next, and after a bar what the
// serial line does.
func (r *till) act(script string) {
	r.t.Helper()
	script, faults, _ := strings.Cut(script, "|")
	behaviours, err := simulator.ParseScript(script)
	if err != nil {
		r.t.Fatal(err)
	}
	line, err := simulator.ParseLineScript(faults)
	if err != nil {
		r.t.Fatal(err)
	}
	r.simulator.SetScript(behaviours...)
	r.simulator.SetLineScript(line...)
}

// booked is the terminal's ledger entry of a reference; empty if there is none.
func (r *till) booked(ref payment.Reference) simulator.Entry {
	for _, e := range r.simulator.Ledger() {
		if e.Reference == string(ref) {
			return e
		}
	}
	return simulator.Entry{}
}

// TestTillAgreesWithTheTerminal: whatever the terminal, its customer and the
// network do, in the end the journal says what the terminal's ledger says, and
// each payment was sent once.
func TestTillAgreesWithTheTerminal(t *testing.T) {
	for _, kind := range []terminal.LinkKind{terminal.LinkHTTP, terminal.LinkHTTPS, terminal.LinkTCP, terminal.LinkSerial} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			agrees(t, startTill(t, kind), kind)
		})
	}
}

func agrees(t *testing.T, r *till, kind terminal.LinkKind) {
	t.Helper()
	order := terminal.Order{Amount: 1250, Channel: payment.WeChatPay}
	type row struct {
		script string
		cancel bool
		status payment.Status
		ledger simulator.Status
	}
	rows := []row{
		{"approve:1ms", false, payment.Approved, simulator.StatusApproved},
		{"pieces", false, payment.Approved, simulator.StatusApproved},
		{"decline:1201", false, payment.Declined, simulator.StatusDeclined},
		{"customer-cancels:1ms", false, payment.Cancelled, simulator.StatusCancelled},
		{"answer-lost", false, payment.Approved, simulator.StatusApproved},
		{"in-progress:2", false, payment.Approved, simulator.StatusApproved},
		{"garbage", false, payment.Approved, simulator.StatusApproved},
		{"plain", false, payment.Approved, simulator.StatusApproved},
		{"no-identity", false, payment.Approved, simulator.StatusApproved},
		{"wrong-amount:77", false, payment.Approved, simulator.StatusApproved},
		{"late:4s", false, payment.Approved, simulator.StatusApproved},
		{"approve:1h", true, payment.Cancelled, simulator.StatusCancelled},
		{"cancel-lost:1h", true, payment.Cancelled, simulator.StatusCancelled},
		{"approve:1h", false, payment.Declined, simulator.StatusDeclined},
		{"drop", false, payment.Failed, ""},
		{"no-answer", false, payment.Failed, ""},
		{"other-order", false, payment.Failed, ""},
		{"error:6002", false, payment.Failed, ""},
		{"error:4005", false, payment.Failed, ""},
		{"error:4007", false, payment.Failed, ""},
	}
	switch kind {
	case terminal.LinkHTTPS: // whoever answers over verified HTTPS is the terminal
	case terminal.LinkSerial:
		for _, fault := range []string{"no-ack", "ack-late", "result-twice", "split-result", "noise"} {
			rows = append(rows, row{"approve:1ms|" + fault, false, payment.Approved, simulator.StatusApproved})
		}
		rows = append(rows, row{"approve:1ms|error-packet", false, payment.Failed, ""}, row{"answer-lost|noise", false, payment.Approved, simulator.StatusApproved})
		fallthrough
	default:
		rows = append(rows, row{"forge", false, payment.Failed, ""})
	}
	requests := 0
	for _, test := range rows {
		if !strings.HasSuffix(test.script, "|error-packet") {
			requests++
		}
		r.act(test.script)
		got := r.pay(order, test.cancel)
		entry := r.booked(got.Reference)
		if got.Status != test.status || entry.Status != test.ledger {
			t.Errorf("%s: the till says %s (%s), the terminal %q", test.script, got.Status, got.Reason, entry.Status)
		}
		if got.Status == payment.Approved && int64(got.Booked) != entry.Amount || got.AmountDiffers != (test.script == "wrong-amount:77") {
			t.Errorf("%s: booked %v, the terminal %d cents", test.script, got.Booked, entry.Amount)
		}
		if n := r.simulator.Requests(haojin.OpPayment); n != requests {
			t.Fatalf("%s: %d payments came in, not %d", test.script, n, requests)
		}
	}
}

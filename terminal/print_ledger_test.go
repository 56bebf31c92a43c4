package terminal_test

import (
	"slices"
	"testing"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/simulator"
)

// print has something printed and waits for the end.
func (r *till) print(o terminal.PrintOrder) terminal.PrintChanged {
	r.t.Helper()
	o.TerminalIsIdle = true
	r.controller.Print(o)
	for {
		if e := next[terminal.PrintChanged](r); e.State != terminal.Printing {
			return e
		}
	}
}

// TestPrintsOnATerminal: what the till says of a print agrees with the paper,
// or it says that it doesn't know, and each was sent once.
func TestPrintsOnATerminal(t *testing.T) {
	for _, kind := range []terminal.LinkKind{terminal.LinkHTTP, terminal.LinkTCP, terminal.LinkSerial} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			r := startTill(t, kind)
			r.simulator.SetScript(simulator.Behaviour{Action: simulator.Approve, HasDelay: true})
			paid := r.pay(terminal.Order{Amount: 1250, Channel: payment.WeChatPay}, false)
			back := r.refund(terminal.RefundOrder{Original: paid.Reference, Amount: 500})
			want := []string{paid.Syssn, back.Syssn, "summary"}
			for _, o := range []terminal.PrintOrder{{Reference: paid.Reference}, {Reference: back.Reference}, {Summary: true}} {
				if e := r.print(o); e.State != terminal.Printed {
					t.Errorf("%+v", e)
				}
			}
			if got := r.simulator.Printed(); !slices.Equal(got, want) {
				t.Errorf("printed %v, want %v", got, want)
			}
			requests := 1
			for script, state := range map[string]terminal.PrintState{
				"approve:1ms": terminal.Printed, "answer-lost": terminal.MaybePrinted, "drop": terminal.MaybePrinted,
				"busy": terminal.NotPrinted, "plain": terminal.MaybePrinted,
			} {
				behaviours, err := simulator.ParseScript(script)
				if err != nil {
					t.Fatal(err)
				}
				r.simulator.SetPrintScript(behaviours...)
				if e := r.print(terminal.PrintOrder{Summary: true}); e.State != state {
					t.Errorf("%s: %+v, want %s", script, e, state)
				}
				if requests++; r.simulator.Requests(haojin.OpPrintSummary) != requests {
					t.Errorf("%s: %d requests, not %d", script, r.simulator.Requests(haojin.OpPrintSummary), requests)
				}
			}
		})
	}
}

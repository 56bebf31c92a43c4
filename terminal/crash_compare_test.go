package terminal_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"harbourtill/store"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/simulator"
)

// crashSums is what the comparison found, over all tills.
type crashSums struct {
	payments, lost, double, arrived, contradicted int
	inquiries, cancels                            int
	references, doing, faults                     map[string]int
}

func newCrashSums() *crashSums {
	return &crashSums{references: make(map[string]int), doing: make(map[string]int), faults: make(map[string]int)}
}

// compare holds that a till's journal and its terminal's ledger say the same
// about every reference. What a terminal gave back by itself is found by
// inquiries only: it is compared once the till has been audited.
func (s *crashSums) compare(c *crashTill, audited bool) {
	c.autopsy(nil)
	ledger := make(map[payment.Reference]simulator.Entry)
	for _, e := range c.terminal.simulator.Ledger() {
		ref := payment.Reference(e.Reference)
		if _, twice := ledger[ref]; twice {
			c.t.Errorf("%s is in the ledger twice", ref)
		}
		ledger[ref] = e
		if tr, kept := c.before[ref]; !kept || tr.Kind != payment.Payment {
			s.lost++
			c.t.Errorf("the terminal has %s of %d cents as %s, the till knows nothing of it", e.Status, e.Amount, ref)
		}
	}
	for ref, n := range c.terminal.seen() {
		if n != 1 {
			s.double++
			c.t.Errorf("%s was requested %d times", ref, n)
		}
	}
	refunds := make(map[payment.Reference]payment.Money)
	for _, tr := range c.before {
		if tr.Kind == payment.Refund {
			refunds[tr.Original] += tr.Booked
		}
	}
	for ref, tr := range c.before {
		if e := ledger[ref]; tr.Kind == payment.Payment {
			if problem := disagreement(tr, e, refunds[ref], audited); problem != "" {
				c.t.Errorf("%s: %s\n  till     %+v\n  terminal %+v\n  %s", ref, problem, tr, e, c.history(ref))
			}
		}
	}
}

// disagreement says in what a journal and a ledger differ about one payment.
func disagreement(tr payment.Transaction, e simulator.Entry, refunds payment.Money, audited bool) string {
	want := payment.Failed // the ledger has none
	switch e.Status {
	case simulator.StatusApproved:
		want = payment.Approved
	case simulator.StatusDeclined:
		want = payment.Declined
	case simulator.StatusCancelled:
		want = payment.Cancelled
	case simulator.StatusOpen:
		return "the terminal is still busy with it"
	}
	reversed := payment.Money(e.Reversed)
	switch {
	case tr.Status != want:
		return fmt.Sprintf("the till says %s, not %s", tr.Status, want)
	case tr.Unresolved():
		return "unresolved"
	case want == payment.Approved && int64(tr.Booked) != e.Amount:
		return "another amount"
	case want == payment.Approved && tr.AmountDiffers != (tr.Amount != tr.Booked):
		return "another amount, not marked"
	case refunds != tr.Reversed, refunds != 0 && refunds != reversed, audited && refunds != reversed:
		return fmt.Sprintf("%v given back, not %v", refunds, reversed)
	}
	return ""
}

// history is what the journal says about a reference, step by step.
func (c *crashTill) history(ref payment.Reference) string {
	journal, err := store.Open(c.orders.Journal)
	if err != nil {
		return err.Error()
	}
	defer journal.Close()
	steps, err := journal.Transitions(ref)
	if err != nil {
		return err.Error()
	}
	var lines []string
	for _, s := range steps {
		lines = append(lines, fmt.Sprintf("%s %s (%s) by %q %d: %s", s.At.Format("05.000"), s.Status, s.Reason, s.Cause, s.Evidence, s.Answer))
	}
	return strings.Join(lines, "\n  ")
}

// count adds a till to the sums. References never repeat, across tills too.
func (s *crashSums) count(c *crashTill) {
	for ref, tr := range c.before {
		s.references[string(ref)]++
		if s.references[string(ref)] > 1 {
			c.t.Errorf("%s is used by two tills", ref)
		}
		if tr.Contradiction != payment.NoContradiction {
			s.contradicted++
		}
		if tr.Kind == payment.Payment {
			s.payments++
		}
	}
	s.arrived += len(c.terminal.seen())
	s.inquiries += c.terminal.simulator.Requests(haojin.OpInquiry)
	s.cancels += c.terminal.simulator.Requests(haojin.OpCancel)
	for what, n := range c.kills {
		s.doing[what] += n
	}
	for what, n := range c.terminal.faults {
		s.faults[what] += n
	}
}

func (s *crashSums) text() string {
	lines := []string{fmt.Sprintf("%d payments, %d reached the terminal, %d inquiries, %d cancels; %d lost, %d double, %d contradictions",
		s.payments, s.arrived, s.inquiries, s.cancels, s.lost, s.double, s.contradicted)}
	lines = append(append(lines, "killed while"), listed(s.doing)...)
	lines = append(append(lines, "faults and customers"), listed(s.faults)...)
	return strings.Join(lines, "\n")
}

func listed(counts map[string]int) []string {
	var lines []string
	for _, what := range slices.Sorted(maps.Keys(counts)) {
		lines = append(lines, fmt.Sprintf("  %5d %s", counts[what], what))
	}
	return lines
}

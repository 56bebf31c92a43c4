package simulator

import (
	"context"
	"slices"

	"harbourtill/terminal/haojin"
)

// SetPrintScript replaces what happens to prints, one behaviour each; the last
// goes on for ever, and with none they are printed at once. Approve [delay],
// NoAnswer, AnswerLost, Drop, Garbage, Pieces, Plain, Late [delay], Fail [respcd]
// and Busy mean what they mean for payments, with paper instead of money; the
// others are Approve.
func (s *Simulator) SetPrintScript(script ...Behaviour) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.prints = slices.Clone(script)
	s.change()
}

// print prints a receipt, or the summary, as the script says. A terminal that
// waits for a customer doesn't.
func (s *Simulator) print(till context.Context, op haojin.Operation, c haojin.Content) answer {
	s.mu.Lock()
	what, refusal := s.printable(op, c)
	if refusal != nil {
		s.mu.Unlock()
		return *refusal
	}
	b := next(&s.prints)
	switch b.Action {
	case Drop, NoAnswer:
		s.mu.Unlock()
		if b.Action == NoAnswer {
			s.waitForTill(till)
		}
		return answer{how: lost}
	case Fail:
		s.mu.Unlock()
		return answer{code: b.Code, problem: "the terminal failed"}
	case Busy:
		s.mu.Unlock()
		return busy()
	}
	s.printed = append(s.printed, what)
	s.change()
	s.mu.Unlock()
	a := answer{code: haojin.CodeOK, how: b.delivery()}
	if b.HasDelay && !s.sleep(till, b.Delay) {
		a.how = lost
	}
	return a
}

// printable names what a request prints, or says why nothing is. The caller holds
// mu.
func (s *Simulator) printable(op haojin.Operation, c haojin.Content) (what string, refusal *answer) {
	refuse := func(a answer) (string, *answer) { return "", &a }
	if s.open != nil {
		return refuse(busy())
	}
	if op == haojin.OpPrintSummary {
		return "summary", nil
	}
	what = c["orderId"].Text
	if what == "" {
		return refuse(wrong("orderId"))
	}
	if _, ok := s.ledger.bySyssn(what); !ok {
		return refuse(s.failed(codeNoSuchOrder, "no such order"))
	}
	return what, nil
}

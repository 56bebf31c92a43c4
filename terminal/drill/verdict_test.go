package drill

import (
	"slices"
	"testing"
	"time"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// story is what happens in a drill, and which lessons are missed then.
type story struct {
	name   string
	drill  Name
	events func(d Drill) []terminal.Event
	missed []Lesson
	// open: the customer can't leave yet.
	open bool
}

func made(reference payment.Reference, c payment.Channel, s payment.Status, amount, booked payment.Money) payment.Transaction {
	return payment.Transaction{Reference: reference, Kind: payment.Payment, Channel: c, Status: s, Amount: amount, Booked: booked}
}

func back(reference, original payment.Reference, amount payment.Money) payment.Transaction {
	return payment.Transaction{Reference: reference, Kind: payment.Refund, Status: payment.Approved, Original: original, Amount: amount, Booked: amount}
}

func sales(all ...payment.Transaction) []terminal.Event {
	var events []terminal.Event
	for _, t := range all {
		events = append(events, terminal.SaleChanged{Sale: t})
	}
	return events
}

func stories() []story {
	const card, wallet = payment.Card, payment.Alipay
	asked := func(s payment.Status) func(d Drill) []terminal.Event {
		return func(d Drill) []terminal.Event {
			booked := payment.Money(0)
			if s == payment.Approved {
				booked = d.Amount
			}
			return sales(made("B1", d.Channel, s, d.Amount, booked))
		}
	}
	return []story{
		{"nothing", Declined, func(Drill) []terminal.Event { return nil }, []Lesson{AsAgreed, Certain, Exact}, true},
		{"from before", Declined, func(d Drill) []terminal.Event {
			return sales(made("A1", card, payment.Approved, d.Amount, d.Amount))
		}, []Lesson{AsAgreed, Certain, Exact}, true},
		{"still open", Declined, asked(payment.Sent), []Lesson{Met, Exact}, true},
		{"never declined", Declined, func(d Drill) []terminal.Event {
			return sales(made("B1", card, payment.Cancelled, d.Amount, 0), made("B2", card, payment.Approved, d.Amount, d.Amount))
		}, []Lesson{Met}, false},
		{"left unpaid", Declined, asked(payment.Declined), []Lesson{Exact}, false},
		{"paid otherwise", Declined, func(d Drill) []terminal.Event {
			return sales(made("B1", card, payment.Declined, d.Amount, 0), made("B2", wallet, payment.Approved, d.Amount, d.Amount))
		}, nil, false},
		{"mistyped", Declined, func(d Drill) []terminal.Event {
			return sales(made("B1", card, payment.Declined, 58, 0), made("B2", card, payment.Approved, 58, 58))
		}, []Lesson{AsAgreed, Exact}, false},

		{"too slow", Cancelled, asked(payment.Approved), []Lesson{InTime, OtherWay}, false},
		{"right", Cancelled, func(d Drill) []terminal.Event {
			return sales(made("B1", card, payment.Cancelled, d.Amount, 0), made("B2", payment.Octopus, payment.Approved, d.Amount, d.Amount))
		}, nil, false},
		{"too slow, given back", Cancelled, func(d Drill) []terminal.Event {
			return sales(made("B1", card, payment.Approved, d.Amount, d.Amount), back("B2", "B1", d.Amount),
				made("B3", payment.Octopus, payment.Approved, d.Amount, d.Amount))
		}, []Lesson{InTime}, false},
		{"charged both", Cancelled, func(d Drill) []terminal.Event {
			return sales(made("B1", card, payment.Approved, d.Amount, d.Amount), made("B2", payment.Octopus, payment.Approved, d.Amount, d.Amount))
		}, []Lesson{InTime, OtherWay, Exact}, false},

		{"waited", AnswerLost, func(d Drill) []terminal.Event {
			return append(asked(payment.Unknown)(d), terminal.TransactionChanged{Transaction: made("B1", d.Channel, payment.Approved, d.Amount, d.Amount)})
		}, nil, false},
		{"cancelled before", AnswerLost, func(d Drill) []terminal.Event {
			return sales(made("B1", d.Channel, payment.Cancelled, d.Amount, 0), made("B2", d.Channel, payment.Approved, d.Amount, d.Amount))
		}, []Lesson{Met}, false},
		{"settled by a manager", AnswerLost, func(d Drill) []terminal.Event {
			return append(asked(payment.Unknown)(d), terminal.TransactionChanged{Transaction: made("B1", d.Channel, payment.SettledPaid, d.Amount, 0)})
		}, nil, false},
		{"an earlier one may still be open", AnswerLost, func(d Drill) []terminal.Event {
			return append([]terminal.Event{terminal.Refused{
				Command: terminal.CommandPay, Err: terminal.ErrStillArmed, Armed: made("A1", d.Channel, payment.SettledUnpaid, d.Amount, 0),
			}}, append(asked(payment.Unknown)(d), asked(payment.Approved)(d)...)...)
		}, nil, false},
		{"let go", AnswerLost, asked(payment.Unknown), []Lesson{Certain, Exact}, false},
		{"held back", AnswerLost, func(d Drill) []terminal.Event {
			return append(asked(payment.Unknown)(d), terminal.Refused{Command: terminal.CommandPay, Err: terminal.ErrStillArmed, Armed: made("B1", d.Channel, payment.Unknown, d.Amount, 0)},
				terminal.TransactionChanged{Transaction: made("B1", d.Channel, payment.Approved, d.Amount, d.Amount)})
		}, []Lesson{Patient}, false},
		{"charged twice", AnswerLost, func(d Drill) []terminal.Event {
			return append(sales(made("B1", d.Channel, payment.Unknown, d.Amount, 0), made("B2", card, payment.Approved, d.Amount, d.Amount)),
				terminal.TransactionChanged{Transaction: made("B1", d.Channel, payment.Approved, d.Amount, d.Amount)})
		}, []Lesson{Patient, Exact}, false},

		{"cancelled, not found yet", PaidAfterAll, func(d Drill) []terminal.Event {
			return []terminal.Event{terminal.SaleChanged{Sale: made("B1", wallet, payment.Cancelled, d.Amount, 0), CancelAsked: true}}
		}, nil, true},
		{"given back", PaidAfterAll, func(d Drill) []terminal.Event {
			return []terminal.Event{
				terminal.SaleChanged{Sale: made("B1", wallet, payment.Sent, d.Amount, 0), CancelAsked: true},
				terminal.TransactionChanged{Transaction: made("B1", wallet, payment.Approved, d.Amount, d.Amount)},
				terminal.SaleChanged{Sale: back("B2", "B1", d.Amount)},
			}
		}, nil, false},
		{"kept the money", PaidAfterAll, func(d Drill) []terminal.Event {
			return []terminal.Event{
				terminal.SaleChanged{Sale: made("B1", wallet, payment.Sent, d.Amount, 0), CancelAsked: true},
				terminal.TransactionChanged{Transaction: made("B1", wallet, payment.Approved, d.Amount, d.Amount)},
			}
		}, []Lesson{Exact}, false},
		{"gave an earlier one back", PaidAfterAll, func(d Drill) []terminal.Event {
			return []terminal.Event{
				terminal.SaleChanged{Sale: back("B0", "A1", d.Amount)},
				terminal.SaleChanged{Sale: made("B1", wallet, payment.Sent, d.Amount, 0), CancelAsked: true},
				terminal.TransactionChanged{Transaction: made("B1", wallet, payment.Approved, d.Amount, d.Amount)},
			}
		}, []Lesson{Exact}, false},
		{"never cancelled", PaidAfterAll, asked(payment.Approved), []Lesson{Withdrawn, Exact}, false},

		{"took too little", WrongAmount, func(d Drill) []terminal.Event {
			return sales(made("B1", card, payment.Approved, d.Amount, d.Amount-900))
		}, []Lesson{Exact}, false},
		{"found another till's", WrongAmount, func(d Drill) []terminal.Event {
			foreign := made("B2", card, payment.Approved, 900, 900)
			foreign.Foreign = true
			return sales(made("B1", card, payment.Approved, d.Amount, d.Amount-900), foreign)
		}, []Lesson{Exact}, false},
		{"took the rest", WrongAmount, func(d Drill) []terminal.Event {
			return sales(made("B1", card, payment.Approved, d.Amount, d.Amount-900), made("B2", card, payment.Approved, 900, 900))
		}, nil, false},
		{"took all again", WrongAmount, func(d Drill) []terminal.Event {
			return sales(made("B1", card, payment.Approved, d.Amount, d.Amount-900), made("B2", card, payment.Approved, d.Amount, d.Amount))
		}, []Lesson{Exact}, false},

		{"void and anew", NotRefundable, func(d Drill) []terminal.Event {
			return sales(made("B1", card, payment.Approved, d.Amount, d.Amount), back("B2", "B1", d.Amount),
				made("B3", wallet, payment.Approved, d.Amount-3000, d.Amount-3000))
		}, nil, false},
		{"stopped, and took what is kept", NotRefundable, func(d Drill) []terminal.Event {
			return sales(made("B1", card, payment.Cancelled, d.Amount, 0), made("B2", card, payment.Approved, d.Goal, d.Goal))
		}, []Lesson{Met}, false},
		{"void only", NotRefundable, func(d Drill) []terminal.Event {
			return sales(made("B1", card, payment.Approved, d.Amount, d.Amount), back("B2", "B1", d.Amount))
		}, []Lesson{Exact}, false},
	}
}

func TestVerdict(t *testing.T) {
	for _, s := range stories() {
		t.Run(string(s.drill)+"/"+s.name, func(t *testing.T) {
			d := New(s.drill, 3)
			c := Begin(d, "A2")
			for _, e := range s.events(d) {
				c.Note(e)
			}
			var missed []Lesson
			for _, p := range c.Verdict() {
				if !p.Right {
					missed = append(missed, p.Lesson)
				}
			}
			if !slices.Equal(missed, s.missed) {
				t.Errorf("missed %q, want %q", missed, s.missed)
			}
			if c.Played() == s.open {
				t.Errorf("played: %v", c.Played())
			}
		})
	}
}

// TestNobodyKnowsWhatWasPaid: of an outcome that isn't known nothing is claimed.
func TestNobodyKnowsWhatWasPaid(t *testing.T) {
	for _, name := range []Name{AnswerLost, PaidAfterAll} {
		d := New(name, 0)
		c := Begin(d, "")
		c.Note(terminal.SaleChanged{Sale: made("B1", d.Channel, payment.Unknown, d.Amount, 0)})
		for _, p := range c.Verdict() {
			if p.Lesson == Exact && (p.Right || !p.Unsure) {
				t.Errorf("%s: %+v", name, p)
			}
		}
	}
}

func TestDrillsHaveAmountsOfTheirOwn(t *testing.T) {
	for _, name := range Names() {
		seen := make(map[payment.Money]bool)
		for time := range turns {
			d := New(name, time)
			if d.Amount.Validate() != nil || d.Script == "" || d.Goal < 0 || seen[d.Amount] {
				t.Errorf("%+v", d)
			}
			seen[d.Amount] = true
		}
	}
	if d := New("unheard of", 0); d != (Drill{}) {
		t.Errorf("%+v", d)
	}
}

func TestScores(t *testing.T) {
	at := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	right, wrong := []Point{{Lesson: Exact, Right: true}}, []Point{{Lesson: Exact}, {Lesson: AsAgreed, Right: true}}
	scores := Add(nil, Result{Name: Declined, Who: "Mei", At: at, Points: right})
	scores = Add(scores, Result{Name: Declined, Who: "", At: at, Points: right})
	scores = Add(scores, Result{Name: Declined, Who: "Mei", At: at.Add(time.Hour), Points: wrong})
	want := []Score{
		{Who: "Mei", Name: Declined, Tries: 2, Passed: 1, Last: at.Add(time.Hour)},
		{Who: "", Name: Declined, Tries: 1, Passed: 1, Last: at, LastPassed: true},
	}
	if !slices.Equal(scores, want) {
		t.Errorf("%+v", scores)
	}
	if (Result{}).Passed() {
		t.Error("nothing at all counts as passed")
	}
}

package till

import (
	"slices"
	"testing"
	"time"

	"harbourtill/terminal"
	"harbourtill/terminal/drill"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/provision"
	"harbourtill/terminal/simulator"
)

func TestDrillIsPlayedByTheTrainingTerminal(t *testing.T) {
	till := openTill(t, t.TempDir())
	s := run(t, till)
	defer s.end(t)
	d := s.Drills()
	// The last thing before the drill, so that it isn't taken for a part of it.
	d.terminal.SetScript(simulator.Behaviour{Action: simulator.Approve, HasDelay: true})
	s.Controller.Pay(terminal.Order{Amount: 100, Channel: payment.Card})
	before := wait(t, s, finished)
	declined := drill.New(drill.Declined, 0)
	since, err := d.Begin(declined)
	if err != nil || since != before.Sale.Reference {
		t.Fatalf("since %q, %v; want %q", since, err, before.Sale.Reference)
	}
	s.Controller.Pay(terminal.Order{Amount: declined.Amount, Channel: declined.Channel})
	e := wait(t, s, finishedAfter(before))
	if e.Sale.Status != payment.Declined || !e.Sale.Training {
		t.Errorf("%+v", e.Sale)
	}
	if _, err := d.Begin(declined); err != nil {
		t.Fatal(err)
	}
	d.End()
	s.Controller.Pay(terminal.Order{Amount: declined.Amount, Channel: declined.Channel})
	if e := wait(t, s, finishedAfter(e)); e.Sale.Status != payment.Approved {
		t.Errorf("after the drill: %+v", e.Sale)
	}
	for _, name := range drill.Names() {
		if _, err := d.Begin(drill.New(name, 7)); err != nil {
			t.Error(err)
		}
	}
}

// finishedAfter is the end of a later sale: one that has ended may be told of
// again, when more of it is known.
func finishedAfter(e terminal.SaleChanged) func(terminal.SaleChanged) bool {
	return func(later terminal.SaleChanged) bool {
		return finished(later) && later.Sale.Reference > e.Sale.Reference
	}
}

func TestDrillsAreKept(t *testing.T) {
	data := t.TempDir()
	at := time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	result := drill.Result{Name: drill.AnswerLost, Who: "Mei", At: at, Points: []drill.Point{{Lesson: drill.Exact, Right: true}, {Lesson: drill.Patient}}}
	want := []drill.Score{{Who: "Mei", Name: drill.AnswerLost, Tries: 1, Last: at}}
	till := openTill(t, data)
	s := run(t, till)
	if err := s.Drills().Keep(result); err != nil {
		t.Fatal(err)
	}
	s.end(t)
	s = run(t, till)
	defer s.end(t)
	scores, err := s.Drills().Scores()
	if err != nil || !slices.Equal(scores, want) {
		t.Errorf("%+v, %v", scores, err)
	}
	trail, err := s.Journal.AuditAbout(string(drill.AnswerLost))
	if err != nil || len(trail) != 1 || trail[0].What != payment.ActionDrilled || trail[0].Who != "Mei" || trail[0].Detail != "1 of 2 right" {
		t.Errorf("the trail: %+v, %v", trail, err)
	}
}

func TestNoDrillsWithARealTerminal(t *testing.T) {
	till := openTill(t, t.TempDir())
	settings := provision.Settings{Till: provision.Till{Name: "T", Language: "en"}, Terminal: startTerminal(t)}
	if err := till.Provision(t.Context(), settings); err != nil {
		t.Fatal(err)
	}
	s := run(t, till)
	defer s.end(t)
	if s.Drills() != nil {
		t.Error("a real terminal would play drills")
	}
}

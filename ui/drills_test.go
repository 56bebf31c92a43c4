package ui

import (
	"errors"
	"path/filepath"
	"testing"

	"harbourtill/store"
	"harbourtill/store/people"
	"harbourtill/terminal"
	"harbourtill/terminal/drill"
	"harbourtill/terminal/payment"
)

// stage is Drills without a terminal.
type stage struct {
	played []drill.Drill
	ended  int
	scores []drill.Score
	kept   []drill.Result
	since  payment.Reference
	err    error
}

func (s *stage) Begin(d drill.Drill) (payment.Reference, error) {
	s.played = append(s.played, d)
	return s.since, s.err
}
func (s *stage) End()                           { s.ended++ }
func (s *stage) Scores() ([]drill.Score, error) { return s.scores, s.err }
func (s *stage) Keep(r drill.Result) error {
	s.kept = append(s.kept, r)
	s.scores = drill.Add(s.scores, r)
	return s.err
}

// practising is a training till with something to practise, whose manager's PIN
// is 4826.
func practising(t *testing.T, change ...func(*Config)) (*till, *stage) {
	t.Helper()
	s := &stage{}
	w := managed(t, "4826", append(change, func(c *Config) { c.Drills, c.Training = s, true })...)
	return w, s
}

// practise begins the drill of a key.
func (w *till) practise(key string) {
	w.t.Helper()
	w.goTo(sectionDrills)
	w.keys(key + "<Return>")
}

// sold charges what a drill wants, and has it end somehow.
func (w *till) sold(n int, d drill.Drill, s payment.Status, booked payment.Money) {
	w.t.Helper()
	e := sold(n, s, terminal.Finished)
	e.Sale.Amount, e.Sale.Channel, e.Sale.Booked, e.Sale.Training = d.Amount, d.Channel, booked, true
	if s == payment.Unknown {
		e.Phase = terminal.Asking
	}
	open := e
	open.Sale.Status, open.Phase = payment.Sent, terminal.Waiting
	w.Handle(open)
	w.Handle(e)
}

func TestDrillDoneRight(t *testing.T) {
	w, s := practising(t)
	s.since = reference(7)
	w.practise("1")
	if len(s.played) != 1 || s.played[0].Name != drill.Declined {
		t.Fatalf("played %+v", s.played)
	}
	d := s.played[0]
	w.shows("Take HK$58.00 by Visa / Mastercard", "The customer leaves", "Stop practising")
	w.drills.done.act()
	if len(s.kept) != 0 {
		t.Fatal("judged before anything happened")
	}
	w.sold(8, d, payment.Declined, 0)
	w.sold(9, d, payment.Approved, d.Amount)
	w.drills.done.act()
	w.shows("All of it was right", "You charged HK$58.00 by Visa / Mastercard, as agreed.", "In the end she has paid exactly HK$58.00.")
	w.hides("Stop practising")
	if len(s.kept) != 1 || !s.kept[0].Passed() || s.kept[0].At != w.now || s.ended != 1 {
		t.Errorf("kept %+v, ended %d times", s.kept, s.ended)
	}
	w.keys("n")
	w.shows("The customer wants to pay otherwise", "I'd rather pay with my Octopus")
	w.keys("<Escape>")
	w.shows("Right on 23 Nov", "Not practised yet")
}

func TestDrillDoneWrong(t *testing.T) {
	w, s := practising(t)
	w.practise("3")
	d := s.played[0]
	w.sold(1, d, payment.Unknown, 0)
	w.Handle(terminal.Refused{
		Command: terminal.CommandPay, Err: terminal.ErrStillArmed, Armed: payment.Transaction{Reference: reference(1)},
	})
	w.keys("<Escape>")
	w.drills.done.act()
	w.shows("Not all of it was right", "You wanted to charge again while nobody knew", "nobody knew whether she had paid",
		"Nobody can say yet what she has paid.", "Wait: the till asks the terminal by itself")
	w.hides("paid nothing")
	if len(s.kept) != 1 || s.kept[0].Passed() {
		t.Errorf("kept %+v", s.kept)
	}
	w.keys("<Escape>")
	w.shows("Tried 1 time, not right yet")
	w.Handle(questions(1))
	w.keys("4")
	w.shows("The till doesn't know yet how a payment before ended.")
	if len(s.played) != 1 {
		t.Error("another drill began while a payment wasn't known")
	}
}

// TestDrillThatNeverCameAbout isn't passed, whatever was paid.
func TestDrillThatNeverCameAbout(t *testing.T) {
	w, s := practising(t)
	w.practise("1")
	d := s.played[0]
	w.sold(1, d, payment.Cancelled, 0)
	w.sold(2, d, payment.Approved, d.Amount)
	w.drills.done.act()
	w.shows("Not all of it was right", "What this is about didn't come about")
	if len(s.kept) != 1 || s.kept[0].Passed() {
		t.Errorf("kept %+v", s.kept)
	}
}

// TestDrillWaitsForWhatIsCharged: the customer can't leave while a payment is on its
// way to the terminal, which is in no verdict yet.
func TestDrillWaitsForWhatIsCharged(t *testing.T) {
	w, s := practising(t)
	w.practise("5")
	d := s.played[0]
	w.sold(1, d, payment.Approved, d.Amount-900)
	w.now = w.now.Add(2 * outcomeStands)
	w.keys("9<F1><Return>")
	w.drills.end()
	if len(s.kept) != 0 || w.drills.course == nil {
		t.Errorf("judged while a payment was beginning: %+v", s.kept)
	}
}

// TestDrillBegunOverAnother leaves nothing of it, even when it can't begin itself;
// nor does one that is left while it begins.
func TestDrillBegunOverAnother(t *testing.T) {
	w, s := practising(t)
	w.practise("1")
	s.err = errors.New("the disk failed")
	w.practise("2")
	if w.drills.course != nil || s.ended != 1 {
		t.Errorf("the first drill was ended %d times", s.ended)
	}
	s.err = nil
	var begins func()
	w.cfg.Background = func(f func()) { begins = f }
	w.practise("3")
	w.drills.leave()
	begins()
	if w.drills.course != nil || s.ended != 2 {
		t.Errorf("one that was left began; ended %d times", s.ended)
	}
}

func TestDrillIsStopped(t *testing.T) {
	w, s := practising(t)
	w.practise("2")
	w.tapOn("Stop practising")
	w.hides("Stop practising", "The customer leaves")
	w.sold(1, s.played[0], payment.Approved, s.played[0].Amount)
	w.drills.end()
	if s.ended != 1 || len(s.kept) != 0 {
		t.Errorf("ended %d times, kept %+v", s.ended, s.kept)
	}
	w.keys("<Escape>")
	w.Handle(sold(2, payment.Sent, terminal.Waiting))
	w.goTo(sectionDrills)
	w.keys("1")
	w.shows("Something is open on the terminal.")
	if len(s.played) != 1 {
		t.Error("a drill began beside an open payment")
	}
}

// TestDrillEndsWithItsPerson: who signs out takes the drill along.
func TestDrillEndsWithItsPerson(t *testing.T) {
	w, s := practising(t)
	p, err := w.crew.people.Add("Mei", people.Cashier, "1111", "")
	if err != nil {
		t.Fatal(err)
	}
	w.crew.signIn(p)
	w.practise("1")
	w.sold(1, s.played[0], payment.Approved, s.played[0].Amount)
	w.drills.done.act()
	if len(s.kept) != 1 || s.kept[0].Who != "Mei" {
		t.Fatalf("kept %+v", s.kept)
	}
	w.keys("<Escape>")
	w.practise("1")
	w.signOut()
	if w.drills.course != nil || s.ended != 2 {
		t.Errorf("it goes on for the next; ended %d times", s.ended)
	}
	w.goTo(sectionDrills)
	w.hides("Right on", "Tried")
}

func TestManagerSeesWhoPractised(t *testing.T) {
	w, s := practising(t)
	s.scores = []drill.Score{
		{Who: "Mei", Name: drill.Declined, Tries: 3, Passed: 2, Last: noon, LastPassed: true},
		{Who: "", Name: drill.AnswerLost, Tries: 1, Last: noon},
	}
	w.goTo(sectionDrills)
	w.keys("w")
	w.shows("Who has practised what is for managers.")
	w.hides("Mei")
	w.enterPIN("4826")
	w.shows("Mei", "Nobody signed in", "23 Nov, 3×", "23 Nov, 1×", "not yet")
	w.keys("<Escape>")
	w.hides("Mei")
	w.shows("Practise")
	w.keys("w")
	w.enterPIN("4826")
	w.goTo(sectionSale)
	w.goTo(sectionDrills)
	w.hides("Mei")
}

// TestUnreadablePIN: whether there is a manager can't be read, so only managers see
// what is theirs.
func TestUnreadablePIN(t *testing.T) {
	journal, err := store.Open(filepath.Join(t.TempDir(), "till.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := journal.Close(); err != nil {
		t.Fatal(err)
	}
	s := &stage{scores: []drill.Score{{Who: "Mei", Name: drill.Declined, Tries: 1, Last: noon}}}
	w := managed(t, "", func(c *Config) {
		c.Training, c.Drills = true, s
		c.Setup.(*site).people = people.NewManager(journal, nil, c.Now)
	})
	w.goTo(sectionDrills)
	w.keys("w")
	w.shows(wordsManagerPIN)
	w.hides("Mei")
}

// TestNoPracticeWithARealTerminal: neither section nor keys.
func TestNoPracticeWithARealTerminal(t *testing.T) {
	w := managed(t, "4826")
	w.hides("Practice")
	w.keys("?")
	w.hides("Ctrl+5", "Practice")
}

func TestDrillThatCantBeKept(t *testing.T) {
	w, s := practising(t)
	w.practise("6")
	w.sold(1, s.played[0], payment.Approved, s.played[0].Amount)
	s.err = errors.New("the disk failed")
	w.drills.done.act()
	w.keys("<Escape>")
	w.shows("isn't counted")
	w.keys("1<Return>")
	w.shows("can't be read")
	if w.drills.course != nil {
		t.Error("a drill goes on that never began")
	}
}

// TestDrillNeedsNoManager: whoever practises a refund neither needs the manager's PIN
// nor is made to choose one.
func TestDrillNeedsNoManager(t *testing.T) {
	for _, pin := range []string{"", "4826"} {
		w := managed(t, pin, func(c *Config) { c.Drills, c.Training = &stage{}, true })
		w.journal.all = []payment.Transaction{taken(1, payment.Alipay, 10000, 60)}
		w.practise("6")
		w.onRefund(w.journal.all[0])
		w.hides(wordsManagerPIN, wordsNewPIN[:25])
		w.shows("Give HK$100.00 back to the customer?")
		w.drills.leave()
		w.uncover()
		w.onRefund(w.journal.all[0])
		w.hides("back to the customer?")
	}
}

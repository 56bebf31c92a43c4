package drill

import (
	"slices"
	"time"

	"harbourtill/terminal/payment"
)

// Lesson is something that a drill teaches.
type Lesson string

// The lessons.
const (
	// AsAgreed: the first payment was for the right amount, by the right channel.
	AsAgreed Lesson = "as agreed"
	// Met: the situation came about; only ever told when it didn't.
	Met Lesson = "came about"
	// InTime: the payment was stopped before the customer's card was charged.
	InTime Lesson = "stopped in time"
	// OtherWay: the customer paid as she wanted to in the end.
	OtherWay Lesson = "paid the other way"
	// Patient: nothing else was charged while nobody knew of a payment.
	Patient Lesson = "waited"
	// Certain: the customer left when every payment's end was known.
	Certain Lesson = "made sure"
	// Withdrawn: the payment that nobody wanted any more was cancelled.
	Withdrawn Lesson = "cancelled"
	// Exact: what the customer paid in the end is the goal.
	Exact Lesson = "exact amount"
)

// Point is one lesson of a drill, done right or not.
type Point struct {
	Lesson Lesson `json:"lesson"`
	Right  bool   `json:"right"`
	// Got is what the customer has paid in the end, in cents (Exact). Unsure: nobody
	// knows yet.
	Got    payment.Money `json:"got_cents,omitempty"`
	Unsure bool          `json:"unsure,omitempty"`
}

// Verdict judges what has happened until now, as if the customer left.
func (c *Course) Verdict() []Point {
	points := []Point{{Lesson: AsAgreed, Right: c.asAgreed()}}
	add := func(l Lesson, right bool) { points = append(points, Point{Lesson: l, Right: right}) }
	if len(c.made) > 0 && !c.met {
		add(Met, false)
	}
	switch c.drill.Name {
	case Cancelled:
		add(InTime, c.inTime())
		add(OtherWay, c.otherWay())
	case AnswerLost:
		add(Patient, !c.hasty)
	case PaidAfterAll:
		add(Withdrawn, c.cancelled)
	}
	add(Certain, len(c.made) > 0 && !c.unknown())
	if c.unknown() {
		return append(points, Point{Lesson: Exact, Unsure: true})
	}
	got := c.taken()
	return append(points, Point{Lesson: Exact, Right: got == c.drill.Goal, Got: got})
}

func (c *Course) asAgreed() bool {
	return len(c.made) > 0 && c.made[0].Amount == c.drill.Amount && c.made[0].Channel == c.drill.Channel
}

// inTime: the first payment was never paid.
func (c *Course) inTime() bool { return len(c.made) > 0 && c.made[0].Status == payment.Cancelled }

func (c *Course) otherWay() bool {
	kept := c.kept()
	return len(kept) > 0 && !slices.ContainsFunc(kept, func(t payment.Transaction) bool { return t.Channel != c.drill.Other })
}

// Result is a drill that somebody has ended.
type Result struct {
	Name Name `json:"name"`
	// Who did it; empty where nobody had signed in.
	Who    string    `json:"who"`
	At     time.Time `json:"at"`
	Points []Point   `json:"points"`
}

// Passed says whether all of it was right.
func (r Result) Passed() bool {
	return len(r.Points) > 0 && !slices.ContainsFunc(r.Points, func(p Point) bool { return !p.Right })
}

// Score is how somebody has done in a drill until now.
type Score struct {
	Who  string `json:"who"`
	Name Name   `json:"name"`
	// Tries is how often it was ended, Passed how often all of it was right.
	Tries  int `json:"tries"`
	Passed int `json:"passed"`
	// Last is when it was ended last, LastPassed whether all was right then.
	Last       time.Time `json:"last"`
	LastPassed bool      `json:"last_passed"`
}

// Add returns scores with a result added. The slice that it is given is changed.
func Add(scores []Score, r Result) []Score {
	i := slices.IndexFunc(scores, func(s Score) bool { return s.Who == r.Who && s.Name == r.Name })
	if i < 0 {
		i = len(scores)
		scores = append(scores, Score{Who: r.Who, Name: r.Name})
	}
	s := &scores[i]
	s.Tries++
	if s.LastPassed, s.Last = r.Passed(), r.At; s.LastPassed {
		s.Passed++
	}
	return scores
}

package payment

import "time"

// Line is a number of transactions and what they add up to, in cents.
type Line struct {
	Count int   `json:"count"`
	Sum   Money `json:"sum_cents"`
}

func (l *Line) add(m Money) {
	l.Count++
	l.Sum += m
}

// Sums are what transactions add up to. What the terminal has approved counts;
// what a manager has settled by hand and what nobody knows yet stand apart.
type Sums struct {
	Payments Line `json:"payments"`
	Refunds  Line `json:"refunds"`
	// SettledPayments and SettledRefunds: a manager's word, against the
	// terminal's silence.
	SettledPayments Line `json:"settled_payments"`
	SettledRefunds  Line `json:"settled_refunds"`
	// Unresolved: under way, or unknown.
	Unresolved Line `json:"unresolved"`
	// Nothing is how many moved no money: declined, cancelled, failed, or
	// settled as that.
	Nothing int `json:"nothing"`
}

// Add counts a transaction of a kind and status; amount is its Counts.
func (s *Sums) Add(kind Kind, status Status, amount Money) {
	switch {
	case status == Approved && kind == Refund:
		s.Refunds.add(amount)
	case status == Approved:
		s.Payments.add(amount)
	case status == SettledPaid && kind == Refund:
		s.SettledRefunds.add(amount)
	case status == SettledPaid:
		s.SettledPayments.add(amount)
	case status == Unknown || status.Open():
		s.Unresolved.add(amount)
	default:
		s.Nothing++
	}
}

// Net is what the terminal has taken, less what it has given back.
func (s Sums) Net() Money { return s.Payments.Sum - s.Refunds.Sum }

// Settled is the same of what a manager has settled by hand.
func (s Sums) Settled() Money { return s.SettledPayments.Sum - s.SettledRefunds.Sum }

// Empty says whether nothing was added.
func (s Sums) Empty() bool { return s == Sums{} }

// Counts is the amount that a transaction stands for in sums: what was booked,
// what a settled refund gave back, or else what was asked.
func (t Transaction) Counts() Money {
	switch {
	case t.Status == Approved:
		return t.Booked
	case t.Kind == Refund && t.Status == SettledPaid:
		return t.GivenBack()
	}
	return t.Amount
}

// ChannelSums are a channel's.
type ChannelSums struct {
	Channel Channel `json:"channel"`
	Sums
}

// DaySums are a Hong Kong day's; Day is as in 2026-11-23.
type DaySums struct {
	Day string `json:"day"`
	Sums
}

// OperatorSums are a cashier's; the name is empty where nobody had signed in.
type OperatorSums struct {
	Operator string `json:"operator"`
	Sums
}

// Day names the Hong Kong day that a moment is in, as in 2026-11-23.
func Day(at time.Time) string { return at.In(HongKong()).Format(time.DateOnly) }

package payment

import "time"

// Closing is what a Z report says: what has happened since the closing before
// it. It is written once and never changed. With Number 0 it is an X report:
// what a Z would say now.
//
// The nets of all closings add up to what all their transactions have come to:
// what changes about a transaction after its closing is a correction in the
// next one.
type Closing struct {
	// Number counts closings from 1, without gaps; none is used twice, not
	// even after a journal was restored from a backup.
	Number int `json:"number"`
	// From is when the closing before was made; zero for the first.
	From time.Time `json:"from,omitzero"`
	At   time.Time `json:"at"`
	// By is who closed; may be empty.
	By string `json:"by,omitempty"`
	// First and Last are the closing's first and last transaction; empty
	// without any.
	First Reference `json:"first,omitempty"`
	Last  Reference `json:"last,omitempty"`

	Total Sums `json:"total"`
	// Channels are in the protocol's order, Days and Operators in theirs; only
	// those with transactions are there.
	Channels  []ChannelSums  `json:"channels,omitempty"`
	Days      []DaySums      `json:"days,omitempty"`
	Operators []OperatorSums `json:"operators,omitempty"`
	// Unresolved are those of any day that nobody knew the outcome of.
	Unresolved  []OpenItem   `json:"unresolved,omitempty"`
	Corrections []Correction `json:"corrections,omitempty"`
	// Lost are the numbers of closings before this one that the journal doesn't
	// hold, since it was restored from a backup. What they covered isn't in
	// this one.
	Lost []int `json:"lost,omitempty"`
	// Reconciliation is what the terminal said about these transactions, where
	// somebody had it asked before.
	Reconciliation *Reconciliation `json:"reconciliation,omitempty"`
}

// OpenItem is a transaction that a closing warns of.
type OpenItem struct {
	Reference Reference `json:"reference"`
	Kind      Kind      `json:"kind"`
	Channel   Channel   `json:"channel"`
	Amount    Money     `json:"amount_cents"`
	Created   time.Time `json:"created"`
}

// Counted is how a transaction counts in sums: its status and its Counts.
type Counted struct {
	Status Status `json:"status"`
	Amount Money  `json:"amount_cents"`
}

// CountedAs is how a transaction counts now.
func CountedAs(t Transaction) Counted { return Counted{t.Status, t.Counts()} }

// Correction is what has become of a transaction since its closing.
type Correction struct {
	Reference Reference `json:"reference"`
	Kind      Kind      `json:"kind"`
	Channel   Channel   `json:"channel"`
	Was       Counted   `json:"was"`
	Now       Counted   `json:"now"`
	// Uncertain: its closing is lost, so that nobody knows how it counted
	// there. It is in no sum.
	Uncertain bool `json:"uncertain,omitempty"`
}

// Change is by how much it corrects the net of all closings, and what is
// settled by hand, in cents.
func (c Correction) Change() (net, settled Money) {
	if c.Uncertain {
		return 0, 0
	}
	var was, now Sums
	was.Add(c.Kind, c.Was.Status, c.Was.Amount)
	now.Add(c.Kind, c.Now.Status, c.Now.Amount)
	return now.Net() - was.Net(), now.Settled() - was.Settled()
}

// Net is what the terminal has taken since the closing before, less what it has
// given back, corrections included, in cents.
func (c Closing) Net() Money {
	sum := c.Total.Net()
	for _, item := range c.Corrections {
		net, _ := item.Change()
		sum += net
	}
	return sum
}

// Settled is the same of what was settled by hand.
func (c Closing) Settled() Money {
	sum := c.Total.Settled()
	for _, item := range c.Corrections {
		_, settled := item.Change()
		sum += settled
	}
	return sum
}

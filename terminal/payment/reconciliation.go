package payment

import "time"

// Reconciliation is what came of asking the terminal about a list of
// transactions, one after another. Nobody changes it once it is told; it is made
// to be kept as JSON.
type Reconciliation struct {
	Began time.Time `json:"began"`
	Ended time.Time `json:"ended"`
	// By is who asked for it; may be empty.
	By string `json:"by,omitempty"`
	// Stopped: it was ended early; what wasn't asked about is in NotAsked.
	Stopped bool `json:"stopped,omitempty"`
	// Of is how many transactions were to be asked about: those that Channels
	// count as asked, and those in NotAsked.
	Of int `json:"of"`
	// Channels are in the protocol's order; one that nothing was asked about is
	// missing.
	Channels []ChannelReconciliation `json:"channels"`
	// NotAsked are those that the terminal said nothing about.
	NotAsked []NotAsked `json:"not_asked"`
}

// ChannelReconciliation is the part of a reconciliation that belongs to one
// channel.
type ChannelReconciliation struct {
	Channel Channel `json:"channel"`
	// Asked is how many transactions the terminal answered about. All but the
	// Differences agree.
	Asked       int          `json:"asked"`
	Differences []Difference `json:"differences"`
}

// Agrees says whether everything was asked about, and nothing differs.
func (r Reconciliation) Agrees() bool { return len(r.NotAsked) == 0 && len(r.Differences()) == 0 }

// Differences returns those of all channels, in the channels' order. The slice is
// the caller's.
func (r Reconciliation) Differences() (all []Difference) {
	for _, c := range r.Channels {
		all = append(all, c.Differences...)
	}
	return all
}

// Difference is a transaction of which the terminal says something else than the
// journal did when it was asked. Of refunds that the terminal has no order of, the
// payment differs, once for all of them.
type Difference struct {
	Reference Reference `json:"reference"`
	Kind      Kind      `json:"kind"`
	Syssn     string    `json:"syssn,omitempty"`
	// Journal is what the journal said, and Now what it says since it has heard
	// the terminal: that is evidence, and the journal follows it by its own rules.
	Journal  Standing `json:"journal"`
	Terminal Word     `json:"terminal"`
	Now      Standing `json:"now"`
	// Status, Amount and GivenBack say what differs.
	Status    bool `json:"status,omitempty"`
	Amount    bool `json:"amount,omitempty"`
	GivenBack bool `json:"given_back,omitempty"`
	// Money: the two disagree about how much money has moved, not just about why
	// none has.
	Money bool `json:"money,omitempty"`
}

// Standing is what the journal says of a transaction.
type Standing struct {
	Status Status `json:"status"`
	// Amount is what it has moved, in cents: nothing unless it is approved.
	Amount Money `json:"amount_cents"`
	// GivenBack is how much of a payment was given back.
	GivenBack Money `json:"given_back_cents,omitempty"`
	// Contradiction: evidence has overturned what was shown before.
	Contradiction Contradiction `json:"contradiction,omitempty"`
}

// Word is what the terminal says of a transaction.
type Word struct {
	Found Found `json:"found"`
	// Amount is what it has moved, in cents, when AmountKnown.
	Amount      Money `json:"amount_cents"`
	AmountKnown bool  `json:"amount_known"`
	// GivenBack is as in Standing, when GivenBackKnown.
	GivenBack      Money `json:"given_back_cents,omitempty"`
	GivenBackKnown bool  `json:"given_back_known"`
	// Code and Inner are respcd and QFPay's own code.
	Code  string `json:"code,omitempty"`
	Inner string `json:"inner,omitempty"`
}

// Found is what an inquiry found.
type Found string

// What is found.
const (
	FoundApproved   Found = "approved"
	FoundDeclined   Found = "declined"
	FoundCancelled  Found = "cancelled"
	FoundInProgress Found = "in progress"
	FoundNothing    Found = "no such order"
	// FoundOriginal: of a refund that isn't decided the terminal knows the
	// payment that it gives back, and no more.
	FoundOriginal Found = "its original"
)

// NotAsked is a transaction that the terminal said nothing about.
type NotAsked struct {
	Reference Reference `json:"reference"`
	// Kind, Channel and Status are empty for one that isn't in the journal.
	Kind    Kind           `json:"kind,omitempty"`
	Channel Channel        `json:"channel,omitempty"`
	Status  Status         `json:"status,omitempty"`
	Why     NotAskedReason `json:"why"`
	// Detail is what the terminal or the network said; may be empty.
	Detail string `json:"detail,omitempty"`
}

// NotAskedReason says why the terminal has said nothing about a transaction.
type NotAskedReason string

// The reasons.
const (
	// NotInJournal: the journal doesn't hold it.
	NotInJournal NotAskedReason = "not in the journal"
	// NotEnded: its own exchange may still be going on.
	NotEnded NotAskedReason = "not ended yet"
	// NotAnswered: it couldn't be asked about, or no readable answer came.
	NotAnswered NotAskedReason = "no answer"
	// NotTried: the terminal hadn't answered several times in a row before.
	NotTried NotAskedReason = "the terminal doesn't answer"
	// NotProved: the answer decides nothing, or proves nothing.
	NotProved NotAskedReason = "the answer proves nothing"
	// RoundStopped: the reconciliation was stopped before.
	RoundStopped NotAskedReason = "stopped"
)

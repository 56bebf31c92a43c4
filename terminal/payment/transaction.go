package payment

import (
	"encoding/json"
	"time"
)

// Kind is what a transaction does with money.
type Kind string

// The kinds: money in, and money given back.
const (
	Payment Kind = "payment"
	Refund  Kind = "refund"
)

// Transaction is one movement of money as the till knows it now. It is a
// value: the controller makes a new one for each transition, the journal keeps
// the newest beside all transitions.
type Transaction struct {
	Reference Reference `json:"reference"`
	Kind      Kind      `json:"kind"`
	Status    Status    `json:"status"`
	Reason    Reason    `json:"reason,omitempty"`
	Channel   Channel   `json:"channel"`
	// Amount is what was asked, in cents; Booked what the terminal says it
	// took or gave back. Booked counts, and is set once approved.
	Amount Money `json:"amount_cents"`
	Booked Money `json:"booked_cents,omitempty"`

	// Verifying: decided, but asked about until the window has ended.
	Verifying bool `json:"verifying,omitempty"`
	// AmountDiffers: Booked isn't what was asked.
	AmountDiffers bool `json:"amount_differs,omitempty"`
	// Contradiction: evidence has overturned what had been shown.
	Contradiction Contradiction `json:"contradiction,omitempty"`
	// Acknowledged: a person has seen the contradiction.
	Acknowledged bool `json:"acknowledged,omitempty"`
	// Reversed is what the terminal by itself has given back of it, in cents;
	// ReversalUnclear: some was, and the terminal doesn't say how much.
	Reversed        Money `json:"reversed_cents,omitempty"`
	ReversalUnclear bool  `json:"reversal_unclear,omitempty"`
	// ByTerminal: a refund that the till never asked for; the terminal
	// reported it.
	ByTerminal bool `json:"by_terminal,omitempty"`

	// Foreign: a payment that this till didn't take, found by asking the terminal
	// so that it can be given back here; or money that was given back of one, not
	// by this till. It is in none of this till's totals. What this till gives back
	// of it isn't foreign.
	Foreign bool `json:"foreign,omitempty"`
	// OutTradeNo is what whoever took a foreign payment calls it; may be empty.
	OutTradeNo string `json:"out_trade_no,omitempty"`

	// Syssn is QFPay's own number for the transaction, once known.
	Syssn string `json:"syssn,omitempty"`
	// Card is the last four digits of the card's number; empty for wallets, and
	// where the terminal didn't say.
	Card string `json:"card,omitempty"`
	// Original is the payment that a refund gives back; empty when this till
	// didn't take it. OriginalSyssn is QFPay's number for that payment.
	Original      Reference `json:"original,omitempty"`
	OriginalSyssn string    `json:"original_syssn,omitempty"`
	// Refundable is how much of the original the terminal would have given
	// back just before the refund, in cents; 0 when it didn't say.
	Refundable Money `json:"refundable_cents,omitempty"`
	// AllowModify: the refund's amount could be changed on the terminal.
	AllowModify bool `json:"allow_modify,omitempty"`
	// Fell is by how much an inquiry found Refundable fallen where that alone
	// decides nothing (ToConfirm, OtherFall), in cents; negative: it rose.
	// Once it isn't 0 only a person decides.
	Fell Money `json:"fell_cents,omitempty"`
	// Code and Inner are respcd and QFPay's code of the answer that decided.
	Code  string `json:"code,omitempty"`
	Inner string `json:"inner,omitempty"`

	Operator string `json:"operator,omitempty"`
	Training bool   `json:"training,omitempty"`
	// Note is what a person said about it, a refund's reason for one.
	Note string `json:"note,omitempty"`
	// Profile names the terminal profile that it was sent with.
	Profile string `json:"profile,omitempty"`
	// Timeout is the payment_timeout it was sent with, in seconds; for a
	// refund, which is sent with none, how long the till waits for its end.
	Timeout int `json:"timeout_s,omitempty"`

	// Created is when the till made it; of a foreign payment when it was found,
	// and Sent when the terminal says that it was taken, zero if it doesn't.
	Created time.Time `json:"created"`
	Sent    time.Time `json:"sent,omitzero"`
	Decided time.Time `json:"decided,omitzero"`
}

// Unresolved says whether something about the transaction is still being
// asked: it belongs into the count in the top bar.
func (t Transaction) Unresolved() bool {
	return t.Status.Open() || t.Status == Unknown || t.Verifying
}

// Contested says whether a person still has to look at a contradiction.
func (t Transaction) Contested() bool {
	return t.Contradiction != NoContradiction && !t.Acknowledged
}

// Pending says whether anything about the transaction is left to do, for the
// till or for a person.
func (t Transaction) Pending() bool { return t.Unresolved() || t.Contested() }

// Evidence says how far a piece of news can be trusted; more is stronger.
type Evidence int

// The kinds of evidence, weakest first (design: a transaction's life).
const (
	// ByTill: the till's own doing (reserved, sent, restarted).
	ByTill Evidence = iota
	// ByPerson: somebody said so.
	ByPerson
	// LocalFact: what this machine knows for sure (connection refused).
	LocalFact
	// OwnPlain: the operation's own answer, in plain text.
	OwnPlain
	// OwnSealed: the operation's own answer, sealed or over a verified link.
	OwnSealed
	// ByInquiry: an inquiry that found the order, right identity.
	ByInquiry
)

// Transition is one step in a transaction's history. It is written once and
// never changed.
type Transition struct {
	At     time.Time `json:"at"`
	Status Status    `json:"status"`
	Reason Reason    `json:"reason,omitempty"`
	// Cause is what brought it about, in a few words.
	Cause    string   `json:"cause"`
	Evidence Evidence `json:"evidence"`
	// By is who did it, and Note why, where a person decided.
	By   string `json:"by,omitempty"`
	Note string `json:"note,omitempty"`
	// Answer is the opened answer that is the evidence, card numbers
	// masked; empty where there was none.
	Answer json.RawMessage `json:"answer,omitempty"`
}

// Record is what the journal writes in one go: a transaction as it is from
// now on, the step that made it so, and what the audit trail says of it.
type Record struct {
	Transaction Transaction
	Transition  Transition
	Audit       []AuditEntry
}

// HongKong is the shop's time zone whatever the till's own one is; days and
// cut-offs are counted in it. Hong Kong has had no summer time since 1979.
func HongKong() *time.Location {
	return time.FixedZone("HKT", 8*60*60)
}

package paper

import (
	"errors"
	"io"
	"reflect"
	"strings"
	"time"

	"harbourtill/terminal/payment"
)

// What may be wrong with a receipt; match with errors.Is.
var (
	// ErrNotApproved: there are receipts for approved payments and refunds
	// only.
	ErrNotApproved = errors.New("paper: a receipt needs an approved payment or refund")
	// ErrWords: a word that the receipt may need is empty.
	ErrWords = errors.New("paper: a receipt's word is missing")
)

// Shop is who took the money. Address may have several lines; Till names the
// counter.
type Shop struct {
	Name, Address, Till string
}

// Receipt is what the customer gets about one payment or refund. It is a
// value; Press.Receipt and WriteText turn it into paper.
type Receipt struct {
	Shop Shop
	// Transaction must be approved. What is on paper is what was booked.
	Transaction payment.Transaction
	// Channel is the channel's name in the shop's language; empty for
	// Channel.Name.
	Channel string
	// Void says that a refund takes the whole payment back on its day.
	Void bool
	// Card is the card's number, masked or not: only its last four digits
	// are ever on paper. ApprovalCode is the bank's. Both may be empty.
	Card, ApprovalCode string
	// Copy marks a reprint.
	Copy bool
	// Foot is what the shop says at the end; it may be empty.
	Foot string
	// Made is when the paper was made. It is kept in the file only.
	Made time.Time
	// Words are the receipt's words in the shop's language, all of them.
	Words ReceiptWords
}

// ReceiptWords are the words of a receipt: what it is, its marks, and the
// names of what it lists.
type ReceiptWords struct {
	Payment, Refund, Void string
	Training, Copy        string
	Approved              string

	Till, Date, Time, Status, Reference, Syssn string
	Card, ApprovalCode, Operator               string
	// Original and OriginalSyssn name the payment that a refund gives back.
	Original, OriginalSyssn string
	// Reversed names what the terminal has given back of a payment by
	// itself; Unclear stands there when it doesn't say how much.
	Reversed, Unclear string
}

// check says whether there is a receipt for it.
func (r Receipt) check() error {
	t := r.Transaction
	if t.Status != payment.Approved || (t.Kind != payment.Payment && t.Kind != payment.Refund) || r.amount() <= 0 {
		return ErrNotApproved
	}
	for _, word := range reflect.ValueOf(r.Words).Fields() {
		if strings.TrimSpace(word.String()) == "" {
			return ErrWords
		}
	}
	return nil
}

// amount is what counts: what was booked, or what was asked where the
// terminal names no amount.
func (r Receipt) amount() payment.Money {
	if r.Transaction.Booked != 0 {
		return r.Transaction.Booked
	}
	return r.Transaction.Amount
}

func (r Receipt) title() string {
	switch {
	case r.Transaction.Kind == payment.Payment:
		return r.Words.Payment
	case r.Void:
		return r.Words.Void
	}
	return r.Words.Refund
}

func (r Receipt) channel() string {
	if r.Channel != "" {
		return r.Channel
	}
	return r.Transaction.Channel.Name()
}

// marks are what nobody may miss, at the receipt's beginning and end.
func (r Receipt) marks() []string {
	var marks []string
	if r.Transaction.Training {
		marks = append(marks, r.Words.Training)
	}
	if r.Copy {
		marks = append(marks, r.Words.Copy)
	}
	return marks
}

// pairs are the receipt's details in their order, without the empty ones.
func (r Receipt) pairs() []Pair {
	t, w := r.Transaction, r.Words
	at := t.Decided
	if at.IsZero() {
		at = t.Created
	}
	at = at.In(payment.HongKong())
	all := []Pair{
		{w.Status, w.Approved},
		{w.Date, at.Format(time.DateOnly)},
		{w.Time, at.Format(time.TimeOnly)},
		{w.Till, r.Shop.Till},
		{w.Operator, t.Operator},
		{w.Reference, string(t.Reference)},
		{w.Syssn, t.Syssn},
		{w.Card, lastFour(r.Card)},
		{w.ApprovalCode, r.ApprovalCode},
		{w.Original, string(t.Original)},
		{w.OriginalSyssn, t.OriginalSyssn},
	}
	if t.Reversed > 0 {
		all = append(all, Pair{w.Reversed, t.Reversed.String()})
	}
	if t.ReversalUnclear {
		all = append(all, Pair{w.Reversed, w.Unclear})
	}
	var known []Pair
	for _, pair := range all {
		if pair.Value != "" {
			known = append(known, pair)
		}
	}
	return known
}

// lastFour hides a card's number but its last four digits; empty when it
// doesn't end in as many.
func lastFour(card string) string {
	card = strings.TrimSpace(card)
	if len(card) < 4 {
		return ""
	}
	last := card[len(card)-4:]
	if strings.Trim(last, "0123456789") != "" {
		return ""
	}
	return "**** " + last
}

// WriteText writes the receipt as plain text of 42 columns, without the QR
// code. It returns what Press.Receipt returns.
func (r Receipt) WriteText(w io.Writer) error {
	if err := r.check(); err != nil {
		return err
	}
	p := newPlain(42)
	for _, mark := range r.marks() {
		p.centre("*** " + mark + " ***")
	}
	p.centre(r.Shop.Name)
	p.centre(r.Shop.Address)
	p.rule("-")
	p.centre(r.title())
	p.centre(r.channel())
	p.centre(r.amount().String())
	p.rule("-")
	for _, pair := range r.pairs() {
		p.pair(pair)
	}
	p.rule("-")
	p.centre(r.Foot)
	for _, mark := range r.marks() {
		p.centre("*** " + mark + " ***")
	}
	return p.writeTo(w)
}

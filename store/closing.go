package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"harbourtill/terminal/payment"
)

// A closing covers the references after the newest closing's last one. What
// changes about older transactions is noted in the bucket reopened, and goes
// into the next closing as corrections.

// keyClosed, in the meta bucket, holds a closedUpTo as JSON.
var keyClosed = []byte("closed")

// closedUpTo is where the newest closing ended.
type closedUpTo struct {
	Number int               `json:"number"`
	Last   payment.Reference `json:"last,omitempty"`
	At     time.Time         `json:"at,omitzero"`
	// Lost are closings that the side file knows and the journal doesn't.
	Lost []int `json:"lost,omitempty"`
}

func loadClosed(tx *bbolt.Tx) (closed closedUpTo, err error) {
	text, err := get(tx, bucketMeta, keyClosed)
	if text == nil || err != nil {
		return closed, err
	}
	if json.Unmarshal(text, &closed) != nil {
		return closed, damage(bucketMeta, keyClosed)
	}
	return closed, nil
}

func (c closedUpTo) save(tx *bbolt.Tx) error {
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return tx.Bucket(bucketMeta).Put(keyClosed, seal(bucketMeta, keyClosed, text))
}

// line is what the side file holds of a closing.
func (c closedUpTo) line(word string) ([]byte, error) {
	text, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	last := c.Last
	if last == "" {
		last = "-"
	}
	return appendLine(nil, word, last, text), nil
}

// Closing returns what has happened since the newest closing: an X report.
func (s *Store) Closing(ctx context.Context) (payment.Closing, error) {
	var c payment.Closing
	err := s.view(func(tx *bbolt.Tx) error {
		var err error
		c, err = closing(ctx, tx)
		return err
	})
	c.At = time.Now()
	return c, err
}

// ToClose returns the references that the next closing will cover, oldest first.
func (s *Store) ToClose(ctx context.Context) ([]payment.Reference, error) {
	var all []payment.Reference
	err := s.view(func(tx *bbolt.Tx) error {
		closed, err := loadClosed(tx)
		if err != nil {
			return err
		}
		return toClose(ctx, tx, closed, func(t payment.Transaction) { all = append(all, t.Reference) })
	})
	return all, err
}

// CloseDay makes the next closing, as a Z report shows it, and keeps it for
// ever. by is who closes, r what the terminal said before; either may be empty.
// With it goes an entry of the audit trail that holds the closing's SHA-256.
func (s *Store) CloseDay(ctx context.Context, by string, r *payment.Reconciliation) (payment.Closing, error) {
	var c payment.Closing
	err := s.update(func(b *batch) error {
		closed, err := loadClosed(b.tx)
		if err != nil {
			return err
		}
		if c, err = closing(ctx, b.tx); err != nil {
			return err
		}
		c.Number, c.At, c.By, c.Reconciliation = closed.Number+1, time.Now().Round(0), by, r
		return b.close(c, closed)
	})
	if err != nil {
		return payment.Closing{}, fmt.Errorf("closing: %w", err)
	}
	return c, nil
}

func (b *batch) close(c payment.Closing, before closedUpTo) error {
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	if err := b.put(bucketClosings, bigEndian(uint64(c.Number)), text); err != nil {
		return err
	}
	var reopened [][]byte
	for reference := range prefixed(b.tx.Bucket(bucketReopened), nil) {
		reopened = append(reopened, slices.Clone(reference))
	}
	for _, reference := range reopened {
		if err := b.remove(bucketReopened, reference); err != nil {
			return err
		}
	}
	b.closed = &closedUpTo{Number: c.Number, Last: max(c.Last, before.Last), At: c.At}
	if err := b.closed.save(b.tx); err != nil {
		return err
	}
	return b.audit([]payment.AuditEntry{{
		At: c.At, Who: c.By, What: payment.ActionDayClosed, Subject: fmt.Sprintf("Z %d", c.Number),
		Detail: fmt.Sprintf("net %v, sha256 %x", c.Net(), sha256.Sum256(text)),
	}})
}

// Closings returns at most limit closings, newest first, whose numbers are
// below before; 0 begins at the newest.
func (s *Store) Closings(limit, before int) ([]payment.Closing, error) {
	var page []payment.Closing
	err := s.view(func(tx *bbolt.Tx) error {
		cursor := tx.Bucket(bucketClosings).Cursor()
		var below []byte
		if before > 0 {
			below = bigEndian(uint64(before))
		}
		for key, value := last(cursor, below); key != nil && len(page) < limit; key, value = cursor.Prev() {
			text, err := unseal(bucketClosings, key, value)
			if err != nil {
				return err
			}
			var c payment.Closing
			if json.Unmarshal(text, &c) != nil {
				return damage(bucketClosings, key)
			}
			page = append(page, c)
		}
		return nil
	})
	return page, err
}

// closing adds up what came after the newest closing.
func closing(ctx context.Context, tx *bbolt.Tx) (payment.Closing, error) {
	closed, err := loadClosed(tx)
	if err != nil {
		return payment.Closing{}, err
	}
	c := payment.Closing{From: closed.At, Lost: closed.Lost}
	tally := newTally(&c)
	if err := toClose(ctx, tx, closed, tally.add); err != nil {
		return payment.Closing{}, err
	}
	tally.finish()
	return c, errors.Join(corrections(tx, &c), openItems(tx, &c))
}

// toClose calls visit for what came after a closing, oldest first.
func toClose(ctx context.Context, tx *bbolt.Tx, closed closedUpTo, visit func(payment.Transaction)) error {
	cursor := tx.Bucket(bucketByReference).Cursor()
	for key, sequence := cursor.Seek([]byte(closed.Last)); key != nil; key, sequence = cursor.Next() {
		if string(key) == string(closed.Last) {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		t, err := load(tx, sequence)
		if err != nil {
			return err
		}
		if !t.Foreign {
			visit(t)
		}
	}
	return nil
}

// tally fills a closing's sums.
type tally struct {
	closing   *payment.Closing
	channels  map[payment.Channel]payment.Sums
	days      map[string]payment.Sums
	operators map[string]payment.Sums
}

func newTally(c *payment.Closing) *tally {
	return &tally{
		c, make(map[payment.Channel]payment.Sums), make(map[string]payment.Sums), make(map[string]payment.Sums),
	}
}

func (y *tally) add(t payment.Transaction) {
	c := y.closing
	if c.First == "" {
		c.First = t.Reference
	}
	c.Last = t.Reference
	c.Total.Add(t.Kind, t.Status, t.Counts())
	addTo(y.channels, t.Channel, t)
	addTo(y.days, payment.Day(t.Created), t)
	addTo(y.operators, t.Operator, t)
}

func addTo[K comparable](all map[K]payment.Sums, key K, t payment.Transaction) {
	sums := all[key]
	sums.Add(t.Kind, t.Status, t.Counts())
	all[key] = sums
}

func (y *tally) finish() {
	y.closing.Channels = byChannel(y.channels)
	for _, day := range slices.Sorted(maps.Keys(y.days)) {
		y.closing.Days = append(y.closing.Days, payment.DaySums{Day: day, Sums: y.days[day]})
	}
	for _, operator := range slices.Sorted(maps.Keys(y.operators)) {
		y.closing.Operators = append(y.closing.Operators, payment.OperatorSums{Operator: operator, Sums: y.operators[operator]})
	}
}

// byChannel puts sums into the protocol's order; what it doesn't name comes
// last.
func byChannel(sums map[payment.Channel]payment.Sums) []payment.ChannelSums {
	var all []payment.ChannelSums
	for _, channel := range append(payment.Channels(), slices.Sorted(maps.Keys(sums))...) {
		if one, is := sums[channel]; is {
			all = append(all, payment.ChannelSums{Channel: channel, Sums: one})
			delete(sums, channel)
		}
	}
	return all
}

// corrections lists what has changed about transactions since their closing.
func corrections(tx *bbolt.Tx, c *payment.Closing) error {
	for reference, value := range prefixed(tx.Bucket(bucketReopened), nil) {
		text, err := unseal(bucketReopened, reference, value)
		if err != nil {
			return err
		}
		var was payment.Counted
		if json.Unmarshal(text, &was) != nil {
			return damage(bucketReopened, reference)
		}
		t, _, err := find(tx, payment.Reference(reference))
		if err != nil {
			return err
		}
		if now := payment.CountedAs(t); now != was {
			c.Corrections = append(c.Corrections, payment.Correction{
				Reference: t.Reference, Kind: t.Kind, Channel: t.Channel, Was: was, Now: now, Uncertain: len(c.Lost) > 0,
			})
		}
	}
	return nil
}

// openItems lists what nobody knows the outcome of.
func openItems(tx *bbolt.Tx, c *payment.Closing) error {
	for sequence := range prefixed(tx.Bucket(bucketUnresolved), nil) {
		t, err := loadIndexed(tx, bucketUnresolved, sequence)
		if err != nil {
			return err
		}
		if t.Status == payment.Unknown || t.Status.Open() {
			c.Unresolved = append(c.Unresolved, payment.OpenItem{
				Reference: t.Reference, Kind: t.Kind, Channel: t.Channel, Amount: t.Amount, Created: t.Created,
			})
		}
	}
	slices.SortFunc(c.Unresolved, func(a, b payment.OpenItem) int { return strings.Compare(string(a.Reference), string(b.Reference)) })
	return nil
}

// reopen notes how a transaction counted in its closing, when that changes for
// the first time since.
func (b *batch) reopen(was, now payment.Transaction) error {
	standing := payment.CountedAs(was)
	if was.Foreign || payment.CountedAs(now) == standing || b.tx.Bucket(bucketReopened).Get([]byte(was.Reference)) != nil {
		return nil
	}
	closed, err := loadClosed(b.tx)
	if err != nil || was.Reference > closed.Last {
		return err
	}
	text, err := json.Marshal(standing)
	if err != nil {
		return err
	}
	return b.put(bucketReopened, []byte(was.Reference), text)
}

// adoptClosings goes on after the newest closing that the side file knows: its
// number isn't used again, and what it covered isn't counted again.
func (b *batch) adoptClosings(side *sideFile) error {
	closed, err := loadClosed(b.tx)
	if err != nil {
		return err
	}
	known := make(map[int]closedUpTo)
	_, err = side.scan(func(word string, _ payment.Reference, text []byte) {
		var c closedUpTo
		if word != wordClosed && word != wordReopened || json.Unmarshal(text, &c) != nil || c.Number <= closed.Number {
			return
		}
		delete(known, c.Number)
		if word == wordClosed {
			known[c.Number] = c
		}
	})
	if err != nil || len(known) == 0 {
		return diskError(err)
	}
	numbers := slices.Sorted(maps.Keys(known))
	newest := known[numbers[len(numbers)-1]]
	newest.Lost = append(closed.Lost, numbers...)
	return newest.save(b.tx)
}

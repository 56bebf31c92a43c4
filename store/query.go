package store

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"harbourtill/terminal/payment"
)

// Query says which transactions are wanted; the zero Query wants all. It can be
// compared with ==.
type Query struct {
	// Text is what somebody typed into a search box. It finds a reference or
	// QFPay's syssn, whole or from ShortestPrefix characters of its beginning;
	// an amount that was asked or booked (12.50, HK$1,280); the last four digits
	// of a card; and notes that have a word beginning with each of its words.
	// Case counts nowhere.
	Text string
	// Status is the only status wanted; empty for any. SettledPaid stands for
	// both ways to settle.
	Status payment.Status
	// Channel and Kind are the only ones wanted; empty for any.
	Channel payment.Channel
	Kind    payment.Kind
	// From and Before bound the time of creation: From is in, Before is out.
	// Zero is no bound.
	From, Before time.Time
	// Pending wants only those about which something is left to do.
	Pending bool
}

// ShortestPrefix is how many characters of a reference or a syssn find it.
const ShortestPrefix = 6

// Day returns the Hong Kong day that a moment is in: its first moment, and the
// next day's.
func Day(at time.Time) (from, before time.Time) {
	hk := at.In(payment.HongKong())
	from = time.Date(hk.Year(), hk.Month(), hk.Day(), 0, 0, 0, 0, payment.HongKong())
	return from, from.AddDate(0, 0, 1)
}

// Totals are what the transactions of a day add up to, exactly: how many there
// are, and what was approved of payments and refunds. What a manager settled
// by hand, and what another till took, is in neither sum.
type Totals struct {
	Count             int
	Payments, Refunds payment.Money
}

// Net is what is left of the payments.
func (t Totals) Net() payment.Money { return t.Payments - t.Refunds }

// Search returns at most limit transactions that q wants, newest first, that
// were created before the one named before; an empty before begins at the
// newest, an unknown one is ErrNotFound. It ends early with ctx's error.
func (s *Store) Search(ctx context.Context, q Query, limit int, before payment.Reference) ([]payment.Transaction, error) {
	var page []payment.Transaction
	err := s.view(func(tx *bbolt.Tx) error {
		f := &finder{ctx: ctx, tx: tx, query: q, summaries: newSummaries()}
		f.from, f.before = q.bounds()
		if before != "" {
			t, sequence, err := find(tx, before)
			if err != nil {
				return err
			}
			if at := timeKey(t, sequence); f.before == nil || bytes.Compare(at, f.before) < 0 {
				f.before = at
			}
		}
		return f.walk(func(key []byte) (more bool, err error) {
			if len(page) >= limit {
				return false, nil
			}
			t, err := loadIndexed(tx, bucketByTime, key)
			if err != nil {
				return false, err
			}
			page = append(page, t)
			return len(page) < limit, nil
		})
	})
	return page, err
}

// Totals adds up what q wants of the Hong Kong day that at is in. It reads only
// that day, unless q has a Text.
func (s *Store) Totals(ctx context.Context, q Query, at time.Time) (Totals, error) {
	var all Totals
	from, before := Day(at)
	if q.From.Before(from) {
		q.From = from
	}
	if q.Before.IsZero() || q.Before.After(before) {
		q.Before = before
	}
	err := s.view(func(tx *bbolt.Tx) error {
		f := &finder{ctx: ctx, tx: tx, query: q, summaries: newSummaries()}
		f.from, f.before = q.bounds()
		return f.walk(func(key []byte) (bool, error) {
			one, err := f.summary(key)
			if err != nil {
				return false, err
			}
			all.add(one)
			return true, nil
		})
	})
	return all, err
}

func (t *Totals) add(s summary) {
	t.Count++
	switch {
	case s.status != payment.Approved, s.foreign:
	case s.kind == payment.Refund:
		t.Refunds += s.amount
	default:
		t.Payments += s.amount
	}
}

// bounds are q's times as keys of by_time: the first that is in, and the first
// that is out; nil without a bound.
func (q Query) bounds() (from, before []byte) {
	if !q.From.IsZero() {
		from = bigEndian(uint64(q.From.UnixNano()))
	}
	if !q.Before.IsZero() {
		before = bigEndian(uint64(q.Before.UnixNano()))
	}
	return from, before
}

// wants says whether q wants what has this summary; its text and its times
// aside.
func (q Query) wants(s summary) bool {
	settled := q.Status == payment.SettledPaid && s.status == payment.SettledUnpaid
	return (q.Status == "" || q.Status == s.status || settled) &&
		(q.Channel == "" || q.Channel == s.channel) &&
		(q.Kind == "" || q.Kind == s.kind) &&
		(!q.Pending || s.pending)
}

// any says whether q wants any summary.
func (q Query) any() bool { return q.Status == "" && q.Channel == "" && q.Kind == "" && !q.Pending }

// finder carries out a query in one bbolt transaction.
type finder struct {
	ctx       context.Context
	tx        *bbolt.Tx
	query     Query
	summaries *summaries
	from      []byte // the lowest key that is in; nil without a bound
	before    []byte // the lowest key that is out; nil without a bound
	steps     int
}

// checkEvery is how many index entries are read between two looks at ctx.
const checkEvery = 4096

// step notes that an index entry was read.
func (f *finder) step() error {
	if f.steps++; f.steps%checkEvery == 0 {
		return f.ctx.Err()
	}
	return nil
}

// summary reads what stands under a key in by_time.
func (f *finder) summary(key []byte) (summary, error) {
	value := f.tx.Bucket(bucketByTime).Get(key)
	if value == nil {
		return summary{}, damage(bucketByTime, key)
	}
	return f.summaries.read(f.tx, key, value)
}

// walk calls visit with the key in by_time of each transaction that is wanted,
// newest first, until it wants no more.
func (f *finder) walk(visit func(key []byte) (more bool, err error)) error {
	if err := f.ctx.Err(); err != nil {
		return err
	}
	switch {
	case strings.TrimSpace(f.query.Text) != "":
		return f.walkText(visit)
	case f.query.Pending:
		keys, err := f.pending()
		if err != nil {
			return err
		}
		return f.walkAll([]keys16{&sorted{keys: keys}}, visit)
	}
	return f.walkTime(visit)
}

// walkTime walks by_time itself.
func (f *finder) walkTime(visit func([]byte) (bool, error)) error {
	c := f.tx.Bucket(bucketByTime).Cursor()
	for key, value := last(c, f.before); key != nil && bytes.Compare(key, f.from) >= 0; key, value = c.Prev() {
		if err := f.step(); err != nil {
			return err
		}
		if !f.query.any() {
			s, err := f.summaries.read(f.tx, key, value)
			if err != nil {
				return err
			}
			if !f.query.wants(s) {
				continue
			}
		}
		if more, err := visit(key); !more || err != nil {
			return err
		}
	}
	return nil
}

// last moves a cursor to the last entry below a key, or to the last of all.
func last(c *bbolt.Cursor, below []byte) (key, value []byte) {
	if below == nil {
		return c.Last()
	}
	if key, _ = c.Seek(below); key == nil {
		return c.Last()
	}
	return c.Prev()
}

// pending returns the keys of what is pending, oldest first.
func (f *finder) pending() (keys [][]byte, err error) {
	for sequence := range prefixed(f.tx.Bucket(bucketUnresolved), nil) {
		t, err := loadIndexed(f.tx, bucketUnresolved, sequence)
		if err != nil {
			return nil, err
		}
		keys = append(keys, timeKey(t, sequence))
	}
	slices.SortFunc(keys, bytes.Compare)
	return keys, nil
}

// walkText walks what the text finds: the union of all that it may mean.
func (f *finder) walkText(visit func([]byte) (bool, error)) error {
	sources, err := f.sources(strings.TrimSpace(f.query.Text))
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	return f.walkAll(sources, visit)
}

// walkAll walks several sources as one, newest first and each key once.
func (f *finder) walkAll(sources []keys16, visit func([]byte) (bool, error)) error {
	for _, s := range sources {
		s.below(f.before)
	}
	for {
		var newest []byte
		for _, s := range sources {
			if key := s.key(); bytes.Compare(key, newest) > 0 {
				newest = key
			}
		}
		if newest == nil || bytes.Compare(newest, f.from) < 0 {
			return nil
		}
		key := bytes.Clone(newest)
		for _, s := range sources {
			if bytes.Equal(s.key(), key) {
				s.next()
			}
		}
		if err := f.step(); err != nil {
			return err
		}
		if !f.query.any() {
			s, err := f.summary(key)
			if err != nil {
				return err
			}
			if !f.query.wants(s) {
				continue
			}
		}
		if more, err := visit(key); !more || err != nil {
			return err
		}
	}
}

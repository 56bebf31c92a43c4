package store

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"harbourtill/terminal/payment"
)

// naively is what Search has to find, told from a list of all transactions.
func naively(all []payment.Transaction, q Query) (found []payment.Transaction) {
	text := strings.TrimSpace(q.Text)
	for _, t := range all {
		settled := q.Status == payment.SettledPaid && t.Status == payment.SettledUnpaid
		switch {
		case q.Status != "" && t.Status != q.Status && !settled:
		case q.Channel != "" && t.Channel != q.Channel:
		case q.Kind != "" && t.Kind != q.Kind:
		case q.Pending && !t.Pending():
		case !q.From.IsZero() && t.Created.Before(q.From):
		case !q.Before.IsZero() && !t.Created.Before(q.Before):
		case text != "" && !means(t, text):
		default:
			found = append(found, t)
		}
	}
	slices.Reverse(found)
	slices.SortStableFunc(found, func(a, b payment.Transaction) int { return b.Created.Compare(a.Created) })
	return found
}

// means says whether a text may mean a transaction.
func means(t payment.Transaction, text string) bool {
	if len(text) >= ShortestPrefix {
		if strings.HasPrefix(string(t.Reference), strings.ToUpper(text)) || strings.HasPrefix(t.Syssn, text) {
			return true
		}
	}
	if m, err := payment.ParseMoney(text); err == nil && (m == t.Amount || m == t.Booked && m != 0) {
		return true
	}
	if len(text) == 4 && text == t.Card {
		return true
	}
	wanted := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" .,-$#", r) })
	note := strings.Fields(strings.ToLower(t.Note))
	for _, w := range wanted {
		if !slices.ContainsFunc(note, func(has string) bool {
			return strings.HasPrefix(has, w) || strings.Contains(has, w) && w[0] >= 0x80
		}) {
			return false
		}
	}
	return len(wanted) > 0
}

// anyQuery makes up a query, as often as not about one of all.
func anyQuery(r *rand.Rand, all []payment.Transaction) Query {
	one := all[r.IntN(len(all))]
	oneOf := func(chance int, f func()) {
		if r.IntN(100) < chance {
			f()
		}
	}
	var q Query
	oneOf(30, func() { q.Status = payment.Statuses()[r.IntN(9)] })
	oneOf(30, func() { q.Channel = payment.Channels()[r.IntN(9)] })
	oneOf(20, func() { q.Kind = []payment.Kind{payment.Payment, payment.Refund}[r.IntN(2)] })
	oneOf(10, func() { q.Pending = true })
	oneOf(25, func() { q.From, q.Before = Day(one.Created) })
	oneOf(10, func() { q.Before = time.Time{} })
	oneOf(15, func() { q.Before = one.Created })
	oneOf(60, func() {
		words := append(strings.Fields(one.Note), "Table", "Chan", "nothing")
		q.Text = []string{
			string(one.Reference), strings.ToLower(string(one.Reference[:6+r.IntN(20)])), one.Syssn, one.Syssn[:min(len(one.Syssn), 6+r.IntN(19))],
			one.Amount.Decimal(), " " + one.Amount.String(), one.Card, words[r.IntN(len(words))], strings.Join(words[:min(2, len(words))], " "),
			words[0][:1], "奶茶", "茶", "no such thing", "0.00", "01",
		}[r.IntN(15)]
	})
	return q
}

// odd makes some of a sample's transactions less tidy than life usually is.
func odd(r *rand.Rand, t *payment.Transaction) {
	switch r.IntN(12) {
	case 0:
		t.Note = []string{"奶茶 少甜", "凍奶茶走冰", "Table 5 Chan", "TABLE-9"}[r.IntN(3)]
	case 1:
		t.Contradiction = payment.MoneyAfterAll
	case 2:
		t.Status, t.Verifying = payment.SettledUnpaid, true
	case 3:
		t.Booked = t.Amount + 10
	case 4:
		t.Channel = "cash" // a channel of a later version
	case 5:
		t.Syssn = strings.Replace(t.Syssn, "20", "21", 1)
	}
}

// TestSearchFindsWhatAScanFinds compares Search and Totals with a naive scan,
// over random journals and queries.
func TestSearchFindsWhatAScanFinds(t *testing.T) {
	for seed := range uint64(4) {
		s := open(t, journalPath(t))
		r := rand.New(rand.NewPCG(seed, 99))
		all := writeSample(t, s, newSampler(seed, 600, 9), 600)
		for i := range all {
			if odd(r, &all[i]); r.IntN(40) == 0 {
				all[i].Status, all[i].Reason = payment.Unknown, payment.NoAnswer
			}
			put(t, s, all[i])
		}
		if seed == 3 { // the clock was set back
			late := newSampler(77, 100, 12)
			all = append(all, writeSample(t, s, late, 100)...)
		}
		for range 700 {
			q := anyQuery(r, all)
			compareSearch(t, s, all, q, 1+r.IntN(70))
			if t.Failed() {
				t.FailNow()
			}
		}
	}
}

func compareSearch(t *testing.T, s *Store, all []payment.Transaction, q Query, limit int) {
	t.Helper()
	want := naively(all, q)
	var got []payment.Transaction
	for before := payment.Reference(""); ; {
		page, err := s.Search(t.Context(), q, limit, before)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		got = append(got, page...)
		if len(page) < limit {
			break
		}
		before = page[len(page)-1].Reference
	}
	if !slices.Equal(namesOf(got), namesOf(want)) {
		t.Errorf("%+v finds %d, not %d:\n%v\n%v", q, len(got), len(want), namesOf(got), namesOf(want))
	}
	at := all[len(all)/2].Created
	from, before := Day(at)
	var sum Totals
	for _, tr := range want {
		if tr.Created.Before(from) || !tr.Created.Before(before) {
			continue
		}
		sum.Count++
		if tr.Status == payment.Approved && tr.Kind == payment.Refund {
			sum.Refunds += tr.Counts()
		} else if tr.Status == payment.Approved {
			sum.Payments += tr.Counts()
		}
	}
	if total, err := s.Totals(t.Context(), q, at); err != nil || total != sum {
		t.Errorf("%+v: totals %+v, %v; want %+v", q, total, err, sum)
	}
}

func TestSearchFindsANoteThatChanged(t *testing.T) {
	s := open(t, journalPath(t))
	tr := reserve(t, s, time.Now())
	for _, step := range []struct{ note, finds, loses string }{
		{"Table 5", "table", "birthday"},
		{"Birthday at table 6", "birthday", "5"},
		{"", "", "table"},
	} {
		tr.Status, tr.Note = payment.Declined, step.note
		put(t, s, tr)
		for text, want := range map[string]int{step.finds: 1, step.loses: 0} {
			found, err := s.Search(t.Context(), Query{Text: text}, 5, "")
			if err != nil || len(found) != want {
				t.Errorf("%q finds %d in %q, %v", text, len(found), step.note, err)
			}
		}
	}
}

func TestSearchEndsWithItsContext(t *testing.T) {
	s := open(t, journalPath(t))
	reserve(t, s, time.Now())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Search(ctx, Query{}, 5, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("search: %v", err)
	}
	if _, err := s.Search(t.Context(), Query{}, 5, "01JDBQ6Z9W3C8Q4T5VQ2R7N0XA"); !errors.Is(err, ErrNotFound) {
		t.Errorf("before one that isn't there: %v", err)
	}
}

func TestDay(t *testing.T) {
	from, before := Day(time.Date(2026, 11, 22, 16, 0, 0, 0, time.UTC))
	if from.Format(time.RFC3339) != "2026-11-23T00:00:00+08:00" || before.Sub(from) != 24*time.Hour {
		t.Errorf("from %v, before %v", from, before)
	}
}

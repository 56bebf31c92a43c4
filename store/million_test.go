package store

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"harbourtill/terminal/payment"
)

// sizeVariable names how many transactions the journal of BenchmarkJournal
// holds; 20,000 without it.
const sizeVariable = "HARBOUR_TILL_BENCH_SIZE"

// The limits, at 1,000,000 transactions over three years.
const (
	limitOpen     = 10 * time.Millisecond
	limitPage     = 2 * time.Millisecond
	limitFound    = 2 * time.Millisecond
	limitAmount   = 5 * time.Millisecond
	limitWord     = 50 * time.Millisecond
	limitDay      = 10 * time.Millisecond
	limitMonth    = 150 * time.Millisecond
	limitGrowth   = 2.0 // a transaction's three durable writes, against an empty journal
	limitDiskUse  = 700 // bytes a transaction
	pageOfScreens = 50
)

// BenchmarkJournal measures a large journal, and prints each figure with its
// limit.
func BenchmarkJournal(b *testing.B) {
	size := 20_000
	if text := os.Getenv(sizeVariable); text != "" {
		var err error
		if size, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	path := filepath.Join(b.TempDir(), "till.db")
	s, err := Open(path)
	if err != nil {
		b.Fatal(err)
	}
	shop := newSampler(1, size, 3*365)
	empty := medianOfSales(b, s, newSampler(2, size, 1), 300)
	s = reopened(b, s, path+"-2")
	writeSample(b, s, shop, size)
	info, err := s.file.Stat()
	if err != nil {
		b.Fatal(err)
	}
	tell(b, "disk", float64(info.Size())/float64(size), limitDiskUse, "B/transaction")
	full := medianOfSales(b, s, shop, 300)
	tell(b, "one more transaction", float64(full)/float64(empty), limitGrowth, "times-an-empty-journal's")
	s = reopened(b, s, path+"-2")
	defer s.Close()
	if size > 100_000 {
		benchmarkOpen(b, path+"-2", &s)
	}
	benchmarkQueries(b, s)
}

// tell reports a figure that was measured once.
func tell(b *testing.B, name string, figure, limit float64, unit string) {
	b.Run(name, func(b *testing.B) {
		for b.Loop() {
		}
		b.ReportMetric(figure, unit)
		b.ReportMetric(0, "ns/op")
		b.Logf("%.2f %s, limit %.2f: %s", figure, unit, limit, held(figure <= limit))
	})
}

func held(ok bool) string {
	if ok {
		return "holds"
	}
	return "DOESN'T HOLD"
}

// reopened closes a journal and opens another one.
func reopened(b *testing.B, s *Store, path string) *Store {
	b.Helper()
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	s, err := Open(path)
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// medianOfSales is how long all durable writes of one transaction take.
func medianOfSales(b *testing.B, s *Store, from *sampler, n int) time.Duration {
	b.Helper()
	var took []time.Duration
	for range n {
		records := from.next()
		begun := time.Now()
		for _, r := range records {
			if err := s.Write(r); err != nil {
				b.Fatal(err)
			}
		}
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	return took[n/2]
}

func benchmarkOpen(b *testing.B, path string, s **Store) {
	b.Run("open", func(b *testing.B) {
		measure(b, limitOpen, func(stop, start func()) {
			stop()
			if err := (*s).Close(); err != nil {
				b.Fatal(err)
			}
			start()
			var err error
			if *s, err = Open(path); err != nil {
				b.Fatal(err)
			}
		})
	})
}

// measure reports the median of what f does, and says its limit.
func measure(b *testing.B, limit time.Duration, f func(stop, start func())) {
	var took []time.Duration
	for b.Loop() {
		begun := time.Now()
		var out time.Duration
		var stopped time.Time
		f(func() { stopped = time.Now() }, func() { out = time.Since(stopped) })
		took = append(took, time.Since(begun)-out)
	}
	slices.Sort(took)
	median, worst := took[len(took)/2], took[len(took)-1]
	b.ReportMetric(float64(median.Microseconds())/1000, "ms-p50")
	b.ReportMetric(float64(worst.Microseconds())/1000, "ms-worst")
	b.Logf("median %v, worst %v, limit %v: %s",
		median.Round(time.Microsecond), worst.Round(time.Microsecond), limit, held(median <= limit))
}

func benchmarkQueries(b *testing.B, s *Store) {
	r := rand.New(rand.NewPCG(3, 3))
	any := someTransactions(b, s, r)
	pick := func() payment.Transaction { return any[r.IntN(len(any))] }
	for _, query := range []struct {
		name  string
		limit time.Duration
		query func() Query
	}{
		{"first page", limitPage, func() Query { return Query{} }},
		{"reference", limitFound, func() Query { return Query{Text: string(pick().Reference)} }},
		{"beginning of a reference", limitFound, func() Query { return Query{Text: string(pick().Reference[:10])} }},
		{"syssn", limitFound, func() Query { return Query{Text: pick().Syssn} }},
		{"beginning of a syssn", limitFound, func() Query { return Query{Text: pick().Syssn[:12]} }},
		{"last four", limitFound, func() Query { return Query{Text: pick().Card} }},
		{"amount", limitAmount, func() Query { return Query{Text: pick().Amount.Decimal()} }},
		{"commonest amount", limitAmount, func() Query { return Query{Text: "38.00"} }},
		{"word in notes", limitWord, func() Query { return Query{Text: "birthday"} }},
		{"two words in notes", limitWord, func() Query { return Query{Text: "table wong"} }},
		{"nothing", limitWord, func() Query { return Query{Text: "nothing is called this"} }},
		{"a day", limitPage, func() Query {
			from, before := Day(pick().Created)
			return Query{From: from, Before: before}
		}},
		{"pending", limitFound, func() Query { return Query{Pending: true} }},
		{"rare: refunds by Amex that failed", 250 * time.Millisecond, func() Query {
			return Query{Kind: payment.Refund, Channel: payment.AmexCard, Status: payment.Failed}
		}},
	} {
		b.Run(query.name, func(b *testing.B) {
			measure(b, query.limit, func(_, _ func()) {
				if _, err := s.Search(context.Background(), query.query(), pageOfScreens, ""); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
	b.Run("totals of a day", func(b *testing.B) {
		measure(b, limitPage, func(_, _ func()) {
			if _, err := s.Totals(context.Background(), Query{}, pick().Created); err != nil {
				b.Fatal(err)
			}
		})
	})
	for name, stretch := range map[string]struct {
		days  int
		limit time.Duration
	}{
		"summary of two days": {2, limitDay}, // some 2,000 transactions
		"summary of a month":  {30, limitMonth},
	} {
		b.Run(name, func(b *testing.B) {
			measure(b, stretch.limit, func(_, _ func()) {
				from, _ := Day(pick().Created)
				if _, err := s.Summary(context.Background(), from, from.AddDate(0, 0, stretch.days)); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

// someTransactions are approved card payments from all over the journal.
func someTransactions(b *testing.B, s *Store, r *rand.Rand) (some []payment.Transaction) {
	b.Helper()
	for range 40 {
		at := time.Date(2026, 12, 30, 15, 0, 0, 0, payment.HongKong()).AddDate(0, 0, -r.IntN(1000))
		found, err := s.Search(context.Background(), Query{Status: payment.Approved, Channel: payment.Card, Before: at}, 5, "")
		if err != nil || len(found) == 0 {
			b.Fatal(len(found), err)
		}
		some = append(some, found...)
	}
	return some
}

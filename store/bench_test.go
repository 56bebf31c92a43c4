package store

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"harbourtill/terminal/payment"
)

// BenchmarkWrite: one payment reserved, durably; its reference is new.
func BenchmarkWrite(b *testing.B) {
	b.Run("journal", func(b *testing.B) { benchmarkWrite(b, Options{}) })
	b.Run("journal and side file", func(b *testing.B) { benchmarkWrite(b, Options{References: true}) })
}

func benchmarkWrite(b *testing.B, o Options) {
	s, err := OpenWith(filepath.Join(b.TempDir(), "till.db"), o)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	var took []time.Duration
	for b.Loop() {
		reference, err := s.NewReference()
		if err != nil {
			b.Fatal(err)
		}
		tr := payment.Transaction{
			Reference: reference, Kind: payment.Payment, Status: payment.Reserved, Channel: payment.Card,
			Amount: 1250, Created: time.Now(), Profile: "counter",
		}
		begun := time.Now()
		err = s.Write(payment.Record{Transaction: tr, Transition: payment.Transition{At: tr.Created, Status: tr.Status, Cause: "pay"}})
		if err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "µs-p50")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "µs-p99")
}

// manyPayments writes a closed journal of n payments at once.
func manyPayments(b testing.TB, path string, n int) {
	b.Helper()
	s, err := Open(path)
	if err != nil {
		b.Fatal(err)
	}
	created := time.Date(2026, 1, 1, 9, 0, 0, 0, payment.HongKong())
	for done := 0; done < n; {
		var records []payment.Record
		for ; len(records) < 3*5000 && done < n; done++ {
			reference, err := s.NewReference()
			if err != nil {
				b.Fatal(err)
			}
			tr := payment.Transaction{
				Reference: reference, Kind: payment.Payment, Channel: payment.Card, Amount: 1250, Booked: 1250,
				Created: created.Add(time.Duration(done) * time.Minute), Profile: "counter", Operator: "May", Timeout: 120,
			}
			tr.Sent, tr.Decided = tr.Created.Add(time.Second), tr.Created.Add(9*time.Second)
			for _, status := range []payment.Status{payment.Reserved, payment.Sent, payment.Approved} {
				if tr.Status = status; status == payment.Approved {
					tr.Syssn = fmt.Sprintf("2026112315%016d", done)
				}
				records = append(records, payment.Record{
					Transaction: tr, Transition: payment.Transition{At: created, Status: status, Cause: "sent"},
				})
			}
		}
		if err := s.Write(records...); err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkOpen opens journals after a clean and an unclean close, with and
// without the whole check.
func BenchmarkOpen(b *testing.B) {
	for _, n := range []int{1000, 100_000} {
		path := filepath.Join(b.TempDir(), "till.db")
		manyPayments(b, path, n)
		for _, test := range []struct {
			name, mark string
			whole      int64
		}{
			{"clean", "", wholeCheckSize},
			{"unclean", markOpen, wholeCheckSize},
			{"unclean, cheaply", markOpen, 0},
			{"damage seen", markDamaged, 0},
		} {
			b.Run(fmt.Sprintf("%d/%s", n, test.name), func(b *testing.B) {
				median(b, 20, func() time.Duration {
					if test.mark != "" {
						mark(path, test.mark)
					}
					begun := time.Now()
					s, err := openWith(path, options{wholeCheck: test.whole})
					if err != nil {
						b.Fatal(err)
					}
					took := time.Since(begun)
					b.ReportMetric(float64(fileSize(b, s))/(1<<20), "MiB")
					if err := s.Close(); err != nil {
						b.Fatal(err)
					}
					return took
				})
			})
		}
	}
}

// median runs what takes long, at most limit times however many are asked for,
// and reports its median instead of the mean.
func median(b *testing.B, limit int, run func() time.Duration) {
	b.Helper()
	var took []time.Duration
	for range min(b.N, limit) {
		took = append(took, run())
	}
	slices.Sort(took)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-p50")
}

func fileSize(b *testing.B, s *Store) int64 {
	b.Helper()
	info, err := s.file.Stat()
	if err != nil {
		b.Fatal(err)
	}
	return info.Size()
}

// BenchmarkBackup backs 100,000 payments up; the longest sale meanwhile is what
// a customer would wait.
func BenchmarkBackup(b *testing.B) {
	path, dir := filepath.Join(b.TempDir(), "till.db"), b.TempDir()
	manyPayments(b, path, 100_000)
	s, err := Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	var longest time.Duration
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
			}
			begun := time.Now()
			if err := s.SaveDocument("till", 1, "x"); err != nil {
				b.Error(err)
			}
			longest = max(longest, time.Since(begun))
		}
	}()
	var size int64
	median(b, 5, func() time.Duration {
		begun := time.Now()
		info, err := s.Backup(b.Context(), dir)
		if err != nil {
			b.Fatal(err)
		}
		size = info.Size
		return time.Since(begun)
	})
	close(stop)
	<-stopped
	b.ReportMetric(float64(size)/(1<<20), "MiB")
	b.ReportMetric(float64(longest.Microseconds()), "µs-longest-write")
}

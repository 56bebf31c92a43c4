package store

import (
	"io"
	"path/filepath"
	"runtime/debug"
	"runtime/metrics"
	"testing"
)

// What an export has to do: as many rows a second as CSV, and the memory that
// it may take beside what the program has anyway.
const (
	exportRowsWanted   = 200_000
	exportMemoryWanted = 64 << 20
)

// BenchmarkExport exports a journal of 200,000 payments.
func BenchmarkExport(b *testing.B) {
	const rows = 200_000
	path := filepath.Join(b.TempDir(), "till.db")
	manyPayments(b, path, rows)
	s, err := Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	}()
	for _, format := range []ExportFormat{FormatCSV, FormatJSON, FormatXLSX} {
		b.Run(string(format), func(b *testing.B) {
			debug.FreeOSMemory()
			before := inUse()
			peak := before
			o := ExportOptions{Format: format, Progress: func(int) { peak = max(peak, inUse()) }}
			for b.Loop() {
				if err := s.Export(b.Context(), io.Discard, o); err != nil {
					b.Fatal(err)
				}
			}
			speed := rows * float64(b.N) / b.Elapsed().Seconds()
			b.ReportMetric(speed, "rows/s")
			b.ReportMetric(float64(peak-before)/(1<<20), "extra-MiB")
			b.Logf("%.0f rows/s (CSV: at least %d), %.1f MiB more than before (at most %d)",
				speed, exportRowsWanted, float64(peak-before)/(1<<20), exportMemoryWanted>>20)
		})
	}
}

// inUse is how much memory the runtime holds now.
func inUse() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64() - sample[1].Value.Uint64()
}

package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"harbourtill/terminal/payment"
)

// TestHealth: open and closed the journal tells the same, and what is wrong with
// the trail.
func TestHealth(t *testing.T) {
	path := filepath.Join(t.TempDir(), "till.db")
	s := open(t, path)
	var unknown payment.Reference
	for i, status := range []payment.Status{payment.Approved, payment.Approved, payment.Declined, payment.Unknown} {
		reference, err := s.NewReference()
		if err != nil {
			t.Fatal(err)
		}
		unknown = reference
		sale := payment.Transaction{Reference: reference, Kind: payment.Payment, Status: status, Channel: payment.Card, Amount: payment.Money(i + 1), Created: time.Now()}
		if err := s.Write(payment.Record{Transaction: sale, Transition: payment.Transition{At: sale.Created, Status: status}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Append(auditEntry(1), auditEntry(2)); err != nil {
		t.Fatal(err)
	}
	right := func(when string, h Health) {
		t.Helper()
		all := h.Statuses[payment.Payment]
		if h.Err != nil || h.AuditErr != nil || h.Audit != 2 || h.Schema != schema || h.Newest != schema || h.Size == 0 || h.Suspect ||
			all[payment.Approved] != 2 || all[payment.Declined] != 1 || len(h.Unresolved) != 1 || h.Unresolved[0].Reference != unknown {
			t.Errorf("%s: %+v", when, h)
		}
	}
	right("open", s.Health(t.Context()))
	if h := Examine(t.Context(), path, nil); !errors.Is(h.Err, ErrInUse) || !h.CutOff {
		t.Errorf("beside an open one: %+v", h)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if h := s.Health(stopped); !errors.Is(h.Err, context.Canceled) {
		t.Errorf("stopped: %v", h.Err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	read := 0
	right("closed", Examine(t.Context(), path, func(s *Store) {
		if sale, err := s.Transaction(unknown); err == nil && sale.Status == payment.Unknown {
			read++
		}
	}))
	if names, err := os.ReadDir(filepath.Dir(path)); read != 1 || err != nil || len(names) != 1 {
		t.Errorf("read %d times, and there are %v, %v", read, names, err)
	}
}

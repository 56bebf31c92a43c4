package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"harbourtill/terminal/payment"
)

var withReferences = options{Options: Options{References: true}, wholeCheck: wholeCheckSize}

func openOptions(t *testing.T, path string, o options) *Store {
	t.Helper()
	s, err := openWith(path, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func closeStore(t *testing.T, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// sell writes a payment that was sent, with a profile as the controller does.
func sell(t *testing.T, s *Store, amount payment.Money) payment.Transaction {
	t.Helper()
	reference, err := s.NewReference()
	if err != nil {
		t.Fatal(err)
	}
	tr := payment.Transaction{
		Reference: reference, Kind: payment.Payment, Status: payment.Reserved, Channel: payment.PayMe,
		Amount: amount, Created: time.Now(), Profile: "counter", Timeout: 120,
	}
	put(t, s, tr)
	tr.Status = payment.Sent
	put(t, s, tr)
	return tr
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestOldJournalAsks: a journal from yesterday learns from the side file what
// was sold since.
func TestOldJournalAsks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "till.db")
	s := openOptions(t, path, withReferences)
	first := sell(t, s, 100)
	closeStore(t, s)
	copyFile(t, path, path+".old")
	s = openOptions(t, path, withReferences)
	lost := []payment.Transaction{sell(t, s, 200), sell(t, s, 300)}
	refund := payment.Transaction{
		Kind: payment.Refund, Status: payment.Reserved, Original: first.Reference, Amount: 7,
		Channel: payment.PayMe, Created: time.Now(), Profile: "counter",
	}
	var err error
	if refund.Reference, err = s.NewReference(); err != nil {
		t.Fatal(err)
	}
	put(t, s, refund)
	if gaps, err := s.Missing(); err != nil || len(gaps) != 0 {
		t.Errorf("nothing is missing, yet: %v, %v", gaps, err)
	}
	closeStore(t, s)
	copyFile(t, path+".old", path)

	for range 2 {
		s = openOptions(t, path, withReferences)
		list, err := s.Unresolved()
		if err != nil || len(list) != 3 {
			t.Fatalf("unresolved: %v, %v", namesOf(list), err)
		}
		for i, want := range lost {
			got := list[i+1]
			if got.Reference != want.Reference || got.Status != payment.Unknown || got.Amount != want.Amount ||
				got.Channel != want.Channel || !got.Created.Equal(want.Created) || got.Profile != "counter" || got.Timeout != 120 {
				t.Errorf("%+v, want %+v", got, want)
			}
		}
		gaps, err := s.Missing()
		if err != nil || len(gaps) != 1 || gaps[0].Reference != refund.Reference || gaps[0].Original != first.Reference || gaps[0].Amount != 7 {
			t.Errorf("missing %+v, %v", gaps, err)
		}
		if next, err := s.NewReference(); err != nil || next <= refund.Reference {
			t.Errorf("%s after %s, %v", next, refund.Reference, err)
		}
		closeStore(t, s)
	}
	open(t, path)
}

// TestNewJournalDoesNotAskAboutEverything: the side file of an old journal
// beside a new one.
func TestNewJournalDoesNotAskAboutEverything(t *testing.T) {
	path := filepath.Join(t.TempDir(), "till.db")
	s := openOptions(t, path, withReferences)
	s.references.now = func() time.Time { return time.Now().Add(time.Hour) }
	var last payment.Transaction
	for i := range 5 {
		last = sell(t, s, payment.Money(i+1))
	}
	closeStore(t, s)
	if err := os.Rename(path, path+".damaged"); err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		s = openOptions(t, path, withReferences)
		if tr := sell(t, s, 9); tr.Reference <= last.Reference {
			t.Errorf("%s after %s", tr.Reference, last.Reference)
		}
		if list, err := s.Unresolved(); err != nil || len(list) != n+1 {
			t.Errorf("unresolved: %v, %v", namesOf(list), err)
		}
		if gaps, err := s.Missing(); err != nil || len(gaps) != 5 {
			t.Errorf("missing: %v, %v", gaps, err)
		}
		closeStore(t, s)
	}
}

func TestTornLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "till.db")
	s := openOptions(t, path, withReferences)
	sell(t, s, 100)
	closeStore(t, s)
	whole, err := os.ReadFile(sidePath(path))
	if err != nil {
		t.Fatal(err)
	}
	for cut := 1; cut < len(whole); cut += 7 {
		if err := os.WriteFile(sidePath(path), append(bytes.Clone(whole), whole[:cut]...), 0o600); err != nil {
			t.Fatal(err)
		}
		s = openOptions(t, path, withReferences)
		sell(t, s, 200)
		if gaps, err := s.Missing(); err != nil || len(gaps) != 0 {
			t.Errorf("%d bytes too many: %v, %v", cut, gaps, err)
		}
		closeStore(t, s)
	}
	lines, err := os.ReadFile(sidePath(path))
	if err != nil || bytes.Count(lines, []byte("\n")) != 2 {
		t.Errorf("%d lines, %v", bytes.Count(lines, []byte("\n")), err)
	}
}

// TestDamagedLine: what can be read still counts, and the damage is told.
func TestDamagedLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "till.db")
	s := openOptions(t, path, withReferences)
	sell(t, s, 100)
	closeStore(t, s)
	copyFile(t, path, path+".old")
	s = openOptions(t, path, withReferences)
	sell(t, s, 200)
	kept := sell(t, s, 300)
	closeStore(t, s)
	copyFile(t, path+".old", path)
	text, err := os.ReadFile(sidePath(path))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(sidePath(path), bytes.Replace(text, []byte(":200,"), []byte(":201,"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	s = openOptions(t, path, withReferences)
	defer closeStore(t, s)
	if tr, err := s.Transaction(kept.Reference); err != nil || tr.Status != payment.Unknown {
		t.Errorf("%+v, %v", tr, err)
	}
	if _, err := s.Missing(); !errors.Is(err, ErrDamaged) {
		t.Errorf("a damaged line: %v", err)
	}
}

// brokenSide fails its n-th call that changes something.
type brokenSide struct {
	sideDisk
	n, calls int
}

func (b *brokenSide) fails() error {
	if b.calls++; b.calls == b.n {
		return syscall.ENOSPC
	}
	return nil
}

func (b *brokenSide) WriteAt(p []byte, offset int64) (int, error) {
	if err := b.fails(); err != nil {
		n, _ := b.sideDisk.WriteAt(p[:len(p)/2], offset)
		return n, err
	}
	return b.sideDisk.WriteAt(p, offset)
}

func (b *brokenSide) Sync() error {
	if err := b.fails(); err != nil {
		return err
	}
	return b.sideDisk.Sync()
}

func (b *brokenSide) Truncate(size int64) error {
	if b.calls >= b.n-1 && b.calls <= b.n+1 {
		b.calls++
		return syscall.ENOSPC // the whole disk is gone for a while
	}
	return b.sideDisk.Truncate(size)
}

// TestSideFileFaults: without its line in the side file a payment isn't
// reserved, and afterwards nothing is missing.
func TestSideFileFaults(t *testing.T) {
	path := filepath.Join(t.TempDir(), "till.db")
	s := openOptions(t, path, withReferences)
	sell(t, s, 1)
	file := s.side.file
	for n := 1; n <= 2; n++ {
		s.side.file = &brokenSide{sideDisk: file, n: n}
		reference, err := s.NewReference()
		if err != nil {
			t.Fatal(err)
		}
		err = s.Write(payment.Record{Transaction: payment.Transaction{Reference: reference, Status: payment.Reserved}})
		if !errors.Is(err, ErrFull) {
			t.Errorf("fault %d: %v", n, err)
		}
		if _, err := s.Transaction(reference); !errors.Is(err, ErrNotFound) {
			t.Errorf("fault %d: reserved all the same, %v", n, err)
		}
		s.side.file = file
		sell(t, s, 2)
		if gaps, err := s.Missing(); err != nil || len(gaps) != 0 {
			t.Errorf("fault %d: missing %v, %v", n, gaps, err)
		}
	}
	closeStore(t, s)
	s = openOptions(t, path, withReferences)
	defer closeStore(t, s)
	if list, err := s.Newest(10, ""); err != nil || len(list) != 3 {
		t.Errorf("%v, %v", namesOf(list), err)
	}
}

// TestDroppedReference: a line in the side file whose record the journal then
// refuses isn't asked about.
func TestDroppedReference(t *testing.T) {
	path := filepath.Join(t.TempDir(), "till.db")
	s := openOptions(t, path, withReferences)
	sell(t, s, 1)
	reference, err := s.NewReference()
	if err != nil {
		t.Fatal(err)
	}
	gap := Gap{Reference: reference, Kind: payment.Payment, Amount: 5, Profile: "counter", Created: time.Now()}
	if err := s.side.take([]Gap{gap}, nil); err != nil {
		t.Fatal(err)
	}
	if gaps, err := s.Missing(); err != nil || fmt.Sprint(gaps) == "[]" {
		t.Errorf("taken: %v, %v", gaps, err)
	}
	s.side.drop([]Gap{gap}, nil)
	closeStore(t, s)
	s = openOptions(t, path, withReferences)
	defer closeStore(t, s)
	if gaps, err := s.Missing(); err != nil || len(gaps) != 0 {
		t.Errorf("dropped: %v, %v", gaps, err)
	}
	if list, err := s.Unresolved(); err != nil || len(list) != 1 {
		t.Errorf("%v, %v", namesOf(list), err)
	}
	text, err := os.ReadFile(sidePath(path))
	if err != nil || !strings.Contains(string(text), " dropped "+string(reference)) {
		t.Errorf("%s, %v", text, err)
	}
}

func TestNoSideFileWithoutTheOption(t *testing.T) {
	path := journalPath(t)
	s := open(t, path)
	reserve(t, s, time.Now())
	if _, err := os.Stat(sidePath(path)); !os.IsNotExist(err) {
		t.Errorf("%v", err)
	}
	if gaps, err := s.Missing(); err != nil || gaps != nil {
		t.Errorf("%v, %v", gaps, err)
	}
}

package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"harbourtill/terminal/payment"
)

// open opens a journal in a folder of its own, and checks the file's
// consistency when the test ends.
func open(t *testing.T, path string) *Store {
	t.Helper()
	return openChecked(t, path, options{wholeCheck: wholeCheckSize})
}

func openChecked(t *testing.T, path string, o options) *Store {
	t.Helper()
	s := openOptions(t, path, o)
	t.Cleanup(func() {
		err := s.db.View(checkEntries)
		if err == nil {
			err = checkPages(s.db, s.file)
		}
		if err != nil && !errors.Is(err, bolterrors.ErrDatabaseNotOpen) {
			t.Errorf("consistency: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func journalPath(t *testing.T) string { return filepath.Join(t.TempDir(), "data", "journal.db") }

func reserve(t *testing.T, s *Store, created time.Time) payment.Transaction {
	t.Helper()
	reference, err := s.NewReference()
	if err != nil {
		t.Fatal(err)
	}
	tr := payment.Transaction{
		Reference: reference, Kind: payment.Payment, Status: payment.Reserved,
		Channel: payment.Card, Amount: 1250, Created: created,
	}
	put(t, s, tr)
	return tr
}

func put(t *testing.T, s *Store, tr payment.Transaction) {
	t.Helper()
	err := s.Write(payment.Record{Transaction: tr, Transition: payment.Transition{At: tr.Created, Status: tr.Status}})
	if err != nil {
		t.Fatal(err)
	}
}

func namesOf(list []payment.Transaction) []payment.Reference {
	var refs []payment.Reference
	for _, tr := range list {
		refs = append(refs, tr.Reference)
	}
	return refs
}

func TestWriteSurvivesReopening(t *testing.T) {
	path := journalPath(t)
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	tr := reserve(t, s, time.Date(2026, 11, 23, 12, 0, 0, 5, payment.HongKong()))
	tr.Status, tr.Sent = payment.Sent, tr.Created.Add(time.Second)
	put(t, s, tr)
	tr.Status, tr.Syssn, tr.Booked = payment.Approved, "20250826155400087645770447", 1250
	put(t, s, tr)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	s = open(t, path)
	got, err := s.Transaction(tr.Reference)
	if err != nil {
		t.Fatal(err)
	}
	if got.Status != payment.Approved || got.Booked != 1250 || !got.Created.Equal(tr.Created) || !got.Sent.Equal(tr.Sent) {
		t.Errorf("read %+v", got)
	}
	history, err := s.Transitions(tr.Reference)
	if err != nil {
		t.Fatal(err)
	}
	var statuses []payment.Status
	for _, step := range history {
		statuses = append(statuses, step.Status)
	}
	if got, want := fmt.Sprint(statuses), "[reserved sent approved]"; got != want {
		t.Errorf("history %s, want %s", got, want)
	}
	bySyssn, err := s.BySyssn(tr.Syssn)
	if err != nil || len(bySyssn) != 1 || bySyssn[0].Reference != tr.Reference {
		t.Errorf("by syssn: %v, %v", bySyssn, err)
	}
	if prefix, err := s.BySyssn(tr.Syssn[:20]); err != nil || len(prefix) != 0 {
		t.Errorf("part of a syssn finds %v, %v", prefix, err)
	}
}

// TestOneWriteOfAWholeLife: several states of one transaction in one write.
func TestOneWriteOfAWholeLife(t *testing.T) {
	s := open(t, journalPath(t))
	tr := reserve(t, s, time.Now())
	var records []payment.Record
	for _, status := range []payment.Status{payment.Sent, payment.Unknown, payment.Approved} {
		tr.Status, tr.Syssn = status, "20250826155400087645770447"
		records = append(records, payment.Record{Transaction: tr, Transition: payment.Transition{Status: status}})
	}
	if err := s.Write(records...); err != nil {
		t.Fatal(err)
	}
	if list, err := s.Unresolved(); err != nil || len(list) != 0 {
		t.Errorf("unresolved %v, %v", namesOf(list), err)
	}
	if history, err := s.Transitions(tr.Reference); err != nil || len(history) != 4 {
		t.Errorf("history %v, %v", history, err)
	}
}

func TestUnresolvedIndex(t *testing.T) {
	s := open(t, journalPath(t))
	now := time.Now()
	open, decided, verifying := reserve(t, s, now), reserve(t, s, now), reserve(t, s, now)
	decided.Status = payment.Approved
	put(t, s, decided)
	verifying.Status, verifying.Verifying = payment.Cancelled, true
	put(t, s, verifying)
	list, err := s.Unresolved()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(namesOf(list)), fmt.Sprint([]payment.Reference{open.Reference, verifying.Reference}); got != want {
		t.Errorf("unresolved %s, want %s", got, want)
	}
	verifying.Verifying = false
	put(t, s, verifying)
	if list, _ = s.Unresolved(); len(list) != 1 {
		t.Errorf("after the verification: %v", namesOf(list))
	}
}

func TestReferenceIsReservedOnce(t *testing.T) {
	s := open(t, journalPath(t))
	tr := reserve(t, s, time.Now())
	other := tr
	other.Amount = 99
	err := s.Write(
		payment.Record{Transaction: payment.Transaction{Reference: "01JDBQ6Z9W3C8Q4T5VQ2R7N0XA", Status: payment.Reserved}},
		payment.Record{Transaction: other},
	)
	if !errors.Is(err, ErrReferenceUsed) {
		t.Fatalf("reserved again: %v", err)
	}
	if got, err := s.Transaction(tr.Reference); err != nil || got.Amount != tr.Amount {
		t.Errorf("the first is now %+v, %v", got, err)
	}
	if _, err := s.Transaction("01JDBQ6Z9W3C8Q4T5VQ2R7N0XA"); !errors.Is(err, ErrNotFound) {
		t.Errorf("half of a refused write is there: %v", err)
	}
}

func TestNewestPages(t *testing.T) {
	s := open(t, journalPath(t))
	start := time.Now()
	var all []payment.Reference
	for i := range 25 {
		// The clock is set back half way: order is by time, not by reference.
		created := start.Add(time.Duration(i) * time.Second)
		if i >= 13 {
			created = created.Add(-time.Hour)
		}
		all = append(all, reserve(t, s, created).Reference)
	}
	var want []payment.Reference
	for i := 12; i >= 0; i-- {
		want = append(want, all[i])
	}
	for i := 24; i >= 13; i-- {
		want = append(want, all[i])
	}
	var got []payment.Reference
	var before payment.Reference
	for {
		page, err := s.Newest(7, before)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		got = append(got, namesOf(page)...)
		before = got[len(got)-1]
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("pages\n got %v\nwant %v", got, want)
	}
	if _, err := s.Newest(7, "01JDBQ6Z9W3C8Q4T5VQ2R7N0XA"); !errors.Is(err, ErrNotFound) {
		t.Errorf("a page after an unknown reference: %v", err)
	}
	var oldestFirst []payment.Reference
	stop := errors.New("stop")
	err := s.Each(func(tr payment.Transaction) error {
		if oldestFirst = append(oldestFirst, tr.Reference); len(oldestFirst) == 3 {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) || fmt.Sprint(oldestFirst) != fmt.Sprint(all[13:16]) {
		t.Errorf("each: %v, %v", oldestFirst, err)
	}
}

func TestRefundsOf(t *testing.T) {
	s := open(t, journalPath(t))
	sale := reserve(t, s, time.Now())
	if list, err := s.RefundsOf(sale.Reference); err != nil || len(list) != 0 {
		t.Fatalf("before: %v, %v", list, err)
	}
	reference, err := s.NewReference()
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, payment.Transaction{
		Reference: reference, Kind: payment.Refund, Status: payment.Approved, Original: sale.Reference, Booked: 5,
	})
	if list, err := s.RefundsOf(sale.Reference); err != nil || len(list) != 1 || list[0].Reference != reference {
		t.Errorf("after: %v, %v", list, err)
	}
}

func TestReferencesAscend(t *testing.T) {
	s := open(t, journalPath(t))
	clock := time.Now()
	s.references.now = func() time.Time { return clock }
	var mu sync.Mutex
	seen := make(map[payment.Reference]bool)
	var last payment.Reference
	for i := range 3000 {
		if i == 1000 {
			clock = clock.Add(-48 * time.Hour)
		}
		r, err := s.NewReference()
		if err != nil {
			t.Fatal(err)
		}
		if r <= last || !r.Valid() {
			t.Fatalf("%s after %s", r, last)
		}
		last = r
		seen[r] = true
	}
	var tills sync.WaitGroup
	for range 4 {
		tills.Go(func() {
			for range 500 {
				r, err := s.NewReference()
				mu.Lock()
				if err != nil || seen[r] {
					t.Errorf("%s twice, or %v", r, err)
				}
				seen[r] = true
				mu.Unlock()
			}
		})
	}
	tills.Wait()
}

func TestReferencesAscendAcrossRestarts(t *testing.T) {
	path := journalPath(t)
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	s.references.now = func() time.Time { return time.Now().Add(time.Hour) }
	first := reserve(t, s, time.Now()).Reference
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path)
	if next, err := s.NewReference(); err != nil || next <= first {
		t.Errorf("%s after %s, %v", next, first, err)
	}
}

func TestDocuments(t *testing.T) {
	path := journalPath(t)
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	type till struct{ Name string }
	got := till{"untouched"}
	if v, err := s.LoadDocument("till", &got); v != 0 || err != nil || got.Name != "untouched" {
		t.Errorf("missing document: %d, %v, %v", v, err, got)
	}
	for _, name := range []string{"Counter 1", "收銀 2"} {
		if err := s.SaveDocument("till", 3, till{name}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path)
	if v, err := s.LoadDocument("till", &got); v != 3 || err != nil || got.Name != "收銀 2" {
		t.Errorf("document: %d, %v, %v", v, err, got)
	}
	if _, err := s.LoadDocument("till", &[]int{}); err == nil {
		t.Error("a document of another form was read")
	}
}

func TestOneProcessAtATime(t *testing.T) {
	path := journalPath(t)
	open(t, path)
	if _, err := Open(path); !errors.Is(err, ErrInUse) {
		t.Errorf("opened a second time: %v", err)
	}
}

func TestPermissions(t *testing.T) {
	path := journalPath(t)
	open(t, path)
	for name, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s is %v, %v; want %o", name, info.Mode(), err, want)
		}
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	path := journalPath(t)
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	err = s.db.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket(bucketMeta).Put(keySchema, seal(bucketMeta, keySchema, bigEndian(schema+1)))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); !errors.Is(err, ErrSchema) {
		t.Errorf("a newer file: %v", err)
	}
	// The refused file was let go of.
	if db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockTimeout}); err != nil {
		t.Error(err)
	} else if err := db.Close(); err != nil {
		t.Error(err)
	}
}

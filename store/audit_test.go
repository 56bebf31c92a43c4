package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"harbourtill/terminal/payment"
)

var auditTime = time.Date(2026, 11, 24, 9, 30, 0, 123456789, payment.HongKong())

func auditEntry(n int) payment.AuditEntry {
	return payment.AuditEntry{
		At: auditTime.Add(time.Duration(n) * time.Minute), Who: "Mei 美", What: payment.ActionPINWrong,
		Subject: "manager", Detail: fmt.Sprint("try ", n),
	}
}

// trail writes a journal with n audit entries.
func trail(t *testing.T, n int) *Store {
	t.Helper()
	s := open(t, journalPath(t))
	for i := range n {
		if err := s.Append(auditEntry(i + 1)); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func rows(t *testing.T, s *Store) (all []AuditRow) {
	t.Helper()
	err := s.EachAudit(func(r AuditRow) error {
		all = append(all, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestAuditHash holds the canonical bytes: a trail has to be readable by other
// programs, and by this one for ever.
func TestAuditHash(t *testing.T) {
	r := AuditRecord{
		Seq: 2, AuditEntry: payment.AuditEntry{
			At: time.Unix(1, 5), Who: "美", What: payment.ActionPINRight, Subject: "s", Detail: "",
		},
		Previous: AuditHash{31: 0xff},
	}
	want := "harbour-till audit 1\n" + "\x00\x00\x00\x00\x00\x00\x00\x02" + "\x00\x00\x00\x00\x3b\x9a\xca\x05" +
		"\x00\x00\x00\x03\xe7\xbe\x8e" + "\x00\x00\x00\x09right PIN" + "\x00\x00\x00\x01s" + "\x00\x00\x00\x00" +
		strings.Repeat("\x00", 31) + "\xff"
	if got := string(r.canonical()); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestAuditIsChained(t *testing.T) {
	s := trail(t, 3)
	if err := s.Append(auditEntry(4), auditEntry(5)); err != nil {
		t.Fatal(err)
	}
	all := rows(t, s)
	if len(all) != 5 {
		t.Fatalf("%d entries", len(all))
	}
	previous := AuditHash{}
	for i, r := range all {
		e := auditEntry(i + 1)
		if r.Seq != uint64(i+1) || r.Fault != "" || r.Previous != previous || !r.At.Equal(e.At) ||
			r.Who != e.Who || r.What != e.What || r.Subject != e.Subject || r.Detail != e.Detail {
			t.Errorf("entry %d is %+v", i+1, r)
		}
		if sum := sha256.Sum256(r.canonical()); r.Hash != sum {
			t.Errorf("entry %d has the hash %s", i+1, hex.EncodeToString(r.Hash[:]))
		}
		previous = r.Hash
	}
	if n, err := s.VerifyAudit(); n != 5 || err != nil {
		t.Errorf("verified %d, %v", n, err)
	}
	if n, hash, err := s.AuditEnd(); n != 5 || hash != previous || err != nil {
		t.Errorf("the end: %d, %v, %v", n, hash, err)
	}
}

// TestAuditSurvivesOpening: an entry reads and verifies the same after the
// file was closed, whatever the text.
func TestAuditSurvivesOpening(t *testing.T) {
	path := journalPath(t)
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("美", 2000)
	entries := []payment.AuditEntry{
		{Who: "a\xffb", What: "x", Detail: "\x00\u2028<>&\""}, {At: time.Now(), Who: long, What: payment.Action(long), Subject: long, Detail: long}, {},
	}
	if err := errors.Join(s.Append(entries...), s.Close()); err != nil {
		t.Fatal(err)
	}
	s = open(t, path)
	if n, err := s.VerifyAudit(); n != 3 || err != nil {
		t.Errorf("verified %d, %v", n, err)
	}
	all := rows(t, s)
	if all[0].Who != "a\uFFFDb" || all[0].At.IsZero() || len(all[1].Who) != 198 || len(all[1].Detail) != 999 {
		t.Errorf("%+v", all[0])
	}
	if err := s.Append(auditEntry(1)); err != nil {
		t.Fatal(err)
	}
	if n, err := s.VerifyAudit(); n != 4 || err != nil {
		t.Errorf("verified %d, %v", n, err)
	}
}

// forger changes the trail behind the store's back, checksums and all.
type forger struct {
	t *testing.T
	s *Store
}

func (f forger) do(change func(b *bbolt.Bucket) error) {
	f.t.Helper()
	if err := f.s.db.Update(func(tx *bbolt.Tx) error { return change(tx.Bucket(bucketAudit)) }); err != nil {
		f.t.Fatal(err)
	}
}

func (f forger) read(seq uint64) (r AuditRecord) {
	f.t.Helper()
	f.do(func(b *bbolt.Bucket) error {
		return json.Unmarshal(b.Get(bigEndian(seq))[sealSize:], &r)
	})
	return r
}

func (f forger) write(at uint64, r AuditRecord) {
	f.t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		f.t.Fatal(err)
	}
	f.do(func(b *bbolt.Bucket) error { return b.Put(bigEndian(at), seal(bucketAudit, bigEndian(at), text)) })
}

func (f forger) remove(seqs ...uint64) {
	f.t.Helper()
	for _, seq := range seqs {
		f.do(func(b *bbolt.Bucket) error { return b.Delete(bigEndian(seq)) })
	}
}

func hashed(r AuditRecord) AuditRecord {
	r.Hash = sha256.Sum256(r.canonical())
	return r
}

// TestAuditForgeries changes a trail of eight entries in every way there is.
func TestAuditForgeries(t *testing.T) {
	for _, test := range []struct {
		name  string
		forge func(f forger)
		seq   uint64
	}{
		{"a word changed", func(f forger) {
			r := f.read(4)
			r.Detail = "nothing"
			f.write(4, r)
		}, 4},
		{"a word changed, and its hash", func(f forger) {
			r := f.read(4)
			r.Who = "nobody"
			f.write(4, hashed(r))
		}, 5},
		{"the time changed, and all hashes from there on", func(f forger) {
			previous := f.read(3).Hash
			for seq := uint64(4); seq <= 8; seq++ {
				r := f.read(seq)
				r.At, r.Previous = r.At.Add(time.Hour), previous
				r = hashed(r)
				f.write(seq, r)
				previous = r.Hash
			}
		}, 8},
		{"the last one changed, and its hash", func(f forger) {
			r := f.read(8)
			r.Detail = "nothing"
			f.write(8, hashed(r))
		}, 8},
		{"one dropped", func(f forger) { f.remove(4) }, 4},
		{"the first dropped", func(f forger) { f.remove(1) }, 1},
		{"one dropped, the rest moved up", func(f forger) {
			for seq := uint64(4); seq < 8; seq++ {
				r := f.read(seq + 1)
				r.Seq = seq
				f.write(seq, r)
			}
			f.remove(8)
		}, 4},
		{"one dropped, the rest made anew", func(f forger) {
			previous := f.read(3).Hash
			for seq := uint64(4); seq < 8; seq++ {
				r := f.read(seq + 1)
				r.Seq, r.Previous = seq, previous
				r = hashed(r)
				f.write(seq, r)
				previous = r.Hash
			}
			f.remove(8)
		}, 8},
		{"two exchanged", func(f forger) {
			a, b := f.read(3), f.read(6)
			f.write(3, b)
			f.write(6, a)
		}, 3},
		{"two exchanged and renumbered", func(f forger) {
			a, b := f.read(3), f.read(6)
			a.Seq, b.Seq = 6, 3
			f.write(3, hashed(b))
			f.write(6, hashed(a))
		}, 3},
		{"the last cut off", func(f forger) { f.remove(8) }, 8},
		{"three cut off", func(f forger) { f.remove(6, 7, 8) }, 6},
		{"all cut off", func(f forger) { f.remove(1, 2, 3, 4, 5, 6, 7, 8) }, 1},
		{"the bucket dropped", func(f forger) {
			if err := f.s.db.Update(func(tx *bbolt.Tx) error { return tx.DeleteBucket(bucketAudit) }); err != nil {
				f.t.Fatal(err)
			}
		}, 1},
		{"one added at the end", func(f forger) {
			r := f.read(8)
			f.write(9, hashed(AuditRecord{Seq: 9, AuditEntry: r.AuditEntry, Previous: r.Hash}))
		}, 9},
		{"one added before the first", func(f forger) { f.write(0, hashed(AuditRecord{})) }, 0},
		{"one added between, the rest made anew", func(f forger) {
			previous, extra := f.read(3).Hash, f.read(1).AuditEntry
			for seq := uint64(4); seq <= 9; seq++ {
				next := AuditRecord{}
				if seq < 9 {
					next = f.read(seq)
				}
				r := hashed(AuditRecord{Seq: seq, AuditEntry: extra, Previous: previous})
				f.write(seq, r)
				previous, extra = r.Hash, next.AuditEntry
			}
		}, 9},
		{"a stranger between", func(f forger) {
			f.do(func(b *bbolt.Bucket) error { return b.Put(append(bigEndian(3), 1), []byte("x")) })
		}, 4},
		{"one emptied", func(f forger) {
			f.do(func(b *bbolt.Bucket) error { return b.Put(bigEndian(5), nil) })
		}, 5},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := trail(t, 8)
			test.forge(forger{t, s})
			_, err := s.VerifyAudit()
			var broken *BrokenAudit
			if !errors.Is(err, ErrAuditBroken) || !errors.As(err, &broken) || broken.Seq != test.seq {
				t.Fatalf("%v, want entry %d", err, test.seq)
			}
			t.Log(err)
			if err := s.Append(auditEntry(100)); err != nil {
				t.Fatalf("the till can't go on: %v", err)
			}
			_, err = s.VerifyAudit()
			if !errors.As(err, &broken) {
				t.Errorf("healed by one more entry: %v", err)
			}
			if last := rows(t, s); last[len(last)-1].Detail != "try 100" {
				t.Errorf("the last entry is %+v", last[len(last)-1])
			}
		})
	}
}

// TestAuditBitFlips flips every bit of a stored entry.
func TestAuditBitFlips(t *testing.T) {
	s := trail(t, 3)
	f := forger{t, s}
	var value []byte
	f.do(func(b *bbolt.Bucket) error {
		value = slices.Clone(b.Get(bigEndian(2)))
		return nil
	})
	tx, err := s.db.Begin(true)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := tx.Rollback(); err != nil {
			t.Error(err)
		}
	}()
	for bit := range 8 * len(value) {
		flipped := slices.Clone(value)
		flipped[bit/8] ^= 1 << (bit % 8)
		if row := readAudit(bigEndian(2), flipped); row.Fault == "" {
			t.Errorf("bit %d: nobody notices", bit)
		}
		// With the checksum put right the hash still tells, but where the
		// record reads the same: JSON knows several spellings.
		resealed := readAudit(bigEndian(2), seal(bucketAudit, bigEndian(2), flipped[sealSize:]))
		if resealed.Fault == "" && bit >= 8*sealSize && !reflect.DeepEqual(resealed, readAudit(bigEndian(2), value)) {
			t.Errorf("bit %d: reads as %+v", bit, resealed)
		}
	}
}

// TestAuditStandsWithItsRecord: a record and its entry are written together or
// not at all.
func TestAuditStandsWithItsRecord(t *testing.T) {
	s := trail(t, 1)
	first := reserve(t, s, time.Now())
	settled := first
	settled.Status = payment.SettledPaid
	record := payment.Record{
		Transaction: settled, Transition: payment.Transition{Status: settled.Status}, Audit: []payment.AuditEntry{auditEntry(2)},
	}
	if err := s.Write(record, payment.Record{Transaction: first}); !errors.Is(err, ErrReferenceUsed) {
		t.Fatalf("%v", err)
	}
	if got, err := s.Transaction(first.Reference); got.Status != payment.Reserved || len(rows(t, s)) != 1 || err != nil {
		t.Errorf("refused, and %s with %d entries, %v", got.Status, len(rows(t, s)), err)
	}
	if err := s.Write(record); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Transaction(first.Reference); got.Status != payment.SettledPaid || len(rows(t, s)) != 2 || err != nil {
		t.Errorf("written, and %s with %d entries, %v", got.Status, len(rows(t, s)), err)
	}
	if n, err := s.VerifyAudit(); n != 2 || err != nil {
		t.Errorf("verified %d, %v", n, err)
	}
}

func TestDraft(t *testing.T) {
	s := trail(t, 0)
	if err := s.SaveDocument("a", 1, "old"); err != nil {
		t.Fatal(err)
	}
	d := s.Draft()
	if err := errors.Join(d.SaveDocument("a", 2, "new"), d.SaveDocument("b", 1, 7), d.SaveAudited("a", 3, "newer", auditEntry(1))); err != nil {
		t.Fatal(err)
	}
	var text string
	if version, err := d.LoadDocument("a", &text); version != 3 || text != "newer" || err != nil {
		t.Errorf("the draft says %d %q %v", version, text, err)
	}
	if version, err := s.LoadDocument("a", &text); version != 1 || text != "old" || err != nil || len(rows(t, s)) != 0 {
		t.Errorf("before Commit: %d %q %v", version, text, err)
	}
	if err := d.Commit(); err != nil {
		t.Fatal(err)
	}
	var number int
	if version, err := s.LoadDocument("b", &number); version != 1 || number != 7 || err != nil {
		t.Errorf("b: %d %d %v", version, number, err)
	}
	if version, err := s.LoadDocument("a", &text); version != 3 || text != "newer" || err != nil || len(rows(t, s)) != 1 {
		t.Errorf("after Commit: %d %q %v", version, text, err)
	}
}

func TestAuditPages(t *testing.T) {
	s := trail(t, 10)
	var seen []uint64
	before := uint64(0)
	for {
		page, err := s.AuditPage(4, before)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range page {
			if row.Fault != "" || row.What != auditEntry(int(row.Seq)).What {
				t.Errorf("entry %d: %+v", row.Seq, row)
			}
			seen = append(seen, row.Seq)
		}
		if len(page) < 4 {
			break
		}
		before = page[len(page)-1].Seq
	}
	if fmt.Sprint(seen) != "[10 9 8 7 6 5 4 3 2 1]" {
		t.Errorf("read %v", seen)
	}
	if page, err := s.AuditPage(2, 100); err != nil || len(page) != 2 || page[0].Seq != 10 {
		t.Errorf("before one that isn't there: %+v, %v", page, err)
	}
}

func TestAuditAbout(t *testing.T) {
	s := trail(t, 3)
	const odd = `a "quoted" <subject> 陳`
	entries := []payment.AuditEntry{
		{Who: "May", What: payment.ActionReceiptSaved, Subject: "R1", Detail: "first"},
		{Who: "May", What: payment.ActionReceiptSaved, Subject: "R12", Detail: "another's"},
		{Who: "May", What: payment.ActionReceiptSaved, Subject: odd, Detail: `"subject":"R1"`},
		{Who: "Ho", What: payment.ActionPrintReceipt, Subject: "R1", Detail: "second"},
	}
	if err := s.Append(entries...); err != nil {
		t.Fatal(err)
	}
	for subject, want := range map[string]string{"R1": "[first second]", odd: `["subject":"R1"]`, "R": "[]"} {
		rows, err := s.AuditAbout(subject)
		if err != nil {
			t.Fatal(err)
		}
		details := []string{}
		for _, r := range rows {
			details = append(details, r.Detail)
			if r.Fault != "" || r.Subject != subject {
				t.Errorf("about %s: %+v", subject, r)
			}
		}
		if got := fmt.Sprint(details); got != want {
			t.Errorf("about %s: %s, want %s", subject, got, want)
		}
	}
}

// TestAuditAboutTellsFaults: an entry that somebody has changed is told, so that
// nobody takes the trail for silent.
func TestAuditAboutTellsFaults(t *testing.T) {
	s := trail(t, 1)
	if err := s.Append(payment.AuditEntry{Who: "May", What: payment.ActionReceiptSaved, Subject: "R1", Detail: "x"}); err != nil {
		t.Fatal(err)
	}
	err := s.db.Update(func(tx *bbolt.Tx) error {
		bucket := tx.Bucket(bucketAudit)
		value := bytes.Replace(bucket.Get(bigEndian(2)), []byte(`"May"`), []byte(`"Ho "`), 1)
		return bucket.Put(bigEndian(2), value)
	})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := s.AuditAbout("R1")
	if err != nil || len(rows) != 1 || rows[0].Seq != 2 || rows[0].Fault == "" {
		t.Errorf("%+v, %v", rows, err)
	}
}

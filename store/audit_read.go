package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"
)

// ErrAuditBroken: the audit trail isn't what was written. It comes as a
// *BrokenAudit.
var ErrAuditBroken = errors.New("the audit trail is broken")

// BrokenAudit is ErrAuditBroken.
type BrokenAudit struct {
	// Seq is the first entry that isn't as it was written, or is missing.
	Seq uint64
	// Why says in what way.
	Why string
}

func (e *BrokenAudit) Error() string {
	return fmt.Sprintf("%v at entry %d: %s", ErrAuditBroken, e.Seq, e.Why)
}

// Is matches ErrAuditBroken.
func (e *BrokenAudit) Is(target error) bool { return target == ErrAuditBroken }

// AuditRow is an entry of the trail as it was found.
type AuditRow struct {
	AuditRecord
	// Fault says in what way this entry isn't as it was written; empty when it
	// is. An entry that is missing or can't be read has nothing but a Seq.
	Fault string
}

// VerifyAudit checks the whole trail and returns how many entries are as they
// were written, up to the first that isn't; that one is told as a
// *BrokenAudit.
func (s *Store) VerifyAudit() (n int, err error) {
	err = s.EachAudit(func(row AuditRow) error {
		if row.Fault != "" {
			return &BrokenAudit{row.Seq, row.Fault}
		}
		n++
		return nil
	})
	return n, err
}

// AuditEnd returns how many entries the trail has and the newest one's hash.
// Kept elsewhere, it proves later that none was taken away or replaced.
func (s *Store) AuditEnd() (entries uint64, hash AuditHash, err error) {
	err = s.view(func(tx *bbolt.Tx) error {
		head, err := loadAuditHead(tx)
		entries, hash = head.entries, head.hash
		return err
	})
	return entries, hash, err
}

// EachAudit calls visit for every entry, oldest first, and once for each gap
// between them, and stops at visit's first error, which it returns. It goes on
// behind entries with a fault.
func (s *Store) EachAudit(visit func(AuditRow) error) error {
	return s.view(func(tx *bbolt.Tx) error {
		w := auditWalk{visit: visit}
		head, err := loadAuditHead(tx)
		if err != nil {
			return err
		}
		if bucket := tx.Bucket(bucketAudit); bucket != nil {
			if err := bucket.ForEach(w.entry); err != nil {
				return err
			}
		}
		return w.end(head)
	})
}

// auditWalk goes through the trail.
type auditWalk struct {
	visit func(AuditRow) error
	seq   uint64    // of the entry before
	hash  AuditHash // of the entry before
}

func (w *auditWalk) entry(key, value []byte) error {
	if len(key) != 8 {
		return w.tell(AuditRow{AuditRecord: AuditRecord{Seq: w.seq + 1}, Fault: "a stranger stands in its place"})
	}
	row := readAudit(key, value)
	if row.Seq > w.seq+1 {
		if err := w.missing(row.Seq - 1); err != nil {
			return err
		}
	}
	if row.Fault == "" && row.Previous != w.hash {
		row.Fault = "it doesn't follow the entry before it"
	}
	w.seq, w.hash = row.Seq, row.Hash
	return w.tell(row)
}

// end compares where the trail ends with where it should.
func (w *auditWalk) end(head auditHead) error {
	row := AuditRow{AuditRecord: AuditRecord{Seq: w.seq}}
	switch {
	case w.seq < head.entries:
		return w.missing(head.entries)
	case w.seq > head.entries:
		row.Seq, row.Fault = head.entries+1, "the till never wrote what follows here"
	case w.hash != head.hash:
		row.Fault = "the till wrote another last entry"
	default:
		return nil
	}
	return w.tell(row)
}

// missing tells of a gap up to the entry last.
func (w *auditWalk) missing(last uint64) error {
	first := w.seq + 1
	fault := "it is missing"
	if last > first {
		fault = fmt.Sprintf("it and the entries up to %d are missing", last)
	}
	return w.tell(AuditRow{AuditRecord: AuditRecord{Seq: first}, Fault: fault})
}

func (w *auditWalk) tell(row AuditRow) error {
	return visiting(func() error { return w.visit(row) })
}

// readAudit reads one entry and checks it by itself.
func readAudit(key, value []byte) AuditRow {
	var row AuditRow
	if len(key) != 8 {
		row.Fault = "it can't be read"
		return row
	}
	seq := binary.BigEndian.Uint64(key)
	row.Seq = seq
	text, err := unseal(bucketAudit, key, value)
	var r AuditRecord
	if err != nil || json.Unmarshal(text, &r) != nil {
		row.Fault = "it can't be read"
		return row
	}
	row.AuditRecord = r
	row.Seq = seq
	switch {
	case r.Seq != seq || seq == 0:
		row.Fault = fmt.Sprintf("it is entry %d in another's place", r.Seq)
	case r.Hash != sha256.Sum256(r.canonical()):
		row.Fault = "its content was changed"
	}
	return row
}

// AuditPage returns at most limit entries of the trail, newest first, whose
// numbers are below before; 0 begins at the newest. Whether the trail is whole
// is VerifyAudit's to say: here an entry that can't be read has a Fault.
func (s *Store) AuditPage(limit int, before uint64) ([]AuditRow, error) {
	var page []AuditRow
	err := s.view(func(tx *bbolt.Tx) error {
		bucket := tx.Bucket(bucketAudit)
		if bucket == nil {
			return nil
		}
		var below []byte
		if before > 0 {
			below = bigEndian(before)
		}
		cursor := bucket.Cursor()
		for key, value := last(cursor, below); key != nil && len(page) < limit; key, value = cursor.Prev() {
			page = append(page, readAudit(key, value))
		}
		return nil
	})
	return page, err
}

// AuditAbout returns the trail's entries about a subject, oldest first; one that
// isn't as it was written has a Fault. It reads the whole trail, some 0.3 s for
// 1,000,000 entries, so call it where that may be waited for.
func (s *Store) AuditAbout(subject string) ([]AuditRow, error) {
	name, err := json.Marshal(short(subject, maxAuditWord))
	if err != nil {
		return nil, err
	}
	mark := append([]byte(`"subject":`), name...)
	var about []AuditRow
	err = s.view(func(tx *bbolt.Tx) error {
		bucket := tx.Bucket(bucketAudit)
		if bucket == nil {
			return nil
		}
		return bucket.ForEach(func(key, value []byte) error {
			if bytes.Contains(value, mark) {
				about = append(about, readAudit(key, value))
			}
			return nil
		})
	})
	return about, err
}

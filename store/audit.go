package store

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"go.etcd.io/bbolt"

	"harbourtill/terminal/payment"
)

// The audit trail is append only. Each entry holds the hash of the one before
// it, so that none can be changed, dropped, added or moved unnoticed; how many
// there are and the newest one's hash stand in the meta bucket, so that none
// can be cut off at the end. It has no total: a trail that somebody has
// tampered with is told by VerifyAudit and doesn't keep the shop from selling.
//
// All of it lies in one file: who can write to that and knows this code can
// make another trail. What an export of the trail tells of its end (number and
// hash), kept elsewhere, proves that too.

// auditForm begins the bytes that an entry's hash is of.
const auditForm = "harbour-till audit 1\n"

// The longest texts of an entry, in bytes; the rest is cut off.
const (
	maxAuditWord   = 200
	maxAuditDetail = 1000
)

// AuditHash is SHA-256.
type AuditHash [sha256.Size]byte

// String is the hash as 64 hex digits.
func (h AuditHash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText implements encoding.TextMarshaler.
func (h AuditHash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *AuditHash) UnmarshalText(text []byte) error {
	b, err := hex.DecodeString(string(text))
	if err != nil || len(b) != len(h) {
		return fmt.Errorf("an audit hash is %d hex digits", 2*len(h))
	}
	copy(h[:], b)
	return nil
}

// AuditRecord is an entry as it stands in the trail.
type AuditRecord struct {
	// Seq counts from 1.
	Seq uint64 `json:"seq"`
	payment.AuditEntry
	// Previous is the Hash of the entry before, zero for the first.
	Previous AuditHash `json:"previous"`
	Hash     AuditHash `json:"hash"`
}

// canonical returns what the entry's hash is of: auditForm, then Seq and At in
// Unix nanoseconds, 8 bytes big endian each; Who, What, Subject and Detail,
// each as its length in bytes, 4 bytes big endian, and its UTF-8; then
// Previous, 32 bytes.
func (r AuditRecord) canonical() []byte {
	b := []byte(auditForm)
	b = binary.BigEndian.AppendUint64(b, r.Seq)
	b = binary.BigEndian.AppendUint64(b, uint64(r.At.UnixNano()))
	for _, text := range []string{r.Who, string(r.What), r.Subject, r.Detail} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(text)))
		b = append(b, text...)
	}
	return append(b, r.Previous[:]...)
}

// auditHead is the trail's end as the meta bucket has it: how many entries
// there are, 8 bytes big endian, and the newest one's hash.
type auditHead struct {
	entries uint64
	hash    AuditHash
}

func loadAuditHead(tx *bbolt.Tx) (head auditHead, err error) {
	content, err := get(tx, bucketMeta, keyAudit)
	if err != nil {
		return head, err
	}
	if len(content) != 8+sha256.Size {
		return head, damage(bucketMeta, keyAudit)
	}
	head.entries = binary.BigEndian.Uint64(content)
	copy(head.hash[:], content[8:])
	return head, nil
}

func (h auditHead) save(tx *bbolt.Tx) error {
	content := append(bigEndian(h.entries), h.hash[:]...)
	return tx.Bucket(bucketMeta).Put(keyAudit, seal(bucketMeta, keyAudit, content))
}

// createAudit makes an empty trail, in a new file or an old one.
func createAudit(tx *bbolt.Tx) error {
	if _, err := tx.CreateBucketIfNotExists(bucketAudit); err != nil {
		return fmt.Errorf("bucket %s: %w", bucketAudit, err)
	}
	return auditHead{}.save(tx)
}

// Append adds entries to the audit trail, all or none. A Record's entries are
// appended with it.
func (s *Store) Append(entries ...payment.AuditEntry) error {
	err := s.update(func(b *batch) error { return b.audit(entries) })
	if err != nil {
		return fmt.Errorf("audit trail: %w", err)
	}
	return nil
}

// audit appends entries. It goes on behind whatever is there, so that nothing
// that somebody has put into the trail is overwritten.
func (b *batch) audit(entries []payment.AuditEntry) error {
	if len(entries) == 0 {
		return nil
	}
	head, err := loadAuditHead(b.tx)
	if err != nil {
		return err
	}
	bucket, err := b.tx.CreateBucketIfNotExists(bucketAudit)
	if err != nil {
		return fmt.Errorf("%s: %w", bucketAudit, err)
	}
	if last, _ := bucket.Cursor().Last(); len(last) == 8 {
		head.entries = max(head.entries, binary.BigEndian.Uint64(last))
	}
	for _, e := range entries {
		r := AuditRecord{Seq: head.entries + 1, AuditEntry: tidy(e), Previous: head.hash}
		r.Hash = sha256.Sum256(r.canonical())
		text, err := json.Marshal(r)
		if err != nil {
			return err
		}
		key := bigEndian(r.Seq)
		if err := bucket.Put(key, seal(bucketAudit, key, text)); err != nil {
			return fmt.Errorf("%s: %w", bucketAudit, err)
		}
		head = auditHead{r.Seq, r.Hash}
	}
	return head.save(b.tx)
}

// tidy gives an entry the form that it has after reading, whose hash is the
// same.
func tidy(e payment.AuditEntry) payment.AuditEntry {
	e.At = e.At.UTC().Round(0)
	if e.At.IsZero() {
		e.At = time.Now().UTC().Round(0)
	}
	e.Who, e.Subject = short(e.Who, maxAuditWord), short(e.Subject, maxAuditWord)
	e.What, e.Detail = payment.Action(short(string(e.What), maxAuditWord)), short(e.Detail, maxAuditDetail)
	return e
}

// short returns a text's first bytes, n at most, as whole characters.
func short(text string, n int) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

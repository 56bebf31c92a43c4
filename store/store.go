// Package store keeps the till's journal in one bbolt file: transactions,
// their transitions, references, and settings as versioned JSON documents.
// Every write is on disk when it returns, whole or not at all.
//
// The file's buckets:
//
//	meta          "schema" -> version, 8 bytes big endian, sealed
//	              "totals" -> what every bucket but audit holds (totals.go), sealed
//	              "audit" -> where the audit trail ends (audit.go), sealed
//	              "closed" -> where the newest closing ended (closing.go), sealed
//	transactions  sequence -> payment.Transaction, the newest state, packed and sealed
//	transitions   sequence, number -> payment.Transition, append only, packed and sealed
//	by_time       created in Unix nanoseconds, sequence -> its summary (index.go)
//	by_reference  reference -> sequence
//	by_syssn      syssn, 0, sequence -> nothing
//	by_original   a refund's original reference, sequence -> nothing
//	unresolved    sequence -> nothing
//	by_term       what is looked for, created, sequence -> nothing (index.go)
//	closings      number, from 1 -> payment.Closing as JSON, append only, sealed
//	reopened      reference -> how it counted in its closing, payment.Counted as
//	              JSON, sealed: that has changed since, and stands in no closing yet
//	documents     name -> {"version": n, "value": ...}, sealed
//	audit         number, from 1 -> AuditRecord as JSON, append only, sealed
//
// Sequences, numbers and times are 8 bytes, big endian. A sealed value begins
// with a checksum (seal.go), a packed one is JSON, compressed (pack.go). Version
// 1 of the schema had neither checksums nor totals, version 2 no audit trail,
// version 3 no summaries, terms and closings; such files are upgraded when they are opened.
package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"

	"harbourtill/terminal/payment"
)

// What may be wrong with a store; match with errors.Is.
var (
	// ErrInUse: another process has the file open.
	ErrInUse = errors.New("another Harbour Till has this data folder open")
	// ErrSchema: the file was written by a newer version of the program.
	ErrSchema = errors.New("the journal was written by a newer version")
	// ErrNotFound: there is no such transaction.
	ErrNotFound = errors.New("no such transaction")
	// ErrReferenceUsed: a new transaction has the reference of an old one.
	ErrReferenceUsed = errors.New("the reference was used before")
	// ErrDamaged: the file doesn't hold what was written to it. The error's
	// text names the place, never the content.
	ErrDamaged = errors.New("the journal is damaged")
)

// schema is the version of the file's layout.
const schema = 4

// lockTimeout is how long Open waits for another process to let go.
const lockTimeout = 300 * time.Millisecond

var (
	bucketMeta         = []byte("meta")
	bucketTransactions = []byte("transactions")
	bucketTransitions  = []byte("transitions")
	bucketByTime       = []byte("by_time")
	bucketByReference  = []byte("by_reference")
	bucketBySyssn      = []byte("by_syssn")
	bucketByOriginal   = []byte("by_original")
	bucketUnresolved   = []byte("unresolved")
	bucketByTerm       = []byte("by_term")
	bucketClosings     = []byte("closings")
	bucketReopened     = []byte("reopened")
	bucketDocuments    = []byte("documents")
	bucketAudit        = []byte("audit")

	keySchema = []byte("schema")
	keyTotals = []byte("totals")
	keyAudit  = []byte("audit")
)

// counted returns the buckets that the totals count, in the totals' order.
func counted() [][]byte {
	return [][]byte{
		bucketTransactions, bucketTransitions, bucketByTime, bucketByReference,
		bucketBySyssn, bucketByOriginal, bucketUnresolved, bucketDocuments, bucketByTerm,
		bucketClosings, bucketReopened,
	}
}

// Store is an open journal file. Its methods are safe for concurrent use.
type Store struct {
	path       string
	pageSize   int
	references *references
	side       *sideFile    // nil without one
	writing    sync.Mutex   // one writer at a time
	damaged    atomic.Bool  // a read has found damage
	broken     atomic.Value // the error that left db unusable for writing

	mu     sync.RWMutex // held by everything that uses db, alone by what replaces it
	db     *bbolt.DB
	file   *os.File    // db's own, and closed by it; nil while db is closed
	stale  atomic.Bool // a commit has failed: db is to be opened anew
	failed uint64      // the number of that commit
}

// Options say what a store keeps beside the journal.
type Options struct {
	// References keeps the side file, which the journal of a till with a real
	// terminal needs: a journal from a backup then asks about what it has
	// missed. Its name is the journal's with the ending .refs.
	References bool
}

// options are also what tests change about opening.
type options struct {
	Options
	// wholeCheck is the size in bytes up to which every opening checks all of
	// the file.
	wholeCheck int64
}

// wholeCheckSize: checking everything costs 0.25 s for 154 MiB, which is
// 100,000 payments (BenchmarkOpen), so some 0.1 s up to here, which a start has
// to spare. The cheap check costs 10 to 20 ms whatever the size.
const wholeCheckSize = 64 << 20

// Open opens the journal at path, making the file (mode 0600) and its folder
// (0700) where they are missing; a file of zero length counts as missing. It
// returns ErrInUse when another process holds the file, ErrSchema for a file
// of a newer program, and ErrDamaged for one that doesn't hold what was
// written: such a file stays as it is, SetAside moves it out of the way. The
// caller closes it.
//
// A journal of up to 64 MiB (some 40,000 payments) is checked whole each time.
// A larger one is checked whole when the last run has seen damage; otherwise
// its head and what matters now are: the unresolved and the newest
// transactions, and the documents. Its other records are checked as they are
// read.
func Open(path string) (*Store, error) { return OpenWith(path, Options{}) }

// OpenWith is Open with options. With References, payments that only the side
// file knows have become unknown transactions when it returns; Missing returns
// the rest.
func OpenWith(path string, o Options) (*Store, error) {
	return openWith(path, options{Options: o, wholeCheck: wholeCheckSize})
}

func openWith(path string, o options) (*Store, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	db, file, err := openFile(path, false)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	s := &Store{path: path, pageSize: db.Info().PageSize, db: db, file: file}
	if err := s.prepare(o); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), s.let())
	}
	return s, nil
}

// Close lets go of the file. Reads and writes under way end first.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken.Load() != nil {
		// A write died half way and may hold bbolt's locks for ever; without
		// its file, bbolt's lock on the data folder is gone.
		return errors.Join(unlock(s.file), s.file.Close())
	}
	var undone error
	if s.stale.Swap(false) && s.file != nil {
		undone = takeBack(s.file, s.pageSize, s.failed)
	}
	err := errors.Join(undone, s.let())
	if err == nil && !s.damaged.Load() {
		unmark(s.path)
	}
	return err
}

// let closes the files.
func (s *Store) let() error {
	err := s.db.Close()
	if s.side != nil {
		err = errors.Join(s.side.close(), err)
	}
	return err
}

// prepare makes a new file's buckets or checks an old one's, and brings it up
// to the present schema.
func (s *Store) prepare(o options) error {
	fresh, err := isFresh(s.db)
	if err != nil {
		return err
	}
	if fresh {
		err = s.commit(create)
	} else {
		err = s.examine(o)
	}
	if err != nil {
		return err
	}
	mark(s.path, markOpen)
	if o.References {
		if s.side, err = openSide(sidePath(s.path)); err != nil {
			return err
		}
	}
	return s.prepareReferences()
}

// prepareReferences goes on after the newest reference in journal and side
// file.
func (s *Store) prepareReferences() error {
	var last payment.Reference
	err := s.view(func(tx *bbolt.Tx) error {
		newest, _ := tx.Bucket(bucketByReference).Cursor().Last()
		last = payment.Reference(newest)
		return nil
	})
	if err == nil && s.side != nil {
		err = s.adopt(last)
		last = max(last, s.side.newest)
	}
	s.references = newReferences(last)
	return err
}

// isFresh says whether bbolt has just made the file. A file that has been
// written to is never taken for a new one, however empty it looks.
func isFresh(db *bbolt.DB) (fresh bool, err error) {
	err = guard(func() error {
		return db.View(func(tx *bbolt.Tx) error {
			name, _ := tx.Cursor().First()
			fresh = tx.ID() <= 1 && name == nil
			return nil
		})
	})
	return fresh, err
}

func create(tx *bbolt.Tx) error {
	for _, name := range append(counted(), bucketMeta) {
		if _, err := tx.CreateBucket(name); err != nil {
			return fmt.Errorf("bucket %s: %w", name, err)
		}
	}
	if err := errors.Join(saveTotals(tx, totals{}), createAudit(tx)); err != nil {
		return err
	}
	return saveSchema(tx)
}

// bigEndian joins numbers to a key whose order is theirs.
func bigEndian(numbers ...uint64) []byte {
	var key []byte
	for _, n := range numbers {
		key = binary.BigEndian.AppendUint64(key, n)
	}
	return key
}

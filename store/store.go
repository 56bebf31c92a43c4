// Package store keeps the till's journal in one bbolt file: transactions,
// their transitions, references, and settings as versioned JSON documents.
// Every write is on disk when it returns, whole or not at all.
//
// The file's buckets:
//
//	meta          "schema" -> version, 8 bytes big endian
//	transactions  sequence -> payment.Transaction as JSON, the newest state
//	transitions   sequence, number -> payment.Transition as JSON, append only
//	by_time       created in Unix nanoseconds, sequence -> nothing
//	by_reference  reference -> sequence
//	by_syssn      syssn, 0, sequence -> nothing
//	by_original   a refund's original reference, sequence -> nothing
//	unresolved    sequence -> nothing
//	documents     name -> {"version": n, "value": ...}
//
// Sequences, numbers and times are 8 bytes, big endian.
package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

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
)

// schema is the version of the file's layout.
const schema = 1

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
	bucketDocuments    = []byte("documents")

	keySchema = []byte("schema")
)

// Store is an open journal file. Its methods are safe for concurrent use.
type Store struct {
	db         *bbolt.DB
	references *references
}

// Open opens the journal at path, making the file (mode 0600) and its folder
// (0700) where they are missing. It returns ErrInUse when another process
// holds the file, and ErrSchema for a file of a newer program. The caller
// closes it.
func Open(path string) (*Store, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockTimeout})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, fmt.Errorf("%s: %w", path, ErrInUse)
	}
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	s := &Store{db: db}
	if err := s.prepare(); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), db.Close())
	}
	return s, nil
}

// Close lets go of the file. Reads and writes under way end first.
func (s *Store) Close() error { return s.db.Close() }

func (s *Store) prepare() error {
	var last payment.Reference
	err := s.db.View(func(tx *bbolt.Tx) error {
		meta := tx.Bucket(bucketMeta)
		if meta == nil {
			return bolterrors.ErrBucketNotFound
		}
		if version := meta.Get(keySchema); len(version) != 8 || binary.BigEndian.Uint64(version) > schema {
			return ErrSchema
		}
		newest, _ := tx.Bucket(bucketByReference).Cursor().Last()
		last = payment.Reference(newest)
		return nil
	})
	if errors.Is(err, bolterrors.ErrBucketNotFound) {
		err = s.db.Update(create)
	}
	s.references = newReferences(last)
	return err
}

func create(tx *bbolt.Tx) error {
	for _, name := range [][]byte{
		bucketMeta, bucketTransactions, bucketTransitions, bucketByTime, bucketByReference,
		bucketBySyssn, bucketByOriginal, bucketUnresolved, bucketDocuments,
	} {
		if _, err := tx.CreateBucketIfNotExists(name); err != nil {
			return fmt.Errorf("bucket %s: %w", name, err)
		}
	}
	return tx.Bucket(bucketMeta).Put(keySchema, bigEndian(schema))
}

// bigEndian joins numbers to a key whose order is theirs.
func bigEndian(numbers ...uint64) []byte {
	var key []byte
	for _, n := range numbers {
		key = binary.BigEndian.AppendUint64(key, n)
	}
	return key
}

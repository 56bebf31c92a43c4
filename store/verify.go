package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"

	"go.etcd.io/bbolt"
)

// newestChecked is how many of the newest transactions a cheap check reads.
const newestChecked = 1000

// examine checks a file that was written before, and upgrades an old one.
// Nothing is written before all checks have passed.
func (s *Store) examine(o options) error {
	info, err := s.file.Stat()
	if err != nil {
		return err
	}
	if _, err := head(s.file, info.Size(), s.db.Info().PageSize); err != nil {
		return err
	}
	whole := info.Size() <= o.wholeCheck || marked(s.path) == markDamaged
	if whole {
		if err := checkPages(s.db, s.file); err != nil {
			return err
		}
	}
	v, err := version(s.db)
	switch {
	case err != nil:
		return err
	case v < schema:
		return s.upgrade(v)
	case v != schema:
		return ErrSchema
	case whole:
		return guard(func() error { return s.db.View(checkEntries) })
	}
	return s.checkCheaply()
}

// version reads a file's schema.
func version(db *bbolt.DB) (version uint64, err error) {
	err = guard(func() error {
		return db.View(func(tx *bbolt.Tx) error {
			meta := tx.Bucket(bucketMeta)
			if meta == nil {
				return damage(bucketMeta, nil)
			}
			value := meta.Get(keySchema)
			if string(value) == string(bigEndian(1)) {
				version = 1
				return nil
			}
			content, err := unseal(bucketMeta, keySchema, value)
			if err != nil || len(content) != 8 {
				return damage(bucketMeta, keySchema)
			}
			version = binary.BigEndian.Uint64(content)
			return nil
		})
	})
	return version, err
}

func saveSchema(tx *bbolt.Tx) error {
	return tx.Bucket(bucketMeta).Put(keySchema, seal(bucketMeta, keySchema, bigEndian(schema)))
}

// checkPages says ErrDamaged unless the file is a whole bbolt file: our look
// at its shape, then bbolt's own check of order, reachability and free pages.
// Nobody may be writing.
func checkPages(db *bbolt.DB, file *os.File) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if err := checkStructure(file, info.Size(), db.Info().PageSize); err != nil {
		return err
	}
	return guard(func() error {
		return db.View(func(tx *bbolt.Tx) error {
			var first error
			for err := range tx.Check() {
				if first == nil {
					first = fmt.Errorf("%w: %w", ErrDamaged, err)
				}
			}
			return first
		})
	})
}

// checkEntries reads everything there is but the audit trail, which is
// VerifyAudit's to check.
func checkEntries(tx *bbolt.Tx) error {
	_, err := loadAuditHead(tx)
	return errors.Join(err, checkTotals(tx, counted()))
}

// checkTotals: each bucket must hold what the totals say, each sealed value
// what was sealed.
func checkTotals(tx *bbolt.Tx, names [][]byte) error {
	want, err := loadTotals(tx)
	if err != nil {
		return err
	}
	for i, name := range names {
		bucket := tx.Bucket(name)
		if bucket == nil {
			return damage(name, nil)
		}
		got, err := count(name, bucket)
		if err != nil {
			return err
		}
		if got != want[i] {
			return fmt.Errorf("%w: %s holds %d entries, not the %d written", ErrDamaged, name, got.entries, want[i].entries)
		}
	}
	// The next transaction gets the number after this one.
	if n := tx.Bucket(bucketTransactions).Sequence(); n != want[0].entries {
		return fmt.Errorf("%w: %d transactions, numbered to %d", ErrDamaged, want[0].entries, n)
	}
	return nil
}

// count adds up a bucket, and opens every seal.
func count(name []byte, bucket *bbolt.Bucket) (t total, err error) {
	isSealed := sealed(name)
	err = bucket.ForEach(func(key, value []byte) error {
		if value == nil {
			return damage(name, key)
		}
		if isSealed {
			if _, err := unseal(name, key, value); err != nil {
				return err
			}
		}
		t.add(key, value)
		return nil
	})
	return t, err
}

// checkCheaply reads what matters now: what isn't resolved, the newest
// transactions with their histories, and the documents.
func (s *Store) checkCheaply() error {
	if _, err := s.Unresolved(); err != nil {
		return err
	}
	return s.view(func(tx *bbolt.Tx) error {
		if err := checkNewest(tx); err != nil {
			return err
		}
		if _, err := loadTotals(tx); err != nil {
			return err
		}
		if _, err := loadAuditHead(tx); err != nil {
			return err
		}
		_, err := count(bucketDocuments, tx.Bucket(bucketDocuments))
		return err
	})
}

// checkNewest opens the seals of the newest transactions and their histories.
func checkNewest(tx *bbolt.Tx) error {
	c := tx.Bucket(bucketByTime).Cursor()
	key, _ := c.Last()
	for n := 0; key != nil && n < newestChecked; n++ {
		if len(key) != timeKeySize {
			return damage(bucketByTime, key)
		}
		sequence := key[timeKeySize-8:]
		if head, err := get(tx, bucketTransactions, sequence); err != nil || head == nil {
			return errors.Join(err, damage(bucketTransactions, sequence))
		}
		for step, value := range prefixed(tx.Bucket(bucketTransitions), sequence) {
			if _, err := unseal(bucketTransitions, step, value); err != nil {
				return err
			}
		}
		key, _ = c.Prev()
	}
	return nil
}

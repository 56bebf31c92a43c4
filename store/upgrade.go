package store

import (
	"encoding/json"
	"errors"
	"fmt"

	"go.etcd.io/bbolt"
)

// countedBefore is how many of the counted buckets a file had before version 4.
const countedBefore = 8

// upgrade brings a file of an older version to the present schema, in one go.
func (s *Store) upgrade(version uint64) error {
	if err := checkPages(s.db, s.file); err != nil {
		return err
	}
	return s.commit(func(tx *bbolt.Tx) error {
		var err error
		if version == 1 {
			err = sealFile(tx)
		} else {
			err = checkTotals(tx, counted()[:countedBefore])
		}
		if err == nil && version < 3 {
			err = createAudit(tx)
		}
		if err == nil {
			err = index(tx)
		}
		return errors.Join(err, saveSchema(tx))
	})
}

// index makes the buckets that version 4 added, and the indexes in them.
func index(tx *bbolt.Tx) error {
	for _, name := range counted()[countedBefore:] {
		if _, err := tx.CreateBucket(name); err != nil {
			return fmt.Errorf("bucket %s: %w", name, err)
		}
	}
	b := &batch{tx: tx}
	var err error
	if b.totals, err = loadTotals(tx); err != nil {
		return err
	}
	if err := b.indexAll(); err != nil {
		return err
	}
	return saveTotals(tx, b.totals)
}

// sealFile gives a file of version 1 its checksums and totals.
func sealFile(tx *bbolt.Tx) error {
	var all totals
	for i, name := range counted()[:countedBefore] {
		if tx.Bucket(name) == nil {
			return damage(name, nil)
		}
		if err := sealAll(tx, name); err != nil {
			return err
		}
		var err error
		if all[i], err = count(name, tx.Bucket(name)); err != nil {
			return err
		}
	}
	return saveTotals(tx, all)
}

// sealAll seals a bucket's values, if they are JSON as version 1 wrote it.
func sealAll(tx *bbolt.Tx, name []byte) error {
	if !sealed(name) {
		return nil
	}
	bucket := tx.Bucket(name)
	values := make(map[string][]byte)
	err := bucket.ForEach(func(key, value []byte) error {
		if !json.Valid(value) {
			return damage(name, key)
		}
		values[string(key)] = seal(name, key, value)
		return nil
	})
	if err != nil {
		return err
	}
	for key, value := range values {
		if err := bucket.Put([]byte(key), value); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

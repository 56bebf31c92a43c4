package store

import (
	"encoding/binary"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"
)

// total is what a bucket holds: how many entries, and the sum of their
// checksums (CRC-32C of key and value). It changes with every entry that is
// written, and tells when one has gone.
type total struct{ entries, sum uint64 }

// totals are one total for each bucket, in the order of counted. In the file
// they are 16 bytes each, big endian.
type totals [11]total

func (t *total) add(key, value []byte) {
	t.entries++
	t.sum += uint64(checksum(key, value))
}

func (t *total) remove(key, value []byte) {
	t.entries--
	t.sum -= uint64(checksum(key, value))
}

func saveTotals(tx *bbolt.Tx, all totals) error {
	var content []byte
	for _, t := range all {
		content = append(content, bigEndian(t.entries, t.sum)...)
	}
	return tx.Bucket(bucketMeta).Put(keyTotals, seal(bucketMeta, keyTotals, content))
}

func loadTotals(tx *bbolt.Tx) (all totals, err error) {
	content, err := get(tx, bucketMeta, keyTotals)
	if err != nil {
		return all, err
	}
	if len(content)%16 != 0 || len(content) > 16*len(all) {
		return all, damage(bucketMeta, keyTotals)
	}
	for i := range len(content) / 16 {
		all[i].entries = binary.BigEndian.Uint64(content[16*i:])
		all[i].sum = binary.BigEndian.Uint64(content[16*i+8:])
	}
	return all, nil
}

// batch is a write under way. All that it puts and deletes goes into the
// totals.
type batch struct {
	tx     *bbolt.Tx
	totals totals
	// For the side file: the new transactions, and a new closing.
	taken  []Gap
	closed *closedUpTo
}

func (b *batch) total(bucket []byte) *total {
	i := slices.IndexFunc(counted(), func(name []byte) bool { return string(name) == string(bucket) })
	return &b.totals[i]
}

// put writes a key's value; content is sealed first where the bucket's values
// are.
func (b *batch) put(bucket, key, content []byte) error {
	if sealed(bucket) {
		content = seal(bucket, key, content)
	}
	if content == nil {
		content = []byte{} // a nil value reads as no entry until it is committed
	}
	t := b.total(bucket)
	if old := b.tx.Bucket(bucket).Get(key); old != nil {
		t.remove(key, old)
	}
	t.add(key, content)
	into := b.tx.Bucket(bucket)
	into.FillPercent = fill(bucket)
	if err := into.Put(key, content); err != nil {
		return fmt.Errorf("%s: %w", bucket, err)
	}
	return nil
}

// remove deletes a key, if it is there.
func (b *batch) remove(bucket, key []byte) error {
	old := b.tx.Bucket(bucket).Get(key)
	if old == nil {
		return nil
	}
	b.total(bucket).remove(key, old)
	if err := b.tx.Bucket(bucket).Delete(key); err != nil {
		return fmt.Errorf("%s: %w", bucket, err)
	}
	return nil
}

// update runs change and makes what it did durable, whole or not at all.
func (s *Store) update(change func(*batch) error) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	if err, broken := s.broken.Load().(error); broken {
		return err
	}
	var done *batch
	err := s.commit(func(tx *bbolt.Tx) error {
		b := &batch{tx: tx}
		var err error
		if b.totals, err = loadTotals(tx); err != nil {
			return err
		}
		if err := change(b); err != nil {
			return err
		}
		if err := saveTotals(tx, b.totals); err != nil || s.side == nil || len(b.taken) == 0 && b.closed == nil {
			return err
		}
		done = b
		return s.side.take(b.taken, b.closed)
	})
	if err != nil && done != nil {
		s.side.drop(done.taken, done.closed)
	}
	return err
}

package store

import (
	"errors"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"harbourtill/terminal/payment"
)

// errIdentity: a transaction was written with another time of creation, or
// another original, than it began with. The indexes hold both.
var errIdentity = errors.New("a transaction's creation and original never change")

// Write makes records durable in one go: each transaction as it is now, and
// one more transition of it. A transaction whose reference is new is added; a
// reserved one must be new, or Write returns ErrReferenceUsed and writes
// nothing.
func (s *Store) Write(records ...payment.Record) error {
	err := s.update(func(b *batch) error {
		for _, r := range records {
			if err := b.write(r); err != nil {
				return fmt.Errorf("%s: %w", r.Transaction.Reference, err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	return nil
}

func (b *batch) write(r payment.Record) error {
	sequence, err := b.sequenceFor(r.Transaction)
	if err != nil {
		return err
	}
	if err := b.reindex(sequence, r.Transaction); err != nil {
		return err
	}
	head, err := packJSON(r.Transaction, "")
	if err != nil {
		return err
	}
	if err := b.put(bucketTransactions, sequence, head); err != nil {
		return err
	}
	if err := b.appendTransition(sequence, r.Transaction.Reference, r.Transition); err != nil {
		return err
	}
	if err := b.audit(r.Audit); err != nil {
		return err
	}
	if syssn := r.Transaction.Syssn; syssn != "" {
		if err := b.put(bucketBySyssn, syssnKey(syssn, sequence), nil); err != nil {
			return err
		}
	}
	if r.Transaction.Pending() {
		return b.put(bucketUnresolved, sequence, nil)
	}
	return b.remove(bucketUnresolved, sequence)
}

// sequenceFor finds a transaction's sequence, or gives it one and the index
// entries that never change.
func (b *batch) sequenceFor(t payment.Transaction) ([]byte, error) {
	known, err := sequenceOf(b.tx, t.Reference)
	if err != nil {
		return nil, err
	}
	if known != nil {
		if t.Status == payment.Reserved {
			return nil, ErrReferenceUsed
		}
		known = slices.Clone(known)
		was, err := load(b.tx, known)
		if err == nil && (!was.Created.Equal(t.Created) || was.Original != t.Original) {
			err = errIdentity
		}
		if err == nil {
			err = b.reopen(was, t)
		}
		return known, err
	}
	n, err := b.tx.Bucket(bucketTransactions).NextSequence()
	if err != nil {
		return nil, err
	}
	b.taken = append(b.taken, gapOf(t))
	sequence := bigEndian(n)
	if err := b.put(bucketByReference, []byte(t.Reference), sequence); err != nil {
		return nil, err
	}
	if t.Original != "" {
		if err := b.put(bucketByOriginal, append([]byte(t.Original), sequence...), nil); err != nil {
			return nil, err
		}
	}
	return sequence, nil
}

// sequenceOf looks a reference up; nil where there is none.
func sequenceOf(tx *bbolt.Tx, reference payment.Reference) ([]byte, error) {
	sequence := tx.Bucket(bucketByReference).Get([]byte(reference))
	if sequence != nil && len(sequence) != 8 {
		return nil, damage(bucketByReference, []byte(reference))
	}
	return sequence, nil
}

func timeKey(t payment.Transaction, sequence []byte) []byte {
	return append(bigEndian(uint64(t.Created.UnixNano())), sequence...)
}

func syssnKey(syssn string, sequence []byte) []byte {
	return append(append([]byte(syssn), 0), sequence...)
}

func (b *batch) appendTransition(sequence []byte, own payment.Reference, step payment.Transition) error {
	text, err := packJSON(step, own)
	if err != nil {
		return err
	}
	var number uint64
	for range prefixed(b.tx.Bucket(bucketTransitions), sequence) {
		number++
	}
	key := append(slices.Clone(sequence), bigEndian(number)...)
	if b.tx.Bucket(bucketTransitions).Get(key) != nil {
		return damage(bucketTransitions, key)
	}
	return b.put(bucketTransitions, key, text)
}

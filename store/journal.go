package store

import (
	"encoding/json"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"harbourtill/terminal/payment"
)

// Write makes records durable in one go: each transaction as it is now, and
// one more transition of it. A transaction whose reference is new is added; a
// reserved one must be new, or Write returns ErrReferenceUsed and writes
// nothing.
func (s *Store) Write(records ...payment.Record) error {
	err := s.db.Update(func(tx *bbolt.Tx) error {
		for _, r := range records {
			if err := write(tx, r); err != nil {
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

func write(tx *bbolt.Tx, r payment.Record) error {
	sequence, err := sequenceFor(tx, r.Transaction)
	if err != nil {
		return err
	}
	head, err := json.Marshal(r.Transaction)
	if err != nil {
		return err
	}
	if err := tx.Bucket(bucketTransactions).Put(sequence, head); err != nil {
		return err
	}
	if err := appendTransition(tx, sequence, r.Transition); err != nil {
		return err
	}
	if syssn := r.Transaction.Syssn; syssn != "" {
		if err := tx.Bucket(bucketBySyssn).Put(syssnKey(syssn, sequence), nil); err != nil {
			return err
		}
	}
	if r.Transaction.Pending() {
		return tx.Bucket(bucketUnresolved).Put(sequence, nil)
	}
	return tx.Bucket(bucketUnresolved).Delete(sequence)
}

// sequenceFor finds a transaction's sequence, or gives it one and the index
// entries that never change.
func sequenceFor(tx *bbolt.Tx, t payment.Transaction) ([]byte, error) {
	byReference := tx.Bucket(bucketByReference)
	if known := byReference.Get([]byte(t.Reference)); known != nil {
		if t.Status == payment.Reserved {
			return nil, ErrReferenceUsed
		}
		return slices.Clone(known), nil
	}
	n, err := tx.Bucket(bucketTransactions).NextSequence()
	if err != nil {
		return nil, err
	}
	sequence := bigEndian(n)
	if err := byReference.Put([]byte(t.Reference), sequence); err != nil {
		return nil, err
	}
	if t.Original != "" {
		if err := tx.Bucket(bucketByOriginal).Put(append([]byte(t.Original), sequence...), nil); err != nil {
			return nil, err
		}
	}
	return sequence, tx.Bucket(bucketByTime).Put(timeKey(t, sequence), nil)
}

func timeKey(t payment.Transaction, sequence []byte) []byte {
	return append(bigEndian(uint64(t.Created.UnixNano())), sequence...)
}

func syssnKey(syssn string, sequence []byte) []byte {
	return append(append([]byte(syssn), 0), sequence...)
}

func appendTransition(tx *bbolt.Tx, sequence []byte, step payment.Transition) error {
	text, err := json.Marshal(step)
	if err != nil {
		return err
	}
	transitions := tx.Bucket(bucketTransitions)
	var number uint64
	for range prefixed(transitions, sequence) {
		number++
	}
	return transitions.Put(append(slices.Clone(sequence), bigEndian(number)...), text)
}

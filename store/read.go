package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"

	"go.etcd.io/bbolt"

	"harbourtill/terminal/payment"
)

// Transaction returns the one with the reference, or ErrNotFound.
func (s *Store) Transaction(reference payment.Reference) (payment.Transaction, error) {
	var t payment.Transaction
	err := s.view(func(tx *bbolt.Tx) error {
		var err error
		t, err = load(tx, tx.Bucket(bucketByReference).Get([]byte(reference)))
		return err
	})
	return t, err
}

// BySyssn returns the transactions with QFPay's number, oldest first.
func (s *Store) BySyssn(syssn string) ([]payment.Transaction, error) {
	return s.indexed(bucketBySyssn, syssnKey(syssn, nil))
}

// RefundsOf returns what was given back, or is being given back, of a payment,
// oldest first.
func (s *Store) RefundsOf(original payment.Reference) ([]payment.Transaction, error) {
	return s.indexed(bucketByOriginal, []byte(original))
}

// Unresolved returns every transaction that is pending, oldest first: it is
// unresolved, or a person has to look at it.
func (s *Store) Unresolved() ([]payment.Transaction, error) {
	return s.indexed(bucketUnresolved, nil)
}

// Transitions returns a transaction's history, oldest first; empty for a
// reference that isn't known.
func (s *Store) Transitions(reference payment.Reference) ([]payment.Transition, error) {
	var history []payment.Transition
	err := s.view(func(tx *bbolt.Tx) error {
		sequence := tx.Bucket(bucketByReference).Get([]byte(reference))
		if sequence == nil {
			return nil
		}
		for _, text := range prefixed(tx.Bucket(bucketTransitions), sequence) {
			var step payment.Transition
			if err := json.Unmarshal(text, &step); err != nil {
				return fmt.Errorf("transition of %s: %w", reference, err)
			}
			history = append(history, step)
		}
		return nil
	})
	return history, err
}

// Newest returns at most limit transactions, newest first, that were created
// before the one named before; all there are when before is empty. An unknown
// before is ErrNotFound.
func (s *Store) Newest(limit int, before payment.Reference) ([]payment.Transaction, error) {
	var page []payment.Transaction
	err := s.view(func(tx *bbolt.Tx) error {
		c := tx.Bucket(bucketByTime).Cursor()
		key, _ := c.Last()
		if before != "" {
			sequence := tx.Bucket(bucketByReference).Get([]byte(before))
			t, err := load(tx, sequence)
			if err != nil {
				return err
			}
			c.Seek(timeKey(t, sequence))
			key, _ = c.Prev()
		}
		for ; key != nil && len(page) < limit; key, _ = c.Prev() {
			t, err := load(tx, key[8:])
			if err != nil {
				return err
			}
			page = append(page, t)
		}
		return nil
	})
	return page, err
}

// Each calls visit for every transaction, oldest first, as they were when it
// began, and stops at visit's first error, which it returns.
func (s *Store) Each(visit func(payment.Transaction) error) error {
	return s.view(func(tx *bbolt.Tx) error {
		for key := range prefixed(tx.Bucket(bucketByTime), nil) {
			t, err := load(tx, key[8:])
			if err != nil {
				return err
			}
			if err := visit(t); err != nil {
				return err
			}
		}
		return nil
	})
}

// indexed loads the transactions whose sequences end the index keys that begin
// with prefix.
func (s *Store) indexed(index, prefix []byte) ([]payment.Transaction, error) {
	var found []payment.Transaction
	err := s.view(func(tx *bbolt.Tx) error {
		for key := range prefixed(tx.Bucket(index), prefix) {
			t, err := load(tx, key[len(prefix):])
			if err != nil {
				return err
			}
			found = append(found, t)
		}
		return nil
	})
	return found, err
}

func (s *Store) view(read func(*bbolt.Tx) error) error {
	if err := s.db.View(read); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	return nil
}

func load(tx *bbolt.Tx, sequence []byte) (payment.Transaction, error) {
	var t payment.Transaction
	text := tx.Bucket(bucketTransactions).Get(sequence)
	if sequence == nil || text == nil {
		return t, ErrNotFound
	}
	if err := json.Unmarshal(text, &t); err != nil {
		return t, fmt.Errorf("transaction %x: %w", sequence, err)
	}
	return t, nil
}

// prefixed walks the keys that begin with prefix, in order. Keys and values
// are the transaction's: copy what is to outlive it.
func prefixed(b *bbolt.Bucket, prefix []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func([]byte, []byte) bool) {
		c := b.Cursor()
		for k, v := c.Seek(prefix); k != nil && bytes.HasPrefix(k, prefix); k, v = c.Next() {
			if !yield(k, v) {
				return
			}
		}
	}
}

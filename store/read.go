package store

import (
	"bytes"
	"iter"
	"slices"

	"go.etcd.io/bbolt"

	"harbourtill/terminal/payment"
)

// Transaction returns the one with the reference, or ErrNotFound.
func (s *Store) Transaction(reference payment.Reference) (payment.Transaction, error) {
	var t payment.Transaction
	err := s.view(func(tx *bbolt.Tx) error {
		var err error
		t, _, err = find(tx, reference)
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
		sequence, err := sequenceOf(tx, reference)
		if sequence == nil || err != nil {
			return err
		}
		history, err = transitions(tx, reference, sequence)
		return err
	})
	return history, err
}

func transitions(tx *bbolt.Tx, reference payment.Reference, sequence []byte) (history []payment.Transition, err error) {
	for key, value := range prefixed(tx.Bucket(bucketTransitions), sequence) {
		text, err := unseal(bucketTransitions, key, value)
		if err != nil {
			return nil, err
		}
		var step payment.Transition
		if err := unpackJSON(text, reference, &step); err != nil || string(key[8:]) != string(bigEndian(uint64(len(history)))) {
			return nil, damage(bucketTransitions, key)
		}
		history = append(history, step)
	}
	if len(history) == 0 {
		return nil, damage(bucketTransitions, sequence)
	}
	return history, nil
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
			t, sequence, err := find(tx, before)
			if err != nil {
				return err
			}
			c.Seek(timeKey(t, sequence))
			key, _ = c.Prev()
		}
		for ; key != nil && len(page) < limit; key, _ = c.Prev() {
			t, err := loadIndexed(tx, bucketByTime, key)
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
// began, and stops at visit's first error, which it returns. visit must not
// use the store.
func (s *Store) Each(visit func(payment.Transaction) error) error {
	return s.view(func(tx *bbolt.Tx) error {
		for key := range prefixed(tx.Bucket(bucketByTime), nil) {
			t, err := loadIndexed(tx, bucketByTime, key)
			if err != nil {
				return err
			}
			if err := visiting(func() error { return visit(t) }); err != nil {
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
			t, err := loadIndexed(tx, index, key)
			if err != nil {
				return err
			}
			found = append(found, t)
		}
		return nil
	})
	return found, err
}

// find returns the transaction with a reference and its sequence, or
// ErrNotFound.
func find(tx *bbolt.Tx, reference payment.Reference) (t payment.Transaction, sequence []byte, err error) {
	sequence, err = sequenceOf(tx, reference)
	if err != nil {
		return t, nil, err
	}
	if sequence == nil {
		return t, nil, ErrNotFound
	}
	t, err = load(tx, sequence)
	if err == nil && t.Reference != reference {
		err = damage(bucketByReference, []byte(reference))
	}
	return t, sequence, err
}

// loadIndexed returns the transaction that an index key leads to.
func loadIndexed(tx *bbolt.Tx, index, key []byte) (payment.Transaction, error) {
	if len(key) < 8 {
		return payment.Transaction{}, damage(index, key)
	}
	sequence := key[len(key)-8:]
	t, err := load(tx, sequence)
	if err == nil && !belongs(index, key, sequence, t) {
		err = damage(index, key)
	}
	return t, err
}

func load(tx *bbolt.Tx, sequence []byte) (t payment.Transaction, err error) {
	text, err := get(tx, bucketTransactions, sequence)
	if err != nil {
		return t, err
	}
	if decodePacked(text, &t) != nil {
		return t, damage(bucketTransactions, sequence)
	}
	return t, nil
}

// belongs says whether an index key and the transaction that it leads to know
// of each other. QFPay's number may have changed since it was indexed.
func belongs(index, key, sequence []byte, t payment.Transaction) bool {
	switch string(index) {
	case string(bucketByTime):
		return bytes.Equal(key, timeKey(t, sequence))
	case string(bucketBySyssn):
		return t.Syssn != ""
	case string(bucketByOriginal):
		return string(key) == string(t.Original)+string(sequence)
	case string(bucketByTerm):
		return slices.ContainsFunc(terms(t, sequence), func(k []byte) bool { return bytes.Equal(k, key) })
	}
	return t.Pending()
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

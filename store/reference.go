package store

import (
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"harbourtill/terminal/payment"
)

// references makes ULIDs: 48 bits of milliseconds and 80 of chance, so that no
// two tills or installations ever make the same. Within one journal each is
// greater than the last, across restarts and clocks set back.
type references struct {
	mu      sync.Mutex
	now     func() time.Time
	entropy *ulid.MonotonicEntropy
	last    uint64 // milliseconds of the newest reference
}

// newReferences goes on after last, the greatest reference so far; empty when
// there is none.
func newReferences(last payment.Reference) *references {
	r := &references{now: time.Now, entropy: ulid.Monotonic(rand.Reader, 0)}
	if id, err := ulid.ParseStrict(string(last)); err == nil {
		r.last = id.Time() + 1
	}
	return r
}

func (r *references) next() (payment.Reference, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last = max(r.last, ulid.Timestamp(r.now()))
	id, err := ulid.New(r.last, r.entropy)
	if errors.Is(err, ulid.ErrMonotonicOverflow) {
		r.last++
		id, err = ulid.New(r.last, r.entropy)
	}
	if err != nil {
		return "", fmt.Errorf("reference: %w", err)
	}
	return payment.Reference(id.String()), nil
}

// NewReference returns a reference that was never used, greater than every one
// in the journal. It isn't kept until a transaction with it is written.
func (s *Store) NewReference() (payment.Reference, error) { return s.references.next() }

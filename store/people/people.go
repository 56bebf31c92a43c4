// Package people keeps who may do what: today the manager, by a PIN.
package people

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/crypto/bcrypt"
)

// Documents keeps values as versioned JSON under a name (store.Store does).
type Documents interface {
	// SaveDocument has the value on disk when it returns.
	SaveDocument(name string, version int, value any) error
	// LoadDocument returns version 0 and leaves value as it is when there is
	// no such document.
	LoadDocument(name string, value any) (version int, err error)
}

// How the manager's PIN is guarded.
const (
	// MaxTries is how many wrong PINs lock the manager out.
	MaxTries = 5
	// LockTime is for how long.
	LockTime = 30 * time.Second
)

// The documents and their version. Wrong tries stand in a document of their
// own, so that a try never writes the PIN's hash.
const (
	managerDocument = "manager"
	triesDocument   = "manager/tries"
	documentVersion = 1
)

// manager is what is kept of the manager's PIN.
type manager struct {
	PINHash []byte `json:"pin_bcrypt"`
}

// tries are the PINs that were tried since the last right one.
type tries struct {
	Count int       `json:"count"`
	Last  time.Time `json:"last"`
}

// Manager guards what only a manager may do. Of the PIN it keeps a bcrypt
// hash. It is safe for concurrent use; use one for a till.
type Manager struct {
	documents Documents
	auditor   Auditor
	now       func() time.Time
	mu        sync.Mutex
}

// NewManager returns the manager whose PIN is in d. a keeps what happens to it
// in the same place; nil keeps nothing. now tells the time.
func NewManager(d Documents, a Auditor, now func() time.Time) *Manager {
	if a == nil {
		a = unaudited{d}
	}
	return &Manager{documents: d, auditor: a, now: now}
}

// ValidPIN says whether a PIN may look like this: 4 to 12 digits, 0 to 9.
func ValidPIN(pin string) bool {
	if len(pin) < 4 || len(pin) > 12 {
		return false
	}
	for _, c := range []byte(pin) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// HasPIN says whether a PIN was set. With an error nobody knows: take it as
// set.
func (m *Manager) HasPIN() (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	hash, err := m.hash()
	return hash != nil, err
}

// SetPIN replaces the PIN, if there was one, and forgets wrong tries. It
// returns ErrPINForm unless the PIN has 4 to 12 digits. Who may call it is the
// caller's to ask.
func (m *Manager) SetPIN(pin string) error {
	if !ValidPIN(pin) {
		return ErrPINForm
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(pin), bcrypt.DefaultCost)
	if err != nil {
		return fmt.Errorf("manager's PIN: %w", err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	event := EventChanged
	if before, err := m.hash(); before == nil && err == nil {
		event = EventSet
	}
	if err := m.saveEvents(managerDocument, manager{hash}, Event{Kind: event}); err != nil {
		return err
	}
	return m.save(triesDocument, tries{})
}

// Verify returns nil when the PIN is the manager's. Else it returns a
// *WrongPIN, which is ErrWrongPIN and tells how many tries are left; a
// *Locked, which is ErrLocked and tells for how long; ErrNoPIN when none was
// set; or what the disk said: who can't count a try isn't let in.
//
// Each try is on disk before it is compared, so that ending the program wins
// nothing. MaxTries wrong ones lock for LockTime; then there are as many
// again. A right one resets the count. What it said is with the auditor before
// it is returned. Verify takes some 60 ms, on purpose.
func (m *Manager) Verify(pin string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	hash, err := m.hash()
	if err != nil {
		return err
	}
	if hash == nil {
		return ErrNoPIN
	}
	t, err := m.countTry()
	if err != nil {
		return err
	}
	err = bcrypt.ErrMismatchedHashAndPassword
	if ValidPIN(pin) { // bcrypt itself takes a PIN and its repetition for the same
		err = bcrypt.CompareHashAndPassword(hash, []byte(pin))
	}
	switch {
	case errors.Is(err, bcrypt.ErrMismatchedHashAndPassword):
		if err := m.saveWrong(t); err != nil {
			return err
		}
		return &WrongPIN{Left: MaxTries - t.Count}
	case err != nil:
		return fmt.Errorf("manager's PIN: %w", err)
	}
	return m.saveEvents(triesDocument, tries{}, Event{Kind: EventRight})
}

// saveWrong keeps for later that a try was wrong, and that it locks.
func (m *Manager) saveWrong(t tries) error {
	left := MaxTries - t.Count
	events := []Event{{EventWrong, fmt.Sprintf("%d tries left", left)}}
	if left == 0 {
		events = append(events, Event{EventLocked, fmt.Sprintf("for %v", LockTime)})
	}
	return m.saveEvents(triesDocument, t, events...)
}

// countTry puts one more try on disk and returns all since the last right one,
// or a *Locked.
func (m *Manager) countTry() (t tries, err error) {
	if err := m.load(triesDocument, &t); err != nil {
		return t, err
	}
	now := m.now()
	if t.Count >= MaxTries {
		if t.Last.After(now) { // the clock was set back: count from here
			t.Last = now
			if err := m.save(triesDocument, t); err != nil {
				return t, err
			}
		}
		if left := t.Last.Add(LockTime).Sub(now); left > 0 {
			return t, &Locked{Left: left}
		}
		t.Count = 0
	}
	t.Count, t.Last = t.Count+1, now
	return t, m.save(triesDocument, t)
}

// hash returns the PIN's hash; nil when none was set.
func (m *Manager) hash() ([]byte, error) {
	var kept manager
	if err := m.load(managerDocument, &kept); err != nil {
		return nil, err
	}
	return kept.PINHash, nil
}

func (m *Manager) load(name string, value any) error {
	version, err := m.documents.LoadDocument(name, value)
	if err != nil {
		return fmt.Errorf("manager's PIN: %w", err)
	}
	if version > documentVersion {
		return fmt.Errorf("manager's PIN: %w", errNewer)
	}
	return nil
}

func (m *Manager) save(name string, value any) error {
	if err := m.documents.SaveDocument(name, documentVersion, value); err != nil {
		return fmt.Errorf("manager's PIN: %w", err)
	}
	return nil
}

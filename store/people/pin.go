// Package people keeps who may do what: the manager by a PIN, and if the shop
// wants it cashiers by names and PINs of their own.
package people

import (
	"errors"
	"fmt"
	"strings"
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

// How a PIN is guarded.
const (
	// MaxTries is how many wrong PINs lock out.
	MaxTries = 5
	// LockTime is for how long.
	LockTime = 30 * time.Second
)

// The documents and their version. Wrong tries stand in a document of their
// own, so that a try never writes the PIN's hash.
const (
	managerDocument = "manager"
	triesSuffix     = "/tries"
	documentVersion = 1
)

// hashed is what is kept of a PIN.
type hashed struct {
	PINHash []byte `json:"pin_bcrypt"`
}

// tries are the PINs that were tried since the last right one.
type tries struct {
	Count int       `json:"count"`
	Last  time.Time `json:"last"`
}

// PIN guards what only those who know it may do. It keeps a bcrypt hash. It is
// safe for concurrent use; use one for each document.
type PIN struct {
	documents Documents
	document  string
	auditor   Auditor
	now       func() time.Time
	mu        sync.Mutex
}

// NewManager returns the manager's PIN, which is in d. a keeps what happens to
// it in the same place; nil keeps nothing. now tells the time.
func NewManager(d Documents, a Auditor, now func() time.Time) *PIN {
	return newPIN(d, managerDocument, a, now)
}

func newPIN(d Documents, document string, a Auditor, now func() time.Time) *PIN {
	if a == nil {
		a = unaudited{d}
	}
	return &PIN{documents: d, document: document, auditor: a, now: now}
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
func (p *PIN) HasPIN() (bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	hash, err := p.hash()
	return hash != nil, err
}

// SetPIN replaces the PIN, if there was one, and forgets wrong tries. It
// returns ErrPINForm unless the PIN has 4 to 12 digits. by is who does it; empty
// for whoever the auditor takes it for. Who may call it is the caller's to ask.
func (p *PIN) SetPIN(pin, by string) error {
	if !ValidPIN(pin) {
		return ErrPINForm
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(pin), bcrypt.DefaultCost)
	if err != nil {
		return fmt.Errorf("PIN: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	event := EventChanged
	if before, err := p.hash(); before == nil && err == nil {
		event = EventSet
	}
	if err := p.saveEvents(p.document, hashed{hash}, Event{Kind: event, Who: by}); err != nil {
		return err
	}
	return p.save(p.document+triesSuffix, tries{})
}

// Verify returns nil when the PIN is right. Else it returns a *WrongPIN, which
// is ErrWrongPIN and tells how many tries are left; a *Locked, which is
// ErrLocked and tells for how long; ErrNoPIN when none was set; or what the disk
// said: who can't count a try isn't let in.
//
// Each try is on disk before it is compared, so that ending the program wins
// nothing. MaxTries wrong ones lock for LockTime; then there are as many
// again. A right one resets the count. What it said is with the auditor before
// it is returned. Verify takes some 60 ms, on purpose.
func (p *PIN) Verify(pin string) error {
	_, err := p.verifyAny(pin, nil)
	return err
}

// owned is somebody else's PIN.
type owned struct {
	name string
	hash []byte
}

// verifyAny is Verify for this PIN or one of others. It returns whose it was:
// empty for this one, and all who have it where several do, since nobody can
// tell which of them typed it. All count as tries of this one.
func (p *PIN) verifyAny(pin string, others []owned) (whose string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	hash, err := p.hash()
	if err != nil {
		return "", err
	}
	if hash == nil {
		return "", ErrNoPIN
	}
	t, err := p.countTry()
	if err != nil {
		return "", err
	}
	if err = compare(hash, pin); errors.Is(err, bcrypt.ErrMismatchedHashAndPassword) {
		whose, err = ownerOf(pin, others)
	}
	switch {
	case errors.Is(err, bcrypt.ErrMismatchedHashAndPassword):
		if err := p.saveWrong(t); err != nil {
			return "", err
		}
		return "", &WrongPIN{Left: MaxTries - t.Count}
	case err != nil:
		return "", fmt.Errorf("PIN: %w", err)
	}
	return whose, p.saveEvents(p.document+triesSuffix, tries{}, Event{Kind: EventRight, Who: whose})
}

// ownerOf returns all whose PIN it is, or what compare says when it is nobody's.
func ownerOf(pin string, others []owned) (string, error) {
	var names []string
	for _, other := range others {
		switch err := compare(other.hash, pin); {
		case err == nil:
			names = append(names, other.name)
		case !errors.Is(err, bcrypt.ErrMismatchedHashAndPassword):
			return "", err
		}
	}
	if names == nil {
		return "", bcrypt.ErrMismatchedHashAndPassword
	}
	return strings.Join(names, " / "), nil
}

// compare compares; bcrypt itself takes a PIN and its repetition for the same.
func compare(hash []byte, pin string) error {
	if !ValidPIN(pin) {
		return bcrypt.ErrMismatchedHashAndPassword
	}
	return bcrypt.CompareHashAndPassword(hash, []byte(pin))
}

// saveWrong keeps for later that a try was wrong, and that it locks.
func (p *PIN) saveWrong(t tries) error {
	left := MaxTries - t.Count
	events := []Event{{Kind: EventWrong, Detail: fmt.Sprintf("%d tries left", left)}}
	if left == 0 {
		events = append(events, Event{Kind: EventLocked, Detail: fmt.Sprintf("for %v", LockTime)})
	}
	return p.saveEvents(p.document+triesSuffix, t, events...)
}

// countTry puts one more try on disk and returns all since the last right one,
// or a *Locked.
func (p *PIN) countTry() (t tries, err error) {
	if err := p.load(p.document+triesSuffix, &t); err != nil {
		return t, err
	}
	now := p.now()
	if t.Count >= MaxTries {
		if t.Last.After(now) { // the clock was set back: count from here
			t.Last = now
			if err := p.save(p.document+triesSuffix, t); err != nil {
				return t, err
			}
		}
		if left := t.Last.Add(LockTime).Sub(now); left > 0 {
			return t, &Locked{Left: left}
		}
		t.Count = 0
	}
	t.Count, t.Last = t.Count+1, now
	return t, p.save(p.document+triesSuffix, t)
}

// hash returns the PIN's hash; nil when none was set.
func (p *PIN) hash() ([]byte, error) {
	var kept hashed
	if err := p.load(p.document, &kept); err != nil {
		return nil, err
	}
	return kept.PINHash, nil
}

func (p *PIN) load(name string, value any) error {
	version, err := p.documents.LoadDocument(name, value)
	if err != nil {
		return fmt.Errorf("PIN: %w", err)
	}
	if version > documentVersion {
		return fmt.Errorf("PIN: %w", errNewer)
	}
	return nil
}

func (p *PIN) save(name string, value any) error {
	if err := p.documents.SaveDocument(name, documentVersion, value); err != nil {
		return fmt.Errorf("PIN: %w", err)
	}
	return nil
}

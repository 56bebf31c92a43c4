package people

import "fmt"

// EventKind says what happened to a PIN, or to somebody who has one.
type EventKind string

// The events.
const (
	EventRight   EventKind = "right PIN"
	EventWrong   EventKind = "wrong PIN"
	EventLocked  EventKind = "locked out"
	EventSet     EventKind = "PIN set"
	EventChanged EventKind = "PIN changed"

	EventAdded     EventKind = "person added"
	EventAltered   EventKind = "person altered"
	EventPolicy    EventKind = "rules for people changed"
	EventSignedIn  EventKind = "signed in"
	EventSignedOut EventKind = "signed out"
)

// Event is something that happened to a PIN, or to somebody who has one.
type Event struct {
	Kind EventKind
	// Who did it; empty for whoever knows the manager's PIN. Subject is whom it
	// happened to; empty for the manager's PIN.
	Who, Subject string
	// Detail is a few words more; may be empty. It never holds a PIN.
	Detail string
}

// Auditor keeps what happens for an owner to read.
type Auditor interface {
	// SaveEvents keeps a document as Documents.SaveDocument does, and events
	// with it: all of it is on disk when it returns, or nothing.
	SaveEvents(name string, version int, value any, events ...Event) error
}

// unaudited is the Auditor of a PIN without one.
type unaudited struct{ Documents }

func (u unaudited) SaveEvents(name string, version int, value any, _ ...Event) error {
	return u.SaveDocument(name, version, value)
}

// saveEvents keeps a document of the PIN's, with events.
func (p *PIN) saveEvents(name string, value any, events ...Event) error {
	if err := p.auditor.SaveEvents(name, documentVersion, value, events...); err != nil {
		return fmt.Errorf("PIN: %w", err)
	}
	return nil
}

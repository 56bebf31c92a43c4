package people

import "fmt"

// EventKind says what happened to the manager's PIN.
type EventKind string

// The events.
const (
	EventRight   EventKind = "right PIN"
	EventWrong   EventKind = "wrong PIN"
	EventLocked  EventKind = "locked out"
	EventSet     EventKind = "PIN set"
	EventChanged EventKind = "PIN changed"
)

// Event is something that happened to the manager's PIN.
type Event struct {
	Kind EventKind
	// Detail is a few words more; may be empty. It never holds a PIN.
	Detail string
}

// Auditor keeps what happens to the PIN for an owner to read.
type Auditor interface {
	// SaveEvents keeps a document as Documents.SaveDocument does, and events
	// with it: all of it is on disk when it returns, or nothing.
	SaveEvents(name string, version int, value any, events ...Event) error
}

// unaudited is the Auditor of a manager without one.
type unaudited struct{ Documents }

func (u unaudited) SaveEvents(name string, version int, value any, _ ...Event) error {
	return u.SaveDocument(name, version, value)
}

// saveEvents keeps a document of the manager's, with events.
func (m *Manager) saveEvents(name string, value any, events ...Event) error {
	if err := m.auditor.SaveEvents(name, documentVersion, value, events...); err != nil {
		return fmt.Errorf("manager's PIN: %w", err)
	}
	return nil
}

package people_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"harbourtill/store"
	"harbourtill/store/people"
)

// eventLog is an Auditor that can be told to fail.
type eventLog struct {
	*store.Store
	events []people.Event
	err    error
	// failsOn is the kind of event that err is about; empty for all.
	failsOn people.EventKind
}

// SaveEvents implements people.Auditor.
func (l *eventLog) SaveEvents(name string, version int, value any, events ...people.Event) error {
	failing := func(e people.Event) bool { return l.failsOn == "" || e.Kind == l.failsOn }
	if l.err != nil && slices.ContainsFunc(events, failing) {
		return l.err
	}
	l.events = append(l.events, events...)
	return l.SaveDocument(name, version, value)
}

// TestWhatHappensToThePINIsKept: who tries PINs leaves traces, and no PIN in
// them.
func TestWhatHappensToThePINIsKept(t *testing.T) {
	l := newTill(t)
	s, err := store.Open(l.path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	log := &eventLog{Store: s}
	m := people.NewManager(s, log, func() time.Time { return l.now })
	if err := errors.Join(m.SetPIN("4826", ""), m.SetPIN("4827", "Ka Ho"), m.Verify("4827")); err != nil {
		t.Fatal(err)
	}
	for range people.MaxTries {
		if err := m.Verify("0000"); !errors.Is(err, people.ErrWrongPIN) {
			t.Fatal(err)
		}
	}
	for range 3 { // while it is locked nothing is compared, and nothing kept
		if err := m.Verify("4827"); !errors.Is(err, people.ErrLocked) {
			t.Fatal(err)
		}
	}
	want := []people.Event{
		{Kind: people.EventSet},
		{Kind: people.EventChanged, Who: "Ka Ho"},
		{Kind: people.EventRight},
		{Kind: people.EventWrong, Detail: "4 tries left"},
		{Kind: people.EventWrong, Detail: "3 tries left"},
		{Kind: people.EventWrong, Detail: "2 tries left"},
		{Kind: people.EventWrong, Detail: "1 tries left"},
		{Kind: people.EventWrong, Detail: "0 tries left"},
		{Kind: people.EventLocked, Detail: "for 30s"},
	}
	if !slices.Equal(log.events, want) {
		t.Errorf("kept %v", log.events)
	}
}

// TestWhoLeavesNoTraceIsNotLetIn: a right PIN doesn't count unless it is kept
// that it was given.
func TestWhoLeavesNoTraceIsNotLetIn(t *testing.T) {
	l := newTill(t)
	l.setPIN("4826")
	s, err := store.Open(l.path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	broken := errors.New("disk full")
	m := people.NewManager(s, &eventLog{Store: s, err: broken}, func() time.Time { return l.now })
	for _, pin := range []string{"4826", "1111"} {
		if err := m.Verify(pin); !errors.Is(err, broken) {
			t.Errorf("%s: %v", pin, err)
		}
	}
	if err := m.SetPIN("9999", ""); !errors.Is(err, broken) {
		t.Errorf("set: %v", err)
	}
	if err := people.NewManager(s, nil, func() time.Time { return l.now }).Verify("4826"); err != nil {
		t.Errorf("the PIN has changed without a trace: %v", err)
	}
}

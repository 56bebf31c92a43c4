package people_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"harbourtill/store"
	"harbourtill/store/people"
)

// team is a roster over a real file, with a manager's PIN and a log of what
// happens.
type team struct {
	*people.Roster
	log *eventLog
	now time.Time
}

func newTeam(t *testing.T) *team {
	t.Helper()
	s, err := store.Open(filepath.Join(t.TempDir(), "till.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	m := &team{log: &eventLog{Store: s}, now: time.Date(2026, 11, 5, 12, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return m.now }
	master := people.NewManager(s, m.log, clock)
	if err := master.SetPIN(rightPIN); err != nil {
		t.Fatal(err)
	}
	m.Roster = people.NewRoster(s, m.log, master, clock)
	return m
}

func (m *team) add(t *testing.T, name string, role people.Role, pin string) people.Person {
	t.Helper()
	p, err := m.Add(name, role, pin, "manager")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSignIn(t *testing.T) {
	m := newTeam(t)
	mei, ho := m.add(t, " 陳大文 ", people.Cashier, "1111"), m.add(t, "Ka Ho", people.Manager, "2222")
	if mei.Name != "陳大文" || mei.ID == ho.ID {
		t.Errorf("%+v, %+v", mei, ho)
	}
	if p, err := m.SignIn(mei.ID, "1111"); err != nil || p != mei {
		t.Errorf("%+v, %v", p, err)
	}
	for range people.MaxTries {
		if _, err := m.SignIn(mei.ID, "2222"); !errors.Is(err, people.ErrWrongPIN) {
			t.Errorf("with another's PIN: %v", err)
		}
	}
	if _, err := m.SignIn(mei.ID, "1111"); !errors.Is(err, people.ErrLocked) {
		t.Errorf("after five wrong ones: %v", err)
	}
	if _, err := m.SignIn(ho.ID, "2222"); err != nil {
		t.Errorf("one person's lock is another's: %v", err)
	}
	if _, err := m.SignIn("9", "1111"); !errors.Is(err, people.ErrNobody) {
		t.Errorf("nobody: %v", err)
	}
	last := m.log.events[len(m.log.events)-1]
	if last.Kind != people.EventSignedIn || last.Who != "Ka Ho" {
		t.Errorf("kept %+v", last)
	}
	for _, e := range m.log.events {
		if text := fmt.Sprint(e); strings.Contains(text, "1111") || strings.Contains(text, "2222") {
			t.Errorf("a PIN is kept: %s", text)
		}
	}
}

func TestVerifyManager(t *testing.T) {
	m := newTeam(t)
	m.add(t, "Mei", people.Cashier, "1111")
	ho := m.add(t, "Ka Ho", people.Manager, "2222")
	for pin, whose := range map[string]string{rightPIN: "", "2222": "Ka Ho"} {
		if by, err := m.VerifyManager(pin); err != nil || by != whose {
			t.Errorf("%q, %v, want %q", by, err, whose)
		}
	}
	if _, err := m.VerifyManager("1111"); !errors.Is(err, people.ErrWrongPIN) {
		t.Errorf("a cashier's PIN: %v", err)
	}
	ho.Active = false
	if err := m.Alter(ho, "manager"); err != nil {
		t.Fatal(err)
	}
	for range people.MaxTries - 1 {
		if _, err := m.VerifyManager("2222"); !errors.Is(err, people.ErrWrongPIN) {
			t.Errorf("a retired manager's PIN: %v", err)
		}
	}
	if _, err := m.VerifyManager(rightPIN); !errors.Is(err, people.ErrLocked) {
		t.Errorf("after five wrong ones: %v", err)
	}
}

func TestNames(t *testing.T) {
	m := newTeam(t)
	mei := m.add(t, "Mei", people.Cashier, "1111")
	for name, want := range map[string]error{
		"": people.ErrName, "  ": people.ErrName, strings.Repeat("字", people.MaxName+1): people.ErrName, "mei": people.ErrNameTaken,
	} {
		if _, err := m.Add(name, people.Cashier, "3333", ""); !errors.Is(err, want) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := m.Add("Wing", people.Cashier, "12", ""); !errors.Is(err, people.ErrPINForm) {
		t.Errorf("a short PIN: %v", err)
	}
	mei.Active = false
	if err := m.Alter(mei, ""); err != nil {
		t.Fatal(err)
	}
	again := m.add(t, "Mei", people.Cashier, "3333")
	if _, err := m.SignIn(mei.ID, "1111"); !errors.Is(err, people.ErrNobody) {
		t.Errorf("retired, and in: %v", err)
	}
	again.Name = "May"
	if err := errors.Join(m.Alter(again, ""), m.SetPIN(again.ID, "4444")); err != nil {
		t.Fatal(err)
	}
	if p, err := m.SignIn(again.ID, "4444"); err != nil || p.Name != "May" {
		t.Errorf("%+v, %v", p, err)
	}
	staff, err := m.Staff()
	if err != nil || len(staff.People) != 2 || len(staff.Active()) != 1 {
		t.Errorf("%+v, %v", staff, err)
	}
}

func TestPolicy(t *testing.T) {
	m := newTeam(t)
	if s, err := m.Staff(); err != nil || s.Policy.SignIn || !s.Policy.RefundNeedsPIN(1) {
		t.Errorf("by itself: %+v, %v", s.Policy, err)
	}
	rules := people.Policy{SignIn: true, LockAfter: 5, Refund: people.RefundAbove, Above: 10000}
	if err := m.SetPolicy(rules, "manager"); err != nil {
		t.Fatal(err)
	}
	if s, err := m.Staff(); err != nil || s.Policy != rules {
		t.Errorf("%+v, %v", s.Policy, err)
	}
	if rules.RefundNeedsPIN(10000) || !rules.RefundNeedsPIN(10001) || (people.Policy{Refund: people.RefundNever}).RefundNeedsPIN(1<<40) {
		t.Error("refunds need the wrong PINs")
	}
	for _, bad := range []people.Policy{{LockAfter: -1}, {LockAfter: 61}, {Refund: "sometimes"}, {Above: -1}} {
		if m.SetPolicy(bad, "") == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
}

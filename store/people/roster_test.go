package people_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
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
	if err := master.SetPIN(rightPIN, ""); err != nil {
		t.Fatal(err)
	}
	m.Roster = people.NewRoster(s, m.log, master, clock, "the till")
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
	if err := errors.Join(m.Alter(again, ""), m.SetPIN(again.ID, "4444", "Ka Ho")); err != nil {
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

// TestTheTrailSaysWho: who changed what about whom stands in it, in words.
func TestTheTrailSaysWho(t *testing.T) {
	m := newTeam(t)
	mei, err := m.Add("Mei", people.Cashier, "1111", "Ka Ho")
	if err != nil {
		t.Fatal(err)
	}
	if err := m.SetPIN(mei.ID, "2222", "Wing"); err != nil {
		t.Fatal(err)
	}
	mei.Name, mei.Role = "May", people.Manager
	if err := m.Alter(mei, "Wing"); err != nil {
		t.Fatal(err)
	}
	mei.Active = false
	rules := people.Policy{SignIn: true, LockAfter: 5, Refund: people.RefundAbove, Above: 10005}
	if err := errors.Join(m.Alter(mei, "Wing"), m.SetPolicy(rules, "Wing"), m.SetPolicy(people.Policy{}, "Wing")); err != nil {
		t.Fatal(err)
	}
	want := []people.Event{
		{Kind: people.EventSet, Who: "Ka Ho", Subject: "Mei"},
		{Kind: people.EventAdded, Who: "Ka Ho", Subject: "Mei", Detail: "cashier"},
		{Kind: people.EventChanged, Who: "Wing", Subject: "Mei"},
		{Kind: people.EventAltered, Who: "Wing", Subject: "Mei", Detail: "is called May, is a manager"},
		{Kind: people.EventAltered, Who: "Wing", Subject: "May", Detail: "has left"},
		{Kind: people.EventPolicy, Who: "Wing", Detail: "everybody signs in, lock after 5 min, refunds above 100.05 need the PIN"},
		{Kind: people.EventPolicy, Who: "Wing", Detail: "nobody signs in, no lock, every refund needs the PIN"},
	}
	if got := m.log.events[1:]; !slices.Equal(got, want) {
		t.Errorf("kept %+v", got)
	}
}

// TestSignInManager: the manager's PIN gets in where every other was forgotten.
func TestSignInManager(t *testing.T) {
	m := newTeam(t)
	m.add(t, "Ka Ho", people.Manager, "2222")
	if _, err := m.SignInManager("2222"); !errors.Is(err, people.ErrWrongPIN) {
		t.Errorf("with another's PIN: %v", err)
	}
	p, err := m.SignInManager(rightPIN)
	if err != nil || p.Name != people.MasterName || p.Role != people.Manager {
		t.Errorf("%+v, %v", p, err)
	}
	if err := m.SignOut(p); err != nil {
		t.Fatal(err)
	}
	var kinds []people.EventKind
	for _, e := range m.log.events[len(m.log.events)-2:] {
		if e.Who == people.MasterName {
			kinds = append(kinds, e.Kind)
		}
	}
	if !slices.Equal(kinds, []people.EventKind{people.EventSignedIn, people.EventSignedOut}) {
		t.Errorf("kept %+v", m.log.events)
	}
}

// TestOnePINOfTwoManagers: nobody claims to know which of them it was.
func TestOnePINOfTwoManagers(t *testing.T) {
	m := newTeam(t)
	m.add(t, "Wing", people.Manager, "2222")
	m.add(t, "Ka Ho", people.Manager, "2222")
	if by, err := m.VerifyManager("2222"); err != nil || by != "Ka Ho / Wing" {
		t.Errorf("%q, %v", by, err)
	}
}

// TestNamesThatMeanSomethingElse: nobody hides behind the manager's name, or
// behind what can't be seen.
func TestNamesThatMeanSomethingElse(t *testing.T) {
	m := newTeam(t)
	mei := m.add(t, "陳　大文", people.Cashier, "1111")
	m.add(t, "Ka Ho", people.Cashier, "2222")
	for name, want := range map[string]error{
		"Manager": people.ErrNameTaken, "The Till": people.ErrNameTaken, "ｍａｎａｇｅｒ": people.ErrNameTaken,
		"the\u00a0till": people.ErrNameTaken, "Ｋａ　Ｈｏ": people.ErrNameTaken, "ka  ho": people.ErrNameTaken,
		"Me\ni": people.ErrName, "Mei\u202e": people.ErrName, "Mei\u200b": people.ErrName, "M\xffi": people.ErrName,
	} {
		if _, err := m.Add(name, people.Cashier, "3333", ""); !errors.Is(err, want) {
			t.Errorf("%q: %v", name, err)
		}
		mei.Name = name
		if err := m.Alter(mei, ""); !errors.Is(err, want) {
			t.Errorf("called %q: %v", name, err)
		}
	}
	mei.Name, mei.Role = "Mei", "owner"
	if err := m.Alter(mei, ""); !errors.Is(err, people.ErrRole) {
		t.Errorf("an unknown role: %v", err)
	}
}

// TestWhoCouldNotBeAdded: an ID that was about to be somebody's is the next one's
// alone.
func TestWhoCouldNotBeAdded(t *testing.T) {
	m := newTeam(t)
	broken := errors.New("disk full")
	m.log.failsOn, m.log.err = people.EventAdded, broken
	if _, err := m.Add("Mei", people.Manager, "1111", ""); !errors.Is(err, broken) {
		t.Fatal(err)
	}
	m.log.err = nil
	wing := m.add(t, "Wing", people.Cashier, "2222")
	if _, err := m.SignIn(wing.ID, "2222"); err != nil {
		t.Fatal(err)
	}
	for _, e := range m.log.events[2:] {
		if e.Subject == "Mei" {
			t.Errorf("of Wing is kept: %+v", e)
		}
	}
	if _, err := m.VerifyManager("1111"); !errors.Is(err, people.ErrWrongPIN) {
		t.Errorf("somebody who isn't here agrees: %v", err)
	}
}

// TestWhoHasAReservedName: somebody from before a name was reserved can still be
// retired, and doesn't come back under it.
func TestWhoHasAReservedName(t *testing.T) {
	m := newTeam(t)
	wing := m.add(t, "Wing", people.Cashier, "1111")
	clock := func() time.Time { return m.now }
	later := people.NewRoster(m.log.Store, m.log, people.NewManager(m.log.Store, m.log, clock), clock, "wing")
	wing.Active = false
	if err := later.Alter(wing, ""); err != nil {
		t.Fatal(err)
	}
	wing.Active = true
	if err := later.Alter(wing, ""); !errors.Is(err, people.ErrNameTaken) {
		t.Error(err)
	}
}

package people

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// Role says what somebody may do.
type Role string

// The roles. A manager may do what needs the manager's PIN without it.
const (
	Cashier Role = "cashier"
	Manager Role = "manager"
)

// MaxName is how many characters a name has at most, MaxLockAfter after how many
// minutes of rest a till is locked at the latest, if it is.
const (
	MaxName      = 40
	MaxLockAfter = 60
)

// Person is somebody who works at the till. Nobody is ever removed, so that old
// names stay readable.
type Person struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Role   Role   `json:"role"`
	Active bool   `json:"active"`
}

// RefundRule says which refunds need the manager's PIN.
type RefundRule string

// The rules.
const (
	RefundAlways RefundRule = "always"
	RefundAbove  RefundRule = "above"
	RefundNever  RefundRule = "never"
)

// Policy is what the shop wants of its people. The zero Policy signs nobody in,
// locks nothing, and wants the manager's PIN for every refund.
type Policy struct {
	// SignIn: nobody sells before signing in.
	SignIn bool `json:"sign_in"`
	// LockAfter is how many minutes of rest sign out, 0 (never) to MaxLockAfter.
	LockAfter int `json:"lock_after_min"`
	// Refund is empty for RefundAlways; Above is the limit of RefundAbove, in
	// cents.
	Refund RefundRule `json:"refund,omitempty"`
	Above  int64      `json:"refund_above_cents,omitempty"`
}

// RefundNeedsPIN says whether giving back so many cents needs the manager's PIN.
func (p Policy) RefundNeedsPIN(cents int64) bool {
	switch p.Refund {
	case RefundNever:
		return false
	case RefundAbove:
		return cents > p.Above
	}
	return true
}

// Valid says whether the rules can be kept.
func (p Policy) Valid() bool {
	known := slices.Contains([]RefundRule{"", RefundAlways, RefundAbove, RefundNever}, p.Refund)
	return known && p.LockAfter >= 0 && p.LockAfter <= MaxLockAfter && p.Above >= 0
}

// Staff is who works at the till, in the order of their names, and what the shop
// wants of them.
type Staff struct {
	Policy Policy   `json:"policy"`
	People []Person `json:"people"`
}

// Active returns those who may sign in. The slice is the caller's.
func (s Staff) Active() []Person {
	return slices.DeleteFunc(slices.Clone(s.People), func(p Person) bool { return !p.Active })
}

const staffDocument = "people"

// Roster keeps the till's people. It is safe for concurrent use; use one for a
// till.
type Roster struct {
	documents Documents
	auditor   Auditor
	now       func() time.Time
	master    *PIN
	writing   sync.Mutex // one change at a time
	mu        sync.Mutex
	pins      map[string]*PIN // guarded by mu
}

// NewRoster returns the people in d. a keeps what happens to them in the same
// place; nil keeps nothing. master is the manager's PIN.
func NewRoster(d Documents, a Auditor, master *PIN, now func() time.Time) *Roster {
	if a == nil {
		a = unaudited{d}
	}
	return &Roster{documents: d, auditor: a, now: now, master: master, pins: make(map[string]*PIN)}
}

// Staff returns everybody.
func (r *Roster) Staff() (Staff, error) {
	var s Staff
	version, err := r.documents.LoadDocument(staffDocument, &s)
	if err == nil && version > documentVersion {
		err = errNewer
	}
	if err != nil {
		return Staff{}, fmt.Errorf("people: %w", err)
	}
	return s, nil
}

// SetPolicy puts other rules in force. by is who does it.
func (r *Roster) SetPolicy(p Policy, by string) error {
	if !p.Valid() {
		return fmt.Errorf("people: these rules can't be kept: %+v", p)
	}
	r.writing.Lock()
	defer r.writing.Unlock()
	staff, err := r.Staff()
	if err != nil {
		return err
	}
	staff.Policy = p
	return r.save(staff, Event{Kind: EventPolicy, Who: by, Detail: fmt.Sprintf("%+v", p)})
}

// Add lets somebody work here, and returns them. The errors are ErrName,
// ErrNameTaken, ErrPINForm and what the disk says. by is who does it.
func (r *Roster) Add(name string, role Role, pin, by string) (Person, error) {
	if !ValidPIN(pin) {
		return Person{}, ErrPINForm
	}
	r.writing.Lock()
	defer r.writing.Unlock()
	staff, err := r.Staff()
	if err != nil {
		return Person{}, err
	}
	p := Person{ID: strconv.Itoa(len(staff.People) + 1), Name: strings.TrimSpace(name), Role: role, Active: true}
	if err := staff.mayBe(p); err != nil {
		return Person{}, err
	}
	if err := r.pin(p).SetPIN(pin); err != nil {
		return Person{}, err
	}
	staff.People = append(staff.People, p)
	return p, r.save(staff, Event{Kind: EventAdded, Who: by, Subject: p.Name, Detail: string(role)})
}

// Alter gives somebody another name or role, or retires them. The errors are
// those of Add, and ErrNobody. by is who does it.
func (r *Roster) Alter(p Person, by string) error {
	r.writing.Lock()
	defer r.writing.Unlock()
	staff, err := r.Staff()
	if err != nil {
		return err
	}
	at := slices.IndexFunc(staff.People, func(one Person) bool { return one.ID == p.ID })
	if at < 0 {
		return ErrNobody
	}
	p.Name = strings.TrimSpace(p.Name)
	if err := staff.mayBe(p); err != nil {
		return err
	}
	before := staff.People[at]
	staff.People[at] = p
	r.forget(p)
	return r.save(staff, Event{
		Kind: EventAltered, Who: by, Subject: before.Name, Detail: fmt.Sprintf("%s, %s, active %v", p.Name, p.Role, p.Active),
	})
}

// SetPIN gives somebody another PIN. The errors are ErrNobody and those of
// PIN.SetPIN.
func (r *Roster) SetPIN(id, pin string) error {
	p, err := r.person(id)
	if err != nil {
		return err
	}
	return r.pin(p).SetPIN(pin)
}

// SignIn returns the person whose PIN it is. The errors are ErrNobody and those
// of PIN.Verify.
func (r *Roster) SignIn(id, pin string) (Person, error) {
	p, err := r.person(id)
	if err == nil {
		err = r.pin(p).Verify(pin)
	}
	if err == nil {
		err = r.seen(p, EventSignedIn)
	}
	if err != nil {
		return Person{}, err
	}
	return p, nil
}

// SignOut notes that somebody has left the till.
func (r *Roster) SignOut(p Person) error { return r.seen(p, EventSignedOut) }

// VerifyManager returns whose PIN it is: the manager's, with an empty name, or
// that of somebody who has a manager's role. The errors are those of PIN.Verify;
// wrong ones count as tries of the manager's PIN.
func (r *Roster) VerifyManager(pin string) (by string, err error) {
	staff, err := r.Staff()
	if err != nil {
		return "", err
	}
	others := make(map[string][]byte)
	for _, p := range staff.Active() {
		if p.Role != Manager {
			continue
		}
		hash, err := r.pin(p).hash()
		if err != nil {
			return "", err
		}
		others[p.Name] = hash
	}
	return r.master.verifyAny(pin, others)
}

// mayBe says whether somebody may be called so.
func (s Staff) mayBe(p Person) error {
	if n := utf8.RuneCountInString(p.Name); n < 1 || n > MaxName {
		return ErrName
	}
	for _, other := range s.Active() {
		if p.Active && other.ID != p.ID && strings.EqualFold(other.Name, p.Name) {
			return ErrNameTaken
		}
	}
	return nil
}

func (r *Roster) person(id string) (Person, error) {
	staff, err := r.Staff()
	if err != nil {
		return Person{}, err
	}
	for _, p := range staff.Active() {
		if p.ID == id {
			return p, nil
		}
	}
	return Person{}, ErrNobody
}

// pin is the PIN of a person.
func (r *Roster) pin(p Person) *PIN {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.pins[p.ID] == nil {
		r.pins[p.ID] = newPIN(r.documents, staffDocument+"/"+p.ID, named{r.auditor, p.Name}, r.now)
	}
	return r.pins[p.ID]
}

// forget drops what is known of somebody's PIN, since they are called otherwise.
func (r *Roster) forget(p Person) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.pins, p.ID)
}

// named puts a person's name to what happens to their PIN.
type named struct {
	Auditor
	name string
}

func (n named) SaveEvents(name string, version int, value any, events ...Event) error {
	for i := range events {
		events[i].Subject = n.name
		if events[i].Kind == EventRight {
			events[i].Who = n.name
		}
	}
	return n.Auditor.SaveEvents(name, version, value, events...)
}

// seen keeps when somebody came or went.
func (r *Roster) seen(p Person, kind EventKind) error {
	e := Event{Kind: kind, Who: p.Name, Subject: p.Name}
	if err := r.auditor.SaveEvents(staffDocument+"/"+p.ID+"/seen", documentVersion, r.now(), e); err != nil {
		return fmt.Errorf("people: %w", err)
	}
	return nil
}

// save keeps the staff.
func (r *Roster) save(s Staff, e Event) error {
	slices.SortStableFunc(s.People, func(a, b Person) int { return strings.Compare(a.Name, b.Name) })
	if err := r.auditor.SaveEvents(staffDocument, documentVersion, s, e); err != nil {
		return fmt.Errorf("people: %w", err)
	}
	return nil
}

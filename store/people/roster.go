package people

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const staffDocument = "people"

// Roster keeps the till's people. It is safe for concurrent use; use one for a
// till.
type Roster struct {
	documents Documents
	auditor   Auditor
	now       func() time.Time
	master    *PIN
	reserved  []string
	writing   sync.Mutex // one change at a time
	mu        sync.Mutex
	pins      map[string]*PIN // guarded by mu
}

// NewRoster returns the people in d. a keeps what happens to them in the same
// place; nil keeps nothing. master is the manager's PIN. reserved are names that
// nobody may have, since the journal means something else by them.
func NewRoster(d Documents, a Auditor, master *PIN, now func() time.Time, reserved ...string) *Roster {
	if a == nil {
		a = unaudited{d}
	}
	return &Roster{documents: d, auditor: a, now: now, master: master, reserved: append(reserved, MasterName), pins: make(map[string]*PIN)}
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
	return r.save(staff, Event{Kind: EventPolicy, Who: by, Detail: p.String()})
}

// MayBe says whether somebody may have such a name and role: ErrName,
// ErrNameTaken, ErrRole, or what the disk says. A new one has no ID.
func (r *Roster) MayBe(p Person) error {
	staff, err := r.Staff()
	if err != nil {
		return err
	}
	p.Name = strings.TrimSpace(p.Name)
	return r.mayBe(staff, p)
}

// Add lets somebody work here, and returns them. The errors are ErrName,
// ErrNameTaken, ErrRole, ErrPINForm and what the disk says. by is who does it.
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
	if err := r.mayBe(staff, p); err != nil {
		return Person{}, err
	}
	r.forget(p) // somebody who couldn't be saved may have had the ID
	if err := r.pin(p).SetPIN(pin, by); err != nil {
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
	if err := r.mayBe(staff, p); err != nil {
		return err
	}
	before := staff.People[at]
	staff.People[at] = p
	r.forget(p)
	return r.save(staff, Event{
		Kind: EventAltered, Who: by, Subject: before.Name, Detail: alteration(before, p),
	})
}

// SetPIN gives somebody another PIN. The errors are ErrNobody and those of
// PIN.SetPIN. by is who does it.
func (r *Roster) SetPIN(id, pin, by string) error {
	p, err := r.person(id)
	if err != nil {
		return err
	}
	return r.pin(p).SetPIN(pin, by)
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

// SignInManager signs whoever knows the manager's PIN in, as MasterName with a
// manager's role: a shop that has forgotten every other PIN still gets in. The
// errors are those of PIN.Verify.
func (r *Roster) SignInManager(pin string) (Person, error) {
	if err := r.master.Verify(pin); err != nil {
		return Person{}, err
	}
	p := Person{ID: masterID, Name: MasterName, Role: Manager, Active: true}
	if err := r.seen(p, EventSignedIn); err != nil {
		return Person{}, err
	}
	return p, nil
}

// SignOut notes that somebody has left the till.
func (r *Roster) SignOut(p Person) error { return r.seen(p, EventSignedOut) }

// VerifyManager returns whose PIN it is: the manager's, with an empty name, or
// that of somebody who has a manager's role; the names of all of them if several
// have the same. The errors are those of PIN.Verify;
// wrong ones count as tries of the manager's PIN.
func (r *Roster) VerifyManager(pin string) (by string, err error) {
	staff, err := r.Staff()
	if err != nil {
		return "", err
	}
	var others []owned
	for _, p := range staff.Active() {
		if p.Role != Manager {
			continue
		}
		hash, err := r.pin(p).hash()
		if err != nil {
			return "", err
		}
		others = append(others, owned{p.Name, hash})
	}
	return r.master.verifyAny(pin, others)
}

// mayBe says whether somebody may be called so.
func (r *Roster) mayBe(s Staff, p Person) error {
	unseen := func(c rune) bool { return !unicode.IsGraphic(c) }
	switch n := utf8.RuneCountInString(p.Name); {
	case n < 1 || n > MaxName || !utf8.ValidString(p.Name) || strings.ContainsFunc(p.Name, unseen):
		return ErrName
	case p.Role != Cashier && p.Role != Manager:
		return ErrRole
	case !p.Active:
		return nil
	case slices.ContainsFunc(r.reserved, func(name string) bool { return looksLike(name, p.Name) }):
		return ErrNameTaken
	}
	for _, other := range s.Active() {
		if other.ID != p.ID && looksLike(other.Name, p.Name) {
			return ErrNameTaken
		}
	}
	return nil
}

// looksLike says whether two names are one to whoever reads them: letters in full
// width, another kind of space or another case make no other person.
func looksLike(a, b string) bool {
	plain := func(name string) string { return strings.Join(strings.Fields(norm.NFKC.String(name)), " ") }
	return strings.EqualFold(plain(a), plain(b))
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

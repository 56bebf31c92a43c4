package people_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"harbourtill/store"
	"harbourtill/store/people"
)

const (
	rightPIN = "482615"
	wrongPIN = "482616"
)

// till is a manager over a real file that is closed and opened again between
// any two calls, at a time that the test sets.
type till struct {
	t    *testing.T
	path string
	now  time.Time
}

func newTill(t *testing.T) *till {
	t.Helper()
	return &till{t: t, path: filepath.Join(t.TempDir(), "till.db"), now: time.Date(2026, 11, 5, 12, 0, 0, 0, time.UTC)}
}

// do opens the file, hands a manager out and closes the file again.
func (l *till) do(what func(m *people.PIN) error) error {
	l.t.Helper()
	return l.through(func(d people.Documents) people.Documents { return d }, what)
}

// through is do with something between the manager and its file.
func (l *till) through(wrap func(people.Documents) people.Documents, what func(m *people.PIN) error) error {
	l.t.Helper()
	s, err := store.Open(l.path)
	if err != nil {
		l.t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			l.t.Error(err)
		}
	}()
	return what(people.NewManager(wrap(s), nil, func() time.Time { return l.now }))
}

func (l *till) verify(pin string) error {
	l.t.Helper()
	return l.do(func(m *people.PIN) error { return m.Verify(pin) })
}

// setPIN keeps a hash of the PIN as older versions did, made at a cost that
// lets a test try many.
func (l *till) setPIN(pin string) {
	l.t.Helper()
	hash, err := bcrypt.GenerateFromPassword([]byte(pin), bcrypt.MinCost)
	if err != nil {
		l.t.Fatal(err)
	}
	s, err := store.Open(l.path)
	if err != nil {
		l.t.Fatal(err)
	}
	kept := map[string][]byte{"pin_bcrypt": hash}
	if err := errors.Join(s.SaveDocument("manager", 1, kept), s.Close()); err != nil {
		l.t.Fatal(err)
	}
}

func (l *till) wantWrong(err error, left int) {
	l.t.Helper()
	var wrong *people.WrongPIN
	if !errors.Is(err, people.ErrWrongPIN) || !errors.As(err, &wrong) || wrong.Left != left {
		l.t.Errorf("got %v, want a wrong PIN and %d tries left", err, left)
	}
}

func (l *till) wantLocked(err error, left time.Duration) {
	l.t.Helper()
	var locked *people.Locked
	if !errors.Is(err, people.ErrLocked) || !errors.As(err, &locked) || locked.Left != left {
		l.t.Errorf("got %v, want locked for %v", err, left)
	}
}

func (l *till) lock() {
	l.t.Helper()
	for left := people.MaxTries - 1; left >= 0; left-- {
		l.wantWrong(l.verify(wrongPIN), left)
	}
}

func TestSetAndVerify(t *testing.T) {
	l := newTill(t)
	if err := l.verify(rightPIN); !errors.Is(err, people.ErrNoPIN) {
		t.Errorf("before one is set: %v", err)
	}
	has := func(want bool) {
		t.Helper()
		err := l.do(func(m *people.PIN) error {
			if got, err := m.HasPIN(); got != want || err != nil {
				return fmt.Errorf("has a PIN: %v, %w", got, err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	has(false)
	for _, pin := range []string{rightPIN, "0000"} {
		if err := l.do(func(m *people.PIN) error { return m.SetPIN(pin, "") }); err != nil {
			t.Fatal(err)
		}
		has(true)
		if err := l.verify(pin); err != nil {
			t.Errorf("the right one: %v", err)
		}
	}
	l.wantWrong(l.verify(rightPIN), 4) // the old one
	if err := l.do(func(m *people.PIN) error { return m.SetPIN("12a4", "") }); !errors.Is(err, people.ErrPINForm) {
		t.Errorf("letters: %v", err)
	}
	if err := l.verify("0000"); err != nil {
		t.Errorf("after a refused change: %v", err)
	}
}

func TestValidPIN(t *testing.T) {
	for pin, want := range map[string]bool{
		"4826": true, "000000000000": true, "": false, "482": false, "0000000000000": false,
		"48 6": false, "-482": false, "４８２６": false, "482a": false, "4826\n": false,
	} {
		if people.ValidPIN(pin) != want {
			t.Errorf("%q: want %v", pin, want)
		}
	}
}

func TestFiveWrongTriesLock(t *testing.T) {
	l := newTill(t)
	l.setPIN(rightPIN)
	l.wantWrong(l.verify(wrongPIN), 4)
	if err := l.verify(rightPIN); err != nil {
		t.Fatal(err)
	}
	for range 2 { // a right one has reset the count, and time gives another five
		l.lock()
		l.now = l.now.Add(time.Second)
		l.wantLocked(l.verify(rightPIN), 29*time.Second)
		l.now = l.now.Add(29*time.Second - 1)
		l.wantLocked(l.verify(rightPIN), 1)
		l.now = l.now.Add(1)
	}
	if err := l.verify(rightPIN); err != nil {
		t.Errorf("after the lock: %v", err)
	}
}

func TestLockedUntilTheClockHasGoneOn(t *testing.T) {
	l := newTill(t)
	l.setPIN(rightPIN)
	l.lock()
	l.now = l.now.AddDate(-1, 0, 0)
	l.wantLocked(l.verify(rightPIN), 30*time.Second)
	l.now = l.now.Add(20 * time.Second)
	l.wantLocked(l.verify(rightPIN), 10*time.Second)
	l.now = l.now.Add(10 * time.Second)
	if err := l.verify(rightPIN); err != nil {
		t.Errorf("30 s after the clock was set back: %v", err)
	}
}

func TestANewPINForgetsWrongTries(t *testing.T) {
	l := newTill(t)
	l.setPIN(rightPIN)
	l.lock()
	if err := l.do(func(m *people.PIN) error { return m.SetPIN("7777", "") }); err != nil {
		t.Fatal(err)
	}
	if err := l.verify("7777"); err != nil {
		t.Error(err)
	}
}

// bcrypt repeats a password with a zero byte between: that isn't the PIN.
func TestWhatIsNoPINIsAWrongOne(t *testing.T) {
	l := newTill(t)
	l.setPIN("4826")
	for i, pin := range []string{"4826\x004826", "", strings.Repeat("4826", 100)} {
		l.wantWrong(l.verify(pin), 4-i)
	}
}

// cut is a file whose process dies right after a write.
type cut struct{ people.Documents }

func (c cut) SaveDocument(name string, version int, value any) error {
	if err := c.Documents.SaveDocument(name, version, value); err != nil {
		return err
	}
	panic("killed")
}

func TestAKillWinsNoTry(t *testing.T) {
	l := newTill(t)
	l.setPIN(rightPIN)
	for range people.MaxTries {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("nothing was written before the PIN was compared")
				}
			}()
			_ = l.through(func(d people.Documents) people.Documents { return cut{d} },
				func(m *people.PIN) error { return m.Verify(rightPIN) })
		}()
	}
	l.wantLocked(l.verify(rightPIN), people.LockTime)
}

// broken is a disk that fails from the nth write on; reads fail with unreadable.
type broken struct {
	people.Documents
	writes     *int
	unreadable bool
}

var errDisk = errors.New("disk full")

func (b broken) SaveDocument(name string, version int, value any) error {
	if *b.writes--; *b.writes < 0 {
		return errDisk
	}
	return b.Documents.SaveDocument(name, version, value)
}

func (b broken) LoadDocument(name string, value any) (int, error) {
	if b.unreadable {
		return 0, errDisk
	}
	return b.Documents.LoadDocument(name, value)
}

func TestAFailingJournalRefuses(t *testing.T) {
	for name, b := range map[string]broken{
		"counting": {writes: new(int)}, "resetting": {writes: ptr(1)}, "reading": {writes: ptr(9), unreadable: true},
	} {
		t.Run(name, func(t *testing.T) {
			l := newTill(t)
			l.setPIN(rightPIN)
			err := l.through(func(d people.Documents) people.Documents { b.Documents = d; return b },
				func(m *people.PIN) error { return m.Verify(rightPIN) })
			if !errors.Is(err, errDisk) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func ptr(n int) *int { return &n }

func TestManyAtOnceHaveFiveTries(t *testing.T) {
	l := newTill(t)
	l.setPIN(rightPIN)
	var wrong, locked int
	err := l.do(func(m *people.PIN) error {
		var all sync.WaitGroup
		var mu sync.Mutex
		for range 20 {
			all.Go(func() {
				err := m.Verify(wrongPIN)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case errors.Is(err, people.ErrWrongPIN):
					wrong++
				case errors.Is(err, people.ErrLocked):
					locked++
				}
			})
		}
		all.Wait()
		return nil
	})
	if err != nil || wrong != people.MaxTries || locked != 15 {
		t.Errorf("%d wrong, %d locked, %v", wrong, locked, err)
	}
}

func TestThePINIsNotTold(t *testing.T) {
	l := newTill(t)
	var told []string
	err := l.do(func(m *people.PIN) error {
		if err := m.SetPIN(rightPIN, ""); err != nil {
			return err
		}
		told = append(told, fmt.Sprint(m.SetPIN(rightPIN+"x", "")))
		for range people.MaxTries + 1 {
			told = append(told, fmt.Sprintf("%v %+[1]v %#[1]v", m.Verify(rightPIN+"0")))
		}
		told = append(told, fmt.Sprintf("%v %+[1]v %#[1]v", m))
		return nil
	})
	if err != nil || strings.Contains(strings.Join(told, "\n"), rightPIN) {
		t.Errorf("%v, %q", err, told)
	}
}

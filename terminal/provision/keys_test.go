package provision

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/zalando/go-keyring"

	"harbourtill/terminal/haojin"
)

const testKey haojin.POSKey = "0123456789abcdef0123456789abcdef"

const testID = "5f2c9be1"

// memoryRing is a keyring that a test looks into and breaks.
type memoryRing struct {
	mu             sync.Mutex
	entries        map[string]string
	setErr, getErr error
	mangle         bool          // what was set comes back changed
	hang           chan struct{} // calls wait until it is closed
	calls          int
}

func newRing() *memoryRing { return &memoryRing{entries: make(map[string]string)} }

func (r *memoryRing) enter() {
	r.mu.Lock()
	r.calls++
	hang := r.hang
	r.mu.Unlock()
	if hang != nil {
		<-hang
	}
}

func (r *memoryRing) Set(service, account, secret string) error {
	r.enter()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.mangle {
		secret = secret[1:]
	}
	if r.setErr == nil {
		r.entries[service+"/"+account] = secret
	}
	return r.setErr
}

func (r *memoryRing) Get(service, account string) (string, error) {
	r.enter()
	r.mu.Lock()
	defer r.mu.Unlock()
	secret, ok := r.entries[service+"/"+account]
	if r.getErr != nil || !ok {
		return "", errors.Join(r.getErr, keyring.ErrNotFound)
	}
	return secret, nil
}

func put(t *testing.T, k *Keys, want KeyPlace) {
	t.Helper()
	place, err := k.Put(t.Context(), testID, testKey)
	if err != nil || place != want || k.Place() != want {
		t.Fatalf("kept in %q (%q), %v, want %q", place, k.Place(), err, want)
	}
}

func get(t *testing.T, k *Keys, want KeyPlace) {
	t.Helper()
	key, err := k.Get(t.Context(), testID)
	if err != nil || key != testKey || k.Place() != want {
		t.Fatalf("got %d characters from %q, %v", len(key), k.Place(), err)
	}
}

func wantLost(t *testing.T, k *Keys, why error) {
	t.Helper()
	key, err := k.Get(t.Context(), testID)
	if key != "" || !errors.Is(err, ErrKeyLost) || why != nil && !errors.Is(err, why) {
		t.Errorf("got %d characters, %v", len(key), err)
	}
}

// files returns the names in a folder.
func files(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestKeysInTheKeyring(t *testing.T) {
	keyring.MockInit()
	folder, other := t.TempDir(), t.TempDir()
	if k := OpenKeys(folder); k.Place() != "" {
		t.Errorf("before anything: %q", k.Place())
	}
	wantLost(t, OpenKeys(folder), nil)
	if left := files(t, folder); left != nil {
		t.Errorf("looking wrote %q", left)
	}
	put(t, OpenKeys(folder), InKeyring)
	get(t, OpenKeys(folder), InKeyring)
	if left := files(t, folder); !slices.Equal(left, []string{tillFile}) {
		t.Errorf("the folder holds %q", left)
	}
	wantLost(t, OpenKeys(other), fs.ErrNotExist)
	if _, err := OpenKeys(other).Put(t.Context(), "other", "another_pos_key_"); err != nil {
		t.Fatal(err)
	}
	wantLost(t, OpenKeys(other), keyring.ErrNotFound)
	if err := os.WriteFile(filepath.Join(folder, tillFile), []byte("../rubbish\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	wantLost(t, OpenKeys(folder), errNotOurs)
}

func TestTheAccountTellsNothing(t *testing.T) {
	r, folder := newRing(), t.TempDir()
	put(t, openKeys(folder, r), InKeyring)
	for account := range maps.Keys(r.entries) {
		if strings.Contains(account, testKey.Reveal()[:4]) || !strings.HasSuffix(account, "/"+testID) {
			t.Errorf("account %q", account)
		}
	}
}

func TestAKeyringThatFailsLeavesItToTheFolder(t *testing.T) {
	broken := errors.New("locked")
	for name, r := range map[string]*memoryRing{
		"none":                 {entries: map[string]string{}, setErr: broken, getErr: broken},
		"can't be read back":   {entries: map[string]string{}, getErr: broken},
		"returns another text": {entries: map[string]string{}, mangle: true},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			put(t, openKeys(folder, r), InFolder)
			get(t, openKeys(folder, r), InFolder)
			info, err := os.Stat(filepath.Join(folder, keyFilePrefix+testID))
			if err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("mode %v, %v", info, err)
			}
			if left := files(t, folder); !slices.Equal(left, []string{keyFilePrefix + testID, tillFile}) {
				t.Errorf("the folder holds %q", left)
			}
			put(t, openKeys(folder, newRing()), InKeyring)
			if left := files(t, folder); !slices.Equal(left, []string{tillFile}) {
				t.Errorf("with a keyring again it holds %q", left)
			}
		})
	}
}

// noRing is a machine without a keyring.
func noRing() *memoryRing {
	r := newRing()
	r.setErr = errors.New("no keyring")
	r.getErr = r.setErr
	return r
}

func TestKeyFiles(t *testing.T) {
	folder := t.TempDir()
	name := filepath.Join(folder, keyFilePrefix+testID)
	unfinished := filepath.Join(folder, temporary+"1")
	if err := os.WriteFile(unfinished, []byte(testKey.Reveal()), 0o600); err != nil {
		t.Fatal(err)
	}
	put(t, openKeys(folder, noRing()), InFolder)
	if _, err := os.Stat(unfinished); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what a power cut left is still there: %v", err)
	}
	if err := os.Chmod(name, 0o644); err != nil {
		t.Fatal(err)
	}
	get(t, openKeys(folder, noRing()), InFolder)
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may still read it: %v, %v", info.Mode(), err)
	}
	for what, prepare := range map[string]func(string) error{
		"a folder":  func(name string) error { return os.Mkdir(name, 0o700) },
		"no key":    func(name string) error { return os.WriteFile(name, nil, 0o600) },
		"no file":   func(string) error { return nil },
		"a link":    func(name string) error { return os.Symlink(filepath.Join(folder, "elsewhere"), name) },
		"a link to": func(name string) error { return os.Symlink(filepath.Join(folder, tillFile), name) },
	} {
		if err := errors.Join(os.Remove(name), prepare(name)); err != nil {
			t.Fatal(what, err)
		}
		wantLost(t, openKeys(folder, noRing()), nil)
		if what == "no file" {
			put(t, openKeys(folder, noRing()), InFolder)
		}
	}
}

func TestAKeyFileIsNeverALink(t *testing.T) {
	for _, name := range []string{keyFilePrefix + testID, tillFile} {
		folder, victim := t.TempDir(), filepath.Join(t.TempDir(), "victim")
		if err := errors.Join(os.WriteFile(victim, []byte("mine"), 0o644), os.Symlink(victim, filepath.Join(folder, name))); err != nil {
			t.Fatal(err)
		}
		place, err := openKeys(folder, noRing()).Put(t.Context(), testID, testKey)
		if refused := name != tillFile; refused && !errors.Is(err, errNotAFile) || !refused && (err != nil || place != InFolder) {
			t.Errorf("%s: %q, %v", name, place, err)
		}
		if text, err := os.ReadFile(victim); string(text) != "mine" || err != nil {
			t.Errorf("%s: what the link leads to was changed, %v", name, err)
		}
	}
}

func TestKeysRefuse(t *testing.T) {
	k := openKeys(t.TempDir(), newRing())
	for _, id := range []string{"", "../till", "a/b", "A", strings.Repeat("a", 65)} {
		if _, err := k.Put(t.Context(), id, testKey); !errors.Is(err, errKeyID) {
			t.Errorf("put %q: %v", id, err)
		}
		if _, err := k.Get(t.Context(), id); !errors.Is(err, ErrKeyLost) {
			t.Errorf("get %q: %v", id, err)
		}
	}
	if _, err := k.Put(t.Context(), testID, ""); !errors.Is(err, errNoKey) {
		t.Errorf("no key: %v", err)
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := openKeys(file, newRing()).Put(t.Context(), testID, testKey)
	if err == nil || strings.Contains(err.Error(), testKey.Reveal()) {
		t.Errorf("a folder that is a file: %v", err)
	}
}

func TestKeysPrintNoKey(t *testing.T) {
	k := openKeys(t.TempDir(), noRing())
	put(t, k, InFolder)
	for _, form := range []string{"%v", "%+v", "%#v", "%s"} {
		if strings.Contains(fmt.Sprintf(form, k), testKey.Reveal()) {
			t.Errorf("%s tells the key", form)
		}
	}
}

func TestASilentKeyringIsBounded(t *testing.T) {
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		r := newRing()
		r.hang = make(chan struct{})
		k := openKeys(folder, r)
		began := time.Now()
		took := func() time.Duration { synctest.Wait(); d := time.Since(began); began = time.Now(); return d }

		put(t, k, InFolder)
		if d := took(); d != KeyringLimit {
			t.Errorf("the first call took %v", d)
		}
		put(t, k, InFolder)
		if _, err := k.Get(t.Context(), "other"); !errors.Is(err, ErrKeyringSilent) || !errors.Is(err, ErrKeyLost) {
			t.Errorf("another key: %v", err)
		}
		if d := took(); d != 0 || r.calls != 1 {
			t.Errorf("after that: %v, %d calls", d, r.calls)
		}

		close(r.hang)
		synctest.Wait()
		put(t, k, InKeyring)
		if d := took(); d != 0 {
			t.Errorf("once it answers: %v", d)
		}
	})
}

// A person unlocks the keyring after the time is up.
func TestALateAnswerIsTaken(t *testing.T) {
	folder := t.TempDir()
	r := newRing()
	put(t, openKeys(folder, r), InKeyring)
	synctest.Test(t, func(t *testing.T) {
		r.hang = make(chan struct{})
		k := openKeys(folder, r)
		var waiting sync.WaitGroup
		began := time.Now()
		for range 5 {
			waiting.Go(func() { wantLost(t, k, ErrKeyringSilent) })
		}
		waiting.Wait()
		if d := time.Since(began); d != KeyringLimit {
			t.Errorf("five at once took %v", d)
		}
		close(r.hang)
		synctest.Wait()
		get(t, k, InKeyring)
	})
}

// TestHide: what the keyring gave is hidden too, in hex and in either case.
func TestHide(t *testing.T) {
	for _, r := range []ring{newRing(), &memoryRing{setErr: errors.New("locked")}} {
		keys := openKeys(t.TempDir(), r)
		if _, err := keys.Put(t.Context(), "id1", "My.qfpay+pos-key"); err != nil {
			t.Fatal(err)
		}
		got := string(keys.Hide([]byte("a My.qfpay+pos-key, b 4d792E71667061792B706F732D6B6579 c, MyxqfpayYpos-key")))
		if got != "a [POS-KEY], b [POS-KEY] c, MyxqfpayYpos-key" {
			t.Errorf("hidden as %q", got)
		}
	}
}

package provision

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"sync"

	"harbourtill/terminal/haojin"
)

// KeyPlace is where a POS-KEY rests.
type KeyPlace string

// The places: the operating system's keyring, or a file in the data folder that
// only this user may read.
const (
	InKeyring KeyPlace = "keyring"
	InFolder  KeyPlace = "folder"
)

// What may be wrong with a kept key; match with errors.Is.
var (
	// ErrKeyLost: the key isn't where it was kept, or can't be read there.
	ErrKeyLost = errors.New("the POS-KEY can't be read where it was kept")

	errKeyID   = errors.New("a key's name has letters and digits only")
	errNoKey   = errors.New("there is no POS-KEY to keep")
	errChanged = errors.New("the keyring returned another key than it was given")
	errNotOurs = errors.New("it isn't what was kept there")
)

const (
	// service is the name of all our entries in a keyring. An account is the
	// till's own id, so that two tills on one machine don't meet, and the
	// key's, which is a hash.
	service = "Harbour Till"

	tillFile      = "till-id"
	keyFilePrefix = "pos-key-"
)

// Keys keeps POS-KEYs: in the operating system's keyring where there is one,
// else in a file in the data folder. What it has kept or found once it knows
// until the program ends. It is safe for concurrent use.
type Keys struct {
	folder secretFolder
	ring   ring
	calls  *patience

	files sync.Mutex // held while files are written
	mu    sync.Mutex // guards what follows
	known map[string]resting
	inUse string
}

// resting is a key and where it is.
type resting struct {
	key   haojin.POSKey
	place KeyPlace
}

// Format implements fmt.Formatter with a mask: fmt prints unexported fields
// without asking their types.
func (k *Keys) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[POS-KEYs]")) }

// OpenKeys returns the keys of a data folder. It reads and writes nothing yet.
func OpenKeys(folder string) *Keys { return openKeys(folder, systemRing{}) }

func openKeys(folder string, r ring) *Keys {
	return &Keys{folder: secretFolder(folder), ring: r, calls: newPatience(), known: make(map[string]resting)}
}

// Place says where the key in use rests: the one that was put last, else the
// first one that was got; empty before either.
func (k *Keys) Place() KeyPlace {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.known[k.inUse].place
}

// Hide returns a text without the keys that are known: a mask stands where one was,
// as it is or in hex digits.
func (k *Keys) Hide(text []byte) []byte {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, r := range k.known {
		for _, secret := range []string{r.key.Reveal(), hex.EncodeToString([]byte(r.key.Reveal()))} {
			if secret != "" {
				hidden := regexp.MustCompile("(?i)" + regexp.QuoteMeta(secret))
				text = hidden.ReplaceAll(text, []byte("[POS-KEY]"))
			}
		}
	}
	return text
}

// Put keeps a key under id, durably, and says where. It counts as kept in the
// keyring only when it was read back from there; a keyring that fails, or
// doesn't answer within KeyringLimit or before ctx ends, makes the data folder
// take it. An id has letters and digits, and must give nothing of the key away.
func (k *Keys) Put(ctx context.Context, id string, key haojin.POSKey) (KeyPlace, error) {
	switch {
	case !isKeyID(id):
		return "", errKeyID
	case key == "":
		return "", errNoKey
	}
	ringErr := k.putInRing(ctx, id, key)
	k.files.Lock()
	defer k.files.Unlock()
	place := InKeyring
	if ringErr != nil {
		if err := k.folder.write(keyFilePrefix+id, key.Reveal()); err != nil {
			return "", fmt.Errorf("the POS-KEY can't be kept: %w", errors.Join(err, ringErr))
		}
		place = InFolder
	} else if k.folder.remove(keyFilePrefix+id) != nil {
		place = InFolder // it is still there, and read first
	}
	k.remember(id, key, place, true)
	return place, nil
}

// Get returns the key that was kept under id, or ErrKeyLost, which says why. A
// keyring that doesn't answer in time is asked on: what it says later is there
// for the next Get.
func (k *Keys) Get(ctx context.Context, id string) (haojin.POSKey, error) {
	if !isKeyID(id) {
		return "", fmt.Errorf("%w: %w", ErrKeyLost, errKeyID)
	}
	if r, ok := k.look(id); ok {
		return r.key, nil
	}
	text, err := k.folder.read(keyFilePrefix + id)
	switch {
	case err == nil && text == "":
		err = errNoKey
	case err == nil:
		k.remember(id, haojin.POSKey(text), InFolder, false)
	case errors.Is(err, fs.ErrNotExist):
		err = k.getFromRing(ctx, id)
	}
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrKeyLost, err)
	}
	r, _ := k.look(id)
	return r.key, nil
}

// holds says whether this key is known to be kept already.
func (k *Keys) holds(id string, key haojin.POSKey) bool {
	r, ok := k.look(id)
	return ok && r.key == key
}

func (k *Keys) look(id string) (resting, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	r, ok := k.known[id]
	return r, ok
}

// remember notes where a key is. What was put replaces what was known; what
// was found, perhaps late, doesn't.
func (k *Keys) remember(id string, key haojin.POSKey, place KeyPlace, put bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, ok := k.known[id]; put || !ok {
		k.known[id] = resting{key: key, place: place}
	}
	if put || k.inUse == "" {
		k.inUse = id
	}
}

func (k *Keys) putInRing(ctx context.Context, id string, key haojin.POSKey) error {
	account, err := k.account(id, true)
	if err != nil {
		return err
	}
	return k.calls.call(ctx, func() error {
		if err := k.ring.Set(service, account, key.Reveal()); err != nil {
			return fmt.Errorf("keyring: %w", err)
		}
		kept, err := k.ring.Get(service, account)
		switch {
		case err != nil:
			return fmt.Errorf("keyring: %w", err)
		case kept != key.Reveal():
			return errChanged
		}
		return nil
	})
}

func (k *Keys) getFromRing(ctx context.Context, id string) error {
	account, err := k.account(id, false)
	if err != nil {
		return err
	}
	return k.calls.call(ctx, func() error {
		text, err := k.ring.Get(service, account)
		switch {
		case err != nil:
			return fmt.Errorf("keyring: %w", err)
		case text == "":
			return errNoKey
		}
		k.remember(id, haojin.POSKey(text), InKeyring, false)
		return nil
	})
}

// account names a key in the keyring. The till's id is made with the first key.
func (k *Keys) account(id string, first bool) (string, error) {
	k.files.Lock()
	defer k.files.Unlock()
	till, err := k.folder.read(tillFile)
	if errors.Is(err, fs.ErrNotExist) && first {
		random := make([]byte, 16)
		_, _ = rand.Read(random) // it never fails
		till = hex.EncodeToString(random)
		err = k.folder.write(tillFile, till)
	}
	if err != nil {
		return "", err
	}
	if !isKeyID(till) {
		return "", fmt.Errorf("%s: %w", k.folder.path(tillFile), errNotOurs)
	}
	return till + "/" + id, nil
}

func isKeyID(id string) bool {
	return id != "" && len(id) <= 64 && strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
}

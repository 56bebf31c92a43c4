package provision

import (
	"context"
	"errors"
	"fmt"
	"time"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
)

const (
	profileDocument = "profile/"
	// profileVersion is the form of a kept profile. Version 1 held the key.
	profileVersion = 2
)

// errNewer: a document of a later form.
var errNewer = errors.New("it was kept by a newer version")

// keyPatience is how long the controller's goroutine waits for a keyring. Keys
// that Load or Save have seen need none of it.
const keyPatience = 250 * time.Millisecond

// Profiles keeps terminals in documents, and their keys in Keys. It implements
// terminal.Profiles. The training terminal's key guards nothing and stays in
// its document.
type Profiles struct {
	documents Documents
	keys      *Keys
}

var _ terminal.Profiles = (*Profiles)(nil)

// NewProfiles returns the terminals in d, with their keys in keys.
func NewProfiles(d Documents, keys *Keys) *Profiles { return &Profiles{documents: d, keys: keys} }

// SaveProfile keeps a terminal and its key, durably. It waits for a keyring for
// a moment at most; then the data folder takes the key.
func (s *Profiles) SaveProfile(ctx context.Context, p terminal.Profile) error {
	if !p.Training() && !s.keys.holds(p.ID(), p.POSKey) {
		ctx, cancel := context.WithTimeout(ctx, keyPatience)
		defer cancel()
		if _, err := s.keys.Put(ctx, p.ID(), p.POSKey); err != nil {
			return err
		}
	}
	return saveProfile(s.documents, profileDocument+p.ID(), p)
}

// LoadProfile returns the terminal that SaveProfile kept, or
// terminal.ErrNotConfigured, which is ErrKeyLost too when its key is gone or
// the keyring is silent; a later call may do better then.
func (s *Profiles) LoadProfile(ctx context.Context, id string) (terminal.Profile, error) {
	ctx, cancel := context.WithTimeout(ctx, keyPatience)
	defer cancel()
	p, version, err := loadProfile(ctx, s.documents, s.keys, profileDocument+id)
	switch {
	case errors.Is(err, ErrKeyLost):
		return terminal.Profile{}, fmt.Errorf("%w: %w", terminal.ErrNotConfigured, err)
	case err != nil:
		return terminal.Profile{}, err
	case version == 0:
		return terminal.Profile{}, terminal.ErrNotConfigured
	}
	return p, nil
}

// keptProfile is a profile as it stands in a document.
type keptProfile struct {
	terminal.Profile
	// POSKey takes the place of the profile's own: version 1 and the training
	// terminal have it.
	POSKey haojin.POSKey `json:"pos_key,omitempty"`
	// KeyID names the key in Keys.
	KeyID string `json:"key_id,omitempty"`
}

// saveProfile keeps a profile whose key is kept already.
func saveProfile(d Documents, name string, p terminal.Profile) error {
	kept := keptProfile{Profile: p}
	switch {
	case p.Training():
		kept.POSKey = p.POSKey
	case p.POSKey != "":
		kept.KeyID = p.ID()
	}
	return d.SaveDocument(name, profileVersion, kept)
}

// loadProfile returns a kept profile with its key, and version 0 when there is
// none. A key that still stands in the document moves to keys.
func loadProfile(ctx context.Context, d Documents, keys *Keys, name string) (p terminal.Profile, version int, err error) {
	var kept keptProfile
	version, err = d.LoadDocument(name, &kept)
	if err != nil {
		return terminal.Profile{}, 0, err
	}
	if version > profileVersion {
		return terminal.Profile{}, 0, fmt.Errorf("document %s: %w", name, errNewer)
	}
	p = kept.Profile
	p.POSKey = kept.POSKey
	switch {
	case p.Training():
	case p.POSKey != "":
		if _, err = keys.Put(ctx, p.ID(), p.POSKey); err == nil {
			err = saveProfile(d, name, p)
		}
	case kept.KeyID != "":
		p.POSKey, err = keys.Get(ctx, kept.KeyID)
		if err == nil && p.ID() != kept.KeyID {
			err = fmt.Errorf("%w: %w", ErrKeyLost, errNotOurs)
		}
	}
	if err != nil {
		return terminal.Profile{}, 0, err
	}
	return p, version, nil
}

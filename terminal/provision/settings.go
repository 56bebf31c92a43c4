package provision

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"time"

	"harbourtill/store/people"
	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
)

// Documents keeps settings as versioned JSON; the journal's file does.
type Documents interface {
	SaveDocument(name string, version int, value any) error
	LoadDocument(name string, value any) (version int, err error)
}

// The names and the version of the settings documents.
const (
	tillDocument     = "till"
	terminalDocument = "terminal"
	trainingDocument = "training"
	documentVersion  = 1
)

// Save keeps settings: the POS-KEY in keys, of the manager's PIN only a hash
// (see people.PIN; what was tried of the old one is forgotten). pins is told
// of the PIN; nil tells nobody.
func (s Settings) Save(ctx context.Context, d Documents, pins people.Auditor, keys *Keys) error {
	if p := s.Terminal; p.POSKey != "" && !p.Training() {
		if _, err := keys.Put(ctx, p.ID(), p.POSKey); err != nil {
			return err
		}
	}
	if s.ManagerPIN != "" {
		if err := people.NewManager(d, pins, time.Now).SetPIN(string(s.ManagerPIN), ""); err != nil {
			return err
		}
	}
	if err := SaveTill(d, s.Till); err != nil {
		return err
	}
	return saveProfile(d, terminalDocument, s.Terminal)
}

// SaveTill keeps the till's own settings and leaves the terminal's alone.
func SaveTill(d Documents, t Till) error { return d.SaveDocument(tillDocument, documentVersion, t) }

// Fresh says whether the till was never set up.
func Fresh(d Documents) (bool, error) {
	var t Till
	version, err := d.LoadDocument(tillDocument, &t)
	return version == 0, err
}

// Load returns the settings that were saved, without the PIN. A till that was
// never set up is for training. One that was, or whose journal holds sales
// (hasSales), never falls back to that: settings that are lost, unreadable or
// wrong, or whose key is lost (ErrKeyLost), leave Terminal.Link empty and
// charging off. The error says why, unless there are none; the rest of the
// settings holds.
func Load(ctx context.Context, d Documents, keys *Keys, hasSales bool) (Settings, error) {
	s := Settings{Till: Till{Name: "Harbour Till", Language: SystemLanguage(), RepeatGuard: DefaultRepeatGuard}}
	if _, err := d.LoadDocument(tillDocument, &s.Till); err != nil {
		return Settings{}, err
	}
	p, version, err := loadProfile(ctx, d, keys, terminalDocument)
	faults := p.Faults()
	switch {
	case err != nil:
		return s, fmt.Errorf("the terminal's settings: %w", err)
	case version == 0 && !hasSales, p.Training():
		s.Terminal.Link = terminal.LinkTraining
	case version == 0:
	case len(faults) > 0:
		return s, fmt.Errorf("the terminal's settings: %w", faults[0])
	default:
		s.Terminal = p
	}
	return s, nil
}

// Training returns the profile of the built-in terminal at address. Its key is
// made once and kept, so that what was sent to it can be asked about later.
func Training(d Documents, address string) (terminal.Profile, error) {
	p := terminal.Profile{
		Link: terminal.LinkTraining, Address: address, KeyForm: haojin.KeyText,
		Sealing: haojin.SealMessage, Body: haojin.BodyJSON, Model: terminal.A8, PaymentTimeout: 120,
	}
	version, err := d.LoadDocument(trainingDocument, &p.POSKey)
	if err != nil {
		return terminal.Profile{}, err
	}
	if version == 0 {
		key := make([]byte, 16)
		if _, err := rand.Read(key); err != nil {
			return terminal.Profile{}, fmt.Errorf("training key: %w", err)
		}
		p.POSKey = haojin.POSKey(hex.EncodeToString(key))
		if err := d.SaveDocument(trainingDocument, documentVersion, p.POSKey); err != nil {
			return terminal.Profile{}, err
		}
	}
	return p, nil
}

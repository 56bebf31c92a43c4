package provision

import (
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

// Save keeps settings. Of the manager's PIN only a hash is kept (see
// people.Manager), and what was tried of the old one is forgotten.
func (s Settings) Save(d Documents) error {
	if s.ManagerPIN != "" {
		if err := people.NewManager(d, time.Now).SetPIN(string(s.ManagerPIN)); err != nil {
			return err
		}
	}
	if err := d.SaveDocument(tillDocument, documentVersion, s.Till); err != nil {
		return err
	}
	return d.SaveDocument(terminalDocument, documentVersion, s.Terminal)
}

// Load returns the settings that were saved, without the PIN. A till that was
// never set up is for training. One that was, or whose journal holds sales
// (hasSales), never falls back to that: settings that are lost, unreadable or
// wrong leave Terminal.Link empty, and charging off.
func Load(d Documents, hasSales bool) (Settings, error) {
	s := Settings{Till: Till{Name: "Harbour Till", Language: "en"}}
	if _, err := d.LoadDocument(tillDocument, &s.Till); err != nil {
		return Settings{}, err
	}
	var p terminal.Profile
	version, err := d.LoadDocument(terminalDocument, &p)
	switch {
	case err != nil:
		return s, err
	case version == 0 && !hasSales, version == documentVersion && p.Link == terminal.LinkTraining:
		s.Terminal.Link = terminal.LinkTraining
	case version == documentVersion && len(p.Faults()) == 0:
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

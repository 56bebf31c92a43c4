package provision

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/simulator"
)

func testProfile() terminal.Profile {
	return terminal.Profile{
		Link: terminal.LinkHTTP, Address: "192.0.2.20:9001", POSKey: testKey, KeyForm: haojin.KeyText,
		Sealing: haojin.SealMessage, Body: haojin.BodyJSON, Model: terminal.A8, PaymentTimeout: 120,
	}
}

func testSettings() Settings {
	return Settings{Till: Till{Name: "Counter 1", Language: "zh-Hant"}, Terminal: testProfile()}
}

// openStore opens the journal of a data folder until the test ends.
func openStore(t *testing.T, folder string) *store.Store {
	t.Helper()
	s, err := store.Open(filepath.Join(folder, "till.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// wantNoKey looks for the key in every byte of the journal's file.
func wantNoKey(t *testing.T, folder string) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(folder, "till.db"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(raw, []byte(`"key_id":"`+testProfile().ID())) {
		t.Error("the profile isn't in the file either")
	}
	if bytes.Contains(raw, []byte(testKey.Reveal())) {
		t.Error("the POS-KEY stands in the journal's file")
	}
}

func TestSettingsKeepTheKeyElsewhere(t *testing.T) {
	for place, newRing := range map[KeyPlace]func() *memoryRing{InKeyring: newRing, InFolder: noRing} {
		folder, ring := t.TempDir(), newRing()
		d := openStore(t, folder)
		if err := testSettings().Save(t.Context(), d, nil, openKeys(folder, ring)); err != nil {
			t.Fatal(err)
		}
		wantNoKey(t, folder)
		keys := openKeys(folder, ring)
		s, err := Load(t.Context(), d, keys, true)
		if err != nil || !reflect.DeepEqual(s, testSettings()) || keys.Place() != place {
			t.Errorf("%s: %+v from %q, %v", place, s, keys.Place(), err)
		}
	}
}

func TestALostKeyTurnsChargingOff(t *testing.T) {
	r := newRing()
	for name, lose := range map[string]func(folder string) error{
		"gone from the keyring": func(string) error { clear(r.entries); return nil },
		"another key": func(folder string) error {
			return os.WriteFile(filepath.Join(folder, keyFilePrefix+testProfile().ID()), []byte("another_pos_key_"), 0o600)
		},
		"the till's id is gone": func(folder string) error { return os.Remove(filepath.Join(folder, tillFile)) },
	} {
		folder := t.TempDir()
		d := openStore(t, folder)
		if err := testSettings().Save(t.Context(), d, nil, openKeys(folder, r)); err != nil {
			t.Fatal(err)
		}
		if err := NewProfiles(d, openKeys(folder, r)).SaveProfile(t.Context(), testProfile()); err != nil {
			t.Fatal(err)
		}
		if err := lose(folder); err != nil {
			t.Fatal(err)
		}
		s, err := Load(t.Context(), d, openKeys(folder, r), false)
		if !errors.Is(err, ErrKeyLost) || s.Terminal != (terminal.Profile{}) || !reflect.DeepEqual(s.Till, testSettings().Till) {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
		p, err := NewProfiles(d, openKeys(folder, r)).LoadProfile(t.Context(), testProfile().ID())
		if !errors.Is(err, ErrKeyLost) || !errors.Is(err, terminal.ErrNotConfigured) || p != (terminal.Profile{}) {
			t.Errorf("%s: profile %+v, %v", name, p, err)
		}
	}
}

func TestLoadNeverFallsBackToTraining(t *testing.T) {
	wrong := testProfile()
	wrong.Model = "A9"
	for _, test := range []struct {
		name     string
		kept     any
		version  int
		hasSales bool
		link     terminal.LinkKind
		failed   bool
	}{
		{"never set up", nil, 0, false, terminal.LinkTraining, false},
		{"lost", nil, 0, true, "", false},
		{"training", keptProfile{Profile: terminal.Profile{Link: terminal.LinkTraining}}, 2, true, terminal.LinkTraining, false},
		{"training, old", terminal.Profile{Link: terminal.LinkTraining}, 1, true, terminal.LinkTraining, false},
		{"wrong", wrong, 1, false, "", true},
		{"without a key", keptProfile{Profile: testProfile()}, 2, false, "", true},
		{"newer", keptProfile{Profile: testProfile()}, 3, false, "", true},
		{"newer training", keptProfile{Profile: terminal.Profile{Link: terminal.LinkTraining}}, 3, false, "", true},
		{"unreadable", 7, 2, false, "", true},
	} {
		folder := t.TempDir()
		d := openStore(t, folder)
		if test.version > 0 {
			if err := d.SaveDocument(terminalDocument, test.version, test.kept); err != nil {
				t.Fatal(err)
			}
		}
		s, err := Load(t.Context(), d, openKeys(folder, newRing()), test.hasSales)
		if s.Terminal.Link != test.link || (err != nil) != test.failed || s.Till.Name == "" {
			t.Errorf("%s: %+v, %v", test.name, s, err)
		}
	}
}

func TestOldDocumentsGiveTheirKeyAway(t *testing.T) {
	folder, r := t.TempDir(), newRing()
	d := openStore(t, folder)
	id := testProfile().ID()
	for _, name := range []string{terminalDocument, profileDocument + id} {
		if err := d.SaveDocument(name, 1, testProfile()); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		keys := openKeys(folder, r)
		s, err := Load(t.Context(), d, keys, true)
		if err != nil || s.Terminal != testProfile() {
			t.Fatalf("%+v, %v", s.Terminal, err)
		}
		p, err := NewProfiles(d, keys).LoadProfile(t.Context(), id)
		if err != nil || p != testProfile() {
			t.Fatalf("%+v, %v", p, err)
		}
		for _, name := range []string{terminalDocument, profileDocument + id} {
			kept := make(map[string]any)
			version, err := d.LoadDocument(name, &kept)
			if err != nil || version != profileVersion || kept["key_id"] != id || kept["link"] != "http" {
				t.Errorf("%s: version %d, %d fields, %v", name, version, len(kept), err)
			}
			if _, there := kept["pos_key"]; there {
				t.Errorf("%s still holds the key", name)
			}
		}
	}
}

// A key that can't be kept elsewhere stays where it is.
func TestAnOldDocumentKeepsAKeyThatCannotMove(t *testing.T) {
	folder := t.TempDir()
	d := openStore(t, folder)
	if err := d.SaveDocument(terminalDocument, 1, testProfile()); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(folder, keyFilePrefix+testProfile().ID()), 0o700); err != nil {
		t.Fatal(err)
	}
	if s, err := Load(t.Context(), d, openKeys(folder, noRing()), true); !errors.Is(err, errNotAFile) || s.Terminal.Link != "" {
		t.Errorf("%+v, %v", s, err)
	}
	var kept terminal.Profile
	if _, err := d.LoadDocument(terminalDocument, &kept); err != nil || kept != testProfile() {
		t.Errorf("%+v, %v", kept, err)
	}
}

func TestProfilesOfTraining(t *testing.T) {
	folder, r := t.TempDir(), newRing()
	d := openStore(t, folder)
	p, err := Training(d, "127.0.0.1:1")
	if err != nil {
		t.Fatal(err)
	}
	if err := NewProfiles(d, openKeys(folder, r)).SaveProfile(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	got, err := NewProfiles(d, openKeys(folder, r)).LoadProfile(t.Context(), p.ID())
	if err != nil || got != p || r.calls != 0 {
		t.Errorf("%+v, %v, the keyring was called %d times", got, err, r.calls)
	}
	if _, err := NewProfiles(d, openKeys(folder, r)).LoadProfile(t.Context(), "none"); !errors.Is(err, terminal.ErrNotConfigured) || errors.Is(err, ErrKeyLost) {
		t.Errorf("one that was never kept: %v", err)
	}
}

func TestASilentKeyringHoldsNoPaymentUp(t *testing.T) {
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		d := openStore(t, folder)
		r := newRing()
		if err := testSettings().Save(t.Context(), d, nil, openKeys(folder, r)); err != nil {
			t.Fatal(err)
		}
		r.hang = make(chan struct{})
		profiles := NewProfiles(d, openKeys(folder, r))
		began := time.Now()
		if err := profiles.SaveProfile(t.Context(), testProfile()); err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took != keyPatience {
			t.Errorf("a key that nobody has seen: %v", took)
		}
		began = time.Now()
		if err := profiles.SaveProfile(t.Context(), testProfile()); err != nil {
			t.Error(err)
		}
		other := testProfile()
		other.POSKey = "another_pos_key_"
		if err := profiles.SaveProfile(t.Context(), other); err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("after that: %v", took)
		}
		close(r.hang)
	})
	wantNoKey(t, folder)
}

// TestAPaymentLeavesNoKeyInTheJournal sets a till up, charges through the
// controller and a terminal on a real socket, and asks about that sale after
// the till went on with another key.
func TestAPaymentLeavesNoKeyInTheJournal(t *testing.T) {
	sim, err := simulator.New(simulator.Config{
		Key: testKey, KeyForm: haojin.KeyText, Sealing: haojin.SealMessage, Body: haojin.BodyJSON,
	})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- sim.Serve(ctx, l) }()
	defer func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	}()

	folder, r := t.TempDir(), newRing()
	d := openStore(t, folder)
	s := testSettings()
	s.Terminal.Address = l.Addr().String()
	if err := s.Save(t.Context(), d, nil, openKeys(folder, r)); err != nil {
		t.Fatal(err)
	}
	sale := drive(t, d, folder, r, func(c *terminal.Controller) {
		c.Pay(terminal.Order{Amount: 1250, Channel: payment.Card})
	})
	if sale.Profile != s.Terminal.ID() || sale.Status != payment.Approved {
		t.Errorf("%s, sent with %s", sale.Status, sale.Profile)
	}
	wantNoKey(t, folder)

	before := sim.Requests(haojin.OpInquiry)
	s.Terminal.POSKey = "another_pos_key_"
	if err := s.Save(t.Context(), d, nil, openKeys(folder, r)); err != nil {
		t.Fatal(err)
	}
	asked := drive(t, d, folder, r, func(c *terminal.Controller) { c.Inquire(sale.Reference) })
	if asked.Reference != sale.Reference || asked.Status != payment.Approved || sim.Requests(haojin.OpInquiry) == before {
		t.Errorf("%s is %s", asked.Reference, asked.Status)
	}
	wantNoKey(t, folder)
}

// drive starts a till from its settings and returns the first transaction
// that is told and isn't open.
func drive(t *testing.T, d *store.Store, folder string, r ring, do func(*terminal.Controller)) payment.Transaction {
	t.Helper()
	keys := openKeys(folder, r)
	s, err := Load(t.Context(), d, keys, true)
	if err != nil {
		t.Fatal(err)
	}
	controller := terminal.New(terminal.Config{
		Profile: s.Terminal, Dial: Dial, Journal: d, Profiles: NewProfiles(d, keys), Timing: terminal.DefaultTiming(),
	})
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- controller.Run(ctx) }()
	defer func() {
		stop()
		for range controller.Events() { // what is told to nobody takes longer
		}
		if err := <-stopped; err != nil {
			t.Error(err)
		}
	}()
	do(controller)
	enough := time.After(20 * time.Second)
	for {
		select {
		case e := <-controller.Events():
			if refused, ok := e.(terminal.Refused); ok {
				t.Fatalf("refused: %v", refused.Err)
			}
			if changed, ok := e.(terminal.TransactionChanged); ok && !changed.Transaction.Status.Open() {
				return changed.Transaction
			}
		case <-enough:
			t.Fatal("nothing came of it")
		}
	}
}

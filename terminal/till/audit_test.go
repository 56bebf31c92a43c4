package till

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"harbourtill/store"
	"harbourtill/store/people"
	"harbourtill/terminal"
	"harbourtill/terminal/provision"
)

// trail returns a journal's audit trail, each entry in one line, and holds
// that it is whole.
func trail(t *testing.T, s *store.Store) (lines []string) {
	t.Helper()
	err := s.EachAudit(func(row store.AuditRow) error {
		if row.Fault != "" || row.At.IsZero() {
			t.Errorf("entry %d: %s", row.Seq, row.Fault)
		}
		lines = append(lines, fmt.Sprintf("%s|%s|%s|%s", row.Who, row.What, row.Subject, row.Detail))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

const provisionFile = `[till]
name = "Counter 1"
[terminal]
link = "http"
address = "192.0.2.20:9001"
pos_key = "my_qfpay_pos_key"
[manager]
pin = "4826"
`

// TestSettingsLeaveATrail: a provision file, the manager's PIN and changed
// settings, and no secret in it.
func TestSettingsLeaveATrail(t *testing.T) {
	till := openTill(t, t.TempDir())
	file := filepath.Join(t.TempDir(), "counter-1.toml")
	if err := os.WriteFile(file, []byte(provisionFile), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := provision.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := till.Provision(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	got := trail(t, till.journal)
	want := []string{
		"provision file|provision file applied|" + file + "|",
		`provision file|setting changed|till.name|"Harbour Till" -> "Counter 1"`,
		`provision file|setting changed|terminal.link|"training" -> "http"`,
		`provision file|setting changed|terminal.address|"" -> "192.0.2.20:9001"`,
		"provision file|setting changed|terminal.pos_key|changed",
	}
	if len(got) < len(want) || !slices.Equal(got[:len(want)], want) || got[len(got)-1] != "provision file|PIN set|manager.pin|" {
		t.Fatalf("%q", got)
	}
	// The same file once more: only the PIN may be another one.
	first := len(got)
	if err := till.Provision(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if got = trail(t, till.journal)[first:]; !slices.Equal(got, []string{want[0], "provision file|PIN changed|manager.pin|"}) {
		t.Errorf("the same again: %q", got)
	}

	first += len(got)
	next := s.Terminal
	next.Address, next.POSKey = "192.0.2.21:9001", "another_pos_key_"
	if err := till.keep(t.Context(), next, ""); err != nil {
		t.Fatal(err)
	}
	if err := till.manager.Verify("0000"); !errors.Is(err, people.ErrWrongPIN) {
		t.Fatal(err)
	}
	if err := errors.Join(till.manager.Verify("4826"), till.TraceSaved("trace.txt", ""), till.JournalDamaged("till.db.damaged-1", "why"),
		till.JournalRestored("backup-1", "")); err != nil {
		t.Fatal(err)
	}
	want = []string{
		`manager|setting changed|terminal.address|"192.0.2.20:9001" -> "192.0.2.21:9001"`,
		"manager|setting changed|terminal.pos_key|changed",
		"|wrong PIN|manager.pin|4 tries left",
		"manager|right PIN|manager.pin|",
		"the till|trace saved|trace.txt|",
		"the till|damaged journal set aside|till.db.damaged-1|why",
		"the till|journal restored|backup-1|",
	}
	all := trail(t, till.journal)
	if got = all[first:]; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	for _, secret := range []string{"my_qfpay", "another_pos", "4826", "0000"} {
		if strings.Contains(strings.Join(all, "\n"), secret) {
			t.Errorf("the trail tells %q", secret)
		}
	}
}

// commits counts what was ever written to a journal, in bbolt transactions.
func commits(t *testing.T, s *store.Store) (n int) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "copy.db")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	err = s.Snapshot(t.Context(), func(int64) (io.Writer, error) { return f, nil })
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	db, err := bbolt.Open(name, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	err = db.View(func(tx *bbolt.Tx) error {
		n = tx.ID()
		return nil
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestSettingsAreKeptInOneGo: documents, PIN and trail are one write, so a
// power cut leaves all of it or nothing.
func TestSettingsAreKeptInOneGo(t *testing.T) {
	till := openTill(t, t.TempDir())
	s := provision.Settings{Till: provision.Till{Name: "T", Language: "en"}, Terminal: startTerminal(t), ManagerPIN: "4826"}
	before := commits(t, till.journal)
	if err := till.Provision(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if n := commits(t, till.journal) - before; n != 1 {
		t.Errorf("a provision file takes %d writes", n)
	}
}

// TestSettingsAndTrailTogether: settings that can't be kept leave no trail, and
// none of them is in force.
func TestSettingsAndTrailTogether(t *testing.T) {
	till, err := Open(t.TempDir(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	s := provision.Settings{Till: provision.Till{Name: "T", Language: "en"}, Terminal: terminal.Profile{Link: terminal.LinkTraining}, ManagerPIN: "12"}
	if err := till.Provision(t.Context(), s); !errors.Is(err, people.ErrPINForm) {
		t.Fatal(err)
	}
	if lines := trail(t, till.journal); len(lines) != 0 {
		t.Errorf("%q", lines)
	}
	if now, err := till.Settings(t.Context()); err != nil || now.Till.Name == "T" {
		t.Errorf("%+v, %v", now.Till, err)
	}
	if err := till.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestTheTrailSaysWhoChangedIt: by name, where the till knows a name.
func TestTheTrailSaysWhoChangedIt(t *testing.T) {
	till := openTill(t, t.TempDir())
	before, err := till.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	shop := before.Till
	shop.Name = "Counter 2"
	roster := till.roster
	mei, err := roster.Add("Mei", people.Cashier, "1111", "Ka Ho")
	if err := errors.Join(err, roster.SetPIN(mei.ID, "2222", "Ka Ho"), till.saveTill(t.Context(), shop, "Ka Ho"),
		till.TraceSaved("trace.txt", "Ka Ho"), till.keep(t.Context(), startTerminal(t), "Ka Ho"),
		till.manager.SetPIN("4826", "Ka Ho")); err != nil {
		t.Fatal(err)
	}
	all := trail(t, till.journal)
	for _, entry := range all {
		if !strings.HasPrefix(entry, "Ka Ho|") {
			t.Errorf("somebody else: %q", entry)
		}
	}
	if len(all) < 8 {
		t.Errorf("%q", all)
	}
	if _, err := roster.Add(byProvision, people.Cashier, "1111", ""); !errors.Is(err, people.ErrNameTaken) {
		t.Errorf("somebody is called as the trail calls the provision file: %v", err)
	}
}

package till

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/provision"
	"harbourtill/terminal/simulator"
)

// TestDamagedJournalIsRestoredAndTheRestIsAskedAbout takes a payment, a backup,
// and another payment; then the journal's file breaks. Restored, the till knows
// the first and asks the terminal about the second.
func TestDamagedJournalIsRestoredAndTheRestIsAskedAbout(t *testing.T) {
	data := t.TempDir()
	log := slog.New(slog.DiscardHandler)
	real := startTerminal(t, simulator.Behaviour{Action: simulator.Approve, HasDelay: true}, simulator.Behaviour{Action: simulator.Approve, HasDelay: true})
	pay := func(till *Till, amount payment.Money) payment.Reference {
		s := run(t, till)
		defer s.end(t)
		s.Controller.Pay(terminal.Order{Amount: amount, Channel: payment.Card})
		e := wait(t, s, finished)
		if e.Sale.Status != payment.Approved {
			t.Fatalf("%+v", e.Sale)
		}
		return e.Sale.Reference
	}
	till, err := Open(data, log)
	if err != nil {
		t.Fatal(err)
	}
	if err := till.Provision(t.Context(), provision.Settings{Till: provision.Till{Name: "T", Language: "en"}, Terminal: real}); err != nil {
		t.Fatal(err)
	}
	first := pay(till, 1250)
	if _, err := till.journal.Backup(t.Context(), BackupFolder(data)); err != nil {
		t.Fatal(err)
	}
	second := pay(till, 6600)
	if err := till.Close(); err != nil {
		t.Fatal(err)
	}
	breakFile(t, JournalPath(data, false))
	if _, err := Open(data, log); !errors.Is(err, store.ErrDamaged) {
		t.Fatalf("a damaged journal opens: %v", err)
	}
	backup, ok := NewestBackup(data)
	if !ok {
		t.Fatal("there is no backup")
	}
	aside, left, err := Restore(data, backup.Path, log)
	if err != nil || len(left) != 0 {
		t.Fatalf("restored: %v, left %v", err, left)
	}
	if _, err := os.Stat(aside); err != nil {
		t.Errorf("the damaged journal wasn't kept: %v", err)
	}

	till = openTill(t, data)
	s := run(t, till)
	defer s.end(t)
	if e := wait(t, s, func(e terminal.TransactionChanged) bool { return e.Transaction.Status == payment.Approved }); e.Transaction.Reference != second || e.Transaction.Booked != 6600 {
		t.Errorf("asked about %+v", e.Transaction)
	}
	if tr, err := till.journal.Transaction(first); err != nil || tr.Status != payment.Approved {
		t.Errorf("%+v, %v", tr, err)
	}
	if n, err := till.journal.VerifyAudit(); err != nil || n == 0 {
		t.Errorf("audit: %d, %v", n, err)
	}
}

// breakFile overwrites the middle of a file.
func breakFile(t *testing.T, path string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	copy(content[len(content)/4:], strings.Repeat("broken ", len(content)/14))
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestATillThatLostItsJournalIsNotForTraining(t *testing.T) {
	data := t.TempDir()
	real := startTerminal(t, simulator.Behaviour{Action: simulator.Approve, HasDelay: true})
	till, err := Open(data, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if err := till.Provision(t.Context(), provision.Settings{Till: provision.Till{Name: "T", Language: "en"}, Terminal: real}); err != nil {
		t.Fatal(err)
	}
	s := run(t, till)
	s.Controller.Pay(terminal.Order{Amount: 1250, Channel: payment.Card})
	wait(t, s, finished)
	s.end(t)
	if err := till.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(JournalPath(data, false)); err != nil {
		t.Fatal(err)
	}
	settings, err := openTill(t, data).Settings(t.Context())
	if err != nil || settings.Terminal.Link != "" {
		t.Errorf("a till that took real money is set up for %q, %v", settings.Terminal.Link, err)
	}
}

func TestBeginAnewKeepsTheDamagedJournal(t *testing.T) {
	data := t.TempDir()
	log := slog.New(slog.DiscardHandler)
	till, err := Open(data, log)
	if err != nil {
		t.Fatal(err)
	}
	if err := till.Close(); err != nil {
		t.Fatal(err)
	}
	breakFile(t, JournalPath(data, false))
	if err := BeginAnew(data, log); err != nil {
		t.Fatal(err)
	}
	kept, err := filepath.Glob(JournalPath(data, false) + ".damaged-*")
	if err != nil || len(kept) != 1 {
		t.Errorf("kept %v, %v", kept, err)
	}
	openTill(t, data)
}

// Package till is the till without its window: the data folder with its
// journals and settings, and the terminal in force with the controller that
// owns it.
package till

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"time"

	"harbourtill/store"
	"harbourtill/store/people"
	"harbourtill/terminal"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/provision"
)

// JournalPath is where a data folder's real journal lies, or its training one.
func JournalPath(data string, training bool) string {
	if training {
		return filepath.Join(data, "training.db")
	}
	return filepath.Join(data, "till.db")
}

// Till is an open data folder. Open makes one, Close ends it. Except for the
// methods that the settings section calls (setup.go), it belongs to one
// goroutine.
type Till struct {
	data    string
	log     *slog.Logger
	journal *store.Store // the real one, which holds the settings too
	keys    *provision.Keys
	manager *people.PIN
	roster  *people.Roster
	trace   *terminal.Trace
	backups *backups
	door    *door // nil when exports have to wait until the till is closed
	support Support
}

// Open opens the data folder, or returns store.ErrInUse, store.ErrSchema,
// store.ErrDamaged or what the disk says. It sends nothing. Backups are taken
// now and every night, until Close.
func Open(data string, log *slog.Logger) (*Till, error) { return OpenWith(data, log, Support{}) }

// OpenWith is Open, with what a diagnosis of the till tells of the program.
func OpenWith(data string, log *slog.Logger, support Support) (*Till, error) {
	journal, err := store.OpenWith(JournalPath(data, false), store.Options{References: true})
	if err != nil {
		return nil, err
	}
	trail := pinTrail{journal, byManager}
	manager := people.NewManager(journal, trail, time.Now)
	t := &Till{
		data: data, support: support, log: log, journal: journal, keys: provision.OpenKeys(data),
		manager: manager, roster: people.NewRoster(journal, trail, manager, time.Now, payment.ByTheTill, byProvision), trace: new(terminal.Trace),
		backups: keepBackups(data, journal, log),
	}
	t.door = tryDoor(JournalPath(data, false), journal, func(ctx context.Context, w io.Writer) error { return t.Diagnose(ctx, w, nil) }, log)
	return t, nil
}

// Close closes the journal. Sessions have to have ended.
func (t *Till) Close() error {
	t.backups.close()
	return errors.Join(t.door.close(), t.journal.Close())
}

// Folder is the data folder.
func (t *Till) Folder() string { return t.data }

// Trace returns the last messages to and from terminals, oldest first.
func (t *Till) Trace() []terminal.Message { return t.trace.Messages() }

// Provision puts the settings of a provision file in force, from the next
// session on; terminal.ErrUnresolved as for the settings section.
func (t *Till) Provision(ctx context.Context, s provision.Settings) error {
	if err := t.mayUse(s.Terminal); err != nil {
		return err
	}
	return t.save(ctx, s, byProvision)
}

// Settings returns what is in force. Settings that can't be read leave the
// terminal empty and charging off, which the log says.
func (t *Till) Settings(ctx context.Context) (provision.Settings, error) {
	sales, err := t.journal.Newest(1, "")
	if err != nil {
		return provision.Settings{}, err
	}
	gaps, err := t.journal.Missing()
	if err != nil {
		t.log.Error("the journal's side file", "error", err)
	}
	s, err := provision.Load(ctx, t.journal, t.keys, len(sales)+len(gaps) > 0 || err != nil)
	if err != nil {
		t.log.Error("settings can't be read, charging is off", "error", err)
	}
	return s, nil
}

// mayUse says whether a terminal may be put in force: a training till asks
// about no real payments, so it can't become one while there are questions.
// Other terminals may; what is unresolved is asked about as it was sent.
func (t *Till) mayUse(next terminal.Profile) error {
	open, err := t.unresolved()
	if next.Training() && len(open) > 0 {
		return fmt.Errorf("the till can't go to training while %w (%d, the first of %v): leave their terminal set up until the till knows what became of them",
			terminal.ErrUnresolved, len(open), open[0].Amount)
	}
	for _, tr := range open {
		if tr.Profile != next.ID() {
			t.log.Warn("the terminal or its key changes while this payment is unresolved; it is asked about as it was sent",
				"reference", tr.Reference, "amount", tr.Amount, "status", tr.Status)
		}
	}
	return err
}

// unresolved returns the payments that only a terminal can decide, oldest
// first; not those that a manager has settled, though they are asked about.
func (t *Till) unresolved() ([]payment.Transaction, error) {
	pending, err := t.journal.Unresolved()
	return slices.DeleteFunc(pending, func(tr payment.Transaction) bool {
		return !tr.Unresolved() || tr.Status == payment.SettledPaid || tr.Status == payment.SettledUnpaid
	}), err
}

// keep puts another terminal in force, from the next session on. by is who wants
// it, the manager when it is empty.
func (t *Till) keep(ctx context.Context, next terminal.Profile, by string) error {
	if err := t.mayUse(next); err != nil {
		return err
	}
	s, err := t.Settings(ctx)
	if err != nil {
		return errors.Join(terminal.ErrJournal, err)
	}
	s.Terminal = next
	if err := t.save(ctx, s, cmp.Or(by, byManager)); err != nil {
		return errors.Join(terminal.ErrJournal, err)
	}
	return nil
}

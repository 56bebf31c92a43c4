package till

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"harbourtill/store"
)

// BackupFolder is where a data folder's backups lie.
func BackupFolder(data string) string { return filepath.Join(data, "backups") }

// NewestBackup returns the newest backup of a data folder that was read from
// end to end and found right; ok is false when there is none.
func NewestBackup(data string) (newest store.BackupInfo, ok bool) {
	backups, err := store.Backups(BackupFolder(data))
	if err != nil {
		return store.BackupInfo{}, false
	}
	for _, b := range backups {
		if b.Err == nil {
			return b, true
		}
	}
	return store.BackupInfo{}, false
}

// Restore puts a backup in the place of a data folder's journal, which stays
// beside it under the name that is returned. What was taken since the backup is
// asked about at the next start; left is what can't be asked about, for a
// person. Both are in the audit trail. It returns store.ErrInUse while a till
// has the journal open, and store.ErrDamaged for a backup that isn't whole.
func Restore(data, backup string, log *slog.Logger) (aside string, left []store.Gap, err error) {
	before, damage := store.Open(JournalPath(data, false))
	if damage == nil {
		damage = before.Close()
	}
	if errors.Is(damage, store.ErrInUse) {
		return "", nil, damage
	}
	if aside, err = store.Restore(data, backup); err != nil {
		return "", nil, err
	}
	t, err := Open(data, log)
	if err != nil {
		return aside, nil, err
	}
	defer func() { err = errors.Join(err, t.Close()) }()
	if errors.Is(damage, store.ErrDamaged) {
		err = t.JournalDamaged(filepath.Base(aside), "")
	}
	left, missing := t.journal.Missing()
	return aside, left, errors.Join(err, missing,
		t.JournalRestored(filepath.Base(backup), fmt.Sprintf("%d payments can't be asked about", len(left))))
}

// BeginAnew sets a damaged journal aside where there is no backup, and begins an
// empty one. The till isn't set up then, and is never taken for a new one: its
// side file knows of the payments.
func BeginAnew(data string, log *slog.Logger) (err error) {
	aside, err := store.SetAside(JournalPath(data, false))
	if err != nil {
		return err
	}
	t, err := Open(data, log)
	if err != nil {
		return err
	}
	return errors.Join(t.JournalDamaged(filepath.Base(aside), "no backup"), t.Close())
}

// Gaps returns what was taken since a time, isn't in the journal, and can't be
// asked about: after a restore it is for a person to find out. It is empty
// where the side file can't be read, which Open's log says.
func (t *Till) Gaps(since time.Time) []store.Gap {
	gaps, err := t.journal.Missing()
	if err != nil {
		t.log.Error("the journal's side file", "error", err)
	}
	return slices.DeleteFunc(gaps, func(g store.Gap) bool { return g.Created.Before(since) })
}

// backups keeps the till's backups until it is closed.
type backups struct {
	stop    context.CancelFunc
	running sync.WaitGroup
}

func keepBackups(data string, journal *store.Store, log *slog.Logger) *backups {
	ctx, stop := context.WithCancel(context.Background())
	b := &backups{stop: stop}
	b.running.Go(func() { store.KeepBackups(ctx, journal, BackupFolder(data), log) })
	return b
}

func (b *backups) close() {
	b.stop()
	b.running.Wait()
}

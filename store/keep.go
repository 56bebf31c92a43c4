package store

import (
	"context"
	"log/slog"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"

	"harbourtill/terminal/payment"
)

// backupHour is when the nightly backup is due, in Hong Kong.
const backupHour = 3

// clockLook is how often the clock is looked at: a machine that slept through
// the hour is late by so much at most.
const clockLook = 15 * time.Minute

// KeepBackups backs the journal up into dir now and every night at 03:00 Hong
// Kong time, until ctx ends. Where nothing has changed since the newest backup,
// and that one is whole, it takes none. What fails is logged and tried again
// the next night.
func KeepBackups(ctx context.Context, s *Store, dir string, log *slog.Logger) {
	for {
		s.keepBackup(ctx, dir, log)
		due := nextBackup(time.Now())
		for time.Now().Before(due) {
			select {
			case <-ctx.Done():
				return
			case <-time.After(min(clockLook, time.Until(due))):
			}
		}
	}
}

// nextBackup is the first 03:00 after now, by the wall clock.
func nextBackup(now time.Time) time.Time {
	now = now.In(payment.HongKong())
	due := time.Date(now.Year(), now.Month(), now.Day(), backupHour, 0, 0, 0, now.Location())
	if !due.After(now) {
		due = due.AddDate(0, 0, 1)
	}
	return due
}

func (s *Store) keepBackup(ctx context.Context, dir string, log *slog.Logger) {
	if s.unchangedSince(dir) {
		log.Info("backup: nothing has changed")
		return
	}
	info, err := s.Backup(ctx, dir)
	switch {
	case err != nil && ctx.Err() != nil:
	case err != nil:
		log.Error("backup", "error", err)
	default:
		log.Info("backup", "file", filepath.Base(info.Path), "transactions", info.Transactions, "bytes", info.Size)
	}
}

// unchangedSince says whether the newest backup in dir is whole and holds what
// the journal holds.
func (s *Store) unchangedSince(dir string) bool {
	names, err := backupNames(dir)
	if err != nil || len(names) == 0 {
		return false
	}
	newest := filepath.Join(dir, names[0])
	if inspect(newest).Err != nil {
		return false
	}
	db, _, err := openFile(newest, true)
	if err != nil {
		return false
	}
	saved, err := totalsOf(db)
	if db.Close() != nil || err != nil {
		return false
	}
	now, err := s.totals()
	return err == nil && now == saved
}

func (s *Store) totals() (all totals, err error) {
	err = s.view(func(tx *bbolt.Tx) error {
		all, err = loadTotals(tx)
		return err
	})
	return all, err
}

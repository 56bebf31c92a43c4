package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.etcd.io/bbolt"
)

// backupsKept is how many backups stay in a folder.
const backupsKept = 14

// A backup's name is till-TIME.db with its time in UTC; what isn't finished
// ends in partialSuffix.
const (
	backupPrefix  = "till-"
	backupSuffix  = ".db"
	stampLayout   = "20060102T150405.000Z"
	partialSuffix = ".partial"
)

// compactBatch is how many bytes of keys and values are compacted in one bbolt
// transaction.
const compactBatch = 4 << 20

// BackupInfo describes one backup.
type BackupInfo struct {
	Path string
	// Time is when it was taken.
	Time time.Time
	// Size is the file's, in bytes.
	Size int64
	// Transactions is how many it holds; 0 where Err isn't nil.
	Transactions int
	// Err is nil for a backup that was read from end to end and found right;
	// otherwise it says why it can't be used.
	Err error
}

// Backup puts a copy of the journal into dir, making the folder (0700) if it is
// missing, and deletes all but the newest 14 there. Sales go on meanwhile: the
// journal is held only while its pages are copied, and compacting works on that
// copy. The backup appears under its name once it is on disk and all of it has
// been read again; a damaged journal gives ErrDamaged and no backup, and no
// older one is deleted. When ctx ends, it stops and leaves none either.
func (s *Store) Backup(ctx context.Context, dir string) (BackupInfo, error) {
	info, err := s.backup(ctx, dir)
	if err != nil {
		s.noteDamage(err)
		return info, fmt.Errorf("backup: %w", err)
	}
	return info, nil
}

func (s *Store) backup(ctx context.Context, dir string) (info BackupInfo, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return info, diskError(err)
	}
	work, err := os.MkdirTemp(dir, backupPrefix+"*"+partialSuffix)
	if err != nil {
		return info, diskError(err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	raw, compact := filepath.Join(work, "raw"), filepath.Join(work, "compact")
	at := time.Now()
	if err := s.copyPages(ctx, raw); err != nil {
		return info, err
	}
	if err := compacted(ctx, raw, compact); err != nil {
		return info, err
	}
	if info = inspect(compact); info.Err != nil {
		return info, info.Err
	}
	if err := ctx.Err(); err != nil {
		return info, err
	}
	info.Time = at
	info.Path = unused(filepath.Join(dir, backupPrefix+stamp(at)+backupSuffix))
	if err := errors.Join(os.Rename(compact, info.Path), syncFolder(dir)); err != nil {
		return info, diskError(err)
	}
	return info, diskError(prune(dir))
}

// copyPages copies the journal as it is now, page by page.
func (s *Store) copyPages(ctx context.Context, path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return diskError(err)
	}
	err = s.view(func(tx *bbolt.Tx) error {
		_, err := tx.WriteTo(contextWriter{ctx, f})
		return err
	})
	err = errors.Join(err, f.Close())
	switch {
	case err == nil, errors.Is(err, ErrDamaged):
		return err
	case ctx.Err() != nil:
		return ctx.Err() // bbolt keeps only its text
	}
	return diskError(err)
}

// contextWriter writes until its context ends.
type contextWriter struct {
	ctx context.Context
	w   io.Writer
}

func (c contextWriter) Write(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.w.Write(p)
}

// compacted writes the journal in raw anew, without its free pages, and has it
// on disk when it returns.
func compacted(ctx context.Context, raw, compact string) error {
	source, file, err := openFile(raw, true)
	if err != nil {
		return err
	}
	err = checkPages(source, file)
	if err == nil {
		err = ctx.Err()
	}
	if err == nil {
		err = compactInto(compact, source)
	}
	return errors.Join(err, source.Close())
}

func compactInto(path string, source *bbolt.DB) error {
	target, _, err := openFile(path, false)
	if err != nil {
		return err
	}
	target.NoSync = true // synced once, at the end
	err = guard(func() error { return bbolt.Compact(target, source, compactBatch) })
	if err == nil {
		err = target.Sync()
	}
	err = errors.Join(err, target.Close())
	if err != nil && !errors.Is(err, ErrDamaged) {
		err = diskError(err)
	}
	return err
}

// inspect reads a closed journal file from end to end, and changes nothing.
func inspect(path string) BackupInfo {
	info := BackupInfo{Path: path}
	db, file, err := openFile(path, true)
	if err != nil {
		info.Err = err
		return info
	}
	info.Err = checkPages(db, file)
	if stat, err := file.Stat(); err == nil {
		info.Size = stat.Size()
	}
	if info.Err == nil {
		var v uint64
		if v, info.Err = version(db); info.Err == nil && v != schema {
			info.Err = ErrSchema
		}
	}
	if info.Err == nil {
		info.Err = guard(func() error { return db.View(checkEntries) })
	}
	if info.Err == nil {
		var all totals
		all, info.Err = totalsOf(db)
		info.Transactions = int(all[0].entries)
	}
	info.Err = errors.Join(info.Err, db.Close())
	return info
}

func totalsOf(db *bbolt.DB) (all totals, err error) {
	err = guard(func() error {
		return db.View(func(tx *bbolt.Tx) error {
			all, err = loadTotals(tx)
			return err
		})
	})
	return all, err
}

// Backups lists the backups in dir, newest first, each read from end to end
// (0.2 s for 100,000 payments). A folder that doesn't exist holds none.
func Backups(dir string) ([]BackupInfo, error) {
	names, err := backupNames(dir)
	if err != nil {
		return nil, fmt.Errorf("backups: %w", err)
	}
	var list []BackupInfo
	for _, name := range names {
		info := inspect(filepath.Join(dir, name))
		info.Time, _ = backupTime(name)
		list = append(list, info)
	}
	return list, nil
}

// backupNames are the names of the backups in dir, newest first.
func backupNames(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	var names []string
	for _, entry := range entries {
		if _, ok := backupTime(entry.Name()); ok && entry.Type().IsRegular() {
			names = append(names, entry.Name())
		}
	}
	slices.Sort(names)
	slices.Reverse(names)
	return names, nil
}

func backupTime(name string) (time.Time, bool) {
	text, ok := strings.CutPrefix(name, backupPrefix)
	text, ok2 := strings.CutSuffix(text, backupSuffix)
	at, err := time.Parse(stampLayout, text)
	return at, ok && ok2 && err == nil
}

// prune deletes what is more than is kept, and what a backup has left that was
// cut off a day ago or more.
func prune(dir string) error {
	names, err := backupNames(dir)
	if err != nil {
		return err
	}
	for _, name := range names[min(backupsKept, len(names)):] {
		err = errors.Join(err, os.Remove(filepath.Join(dir, name)))
	}
	left, globErr := filepath.Glob(filepath.Join(dir, backupPrefix+"*"+partialSuffix))
	err = errors.Join(err, globErr)
	for _, name := range left {
		if info, statErr := os.Stat(name); statErr == nil && time.Since(info.ModTime()) > 24*time.Hour {
			err = errors.Join(err, os.RemoveAll(name))
		}
	}
	return err
}

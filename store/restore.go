package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
)

// journalName is the real journal's name in the data folder.
const journalName = "till.db"

// Restore puts a copy of a backup in the place of the journal in dataDir. The
// present journal stays beside it as till.db.replaced-TIME (in UTC), which is
// returned; empty when there was none. The backup is read from end to end
// first, and so is its copy; it must be whole, or the error matches ErrDamaged
// and nothing has changed. ErrInUse means that a till has the journal open.
//
// The side file stays. Opened next, with Options.References, the journal holds
// what the backup held, as the backup shows it, and an unknown payment for
// every one that was taken since: the till asks about both. What it can't ask
// about is in Missing.
func Restore(dataDir, backup string) (replaced string, err error) {
	replaced, err = restore(filepath.Join(dataDir, journalName), backup)
	if err != nil {
		return replaced, fmt.Errorf("restore: %w", err)
	}
	return replaced, nil
}

func restore(path, backup string) (replaced string, err error) {
	if info := inspect(backup); info.Err != nil {
		return "", fmt.Errorf("%s: %w", backup, info.Err)
	}
	err = free(path)
	exists := err == nil
	if err != nil && !os.IsNotExist(err) {
		return "", err
	}
	fresh := unused(path + partialSuffix)
	defer func() {
		if removed := os.Remove(fresh); removed != nil && !os.IsNotExist(removed) {
			err = errors.Join(err, removed)
		}
	}()
	if err := copyRestored(fresh, backup); err != nil {
		return "", err
	}
	if exists {
		replaced = unused(path + ".replaced-" + stamp(time.Now()))
		if err := keepAs(path, replaced); err != nil {
			return "", diskError(err)
		}
	}
	unmark(path)
	return replaced, diskError(errors.Join(os.Rename(fresh, path), syncFolder(filepath.Dir(path))))
}

// keepAs gives a file a second name; where the file system can't do that, its
// only one. With two, there is a journal at path all the time.
func keepAs(path, name string) error {
	if os.Link(path, name) == nil {
		return nil
	}
	return os.Rename(path, name)
}

// copyRestored copies a backup, notes in the copy that it is one, and reads it
// again.
func copyRestored(fresh, backup string) error {
	if err := copyInto(fresh, backup); err != nil {
		return diskError(err)
	}
	db, _, err := openFile(fresh, false)
	if err != nil {
		return err
	}
	err = guard(func() error {
		return db.Update(func(tx *bbolt.Tx) error {
			return tx.Bucket(bucketMeta).Put(keyRestored, seal(bucketMeta, keyRestored, nil))
		})
	})
	if err := errors.Join(err, db.Close()); err != nil {
		return diskError(err)
	}
	return inspect(fresh).Err
}

func copyInto(to, from string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

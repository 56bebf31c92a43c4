package store

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrNotAFile: what stands under a file's name is a folder, a device or something
// else that can't be replaced by a file.
var ErrNotAFile = errors.New("not a plain file")

// unfinishedPrefix begins the names of files that ReplaceFile hasn't finished.
const unfinishedPrefix = ".harbour-till-"

// ReplaceFile writes a file that is there whole and on disk when it returns nil,
// and else as it was before: a full disk or a crash costs nobody the old one. What
// write writes goes into a file beside it that takes its place at the end. ready
// is called once all is on disk and just before that; its error leaves everything
// as it was; nil for none. A new file gets the permissions perm, less the
// umask; one that was there keeps its own as far as perm has them, and behind a
// link it is the link's target that is replaced. A full disk is ErrFull.
func ReplaceFile(path string, perm fs.FileMode, write func(io.Writer) error, ready func() error) error {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	was, err := os.Stat(path)
	switch {
	case err == nil && !was.Mode().IsRegular():
		return fmt.Errorf("%s: %w", path, ErrNotAFile)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	fresh := filepath.Join(filepath.Dir(path), unfinishedPrefix+rand.Text())
	err = writeWhole(fresh, perm, write)
	if err == nil && was != nil {
		err = os.Chmod(fresh, was.Mode().Perm()&perm)
	}
	if err == nil && ready != nil {
		err = ready()
	}
	if err == nil {
		err = os.Rename(fresh, path)
	}
	if err != nil {
		return errors.Join(fullDisk(err), removeIfThere(fresh))
	}
	_ = syncFolder(filepath.Dir(path)) // some disks can't; both files are whole
	return nil
}

// writeWhole makes a file, and has it on disk when it returns nil.
func writeWhole(path string, perm fs.FileMode, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if err != nil {
		return err
	}
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// fullDisk is diskError for errors that needn't come from the disk.
func fullDisk(err error) error {
	if isErrno(err, full()) && !errors.Is(err, ErrFull) {
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	return err
}

func removeIfThere(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

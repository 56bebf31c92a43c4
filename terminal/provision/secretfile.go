package provision

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// errNotAFile: what stands where a secret is kept is a symbolic link, a folder
// or something else that this program didn't put there.
var errNotAFile = errors.New("not a plain file")

// maxSecretFile bounds what is read of a file, in bytes.
const maxSecretFile = 4 << 10

// secretFolder keeps small texts in files of a folder that only their owner
// may read (0600).
type secretFolder string

// temporary is how the names of unfinished files begin.
const temporary = ".secret-"

// write replaces a file, whole or not at all: it is on disk under its name
// when write returns. It returns errNotAFile rather than replace a link. Only
// one write at a time.
func (d secretFolder) write(name, text string) (err error) {
	if err := os.MkdirAll(string(d), 0o700); err != nil {
		return err
	}
	if _, err := d.look(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := os.CreateTemp(string(d), temporary+"*") // 0600
	if err != nil {
		return err
	}
	defer d.tidy()
	_, err = f.WriteString(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), d.path(name)); err != nil {
		return err
	}
	return d.sync()
}

// read returns a file's text; fs.ErrNotExist when there is none. It doesn't
// follow links, and takes others' right to read away.
func (d secretFolder) read(name string) (text string, err error) {
	seen, err := d.look(name)
	if err != nil {
		return "", err
	}
	f, err := os.Open(d.path(name))
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	if !os.SameFile(seen, info) {
		return "", fmt.Errorf("%s: %w", d.path(name), errNotAFile)
	}
	if info.Mode().Perm()&0o077 != 0 && runtime.GOOS != "windows" {
		if err := f.Chmod(0o600); err != nil {
			return "", err
		}
	}
	all, err := io.ReadAll(io.LimitReader(f, maxSecretFile))
	return string(all), err
}

// remove removes a file, if it is there.
func (d secretFolder) remove(name string) error {
	err := os.Remove(d.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return errors.Join(err, d.sync())
}

func (d secretFolder) path(name string) string { return filepath.Join(string(d), name) }

// look returns what a plain file is.
func (d secretFolder) look(name string) (fs.FileInfo, error) {
	info, err := os.Lstat(d.path(name))
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: %w", d.path(name), errNotAFile)
	}
	return info, nil
}

// tidy removes what a power cut or a failure left unfinished.
func (d secretFolder) tidy() {
	left, _ := filepath.Glob(d.path(temporary + "*")) // it fails for bad patterns only
	for _, name := range left {
		_ = os.Remove(name)
	}
}

// sync makes the folder's names durable. Windows does so by itself, and has no
// call for it.
func (d secretFolder) sync() error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(string(d))
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

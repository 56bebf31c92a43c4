package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"syscall"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// errPanicked: bbolt died reading the file.
var errPanicked = errors.New("unreadable")

// visitorPanic carries a caller's own panic past guard.
type visitorPanic struct{ value any }

// guard runs what reads the file. bbolt trusts its pages: over damaged ones it
// panics, or follows an offset out of its memory map, which would end the
// program with SIGSEGV or, beyond a truncated file's end, SIGBUS. Both become
// ErrDamaged. It holds for the calling goroutine alone.
func guard(read func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		switch r := recover().(type) {
		case nil:
		case visitorPanic:
			panic(r.value)
		default:
			err = fmt.Errorf("%w: %w: %v", ErrDamaged, errPanicked, r)
		}
	}()
	return read()
}

// visiting calls a caller's function under guard without taking its panic for
// damage.
func visiting(visit func() error) error {
	defer func() {
		if r := recover(); r != nil {
			panic(visitorPanic{r})
		}
	}()
	return visit()
}

// openFile opens and locks a bbolt file, and returns the handle that bbolt
// uses beside it. It tells files that bbolt refuses (ErrDamaged) from those
// that can't be reached, and leaves no lock behind when bbolt panics.
func openFile(path string, readOnly bool) (db *bbolt.DB, file *os.File, err error) {
	o := &bbolt.Options{
		Timeout: lockTimeout, ReadOnly: readOnly,
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			var err error
			file, err = os.OpenFile(name, flag, mode)
			return file, err
		},
	}
	err = guard(func() error {
		var err error
		db, err = bbolt.Open(path, 0o600, o)
		return err
	})
	var named *fs.PathError
	var system syscall.Errno
	switch {
	case err == nil:
		return db, file, nil
	case errors.Is(err, errPanicked):
		return nil, nil, errors.Join(err, unlock(file), file.Close())
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, nil, ErrInUse
	case errors.As(err, &named), errors.As(err, &system):
		return nil, nil, diskError(err)
	}
	return nil, nil, fmt.Errorf("%w: %w", ErrDamaged, err)
}

// view runs a read.
func (s *Store) view(read func(*bbolt.Tx) error) error {
	release, err := s.hold()
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	defer release()
	err = guard(func() error { return s.db.View(read) })
	if err != nil {
		s.noteDamage(err)
		return fmt.Errorf("journal: %w", err)
	}
	return nil
}

// noteDamage lets the next opening check everything.
func (s *Store) noteDamage(err error) {
	if errors.Is(err, ErrDamaged) && !s.damaged.Swap(true) {
		mark(s.path, markDamaged)
	}
}

package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// Why the disk refused a write; match with errors.Is. Nothing was written, and
// the same write may be tried again: the store goes on as soon as the disk
// does.
var (
	// ErrFull: the disk, the quota or the largest file size is used up.
	ErrFull = errors.New("the disk is full")
	// ErrReadOnly: the file or its folder may not be written.
	ErrReadOnly = errors.New("the data folder can't be written to")
	// ErrIO: the disk failed in another way.
	ErrIO = errors.New("the disk failed")
)

// diskError says which of the three a failed write is, and keeps the cause.
func diskError(err error) error {
	switch {
	case err == nil:
		return nil
	case isErrno(err, full()):
		return fmt.Errorf("%w: %w", ErrFull, err)
	case errors.Is(err, fs.ErrPermission), isErrno(err, readOnly()):
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	}
	return fmt.Errorf("%w: %w", ErrIO, err)
}

// isErrno looks for system errors. bbolt passes on some by their text alone
// (growing and mapping the file), so that is looked at too.
func isErrno(err error, numbers []syscall.Errno) bool {
	return slices.ContainsFunc(numbers, func(n syscall.Errno) bool {
		return errors.Is(err, n) || strings.HasSuffix(err.Error(), ": "+n.Error())
	})
}

// commit runs a write in one bbolt transaction: all of it is on disk, or none
// and the error says why.
//
// What bbolt 1.5 does when the disk fails, and what follows from it:
//
//   - Writing or syncing the data pages fails: nothing refers to them yet. It
//     rolls back in memory, and the file is as before.
//   - Syncing the meta page fails: the page is in the file as far as reads can
//     tell, for they go through the system's cache, but may never reach the
//     disk. bbolt reports an error, yet from then on reads what the write did,
//     and its list of free pages is the new one: the next write would overwrite
//     pages that the file on disk still needs. So the meta page is taken back
//     (takeBack), and after any failed commit the file is opened anew before
//     it is used again.
//
// One thing remains: after a failed sync nobody knows what the disk holds
// until the next one succeeds. A power cut before that may bring the refused
// write back, whole. For the journal that is harmless: a reserved transaction
// that was never sent fails at the next start, a sent one is asked about.
func (s *Store) commit(write func(*bbolt.Tx) error) error {
	release, err := s.hold()
	if err != nil {
		return err
	}
	defer release()
	var txid uint64
	written := false
	err = guard(func() error {
		return s.db.Update(func(tx *bbolt.Tx) error {
			txid = uint64(tx.ID())
			err := write(tx)
			written = err == nil
			return err
		})
	})
	switch {
	case errors.Is(err, ErrDamaged):
		if errors.Is(err, errPanicked) {
			s.broken.Store(err)
		}
		s.noteDamage(err)
	case errors.Is(err, bolterrors.ErrInvalidMapping), err != nil && written:
		s.failed = txid
		s.stale.Store(true)
		// Where this fails too, reopen repeats it.
		return errors.Join(diskError(err), takeBack(s.file, s.pageSize, txid))
	}
	return err
}

// hold lets the caller use db until it calls release. After a failed commit it
// opens the file anew first.
func (s *Store) hold() (release func(), err error) {
	for {
		s.mu.RLock()
		if !s.stale.Load() {
			return s.mu.RUnlock, nil
		}
		s.mu.RUnlock()
		if err := s.reopen(); err != nil {
			return nil, diskError(err)
		}
	}
}

// reopen takes a failed commit back, if that is still to do, and opens the
// file anew. Reads under way end first.
func (s *Store) reopen() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.stale.Load() {
		return nil
	}
	if s.file != nil {
		if err := takeBack(s.file, s.pageSize, s.failed); err != nil {
			return err
		}
		s.file = nil
		if err := s.db.Close(); err != nil {
			return err
		}
	}
	db, file, err := openFile(s.path, false)
	if err != nil {
		return err
	}
	s.db, s.file = db, file
	s.stale.Store(false)
	return nil
}

// takeBack undoes a failed commit: where the meta page with its number got
// into the file, whole or in part, a copy of the one before takes its place,
// with a number that makes it the older of the two. It is on disk when takeBack
// returns nil.
func takeBack(file *os.File, pageSize int, txid uint64) error {
	slot := int(txid % 2)
	if txid == 0 {
		return nil // it had not even begun
	}
	if m, ok := readMeta(file, slot, pageSize); ok && m.txid != txid {
		return nil
	}
	page := make([]byte, pageHeader+metaSize)
	if _, err := file.ReadAt(page, int64((1-slot)*pageSize)); err != nil {
		return err
	}
	if m, ok := readMeta(file, 1-slot, pageSize); !ok || m.txid != txid-1 {
		return fmt.Errorf("%w: meta page", ErrDamaged)
	}
	order, meta := binary.NativeEndian, page[pageHeader:]
	order.PutUint64(page, uint64(slot))
	order.PutUint64(meta[metaTxid:], txid-2)
	sum := fnv.New64a()
	_, _ = sum.Write(meta[:metaSum])
	order.PutUint64(meta[metaSum:], sum.Sum64())
	if _, err := file.WriteAt(page, int64(slot*pageSize)); err != nil {
		return err
	}
	return file.Sync()
}

package store

import (
	"context"
	"errors"
	"fmt"
	"io"

	"go.etcd.io/bbolt"
)

// Snapshot writes a whole journal file, as it is at one moment, into the writer
// that begin returns for its size in bytes. Writing to the journal goes on
// meanwhile; a slow writer makes its file grow.
func (s *Store) Snapshot(ctx context.Context, begin func(size int64) (io.Writer, error)) error {
	return s.view(func(tx *bbolt.Tx) error { return copyOut(ctx, tx, begin) })
}

// Copy writes what Snapshot does of the journal at path, which nobody has open;
// else it returns ErrInUse. It needs no right to write there and checks
// nothing: that is for Open to do with the copy.
func Copy(ctx context.Context, path string, w io.Writer) error {
	db, _, err := openFile(path, true)
	if err != nil {
		return fmt.Errorf("copy %s: %w", path, err)
	}
	begin := func(int64) (io.Writer, error) { return w, nil }
	err = guard(func() error {
		return db.View(func(tx *bbolt.Tx) error { return copyOut(ctx, tx, begin) })
	})
	return errors.Join(err, db.Close())
}

func copyOut(ctx context.Context, tx *bbolt.Tx, begin func(size int64) (io.Writer, error)) error {
	return visiting(func() error {
		w, err := begin(tx.Size())
		if err != nil {
			return err
		}
		_, err = tx.WriteTo(contextWriter{ctx, w})
		if ctx.Err() != nil {
			return ctx.Err() // bbolt passes on no more than its text
		}
		return err
	})
}

package ui

import (
	"cmp"
	"errors"
	"image/color"
	"io"
	"path/filepath"

	"harbourtill/store"
	"harbourtill/terminal/payment"
)

// saving is a file that somebody wants. write and note are called on a goroutine
// of their own, done on the UI goroutine.
type saving struct {
	// name is proposed; about says what is in the file, where a button's name
	// doesn't.
	name, about string
	// write writes the file, which is called file.
	write func(w io.Writer, file string) error
	// note puts the file into the audit trail, once all of it is on disk and
	// before it is there for others.
	note func(file string) error
	// done is told the file's path and what came of it.
	done func(path string, err error)
}

// writes is a write for which it doesn't matter what the file is called.
func writes(f func(io.Writer) error) func(io.Writer, string) error {
	return func(w io.Writer, _ string) error { return f(w) }
}

// fill writes a file. One that couldn't be written whole, or that the audit trail
// doesn't know, isn't there: what was under its name before still is.
func (c Config) fill(path string, s saving) {
	c.background(func() {
		name := filepath.Base(path)
		err := store.ReplaceFile(path, 0o666,
			func(w io.Writer) error { return s.write(w, name) }, func() error { return s.note(name) })
		c.Do(func() { s.done(path, err) })
	})
}

// noting returns what puts a file into the audit trail, as a deed of whoever is
// at the till now.
func (c Config) noting(what payment.Action, subject string) func(file string) error {
	who := cmp.Or(c.operator(), payment.ByTheTill)
	return func(file string) error {
		return c.Reports.Append(payment.AuditEntry{At: c.Now(), Who: who, What: what, Subject: subject, Detail: file})
	}
}

// savedWords says what came of a file, and in which colour.
func savedWords(path string, err error) (text string, ink color.NRGBA) {
	switch {
	case errors.Is(err, store.ErrFull):
		return tr("The file wasn't saved: there is no room for it. Choose another folder."), colours().red
	case errors.Is(err, store.ErrNotAFile):
		return tr("The file wasn't saved: a folder has its name."), colours().red
	case err != nil:
		return tr("The file wasn't saved: %v", err), colours().red
	}
	return tr("Saved as %s in the folder %s.", filepath.Base(path), filepath.Dir(path)), colours().ink
}

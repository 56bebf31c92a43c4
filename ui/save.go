package ui

import (
	"cmp"
	"errors"
	"image/color"
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"harbourtill/terminal/payment"
)

// saving is a file that somebody wants. write and note are called on a goroutine
// of their own, done on the UI goroutine.
type saving struct {
	// name is proposed.
	name  string
	write func(io.Writer) error
	// note puts the file, once it is whole, into the audit trail.
	note func(file string) error
	// done is told the file's name and what came of it.
	done func(file string, err error)
}

// saveAs lets somebody choose a file, and fills it; nothing happens where the
// dialog was left.
func (c Config) saveAs(window fyne.Window, s saving) {
	d := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		if err == nil && file != nil {
			c.fill(file, s)
		}
	}, window)
	d.SetFileName(s.name)
	d.Show()
}

// fill fills a file. One that couldn't be written whole, or that the audit trail
// doesn't know, is taken away again: an error says that there is none.
func (c Config) fill(file fyne.URIWriteCloser, s saving) {
	c.background(func() {
		name := file.URI().Name()
		err := errors.Join(s.write(file), file.Close())
		if err == nil {
			err = s.note(name)
		}
		if err != nil {
			err = errors.Join(err, storage.Delete(file.URI()))
		}
		c.Do(func() { s.done(name, err) })
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
func savedWords(file string, err error) (text string, ink color.NRGBA) {
	if err != nil {
		return tr("The file wasn't saved: %v", err), colours().red
	}
	return tr("Saved as %s.", file), colours().ink
}

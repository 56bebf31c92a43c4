package ui

import (
	"errors"
	"io"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
)

// saveAs lets somebody choose a file, has write fill it, and calls done with its
// name and what came of it; nothing happens where the dialog was left.
func (c Config) saveAs(window fyne.Window, name string, write func(io.Writer) error, done func(file string, err error)) {
	d := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		if err == nil && file != nil {
			c.fill(file, write, done)
		}
	}, window)
	d.SetFileName(name)
	d.Show()
}

// fill has write fill a file off the UI goroutine. One that couldn't be written
// whole is taken away again.
func (c Config) fill(file fyne.URIWriteCloser, write func(io.Writer) error, done func(file string, err error)) {
	c.background(func() {
		err := errors.Join(write(file), file.Close())
		if err != nil {
			err = errors.Join(err, storage.Delete(file.URI()))
		}
		c.Do(func() { done(file.URI().Name(), err) })
	})
}

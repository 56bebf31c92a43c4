package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"harbourtill/terminal/provision"
)

// logoField shows the shop's logo in a form. It is chosen from a file, and taken
// away by the same button.
type logoField struct {
	*field
	picture *canvas.Image
	file    []byte
	pick    func()
	changed func()
}

func newLogoField(pick, changed func()) *logoField {
	l := &logoField{picture: &canvas.Image{FillMode: canvas.ImageFillContain}, pick: pick, changed: changed}
	l.field = newField("logo", tr("Logo"), tr(helpLogo), l.picture).with(newPress("", "", lookQuiet(), l.onButton))
	l.fill(nil)
	return l
}

// fill shows a picture; nil is none.
func (l *logoField) fill(file []byte) {
	l.file = file
	l.picture.Resource = nil
	label := tr("Choose a picture")
	if len(file) > 0 {
		l.picture.Resource = fyne.NewStaticResource("logo", file)
		label = tr("Take it away")
	}
	l.picture.Refresh()
	l.beside.say(label, lookQuiet(), true)
}

func (l *logoField) onButton() {
	if len(l.file) == 0 {
		l.pick()
		return
	}
	l.set(nil)
}

// set is what a person does, in contrast to fill.
func (l *logoField) set(file []byte) {
	l.fill(file)
	l.blame("")
	l.changed()
}

// choose takes the picture in a file, or says what is wrong with it.
func (l *logoField) choose(path string) {
	file, err := provision.ReadLogo(path)
	if err != nil {
		l.blame(logoFaultWords(err))
		l.changed()
		return
	}
	l.set(file)
}

// pickLogo lets a picture be chosen for a logo.
func pickLogo(window fyne.Window, chosen func(path string)) {
	d := dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		if err != nil || file == nil {
			return
		}
		_ = file.Close()
		chosen(file.URI().Path())
	}, window)
	d.SetFilter(storage.NewExtensionFileFilter([]string{".png", ".jpg", ".jpeg"}))
	d.Show()
}

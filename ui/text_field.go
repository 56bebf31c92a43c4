package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"
)

// textField is a line to type into. Unlike Fyne's own it passes on the keys that
// lead out of it.
type textField struct {
	widget.Entry
	// out takes Esc, Enter, Up and Down; true keeps the entry from them.
	out func(fyne.KeyName) bool
}

func newTextField(placeholder string, changed func(string), out func(fyne.KeyName) bool) *textField {
	f := &textField{out: out}
	f.PlaceHolder, f.OnChanged = placeholder, changed
	f.Scroll = fyne.ScrollHorizontalOnly
	f.ExtendBaseWidget(f)
	return f
}

// FocusGained implements fyne.Focusable.
func (f *textField) FocusGained() {
	reveal(f)
	f.Entry.FocusGained()
}

// TypedKey implements fyne.Focusable.
func (f *textField) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyEscape, fyne.KeyReturn, fyne.KeyEnter, fyne.KeyUp, fyne.KeyDown:
		if f.out(e.Name) {
			return
		}
	}
	f.Entry.TypedKey(e)
}

// MinSize implements fyne.Widget: a target for a finger.
func (f *textField) MinSize() fyne.Size { return fyne.NewSize(touch, touch) }

// escapes lets Esc leave a dialog from any of its text fields.
func escapes(d dialog.Dialog, items []*widget.FormItem) {
	for _, item := range items {
		if f, ok := item.Widget.(*textField); ok {
			f.out = func(key fyne.KeyName) bool {
				if key == fyne.KeyEscape {
					d.Hide()
				}
				return key == fyne.KeyEscape
			}
		}
	}
}

// focus gives an object the keyboard; nil takes it from whatever has it.
func focus(in fyne.CanvasObject, o fyne.Focusable) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(in); c != nil {
		c.Focus(o)
	}
}

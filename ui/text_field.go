package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
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

// CreateRenderer implements fyne.Widget.
func (f *textField) CreateRenderer() fyne.WidgetRenderer {
	return laidOut(f, newCentredLine(f, f.Entry.CreateRenderer()))
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

// TypedShortcut implements fyne.Shortcutable.
func (f *textField) TypedShortcut(s fyne.Shortcut) {
	if !passShortcut(f, s) {
		f.Entry.TypedShortcut(s)
	}
}

// MinSize implements fyne.Widget: a target for a finger.
func (f *textField) MinSize() fyne.Size { return fyne.NewSize(touch, touch) }

// centredLine writes the one line of Fyne's entry in the middle of its box, however
// high that is; Fyne begins at the top. Over it lies a wheel.
type centredLine struct {
	fyne.WidgetRenderer
	wheel *wheel
}

func newCentredLine(field fyne.CanvasObject, r fyne.WidgetRenderer) centredLine {
	return centredLine{r, newWheel(field)}
}

// Objects implements fyne.WidgetRenderer.
func (r centredLine) Objects() []fyne.CanvasObject {
	return append(slices.Clone(r.WidgetRenderer.Objects()), r.wheel)
}

// Layout implements fyne.WidgetRenderer.
func (r centredLine) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	place(r.wheel, 0, 0, size.Width, size.Height)
	down := (size.Height - r.WidgetRenderer.MinSize().Height) / 2
	if down <= 0 {
		return
	}
	for _, o := range r.WidgetRenderer.Objects() {
		switch o.(type) {
		case *canvas.Rectangle, *widget.Button, *canvas.Image: // its box, and what stands in that as high
		default:
			o.Move(o.Position().AddXY(0, down))
			o.Resize(o.Size().SubtractWidthHeight(0, 2*down))
		}
	}
}

// formKeys lets Esc leave a dialog from any of its text fields, and Enter answer it.
func formKeys(d *dialog.FormDialog, items []*widget.FormItem) {
	for _, item := range items {
		if f, ok := item.Widget.(*textField); ok {
			f.out = func(key fyne.KeyName) bool {
				switch key {
				case fyne.KeyEscape:
					d.Hide()
				case fyne.KeyReturn, fyne.KeyEnter:
					d.Submit()
				default:
					return false
				}
				return true
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

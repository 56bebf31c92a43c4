package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// picker is a list to choose from that shows clearly when it has the focus.
type picker struct {
	widget.Select
	ring *focusRing
}

func newPicker(options []string, changed func(string)) *picker {
	p := &picker{ring: newFocusRing()}
	p.Options, p.OnChanged = options, changed
	p.ExtendBaseWidget(p)
	return p
}

// FocusGained implements fyne.Focusable.
func (p *picker) FocusGained() {
	p.ring.show(true)
	reveal(p)
	p.Select.FocusGained()
}

// FocusLost implements fyne.Focusable.
func (p *picker) FocusLost() {
	p.ring.show(false)
	p.Select.FocusLost()
}

// TypedKey implements fyne.Focusable. Enter opens the list too; Esc is the window's.
func (p *picker) TypedKey(e *fyne.KeyEvent) {
	switch {
	case isEnter(e.Name):
		p.Select.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	case e.Name == fyne.KeyEscape:
		passKey(p, e)
	default:
		p.Select.TypedKey(e)
	}
}

// CreateRenderer implements fyne.Widget.
func (p *picker) CreateRenderer() fyne.WidgetRenderer {
	return laidOut(p, newEdged(ringed{p.Select.CreateRenderer(), p.ring}))
}

// edged is the renderer of a list to choose from with the edge of a text field
// round it; Fyne draws none, and white on white it couldn't be seen.
type edged struct {
	ringed
	edge *canvas.Rectangle
}

func newEdged(r ringed) edged {
	e := edged{r, canvas.NewRectangle(color.Transparent)}
	e.edge.StrokeColor, e.edge.StrokeWidth = theme.Color(theme.ColorNameInputBorder), theme.InputBorderSize()
	e.edge.CornerRadius = theme.InputRadiusSize()
	return e
}

// Layout implements fyne.WidgetRenderer.
func (e edged) Layout(size fyne.Size) {
	e.ringed.Layout(size)
	place(e.edge, 0, 0, size.Width, size.Height)
}

// Objects implements fyne.WidgetRenderer.
func (e edged) Objects() []fyne.CanvasObject { return append(e.ringed.Objects(), e.edge) }

// tickBox is a box to tick that shows clearly when it has the focus.
type tickBox struct {
	widget.Check
	ring *focusRing
}

func newTickBox(label string, changed func(bool)) *tickBox {
	t := &tickBox{ring: newFocusRing()}
	t.Text, t.OnChanged = label, changed
	t.ExtendBaseWidget(t)
	return t
}

// FocusGained implements fyne.Focusable.
func (t *tickBox) FocusGained() {
	t.ring.show(true)
	reveal(t)
	t.Check.FocusGained()
}

// FocusLost implements fyne.Focusable.
func (t *tickBox) FocusLost() {
	t.ring.show(false)
	t.Check.FocusLost()
}

// TypedKey implements fyne.Focusable. Enter ticks too; the rest is the window's.
func (t *tickBox) TypedKey(e *fyne.KeyEvent) {
	switch {
	case isEnter(e.Name):
		t.Check.TypedRune(' ')
	case e.Name == fyne.KeySpace: // its character follows
	default:
		passKey(t, e)
	}
}

// TypedRune implements fyne.Focusable. Space ticks; the rest is the window's.
func (t *tickBox) TypedRune(r rune) {
	if r == ' ' {
		t.Check.TypedRune(r)
		return
	}
	passRune(t, r)
}

// CreateRenderer implements fyne.Widget.
func (t *tickBox) CreateRenderer() fyne.WidgetRenderer {
	return laidOut(t, ringed{t.Check.CreateRenderer(), t.ring})
}

// lineField is a line to type into that Tab scrolls to and Esc leaves.
type lineField struct{ widget.Entry }

func newLineField() *lineField {
	f := &lineField{}
	f.ExtendBaseWidget(f)
	return f
}

// CreateRenderer implements fyne.Widget.
func (f *lineField) CreateRenderer() fyne.WidgetRenderer {
	return laidOut(f, newCentredLine(f, f.Entry.CreateRenderer()))
}

// FocusGained implements fyne.Focusable.
func (f *lineField) FocusGained() {
	reveal(f)
	f.Entry.FocusGained()
}

// TypedKey implements fyne.Focusable.
func (f *lineField) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		focus(f, nil)
		return
	}
	f.Entry.TypedKey(e)
}

// TypedShortcut implements fyne.Shortcutable.
func (f *lineField) TypedShortcut(s fyne.Shortcut) {
	if !passShortcut(f, s) {
		f.Entry.TypedShortcut(s)
	}
}

// portField is a line to type into, with a list to choose from, that Tab scrolls to.
type portField struct{ widget.SelectEntry }

func newPortField() *portField {
	f := &portField{}
	f.ExtendBaseWidget(f)
	return f
}

// CreateRenderer implements fyne.Widget.
func (f *portField) CreateRenderer() fyne.WidgetRenderer {
	return laidOut(f, newCentredLine(f, f.SelectEntry.CreateRenderer()))
}

// FocusGained implements fyne.Focusable.
func (f *portField) FocusGained() {
	reveal(f)
	f.SelectEntry.FocusGained()
}

// TypedShortcut implements fyne.Shortcutable.
func (f *portField) TypedShortcut(s fyne.Shortcut) {
	if !passShortcut(f, s) {
		f.SelectEntry.TypedShortcut(s)
	}
}

// keyList is a list that leaves its keys to the window, whatever has the focus. A
// tap on a row gives it the focus, and Tab does.
type keyList struct {
	widget.List
	ring *focusRing
}

// extend makes l the widget that it is; every list needs it once.
func (l *keyList) extend() {
	l.ring = newFocusRing()
	l.ExtendBaseWidget(l)
}

// FocusGained implements fyne.Focusable.
func (l *keyList) FocusGained() {
	l.ring.show(true)
	reveal(l)
	l.Refresh()
}

// FocusLost implements fyne.Focusable.
func (l *keyList) FocusLost() {
	l.ring.show(false)
	l.Refresh()
}

// KeyDown implements desktop.Keyable.
func (l *keyList) KeyDown(e *fyne.KeyEvent) {
	if d, ok := canvasOf(l).(desktop.Canvas); ok && d.OnKeyDown() != nil {
		d.OnKeyDown()(e)
	}
}

// KeyUp implements desktop.Keyable.
func (l *keyList) KeyUp(*fyne.KeyEvent) {}

// TypedKey implements fyne.Focusable.
func (l *keyList) TypedKey(e *fyne.KeyEvent) {
	if c := canvasOf(l); c != nil && c.OnTypedKey() != nil {
		c.OnTypedKey()(e)
	}
}

// TypedRune implements fyne.Focusable.
func (l *keyList) TypedRune(r rune) { passRune(l, r) }

// CreateRenderer implements fyne.Widget.
func (l *keyList) CreateRenderer() fyne.WidgetRenderer {
	return laidOut(l, ringed{l.List.CreateRenderer(), l.ring})
}

package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// keyboard is a window's part that takes what is typed.
type keyboard interface {
	// mayPress says whether Enter or Space, which went down just now, may press
	// what has the focus since then. Whoever asks has used the key.
	mayPress(key fyne.KeyName, since time.Time) bool
}

// stop is a tap that Tab stops at: Enter and Space press it then. Every other key
// takes the focus from it and goes where it goes without a focus, so that digits
// are typed and Enter charges behind them. Widgets embed it.
type stop struct {
	tap
	focused bool
	since   time.Time
	// passed: Tab goes past it, since it has a key of its own.
	passed bool
}

// Disabled implements fyne.Disableable: Tab doesn't stop there.
func (s *stop) Disabled() bool { return s.disabled || s.passed }

// Enable implements fyne.Disableable.
func (s *stop) Enable() { s.able(true) }

// Disable implements fyne.Disableable.
func (s *stop) Disable() { s.able(false) }

func (s *stop) able(enabled bool) {
	s.disabled = !enabled
	s.Refresh()
}

// FocusGained implements fyne.Focusable.
func (s *stop) FocusGained() {
	s.focused = true
	if p := pointerOf(s.self); p != nil {
		s.since = p.now()
	}
	reveal(s.self)
	s.Refresh()
}

// FocusLost implements fyne.Focusable.
func (s *stop) FocusLost() {
	s.focused = false
	s.Refresh()
}

// KeyDown implements desktop.Keyable.
func (s *stop) KeyDown(e *fyne.KeyEvent) {
	if d, ok := canvasOf(s.self).(desktop.Canvas); ok && d.OnKeyDown() != nil {
		d.OnKeyDown()(e)
	}
}

// KeyUp implements desktop.Keyable.
func (s *stop) KeyUp(*fyne.KeyEvent) {}

// TypedKey implements fyne.Focusable.
func (s *stop) TypedKey(e *fyne.KeyEvent) {
	switch {
	case e.Name == fyne.KeySpace: // its character follows
	case isEnter(e.Name) && shown(s.self):
		s.pressedBy(e.Name)
	default:
		passKey(s.self, e)
	}
}

// TypedRune implements fyne.Focusable.
func (s *stop) TypedRune(r rune) {
	if r == ' ' && shown(s.self) {
		s.pressedBy(fyne.KeySpace)
		return
	}
	passRune(s.self, r)
}

func (s *stop) pressedBy(key fyne.KeyName) {
	p := pointerOf(s.self)
	if p == nil || p.keys == nil || p.keys.mayPress(key, s.since) {
		s.act()
	}
	if p != nil && p.after != nil {
		p.after()
	}
}

// gone says whether it can't be pressed any more, where it is.
func (s *stop) gone() bool { return s.Disabled() || !shown(s.self) }

// canvasOf is where an object is shown; nil when it isn't.
func canvasOf(o fyne.CanvasObject) fyne.Canvas {
	return fyne.CurrentApp().Driver().CanvasForObject(o)
}

// passKey takes the focus from an object and gives a key to the window.
func passKey(o fyne.CanvasObject, e *fyne.KeyEvent) {
	if c := canvasOf(o); c != nil {
		c.Unfocus()
		if c.OnTypedKey() != nil {
			c.OnTypedKey()(e)
		}
	}
}

// passRune takes the focus from an object and gives a character to the window.
func passRune(o fyne.CanvasObject, r rune) {
	if c := canvasOf(o); c != nil {
		c.Unfocus()
		if c.OnTypedRune() != nil {
			c.OnTypedRune()(r)
		}
	}
}

// passShortcut gives the window's own shortcuts to it, such as Ctrl+L, and says
// whether it was one: Fyne gives them all to whatever has the focus.
func passShortcut(o fyne.CanvasObject, s fyne.Shortcut) bool {
	custom, ok := s.(*desktop.CustomShortcut)
	if !ok || custom.Modifier != fyne.KeyModifierControl || len(custom.KeyName) != 1 {
		return false
	}
	c, ok := canvasOf(o).(fyne.Shortcutable)
	if ok {
		c.TypedShortcut(s)
	}
	return ok
}

// shown says whether an object is on the screen, in what is visible.
func shown(o fyne.CanvasObject) bool { return len(wayOnScreen(o)) > 0 }

// wayOnScreen is what an object lies in on the screen, from the outermost to itself.
func wayOnScreen(o fyne.CanvasObject) []fyne.CanvasObject {
	c := canvasOf(o)
	switch {
	case c == nil:
		return nil
	case c.Overlays().Top() != nil:
		return wayTo(c.Overlays().Top(), o)
	}
	return wayTo(c.Content(), o)
}

// wayTo is what an object lies in, from the outermost to itself, as far as all of it
// is visible; empty when it isn't there.
func wayTo(from, o fyne.CanvasObject) []fyne.CanvasObject {
	if !from.Visible() {
		return nil
	}
	if from == o {
		return []fyne.CanvasObject{o}
	}
	var parts []fyne.CanvasObject
	switch from := from.(type) {
	case *fyne.Container:
		parts = from.Objects
	case *container.Scroll, *scroll:
		parts = []fyne.CanvasObject{asScroll(from).Content}
	case *widget.PopUp:
		parts = []fyne.CanvasObject{from.Content}
	}
	for _, part := range parts {
		if way := wayTo(part, o); len(way) > 0 {
			return append([]fyne.CanvasObject{from}, way...)
		}
	}
	return nil
}

// reveal scrolls whatever an object lies in until it can be seen.
func reveal(o fyne.CanvasObject) {
	way := wayOnScreen(o)
	for i := len(way) - 1; i >= 0; i-- {
		s := asScroll(way[i])
		if s == nil {
			continue
		}
		top := float32(0) // in what is scrolled
		for _, inner := range way[i+2:] {
			top += inner.Position().Y
		}
		bottom := top + o.Size().Height
		to := s.Offset.Y
		if bottom+grid > to+s.Size().Height {
			to = bottom + grid - s.Size().Height
		}
		to = max(0, min(to, top-grid))
		s.ScrollToOffset(fyne.NewPos(0, to))
	}
}

// focusRing is drawn round what has the focus: dark and light beside one another,
// so that it stands out from whatever it lies on.
type focusRing struct{ outer, inner *canvas.Rectangle }

// The widths of the ring's two lines.
const (
	ringOuter float32 = 3
	ringInner float32 = 2
)

func newFocusRing() *focusRing {
	p := colours()
	r := &focusRing{outer: canvas.NewRectangle(film(p.ink, 0)), inner: canvas.NewRectangle(film(p.card, 0))}
	r.outer.StrokeColor, r.outer.StrokeWidth, r.outer.CornerRadius = p.ink, ringOuter, corner
	r.inner.StrokeColor, r.inner.StrokeWidth, r.inner.CornerRadius = p.card, ringInner, corner-ringOuter
	r.show(false)
	return r
}

func (r *focusRing) show(on bool) { r.outer.Hidden, r.inner.Hidden = !on, !on }

func (r *focusRing) resize(size fyne.Size) {
	place(r.outer, 0, 0, size.Width, size.Height)
	place(r.inner, ringOuter, ringOuter, size.Width-2*ringOuter, size.Height-2*ringOuter)
}

func (r *focusRing) objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.outer, r.inner} }

// ringed is another widget's renderer with a ring round it.
type ringed struct {
	fyne.WidgetRenderer
	ring *focusRing
}

// Layout implements fyne.WidgetRenderer.
func (r ringed) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.ring.resize(size)
}

// Objects implements fyne.WidgetRenderer.
func (r ringed) Objects() []fyne.CanvasObject {
	return append(append([]fyne.CanvasObject(nil), r.WidgetRenderer.Objects()...), r.ring.objects()...)
}

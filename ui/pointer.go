package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// sameInstant is how far apart a press and what follows from it may be and
// still be one finger's touch; no hand moves a mouse that fast.
const sameInstant = 15 * time.Millisecond

// pointer makes touches land where the finger is. Fyne 2.8 applies a movement
// after the clicks that came with it, so a finger that comes down somewhere
// new presses what lay under the last touch: the tap would be lost or, if it
// is short, hit the wrong key. One pointer serves one window.
type pointer struct {
	now func() time.Time
	// later runs a function once the movement has been applied.
	later func(func())
	// over is what the pointer is on; moves counts its comings and goings.
	over  *tap
	moves int
	// pressed is when something was last pressed; landed is what the pointer
	// jumped onto at that instant.
	pressed time.Time
	landed  *tap
}

func (p *pointer) justPressed() bool { return p.now().Sub(p.pressed) < sameInstant }

func (p *pointer) enter(t *tap, e *desktop.MouseEvent) {
	p.over = t
	p.moves++
	p.landed = nil
	if e.Button == desktop.MouseButtonPrimary && p.justPressed() {
		p.landed, t.held = t, true
	}
}

func (p *pointer) leave(t *tap) {
	p.moves++
	if p.over == t {
		p.over = nil
	}
	if p.landed == t {
		p.landed = nil
	}
}

func (p *pointer) release(t *tap) {
	if p.landed == t {
		p.landed = nil
		t.act()
	}
}

// tapped takes a tap that Fyne gave to t; nil is the backdrop.
func (p *pointer) tapped(t *tap) {
	if !p.justPressed() {
		t.act()
		return
	}
	before := p.moves
	p.later(func() {
		if p.moves != before {
			t = p.over
		}
		t.act()
	})
}

// shell is the layout of a window's content; taps find their pointer in it.
type shell struct {
	arranged
	pointer *pointer
}

// pointerOf is the pointer of the window that shows an object, or nil.
func pointerOf(o fyne.CanvasObject) *pointer {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil {
		return nil
	}
	if root, ok := c.Content().(*fyne.Container); ok {
		if s, ok := root.Layout.(shell); ok {
			return s.pointer
		}
	}
	return nil
}

// backdrop lies below everything and notices presses beside all else.
type backdrop struct {
	widget.BaseWidget
	pointer *pointer
}

func newBackdrop(p *pointer) *backdrop {
	b := &backdrop{pointer: p}
	b.ExtendBaseWidget(b)
	return b
}

// MouseDown implements desktop.Mouseable.
func (b *backdrop) MouseDown(*desktop.MouseEvent) { b.pointer.pressed = b.pointer.now() }

// MouseUp implements desktop.Mouseable.
func (b *backdrop) MouseUp(*desktop.MouseEvent) {}

// Tapped implements fyne.Tappable.
func (b *backdrop) Tapped(*fyne.PointEvent) { b.pointer.tapped(nil) }

// CreateRenderer implements fyne.Widget.
func (b *backdrop) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(&fyne.Container{})
}

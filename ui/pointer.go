package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// pointer knows when a window was last touched, and what was tapped there.
type pointer struct {
	now     func() time.Time
	pressed time.Time
	// tapped was tapped last, at a time, when it reached from one corner to the other.
	tapped   fyne.CanvasObject
	tappedOn time.Time
	from, to fyne.Position
	// keys is who is asked before a key presses a button; after is called when that
	// is over. Both may be nil.
	keys  keyboard
	after func()
}

func (p *pointer) press() { p.pressed = p.now() }

// doubleTap is how soon a second tap follows whose finger was still on its way when
// the first one changed the screen.
const doubleTap = 400 * time.Millisecond

// mayTap says whether a tap at a place was meant for the object that lies there, from
// a corner on. It wasn't where what was tapped before has only just made room for it.
func (p *pointer) mayTap(o fyne.CanvasObject, at, corner fyne.Position) bool {
	now := p.now()
	inside := at.X >= p.from.X && at.Y >= p.from.Y && at.X < p.to.X && at.Y < p.to.Y
	if p.tapped != nil && p.tapped != o && inside && now.Sub(p.tappedOn) < doubleTap {
		p.tappedOn = now
		return false
	}
	p.tapped, p.tappedOn, p.from, p.to = o, now, corner, corner.Add(o.Size())
	return true
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
func (b *backdrop) MouseDown(*desktop.MouseEvent) { b.pointer.press() }

// MouseUp implements desktop.Mouseable.
func (b *backdrop) MouseUp(*desktop.MouseEvent) {}

// CreateRenderer implements fyne.Widget.
func (b *backdrop) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(&fyne.Container{})
}

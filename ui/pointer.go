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
	// tapped was tapped last, at a place and a time.
	tapped   fyne.CanvasObject
	tappedAt fyne.Position
	tappedOn time.Time
	// keys is who is asked before a key presses a button; after is called when that
	// is over. Both may be nil.
	keys  keyboard
	after func()
}

func (p *pointer) press() { p.pressed = p.now() }

// doubleTap is how soon a second tap follows whose finger was still on its way when
// the first one changed the screen, and fingertip how near to the first it comes.
const (
	doubleTap         = 400 * time.Millisecond
	fingertip float32 = 24
)

// mayTap says whether a tap at a place was meant for the object that is there. It
// wasn't where the tap before has only just brought that object under the finger.
func (p *pointer) mayTap(o fyne.CanvasObject, at fyne.Position) bool {
	now, away := p.now(), at.Subtract(p.tappedAt)
	soon := now.Sub(p.tappedOn) < doubleTap && max(away.X, -away.X, away.Y, -away.Y) < fingertip
	p.tappedAt, p.tappedOn = at, now
	if p.tapped != nil && p.tapped != o && soon {
		return false
	}
	p.tapped = o
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

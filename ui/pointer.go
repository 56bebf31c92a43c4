package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// pointer knows when a window was last touched.
type pointer struct {
	now     func() time.Time
	pressed time.Time
	// keys is who is asked before a key presses a button; after is called when that
	// is over. Both may be nil.
	keys  keyboard
	after func()
}

func (p *pointer) press() { p.pressed = p.now() }

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

package ui

import (
	"testing"

	"fyne.io/fyne/v2"
)

// TestWheelGoesOn: over a line to type into, and over a scroller that has nothing to
// scroll, the wheel scrolls what they lie in.
func TestWheelGoesOn(t *testing.T) {
	w, _ := inSettings(t, realTerminal())
	down := &fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -40)}
	field := w.settings.form.route.address
	var over *wheel
	for _, o := range visible(field) {
		if found, ok := o.(*wheel); ok {
			over = found
		}
	}
	if over == nil || over.Size() != field.Size() {
		t.Fatalf("nothing takes the wheel over %v: %v", field.Size(), over)
	}
	over.Scrolled(down)
	if w.settings.scroll.Offset.Y == 0 {
		t.Error("the wheel sticks over a line to type into")
	}

	outer := newScroll(nil)
	inner := newScroll(newPress("", "", lookQuiet(), nil))
	outer.Content = &fyne.Container{Layout: arranged{smallest: fyne.NewSize(100, 400), arrange: func(fyne.Size) { place(inner, 0, 0, 100, 400) }}, Objects: []fyne.CanvasObject{inner}}
	w.window.SetContent(outer)
	outer.Resize(fyne.NewSize(100, 100))
	outer.Content.Resize(fyne.NewSize(100, 400))
	inner.Scrolled(down)
	if outer.Offset.Y == 0 {
		t.Error("a scroller that has nothing to scroll keeps the wheel")
	}
}

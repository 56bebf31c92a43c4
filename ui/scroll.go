package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// scroll is Fyne's, upright; but what can't be scrolled on leaves the wheel to what it
// lies in.
type scroll struct{ container.Scroll }

func newScroll(content fyne.CanvasObject) *scroll {
	s := &scroll{container.Scroll{Content: content, Direction: container.ScrollVerticalOnly}}
	s.ExtendBaseWidget(s)
	return s
}

// Scrolled implements fyne.Scrollable.
func (s *scroll) Scrolled(e *fyne.ScrollEvent) {
	if goesOn(&s.Scroll, e) {
		s.Scroll.Scrolled(e)
		return
	}
	scrollAround(s, e)
}

// asScroll is the scroll that an object is; nil when it is none.
func asScroll(o fyne.CanvasObject) *container.Scroll {
	switch o := o.(type) {
	case *container.Scroll:
		return o
	case *scroll:
		return &o.Scroll
	}
	return nil
}

// overflows says whether there is more in a scroll than it shows.
func overflows(s *container.Scroll) bool { return s.Content.Size().Height > s.Size().Height+1 }

// goesOn says whether the wheel moves what a scroll shows.
func goesOn(s *container.Scroll, e *fyne.ScrollEvent) bool {
	lowest := s.Content.Size().Height - s.Size().Height
	return e.Scrolled.DY < 0 && s.Offset.Y < lowest-1 || e.Scrolled.DY > 0 && s.Offset.Y > 0 && lowest > 1
}

// scrollAround gives the wheel to the innermost that an object lies in and that it
// moves.
func scrollAround(o fyne.CanvasObject, e *fyne.ScrollEvent) {
	for _, around := range slices.Backward(wayOnScreen(o)) {
		if s := asScroll(around); s != nil && around != o && goesOn(s, e) {
			s.Scrolled(e)
			return
		}
	}
}

// wheel lies over a text field and gives the wheel to what the field lies in: Fyne's
// entries keep it, though a line has nothing to scroll.
type wheel struct {
	widget.BaseWidget
	field fyne.CanvasObject
}

func newWheel(field fyne.CanvasObject) *wheel {
	w := &wheel{field: field}
	w.ExtendBaseWidget(w)
	return w
}

// Scrolled implements fyne.Scrollable.
func (w *wheel) Scrolled(e *fyne.ScrollEvent) { scrollAround(w.field, e) }

// CreateRenderer implements fyne.Widget.
func (w *wheel) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(&fyne.Container{})
}

package ui

import "fyne.io/fyne/v2"

// unitFor is how much larger than on a 1024 x 600 screen everything is drawn
// in a body of this size.
func unitFor(size fyne.Size) float32 {
	u := min(size.Width/1024, size.Height/536)
	if enlarged() {
		return max(1, min(2, u))
	}
	return max(0.9, min(2, u))
}

// arranged makes a function a fyne.Layout.
type arranged struct {
	smallest fyne.Size
	arrange  func(fyne.Size)
}

// Layout implements fyne.Layout.
func (a arranged) Layout(_ []fyne.CanvasObject, size fyne.Size) { a.arrange(size) }

// MinSize implements fyne.Layout.
func (a arranged) MinSize([]fyne.CanvasObject) fyne.Size { return a.smallest }

// place gives an object its box, if it has another: Fyne draws the window anew for
// some that are moved to where they are.
func place(o fyne.CanvasObject, x, y, width, height float32) {
	if size := fyne.NewSize(width, height); o.Size() != size {
		o.Resize(size)
	}
	if at := fyne.NewPos(x, y); o.Position() != at {
		o.Move(at)
	}
}

// placeProse gives a text its height at a width and returns where it ends.
func placeProse(p *prose, x, y, width float32) float32 {
	height := p.heightFor(width)
	place(p, x, y, width, height)
	return y + height
}

// laidOut gives a new renderer the size that its widget has already. Fyne forgets
// how a widget is drawn once it wasn't drawn for a minute; when it comes back its
// size is what it was, so that nobody lays the new renderer out.
func laidOut(w fyne.Widget, r fyne.WidgetRenderer) fyne.WidgetRenderer {
	if size := w.Size(); !size.IsZero() {
		r.Layout(size)
	}
	return r
}

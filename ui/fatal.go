package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// fatal is a window that can only be closed.
type fatal struct {
	face        *canvas.Rectangle
	sign        *mark
	title, text *prose
	button      *press
}

// ShowFatal fills a window with what went wrong before the till could start
// and what to do about it. Its button, Esc, Enter and closing the window call
// quit. The window isn't shown by it.
func ShowFatal(window fyne.Window, title, text string, quit func()) {
	p := colours()
	f := &fatal{face: canvas.NewRectangle(p.paper)}
	f.sign = newMark(shapeCross, p.onDark, p.red)
	f.title, f.text = newStrong(title, sizeLarge, p.ink), newProse(text, sizeStrong, p.ink)
	f.button = newPress("Close", "Esc", lookPrimary(), quit)
	root := &fyne.Container{Layout: arranged{smallest: fyne.NewSize(480, 280), arrange: f.arrange}, Objects: []fyne.CanvasObject{
		f.face, f.sign, f.title, f.text, f.button,
	}}
	window.SetPadded(false)
	window.SetContent(root)
	window.SetCloseIntercept(quit)
	window.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) {
		switch e.Name {
		case fyne.KeyEscape, fyne.KeyReturn, fyne.KeyEnter:
			quit()
		}
	})
}

func (f *fatal) arrange(size fyne.Size) {
	place(f.face, 0, 0, size.Width, size.Height)
	width := min(size.Width-2*gridOuter, 760)
	sign := float32(72)
	inner := width - sign - 2*gridOuter
	height := f.title.heightFor(inner) + gridOuter + f.text.heightFor(inner) + 2*gridOuter + 60
	x, y := (size.Width-width)/2, max(gridOuter, (size.Height-height)/2)
	place(f.sign, x, y, sign, sign)
	x += sign + 2*gridOuter
	y = placeProse(f.title, x, y, inner)
	y = placeProse(f.text, x, y+gridOuter, inner)
	place(f.button, x, y+2*gridOuter, max(200, f.button.wanted()), 60)
}

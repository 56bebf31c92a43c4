package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// fatal is a window that can only be closed.
type fatal struct {
	face        *canvas.Rectangle
	sign        *mark
	title, text *prose
	button      *press
	offer       *press // nil without one
	root        *fyne.Container
}

// Fatal is why the till can't start, or go on.
type Fatal struct {
	// Err is what the data folder or the journal said: one of store's errors, or
	// any other.
	Err error
	// Quit ends the program.
	Quit func()
	// Accept puts the backup that was taken at Backup in the journal's place, or an
	// empty journal where Backup is zero: then the program ends, or the window says
	// what Accept returned. Nil: there is no such way out.
	Accept func() error
	Backup time.Time
}

// ShowFatal fills a window with what went wrong before the till could start
// and what to do about it. Its button, Esc, Enter and closing the window quit.
// The window isn't shown by it.
func ShowFatal(window fyne.Window, what Fatal) {
	p := colours()
	title, text := failureWords(what.Err)
	f := &fatal{face: canvas.NewRectangle(p.paper)}
	f.sign = newMark(shapeCross, p.onFill, p.red)
	f.title, f.text = newStrong(title, sizeLarge, p.ink), newProse(text, sizeStrong, p.ink)
	f.button = newPress(tr("Close"), "Esc", lookPrimary(), what.Quit)
	f.root = &fyne.Container{Layout: arranged{smallest: fyne.NewSize(480, 280), arrange: f.arrange}, Objects: []fyne.CanvasObject{
		f.face, f.sign, f.title, f.text, f.button,
	}}
	if what.Accept != nil {
		f.offer = newPress(wayOutWords(what.Backup), "", lookDanger(), func() { f.accept(what) })
		f.root.Objects = append(f.root.Objects, f.offer)
	}
	window.SetPadded(false)
	window.SetContent(f.root)
	window.SetCloseIntercept(what.Quit)
	window.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) {
		switch e.Name {
		case fyne.KeyEscape, fyne.KeyReturn, fyne.KeyEnter:
			what.Quit()
		}
	})
}

// accept takes the way out once.
func (f *fatal) accept(what Fatal) {
	f.offer.say(f.offer.label, f.offer.look, false)
	if err := what.Accept(); err != nil {
		f.text.say(tr("That didn't work: ")+err.Error(), colours().red)
		f.root.Refresh()
		return
	}
	what.Quit()
}

func (f *fatal) arrange(size fyne.Size) {
	place(f.face, 0, 0, size.Width, size.Height)
	width := min(size.Width-2*gridOuter, 760)
	sign := float32(72)
	inner := width - sign - 2*gridOuter
	height := f.title.heightFor(inner) + gridOuter + f.text.heightFor(inner) + 2*gridOuter + 60
	if f.offer != nil {
		height += 60 + gridWide
	}
	x, y := (size.Width-width)/2, max(gridOuter, (size.Height-height)/2)
	place(f.sign, x, y, sign, sign)
	x += sign + 2*gridOuter
	y = placeProse(f.title, x, y, inner)
	y = placeProse(f.text, x, y+gridOuter, inner)
	y += 2 * gridOuter
	if f.offer != nil {
		place(f.offer, x, y, inner, 60)
		y += 60 + gridWide
	}
	place(f.button, x, y, max(200, f.button.wanted()), 60)
}

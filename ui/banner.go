package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// banner is a red strip over every section for what nobody may miss.
type banner struct {
	root *fyne.Container
	face *canvas.Rectangle
	sign *mark
	text *prose
}

func newBanner() *banner {
	p := colours()
	b := &banner{face: canvas.NewRectangle(p.red), sign: newMark(shapeCross, p.red, p.onFill), text: newStrong("", sizeStrong, p.onFill)}
	b.root = &fyne.Container{Layout: arranged{arrange: b.arrange}, Objects: []fyne.CanvasObject{b.face, b.sign, b.text}}
	b.root.Hide()
	return b
}

// say shows a sentence; an empty one hides the banner.
func (b *banner) say(text string) {
	b.root.Hidden = text == ""
	b.text.say(text, colours().onFill)
}

const bannerSign float32 = 32

// heightFor is the height that the banner takes; 0 while it is hidden.
func (b *banner) heightFor(width, u float32) float32 {
	if b.root.Hidden {
		return 0
	}
	b.text.resizeType(sizeStrong * u)
	return max(bannerSign, b.text.heightFor(width-3*gridOuter-bannerSign)) + 2*gridWide
}

func (b *banner) arrange(size fyne.Size) {
	place(b.face, 0, 0, size.Width, size.Height)
	place(b.sign, gridOuter, (size.Height-bannerSign)/2, bannerSign, bannerSign)
	width := size.Width - 3*gridOuter - bannerSign
	height := b.text.heightFor(width)
	place(b.text, 2*gridOuter+bannerSign, (size.Height-height)/2, width, height)
}

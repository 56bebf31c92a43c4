package ui

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// fact is one thing known about a transaction: what it is called, and lines of
// text. copies is what its button puts on the clipboard; empty for no button.
type fact struct {
	name   string
	lines  []factLine
	copies string
	tap    func() // makes a button of the first line
}

type factLine struct {
	text  string
	ink   color.NRGBA
	small bool
}

// factText is a line of a fact as it is shown.
type factText struct {
	*prose
	small bool
}

// factCard is a card with facts under a title.
type factCard struct {
	face  *canvas.Rectangle
	title *prose
	names []*prose
	lines [][]factText
	taps  []*press // one for each fact; nil where there is none
	more  fyne.CanvasObject
}

func newFactCard(title string, facts []fact) *factCard {
	p := colours()
	c := &factCard{face: canvas.NewRectangle(p.card), title: newStrong(title, sizeSmall, p.harbour)}
	c.face.CornerRadius, c.face.StrokeColor, c.face.StrokeWidth = corner, p.line, 1
	for _, f := range facts {
		c.names = append(c.names, newProse(f.name, sizeSmall, p.muted))
		var lines []factText
		for _, l := range f.lines {
			size := sizeBody
			if l.small {
				size = sizeSmall
			}
			lines = append(lines, factText{newProse(l.text, size, l.ink), l.small})
		}
		c.lines = append(c.lines, lines)
		c.taps = append(c.taps, f.button())
	}
	return c
}

func (f fact) button() *press {
	var b *press
	switch {
	case f.copies != "":
		b = newPress(tr("Copy"), "", lookQuiet(), nil)
		b.onTap = func() {
			fyne.CurrentApp().Clipboard().SetContent(f.copies)
			b.say(tr("Copied"), chosenLook(true), true)
		}
	case f.tap != nil:
		b = newPress(tr("Open"), "", lookQuiet(), f.tap)
	default:
		return nil
	}
	b.plain, b.size = true, sizeSmall
	return b
}

func (c *factCard) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{c.face, c.title}
	for i := range c.names {
		all = append(all, c.names[i])
		for _, l := range c.lines[i] {
			all = append(all, l.prose)
		}
		if c.taps[i] != nil {
			all = append(all, c.taps[i])
		}
	}
	if c.more != nil {
		all = append(all, c.more)
	}
	return all
}

// factNameWidth is the width of the names' column at unit 1.
const factNameWidth = 112

// arrange places the card and returns where it ends.
func (c *factCard) arrange(x, top, width, u float32) float32 {
	c.title.resizeType(sizeSmall * u)
	left, inner := x+gridWide*u, width-2*gridWide*u
	y := placeProse(c.title, left, top+grid*u, inner) + gridHalf*u
	for i := range c.names {
		y = c.arrangeFact(i, left, y, inner, u) + gridHalf*u
	}
	if c.more != nil {
		row := tall(touch*u, sizeBody*u)
		place(c.more, left, y, inner, row)
		y += row + gridHalf*u
	}
	y += gridHalf * u
	place(c.face, x, top, width, y-top)
	return y
}

// arrangeFact places a fact from y, enlarged with its name above it, and returns
// where it ends.
func (c *factCard) arrangeFact(i int, x, y, width, u float32) float32 {
	name, button := c.names[i], c.taps[i]
	name.resizeType(sizeSmall * u)
	column, room := factNameWidth*u, width-factNameWidth*u
	side, wanted := 36*u, 72*u
	if enlarged() {
		column, room = 0, width
	}
	if button != nil {
		button.resizeType(sizeSmall * u)
		if enlarged() {
			side, wanted = tall(side, sizeSmall*u), button.wanted()
		}
		room -= wanted + gridHalf*u
	}
	for _, l := range c.lines[i] {
		switch {
		case l.small && enlarged():
			l.resizeType(sizeSmall * u)
		case l.small:
			l.resizeType(min(sizeSmall*u, sizeBody-1))
		case strings.Contains(l.text, " "):
			l.resizeType(sizeBody * u)
		default: // a number, of which every digit counts
			l.fixType(fitSize(l.text, l.style, sizeBody*u*textScale(), sizeSmall*0.8, room))
		}
	}
	height, line := float32(0), y
	switch {
	case enlarged():
		line = placeProse(name, x, y, room)
	case button != nil && len(c.lines[i]) == 1: // beside the button's middle
		line += max(0, side-c.lines[i][0].lineHeight()) / 2
		fallthrough
	default:
		height = placeProse(name, x, line+2*u, column-grid*u) - y
	}
	for _, l := range c.lines[i] {
		line = placeProse(l.prose, x+column, line, room)
	}
	height = max(height, line-y)
	if button != nil {
		height = max(height, side)
		place(button, x+width-wanted, y+(height-side)/2, wanted, side)
	}
	return y + height
}

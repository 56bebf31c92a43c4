package ui

import (
	"slices"

	"fyne.io/fyne/v2"
)

func (c *closingPage) arrange(size fyne.Size) float32 {
	u := unitFor(size)
	margin := gridOuter * u
	width := size.Width - 2*margin
	buttons := append([]*press{c.back}, c.actions...)
	for _, b := range append(append(slices.Clone(buttons), c.list...), c.older) {
		b.resizeType(sizeBody * u)
	}
	c.note.resizeType(sizeBody * u)
	c.empty.resizeType(sizeBody * u)
	if enlarged() {
		return c.arrangeEnlarged(margin, width, u)
	}
	right := margin + width
	for _, b := range buttons {
		w := b.wanted() - 2*gridWide
		right -= w
		place(b, right, margin, w, touch*u)
		right -= grid * u
	}
	room := right - margin
	c.title.resizeType(fitSize(c.title.text, c.title.style, sizeTitle*u, sizeSmall, room))
	place(c.title, margin, margin+(touch*u-c.title.lineHeight())/2, room, c.title.lineHeight())
	top := margin + touch*u + gridHalf*u
	top = placeProse(c.note, margin, top, width) + grid*u
	side := 300 * u
	y := top
	for _, b := range append(slices.Clone(c.list), c.older) {
		if b.Hidden {
			continue
		}
		height := min(touch*u, (size.Height-top-margin)/float32(len(c.list)+1)-gridHalf*u)
		place(b, margin, y, side, height)
		y += height + gridHalf*u
	}
	place(c.empty, margin, y+grid*u, side, c.empty.heightFor(side))
	place(c.scroll, margin+side+gridWide*u, top, width-side-gridWide*u, size.Height-top)
	return size.Height
}

// arrangeEnlarged puts everything below one another and returns where it ends.
func (c *closingPage) arrangeEnlarged(margin, width, u float32) float32 {
	gap, row := grid*u, tall(touch*u, sizeBody*u)
	c.title.resizeType(sizeTitle * u)
	y := placeProse(c.title, margin, margin, width) + gap
	y = flow(append([]*press{c.back}, c.actions...), margin, y, width, row, gap) + gap
	y = placeProse(c.note, margin, y, width) + gap
	y = flow(append(slices.Clone(c.list), c.older), margin, y, width, row, gap) + gap
	y = placeProse(c.empty, margin, y, width) + gap
	height := closingBody{c}.height(width)
	place(c.scroll, margin, y, width, height)
	return y + height
}

// closingBody is the layout of the cards: one below the other.
type closingBody struct{ page *closingPage }

// Layout implements fyne.Layout.
func (l closingBody) Layout(_ []fyne.CanvasObject, size fyne.Size) { l.height(size.Width) }

// MinSize implements fyne.Layout.
func (l closingBody) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(grid, l.height(l.page.scroll.Size().Width))
}

func (l closingBody) height(width float32) float32 {
	u := listUnit(width * 1.4)
	y := float32(0)
	for _, card := range l.page.cards {
		y = card.arrange(0, y, width-gridOuter, u) + grid
	}
	return y
}

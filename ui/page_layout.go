package ui

import (
	"slices"

	"fyne.io/fyne/v2"
)

func (s *transactionPage) arrange(size fyne.Size) float32 {
	margin := gridWide
	width := size.Width - 2*margin
	u := listUnit(width)
	y := s.arrangeActions(margin, width, u) + grid
	side := 36 * u
	s.title.resizeType(sizeTitle * u)
	left := margin + side + gridWide
	title := s.title.heightFor(size.Width - margin - left)
	place(s.sign, margin, y, side, side)
	place(s.title, left, y+max(0, side-title)/2, size.Width-margin-left, title)
	if !enlarged() {
		title = side
		place(s.title, left, y+(side-s.title.lineHeight())/2, size.Width-margin-left, s.title.lineHeight())
	}
	s.story.resizeType(sizeBody * u)
	y = placeProse(s.story, margin, y+max(side, title)+gridHalf, width) + grid
	news := s.news.heightFor(width)
	if news > 0 {
		place(s.news.root, margin, y, width, news)
		y += news + grid
	}
	height := size.Height - y
	if enlarged() {
		height = max(height, pageBody{s}.height(width))
	}
	place(s.scroll, margin, y, width, height)
	return y + height
}

// arrangeActions places the buttons and returns where they end.
func (s *transactionPage) arrangeActions(margin, width, u float32) float32 {
	all := append([]*press{s.back}, s.actions...)
	for _, b := range all {
		b.resizeType(sizeBody * u)
	}
	if enlarged() {
		return flow(all, margin, grid, width, tall(touch*u, sizeBody*u), grid)
	}
	x := margin + width
	for _, b := range all {
		each := b.wanted() - 2*gridWide
		if b == s.back {
			place(b, margin, grid, each, touch*u)
			continue
		}
		x -= each
		place(b, x, grid, each, touch*u)
		x -= grid
	}
	return grid + touch*u
}

// pageBody is the layout of the cards: two columns.
type pageBody struct{ page *transactionPage }

// Layout implements fyne.Layout.
func (l pageBody) Layout(_ []fyne.CanvasObject, size fyne.Size) { l.height(size.Width) }

// MinSize implements fyne.Layout.
func (l pageBody) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(grid, l.height(l.page.scroll.Size().Width))
}

// height places the cards and returns the longer column's height.
func (l pageBody) height(width float32) float32 {
	u := listUnit(width)
	column := (width - gridWide - gridOuter) / 2
	longest := float32(0)
	if enlarged() {
		for _, c := range append(slices.Clone(l.page.left), l.page.right...) {
			longest = c.arrange(0, longest, width-gridOuter, u) + grid
		}
		return longest
	}
	for i, cards := range [][]*factCard{l.page.left, l.page.right} {
		y := float32(0)
		for _, c := range cards {
			y = c.arrange(float32(i)*(column+gridWide), y, column, u) + grid
		}
		longest = max(longest, y)
	}
	return longest
}

// newDetailsLine is the button that shows what is technical.
func newDetailsLine(more *press) fyne.CanvasObject {
	return &fyne.Container{Objects: []fyne.CanvasObject{more}, Layout: arranged{arrange: func(size fyne.Size) {
		u := min(1.4, size.Height/touch)
		if enlarged() {
			u = 1
		}
		more.resizeType(sizeSmall * u)
		place(more, 0, 0, min(size.Width, more.wanted()), size.Height)
	}}}
}

// newNoteLine is the note with its button.
func newNoteLine(note *textField, save *press) fyne.CanvasObject {
	line := &fyne.Container{Objects: []fyne.CanvasObject{note, save}}
	line.Layout = arranged{arrange: func(size fyne.Size) {
		u := min(1.4, size.Height/touch)
		button := 140 * u
		if enlarged() {
			u = 1
			button = min(save.wanted(), size.Width*0.4)
		}
		save.resizeType(sizeSmall * u)
		place(note, 0, 0, size.Width-button-grid, size.Height)
		place(save, size.Width-button, 0, button, size.Height)
	}}
	return line
}

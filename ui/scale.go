package ui

import (
	"math"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// textScale is how much larger than usual the till's texts are: that of the
// theme that the application has. Every text takes it when it gets its size, so
// screens go on naming sizes of the type scale.
func textScale() float32 {
	if t := themeNow(); t != nil {
		return t.scale
	}
	return 1
}

// fieldUnit is how much larger than on the smallest screen fields are, and what
// stands in them: as large as the lists of the window are.
func fieldUnit() float32 {
	if t := themeNow(); t != nil {
		return t.unit
	}
	return 1
}

// fitFields gives fields the size for a window of this width, and says whether they
// had another. Fyne's own widgets take it from the theme.
func fitFields(width float32) bool {
	t := themeNow()
	if t == nil {
		return false
	}
	// In steps, so that not every pixel by which a window is dragged larger counts.
	unit := float32(math.Round(float64(listUnit(width))*20)) / 20
	changed := t.unit != unit
	t.unit = unit
	return changed
}

// themeNow is the application's theme; nil when it isn't the till's.
func themeNow() *tillTheme {
	if app := fyne.CurrentApp(); app != nil {
		if t, ok := app.Settings().Theme().(*tillTheme); ok {
			return t
		}
	}
	return nil
}

// enlarged says whether texts are larger than the boxes were made for.
func enlarged() bool { return textScale() > 1 }

// linesOf is how many lines a text may take that usually has so many at most.
func linesOf(usual int) int {
	if enlarged() {
		return 2 * usual
	}
	return usual
}

// tall is the height of a row whose buttons are written in a size: what it
// usually has, or what the text needs.
func tall(usual, size float32) float32 { return max(usual, size*textScale()*1.7) }

// wide is a width for a text that usually has a width, within what there is.
func wide(usual, most float32) float32 { return min(usual*textScale(), max(usual, most)) }

// flow places buttons beside one another from the left, in as many rows as it
// takes, and returns where the last row ends. A button is never wider than a row.
func flow(buttons []*press, x, y, width, height, gap float32) float32 {
	left := x
	for _, b := range buttons {
		if b.Hidden {
			continue
		}
		w := min(b.wanted(), width)
		if left > x && left+w > x+width {
			left = x
			y += height + gap
		}
		place(b, left, y, w, height)
		left += w + gap
	}
	return y + height
}

// flowHeight is the height that flow takes for buttons.
func flowHeight(buttons []*press, width, height, gap float32) float32 {
	left, rows := float32(0), float32(1)
	for _, b := range buttons {
		if b.Hidden {
			continue
		}
		w := min(b.wanted(), width)
		if left > 0 && left+w > width {
			left = 0
			rows++
		}
		left += w + gap
	}
	return rows*(height+gap) - gap
}

// wantedBy is the width that buttons take beside one another.
func wantedBy(buttons []*press, gap float32) float32 {
	width := float32(0)
	for _, b := range buttons {
		if !b.Hidden {
			width += b.wanted() + gap
		}
	}
	return max(0, width-gap)
}

// rowHeight is the height of a list's row that is written in a size: enlarged it
// has two lines.
func rowHeight(usual, size float32) float32 {
	if enlarged() {
		return 2*fyne.MeasureText("Hg", size*textScale(), fyne.TextStyle{}).Height + grid
	}
	return usual
}

// arrangeCells places the cells of a row by their shares of its width, a cell that
// has no room left on the second line.
func arrangeCells(cells []*prose, size fyne.Size, typeSize float32, shares []float32) {
	width := size.Width - 2*grid
	line := size.Height
	if enlarged() {
		line = size.Height / 2
	}
	x, y, used := grid, float32(0), float32(0)
	for i, cell := range cells {
		if used+shares[i] > 1.01 {
			x, y, used = grid, line, 0
		}
		column := width * shares[i]
		cell.fitType(typeSize, column-grid, line)
		place(cell, x, y+(line-cell.lineHeight())/2, column-grid, cell.lineHeight())
		x += column
		used += shares[i]
	}
}

// footButton is the height of a form's buttons at a unit.
func footButton(u float32) float32 { return tall(56*u, sizeStrong*u) }

// footHeight is the height of a form's foot: its buttons, the first rightmost, and
// a note beside them, enlarged above them.
func footHeight(width, u float32, note *prose, buttons ...*press) float32 {
	note.resizeType(sizeBody * u)
	height := footButton(u) + grid*u
	if enlarged() {
		height += note.heightFor(width) + grid*u
	}
	return height
}

// arrangeFoot places a form's foot at the bottom and returns where what is above it
// ends.
func arrangeFoot(size fyne.Size, u float32, note *prose, buttons ...*press) float32 {
	foot := size.Height - footButton(u)
	right := size.Width
	for _, b := range buttons {
		b.resizeType(sizeStrong * u)
		width := b.wanted()
		if b == buttons[0] && len(buttons) == 1 {
			width = max(200*u, width)
		}
		right -= width
		place(b, right, foot, width, footButton(u))
		right -= grid * u
	}
	note.resizeType(sizeBody * u)
	if enlarged() {
		height := note.heightFor(size.Width)
		place(note, 0, foot-grid*u-height, size.Width, height)
	} else {
		place(note, 0, foot+grid, right, note.heightFor(right))
	}
	return size.Height - footHeight(size.Width, u, note, buttons...)
}

// centred is where a card begins that stands in the middle of a view, if it fits.
func centred(view fyne.Size, height float32) float32 {
	return max(gridOuter, (view.Height-height)/2)
}

// fitLabel says how an enlarged label is written in a box: on one line or on two,
// as large as it can be, at most in a size. It returns no lines when the label
// doesn't fit in more than its usual size.
func fitLabel(text string, style fyne.TextStyle, size float32, box fyne.Size) ([]string, float32) {
	usual := size / textScale()
	for ; size > usual; size = max(usual, size-1) {
		fits := func(s string) bool { return fyne.MeasureText(s, size, style).Width <= box.Width }
		line := fyne.MeasureText("Hg", size, style).Height
		switch {
		case line > box.Height:
		case fits(text):
			return []string{text}, size
		case pressLines*line <= box.Height:
			if two := halves(text, fits); two != nil {
				return two, size
			}
		}
	}
	return nil, usual
}

// halves breaks a text into two lines that are as alike in length as they can be,
// between words if it can; nil when they don't fit.
func halves(text string, fits func(string) bool) []string {
	var best []string
	shortest, between := len(text)+1, false
	first := ""
	for _, piece := range breaks(text) {
		first += piece.text
		one, two := strings.TrimSpace(first), strings.TrimSpace(text[len(first):])
		space := len(one)+len(two) < len(text)
		better := max(len(one), len(two)) < shortest && space == between || space && !between
		if two != "" && better && fits(one) && fits(two) {
			best, shortest, between = []string{one, two}, max(len(one), len(two)), space
		}
	}
	return best
}

// pane shows what is laid out for a view, and scrolls it when that needs more
// height than the view has.
type pane struct {
	scroll *container.Scroll
	body   *fyne.Container
	// lay lays everything out for a view and returns the height that it takes.
	lay func(view fyne.Size) float32
	// laying: lay is at work, and what comes of it is no reason to begin anew.
	laying bool
	// laid is the view that lay was asked for last, high what it returned.
	laid fyne.Size
	high float32
}

func newPane(body *fyne.Container, lay func(view fyne.Size) float32) *pane {
	p := &pane{body: body, lay: lay}
	body.Layout = p
	p.scroll = container.NewVScroll(body)
	return p
}

// Layout implements fyne.Layout.
func (p *pane) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	view := p.scroll.Size()
	if view.IsZero() || p.laying {
		return
	}
	p.laying = true
	defer func() { p.laying = false }()
	p.laid, p.high = view, p.lay(view)
	if height := max(view.Height, p.high); height != size.Height {
		p.body.Resize(fyne.NewSize(view.Width, height))
		p.scroll.Refresh()
	}
}

// MinSize implements fyne.Layout. Fyne asks for it whenever it draws the window, so
// that it may change nothing once all is laid out.
func (p *pane) MinSize([]fyne.CanvasObject) fyne.Size {
	view := p.scroll.Size()
	if view.IsZero() || p.laying {
		return fyne.NewSize(grid, p.body.Size().Height)
	}
	if p.laid != view {
		p.laid, p.high = view, p.lay(view)
	}
	return fyne.NewSize(grid, max(view.Height, p.high))
}

// scrollKey scrolls what can be scrolled in a face, and says whether there is
// anything.
func scrollKey(face fyne.CanvasObject, name fyne.KeyName) bool {
	s := scrollOf(face)
	if s == nil {
		return false
	}
	lowest := s.Content.Size().Height - s.Size().Height
	to := s.Offset.Y
	switch name {
	case fyne.KeyDown:
		to += scrollStep
	case fyne.KeyUp:
		to -= scrollStep
	case fyne.KeyPageDown:
		to += s.Size().Height * 0.8
	case fyne.KeyPageUp:
		to -= s.Size().Height * 0.8
	case fyne.KeyHome:
		to = 0
	case fyne.KeyEnd:
		to = lowest
	default:
		return false
	}
	s.ScrollToOffset(fyne.NewPos(0, max(0, min(lowest, to))))
	return true
}

// scrollStep is how far an arrow key scrolls.
const scrollStep = 60

// scrollOf is the first in a face that has more than it shows; nil without any.
func scrollOf(o fyne.CanvasObject) *container.Scroll {
	switch o := o.(type) {
	case *container.Scroll, *scroll:
		if s := asScroll(o); !overflows(s) {
			return scrollOf(s.Content)
		} else {
			return s
		}
	case *fyne.Container:
		for _, part := range o.Objects {
			if part.Visible() {
				if s := scrollOf(part); s != nil {
					return s
				}
			}
		}
	}
	return nil
}

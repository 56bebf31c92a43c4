package ui

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"harbourtill/terminal/payment"
)

// historyRow is one line of the list: a transaction (time, status, amount,
// channel, note or reference), or the head of a day with its totals. It is
// tapped as a whole.
type historyRow struct {
	tap
	face  *canvas.Rectangle
	sign  *mark
	cells []*prose
	day   *prose
	sums  *prose
	sizes []float32 // of the cells at unit 1
	fill  color.NRGBA
	line  bool // it is a transaction
}

// The cells of a row.
const (
	cellTime = iota
	cellStatus
	cellAmount
	cellChannel
	cellReference
	cellTraining
	cellCount
)

func newHistoryRow() *historyRow {
	p := colours()
	r := &historyRow{sign: newMark(noShape, p.ink, nil), face: canvas.NewRectangle(color.Transparent), line: true}
	r.self = r
	r.face.CornerRadius = gridHalf
	for range cellCount {
		r.cells = append(r.cells, newLine("", sizeBody, p.ink))
	}
	r.cells[cellStatus].style.Bold, r.cells[cellAmount].style.Bold = true, true
	r.cells[cellAmount].align = fyne.TextAlignTrailing
	r.cells[cellTraining].style.Bold = true
	r.cells[cellReference].mayCut, r.cells[cellChannel].mayCut = true, true
	r.sizes = []float32{sizeBody, sizeBody, sizeBody, sizeBody, sizeSmall, sizeSmall}
	r.day, r.sums = newStrong("", sizeBody, p.ink), newLine("", sizeBody, p.muted)
	r.day.maxLines = 1
	r.sums.align = fyne.TextAlignTrailing
	r.ExtendBaseWidget(r)
	return r
}

// listUnit is how much larger than on a 1024 pixel wide screen lists are written.
func listUnit(width float32) float32 { return max(1, min(1.4, width/1000)) }

// newHistoryHead is the line with the names of the columns.
func newHistoryHead() *historyRow {
	r := newHistoryRow()
	r.disabled = true
	for i, name := range []string{tr("Time"), tr("Status"), tr("Amount"), tr("Channel"), tr("Note or reference"), ""} {
		r.cells[i].style = fyne.TextStyle{Bold: true}
		r.sizes[i] = sizeSmall
		r.cells[i].say(name, colours().muted)
	}
	return r
}

// show fills the row, as it is to be read now.
func (r *historyRow) show(l listed, selected bool, now time.Time) {
	p := colours()
	r.line, r.disabled = !l.head(), l.head()
	switch {
	case l.head():
		r.fill = p.sunken
		r.day.say(dayBy(l.day, now), p.ink)
		r.sums.say(totalsWords(l), p.muted)
	default:
		r.fill = p.paper
		if selected {
			r.fill = p.harbourSoft
		}
		r.showTransaction(l)
	}
	r.day.Hidden, r.sums.Hidden, r.sign.Hidden = r.line, r.line, !r.line
	for _, cell := range r.cells {
		cell.Hidden = !r.line
	}
	r.Refresh()
}

func (r *historyRow) showTransaction(l listed) {
	t := l.Transaction
	p := colours()
	s, ink := listShape(t)
	r.sign.show(s, ink, nil)
	word := listWord(t)
	if t.AmountDiffers || t.Contradiction != payment.NoContradiction {
		word += " !"
	}
	amount := paid(t)
	if t.Kind == payment.Refund {
		amount = -amount
	}
	channel := channelName(t.Channel)
	if t.Card != "" {
		channel += " ·" + t.Card
	}
	note, noteInk := string(t.Reference), p.muted
	if words := noteWords(l); words != "" {
		note, noteInk = words, p.ink
	}
	training := ""
	if t.Training {
		training = tr(wordsTraining)
	}
	r.cells[cellTime].say(clock(t.Created), p.ink)
	r.cells[cellStatus].say(word, ink)
	r.cells[cellAmount].say(amount.String(), p.ink)
	r.cells[cellChannel].say(channel, p.ink)
	r.cells[cellReference].style.Monospace = noteInk == p.muted
	r.cells[cellReference].say(note, noteInk)
	r.cells[cellTraining].say(training, colours().amberInk)
}

// MinSize implements fyne.Widget: a row for a finger.
func (r *historyRow) MinSize() fyne.Size {
	return fyne.NewSize(600, rowHeight(touch-gridHalf, sizeBody))
}

// CreateRenderer implements fyne.Widget.
func (r *historyRow) CreateRenderer() fyne.WidgetRenderer {
	r.ExtendBaseWidget(r)
	objects := []fyne.CanvasObject{r.face, r.sign, r.day, r.sums}
	for _, cell := range r.cells {
		objects = append(objects, cell)
	}
	content := &fyne.Container{Layout: arranged{arrange: r.arrange}, Objects: objects}
	return laidOut(r, &rowRenderer{widget.NewSimpleRenderer(content), r})
}

// rowRenderer paints a row that is pressed or touched.
type rowRenderer struct {
	fyne.WidgetRenderer
	row *historyRow
}

// Refresh implements fyne.WidgetRenderer.
func (r *rowRenderer) Refresh() {
	if face := r.row.tint(r.row.fill); r.row.face.FillColor != face {
		r.row.face.FillColor = face
		r.row.face.Refresh()
	}
}

func (r *historyRow) arrange(size fyne.Size) {
	u := listUnit(size.Width)
	place(r.face, 0, gridHalf/2, size.Width, size.Height-gridHalf)
	width := size.Width - 2*gridWide
	if enlarged() {
		r.arrangeTwo(size, width, u)
		return
	}
	r.day.resizeType(sizeBody * u)
	r.sums.resizeType(sizeBody * u)
	day := width * 0.38
	place(r.day, gridWide, (size.Height-r.day.lineHeight())/2, day, r.day.lineHeight())
	place(r.sums, gridWide+day, (size.Height-r.sums.lineHeight())/2, width-day-gridWide, r.sums.lineHeight())
	r.arrangeLine(gridWide, 0, width, size.Height, u, cellTime, []float32{0.07, 0.23, 0.14, 0.22, 0.25, 0.09})
}

// arrangeTwo writes the row on two lines.
func (r *historyRow) arrangeTwo(size fyne.Size, width, u float32) {
	line := (size.Height - grid) / 2
	for i, p := range []*prose{r.day, r.sums} {
		p.fitType(sizeBody*u, width, line)
		place(p, gridWide, gridHalf+float32(i)*line, width, p.lineHeight())
	}
	r.arrangeLine(gridWide, gridHalf, width, line, u, cellTime, []float32{0.16, 0.5, 0.34})
	r.arrangeLine(gridWide, gridHalf+line, width, line, u, cellChannel, []float32{0.36, 0.44, 0.2})
}

// arrangeLine places the cells from one on by their shares of the width.
func (r *historyRow) arrangeLine(x, y, width, height, u float32, first int, shares []float32) {
	for i, share := range shares {
		i += first
		cell, column := r.cells[i], width*share
		left, room := x, column-gridWide
		switch i {
		case cellStatus:
			side := 18 * u
			place(r.sign, x, y+(height-side)/2, side, side)
			left, room = x+side+grid, room-side-grid
		case cellAmount:
			room -= gridWide
		}
		if cell.resizeType(r.sizes[i] * u); enlarged() {
			cell.fitType(r.sizes[i]*u, room, height)
		}
		place(cell, left, y+(height-cell.lineHeight())/2, room, cell.lineHeight())
		x += column
	}
}

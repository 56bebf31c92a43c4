package ui

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"harbourtill/terminal/payment"
)

// historyRow is one line of the list: time, status, amount, channel, reference.
type historyRow struct {
	widget.BaseWidget
	sign  *mark
	cells []*prose  // time, status, amount, channel, reference, training
	sizes []float32 // of the cells at unit 1
}

func newHistoryRow() *historyRow {
	p := colours()
	r := &historyRow{sign: newMark(noShape, p.ink, nil)}
	for range 6 {
		r.cells = append(r.cells, newLine("", sizeBody, p.ink))
	}
	r.cells[1].style.Bold, r.cells[2].style.Bold = true, true
	r.cells[2].align = fyne.TextAlignTrailing
	r.cells[4].style.Monospace = true
	r.cells[4].size = sizeSmall
	r.cells[5].style.Bold = true
	r.cells[5].size = sizeSmall
	r.keepSizes()
	r.ExtendBaseWidget(r)
	return r
}

// listUnit is how much larger than on a 1024 pixel wide screen lists are written.
func listUnit(width float32) float32 { return max(1, min(1.4, width/1000)) }

func (r *historyRow) keepSizes() {
	r.sizes = nil
	for _, cell := range r.cells {
		r.sizes = append(r.sizes, cell.size)
	}
}

// newHistoryHead is the line with the names of the columns.
func newHistoryHead() *historyRow {
	r := newHistoryRow()
	for i, name := range []string{"Time", "Status", "Amount", "Channel", "Reference", ""} {
		r.cells[i].style = fyne.TextStyle{Bold: true}
		r.cells[i].size = sizeSmall
		r.cells[i].say(name, colours().muted)
	}
	r.keepSizes()
	return r
}

// show fills the row.
func (r *historyRow) show(t payment.Transaction) {
	p := colours()
	s, ink := statusShape(t.Status)
	r.sign.show(s, ink, nil)
	day := t.Created.In(payment.HongKong()).Format("2 Jan 15:04")
	word := statusWord(t.Status)
	if t.AmountDiffers || t.Contradiction != payment.NoContradiction {
		word += " !"
	}
	if t.Kind == payment.Refund {
		word = "REFUND " + word
	}
	mark := ""
	if t.Training {
		mark = wordsTraining
	}
	r.cells[0].say(day, p.ink)
	r.cells[1].say(word, ink)
	r.cells[2].say(paid(t).String(), p.ink)
	r.cells[3].say(t.Channel.Name(), p.ink)
	r.cells[4].say(string(t.Reference), p.muted)
	r.cells[5].say(mark, rgb(0x8A4B00))
}

// MinSize implements fyne.Widget: a row for a finger.
func (r *historyRow) MinSize() fyne.Size { return fyne.NewSize(600, touch-gridHalf) }

// CreateRenderer implements fyne.Widget.
func (r *historyRow) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{r.sign}
	for _, cell := range r.cells {
		objects = append(objects, cell)
	}
	return widget.NewSimpleRenderer(&fyne.Container{Layout: arranged{arrange: r.arrange}, Objects: objects})
}

func (r *historyRow) arrange(size fyne.Size) {
	width := size.Width - 2*gridWide
	u := listUnit(size.Width)
	x := gridWide
	for i, share := range []float32{0.12, 0.21, 0.15, 0.17, 0.25, 0.10} {
		cell, column := r.cells[i], width*share
		cell.resizeType(r.sizes[i] * u)
		left, room := x, column-gridWide
		switch i {
		case 1:
			side := 18 * u
			place(r.sign, x, (size.Height-side)/2, side, side)
			left, room = x+side+grid, room-side-grid
		case 2:
			room -= gridWide
		}
		place(cell, left, (size.Height-cell.lineHeight())/2, room, cell.lineHeight())
		x += column
	}
}

// detailLines tells everything the cashier may want to know about one
// transaction.
type detailLines struct {
	root  *fyne.Container
	alarm *prose
	left  []*prose
	right []*prose
}

func newDetailLines() *detailLines {
	p := colours()
	d := &detailLines{alarm: newStrong("", sizeBody, p.red)}
	d.root = &fyne.Container{Layout: arranged{arrange: d.arrange}, Objects: []fyne.CanvasObject{d.alarm}}
	for range 4 {
		left, right := newProse("", sizeBody, p.ink), newProse("", sizeSmall, p.muted)
		d.left, d.right = append(d.left, left), append(d.right, right)
		d.root.Objects = append(d.root.Objects, left, right)
	}
	d.left[0].style.Bold = true
	return d
}

// show fills the lines.
func (d *detailLines) show(t payment.Transaction) {
	p := colours()
	s := outcomeStory(t)
	_, ink := statusShape(t.Status)
	d.left[0].say(fmt.Sprintf("%s   %s   %s", s.Word, paid(t), t.Channel.Name()), ink)
	happened := s.Happened
	if t.Verifying {
		happened += " " + wordsVerifying
	}
	d.left[1].say(happened, p.ink)
	d.left[2].say(s.Money, p.ink)
	d.left[3].say(s.Next, p.ink)
	syssn := t.Syssn
	if syssn == "" {
		syssn = "not known"
	}
	d.right[0].say("Reference "+string(t.Reference), p.muted)
	d.right[1].say("QFPay number "+syssn, p.muted)
	d.right[2].say("Sent "+moment(t.Sent), p.muted)
	d.right[3].say("Decided "+moment(t.Decided), p.muted)
	d.alarm.say(alarmWords(t), p.red)
}

func (d *detailLines) resizeType(u float32) {
	d.alarm.resizeType(sizeBody * u)
	for i := range d.left {
		d.left[i].resizeType(sizeBody * u)
		d.right[i].resizeType(sizeSmall * u)
	}
}

// detailShare is the part of the width that the sentences take.
const detailShare = 0.60

// heightFor is the height that the lines take at a width.
func (d *detailLines) heightFor(width float32) float32 {
	inner := width - 2*gridOuter
	d.resizeType(listUnit(width))
	height := d.alarm.heightFor(inner)
	for _, line := range d.left {
		height += line.heightFor(inner*detailShare) + gridHalf
	}
	return height
}

func (d *detailLines) arrange(size fyne.Size) {
	y := placeProse(d.alarm, 0, 0, size.Width)
	column := size.Width * detailShare
	left, right := y, y
	for i := range d.left {
		left = placeProse(d.left[i], 0, left, column) + gridHalf
		right = placeProse(d.right[i], column+gridOuter, right, size.Width-column-gridOuter) + gridHalf
	}
}

package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// progressHandlers is what the progress panel calls.
type progressHandlers struct{ cancel, ask, see, next, again, refund, receipt func() }

// progressPanel shows a sale while it is open, and its outcome. It holds
// nothing but what it shows.
type progressPanel struct {
	root     *fyne.Container
	view     view
	face     *canvas.Rectangle
	training *stripes
	sign     *mark
	headline *prose
	amount   *prose
	channel  *prose
	seconds  *prose
	track    *canvas.Rectangle
	rest     *canvas.Rectangle
	alarmBox *canvas.Rectangle
	alarm    *prose
	lines    []*prose
	note     *prose
	refer    *prose
	cancel   *press
	ask      *press
	see      *press
	next     *press
	again    *press
	refund   *press
	receipt  *press
}

func newProgressPanel(h progressHandlers) *progressPanel {
	p := colours()
	n := &progressPanel{face: canvas.NewRectangle(p.card), training: newStripes(tr(wordsTrainingLong), 12)}
	n.sign = newMark(noShape, p.ink, nil)
	n.headline, n.amount = newStrong("", sizeHuge, p.ink), newStrong("", sizeHuge, p.ink)
	n.channel, n.seconds = newProse("", sizeTitle, p.ink), newProse("", sizeStrong, p.ink)
	n.track, n.rest = canvas.NewRectangle(p.sunken), canvas.NewRectangle(p.harbour)
	n.track.CornerRadius, n.rest.CornerRadius = gridHalf, gridHalf
	n.alarmBox, n.alarm = canvas.NewRectangle(p.card), newStrong("", sizeStrong, p.red)
	n.alarmBox.CornerRadius, n.alarmBox.StrokeColor, n.alarmBox.StrokeWidth = corner, p.red, 4
	for range 3 {
		n.lines = append(n.lines, newProse("", sizeStrong, p.ink))
	}
	n.note, n.refer = newStrong("", sizeBody, p.ink), newLine("", sizeSmall, p.ink)
	n.refer.style.Monospace = true
	n.cancel = newPress(tr("Cancel"), "Esc", lookDanger(), h.cancel)
	n.ask = newPress(tr("Ask now"), "A", lookPrimary(), h.ask)
	n.see = newPress(tr("What do you see?"), "W", lookQuiet(), h.see)
	n.next = newPress(tr("New sale"), "Enter", lookQuiet(), h.next)
	n.again = newPress("", "F11", lookQuiet(), h.again)
	n.refund = newPress(tr("Give it back"), "R", lookDanger(), h.refund)
	n.receipt = newPress(tr("Receipt"), "P", lookQuiet(), h.receipt)
	objects := []fyne.CanvasObject{
		n.face, n.training.root, n.sign, n.headline, n.amount, n.channel, n.seconds, n.track, n.rest,
		n.alarmBox, n.alarm, n.note, n.refer, n.refund, n.receipt, n.ask, n.see, n.cancel, n.again, n.next,
	}
	for _, line := range n.lines {
		objects = append(objects, line)
	}
	n.root = &fyne.Container{Layout: arranged{smallest: fyne.NewSize(900, 440), arrange: n.arrange}, Objects: objects}
	return n
}

// show puts a view on the panel.
func (n *progressPanel) show(v view) {
	n.view = v
	n.face.FillColor = v.fill
	n.face.Refresh()
	var disc color.Color = v.disc
	n.sign.show(v.shape, v.markInk, disc)
	n.headline.say(v.headline, v.ink)
	n.amount.say(v.amount, v.ink)
	n.channel.say(v.channel, v.ink)
	n.seconds.say(v.seconds, v.ink)
	n.alarm.say(v.alarm, colours().red)
	for i, line := range n.lines {
		text := ""
		if i < len(v.lines) {
			text = v.lines[i]
		}
		line.say(text, v.ink)
	}
	n.note.say("", v.ink)
	n.refer.say(v.reference, v.ink)
	n.training.root.Hidden = !v.training
	n.alarmBox.Hidden = v.alarm == ""
	n.track.Hidden, n.rest.Hidden = v.share < 0, v.share < 0
	n.cancel.say(v.cancel, lookDanger(), !v.cancelling)
	n.cancel.Hidden, n.ask.Hidden, n.see.Hidden, n.next.Hidden = v.cancel == "", !v.ask, !v.see, !v.next
	n.again.say(tr("Same amount: %s", v.amount), lookQuiet(), true)
	n.again.Hidden, n.refund.Hidden = !v.retry, !v.refund
	n.receipt.Hidden = !v.receipt
	n.next.key = "Enter"
	if v.ask { // what nobody knows isn't left by the way
		n.next.key = "Esc"
	}
	n.next.Refresh()
	n.root.Refresh()
}

// remark adds a sentence above the buttons until the next news.
func (n *progressPanel) remark(text string) {
	n.note.say(text, n.view.ink)
	n.root.Refresh()
}

func (n *progressPanel) arrange(size fyne.Size) {
	u := unitFor(size)
	place(n.face, 0, 0, size.Width, size.Height)
	top := float32(0)
	if n.view.training {
		top = min(36*u*textScale(), 52*u)
		place(n.training.root, 0, 0, size.Width, top)
	}
	bottom := n.arrangeFoot(size, u)
	left, sign := size.Width*0.34, size.Width*0.27
	if enlarged() {
		left, sign = size.Width*0.22, size.Width*0.17
	}
	side := min(sign, (bottom-top)*0.62)
	x, width := left, size.Width-left-32*u
	large, small := u, u*textScale()
	height := n.arrangeStory(x, 0, width, large, small)
	for height > bottom-top-2*grid && large > 0.6*u {
		// Whoever enlarges texts wants to read the small ones first of all.
		if enlarged() && large > 0.8*u {
			large *= 0.94
		} else if small = max(large, small*0.94); small == large {
			large *= 0.94
			small = large
		}
		height = n.arrangeStory(x, 0, width, large, small)
	}
	n.arrangeStory(x, top+max(grid, (bottom-top-height)/2), width, large, small)
	place(n.sign, (left-side)/2, top+(bottom-top-side)/2, side, side)
}

// arrangeStory places the texts below one another from y and returns how high
// they are. The amount and how it went are as large as u says, the rest as
// small says: enlarged it is the rest that grows.
func (n *progressPanel) arrangeStory(x, y, width, u, small float32) float32 {
	start := y
	n.headline.size = sizeHuge * u
	if n.view.outcome {
		n.headline.size = fitSize(n.view.headline, n.headline.style, sizeGiant*u, sizeLarge, width)
	}
	n.amount.size, n.channel.size, n.seconds.size = sizeAmount*u, sizeTitle*small, sizeStrong*small
	y = placeProse(n.headline, x, y, width)
	amount := y + grid*u
	y = placeProse(n.amount, x, amount, width)
	if beside := n.amount.width() + gridOuter*u; enlarged() && beside+n.channel.width() <= width {
		height := n.channel.lineHeight()
		place(n.channel, x+beside, amount+(n.amount.lineHeight()-height)*0.7, width-beside, height)
	} else {
		y = placeProse(n.channel, x, y, width)
	}
	if n.view.alarm != "" {
		n.alarm.size = sizeStrong * small
		pad := gridWide * u
		end := placeProse(n.alarm, x+pad, y+pad+grid*u, width-2*pad)
		place(n.alarmBox, x, y+grid*u, width, end-y-grid*u+pad)
		y = end + pad
	}
	y += gridWide * u
	for _, line := range n.lines {
		if line.text != "" {
			line.size = sizeStrong * small
			y = placeProse(line, x, y, width) + gridHalf*u
		}
	}
	if n.view.seconds != "" {
		y = placeProse(n.seconds, x, y+gridHalf*u, width)
	}
	if n.view.share >= 0 {
		place(n.track, x, y+grid*u, width, grid*u)
		place(n.rest, x, y+grid*u, width*n.view.share, grid*u)
		y += 2 * grid * u
	}
	for _, p := range append([]*prose{n.headline, n.amount, n.channel, n.alarm, n.seconds}, n.lines...) {
		p.Refresh()
	}
	return y - start
}

// arrangeFoot places reference, remark and buttons and returns where they begin.
func (n *progressPanel) arrangeFoot(size fyne.Size, u float32) float32 {
	margin, height := gridOuter*u, tall(64*u, sizeStrong*u)
	top := size.Height - margin - height
	right := size.Width - margin
	buttons := []*press{n.next, n.again, n.cancel, n.see, n.ask, n.receipt, n.refund}
	narrow := float32(1)
	for _, b := range buttons {
		b.resizeType(sizeTitle * u)
	}
	if gap := gridWide * u; enlarged() {
		narrow = min(1, (size.Width-2*margin)*0.85/max(1, wantedBy(buttons, gap)))
	}
	for _, b := range buttons {
		if b.Hidden {
			continue
		}
		width := max(200*u, b.wanted()) * narrow
		right -= width
		place(b, right, top, width, height)
		right -= gridWide * u
	}
	return n.arrangeNotes(margin, top, right-margin, height, u)
}

// arrangeNotes places reference and remark beside the buttons, enlarged above
// them, and returns where all of it begins.
func (n *progressPanel) arrangeNotes(x, top, room, height, u float32) float32 {
	n.refer.resizeType(sizeSmall * u)
	n.note.resizeType(sizeBody * u)
	if !enlarged() {
		place(n.refer, x, top+height-n.refer.lineHeight(), room, n.refer.lineHeight())
		place(n.note, x, top, room, n.note.heightFor(room))
		return top
	}
	if n.note.text == "" && n.refer.width() <= room*textScale() {
		n.refer.fitType(sizeSmall*u, room, height)
		place(n.refer, x, top+height-n.refer.lineHeight(), room, n.refer.lineHeight())
		return top
	}
	whole := n.root.Size().Width - 2*x
	n.refer.fitType(sizeSmall*u, whole, height)
	line := n.refer.lineHeight()
	top -= line
	place(n.refer, x, top, whole, line)
	note := n.note.heightFor(whole)
	place(n.note, x, top-note, whole, note)
	return top - note
}

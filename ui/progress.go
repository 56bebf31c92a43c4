package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// progressHandlers is what the progress panel calls.
type progressHandlers struct{ cancel, ask, next, refund, receipt func() }

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
	next     *press
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
	n.next = newPress(tr("New sale"), "Esc", lookQuiet(), h.next)
	n.refund = newPress(tr("Give it back"), "R", lookDanger(), h.refund)
	n.receipt = newPress(tr("Receipt"), "P", lookQuiet(), h.receipt)
	objects := []fyne.CanvasObject{
		n.face, n.training.root, n.sign, n.headline, n.amount, n.channel, n.seconds, n.track, n.rest,
		n.alarmBox, n.alarm, n.note, n.refer, n.cancel, n.ask, n.next, n.refund, n.receipt,
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
	n.cancel.Hidden, n.ask.Hidden, n.next.Hidden = v.cancel == "", !v.ask, !v.next
	n.refund.Hidden = !v.refund
	n.receipt.Hidden = !v.receipt
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
		top = 36 * u
		place(n.training.root, 0, 0, size.Width, top)
	}
	bottom := n.arrangeFoot(size, u)
	side := min(size.Width*0.27, (bottom-top)*0.62)
	left := size.Width * 0.34
	x, width := left, size.Width-left-32*u
	scale := u
	height := n.arrangeStory(x, 0, width, scale)
	for height > bottom-top-2*grid && scale > 0.6*u {
		scale *= 0.94
		height = n.arrangeStory(x, 0, width, scale)
	}
	n.arrangeStory(x, top+max(grid, (bottom-top-height)/2), width, scale)
	place(n.sign, (left-side)/2, top+(bottom-top-side)/2, side, side)
}

// arrangeStory places the texts below one another from y and returns how high
// they are.
func (n *progressPanel) arrangeStory(x, y, width, u float32) float32 {
	start := y
	n.headline.size = sizeHuge * u
	if n.view.outcome {
		n.headline.size = fitSize(n.view.headline, n.headline.style, sizeGiant*u, sizeLarge, width)
	}
	n.amount.size, n.channel.size, n.seconds.size = sizeAmount*u, sizeTitle*u, sizeStrong*u
	y = placeProse(n.headline, x, y, width)
	y = placeProse(n.amount, x, y+grid*u, width)
	y = placeProse(n.channel, x, y, width)
	if n.view.alarm != "" {
		n.alarm.size = sizeStrong * u
		pad := gridWide * u
		end := placeProse(n.alarm, x+pad, y+pad+grid*u, width-2*pad)
		place(n.alarmBox, x, y+grid*u, width, end-y-grid*u+pad)
		y = end + pad
	}
	y += gridWide * u
	for _, line := range n.lines {
		if line.text != "" {
			line.size = sizeStrong * u
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
	margin, height := gridOuter*u, 64*u
	top := size.Height - margin - height
	right := size.Width - margin
	for _, b := range []*press{n.next, n.cancel, n.ask, n.receipt, n.refund} {
		if b.Hidden {
			continue
		}
		b.resizeType(sizeTitle * u)
		width := max(200*u, b.wanted())
		right -= width
		place(b, right, top, width, height)
		right -= gridWide * u
	}
	n.refer.resizeType(sizeSmall * u)
	n.note.resizeType(sizeBody * u)
	room := right - margin
	place(n.refer, margin, top+height-n.refer.lineHeight(), room, n.refer.lineHeight())
	place(n.note, margin, top, room, n.note.heightFor(room))
	return top
}

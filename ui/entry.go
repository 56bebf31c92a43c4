package ui

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// notice is a band with a sentence; empty takes no room.
type notice struct {
	root *fyne.Container
	face *canvas.Rectangle
	sign *mark
	text *prose
	calm bool
}

func newNotice() *notice {
	p := colours()
	n := &notice{face: canvas.NewRectangle(p.amberSoft), text: newStrong("", sizeBody, p.ink)}
	n.face.CornerRadius, n.face.StrokeWidth = corner, 2
	n.sign = newMark(noShape, p.amberInk, nil)
	n.text.maxLines = linesOf(5)
	n.root = &fyne.Container{Layout: arranged{arrange: n.arrange}, Objects: []fyne.CanvasObject{n.face, n.sign, n.text}}
	n.root.Hide()
	return n
}

// say shows what somebody has to notice.
func (n *notice) say(text string) { n.tell(text, false) }

// tell shows a sentence; calm: all is well.
func (n *notice) tell(text string, calm bool) {
	p := colours()
	n.calm = calm
	n.face.FillColor, n.face.StrokeColor = p.amberSoft, p.amber
	n.sign.show(shapeTriangle, p.amberInk, nil)
	if calm {
		n.face.FillColor, n.face.StrokeColor = p.harbourSoft, p.harbour
		n.sign.show(shapeTick, p.green, nil)
	}
	n.face.Refresh()
	n.text.say(text, p.ink)
	if text == "" {
		n.root.Hide()
		return
	}
	n.root.Show()
}

func (n *notice) heightFor(width float32) float32 {
	if n.text.text == "" {
		return 0
	}
	n.text.fitType(sizeBody, width-60, noticeRoom)
	return n.text.heightFor(width-60) + 2*grid
}

// noticeRoom is how high an enlarged text may make the band.
const noticeRoom = 110

func (n *notice) arrange(size fyne.Size) {
	place(n.face, 0, 0, size.Width, size.Height)
	place(n.sign, gridOuter, (size.Height-20)/2, 20, 20)
	height := n.text.heightFor(size.Width - 60)
	place(n.text, 48, (size.Height-height)/2, size.Width-60, height)
}

// entryPanel is where a sale is typed. It shows what it is told and passes on
// what is pressed.
type entryPanel struct {
	root   *fyne.Container
	amount *amountView
	keypad *keypad
	tiles  *tiles
	notice *notice
	hint   *prose
	codes  []*press
	scans  []haojin.Scan
	charge *press
	quick  []*press
	again  *press
}

// entryHandlers is what the entry panel calls.
type entryHandlers struct {
	typed       func(string)
	back, clear func()
	chosen      func(payment.Channel)
	scan        func(haojin.Scan)
	charge      func()
	quick       func(payment.Money)
	again       func()
}

func newEntryPanel(offered []payment.Channel, quick []payment.Money, h entryHandlers) *entryPanel {
	p := colours()
	e := &entryPanel{amount: newAmountView(), notice: newNotice()}
	e.keypad = newKeypad(h.typed, h.back, h.clear)
	e.tiles = newTiles(offered, h.chosen)
	e.hint = newStrong("", sizeBody, p.muted)
	e.hint.maxLines = linesOf(1)
	e.charge = newPress("", "Enter", lookPrimary(), h.charge)
	e.again = newPress("", "F11", lookQuiet(), h.again)
	e.scans = []haojin.Scan{haojin.ScanAsLastTime, haojin.CustomerShowsCode, haojin.TerminalShowsCode}
	for i, label := range []string{tr("as last time"), tr("the customer"), tr("the terminal")} {
		scan := e.scans[i]
		e.codes = append(e.codes, newPress(label, "", lookQuiet(), func() { h.scan(scan) }))
	}
	for _, amount := range quick {
		b := newPress(strings.TrimSuffix(amount.String(), ".00"), "", lookQuiet(), func() { h.quick(amount) })
		e.quick = append(e.quick, b)
	}
	e.root = &fyne.Container{Layout: arranged{smallest: fyne.NewSize(900, 440), arrange: e.arrange}, Objects: e.objects()}
	return e
}

// objects is everything on the panel, in the order that Tab goes through it.
func (e *entryPanel) objects() []fyne.CanvasObject {
	all := []fyne.CanvasObject{e.notice.root, e.amount}
	for _, b := range e.quick {
		all = append(all, b)
	}
	all = append(all, e.keypad.root, e.tiles.root, e.hint)
	for _, b := range e.codes {
		all = append(all, b)
	}
	return append(all, e.again, e.charge)
}

// entryState is everything that the panel shows.
type entryState struct {
	typed typing
	// offered: what is typed was put there at once; the first figure takes its place.
	offered  bool
	channel  payment.Channel
	scan     haojin.Scan
	amountIs string // what is wrong with the amount
	missing  string // what is wrong with the channel
	notice   string
	calm     bool   // the notice is nothing to worry about
	last     string // how the last sale ended
	unpaid   bool   // and it was paid in no way
	again    string // the label of the button that types it again
}

// takesCode says whether the cashier may choose who shows the code.
func takesCode(c payment.Channel) bool {
	return c.Medium() == payment.Wallet && c != payment.FPS
}

func (e *entryPanel) show(s entryState) {
	p := colours()
	e.amount.show(s.typed, s.amountIs, s.last, s.unpaid)
	e.tiles.show(s.channel, s.missing != "")
	e.notice.tell(s.notice, s.calm)
	var hint string
	var ink color.NRGBA = p.muted
	switch {
	case s.missing != "":
		hint, ink = s.missing, p.red
	case takesCode(s.channel):
		hint = tr("Who shows the code?  (F10)")
	case s.channel != "" && s.typed != "":
		hint = tr("Press Enter to charge, Esc to clear.")
	case s.channel != "":
		hint = tr("Now type the amount.")
	case s.typed.money() != 0:
		hint = tr("Now choose how the customer pays.")
	case s.again != "":
		hint = tr("Type the amount.")
	default:
		hint = tr("Type the amount, then choose how the customer pays.")
	}
	e.hint.say(hint, ink)
	for i, code := range e.codes {
		code.say(code.label, chosenLook(e.scans[i] == s.scan), true)
		code.Hidden = !takesCode(s.channel)
	}
	l := lookPrimary()
	if s.typed.money() == 0 || s.channel == "" {
		l = look{fill: p.sunken, ink: p.muted, edge: p.line, edgeWidth: 1}
	}
	e.again.say(s.again, lookQuiet(), true)
	e.again.Hidden = s.again == "" || takesCode(s.channel) || s.missing != ""
	e.charge.say(chargeLabel(s), l, true)
	e.root.Refresh()
}

// chargeLabel names what Charge will do.
func chargeLabel(s entryState) string {
	label := tr("Charge")
	if m := s.typed.money(); m != 0 {
		label += " " + m.String()
	}
	if s.channel != "" {
		label += " · " + channelName(s.channel)
	}
	return label
}

func (e *entryPanel) arrange(size fyne.Size) {
	u := unitFor(size)
	margin, gap := gridWide*u, grid*u
	width := size.Width - 2*margin
	top := margin
	if height := e.notice.heightFor(width); height > 0 {
		place(e.notice.root, margin, top, width, height)
		top += height + gap
	}
	e.charge.resizeType(sizeTitle * u)
	chargeHeight := 72 * u
	place(e.charge, margin, size.Height-margin-chargeHeight, width, chargeHeight)
	bottom := size.Height - margin - chargeHeight - gridWide*u
	left := width * 0.40
	amountHeight := max(96, min(116*u, (bottom-top)*0.3))
	place(e.amount, margin, top, left, amountHeight)
	keys := top + amountHeight + gap
	if len(e.quick) > 0 {
		keys = e.arrangeQuick(margin, keys, left, u)
	}
	place(e.keypad.root, margin, keys, left, bottom-keys)
	e.arrangeRight(margin+left+gridWide*u, top, width-left-gridWide*u, bottom, u)
}

// arrangeQuick places the quick amounts, four in a row, and returns where they
// end.
func (e *entryPanel) arrangeQuick(x, y, width, u float32) float32 {
	const each = 4
	gap, height := gridHalf*u, 40*u
	w := (width - (each-1)*gap) / each
	for i, b := range e.quick {
		b.fixType(fitSize(b.label, fyne.TextStyle{Bold: true}, sizeBody*u*textScale(), 10, w-grid))
		place(b, x+float32(i%each)*(w+gap), y+float32(i/each)*(height+gap), w, height)
	}
	return y + float32((len(e.quick)+each-1)/each)*(height+gap) + gridHalf*u
}

// arrangeRight places the tiles, and below them the choice of the code or a hint.
func (e *entryPanel) arrangeRight(x, top, width, bottom, u float32) {
	row := max(touch, touch*u)
	// The tiles' rings reach beyond what is beside them.
	place(e.tiles.root, x-tilesRing, top-tilesRing, width+2*tilesRing, bottom-top-row-grid*u+tilesRing)
	size := max(sizeSmall, sizeBody*u)
	e.hint.fitType(size, width-gridHalf, row)
	y := bottom - row
	label := width
	if !e.codes[0].Hidden {
		e.hint.fitType(size, width*0.25, row)
		label = min(e.hint.width(), width*0.25) + gridWide*u
		if !enlarged() {
			label = e.hint.width() + gridWide*u
		}
		each := (width - label - 2*gridHalf) / 3
		for i, code := range e.codes {
			code.resizeType(sizeBody * u)
			place(code, x+label+float32(i)*(each+gridHalf), y, each, row)
		}
	}
	if !e.again.Hidden {
		e.again.resizeType(sizeBody * u)
		again := min(e.again.wanted(), width/2)
		place(e.again, x+width-again, y, again, row)
		label -= again
		e.hint.fitType(size, label-gridHalf, row)
	}
	height := e.hint.heightFor(label - gridHalf)
	place(e.hint, x+gridHalf, y+(row-height)/2, label-gridHalf, height)
}

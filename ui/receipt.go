package ui

import (
	"io"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
	"harbourtill/ui/paper"
)

// receiptCard shows a receipt as paper, and prints or saves it.
type receiptCard struct {
	cfg          Config
	window       fyne.Window
	root         *fyne.Container
	pane         *pane
	shade, sheet *canvas.Rectangle
	marks        *stripes
	centred      []*prose // shop, address, title, channel, amount
	names        []*prose
	values       []*prose
	foot, note   *prose
	code         *canvas.Image
	actions      []*press

	t    payment.Transaction
	turn int // of reading: only the newest is shown
}

func newReceiptCard(window fyne.Window, cfg Config, leave func()) *receiptCard {
	p := colours()
	c := &receiptCard{cfg: cfg, window: window, shade: canvas.NewRectangle(p.sunken)}
	c.sheet = canvas.NewRectangle(rgb(0xFFFFFF))
	c.sheet.StrokeColor, c.sheet.StrokeWidth = p.line, 1
	c.note, c.foot = newProse("", sizeBody, p.muted), newProse("", sizeSmall, rgb(0x000000))
	c.code = &canvas.Image{FillMode: canvas.ImageFillContain, ScaleMode: canvas.ImageScalePixels}
	for _, choice := range []choice{
		{label: tr("Print on the terminal"), key: "P", look: lookPrimary(), do: c.print},
		{label: tr("Save as PDF"), key: "F", look: lookQuiet(), do: c.save},
		{label: tr("Close"), key: "Esc", look: lookQuiet(), do: leave},
	} {
		c.actions = append(c.actions, newPress(choice.label, choice.key, choice.look, choice.do))
	}
	c.root = &fyne.Container{}
	c.pane = newPane(c.root, c.arrange)
	return c
}

// open reads what a transaction's receipt says, shows it, and tells then why
// there is none.
func (c *receiptCard) open(t payment.Transaction, then func(error)) {
	c.read(t, func(err error) {
		c.say("", false)
		then(err)
	})
}

// reopen shows the same receipt anew: it may have become a copy.
func (c *receiptCard) reopen() {
	c.read(c.t, func(err error) {
		if err != nil {
			c.say(receiptRefusedWords(err), true)
		}
	})
}

// read reads and shows a receipt, unless another was asked for meanwhile.
func (c *receiptCard) read(t payment.Transaction, then func(error)) {
	c.turn++
	turn, r := c.turn, c.cfg.receipt(t)
	c.cfg.background(func() {
		err := c.cfg.completeReceipt(&r)
		c.cfg.Do(func() {
			if turn != c.turn {
				return
			}
			if err == nil {
				err = c.show(r)
			}
			then(err)
		})
	})
}

// show shows a receipt, or returns why there is none.
func (c *receiptCard) show(r paper.Receipt) error {
	preview, err := r.Preview()
	if err != nil {
		return err
	}
	code, err := paper.QR(string(r.Transaction.Reference), 232)
	if err != nil {
		return err
	}
	c.t = r.Transaction
	c.code.Image = code
	black := rgb(0x000000)
	c.centred, c.names, c.values = nil, nil, nil
	for i, text := range []string{preview.Shop, preview.Address, preview.Title, preview.Channel, preview.Amount} {
		line := newProse(text, []float32{sizeStrong, sizeSmall, sizeStrong, sizeBody, sizeLarge}[i], black)
		line.align, line.style.Bold = fyne.TextAlignCenter, i%2 == 0
		c.centred = append(c.centred, line)
	}
	for _, pair := range preview.Pairs {
		value := newStrong(pair.Value, sizeSmall, black)
		value.align = fyne.TextAlignTrailing
		c.names, c.values = append(c.names, newLine(pair.Key, sizeSmall, rgb(0x444444))), append(c.values, value)
	}
	c.foot.say(preview.Foot, black)
	c.foot.align = fyne.TextAlignCenter
	c.marks = nil
	c.root.Objects = []fyne.CanvasObject{c.shade, c.sheet, c.code, c.foot, c.note}
	if len(preview.Marks) > 0 {
		c.marks = newStripes(strings.Join(preview.Marks, " · "), 2)
		c.root.Objects = append(c.root.Objects, c.marks.root)
	}
	for _, lines := range [][]*prose{c.centred, c.names, c.values} {
		for _, line := range lines {
			c.root.Objects = append(c.root.Objects, line)
		}
	}
	for _, b := range c.actions {
		c.root.Objects = append(c.root.Objects, b)
	}
	c.root.Refresh()
	return nil
}

// say shows a sentence below the paper's buttons.
func (c *receiptCard) say(text string, alarm bool) {
	ink := colours().ink
	if alarm {
		ink = colours().red
	}
	c.note.say(text, ink)
	c.root.Refresh()
}

// print has the terminal print its own receipt.
func (c *receiptCard) print() {
	c.say(tr(wordsPrintAsked), false)
	c.cfg.Till.Print(terminal.PrintOrder{Reference: c.t.Reference, Operator: c.cfg.operator()})
}

// printed shows how a print of this receipt goes.
func (c *receiptCard) printed(e terminal.PrintChanged) {
	if e.Order.Reference != c.t.Reference {
		return
	}
	words := printWords(e, c.cfg.Training)
	switch e.State {
	case terminal.Printed:
		words = sentences(words, tr("From now on it is marked COPY."))
	case terminal.NotPrinted:
		words = sentences(words, tr("Save it as PDF instead, or try again later."))
	}
	c.say(words, e.State == terminal.NotPrinted)
	if e.State != terminal.Printing {
		c.reopen()
	}
}

// refused says why this receipt wasn't printed.
func (c *receiptCard) refused(e terminal.Refused) {
	if e.Print.Reference == c.t.Reference {
		c.say(deedRefusedWords(e.Err), true)
	}
}

func (c *receiptCard) save() { c.cfg.saveAs(c.window, c.saving(c.t)) }

// saving is a transaction's receipt as a file.
func (c *receiptCard) saving(t payment.Transaction) saving {
	r, reference := c.cfg.receipt(t), string(t.Reference)
	write := func(w io.Writer) error {
		press, err := c.cfg.Press()
		if err == nil {
			err = c.cfg.completeReceipt(&r)
		}
		if err != nil {
			return err
		}
		return press.Receipt(w, r)
	}
	name := c.cfg.paperName(tr("receipt"), t) + ".pdf"
	return saving{name: name, write: writes(write), note: c.cfg.noting(payment.ActionReceiptSaved, reference), done: func(file string, err error) {
		text, _ := savedWords(file, err)
		c.say(text, err != nil)
		c.reopen()
	}}
}

func (c *receiptCard) face() fyne.CanvasObject { return c.pane.scroll }

func (c *receiptCard) counting() bool { return false }

func (c *receiptCard) tick() {}

func (c *receiptCard) key(name string) { pressKey(c.actions, name) }

func (c *receiptCard) arrange(size fyne.Size) float32 {
	u := unitFor(size)
	width, height := 380*u, size.Height-2*grid
	x, y := size.Width*0.28-width/2+40*u, grid
	if enlarged() {
		x = gridOuter
		width = wide(380*u, size.Width*0.6-x)
	}
	left, inner := x+gridOuter*u, width-2*gridOuter*u
	scale := u
	end := c.arrangePaper(left, y, inner, scale)
	for end > y+height && scale > 0.5*u && !enlarged() {
		scale *= 0.95
		end = c.arrangePaper(left, y, inner, scale)
	}
	if enlarged() {
		height = max(height, end-y)
	}
	place(c.shade, 0, 0, size.Width, max(size.Height, y+height+grid))
	place(c.sheet, x, y, width, height)
	side := x + width + 40*u
	row, button := size.Height*0.32, tall(60*u, sizeStrong*u)
	if enlarged() {
		side, row = x+width+gridOuter, gridOuter
	}
	room := min(size.Width-side-gridOuter, 320*u*textScale())
	for _, b := range c.actions {
		b.resizeType(sizeStrong * u)
		place(b, side, row, room, button)
		row += button + gridWide*u
	}
	c.note.resizeType(sizeBody * u)
	place(c.note, side, row, room, c.note.heightFor(room))
	return max(y+height+grid, row+c.note.heightFor(room))
}

// arrangePaper lays the receipt out at a scale and returns where it ends.
func (c *receiptCard) arrangePaper(x, y, width, u float32) float32 {
	y += grid * u
	if c.marks != nil {
		band := 28 * u
		if larger := band * textScale(); c.marks.width(larger) <= width {
			band = larger
		}
		place(c.marks.root, x, y, width, band)
		y += band + grid*u
	}
	for i, line := range c.centred {
		line.resizeType([]float32{sizeStrong, sizeSmall, sizeStrong, sizeBody, sizeLarge}[i] * u)
		y = placeProse(line, x, y, width)
	}
	y += gridHalf * u
	for i, name := range c.names {
		name.resizeType(sizeSmall * u)
		c.values[i].resizeType(sizeSmall * u)
		if enlarged() && name.width()+c.values[i].width()+grid > width {
			y = placeProse(c.values[i], x, placeProse(name, x, y, width), width)
			continue
		}
		place(name, x, y, max(width*0.4, name.width()), name.lineHeight())
		y = max(y+name.lineHeight(), placeProse(c.values[i], x+width*0.26, y, width*0.74))
	}
	y += grid * u
	code := 96 * u
	place(c.code, x+(width-code)/2, y, code, code)
	y += code + gridHalf*u
	c.foot.resizeType(sizeSmall * u)
	return placeProse(c.foot, x, y, width) + gridHalf*u
}

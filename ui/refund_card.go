package ui

import (
	"errors"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// refundCard is where somebody says how much of a payment goes back, and why.
// It covers the section that it was called from.
type refundCard struct {
	cfg         Config
	handlers    refundHandlers
	root        *fyne.Container
	pane        *pane
	shade, card *canvas.Rectangle
	title       *prose
	about, left *prose
	amount      *amountView
	keys        []*press
	reasons     []*press
	because     *prose // heads the reasons
	modify      *tickBox
	next, back  *press

	t     payment.Transaction
	given []payment.Transaction // what went back before
	typed typing
	// offered: what is typed is all that is left, as it was put there; the first figure
	// takes its place.
	offered bool
	// unscanned is the amount before what was typed last, should that be a scanner's.
	unscanned struct {
		typed   typing
		offered bool
	}
	// reason is the chosen one's place; -1 before one is. The last one is written:
	// written is what it says.
	reason   int
	written  string
	allowed  bool // the terminal may change the amount
	unsaid   bool // somebody wanted to go on without a reason
	reading  bool
	turn     int
	complain string
}

// refundHandlers is what the card calls: next once amount and reason are said,
// write to have a reason written down, leave to go back.
type refundHandlers struct {
	next  func(payment.Transaction, payment.RefundPlan, terminal.RefundOrder)
	write func(then func(reason string))
	leave func()
}

func newRefundCard(cfg Config, h refundHandlers) *refundCard {
	p := colours()
	c := &refundCard{cfg: cfg, handlers: h, shade: canvas.NewRectangle(p.sunken), card: canvas.NewRectangle(p.card)}
	c.card.CornerRadius, c.card.StrokeColor, c.card.StrokeWidth = 2*corner, p.line, 1
	c.title, c.about = newStrong("", sizeTitle, p.ink), newProse("", sizeBody, p.muted)
	c.left = newStrong("", sizeBody, p.ink)
	c.about.maxLines, c.left.maxLines = linesOf(2), linesOf(3)
	c.amount, c.because = newAmountView(), newStrong(tr("WHY?"), sizeSmall, p.harbour)
	c.root = &fyne.Container{
		Objects: []fyne.CanvasObject{c.shade, c.card, c.title, c.about, c.left, c.amount},
	}
	c.pane = newPane(c.root, c.arrange)
	for _, label := range []string{"7", "8", "9", "4", "5", "6", "1", "2", "3", ".", "0", "⌫"} {
		key := newPress(label, "", lookQuiet(), func() { c.key(label) })
		key.passed = true
		c.keys = append(c.keys, key)
	}
	for i, r := range refundReasons() {
		c.reasons = append(c.reasons, newPress(r.label, r.key, lookQuiet(), func() { c.choose(i) }))
	}
	c.modify = newTickBox(tr("Let the amount be changed on the terminal"), func(allowed bool) {
		c.allowed = allowed
		focus(c.root, nil) // Enter goes on
	})
	c.next = newPress("", "Enter", lookPrimary(), c.onNext)
	c.back = newPress(tr("Back"), "Esc", lookQuiet(), h.leave)
	for _, b := range append(slices.Clone(c.keys), c.reasons...) {
		c.root.Objects = append(c.root.Objects, b)
	}
	c.root.Objects = append(c.root.Objects, c.because, c.modify, c.back, c.next)
	return c
}

// start begins with a payment. What went back of it before is read first.
func (c *refundCard) start(t payment.Transaction) {
	c.t, c.given, c.typed, c.reason, c.written, c.allowed, c.complain = t, nil, "", -1, "", false, ""
	c.unsaid = false
	c.reading = true
	c.turn++
	turn := c.turn
	c.redraw()
	c.cfg.background(func() {
		given, err := c.cfg.History.RefundsOf(t.Reference)
		c.cfg.Do(func() {
			if turn != c.turn {
				return
			}
			c.given, c.reading = given, err != nil
			if err != nil { // then nobody knows how much is left, and nothing goes on
				c.complain = historyWords(err)
				c.redraw()
				return
			}
			if plan, err := c.plan(0); err == nil {
				c.typed, c.offered = typing(strings.TrimSuffix(plan.Left.Decimal(), ".00")), true
			} else {
				c.complain = refundRefusedWords(err)
			}
			c.redraw()
		})
	})
}

// plan applies the rules to an amount; 0 is all that is left.
func (c *refundCard) plan(amount payment.Money) (payment.RefundPlan, error) {
	return payment.PlanRefund(c.t, c.given, amount, c.cfg.Now())
}

func (c *refundCard) face() fyne.CanvasObject { return c.pane.scroll }

func (c *refundCard) counting() bool { return false }

func (c *refundCard) tick() {}

// key takes what is typed: the amount, the letter of a reason, Enter, Esc.
func (c *refundCard) key(name string) {
	switch {
	case name == "Esc":
		c.handlers.leave()
		return
	case name == "Enter":
		c.onNext()
		return
	case strings.EqualFold(name, "M"):
		c.onModify()
		return
	case c.whole() && (name == "⌫" || strings.Contains("0123456789.,", name)):
		c.complain = refundRefusedWords(payment.ErrOnlyWhole)
	case name == "⌫":
		c.typed, c.complain, c.offered = c.typed.back(), "", false
	case len(name) == 1 && strings.Contains("0123456789.,", name):
		if c.offered {
			c.typed, c.offered = "", false
		}
		typed, err := c.typed.with(name)
		c.typed, c.complain = typed, ""
		if _, over := c.plan(typed.money()); errors.Is(over, payment.ErrTooMuchBack) {
			c.complain = refundRefusedWords(over)
		}
		if err != nil {
			c.complain = amountWords(err)
		}
	default:
		for i, r := range refundReasons() {
			if strings.EqualFold(r.key, name) {
				c.choose(i)
			}
		}
		return
	}
	c.redraw()
}

// beforeCode keeps the amount as it is: what is typed next may be a scanner's code.
func (c *refundCard) beforeCode() { c.unscanned.typed, c.unscanned.offered = c.typed, c.offered }

// scanned takes a scanner's code away, as that of a sale.
func (c *refundCard) scanned(code bool) {
	c.complain = tr(wordsTooFast)
	if code {
		c.typed, c.offered, c.complain = c.unscanned.typed, c.unscanned.offered, tr(wordsScanned)
	}
	c.redraw()
}

// choose takes a reason; the last one is asked for in words.
func (c *refundCard) choose(i int) {
	c.reason, c.written, c.complain = i, "", ""
	c.redraw()
	if i == len(c.reasons)-1 {
		c.handlers.write(func(reason string) {
			c.written = reason
			c.redraw()
		})
	}
}

// why is the reason as the journal keeps it; empty before it is said.
func (c *refundCard) why() string {
	switch {
	case c.reason < 0:
		return ""
	case c.reason == len(c.reasons)-1:
		return c.written
	}
	return refundReasons()[c.reason].label
}

// whole says whether all of the payment goes back or nothing: then there is no
// amount to be chosen, here or on the terminal.
func (c *refundCard) whole() bool { return c.t.RefundWord(c.cfg.Now()) == payment.RefundIsVoid }

func (c *refundCard) onModify() {
	if !c.whole() {
		c.allowed = !c.allowed
		c.redraw()
	}
}

// planTyped applies the rules to the amount that is typed.
func (c *refundCard) planTyped() (payment.RefundPlan, error) {
	plan, err := c.plan(c.typed.money())
	if err == nil && c.typed.money() == 0 {
		err = payment.ErrAmountTooSmall
	}
	return plan, err
}

// onNext goes on when the rules allow the amount and a reason is chosen.
func (c *refundCard) onNext() {
	if c.reading {
		return
	}
	amount := c.typed.money()
	plan, err := c.planTyped()
	switch {
	case err != nil: // and the next figure begins anew
		c.complain, c.offered = refundRefusedWords(err), true
	case c.why() == "":
		c.unsaid = true
	default:
		c.handlers.next(c.t, plan, terminal.RefundOrder{
			Original: c.t.Reference, Amount: amount, AllowModify: c.allowed, Reason: c.why(),
		})
		return
	}
	c.redraw()
}

func (c *refundCard) redraw() {
	p := colours()
	plan, err := c.plan(0)
	c.title.say(refundTitle(c.t, c.cfg.Now()), p.ink)
	c.about.say(refundOriginal(c.t), p.muted)
	left := ""
	if !c.reading && err == nil {
		left = leftWords(plan)
	}
	c.left.say(left, p.ink)
	if c.complain != "" {
		c.left.say(sentences(c.complain, left), p.red)
	}
	c.because.say(tr("WHY?"), p.harbour)
	switch {
	case c.written != "":
		c.because.say(sentences(tr("WHY?"), c.written), p.harbour)
	case c.unsaid && c.why() == "":
		c.because.say(tr(wordsWhyRefund), p.red)
	}
	c.amount.show(c.typed, "", "", false)
	for i, b := range c.reasons {
		b.say(b.label, chosenLook(i == c.reason), true)
	}
	for _, b := range c.keys {
		b.say(b.label, lookQuiet(), !c.whole())
	}
	c.modify.SetChecked(c.allowed)
	c.modify.Hidden = c.whole()
	ready := lookDisabled()
	if _, wrong := c.planTyped(); wrong == nil && c.why() != "" {
		ready = lookPrimary()
	}
	c.next.say(nextRefundWords(c.t, c.typed.money(), c.cfg.Now()), ready, !c.reading && err == nil)
	c.root.Refresh()
}

func (c *refundCard) arrange(size fyne.Size) float32 {
	u := unitFor(size)
	width, height := min(size.Width-2*gridOuter, 960*u*textScale()), min(size.Height-2*gridOuter, 500*u)
	x := (size.Width - width) / 2
	margin := 24 * u
	c.title.resizeType(sizeTitle * u)
	for _, text := range []*prose{c.about, c.left} {
		text.resizeType(sizeBody * u)
	}
	pad := 300 * u
	column := width - 3*margin - pad
	// First from the top, to learn how high it is.
	if end := c.arrangeLeft(x+margin, c.arrangeHead(x+margin, margin, width-2*margin, u), column, u); enlarged() {
		height = max(height, end+gridWide*u+tall(60*u, sizeStrong*u)+margin)
	}
	y := centred(size, height)
	place(c.shade, 0, 0, size.Width, max(size.Height, y+height+gridOuter))
	place(c.card, x, y, width, height)
	top := c.arrangeHead(x+margin, y+margin, width-2*margin, u)
	c.arrangeLeft(x+margin, top, column, u)
	button := tall(60*u, sizeStrong*u)
	foot := y + height - margin - button
	back := max(140*u, c.back.wanted())
	if !enlarged() {
		back = 140 * u
	}
	place(c.back, x+margin, foot, back, button)
	place(c.next, x+2*margin+back, foot, width-3*margin-back, button)
	w, h := (pad-2*grid*u)/3, (foot-gridWide*u-top-3*grid*u)/4
	for i, b := range c.keys {
		b.resizeType(min(h*0.45, sizeLarge*u))
		place(b, x+width-margin-pad+float32(i%3)*(w+grid*u), top+float32(i/3)*(h+grid*u), w, h)
	}
	return y + height + gridOuter
}

// arrangeHead places what is given back, and returns where that ends.
func (c *refundCard) arrangeHead(x, y, width, u float32) float32 {
	return placeProse(c.about, x, placeProse(c.title, x, y, width)+gridHalf*u, width) + gridWide*u
}

// arrangeLeft places the amount and the reasons, and returns where they end.
func (c *refundCard) arrangeLeft(x, y, width, u float32) float32 {
	place(c.amount, x, y, width, 64*u)
	y = placeProse(c.left, x, y+64*u+grid*u, width) + grid*u
	c.because.resizeType(sizeSmall * u)
	y = placeProse(c.because, x, y, width) + gridHalf*u
	beside := 3
	if enlarged() {
		beside = 2
	}
	each, row := (width-float32(beside-1)*gridHalf*u)/float32(beside), tall(touch*u, sizeBody*u)
	for i, b := range c.reasons {
		b.resizeType(sizeBody * u)
		place(b, x+float32(i%beside)*(each+gridHalf*u), y+float32(i/beside)*(row+gridHalf*u), each, row)
	}
	y += float32((len(c.reasons)+beside-1)/beside) * (row + gridHalf*u)
	if !c.modify.Hidden {
		y += gridHalf * u
		place(c.modify, x, y, width, row)
		y += row + gridHalf*u
	}
	return y
}

package ui

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// CustomerConfig is what the customer's window shows besides payments.
type CustomerConfig struct {
	// Wanted opens the window; otherwise it is hidden.
	Wanted bool
	// Shop greets where there is no Logo, a PNG or a JPEG.
	Shop string
	Logo []byte
	// Training: no real money moves, and the window says so.
	Training bool
	// Second is the language that everything is said in once more, below the
	// till's own.
	Second Tongue
}

// Customer is the window that faces the customer: what is to be paid, what to
// do, thank you. It shows nothing that is the shop's business. It outlives the
// sessions of a till, and belongs to the UI goroutine; all methods of a nil
// Customer do nothing.
type Customer struct {
	// open makes the window, back gives the keys back to the cashier's.
	open func() fyne.Window
	back func()
	// cashier takes what is typed here; may be nil.
	cashier fyne.Canvas
	window  fyne.Window // nil until it was wanted
	cfg     CustomerConfig
	panel   *customerPanel
	hidden  bool
}

// NewCustomer returns a customer's window that is opened when it is wanted. open
// makes an empty window; back is called after the window came to the front, and
// gives the keyboard back to the cashier, whose canvas takes what is typed here
// nevertheless.
func NewCustomer(open func() fyne.Window, back func(), cashier fyne.Canvas) *Customer {
	return &Customer{open: open, back: back, cashier: cashier}
}

// Begin puts a session's settings in force, in the theme that the application
// has by then. A window that its user has closed comes back.
func (c *Customer) Begin(cfg CustomerConfig) {
	if c == nil {
		return
	}
	c.cfg, c.panel = cfg, nil
	if !cfg.Wanted {
		c.hide()
		return
	}
	first := c.window == nil
	if first {
		c.window = c.open()
		c.window.SetPadded(false)
		c.window.SetCloseIntercept(c.hide)
		c.passKeys()
	}
	c.window.SetTitle(tr("For the customer"))
	c.panel = newCustomerPanel(cfg)
	c.window.SetContent(c.panel.root)
	c.greet()
	if first || c.hidden {
		c.hidden = false
		c.bring()
	}
}

// passKeys gives what is typed here to the cashier's window, and the keyboard with it:
// without a second monitor a click may have brought this window to the front.
func (c *Customer) passKeys() {
	own, to := c.window.Canvas(), c.cashier
	if to == nil {
		return
	}
	own.SetOnTypedRune(func(r rune) {
		c.back()
		if typed := to.OnTypedRune(); typed != nil {
			typed(r)
		}
	})
	own.SetOnTypedKey(func(e *fyne.KeyEvent) {
		c.back()
		if typed := to.OnTypedKey(); typed != nil {
			typed(e)
		}
	})
	from, ok := own.(desktop.Canvas)
	if down, both := to.(desktop.Canvas); ok && both {
		from.SetOnKeyDown(func(e *fyne.KeyEvent) {
			if pressed := down.OnKeyDown(); pressed != nil {
				pressed(e)
			}
		})
	}
}

// bring shows the window: over the whole of a second monitor where there is one.
func (c *Customer) bring() {
	if driver, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok && driver.HasSecondaryDisplay() {
		if w, ok := c.window.(desktop.Window); ok {
			w.RequestFullScreenSecondary()
		}
	} else {
		c.window.Resize(fyne.NewSize(800, 480))
	}
	c.window.Show()
	c.back()
}

func (c *Customer) hide() {
	if c.window != nil && !c.hidden {
		c.hidden = true
		c.window.Hide()
	}
}

// greet is what the window shows between two sales.
func (c *Customer) greet() {
	if c != nil && c.panel != nil {
		c.panel.show(customerView{idle: true, words: both(c.cfg.Second, wordsWelcome)})
	}
}

// follow shows how a sale goes.
func (c *Customer) follow(e terminal.SaleChanged) {
	if c != nil && c.panel != nil {
		c.panel.show(customerSees(e, c.cfg.Second))
	}
}

// What the customer is told.
const (
	wordsWelcome       = "Welcome"
	wordsMoment        = "One moment, please"
	wordsPleaseTap     = "Please tap, insert or swipe your card"
	wordsPleaseOctopus = "Please hold your Octopus to the reader"
	wordsPleaseScan    = "Please scan the code on the terminal"
	wordsPleaseShow    = "Please show your payment code to the terminal"
	wordsPleaseFollow  = "Please follow the terminal's screen"
	wordsThanks        = "Paid. Thank you!"
	wordsNotPaid       = "Not paid. Please ask the cashier."
	wordsPleaseWait    = "Please wait for the cashier. Don't pay again yet."
	wordsGivingBack    = "We are giving your money back"
	wordsGaveBack      = "Your money was given back"
)

// said is a sentence in the till's language and in the customer's window's
// second.
type said struct{ first, second string }

// both says a text in two languages.
func both(second Tongue, text string) said { return said{tr(text), second.plain(text)} }

// customerView is what the customer's window shows.
type customerView struct {
	idle   bool
	words  said
	amount string
	// channel is empty where it doesn't matter.
	channel string
	shape   shape
	status  payment.Status
}

// customerSees is what of a sale is the customer's business.
func customerSees(e terminal.SaleChanged, second Tongue) customerView {
	t := e.Sale
	v := customerView{amount: t.Amount.String(), channel: channelName(t.Channel), status: t.Status}
	refund := t.Kind == payment.Refund
	switch {
	case t.Status.Open() && refund:
		v.shape, v.words = shapeSend, both(second, wordsGivingBack)
	case t.Status.Open() && e.Phase == terminal.Waiting:
		v.shape, v.words = instructionShape(e), pleaseWords(e.Instruction, second)
	case t.Status.Open():
		v.shape, v.words = shapeSend, both(second, wordsMoment)
	case t.Status == payment.Approved && refund:
		v.amount, v.shape, v.words = paid(t).String(), shapeTick, both(second, wordsGaveBack)
	case t.Status == payment.Approved && !givenBack(t) && !t.AmountDiffers:
		v.amount, v.shape, v.words = paid(t).String(), shapeTick, both(second, wordsThanks)
	case !refund && !t.Verifying && (t.Status == payment.Declined || t.Status == payment.Cancelled || t.Status == payment.Failed):
		v.shape, v.words = shapeBar, both(second, wordsNotPaid)
	default:
		v.status, v.shape, v.words = payment.Unknown, shapeQuestion, both(second, wordsPleaseWait)
	}
	return v
}

// pleaseWords asks the customer to do what the terminal waits for.
func pleaseWords(i terminal.Instruction, second Tongue) said {
	switch i {
	case terminal.TapInsertSwipe:
		return both(second, wordsPleaseTap)
	case terminal.TapOctopus:
		return both(second, wordsPleaseOctopus)
	case terminal.ShowTerminalCode:
		return both(second, wordsPleaseScan)
	case terminal.ScanCustomerCode:
		return both(second, wordsPleaseShow)
	}
	return both(second, wordsPleaseFollow)
}

// customerPanel is what stands in the customer's window.
type customerPanel struct {
	cfg           CustomerConfig
	root          *fyne.Container
	face          *canvas.Rectangle
	training      *stripes
	logo          *canvas.Image // nil without one
	sign          *mark
	amount        *prose
	first, second *prose
	channel       *prose
	idle          bool
}

func newCustomerPanel(cfg CustomerConfig) *customerPanel {
	p := colours()
	c := &customerPanel{cfg: cfg, face: canvas.NewRectangle(p.card), training: newStripes(tr(wordsTrainingLong), 16)}
	c.training.root.Hidden = !cfg.Training
	c.sign = newMark(noShape, p.ink, nil)
	c.amount, c.first = newStrong("", sizeGiant, p.ink), newStrong("", sizeHuge, p.ink)
	c.second, c.channel = newProse("", sizeLarge, p.ink), newProse("", sizeTitle, p.ink)
	c.root = &fyne.Container{Layout: arranged{smallest: fyne.NewSize(320, 200), arrange: c.arrange}, Objects: []fyne.CanvasObject{
		c.face, c.training.root, c.sign, c.amount, c.first, c.second, c.channel,
	}}
	if len(cfg.Logo) > 0 {
		c.logo = canvas.NewImageFromResource(fyne.NewStaticResource(fmt.Sprintf("logo-%d", len(cfg.Logo)), cfg.Logo))
		c.logo.FillMode = canvas.ImageFillContain
		c.root.Objects = append(c.root.Objects, c.logo)
	}
	return c
}

// show puts a view on the panel; the greeting stands in the middle, alone.
func (c *customerPanel) show(v customerView) {
	p := colours()
	fill, ink, markInk, disc := p.card, p.ink, p.onFill, p.harbour
	switch {
	case v.idle, v.status.Open():
	case v.status == payment.Approved:
		fill, ink, disc, markInk = p.green, p.onFill, p.onFill, p.green
	case v.status == payment.Unknown:
		fill, ink, disc, markInk = p.amber, p.onAmber, p.onAmber, p.amber
	default:
		fill, ink, disc, markInk = p.slate, p.onFill, p.onFill, p.slate
	}
	c.idle = v.idle
	c.face.FillColor = fill
	c.face.Refresh()
	c.sign.show(v.shape, markInk, disc)
	c.first.say(v.words.first, ink)
	c.second.say(v.words.second, ink)
	c.channel.say(v.channel, ink)
	if v.idle {
		v.amount = c.cfg.Shop
	}
	c.amount.say(v.amount, ink)
	c.sign.Hidden, c.channel.Hidden = v.idle, v.idle
	c.amount.Hidden = v.idle && c.logo != nil
	if c.logo != nil {
		c.logo.Hidden = !v.idle
	}
	c.root.Refresh()
}

func (c *customerPanel) arrange(size fyne.Size) {
	u := min(size.Width/1024, size.Height/600)
	place(c.face, 0, 0, size.Width, size.Height)
	top := float32(0)
	if c.cfg.Training {
		top = 40 * u
		place(c.training.root, 0, 0, size.Width, top)
	}
	if c.idle {
		c.arrangeGreeting(size, top, u)
		return
	}
	side := min(size.Width*0.30, (size.Height-top)*0.66)
	left := size.Width * 0.36
	place(c.sign, (left-side)/2, top+(size.Height-top-side)/2, side, side)
	width := size.Width - left - 32*u
	scale := u
	height := c.arrangeStory(left, 0, width, scale)
	for height > size.Height-top-4*grid*u && scale > 0.4*u {
		scale *= 0.94
		height = c.arrangeStory(left, 0, width, scale)
	}
	c.arrangeStory(left, top+(size.Height-top-height)/2, width, scale)
}

// arrangeStory places the texts of a payment from y and returns how high they are.
func (c *customerPanel) arrangeStory(x, y, width, u float32) float32 {
	start := y
	for _, p := range []*prose{c.amount, c.first, c.second, c.channel} {
		p.align = fyne.TextAlignLeading
	}
	c.amount.fixType(fitSize(c.amount.text, c.amount.style, 96*u, sizeLarge, width))
	c.first.fixType(sizeHuge * u)
	c.second.fixType(sizeLarge * u)
	c.channel.fixType(sizeTitle * u)
	y = placeProse(c.amount, x, y, width) + grid*u
	y = placeProse(c.first, x, y, width) + grid*u
	y = placeProse(c.second, x, y, width) + gridOuter*u
	return placeProse(c.channel, x, y, width) - start
}

// arrangeGreeting places the logo, or the shop's name, and the greeting.
func (c *customerPanel) arrangeGreeting(size fyne.Size, top, u float32) {
	width := size.Width - 64*u
	for _, p := range []*prose{c.amount, c.first, c.second} {
		p.align = fyne.TextAlignCenter
	}
	c.amount.fixType(fitSize(c.amount.text, c.amount.style, 72*u, 40*u, width))
	c.first.fixType(sizeHuge * u)
	c.second.fixType(sizeLarge * u)
	above := c.amount.heightFor(width)
	if c.logo != nil {
		above = (size.Height - top) * 0.5
	}
	height := above + 32*u + c.first.heightFor(width) + grid*u + c.second.heightFor(width)
	y := top + max(grid, (size.Height-top-height)/2)
	if c.logo != nil {
		place(c.logo, 32*u, y, width, above)
	} else {
		placeProse(c.amount, 32*u, y, width)
	}
	y = placeProse(c.first, 32*u, y+above+32*u, width) + grid*u
	placeProse(c.second, 32*u, y, width)
}

package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// Till is what the window asks the controller for. None of it blocks; what
// comes of it arrives as events.
type Till interface {
	Pay(terminal.Order)
	Cancel(payment.Reference)
	Inquire(payment.Reference)
	// Replace puts another terminal in force: the window is made anew then, or
	// terminal.Refused says why not.
	Replace(terminal.Profile)
}

// History reads the journal.
type History interface {
	// Newest returns at most limit transactions older than before, newest
	// first; an empty before starts at the newest.
	Newest(limit int, before payment.Reference) ([]payment.Transaction, error)
}

// Config is what a window needs. All of it is required, and it isn't changed
// while the window lives.
type Config struct {
	TillName string
	// Training: no real money moves; the window says so all the time.
	Training bool
	// Channels are those that the terminal offers. The others are shown too,
	// but can't be chosen, so that places and function keys never move.
	Channels []payment.Channel
	// Scan is which side shows a wallet's code until the cashier chooses.
	Scan    haojin.Scan
	Till    Till
	History History
	// Setup is what the settings section works with; nil leaves it out.
	Setup Setup
	// Trace returns the last messages to and from the terminal, oldest first.
	Trace func() []terminal.Message
	// Notice is a sentence that the window opens with, above the entry; may be
	// empty.
	Notice string
	// Do runs a function on the UI goroutine: fyne.Do.
	Do func(func())
	// Now is the time that the clock shows and touches are told apart by:
	// time.Now.
	Now func() time.Time
	// Quit ends the program. It is called once the cashier may leave.
	Quit func()
}

// Window is the cashier's window: a top bar and one section below it. Except
// for Follow everything happens on the UI goroutine.
type Window struct {
	cfg     Config
	window  fyne.Window
	root    *fyne.Container
	body    *fyne.Container
	face    *canvas.Rectangle
	pointer *pointer
	top     *topBar
	sale    *saleScreen
	history *historyScreen
	closing *questionCard
	// asking: the question whether to close covers the section.
	asking bool
	// inSale: the sale section is shown, else the history.
	inSale bool
	// fresh: Enter went down and hasn't been used. A held key repeats without
	// going down again.
	fresh, countsDowns bool
}

// New fills a window with the till: its content, its keys and its close
// question. The theme is the application's; the window isn't shown.
func New(window fyne.Window, cfg Config) *Window {
	w := &Window{cfg: cfg, window: window, inSale: true, face: canvas.NewRectangle(colours().paper)}
	w.pointer = &pointer{now: cfg.Now, later: func(f func()) { f() }}
	w.top = newTopBar(cfg, w.showSale, w.showHistory)
	w.sale = newSaleScreen(cfg)
	w.history = newHistoryScreen(cfg, w.showSale)
	w.closing = newQuestionCard()
	w.body = &fyne.Container{Layout: arranged{arrange: w.arrangeBody}}
	w.root = &fyne.Container{
		Layout:  shell{arranged{smallest: fyne.NewSize(900, 500), arrange: w.arrange}, w.pointer},
		Objects: []fyne.CanvasObject{w.face, newBackdrop(w.pointer), w.top.root, w.body},
	}
	w.tick()
	w.redraw()
	window.SetPadded(false)
	window.SetContent(w.root)
	window.SetCloseIntercept(w.onClose)
	w.listen(window.Canvas())
	return w
}

func (w *Window) arrange(size fyne.Size) {
	bar := 56 * max(1, min(1.5, unitFor(size.SubtractWidthHeight(0, 56))))
	for _, o := range w.root.Objects[:2] {
		place(o, 0, 0, size.Width, size.Height)
	}
	place(w.top.root, 0, 0, size.Width, bar)
	place(w.body, 0, bar, size.Width, size.Height-bar)
}

func (w *Window) arrangeBody(size fyne.Size) {
	for _, o := range w.body.Objects {
		place(o, 0, 0, size.Width, size.Height)
	}
}

// redraw puts the section or the close question below the top bar.
func (w *Window) redraw() {
	face := w.history.root
	switch {
	case w.asking:
		face = w.closing.root
	case w.inSale:
		face = w.sale.root
	}
	w.top.section(w.inSale)
	w.body.Objects = []fyne.CanvasObject{face}
	w.body.Refresh()
}

func (w *Window) tick() { w.top.now(w.cfg.Now()) }

func (w *Window) showSale() { w.goTo(true) }

func (w *Window) showHistory() { w.goTo(false) }

// goTo changes the section. The sale section never leaves a widget focused.
func (w *Window) goTo(sale bool) {
	if w.asking {
		return
	}
	w.inSale = sale
	w.history.shown(!sale)
	w.redraw()
	w.window.Canvas().Unfocus()
}

// onClose leaves at once, unless a payment is open on the terminal.
func (w *Window) onClose() {
	amount, open := w.sale.open()
	if !open {
		w.cfg.Quit()
		return
	}
	w.asking = true
	w.closing.show("Close the till?", closeWords(amount),
		choice{label: "Keep open", key: "Esc", look: lookPrimary(), do: w.onKeepOpen},
		choice{label: "Close anyway", key: "X", look: lookDanger(), do: w.cfg.Quit},
	)
	w.redraw()
}

func (w *Window) onKeepOpen() {
	w.asking = false
	w.redraw()
}

// listen takes every key that no widget has the focus for.
func (w *Window) listen(c fyne.Canvas) {
	c.SetOnTypedRune(w.typedRune)
	c.SetOnTypedKey(w.typedKey)
	if d, ok := c.(desktop.Canvas); ok {
		w.countsDowns = true
		w.pointer.later = func(f func()) { go w.cfg.Do(f) }
		d.SetOnKeyDown(w.keyDown)
	}
	c.AddShortcut(&desktop.CustomShortcut{KeyName: fyne.Key1, Modifier: fyne.KeyModifierControl}, func(fyne.Shortcut) { w.showSale() })
	c.AddShortcut(&desktop.CustomShortcut{KeyName: fyne.Key2, Modifier: fyne.KeyModifierControl}, func(fyne.Shortcut) { w.showHistory() })
}

func isEnter(name fyne.KeyName) bool { return name == fyne.KeyReturn || name == fyne.KeyEnter }

func (w *Window) keyDown(e *fyne.KeyEvent) {
	if isEnter(e.Name) {
		w.fresh = true
	}
}

func (w *Window) typedRune(r rune) {
	switch {
	case w.asking:
		w.closing.key(string(r))
	case w.inSale:
		w.sale.rune(r)
	}
}

func (w *Window) typedKey(e *fyne.KeyEvent) {
	if isEnter(e.Name) && w.countsDowns {
		if !w.fresh {
			return
		}
		w.fresh = false
	}
	switch {
	case w.asking && e.Name == fyne.KeyEscape:
		w.onKeepOpen()
	case w.asking:
	case w.inSale:
		w.sale.key(e.Name)
	default:
		w.history.key(e.Name)
	}
}

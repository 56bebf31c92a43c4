package ui

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
	"harbourtill/ui/paper"
)

// Till is what the window asks the controller for. None of it blocks; what
// comes of it arrives as events.
type Till interface {
	Pay(terminal.Order)
	Cancel(payment.Reference)
	Inquire(payment.Reference)
	// Replace puts another terminal in force: the window is made anew then, or
	// terminal.Refused says why not. by is who wants it; may be empty.
	Replace(p terminal.Profile, by string)
	Settle(terminal.Settlement)
	Acknowledge(r payment.Reference, by string)
	Refund(terminal.RefundOrder)
	// Print has the terminal print; PrintChanged follows.
	Print(terminal.PrintOrder)
	// Reconcile asks the terminal about transactions until StopReconciling or
	// its end; ReconcileChanged and Reconciled follow.
	Reconcile(references []payment.Reference, by string)
	StopReconciling()
	// Find asks the terminal for a payment that this till may not know; Found
	// follows.
	Find(text, operator string)
	// Annotate writes a note beside a transaction, in place of the one it has.
	Annotate(r payment.Reference, note, by string)
}

// History reads the journal. Its methods are called on goroutines of their own.
type History interface {
	// Search returns at most limit transactions that q wants, newest first,
	// that were created before the one named before; an empty before begins at
	// the newest.
	Search(ctx context.Context, q store.Query, limit int, before payment.Reference) ([]payment.Transaction, error)
	// Totals adds up what q wants of the Hong Kong day that at is in.
	Totals(ctx context.Context, q store.Query, at time.Time) (store.Totals, error)
	// Transaction returns one, with Transitions its history and with RefundsOf
	// what was given back of it, both oldest first.
	Transaction(payment.Reference) (payment.Transaction, error)
	Transitions(payment.Reference) ([]payment.Transition, error)
	RefundsOf(original payment.Reference) ([]payment.Transaction, error)
}

// Config is what a window needs. All of it is required, and it isn't changed
// while the window lives.
type Config struct {
	TillName string
	// Shop is what receipts and reports begin with, Foot what receipts end with.
	Shop paper.Shop
	Foot string
	// Training: no real money moves; the window says so all the time.
	Training bool
	// Channels are those that the terminal offers. The others are shown too,
	// but can't be chosen, so that places and function keys never move.
	Channels []payment.Channel
	// Usual is the channel that is chosen when a sale begins; empty for none.
	// Quick are amounts with a button of their own.
	Usual payment.Channel
	Quick []payment.Money
	// Scan is which side shows a wallet's code until the cashier chooses.
	Scan    haojin.Scan
	Till    Till
	History History
	// Reports is what the summary section works with; nil leaves it out.
	Reports Reports
	// Press prints papers. It is slow the first time, so it is called on
	// goroutines of its own.
	Press func() (*paper.Press, error)
	// Setup is what the settings section works with; nil leaves it out.
	Setup Setup
	// Play plays a sound and doesn't wait for its end; nil where nothing can. A
	// Silent till plays one only for whoever wants to hear what it is like.
	Play   func(Sound)
	Silent bool
	// Customer is the window that faces the customer; nil without one.
	Customer *Customer
	// Kiosk fills the screen, and wants a manager before it closes.
	Kiosk bool
	// About says which program this is, where its data lie and under which
	// licences it comes, in a few lines.
	About string
	// Drills is what practising works with; nil leaves it out, as with a real
	// terminal.
	Drills Drills
	// Guide leads through a first start and to a terminal; nil for one that is done.
	Guide *Guide
	// Stay keeps whoever saves settings in them; nil keeps nobody.
	Stay *Stay
	// Trace returns the last messages to and from the terminal, oldest first.
	Trace func() []terminal.Message
	// Replaced: other settings have come into force just now. Gaps are what a
	// restored journal doesn't hold, and nobody can be asked about; oldest first.
	Replaced bool
	Gaps     []store.Gap
	// Do runs a function on the UI goroutine: fyne.Do.
	Do func(func())
	// Background runs what takes a while off the UI goroutine; nil: on a
	// goroutine of its own.
	Background func(func())
	// After runs a function on the UI goroutine a while later; nil: by a timer and Do.
	After func(time.Duration, func())
	// Now is the time that the clock shows and touches are told apart by:
	// time.Now.
	Now func() time.Time
	// Quit ends the program. It is called once the cashier may leave.
	Quit func()

	// operator is who has signed in; empty where nobody has to.
	operator func() string
}

func (c Config) background(f func()) {
	if c.Background == nil {
		go f()
		return
	}
	c.Background(f)
}

func (c Config) later(d time.Duration, f func()) {
	if c.After == nil {
		time.AfterFunc(d, func() { c.Do(f) })
		return
	}
	c.After(d, f)
}

// section is one part of the window; one is shown at a time, below the top bar.
type section int

// The sections.
const (
	sectionSale section = iota
	sectionHistory
	sectionQuestions
	sectionSummary
	sectionSettings
	sectionDrills
)

// screen is what a section shows. It lives on the UI goroutine.
type screen interface {
	// face is what is shown; it may change when the screen says so.
	face() fyne.CanvasObject
	// appear says whether the section is in front now.
	appear(visible bool)
	// key and rune take what is typed while no widget has the focus.
	key(name fyne.KeyName)
	rune(r rune)
	// counting says whether seconds count down on it: then tick comes once a
	// second.
	counting() bool
	tick()
}

// cover stands over a section until it is answered. It takes every key: a
// character, or Esc, Enter or ⌫.
type cover interface {
	face() fyne.CanvasObject
	key(name string)
	counting() bool
	tick()
}

// Window is the cashier's window: a top bar and one section below it. Except
// for Follow everything happens on the UI goroutine.
type Window struct {
	cfg     Config
	window  fyne.Window
	root    *fyne.Container
	body    *fyne.Container
	back    *canvas.Rectangle
	pointer *pointer
	top     *topBar
	alarm   *banner
	screens map[section]screen
	section section
	sale    *saleScreen
	history *historyScreen
	// questions lists what a person has to know; talk leads through one.
	questions *questionsScreen
	talk      *talk
	settings  *settingsScreen // nil without a Setup
	summary   *summaryScreen  // nil without Reports
	drills    *drillRun
	// cover is what stands over the section; nil without anything.
	cover   cover
	closing *questionCard
	reasons *questionCard
	giving  *refundCard
	help    *helpCard
	receipt *receiptCard // nil without Reports
	pin     *pinCard
	crew    *crew
	signIn  *signInCard
	guide   *guideCard // while it leads somebody
	// counting: something on the screen counts seconds; counts wakes Follow
	// when that begins.
	counting atomic.Bool
	counts   chan struct{}
	// locking is when the till is locked unless somebody uses it, in nanoseconds
	// since 1970; 0 for never.
	locking atomic.Int64
	// fresh is the key, Enter or Space, that went down and hasn't been used. A held
	// key repeats without going down again.
	fresh       fyne.KeyName
	countsDowns bool
	typist      *typist
	// opener is the key that put cover in front, at coveredAt; empty for a touch.
	opener    string
	coveredAt time.Time
}

// New fills a window with the till: its content, its keys and its close
// question. The theme is the application's; the window isn't shown.
func New(window fyne.Window, cfg Config) *Window {
	if err := teachFyne(); err != nil {
		fyne.LogError(err.Error(), nil)
	}
	w := &Window{cfg: cfg, window: window, back: canvas.NewRectangle(colours().paper), counts: make(chan struct{}, 1)}
	w.crew = newCrew(cfg)
	w.cfg.operator = w.crew.operator
	cfg = w.cfg
	w.typist = &typist{now: cfg.Now, after: cfg.later}
	w.pointer = &pointer{now: cfg.Now, keys: w, after: w.dropFocus}
	w.top = newTopBar(cfg, barHandlers{goTo: w.visit, lock: w.signOut, help: w.onHelp})
	w.alarm = newBanner()
	w.sale = newSaleScreen(cfg, saleHandlers{refund: w.onRefund, receipt: w.onReceipt, talk: w.onTalk, leaves: w.leaves})
	w.history = newHistoryScreen(cfg, historyHandlers{
		ask: cfg.Till.Inquire, annotate: w.onNote, refund: w.onRefundSome, receipt: w.onReceipt, evidence: w.onEvidence,
		find:  func(text string) { cfg.Till.Find(text, w.crew.operator()) },
		leave: func() { w.goTo(sectionSale) }, redraw: w.redraw,
	})
	w.questions = newQuestionsScreen(cfg.Now, questionHandlers{
		ask: cfg.Till.Inquire, talk: w.onTalk, keep: w.onKeep, refund: w.onRefund, leave: func() { w.goTo(sectionSale) },
	})
	w.talk = newTalk(talkHandlers{ask: cfg.Till.Inquire, settle: w.onSettle, leave: w.uncover})
	w.screens = map[section]screen{
		sectionSale: w.sale, sectionHistory: w.history, sectionQuestions: w.questions,
	}
	w.closing, w.reasons = newQuestionCard(), newQuestionCard()
	w.help = newHelpCard(cfg.About, cfg.Drills != nil, w.uncover)
	w.giving = newRefundCard(cfg, refundHandlers{next: w.onRefundSaid, write: w.writeRefundReason, leave: w.uncover})
	if cfg.Reports != nil {
		w.summary = newSummaryScreen(window, cfg, summaryHandlers{
			cover: w.coverWith, uncover: w.uncover, leave: func() { w.goTo(sectionSale) }, redraw: w.redraw, asManager: w.asManager,
		})
		w.screens[sectionSummary] = w.summary
		w.receipt = newReceiptCard(window, cfg, w.uncover)
	}
	if w.cfg.Guide == nil {
		w.cfg.Guide = NewGuide(false)
	}
	cfg = w.cfg
	if cfg.Setup != nil {
		w.pin = newPINCard(cfg, w.leavePIN, w.recount)
		w.settings = newSettingsScreen(window, cfg, settingsHandlers{
			cover: w.coverWith, uncover: w.uncover, leave: func() { w.goTo(sectionSale) },
			open: w.sale.open, newPIN: w.onNewPIN, people: w.onStaff, choosePIN: w.choosePIN,
			guide: w.onGuide, screen: w.screenText,
			stay: func(page int) { cfg.Stay.keep(page, w.settings.by, w.crew.signed, cfg.Now()) },
		})
		w.screens[sectionSettings] = w.settings
	}
	w.drills = newDrillRun(w)
	w.screens[sectionDrills] = w.drills.screen
	w.signIn = newSignInCard(w.onPerson, w.onMaster)
	w.guardTill()
	w.beginGuide()
	w.stay()
	w.frame()
	w.tick()
	w.redraw()
	w.remindOfClosing()
	window.SetPadded(false)
	window.SetContent(w.root)
	window.SetCloseIntercept(w.onClose)
	if window.FullScreen() != cfg.Kiosk {
		window.SetFullScreen(cfg.Kiosk)
	}
	w.listen(window.Canvas())
	if w.guide != nil {
		w.guide.write()
	}
	return w
}

// frame puts the top bar and what is below it together.
func (w *Window) frame() {
	w.body = &fyne.Container{Layout: arranged{arrange: w.arrangeBody}}
	w.root = &fyne.Container{
		Layout:  shell{arranged{smallest: fyne.NewSize(900, 500), arrange: w.arrange}, w.pointer},
		Objects: []fyne.CanvasObject{w.back, newBackdrop(w.pointer), w.top.root, w.alarm.root, w.drills.root, w.body},
	}
	w.top.outgrown = w.root.Refresh
}

func (w *Window) arrange(size fyne.Size) {
	u := max(1, min(1.5, unitFor(size.SubtractWidthHeight(0, 56))))
	bar := w.top.heightFor(size.Width, u)
	for _, o := range w.root.Objects[:2] {
		place(o, 0, 0, size.Width, size.Height)
	}
	place(w.top.root, 0, 0, size.Width, bar)
	alarm := w.alarm.heightFor(size.Width, u)
	place(w.alarm.root, 0, bar, size.Width, alarm)
	drill := w.drills.heightFor(size.Width)
	place(w.drills.root, 0, bar+alarm, size.Width, drill)
	top := bar + alarm + drill
	place(w.body, 0, top, size.Width, size.Height-top)
	if fitFields(size.Width) {
		w.root.Refresh()
	}
}

func (w *Window) arrangeBody(size fyne.Size) {
	for _, o := range w.body.Objects {
		place(o, 0, 0, size.Width, size.Height)
	}
}

// redraw puts the section, or the question that covers it, below the top bar.
func (w *Window) redraw() {
	face := w.screens[w.section].face()
	if w.cover != nil {
		face = w.cover.face()
	}
	w.top.cover(w.cover != nil && !w.mayLeave())
	w.top.section(w.section)
	w.body.Objects = []fyne.CanvasObject{face}
	w.body.Refresh()
	w.recount()
	w.dropFocus()
}

// recount finds out whether anything on the screen counts seconds.
func (w *Window) recount() {
	counting := w.screens[w.section].counting()
	if w.cover != nil {
		counting = w.cover.counting()
	}
	if at := w.locksAt(); at.IsZero() {
		w.locking.Store(0)
	} else {
		w.locking.Store(at.UnixNano())
	}
	if w.counting.Swap(counting) != counting && counting {
		w.wake()
	}
}

// wake has Follow count anew when tick comes next.
func (w *Window) wake() {
	select {
	case w.counts <- struct{}{}:
	default:
	}
}

func (w *Window) tick() {
	w.top.now(w.cfg.Now())
	w.rest()
	if w.cover != nil {
		w.cover.tick()
	} else {
		w.screens[w.section].tick()
	}
	w.recount()
}

// visit goes where somebody wants to. What isn't saved in the settings is asked about.
func (w *Window) visit(s section) {
	if w.mayLeave() && w.dialog() == nil {
		w.uncover()
	}
	switch {
	case w.dialog() != nil:
	case w.section == sectionSettings && s != w.section && w.cover == nil && w.settings.unlocked:
		w.settings.leaveTo(func() { w.goTo(s) })
	default:
		w.goTo(s)
	}
}

// mayLeave says whether what stands over the section only shows something, so that
// another section may be gone to.
func (w *Window) mayLeave() bool {
	return w.cover != nil && (w.cover == w.help || w.cover == w.receipt || w.cover == w.drills.verdict || w.cover == w.drills.brief)
}

// goTo changes the section. No section leaves a widget focused.
func (w *Window) goTo(s section) {
	if w.cover == nil && s != sectionSale && w.leaves() {
		return
	}
	if w.cover != nil || s == sectionSettings && !w.settings.unlocked {
		if w.cover == nil {
			w.unlock()
		}
		return
	}
	w.screens[w.section].appear(false)
	w.section = s
	w.screens[s].appear(true)
	w.guardTill()
	w.redraw()
	w.window.Canvas().Unfocus()
}

// unlock asks for the manager's PIN before the settings.
func (w *Window) unlock() {
	w.asManager(tr(wordsSettingsPIN), func(by string) {
		w.uncover()
		w.settings.unlock(by)
		w.goTo(sectionSettings)
	})
}

// leavePIN goes back to what the PIN was asked for.
func (w *Window) leavePIN() {
	w.uncover()
	if w.guide != nil && w.cover == nil {
		w.coverWith(w.guide)
	}
}

// onNewPIN lets a manager who is in choose another PIN.
func (w *Window) onNewPIN() {
	w.pin.choose(w.settings.by, func() {
		if w.cover == w.pin {
			w.uncover()
		}
	})
	w.coverWith(w.pin)
}

// coverWith puts something over the section. Over a locked till goes nothing but
// what may unlock or close it.
func (w *Window) coverWith(c cover) {
	if w.locked() && c != w.pin && c != w.closing {
		return
	}
	w.cover, w.coveredAt, w.opener = c, w.cfg.Now(), ""
	if w.coveredAt.Sub(w.typist.keyAt) < heldPace {
		w.opener = w.typist.key
	}
	if s, ok := c.face().(*container.Scroll); ok {
		s.ScrollToTop()
	}
	w.redraw()
	w.window.Canvas().Unfocus()
}

// uncover takes it away.
func (w *Window) uncover() {
	w.cover, w.opener = nil, ""
	w.guardTill()
	w.redraw()
}

// asked shows what a person has to know about.
func (w *Window) asked(open []terminal.Question) {
	w.top.count(open)
	w.questions.show(open)
	w.sale.armedBy(open)
	still := func(q terminal.Question) bool {
		return q.Transaction.Reference == w.talk.question.Transaction.Reference
	}
	if w.cover == w.talk.card && !slices.ContainsFunc(open, still) {
		w.uncover() // what was talked about is known now
	}
	w.recount()
}

// journalIs says whether the journal can be written.
func (w *Window) journalIs(err error) {
	w.alarm.say(journalWords(err))
	w.root.Refresh()
}

func (w *Window) onTalk(q terminal.Question) {
	w.talk.start(q)
	w.coverWith(w.talk.card)
}

// onKeep lets a contradiction stand.
func (w *Window) onKeep(t payment.Transaction) {
	w.cfg.Till.Acknowledge(t.Reference, w.crew.operator())
}

// asManager does what only a manager may: at once for one who has signed in,
// else once a manager's PIN was right. by is who that is. Nobody does anything
// on a locked till.
func (w *Window) asManager(why string, then func(by string)) {
	if !w.locked() {
		w.askManager(why, then)
	}
}

// askManager is asManager on a locked till too. On a till without a manager's PIN
// it is chosen now: whoever is here sets it up.
func (w *Window) askManager(why string, then func(by string)) {
	switch {
	case w.pin == nil:
	case w.crew.isManager():
		then(w.crew.operator())
	default:
		right := func(by string) {
			if w.cover == w.pin {
				then(cmp.Or(by, nameOfManager))
			}
		}
		if has, err := w.cfg.Setup.Manager().HasPIN(); err == nil && !has {
			w.pin.choose("", func() { right("") })
		} else {
			w.pin.ask(why, right)
		}
		w.coverWith(w.pin)
	}
}

// asManagerIfAny is asManager, and asks nobody on a till that has no manager yet.
// Whatever asked stands in front again then.
func (w *Window) asManagerIfAny(why string, then func(by string)) {
	if w.pin != nil {
		if has, err := w.cfg.Setup.Manager().HasPIN(); err != nil || has {
			w.asManager(why, func(by string) {
				w.uncover()
				then(by)
			})
			return
		}
	}
	then("")
}

// onNote writes a note beside a transaction.
func (w *Window) onNote(r payment.Reference, note string) {
	w.cfg.Till.Annotate(r, note, w.crew.operator())
}

// onClose leaves at once, unless a payment is open on the terminal or a manager
// has to agree.
func (w *Window) onClose() {
	amount, open := w.sale.open()
	if !open {
		w.quit()
		return
	}
	w.closing.show(tr("Close the till?"), closeWords(amount),
		choice{label: tr("Keep open"), key: "Esc", look: lookPrimary(), do: w.uncover},
		choice{label: tr("Close anyway"), key: "X", look: lookDanger(), do: w.quit},
	)
	w.coverWith(w.closing)
}

// quit ends the program. In kiosk mode a manager's PIN is wanted first, if the
// till has any manager.
func (w *Window) quit() {
	if !w.cfg.Kiosk || w.pin == nil {
		w.cfg.Quit()
		return
	}
	if has, err := w.cfg.Setup.Manager().HasPIN(); err == nil && !has {
		w.cfg.Quit()
		return
	}
	w.askManager(tr("A manager closes this till."), func(string) { w.cfg.Quit() })
}

// listen takes every key that no widget has the focus for.
func (w *Window) listen(c fyne.Canvas) {
	c.SetOnTypedRune(w.typedRune)
	c.SetOnTypedKey(w.typedKey)
	if d, ok := c.(desktop.Canvas); ok {
		w.countsDowns = true
		d.SetOnKeyDown(w.keyDown)
	}
	c.AddShortcut(searchShortcut(), func(fyne.Shortcut) {
		if w.cover == nil && w.section == sectionHistory {
			w.history.search()
		}
	})
	c.AddShortcut(&fyne.ShortcutPaste{}, func(fyne.Shortcut) {
		if w.cover == nil && w.section == sectionSale {
			w.sale.paste(fyne.CurrentApp().Clipboard().Content())
		}
	})
	c.AddShortcut(quitShortcut(), func(fyne.Shortcut) { w.onClose() })
	c.AddShortcut(drillShortcut(), func(fyne.Shortcut) { w.drills.done.act() })
	c.AddShortcut(lockShortcut(), func(fyne.Shortcut) { w.signOut() })
	for i, s := range w.top.sections() {
		key := fyne.KeyName(rune('1' + i))
		c.AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierControl}, func(fyne.Shortcut) { w.visit(s) })
	}
}

// lockShortcut is Ctrl+L.
func lockShortcut() fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: fyne.KeyL, Modifier: fyne.KeyModifierControl}
}

// drillShortcut is Ctrl+D.
func drillShortcut() fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: fyne.KeyD, Modifier: fyne.KeyModifierControl}
}

// quitShortcut is Ctrl+Q.
func quitShortcut() fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: fyne.KeyQ, Modifier: fyne.KeyModifierControl}
}

// searchShortcut is Ctrl+F.
func searchShortcut() fyne.Shortcut {
	return &desktop.CustomShortcut{KeyName: fyne.KeyF, Modifier: fyne.KeyModifierControl}
}

func isEnter(name fyne.KeyName) bool { return name == fyne.KeyReturn || name == fyne.KeyEnter }

func (w *Window) keyDown(e *fyne.KeyEvent) {
	w.typist.down()
	if isEnter(e.Name) || e.Name == fyne.KeySpace {
		w.fresh = e.Name
	}
}

// mayPress implements keyboard. A scanner that ends its code with Tab and Enter
// presses nothing: no hand is that fast.
func (w *Window) mayPress(key fyne.KeyName, since time.Time) bool {
	w.crew.used()
	if w.countsDowns && w.fresh != key {
		return false
	}
	w.fresh = ""
	return w.cfg.Now().Sub(since) > scannerPace
}

// dropFocus takes the focus from a button that isn't shown any more, so that no key
// presses it when it comes back.
func (w *Window) dropFocus() {
	c := w.window.Canvas()
	if b, ok := c.Focused().(interface {
		fyne.CanvasObject
		gone() bool
	}); ok && b.gone() {
		c.Unfocus()
	}
}

// dialog is what Fyne shows over the window, a file dialog for one; nil without
// any. What is typed into nothing while it is there is for nothing below it.
func (w *Window) dialog() fyne.CanvasObject { return w.window.Canvas().Overlays().Top() }

// typedRune takes a character. Figures show at once; what a letter does waits until no
// scanner can be at work any more, and isn't done over and over by a key that is held.
func (w *Window) typedRune(r rune) {
	w.crew.used()
	pressed := w.typist.typed(r)
	if w.dialog() != nil {
		return
	}
	if w.typist.begins() {
		w.sale.beforeCode()
	}
	switch {
	case isFigure(r) && w.takesFigures():
		if w.cover == w.pin || !w.typist.coded() {
			w.character(r)
		}
	case pressed:
		w.typist.alone(func() { w.character(r) })
	}
}

// takesFigures says whether figures are typed now, and not answers to a question.
func (w *Window) takesFigures() bool {
	if w.cover == nil {
		return w.section == sectionSale && w.sale.mode != questioning
	}
	return w.cover == w.pin || w.cover == w.giving
}

// character does what a character is for on what is in front. The key that has just
// put that there does nothing to it.
func (w *Window) character(r rune) {
	switch {
	case w.cover != nil && !w.takesFigures() && strings.EqualFold(string(r), w.opener) && w.cfg.Now().Sub(w.coveredAt) < outcomeStands:
	case w.cover != nil:
		w.cover.key(string(r))
	case r == '?' || r == '？':
		w.onHelp()
	default:
		w.screens[w.section].rune(r)
	}
}

// repeats says whether a key goes on doing what it does while it is held.
func repeats(name fyne.KeyName) bool {
	return slices.Contains([]fyne.KeyName{
		fyne.KeyBackspace, fyne.KeyDelete, fyne.KeyUp, fyne.KeyDown, fyne.KeyLeft, fyne.KeyRight, fyne.KeyPageUp, fyne.KeyPageDown,
	}, name)
}

// typedKey takes a key; those of characters come again, as characters.
func (w *Window) typedKey(e *fyne.KeyEvent) {
	w.crew.used()
	if len(e.Name) == 1 || e.Name == fyne.KeySpace {
		return
	}
	if pressed := w.typist.pressed(string(e.Name)); !pressed && !repeats(e.Name) && !isEnter(e.Name) {
		return
	}
	if isEnter(e.Name) {
		if w.countsDowns && w.fresh != e.Name {
			return
		}
		w.fresh = ""
		if w.cover != w.pin && w.typist.scanned() {
			if w.cover == nil && w.section == sectionSale {
				w.sale.scanned()
			}
			return
		}
	} else {
		w.typist.other()
	}
	w.command(e.Name)
}

// command does what a key is for on what is in front.
func (w *Window) command(name fyne.KeyName) {
	above := w.dialog()
	switch {
	case above != nil && name == fyne.KeyEscape:
		w.window.Canvas().Overlays().Remove(above)
	case above != nil:
	case w.cover == nil:
		w.screens[w.section].key(name)
	case name == fyne.KeyEscape:
		w.cover.key("Esc")
	case name == fyne.KeyBackspace:
		w.cover.key("⌫")
	case isEnter(name):
		w.cover.key("Enter")
	default:
		scrollKey(w.cover.face(), name)
	}
}

package ui

import (
	"cmp"
	"slices"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// Window is the cashier's window: a top bar and one section below it. Except
// for Follow everything happens on the UI goroutine.
type Window struct {
	cfg     Config
	window  fyne.Window
	root    *fyne.Container
	body    *fyne.Container
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
	if cfg.Guide == nil {
		cfg.Guide = NewGuide(false)
	}
	w := &Window{window: window, counts: make(chan struct{}, 1)}
	w.crew = newCrew(cfg)
	cfg.operator = w.crew.operator
	w.cfg = cfg
	w.typist = &typist{now: cfg.Now, after: cfg.later}
	w.pointer = &pointer{now: cfg.Now, keys: w, after: w.dropFocus}
	w.top = newTopBar(cfg, barHandlers{goTo: w.visit, lock: w.signOut, help: w.onHelp})
	w.alarm = newBanner()
	w.makeSections()
	w.makeManagersSections()
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

// makeSections makes the sections that every till has, and what covers them.
func (w *Window) makeSections() {
	cfg := w.cfg
	toSale := func() { w.goTo(sectionSale) }
	w.sale = newSaleScreen(cfg, saleHandlers{refund: w.onRefund, receipt: w.onReceipt, talk: w.onTalk, leaves: w.leaves})
	w.history = newHistoryScreen(cfg, historyHandlers{
		ask: cfg.Till.Inquire, annotate: w.onNote, refund: w.onRefundSome, receipt: w.onReceipt, evidence: w.onEvidence,
		find:  func(text string) { cfg.Till.Find(text, w.crew.operator()) },
		leave: toSale, redraw: w.redraw,
	})
	w.questions = newQuestionsScreen(cfg.Now, questionHandlers{
		ask: cfg.Till.Inquire, talk: w.onTalk, keep: w.onKeep, refund: w.onRefund, leave: toSale,
	})
	w.talk = newTalk(talkHandlers{ask: cfg.Till.Inquire, settle: w.onSettle, leave: w.uncover})
	w.screens = map[section]screen{
		sectionSale: w.sale, sectionHistory: w.history, sectionQuestions: w.questions,
	}
	w.closing, w.reasons = newQuestionCard(), newQuestionCard()
	w.help = newHelpCard(cfg.About, cfg.Drills != nil, w.uncover)
	w.giving = newRefundCard(cfg, refundHandlers{next: w.onRefundSaid, write: w.writeRefundReason, leave: w.uncover})
}

// makeManagersSections makes those that a till has with Reports and with a Setup.
func (w *Window) makeManagersSections() {
	cfg := w.cfg
	toSale := func() { w.goTo(sectionSale) }
	if cfg.Reports != nil {
		w.summary = newSummaryScreen(w.window, cfg, summaryHandlers{
			cover: w.coverWith, uncover: w.uncover, leave: toSale, redraw: w.redraw, asManager: w.asManager,
		})
		w.screens[sectionSummary] = w.summary
		w.receipt = newReceiptCard(w.window, cfg, w.uncover)
	}
	if cfg.Setup != nil {
		w.pin = newPINCard(cfg, w.leavePIN, w.recount)
		w.settings = newSettingsScreen(w.window, cfg, settingsHandlers{
			cover: w.coverWith, uncover: w.uncover, leave: toSale,
			open: w.sale.open, newPIN: w.onNewPIN, people: w.onStaff, choosePIN: w.choosePIN,
			guide: w.onGuide, screen: w.screenText,
			stay: func(page int) {
				if w.settings.unlocked { // and nobody has left while it was saved
					cfg.Stay.keep(page, w.settings.by, w.crew.signed, cfg.Now())
				}
			},
		})
		w.screens[sectionSettings] = w.settings
	}
}

// frame puts the top bar and what is below it together.
func (w *Window) frame() {
	w.body = &fyne.Container{Layout: arranged{arrange: w.arrangeBody}}
	w.root = &fyne.Container{
		Layout:  shell{arranged{smallest: fyne.NewSize(900, 500), arrange: w.arrange}, w.pointer},
		Objects: []fyne.CanvasObject{newBackdrop(w.pointer), w.top.root, w.alarm.root, w.drills.root, w.body},
	}
	w.top.outgrown = w.root.Refresh
}

func (w *Window) arrange(size fyne.Size) {
	u := max(1, min(1.5, unitFor(size.SubtractWidthHeight(0, 56))))
	bar := w.top.heightFor(size.Width, u)
	place(w.root.Objects[0], 0, 0, size.Width, size.Height) // the backdrop
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

// visit goes where somebody wants to, within the section in front to where that begins.
// What isn't saved in the settings is asked about.
func (w *Window) visit(s section) {
	if w.mayLeave() && w.dialog() == nil {
		w.uncover()
	}
	switch {
	case w.dialog() != nil:
	case s == w.section && w.cover == nil:
		if screen, ok := w.screens[s].(interface{ home() }); ok {
			screen.home()
		}
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
		choice{label: tr("Close anyway"), key: "X", look: lookDanger(), do: w.quit},
		choice{label: tr("Keep open"), key: "Esc", look: lookPrimary(), do: w.uncover},
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

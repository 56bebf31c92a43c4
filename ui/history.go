package ui

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// How many transactions are read at a time, and how far from the end of what
// was read the next ones are asked for.
const (
	historyPage  = 60
	historyAhead = 40
)

// historyHandlers is what the history section calls.
type historyHandlers struct {
	ask      func(payment.Reference)
	annotate func(r payment.Reference, note string)
	refund   func(payment.Transaction)
	receipt  func(payment.Transaction)
	evidence func(payment.Transaction, []payment.Transition, []payment.Transaction)
	find     func(text string)
	leave    func()
	redraw   func() // the section's face has changed
}

// historyScreen lists the journal, newest first, and opens one transaction at
// a time. The journal is read in the background.
type historyScreen struct {
	cfg      Config
	handlers historyHandlers
	root     *fyne.Container
	pane     *pane
	filters  *filterBar
	head     *historyRow
	list     *keyList
	empty    *prose
	find     *press // asks the terminal for what nothing here matches
	page     *transactionPage
	opened   bool

	lines    []listed
	rows     int  // transactions among the lines
	whole    bool // there is nothing older
	err      error
	visible  bool
	selected payment.Reference
	at       int // the selected line; -1 without one

	// Readings that were begun before the last change of turn are stale.
	turn    int
	cancel  context.CancelFunc
	reading bool // a reading of this turn is under way
	again   bool // something changed meanwhile
}

func newHistoryScreen(cfg Config, handlers historyHandlers) *historyScreen {
	h := &historyScreen{cfg: cfg, handlers: handlers, at: -1, cancel: func() {}}
	h.filters = newFilterBar(cfg.Now, filterHandlers{changed: h.reload, down: h.firstRow, redraw: h.refresh})
	h.head = newHistoryHead()
	h.list = &keyList{}
	h.list.Length, h.list.CreateItem, h.list.UpdateItem = func() int { return len(h.lines) }, h.newRow, h.fillRow
	h.list.HideSeparators = true
	h.list.extend()
	h.empty = newProse("", sizeStrong, colours().muted)
	h.empty.align = fyne.TextAlignCenter
	h.find = newPress(tr("Ask the terminal for it"), "", lookQuiet(), h.onFind)
	h.page = newTransactionPage(cfg, pageHandlers{
		ask: handlers.ask, annotate: handlers.annotate, refund: handlers.refund, receipt: handlers.receipt,
		evidence: handlers.evidence, back: h.closePage, open: h.open,
	})
	h.root = &fyne.Container{
		Objects: []fyne.CanvasObject{h.filters.root, h.filters.panel, h.head, h.list, h.empty, h.find},
	}
	h.pane = newPane(h.root, h.arrange)
	return h
}

func (h *historyScreen) arrange(size fyne.Size) float32 {
	margin := gridWide
	width := size.Width - 2*margin
	u := listUnit(width)
	bar := h.filters.height(width, u)
	place(h.filters.root, margin, grid, width, bar)
	top := 2*grid + bar
	panel := h.filters.panelHeight(width)
	place(h.filters.panel, margin, top, width, panel)
	if panel > 0 {
		top += panel + grid
	}
	if !enlarged() {
		place(h.head, margin, top, width, 28*u)
		top += 28 * u
	}
	height := size.Height - top - gridHalf
	if enlarged() {
		height = max(height, historyList)
	}
	place(h.list, margin, top, width, height)
	room := height + gridHalf
	h.empty.resizeType(sizeStrong * u)
	place(h.empty, margin, top+room*0.36, width, h.empty.heightFor(width))
	h.find.resizeType(sizeStrong * u)
	find := wide(360*u, width)
	place(h.find, (size.Width-find)/2, top+room*0.36+h.empty.heightFor(width)+gridOuter*u, find, tall(60*u, sizeStrong*u))
	return top + height + gridHalf
}

// historyList is how high the list is at least.
const historyList float32 = 320

func (h *historyScreen) face() fyne.CanvasObject {
	if h.opened {
		return h.page.pane.scroll
	}
	return h.pane.scroll
}

func (h *historyScreen) counting() bool { return false }

func (h *historyScreen) tick() {}

// home leads from a page back to the list.
func (h *historyScreen) home() {
	if h.opened {
		h.closePage()
	}
}

// appear says whether the cashier is looking; it reads the journal anew. Whoever
// comes back wants the list: a page that was left open is about somebody else,
// unless a note was being written there.
func (h *historyScreen) appear(visible bool) {
	h.visible, h.opened = visible, h.opened && h.page.writing()
	if visible {
		h.refreshAll()
		return
	}
	h.filters.clear()
}

// moved: a transaction changed in the journal.
func (h *historyScreen) moved(t payment.Transaction) {
	if h.visible {
		h.refreshAll()
	}
	if h.opened {
		h.page.moved(t)
	}
}

// refused: a command wasn't carried out. It says whether that is this section's
// to tell.
func (h *historyScreen) refused(e terminal.Refused) bool { return h.opened && h.page.refused(e) }

// refreshAll reads as many rows again as there are.
func (h *historyScreen) refreshAll() {
	if h.reading {
		h.again = true
		return
	}
	h.read(max(historyPage, h.rows), "", time.Time{})
}

// reload reads from the newest on, since something else is wanted.
func (h *historyScreen) reload() {
	h.cancel()
	h.turn++
	h.reading, h.again = false, false
	h.selected = ""
	h.list.ScrollToTop()
	h.read(historyPage, "", time.Time{})
}

// more reads what is older than the last row.
func (h *historyScreen) more() {
	if h.reading || h.whole || len(h.lines) == 0 {
		return
	}
	last := h.lines[len(h.lines)-1]
	day, _ := store.Day(last.Created)
	h.read(historyPage, last.Reference, day)
}

// read reads a part in the background and shows it.
func (h *historyScreen) read(limit int, before payment.Reference, after time.Time) {
	h.reading = true
	turn, q := h.turn, h.filters.query()
	ctx, cancel := context.WithCancel(context.Background())
	h.cancel = cancel
	h.cfg.background(func() {
		defer cancel()
		p := readPart(ctx, h.cfg.History, q, limit, before, after)
		h.cfg.Do(func() {
			if turn == h.turn {
				h.took(p, before != "")
			}
		})
	})
}

// took shows what was read; older is to be added to what there is.
func (h *historyScreen) took(p part, older bool) {
	h.reading = false
	switch h.err = p.err; {
	case errors.Is(p.err, store.ErrNotFound) && older:
		h.again = true
	case p.err != nil && !older:
		h.lines, h.rows, h.whole = nil, 0, true
	case p.err != nil:
		h.whole = true
	case older:
		h.lines, h.rows, h.whole = append(h.lines, p.lines...), h.rows+p.rows, p.whole
	default:
		h.lines, h.rows, h.whole = p.lines, p.rows, p.whole
		h.locate()
	}
	if h.again {
		h.again = false
		h.refreshAll()
	}
	h.refresh()
}

// refresh shows everything anew.
func (h *historyScreen) refresh() {
	p := colours()
	switch {
	case h.err != nil:
		h.empty.say(historyWords(h.err), p.red)
	case h.reading && h.rows == 0:
		h.empty.say("", p.muted)
	case h.filters.query() == store.Query{Pending: true}:
		h.empty.say(tr(wordsNothingPending), p.muted)
	case h.filters.query() != store.Query{}:
		h.empty.say(tr(wordsNothingMatches), p.muted)
	default:
		h.empty.say(tr(wordsNoSales), p.muted)
	}
	h.empty.Hidden = h.rows > 0
	h.find.Hidden = h.rows > 0 || h.reading || h.err != nil || len(h.filters.query().Text) < store.ShortestPrefix
	h.head.Hidden = h.rows == 0 || enlarged()
	h.list.Refresh()
	h.root.Refresh()
}

// onFind asks the terminal for a payment that this till doesn't know.
func (h *historyScreen) onFind() {
	h.empty.say(tr(wordsFinding), colours().ink)
	h.find.Hide()
	h.root.Refresh()
	h.handlers.find(h.filters.query().Text)
}

// found opens what the terminal knows, or says why there is nothing.
func (h *historyScreen) found(e terminal.Found) {
	if e.Err == nil {
		h.open(e.Transaction.Reference)
		return
	}
	h.refresh()
	h.empty.say(foundWords(e), colours().red)
	h.root.Refresh()
}

// locate looks up where the selected transaction is now.
func (h *historyScreen) locate() {
	h.at = -1
	for i, l := range h.lines {
		if !l.head() && l.Reference == h.selected {
			h.at = i
		}
	}
}

func (h *historyScreen) newRow() fyne.CanvasObject { return newHistoryRow() }

// fillRow shows a line in a row. Near the end the next lines are asked for.
func (h *historyScreen) fillRow(id widget.ListItemID, o fyne.CanvasObject) {
	if id < 0 || id >= len(h.lines) {
		return
	}
	row, line := o.(*historyRow), h.lines[id]
	row.onTap = nil
	if !line.head() {
		row.onTap = func() { h.tapped(line.Reference) }
	}
	row.show(line, id == h.at, h.cfg.Now())
	if id >= len(h.lines)-historyAhead && !h.whole && !h.reading {
		h.more()
	}
}

func (h *historyScreen) tapped(r payment.Reference) {
	h.selected = r
	h.locate()
	h.open(r)
}

// selectLine moves the selection to a line, or past the head of a day.
func (h *historyScreen) selectLine(at, step int) {
	at = max(0, min(at, len(h.lines)-1))
	if at < len(h.lines) && h.lines[at].head() {
		if at == 0 {
			step = 1
		}
		at += step
	}
	if at < 0 || at >= len(h.lines) {
		return
	}
	before := h.at
	h.at, h.selected = at, h.lines[at].Reference
	if at == 1 {
		h.list.ScrollToTop()
	} else {
		h.list.ScrollTo(at)
	}
	h.list.RefreshItem(before)
	h.list.RefreshItem(at)
}

// firstRow goes from the search box into the list.
func (h *historyScreen) firstRow() {
	focus(h.root, nil)
	if h.at < 0 {
		h.selectLine(1, 1)
	}
}

// key moves the selection, opens it, or leaves.
func (h *historyScreen) key(name fyne.KeyName) {
	if h.opened {
		h.page.key(name)
		return
	}
	const screenful = 8
	switch name {
	case fyne.KeyEscape:
		if !h.filters.close() {
			h.handlers.leave()
		}
	case fyne.KeyReturn, fyne.KeyEnter:
		if h.at >= 0 && h.at < len(h.lines) {
			h.open(h.lines[h.at].Reference)
		}
	case fyne.KeyDown:
		h.selectLine(h.at+1, 1)
	case fyne.KeyUp:
		h.selectLine(h.at-1, -1)
	case fyne.KeyPageDown:
		h.selectLine(h.at+screenful, 1)
	case fyne.KeyPageUp:
		h.selectLine(h.at-screenful, -1)
	case fyne.KeyHome:
		h.selectLine(0, 1)
	case fyne.KeyEnd:
		h.selectLine(len(h.lines)-1, -1)
	}
}

// rune goes into the search box, so that a scanner needs no click.
func (h *historyScreen) rune(r rune) {
	if h.opened {
		h.page.rune(r)
		return
	}
	h.search()
	h.filters.box.TypedRune(r)
}

// search gives the search box the keyboard.
func (h *historyScreen) search() {
	if h.opened {
		h.closePage()
	}
	focus(h.root, h.filters.box)
}

// open shows a transaction's page.
func (h *historyScreen) open(r payment.Reference) {
	h.filters.close()
	h.opened = true
	h.page.open(r)
	h.handlers.redraw()
	focus(h.page.root, nil)
}

// closePage goes back to the list, where it was.
func (h *historyScreen) closePage() {
	h.opened = false
	h.handlers.redraw()
	h.refresh()
	focus(h.root, nil)
}

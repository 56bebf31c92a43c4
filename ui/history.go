package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"harbourtill/terminal/payment"
)

// historyPage is how many transactions are read at a time.
const historyPage = 50

// historyScreen lists the journal, newest first, and tells the details of the
// row that is selected.
type historyScreen struct {
	cfg   Config
	root  *fyne.Container
	head  *historyRow
	list  *keyList
	leave func()
	empty *prose
	card  *canvas.Rectangle
	lines *detailLines

	rows     []payment.Transaction
	whole    bool // there is nothing older
	loading  bool // a page is being asked for
	updating bool // the list is filling its rows
	visible  bool
	selected payment.Reference
	at       int // the selected row; -1 without one
}

// newHistoryScreen builds the section; leave goes back to the sale.
func newHistoryScreen(cfg Config, leave func()) *historyScreen {
	p := colours()
	h := &historyScreen{cfg: cfg, leave: leave, at: -1, empty: newProse(wordsNoSales, sizeStrong, p.muted)}
	h.head = newHistoryHead()
	h.list = &keyList{onKey: h.key}
	h.list.Length, h.list.CreateItem, h.list.UpdateItem = h.length, h.newRow, h.fillRow
	h.list.ExtendBaseWidget(h.list)
	h.list.OnSelected = h.onSelected
	h.empty.align = fyne.TextAlignCenter
	h.card = canvas.NewRectangle(p.card)
	h.card.CornerRadius, h.card.StrokeColor, h.card.StrokeWidth = corner, p.line, 1
	h.lines = newDetailLines()
	h.root = &fyne.Container{
		Layout:  arranged{smallest: fyne.NewSize(900, 440), arrange: h.arrange},
		Objects: []fyne.CanvasObject{h.head, h.list, h.empty, h.card, h.lines.root},
	}
	return h
}

func (h *historyScreen) arrange(size fyne.Size) {
	margin := gridWide
	width := size.Width - 2*margin
	u := listUnit(width)
	place(h.head, margin, grid, width, 32*u)
	top := grid + 32*u + gridHalf
	bottom := size.Height - margin
	h.card.Hidden, h.lines.root.Hidden = h.at < 0, h.at < 0
	if h.at >= 0 {
		height := h.lines.heightFor(width) + 2*gridWide
		bottom -= height
		place(h.card, margin, bottom, width, height)
		place(h.lines.root, margin+gridOuter, bottom+gridWide, width-2*gridOuter, height-2*gridWide)
		bottom -= grid
	}
	place(h.list, margin, top, width, bottom-top)
	h.empty.resizeType(sizeStrong * u)
	place(h.empty, margin, size.Height*0.36, width, h.empty.heightFor(width))
}

// appear says whether the cashier is looking; it reads the journal anew.
func (h *historyScreen) appear(visible bool) {
	h.visible = visible
	if visible {
		h.reload()
	}
}

func (h *historyScreen) face() fyne.CanvasObject { return h.root }

func (h *historyScreen) counting() bool { return false }

func (h *historyScreen) tick() {}

func (h *historyScreen) rune(rune) {}

// moved: something in the journal changed.
func (h *historyScreen) moved() {
	if h.visible {
		h.reload()
	}
}

// reload reads as many rows again as were there, and keeps the selection.
func (h *historyScreen) reload() {
	want := max(historyPage, (len(h.rows)+historyPage-1)/historyPage*historyPage)
	rows, err := h.cfg.History.Newest(want, "")
	p := colours()
	if err != nil {
		h.rows, h.whole = nil, true
		h.empty.say(historyWords(err), p.red)
	} else {
		h.rows, h.whole = rows, len(rows) < want
		h.empty.say(wordsNoSales, p.muted)
	}
	h.empty.Hidden = len(h.rows) > 0
	h.find()
	h.list.Refresh()
	h.root.Refresh()
}

// find looks up where the selected transaction is now.
func (h *historyScreen) find() {
	h.at = -1
	for i, t := range h.rows {
		if t.Reference == h.selected {
			h.at = i
			h.lines.show(t)
		}
	}
	if h.at < 0 {
		h.list.UnselectAll()
		return
	}
	h.list.OnSelected = nil
	h.list.Select(h.at)
	h.list.OnSelected = h.onSelected
}

// more reads the next page.
func (h *historyScreen) more() {
	defer func() { h.loading = false }()
	if h.whole || len(h.rows) == 0 {
		return
	}
	rows, err := h.cfg.History.Newest(historyPage, h.rows[len(h.rows)-1].Reference)
	if err != nil {
		h.whole = true
		h.empty.say(historyWords(err), colours().red)
		h.empty.Show()
		return
	}
	h.rows, h.whole = append(h.rows, rows...), len(rows) < historyPage
	if !h.updating {
		h.list.Refresh()
	}
}

func (h *historyScreen) length() int { return len(h.rows) }

func (h *historyScreen) newRow() fyne.CanvasObject { return newHistoryRow() }

// fillRow shows a transaction in a row. Near the end the next page is asked
// for, after the list is done with its rows.
func (h *historyScreen) fillRow(id widget.ListItemID, o fyne.CanvasObject) {
	if id < 0 || id >= len(h.rows) {
		return
	}
	o.(*historyRow).show(h.rows[id])
	if id < len(h.rows)-10 || h.whole || h.loading {
		return
	}
	h.loading, h.updating = true, true
	h.cfg.Do(h.more)
	h.updating = false
}

func (h *historyScreen) onSelected(id widget.ListItemID) {
	if id < 0 || id >= len(h.rows) {
		return
	}
	h.at, h.selected = id, h.rows[id].Reference
	h.lines.show(h.rows[id])
	h.root.Refresh()
}

// keyList is a list that leaves its keys to the section: a tap on a row gives
// it the focus.
type keyList struct {
	widget.List
	onKey func(fyne.KeyName)
}

// TypedKey implements fyne.Focusable.
func (l *keyList) TypedKey(e *fyne.KeyEvent) { l.onKey(e.Name) }

// key moves the selection, or leaves.
func (h *historyScreen) key(name fyne.KeyName) {
	at := h.at
	switch name {
	case fyne.KeyEscape:
		h.leave()
		return
	case fyne.KeyDown:
		at++
	case fyne.KeyUp:
		at--
	case fyne.KeyPageDown:
		at += 10
	case fyne.KeyPageUp:
		at -= 10
	case fyne.KeyHome:
		at = 0
	case fyne.KeyEnd:
		at = len(h.rows) - 1
	default:
		return
	}
	if len(h.rows) > 0 {
		h.list.Select(max(0, min(at, len(h.rows)-1)))
	}
}

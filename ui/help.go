package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// shortcut is a key and what it does.
type shortcut struct{ key, does string }

// shortcutsAnywhere are the keys of every section, on a till with drills or without.
func shortcutsAnywhere(drills bool) []shortcut {
	all := []shortcut{{"Ctrl+1 … 4", tr("Sale, History, Summary, Settings")}}
	if drills {
		all = append(all, shortcut{"Ctrl+5", tr("Practice")}, shortcut{"Ctrl+D", tr("Practising: the customer leaves")})
	}
	return append(all, []shortcut{
		{"Ctrl+L", tr("Sign out")},
		{"Ctrl+Q", tr("Quit the program")},
		{"Tab", tr("From button to button; Enter or Space presses one")},
		{"?", tr("These keys")},
	}...)
}

// shortcuts are the keys of one section.
func shortcuts(s section) []shortcut {
	switch s {
	case sectionSale:
		return []shortcut{
			{"0-9 .", tr("Type the amount")},
			{"F1 … F9", tr("Choose how the customer pays")},
			{"F10", tr("Choose who shows the code")},
			{"Enter", tr("Charge; after an outcome, the next sale")},
			{"Esc", tr("Clear; while the terminal waits, cancel")},
			{"F11", tr("The last amount again, without charging")},
			{"F12", tr("Print the last receipt on the terminal")},
			{"Ctrl+V", tr("Paste an amount")},
		}
	case sectionHistory:
		return []shortcut{
			{"Ctrl+F", tr("Search by reference, QFPay number, amount, last four digits or note")},
			{"↑ ↓", tr("Move")},
			{"Enter", tr("Open")},
			{"A N R P E", tr("On a transaction: ask, note, refund, receipt, evidence")},
			{"T", tr("Show technical details")},
			{"Esc", tr("Back")},
		}
	case sectionDrills:
		return []shortcut{
			{"1 … 6", tr("Practise one of them")},
			{"W", tr("Who has practised")},
			{"Esc", tr("Back")},
		}
	case sectionSummary:
		return []shortcut{
			{"← →", tr("The days before, the days after")},
			{"T Y M D", tr("Today, yesterday, this month, other days")},
			{"P F C X J", tr("Print on the terminal, PDF, CSV, XLSX, JSON")},
			{"Z", tr("Close the day")},
			{"Esc", tr("Back")},
		}
	}
	return []shortcut{{"Esc", tr("Back")}}
}

// helpCard lists the keys of a section, and says which program this is.
type helpCard struct {
	root        *fyne.Container
	pane        *pane
	shade, card *canvas.Rectangle
	title       *prose
	keys, does  []*prose
	own         int // how many of them are the section's
	about       *prose
	leave       *press
	drills      bool // there is something to practise
}

func newHelpCard(about string, drills bool, leave func()) *helpCard {
	p := colours()
	h := &helpCard{shade: canvas.NewRectangle(p.sunken), card: ground(), drills: drills}
	h.title, h.about = newStrong(tr("Keys"), sizeLarge, p.ink), newProse(about, sizeSmall, p.muted)
	h.leave = newPress(tr("Back"), "Esc", lookQuiet(), leave)
	h.root = &fyne.Container{}
	h.pane = newPane(h.root, h.arrange)
	return h
}

// show lists the keys of a section.
func (h *helpCard) show(s section) {
	p := colours()
	h.keys, h.does = nil, nil
	h.root.Objects = []fyne.CanvasObject{h.shade, h.card, h.title, h.about, h.leave}
	own := shortcuts(s)
	h.own = len(own)
	for _, one := range append(own, shortcutsAnywhere(h.drills)...) {
		key, does := newStrong(one.key, sizeBody, p.harbour), newProse(one.does, sizeBody, p.ink)
		key.maxLines = 1
		h.keys, h.does = append(h.keys, key), append(h.does, does)
		h.root.Objects = append(h.root.Objects, key, does)
	}
	h.root.Refresh()
}

func (h *helpCard) face() fyne.CanvasObject { return h.pane.scroll }

func (h *helpCard) counting() bool { return false }

func (h *helpCard) tick() {}

func (h *helpCard) key(name string) {
	if name == "Esc" || name == "?" || name == "Enter" {
		h.leave.act()
	}
}

func (h *helpCard) arrange(size fyne.Size) float32 {
	u := unitFor(size)
	width, height := min(size.Width-2*gridOuter, 960*u), size.Height-2*gridOuter
	x, y := (size.Width-width)/2, gridOuter
	margin := 24 * u
	h.title.resizeType(sizeTitle * u)
	h.leave.resizeType(sizeBody * u)
	h.about.resizeType(sizeSmall * u)
	leave, row := h.leave.wanted(), tall(touch*u, sizeBody*u)
	place(h.leave, x+width-margin-leave, y+gridOuter*u, leave, row)
	top := placeProse(h.title, x+margin, y+margin, width-2*margin-leave) + gridOuter*u
	foot := h.about.heightFor(width - 2*margin)
	column, second := (width-3*margin)/2, x+2*margin+(width-3*margin)/2
	if enlarged() {
		end := h.arrangeKeys(0, len(h.keys), x+margin, top, width-2*margin, u)
		height = max(height, end+foot+margin-y)
	} else {
		h.arrangeKeys(0, h.own, x+margin, top, column, u)
		h.arrangeKeys(h.own, len(h.keys), second, top, column, u)
	}
	place(h.about, x+margin, y+height-margin-foot, width-2*margin, foot)
	place(h.shade, 0, 0, size.Width, max(size.Height, y+height+gridOuter))
	place(h.card, x, y, width, height)
	return y + height + gridOuter
}

// arrangeKeys places some of the keys below one another and returns where they end.
func (h *helpCard) arrangeKeys(from, to int, x, y, width, u float32) float32 {
	column := wide(108*u, width*0.3)
	for i := from; i < to; i++ {
		key, does := h.keys[i], h.does[i]
		key.resizeType(sizeBody * u)
		does.resizeType(sizeBody * u)
		place(key, x, y, column, key.lineHeight())
		y = max(y+key.lineHeight(), placeProse(does, x+column+grid*u, y, width-column-grid*u)) + grid*u
	}
	return y
}

// onHelp lists the keys of the section in front, or takes the list away.
func (w *Window) onHelp() {
	switch {
	case w.cover == w.help:
		w.uncover()
		return
	case w.cover != nil || w.dialog() != nil:
		return
	}
	w.help.show(w.section)
	w.coverWith(w.help)
}

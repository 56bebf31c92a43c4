package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// shortcut is a key and what it does.
type shortcut struct{ key, does string }

// shortcuts are the keys of a section, on a till with drills or without.
func shortcuts(s section, drills bool) []shortcut {
	everywhere := []shortcut{{"Ctrl+1 … 4", tr("Sale, History, Summary, Settings")}}
	if drills {
		everywhere = append(everywhere, shortcut{"Ctrl+5", tr("Practice")}, shortcut{"Ctrl+D", tr("Practising: the customer leaves")})
	}
	everywhere = append(everywhere, []shortcut{
		{"Ctrl+L", tr("Sign out")},
		{"Ctrl+Q", tr("Close the till")},
		{"Tab", tr("From button to button; Enter or Space presses one")},
		{"?", tr("These keys")},
	}...)
	switch s {
	case sectionSale:
		return append([]shortcut{
			{"0-9 .", tr("Type the amount")},
			{"F1 … F9", tr("Choose how the customer pays")},
			{"F10", tr("Choose who shows the code")},
			{"Enter", tr("Charge")},
			{"Esc", tr("Clear; while the terminal waits, cancel")},
			{"F11", tr("The last amount and channel again, without charging")},
			{"F12", tr("Print the last receipt on the terminal")},
			{"Ctrl+V", tr("Paste an amount")},
		}, everywhere...)
	case sectionHistory:
		return append([]shortcut{
			{"Ctrl+F", tr("Search by reference, QFPay number, amount, last four digits or note")},
			{"↑ ↓", tr("Move")},
			{"Enter", tr("Open")},
			{"A N R P E", tr("On a transaction: ask, note, refund, receipt, evidence")},
			{"Esc", tr("Back")},
		}, everywhere...)
	case sectionDrills:
		return append([]shortcut{
			{"1 … 6", tr("Practise one of them")},
			{"W", tr("Who has practised")},
			{"Esc", tr("Back")},
		}, everywhere...)
	case sectionSummary:
		return append([]shortcut{
			{"← →", tr("The days before, the days after")},
			{"T Y M D", tr("Today, yesterday, this month, other days")},
			{"P F C X J", tr("Print on the terminal, PDF, CSV, XLSX, JSON")},
			{"Z", tr("Close the day")},
			{"Esc", tr("Back")},
		}, everywhere...)
	}
	return append([]shortcut{{"Esc", tr("Back")}}, everywhere...)
}

// helpCard lists the keys of a section, and says which program this is.
type helpCard struct {
	root        *fyne.Container
	pane        *pane
	shade, card *canvas.Rectangle
	title       *prose
	keys, does  []*prose
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
	for _, one := range shortcuts(s, h.drills) {
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
	width, height := min(size.Width-2*gridOuter, 860*u), size.Height-2*gridOuter
	x, y := (size.Width-width)/2, gridOuter
	margin := 24 * u
	h.title.resizeType(sizeTitle * u)
	h.leave.resizeType(sizeBody * u)
	h.about.resizeType(sizeSmall * u)
	leave, row := h.leave.wanted(), tall(touch*u, sizeBody*u)
	place(h.leave, x+width-margin-leave, y+gridOuter*u, leave, row)
	top := placeProse(h.title, x+margin, y+margin, width-2*margin-leave) + gridOuter*u
	foot := h.about.heightFor(width - 2*margin)
	scale := u
	if room := (y + height - margin - foot - top) / float32(max(1, len(h.keys))); room < 32*u && !enlarged() {
		scale = u * room / (32 * u)
	}
	column := wide(150*u, width*0.3)
	for i, key := range h.keys {
		key.resizeType(sizeBody * scale)
		h.does[i].resizeType(sizeBody * scale)
		place(key, x+margin, top, column, key.lineHeight())
		top = max(top+key.lineHeight(), placeProse(h.does[i], x+margin+column+10*u, top, width-2*margin-column-10*u)) + 6*scale
	}
	if enlarged() {
		height = max(height, top+foot+margin-y)
	}
	place(h.about, x+margin, y+height-margin-foot, width-2*margin, foot)
	place(h.shade, 0, 0, size.Width, max(size.Height, y+height+gridOuter))
	place(h.card, x, y, width, height)
	return y + height + gridOuter
}

// onHelp lists the keys of the section in front.
func (w *Window) onHelp() {
	w.help.show(w.section)
	w.coverWith(w.help)
}

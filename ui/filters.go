package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"harbourtill/store"
	"harbourtill/terminal/payment"
)

// filterHandlers is what the filter bar calls.
type filterHandlers struct {
	changed func() // something else is wanted
	down    func() // the keyboard leaves the search box for the list
	redraw  func() // the panel came or went
}

// filterBar is the search box and the filters of the history, and the panel
// below it in which one of them is chosen.
type filterBar struct {
	root     *fyne.Container
	box      *textField
	buttons  []*press // status, channel, kind, day, open only, clear
	panel    *fyne.Container
	face     *canvas.Rectangle
	options  []*press
	days     *dayPicker
	choosing int // the button whose panel is shown; -1 without one
	wanted   store.Query
	handlers filterHandlers
	now      func() time.Time
}

// The filters, in the order of their buttons.
const (
	filterStatus = iota
	filterChannel
	filterKind
	filterDay
	filterOpen
	filterClear
)

func newFilterBar(now func() time.Time, handlers filterHandlers) *filterBar {
	f := &filterBar{choosing: -1, handlers: handlers, now: now}
	f.box = newTextField(tr("Search (Ctrl+F)"), f.typed, f.out)
	f.root = &fyne.Container{Layout: arranged{arrange: f.arrange}, Objects: []fyne.CanvasObject{f.box}}
	for i := range filterClear + 1 {
		b := newPress("", "", lookQuiet(), func() { f.pressed(i) })
		b.plain = true
		f.buttons = append(f.buttons, b)
		f.root.Objects = append(f.root.Objects, b)
	}
	f.days = newDayPicker(now, f.daysChosen)
	f.face = canvas.NewRectangle(colours().card)
	f.face.CornerRadius, f.face.StrokeColor, f.face.StrokeWidth = corner, colours().line, 1
	f.panel = &fyne.Container{Layout: arranged{arrange: f.arrangePanel}}
	f.panel.Hide()
	f.label()
	return f
}

// query is what is wanted now.
func (f *filterBar) query() store.Query { return f.wanted }

// typed takes what stands in the search box.
func (f *filterBar) typed(text string) {
	if f.wanted.Text != text {
		f.wanted.Text = text
		f.change()
	}
}

// out takes the keys that lead out of the search box.
func (f *filterBar) out(name fyne.KeyName) bool {
	if name == fyne.KeyEscape {
		if f.box.Text != "" {
			f.box.SetText("") // once more, and the box is left
			return true
		}
		focus(f.root, nil)
		return true
	}
	if name != fyne.KeyUp {
		f.handlers.down()
	}
	return true
}

func (f *filterBar) change() {
	f.label()
	f.handlers.changed()
}

// pressed opens or closes a filter's panel, or does what the button says.
func (f *filterBar) pressed(button int) {
	focus(f.root, nil)
	switch {
	case button == filterOpen:
		f.close()
		f.wanted.Pending = !f.wanted.Pending
		f.change()
	case button == filterClear:
		f.clear()
	case button == f.choosing:
		f.close()
	default:
		f.choosing = button
		f.fillPanel()
		f.label()
		f.handlers.redraw()
	}
}

// clear wants everything again.
func (f *filterBar) clear() {
	f.close()
	if f.wanted == (store.Query{}) && f.box.Text == "" {
		return
	}
	f.wanted = store.Query{}
	f.days.clear()
	f.box.SetText("")
	f.change()
}

// close takes the panel away, and says whether there was one.
func (f *filterBar) close() bool {
	if f.choosing < 0 {
		return false
	}
	f.choosing = -1
	f.panel.Hide()
	f.label()
	f.handlers.redraw()
	return true
}

// daysChosen takes a day or a range; close: the choice is complete.
func (f *filterBar) daysChosen(from, before time.Time, whole bool) {
	f.wanted.From, f.wanted.Before = from, before
	if whole {
		f.close()
	}
	f.change()
}

// option is one thing that a filter can be set to.
type option struct {
	label string
	set   func(*store.Query)
	on    bool
}

func (f *filterBar) optionsOf(button int) []option {
	var all []option
	switch button {
	case filterStatus:
		for _, s := range filterStatuses() {
			all = append(all, option{statusFilterWords(s), func(q *store.Query) { q.Status = s }, f.wanted.Status == s})
		}
	case filterChannel:
		for _, c := range append([]payment.Channel{""}, payment.Channels()...) {
			all = append(all, option{channelFilterWords(c), func(q *store.Query) { q.Channel = c }, f.wanted.Channel == c})
		}
	case filterKind:
		for _, k := range []payment.Kind{"", payment.Payment, payment.Refund} {
			all = append(all, option{kindFilterWords(k), func(q *store.Query) { q.Kind = k }, f.wanted.Kind == k})
		}
	}
	return all
}

// fillPanel puts the choices of a filter into the panel.
func (f *filterBar) fillPanel() {
	f.options = nil
	f.panel.Objects = []fyne.CanvasObject{f.face}
	if f.choosing == filterDay {
		f.days.show(f.wanted)
		f.panel.Objects = append(f.panel.Objects, f.days.root)
	}
	for _, o := range f.optionsOf(f.choosing) {
		b := newPress(o.label, "", chosenLook(o.on), func() {
			o.set(&f.wanted)
			f.close()
			f.change()
		})
		b.plain, b.size = true, sizeBody
		f.options = append(f.options, b)
		f.panel.Objects = append(f.panel.Objects, b)
	}
	f.panel.Show()
}

// label writes on each button what is wanted.
func (f *filterBar) label() {
	q := f.wanted
	words := []string{
		statusFilterWords(q.Status), channelFilterWords(q.Channel), kindFilterWords(q.Kind), dayFilterWords(q, f.now()), tr("Unfinished"), tr("Clear"),
	}
	set := []bool{q.Status != "", q.Channel != "", q.Kind != "", !q.From.IsZero() || !q.Before.IsZero(), q.Pending, false}
	for i, b := range f.buttons {
		if i <= filterDay {
			words[i] += "  ▼"
		}
		b.say(words[i], chosenLook(set[i] || i == f.choosing), i != filterClear || q != store.Query{})
	}
}

// height is the height that the bar takes at a width, drawn at a unit: enlarged
// the buttons stand below the box.
func (f *filterBar) height(width, u float32) float32 {
	f.resizeType(u)
	if !enlarged() {
		return touch * u
	}
	row := tall(touch*u, sizeBody*u)
	return row + grid + flowHeight(f.buttons, width, row, gridHalf*u)
}

func (f *filterBar) resizeType(u float32) {
	for _, b := range f.buttons {
		b.resizeType(sizeBody * u)
	}
}

func (f *filterBar) arrange(size fyne.Size) {
	u := listUnit(size.Width)
	f.resizeType(u)
	if enlarged() {
		row := tall(touch*u, sizeBody*u)
		place(f.box, 0, 0, size.Width, row)
		flow(f.buttons, 0, row+grid, size.Width, row, gridHalf*u)
		return
	}
	gap := gridHalf * u
	widths := []float32{0.145, 0.165, 0.125, 0.16, 0.1, 0.07}
	room := size.Width - 6*gap
	box := room
	for _, w := range widths {
		box -= w * room
	}
	place(f.box, 0, 0, box, size.Height)
	x := box + gap
	for i, b := range f.buttons {
		place(b, x, 0, widths[i]*room, size.Height)
		x += widths[i]*room + gap
	}
}

// optionColumns is how many choices stand side by side.
const optionColumns = 5

// panelHeight is the height that the panel takes at a width; 0 without one.
func (f *filterBar) panelHeight(width float32) float32 {
	u := listUnit(width)
	switch {
	case f.choosing < 0:
		return 0
	case f.choosing == filterDay:
		return f.days.height(width-2*gridWide, u) + 2*gridWide
	case enlarged():
		f.resizeOptions(u)
		return flowHeight(f.options, width-2*gridWide, tall(touch*u, sizeBody*u), grid) + 2*gridWide
	}
	rows := (len(f.options) + optionColumns - 1) / optionColumns
	return float32(rows)*(touch*u+grid) - grid + 2*gridWide
}

func (f *filterBar) arrangePanel(size fyne.Size) {
	place(f.face, 0, 0, size.Width, size.Height)
	u := listUnit(size.Width)
	inner := size.Width - 2*gridWide
	place(f.days.root, gridWide, gridWide, inner, size.Height-2*gridWide)
	f.resizeOptions(u)
	if enlarged() {
		flow(f.options, gridWide, gridWide, inner, tall(touch*u, sizeBody*u), grid)
		return
	}
	each := (inner - (optionColumns-1)*grid) / optionColumns
	for i, b := range f.options {
		x := gridWide + float32(i%optionColumns)*(each+grid)
		y := gridWide + float32(i/optionColumns)*(touch*u+grid)
		place(b, x, y, each, touch*u)
	}
}

func (f *filterBar) resizeOptions(u float32) {
	for _, b := range f.options {
		b.resizeType(sizeBody * u)
	}
}

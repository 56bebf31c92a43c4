package ui

import (
	"io"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// tracePage lists the last messages to and from the terminal, newest first, and
// tells the selected one whole.
type tracePage struct {
	cfg      Config
	window   fyne.Window
	root     *fyne.Container
	list     *keyList
	card     *canvas.Rectangle
	detail   *prose
	empty    *prose
	save     *press
	messages []terminal.Message
	at       int
}

func newTracePage(window fyne.Window, cfg Config) *tracePage {
	p := colours()
	t := &tracePage{cfg: cfg, window: window, at: -1}
	t.list = &keyList{}
	t.list.Length = func() int { return len(t.messages) }
	t.list.CreateItem = func() fyne.CanvasObject { return newTraceRow() }
	t.list.UpdateItem = func(id widget.ListItemID, o fyne.CanvasObject) { o.(*traceRow).show(t.messages[id]) }
	t.list.OnSelected = t.onSelected
	t.list.extend()
	t.card = canvas.NewRectangle(p.card)
	t.card.CornerRadius, t.card.StrokeColor, t.card.StrokeWidth = corner, p.line, 1
	t.detail, t.empty = newProse("", sizeSmall, p.ink), newProse(tr(wordsNoMessages), sizeStrong, p.muted)
	t.detail.style.Monospace = true
	t.empty.align = fyne.TextAlignCenter
	t.save = newPress(tr("Save as a file"), "", lookQuiet(), t.onSave)
	t.root = &fyne.Container{
		Layout: arranged{arrange: t.arrange}, Objects: []fyne.CanvasObject{t.list, t.card, t.detail, t.empty, t.save},
	}
	return t
}

// reload reads the messages anew.
func (t *tracePage) reload() {
	t.messages = nil
	if t.cfg.Trace != nil {
		t.messages = t.cfg.Trace()
		slices.Reverse(t.messages)
	}
	t.at = -1
	t.detail.say("", colours().ink)
	t.empty.Hidden = len(t.messages) > 0
	t.save.say(t.save.label, lookQuiet(), len(t.messages) > 0)
	t.list.UnselectAll()
	t.list.Refresh()
	t.root.Refresh()
}

func (t *tracePage) onSelected(id widget.ListItemID) {
	t.at = id
	t.detail.say(messageWords(t.messages[id]), colours().ink)
	t.root.Refresh()
}

// key moves the selection.
func (t *tracePage) key(name fyne.KeyName) {
	at, screenful := t.at, max(1, int(t.list.Size().Height/newTraceRow().MinSize().Height)-1)
	switch name {
	case fyne.KeyDown:
		at++
	case fyne.KeyUp:
		at--
	case fyne.KeyPageDown:
		at += screenful
	case fyne.KeyPageUp:
		at -= screenful
	case fyne.KeyHome:
		at = 0
	case fyne.KeyEnd:
		at = len(t.messages) - 1
	default:
		return
	}
	if len(t.messages) > 0 {
		t.list.Select(max(0, min(at, len(t.messages)-1)))
	}
}

// onSave writes the messages to a file that the manager chooses, oldest first.
func (t *tracePage) onSave() {
	messages := slices.Clone(t.messages)
	slices.Reverse(messages)
	name := "harbour-till-trace-" + t.cfg.Now().Format("20060102-1504") + ".txt"
	write := func(w io.Writer) error { return terminal.WriteTrace(w, messages) }
	by := t.cfg.operator()
	note := func(file string) error { return t.cfg.Setup.TraceSaved(file, by) }
	t.cfg.saveAs(t.window, saving{name: name, write: writes(write), note: note, done: func(_ string, err error) {
		if err != nil {
			dialog.ShowError(err, t.window)
		}
	}})
}

func (t *tracePage) arrange(size fyne.Size) {
	u := listUnit(size.Width)
	t.save.resizeType(sizeBody * u)
	width, row := t.save.wanted(), tall(touch*u, sizeBody*u)
	place(t.save, size.Width-width, size.Height-row, width, row)
	bottom := size.Height - row - grid
	t.card.Hidden = t.at < 0
	if t.at >= 0 {
		t.detail.resizeType(sizeSmall * u)
		height := min(bottom*0.45, t.detail.heightFor(size.Width-2*gridWide)+2*grid)
		place(t.card, 0, bottom-height, size.Width, height)
		place(t.detail, gridWide, bottom-height+grid, size.Width-2*gridWide, height-2*grid)
		bottom -= height + grid
	}
	place(t.list, 0, 0, size.Width, bottom)
	t.empty.resizeType(sizeStrong * u)
	place(t.empty, 0, size.Height*0.3, size.Width, t.empty.heightFor(size.Width))
}

// traceRow is one message in the list.
type traceRow struct {
	widget.BaseWidget
	cells []*prose // time, direction, operation, link, duration, content
}

func newTraceRow() *traceRow {
	r := &traceRow{}
	for range 6 {
		r.cells = append(r.cells, newLine("", sizeSmall, colours().ink))
	}
	r.cells[5].style.Monospace = true
	r.cells[3].mayCut, r.cells[5].mayCut = true, true
	r.ExtendBaseWidget(r)
	return r
}

// show fills the row.
func (r *traceRow) show(m terminal.Message) {
	p := colours()
	ink := p.ink
	if m.Direction == terminal.Failed {
		ink = p.red
	}
	for i, text := range []string{
		m.At.In(payment.HongKong()).Format("15:04:05.000"), directionWords(m.Direction), m.Operation.String(), m.Link, tookWords(m.Took), m.Content,
	} {
		r.cells[i].say(text, ink)
	}
}

// MinSize implements fyne.Widget.
func (r *traceRow) MinSize() fyne.Size { return fyne.NewSize(600, rowHeight(touch-2*grid, sizeSmall)) }

// CreateRenderer implements fyne.Widget.
func (r *traceRow) CreateRenderer() fyne.WidgetRenderer {
	var objects []fyne.CanvasObject
	for _, cell := range r.cells {
		objects = append(objects, cell)
	}
	return laidOut(r, widget.NewSimpleRenderer(&fyne.Container{Layout: arranged{arrange: r.arrange}, Objects: objects}))
}

func (r *traceRow) arrange(size fyne.Size) {
	u := listUnit(size.Width)
	if enlarged() {
		arrangeCells(r.cells, size, sizeSmall*u, []float32{0.22, 0.2, 0.2, 0.26, 0.12, 1})
		return
	}
	arrangeCells(r.cells, size, sizeSmall*u, []float32{0.10, 0.09, 0.10, 0.17, 0.07, 0.47})
}

// messageWords tells a message whole, with room to break its lines.
func messageWords(m terminal.Message) string {
	return strings.NewReplacer(",", ", ", `":`, `": `).Replace(m.String())
}

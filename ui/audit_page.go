package ui

import (
	"cmp"
	"context"
	"io"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"harbourtill/store"
	"harbourtill/terminal/payment"
)

// auditPart is how many entries of the trail are read at a time.
const auditPart = 60

// auditPage lists the audit trail, newest first, and says whether it is whole.
type auditPage struct {
	cfg     Config
	window  fyne.Window
	root    *fyne.Container
	list    *keyList
	state   *prose
	save    []*press
	rows    []store.AuditRow
	whole   bool // there is nothing older
	reading bool
	turn    int
}

func newAuditPage(window fyne.Window, cfg Config) *auditPage {
	a := &auditPage{cfg: cfg, window: window, state: newProse("", sizeBody, colours().muted)}
	a.state.maxLines = linesOf(2)
	a.list = &keyList{}
	a.list.Length = func() int { return len(a.rows) }
	a.list.CreateItem = func() fyne.CanvasObject { return newAuditRow() }
	a.list.UpdateItem = a.fill
	a.list.OnSelected = a.tell
	a.list.extend()
	for _, format := range []store.ExportFormat{store.FormatCSV, store.FormatJSON} {
		label := map[store.ExportFormat]string{store.FormatCSV: tr("Save as CSV"), store.FormatJSON: tr("Save as JSON")}[format]
		a.save = append(a.save, newPress(label, "", lookQuiet(), func() { a.onSave(format) }))
	}
	a.root = &fyne.Container{Layout: arranged{arrange: a.arrange}, Objects: []fyne.CanvasObject{a.list, a.state, a.save[0], a.save[1]}}
	return a
}

// appear reads the trail from its newest entry on, and verifies it.
func (a *auditPage) appear() {
	a.rows, a.whole, a.reading = nil, false, false
	a.turn++
	turn := a.turn
	a.state.say(tr(wordsVerifyingTrail), colours().muted)
	a.more()
	a.cfg.background(func() {
		n, err := a.cfg.Reports.VerifyAudit()
		entries, hash, endErr := a.cfg.Reports.AuditEnd()
		a.cfg.Do(func() {
			if turn != a.turn {
				return
			}
			switch {
			case err == nil && endErr == nil:
				whole := tr("The trail is whole: %d entries. The last one's hash is %s.", entries, hash)
				if a.cfg.Training {
					whole = sentences(tr("The trail is whole: %d entries.", entries), tr(wordsTrainingTrail))
				}
				a.state.say(whole, colours().green)
			default:
				a.state.say(tr("The trail isn't as it was written after entry %d. Keep this computer as it is and tell the owner.", n), colours().red)
			}
			a.root.Refresh()
		})
	})
}

// more reads what is older than the last row.
func (a *auditPage) more() {
	if a.reading || a.whole {
		return
	}
	a.reading = true
	turn, before := a.turn, uint64(0)
	if n := len(a.rows); n > 0 {
		before = a.rows[n-1].Seq
	}
	a.cfg.background(func() {
		page, err := a.cfg.Reports.AuditPage(auditPart, before)
		a.cfg.Do(func() {
			if turn != a.turn {
				return
			}
			a.reading, a.whole = false, err != nil || len(page) < auditPart
			if err != nil {
				a.state.say(historyWords(err), colours().red)
			}
			a.rows = append(a.rows, page...)
			a.list.Refresh()
			a.root.Refresh()
		})
	})
}

func (a *auditPage) fill(id widget.ListItemID, o fyne.CanvasObject) {
	if id < 0 || id >= len(a.rows) {
		return
	}
	o.(*auditRow).show(a.rows[id])
	if id >= len(a.rows)-auditPart/2 {
		a.more()
	}
}

// tell shows an entry to its end, which the list may have cut.
func (a *auditPage) tell(id widget.ListItemID) {
	if id >= 0 && id < len(a.rows) {
		a.state.say(strings.Join(auditTexts(a.rows[id]), "  ·  "), colours().ink)
		a.root.Refresh()
	}
}

// key scrolls the trail.
func (a *auditPage) key(name fyne.KeyName) {
	row, to := newAuditRow().MinSize().Height, a.list.GetScrollOffset()
	switch name {
	case fyne.KeyDown:
		to += row
	case fyne.KeyUp:
		to -= row
	case fyne.KeyPageDown:
		to += a.list.Size().Height - row
	case fyne.KeyPageUp:
		to -= a.list.Size().Height - row
	case fyne.KeyHome:
		to = 0
	case fyne.KeyEnd:
		a.list.ScrollToBottom()
		return
	default:
		return
	}
	a.list.ScrollToOffset(max(0, to))
}

func (a *auditPage) onSave(format store.ExportFormat) {
	write := func(w io.Writer) error { return a.cfg.Reports.ExportAudit(context.Background(), w, format) }
	name := a.cfg.reportName(tr("audit trail"), a.cfg.Now()) + "." + string(format)
	a.cfg.saveAs(a.window, saving{name: name, write: writes(write), note: a.cfg.noting(payment.ActionExported, tr("audit trail")), done: func(file string, err error) {
		a.state.say(savedWords(file, err))
		a.root.Refresh()
	}})
}

func (a *auditPage) arrange(size fyne.Size) {
	u := listUnit(size.Width)
	row := tall(touch*u, sizeBody*u)
	foot := size.Height - row
	right := size.Width
	for _, b := range a.save {
		b.resizeType(sizeBody * u)
		width := b.wanted()
		right -= width
		place(b, right, foot, width, row)
		right -= grid * u
	}
	a.state.fitType(sizeSmall*u, size.Width, size.Height/3)
	if enlarged() {
		height := a.state.heightFor(size.Width)
		foot -= height + grid*u
		place(a.state, 0, foot, size.Width, height)
	} else {
		place(a.state, 0, foot, right, a.state.heightFor(right))
	}
	place(a.list, 0, 0, size.Width, foot-grid*u)
}

// auditRow is one entry in the list.
type auditRow struct {
	widget.BaseWidget
	cells []*prose // time, who, what, subject and detail
}

func newAuditRow() *auditRow {
	r := &auditRow{}
	for range 4 {
		r.cells = append(r.cells, newLine("", sizeSmall, colours().ink))
	}
	r.cells[1].mayCut, r.cells[3].mayCut = true, true
	r.ExtendBaseWidget(r)
	return r
}

// show fills the row.
func (r *auditRow) show(row store.AuditRow) {
	ink := colours().ink
	if row.Fault != "" {
		ink = colours().red
	}
	for i, text := range auditTexts(row) {
		r.cells[i].say(text, ink)
	}
}

// auditTexts are an entry's time, who did it, what was done, and more about it.
func auditTexts(row store.AuditRow) []string {
	return []string{moment(row.At), auditWho(row.Who), actionWords(row.What), cmp.Or(row.Fault, auditAbout(row.AuditEntry))}
}

// MinSize implements fyne.Widget.
func (r *auditRow) MinSize() fyne.Size {
	u := fieldUnit()
	return fyne.NewSize(600, rowHeight(34*u, sizeSmall*u))
}

// CreateRenderer implements fyne.Widget.
func (r *auditRow) CreateRenderer() fyne.WidgetRenderer {
	row := &fyne.Container{Layout: arranged{arrange: func(size fyne.Size) {
		if enlarged() {
			arrangeCells(r.cells, size, sizeSmall*fieldUnit(), []float32{0.36, 0.2, 0.44, 1})
			return
		}
		x := float32(0)
		for i, share := range []float32{0.19, 0.14, 0.24, 0.43} {
			c := r.cells[i]
			c.resizeType(sizeSmall * fieldUnit())
			place(c, x, (size.Height-c.lineHeight())/2, size.Width*share-grid, c.lineHeight())
			x += size.Width * share
		}
	}}}
	for _, c := range r.cells {
		row.Objects = append(row.Objects, c)
	}
	return laidOut(r, widget.NewSimpleRenderer(row))
}

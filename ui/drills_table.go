package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"harbourtill/terminal/drill"
)

// drillTable is who has done which drill: a line for each person, a column for
// each drill.
type drillTable struct {
	root  *fyne.Container
	heads []*prose
	rows  []*drillRow
	empty *prose
}

// drillRow is one person's line.
type drillRow struct {
	face  *canvas.Rectangle
	who   *prose
	signs []*mark
	cells []*prose
}

func newDrillTable() *drillTable {
	p := colours()
	t := &drillTable{root: &fyne.Container{Layout: arranged{arrange: func(fyne.Size) {}}}, empty: newProse(tr(wordsNobodyYet), sizeStrong, p.muted)}
	for _, n := range drill.Names() {
		t.heads = append(t.heads, newStrong(drillTitle(n), sizeSmall, p.muted))
	}
	return t
}

// show fills the table, with people in the order in which they began.
func (t *drillTable) show(scores []drill.Score) {
	t.rows = nil
	var people []string
	for _, s := range scores {
		if !slices.Contains(people, s.Who) {
			people = append(people, s.Who)
		}
	}
	for _, who := range people {
		t.rows = append(t.rows, newDrillRow(who, scores))
	}
	t.root.Objects = nil
	if len(t.rows) == 0 {
		t.root.Objects = append(t.root.Objects, t.empty)
		return
	}
	for _, h := range t.heads {
		t.root.Objects = append(t.root.Objects, h)
	}
	for _, r := range t.rows {
		t.root.Objects = append(t.root.Objects, r.face, r.who)
		for i, cell := range r.cells {
			t.root.Objects = append(t.root.Objects, r.signs[i], cell)
		}
	}
}

func newDrillRow(who string, scores []drill.Score) *drillRow {
	p := colours()
	r := &drillRow{face: ground(), who: newStrong(drillWho(who), sizeBody, p.ink)}
	r.who.maxLines, r.who.mayCut = 2, true
	for _, n := range drill.Names() {
		score := drill.Score{Name: n}
		if i := slices.IndexFunc(scores, func(s drill.Score) bool { return s.Who == who && s.Name == n }); i >= 0 {
			score = scores[i]
		}
		sign, ink := scoreShape(score)
		r.signs = append(r.signs, newMark(sign, ink, nil))
		r.cells = append(r.cells, newProse(scoreBrief(score), sizeSmall, ink))
	}
	return r
}

// place puts the table at a place and returns where it ends.
func (t *drillTable) place(x, y, width, u float32) float32 {
	if len(t.rows) == 0 {
		t.empty.resizeType(sizeStrong * u)
		height := placeProse(t.empty, 0, 0, width)
		place(t.root, x, y, width, height)
		return y + height
	}
	pad := gridWide * u
	name := width * 0.19
	column := (width - name - pad) / float32(len(t.heads))
	highest := float32(0)
	for _, h := range t.heads {
		h.fitType(sizeSmall*u, column-grid*u, 5*touch*u)
		highest = max(highest, h.heightFor(column-grid*u))
	}
	for i, h := range t.heads {
		height := h.heightFor(column - grid*u)
		place(h, name+float32(i)*column, highest-height, column-grid*u, height)
	}
	end := highest + grid*u
	for _, r := range t.rows {
		end = r.place(end, width, name, column, u) + grid*u
	}
	place(t.root, x, y, width, end)
	return y + end
}

// place puts the line at y and returns where it ends.
func (r *drillRow) place(y, width, name, column, u float32) float32 {
	pad, side := gridWide*u, 20*u
	r.who.resizeType(sizeBody * u)
	height := r.who.heightFor(name - 2*pad)
	for _, c := range r.cells {
		c.resizeType(sizeSmall * u)
		height = max(height, side+gridHalf*u+c.heightFor(column-grid*u))
	}
	height += 2 * pad
	place(r.face, 0, y, width, height)
	own := r.who.heightFor(name - 2*pad)
	place(r.who, pad, y+(height-own)/2, name-2*pad, own)
	for i, c := range r.cells {
		x := name + float32(i)*column
		place(r.signs[i], x, y+pad, side, side)
		place(c, x, y+pad+side+gridHalf*u, column-grid*u, c.heightFor(column-grid*u))
	}
	return y + height
}

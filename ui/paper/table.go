package paper

import "strings"

// titles are the columns' titles.
func (t Table) titles() []string {
	titles := make([]string, len(t.Columns))
	for i, column := range t.Columns {
		titles[i] = column.Title
	}
	return titles
}

func (t Table) aligns() []Align {
	aligns := make([]Align, len(t.Columns))
	for i, column := range t.Columns {
		aligns[i] = column.Align
	}
	return aligns
}

// filled is a row with as many cells as there are columns.
func (t Table) filled(row []string) []string {
	cells := make([]string, len(t.Columns))
	copy(cells, row)
	return cells
}

// measureColumns says how wide each of n columns wants to be, and how wide its
// longest word is.
func measureColumns(rows [][]string, n int, tidy func(string) string, measure ruler) (natural, least []float64) {
	natural, least = make([]float64, n), make([]float64, n)
	for _, row := range rows {
		for i, text := range row {
			for line := range strings.Lines(tidy(text)) {
				natural[i] = max(natural[i], measure(strings.TrimSpace(line)))
				for word := range strings.FieldsSeq(line) {
					least[i] = max(least[i], measure(word))
				}
			}
		}
	}
	return natural, least
}

const (
	columnGap = 10
	rowPad    = 2.5
)

func cellStyle() style  { return style{size: 8.5} }
func titleStyle() style { return style{size: 8.5, bold: true} }

func (t Table) print(s *sheet) {
	s.title(t.Title)
	if len(t.Columns) == 0 {
		return
	}
	widths := t.widths(s)
	header := func() {
		s.cells(t.titles(), t.aligns(), widths, titleStyle(), func() {})
		s.rule(0.8, black)
		s.y += rowPad
	}
	before := place{page: s.page(), y: s.y}
	header()
	if s.height != endless && (s.page() != before.page || s.y-before.y > s.height/3) {
		// A header that large isn't worth the room on every page.
		header = func() {}
	}
	for i, row := range t.Rows {
		if i > 0 {
			s.y -= rowPad - 0.3
			s.hairline()
			s.y += rowPad
		}
		s.cells(t.filled(row), t.aligns(), widths, cellStyle(), header)
	}
	if len(t.Rows) == 0 {
		s.paragraph(t.Empty, style{size: 8.5, ink: grey}, Left)
	}
	if len(t.Totals) > 0 {
		s.need(2 * titleStyle().size * lineHeight)
		s.rule(0.8, black)
		s.y += rowPad
		s.cells(t.filled(t.Totals), t.aligns(), widths, titleStyle(), header)
	}
}

// widths divides the page's width among the columns.
func (t Table) widths(s *sheet) []float64 {
	n := len(t.Columns)
	var rows [][]string
	for _, row := range t.Rows {
		rows = append(rows, t.filled(row))
	}
	natural, least := measureColumns(rows, n, s.known, s.ruler(cellStyle()))
	strongNatural, strongLeast := measureColumns([][]string{t.titles(), t.filled(t.Totals)}, n, s.known, s.ruler(titleStyle()))
	for i := range natural {
		natural[i], least[i] = max(natural[i], strongNatural[i]), max(least[i], strongLeast[i])
	}
	return share(natural, least, s.inner()-columnGap*float64(n-1), true)
}

// cells writes one row of a table.
func (s *sheet) cells(texts []string, aligns []Align, widths []float64, st style, again func()) place {
	row := make([]cell, len(texts))
	for i, text := range texts {
		row[i] = cell{text: text, style: st, align: aligns[i]}
	}
	start := s.row(row, widths, columnGap, again)
	s.y += rowPad
	return start
}

// hairline draws a thin line between two rows, without moving on.
func (s *sheet) hairline() {
	s.fill(box{x: s.margin, y: s.y - 0.3, width: s.inner(), height: 0.3, ink: light})
}

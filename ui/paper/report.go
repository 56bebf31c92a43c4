package paper

import (
	"io"
	"strings"
	"time"
)

// Report is a document of A4 pages: a summary, an X or Z report, a
// reconciliation, the evidence of one transaction. It is a value; every word
// in it is its maker's. Press.Report and WriteText turn it into paper.
type Report struct {
	Title string
	// Marks are what nobody may miss on any page, such as TRAINING.
	Marks []string
	// Head says what the report is about.
	Head []Pair
	// Warnings stand in a box before everything else.
	Warnings []string
	Parts    []Part
	// Foot stands at the end of each page, before the page's number; three
	// lines of it at most.
	Foot string
	// Made is when the paper was made. It is kept in the file only.
	Made time.Time
}

// Pair is a name and what it names, on one line.
type Pair struct{ Key, Value string }

// Part is a part of a report: Lines, Text, Table, Bars or Shares.
type Part interface {
	print(s *sheet)
	write(p *plain)
}

// Align is where a text stands in its column.
type Align int

// The places; the first one is what a Column has by itself.
const (
	Left Align = iota
	Right
	Centre
)

// Lines is a group of names and what they name. An empty title leaves the
// heading away, here and in every other part.
type Lines struct {
	Title string
	Pairs []Pair
}

// Text is a paragraph.
type Text struct {
	Title, Text string
}

// Column is a table's column; columns of numbers are Right.
type Column struct {
	Title string
	Align Align
}

// Table is rows under columns. A row may have fewer cells than there are
// columns, and those beyond the columns are left away. Totals is a last row
// that stands out; it may be empty. Empty is said instead of rows where there
// are none.
type Table struct {
	Title   string
	Columns []Column
	Rows    [][]string
	Totals  []string
	Empty   string
}

// Bar is one bar of a chart: how high it is, and what is written beside it,
// an amount for one.
type Bar struct {
	Label string
	Value int64
	Text  string
}

// Bars is a chart of upright bars, by hour for one. Values below zero go down.
type Bars struct {
	Title string
	Bars  []Bar
}

// Shares is one bar divided by its parts' values, by channel for one, with
// each one's part of the whole. What isn't above zero is listed without one.
type Shares struct {
	Title  string
	Shares []Bar
}

// textWidth is how many columns a report in plain text has.
const textWidth = 100

// WriteText writes the report as plain text of 100 columns. It returns what
// w returns.
func (r Report) WriteText(w io.Writer) error {
	p := newPlain(textWidth)
	for _, mark := range r.Marks {
		p.paragraph("*** " + mark + " ***")
	}
	p.heading(r.Title, "=")
	p.pairs(r.Head)
	for _, warning := range r.Warnings {
		p.line("")
		p.paragraph("! " + warning)
	}
	for _, part := range r.Parts {
		p.line("")
		part.write(p)
	}
	if r.Foot != "" {
		p.line("")
		p.paragraph(r.Foot)
	}
	return p.writeTo(w)
}

func (l Lines) write(p *plain) {
	p.heading(l.Title, "-")
	p.pairs(l.Pairs)
}

func (t Text) write(p *plain) {
	p.heading(t.Title, "-")
	p.paragraph(t.Text)
}

func (t Table) write(p *plain) {
	p.heading(t.Title, "-")
	if len(t.Columns) == 0 {
		return
	}
	titles, aligns := t.titles(), t.aligns()
	rows := [][]string{titles}
	for _, row := range t.Rows {
		rows = append(rows, t.filled(row))
	}
	totals := t.filled(t.Totals)
	widths := p.share(append(rows, totals), len(titles))
	total := gap * (len(widths) - 1)
	for _, width := range widths {
		total += width
	}
	for i, row := range rows {
		p.row(row, widths, aligns)
		if i == 0 {
			p.line(strings.Repeat("-", total))
		}
	}
	if len(t.Rows) == 0 {
		p.paragraph(t.Empty)
	}
	if len(t.Totals) > 0 {
		p.line(strings.Repeat("-", total))
		p.row(totals, widths, aligns)
	}
}

func (b Bars) write(p *plain) {
	p.heading(b.Title, "-")
	largest := int64(1)
	for _, bar := range b.Bars {
		largest = max(largest, bar.Value, -bar.Value)
	}
	var rows [][]string
	for _, bar := range b.Bars {
		length, mark := int(float64(max(bar.Value, -bar.Value))/float64(largest)*40), "#"
		if bar.Value < 0 {
			mark = "-"
		}
		rows = append(rows, []string{bar.Label, bar.Text, strings.Repeat(mark, length)})
	}
	widths := p.share(rows, 3)
	for _, row := range rows {
		p.row(row, widths, []Align{Left, Right, Left})
	}
}

func (c Shares) write(p *plain) {
	p.heading(c.Title, "-")
	rows := c.rows()
	widths := p.share(rows, 3)
	for _, row := range rows {
		p.row(row, widths, []Align{Left, Right, Right})
	}
}

package paper

import (
	"fmt"
	"io"
	"strings"
)

// plain writes plain text of a fixed width in columns; Chinese characters take
// two.
type plain struct {
	text  strings.Builder
	width int
}

func newPlain(width int) *plain { return &plain{width: width} }

// writeTo writes what has come together.
func (p *plain) writeTo(w io.Writer) error {
	if _, err := io.WriteString(w, p.text.String()); err != nil {
		return fmt.Errorf("paper: %w", err)
	}
	return nil
}

// line ends a line; spaces at its end are dropped.
func (p *plain) line(text string) {
	p.text.WriteString(strings.TrimRight(text, " "))
	p.text.WriteByte('\n')
}

// paragraph writes a text in as many lines as it takes; nothing for an empty
// one.
func (p *plain) paragraph(text string) { p.aligned(text, Left) }

// centre writes a text in the middle.
func (p *plain) centre(text string) { p.aligned(text, Centre) }

func (p *plain) aligned(text string, align Align) {
	if text == "" {
		return
	}
	for _, line := range wrap(clean(text), float64(p.width), columns) {
		p.line(pad(line, p.width, align))
	}
}

// heading writes a text and a line below it.
func (p *plain) heading(text, under string) {
	if text == "" {
		return
	}
	p.paragraph(text)
	p.line(strings.Repeat(under, min(p.width, int(columns(clean(text))))))
}

func (p *plain) rule(of string) { p.line(strings.Repeat(of, p.width)) }

// pair writes a key on the left and its value on the right; a pair that is too
// wide for one line has its value below.
func (p *plain) pair(pair Pair) {
	key := int(columns(clean(pair.Key)))
	if key+gap+int(columns(clean(pair.Value))) > p.width {
		p.paragraph(pair.Key)
		p.aligned(pair.Value, Right)
		return
	}
	p.row([]string{pair.Key, pair.Value}, []int{key, p.width - key - gap}, []Align{Left, Right})
}

// pairs writes keys, and their values beside them.
func (p *plain) pairs(pairs []Pair) {
	rows := make([][]string, len(pairs))
	for i, pair := range pairs {
		rows[i] = []string{pair.Key, pair.Value}
	}
	widths := p.share(rows, 2)
	for _, row := range rows {
		p.row(row, widths, []Align{Left, Left})
	}
}

// gap is how many columns are between two columns of a table.
const gap = 2

// share divides the width among the n columns of some rows.
func (p *plain) share(rows [][]string, n int) []int {
	natural, least := measureColumns(rows, n, clean, columns)
	shares := share(natural, least, float64(p.width-gap*(n-1)), false)
	widths := make([]int, n)
	for i, width := range shares {
		widths[i] = max(1, int(width+slack))
	}
	return widths
}

// row writes cells side by side, each in as many lines as it takes.
func (p *plain) row(cells []string, widths []int, aligns []Align) {
	lines := make([][]string, len(cells))
	most := 0
	for i, cell := range cells {
		lines[i] = wrap(clean(cell), float64(widths[i]), columns)
		most = max(most, len(lines[i]))
	}
	for n := range most {
		var line strings.Builder
		for i := range cells {
			text := ""
			if n < len(lines[i]) {
				text = lines[i][n]
			}
			if i > 0 {
				line.WriteString(strings.Repeat(" ", gap))
			}
			line.WriteString(pad(text, widths[i], aligns[i]))
		}
		p.line(line.String())
	}
}

// pad fills a text up to a width with spaces.
func pad(text string, width int, align Align) string {
	free := max(0, width-int(columns(text)))
	left := 0
	switch align {
	case Right:
		left = free
	case Centre:
		left = free / 2
	}
	return strings.Repeat(" ", left) + text + strings.Repeat(" ", free-left)
}

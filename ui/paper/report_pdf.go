package paper

import (
	"fmt"
	"strings"
)

const (
	footSize = 7.5
	// keptLines is how many lines of a title, of the marks and of the foot
	// are repeated on each page.
	keptLines = 3
)

// print lays the report out, and numbers its pages at the end.
func (r Report) print(s *sheet) {
	foot := s.kept(r.Foot, style{size: footSize}, s.inner()-60)
	s.foot = float64(len(foot))*footSize*lineHeight + 8
	s.head = func() { r.printHead(s) }
	r.printMarks(s)
	s.paragraph(r.Title, style{size: 19, bold: true}, Left)
	s.y += 4
	s.printPairs(r.Head)
	r.printWarnings(s)
	for _, part := range r.Parts {
		s.y += 12
		part.print(s)
	}
	s.number(foot)
}

// kept is the part of a text that is repeated on each page.
func (s *sheet) kept(text string, st style, width float64) []string {
	lines := wrap(s.known(text), width, s.ruler(st))
	return lines[:min(len(lines), keptLines)]
}

// printHead is how every page but the first begins.
func (r Report) printHead(s *sheet) {
	r.printMarks(s)
	st := style{size: 9, bold: true, ink: grey}
	for _, line := range s.kept(r.Title, st, s.inner()) {
		s.put(s.margin, s.y, s.inner(), line, st, Left)
		s.y += st.size * lineHeight
	}
	s.rule(0.5, light)
	s.y += 6
}

func (r Report) printMarks(s *sheet) {
	if len(r.Marks) > 0 {
		s.band(strings.Join(r.Marks, "  ·  "), 11, keptLines)
		s.y += 6
	}
}

// printWarnings writes each warning into a box; a box may be continued on the
// next page.
func (r Report) printWarnings(s *sheet) {
	const indent, pad = 14, 5
	st := style{size: 9.5, bold: true}
	height := st.size * lineHeight
	for _, warning := range r.Warnings {
		lines := wrap(s.known(warning), s.inner()-2*indent, s.ruler(st))
		s.y += 6
		s.need(height + 2*pad)
		s.warn(pad)
		for _, line := range lines {
			s.need(height + pad)
			y := s.y
			s.warn(height)
			s.put(s.margin+indent, y, s.inner(), line, st, Left)
		}
		s.warn(pad)
	}
}

// warn colours a stripe of the page and moves below it.
func (s *sheet) warn(height float64) {
	s.fill(box{x: s.margin, y: s.y, width: s.inner(), height: height + 0.2, ink: amber})
	s.fill(box{x: s.margin, y: s.y, width: 4, height: height + 0.2, ink: orange})
	s.y += height
}

// number writes the foot and "1 / 3" at the end of each page.
func (s *sheet) number(foot []string) {
	st := style{size: footSize, ink: grey}
	for i, page := range s.pages {
		number := fmt.Sprintf("%d / %d", i+1, len(s.pages))
		y := s.height - s.margin - float64(len(foot))*footSize*lineHeight
		width := s.ruler(st)(number)
		page.texts = append(page.texts, words{x: s.width - s.margin - width, y: y, width: width, text: number, style: st})
		for n, line := range foot {
			if line != "" {
				page.texts = append(page.texts, words{
					x: s.margin, y: y + float64(n)*footSize*lineHeight, width: s.ruler(st)(line), text: line, style: st,
				})
			}
		}
	}
}

// title begins a part; it never stands alone at a page's end.
func (s *sheet) title(text string) {
	if text == "" {
		return
	}
	st := style{size: 12, bold: true, ink: harbour}
	s.need(st.size*lineHeight + 4 + 3*cellStyle().size*lineHeight)
	s.paragraph(text, st, Left)
	s.y += 4
}

func (l Lines) print(s *sheet) {
	s.title(l.Title)
	s.printPairs(l.Pairs)
}

func (t Text) print(s *sheet) {
	s.title(t.Title)
	s.paragraph(t.Text, style{size: 9.5}, Left)
}

// printPairs writes keys, and their values beside them.
func (s *sheet) printPairs(pairs []Pair) {
	key, value := style{size: 9.5, ink: grey}, style{size: 9.5}
	left := 0.0
	for _, pair := range pairs {
		left = max(left, s.ruler(key)(s.known(pair.Key)))
	}
	left = min(left, s.inner()*0.35)
	for _, pair := range pairs {
		s.row([]cell{{text: pair.Key, style: key}, {text: pair.Value, style: value}},
			[]float64{left, s.inner() - left - columnGap}, columnGap, func() {})
		s.y++
	}
}

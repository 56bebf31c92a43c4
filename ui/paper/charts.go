package paper

import (
	"cmp"
	"fmt"
	"slices"
)

const chartHeight = 96

func (b Bars) print(s *sheet) {
	if len(b.Bars) == 0 {
		return
	}
	s.need(chartHeight + 60)
	s.title(b.Title)
	lowest, highest := b.limits()
	slot := s.inner() / float64(len(b.Bars))
	small := style{size: 7, ink: grey}
	texts, labels := make([]string, len(b.Bars)), make([]string, len(b.Bars))
	for i, bar := range b.Bars {
		texts[i], labels[i] = s.known(bar.Text), s.known(bar.Label)
	}
	if beside, fits := s.smallest(texts, small, slot-2); fits {
		s.printOver(texts, beside, slot)
	} else {
		scale := small
		scale.size = s.fitSize(texts[b.highest()], small, s.inner())
		s.put(s.margin, s.y, s.inner(), texts[b.highest()], scale, Left)
		s.y += small.size * lineHeight
		s.hairline()
	}
	unit := chartHeight / float64(highest-lowest)
	zero := s.y + float64(highest)*unit
	for i, bar := range b.Bars {
		colour, top, height := harbour, zero-float64(bar.Value)*unit, float64(bar.Value)*unit
		if bar.Value < 0 {
			colour, top, height = red, zero, -height
		}
		if height > 0 {
			s.fill(box{x: s.margin + (float64(i)+0.18)*slot, y: top, width: 0.64 * slot, height: height, ink: colour})
		}
	}
	s.fill(box{x: s.margin, y: zero, width: s.inner(), height: 0.6, ink: black})
	s.y += chartHeight + 3
	s.printLabels(labels, small, slot)
}

// limits are the values between which the chart reaches; zero is one of them
// or between them.
func (b Bars) limits() (lowest, highest int64) {
	for _, bar := range b.Bars {
		lowest, highest = min(lowest, bar.Value), max(highest, bar.Value)
	}
	if lowest == highest {
		highest = 1
	}
	return lowest, highest
}

// highest is the index of the highest bar.
func (b Bars) highest() int {
	best := 0
	for i, bar := range b.Bars {
		if bar.Value > b.Bars[best].Value {
			best = i
		}
	}
	return best
}

// smallest makes a style so small, within reason, that each text fits into a
// width.
func (s *sheet) smallest(texts []string, st style, width float64) (style, bool) {
	for _, text := range texts {
		st.size = min(st.size, s.fitSize(text, st, width))
	}
	return st, st.size >= 5
}

// printOver writes the bars' texts over the chart.
func (s *sheet) printOver(texts []string, st style, slot float64) {
	for i, text := range texts {
		s.put(s.margin+float64(i)*slot, s.y, slot, text, st, Centre)
	}
	s.y += st.size*lineHeight + 2
}

// printLabels writes as many of the bars' labels as fit below them.
func (s *sheet) printLabels(labels []string, st style, slot float64) {
	each := 1
	for each < len(labels) {
		if _, fits := s.smallest(labels, st, slot*float64(each)-2); fits {
			break
		}
		each++
	}
	st, _ = s.smallest(labels, st, min(slot*float64(each), s.inner())-2)
	for i := 0; i < len(labels); i += each {
		x := s.margin + (float64(i)+0.5)*slot
		half := min(x-s.margin, s.margin+s.inner()-x, slot*float64(each)/2)
		if width := s.ruler(st)(labels[i]); width/2 > half {
			continue
		}
		s.put(x-half, s.y, 2*half, labels[i], st, Centre)
	}
	s.y += st.size * lineHeight
}

// shades are the colours of a divided bar; neighbours differ without colour
// too.
func shades() []ink {
	return []ink{0x0A5578, 0xF2A93B, 0x0A6B3B, 0xE58F8F, 0x42546A, 0x8CC6E7, 0x7A3E9D, 0xB7D69B, 0x8A5A2B, 0xC9D0D6}
}

func (c Shares) print(s *sheet) {
	const height, swatch = 16, 7
	s.need(height + 70)
	s.title(c.Title)
	whole := c.whole()
	x := s.margin
	for i, part := range c.Shares {
		if part.Value > 0 {
			width := s.inner() * float64(part.Value) / float64(whole)
			s.fill(box{x: x, y: s.y, width: width, height: height, ink: shade(i)})
			x += width
		}
	}
	s.y += height + 8
	st := cellStyle()
	rows := c.rows()
	natural, least := measureColumns(rows, 3, s.known, s.ruler(st))
	widths := share(natural, least, s.inner()-3*columnGap-swatch, false)
	for i, row := range rows {
		cells := []cell{{style: st}, {text: row[0], style: st}, {text: row[1], style: st, align: Right}, {text: row[2], style: st, align: Right}}
		at := s.row(cells, append([]float64{swatch}, widths...), columnGap, func() {})
		at.page.boxes = append(at.page.boxes, box{x: s.margin, y: at.y + 2.4, width: swatch, height: swatch, ink: shade(i)})
		s.y++
	}
}

func shade(i int) ink {
	all := shades()
	return all[i%len(all)]
}

// whole is the sum of what is above zero.
func (c Shares) whole() int64 {
	whole := int64(0)
	for _, part := range c.Shares {
		whole += max(0, part.Value)
	}
	return whole
}

// rows are the parts with each one's percentage of the whole.
func (c Shares) rows() [][]string {
	thousandths := c.thousandths()
	rows := make([][]string, len(c.Shares))
	for i, part := range c.Shares {
		percent := "–"
		if part.Value > 0 {
			percent = fmt.Sprintf("%d.%d %%", thousandths[i]/10, thousandths[i]%10)
		}
		rows[i] = []string{part.Label, part.Text, percent}
	}
	return rows
}

// thousandths rounds each part's share of the whole so that they sum up to
// 1000: the largest remainders are rounded up.
func (c Shares) thousandths() []int64 {
	whole := c.whole()
	shares := make([]int64, len(c.Shares))
	if whole == 0 {
		return shares
	}
	rest := make([]int64, len(shares))
	order := make([]int, len(shares))
	left := int64(1000)
	for i, part := range c.Shares {
		value := max(0, part.Value)
		shares[i], rest[i], order[i] = value*1000/whole, value*1000%whole, i
		left -= shares[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rest[b], rest[a]) })
	for _, i := range order[:left] {
		shares[i]++
	}
	return shares
}

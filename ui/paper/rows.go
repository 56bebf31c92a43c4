package paper

import (
	"cmp"
	"slices"
)

// cell is a text in a row.
type cell struct {
	text  string
	style style
	align Align
}

// place is where something was put.
type place struct {
	page *page
	y    float64
}

// row writes cells side by side, each in as many lines as it takes, and says
// where the first line went. A row that is short goes to the next page whole,
// a long one is continued there; again is called after a new page was begun.
func (s *sheet) row(cells []cell, widths []float64, gap float64, again func()) place {
	lines := make([][]string, len(cells))
	height, most := 0.0, 0
	for i, c := range cells {
		lines[i] = wrap(s.known(c.text), widths[i], s.ruler(c.style))
		height = max(height, c.style.size*lineHeight)
		most = max(most, len(lines[i]))
	}
	turn := func() {
		s.newPage()
		again()
	}
	whole := float64(most) * height
	if s.height != endless && whole <= s.height/2 && !s.fits(whole) {
		turn()
	}
	var start place
	for n := range most {
		if !s.fits(height) {
			turn()
		}
		if n == 0 {
			start = place{page: s.page(), y: s.y}
		}
		x := s.margin
		for i, c := range cells {
			if n < len(lines[i]) {
				base := s.y + (height-c.style.size*lineHeight)*ascent/lineHeight
				s.put(x, base, widths[i], lines[i][n], c.style, c.align)
			}
			x += widths[i] + gap
		}
		s.y += height
	}
	return start
}

// share divides a width among columns. Each gets at least what its longest
// word takes, or an equal part where that is too much; the narrow ones then
// get all they want first. With stretch what is left is divided too.
func share(natural, least []float64, total float64, stretch bool) []float64 {
	n := len(natural)
	widths := make([]float64, n)
	left := total
	for i := range natural {
		widths[i] = min(least[i], natural[i], total/float64(n))
		left -= widths[i]
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	want := func(i int) float64 { return natural[i] - widths[i] }
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(want(a), want(b)) })
	for k, i := range order {
		more := min(want(i), left/float64(n-k))
		widths[i] += more
		left -= more
	}
	for i := range widths {
		if stretch {
			widths[i] += left / float64(n)
		}
	}
	return widths
}

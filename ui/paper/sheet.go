package paper

import (
	"github.com/go-text/typesetting/font"
)

// Lengths are in points, 1/72 inch, from a page's upper left corner.
const (
	millimetre = 72 / 25.4

	a4Width  = 210 * millimetre
	a4Height = 297 * millimetre
	a4Margin = 16 * millimetre

	rollWidth  = 80 * millimetre
	rollMargin = 4 * millimetre
	endless    = 0

	// The font's line, in type sizes (assets/fonts/subset.py).
	lineHeight = 1.362
	ascent     = 1.069
)

// ink is a colour as 0xRRGGBB.
type ink uint32

// A printer without colours shows all of these apart from the paper.
const (
	black   ink = 0x000000
	white   ink = 0xFFFFFF
	grey    ink = 0x555F69
	light   ink = 0xC9D0D6
	harbour ink = 0x0A5578
	red     ink = 0xB01E1E
	amber   ink = 0xFFF1CF
	orange  ink = 0xC97A00
)

// parts returns red, green and blue.
func (i ink) parts() (uint8, uint8, uint8) { return uint8(i >> 16), uint8(i >> 8), uint8(i) }

// page is what is on one page: boxes, and texts over them.
type page struct {
	width, height float64
	boxes         []box
	texts         []words
}

// box is a filled rectangle; a thin one is a line.
type box struct {
	x, y, width, height float64
	ink                 ink
}

// words is a text on one line; y is its line's upper end.
type words struct {
	x, y, width float64
	text        string
	style       style
}

// style is how a text looks; size is in points.
type style struct {
	size float64
	bold bool
	ink  ink
}

// sheet lays out pages from top to bottom. y is where the next line goes.
type sheet struct {
	regular, bold         *font.Face
	pages                 []*page
	width, height, margin float64
	y                     float64
	// foot is how much of each page's end is kept free.
	foot float64
	// head draws what every page but the first begins with.
	head func()
}

// newSheet begins the first page; a height of endless never begins another.
func (p *Press) newSheet(width, height, margin float64) *sheet {
	s := &sheet{
		regular: font.NewFace(p.regular.font), bold: font.NewFace(p.bold.font),
		width: width, height: height, margin: margin, head: func() {},
	}
	s.newPage()
	return s
}

func (s *sheet) newPage() {
	s.pages = append(s.pages, &page{width: s.width, height: s.height})
	s.y = s.margin
	if len(s.pages) > 1 {
		s.head()
	}
}

// page is the page that is being filled.
func (s *sheet) page() *page { return s.pages[len(s.pages)-1] }

// inner is the width between the margins.
func (s *sheet) inner() float64 { return s.width - 2*s.margin }

// room is how much height the page has left.
func (s *sheet) room() float64 { return s.height - s.margin - s.foot - s.y }

// fits says whether a height fits on the page.
func (s *sheet) fits(height float64) bool { return s.height == endless || height <= s.room() }

// need begins a new page unless a height fits on this one.
func (s *sheet) need(height float64) {
	if !s.fits(height) {
		s.newPage()
	}
}

// cutOff ends an endless page after its last line.
func (s *sheet) cutOff() {
	s.page().height = s.y + s.margin
}

func (s *sheet) face(bold bool) *font.Face {
	if bold {
		return s.bold
	}
	return s.regular
}

// ruler measures texts of a style.
func (s *sheet) ruler(st style) ruler {
	face := s.face(st.bold)
	unit := st.size / float64(face.Upem())
	return func(text string) float64 {
		sum := float32(0)
		for _, r := range text {
			glyph, _ := face.NominalGlyph(r)
			sum += face.HorizontalAdvance(glyph)
		}
		return float64(sum) * unit
	}
}

// missing stands for a character that the font doesn't have.
const missing = '□'

// known replaces the characters that the font doesn't have.
func (s *sheet) known(text string) string {
	runes := []rune(clean(text))
	for i, r := range runes {
		if _, found := s.regular.NominalGlyph(r); !found && r != '\n' {
			runes[i] = missing
		}
	}
	return string(runes)
}

// put places a text of one line at a height of the page, without moving on.
func (s *sheet) put(x, y, width float64, text string, st style, align Align) {
	if text == "" {
		return
	}
	long := s.ruler(st)(text)
	switch align {
	case Right:
		x += width - long
	case Centre:
		x += (width - long) / 2
	}
	s.page().texts = append(s.page().texts, words{x: x, y: y, width: long, text: text, style: st})
}

// rule draws a line over the whole width.
func (s *sheet) rule(thick float64, colour ink) {
	s.fill(box{x: s.margin, y: s.y, width: s.inner(), height: thick, ink: colour})
	s.y += thick
}

func (s *sheet) fill(b box) { s.page().boxes = append(s.page().boxes, b) }

// paragraph writes a text over the whole width, in as many lines as it takes.
func (s *sheet) paragraph(text string, st style, align Align) {
	if text == "" {
		return
	}
	s.row([]cell{{text: text, style: st, align: align}}, []float64{s.inner()}, 0, func() {})
}

// band writes a text in white on black: what nobody may miss. It takes most
// lines at most.
func (s *sheet) band(text string, size float64, most int) {
	st := style{size: size, bold: true, ink: white}
	lines := wrap(s.known(text), s.inner()-2*bandPad, s.ruler(st))
	for _, line := range lines[:min(len(lines), most)] {
		height := size * (lineHeight + 0.4)
		s.fill(box{x: s.margin, y: s.y, width: s.inner(), height: height, ink: black})
		s.put(s.margin, s.y+0.2*size, s.inner(), line, st, Centre)
		s.y += height
	}
}

const bandPad = 6

// fitSize is the largest size up to most at which a text takes one line of
// the width.
func (s *sheet) fitSize(text string, st style, width float64) float64 {
	if long := s.ruler(st)(text); long > width {
		return st.size * width / long
	}
	return st.size
}

package ui

import (
	"image/color"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
	"github.com/go-text/typesetting/segmenter"
)

// prose is text that wraps at words to the width it is given and never asks
// for more width than it has. What doesn't fit in maxLines ends with an
// ellipsis; zero is no limit.
type prose struct {
	widget.BaseWidget
	text     string
	size     float32
	style    fyne.TextStyle
	ink      color.Color
	align    fyne.TextAlign
	maxLines int
	// mayCut: somebody else wrote it, and it may be of any length.
	mayCut bool
}

func newProse(text string, size float32, ink color.Color) *prose {
	p := &prose{text: text, size: size * textScale(), ink: ink}
	p.ExtendBaseWidget(p)
	return p
}

func newStrong(text string, size float32, ink color.Color) *prose {
	p := newProse(text, size, ink)
	p.style.Bold = true
	return p
}

// newLine is a prose of one line.
func newLine(text string, size float32, ink color.Color) *prose {
	p := newProse(text, size, ink)
	p.maxLines = 1
	return p
}

// say changes the words and their colour.
func (p *prose) say(text string, ink color.Color) {
	if p.text == text && p.ink == ink {
		return
	}
	p.text, p.ink = text, ink
	p.Refresh()
}

// resizeType gives the text a size of the type scale.
func (p *prose) resizeType(size float32) { p.fixType(size * textScale()) }

// fixType gives the text a size that doesn't grow with the others.
func (p *prose) fixType(size float32) {
	if p.size == size {
		return
	}
	p.size = size
	p.Refresh()
}

// fitType gives the text the largest size at which it is whole in a box: a size of
// the type scale, or less, but not less than it usually has.
func (p *prose) fitType(size, width, height float32) {
	before := p.size
	for p.size = size * textScale(); p.size > size; p.size = max(size, p.size-1) {
		if p.heightFor(width) <= height+0.5 && !p.cut(width) {
			break
		}
	}
	fits := p.size
	p.size = before // so that it isn't drawn anew when it stays as large
	p.fixType(fits)
}

// cut says whether the text ends with an ellipsis at a width.
func (p *prose) cut(width float32) bool {
	for _, line := range p.lines(width) {
		if strings.HasSuffix(line, "…") && !strings.Contains(p.text, line) {
			return true
		}
	}
	return false
}

func (p *prose) lineHeight() float32 {
	return fyne.MeasureText("Hg", p.size, p.style).Height
}

// heightFor is the height that the text takes at a width.
func (p *prose) heightFor(width float32) float32 {
	return float32(len(p.lines(width))) * p.lineHeight()
}

// width is the width that the text takes on one line.
func (p *prose) width() float32 {
	return fyne.MeasureText(p.text, p.size, p.style).Width
}

func (p *prose) lines(width float32) []string {
	if p.text == "" {
		return nil
	}
	fits := func(s string) bool { return fyne.MeasureText(s, p.size, p.style).Width <= width+0.5 }
	if fits(p.text) && !strings.Contains(p.text, "\n") {
		return []string{p.text}
	}
	var lines []string
	line := ""
	for _, piece := range breaks(p.text) {
		if line != "" && !fits(line+strings.TrimSpace(piece.text)) {
			lines = append(lines, strings.TrimSpace(line))
			line = ""
		}
		line += piece.text
		if piece.ends {
			lines = append(lines, strings.TrimSpace(line))
			line = ""
		}
	}
	if line = strings.TrimSpace(line); line != "" {
		lines = append(lines, line)
	}
	if p.maxLines > 0 && len(lines) > p.maxLines {
		rest := strings.Join(lines[p.maxLines-1:], " ")
		lines = append(lines[:p.maxLines-1], rest)
	}
	for i, line := range lines {
		lines[i] = shorten(line, fits)
	}
	return lines
}

// piece is a part of a text that a line may break behind; ends says that it must.
type piece struct {
	text string
	ends bool
}

// breaks takes a text apart where lines may break: at spaces, and in Chinese
// almost anywhere but before a full stop.
func breaks(text string) []piece {
	var all []piece
	var seg segmenter.Segmenter
	seg.Init([]rune(text))
	for it := seg.LineIterator(); it.Next(); {
		line := it.Line()
		all = append(all, piece{string(line.Text), line.IsMandatoryBreak && strings.HasSuffix(string(line.Text), "\n")})
	}
	return all
}

// shorten cuts a text that doesn't fit and ends it with an ellipsis.
func shorten(text string, fits func(string) bool) string {
	if fits(text) {
		return text
	}
	runes := []rune(text)
	for n := len(runes) - 1; n > 0; n-- {
		if cut := strings.TrimSpace(string(runes[:n])) + "…"; fits(cut) {
			return cut
		}
	}
	return "…"
}

// fitSize is the largest size between smallest and largest at which the text
// takes one line of the width.
func fitSize(text string, style fyne.TextStyle, largest, smallest, width float32) float32 {
	for size := largest; size > smallest; size-- {
		if fyne.MeasureText(text, size, style).Width <= width {
			return size
		}
	}
	return smallest
}

// MinSize implements fyne.Widget: one line, any width.
func (p *prose) MinSize() fyne.Size { return fyne.NewSize(grid, p.lineHeight()) }

// CreateRenderer implements fyne.Widget.
func (p *prose) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	r := &proseRenderer{prose: p}
	r.Refresh()
	return r
}

type proseRenderer struct {
	prose *prose
	texts []fyne.CanvasObject
}

func (r *proseRenderer) Layout(size fyne.Size) {
	p := r.prose
	lines := p.lines(size.Width)
	for len(r.texts) < len(lines) {
		r.texts = append(r.texts, canvas.NewText("", p.ink))
	}
	r.texts = r.texts[:len(lines)]
	height := p.lineHeight()
	for i, line := range lines {
		t := r.texts[i].(*canvas.Text)
		t.Text, t.TextSize, t.TextStyle, t.Color, t.Alignment = line, p.size, p.style, p.ink, p.align
		t.Move(fyne.NewPos(0, float32(i)*height))
		t.Resize(fyne.NewSize(size.Width, height))
		t.Refresh()
	}
}

func (r *proseRenderer) MinSize() fyne.Size { return r.prose.MinSize() }

func (r *proseRenderer) Refresh() {
	r.Layout(r.prose.Size())
	canvas.Refresh(r.prose)
}

func (r *proseRenderer) Objects() []fyne.CanvasObject { return r.texts }

func (r *proseRenderer) Destroy() {}

// sentences puts sentences behind one another, the empty ones left out; a space
// stands between two of them unless the first one ends in a full-width sign.
func sentences(parts ...string) string {
	var text strings.Builder
	for _, part := range parts {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		if last, _ := utf8.DecodeLastRuneInString(text.String()); text.Len() > 0 && !strings.ContainsRune("。！？：；）」", last) {
			text.WriteByte(' ')
		}
		text.WriteString(part)
	}
	return text.String()
}

package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// stripes is a band in the colour of training with slanted bars at both ends
// and words in between: nobody takes it for a real till.
type stripes struct {
	root *fyne.Container
	face *canvas.Rectangle
	bars []*canvas.ArbitraryPolygon
	text *canvas.Text
}

// newStripes draws as many bars, half of them at each end.
func newStripes(words string, bars int) *stripes {
	p := colours()
	s := &stripes{face: canvas.NewRectangle(p.training), text: canvas.NewText(words, p.onAmber)}
	s.text.TextStyle.Bold = true
	s.root = &fyne.Container{Layout: arranged{arrange: s.arrange}, Objects: []fyne.CanvasObject{s.face, s.text}}
	for range bars {
		bar := canvas.NewArbitraryPolygon([]fyne.Position{{X: 0.5, Y: 0}, {X: 1, Y: 0}, {X: 0.5, Y: 1}, {X: 0, Y: 1}}, p.onAmber)
		bar.NormalizedPoints = true
		s.bars = append(s.bars, bar)
		s.root.Objects = append(s.root.Objects, bar)
	}
	return s
}

// width is the width that words and bars take at a height.
func (s *stripes) width(height float32) float32 {
	words := fyne.MeasureText(s.text.Text, height*0.5, s.text.TextStyle).Width
	return words + 2*gridOuter + float32(len(s.bars))*height*0.5
}

func (s *stripes) arrange(size fyne.Size) {
	place(s.face, 0, 0, size.Width, size.Height)
	s.text.TextSize = size.Height * 0.5
	words := s.text.MinSize()
	place(s.text, (size.Width-words.Width)/2, (size.Height-words.Height)/2, words.Width, words.Height)
	side, step := size.Height*0.9, size.Height*0.5
	half := len(s.bars) / 2
	for i, bar := range s.bars {
		x := grid + float32(i)*step - side*0.2
		if i >= half {
			x = size.Width - grid - float32(len(s.bars)-i)*step - side*0.2
		}
		place(bar, x, 0, side, size.Height)
	}
}

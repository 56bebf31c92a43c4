package ui

import "fyne.io/fyne/v2"

// picks is a row of buttons of which one is chosen.
type picks struct {
	root *fyne.Container
	// Selected is the chosen one's label; empty before one is.
	Selected string
	buttons  []*press
	changed  func(string)
}

func newPicks(labels []string, changed func(string)) *picks {
	p := &picks{changed: changed}
	p.root = &fyne.Container{Layout: p}
	for _, label := range labels {
		b := newPress(label, "", lookQuiet(), func() { p.SetSelected(label) })
		b.plain, b.tight = true, true
		p.buttons = append(p.buttons, b)
		p.root.Objects = append(p.root.Objects, b)
	}
	return p
}

// SetSelected chooses one, and says so if it is another than before.
func (p *picks) SetSelected(label string) {
	if p.Selected == label {
		return
	}
	p.Selected = label
	for _, b := range p.buttons {
		b.say(b.label, chosenLook(b.label == label), true)
	}
	p.changed(label)
}

// MinSize implements fyne.Layout: as high as the buttons are at the width that the
// row has.
func (p *picks) MinSize([]fyne.CanvasObject) fyne.Size {
	width := p.root.Size().Width
	if width == 0 {
		width = picksWidth
	}
	p.resizeType()
	return fyne.NewSize(grid, flowHeight(p.buttons, width, p.row(), gridHalf))
}

// picksWidth is how wide the row is taken to be before it has a width.
const picksWidth float32 = 600

func (p *picks) row() float32 { return tall(touch*fieldUnit(), sizeBody*fieldUnit()) }

// Layout implements fyne.Layout.
func (p *picks) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	p.resizeType()
	flow(p.buttons, 0, 0, size.Width, p.row(), gridHalf)
}

func (p *picks) resizeType() {
	for _, b := range p.buttons {
		b.resizeType(sizeBody * fieldUnit())
	}
}

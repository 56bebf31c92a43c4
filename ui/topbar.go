package ui

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"harbourtill/terminal"
)

// topBar shows which till this is, how its terminal is, and what is open.
type topBar struct {
	root       *fyne.Container
	face       *canvas.Rectangle
	name       *prose
	person     *press // who has signed in; it signs out
	training   *stripes
	navigation []*navigation
	sign       *mark
	state      *prose
	unresolved *press
	time       *prose
}

// navigation is the button of a section.
type navigation struct {
	*press
	to section
}

func newTopBar(cfg Config, goTo func(section), lock func()) *topBar {
	p := colours()
	b := &topBar{face: canvas.NewRectangle(p.bar), training: newStripes(tr(wordsTraining), 4)}
	b.name = newStrong(cfg.TillName, sizeBody, p.barInk)
	b.name.maxLines = 1
	b.training.root.Hidden = !cfg.Training
	b.training.face.CornerRadius = gridHalf
	type entry struct {
		label string
		to    section
	}
	entries := []entry{{tr("Sale"), sectionSale}, {tr("History"), sectionHistory}}
	if cfg.Reports != nil {
		entries = append(entries, entry{tr("Summary"), sectionSummary})
	}
	if cfg.Setup != nil {
		entries = append(entries, entry{tr("Settings"), sectionSettings})
	}
	for _, n := range entries {
		b.navigation = append(b.navigation, &navigation{newPress(n.label, "", lookQuiet(), func() { goTo(n.to) }), n.to})
	}
	b.sign, b.state = newMark(shapeRing, p.barMuted, nil), newLine("", sizeBody, p.barInk)
	amber := look{fill: p.amber, ink: p.onAmber, edge: p.amber}
	b.unresolved = newPress("", "", amber, func() { goTo(sectionQuestions) })
	b.unresolved.Hide()
	b.person = newPress("", "Ctrl+L", look{fill: p.barRaised, ink: p.barInk, edge: p.barRaised}, lock)
	b.person.plain = true
	b.person.Hide()
	b.time = newStrong("", sizeStrong, p.barInk)
	b.time.maxLines = 1
	b.root = &fyne.Container{Layout: arranged{smallest: fyne.NewSize(900, 56), arrange: b.arrange}, Objects: []fyne.CanvasObject{
		b.face, b.name, b.person, b.training.root, b.sign, b.state, b.unresolved, b.time,
	}}
	for _, n := range b.navigation {
		b.root.Objects = append(b.root.Objects, n.press)
	}
	b.terminal(terminal.TerminalChanged{})
	b.section(sectionSale)
	return b
}

// terminal shows the terminal's state in word, shape and colour.
func (b *topBar) terminal(e terminal.TerminalChanged) {
	s, ink := stateSign(e.State)
	b.sign.show(s, ink, nil)
	b.state.say(stateWords(e), colours().barInk)
	b.root.Refresh()
}

func stateSign(s terminal.State) (shape, color.NRGBA) {
	p := colours()
	switch s {
	case terminal.Ready:
		return shapeDot, p.good
	case terminal.Busy:
		return shapeSquare, p.calm
	case terminal.NotReachable, terminal.BadCertificate, terminal.Unclear:
		return shapeCross, p.attention
	case terminal.WrongKey:
		return shapeSlash, p.attention
	case terminal.NotSignedIn:
		return shapeTriangle, p.amber
	}
	return shapeRing, p.barMuted
}

// sections are those with a button, in its order.
func (b *topBar) sections() []section {
	var all []section
	for _, n := range b.navigation {
		all = append(all, n.to)
	}
	return all
}

// count shows how many payments a person has to know about; nothing at zero.
func (b *topBar) count(open []terminal.Question) {
	words := openWords(open)
	b.unresolved.Hidden = words == ""
	b.unresolved.say(words, b.unresolved.look, true)
	b.root.Refresh()
}

// who shows who has signed in; nothing for nobody.
func (b *topBar) who(name string) {
	b.person.Hidden = name == ""
	b.person.say(name, b.person.look, true)
	b.root.Refresh()
}

// section marks where the cashier is.
func (b *topBar) section(s section) {
	p := colours()
	here := look{fill: p.barInk, ink: p.bar, edge: p.barInk}
	there := look{fill: p.barRaised, ink: p.barInk, edge: p.barRaised}
	for _, n := range b.navigation {
		l := there
		if n.to == s {
			l = here
		}
		n.say(n.label, l, true)
	}
}

// now shows the time of day and says whether that changed anything.
func (b *topBar) now(t time.Time) bool {
	text := clock(t)
	if b.time.text == text {
		return false
	}
	b.time.say(text, colours().barInk)
	return true
}

func (b *topBar) arrange(size fyne.Size) {
	u := size.Height / 56
	place(b.face, 0, 0, size.Width, size.Height)
	b.name.resizeType(sizeStrong * u)
	b.time.resizeType(sizeStrong * u)
	b.state.resizeType(sizeBody * u)
	gap := gridOuter * u
	x := gap
	for _, n := range b.navigation {
		n.resizeType(sizeBody * u)
		width := n.wanted() - 2*gridWide*u
		place(n.press, x, (size.Height-touch*u)/2, width, touch*u)
		x += width + gridHalf*u
	}
	x += gap
	right := size.Width - gap
	line := func(p *prose, width float32) {
		right -= width
		place(p, right, (size.Height-p.lineHeight())/2, width, p.lineHeight())
	}
	line(b.time, b.time.width()+1)
	right -= gap
	line(b.state, b.state.width()+1)
	sign := 16 * u
	right -= sign + grid*u
	place(b.sign, right, (size.Height-sign)/2, sign, sign)
	right -= gap
	if !b.unresolved.Hidden {
		b.unresolved.resizeType(sizeBody * u)
		width := b.unresolved.wanted() - 2*gridWide
		right -= width
		place(b.unresolved, right, (size.Height-touch*u)/2, width, touch*u)
		right -= gap
	}
	if !b.training.root.Hidden {
		height := 36 * u
		width := b.training.width(height)
		right -= width
		place(b.training.root, right, (size.Height-height)/2, width, height)
		right -= gap
	}
	if !b.person.Hidden {
		b.person.resizeType(sizeBody * u)
		width := min(b.person.wanted()-2*gridWide, max(0, right-x-grid))
		right -= width
		place(b.person, right, (size.Height-touch*u)/2, width, touch*u)
		right -= gap
	}
	place(b.name, x, (size.Height-b.name.lineHeight())/2, max(grid, right-x), b.name.lineHeight())
}

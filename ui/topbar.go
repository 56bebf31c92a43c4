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
	help       *press
	dead       bool // no section can be gone to
	// unit is how large it is drawn; twoRows: enlarged it needs a second row.
	unit    float32
	twoRows bool
	// last is what the state was told from.
	last terminal.TerminalChanged
	// outgrown is called when it takes another height than it has.
	outgrown func()
}

// navigation is the button of a section.
type navigation struct {
	*press
	to section
}

// barHandlers is what the bar calls: goTo for a section, lock to sign out, help for
// the keys.
type barHandlers struct {
	goTo       func(section)
	lock, help func()
}

func newTopBar(cfg Config, h barHandlers) *topBar {
	p := colours()
	b := &topBar{face: canvas.NewRectangle(p.bar), training: newStripes(tr(wordsTraining), 4)}
	b.name = newStrong(cfg.TillName, sizeBody, p.barInk)
	b.name.maxLines, b.name.mayCut = 1, true
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
	if cfg.Drills != nil {
		entries = append(entries, entry{tr("Practice"), sectionDrills})
	}
	for _, n := range entries {
		b.navigation = append(b.navigation, &navigation{newPress(n.label, "", lookQuiet(), func() { h.goTo(n.to) }), n.to})
	}
	b.sign, b.state = newMark(shapeRing, p.barMuted, nil), newLine("", sizeBody, p.barInk)
	amber := look{fill: p.amber, ink: p.onAmber, edge: p.amber}
	b.unresolved = newPress("", "", amber, func() { h.goTo(sectionQuestions) })
	b.unresolved.Hide()
	b.person = newPress("", "Ctrl+L", look{fill: p.barRaised, ink: p.barInk, edge: p.barRaised}, h.lock)
	b.person.plain, b.person.mayCut = true, true
	b.person.Hide()
	b.time = newStrong("", sizeStrong, p.barInk)
	b.time.maxLines = 1
	b.root = &fyne.Container{Layout: arranged{smallest: fyne.NewSize(900, 56), arrange: b.arrange}, Objects: []fyne.CanvasObject{
		b.face, b.name, b.training.root, b.sign, b.state, b.time,
	}}
	for _, n := range b.navigation {
		b.root.Objects = append(b.root.Objects, n.press)
	}
	b.help = newPress("?", "", look{fill: p.barRaised, ink: p.barInk, edge: p.barRaised}, h.help)
	b.root.Objects = append(b.root.Objects, b.person, b.unresolved, b.help)
	b.terminal(terminal.TerminalChanged{})
	b.section(sectionSale)
	return b
}

// terminal shows the terminal's state in word, shape and colour.
func (b *topBar) terminal(e terminal.TerminalChanged) {
	b.last = e
	s, ink := stateSign(e.State)
	b.sign.show(s, ink, nil)
	b.state.say(stateWords(e), colours().barInk)
	b.refresh()
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
	b.refresh()
}

// cover says whether something stands over the section: then no other can be gone
// to.
func (b *topBar) cover(covered bool) {
	for _, p := range append(b.presses(), b.unresolved, b.help) {
		p.passed = covered
	}
	b.dead = covered
}

// who shows who has signed in; nothing for nobody.
func (b *topBar) who(name string) {
	b.person.Hidden = name == ""
	b.person.say(name, b.person.look, true)
	b.refresh()
}

// section marks where the cashier is.
func (b *topBar) section(s section) {
	p := colours()
	here := look{fill: p.barInk, ink: p.bar, edge: p.barInk}
	there := look{fill: p.barRaised, ink: p.barInk, edge: p.barRaised}
	if b.dead {
		there = look{fill: p.bar, ink: p.barMuted, edge: p.barRaised, edgeWidth: 1}
	}
	b.help.say(b.help.label, there, true)
	for _, n := range b.navigation {
		l := there
		if n.to == s && !b.dead {
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

func (b *topBar) refresh() {
	if b.outgrown != nil && b.twoRows != b.needsTwo(b.root.Size().Width) {
		b.outgrown()
		return
	}
	b.root.Refresh()
}

// needsTwo says whether everything takes two rows at a width.
func (b *topBar) needsTwo(width float32) bool { return enlarged() && b.wanted() > width }

// heightFor is the height that the bar takes at a width, drawn at a unit.
func (b *topBar) heightFor(width, u float32) float32 {
	b.unit = u
	b.resizeType()
	b.twoRows = b.needsTwo(width)
	row := tall(56*u, sizeBody*u)
	if b.twoRows {
		return 2 * row
	}
	return row
}

func (b *topBar) resizeType() {
	u := b.unit
	b.name.resizeType(sizeStrong * u)
	b.time.resizeType(sizeStrong * u)
	b.state.resizeType(sizeBody * u)
	for _, p := range append([]*press{b.unresolved, b.person, b.help}, b.presses()...) {
		p.resizeType(sizeBody * u)
	}
}

// presses are the buttons of the sections.
func (b *topBar) presses() []*press {
	var all []*press
	for _, n := range b.navigation {
		all = append(all, n.press)
	}
	return all
}

// wanted is the width that everything takes in one row.
func (b *topBar) wanted() float32 {
	gap := gridOuter * b.unit
	width := 6*gap + b.helpWidth() + min(b.name.width(), 160*b.unit) + b.state.width() + (16*b.unit + grid*b.unit) + b.time.width() + 2*grid
	for _, p := range b.presses() {
		width += b.buttonWidth(p) + gridHalf*b.unit
	}
	for _, p := range []*press{b.unresolved, b.person} {
		if !p.Hidden {
			width += b.buttonWidth(p) + gap
		}
	}
	if !b.training.root.Hidden {
		width += b.training.width(b.badge()) + gap
	}
	return width
}

// helpWidth is the width of the button of the keys.
func (b *topBar) helpWidth() float32 { return touch * b.unit }

func (b *topBar) buttonWidth(p *press) float32 { return p.wanted() - 2*gridWide*b.unit }

// badge is the height of the sign of training.
func (b *topBar) badge() float32 { return min(36*b.unit*textScale(), 48*b.unit) }

func (b *topBar) arrange(size fyne.Size) {
	u := b.unit
	place(b.face, 0, 0, size.Width, size.Height)
	gap, row := gridOuter*u, size.Height
	navigation := float32(0)
	if b.twoRows {
		row = size.Height / 2
		navigation = row
	}
	x := gap
	for _, p := range b.presses() {
		width := b.buttonWidth(p)
		place(p, x, navigation+(row-touch*u)/2, width, touch*u)
		x += width + gridHalf*u
	}
	x += gap
	right := size.Width - gap
	if !b.unresolved.Hidden && b.twoRows {
		width := min(b.unresolved.wanted()-2*gridWide, right-x)
		place(b.unresolved, right-width, navigation+(row-touch*u)/2, width, touch*u)
	}
	if b.twoRows {
		x = gap
	}
	b.arrangeFacts(x, right, row)
}

// arrangeFacts places what isn't a section between x and right: the till's name
// takes what the others leave.
func (b *topBar) arrangeFacts(x, right, row float32) {
	u := b.unit
	gap := gridOuter * u
	line := func(p *prose, width float32) {
		right -= width
		place(p, right, (row-p.lineHeight())/2, width, p.lineHeight())
	}
	least := b.wanted() - min(b.name.width(), 160*u) - gap // the name gives way first
	if b.help.Hidden = !b.twoRows && least > b.root.Size().Width; !b.help.Hidden {
		right -= b.helpWidth()
		place(b.help, right, (row-touch*u)/2, b.helpWidth(), touch*u)
		right -= gap
	}
	line(b.time, b.time.width()+1)
	right -= gap
	if b.twoRows {
		b.state.fitType(sizeBody*u, (right-x)*0.5, row)
	}
	line(b.state, b.state.width()+1)
	sign := 16 * u
	right -= sign + grid*u
	place(b.sign, right, (row-sign)/2, sign, sign)
	right -= gap
	if !b.unresolved.Hidden && !b.twoRows {
		width := b.unresolved.wanted() - 2*gridWide
		right -= width
		place(b.unresolved, right, (row-touch*u)/2, width, touch*u)
		right -= gap
	}
	if !b.training.root.Hidden {
		height := b.badge()
		width := b.training.width(height)
		right -= width
		place(b.training.root, right, (row-height)/2, width, height)
		right -= gap
	}
	if !b.person.Hidden {
		width := min(b.person.wanted()-2*gridWide, max(0, right-x-grid))
		right -= width
		place(b.person, right, (row-touch*u)/2, width, touch*u)
		right -= gap
	}
	place(b.name, x, (row-b.name.lineHeight())/2, max(grid, right-x), b.name.lineHeight())
}

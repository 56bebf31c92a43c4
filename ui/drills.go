package ui

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"harbourtill/terminal/drill"
	"harbourtill/terminal/payment"
)

// Drills is what practising works with: a training terminal that plays
// situations, and a place for how they went. But for End its methods may take a
// while.
type Drills interface {
	// Begin has the terminal play a drill until End, and returns the newest
	// transaction from before it.
	Begin(d drill.Drill) (since payment.Reference, err error)
	End()
	// Scores is how everybody has done; Keep adds a result.
	Scores() ([]drill.Score, error)
	Keep(r drill.Result) error
}

// drillsScreen is the section of what can be practised. Over it a manager sees
// who has done what.
type drillsScreen struct {
	cfg    Config
	begin  func(drill.Name)
	leave  func()
	ask    func(why string, then func(by string))
	root   *fyne.Container
	pane   *pane
	title  *prose
	intro  *prose
	note   *notice
	back   *press
	crew   *press
	cards  []*drillTile
	table  *drillTable
	scores []drill.Score
	// among: the manager looks who has done what.
	among bool
}

// drillsHandlers is what the section calls: begin for a drill that was chosen,
// ask for what only a manager sees, leave to go back.
type drillsHandlers struct {
	begin func(drill.Name)
	ask   func(why string, then func(by string))
	leave func()
}

func newDrillsScreen(cfg Config, h drillsHandlers) *drillsScreen {
	p := colours()
	s := &drillsScreen{cfg: cfg, begin: h.begin, leave: h.leave, ask: h.ask, note: newNotice(), table: newDrillTable()}
	s.title, s.intro = newStrong(tr("Practice"), sizeTitle, p.ink), newProse(tr(wordsDrills), sizeBody, p.muted)
	s.title.maxLines = linesOf(1)
	s.back = newPress(tr("Back to Sale"), "Esc", lookQuiet(), s.onBack)
	s.crew = newPress(tr("Who has practised"), "W", lookQuiet(), s.onCrew)
	s.root = &fyne.Container{}
	s.pane = newPane(s.root, s.arrange)
	for i, name := range drill.Names() {
		s.cards = append(s.cards, newDrillTile(name, strconv.Itoa(i+1), func() { h.begin(name) }))
	}
	s.show()
	return s
}

func (s *drillsScreen) face() fyne.CanvasObject { return s.pane.scroll }

func (s *drillsScreen) counting() bool { return false }

func (s *drillsScreen) tick() {}

func (s *drillsScreen) appear(visible bool) {
	s.among = false
	s.note.say("")
	if visible {
		s.read()
	}
	s.show()
}

// read reads how everybody has done.
func (s *drillsScreen) read() {
	s.cfg.background(func() {
		scores, err := s.cfg.Drills.Scores()
		s.cfg.Do(func() {
			if s.scores = scores; err != nil {
				s.note.say(tr(wordsDrillBroken))
			}
			s.show()
		})
	})
}

// tell says why a drill can't begin, or wasn't counted.
func (s *drillsScreen) tell(text string) {
	s.note.say(text)
	s.show()
}

// show fills the section.
func (s *drillsScreen) show() {
	s.root.Objects = []fyne.CanvasObject{s.title, s.intro, s.note.root, s.crew, s.back}
	s.crew.Hidden = s.among
	if s.among {
		s.title.say(tr("Who has practised what"), colours().ink)
		s.table.show(s.scores)
		s.root.Objects = append(s.root.Objects, s.table.root)
	} else {
		s.title.say(tr("Practice"), colours().ink)
		for _, c := range s.cards {
			c.show(s.scoreOf(c.name))
			s.root.Objects = append(s.root.Objects, c.root)
		}
	}
	s.root.Refresh()
}

// scoreOf is how whoever has signed in has done in a drill.
func (s *drillsScreen) scoreOf(n drill.Name) drill.Score {
	for _, score := range s.scores {
		if score.Name == n && score.Who == s.cfg.operator() {
			return score
		}
	}
	return drill.Score{Name: n}
}

// tries is how often anything was practised.
func (s *drillsScreen) tries() int {
	n := 0
	for _, score := range s.scores {
		n += score.Tries
	}
	return n
}

// onCrew shows a manager who has done what.
func (s *drillsScreen) onCrew() {
	s.ask(tr(wordsDrillCrewPIN), func(string) {
		s.among = true
		s.show()
	})
}

func (s *drillsScreen) onBack() {
	if s.among {
		s.among = false
		s.show()
		return
	}
	s.leave()
}

func (s *drillsScreen) key(name fyne.KeyName) {
	if name == fyne.KeyEscape {
		s.onBack()
		return
	}
	scrollKey(s.face(), name)
}

func (s *drillsScreen) rune(r rune) {
	switch i := int(r - '1'); {
	case s.among:
	case i >= 0 && i < len(s.cards):
		s.cards[i].begin.act()
	case r == 'w' || r == 'W':
		s.crew.act()
	}
}

func (s *drillsScreen) arrange(size fyne.Size) float32 {
	u := unitFor(size)
	margin := gridOuter * u
	width := min(size.Width-2*margin, 1100*u)
	x := (size.Width - width) / 2
	row := tall(touch*u, sizeBody*u)
	right := x + width
	for _, b := range []*press{s.back, s.crew} {
		if b.resizeType(sizeBody * u); !b.Hidden {
			right -= b.wanted()
			place(b, right, margin, b.wanted(), row)
			right -= grid
		}
	}
	room := right - x
	s.title.fitType(sizeTitle*u, room, row)
	place(s.title, x, margin+(row-s.title.heightFor(room))/2, room, s.title.heightFor(room))
	s.intro.resizeType(sizeBody * u)
	y := placeProse(s.intro, x, margin+row+grid*u, width) + gridWide*u
	if height := s.note.heightFor(width); height > 0 {
		place(s.note.root, x, y, width, height)
		y += height + gridWide*u
	}
	if s.among {
		return s.table.place(x, y, width, u) + margin
	}
	return s.arrangeCards(x, y, width, size.Height-margin-y, u) + margin
}

// arrangeCards places the drills in two columns, enlarged in one.
func (s *drillsScreen) arrangeCards(x, y, width, room, u float32) float32 {
	columns, gap := 2, gridWide*u
	if enlarged() {
		columns = 1
	}
	each := (width - float32(columns-1)*gap) / float32(columns)
	rows := (len(s.cards) + columns - 1) / columns
	height := min(150*u, (room-float32(rows-1)*gap)/float32(rows))
	for _, c := range s.cards {
		height = max(height, c.heightFor(each, u))
	}
	for i, c := range s.cards {
		c.unit = u
		place(c.root, x+float32(i%columns)*(each+gap), y+float32(i/columns)*(height+gap), each, height)
	}
	return y + float32(rows)*(height+gap) - gap
}

// drillTile is the card of one drill: what it is called and how it went.
type drillTile struct {
	name  drill.Name
	root  *fyne.Container
	face  *canvas.Rectangle
	sign  *mark
	title *prose
	stand *mark
	state *prose
	begin *press
	unit  float32
}

func newDrillTile(n drill.Name, key string, begin func()) *drillTile {
	p := colours()
	c := &drillTile{name: n, face: ground(), sign: newMark(drillShape(n), p.onFill, p.harbour), unit: 1}
	c.title, c.stand, c.state = newStrong(drillTitle(n), sizeStrong, p.ink), newMark(shapeRing, p.muted, nil), newProse("", sizeBody, p.muted)
	c.begin = newPress(tr("Practise"), key, lookQuiet(), begin)
	c.root = &fyne.Container{
		Layout: arranged{arrange: c.arrange}, Objects: []fyne.CanvasObject{c.face, c.sign, c.title, c.stand, c.state, c.begin},
	}
	return c
}

// drillShape is the sign of a drill.
func drillShape(n drill.Name) shape {
	switch n {
	case drill.Declined:
		return shapeCross
	case drill.Cancelled:
		return shapeBar
	case drill.AnswerLost:
		return shapeQuestion
	case drill.PaidAfterAll:
		return shapeLate
	case drill.WrongAmount:
		return shapeUnequal
	case drill.NotRefundable:
		return shapeBack
	}
	return shapeDot
}

// scoreShape says in a shape and a colour how somebody has done in a drill.
func scoreShape(s drill.Score) (shape, color.NRGBA) {
	p := colours()
	switch {
	case s.Tries == 0:
		return shapeRing, p.muted
	case s.LastPassed:
		return shapeTick, p.green
	}
	return shapeCross, p.red
}

func (c *drillTile) show(s drill.Score) {
	sign, ink := scoreShape(s)
	c.stand.show(sign, ink, nil)
	c.state.say(scoreWords(s), ink)
	c.root.Refresh()
}

// inner is the width of the texts on a card.
func (c *drillTile) inner(width, u float32) float32 {
	c.begin.resizeType(sizeBody * u)
	return width - 56*u - 4*gridWide*u - c.begin.wanted()
}

func (c *drillTile) heightFor(width, u float32) float32 {
	inner := c.inner(width, u)
	c.title.resizeType(sizeStrong * u)
	c.state.resizeType(sizeBody * u)
	return max(tall(touch*u, sizeBody*u), c.title.heightFor(inner)+gridHalf*u+c.state.heightFor(inner-26*u)) + 2*gridWide*u
}

func (c *drillTile) arrange(size fyne.Size) {
	u := c.unit
	margin, sign := gridWide*u, 56*u
	text := c.heightFor(size.Width, u) - 2*margin
	place(c.face, 0, 0, size.Width, size.Height)
	place(c.sign, margin, (size.Height-sign)/2, sign, sign)
	inner := c.inner(size.Width, u)
	x := 2*margin + sign
	wanted := c.title.heightFor(inner) + gridHalf*u + c.state.heightFor(inner-26*u)
	y := placeProse(c.title, x, (size.Height-min(text, wanted))/2, inner) + gridHalf*u
	side := 18 * u
	place(c.stand, x, y+(c.state.lineHeight()-side)/2, side, side)
	placeProse(c.state, x+side+grid*u, y, inner-26*u)
	row := tall(touch*u, sizeBody*u)
	place(c.begin, size.Width-margin-c.begin.wanted(), (size.Height-row)/2, c.begin.wanted(), row)
}

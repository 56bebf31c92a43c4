package ui

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// questionHandlers is what the questions section calls.
type questionHandlers struct {
	ask    func(payment.Reference)
	talk   func(terminal.Question)
	keep   func(payment.Transaction)
	refund func(payment.Transaction)
	leave  func()
}

// questionsScreen lists the payments that a person has to know about, a card
// for each: amber for what nobody knows yet, red for what contradicts itself.
type questionsScreen struct {
	root     *fyne.Container
	pane     *pane
	title    *prose
	how      *notice
	empty    *prose
	back     *press
	list     *fyne.Container
	scroll   *scroll
	handlers questionHandlers
	now      func() time.Time
	open     []terminal.Question
	// Since the section came to the front: the payments that were listed, and those
	// of them that were cleared up, newest first.
	listed map[payment.Reference]bool
	ended  []payment.Transaction
	cards  []*questionTile
	// movedAt is when a question moved to where another one was: until it can have been
	// read, a key or a tap is meant for that.
	movedAt time.Time
}

func newQuestionsScreen(now func() time.Time, h questionHandlers) *questionsScreen {
	p := colours()
	s := &questionsScreen{handlers: h, now: now, listed: map[payment.Reference]bool{}}
	s.title, s.how = newStrong("", sizeTitle, p.ink), newNotice()
	s.empty = newProse(tr(wordsNoQuestions), sizeStrong, p.muted)
	s.empty.align = fyne.TextAlignCenter
	s.back = newPress(tr("Back to Sale"), "Esc", lookQuiet(), h.leave)
	s.list = &fyne.Container{Layout: stack{s}}
	s.scroll = newScroll(s.list)
	s.root = &fyne.Container{
		Objects: []fyne.CanvasObject{s.title, s.back, s.how.root, s.empty, s.scroll},
	}
	s.pane = newPane(s.root, s.arrange)
	s.show(nil)
	return s
}

// moved takes news of any transaction: how one that was listed here has ended is
// said, so that nobody has to look for it.
func (s *questionsScreen) moved(t payment.Transaction) {
	if !s.listed[t.Reference] {
		return
	}
	s.ended = slices.DeleteFunc(s.ended, func(other payment.Transaction) bool { return other.Reference == t.Reference })
	if t.Status != payment.Unknown {
		s.ended = slices.Insert(s.ended, 0, t)
	}
	s.show(s.open)
}

// show lists the questions, oldest first.
func (s *questionsScreen) show(open []terminal.Question) {
	for i, q := range open[:min(len(open), len(s.open))] {
		if q.Transaction.Reference != s.open[i].Transaction.Reference {
			s.movedAt = s.now()
			break
		}
	}
	s.open = open
	s.title.say(questionsTitle(len(open)), colours().ink)
	var ended []string
	for _, t := range s.ended[:min(len(s.ended), 3)] {
		ended = append(ended, newsWords(t))
	}
	s.how.tell(strings.Join(ended, "\n"), !slices.ContainsFunc(s.ended, badNews))
	s.empty.Hidden = len(open) > 0
	s.cards = slices.Grow(s.cards, len(open))
	for len(s.cards) < len(open) {
		s.cards = append(s.cards, newQuestionTile(s.handlers, s.unread))
	}
	s.list.Objects = nil
	for i, q := range open {
		s.cards[i].show(q, s.now())
		s.listed[q.Transaction.Reference] = true
		s.list.Objects = append(s.list.Objects, s.cards[i].root)
	}
	s.list.Refresh()
	s.scroll.Refresh()
	s.root.Refresh()
}

func (s *questionsScreen) face() fyne.CanvasObject { return s.pane.scroll }

func (s *questionsScreen) appear(visible bool) {
	if visible {
		s.listed, s.ended = map[payment.Reference]bool{}, nil
		s.show(s.open)
	}
}

// tick shows how long it is until the next tries.
func (s *questionsScreen) tick() {
	for i, q := range s.open {
		s.cards[i].count(q, s.now())
	}
}

// counting says whether tick has anything to count.
func (s *questionsScreen) counting() bool {
	return slices.ContainsFunc(s.open, func(q terminal.Question) bool { return !q.Due.IsZero() })
}

func (s *questionsScreen) key(name fyne.KeyName) {
	if name == fyne.KeyEscape {
		s.handlers.leave()
		return
	}
	scrollKey(s.face(), name)
}

// unread says whether what is listed has only just come to where it is.
func (s *questionsScreen) unread() bool { return s.now().Sub(s.movedAt) < outcomeStands }

// rune acts on the oldest question.
func (s *questionsScreen) rune(r rune) {
	if len(s.open) > 0 {
		s.cards[0].key(string(r))
	}
}

func (s *questionsScreen) arrange(size fyne.Size) float32 {
	u := unitFor(size)
	margin := gridOuter * u
	width := min(size.Width-2*margin, 1100*u)
	x := (size.Width - width) / 2
	s.back.resizeType(sizeBody * u)
	back, row := s.back.wanted(), tall(touch*u, sizeBody*u)
	place(s.back, x+width-back, margin, back, row)
	room := width - back - margin
	s.title.fitType(sizeTitle*u, room, row)
	title := s.title.heightFor(room)
	place(s.title, x, margin+(row-title)/2, room, title)
	top := 2*margin + row
	if how := s.how.heightFor(width); how > 0 {
		place(s.how.root, x, top, width, how)
		top += how + margin
	}
	height := size.Height - top
	if enlarged() {
		height = max(height, stack{s}.height(width))
	}
	place(s.scroll, x, top, width, height)
	s.empty.resizeType(sizeStrong * u)
	place(s.empty, x, size.Height*0.36, width, s.empty.heightFor(width))
	return top + height
}

// stack is the layout of the cards, one below the other.
type stack struct{ screen *questionsScreen }

// Layout implements fyne.Layout.
func (l stack) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for i := range l.screen.open {
		height := l.screen.cards[i].heightFor(size.Width)
		place(l.screen.cards[i].root, 0, y, size.Width, height)
		y += height + gridWide
	}
}

// MinSize implements fyne.Layout.
func (l stack) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(grid, l.height(l.screen.scroll.Size().Width))
}

func (l stack) height(width float32) float32 {
	height := float32(0)
	for i := range l.screen.open {
		height += l.screen.cards[i].heightFor(width) + gridWide
	}
	return height
}

// questionTile is the card of one question.
type questionTile struct {
	root     *fyne.Container
	face     *canvas.Rectangle
	sign     *mark
	amount   *prose
	what     *prose
	since    *prose
	trying   *prose
	buttons  []*press
	handlers questionHandlers
	unread   func() bool // nothing is answered then
}

func newQuestionTile(h questionHandlers, unread func() bool) *questionTile {
	p := colours()
	t := &questionTile{handlers: h, unread: unread, face: canvas.NewRectangle(p.amberSoft)}
	t.face.CornerRadius, t.face.StrokeWidth = corner, 2
	t.sign = newMark(shapeQuestion, p.onAmber, p.amber)
	t.amount = newStrong("", sizeLarge, p.ink)
	t.what = newProse("", sizeBody, p.ink)
	t.since = newProse("", sizeBody, p.muted)
	t.trying = newStrong("", sizeBody, p.ink)
	t.root = &fyne.Container{Layout: arranged{arrange: t.arrange}}
	return t
}

// show fills the card.
func (t *questionTile) show(q terminal.Question, now time.Time) {
	p := colours()
	sale := q.Transaction
	contested := sale.Status != payment.Unknown
	t.face.FillColor, t.face.StrokeColor = p.amberSoft, p.amber
	t.sign.show(shapeQuestion, p.onAmber, p.amber)
	if contested {
		t.face.FillColor, t.face.StrokeColor = p.redSoft, p.red
		t.sign.show(shapeCross, p.onFill, p.red)
	}
	t.amount.say(questionTitle(sale), p.ink)
	t.what.say(questionWords(q), p.ink)
	t.since.say(sinceWords(sale), p.muted)
	t.count(q, now)
	choices := []choice{
		{label: tr("Ask now"), key: "A", look: lookPrimary(), do: func() { t.handlers.ask(sale.Reference) }},
		{label: tr("What do you see?"), key: "W", look: lookQuiet(), do: func() { t.handlers.talk(q) }},
	}
	if contested {
		choices = []choice{
			{label: tr("Leave it as it is"), key: "K", look: lookPrimary(), do: func() { t.handlers.keep(sale) }},
		}
		if sale.Status == payment.Approved && t.handlers.refund != nil {
			choices = append(choices, choice{label: tr("Give the money back"), key: "R", look: lookDanger(), do: func() { t.handlers.refund(sale) }})
		}
	}
	t.root.Objects = []fyne.CanvasObject{t.face, t.sign, t.amount, t.what, t.since, t.trying}
	t.buttons = nil
	for _, c := range choices {
		button := newPress(c.label, c.key, c.look, func() {
			if !t.unread() {
				c.do()
			}
		})
		t.buttons = append(t.buttons, button)
		t.root.Objects = append(t.root.Objects, button)
	}
	t.root.Refresh()
}

// count says what is being tried, and when again.
func (t *questionTile) count(q terminal.Question, now time.Time) {
	t.trying.say(tryingWords(q, now), colours().ink)
}

func (t *questionTile) key(name string) { pressKey(t.buttons, name) }

const tileMargin = gridOuter

func (t *questionTile) texts() []*prose { return []*prose{t.amount, t.what, t.since, t.trying} }

func (t *questionTile) heightFor(width float32) float32 {
	u := listUnit(width)
	t.resizeType(u)
	inner := width - 3*tileMargin - 56*u
	height := 2*tileMargin + t.buttonsHeight(inner, u) + gridWide
	for _, line := range t.texts() {
		if h := line.heightFor(inner); h > 0 {
			height += h + gridHalf
		}
	}
	return height
}

func (t *questionTile) resizeType(u float32) {
	t.amount.resizeType(sizeLarge * u)
	t.what.resizeType(sizeBody * u)
	t.since.resizeType(sizeBody * u)
	t.trying.resizeType(sizeBody * u)
}

func (t *questionTile) arrange(size fyne.Size) {
	u := listUnit(size.Width)
	t.resizeType(u)
	place(t.face, 0, 0, size.Width, size.Height)
	sign := 56 * u
	place(t.sign, tileMargin, tileMargin, sign, sign)
	x, y := 2*tileMargin+sign, tileMargin
	inner := size.Width - x - tileMargin
	for _, line := range t.texts() {
		end := placeProse(line, x, y, inner)
		if end > y {
			y = end + gridHalf
		}
	}
	flow(t.buttons, x, size.Height-tileMargin-t.buttonsHeight(inner, u), inner, tall(touch*u, sizeBody*u), gridWide)
}

// buttonsHeight is the height that the buttons take.
func (t *questionTile) buttonsHeight(width, u float32) float32 {
	for _, b := range t.buttons {
		b.resizeType(sizeBody * u)
	}
	return flowHeight(t.buttons, width, tall(touch*u, sizeBody*u), gridWide)
}

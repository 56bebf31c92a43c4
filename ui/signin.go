package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"harbourtill/store/people"
)

// signInCard lists who may sign in. It can't be left without.
type signInCard struct {
	root   *fyne.Container
	pane   *pane
	shade  *canvas.Rectangle
	title  *prose
	hint   *prose
	names  []*press
	choose func(people.Person)
}

// signInShown is how many names have a key of their own.
const signInShown = 9

func newSignInCard(choose func(people.Person)) *signInCard {
	p := colours()
	s := &signInCard{choose: choose, shade: canvas.NewRectangle(p.sunken)}
	s.title, s.hint = newStrong(tr("Who is at the till?"), sizeLarge, p.ink), newProse(tr(wordsSignIn), sizeBody, p.muted)
	s.title.align, s.hint.align = fyne.TextAlignCenter, fyne.TextAlignCenter
	s.root = &fyne.Container{}
	s.pane = newPane(s.root, s.arrange)
	return s
}

// show lists people.
func (s *signInCard) show(all []people.Person) {
	s.names = nil
	s.root.Objects = []fyne.CanvasObject{s.shade, s.title, s.hint}
	for i, person := range all {
		key := ""
		if i < signInShown {
			key = string(rune('1' + i))
		}
		b := newPress(person.Name, key, lookQuiet(), func() { s.choose(person) })
		b.mayCut = true
		s.names = append(s.names, b)
		s.root.Objects = append(s.root.Objects, b)
	}
	s.root.Refresh()
}

func (s *signInCard) face() fyne.CanvasObject { return s.pane.scroll }

func (s *signInCard) counting() bool { return false }

func (s *signInCard) tick() {}

func (s *signInCard) key(name string) {
	if runes := []rune(name); len(runes) == 1 {
		pressKey(s.names, runes[0])
	}
}

func (s *signInCard) arrange(size fyne.Size) float32 {
	u := unitFor(size)
	s.title.resizeType(sizeLarge * u)
	s.hint.resizeType(sizeBody * u)
	y := placeProse(s.title, gridOuter, 28*u, size.Width-2*gridOuter) + grid*u
	y = placeProse(s.hint, gridOuter, y, size.Width-2*gridOuter) + 24*u
	columns := 3
	switch {
	case enlarged():
		columns = 2
	case len(s.names) > 18:
		columns = 4
	}
	gap := gridWide * u
	rows := (len(s.names) + columns - 1) / columns
	width := (size.Width - 4*gridOuter - float32(columns-1)*gap) / float32(columns)
	height := min(84*u, (size.Height-y-gridOuter-float32(max(0, rows-1))*gap)/float32(max(1, rows)))
	if enlarged() {
		height = tall(72*u, sizeStrong*u)
	}
	for i, b := range s.names {
		b.resizeType(min(sizeStrong*u, height*0.5))
		place(b, 2*gridOuter+float32(i%columns)*(width+gap), y+float32(i/columns)*(height+gap), width, height)
	}
	end := y + float32(rows)*(height+gap) - gap
	place(s.shade, 0, 0, size.Width, max(size.Height, end+gridOuter))
	return end
}

// guardTill puts the names in front if somebody has to sign in.
func (w *Window) guardTill() {
	if w.crew.wanted() && w.cover == nil {
		w.signIn.show(w.crew.staff.Active())
		w.cover = w.signIn
	}
}

// onPerson asks for somebody's PIN, then lets them in.
func (w *Window) onPerson(p people.Person) {
	var in people.Person
	verify := func(pin string) (err error) {
		in, err = w.crew.people.SignIn(p.ID, pin)
		return err
	}
	w.pin.askFor(p.Name, tr(wordsOwnPIN), verify, func() {
		w.crew.signed = &in
		w.crew.used()
		w.top.who(in.Name)
		w.uncover()
	})
	w.coverWith(w.pin)
}

// lockUp signs out whoever is in, unless a payment is open: then the till is
// locked when it is over.
func (w *Window) lockUp() {
	if _, open := w.sale.open(); open || w.crew.signed == nil {
		return
	}
	left := *w.crew.signed
	w.crew.signed = nil
	w.top.who("")
	w.cfg.background(func() { _ = w.crew.people.SignOut(left) }) // it has left, whatever the disk says
	w.cover = nil
	w.goTo(sectionSale)
	w.guardTill()
	w.redraw()
}

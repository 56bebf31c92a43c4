package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"harbourtill/store/people"
)

// signInCard lists who may sign in, and has a way in for the manager's PIN. It
// can't be left without.
type signInCard struct {
	root   *fyne.Container
	pane   *pane
	shade  *canvas.Rectangle
	title  *prose
	hint   *prose
	names  []*press
	master *press
	choose func(people.Person)
}

// signInShown is how many names have a key of their own.
const signInShown = 9

func newSignInCard(choose func(people.Person), master func()) *signInCard {
	p := colours()
	s := &signInCard{choose: choose, master: newPress(tr(wordsManagerPIN), "M", lookQuiet(), master), shade: canvas.NewRectangle(p.sunken)}
	s.title, s.hint = newStrong(tr("Who is at the till?"), sizeLarge, p.ink), newProse(tr(wordsSignIn), sizeBody, p.muted)
	s.title.align, s.hint.align = fyne.TextAlignCenter, fyne.TextAlignCenter
	s.root = &fyne.Container{}
	s.pane = newPane(s.root, s.arrange)
	return s
}

// show lists people.
func (s *signInCard) show(all []people.Person) {
	s.names = nil
	s.root.Objects = []fyne.CanvasObject{s.shade, s.title, s.hint, s.master}
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

func (s *signInCard) key(name string) { pressKey(append([]*press{s.master}, s.names...), name) }

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
	s.master.resizeType(sizeBody * u)
	master, tallest := s.master.wanted(), tall(touch*u, sizeBody*u)
	foot := size.Height - gridOuter*u - tallest
	rows := (len(s.names) + columns - 1) / columns
	width := (size.Width - 4*gridOuter - float32(columns-1)*gap) / float32(columns)
	height := min(84*u, (foot-y-gridOuter*u-float32(max(0, rows-1))*gap)/float32(max(1, rows)))
	if enlarged() {
		height = tall(72*u, sizeStrong*u)
	}
	for i, b := range s.names {
		b.resizeType(min(sizeStrong*u, height*0.5))
		place(b, 2*gridOuter+float32(i%columns)*(width+gap), y+float32(i/columns)*(height+gap), width, height)
	}
	foot = max(foot, y+float32(rows)*(height+gap)-gap+gridOuter*u)
	place(s.master, (size.Width-master)/2, foot, master, tallest)
	end := foot + tallest
	place(s.shade, 0, 0, size.Width, max(size.Height, end+gridOuter))
	return end
}

package ui

import (
	"context"
	"reflect"

	"fyne.io/fyne/v2"

	"harbourtill/terminal/payment"
	"harbourtill/terminal/provision"
)

// shopPage is the page of the settings that is about the till and its shop.
type shopPage struct {
	// stay keeps whoever is here when the window is made anew.
	stay   func()
	cfg    Config
	open   func() (payment.Money, bool)
	root   *fyne.Container
	form   *shopForm
	scroll *scroll
	note   *prose
	save   *press
	saving bool
	asIs   provision.Till // what the form said when it was filled
}

// newShopPage builds the page; open says whether a payment is under way.
func newShopPage(window fyne.Window, cfg Config, open func() (payment.Money, bool)) *shopPage {
	s := &shopPage{cfg: cfg, open: open, note: newStrong("", sizeBody, colours().red)}
	s.form = newShopForm(s.onChanged, func() { pickLogo(window, func(path string) { s.form.logo.choose(path) }) }, cfg.Play)
	s.scroll = newScroll(s.form.root)
	s.save = newPress(tr("Save"), "", lookPrimary(), s.onSave)
	s.root = &fyne.Container{Layout: arranged{arrange: s.arrange}, Objects: []fyne.CanvasObject{s.scroll, s.note, s.save}}
	return s
}

// fill shows the settings in force.
func (s *shopPage) fill() {
	s.form.fill(s.cfg.Setup.Till())
	s.asIs, _ = s.form.read() // what is at fault is blamed when it is saved
	s.form.clear()
	s.saving = false
	s.note.say("", colours().red)
	s.mind()
}

func (s *shopPage) onChanged() { s.mind() }

// changed says whether something was typed that isn't saved.
func (s *shopPage) changed() bool {
	now, _ := s.form.read()
	return !reflect.DeepEqual(now, s.asIs)
}

// mind enables what may be done now.
func (s *shopPage) mind() {
	_, open := s.open()
	label := tr("Save")
	if s.saving {
		label = tr(wordsSaving)
	}
	s.save.say(label, lookPrimary(), !open && !s.saving)
	if open {
		s.note.say(tr(wordsOpenPayment), colours().muted)
	} else if s.note.text == tr(wordsOpenPayment) {
		s.note.say("", colours().red)
	}
	s.root.Refresh()
}

// onSave keeps what was typed, and begins a new session with it.
func (s *shopPage) onSave() {
	t, ok := s.form.read()
	if _, open := s.open(); open || !ok || s.saving {
		if !ok {
			s.note.say(tr(wordsFaults), colours().red)
		}
		s.root.Refresh()
		return
	}
	s.saving = true
	s.mind()
	by := s.cfg.operator()
	s.cfg.background(func() {
		err := s.cfg.Setup.SaveTill(context.Background(), t, by)
		s.cfg.Do(func() {
			s.saving = false
			if err != nil {
				s.note.say(tr("The settings aren't saved: ")+err.Error(), colours().red)
				s.mind()
				return
			}
			s.asIs = t
			s.stay()
			s.cfg.Till.Replace(s.cfg.Setup.Profile(), by)
			s.mind()
		})
	})
}

// refuse says that what was saved counts later.
func (s *shopPage) refuse() {
	s.note.say(tr(wordsCountsLater), colours().red)
	s.mind()
}

func (s *shopPage) arrange(size fyne.Size) {
	top := arrangeFoot(size, listUnit(size.Width), s.note, s.save)
	place(s.scroll, 0, 0, size.Width, top)
}

// height is how high the page is with everything on it.
func (s *shopPage) height(width float32) float32 {
	return s.form.arrange(width) + footHeight(width, listUnit(width), s.note, s.save)
}

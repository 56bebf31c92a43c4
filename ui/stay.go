package ui

import (
	"time"

	"harbourtill/store/people"
)

// Stay keeps whoever saves settings where they are when what was saved makes the
// window anew: in the settings, without another PIN, and signed in. It outlives
// windows; the zero Stay keeps nobody. It belongs to the UI goroutine.
type Stay struct {
	page   int
	by     string
	signed *people.Person
	asked  time.Time
}

// staying is how soon the new window comes.
const staying = 10 * time.Second

// keep notes who saves settings, and on which page.
func (s *Stay) keep(page int, by string, signed *people.Person, now time.Time) {
	if s != nil {
		*s = Stay{page: page, by: by, signed: signed, asked: now}
	}
}

// forget: the settings aren't in force, and the window stays.
func (s *Stay) forget() {
	if s != nil {
		*s = Stay{}
	}
}

// kept says whether somebody is kept in the settings.
func (s *Stay) kept(now time.Time) bool { return s != nil && now.Sub(s.asked) < staying }

// stay brings the settings to the front for whoever has just saved some.
func (w *Window) stay() {
	stay := w.cfg.Stay
	if !stay.kept(w.cfg.Now()) || w.settings == nil || w.guide != nil {
		return
	}
	for _, p := range w.crew.staff.Active() {
		if stay.signed != nil && p.ID == stay.signed.ID {
			w.crew.signIn(p)
			w.top.who(shownName(p))
		}
	}
	if stay.signed != nil && stay.signed.Name == nameOfManager {
		w.crew.signIn(*stay.signed)
		w.top.who(shownName(*stay.signed))
	}
	w.settings.unlock(stay.by)
	w.section, w.cover = sectionSettings, nil
	w.settings.appear(true)
	w.settings.page(min(stay.page, len(w.settings.pages)-1))
	w.settings.inForce()
	stay.forget()
}

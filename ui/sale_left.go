package ui

import (
	"time"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// What becomes of sales that have left the screen: the last one's outcome stays
// readable, and what nobody may miss stands above the entry.

// leave takes the sale from the screen, for an empty entry.
func (s *saleScreen) leave() {
	t := s.shown.Sale
	s.left, s.last = max(s.left, t.Reference), t
	if t.Unresolved() {
		s.watched[t.Reference] = t.Status
	}
	s.mode, s.shown, s.state, s.cancelled = entering, terminal.SaleChanged{}, s.blank(), false
	s.lost = time.Time{}
	s.redraw()
}

// vacate leaves nothing that the next person at the till could take for their own: no
// amount, typed or to be typed again, and no question. An outcome that isn't decided
// stays in front; how the last sale ended stays readable.
func (s *saleScreen) vacate() {
	if s.mode == showing && !s.undecided() {
		s.leave()
	}
	if s.mode == questioning || s.mode == entering {
		s.mode, s.state = entering, s.blank()
		s.asked = terminal.Order{}
		s.redraw()
	}
}

// onClear clears what was typed. Only where nothing was it takes the news above it
// away, so that nobody does that by the way.
func (s *saleScreen) onClear() {
	if s.mode != entering {
		return
	}
	if blank := s.blank(); s.state == blank && len(s.news) > 0 {
		s.news = s.news[1:]
	} else {
		s.state = blank
	}
	s.redraw()
}

// moved takes news of any transaction: of those that left the screen the
// cashier hears what became of them.
func (s *saleScreen) moved(t payment.Transaction) {
	if s.mode == showing && t.Reference == s.shown.Sale.Reference {
		s.told[t.Reference] = t.Contradiction != payment.NoContradiction
		return
	}
	if t.Reference == s.last.Reference {
		s.last = t
		if s.mode == entering {
			s.redraw()
		}
	}
	was, watched := s.watched[t.Reference]
	if !t.Unresolved() {
		delete(s.watched, t.Reference)
	}
	decided := watched && t.Status != was && t.Status != payment.Unknown && !t.Status.Open()
	if decided || t.Contradiction != payment.NoContradiction && !s.told[t.Reference] {
		delete(s.watched, t.Reference)
		s.told[t.Reference] = t.Contradiction != payment.NoContradiction
		s.news = append(s.news, t)
		if s.mode == entering {
			s.redraw()
		}
	}
}

package ui

import (
	"errors"

	"fyne.io/fyne/v2"

	"harbourtill/terminal"
)

// ask fills the question that stands before s.refused.Order: whether the
// terminal is free for it, or whether the same is really meant again.
func (s *saleScreen) ask() {
	if errors.Is(s.refused.Err, terminal.ErrRepeated) {
		s.question.show(repeatedQuestion(s.refused.Armed), tr(wordsRepeated),
			choice{label: tr("Yes, charge %s again", s.refused.Order.Amount), key: "Y", look: lookQuiet(), do: s.onAgain},
			choice{label: tr("No, it is paid"), key: "Esc", look: lookPrimary(), do: s.onNotAgain},
		)
		return
	}
	label := tr("Yes, charge %s", s.refused.Order.Amount)
	if s.refused.Command == terminal.CommandRefund {
		label = tr("Yes, give the money back")
	}
	cancel := choice{label: tr("Cancel that one"), key: "C", look: lookDanger(), do: s.onCancelArmed, disabled: !s.refused.CanCancel}
	s.question.show(armedQuestion(s.refused.Armed),
		tr("If it isn't on its home screen, the next card could pay the other amount."),
		choice{label: label, key: "Y", look: lookQuiet(), do: s.onTerminalIsIdle},
		cancel,
		choice{label: tr("Wait"), key: "Esc", look: lookPrimary(), do: s.onWait},
	)
}

func (s *saleScreen) onTerminalIsIdle() {
	if s.mode != questioning || s.handlers.leaves() {
		return
	}
	if s.refused.Command == terminal.CommandRefund {
		s.mode, s.refund = starting, s.refused.Refund
		s.refund.TerminalIsIdle = true
		s.redraw()
		s.cfg.Till.Refund(s.refund)
		return
	}
	order := s.refused.Order
	order.TerminalIsIdle = true
	s.pay(order)
}

// onAgain charges the same once more: it is another purchase.
func (s *saleScreen) onAgain() {
	if s.mode != questioning {
		return
	}
	order := s.refused.Order
	order.Again = true
	s.pay(order)
}

// onNotAgain forgets the order: it was the same purchase.
func (s *saleScreen) onNotAgain() {
	if s.mode == questioning {
		s.mode, s.state = entering, s.blank()
		s.redraw()
	}
}

func (s *saleScreen) onCancelArmed() {
	if s.mode != questioning {
		return
	}
	armed := s.refused.Armed.Reference
	s.mode = entering
	s.watched[armed] = s.refused.Armed.Status
	s.tell(tr("Cancelling the other payment. ") + tr(wordsKeepAmount))
	s.cfg.Till.Cancel(armed)
}

func (s *saleScreen) onWait() {
	if s.mode == questioning {
		s.mode = entering
		s.tell(tr(wordsKeepAmount))
	}
}

// key takes a key pressed on the sale screen that isn't a character.
func (s *saleScreen) key(name fyne.KeyName) {
	s.onOther()
	if s.mode == questioning {
		if name == fyne.KeyEscape {
			s.question.key("Esc")
		}
		return
	}
	if at := functionKey(name); at >= 0 {
		s.onFunctionKey(at)
		return
	}
	switch name {
	case fyne.KeyBackspace, fyne.KeyDelete:
		s.onBack()
	case fyne.KeyReturn, fyne.KeyEnter:
		s.onEnter()
	case fyne.KeyEscape:
		s.onEscape()
	case fyne.KeyF11:
		s.repeat()
	case fyne.KeyF12:
		s.printLast()
	}
}

// onEnter charges, or leaves an outcome that is known for the next sale.
func (s *saleScreen) onEnter() {
	switch {
	case s.mode == entering:
		s.onCharge()
	case s.mode == showing && !s.undecided() && s.cfg.Now().Sub(s.ended) >= enterStands:
		s.onNext()
	}
}

func (s *saleScreen) onEscape() {
	switch {
	case s.mode == entering:
		s.onClear()
	case s.mode == showing && s.shown.Sale.Status.Open():
		s.onCancel()
	case s.mode == showing:
		s.onNext()
	}
}

func (s *saleScreen) onFunctionKey(at int) {
	channels := s.entry.tiles.tiles
	switch {
	case at < len(channels):
		s.onChannel(channels[at].channel)
	case at == len(channels) && s.mode == entering:
		s.onNextScan()
	}
}

// rune takes a character typed on the sale screen.
func (s *saleScreen) rune(r rune) {
	if s.mode == questioning {
		s.question.key(string(r))
		return
	}
	switch {
	case isFigure(r):
		s.onTyped(string(r))
	case r == 'r' || r == 'R':
		s.progress.refund.act()
	case (r == 'p' || r == 'P') && s.mode == showing:
		s.progress.receipt.act()
	case (r == 'a' || r == 'A') && s.mode == showing && s.shown.Phase != terminal.Finished:
		s.onAsk()
	case r == 'w' || r == 'W':
		s.progress.see.act()
	}
}

// functionKey is 0 for F1 to 9 for F10, and -1 for every other key.
func functionKey(name fyne.KeyName) int {
	for i, key := range []fyne.KeyName{
		fyne.KeyF1, fyne.KeyF2, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5,
		fyne.KeyF6, fyne.KeyF7, fyne.KeyF8, fyne.KeyF9, fyne.KeyF10,
	} {
		if key == name {
			return i
		}
	}
	return -1
}

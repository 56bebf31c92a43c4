package ui

import (
	"strings"

	"harbourtill/terminal/payment"
)

// What saves a cashier's hands: quick amounts, the last sale again, an amount
// that is pasted; and what becomes of a barcode that was scanned into one.

// set makes an amount the one that is typed.
func (s *saleScreen) set(amount payment.Money) {
	if s.entered() {
		s.state.typed = typing(strings.TrimSuffix(amount.Decimal(), ".00"))
		s.state.amountIs, s.state.notice = "", ""
		s.redraw()
	}
}

func (s *saleScreen) onQuick(amount payment.Money) { s.set(amount) }

// againLabel names what repeat will type; empty while it won't.
func (s *saleScreen) againLabel() string {
	if !s.repeatable() {
		return ""
	}
	return tr("Same amount: %s", s.asked.Amount)
}

// repeatable says whether the last sale may be typed again: not before the first
// one, and not while nobody knows whether the last one was paid.
func (s *saleScreen) repeatable() bool {
	last := s.last
	if s.mode == showing {
		last = s.shown.Sale
	}
	return s.asked.Amount != 0 && !last.Unresolved()
}

// repeat types amount and channel of the last sale on the screen again. It
// doesn't charge.
func (s *saleScreen) repeat() {
	if !s.repeatable() || !s.entered() {
		return
	}
	s.set(s.asked.Amount)
	s.onChannel(s.asked.Channel)
}

// paste takes an amount from the clipboard; anything else is said to be none.
func (s *saleScreen) paste(text string) {
	amount, err := payment.ParseMoney(strings.TrimSpace(text))
	if err == nil {
		err = amount.Validate()
	}
	if err == nil {
		s.set(amount)
		return
	}
	if s.mode == entering {
		s.state.amountIs = amountWords(err)
		s.redraw()
	}
}

// beforeCode keeps the entry as it is: what is typed next may be a scanner's code.
func (s *saleScreen) beforeCode() {
	s.unscanned = s.blank()
	if s.mode == entering {
		s.unscanned = s.state
	}
}

// scanned takes a scanner's code away that was typed into the entry.
func (s *saleScreen) scanned() {
	if s.mode == entering {
		s.state = s.unscanned
		s.tell(tr(wordsScanned))
	}
}

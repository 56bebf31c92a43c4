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
		s.state.typed, s.state.offered = typing(strings.TrimSuffix(amount.Decimal(), ".00")), false
		s.state.amountIs, s.state.notice = "", ""
		s.redraw()
	}
}

func (s *saleScreen) onQuick(amount payment.Money) { s.set(amount) }

// againLabel names what repeat will type; empty while it won't.
func (s *saleScreen) againLabel() string {
	switch {
	case !s.repeatable(), s.last.Kind == payment.Refund:
		return ""
	case s.anotherWay():
		return tr("Same amount: %s", s.asked.Amount)
	}
	return tr("Same again: %s", s.asked.Amount)
}

// anotherWay says whether the last sale was paid in no way: the next try is hardly
// with the card that was refused, so that the amount alone is typed again.
func (s *saleScreen) anotherWay() bool {
	if s.mode == showing {
		return unpaid(s.shown.Sale.Status)
	}
	return unpaid(s.last.Status)
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

// repeat types the amount of the last sale on the screen again, and chooses its
// channel if it was paid so. It doesn't charge.
func (s *saleScreen) repeat() {
	otherwise := s.anotherWay()
	if !s.repeatable() || !s.entered() {
		return
	}
	s.set(s.asked.Amount)
	s.state.offered = true
	if !otherwise {
		s.onChannel(s.asked.Channel)
	}
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

// scanned takes a scanner's code away that was typed into the entry. What may not be
// one stays, and has to be charged by another Enter.
func (s *saleScreen) scanned(code bool) {
	switch {
	case s.mode != entering:
	case code:
		s.state = s.unscanned
		s.tell(tr(wordsScanned))
	default:
		s.tell(tr(wordsTooFast))
	}
}

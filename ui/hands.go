package ui

import (
	"strings"
	"time"

	"harbourtill/terminal/payment"
)

// What saves a cashier's hands: quick amounts, the last sale again, an amount
// that is pasted; and what keeps a barcode scanner from charging.

// A scanner types at least so many characters, each so soon after the one
// before, and Enter right behind; no hand does.
const (
	scannerLength = 6
	scannerPace   = 35 * time.Millisecond
)

// burst counts characters that come as fast as a scanner's.
type burst struct {
	count int
	last  time.Time
}

// typed notes a character.
func (b *burst) typed(now time.Time) {
	if now.Sub(b.last) > scannerPace {
		b.count = 0
	}
	b.count++
	b.last = now
}

// scanned says whether what was typed until now comes from a scanner.
func (b *burst) scanned(now time.Time) bool {
	return b.count >= scannerLength && now.Sub(b.last) <= scannerPace
}

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

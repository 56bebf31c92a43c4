package simulator

import (
	"context"
	"slices"
	"time"

	"harbourtill/terminal/haojin"
)

// SetRefundScript replaces what happens to refunds, one behaviour each; the last
// goes on for ever, and with none they are approved at once. The actions mean
// what they mean for payments, with these differences: WrongAmount is the amount
// typed on the terminal, if allow_modify_flag lets it be changed; NoIdentity and
// OtherOrder are about orig_syssn; InProgress is what inquiries about the
// original say; Reversed is Approve.
func (s *Simulator) SetRefundScript(script ...Behaviour) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refunds = slices.Clone(script)
	s.change()
}

// refund gives back a payment by its syssn, by the channel's rules and as the
// script says. Like a payment it goes on when the till is gone.
func (s *Simulator) refund(till context.Context, c haojin.Content) answer {
	s.mu.Lock()
	if s.open != nil {
		s.mu.Unlock()
		return busy()
	}
	original, amount, refusal := s.refundable(c, 0)
	if refusal != nil {
		s.mu.Unlock()
		return *refusal
	}
	b := next(&s.refunds)
	if a, ends := s.beforeRefund(b, original, amount); ends {
		s.mu.Unlock()
		if b.Action == NoAnswer {
			s.waitForTill(till)
		}
		return a
	}
	w := &waiting{stop: make(chan struct{}), loseReply: b.Action == CancelLost}
	s.open = w
	s.change()
	s.mu.Unlock()
	gone := !s.refundWaits(b, w)
	a := s.giveBack(c, b, w, gone)
	if b.Action == Late && a.code == haojin.CodeOK && !s.sleep(till, b.Delay) {
		a.how = lost
	}
	return a
}

// refundable finds the payment that a refund names and how much to give back of
// it, or why not; typed is the amount that was typed on the terminal, 0 for
// none. The caller holds mu.
func (s *Simulator) refundable(c haojin.Content, typed int64) (original Entry, amount int64, refusal *answer) {
	refuse := func(a answer) (Entry, int64, *answer) { return Entry{}, 0, &a }
	if c["orderId"].Text == "" {
		return refuse(wrong("orderId"))
	}
	original, ok := s.ledger.bySyssn(c["orderId"].Text)
	if !ok || original.Kind != kindPayment || original.Status != StatusApproved {
		return refuse(s.failed(codeNoSuchOrder, "no such order"))
	}
	amount = original.left()
	if asked := c["refund_amount"]; asked.Text != "" {
		if amount, ok = cents(asked.Text); !ok || asked.Number {
			return refuse(wrong("refund_amount"))
		}
	}
	if typed > 0 && c["allow_modify_flag"].Text == "1" {
		amount = typed
	}
	kind, _ := channelOf(original.Channel)
	sameDay := stamp(s.now())[:10] == stamp(original.Decided)[:10]
	switch {
	case !kind.refunds:
		return refuse(s.failed(codeNoRefunds, "this channel gives no refunds"))
	case original.left() == 0:
		return refuse(s.failed(codeRefunded, "refunded already"))
	case amount > original.left():
		return refuse(s.failed(codeTooMuch, "more than is refundable"))
	case kind.card() && sameDay && amount != original.Amount:
		return refuse(s.failed(codeNotPartly, "no partial refund on the day of the payment"))
	}
	return original, amount, nil
}

// beforeRefund does the behaviours that give nothing back at once. The caller
// holds mu.
func (s *Simulator) beforeRefund(b Behaviour, original Entry, amount int64) (a answer, ends bool) {
	switch b.Action {
	case Drop, NoAnswer:
		return answer{how: lost}, true
	case Fail:
		return answer{code: b.Code, problem: "the terminal failed"}, true
	case Busy:
		return busy(), true
	case Decline:
		return s.failed(b.Code, "The refund failed"), true
	case Forge, OtherOrder:
		e := Entry{Syssn: s.newSyssn(), Original: original.Syssn, Amount: amount, Decided: s.now()}
		a := answer{code: haojin.CodeOK, fields: s.refundReceipt(e, original), how: plain}
		if b.Action == OtherOrder {
			a.how, a.fields["orig_syssn"] = sealed, s.newSyssn()
		}
		return a, true
	}
	return answer{}, false
}

// refundWaits waits for whoever confirms a refund on the terminal; false when
// the terminal is switched off first.
func (s *Simulator) refundWaits(b Behaviour, w *waiting) bool {
	if !b.HasDelay || b.Action == Late {
		return true
	}
	confirms := time.NewTimer(b.Delay)
	defer confirms.Stop()
	select {
	case <-confirms.C:
	case <-w.stop:
	case <-s.ended:
		return false
	}
	return true
}

// giveBack books a refund that was confirmed, and answers as the script says.
func (s *Simulator) giveBack(c haojin.Content, b Behaviour, w *waiting, gone bool) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = nil
	switch {
	case gone:
		return answer{how: lost}
	case w.stopped, b.Action == CustomerCancels:
		s.change()
		return answer{code: haojin.CodeCancelled, problem: "cancelled"}
	}
	original, amount, refusal := s.refundable(c, b.Cents)
	if refusal != nil {
		s.change()
		return *refusal
	}
	now := s.now()
	e := Entry{
		Syssn: s.newSyssn(), Kind: kindRefund, Channel: original.Channel, Status: StatusApproved,
		Amount: amount, Code: haojin.InnerDone, Original: original.Syssn, Created: now, Decided: now,
	}
	original.Refunded += amount
	original.Hides += b.Times
	if a, ok := s.keep(e, original); !ok {
		return a
	}
	a := s.approval(b, e)
	a.fields = s.refundReceipt(e, original)
	if b.Action == NoIdentity {
		delete(a.fields, "orig_syssn")
	}
	return a
}

// refundReceipt is an approved refund's data (section 4, refund).
func (s *Simulator) refundReceipt(e, original Entry) map[string]string {
	at := stamp(e.Decided)
	return map[string]string{
		"syssn": e.Syssn, "orig_syssn": original.Syssn, "out_trade_no": original.Reference,
		"txamt": s.amount(e.Amount), "originTxamt": s.amount(original.Amount),
		"txcurrcd": "HKD", "sysdtm": at, "paydtm": at, "txdtm": at, "respcd": haojin.InnerDone,
	}
}

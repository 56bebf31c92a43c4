package simulator

import (
	"net/http"
	"strconv"
	"time"

	"harbourtill/terminal/haojin"
)

// asked is a payment request that a terminal would accept.
type asked struct {
	reference, channel string
	cents              int64
	timeout            time.Duration
}

// read checks a payment's fields (section 3); what names the first wrong one.
func read(c haojin.Content) (p asked, what string) {
	var ok bool
	p.reference, p.channel = c["out_trade_no"].Text, c["channel"].Text
	if p.cents, ok = cents(c["amt"].Text); !ok || !c["amt"].Number {
		return p, "amt"
	}
	if _, ok := channelOf(p.channel); !ok {
		return p, "channel"
	}
	if len(p.reference) > 32 {
		return p, "out_trade_no"
	}
	seconds := 120
	for _, name := range []string{"wait_card_timeout", "payment_timeout"} {
		value, has := c[name]
		if !has {
			continue
		}
		n, err := strconv.Atoi(value.Text)
		if err != nil || n <= 0 || p.channel == "payme" && n > paymeMostSeconds {
			return p, name
		}
		seconds = n
	}
	p.timeout = time.Duration(seconds) * time.Second
	return p, ""
}

// pay takes a payment as the script says. It goes on when the till is gone: a
// terminal that waits for a card doesn't notice.
func (s *Simulator) pay(r *http.Request, c haojin.Content) answer {
	p, what := read(c)
	if what != "" {
		return wrong(what)
	}
	s.mu.Lock()
	if a, ok := s.mayStart(p); !ok {
		s.mu.Unlock()
		return a
	}
	b := s.nextBehaviour()
	if a, ends := s.before(b, p); ends {
		s.mu.Unlock()
		if b.Action == NoAnswer {
			s.waitForTill(r)
		}
		return a
	}
	e := Entry{
		Syssn: s.newSyssn(), Reference: p.reference, Kind: kindPayment, Channel: p.channel,
		Status: StatusOpen, Amount: p.cents, Code: codeProcessing, Created: s.now(),
	}
	w := &waiting{reference: p.reference, stop: make(chan struct{}), loseReply: b.Action == CancelLost}
	if a, ok := s.keep(e); !ok {
		s.mu.Unlock()
		return a
	}
	s.open = w
	s.mu.Unlock()
	ended := s.customer(b, p, w)
	a := s.settle(b, e, ended)
	if b.Action == Late && ended == StatusApproved {
		s.sleep(b.Delay)
	}
	return a
}

// sleep waits, unless the terminal is switched off.
func (s *Simulator) sleep(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-s.ended:
	}
}

// mayStart refuses a payment while another is open, and a reference that was
// used before. The caller holds mu.
func (s *Simulator) mayStart(p asked) (answer, bool) {
	if old, ok := s.ledger.payment(p.reference); ok {
		if old.Status == StatusApproved {
			return failed(codePaidAlready, "paid already"), false
		}
		return failed(codeCancelled, "the order is closed"), false
	}
	if s.open != nil {
		return answer{code: haojin.CodeOtherError, problem: "the terminal is busy"}, false
	}
	return answer{}, true
}

// before does the behaviours that book no payment. The caller holds mu.
func (s *Simulator) before(b Behaviour, p asked) (a answer, ends bool) {
	switch b.Action {
	case Drop, NoAnswer:
		return answer{how: lost}, true
	case Fail:
		return answer{code: b.Code, problem: "the terminal failed"}, true
	case Decline:
		e := Entry{
			Syssn: s.newSyssn(), Reference: p.reference, Kind: kindPayment, Channel: p.channel,
			Status: StatusDeclined, Amount: p.cents, Code: b.Code, Created: s.now(), Decided: s.now(),
		}
		if a, ok := s.keep(e); !ok {
			return a, true
		}
		return failed(b.Code, "The transaction failed"), true
	case Forge, OtherOrder:
		e := Entry{Syssn: s.newSyssn(), Reference: p.reference, Channel: p.channel, Amount: p.cents, Decided: s.now()}
		if b.Action == OtherOrder {
			e.Reference = "OTHER-" + e.Syssn
			return answer{code: haojin.CodeOK, fields: receipt(e)}, true
		}
		return answer{code: haojin.CodeOK, fields: receipt(e), how: plain}, true
	}
	return answer{}, false
}

// waitForTill hangs until the till has gone.
func (s *Simulator) waitForTill(r *http.Request) {
	select {
	case <-r.Context().Done():
	case <-s.ended:
	}
}

// customer waits for whatever ends a payment first, and returns its status.
func (s *Simulator) customer(b Behaviour, p asked, w *waiting) Status {
	delay := s.cfg.Delay
	if b.HasDelay && b.Action != Late {
		delay = b.Delay
	}
	decides, expires := time.NewTimer(delay), time.NewTimer(p.timeout)
	defer decides.Stop()
	defer expires.Stop()
	select {
	case <-decides.C:
		if b.Action == CustomerCancels {
			return StatusCancelled
		}
		return StatusApproved
	case <-expires.C:
		return StatusDeclined
	case <-w.stop:
		return StatusCancelled
	case <-s.ended:
		return StatusOpen
	}
}

// settle books how a payment ended, and answers as the script says.
func (s *Simulator) settle(b Behaviour, e Entry, ended Status) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = nil
	e.Status, e.Decided = ended, s.now()
	switch ended {
	case StatusOpen: // the terminal was switched off
		return answer{how: lost}
	case StatusApproved:
		e.Code = haojin.InnerDone
		if b.Action == WrongAmount {
			e.Amount = b.Cents
		}
		if b.Action == Reversed {
			e.Reversed = e.Amount
		}
		if b.Action == InProgress {
			e.Hides = b.Times
		}
	case StatusDeclined:
		e.Code = codeExpired
	case StatusCancelled:
		e.Code = codeCancelled
	}
	if a, ok := s.keep(e); !ok {
		return a
	}
	switch ended {
	case StatusDeclined:
		return failed(codeExpired, "nobody paid in time")
	case StatusCancelled:
		return answer{code: haojin.CodeCancelled, problem: "cancelled"}
	}
	return approval(b, e)
}

// approval is the answer to a payment that went through.
func approval(b Behaviour, e Entry) answer {
	a := answer{code: haojin.CodeOK, fields: receipt(e)}
	switch b.Action {
	case AnswerLost, InProgress:
		a.how = lost
	case Garbage:
		a.how = rubbish
	case Pieces:
		a.how = piecemeal
	case Plain:
		a.how = plain
	case NoIdentity:
		delete(a.fields, "out_trade_no")
	}
	return a
}

// receipt is an approval's data (section 4, payment).
func receipt(e Entry) map[string]string {
	kind, _ := channelOf(e.Channel)
	fields := map[string]string{
		"syssn": e.Syssn, "out_trade_no": e.Reference, "txamt": strconv.FormatInt(e.Amount, 10), "txcurrcd": "HKD",
		"sysdtm": stamp(e.Decided), "paydtm": stamp(e.Decided), "busicd": kind.busicd,
		"chnlsn": "4200" + e.Syssn[:12], "clisn": e.Syssn[20:], "userid": "1000001", "udid": "simulator",
	}
	if kind.card {
		fields["cardscheme"] = "MASTERCARD"
	}
	return fields
}

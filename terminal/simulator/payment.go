package simulator

import (
	"context"
	"strconv"
	"strings"
	"time"
	"unicode"

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
	if !reference(c["out_trade_no"]) {
		return p, "out_trade_no"
	}
	switch scan := c["scan_type"]; haojin.Scan(scan.Text) {
	case haojin.ScanAsLastTime, haojin.CustomerShowsCode, haojin.TerminalShowsCode:
	default:
		return p, "scan_type"
	}
	seconds := defaultSeconds
	for _, name := range []string{"wait_card_timeout", "payment_timeout"} {
		value, has := c[name]
		if !has {
			continue
		}
		n, err := strconv.Atoi(value.Text)
		if err != nil || !value.Number || n <= 0 || p.channel == "payme" && n > paymeMostSeconds {
			return p, name
		}
		seconds = min(n, mostSeconds)
	}
	p.timeout = time.Duration(seconds) * time.Second
	return p, ""
}

// How long a payment waits when it doesn't say, and at most, in seconds.
const (
	defaultSeconds = 120
	mostSeconds    = 24 * 60 * 60
)

// reference says whether a value can be an out_trade_no: nothing, or 1 to 32
// printable characters without a single quote (section 2).
func reference(v haojin.Value) bool {
	return !v.Number && len(v.Text) <= 32 &&
		!strings.ContainsFunc(v.Text, func(r rune) bool { return r == '\'' || !unicode.IsPrint(r) })
}

// pay takes a payment as the script says. It goes on when the till is gone: a
// terminal that waits for a card doesn't notice.
func (s *Simulator) pay(till context.Context, c haojin.Content) answer {
	p, what := read(c)
	if what != "" {
		return wrong(what)
	}
	s.mu.Lock()
	if a, ok := s.mayStart(p); !ok {
		s.mu.Unlock()
		return a
	}
	b := next(&s.script)
	if a, ends := s.before(b, p); ends {
		s.mu.Unlock()
		if b.Action == NoAnswer {
			s.waitForTill(till)
		}
		return a
	}
	e := Entry{
		Syssn: s.newSyssn(), Reference: p.reference, Kind: kindPayment, Channel: p.channel,
		Status: StatusOpen, Amount: p.cents, Code: codeProcessing, Created: s.now(),
	}
	w := &waiting{stop: make(chan struct{}), loseReply: b.Action == CancelLost}
	if a, ok := s.keep(e); !ok {
		s.mu.Unlock()
		return a
	}
	s.open = w
	s.mu.Unlock()
	status, code := s.customer(b, p, w)
	a, e := s.settle(b, w, e, status, code)
	if b.Action == Late && e.Status == StatusApproved && !s.sleep(till, b.Delay) {
		a.how = lost
	}
	return a
}

// sleep waits, and returns false when the till leaves or the terminal is
// switched off first.
func (s *Simulator) sleep(till context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-till.Done():
	case <-s.ended:
	}
	return false
}

// mayStart refuses a payment while another is open, and a reference that was
// used before. The caller holds mu.
func (s *Simulator) mayStart(p asked) (answer, bool) {
	if s.open != nil {
		return busy(), false
	}
	if old, ok := s.ledger.payment(p.reference); ok {
		if old.Status == StatusApproved {
			return s.failed(codePaidAlready, "paid already"), false
		}
		return s.failed(codeCancelled, "the order is closed"), false
	}
	return answer{}, true
}

// before does the behaviours that book nothing. The caller holds mu.
func (s *Simulator) before(b Behaviour, p asked) (a answer, ends bool) {
	switch b.Action {
	case Drop, NoAnswer:
		return answer{how: lost}, true
	case Fail:
		return answer{code: b.Code, problem: "the terminal failed"}, true
	case Busy:
		return busy(), true
	case Forge, OtherOrder:
		e := Entry{Syssn: s.newSyssn(), Reference: p.reference, Channel: p.channel, Amount: p.cents, Decided: s.now()}
		if b.Action == OtherOrder {
			e.Reference = "OTHER-" + e.Syssn
			return answer{code: haojin.CodeOK, fields: s.receipt(e)}, true
		}
		return answer{code: haojin.CodeOK, fields: s.receipt(e), how: plain}, true
	}
	return answer{}, false
}

// waitForTill hangs until the till has gone.
func (s *Simulator) waitForTill(till context.Context) {
	select {
	case <-till.Done():
	case <-s.ended:
	}
}

// customer waits for whatever ends a payment first, and returns its status and
// QFPay's inner code; in progress when the terminal is switched off first.
func (s *Simulator) customer(b Behaviour, p asked, w *waiting) (Status, string) {
	delay := s.cfg.Delay
	if b.HasDelay && b.Action != Late {
		delay = b.Delay
	}
	decides, expires := time.NewTimer(delay), time.NewTimer(p.timeout)
	defer decides.Stop()
	defer expires.Stop()
	select {
	case <-decides.C:
		switch b.Action {
		case CustomerCancels:
			return StatusCancelled, codeCancelled
		case Decline:
			return StatusDeclined, b.Code
		}
		return StatusApproved, haojin.InnerDone
	case <-expires.C:
		return StatusDeclined, codeExpired
	case <-w.stop:
		return StatusCancelled, codeCancelled
	case <-s.ended:
		return StatusOpen, codeProcessing
	}
}

// settle books how a payment ended, and answers as the script says. A cancel
// that was obeyed before this moment wins over the customer: from here on
// there is nothing left to cancel.
func (s *Simulator) settle(b Behaviour, w *waiting, e Entry, status Status, code string) (answer, Entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = nil
	if status == StatusOpen {
		return answer{how: lost}, e
	}
	if w.stopped {
		status, code = StatusCancelled, codeCancelled
	}
	ended := e
	ended.Status, ended.Code, ended.Decided = status, code, s.now()
	if status == StatusApproved {
		switch b.Action {
		case WrongAmount:
			ended.Amount = b.Cents
		case Reversed:
			ended.Reversed = ended.Amount
		case InProgress:
			ended.Hides = b.Times
		}
	}
	if b.Action == PaidAfterAll && w.stopped {
		ended.Status, ended.Code = StatusApproved, haojin.InnerDone
	}
	if a, ok := s.keep(ended); !ok {
		return a, e
	}
	switch {
	case status == StatusCancelled:
		return answer{code: haojin.CodeCancelled, problem: "cancelled"}, ended
	case code == codeExpired:
		return s.failed(code, "nobody paid in time"), ended
	case status == StatusDeclined:
		return s.failed(code, "The transaction failed"), ended
	}
	return s.approval(b, ended), ended
}

// approval is the answer to a payment that went through.
func (s *Simulator) approval(b Behaviour, e Entry) answer {
	a := answer{code: haojin.CodeOK, fields: s.receipt(e), how: b.delivery()}
	if b.Action == NoIdentity {
		delete(a.fields, "out_trade_no")
	}
	return a
}

// delivery is how the answer to what went through travels.
func (b Behaviour) delivery() delivery {
	switch b.Action {
	case AnswerLost, InProgress:
		return lost
	case Garbage:
		return rubbish
	case Pieces:
		return piecemeal
	case Plain:
		return plain
	}
	return sealed
}

// receipt is an approval's data (section 4, payment).
func (s *Simulator) receipt(e Entry) map[string]string {
	kind, _ := channelOf(e.Channel)
	fields := map[string]string{
		"syssn": e.Syssn, "out_trade_no": e.Reference, "txamt": s.amount(e.Amount), "txcurrcd": "HKD",
		"sysdtm": stamp(e.Decided), "paydtm": stamp(e.Decided), "busicd": kind.busicd,
		"chnlsn": "4200" + e.Syssn[:12], "clisn": e.Syssn[20:], "userid": "1000001", "udid": "simulator",
	}
	if kind.card() {
		fields["cardscheme"] = kind.scheme
	}
	return fields
}

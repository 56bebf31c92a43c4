package simulator

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"harbourtill/terminal/haojin"
)

// QFPay's inner codes that the terminal uses.
const (
	codeProcessing   = "1145"
	codeNoSuchOrder  = "1136"
	codeRefunded     = "1125"
	codeExpired      = "1181"
	codePaidAlready  = "1260"
	codeCancelled    = "1263"
	codeNoRefunds    = "1265"
	codeNotPartly    = "1270"
	codeTooMuch      = "1272"
	kindPayment      = "payment"
	kindRefund       = "refund"
	paymeMostSeconds = 120
)

// channelKind is what the terminal knows about a channel (section 3).
type channelKind struct {
	busicd string
	// scheme is a card's cardscheme; empty for what is no card.
	scheme string
	// refunds is false for channels that never give back.
	refunds bool
}

func channelOf(name string) (channelKind, bool) {
	known := map[string]channelKind{
		"card_payment":  {"802808", "MASTERCARD", true},
		"unionpay_card": {"806708", "UNIONPAY", true},
		"amex_card":     {"806808", "AMEX", true},
		"wx":            {"800208", "", true},
		"alipay":        {"800108", "", true},
		"payme":         {"805808", "", true},
		"union":         {"800708", "", true},
		"fps":           {"802001", "", true},
		"octopus":       {"803708", "", false},
	}
	kind, ok := known[name]
	return kind, ok
}

func (k channelKind) card() bool { return k.scheme != "" }

// failed is QFPay's refusal, with its code where Config.CodeInData says.
func (s *Simulator) failed(code, what string) answer {
	if s.cfg.CodeInData {
		return answer{code: haojin.CodeError, problem: what, fields: map[string]string{"respcd": code}}
	}
	return answer{code: haojin.CodeError, problem: fmt.Sprintf("%s (%s)", what, code)}
}

func busy() answer {
	return answer{code: haojin.CodeOtherError, problem: "the terminal is busy"}
}

func wrong(what string) answer {
	return answer{code: haojin.CodeWrongParams, problem: what}
}

// carryOut does what a request asks for; till ends when the till has gone.
func (s *Simulator) carryOut(till context.Context, op haojin.Operation, c haojin.Content) answer {
	s.mu.Lock()
	away := s.away
	s.mu.Unlock()
	if away {
		return answer{code: haojin.CodeNotSignedIn, problem: "nobody is signed in"}
	}
	switch op {
	case haojin.OpPayment:
		return s.pay(till, c)
	case haojin.OpRefund:
		return s.refund(till, c)
	case haojin.OpPrintReceipt, haojin.OpPrintSummary:
		return s.print(till, op, c)
	case haojin.OpInquiry:
		return s.inquire(c)
	case haojin.OpCancel:
		return s.cancel()
	}
	return wrong("func_type")
}

// cents reads a positive amount of dollars with at most two decimals.
func cents(text string) (int64, bool) {
	if !regexp.MustCompile(`^\d{1,7}(\.\d{1,2})?$`).MatchString(text) {
		return 0, false
	}
	whole, fraction, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole+(fraction + "00")[:2], 10, 64)
	return n, err == nil && n > 0
}

// amount writes cents as the answers do.
func (s *Simulator) amount(cents int64) string {
	if s.cfg.Dollars {
		return fmt.Sprintf("%d.%02d", cents/100, cents%100)
	}
	return strconv.FormatInt(cents, 10)
}

// keep writes entries; when that fails, ok is false and the answer says so.
// The caller holds mu.
func (s *Simulator) keep(entries ...Entry) (a answer, ok bool) {
	if err := s.ledger.put(entries...); err != nil {
		s.log.Error("ledger", "error", err)
		return answer{code: haojin.CodeOtherError, problem: "the terminal's memory is full"}, false
	}
	s.change()
	return answer{}, true
}

// newSyssn is 26 digits: the time in Hong Kong, six digits of it below the
// second, and a running number. The caller holds mu.
func (s *Simulator) newSyssn() string {
	now := s.now().In(hongKong())
	s.running++
	return now.Format("20060102150405") + fmt.Sprintf("%06d%06d", now.Nanosecond()/1000, s.running%1e6)
}

// inquire answers from the ledger, by orderId or by out_trade_no.
func (s *Simulator) inquire(c haojin.Content) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	order, reference := c["orderId"].Text, c["out_trade_no"].Text
	if order == "" && reference == "" {
		return wrong("orderId or out_trade_no")
	}
	e, ok := s.ledger.bySyssn(order)
	if !ok {
		e, ok = s.ledger.payment(reference)
	}
	if !ok {
		return s.failed(codeNoSuchOrder, "no such order")
	}
	code := e.Code
	if e.Hides > 0 {
		e.Hides--
		code = codeProcessing
		if a, ok := s.keep(e); !ok {
			return a
		}
	}
	return answer{code: haojin.CodeOK, fields: s.describe(e, code)}
}

// describe is an inquiry's data (section 4).
func (s *Simulator) describe(e Entry, code string) map[string]string {
	kind, _ := channelOf(e.Channel)
	left := e.left()
	if code != haojin.InnerDone {
		left = 0
	}
	fields := map[string]string{
		"syssn": e.Syssn, "out_trade_no": e.Reference, "tradetp": e.Kind, "respcd": code,
		"txamt": s.amount(e.Amount), "allow_refund_amt": s.amount(left),
		"cancel": e.cancelField(), "busicd": kind.busicd, "txcurrcd": "HKD",
		"sysdtm": stamp(e.Created), "server_time": stamp(s.now()), "origssn": e.Original,
	}
	if kind.card() {
		fields["cardno"], fields["cardtype"], fields["cardscheme"] = "520000******1096", "CREDIT", kind.scheme
	}
	return fields
}

// cancelField is cancel (section 4): 0 nothing given back, 1 reversed by the
// terminal, or 2 where the customer scanned its code (FPS), 3 refunded, 5
// partly refunded.
func (e Entry) cancelField() string {
	switch {
	case e.Reversed > 0 && e.Channel == "fps":
		return "2"
	case e.Reversed > 0:
		return "1"
	case e.Refunded == 0:
		return "0"
	case e.left() == 0:
		return "3"
	}
	return "5"
}

// cancel stops what the terminal waits for, whatever that is.
func (s *Simulator) cancel() answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		return answer{code: haojin.CodeError, problem: "nothing to cancel"}
	}
	if !s.open.stopped {
		s.open.stopped = true
		close(s.open.stop)
	}
	if s.open.loseReply {
		return answer{how: lost}
	}
	return answer{code: haojin.CodeOK}
}

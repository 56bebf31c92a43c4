package terminal

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// Why a payment isn't found, besides ErrOriginalUnknown (the terminal has no such
// order), ErrOriginalUnconfirmed (what it said proves nothing),
// payment.ErrNotPayment (it is a refund), payment.ErrNotApproved (nobody paid),
// ErrNoSyssn, ErrBusy, ErrNotConfigured and ErrJournal; match with errors.Is.
var (
	// ErrNothingToFind: the text is no order's name.
	ErrNothingToFind = errors.New("that is neither QFPay's number nor a reference")
	// ErrFinding: another search is waiting or on its way.
	ErrFinding = errors.New("another payment is being searched for")
	// ErrNotAnswered: the terminal couldn't be asked; an error that is joined
	// with it says more.
	ErrNotAnswered = errors.New("the terminal doesn't answer")
	// ErrOtherCurrency: it isn't about Hong Kong dollars.
	ErrOtherCurrency = errors.New("that payment is in another currency")
	// ErrAmountUnknown: the terminal doesn't say how much it was.
	ErrAmountUnknown = errors.New("the terminal doesn't say how much that payment was")
)

// Find looks for a payment by QFPay's number (syssn) or by a reference, as typed
// or scanned from a receipt: in the journal, then by asking the terminal, once
// for either meaning of the text. One that this till doesn't know is put into the
// journal as foreign. Found follows, always. A payment or refund goes before a
// search, which then ends with ErrBusy.
func (c *Controller) Find(text, operator string) { c.commands.put(findCommand{text, operator}) }

type findCommand struct{ text, operator string }

func (cmd findCommand) do(c *Controller) {
	t, known, err := c.search(cmd)
	if known || err != nil {
		c.tell(Found{Text: cmd.text, Transaction: t, Err: err})
	}
}

// search is a payment that the terminal is asked for.
type search struct {
	findCommand
	// name is the text without blanks, in upper case for a reference.
	name string
	peer *peer
	// forms are the questions that are left; absent: one was answered with "no
	// such order".
	forms  []inquiryForm
	absent bool
	// exchange is nil before it is sent.
	exchange *exchange
}

// search looks in the journal, and has the terminal asked for what isn't there.
func (c *Controller) search(cmd findCommand) (t payment.Transaction, known bool, err error) {
	name := strings.Join(strings.Fields(cmd.text), "")
	for _, spelt := range []string{name, strings.ToUpper(name)} {
		if t, known, err = c.knownAs(payment.Reference(spelt), spelt); known || err != nil {
			return t, known, err
		}
	}
	switch {
	case c.finding != nil:
		return t, false, ErrFinding
	case c.saleOpen():
		return t, false, ErrBusy
	}
	s := &search{findCommand: cmd, name: name, forms: []inquiryForm{formOutTradeNo, formOrderID}}
	if strings.Trim(name, "0123456789") == "" { // as QFPay's numbers are
		slices.Reverse(s.forms)
	}
	if s.peer, err = c.current(); err != nil {
		return t, false, err
	}
	s.forms = slices.DeleteFunc(s.forms, func(form inquiryForm) bool {
		_, err := s.peer.codec.Seal(s.request(form))
		return err != nil
	})
	if len(s.forms) == 0 {
		return t, false, ErrNothingToFind
	}
	c.finding = s
	return t, false, nil
}

// knownAs returns what the journal holds by a reference or a syssn, either of
// which may be empty; a payment rather than a refund.
func (c *Controller) knownAs(r payment.Reference, syssn string) (t payment.Transaction, known bool, err error) {
	if r != "" {
		if t, err := c.journal.Transaction(r); err == nil {
			return t, true, nil
		}
	}
	if syssn == "" {
		return t, false, nil
	}
	list, err := c.journal.BySyssn(syssn)
	if err != nil {
		return t, false, fmt.Errorf("%w: %w", ErrJournal, err)
	}
	for _, one := range list {
		if one.Kind == payment.Payment {
			return one, true, nil
		}
		t, known = one, true
	}
	return t, known, nil
}

func (s *search) request(form inquiryForm) haojin.InquiryRequest {
	if form == formOrderID {
		return haojin.InquiryRequest{OrderID: s.name}
	}
	return haojin.InquiryRequest{OutTradeNo: strings.ToUpper(s.name)}
}

// sendFind asks for what is searched for as soon as the terminal is free.
func (c *Controller) sendFind() {
	s := c.finding
	if s == nil || s.exchange != nil || !c.quiet() {
		return
	}
	body, err := s.peer.codec.Seal(s.request(s.forms[0]))
	if err != nil {
		c.endFind(payment.Transaction{}, err)
		return
	}
	s.exchange = c.send(s.peer, haojin.OpInquiry, "", body, c.timing.Inquiry)
}

// yieldFind gives up a search for something that matters more.
func (c *Controller) yieldFind() {
	switch s := c.finding; {
	case s == nil:
	case s.exchange == nil:
		c.endFind(payment.Transaction{}, ErrBusy)
	default:
		s.exchange.aborted = true
		s.exchange.abort()
	}
}

func (c *Controller) endFind(t payment.Transaction, err error) {
	text := c.finding.text
	c.finding = nil
	c.tell(Found{Text: text, Transaction: t, Err: err})
}

// findAnswered takes what the terminal says about what is searched for.
func (c *Controller) findAnswered(r result) {
	s := c.finding
	s.exchange = nil
	a, err := c.open(r)
	switch {
	case r.of.aborted && err != nil:
		c.endFind(payment.Transaction{}, ErrBusy)
		return
	case r.err != nil:
		c.endFind(payment.Transaction{}, fmt.Errorf("%w: %w", ErrNotAnswered, err))
		return
	case err != nil:
		c.endFind(payment.Transaction{}, fmt.Errorf("%w: %w", ErrOriginalUnconfirmed, err))
		return
	}
	f, err := s.read(a, r.of.trusts(a))
	if refused := a.Code == haojin.CodeWrongParams; refused || errors.Is(err, ErrOriginalUnknown) {
		s.absent = s.absent || !refused
		if s.forms = s.forms[1:]; len(s.forms) > 0 {
			if r.of.aborted {
				c.endFind(payment.Transaction{}, ErrBusy)
			}
			return
		}
		if s.absent {
			err = ErrOriginalUnknown
		}
	}
	if err != nil {
		c.endFind(payment.Transaction{}, err)
		return
	}
	c.endFind(c.takeIn(s, f, a))
}

// read says what an answer tells of the order that is searched for. Only a
// payment that the terminal approved comes without an error.
func (s *search) read(a haojin.Answer, trusted bool) (haojin.Finding, error) {
	asked := haojin.Asked{Operation: haojin.OpInquiry, OutTradeNo: strings.ToUpper(s.name)}
	if s.forms[0] == formOrderID && a.Data.Text("syssn") == s.name {
		asked.OutTradeNo, asked.Syssn = "", s.name
	}
	f := haojin.ClassifyInquiry(a, asked)
	switch {
	case !trusted:
		return f, fmt.Errorf("%w: it answered %s in plain text", ErrOriginalUnconfirmed, a.Code)
	case f.Verdict == haojin.NoSuchOrder:
		return f, ErrOriginalUnknown
	case a.Code == haojin.CodeOK && a.Data.Text("tradetp") == string(payment.Refund):
		return f, payment.ErrNotPayment
	case f.Doubt == haojin.OtherCurrency:
		return f, ErrOtherCurrency
	case f.Verdict == haojin.Declined, f.Verdict == haojin.Cancelled, f.Verdict == haojin.InProgress:
		return f, fmt.Errorf("%w: %s", payment.ErrNotApproved, f.Inner)
	case f.Verdict != haojin.Approved:
		return f, fmt.Errorf("%w: %s %s", ErrOriginalUnconfirmed, a.Code, f.Inner)
	}
	return f, nil
}

// takeIn returns the found payment: as the journal has it under its other name,
// asked about anew, or as it is put there.
func (c *Controller) takeIn(s *search, f haojin.Finding, a haojin.Answer) (payment.Transaction, error) {
	t, known, err := c.knownAs(payment.Reference(a.Data.Text("out_trade_no")), f.Syssn)
	switch {
	case err != nil:
		return t, err
	case known:
		if !t.Status.Open() {
			c.askNow(t)
		}
		return t, nil
	}
	return c.adopt(s.peer, f, a, s.operator)
}

package terminal

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// sale is the payment or refund on the screen: open, or the last one that ended.
type sale struct {
	t     payment.Transaction
	order Order
	// refund and original belong to a refund: what was to be given back, and
	// the payment's amount.
	refund   RefundOrder
	original payment.Money
	peer     *peer
	body     []byte
	// exchange is its own; nil before it is sent and after its end.
	exchange *exchange
	// wished: a cancel was asked for; unsent: it waits for an inquiry to make
	// way; cancelAgain is when it is repeated.
	wished, unsent bool
	cancelAgain    time.Time
	// deadline is when the terminal stops waiting; zero until the request is
	// on the way.
	deadline  time.Time
	windowEnd time.Time
	told      SaleChanged
}

// Pay charges an order. SaleChanged tells what becomes of it, or Refused why
// nothing was sent. A payment is never sent twice: a second Pay while one is
// open is refused with ErrBusy.
func (c *Controller) Pay(o Order) { c.commands.put(payCommand{o}) }

// Cancel asks the terminal to stop waiting for a payment. It is a wish: only
// the payment's own end says whether it came in time.
func (c *Controller) Cancel(r payment.Reference) { c.commands.put(cancelCommand{r}) }

type (
	payCommand    struct{ order Order }
	cancelCommand struct{ reference payment.Reference }
)

func (p payCommand) do(c *Controller) {
	refused := Refused{Command: CommandPay, Order: p.order}
	c.unlessArmed(p.order.TerminalIsIdle, &refused, func() error {
		if before, ok := c.guard.repeats(p.order); ok && !p.order.Again && !c.saleOpen() {
			refused.Armed = before
			return ErrRepeated
		}
		err := c.reserve(p.order)
		if errors.Is(err, ErrJournal) {
			c.wrote(err)
		}
		return err
	})
}

// unlessArmed begins what has the terminal do something, unless it may still be
// waiting for another sale. Where nothing began, refused tells why.
func (c *Controller) unlessArmed(idle bool, refused *Refused, begin func() error) {
	if armed, is := c.stillArmed(idle); is {
		refused.Armed, refused.CanCancel, refused.Err = armed, c.canCancel(armed), ErrStillArmed
	} else {
		refused.Err = begin()
	}
	if refused.Err != nil {
		c.tell(*refused)
	}
}

// saleOpen says whether a payment's or refund's own exchange is still to come
// or going on.
func (c *Controller) saleOpen() bool {
	return c.planned != nil || c.sale != nil && c.sale.t.Status.Open()
}

// stillArmed says whether the terminal may still be waiting for another sale,
// and which, unless somebody has looked that it is idle.
func (c *Controller) stillArmed(idle bool) (payment.Transaction, bool) {
	if idle || c.saleOpen() {
		return payment.Transaction{}, false
	}
	return c.armed()
}

// reserve checks an order, seals it and takes a reference for it, on disk.
func (c *Controller) reserve(o Order) error {
	if c.saleOpen() {
		return ErrBusy
	}
	p, err := c.current()
	if err != nil {
		return err
	}
	if err := o.Amount.Validate(); err != nil {
		return err
	}
	if !o.Channel.Known() || !c.profile.Model.Offers(o.Channel) {
		return fmt.Errorf("%s: %w", o.Channel, ErrNotOffered)
	}
	reference, err := c.journal.NewReference()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrJournal, err)
	}
	timeout := o.Channel.Timeout(p.profile.PaymentTimeout)
	scan := o.Scan
	if p.profile.SwapScan {
		scan = scan.Swapped()
	}
	body, err := p.codec.Seal(haojin.PaymentRequest{
		Amount: haojin.Cents(o.Amount), Channel: string(o.Channel), OutTradeNo: string(reference), Scan: scan,
		FrontCamera: p.profile.FrontCamera, Timeout: timeout, GoHome: !p.profile.StayOnResult,
	})
	if err != nil {
		return err
	}
	t := payment.Transaction{
		Reference: reference, Kind: payment.Payment, Status: payment.Reserved,
		Channel: o.Channel, Amount: o.Amount, Operator: o.Operator,
		Training: p.profile.Training(), Profile: p.id, Timeout: timeout, Created: time.Now(),
	}
	return c.takeOn(&sale{t: t, order: o, peer: p, body: body}, "pay", nil, nil)
}

// takeOn puts a reserved sale on disk, with the answer that it rests on and what the
// audit trail says of it, and then on the screen; it is sent as soon as the terminal is
// free.
func (c *Controller) takeOn(s *sale, cause string, answer json.RawMessage, audit []payment.AuditEntry) error {
	err := c.journal.Write(payment.Record{Transaction: s.t, Transition: payment.Transition{
		At: s.t.Created, Status: payment.Reserved, Cause: cause, Evidence: payment.ByTill, Answer: answer,
	}, Audit: audit})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrJournal, err)
	}
	s.windowEnd = s.t.Created.Add(c.window(s.t))
	c.sale = s
	c.makeWay()
	return nil
}

// sendPending sends the reserved sale as soon as nothing else is on its way to
// the terminal: an inquiry was given up for it, a print ends soon, and a cancel
// that is still travelling could hit it.
func (c *Controller) sendPending() {
	s := c.sale
	if s == nil || s.t.Status != payment.Reserved || c.occupied() || c.cancelling() {
		return
	}
	if armed, is := c.armed(); is && !s.order.TerminalIsIdle && !s.refund.TerminalIsIdle {
		// What gave way to it was answered all the same, and another came back.
		c.withdraw(payment.Withdrawn, Refused{Armed: armed, CanCancel: c.canCancel(armed), Err: ErrStillArmed})
		return
	}
	c.apply(s.t, news{kind: newsSending, evidence: payment.ByTill}, s.windowEnd)
	if s.t.Status != payment.Sent {
		c.withdraw(payment.NotWritten, Refused{Err: ErrJournal})
		return
	}
	s.windowEnd = time.Now().Add(c.window(s.t))
	c.lastSent = s.t.Reference
	limit := time.Duration(s.t.Timeout)*time.Second + c.timing.ReadMargin
	s.exchange = c.send(s.peer, s.asked().Operation, s.t.Reference, s.body, limit)
}

// withdraw ends the reserved sale, of which nothing was sent, and tells why.
func (c *Controller) withdraw(why payment.Reason, told Refused) {
	s := c.sale
	c.apply(s.t, news{kind: newsNotSent, evidence: payment.LocalFact, reason: why}, s.windowEnd)
	s.t.Status, s.t.Reason = payment.Failed, why
	told.Command, told.Order, told.Refund = s.command()
	c.tell(told)
}

// window is how long after sending a terminal may still take a sale.
func (c *Controller) window(t payment.Transaction) time.Duration {
	return max(time.Duration(t.Timeout)*time.Second, c.timing.WindowFloor) + c.timing.WindowMargin
}

// saleWritten: the terminal has the request, so now it waits.
func (c *Controller) saleWritten(e *exchange) {
	if s := c.sale; s != nil && s.exchange == e {
		s.deadline = time.Now().Add(time.Duration(s.t.Timeout) * time.Second)
	}
}

// saleAnswered takes the payment's or refund's own end.
func (c *Controller) saleAnswered(r result) {
	s := c.sale
	if s == nil || s.exchange != r.of {
		return
	}
	s.exchange = nil
	a, err := c.open(r)
	if err != nil {
		n := c.unanswered(err)
		n.answer = unreadable(r.answer)
		c.apply(s.t, n, s.windowEnd)
		return
	}
	n := modified(s.t, c.unrepeated(s.t, understood(haojin.Classify(a, s.asked()))))
	n.answer, n.evidence = a.Evidence(), payment.OwnPlain
	if r.of.trusts(a) {
		n.evidence = payment.OwnSealed
	}
	before := s.t
	t, written := c.apply(s.t, n, s.windowEnd)
	if written && t == before {
		c.keep(t, n)
	}
	if t.Status == payment.Approved && t.Kind == payment.Payment {
		c.learn(s.peer, t)
	}
}

// understood turns what an answer says into news.
func understood(f haojin.Finding) news {
	n := news{finding: f}
	switch f.Verdict {
	case haojin.Approved:
		n.kind = newsApproved
	case haojin.Declined:
		n.kind = newsDeclined
	case haojin.Cancelled:
		n.kind = newsCancelled
	case haojin.NeverStarted:
		n.kind, n.reason = newsNeverStarted, payment.Refused
	case haojin.InProgress:
		n.kind = newsInProgress
	default:
		n.kind, n.reason = newsUndecided, doubtful(f.Doubt)
	}
	return n
}

func doubtful(d haojin.Doubt) payment.Reason {
	switch d {
	case haojin.NoIdentity:
		return payment.NoIdentity
	case haojin.OtherOrder:
		return payment.OtherOrder
	case haojin.OtherCurrency:
		return payment.OtherCurrency
	}
	return payment.Undecided
}

// armed returns the newest sale that the terminal may still be waiting for. That
// a manager counts it as unpaid doesn't stop the terminal.
func (c *Controller) armed() (payment.Transaction, bool) {
	var newest payment.Transaction
	for _, a := range c.asks {
		undecided := a.t.Status == payment.Unknown || a.t.Status == payment.SettledUnpaid
		if undecided && time.Now().Before(a.windowEnd) && a.t.Reference > newest.Reference {
			newest = a.t
		}
	}
	return newest, newest.Reference != ""
}

// canCancel: a cancel names no order, so it is sent only while this very sale
// is the last thing that was sent to the terminal, and isn't decided. A refund
// is stopped on the terminal: the protocol doesn't say what a cancel does to it.
func (c *Controller) canCancel(t payment.Transaction) bool {
	if t.Kind == payment.Refund {
		return false
	}
	undecided := t.Status == payment.Sent || t.Status == payment.Unknown
	s := c.sale
	return undecided && t.Reference == c.lastSent && s != nil && s.t.Reference == t.Reference &&
		!c.cancelling() && !s.deadline.IsZero() && time.Now().Before(s.windowEnd)
}

// cancelling says whether a cancel is on its way, or about to be.
func (c *Controller) cancelling() bool {
	return c.cancel != nil || c.sale != nil && c.sale.unsent
}

func (cmd cancelCommand) do(c *Controller) {
	s := c.sale
	if s == nil || s.t.Reference != cmd.reference || !c.canCancel(s.t) {
		c.tell(Refused{Command: CommandCancel, Err: ErrNothingToCancel})
		return
	}
	s.wished, s.unsent = true, true
	c.makeWay()
}

// occupied says whether anything but a sale or a cancel is on its way to the
// terminal.
func (c *Controller) occupied() bool {
	return c.asking != nil || c.printing != nil && c.printing.exchange != nil || c.finding != nil && c.finding.exchange != nil
}

// makeWay gives up an inquiry that is on its way, and a print that isn't yet, for
// something that matters more.
func (c *Controller) makeWay() {
	c.dropPrint(ErrBusy)
	c.yieldFind()
	if c.asking != nil {
		c.asking.aborted = true
		c.asking.abort()
	}
}

// sendCancel sends the cancel that was asked for, unless the sale has been
// decided in the meantime. While the sale's own exchange is open it is
// repeated: the first may have overtaken the payment.
func (c *Controller) sendCancel() {
	s := c.sale
	if s == nil || c.occupied() {
		return
	}
	again := s.exchange != nil && c.cancel == nil && !s.cancelAgain.IsZero() && time.Until(s.cancelAgain) <= 0
	if !s.unsent && !again {
		return
	}
	s.unsent, s.cancelAgain = false, time.Time{}
	if s.t.Status != payment.Sent && s.t.Status != payment.Unknown {
		return
	}
	body, err := s.peer.codec.Seal(haojin.CancelRequest{})
	if err != nil {
		c.log.Error("cancel", "reference", s.t.Reference, "error", err)
		return
	}
	c.cancel = c.send(s.peer, haojin.OpCancel, s.t.Reference, body, c.timing.Inquiry)
}

// cancelAnswered: the cancel's own answer decides nothing about the sale, but
// it is a good moment to ask about one that is unknown.
func (c *Controller) cancelAnswered(r result) {
	c.cancel = nil
	if c.sale != nil && c.sale.t.Reference == r.of.reference {
		c.sale.cancelAgain = time.Now().Add(c.timing.CancelAgain)
	}
	if _, err := c.open(r); err != nil {
		c.log.Warn("cancel", "reference", r.of.reference, "error", err)
	}
	if a := c.asks[r.of.reference]; a != nil && a.t.Status == payment.Unknown {
		a.due = time.Now()
	}
}

func (s *sale) phase() Phase {
	switch {
	case s.t.Status == payment.Unknown:
		return Asking
	case !s.t.Status.Open():
		return Finished
	case s.deadline.IsZero():
		return Starting
	case s.wished:
		return Cancelling
	}
	return Waiting
}

// showSale tells the sale on the screen, when that isn't what was told last.
func (c *Controller) showSale() {
	s := c.sale
	if s == nil {
		return
	}
	e := SaleChanged{Sale: s.t, Phase: s.phase(), CanCancel: c.canCancel(s.t), CancelAsked: s.wished}
	switch e.Phase {
	case Waiting:
		if e.Instruction = FollowTerminal; s.t.Kind != payment.Refund {
			e.Instruction = instruction(s.order)
		}
		e.SecondsLeft = secondsUntil(s.deadline)
	case Cancelling:
		e.SecondsLeft = secondsUntil(s.deadline)
	case Asking:
		if a := c.asks[s.t.Reference]; a != nil {
			e.SecondsLeft = secondsUntil(a.due)
		}
	}
	if e != s.told {
		s.told = e
		c.tell(e)
	}
}

// secondsUntil rounds up, so that the last second is shown as 1.
func secondsUntil(t time.Time) int {
	return int(max(0, (time.Until(t)+time.Second-1)/time.Second))
}

// instruction says what has to happen at the counter for an order.
func instruction(o Order) Instruction {
	switch {
	case o.Channel.Medium() == payment.BankCard:
		return TapInsertSwipe
	case o.Channel.Medium() == payment.ContactlessCard:
		return TapOctopus
	case o.Channel == payment.FPS, o.Scan == haojin.TerminalShowsCode:
		return ShowTerminalCode
	case o.Scan == haojin.CustomerShowsCode:
		return ScanCustomerCode
	}
	return FollowTerminal
}

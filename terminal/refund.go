package terminal

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// Why a refund isn't carried out, besides payment's refund errors; match with
// errors.Is. Nothing was sent but inquiries.
var (
	// ErrOriginalUnknown: the terminal has no such payment, or nobody said
	// which one is meant.
	ErrOriginalUnknown = errors.New("the terminal doesn't know that payment")
	// ErrOriginalUnconfirmed: the terminal couldn't be asked about the
	// payment, or what it said doesn't prove that it was approved. An error
	// that is joined with it says more.
	ErrOriginalUnconfirmed = errors.New("the terminal doesn't confirm that payment")
	// ErrRefundableUnknown: the terminal doesn't say how much of the payment
	// may still be given back, and the till can't know.
	ErrRefundableUnknown = errors.New("nobody knows how much of that payment is left")
	// ErrNeedsManager: the terminal took another amount than was asked, so a
	// manager has to agree to a refund.
	ErrNeedsManager = errors.New("a manager has to agree to that refund")
)

// RefundOrder is what somebody wants to give back. It names the payment by
// Original or, when this till didn't take it, by Syssn.
type RefundOrder struct {
	Original payment.Reference
	// Syssn is QFPay's number of the payment, as receipts show it.
	Syssn string
	// Amount in cents; 0 is all that is refundable.
	Amount payment.Money
	// AllowModify lets the amount be changed on the terminal; what it reports
	// is booked.
	AllowModify bool
	// Manager: a manager has agreed; whoever calls has seen to that.
	Manager bool
	// Operator is who gives back; Reason is why. Either may be empty.
	Operator, Reason string
	// TerminalIsIdle: somebody has looked, the terminal shows its home screen.
	// Asked for after ErrStillArmed.
	TerminalIsIdle bool
}

// Refund gives back a payment, or a part of it. The terminal is asked about the
// payment first, for Timing.Inquiry at most (twice that when it was taken with
// other terminal settings); then SaleChanged tells what becomes of the refund,
// or Refused why nothing was sent. A refund is never sent twice.
func (c *Controller) Refund(o RefundOrder) { c.commands.put(refundCommand{o}) }

type refundCommand struct{ order RefundOrder }

func (cmd refundCommand) do(c *Controller) {
	refused := Refused{Command: CommandRefund, Refund: cmd.order}
	c.unlessArmed(cmd.order.TerminalIsIdle, &refused, func() error { return c.planRefund(cmd.order) })
}

// plannedRefund is a refund whose original is being asked about. Nothing of it
// is on disk, and nothing has left the till.
type plannedRefund struct {
	order RefundOrder
	// original is the payment; of one that this till doesn't know yet it holds
	// the syssn only.
	original payment.Transaction
	peer     *peer
	// exchange is the inquiry on its way; nil before it is sent.
	exchange *exchange
}

// planRefund checks an order by what the till knows, and has the terminal asked.
func (c *Controller) planRefund(o RefundOrder) error {
	if c.saleOpen() {
		return ErrBusy
	}
	p, err := c.current()
	if err != nil {
		return err
	}
	original, err := c.originalOf(o)
	if err != nil {
		return err
	}
	if (original.Reference == "" || original.Foreign) && c.refundOpen(original.Syssn) {
		return payment.ErrRefundOpen
	}
	if original.Reference != "" {
		if _, err := c.mayRefund(original, o, original.Booked); err != nil {
			return err
		}
		if then, err := c.peer(original.Profile); err == nil {
			p = then
		}
	}
	c.planned = &plannedRefund{order: o, original: original, peer: p}
	c.makeWay()
	return nil
}

// originalOf finds the payment that an order means.
func (c *Controller) originalOf(o RefundOrder) (payment.Transaction, error) {
	if o.Original != "" {
		t, err := c.journal.Transaction(o.Original)
		if err != nil {
			err = fmt.Errorf("%w: %w", ErrOriginalUnknown, err)
		}
		return t, err
	}
	if o.Syssn == "" {
		return payment.Transaction{}, ErrOriginalUnknown
	}
	known, err := c.journal.BySyssn(o.Syssn)
	if err != nil {
		return payment.Transaction{}, err
	}
	if i := slices.IndexFunc(known, func(t payment.Transaction) bool { return t.Kind == payment.Payment }); i >= 0 {
		return known[i], nil
	}
	if len(known) > 0 {
		return known[0], nil // a refund, as the rules will say
	}
	return payment.Transaction{Syssn: o.Syssn}, nil
}

// refundOpen says whether a refund of a payment that this till doesn't know is
// undecided.
func (c *Controller) refundOpen(syssn string) bool {
	for _, a := range c.asks {
		if a.t.OriginalSyssn == syssn && a.t.RefundOpen() {
			return true
		}
	}
	return false
}

// mayRefund applies the rules to an order, when the terminal lets left be given
// back of the original.
func (c *Controller) mayRefund(original payment.Transaction, o RefundOrder, left payment.Money) (payment.RefundPlan, error) {
	var back []payment.Transaction
	if original.Reference != "" {
		var err error
		if back, err = c.journal.RefundsOf(original.Reference); err != nil {
			return payment.RefundPlan{}, err
		}
	}
	gone := original.Booked - left
	for _, r := range back {
		gone -= r.GivenBack()
	}
	if gone > 0 { // what the till hasn't heard of
		back = append(back, payment.Transaction{Kind: payment.Refund, Status: payment.Approved, Booked: gone})
	}
	plan, err := payment.PlanRefund(original, back, o.Amount, time.Now())
	if err == nil && plan.NeedsManager && !o.Manager {
		err = ErrNeedsManager
	}
	return plan, err
}

// command is what it was ordered by.
func (s *sale) command() (Command, Order, RefundOrder) {
	if s.t.Kind == payment.Refund {
		return CommandRefund, Order{}, s.refund
	}
	return CommandPay, s.order, RefundOrder{}
}

// asked is what its own answer must fit.
func (s *sale) asked() haojin.Asked {
	if s.t.Kind == payment.Refund {
		return haojin.Asked{
			Operation: haojin.OpRefund, Syssn: s.t.OriginalSyssn,
			Amount: haojin.Cents(s.t.Amount), Original: haojin.Cents(s.original),
		}
	}
	return haojin.Asked{
		Operation: haojin.OpPayment, OutTradeNo: string(s.t.Reference), Amount: haojin.Cents(s.t.Amount),
	}
}

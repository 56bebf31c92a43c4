package terminal

import (
	"errors"
	"fmt"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// askOriginal asks the terminal about the payment that is to be given back, as
// soon as nothing else is on its way.
func (c *Controller) askOriginal() {
	r := c.planned
	if r == nil || r.exchange != nil || c.occupied() || c.cancelling() {
		return
	}
	request := haojin.InquiryRequest{OrderID: r.original.Syssn}
	if r.original.Syssn == "" {
		request = haojin.InquiryRequest{OutTradeNo: string(r.original.Reference)}
	}
	body, err := r.peer.codec.Seal(request)
	if err != nil {
		c.planned = nil
		c.tell(Refused{Command: CommandRefund, Refund: r.order, Err: fmt.Errorf("%w: %w", ErrOriginalUnknown, err)})
		return
	}
	r.exchange = c.send(r.peer, haojin.OpInquiry, r.original.Reference, body, c.timing.Inquiry)
}

// originalAnswered takes what the terminal says about the payment: it is given
// back, or the order is refused. Where it was taken with settings that don't
// work any more, the terminal in use is asked.
func (c *Controller) originalAnswered(answered result) {
	r := c.planned
	c.planned = nil
	finding, answer, err := c.confirm(r, answered)
	if err == nil {
		err = c.reserveRefund(r, finding, answer)
	}
	if err == nil {
		return
	}
	if now, e := c.current(); e == nil && now != r.peer && errors.Is(err, ErrOriginalUnconfirmed) {
		c.planned = &plannedRefund{order: r.order, original: r.original, peer: now}
		return
	}
	c.log.Info("refund", "original", r.original.Reference, "syssn", r.original.Syssn, "error", err)
	c.tell(Refused{Command: CommandRefund, Refund: r.order, Err: err})
}

// confirm opens the terminal's answer about a payment, and takes it as news of
// that payment. It fails unless it proves that the payment was approved.
func (c *Controller) confirm(r *plannedRefund, answered result) (haojin.Finding, haojin.Answer, error) {
	var none haojin.Finding
	a, err := c.open(answered)
	if err != nil {
		return none, a, fmt.Errorf("%w: %w", ErrOriginalUnconfirmed, err)
	}
	asked := haojin.Asked{Operation: haojin.OpInquiry, Syssn: r.original.Syssn, Amount: haojin.Cents(r.original.Amount)}
	if r.original.Syssn == "" {
		asked.OutTradeNo = string(r.original.Reference)
	}
	f := haojin.ClassifyInquiry(a, asked)
	name, expected := payment.Reference(a.Data.Text("out_trade_no")), named(r.original)
	switch {
	case !answered.of.trusts(a):
		return none, a, fmt.Errorf("%w: it answered in plain text", ErrOriginalUnconfirmed)
	case expected != "" && name != "" && name != expected:
		return none, a, fmt.Errorf("%w: it answered about another order", ErrOriginalUnconfirmed)
	case f.Verdict == haojin.NoSuchOrder:
		return none, a, ErrOriginalUnknown
	}
	if r.original, err = c.learnOriginal(r, name, f, a); err != nil {
		return none, a, err
	}
	switch {
	case f.Verdict != haojin.Approved:
		return none, a, fmt.Errorf("%w: %s %s", ErrOriginalUnconfirmed, a.Code, f.Inner)
	case r.original.Syssn == "":
		return none, a, fmt.Errorf("%w: it has no syssn", ErrOriginalUnconfirmed)
	}
	return f, a, nil
}

// learnOriginal returns the payment as it is after what the terminal has said. One
// that this till didn't take is put into the journal, if it was approved.
func (c *Controller) learnOriginal(
	r *plannedRefund, name payment.Reference, f haojin.Finding, a haojin.Answer,
) (payment.Transaction, error) {
	reference := r.original.Reference
	if reference == "" {
		reference = name
	}
	t, err := c.journal.Transaction(reference)
	switch {
	case err == nil:
		if r.original.Reference == "" { // now the amount is known too
			f = haojin.ClassifyInquiry(a, haojin.Asked{Operation: haojin.OpInquiry, OutTradeNo: string(name), Amount: haojin.Cents(t.Amount)})
		}
		return c.heardOf(t, f, a)
	case r.original.Reference != "":
		return t, err
	case f.Verdict != haojin.Approved:
		return r.original, nil
	}
	return c.adopt(r.peer, f, a, r.order.Operator)
}

// heardOf takes an inquiry's answer as news of a payment that is resolved.
func (c *Controller) heardOf(t payment.Transaction, f haojin.Finding, a haojin.Answer) (payment.Transaction, error) {
	if f.Verdict == haojin.Undecided || f.Verdict == haojin.InProgress || t.Unresolved() {
		return t, nil
	}
	n := understood(f)
	n.evidence, n.answer = payment.ByInquiry, a.Evidence()
	t, written := c.apply(t, n, time.Time{})
	if !written {
		return t, ErrJournal
	}
	if t.Syssn == "" {
		t.Syssn = f.Syssn
	}
	return t, nil
}

// reserveRefund checks an order by what the terminal has said of the payment,
// seals the refund and takes a reference for it, on disk.
func (c *Controller) reserveRefund(r *plannedRefund, f haojin.Finding, a haojin.Answer) error {
	original, left := r.original, payment.Money(f.Refundable)
	if !f.RefundableKnown {
		left = original.Booked
		if original.Foreign || original.ReversalUnclear {
			return ErrRefundableUnknown
		}
	}
	plan, err := c.mayRefund(original, r.order, left)
	if err != nil {
		return err
	}
	request := haojin.RefundRequest{
		OrderID: original.Syssn, AllowModify: r.order.AllowModify, GoHome: !r.peer.profile.StayOnResult,
	}
	if plan.Amount != original.Booked || original.Foreign { // whose unit may have been misread
		request.Amount = haojin.Cents(plan.Amount)
	}
	body, err := r.peer.codec.Seal(request)
	if err != nil {
		return err
	}
	reference, err := c.journal.NewReference()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrJournal, err)
	}
	t := payment.Transaction{
		Reference: reference, Kind: payment.Refund, Status: payment.Reserved, Channel: original.Channel,
		Amount: plan.Amount, Original: original.Reference, OriginalSyssn: original.Syssn,
		Refundable: payment.Money(f.Refundable), AllowModify: r.order.AllowModify,
		Operator: r.order.Operator, Note: r.order.Reason, Training: r.peer.profile.Training(),
		Profile: r.peer.id, Timeout: r.peer.profile.PaymentTimeout, Created: time.Now(),
	}
	return c.takeOn(&sale{t: t, refund: r.order, original: original.Amount, peer: r.peer, body: body}, "refund", a.Evidence(), []payment.AuditEntry{refundAsked(t)})
}

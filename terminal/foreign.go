package terminal

import (
	"cmp"
	"fmt"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// adopt puts an approved payment that this till didn't take into the journal, as
// an inquiry found it, so that it can be given back like any other. What has been
// given back of it elsewhere is put beside it, foreign too.
func (c *Controller) adopt(p *peer, f haojin.Finding, a haojin.Answer, by string) (payment.Transaction, error) {
	var none payment.Transaction
	switch {
	case f.Syssn == "":
		return none, ErrNoSyssn
	case !f.AmountKnown || f.Amount <= 0:
		return none, ErrAmountUnknown
	}
	reference, err := c.journal.NewReference()
	if err != nil {
		c.wrote(err)
		return none, fmt.Errorf("%w: %w", ErrJournal, err)
	}
	now := time.Now()
	channel, ok := payment.ChannelOf(a.Data.Text("busicd"))
	if !ok {
		channel, _ = payment.ChannelOf(a.Data.Text("origbusicd"))
	}
	t := payment.Transaction{
		Reference: reference, Kind: payment.Payment, Status: payment.Approved, Channel: channel,
		Amount: payment.Money(f.Amount), Booked: payment.Money(f.Amount), Syssn: f.Syssn,
		Foreign: true, OutTradeNo: a.Data.Text("out_trade_no"),
		Code: f.Code, Inner: f.Inner, Operator: by, Training: p.profile.Training(), Profile: p.id,
		Timeout: p.profile.PaymentTimeout, Created: now, Sent: takenAt(a), Decided: now,
	}
	n := news{kind: newsFound, at: now, evidence: payment.ByInquiry, answer: a.Evidence(), by: by}
	n.finding = c.unexplained(t, f)
	t.ReversalUnclear = n.finding.HasReversal && !n.finding.ReversedKnown
	back := c.reversal(&t, n)
	first := c.record(t, n)
	first.Audit = []payment.AuditEntry{{
		At: now, Who: cmp.Or(by, payment.ByTheTill), What: payment.ActionForeignFound, Subject: string(reference),
		Detail: fmt.Sprintf("%v, %s", t.Booked, t.Syssn),
	}}
	records := append([]payment.Record{first}, back...)
	err = c.journal.Write(records...)
	if c.wrote(err); err != nil {
		return none, fmt.Errorf("%w: %w", ErrJournal, err)
	}
	c.accept(t, t, time.Time{}, records)
	return t, nil
}

// takenAt is when the terminal says that a payment was taken; zero when it
// doesn't.
func takenAt(a haojin.Answer) time.Time {
	for _, name := range []string{"sysdtm", "paydtm"} {
		at, err := time.ParseInLocation(time.DateTime, a.Data.Text(name), payment.HongKong())
		if err == nil {
			return at
		}
	}
	return time.Time{}
}

// named is what the terminal calls a payment in out_trade_no; may be empty.
func named(t payment.Transaction) payment.Reference {
	if t.Foreign {
		return payment.Reference(t.OutTradeNo)
	}
	return t.Reference
}

package terminal

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// Why nothing is printed, besides ErrBusy, ErrStillArmed, ErrNotConfigured and
// ErrJournal; match with errors.Is. Nothing was sent but inquiries.
var (
	// ErrPrinting: another print is waiting or on its way.
	ErrPrinting = errors.New("the terminal is printing already")
	// ErrNoReceipt: the terminal has approved nothing that it could print.
	ErrNoReceipt = errors.New("the terminal has no receipt of that")
	// ErrNoSyssn: a receipt is asked for by QFPay's number, and neither the
	// till nor the terminal can tell it.
	ErrNoSyssn = errors.New("nobody knows QFPay's number of that")
)

// PrintOrder is what somebody wants the terminal to print.
type PrintOrder struct {
	// Reference is the approved payment or refund whose receipt it is.
	Reference payment.Reference
	// Summary prints the terminal's own summary instead.
	Summary bool
	// Operator is who asks for it; may be empty.
	Operator string
	// TerminalIsIdle: somebody has looked, the terminal shows its home screen.
	// Asked for after ErrStillArmed.
	TerminalIsIdle bool
}

// PrintState says how far a print has come.
type PrintState string

// The states. Printing is followed by one of the others.
const (
	Printing PrintState = "printing"
	Printed  PrintState = "printed"
	// NotPrinted: the terminal said no, or was never reached.
	NotPrinted PrintState = "not printed"
	// MaybePrinted: it may have reached the terminal, and no answer says what
	// came of it. Somebody has to look at the paper; it isn't sent again.
	MaybePrinted PrintState = "may have been printed"
)

// Print has the terminal print a receipt or its summary (protocol section 3,
// 3001 and 3002), once: as soon as no inquiry is on its way. PrintChanged tells
// what comes of it, or Refused why nothing was sent. A payment whose syssn isn't
// known is asked about first. A payment or refund that comes before the print
// was sent goes first, and the print is refused with ErrBusy; one that comes
// later waits for the print's end, Timing.Print at most.
func (c *Controller) Print(o PrintOrder) { c.commands.put(printCommand{o}) }

type printCommand struct{ order PrintOrder }

func (cmd printCommand) do(c *Controller) {
	refused := Refused{Command: CommandPrint, Print: cmd.order}
	c.unlessArmed(cmd.order.TerminalIsIdle, &refused, func() error { return c.planPrint(cmd.order) })
}

// printJob is what is to be printed, or is being printed.
type printJob struct {
	order PrintOrder
	// t is whose receipt it is; empty for a summary.
	t    payment.Transaction
	peer *peer
	// inquiring: the terminal is asked for t's syssn first.
	inquiring bool
	// exchange is nil before it is sent.
	exchange *exchange
	began    time.Time
}

// planPrint checks an order by what the till knows.
func (c *Controller) planPrint(o PrintOrder) error {
	switch {
	case c.saleOpen(), c.cancelling():
		return ErrBusy
	case c.printing != nil:
		return ErrPrinting
	}
	p, err := c.current()
	if err != nil {
		return err
	}
	planned := &printJob{order: o, peer: p}
	if !o.Summary {
		if planned.t, err = c.printable(o.Reference); err != nil {
			return err
		}
		if planned.t.Syssn == "" {
			planned.inquiring = true
			c.askNow(planned.t)
		}
	}
	c.printing = planned
	return nil
}

// printable returns a transaction that the terminal may have a receipt of. Only
// a payment can be asked about by anything but its syssn.
func (c *Controller) printable(r payment.Reference) (payment.Transaction, error) {
	t, err := c.journal.Transaction(r)
	switch {
	case err != nil:
		return t, fmt.Errorf("%w: %w", ErrNoReceipt, err)
	case t.Status != payment.Approved:
		return t, ErrNoReceipt
	case t.Syssn == "" && t.Kind != payment.Payment:
		return t, ErrNoSyssn
	}
	return t, nil
}

// printHeard goes on with a print that needed a syssn.
func (c *Controller) printHeard(h hearing) {
	p := c.printing
	if p == nil || !p.inquiring || p.t.Reference != h.now.Reference {
		return
	}
	if p.inquiring, p.t = false, h.now; p.t.Syssn == "" {
		c.dropPrint(errors.Join(ErrNoSyssn, h.err))
	}
}

// dropPrint gives up a print that wasn't sent yet.
func (c *Controller) dropPrint(why error) {
	if p := c.printing; p != nil && p.exchange == nil {
		c.printing = nil
		c.tell(Refused{Command: CommandPrint, Print: p.order, Err: why})
	}
}

// sendPrint sends the print as soon as nothing else is on its way to the
// terminal. Who wanted it is in the audit trail before.
func (c *Controller) sendPrint() {
	p := c.printing
	if p == nil || p.exchange != nil || !c.quiet() {
		return
	}
	if p.inquiring {
		c.askNow(p.t) // again, should something have ended the question
		return
	}
	request, entry := p.request()
	body, err := p.peer.codec.Seal(request)
	if err != nil {
		c.dropPrint(fmt.Errorf("%w: %w", ErrNoReceipt, err))
		return
	}
	err = c.journal.Append(entry)
	if c.wrote(err); err != nil {
		c.dropPrint(fmt.Errorf("%w: %w", ErrJournal, err))
		return
	}
	p.began = entry.At
	p.exchange = c.send(p.peer, request.Operation(), p.t.Reference, body, c.timing.Print)
	c.tell(PrintChanged{Order: p.order, State: Printing})
}

// request is what is sent for a print, and what the audit trail says of it.
func (p *printJob) request() (haojin.Request, payment.AuditEntry) {
	entry := payment.AuditEntry{At: time.Now(), Who: cmp.Or(p.order.Operator, payment.ByTheTill)}
	if p.order.Summary {
		entry.What = payment.ActionPrintSummary
		return haojin.SummaryRequest{}, entry
	}
	entry.What, entry.Subject = payment.ActionPrintReceipt, string(p.t.Reference)
	entry.Detail = fmt.Sprintf("%s of %v, %s", p.t.Kind, p.t.Booked, p.t.Syssn)
	return haojin.ReceiptRequest{OrderID: p.t.Syssn}, entry
}

// printAnswered takes a print's end. Whatever it was, it isn't sent again.
func (c *Controller) printAnswered(r result) {
	p := c.printing
	c.printing = nil
	e := PrintChanged{Order: p.order, State: MaybePrinted}
	a, err := c.open(r)
	switch {
	case err != nil:
		if e.Detail = err.Error(); r.err != nil && !MayHaveLeft(r.err) {
			e.State = NotPrinted
		}
	case a.Code != haojin.CodeOK, a.Inner() != "" && a.Inner() != haojin.InnerDone:
		e.State, e.Code, e.Inner, e.Detail = NotPrinted, a.Code, a.Inner(), cmp.Or(a.Problem, a.Message)
	case r.of.trusts(a):
		e.State = Printed
	default:
		e.Detail = "it answered in plain text"
	}
	c.log.Info("print", "reference", p.t.Reference, "state", e.State, "detail", e.Detail)
	if e.State == NotPrinted {
		c.noteNotPrinted(p, e)
	}
	c.tell(e)
}

// noteNotPrinted says in the audit trail that what it says was asked for wasn't
// printed. Should that not be written, it counts as printed.
func (c *Controller) noteNotPrinted(p *printJob, e PrintChanged) {
	err := c.journal.Append(payment.AuditEntry{
		At: time.Now(), Who: payment.ByTheTill, What: payment.ActionNotPrinted, Subject: string(p.t.Reference),
		Detail: strings.TrimSpace(e.Code + " " + e.Inner + " " + e.Detail),
	})
	c.wrote(err)
}

package terminal

import (
	"strings"

	"harbourtill/terminal/payment"
)

// Settlement is a manager's word on a payment that nothing decides.
type Settlement struct {
	Reference payment.Reference
	// Paid says how to count it.
	Paid bool
	// Reason is what the manager saw, for the journal; never empty.
	Reason string
	// Manager is who decided; may be empty where nobody signs in.
	Manager string
}

// Settle counts an unknown payment as a manager says. It stands apart in every
// total, and asking goes on: should the terminal find out otherwise, it is
// told. Refused follows with ErrNotUnknown for any other payment, and with
// ErrNoReason or ErrJournal. The caller has made sure that it is the manager.
func (c *Controller) Settle(s Settlement) { c.commands.put(settleCommand{s}) }

// Acknowledge says that a person has seen a contradiction and lets the payment
// stand as it is. Refused follows for a payment without one (ErrNotUnknown).
func (c *Controller) Acknowledge(r payment.Reference, by string) {
	c.commands.put(acknowledgeCommand{r, by})
}

type (
	settleCommand      struct{ Settlement }
	acknowledgeCommand struct {
		reference payment.Reference
		by        string
	}
)

func (cmd settleCommand) do(c *Controller) {
	if err := c.settle(cmd.Settlement); err != nil {
		c.tell(Refused{Command: CommandSettle, Err: err})
	}
}

func (c *Controller) settle(s Settlement) error {
	reason := strings.TrimSpace(s.Reason)
	if reason == "" {
		return ErrNoReason
	}
	a := c.asks[s.Reference]
	if a == nil || a.t.Status != payment.Unknown {
		return ErrNotUnknown
	}
	n := news{kind: newsSettledUnpaid, evidence: payment.ByPerson, note: reason, by: s.Manager}
	if s.Paid {
		n.kind = newsSettledPaid
	}
	if _, written := c.apply(a.t, n, a.windowEnd); !written {
		return ErrJournal
	}
	return nil
}

func (cmd acknowledgeCommand) do(c *Controller) {
	t, ok := c.contested[cmd.reference]
	if !ok {
		c.tell(Refused{Command: CommandAcknowledge, Err: ErrNotUnknown})
		return
	}
	n := news{kind: newsAcknowledged, evidence: payment.ByPerson, by: cmd.by}
	if _, written := c.apply(t, n, c.windowOf(t)); !written {
		c.tell(Refused{Command: CommandAcknowledge, Err: ErrJournal})
	}
}

package terminal

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"harbourtill/terminal/payment"
)

// ErrReconciling: another reconciliation is going on.
var ErrReconciling = errors.New("the terminal is being asked about a list already")

// silences is how many questions in a row a terminal may leave unanswered before
// a reconciliation asks it no more.
const silences = 3

// Reconcile asks the terminal about each of the transactions, whatever their
// status: a payment by its reference, an approved refund by its own syssn, and of
// any other refund the payment that it gives back. It sends one inquiry after another,
// Timing.Pause apart, and only between other operations: a payment, a refund, a
// print or what is unresolved goes first. What an inquiry finds is evidence like
// any other's. ReconcileChanged tells how far it is and Reconciled what came of
// it; Refused follows instead while another goes on (ErrReconciling). It isn't
// gone on with after a restart: nothing but the answers is on disk.
func (c *Controller) Reconcile(references []payment.Reference, by string) {
	c.commands.put(reconcileCommand{slices.Clone(references), by})
}

// StopReconciling ends the reconciliation that is going on, if any; Reconciled
// tells what it found until then.
func (c *Controller) StopReconciling() { c.commands.put(stopReconcilingCommand{}) }

type (
	reconcileCommand struct {
		references []payment.Reference
		by         string
	}
	stopReconcilingCommand struct{}
)

// round is a reconciliation that is going on.
type round struct {
	// list is what is to be asked about, of which next is the first that isn't
	// dealt with; asking: subject, which is that or a refund's original, is being
	// asked about, again: for the second time.
	list          []payment.Reference
	next          int
	asking, again bool
	subject       payment.Reference
	// heard are the payments that the terminal has answered about.
	heard map[payment.Reference]bool
	// due is when the next question may go out.
	due time.Time
	// silent counts the unanswered questions in a row, by profile.
	silent map[string]int
	result payment.Reconciliation
	told   ReconcileChanged
}

func (cmd reconcileCommand) do(c *Controller) {
	if c.round != nil {
		c.tell(Refused{Command: CommandReconcile, Err: ErrReconciling})
		return
	}
	r := &round{heard: make(map[payment.Reference]bool), silent: make(map[string]int)}
	seen := make(map[payment.Reference]bool)
	for _, reference := range cmd.references {
		if !seen[reference] {
			seen[reference] = true
			r.list = append(r.list, reference)
		}
	}
	r.result = payment.Reconciliation{Began: time.Now(), By: cmd.by, Of: len(r.list)}
	c.round = r
}

func (stopReconcilingCommand) do(c *Controller) { c.endRound() }

// reconcile goes on with a reconciliation as far as it may now.
func (c *Controller) reconcile() {
	r := c.round
	if r == nil {
		return
	}
	for !r.asking && r.next < len(r.list) && time.Until(r.due) <= 0 && c.quiet() {
		c.askNext(r)
	}
	if r.asking && !c.isAskedAbout(r.subject) {
		c.askNext(r) // something else has ended the question
	}
	if r.next == len(r.list) {
		c.endRound()
		return
	}
	if e := r.progress(c.saleOpen()); e != r.told {
		r.told = e
		c.tell(e)
	}
}

func (r *round) progress(paused bool) ReconcileChanged {
	return ReconcileChanged{Done: r.next, Of: len(r.list), Current: r.list[r.next], Paused: paused}
}

// isAskedAbout says whether an inquiry about a transaction is due or on its way.
func (c *Controller) isAskedAbout(reference payment.Reference) bool {
	return c.asks[reference] != nil || c.asking != nil && c.asking.reference == reference
}

// askNext has the next transaction asked about, if that can be.
func (c *Controller) askNext(r *round) {
	r.asking, r.again = false, false
	t, err := c.journal.Transaction(r.list[r.next])
	bySyssn := t.Kind == payment.Refund && t.Status == payment.Approved && t.Syssn != ""
	switch {
	case err != nil:
		r.leave(payment.Transaction{Reference: r.list[r.next]}, payment.NotInJournal, err.Error())
	case t.Status.Open():
		r.leave(t, payment.NotEnded, "")
	case t.Kind == payment.Payment || bySyssn || t.Unresolved() || t.Original == "":
		c.askAbout(r, t, bySyssn)
	default:
		c.askOriginalOf(r, t)
	}
}

// askOriginalOf asks about the payment that a refund gives back: the sum of its
// refunds is all that can be compared.
func (c *Controller) askOriginalOf(r *round, refund payment.Transaction) {
	original, err := c.journal.Transaction(refund.Original)
	if err != nil {
		r.leave(refund, payment.NotInJournal, err.Error())
		return
	}
	c.askAbout(r, original, false)
}

// askAbout has a transaction asked about, unless that was done or is in vain.
func (c *Controller) askAbout(r *round, t payment.Transaction, bySyssn bool) {
	switch {
	case r.heard[t.Reference]: // what differs is told already
		r.count(t.Channel, payment.Difference{})
		r.next++
	case r.silent[t.Profile] >= silences:
		r.leave(c.listed(r, t), payment.NotTried, "")
	default:
		r.asking, r.subject = true, t.Reference
		c.askNow(t).bySyssn = bySyssn
	}
}

// leave counts a transaction among those that the terminal said nothing about.
func (r *round) leave(t payment.Transaction, why payment.NotAskedReason, detail string) {
	r.result.NotAsked = append(r.result.NotAsked, payment.NotAsked{
		Reference: t.Reference, Kind: t.Kind, Channel: t.Channel, Status: t.Status, Why: why, Detail: detail,
	})
	r.next++
}

// roundHeard takes what a question about a transaction has brought.
func (c *Controller) roundHeard(h hearing) {
	r := c.round
	if r == nil || !r.asking || r.subject != h.before.Reference || c.askOtherwise(r, h) {
		return
	}
	r.asking, r.due = false, time.Now().Add(c.timing.Pause)
	if h.err != nil {
		r.silent[h.before.Profile]++
		r.leave(c.listed(r, h.before), payment.NotAnswered, h.err.Error())
		return
	}
	r.silent[h.before.Profile] = 0
	d, proved := c.compare(h)
	if !proved {
		r.leave(c.listed(r, h.before), payment.NotProved, fmt.Sprintf("%s %s", h.finding.Code, h.finding.Inner))
		return
	}
	r.heard[h.before.Reference] = true
	r.count(h.before.Channel, d)
	r.next++
}

// listed is the transaction that stands on the list; subject is what was asked
// about for it.
func (c *Controller) listed(r *round, subject payment.Transaction) payment.Transaction {
	if r.list[r.next] == subject.Reference {
		return subject
	}
	t, err := c.journal.Transaction(r.list[r.next])
	if err != nil {
		t = payment.Transaction{Reference: r.list[r.next]}
	}
	return t
}

// count notes what the terminal said about a transaction of a channel.
func (r *round) count(channel payment.Channel, d payment.Difference) {
	all := &r.result.Channels
	i := slices.IndexFunc(*all, func(one payment.ChannelReconciliation) bool { return one.Channel == channel })
	if i < 0 {
		i = len(*all)
		*all = append(*all, payment.ChannelReconciliation{Channel: channel})
	}
	(*all)[i].Asked++
	if d.Status || d.Amount || d.GivenBack {
		(*all)[i].Differences = append((*all)[i].Differences, d)
	}
}

// endRound tells what a reconciliation has found, which is in the audit trail
// before.
func (c *Controller) endRound() {
	r := c.round
	if r == nil {
		return
	}
	c.round = nil
	for r.next < len(r.list) {
		r.result.Stopped = true
		r.leave(c.listed(r, payment.Transaction{}), payment.RoundStopped, "")
	}
	result := &r.result
	result.Ended = time.Now()
	slices.SortStableFunc(result.Channels, func(a, b payment.ChannelReconciliation) int {
		return cmp.Compare(place(a.Channel), place(b.Channel))
	})
	c.wrote(c.journal.Append(payment.AuditEntry{
		At: result.Ended, Who: cmp.Or(result.By, payment.ByTheTill), What: payment.ActionReconciled,
		Detail: fmt.Sprintf("%d transactions, %d differ, %d not asked", result.Of, len(result.Differences()), len(result.NotAsked)),
	}))
	c.tell(Reconciled{*result})
}

// place is a channel's in the protocol's order; those that aren't in it come last.
func place(c payment.Channel) int {
	order := payment.Channels()
	if i := slices.Index(order, c); i >= 0 {
		return i
	}
	return len(order)
}

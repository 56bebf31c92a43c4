package terminal

import (
	"cmp"
	"fmt"

	"harbourtill/terminal/payment"
)

// audited returns what the audit trail says of a transaction t that has become
// next on news: what a person decided, and what a person will want to know
// happened. reversals are the records of money that the terminal gave back by
// itself. It is pure.
func audited(t, next payment.Transaction, n news, reversals []payment.Record) []payment.AuditEntry {
	var entries []payment.AuditEntry
	add := func(who string, what payment.Action, detail string) {
		entries = append(entries, payment.AuditEntry{
			At: n.at, Who: who, What: what, Subject: string(next.Reference), Detail: detail,
		})
	}
	switch n.kind {
	case newsSettledPaid:
		add(n.by, payment.ActionSettledPaid, fmt.Sprintf("%v: %s", next.Amount, n.note))
	case newsSettledUnpaid:
		add(n.by, payment.ActionSettledUnpaid, fmt.Sprintf("%v: %s", next.Amount, n.note))
	case newsAcknowledged:
		add(n.by, payment.ActionAcknowledged, string(next.Contradiction))
	}
	if next.Contradiction != t.Contradiction && next.Contradiction != payment.NoContradiction {
		add(payment.ByTheTill, payment.ActionContradiction,
			fmt.Sprintf("%s: %s, and now %s", next.Contradiction, standing(t), standing(next)))
	}
	for _, r := range reversals {
		add(payment.ByTheTill, payment.ActionReversed, fmt.Sprintf("%v, as %s", r.Transaction.Booked, r.Transaction.Reference))
	}
	if next.ReversalUnclear && !t.ReversalUnclear {
		add(payment.ByTheTill, payment.ActionReversed, "the terminal doesn't say how much")
	}
	return entries
}

// refundAsked is what the audit trail says of a refund that is about to be sent.
func refundAsked(t payment.Transaction) payment.AuditEntry {
	original := string(t.Original)
	if original == "" {
		original = t.OriginalSyssn
	}
	detail := fmt.Sprintf("%v of %s", t.Amount, original)
	if t.Note != "" {
		detail += ": " + t.Note
	}
	return payment.AuditEntry{
		At: t.Created, Who: cmp.Or(t.Operator, payment.ByTheTill), What: payment.ActionRefundAsked, Subject: string(t.Reference), Detail: detail,
	}
}

// standing says what a transaction is, and with how much.
func standing(t payment.Transaction) string {
	if t.Status == payment.Approved {
		return fmt.Sprintf("%s with %v", t.Status, t.Booked)
	}
	return fmt.Sprintf("%s with %v", t.Status, t.Amount)
}

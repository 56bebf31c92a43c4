package ui

import (
	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// onRefund gives a payment back, as far as anything is left of it, by the shop's
// rules.
func (w *Window) onRefund(t payment.Transaction) {
	if w.leaves() {
		return
	}
	from := w.section
	w.cfg.background(func() {
		given, err := w.cfg.History.RefundsOf(t.Reference)
		w.cfg.Do(func() {
			if w.cover != nil || w.section != from {
				return // something else came to the front meanwhile
			}
			w.refundRest(t, given, err)
		})
	})
}

// refundRest gives back what is left of a payment beside what was given back before;
// unread says why nobody knows how much that is.
func (w *Window) refundRest(t payment.Transaction, given []payment.Transaction, unread error) {
	plan, err := payment.PlanRefund(t, given, 0, w.cfg.Now())
	switch {
	case unread != nil:
		w.goTo(sectionSale)
		w.sale.remark(historyWords(unread))
	case err != nil:
		w.goTo(sectionSale)
		w.sale.remark(refundRefusedWords(err))
	default:
		w.onRefundSaid(t, plan, terminal.RefundOrder{Original: t.Reference})
	}
}

// sendRefund begins; the sale section shows what becomes of it.
func (w *Window) sendRefund(t payment.Transaction, o terminal.RefundOrder) {
	w.uncover()
	w.goTo(sectionSale)
	w.sale.giveBack(t, o)
}

// onRefundSome lets somebody say how much of a payment goes back, and why.
func (w *Window) onRefundSome(t payment.Transaction) {
	w.giving.start(t)
	w.coverWith(w.giving)
}

// writeRefundReason lets somebody write down why money goes back.
func (w *Window) writeRefundReason(then func(string)) {
	w.askWords(tr("Another reason"), tr("Why does the money go back?"), then)
}

// onRefundSaid asks for a manager's PIN where the shop wants it, and then a last
// time. What went back of the payment before counts too: no limit is got round by
// giving back in parts.
func (w *Window) onRefundSaid(t payment.Transaction, plan payment.RefundPlan, o terminal.RefundOrder) {
	confirm := func(by string) {
		o.Operator = by
		w.reasons.show(refundQuestion(plan.Amount), refundAbout(t, plan.NearCutOff),
			choice{label: tr("Give it back"), key: "R", look: lookDanger(), do: func() { w.sendRefund(t, o) }},
			choice{label: tr("Don't give it back"), key: "Esc", look: lookPrimary(), do: w.uncover},
		)
		w.coverWith(w.reasons)
	}
	back := t.Booked - plan.Left + plan.Amount
	switch {
	case w.drills.course != nil: // whoever practises isn't to need, or to choose, a manager's PIN
		o.Manager = true
		confirm(w.crew.operator())
		return
	case !plan.NeedsManager && !w.crew.refundNeedsPIN(back):
		confirm(w.crew.operator())
		return
	}
	w.asManager(refundPIN(t, plan.Amount), func(by string) {
		o.Manager = true
		confirm(by)
	})
}

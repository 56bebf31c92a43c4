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
	plan, err := payment.PlanRefund(t, nil, 0, w.cfg.Now())
	if err != nil {
		w.uncover()
		w.sale.tell(refundRefusedWords(err))
		w.goTo(sectionSale)
		return
	}
	w.onRefundSaid(t, plan, terminal.RefundOrder{Original: t.Reference})
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
	if !plan.NeedsManager && !w.crew.refundNeedsPIN(back) {
		confirm(w.crew.operator())
		return
	}
	w.asManager(tr(wordsRefundNeedsPIN), func(by string) {
		o.Manager = true
		confirm(by)
	})
}

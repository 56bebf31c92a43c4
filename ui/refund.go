package ui

import (
	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// onRefund gives a payment back, as far as anything is left of it: the
// manager's PIN first, then a last question.
func (w *Window) onRefund(t payment.Transaction) {
	w.asManager(wordsRefundNeedsPIN, func() {
		plan, err := payment.PlanRefund(t, nil, 0, w.cfg.Now())
		if err != nil {
			w.uncover()
			w.sale.tell(refundRefusedWords(err))
			w.goTo(sectionSale)
			return
		}
		w.reasons.show(refundQuestion(plan.Amount), refundAbout(t, plan.NearCutOff),
			choice{label: "Give it back", key: "R", look: lookDanger(), do: func() {
				w.sendRefund(t, terminal.RefundOrder{Original: t.Reference, Manager: true, Operator: "manager"})
			}},
			choice{label: "Keep the money", key: "Esc", look: lookPrimary(), do: w.uncover},
		)
		w.coverWith(w.reasons)
	})
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

// onRefundSaid asks for the manager's PIN, and then a last time.
func (w *Window) onRefundSaid(t payment.Transaction, plan payment.RefundPlan, o terminal.RefundOrder) {
	w.asManager(wordsRefundNeedsPIN, func() {
		o.Manager, o.Operator = true, "manager"
		w.reasons.show(refundQuestion(plan.Amount), refundAbout(t, plan.NearCutOff),
			choice{label: "Give it back", key: "R", look: lookDanger(), do: func() { w.sendRefund(t, o) }},
			choice{label: "Keep the money", key: "Esc", look: lookPrimary(), do: w.uncover},
		)
		w.coverWith(w.reasons)
	})
}

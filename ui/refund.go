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
			choice{label: "Give it back", key: "R", look: lookDanger(), do: func() { w.refund(t) }},
			choice{label: "Keep the money", key: "Esc", look: lookPrimary(), do: w.uncover},
		)
		w.coverWith(w.reasons)
	})
}

// refund begins; the sale section shows what becomes of it.
func (w *Window) refund(t payment.Transaction) {
	w.uncover()
	w.goTo(sectionSale)
	w.sale.giveBack(t, terminal.RefundOrder{Original: t.Reference, Manager: true, Operator: "manager"})
}

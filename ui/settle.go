package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// onSettle lets a manager count a payment by hand: the PIN first, then a
// reason.
func (w *Window) onSettle(t payment.Transaction, paid bool) {
	w.asManager(tr(wordsSettleNeedsPIN), func(by string) {
		w.reasons.show(settleQuestion(t, paid), tr(wordsSettleMeans), w.reasonChoices(t, paid, by)...)
		w.coverWith(w.reasons)
	})
}

// reasonChoices are the usual reasons, and one to be written.
func (w *Window) reasonChoices(t payment.Transaction, paid bool, by string) []choice {
	var choices []choice
	for i, reason := range settleReasons(t.Kind, paid) {
		choices = append(choices, choice{label: reason, key: string(rune('1' + i)), look: lookQuiet(), do: func() {
			w.settle(t, paid, reason, by)
		}})
	}
	return append(choices,
		choice{label: tr("Another reason"), key: "5", look: lookQuiet(), do: func() { w.writeReason(t, paid, by) }},
		choice{label: tr("Don't decide"), key: "Esc", look: lookQuiet(), do: w.uncover},
	)
}

// writeReason lets the manager write the reason down.
func (w *Window) writeReason(t payment.Transaction, paid bool, by string) {
	w.askWords(tr("Another reason"), tr("What did you see?"), func(reason string) { w.settle(t, paid, reason, by) })
}

// askWords asks for a few words, and goes on once there are any.
func (w *Window) askWords(title, question string, then func(string)) {
	written := newTextField("", nil, nil)
	items := []*widget.FormItem{widget.NewFormItem(question, written)}
	form := dialog.NewForm(title, tr("OK"), tr("Back"), items, func(ok bool) {
		if words := strings.TrimSpace(written.Text); ok && words != "" {
			then(words)
		}
	}, w.window)
	formKeys(form, items)
	form.Resize(fyne.NewSize(640, 200))
	form.Show()
	w.window.Canvas().Focus(written)
}

func (w *Window) settle(t payment.Transaction, paid bool, reason, by string) {
	w.uncover()
	w.cfg.Till.Settle(terminal.Settlement{Reference: t.Reference, Paid: paid, Reason: reason, Manager: by})
}

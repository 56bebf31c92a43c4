package ui

import (
	"context"
	"time"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// untilMinute is how long the clock in the top bar stays true: an idle window
// has nothing else to wake for.
func untilMinute(now time.Time) time.Duration {
	return now.Truncate(time.Minute).Add(time.Minute).Sub(now)
}

// untilTick is how long nothing on the screen counts: seconds while a section
// counts them down, else the clock's minute or the time until the till is locked.
func (w *Window) untilTick() time.Duration {
	if w.counting.Load() {
		return time.Second
	}
	now := w.cfg.Now()
	until := untilMinute(now)
	if at := w.locking.Load(); at != 0 {
		if left := time.Unix(0, at).Sub(now); left > 0 {
			until = min(until, left)
		}
	}
	return until
}

// Follow passes the controller's events to the screen until events closes or
// ctx ends. It is the only crossing: it runs on its own goroutine and touches
// the screen through Config.Do alone.
func (w *Window) Follow(ctx context.Context, events <-chan terminal.Event) {
	clock := time.NewTimer(w.untilTick())
	defer clock.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case e, ok := <-events:
			if !ok {
				return
			}
			w.cfg.Do(func() { w.Handle(e) })
		case <-w.counts:
			clock.Reset(w.untilTick())
		case <-clock.C:
			w.cfg.Do(w.tick)
			clock.Reset(w.untilTick())
		}
	}
}

// Handle shows an event. It must run on the UI goroutine.
func (w *Window) Handle(e terminal.Event) {
	defer w.dropFocus()
	_, before := w.sale.open()
	w.show(e)
	if _, after := w.sale.open(); before && !after {
		w.over()
	}
}

func (w *Window) show(e terminal.Event) {
	w.drills.note(e)
	switch e := e.(type) {
	case terminal.SaleChanged:
		_, before := w.sale.open()
		w.sale.changed(e)
		if _, after := w.sale.open(); before && !after {
			w.reveal()
		}
	case terminal.Refused:
		if e.Command == terminal.CommandReplace {
			w.replaceRefused(e.Err)
			return
		}
		if w.deedRefused(e) {
			return
		}
		if !w.history.refused(e) {
			w.sale.refuse(e)
		}
		if e.Command == terminal.CommandPay {
			w.reveal()
		}
	case terminal.TerminalChanged:
		w.top.terminal(e)
		if w.settings != nil {
			w.settings.stateIs(e)
		}
	case terminal.TransactionChanged:
		w.sale.moved(e.Transaction)
		w.history.moved(e.Transaction)
		w.questions.moved(e.Transaction)
		if w.summary != nil {
			w.summary.moved()
		}
	case terminal.QuestionsChanged:
		w.asked(e.Questions)
	case terminal.PrintChanged:
		w.printed(e)
	case terminal.Found:
		w.history.found(e)
	case terminal.ReconcileChanged:
		if w.summary != nil {
			w.summary.closing.comparing(e)
		}
	case terminal.Reconciled:
		if w.summary != nil {
			w.summary.closing.comparedWith(e.Result)
		}
	case terminal.JournalChanged:
		w.journalIs(e.Err)
	}
}

// replaceRefused says why other settings aren't in force, where they were wanted.
func (w *Window) replaceRefused(err error) {
	if w.guide != nil {
		w.guide.refuse(err)
		return
	}
	w.settings.refuse(err)
}

// printed shows how a print goes, where it was asked for.
func (w *Window) printed(e terminal.PrintChanged) {
	switch {
	case w.summary == nil:
	case e.Order.Summary:
		w.summary.printed(printWords(e, w.cfg.Training))
	default:
		if w.cover == w.receipt {
			w.receipt.printed(e)
		}
		w.sale.printed(e)
	}
}

// deedRefused says why nothing was printed or compared, where that was asked
// for. It returns false for what isn't one of these.
func (w *Window) deedRefused(e terminal.Refused) bool {
	words := deedRefusedWords(e.Err)
	switch {
	case w.summary == nil:
		return false
	case e.Command == terminal.CommandReconcile, e.Command == terminal.CommandPrint && e.Print.Summary:
		w.summary.refused(words)
	case e.Command == terminal.CommandPrint:
		if w.cover == w.receipt {
			w.receipt.refused(e)
		}
		w.sale.remark(words)
	default:
		return false
	}
	return true
}

// onReceipt shows a receipt over the section that is in front, or says there why
// there is none. Should something else have come to the front while it was read,
// that stays.
func (w *Window) onReceipt(t payment.Transaction) {
	if w.receipt == nil {
		return
	}
	from := w.section
	w.receipt.open(t, func(err error) {
		_, open := w.sale.open()
		switch {
		case w.cover != nil, w.section != from, from == sectionSale && open:
		case err == nil:
			w.coverWith(w.receipt)
		case from == sectionHistory:
			w.history.page.tell(receiptRefusedWords(err))
		default:
			w.sale.remark(receiptRefusedWords(err))
		}
	})
}

// reveal brings the sale section to the front: something was decided that the
// cashier waits for. It answers the close question, which is pointless now. A PIN
// is typed to its end first: its digits are for no other eyes or field.
func (w *Window) reveal() {
	if w.pin != nil && w.cover == w.pin {
		w.screens[w.section].appear(false)
		w.section = sectionSale
		w.screens[w.section].appear(true)
		w.redraw()
		return
	}
	if w.cover != nil || w.section != sectionSale {
		w.endGuide()
		w.uncover()
		w.goTo(sectionSale)
	}
}

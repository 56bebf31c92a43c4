package ui

import (
	"errors"
	"time"

	"harbourtill/store"
	"harbourtill/terminal/payment"
)

// openingWords is what a window opens with above its entry; calm: all is well.
func openingWords(cfg Config) (text string, calm bool) {
	switch {
	case len(cfg.Gaps) > 0:
		newest := cfg.Gaps[len(cfg.Gaps)-1]
		return tr("The journal was restored: %d of its entries, the last %s at %s, aren't in it and can't be asked about. Look them up in QFPay's portal.",
			len(cfg.Gaps), newest.Amount, newest.Created.In(payment.HongKong()).Format(tr("2 Jan 15:04"))), false
	case cfg.Replaced && !cfg.Stay.kept(cfg.Now()) && (cfg.Guide == nil || cfg.Guide.step == guideDone):
		return tr(wordsInForce), true
	}
	return "", false
}

// failureWords says why the till can't start, and what to do.
func failureWords(err error) (title, text string) {
	switch {
	case errors.Is(err, store.ErrInUse):
		return tr("Harbour Till is already running"),
			tr("Use the window that is open. If you don't see one, restart this computer and try again.")
	case errors.Is(err, store.ErrDamaged):
		return tr("The journal is damaged"),
			tr("It is kept as it is, nothing is deleted. Payments that were taken since a backup are asked about with the terminal. Without a backup only QFPay's portal knows what was taken: tell the manager.")
	case errors.Is(err, store.ErrFull):
		return tr("The disk is full"), tr("Make room on this computer's disk, then start Harbour Till again. Nothing is lost.")
	case errors.Is(err, store.ErrReadOnly):
		return tr("The data folder can't be written"), tr("This user may not write the till's data folder, or its disk is read-only. Nothing is lost.")
	case errors.Is(err, store.ErrSchema):
		return tr("This Harbour Till is too old"),
			tr("The journal was written by a newer version. Install that version again; nothing is lost.")
	}
	return tr("Harbour Till can't start"), err.Error()
}

// wayOutWords names the way out of a damaged journal: the backup that was taken
// at a time, or an empty one for none.
func wayOutWords(backup time.Time) string {
	if backup.IsZero() {
		return tr("Begin with an empty journal")
	}
	return tr("Restore the backup of %s", backup.In(payment.HongKong()).Format(tr("2 Jan 15:04")))
}

package ui

import (
	"errors"
	"math"
	"time"

	"harbourtill/store/people"
)

const (
	wordsManagerPIN    = "Manager's PIN"
	wordsNewManagerPIN = "New manager's PIN"
	wordsSignIn        = "Choose your name, then type your PIN."
	wordsOwnPIN        = "Type your own PIN."
	wordsLocksAfter    = "The till is locked once this payment is over."
	wordsMasterPIN     = "Type the manager's PIN. The journal names the manager, and nobody else."
	wordsPersonPIN     = "4 to 12 digits. Best let them type it themselves: it stands for their name."
	wordsNoPIN         = "No manager's PIN is set. Set one in Settings first."
)

// lockedFor says whether the manager is locked out, and for how long.
func lockedFor(err error) (left time.Duration, locked bool) {
	var lock *people.Locked
	var wrong *people.WrongPIN
	switch {
	case errors.As(err, &lock):
		return lock.Left, true
	case errors.As(err, &wrong) && wrong.Left == 0:
		return people.LockTime, true
	}
	return 0, false
}

// pinWords says why a PIN wasn't taken.
func pinWords(err error) string {
	if left, locked := lockedFor(err); locked {
		return tr("Too many wrong PINs. Wait %.0f s.", math.Ceil(left.Seconds()))
	}
	var wrong *people.WrongPIN
	switch {
	case errors.As(err, &wrong) && wrong.Left == 1:
		return tr("Wrong PIN. One more try, then wait 30 s.")
	case errors.As(err, &wrong):
		return tr("Wrong PIN. %d more tries.", wrong.Left)
	case errors.Is(err, people.ErrPINForm):
		return tr("A PIN has 4 to 12 digits.")
	case errors.Is(err, people.ErrNoPIN):
		return tr(wordsNoPIN)
	case errors.Is(err, people.ErrName), errors.Is(err, people.ErrNameTaken), errors.Is(err, people.ErrNobody):
		return peopleWords(err)
	}
	return tr("The PIN can't be checked right now: the disk may be full. Tell whoever looks after this computer.")
}

package ui

import (
	"errors"
	"slices"

	"harbourtill/store/people"
)

// The lines of help of the people's page.
const (
	helpSignIn      = "By name and PIN; the name stands beside each payment. Off: the till is anybody's."
	helpLock        = "Minutes without a key or a touch until the settings close, and whoever is in is signed out: 0 (never) to 60. Never in the middle of a payment."
	helpRefundPIN   = "When giving money back needs a manager's PIN."
	helpRefundAbove = "Refunds of more than this need the PIN. What went back of the same payment before counts too."
)

const (
	wordsNobody      = "Nobody is listed yet. The manager's PIN opens everything that needs one."
	wordsLockMinutes = "Type minutes from 0 to 60."
)

func refundRules() []people.RefundRule {
	return []people.RefundRule{people.RefundAlways, people.RefundAbove, people.RefundNever}
}

func refundRuleNames() []string {
	return []string{tr("Every refund"), tr("Above an amount"), tr("No refund")}
}

func refundRuleName(r people.RefundRule) string {
	return refundRuleNames()[max(0, slices.Index(refundRules(), r))]
}

func refundRuleOf(name string) people.RefundRule {
	return refundRules()[max(0, slices.Index(refundRuleNames(), name))]
}

func roleName(r people.Role) string {
	if r == people.Manager {
		return tr("Manager")
	}
	return tr("Cashier")
}

// shownName is what somebody who has signed in is called on the screen.
func shownName(p people.Person) string {
	if p.Name == nameOfManager {
		return tr("Manager")
	}
	return p.Name
}

// roleWords says what somebody is here.
func roleWords(p people.Person) string {
	if !p.Active {
		return tr("has left")
	}
	return roleName(p.Role)
}

// peopleWords says why somebody, or the rules, couldn't be changed.
func peopleWords(err error) string {
	switch {
	case errors.Is(err, people.ErrName):
		return tr("A name has 1 to %d characters.", people.MaxName)
	case errors.Is(err, people.ErrNameTaken):
		return tr("Somebody has that name already: add an initial.")
	case errors.Is(err, people.ErrNobody):
		return tr("That person isn't listed any more.")
	case errors.Is(err, people.ErrPINForm):
		return pinWords(err)
	}
	return tr("That isn't saved: the disk may be full. ") + err.Error()
}

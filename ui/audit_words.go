package ui

import (
	"strings"

	"harbourtill/terminal/drill"
	"harbourtill/terminal/payment"
)

const (
	wordsVerifyingTrail = "Looking whether the trail is whole…"
	wordsTrainingTrail  = "This is training's own trail. What happens to settings, people and PINs is in the real one, which is shown here once a terminal is connected."
)

// auditWho is who did it.
func auditWho(who string) string {
	switch who {
	case "":
		return tr("not signed in")
	case payment.ByTheTill:
		return tr("the till")
	case nameOfManager:
		return tr("the manager")
	}
	return who
}

// auditAbout is what it was about, and what more is known.
func auditAbout(e payment.AuditEntry) string {
	subject := e.Subject
	if e.What == payment.ActionDrilled {
		subject = drillTitle(drill.Name(subject))
	}
	return strings.Trim(subject+": "+e.Detail, ": ")
}

// actionWords says what was done.
func actionWords(a payment.Action) string {
	switch a {
	case payment.ActionPINRight:
		return tr("typed the right PIN")
	case payment.ActionPINWrong:
		return tr("typed a wrong PIN")
	case payment.ActionPINLocked:
		return tr("locked out: too many wrong PINs")
	case payment.ActionPINSet:
		return tr("set a PIN")
	case payment.ActionPINChanged:
		return tr("changed a PIN")
	case payment.ActionPersonAdded:
		return tr("added somebody")
	case payment.ActionPersonAltered:
		return tr("altered somebody")
	case payment.ActionSignedIn:
		return tr("signed in")
	case payment.ActionSignedOut:
		return tr("signed out")
	case payment.ActionPolicyChanged:
		return tr("changed the rules for people")
	case payment.ActionSettingChanged:
		return tr("changed a setting")
	case payment.ActionProvisioned:
		return tr("applied a provision file")
	case payment.ActionSettledPaid:
		return tr("settled by hand as paid")
	case payment.ActionRefundAsked:
		return tr("gives money back")
	case payment.ActionSettledUnpaid:
		return tr("settled by hand as not paid")
	case payment.ActionContradiction:
		return tr("noticed a contradiction")
	case payment.ActionAcknowledged:
		return tr("has seen a contradiction")
	case payment.ActionReversed:
		return tr("noticed a reversal by the terminal")
	}
	return moreActionWords(a)
}

// moreActionWords are those of prints, files and the journal itself.
func moreActionWords(a payment.Action) string {
	switch a {
	case payment.ActionPrintReceipt:
		return tr("had a receipt printed")
	case payment.ActionPrintSummary:
		return tr("had the summary printed")
	case payment.ActionNotPrinted:
		return tr("noticed that it wasn't printed")
	case payment.ActionReceiptSaved:
		return tr("saved a receipt")
	case payment.ActionEvidenceSaved:
		return tr("saved evidence")
	case payment.ActionReconciled:
		return tr("compared with the terminal")
	case payment.ActionDayClosed:
		return tr("closed the day")
	case payment.ActionForeignFound:
		return tr("found another till's payment")
	case payment.ActionExported:
		return tr("saved an export")
	case payment.ActionTraceSaved:
		return tr("saved the messages")
	case payment.ActionDiagnosed:
		return tr("saved diagnostics")
	case payment.ActionDrilled:
		return tr("ended a drill")
	case payment.ActionJournalDamaged:
		return tr("set a damaged journal aside")
	case payment.ActionJournalRestored:
		return tr("restored the journal")
	}
	return string(a)
}

package ui

import (
	"strings"

	"harbourtill/terminal/payment"
)

const wordsVerifyingTrail = "Looking whether the trail is whole…"

// auditWho is who did it.
func auditWho(who string) string {
	if who == "" {
		return "somebody"
	}
	return who
}

// auditAbout is what it was about, and what more is known.
func auditAbout(e payment.AuditEntry) string {
	return strings.Trim(e.Subject+": "+e.Detail, ": ")
}

// actionWords says what was done.
func actionWords(a payment.Action) string {
	switch a {
	case payment.ActionPINRight:
		return "typed the right PIN"
	case payment.ActionPINWrong:
		return "typed a wrong PIN"
	case payment.ActionPINLocked:
		return "locked out: too many wrong PINs"
	case payment.ActionPINSet:
		return "set a PIN"
	case payment.ActionPINChanged:
		return "changed a PIN"
	case payment.ActionPersonAdded:
		return "added somebody"
	case payment.ActionPersonAltered:
		return "altered somebody"
	case payment.ActionSignedIn:
		return "signed in"
	case payment.ActionSignedOut:
		return "signed out"
	case payment.ActionPolicyChanged:
		return "changed the rules for people"
	case payment.ActionSettingChanged:
		return "changed a setting"
	case payment.ActionProvisioned:
		return "applied a provision file"
	case payment.ActionSettledPaid:
		return "settled by hand as paid"
	case payment.ActionSettledUnpaid:
		return "settled by hand as not paid"
	case payment.ActionContradiction:
		return "noticed a contradiction"
	case payment.ActionAcknowledged:
		return "has seen a contradiction"
	case payment.ActionReversed:
		return "noticed a reversal by the terminal"
	}
	return moreActionWords(a)
}

// moreActionWords are those of prints, files and the journal itself.
func moreActionWords(a payment.Action) string {
	switch a {
	case payment.ActionPrintReceipt:
		return "had a receipt printed"
	case payment.ActionPrintSummary:
		return "had the summary printed"
	case payment.ActionReceiptSaved:
		return "saved a receipt"
	case payment.ActionEvidenceSaved:
		return "saved evidence"
	case payment.ActionReconciled:
		return "compared with the terminal"
	case payment.ActionDayClosed:
		return "closed the day"
	case payment.ActionForeignFound:
		return "found another till's payment"
	case payment.ActionExported:
		return "saved an export"
	case payment.ActionTraceSaved:
		return "saved the messages"
	case payment.ActionJournalDamaged:
		return "set a damaged journal aside"
	case payment.ActionJournalRestored:
		return "restored the journal"
	}
	return string(a)
}

package payment

import "time"

// Action is what an audit entry tells of.
type Action string

// The actions.
const (
	// ActionPINRight and ActionPINWrong: somebody typed the manager's PIN.
	ActionPINRight Action = "right PIN"
	ActionPINWrong Action = "wrong PIN"
	// ActionPINLocked: it was the wrong PIN that locks.
	ActionPINLocked Action = "locked out"
	// ActionPINSet: the first PIN; ActionPINChanged: another one.
	ActionPINSet     Action = "PIN set"
	ActionPINChanged Action = "PIN changed"
	// The subject of these is the person.
	ActionPersonAdded   Action = "person added"
	ActionPersonAltered Action = "person altered"
	ActionSignedIn      Action = "signed in"
	ActionSignedOut     Action = "signed out"
	// ActionPolicyChanged: the shop wants something else of its people.
	ActionPolicyChanged Action = "rules for people changed"
	// ActionSettingChanged: the subject is the setting, the detail its old and
	// new value.
	ActionSettingChanged Action = "setting changed"
	// ActionProvisioned: a provision file was applied.
	ActionProvisioned Action = "provision file applied"
	// ActionSettledPaid and ActionSettledUnpaid: a manager's word on a payment.
	ActionSettledPaid   Action = "settled as paid"
	ActionSettledUnpaid Action = "settled as unpaid"
	// ActionContradiction: evidence has overturned what was shown.
	ActionContradiction Action = "contradiction noticed"
	// ActionAcknowledged: a person has seen a contradiction.
	ActionAcknowledged Action = "contradiction acknowledged"
	// ActionReversed: the terminal has given money back by itself.
	ActionReversed Action = "reversal noticed"
	// ActionRefundAsked: money is about to be given back; the subject is the refund, the
	// detail its amount, the payment and the reason. What came of it stands in the journal.
	ActionRefundAsked Action = "refund asked for"
	// ActionPrintReceipt and ActionPrintSummary: somebody had the terminal print,
	// whatever came of it; a receipt's subject is the transaction.
	ActionPrintReceipt Action = "receipt print asked for"
	ActionPrintSummary Action = "summary print asked for"
	// ActionNotPrinted: what was asked for last of this subject wasn't printed,
	// for sure; the detail is why. No subject: the summary.
	ActionNotPrinted Action = "not printed"
	// ActionDayClosed: the subject is the Z number, the detail what the closing
	// comes to and its hash.
	ActionDayClosed Action = "day closed"
	// ActionReceiptSaved and ActionEvidenceSaved: a transaction's receipt, or all
	// that is known of it, was saved as the file of the detail.
	ActionReceiptSaved  Action = "receipt saved"
	ActionEvidenceSaved Action = "evidence saved"
	// ActionForeignFound: a payment that this till didn't take was found and put
	// into the journal.
	ActionForeignFound Action = "another till's payment found"
	// ActionReconciled: the terminal was asked about a list of transactions.
	ActionReconciled Action = "reconciled with the terminal"
	// ActionExported: the journal, or its audit trail, was exported.
	ActionExported Action = "export made"
	// ActionTraceSaved: the messages to and from the terminal were saved.
	ActionTraceSaved Action = "trace saved"
	// ActionDiagnosed: how this till is was saved for support.
	ActionDiagnosed Action = "diagnostics saved"
	// ActionDrilled: somebody has ended a drill, the subject; the detail is how
	// much of it was right.
	ActionDrilled Action = "drill ended"
	// ActionJournalDamaged: a damaged journal was set aside.
	ActionJournalDamaged Action = "damaged journal set aside"
	// ActionJournalRestored: the journal comes from a backup.
	ActionJournalRestored Action = "journal restored"
)

// ByTheTill is the Who of what nobody did.
const ByTheTill = "the till"

// AuditEntry is one thing that an owner or an accountant may want to know
// about later. It holds no secret: no PIN, no POS-KEY, no card number.
type AuditEntry struct {
	At   time.Time `json:"at,omitzero"`
	Who  string    `json:"who"`
	What Action    `json:"what"`
	// Subject is the transaction's reference or the setting's name; may be
	// empty.
	Subject string `json:"subject,omitempty"`
	// Detail is a short text.
	Detail string `json:"detail,omitempty"`
}

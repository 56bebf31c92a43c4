package till

import (
	"cmp"
	"context"
	"time"

	"harbourtill/store/people"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/provision"
)

// Who an audit entry names. A till knows its manager by the PIN, not by name.
const (
	byManager   = people.MasterName
	byProvision = "provision file"
)

// pinSubject is what audit entries about the PIN are about.
const pinSubject = "manager.pin"

// audited keeps documents together with audit entries; a store and a draft do.
type audited interface {
	SaveAudited(name string, version int, value any, entries ...payment.AuditEntry) error
}

// pinTrail puts what happens to PINs and people into the audit trail. It
// implements people.Auditor.
type pinTrail struct {
	documents audited
	who       string
}

// SaveEvents implements people.Auditor.
func (t pinTrail) SaveEvents(name string, version int, value any, events ...people.Event) error {
	entries := make([]payment.AuditEntry, 0, len(events))
	for _, e := range events {
		who := cmp.Or(e.Who, t.who)
		if e.Kind == people.EventWrong || e.Kind == people.EventLocked {
			who = "" // anybody
		}
		entries = append(entries, payment.AuditEntry{
			At: time.Now(), Who: who, What: pinAction(e.Kind), Subject: cmp.Or(e.Subject, pinSubject), Detail: e.Detail,
		})
	}
	return t.documents.SaveAudited(name, version, value, entries...)
}

func pinAction(k people.EventKind) payment.Action {
	switch k {
	case people.EventRight:
		return payment.ActionPINRight
	case people.EventWrong:
		return payment.ActionPINWrong
	case people.EventLocked:
		return payment.ActionPINLocked
	case people.EventSet:
		return payment.ActionPINSet
	case people.EventChanged:
		return payment.ActionPINChanged
	case people.EventAdded:
		return payment.ActionPersonAdded
	case people.EventAltered:
		return payment.ActionPersonAltered
	case people.EventPolicy:
		return payment.ActionPolicyChanged
	case people.EventSignedIn:
		return payment.ActionSignedIn
	case people.EventSignedOut:
		return payment.ActionSignedOut
	}
	return payment.Action(k)
}

// save puts settings in force, with an audit entry for each that changes: all
// of it is on disk when it returns, or nothing but the POS-KEY.
func (t *Till) save(ctx context.Context, next provision.Settings, who string) error {
	before, err := t.Settings(ctx)
	if err != nil {
		return err
	}
	draft, now := t.journal.Draft(), time.Now()
	if who == byProvision {
		draft.Audit(payment.AuditEntry{At: now, Who: who, What: payment.ActionProvisioned, Subject: next.Source})
	}
	for _, c := range provision.Changes(before, next) {
		draft.Audit(payment.AuditEntry{
			At: now, Who: who, What: payment.ActionSettingChanged, Subject: c.Setting, Detail: c.String(),
		})
	}
	if err := next.Save(ctx, draft, pinTrail{draft, who}, t.keys); err != nil {
		return err
	}
	return draft.Commit()
}

// saveTill puts the till's own settings in force, with an audit entry for each
// that changes, from the next session on. by is who does it, the manager when it
// is empty.
func (t *Till) saveTill(ctx context.Context, next provision.Till, by string) error {
	if faults := next.Faults(); len(faults) > 0 {
		return faults[0]
	}
	before, err := t.Settings(ctx)
	if err != nil {
		return err
	}
	after := before
	after.Till = next
	draft := t.journal.Draft()
	for _, c := range provision.Changes(before, after) {
		draft.Audit(payment.AuditEntry{
			At: time.Now(), Who: cmp.Or(by, byManager), What: payment.ActionSettingChanged, Subject: c.Setting, Detail: c.String(),
		})
	}
	if err := provision.SaveTill(draft, next); err != nil {
		return err
	}
	return draft.Commit()
}

// TraceSaved puts into the audit trail that the messages to and from the
// terminal were saved to a file, by whoever did; may be empty.
func (t *Till) TraceSaved(file, by string) error {
	return t.note(by, payment.ActionTraceSaved, file, "")
}

// JournalDamaged puts into the audit trail of the journal that is open now that
// a damaged one was set aside, as aside.
func (t *Till) JournalDamaged(aside, detail string) error {
	return t.note("", payment.ActionJournalDamaged, aside, detail)
}

// JournalRestored puts into the audit trail of the journal that is open now
// that it comes from a backup.
func (t *Till) JournalRestored(backup, detail string) error {
	return t.note("", payment.ActionJournalRestored, backup, detail)
}

func (t *Till) note(by string, what payment.Action, subject, detail string) error {
	return t.journal.Append(payment.AuditEntry{
		At: time.Now(), Who: cmp.Or(by, payment.ByTheTill), What: what, Subject: subject, Detail: detail,
	})
}

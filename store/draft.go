package store

import (
	"encoding/json"
	"fmt"

	"harbourtill/terminal/payment"
)

// Draft is a change of documents that isn't made yet, with what the audit
// trail says of it. Commit makes all of it durable in one go. It belongs to one
// goroutine.
type Draft struct {
	store     *Store
	names     []string // in the order of their first saving
	documents map[string]document
	audit     []payment.AuditEntry
}

// Draft begins one.
func (s *Store) Draft() *Draft { return &Draft{store: s, documents: make(map[string]document)} }

// SaveDocument is Store.SaveDocument once Commit returns.
func (d *Draft) SaveDocument(name string, version int, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("document %s: %w", name, err)
	}
	if _, known := d.documents[name]; !known {
		d.names = append(d.names, name)
	}
	d.documents[name] = document{version, text}
	return nil
}

// LoadDocument is Store.LoadDocument after what was saved here.
func (d *Draft) LoadDocument(name string, value any) (version int, err error) {
	doc, known := d.documents[name]
	if !known {
		return d.store.LoadDocument(name, value)
	}
	if err := json.Unmarshal(doc.Value, value); err != nil {
		return 0, fmt.Errorf("document %s: %w", name, err)
	}
	return doc.Version, nil
}

// Audit adds entries to what Commit appends to the audit trail.
func (d *Draft) Audit(entries ...payment.AuditEntry) { d.audit = append(d.audit, entries...) }

// SaveAudited is SaveDocument and Audit.
func (d *Draft) SaveAudited(name string, version int, value any, entries ...payment.AuditEntry) error {
	d.Audit(entries...)
	return d.SaveDocument(name, version, value)
}

// Commit writes all of it, or nothing. Use the draft no more afterwards.
func (d *Draft) Commit() error {
	err := d.store.update(func(b *batch) error {
		for _, name := range d.names {
			text, err := json.Marshal(d.documents[name])
			if err != nil {
				return fmt.Errorf("document %s: %w", name, err)
			}
			if err := b.put(bucketDocuments, []byte(name), text); err != nil {
				return fmt.Errorf("document %s: %w", name, err)
			}
		}
		return b.audit(d.audit)
	})
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	return nil
}

// SaveAudited is SaveDocument with entries for the audit trail: both are on
// disk when it returns, or neither.
func (s *Store) SaveAudited(name string, version int, value any, entries ...payment.AuditEntry) error {
	d := s.Draft()
	if err := d.SaveAudited(name, version, value, entries...); err != nil {
		return err
	}
	return d.Commit()
}

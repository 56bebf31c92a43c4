package store

import (
	"context"
	"errors"
	"os"

	"harbourtill/terminal/payment"
)

// Health is how a journal is. What couldn't be found out is zero, and Err says
// why.
type Health struct {
	// Size is the file's, in bytes.
	Size int64
	// Schema is the layout's version; Newest is what this program writes.
	Schema, Newest uint64
	// CutOff: the last run didn't close the journal. Suspect: it has seen damage.
	CutOff, Suspect bool
	// Statuses says how many payments and refunds there are in each status.
	Statuses map[payment.Kind]map[payment.Status]int
	// Unresolved are what nobody knows the end of, oldest first.
	Unresolved []payment.Transaction
	// Audit is how many entries of the audit trail are as they were written, and
	// AuditErr the first that isn't.
	Audit    int
	AuditErr error
	// Closings is the newest Z report's number.
	Closings int
	// Err is the first thing that is wrong with the journal itself.
	Err error
}

// Health looks at the journal while it is open; that takes 4 s for a million
// transactions. It ends early with ctx's error in Err.
func (s *Store) Health(ctx context.Context) Health {
	h := Health{Schema: schema, Newest: schema, Suspect: s.damaged.Load()}
	if info, err := os.Stat(s.path); err == nil {
		h.Size = info.Size()
	}
	s.look(ctx, &h)
	return h
}

// Examine looks at the journal at path, which nobody has open (else Err is
// ErrInUse), from end to end. It changes nothing, whatever it finds. read is
// called with the journal where it can be read at all; that is for reading only.
func Examine(ctx context.Context, path string, read func(*Store)) (h Health) {
	h.Newest = schema
	info, err := os.Stat(path)
	if err != nil {
		h.Err = err
		return h
	}
	h.Size = info.Size()
	left := marked(path)
	h.CutOff, h.Suspect = left != "", left == markDamaged
	db, file, err := openFile(path, true)
	if err != nil {
		h.Err = err
		return h
	}
	s := &Store{path: path, pageSize: db.Info().PageSize, db: db, file: file}
	s.damaged.Store(true) // so that nothing is noted beside the file
	defer func() { h.Err = errors.Join(h.Err, db.Close()) }()
	if h.Err = checkPages(db, file); h.Err != nil {
		return h // who follows broken pages may never come back
	}
	if h.Schema, h.Err = version(db); h.Err != nil {
		return h
	}
	if h.Schema != schema {
		h.Err = ErrSchema
		return h
	}
	h.Err = guard(func() error { return db.View(checkEntries) })
	s.look(ctx, &h)
	read(s)
	return h
}

// look reads all that can be read.
func (s *Store) look(ctx context.Context, h *Health) {
	h.Statuses = make(map[payment.Kind]map[payment.Status]int)
	err := s.Each(func(t payment.Transaction) error {
		if h.Statuses[t.Kind] == nil {
			h.Statuses[t.Kind] = make(map[payment.Status]int)
		}
		h.Statuses[t.Kind][t.Status]++
		return ctx.Err()
	})
	if err == nil {
		h.Unresolved, err = s.Unresolved()
	}
	var zs []payment.Closing
	if err == nil {
		zs, err = s.Closings(1, 0)
	}
	if len(zs) > 0 {
		h.Closings = zs[0].Number
	}
	if h.Err == nil {
		h.Err = err
	}
	if ctx.Err() == nil {
		h.Audit, h.AuditErr = s.VerifyAudit()
	}
}

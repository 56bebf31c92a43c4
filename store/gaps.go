package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"harbourtill/terminal/payment"
)

// keyRestored, in the meta bucket, says that the file is a backup that nobody
// has opened yet.
var keyRestored = []byte("restored")

// causeRestored stands in the history of a transaction that only the side file
// knew.
const causeRestored = "journal restored"

// Missing returns what the side file holds and the journal doesn't, oldest
// first; nothing without a side file. Opening has made unknown transactions
// of those that can be asked about, so these are for a person: what has no
// terminal profile, what the terminal gave back by itself, other tills' payments
// that were found, and all from before a journal that began anew. When the side
// file itself is damaged it returns what can be read with ErrDamaged.
func (s *Store) Missing() ([]Gap, error) {
	if s.side == nil {
		return nil, nil
	}
	texts := make(map[payment.Reference][]byte)
	var order []payment.Reference
	damaged, err := s.side.scan(func(word string, reference payment.Reference, text []byte) {
		switch word {
		case wordTaken:
			order = append(order, reference)
			texts[reference] = slices.Clone(text)
		case wordDropped:
			delete(texts, reference)
		}
	})
	if err != nil {
		return nil, fmt.Errorf("side file: %w", diskError(err))
	}
	var gaps []Gap
	err = s.view(func(tx *bbolt.Tx) error {
		for _, reference := range order {
			text, taken := texts[reference]
			if !taken || tx.Bucket(bucketByReference).Get([]byte(reference)) != nil {
				continue
			}
			delete(texts, reference)
			g := Gap{Reference: reference}
			if json.Unmarshal(text, &g) != nil {
				damaged++
			}
			gaps = append(gaps, g)
		}
		return nil
	})
	if err == nil && damaged > 0 {
		err = fmt.Errorf("side file: %w: %d lines", ErrDamaged, damaged)
	}
	return gaps, err
}

// adopt makes an unknown transaction of each gap that the till can ask about,
// if the side file is ahead of the journal or the journal is a backup. Gaps
// from before the journal's first transaction stay gaps: that journal began
// anew, and its till would ask about everything there ever was.
func (s *Store) adopt(newest payment.Reference) error {
	restored, oldest, err := s.origin()
	if err != nil || s.side.newest <= newest && !restored {
		return err
	}
	gaps, err := s.Missing()
	if err != nil && !errors.Is(err, ErrDamaged) {
		return err
	}
	now := time.Now()
	return s.update(func(b *batch) error {
		for _, g := range gaps {
			began := restored && oldest == "" || oldest != "" && g.Reference > oldest
			if !began || !g.askable() {
				continue
			}
			if err := b.write(g.record(now)); err != nil {
				return err
			}
		}
		b.taken = nil // the side file has them
		if err := b.adoptClosings(s.side); err != nil {
			return err
		}
		return b.tx.Bucket(bucketMeta).Delete(keyRestored)
	})
}

// askable says whether the terminal can be asked what became of a gap: of a
// payment by its reference, of a refund by its original's syssn.
func (g Gap) askable() bool {
	known := g.Kind == payment.Payment || g.Kind == payment.Refund && g.OriginalSyssn != ""
	return known && g.Profile != "" && g.Reference.Valid() && !g.ByTerminal && !g.Foreign
}

// origin says whether the journal is a backup that is opened for the first
// time, and which its first reference is; empty when it has none.
func (s *Store) origin() (restored bool, oldest payment.Reference, err error) {
	err = s.view(func(tx *bbolt.Tx) error {
		restored = tx.Bucket(bucketMeta).Get(keyRestored) != nil
		first, _ := tx.Bucket(bucketByReference).Cursor().First()
		oldest = payment.Reference(first)
		return nil
	})
	return restored, oldest, err
}

// record is what the journal keeps of a gap: it may have been sent, so it is
// unknown and will be asked about.
func (g Gap) record(at time.Time) payment.Record {
	return payment.Record{
		Transaction: payment.Transaction{
			Reference: g.Reference, Kind: g.Kind, Status: payment.Unknown, Reason: payment.Restarted,
			Channel: g.Channel, Amount: g.Amount, Profile: g.Profile, Timeout: g.Timeout, Created: g.Created,
			Original: g.Original, OriginalSyssn: g.OriginalSyssn, Refundable: g.Refundable, AllowModify: g.AllowModify,
		},
		Transition: payment.Transition{
			At: at, Status: payment.Unknown, Reason: payment.Restarted, Cause: causeRestored, Evidence: payment.ByTill,
		},
	}
}

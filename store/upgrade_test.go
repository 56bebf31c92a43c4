package store

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"

	"go.etcd.io/bbolt"

	"harbourtill/terminal/payment"
)

// TestUpgrade opens files as older versions wrote them: nothing packed, no
// summaries and terms, no audit trail, no checksums.
func TestUpgrade(t *testing.T) {
	for version := range uint64(schema) {
		if version > 0 {
			t.Run(fmt.Sprint(version), func(t *testing.T) { upgraded(t, version) })
		}
	}
}

func upgraded(t *testing.T, old uint64) {
	path := journalPath(t)
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	shop(t, s, 10)
	all := writeSample(t, s, newSampler(5, 200, 3), 200)
	if err := s.Append(auditEntry(1)); err != nil {
		t.Fatal(err)
	}
	want, err := everything(s)
	if err != nil {
		t.Fatal(err)
	}
	downgrade(t, s, old)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	entries := 0
	if old == 3 {
		entries = 1
	}
	for range 2 {
		s, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := everything(s); err != nil || got != want {
			t.Errorf("after the upgrade: %v", err)
		}
		if n, err := s.VerifyAudit(); err != nil || n != entries {
			t.Errorf("the audit trail has %d entries: %v", n, err)
		}
		for _, tr := range all[:20] {
			found, err := s.Search(t.Context(), Query{Text: tr.Amount.Decimal(), Channel: tr.Channel}, 300, "")
			if err != nil || !slices.Contains(namesOf(found), tr.Reference) {
				t.Errorf("%v isn't found: %v", tr.Amount, err)
			}
		}
		if v, err := version(s.db); err != nil || v != schema {
			t.Errorf("version %d, %v", v, err)
		}
		if err := errors.Join(s.Append(auditEntry(2)), s.Close()); err != nil {
			t.Fatal(err)
		}
		entries++
	}
}

// downgrade rewrites an open journal as an older version wrote it.
func downgrade(t *testing.T, s *Store, version uint64) {
	t.Helper()
	err := s.db.Update(func(tx *bbolt.Tx) error {
		var all totals
		for i, name := range slices.Backward(counted()[:countedBefore]) {
			if err := rewrite(tx, name, version); err != nil {
				return err
			}
			if version == 1 {
				continue
			}
			var err error
			if all[i], err = count(name, tx.Bucket(name)); err != nil {
				return err
			}
		}
		meta := tx.Bucket(bucketMeta)
		for _, name := range counted()[countedBefore:] {
			if err := tx.DeleteBucket(name); err != nil {
				return err
			}
		}
		if version < 3 {
			if err := errors.Join(tx.DeleteBucket(bucketAudit), meta.Delete(keyAudit)); err != nil {
				return err
			}
		}
		if err := meta.Delete(keyTotals); err != nil {
			return err
		}
		if version == 1 {
			return meta.Put(keySchema, bigEndian(1))
		}
		if err := saveTotals(tx, all); err != nil {
			return err
		}
		sums, err := get(tx, bucketMeta, keyTotals)
		if err != nil {
			return err
		}
		return errors.Join(
			meta.Put(keyTotals, seal(bucketMeta, keyTotals, sums[:16*countedBefore])),
			meta.Put(keySchema, seal(bucketMeta, keySchema, bigEndian(version))),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// rewrite brings a bucket's values to what an older version wrote.
func rewrite(tx *bbolt.Tx, name []byte, version uint64) error {
	b := tx.Bucket(name)
	values := make(map[string][]byte)
	err := b.ForEach(func(key, value []byte) error {
		switch {
		case sealed(name):
			var own payment.Reference
			if string(name) == string(bucketTransitions) {
				head, err := load(tx, key[:8])
				if err != nil {
					return err
				}
				own = head.Reference
			}
			text, err := unpack(value[sealSize:], own)
			if err != nil {
				return err
			}
			values[string(key)] = bytes.Clone(text)
			if version > 1 {
				values[string(key)] = seal(name, key, text)
			}
		case string(name) == string(bucketByTime):
			values[string(key)] = []byte{}
		}
		return nil
	})
	for key, value := range values {
		err = errors.Join(err, b.Put([]byte(key), value))
	}
	return err
}

package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"harbourtill/terminal/payment"
)

// TestDamageIsRemembered: what a read has found, the next opening of even a
// large file looks for everywhere.
func TestDamageIsRemembered(t *testing.T) {
	path := journalPath(t)
	s, err := openWith(path, options{})
	if err != nil {
		t.Fatal(err)
	}
	shop(t, s, newestChecked+50)
	var oldest payment.Reference
	stop := errors.New("stop")
	if err := s.Each(func(tr payment.Transaction) error { oldest = tr.Reference; return stop }); !errors.Is(err, stop) {
		t.Fatal(err)
	}
	err = s.db.Update(func(tx *bbolt.Tx) error {
		key := bigEndian(1)
		value := bytes.Clone(tx.Bucket(bucketTransactions).Get(key))
		value[len(value)-5] ^= 1
		return tx.Bucket(bucketTransactions).Put(key, value)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s, err = openWith(path, options{})
	if err != nil {
		t.Fatalf("an old record's damage isn't looked for: %v", err)
	}
	_, err = s.Transaction(oldest)
	if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "transactions 0000000000000001") || strings.Contains(err.Error(), "May") {
		t.Errorf("read: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := openWith(path, options{}); !errors.Is(err, ErrDamaged) {
		t.Errorf("opened again: %v", err)
	}
	setAside(t, path)
}

// setAside moves a damaged journal away, twice, and holds that nothing is lost.
func setAside(t *testing.T, path string) {
	t.Helper()
	was, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	aside, err := SetAside(path)
	if err != nil {
		t.Fatal(err)
	}
	if is, err := os.ReadFile(aside); err != nil || !bytes.Equal(is, was) || !strings.HasPrefix(aside, path+".damaged-2") {
		t.Errorf("set aside as %s: %v", aside, err)
	}
	s := open(t, path)
	if _, err := SetAside(path); !errors.Is(err, ErrInUse) {
		t.Errorf("set aside while open: %v", err)
	}
	if list, err := s.Newest(1, ""); err != nil || len(list) != 0 {
		t.Errorf("the new journal holds %v, %v", list, err)
	}
}

func TestUnusedName(t *testing.T) {
	name := filepath.Join(t.TempDir(), "till.db.damaged")
	for range 3 {
		if err := os.WriteFile(unused(name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if list, err := filepath.Glob(name + "*"); err != nil || len(list) != 3 {
		t.Errorf("%v, %v", list, err)
	}
}

func TestMark(t *testing.T) {
	path := journalPath(t)
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := marked(path); got != markOpen {
		t.Errorf("open: %q", got)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if got := marked(path); got != "" {
		t.Errorf("closed: %q", got)
	}
}

// TestVisitorPanics: a caller's own panic isn't taken for damage.
func TestVisitorPanics(t *testing.T) {
	s := open(t, journalPath(t))
	reserve(t, s, time.Now())
	defer func() {
		if r := recover(); r != "mine" {
			t.Errorf("recovered %v", r)
		}
	}()
	_ = s.Each(func(payment.Transaction) error { panic("mine") })
}

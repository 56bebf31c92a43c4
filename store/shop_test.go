package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"harbourtill/terminal/payment"
)

// shop writes a journal of n payments in all states, some with a refund, and
// a few documents.
func shop(t testing.TB, s *Store, n int) {
	t.Helper()
	created := time.Date(2026, 11, 23, 9, 0, 0, 0, payment.HongKong())
	var records []payment.Record
	ends := []payment.Status{payment.Approved, payment.Declined, payment.Cancelled, payment.Unknown, payment.Approved}
	for i := range n {
		reference, err := s.NewReference()
		if err != nil {
			t.Fatal(err)
		}
		created = created.Add(time.Minute)
		tr := payment.Transaction{
			Reference: reference, Kind: payment.Payment, Status: payment.Reserved, Channel: payment.Channels()[i%9],
			Amount: payment.Money(100 + i), Created: created, Profile: "counter", Operator: "May",
		}
		for _, status := range []payment.Status{payment.Reserved, payment.Sent, ends[i%len(ends)]} {
			tr.Status = status
			if status == payment.Approved {
				tr.Booked, tr.Syssn = tr.Amount, fmt.Sprintf("2026112315%016d", i)
			}
			step := payment.Transition{At: created, Status: status, Cause: "shop"}
			records = append(records, payment.Record{Transaction: tr, Transition: step})
		}
		if i%20 == 0 {
			refund, err := s.NewReference()
			if err != nil {
				t.Fatal(err)
			}
			tr.Reference, tr.Kind, tr.Original, tr.Amount = refund, payment.Refund, reference, 1
			records = append(records, payment.Record{Transaction: tr, Transition: payment.Transition{Status: tr.Status}})
		}
		if len(records) > 30 || i == n-1 {
			if err := s.Write(records...); err != nil {
				t.Fatal(err)
			}
			records = nil
		}
	}
	for _, name := range []string{"till", "terminal", "profile/counter"} {
		if err := s.SaveDocument(name, 1, map[string]string{"name": name, "text": strings.Repeat("x", 300)}); err != nil {
			t.Fatal(err)
		}
	}
}

// shopFile is a closed journal's bytes, and all that it says.
func shopFile(t testing.TB, n int) (file []byte, says string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "till.db")
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	shop(t, s, n)
	if says, err = everything(s); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if file, err = os.ReadFile(path); err != nil {
		t.Fatal(err)
	}
	return file, says
}

// everything reads a journal through every way there is, and writes it down.
func everything(s *Store) (string, error) {
	var out bytes.Buffer
	say := func(what ...any) {
		text, err := json.Marshal(what)
		if err != nil {
			panic(err)
		}
		out.Write(append(text, '\n'))
	}
	var all []payment.Transaction
	err := s.Each(func(t payment.Transaction) error {
		all = append(all, t)
		return nil
	})
	if err != nil {
		return "", err
	}
	say(all)
	for _, t := range all {
		again, err1 := s.Transaction(t.Reference)
		history, err2 := s.Transitions(t.Reference)
		refunds, err3 := s.RefundsOf(t.Reference)
		numbered, err4 := s.BySyssn(t.Syssn)
		if err := errors.Join(err1, err2, err3, err4); err != nil {
			return "", err
		}
		say(again, history, refunds, numbered)
	}
	unresolved, err1 := s.Unresolved()
	newest, err2 := s.Newest(50, "")
	if err := errors.Join(err1, err2); err != nil {
		return "", err
	}
	say(unresolved, newest)
	for _, name := range []string{"till", "terminal", "profile/counter"} {
		var value map[string]string
		version, err := s.LoadDocument(name, &value)
		if err != nil {
			return "", err
		}
		say(name, version, value)
	}
	return out.String(), nil
}

// reread opens a file with the bytes given and reads everything. It holds that
// a refused file stays as it was, byte for byte.
func reread(t *testing.T, file []byte, o options) (string, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "till.db")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := openWith(path, o)
	if err != nil {
		after, readErr := os.ReadFile(path)
		if readErr != nil || !bytes.Equal(after, file) {
			t.Errorf("a refused file was changed: %v", readErr)
		}
		return "", err
	}
	says, err := everything(s)
	return says, errors.Join(err, s.Close())
}

package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

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

// TestOneByteFlipped: whatever byte goes bad, the journal says what was
// written, or that it is damaged.
func TestOneByteFlipped(t *testing.T) {
	file, want := shopFile(t, 200)
	random := rand.New(rand.NewPCG(2026, 11))
	damaged := 0
	try := func(offset int, bit byte) {
		bad := bytes.Clone(file)
		bad[offset] ^= bit
		got, err := reread(t, bad, options{wholeCheck: wholeCheckSize})
		switch {
		case errors.Is(err, ErrDamaged):
			damaged++
		case err != nil:
			t.Errorf("byte %d, bit %x: %v", offset, bit, err)
		case got != want:
			t.Errorf("byte %d, bit %x: other data, and no error", offset, bit)
		}
	}
	for range 150 {
		try(random.IntN(len(file)), 1<<random.IntN(8))
	}
	// Both meta pages, and the head of each page.
	for offset := range 80 {
		try(offset*2%80+offset/40*os.Getpagesize(), 1<<random.IntN(8))
	}
	for page := 2; page < len(file)/os.Getpagesize(); page++ {
		try(page*os.Getpagesize()+random.IntN(48), 1<<random.IntN(8))
	}
	t.Logf("%d flips found", damaged)
	if damaged < 60 {
		t.Error("hardly any flip was noticed")
	}
}

// TestOneByteFlippedInALargeFile: without the whole check, what is read is
// right or damaged too, record by record; only what an index has lost is
// found by the whole check alone.
func TestOneByteFlippedInALargeFile(t *testing.T) {
	file, want := shopFile(t, 200)
	random := rand.New(rand.NewPCG(2026, 12))
	for range 100 {
		bad := bytes.Clone(file)
		offset := random.IntN(len(bad))
		bad[offset] ^= 1 << random.IntN(8)
		got, err := reread(t, bad, options{})
		if err != nil {
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNotFound) {
				t.Errorf("byte %d: %v", offset, err)
			}
			continue
		}
		var read [][]json.RawMessage
		first, _, _ := strings.Cut(got, "\n")
		if err := json.Unmarshal([]byte(first), &read); err != nil {
			t.Fatal(err)
		}
		for _, text := range read[0] {
			if !strings.Contains(want, string(text)) {
				t.Errorf("byte %d: read %s", offset, text)
			}
		}
	}
}

func TestDamagedFilesAreRefused(t *testing.T) {
	file, _ := shopFile(t, 200)
	page := os.Getpagesize()
	random := rand.New(rand.NewPCG(2026, 13))
	cases := map[string][]byte{
		"a text file":      []byte("Dear diary,\n"),
		"a long text file": bytes.Repeat([]byte("Dear diary,\n"), 4000),
		"one byte":         {0},
		"zeroes":           make([]byte, len(file)),
		"no meta pages":    append(make([]byte, 2*page), file[2*page:]...),
		"pages swapped":    append(append(bytes.Clone(file[:4*page]), file[5*page:6*page]...), append(bytes.Clone(file[4*page:5*page]), file[6*page:]...)...),
	}
	for range 40 {
		n := 1 + random.IntN(len(file)/2)
		cases[fmt.Sprintf("the first %d bytes", n)] = file[:n]
	}
	for name, bad := range cases {
		if _, err := reread(t, bad, options{wholeCheck: wholeCheckSize}); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := reread(t, bad, options{}); err == nil || !errors.Is(err, ErrDamaged) {
			t.Errorf("%s, checked cheaply: %v", name, err)
		}
	}
}

func TestZeroedPages(t *testing.T) {
	file, want := shopFile(t, 200)
	size := os.Getpagesize()
	for page := range len(file) / size {
		bad := bytes.Clone(file)
		clear(bad[page*size : (page+1)*size])
		if got, err := reread(t, bad, options{wholeCheck: wholeCheckSize}); !errors.Is(err, ErrDamaged) && (err != nil || got != want) {
			t.Errorf("page %d: %v", page, err)
		}
	}
}

func TestEmptyFileIsANewJournal(t *testing.T) {
	path := journalPath(t)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	reserve(t, open(t, path), time.Now())
}

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

// TestUpgrade opens a file as version 1 wrote it.
func TestUpgrade(t *testing.T) {
	path := filepath.Join(t.TempDir(), "till.db")
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	shop(t, s, 30)
	want, err := everything(s)
	if err != nil {
		t.Fatal(err)
	}
	err = s.db.Update(func(tx *bbolt.Tx) error {
		for _, name := range counted() {
			old := make(map[string][]byte)
			b := tx.Bucket(name)
			err := b.ForEach(func(k, v []byte) error {
				if sealed(name) {
					old[string(k)] = bytes.Clone(v[sealSize:])
				}
				return nil
			})
			for k, v := range old {
				err = errors.Join(err, b.Put([]byte(k), v))
			}
			if err != nil {
				return err
			}
		}
		meta := tx.Bucket(bucketMeta)
		return errors.Join(meta.Delete(keyTotals), meta.Put(keySchema, bigEndian(1)))
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		s, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := everything(s); err != nil || got != want {
			t.Errorf("after the upgrade: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	s = open(t, path)
	if v, err := version(s.db); err != nil || v != schema {
		t.Errorf("version %d, %v", v, err)
	}
	reserve(t, s, time.Now())
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

package store

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.etcd.io/bbolt"

	"harbourtill/terminal/payment"
)

func backUp(t *testing.T, s *Store, dir string) BackupInfo {
	t.Helper()
	info, err := s.Backup(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func TestBackup(t *testing.T) {
	s, dir := open(t, journalPath(t)), filepath.Join(t.TempDir(), "backups")
	if list, err := Backups(dir); err != nil || len(list) != 0 {
		t.Errorf("before: %v, %v", list, err)
	}
	shop(t, s, 100)
	want, err := everything(s)
	if err != nil {
		t.Fatal(err)
	}
	info := backUp(t, s, dir)
	if info.Transactions != 105 || info.Err != nil || info.Size == 0 {
		t.Errorf("%+v", info)
	}
	reserve(t, s, time.Now())
	list, err := Backups(dir)
	if err != nil || len(list) != 1 || list[0].Path != info.Path || list[0].Transactions != 105 || list[0].Err != nil {
		t.Errorf("%+v, %v", list, err)
	}
	if d := list[0].Time.Sub(info.Time).Abs(); d > time.Second {
		t.Errorf("its time is off by %s", d)
	}
	file, err := os.ReadFile(info.Path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := reread(t, file, options{wholeCheck: wholeCheckSize}); err != nil || got != want {
		t.Errorf("the backup says something else, or %v", err)
	}
	onlyBackups(t, dir, 1)
}

func onlyBackups(t *testing.T, dir string, n int) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != n {
		t.Errorf("%d backups, want %d, nothing else: %v, %v", len(entries), n, entries, err)
	}
}

func TestBackupsKept(t *testing.T) {
	s, dir := open(t, journalPath(t)), t.TempDir()
	reserve(t, s, time.Now())
	first := backUp(t, s, dir)
	for range backupsKept {
		backUp(t, s, dir)
	}
	if _, err := os.Stat(first.Path); !os.IsNotExist(err) {
		t.Errorf("the oldest is still there: %v", err)
	}
	onlyBackups(t, dir, backupsKept)
	file, err := os.ReadFile(first.Path)
	if !os.IsNotExist(err) {
		t.Error(file, err)
	}
}

func TestDamagedBackupIsListed(t *testing.T) {
	s, dir := open(t, journalPath(t)), t.TempDir()
	shop(t, s, 20)
	bad := backUp(t, s, dir)
	good := backUp(t, s, dir)
	file, err := os.ReadFile(bad.Path)
	if err != nil {
		t.Fatal(err)
	}
	var value []byte
	err = s.view(func(tx *bbolt.Tx) error {
		value = bytes.Clone(tx.Bucket(bucketTransactions).Get(bigEndian(7)))
		return nil
	})
	at := bytes.Index(file, value)
	if err != nil || at < 0 {
		t.Fatalf("the backup lacks a transaction: %v", err)
	}
	file[at+len(value)-1] ^= 1
	if err := os.WriteFile(bad.Path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	list, err := Backups(dir)
	if err != nil || len(list) != 2 || list[0].Path != good.Path || list[0].Err != nil || !errors.Is(list[1].Err, ErrDamaged) {
		t.Errorf("%+v, %v", list, err)
	}
	data := t.TempDir()
	if _, err := Restore(data, bad.Path); !errors.Is(err, ErrDamaged) {
		t.Errorf("restored: %v", err)
	}
	if entries, err := os.ReadDir(data); err != nil || len(entries) != 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// TestDamagedJournalIsNotBackedUp, and costs no older backup.
func TestDamagedJournalIsNotBackedUp(t *testing.T) {
	path, dir := journalPath(t), t.TempDir()
	s := openOptions(t, path, options{wholeCheck: wholeCheckSize})
	shop(t, s, 20)
	for range backupsKept {
		backUp(t, s, dir)
	}
	err := s.db.Update(func(tx *bbolt.Tx) error { return tx.Bucket(bucketUnresolved).Put(bigEndian(1), []byte{}) })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Backup(t.Context(), dir); !errors.Is(err, ErrDamaged) {
		t.Errorf("%v", err)
	}
	onlyBackups(t, dir, backupsKept)
	closeStore(t, s)
	if _, err := Open(path); !errors.Is(err, ErrDamaged) {
		t.Errorf("opened: %v", err)
	}
}

func TestBackupStops(t *testing.T) {
	s, dir := open(t, journalPath(t)), t.TempDir()
	shop(t, s, 20)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Backup(ctx, dir); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	onlyBackups(t, dir, 0)
}

// TestSalesGoOnDuringBackups: each backup is the journal at one moment.
func TestSalesGoOnDuringBackups(t *testing.T) {
	s, dir := open(t, journalPath(t)), t.TempDir()
	shop(t, s, 50)
	var sales sync.WaitGroup
	stop := make(chan struct{})
	sales.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				sell(t, s, 100)
			}
		}
	})
	for range 5 {
		backUp(t, s, dir)
	}
	close(stop)
	sales.Wait()
	list, err := Backups(dir)
	if err != nil || len(list) != 5 {
		t.Fatalf("%v, %v", list, err)
	}
	for i := range list {
		if list[i].Err != nil || i > 0 && list[i].Transactions > list[i-1].Transactions {
			t.Errorf("%+v", list)
		}
	}
}

// TestRestore: the journal is as in the backup, and what was sold since is
// asked about.
func TestRestore(t *testing.T) {
	for _, before := range []int{0, 1} {
		data, dir := t.TempDir(), t.TempDir()
		path := filepath.Join(data, journalName)
		s := openOptions(t, path, withReferences)
		if err := s.SaveDocument("till", 1, "Counter 1"); err != nil {
			t.Fatal(err)
		}
		for range before {
			sell(t, s, 100)
		}
		backup := backUp(t, s, dir)
		since := sell(t, s, 200)
		if _, err := Restore(data, backup.Path); !errors.Is(err, ErrInUse) {
			t.Errorf("restored over an open journal: %v", err)
		}
		closeStore(t, s)
		was, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		replaced, err := Restore(data, backup.Path)
		if err != nil {
			t.Fatal(err)
		}
		if is, err := os.ReadFile(replaced); err != nil || !bytes.Equal(is, was) {
			t.Errorf("%s isn't the old journal: %v", replaced, err)
		}
		s = openChecked(t, path, withReferences)
		list, err := s.Unresolved()
		if err != nil || len(list) != before+1 || list[before].Reference != since.Reference || list[before].Status != payment.Unknown {
			t.Errorf("unresolved %+v, %v", list, err)
		}
		var name string
		if v, err := s.LoadDocument("till", &name); err != nil || v != 1 || name != "Counter 1" {
			t.Errorf("%q, %v", name, err)
		}
		if entries, err := filepath.Glob(filepath.Join(data, "*"+partialSuffix+"*")); err != nil || len(entries) != 0 {
			t.Errorf("left behind: %v, %v", entries, err)
		}
		sell(t, s, 300)
	}
}

// TestRestoreInPlaceOfDamage: the present journal can't even be opened, or is
// gone.
func TestRestoreInPlaceOfDamage(t *testing.T) {
	data, dir := t.TempDir(), t.TempDir()
	path := filepath.Join(data, journalName)
	s := openOptions(t, path, withReferences)
	sell(t, s, 100)
	backup := backUp(t, s, dir)
	closeStore(t, s)
	for _, spoil := range []func() error{
		func() error { return os.WriteFile(path, []byte("Dear diary,\n"), 0o600) },
		func() error { return os.Truncate(path, 5000) },
		func() error { return os.Remove(path) },
	} {
		if err := spoil(); err != nil {
			t.Fatal(err)
		}
		if _, err := Restore(data, backup.Path); err != nil {
			t.Fatal(err)
		}
		s := openOptions(t, path, withReferences)
		if list, err := s.Unresolved(); err != nil || len(list) != 1 {
			t.Errorf("%v, %v", namesOf(list), err)
		}
		closeStore(t, s)
	}
	if list, err := filepath.Glob(path + ".replaced-*"); err != nil || len(list) != 2 {
		t.Errorf("set aside: %v, %v", list, err)
	}
}

func TestNextBackup(t *testing.T) {
	for now, want := range map[string]string{
		"2026-11-23T02:59:59+08:00": "2026-11-23T03:00:00+08:00",
		"2026-11-23T03:00:00+08:00": "2026-11-24T03:00:00+08:00",
		"2026-11-30T20:00:00Z":      "2026-12-02T03:00:00+08:00",
	} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		if got := nextBackup(at).Format(time.RFC3339); got != want {
			t.Errorf("after %s: %s, want %s", now, got, want)
		}
	}
}

// TestKeepBackups lives through three nights.
func TestKeepBackups(t *testing.T) {
	path, dir := journalPath(t), t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := openOptions(t, path, options{wholeCheck: wholeCheckSize})
		shop(t, s, 3)
		ctx, cancel := context.WithCancel(t.Context())
		var log bytes.Buffer
		var keeper sync.WaitGroup
		keeper.Go(func() { KeepBackups(ctx, s, dir, slog.New(slog.NewTextHandler(&log, nil))) })
		synctest.Wait()
		onlyBackups(t, dir, 1)

		sell(t, s, 100)
		time.Sleep(18 * time.Hour) // the bubble's clock begins at 08:00 in Hong Kong
		synctest.Wait()
		onlyBackups(t, dir, 1)
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		onlyBackups(t, dir, 2)

		time.Sleep(24 * time.Hour)
		synctest.Wait()
		onlyBackups(t, dir, 2)
		if !strings.Contains(log.String(), "nothing has changed") {
			t.Errorf("log:\n%s", log.String())
		}

		sell(t, s, 100)
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(dir, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		if !strings.Contains(log.String(), "level=ERROR msg=backup") {
			t.Errorf("log:\n%s", log.String())
		}
		cancel()
		keeper.Wait()
		closeStore(t, s)
	})
}

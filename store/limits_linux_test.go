package store

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"harbourtill/terminal/payment"
)

// TestFullFileSystem fills a real one.
func TestFullFileSystem(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=256k"); err != nil {
		t.Skipf("a file system of one's own needs privileges: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	s := open(t, filepath.Join(dir, "till.db"))
	filler := filepath.Join(dir, "filler")
	writeUntilFull(t, s, filler)
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	reserve(t, s, time.Now())
}

// writeUntilFull takes the room that is left, but for a little, and sells
// until the disk is full.
func writeUntilFull(t *testing.T, s *Store, filler string) {
	t.Helper()
	f, err := os.Create(filler)
	if err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, err = f.Write(make([]byte, 4096))
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2000 {
		reference, err := s.NewReference()
		if err != nil {
			t.Fatal(err)
		}
		err = s.Write(payment.Record{Transaction: payment.Transaction{Reference: reference, Status: payment.Reserved, Created: time.Now()}})
		if err == nil {
			continue
		}
		if !errors.Is(err, ErrFull) {
			t.Errorf("full: %v", err)
		}
		if _, err := s.Transaction(reference); !errors.Is(err, ErrNotFound) {
			t.Errorf("a refused sale is there: %v", err)
		}
		return
	}
	t.Error("the disk is never full")
}

// limitEnv tells the test's binary to be the program with a file size limit.
const limitEnv = "HARBOUR_TILL_TEST_LIMIT"

// TestFileSizeLimit runs into a real limit, in a process of its own.
func TestFileSizeLimit(t *testing.T) {
	if path := os.Getenv(limitEnv); path != "" {
		underLimit(t, path)
		return
	}
	path := filepath.Join(t.TempDir(), "till.db")
	cmd := exec.Command(os.Args[0], "-test.run", "^TestFileSizeLimit$", "-test.v")
	cmd.Env = append(os.Environ(), limitEnv+"="+path)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if list, err := open(t, path).Newest(100, ""); err != nil || len(list) == 0 {
		t.Errorf("left behind: %v, %v", list, err)
	}
}

func underLimit(t *testing.T, path string) {
	signal.Ignore(syscall.SIGXFSZ)
	s := open(t, path)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	limit.Cur = 48 << 10
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	var err error
	for n := 0; err == nil && n < 1000; n++ {
		err = s.SaveDocument(fmt.Sprintf("document %d", n), 1, strings.Repeat("x", 500))
	}
	if !errors.Is(err, ErrFull) {
		t.Errorf("at the limit: %v", err)
	}
	limit.Cur = limit.Max
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	reserve(t, s, time.Now())
}

func TestReadOnlyFolder(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write everywhere")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o500); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(filepath.Join(dir, "till.db")); !errors.Is(err, ErrReadOnly) {
		t.Errorf("%v", err)
	}
}

// TestReplaceFileOnAFullDisk: on a real one.
func TestReplaceFileOnAFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=256k"); err != nil {
		t.Skipf("a file system of one's own needs privileges: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	path, old := filepath.Join(dir, "report.pdf"), make([]byte, 100<<10)
	if err := os.WriteFile(path, old, 0o600); err != nil {
		t.Fatal(err)
	}
	err := ReplaceFile(path, 0o666, func(w io.Writer) error {
		_, err := w.Write(make([]byte, 200<<10))
		return err
	}, func() error {
		t.Error("half a file was ready")
		return nil
	})
	if !errors.Is(err, ErrFull) {
		t.Errorf("full: %v", err)
	}
	if text, err := os.ReadFile(path); err != nil || !bytes.Equal(text, old) {
		t.Errorf("%d bytes are left of the old file, %v", len(text), err)
	}
	if names, err := os.ReadDir(dir); err != nil || len(names) != 1 {
		t.Errorf("it leaves %v, %v", names, err)
	}
}

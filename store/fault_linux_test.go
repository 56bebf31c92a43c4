package store

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"harbourtill/terminal/payment"
)

// fault is what goes wrong in one commit.
type fault struct {
	write int   // fail the n-th write, counted from 1
	half  bool  // ... after half of it
	err   error // ... with this
	sync  int   // fail the data pages' sync (1) or the meta page's (2)
}

// disk makes one commit of an open store fail. bbolt keeps its function for
// writing in a field for its own tests, which is borrowed here; there is none
// for syncing, so the file's descriptor is swapped for a pipe's, which can't be
// synced.
type disk struct {
	t      *testing.T
	fault  fault
	fd     int
	real   *os.File // another descriptor of the file
	writes int
	pulled bool
}

func breakDisk(t *testing.T, s *Store, f fault) *disk {
	t.Helper()
	d := &disk{t: t, fault: f, fd: int(s.file.Fd())}
	fd, err := syscall.Dup(d.fd)
	if err != nil {
		t.Fatal(err)
	}
	d.real = os.NewFile(uintptr(fd), "real")
	hook := reflect.ValueOf(s.db).Elem().FieldByName("ops").FieldByName("writeAt")
	*(*func([]byte, int64) (int, error))(unsafe.Pointer(hook.UnsafeAddr())) = d.writeAt
	return d
}

func (d *disk) writeAt(b []byte, offset int64) (int, error) {
	d.writes++
	if d.writes == d.fault.write {
		n := 0
		if d.fault.half {
			n, _ = d.real.WriteAt(b[:len(b)/2], offset)
		}
		return n, d.fault.err
	}
	meta := offset < int64(2*os.Getpagesize())
	n, err := d.real.WriteAt(b, offset)
	if d.fault.sync == 1 || d.fault.sync == 2 && meta {
		d.pull()
	}
	return n, err
}

// pull swaps the descriptor.
func (d *disk) pull() {
	if d.pulled {
		return
	}
	d.pulled = true
	var pipe [2]int
	if err := syscall.Pipe(pipe[:]); err != nil {
		d.t.Error(err)
	}
	if err := syscall.Dup3(pipe[1], d.fd, syscall.O_CLOEXEC); err != nil {
		d.t.Error(err)
	}
	_, _ = syscall.Close(pipe[0]), syscall.Close(pipe[1])
}

// mend makes the disk work again.
func (d *disk) mend() {
	if d.pulled {
		if err := syscall.Dup3(int(d.real.Fd()), d.fd, syscall.O_CLOEXEC); err != nil {
			d.t.Error(err)
		}
	}
	if err := d.real.Close(); err != nil {
		d.t.Error(err)
	}
}

func faults() []fault {
	list := []fault{{sync: 1}, {sync: 2}}
	for n := 1; n <= 12; n++ {
		list = append(list,
			fault{write: n, err: syscall.ENOSPC}, fault{write: n, err: syscall.EIO, half: true},
			fault{write: n, err: syscall.EROFS})
	}
	return list
}

// TestWriteFaults makes each write and sync of a payment's life fail, one at a
// time: the write is refused and has done nothing, and can be done again.
func TestWriteFaults(t *testing.T) {
	path := journalPath(t)
	s := openChecked(t, path, withReferences)
	shop(t, s, 5)
	met := 0
	for _, f := range faults() {
		tr := payment.Transaction{Kind: payment.Payment, Channel: payment.Card, Amount: 700, Created: time.Now()}
		for _, status := range []payment.Status{payment.Reserved, payment.Sent, payment.Approved} {
			tr.Status = status
			if status == payment.Reserved {
				var err error
				if tr.Reference, err = s.NewReference(); err != nil {
					t.Fatal(err)
				}
			}
			if refusedOnce(t, s, f, tr) {
				met++
			}
		}
	}
	if met < 60 {
		t.Errorf("only %d writes were refused", met)
	}
	if gaps, err := s.Missing(); err != nil || len(gaps) != 0 {
		t.Errorf("missing %v, %v", gaps, err)
	}
}

// refusedOnce writes a transaction over a broken disk, and again when it works.
func refusedOnce(t *testing.T, s *Store, f fault, tr payment.Transaction) bool {
	t.Helper()
	name := fmt.Sprintf("%s, %+v", tr.Status, f)
	before, err := everything(s)
	if err != nil {
		t.Fatal(name, err)
	}
	record := payment.Record{Transaction: tr, Transition: payment.Transition{At: tr.Created, Status: tr.Status}}
	d := breakDisk(t, s, f)
	err = s.Write(record)
	met := err != nil
	crashed := crash(t, s.path)
	d.mend()
	if !met {
		// Fewer writes than the fault wants, and the disk is whole.
		return false
	}
	want := ErrIO
	switch f.err {
	case syscall.ENOSPC:
		want = ErrFull
	case syscall.EROFS:
		want = ErrReadOnly
	}
	if !errors.Is(err, want) {
		t.Errorf("%s: %v", name, err)
	}
	if got, err := everything(s); err != nil || got != before {
		t.Errorf("%s: a refused write has changed something, %v", name, err)
	}
	if gaps, err := s.Missing(); err != nil || len(gaps) != 0 {
		t.Errorf("%s: a refused reference is missing: %v, %v", name, gaps, err)
	}
	if f.sync == 0 && crashed != before {
		t.Errorf("%s: a restart brings the refused write back", name)
	}
	if err := s.Write(record); err != nil {
		t.Fatalf("%s: again: %v", name, err)
	}
	if got, err := s.Transaction(tr.Reference); err != nil || got.Status != tr.Status {
		t.Errorf("%s: afterwards %+v, %v", name, got, err)
	}
	return true
}

// crash opens what a killed till would leave, and reads everything: it is
// never damaged.
func crash(t *testing.T, path string) string {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	says, err := reread(t, file, options{wholeCheck: wholeCheckSize})
	if err != nil {
		t.Errorf("after a crash: %v", err)
	}
	return says
}

// TestMapLost: bbolt couldn't map the grown file. It refuses everything from
// then on, the store doesn't.
func TestMapLost(t *testing.T) {
	s := open(t, journalPath(t))
	tr := reserve(t, s, time.Now())
	data := reflect.ValueOf(s.db).Elem().FieldByName("data")
	*(*unsafe.Pointer)(unsafe.Pointer(data.UnsafeAddr())) = nil
	if err := s.SaveDocument("till", 1, "x"); !errors.Is(err, ErrIO) {
		t.Errorf("without a map: %v", err)
	}
	if _, err := s.Transaction(tr.Reference); err != nil {
		t.Error(err)
	}
	reserve(t, s, time.Now())
}

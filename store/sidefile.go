package store

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"harbourtill/terminal/payment"
)

// The side file, "till.refs" beside "till.db", names every reference that was
// ever taken, so that a journal brought back from a backup knows what to ask
// about. It is only ever appended to, one line each, on disk before the
// journal's own record is, and so before anything is sent:
//
//	CHECKSUM WORD REFERENCE {JSON}
//
// with CRC-32C of what follows it in 8 hexadecimal digits. WORD is "taken", or
// "dropped" for one whose record the journal then couldn't write. Closings stand
// there by the reference of their last transaction, "-" without any: "closed",
// and "reopened" for one that the journal then couldn't write. Lines with other
// words are kept and skipped.
//
// It costs one append and one sync, 0.2 ms beside the journal's 0.4
// (BenchmarkWrite).
const (
	wordTaken    = "taken"
	wordDropped  = "dropped"
	wordClosed   = "closed"
	wordReopened = "reopened"
)

// Gap is a reference that the side file holds and the journal doesn't: a
// transaction that may have been sent, and that the journal knows nothing of.
type Gap struct {
	Reference payment.Reference `json:"-"`
	Kind      payment.Kind      `json:"kind"`
	Channel   payment.Channel   `json:"channel"`
	// Amount in cents.
	Amount  payment.Money `json:"amount_cents"`
	Created time.Time     `json:"created"`
	// Original is the payment that a refund gives back, OriginalSyssn QFPay's
	// number of it, Refundable what was left of it before, in cents (0 where
	// nobody knew), and AllowModify lets the terminal change the amount.
	Original      payment.Reference `json:"original,omitempty"`
	OriginalSyssn string            `json:"original_syssn,omitempty"`
	Refundable    payment.Money     `json:"refundable_cents,omitempty"`
	AllowModify   bool              `json:"allow_modify,omitempty"`
	// ByTerminal: money that the terminal had given back by itself; nothing was
	// sent for it.
	ByTerminal bool `json:"by_terminal,omitempty"`
	// Foreign: a payment that this till didn't take, or money given back of one
	// elsewhere; nothing was sent for it, and it can be found again.
	Foreign bool `json:"foreign,omitempty"`
	// Profile names the terminal profile that it was to be sent with, empty if
	// there was none; Timeout is its payment_timeout in seconds.
	Profile string `json:"profile,omitempty"`
	Timeout int    `json:"timeout_s,omitempty"`
}

func gapOf(t payment.Transaction) Gap {
	return Gap{
		Reference: t.Reference, Kind: t.Kind, Channel: t.Channel, Amount: t.Amount, Created: t.Created,
		Original: t.Original, OriginalSyssn: t.OriginalSyssn, Refundable: t.Refundable,
		AllowModify: t.AllowModify, ByTerminal: t.ByTerminal, Foreign: t.Foreign, Profile: t.Profile, Timeout: t.Timeout,
	}
}

// sideDisk is what a side file needs of a file; tests break it.
type sideDisk interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	Sync() error
	Truncate(size int64) error
}

// sideFile is an open side file. The journal's lock guards it from other
// processes.
type sideFile struct {
	mu      sync.Mutex
	file    sideDisk
	size    int64             // how far it is written and synced
	torn    bool              // there may be more after size, which counts for nothing
	newest  payment.Reference // the greatest one in it
	dropped []byte            // lines that take others back, not written yet
}

func sidePath(journal string) string {
	return strings.TrimSuffix(journal, filepath.Ext(journal)) + ".refs"
}

// sideTail is how much of the end is read for the newest reference.
const sideTail = 64 << 10

// openSide opens or makes a side file. A torn last line was never synced, so
// its reference was never used: it is cut off.
func openSide(path string) (*sideFile, error) {
	_, statErr := os.Stat(path)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, diskError(err)
	}
	s := &sideFile{file: f}
	if os.IsNotExist(statErr) {
		err = diskError(syncFolder(filepath.Dir(path)))
	} else {
		err = s.readTail(f)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("side file: %w", err), f.Close())
	}
	return s, nil
}

func (s *sideFile) readTail(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	tail := make([]byte, min(info.Size(), sideTail))
	if _, err := f.ReadAt(tail, info.Size()-int64(len(tail))); err != nil && len(tail) > 0 {
		return err
	}
	whole := bytes.LastIndexByte(tail, '\n') + 1
	s.size = info.Size() - int64(len(tail)-whole)
	s.torn = s.size < info.Size()
	for line := range bytes.Lines(tail[:whole]) {
		if _, reference, _, ok := parseLine(line); ok {
			s.newest = max(s.newest, reference)
		}
	}
	return nil
}

// take writes what is about to be written to the journal; closed is nil without
// a closing. It is on disk when take returns nil.
func (s *sideFile) take(gaps []Gap, closed *closedUpTo) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	lines := s.dropped
	for _, g := range gaps {
		text, err := json.Marshal(g)
		if err != nil {
			return err
		}
		lines = appendLine(lines, wordTaken, g.Reference, text)
	}
	if closed != nil {
		line, err := closed.line(wordClosed)
		if err != nil {
			return err
		}
		lines = append(lines, line...)
	}
	if err := s.append(lines); err != nil {
		return fmt.Errorf("side file: %w", diskError(err))
	}
	s.dropped = nil
	for _, g := range gaps {
		s.newest = max(s.newest, g.Reference)
	}
	return nil
}

// drop takes back what the journal couldn't write: at once, or where the disk
// refuses that too, with what is taken next.
func (s *sideFile) drop(gaps []Gap, closed *closedUpTo) {
	s.mu.Lock()
	for _, g := range gaps {
		s.dropped = appendLine(s.dropped, wordDropped, g.Reference, []byte("{}"))
	}
	if closed != nil {
		if line, err := closed.line(wordReopened); err == nil {
			s.dropped = append(s.dropped, line...)
		}
	}
	s.mu.Unlock()
	_ = s.take(nil, nil)
}

func (s *sideFile) append(lines []byte) error {
	if s.torn {
		if err := s.file.Truncate(s.size); err != nil {
			return err
		}
		s.torn = false
	}
	if len(lines) == 0 {
		return nil
	}
	_, err := s.file.WriteAt(lines, s.size)
	if err == nil {
		err = s.file.Sync()
	}
	if err != nil {
		s.torn = s.file.Truncate(s.size) != nil
		return err
	}
	s.size += int64(len(lines))
	return nil
}

func (s *sideFile) close() error {
	s.drop(nil, nil)
	return s.file.Close()
}

// scan calls visit for every line up to now, oldest first, and returns how many
// weren't readable.
func (s *sideFile) scan(visit func(word string, reference payment.Reference, text []byte)) (damaged int, err error) {
	s.mu.Lock()
	size := s.size
	s.mu.Unlock()
	lines := bufio.NewScanner(io.NewSectionReader(s.file, 0, size))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		word, reference, text, ok := parseLine(lines.Bytes())
		if !ok {
			damaged++
			continue
		}
		visit(word, reference, text)
	}
	return damaged, lines.Err()
}

func appendLine(lines []byte, word string, reference payment.Reference, text []byte) []byte {
	rest := fmt.Appendf(nil, "%s %s %s", word, reference, text)
	return fmt.Appendf(lines, "%08x %s\n", checksum(rest), rest)
}

func parseLine(line []byte) (word string, reference payment.Reference, text []byte, ok bool) {
	sum, rest, _ := bytes.Cut(bytes.TrimSuffix(line, []byte("\n")), []byte(" "))
	want, err := strconv.ParseUint(string(sum), 16, 32)
	if err != nil || uint32(want) != checksum(rest) {
		return "", "", nil, false
	}
	parts := bytes.SplitN(rest, []byte(" "), 3)
	if len(parts) != 3 {
		return "", "", nil, false
	}
	return string(parts[0]), payment.Reference(parts[1]), parts[2], true
}

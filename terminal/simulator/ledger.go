package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"
)

// Status is what became of an entry.
type Status string

// The statuses.
const (
	StatusOpen      Status = "in progress"
	StatusApproved  Status = "approved"
	StatusDeclined  Status = "declined"
	StatusCancelled Status = "cancelled"
)

// Entry is one payment or refund in the terminal's ledger.
type Entry struct {
	// Syssn is QFPay's number; unique.
	Syssn string `json:"syssn"`
	// Reference is a payment's out_trade_no; refunds have none.
	Reference string `json:"reference"`
	// Kind is payment or refund.
	Kind    string `json:"kind"`
	Channel string `json:"channel"`
	Status  Status `json:"status"`
	// Amount is what was taken or given back, in cents.
	Amount int64 `json:"amount"`
	// Code is QFPay's inner code.
	Code string `json:"code"`
	// Original is the syssn of the payment that a refund gives back.
	Original string `json:"original,omitempty"`
	// Refunded is how much of a payment refunds have given back, Reversed how
	// much the terminal by itself; cents.
	Refunded int64     `json:"refunded,omitempty"`
	Reversed int64     `json:"reversed,omitempty"`
	Created  time.Time `json:"created"`
	Decided  time.Time `json:"decided,omitzero"`
	// Hides is how many more inquiries are told that it is still going on.
	Hides int `json:"hides,omitempty"`
}

// left is what may still be given back, in cents: nothing of a refund, or of
// a payment that took none.
func (e Entry) left() int64 {
	if e.Kind != kindPayment || e.Status != StatusApproved {
		return 0
	}
	return e.Amount - e.Refunded - e.Reversed
}

// ledger holds entries in order, and in a file if there is one: a line of JSON
// each, of which later ones replace earlier ones of the same syssn.
type ledger struct {
	entries []Entry
	file    *os.File
	// size is how many bytes of the file are whole lines.
	size int64
}

// openLedger reads the file and goes on appending to it. A payment that was
// open when the last run ended is cancelled.
func openLedger(path string) (l ledger, err error) {
	if path == "" {
		return l, nil
	}
	if l.file, err = os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600); err != nil {
		return ledger{}, fmt.Errorf("ledger: %w", err)
	}
	if err := l.resume(); err != nil {
		return ledger{}, errors.Join(fmt.Errorf("ledger %s: %w", path, err), l.file.Close())
	}
	return l, nil
}

func (l *ledger) resume() error {
	text, err := io.ReadAll(l.file)
	if err != nil {
		return err
	}
	number := 0
	for line := range bytes.Lines(text) {
		number++
		if !bytes.HasSuffix(line, []byte("\n")) {
			break // a crash cut it short, so it was never answered for
		}
		var e Entry
		if err := json.Unmarshal(line, &e); err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
		if e.Syssn == "" {
			return fmt.Errorf("line %d: no syssn", number)
		}
		l.keep(e)
		l.size += int64(len(line))
	}
	if err := l.file.Truncate(l.size); err != nil {
		return err
	}
	for _, e := range l.all() {
		if e.Status != StatusOpen {
			continue
		}
		e.Status, e.Code = StatusCancelled, codeCancelled
		if err := l.put(e); err != nil {
			return err
		}
	}
	return nil
}

func (l *ledger) keep(e Entry) {
	if i := slices.IndexFunc(l.entries, func(o Entry) bool { return o.Syssn == e.Syssn }); i >= 0 {
		l.entries[i] = e
		return
	}
	l.entries = append(l.entries, e)
}

// put adds entries, or replaces those with their syssn: all of them, or none
// when the file can't be written.
func (l *ledger) put(entries ...Entry) error {
	if l.file != nil {
		var lines bytes.Buffer
		to := json.NewEncoder(&lines)
		for _, e := range entries {
			if err := to.Encode(e); err != nil {
				return fmt.Errorf("ledger: %w", err)
			}
		}
		if _, err := l.file.Write(lines.Bytes()); err != nil {
			return fmt.Errorf("ledger: %w", errors.Join(err, l.file.Truncate(l.size)))
		}
		l.size += int64(lines.Len())
	}
	for _, e := range entries {
		l.keep(e)
	}
	return nil
}

func (l *ledger) close() error {
	if l.file == nil {
		return nil
	}
	if err := l.file.Close(); err != nil && !errors.Is(err, fs.ErrClosed) {
		return fmt.Errorf("ledger: %w", err)
	}
	return nil
}

func (l *ledger) all() []Entry { return slices.Clone(l.entries) }

// payment finds one by out_trade_no.
func (l *ledger) payment(reference string) (Entry, bool) {
	return l.find(func(e Entry) bool { return reference != "" && e.Reference == reference })
}

func (l *ledger) bySyssn(syssn string) (Entry, bool) {
	return l.find(func(e Entry) bool { return syssn != "" && e.Syssn == syssn })
}

func (l *ledger) find(is func(Entry) bool) (Entry, bool) {
	if i := slices.IndexFunc(l.entries, is); i >= 0 {
		return l.entries[i], true
	}
	return Entry{}, false
}

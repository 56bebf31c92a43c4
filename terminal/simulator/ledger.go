package simulator

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
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

// left is what may still be given back, in cents.
func (e Entry) left() int64 { return e.Amount - e.Refunded - e.Reversed }

// ledger holds entries in order, and in a file if there is one.
type ledger struct {
	entries []Entry
	file    *os.File
}

// openLedger reads the file, whose later lines replace earlier ones of the
// same syssn, and goes on appending to it. A payment that was open when the
// last run ended is cancelled.
func openLedger(path string) (ledger, error) {
	var l ledger
	if path == "" {
		return l, nil
	}
	if err := l.read(path); err != nil {
		return l, fmt.Errorf("ledger %s: %w", path, err)
	}
	var err error
	if l.file, err = os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
		return l, fmt.Errorf("ledger: %w", err)
	}
	for _, e := range l.entries {
		if e.Status != StatusOpen {
			continue
		}
		e.Status, e.Code = StatusCancelled, codeCancelled
		if err := l.put(e); err != nil {
			return l, err
		}
	}
	return l, nil
}

func (l *ledger) read(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var e Entry
		// A line that a crash has cut short was never answered for.
		if json.Unmarshal(lines.Bytes(), &e) == nil && e.Syssn != "" {
			l.keep(e)
		}
	}
	return lines.Err()
}

func (l *ledger) keep(e Entry) {
	if i := slices.IndexFunc(l.entries, func(o Entry) bool { return o.Syssn == e.Syssn }); i >= 0 {
		l.entries[i] = e
		return
	}
	l.entries = append(l.entries, e)
}

// put adds an entry, or replaces the one with its syssn.
func (l *ledger) put(e Entry) error {
	if l.file != nil {
		line, err := json.Marshal(e)
		if err != nil {
			return err
		}
		if _, err := l.file.Write(append(line, '\n')); err != nil {
			return fmt.Errorf("ledger: %w", err)
		}
	}
	l.keep(e)
	return nil
}

func (l *ledger) close() error {
	if l.file == nil {
		return nil
	}
	return l.file.Close()
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

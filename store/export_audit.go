package store

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"harbourtill/terminal/payment"
)

// ErrAuditFormat: the audit trail isn't exported in that format.
var ErrAuditFormat = errors.New("the audit trail's format is csv or json")

// chainOK is an exported audit entry's mark when it is as it was written.
const chainOK = "ok"

// ExportAudit writes the audit trail, oldest first, as CSV or JSON (see Export
// for both), and verifies it: everything there is gets written, each entry with
// a mark in the column chain, which is "ok" or says in what way it isn't as it
// was written. Then a *BrokenAudit names the first that isn't. A gap is a row of
// its own. The columns, whose names and order stay: seq, at (UTC, RFC 3339, to
// the nanosecond), who, what, subject, detail, previous and hash (64 hex
// digits), chain. The hash is of bytes that AuditRecord's canonical form
// describes, so that other programs can verify it.
func (s *Store) ExportAudit(ctx context.Context, w io.Writer, format ExportFormat) error {
	out := bufio.NewWriterSize(w, exportBuffer)
	var write func(AuditRow) error
	var finish func() error
	switch format {
	case FormatCSV:
		write, finish = auditCSV(out)
	case FormatJSON:
		write, finish = auditJSON(out)
	default:
		return fmt.Errorf("%q: %w", format, ErrAuditFormat)
	}
	var broken error
	err := s.EachAudit(func(row AuditRow) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if row.Fault != "" && broken == nil {
			broken = &BrokenAudit{row.Seq, row.Fault}
		}
		return write(row)
	})
	if err == nil {
		err = finish()
	}
	if err = errors.Join(err, out.Flush()); err != nil {
		return err
	}
	return broken
}

// auditFields are a row's values by the names of its columns, in their order.
func auditFields(row AuditRow) [9][2]string {
	at, previous, hash := "", "", ""
	if !row.At.IsZero() {
		at, previous, hash = row.At.UTC().Format(time.RFC3339Nano), row.Previous.String(), row.Hash.String()
	}
	chain := chainOK
	if row.Fault != "" {
		chain = "broken: " + row.Fault
	}
	return [9][2]string{
		{"seq", strconv.FormatUint(row.Seq, 10)},
		{"at", at},
		{"who", row.Who},
		{"what", string(row.What)},
		{"subject", row.Subject},
		{"detail", row.Detail},
		{"previous", previous},
		{"hash", hash},
		{"chain", chain},
	}
}

func auditCSV(w *bufio.Writer) (write func(AuditRow) error, finish func() error) {
	line := []byte(byteOrderMark)
	for i, f := range auditFields(AuditRow{}) {
		line = appendField(line, i, f[0])
	}
	finish = func() error { // the end of the line before
		_, err := w.Write(append(line, '\r', '\n'))
		return err
	}
	write = func(row AuditRow) error {
		err := finish()
		line = line[:0]
		for i, f := range auditFields(row) {
			if i == 0 {
				line = append(line, f[1]...) // a number, and meant as one
				continue
			}
			line = appendField(line, i, f[1])
		}
		return err
	}
	return write, finish
}

func auditJSON(w *bufio.Writer) (write func(AuditRow) error, finish func() error) {
	separator := "[\n"
	write = func(row AuditRow) error {
		fields := auditFields(row)
		object := struct {
			Seq uint64 `json:"seq"`
			payment.AuditEntry
			Previous string `json:"previous"`
			Hash     string `json:"hash"`
			Chain    string `json:"chain"`
		}{row.Seq, row.AuditEntry, fields[6][1], fields[7][1], fields[8][1]}
		text, err := json.Marshal(object)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, "%s%s", separator, text)
		separator = ",\n"
		return err
	}
	finish = func() error {
		end := "\n]\n"
		if separator == "[\n" {
			end = "[]\n"
		}
		_, err := w.WriteString(end)
		return err
	}
	return write, finish
}

package till

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/user"
	"path/filepath"
	"time"

	"harbourtill/store"
	"harbourtill/terminal/payment"
)

// ErrUsage: the flags contradict each other or the format isn't there.
var ErrUsage = errors.New("wrong usage")

// ExportCommand is the command "export". Its flags fill it.
type ExportCommand struct {
	// Data is the data folder.
	Data string

	format, output, from, to string
	training, audit          bool
	options                  store.ExportOptions
}

// NewExportCommand returns a command that flags fills; Data is the caller's.
func NewExportCommand(flags *flag.FlagSet) *ExportCommand {
	c := new(ExportCommand)
	flags.StringVar(&c.format, "format", "csv", "csv, json or xlsx; csv or json with -audit")
	flags.StringVar(&c.from, "from", "", "the first day, as in 2026-11-01, in Hong Kong; the journal's beginning if it is missing")
	flags.StringVar(&c.to, "to", "", "the last day, as in 2026-11-30; the journal's end if it is missing")
	flags.BoolVar(&c.training, "training", false, "the training journal instead of the real one")
	flags.BoolVar(&c.audit, "audit", false, "the audit trail instead of the transactions; it is verified too")
	flags.StringVar(&c.output, "o", "", "write to this file, whole or not at all, instead of standard output")
	return c
}

// Run exports to stdout, or to a file. It works beside an open till, and leaves
// an entry in the audit trail. On stderr it tells how far it is, when that is a
// terminal, and of an audit trail its end. It returns ErrUsage before it does
// anything, store.ErrAuditBroken after an export of all there is, ctx's error
// when that ends it, or what the journal or the disk says; there is no file
// then.
func (c *ExportCommand) Run(ctx context.Context, stdout, stderr io.Writer) (err error) {
	if err := c.parse(); err != nil {
		return fmt.Errorf("%w: %w", ErrUsage, err)
	}
	if c.output == "" && c.options.Format == store.FormatXLSX && isTerminal(stdout) {
		return fmt.Errorf("%w: a workbook isn't for a screen; name a file with -o", ErrUsage)
	}
	defer func() {
		if errors.Is(err, context.Canceled) {
			err = fmt.Errorf("interrupted: %w", err)
		}
	}()
	journal := JournalPath(c.Data, c.training)
	if _, err := os.Stat(journal); err != nil {
		return fmt.Errorf("no journal: %w", err)
	}
	folder, err := os.MkdirTemp("", "harbour-till-export-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	copied := filepath.Join(folder, filepath.Base(journal))
	if err := takeSnapshot(ctx, journal, copied, c.entry()); err != nil {
		return err
	}
	s, err := store.Open(copied)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if c.output == "" {
		return c.write(ctx, s, stdout, stderr)
	}
	var broken error
	err = store.ReplaceFile(c.output, 0o600, func(w io.Writer) error {
		err := c.write(ctx, s, w, stderr)
		if errors.Is(err, store.ErrAuditBroken) {
			broken, err = err, nil // the file has all there is
		}
		return err
	}, nil)
	return errors.Join(err, broken)
}

func (c *ExportCommand) parse() error {
	c.options.Format = store.ExportFormat(c.format)
	switch {
	case c.audit && c.format != "csv" && c.format != "json":
		return fmt.Errorf("-format %q: %w", c.format, store.ErrAuditFormat)
	case c.format != "csv" && c.format != "json" && c.format != "xlsx":
		return fmt.Errorf("-format %q: %w", c.format, store.ErrFormat)
	case c.audit && c.from+c.to != "":
		return errors.New("-from and -to don't go with -audit: a trail is verified whole")
	}
	var err error
	if c.options.From, err = parseDay("-from", c.from); err != nil {
		return err
	}
	if c.options.To, err = parseDay("-to", c.to); err != nil {
		return err
	}
	if c.from != "" && c.to != "" && c.options.To.Before(c.options.From) {
		return fmt.Errorf("-to %s is before -from %s", c.to, c.from)
	}
	return nil
}

func parseDay(flag, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, text, payment.HongKong())
	if err != nil {
		return day, fmt.Errorf("%s %q is no day as in 2026-11-30", flag, text)
	}
	return day, nil
}

// entry is what the audit trail says of it.
func (c *ExportCommand) entry() payment.AuditEntry {
	e := payment.AuditEntry{
		At: time.Now(), Who: commandLineUser(), What: payment.ActionExported, Subject: "transactions", Detail: c.format,
	}
	if c.audit {
		e.Subject = "audit trail"
	}
	if c.from != "" {
		e.Detail += " from " + c.from
	}
	if c.to != "" {
		e.Detail += " to " + c.to
	}
	if c.output != "" {
		e.Detail += ", as " + c.output
	}
	return e
}

// commandLineUser is who the audit trail names for a command.
func commandLineUser() string {
	if u, err := user.Current(); err == nil {
		return "command line, " + u.Username
	}
	return "command line"
}

func (c *ExportCommand) write(ctx context.Context, s *store.Store, w, stderr io.Writer) error {
	if c.audit {
		return c.writeAudit(ctx, s, w, stderr)
	}
	o := c.options
	if isTerminal(stderr) {
		about, err := s.CountExport(o)
		if err != nil {
			return err
		}
		o.Progress = func(done int) { fmt.Fprintf(stderr, "\r%d of about %d", done, about) }
		defer fmt.Fprintln(stderr)
	}
	return s.Export(ctx, w, o)
}

func (c *ExportCommand) writeAudit(ctx context.Context, s *store.Store, w, stderr io.Writer) error {
	if err := s.ExportAudit(ctx, w, c.options.Format); err != nil {
		return err
	}
	entries, hash, err := s.AuditEnd()
	if err == nil {
		fmt.Fprintf(stderr, "the audit trail is whole: %d entries, the last one's hash is %s\n", entries, hash)
	}
	return err
}

// isTerminal says whether somebody may be looking at what is written to w.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

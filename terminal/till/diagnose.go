package till

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"text/tabwriter"
	"time"

	"harbourtill/store"
	"harbourtill/store/people"
	"harbourtill/terminal"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/provision"
)

// Support is what a diagnosis tells of the program.
type Support struct {
	// Program is its name and version.
	Program string
	// Log keeps the last lines of its log; nil where nothing does.
	Log *Log
}

// Diagnose writes a ZIP file for whoever helps: versions, settings, the journal's
// health, what is unresolved, the last messages and the log. It holds no POS-KEY,
// no PIN, no card number and no note. screen is what the window tells of itself;
// may be empty.
func (t *Till) Diagnose(ctx context.Context, w io.Writer, screen []byte) error {
	h := t.journal.Health(ctx)
	parts := append(t.support.parts(t.data),
		part{"settings.json", func(w io.Writer) error { return writeSettings(ctx, w, t.journal, t.keys) }},
		part{"journal.txt", func(w io.Writer) error { return writeHealth(w, h, t.data) }},
		part{"unresolved.txt", func(w io.Writer) error { return writeUnresolved(w, h.Unresolved) }},
		part{"missing.txt", func(w io.Writer) error { return writeMissing(w, t.journal) }},
		part{"messages.txt", func(w io.Writer) error { return terminal.WriteTrace(w, t.trace.Messages()) }},
	)
	if len(screen) > 0 {
		parts = append(parts, part{"window.json", func(w io.Writer) error {
			_, err := w.Write(screen)
			return err
		}})
	}
	return writeBundle(w, time.Now(), parts, t.keys.Hide)
}

// Diagnosed puts into the audit trail that a diagnosis went to a file, and who
// saved it.
func (t *Till) Diagnosed(file, by string) error {
	return t.note(by, payment.ActionDiagnosed, file, "")
}

// Diagnose writes what Till.Diagnose does of a data folder: the till that has it
// open does, or else what is there is looked at, and nothing is changed. A journal
// that is damaged, or can't be opened, is told in the file and is no error.
func Diagnose(ctx context.Context, data string, w io.Writer, support Support) error {
	if _, err := os.Stat(data); err != nil {
		return fmt.Errorf("no data folder: %w", err)
	}
	journal := JournalPath(data, false)
	entry := payment.AuditEntry{Who: commandLineUser(), Subject: "diagnosis"}
	asked := askDoor(ctx, journal, diagnosisErrand(), entry, w)
	if asked == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	keys := provision.OpenKeys(data)
	var settings bytes.Buffer
	unread := errors.New("the journal can't be read")
	h := store.Examine(ctx, journal, func(s *store.Store) { unread = writeSettings(ctx, &settings, s, keys) })
	if errors.Is(h.Err, store.ErrInUse) {
		h.Err = fmt.Errorf("%w, and %w", h.Err, asked)
	}
	parts := append(support.parts(data),
		part{"settings.json", func(w io.Writer) error {
			_, err := settings.WriteTo(w)
			return errors.Join(unread, err)
		}},
		part{"journal.txt", func(w io.Writer) error { return writeHealth(w, h, data) }},
		part{"unresolved.txt", func(w io.Writer) error { return writeUnresolved(w, h.Unresolved) }},
	)
	return writeBundle(w, time.Now(), parts, keys.Hide)
}

// parts are what a diagnosis tells without any journal.
func (s Support) parts(data string) []part {
	parts := []part{
		{"program.txt", s.writeProgram},
		{"folder.txt", func(w io.Writer) error { return writeFolder(w, data) }},
	}
	if s.Log != nil {
		parts = append(parts, part{"log.txt", func(w io.Writer) error {
			_, err := w.Write(s.Log.Text())
			return err
		}})
	}
	return parts
}

// writeProgram tells which program this is, of what it was built, and on what
// it runs.
func (s Support) writeProgram(w io.Writer) error {
	now := time.Now()
	fmt.Fprintf(w, "program   %s\nsystem    %s/%s, %d processors\n", cmp.Or(s.Program, "unknown"), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	fmt.Fprintf(w, "time      %s, in Hong Kong %s\n", now.Format(time.RFC3339), now.In(payment.HongKong()).Format(time.RFC3339))
	if release, err := os.ReadFile("/etc/os-release"); err == nil {
		fmt.Fprintf(w, "\n%s\n", release)
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return errors.New("nobody knows of what the program was built")
	}
	_, err := fmt.Fprintf(w, "\n%s\n", info)
	return err
}

// writeFolder lists the files of a data folder, not what is in them.
func writeFolder(w io.Writer, data string) error {
	fmt.Fprintln(w, data)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	err := filepath.WalkDir(data, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		name, err := filepath.Rel(data, path)
		fmt.Fprintf(table, "%v\t%d\t%s\t%s\n", info.Mode(), info.Size(), info.ModTime().Format(time.RFC3339), name)
		return err
	})
	return errors.Join(err, table.Flush())
}

// reader keeps settings from being written while they are read.
type reader struct{ *store.Store }

// SaveDocument implements provision.Documents.
func (reader) SaveDocument(string, int, any) error { return errors.New("a diagnosis changes nothing") }

// writeSettings tells the settings, without the POS-KEY, PINs and names of people.
func writeSettings(ctx context.Context, w io.Writer, journal *store.Store, keys *provision.Keys) error {
	sales, err := journal.Newest(1, "")
	s, problem := provision.Load(ctx, reader{journal}, keys, len(sales) > 0 || err != nil)
	var told struct {
		Till     provision.Till   `json:"till"`
		Logo     int              `json:"logo_bytes"`
		Terminal terminal.Profile `json:"terminal"`
		Key      string           `json:"pos_key_is"`
		People   int              `json:"people"`
		Policy   people.Policy    `json:"policy"`
		Problems []string         `json:"problems"`
	}
	told.Till, told.Terminal, told.Logo = s.Till, s.Terminal, len(s.Till.Logo)
	told.Key = fmt.Sprintf("%d characters, in the %s", len(s.Terminal.POSKey.Reveal()), cmp.Or(keys.Place(), "memory"))
	if s.Terminal.POSKey == "" {
		told.Key = "none"
	}
	told.Till.Logo, told.Terminal.POSKey = nil, ""
	trail := pinTrail{who: byManager}
	staff, staffErr := people.NewRoster(journal, trail, people.NewManager(journal, trail, time.Now), time.Now).Staff()
	told.People, told.Policy = len(staff.Active()), staff.Policy
	for _, err := range []error{err, problem, staffErr} {
		if err != nil {
			told.Problems = append(told.Problems, err.Error())
		}
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(told)
}

// writeHealth tells how the journal and its backups are.
func writeHealth(w io.Writer, h store.Health, data string) error {
	fmt.Fprintf(w, "size      %d bytes\nlayout    %d, this program writes %d\n", h.Size, h.Schema, h.Newest)
	fmt.Fprintf(w, "cut off   %v\ndamage    seen before: %v; now: %v\n", h.CutOff, h.Suspect, h.Err)
	fmt.Fprintf(w, "audit     %d entries are as they were written; %v\nclosings  the newest is Z %d\n\n", h.Audit, h.AuditErr, h.Closings)
	for _, kind := range slices.Sorted(maps.Keys(h.Statuses)) {
		for _, status := range slices.Sorted(maps.Keys(h.Statuses[kind])) {
			fmt.Fprintf(w, "%8d  %s %s\n", h.Statuses[kind][status], kind, status)
		}
	}
	backups, err := store.Backups(BackupFolder(data))
	fmt.Fprintf(w, "\n%d backups, the newest first\n", len(backups))
	for _, b := range backups {
		state := "whole"
		if b.Err != nil {
			state = b.Err.Error()
		}
		fmt.Fprintf(w, "%s  %d bytes  %d transactions  %s\n", b.Time.Format(time.RFC3339), b.Size, b.Transactions, state)
	}
	return err
}

// writeUnresolved lists what nobody knows the end of: no notes, no people, no
// cards.
func writeUnresolved(w io.Writer, open []payment.Transaction) error {
	fmt.Fprintf(w, "%d unresolved, oldest first\n", len(open))
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, t := range open {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", t.Created.Format(time.RFC3339), t.Reference, t.Kind, t.Channel,
			t.Amount, t.Status, t.Reason, t.Contradiction, t.Code, t.Inner)
	}
	return table.Flush()
}

// writeMissing lists what only the side file knows.
func writeMissing(w io.Writer, journal *store.Store) error {
	gaps, err := journal.Missing()
	fmt.Fprintf(w, "%d are known to the side file alone, oldest first\n", len(gaps))
	for _, g := range gaps {
		fmt.Fprintf(w, "%s  %s  %s  %s\n", g.Created.Format(time.RFC3339), g.Reference, g.Kind, g.Amount)
	}
	return err
}

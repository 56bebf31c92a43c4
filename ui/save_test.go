package ui

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2/storage"
)

// TestFilesAreWholeOrNotThere: what isn't whole, or isn't in the audit trail, is
// told as not saved, and isn't there.
func TestFilesAreWholeOrNotThere(t *testing.T) {
	w := newTill(t)
	path := filepath.Join(t.TempDir(), "report.pdf")
	full := errors.New("disk full")
	for _, test := range []struct{ write, note error }{{}, {write: full}, {note: full}} {
		file, err := storage.Writer(storage.NewFileURI(path))
		if err != nil {
			t.Fatal(err)
		}
		told, noted := 0, 0
		fails := errors.Join(test.write, test.note)
		w.cfg.fill(file, saving{
			write: func(to io.Writer) error {
				_, err := io.WriteString(to, "all of it")
				return errors.Join(err, test.write)
			},
			note: func(name string) error {
				noted++
				if text, err := os.ReadFile(path); name != "report.pdf" || err != nil || string(text) != "all of it" {
					t.Errorf("noted %q, which holds %q, %v", name, text, err)
				}
				return test.note
			},
			done: func(name string, err error) {
				told++
				if name != "report.pdf" || (err != nil) != (fails != nil) || fails != nil && !errors.Is(err, full) {
					t.Errorf("told of %q: %v", name, err)
				}
			},
		})
		_, err = os.Stat(path)
		if there := err == nil; told != 1 || there != (fails == nil) || noted == 1 != (test.write == nil) {
			t.Errorf("%+v: told %d times, noted %d times, there: %v", test, told, noted, there)
		}
	}
}

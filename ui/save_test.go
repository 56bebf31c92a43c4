package ui

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2/storage"
)

func TestFilesAreWholeOrNotThere(t *testing.T) {
	w := newTill(t)
	path := filepath.Join(t.TempDir(), "report.pdf")
	for _, fails := range []error{nil, errors.New("disk full")} {
		file, err := storage.Writer(storage.NewFileURI(path))
		if err != nil {
			t.Fatal(err)
		}
		told := 0
		write := func(to io.Writer) error {
			_, err := io.WriteString(to, "all of it")
			return errors.Join(err, fails)
		}
		w.cfg.fill(file, write, func(name string, err error) {
			told++
			if name != "report.pdf" || !errors.Is(err, fails) {
				t.Errorf("told of %q: %v", name, err)
			}
		})
		text, err := os.ReadFile(path)
		if whole := fails == nil; told != 1 || whole != (err == nil) || whole && string(text) != "all of it" {
			t.Errorf("with %v: told %d times, the file holds %q, %v", fails, told, text, err)
		}
	}
}

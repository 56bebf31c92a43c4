package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// The mark is a file beside the journal, "till.db.open", that is there while
// the journal is open. One that is left over says that the last run was cut
// off; one that says "damaged", that it has seen damage, and then the next
// opening checks everything. Being cut off alone is no reason to: bbolt commits
// whole, and every opening reads what matters now. The mark isn't in the
// journal itself: a damaged file is never written to. It is a hint and no
// more: where it can't be written (read-only folder) the till goes on.
const (
	markSuffix  = ".open"
	markOpen    = "open\n"
	markDamaged = "damaged\n"
)

func mark(path, text string) {
	_ = os.WriteFile(path+markSuffix, []byte(text), 0o600)
}

func unmark(path string) { _ = os.Remove(path + markSuffix) }

// marked returns what the last run has left: empty after a clean close.
func marked(path string) string {
	text, err := os.ReadFile(path + markSuffix)
	if err != nil {
		return ""
	}
	return string(text)
}

// SetAside moves the journal at path out of the way, to path.damaged-TIME with
// the time in UTC, and returns its new name. Nothing is overwritten or deleted;
// the next Open makes an empty journal. It returns ErrInUse while a till has
// the journal open.
func SetAside(path string) (aside string, err error) {
	if err := free(path); err != nil {
		return "", fmt.Errorf("set aside %s: %w", path, err)
	}
	aside = unused(path + ".damaged-" + stamp(time.Now()))
	if err := os.Rename(path, aside); err != nil {
		return "", fmt.Errorf("set aside: %w", err)
	}
	unmark(path)
	return aside, syncFolder(filepath.Dir(path))
}

// free says ErrInUse while another process, or this one, has the journal open.
func free(path string) error {
	if _, err := os.Stat(path); err != nil {
		return err
	}
	db, _, err := openFile(path, true)
	if err == nil {
		return db.Close()
	}
	if errors.Is(err, ErrInUse) {
		return err
	}
	return nil
}

// stamp writes a time for a file name; names sort as times do.
func stamp(at time.Time) string { return at.UTC().Format(stampLayout) }

// unused returns name, or with a number behind it if it is taken.
func unused(name string) string {
	free := name
	for n := 2; ; n++ {
		if _, err := os.Lstat(free); os.IsNotExist(err) {
			return free
		}
		free = fmt.Sprintf("%s-%d", name, n)
	}
}

package till

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"time"
)

// part is one file of a diagnosis.
type part struct {
	name  string
	write func(io.Writer) error
}

// writeBundle writes a ZIP file. A part that can't be written whole says so, and
// keeps nothing from the others. hide takes out of a text what is secret; card
// numbers go too, and names of people.
func writeBundle(w io.Writer, at time.Time, parts []part, hide func([]byte) []byte) error {
	bundle := zip.NewWriter(w)
	for _, p := range parts {
		var text bytes.Buffer
		if err := p.write(&text); err != nil {
			fmt.Fprintf(&text, "\nthis isn't whole: %v\n", err)
		}
		f, err := bundle.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: at})
		if err != nil {
			return fmt.Errorf("diagnosis: %w", err)
		}
		if _, err := f.Write(hidePeople(hideCards(hide(text.Bytes())))); err != nil {
			return fmt.Errorf("diagnosis: %w", err)
		}
	}
	if err := bundle.Close(); err != nil {
		return fmt.Errorf("diagnosis: %w", err)
	}
	return nil
}

// longNumber is what a card's number may look like, in one or in groups.
var longNumber = regexp.MustCompile(`\d{13,}|\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{1,7}|\d{4}[ -]\d{6}[ -]\d{5}`)

// hideCards masks what may be a card's number, but for its last four digits. The
// terminal's answers are masked when they are noted (haojin.Answer.Evidence) where
// the protocol says that there is a number; this is for all other places, and
// rather hides too much. QFPay's own numbers begin with a date, as no card's does,
// and stay.
func hideCards(text []byte) []byte {
	return longNumber.ReplaceAllFunc(text, func(number []byte) []byte {
		if len(number) > 23 || bytes.HasPrefix(number, []byte("20")) {
			return number
		}
		masked := bytes.Clone(number)
		left := 4
		for i := len(masked) - 1; i >= 0; i-- {
			if isDigit(masked[i]) {
				if left--; left < 0 {
					masked[i] = '*'
				}
			}
		}
		return masked
	})
}

// named is where QFPay's answers name people (protocol section 4), as JSON and as JSON
// in a quoted text.
var named = regexp.MustCompile(`("(?:opuser|nickname)"\s*:\s*)(?:"(?:[^"\\]|\\.)*"|[^\s",}\]]+)|` +
	`(\\"(?:opuser|nickname)\\"\s*:\s*\\").*?(\\")`)

// hidePeople masks the names in QFPay's answers, and the home folder, which has the
// user's.
func hidePeople(text []byte) []byte {
	text = named.ReplaceAllFunc(text, func(found []byte) []byte {
		parts := named.FindSubmatch(found)
		if len(parts[1]) > 0 {
			return append(bytes.Clone(parts[1]), `"***"`...)
		}
		return append(append(bytes.Clone(parts[2]), "***"...), parts[3]...)
	})
	home, err := os.UserHomeDir()
	if err != nil || len(home) < 2 {
		return text
	}
	for _, home := range []string{home, strings.ReplaceAll(home, `\`, `\\`)} { // as it is, and as JSON has it
		text = regexp.MustCompile(regexp.QuoteMeta(home)+`([^\w.-]|$)`).ReplaceAll(text, []byte("~$1"))
	}
	return text
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

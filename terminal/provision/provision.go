// Package provision reads the file that sets a till up: one TOML file rolls
// out twenty tills. It is read once, validated whole and never rewritten.
package provision

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"harbourtill/store/people"
	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/link"
)

// Settings is what a provision file says, validated.
type Settings struct {
	Till Till
	// Terminal is the terminal's profile; its Link is terminal.LinkTraining
	// and the rest empty when the till is for training.
	Terminal terminal.Profile
	// ManagerPIN is the manager's PIN in clear, to be hashed and forgotten;
	// empty when the file has none.
	ManagerPIN PIN
}

// PIN is the manager's PIN in clear. Printing or logging it shows a mask.
type PIN string

const pinMask = "[PIN]"

// Format implements fmt.Formatter with a mask.
func (PIN) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(pinMask)) }

// LogValue implements slog.LogValuer with a mask.
func (PIN) LogValue() slog.Value { return slog.StringValue(pinMask) }

// Till is the till's own settings.
type Till struct {
	Name     string `json:"name"`
	Language string `json:"language"`
}

// Languages are the languages that a file may name.
func Languages() []string { return []string{"en", "zh-Hant", "zh-Hans"} }

// Error is what is wrong with a file. It never holds a value.
type Error struct {
	// Line counts from 1; 0 when nothing in the file is to blame.
	Line int
	// Key is the dotted key, as in terminal.pos_key; may be empty.
	Key     string
	Problem string
}

// Error names line and key.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Line > 0 {
		fmt.Fprintf(&b, "line %d: ", e.Line)
	}
	if e.Key != "" {
		b.WriteString(e.Key + ": ")
	}
	return b.String() + e.Problem
}

// file is the TOML form.
type file struct {
	Till struct {
		Name     string `toml:"name"`
		Language string `toml:"language"`
	} `toml:"till"`
	Terminal struct {
		Link           string `toml:"link"`
		Address        string `toml:"address"`
		Port           string `toml:"port"`
		POSKey         string `toml:"pos_key"`
		KeyForm        string `toml:"key_form"`
		Sealing        string `toml:"sealing"`
		Body           string `toml:"body"`
		Model          string `toml:"model"`
		CAFile         string `toml:"ca_file"`
		PinSHA256      string `toml:"pin_sha256"`
		LineFeed       bool   `toml:"line_feed"`
		PlainAnswers   bool   `toml:"plain_answers"`
		PaymentTimeout int    `toml:"payment_timeout"`
	} `toml:"terminal"`
	Manager struct {
		PIN string `toml:"pin"`
	} `toml:"manager"`
}

// Read reads and validates the file at path, and the CA file that it names,
// from the same folder unless its path is absolute. A fault in it is an *Error.
func Read(path string) (Settings, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Settings{}, fmt.Errorf("provision file: %w", err)
	}
	s, err := Parse(text, func(name string) ([]byte, error) {
		if !filepath.IsAbs(name) {
			name = filepath.Join(filepath.Dir(path), name)
		}
		return readCABytes(name)
	})
	if err != nil {
		return Settings{}, fmt.Errorf("provision file %s: %w", path, err)
	}
	return s, nil
}

// Parse validates a file's text as a whole; readFile reads the CA file that it
// names. Its error is an *Error for the first fault, from the top of the file.
func Parse(text []byte, readFile func(name string) ([]byte, error)) (Settings, error) {
	var f file
	f.Till.Language = "en"
	f.Terminal.KeyForm, f.Terminal.Sealing = string(haojin.KeyText), string(haojin.SealMessage)
	f.Terminal.Body, f.Terminal.Model = string(haojin.BodyJSON), string(terminal.A8)
	f.Terminal.PaymentTimeout = 120
	if err := decode(text, &f); err != nil {
		return Settings{}, err
	}
	faults := &faults{lines: lines(text), readFile: readFile}
	s := Settings{
		Till:       faults.till(f),
		Terminal:   faults.terminal(f),
		ManagerPIN: faults.pin(f),
	}
	if len(faults.found) > 0 {
		return Settings{}, slices.MinFunc(faults.found, func(a, b *Error) int {
			// A table that isn't there at all (line 0) is blamed last.
			return cmp.Compare(uint(a.Line-1), uint(b.Line-1))
		})
	}
	return s, nil
}

func decode(text []byte, f *file) error {
	err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(f)
	var unknown *toml.StrictMissingError
	var wrong *toml.DecodeError
	switch {
	case errors.As(err, &unknown) && len(unknown.Errors) > 0:
		first := unknown.Errors[0]
		line, _ := first.Position()
		return &Error{Line: line, Key: strings.Join(first.Key(), "."), Problem: "there is no such setting"}
	case errors.As(err, &wrong):
		line, _ := wrong.Position()
		return &Error{Line: line, Key: strings.Join(wrong.Key(), "."), Problem: wrong.Error()}
	case err != nil:
		return &Error{Problem: err.Error()}
	}
	return nil
}

// faults collects what is wrong, with the line that says it.
type faults struct {
	lines    map[string]int
	readFile func(name string) ([]byte, error)
	found    []*Error
}

// add blames a key: its line, or the line of its table when it is missing.
func (f *faults) add(key, problem string) {
	line := f.lines[key]
	if line == 0 {
		table, _, _ := strings.Cut(key, ".")
		line = f.lines[table]
	}
	f.found = append(f.found, &Error{Line: line, Key: key, Problem: problem})
}

func (f *faults) missing(key string) { f.add(key, "is missing") }

func (f *faults) till(in file) Till {
	if strings.TrimSpace(in.Till.Name) == "" {
		f.missing("till.name")
	}
	if !slices.Contains(Languages(), in.Till.Language) {
		f.add("till.language", "is one of "+strings.Join(Languages(), ", "))
	}
	return Till{Name: strings.TrimSpace(in.Till.Name), Language: in.Till.Language}
}

func (f *faults) terminal(in file) terminal.Profile {
	t := in.Terminal
	p := terminal.Profile{
		Link: terminal.LinkKind(t.Link), Address: t.Address, POSKey: haojin.POSKey(t.POSKey),
		KeyForm: haojin.KeyForm(t.KeyForm), Sealing: haojin.Sealing(t.Sealing), Body: haojin.BodyForm(t.Body),
		Model: terminal.Model(t.Model), PlainAnswers: t.PlainAnswers, PaymentTimeout: t.PaymentTimeout,
		CA: f.ca(t.CAFile), PinSHA256: t.PinSHA256, LineFeed: t.LineFeed, Port: t.Port,
	}
	if _, err := link.NewTrust("", t.PinSHA256); err != nil {
		f.add("terminal.pin_sha256", err.Error())
	}
	switch {
	case t.Link == "":
		f.missing("terminal.link")
		return p
	case p.Link == terminal.LinkTraining:
		return terminal.Profile{Link: p.Link}
	}
	for _, fault := range p.Faults() {
		key := "terminal." + fault.Field
		values := map[string]string{"address": t.Address, "port": t.Port, "pos_key": t.POSKey}
		if value, required := values[fault.Field]; required && value == "" {
			f.missing(key)
			continue
		}
		f.add(key, fault.Should)
	}
	return p
}

// ca reads the CA file; empty when none is named or it is at fault.
func (f *faults) ca(name string) string {
	if name == "" {
		return ""
	}
	text, err := f.readFile(name)
	if err != nil {
		f.add("terminal.ca_file", err.Error())
		return ""
	}
	ca, err := parseCA(text)
	if err != nil {
		f.add("terminal.ca_file", err.Error())
	}
	return ca
}

func (f *faults) pin(in file) PIN {
	pin := in.Manager.PIN
	_, named := f.lines["manager"]
	switch {
	case pin == "" && named:
		f.missing("manager.pin")
	case pin != "" && !people.ValidPIN(pin):
		f.add("manager.pin", "has 4 to 12 digits")
	}
	return PIN(pin)
}

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
	"harbourtill/terminal/payment"
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
	// Source is the file that they were read from; empty for others.
	Source string
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
	// RepeatGuard is for how many seconds after an approval the same amount and
	// channel isn't charged without asking, 0 (off) to MaxRepeatGuard.
	RepeatGuard int `json:"repeat_guard_s"`
	// Shop is the shop's name as receipts and reports have it, empty for Name;
	// Address may have several lines, and Foot ends each receipt.
	Shop    string `json:"shop,omitempty"`
	Address string `json:"address,omitempty"`
	Foot    string `json:"foot,omitempty"`
	// Appearance is light, dark or contrast; Silent makes no sounds.
	Appearance string `json:"appearance,omitempty"`
	Silent     bool   `json:"silent,omitempty"`
	// TextSize is the size of the window's texts in per cent, one of TextSizes; 0
	// is the usual size.
	TextSize int `json:"text_size,omitempty"`
	// Customer opens a second window, for the customer; Logo, a PNG or a JPEG,
	// stands in it. Empty: the shop's name does.
	Customer bool   `json:"customer_window,omitempty"`
	Logo     []byte `json:"logo,omitempty"`
	// Kiosk fills the screen, and wants the manager's PIN to close.
	Kiosk bool `json:"kiosk,omitempty"`
	// QuickAmounts are amounts with a button of their own, at most
	// MaxQuickAmounts; Channel is chosen before the cashier has, if it isn't
	// empty.
	QuickAmounts []payment.Money `json:"quick_amounts_cents,omitempty"`
	Channel      payment.Channel `json:"channel,omitempty"`
}

// MaxQuickAmounts is how many quick amounts a till has room for.
const MaxQuickAmounts = 8

// Appearances are the sets of colours that a file may name.
func Appearances() []string { return []string{"light", "dark", "contrast"} }

// TextSizes are the sizes of texts that a file may name, in per cent.
func TextSizes() []int { return []int{100, 125, 150, 175, 200} }

// Faults returns what is wrong with it; empty when it may be used.
func (t Till) Faults() []terminal.FieldError {
	var found []terminal.FieldError
	check := func(ok bool, field, should string) {
		if !ok {
			found = append(found, terminal.FieldError{Field: field, Should: should})
		}
	}
	check(strings.TrimSpace(t.Name) != "", "name", "is missing")
	check(slices.Contains(Languages(), t.Language), "language", "is one of "+strings.Join(Languages(), ", "))
	check(t.RepeatGuard >= 0 && t.RepeatGuard <= MaxRepeatGuard, "repeat_guard", fmt.Sprintf("is 0 (off) to %d seconds", MaxRepeatGuard))
	check(t.Appearance == "" || slices.Contains(Appearances(), t.Appearance), "appearance", "is one of "+strings.Join(Appearances(), ", "))
	check(t.TextSize == 0 || slices.Contains(TextSizes(), t.TextSize), "text_size", "is 100, 125, 150, 175 or 200 per cent")
	check(len(t.QuickAmounts) <= MaxQuickAmounts, "quick_amounts", fmt.Sprintf("are %d at most", MaxQuickAmounts))
	for _, m := range t.QuickAmounts {
		check(m.Validate() == nil, "quick_amounts", "are amounts from 0.01 to 9999999.99")
	}
	check(t.Channel == "" || t.Channel.Known(), "channel", "is a channel as the protocol names it, card_payment for one")
	return found
}

// DefaultRepeatGuard and MaxRepeatGuard bound Till.RepeatGuard, seconds.
const (
	DefaultRepeatGuard = 10
	MaxRepeatGuard     = 60
)

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
		Name         string   `toml:"name"`
		Language     string   `toml:"language"`
		RepeatGuard  int      `toml:"repeat_guard"`
		Shop         string   `toml:"shop"`
		Address      string   `toml:"address"`
		Foot         string   `toml:"foot"`
		Appearance   string   `toml:"appearance"`
		TextSize     int      `toml:"text_size"`
		Silent       bool     `toml:"silent"`
		QuickAmounts []string `toml:"quick_amounts"`
		Channel      string   `toml:"channel"`
		Customer     bool     `toml:"customer_window"`
		Logo         string   `toml:"logo"`
		Kiosk        bool     `toml:"kiosk"`
	} `toml:"till"`
	Terminal terminalTable `toml:"terminal"`
	Manager  struct {
		PIN string `toml:"pin"`
	} `toml:"manager"`
}

// Read reads and validates the file at path, and the CA file and the logo that it
// names, from the same folder unless their paths are absolute. A fault in it is an *Error.
func Read(path string) (Settings, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Settings{}, fmt.Errorf("provision file: %w", err)
	}
	s, err := Parse(text, func(name string) ([]byte, error) {
		if !filepath.IsAbs(name) {
			name = filepath.Join(filepath.Dir(path), name)
		}
		return readSmallFile(name)
	})
	if err != nil {
		return Settings{}, fmt.Errorf("provision file %s: %w", path, err)
	}
	s.Source = path
	return s, nil
}

// Parse validates a file's text as a whole; readFile reads the CA file and the
// logo that it names. Its error is an *Error for the first fault, from the top of the file.
func Parse(text []byte, readFile func(name string) ([]byte, error)) (Settings, error) {
	f := file{Terminal: defaultTerminal()}
	f.Till.Language, f.Till.RepeatGuard = "en", DefaultRepeatGuard
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

// add blames a key: its line, or the line of the table around it when it is
// missing.
func (f *faults) add(key, problem string) {
	line := f.lines[key]
	for table := key; line == 0 && strings.Contains(table, "."); line = f.lines[table] {
		table = table[:strings.LastIndexByte(table, '.')]
	}
	f.found = append(f.found, &Error{Line: line, Key: key, Problem: problem})
}

func (f *faults) missing(key string) { f.add(key, "is missing") }

func (f *faults) till(in file) Till {
	t := Till{
		Name: strings.TrimSpace(in.Till.Name), Language: in.Till.Language, RepeatGuard: in.Till.RepeatGuard,
		Shop: strings.TrimSpace(in.Till.Shop), Address: strings.TrimSpace(in.Till.Address), Foot: strings.TrimSpace(in.Till.Foot),
		Appearance: in.Till.Appearance, TextSize: in.Till.TextSize, Silent: in.Till.Silent, Channel: payment.Channel(in.Till.Channel),
		Customer: in.Till.Customer, Kiosk: in.Till.Kiosk, Logo: f.logo(in.Till.Logo),
	}
	for _, text := range in.Till.QuickAmounts {
		amount, err := payment.ParseMoney(text)
		if err != nil {
			f.add("till.quick_amounts", "are amounts as in \"12.50\"")
			break
		}
		t.QuickAmounts = append(t.QuickAmounts, amount)
	}
	for _, fault := range t.Faults() {
		if key := "till." + fault.Field; fault.Should == "is missing" {
			f.missing(key)
		} else {
			f.add(key, fault.Should)
		}
	}
	return t
}

// logo is the picture in the file of a name; nil for no name.
func (f *faults) logo(name string) []byte {
	if name == "" {
		return nil
	}
	file, err := f.readFile(name)
	if err == nil {
		err = checkLogo(file)
	}
	if err != nil {
		f.add("till.logo", err.Error())
		return nil
	}
	return file
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

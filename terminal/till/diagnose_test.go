package till

import (
	"archive/zip"
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"harbourtill/store"
	"harbourtill/store/people"
	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/provision"
)

// unzipped is what a diagnosis holds, by the names of its files.
func unzipped(t *testing.T, bundle []byte) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(bundle), int64(len(bundle)))
	if err != nil {
		t.Fatal(err)
	}
	texts := make(map[string]string)
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		texts[f.Name] = string(text)
	}
	return texts
}

// wants looks for words in a diagnosis.
func wants(t *testing.T, texts map[string]string, words map[string][]string) {
	t.Helper()
	for name, all := range words {
		for _, word := range all {
			if !strings.Contains(texts[name], word) {
				t.Errorf("%s lacks %q:\n%s", name, word, texts[name])
			}
		}
	}
}

// TestDiagnosisTellsNoSecret: a till that took a payment on a terminal which tells
// whole card numbers, and whose log was told every secret, is diagnosed by itself,
// from the command line beside it, and when it is closed.
func TestDiagnosisTellsNoSecret(t *testing.T) {
	home := filepath.Join(t.TempDir(), "chantaiman")
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	data := filepath.Join(home, "till")
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	kept := new(Log)
	log := slog.New(slog.NewTextHandler(kept, &slog.HandlerOptions{Level: slog.LevelDebug}))
	support := Support{Program: "Harbour Till 1.2.3", Log: kept}
	till, err := OpenWith(data, log, support)
	if err != nil {
		t.Fatal(err)
	}
	p := terminal.Profile{
		Link: terminal.LinkHTTP, POSKey: key, KeyForm: haojin.KeyText, Sealing: haojin.SealMessage,
		Body: haojin.BodyJSON, Model: terminal.A8, PaymentTimeout: 60,
	}
	p.Address = strings.TrimPrefix(talkative(t, p).URL, "http://")
	settings := provision.Settings{Till: provision.Till{Name: "Counter 7", Language: "en", Logo: []byte("PNG")}, Terminal: p, ManagerPIN: managerPIN}
	if err := till.Provision(t.Context(), settings); err != nil {
		t.Fatal(err)
	}
	_, err = till.roster.Add("Chan Tai Man", people.Cashier, "907312", "")
	if err != nil {
		t.Fatal(err)
	}
	s := run(t, till)
	s.Controller.Pay(terminal.Order{Amount: 1250, Channel: payment.Card})
	sale := wait(t, s, finished).Sale
	s.Controller.Annotate(sale.Reference, "Mrs Wong, table 4", "")
	wait(t, s, func(e terminal.TransactionChanged) bool { return e.Transaction.Note != "" })
	s.end(t)
	log.Error("a mistake somewhere", "key", key.Reveal(), "hex", hex.EncodeToString([]byte(key.Reveal())), "card", cardNumber,
		"grouped", "5200 0012 3456 1096", "fine", "mistakes are told")

	var own, beside, closed bytes.Buffer
	if err := till.Diagnose(t.Context(), &own, []byte("a screen of 1024 x 600")); err != nil {
		t.Fatal(err)
	}
	if err := Diagnose(t.Context(), data, &beside, Support{Program: "the command"}); err != nil {
		t.Fatal(err)
	}
	if err := till.Close(); err != nil {
		t.Fatal(err)
	}
	if err := Diagnose(t.Context(), data, &closed, support); err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{
		"program.txt": {"Harbour Till 1.2.3", "go1.", "harbourtill"}, "log.txt": {"a mistake somewhere", "mistakes are told", "[POS-KEY]"},
		"settings.json":  {"Counter 7", p.Address, `"people": 1`, `"logo_bytes": 3`, fmt.Sprint(len(key), " characters")},
		"journal.txt":    {"1  payment approved", "<nil>", "the newest first"},
		"unresolved.txt": {"0 unresolved"}, "folder.txt": {"till.db", "till.refs"},
	}
	wants(t, unzipped(t, closed.Bytes()), all)
	all["messages.txt"], all["missing.txt"] = []string{string(sale.Reference), "************1096", "20261123000001"}, []string{"0 are known"}
	wants(t, unzipped(t, beside.Bytes()), all)
	all["window.json"] = []string{"a screen of 1024 x 600"}
	wants(t, unzipped(t, own.Bytes()), all)
	for name, bundle := range map[string]*bytes.Buffer{"own": &own, "beside": &beside, "closed": &closed} {
		for file, text := range unzipped(t, bundle.Bytes()) {
			for _, secret := range []string{
				key.Reveal(), strings.ToUpper(key.Reveal()), hex.EncodeToString([]byte(key.Reveal())), managerPIN, "907312", cardNumber, octopusNumber,
				"520000123456", "5200 0012", "$2a$", "JDJhJ", "Chan Tai Man", "Mrs Wong", "table 4", "Ming", "chantaiman",
			} {
				if strings.Contains(text, secret) {
					t.Errorf("%s: %s tells %q", name, file, secret)
				}
			}
		}
	}
}

// TestDiagnosisOfWhatCantBeOpened: that is when it is needed. The file says what is
// wrong, and nothing is changed.
func TestDiagnosisOfWhatCantBeOpened(t *testing.T) {
	diagnosed := func(data string) map[string]string {
		t.Helper()
		var bundle bytes.Buffer
		if err := Diagnose(t.Context(), data, &bundle, Support{}); err != nil {
			t.Fatal(err)
		}
		return unzipped(t, bundle.Bytes())
	}
	empty := t.TempDir()
	wants(t, diagnosed(empty), map[string][]string{"journal.txt": {"no such file"}, "settings.json": {"the journal can't be read"}})
	if left, err := os.ReadDir(empty); err != nil || len(left) > 0 {
		t.Errorf("a diagnosis makes %v, %v", left, err)
	}

	data := t.TempDir()
	till, err := Open(data, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := till.journal.Backup(t.Context(), BackupFolder(data)); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(JournalPath(data, false) + doorSuffix); err != nil {
		t.Fatal(err)
	}
	wants(t, diagnosed(data), map[string][]string{"journal.txt": {store.ErrInUse.Error(), "the newest first", "whole"}})
	if err := till.Close(); err != nil {
		t.Fatal(err)
	}
	breakFile(t, JournalPath(data, false))
	before := make(map[string][]byte)
	collect(t, data, before)
	wants(t, diagnosed(data), map[string][]string{
		"journal.txt": {store.ErrDamaged.Error(), "the newest first", "whole"}, "folder.txt": {"till.db"}, "program.txt": {"unknown"},
	})
	after := make(map[string][]byte)
	collect(t, data, after)
	if !maps.EqualFunc(before, after, bytes.Equal) {
		t.Errorf("a diagnosis changes %v into %v", slices.Collect(maps.Keys(before)), slices.Collect(maps.Keys(after)))
	}
	if err := Diagnose(t.Context(), filepath.Join(data, "nowhere"), io.Discard, Support{}); err == nil {
		t.Error("a folder that isn't there is diagnosed")
	}
}

// TestDiagnosisGoesOnBehindWhatFails: one part that can't be read doesn't hide the
// others.
func TestDiagnosisGoesOnBehindWhatFails(t *testing.T) {
	var bundle bytes.Buffer
	err := writeBundle(&bundle, time.Now(), []part{
		{"a.txt", func(w io.Writer) error {
			_, err := io.WriteString(w, "half of it")
			return errors.Join(err, errors.New("broken"))
		}},
		{"b.txt", func(w io.Writer) error {
			_, err := io.WriteString(w, "all of it")
			return err
		}},
	}, bytes.Clone)
	if err != nil {
		t.Fatal(err)
	}
	wants(t, unzipped(t, bundle.Bytes()), map[string][]string{"a.txt": {"half of it", "broken"}, "b.txt": {"all of it"}})
	if err := writeBundle(failing{}, time.Now(), []part{{"a", func(io.Writer) error { return nil }}}, bytes.Clone); err == nil {
		t.Error("a bundle that couldn't be written is fine")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestCardNumbersAreHidden(t *testing.T) {
	for text, want := range map[string]string{
		"card 5200001234561096 declined":      "card ************1096 declined",
		"4111 1111 1111 1111, 4111-1111-1111": "**** **** **** 1111, 4111-1111-1111",
		"3782 822463 10005":                   "**** ****** *0005",
		"20261123000001 202611230000000005":   "20261123000001 202611230000000005", // QFPay's
		"2026-11-23 14:03:22.123 after 12":    "2026-11-23 14:03:22.123 after 12",
		"01JDBQ6Z9W3C8Q4T5VQ2R00001":          "01JDBQ6Z9W3C8Q4T5VQ2R00001",
	} {
		if got := string(hideCards([]byte(text))); got != want {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestLogKeepsTheLastLines(t *testing.T) {
	var log Log
	for i := range logKept + 3 {
		if n, err := fmt.Fprintf(&log, "line %d\n", i); err != nil || n == 0 {
			t.Fatal(err)
		}
	}
	fmt.Fprintln(&log, strings.Repeat("x", 2*logLine))
	lines := strings.Split(strings.TrimSuffix(string(log.Text()), "\n"), "\n")
	if len(lines) != logKept || lines[0] != "line 4" || lines[logKept-2] != fmt.Sprint("line ", logKept+2) || len(lines[logKept-1]) > logLine+3 {
		t.Errorf("%d lines from %q to %.20q", len(lines), lines[0], lines[len(lines)-1])
	}
}

package simulator

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"harbourtill/terminal/haojin"
)

func TestLedgerSurvivesARestart(t *testing.T) {
	cfg := testConfig()
	cfg.DataFile = filepath.Join(t.TempDir(), "ledger.jsonl")
	first := start(t, cfg, "reversed,decline:1201,approve:1h")
	for _, reference := range []string{"R1", "R2"} {
		if _, err := first.pay(reference); err != nil {
			t.Fatal(err)
		}
	}
	go func() { _, _ = first.pay("R3") }()
	if err := first.s.Wait(t.Context(), func() bool { return first.entry("R3").Status == StatusOpen }); err != nil {
		t.Fatal(err)
	}
	first.stop()
	second := start(t, cfg, "")
	for reference, want := range map[string]Status{"R1": StatusApproved, "R2": StatusDeclined, "R3": StatusCancelled} {
		if got := second.entry(reference); got.Status != want {
			t.Errorf("%s is %+v", reference, got)
		}
	}
	if got := second.entry("R1"); got.Reversed != 1250 || len(second.s.Ledger()) != 3 {
		t.Errorf("ledger %+v", second.s.Ledger())
	}
	a, err := second.pay("R1")
	if err != nil || a.Inner() != codePaidAlready {
		t.Errorf("paid again: %+v, %v", a, err)
	}
}

// TestACutLineTakesNothingWithIt: a crash has cut the last line short, and
// what is booked after that is still there the next time.
func TestACutLineTakesNothingWithIt(t *testing.T) {
	cfg := testConfig()
	cfg.DataFile = filepath.Join(t.TempDir(), "ledger.jsonl")
	first := start(t, cfg, "")
	paid, err := first.pay("R1")
	if err != nil {
		t.Fatal(err)
	}
	first.stop()
	appendTo(t, cfg.DataFile, `{"syssn":"2025`)
	second := start(t, cfg, "")
	if a, err := second.send(haojin.RefundRequest{OrderID: paid.Data.Text("syssn")}); err != nil || a.Code != haojin.CodeOK {
		t.Fatalf("%+v, %v", a, err)
	}
	want := second.s.Ledger()
	second.stop()
	third := start(t, cfg, "")
	got := third.s.Ledger()
	if len(got) != 2 || len(want) != 2 || got[1].Syssn != want[1].Syssn || got[1].Kind != kindRefund || got[0].Refunded != 1250 {
		t.Errorf("ledger %+v, was %+v", got, want)
	}
}

// TestADamagedLedgerIsRefused: it would not be the truth any more.
func TestADamagedLedgerIsRefused(t *testing.T) {
	for _, damage := range []string{"rubbish\n", "{}\n", "\n"} {
		cfg := testConfig()
		cfg.DataFile = filepath.Join(t.TempDir(), "ledger.jsonl")
		appendTo(t, cfg.DataFile, damage)
		if s, err := New(cfg); err == nil || !strings.Contains(err.Error(), "line 1") {
			t.Errorf("%q: %v, %v", damage, s, err)
		}
	}
}

func appendTo(t *testing.T, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestWhatCannotBeWrittenIsNotBooked: nor answered as if it were.
func TestWhatCannotBeWrittenIsNotBooked(t *testing.T) {
	cfg := testConfig()
	cfg.DataFile = filepath.Join(t.TempDir(), "ledger.jsonl")
	r := start(t, cfg, "")
	if err := r.s.ledger.file.Close(); err != nil {
		t.Fatal(err)
	}
	if a, err := r.pay("R1"); err != nil || a.Code != haojin.CodeOtherError {
		t.Errorf("%+v, %v", a, err)
	}
	if got := r.s.Ledger(); len(got) != 0 {
		t.Errorf("booked %+v", got)
	}
}

package ui

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// aboutOpen is a till whose manager is on the page about the program.
func aboutOpen(t *testing.T) (*till, *site) {
	t.Helper()
	w := managed(t, "4826", func(c *Config) { c.About = "Harbour Till 1.0" })
	w.settings.unlock(nameOfManager)
	w.goTo(sectionSettings)
	w.tapOn("About")
	return w, w.cfg.Setup.(*site)
}

func TestLicencesCanBeRead(t *testing.T) {
	w, _ := aboutOpen(t)
	w.shows("Harbour Till 1.0", "LICENCES", "Noto Sans CJK", "OFL-1.1")
	w.hides("SIL OPEN FONT LICENSE")
	w.keys("<Down><Down>")
	w.shows("SIL OPEN FONT LICENSE")
	w.keys("<Up><Up>")
	w.shows("Apache License")
	w.keys("<Escape>")
	if w.section != sectionSale {
		t.Error("Esc doesn't leave")
	}
}

// TestDiagnosticsAreSaved: with what the window knows, and nothing of the key that
// was checked.
func TestDiagnosticsAreSaved(t *testing.T) {
	w, s := aboutOpen(t)
	folder := t.TempDir()
	fyne.CurrentApp().Preferences().SetString(folderPreference, folder)
	w.Handle(terminal.TerminalChanged{State: terminal.NotReachable, Since: noon, Detail: "no route"})
	checked := realTerminal()
	w.settings.checks.result = &terminal.CheckResult{Outcome: terminal.KeyIsWrong, Profile: checked, Detail: "4003"}
	w.settings.checks.attempts = []terminal.Attempt{{Profile: checked, Code: "4003"}}
	w.tapOn("Save diagnostics")
	w.press(fyne.KeyReturn)
	name := "harbour-till-diagnosis-" + noon.In(payment.HongKong()).Format("20060102-1504") + ".zip"
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	var told screenState
	if err := json.Unmarshal(text, &told); err != nil || told.Width != 1024 || told.Terminal.State != terminal.NotReachable ||
		told.Terminal.Detail != "no route" || told.Check.Outcome != terminal.KeyIsWrong || len(told.Check.Attempts) != 1 || told.Scale == 0 {
		t.Errorf("%s, %v", text, err)
	}
	if strings.Contains(string(text), checked.POSKey.Reveal()) {
		t.Errorf("the key is in %s", text)
	}
	w.shows("Saved as " + name)
	if len(s.diagnosed) != 1 || !strings.HasPrefix(s.diagnosed[0], name) {
		t.Errorf("the trail says %q", s.diagnosed)
	}
}

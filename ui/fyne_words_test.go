package ui

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
)

// TestFyneSpeaksTheTillsLanguage: whatever the computer speaks, and there and back.
func TestFyneSpeaksTheTillsLanguage(t *testing.T) {
	tongues, err := LoadTongues()
	if err != nil {
		t.Fatal(err)
	}
	app := test.NewTempApp(t)
	t.Cleanup(func() { _ = teachFyne() }) // English again: the theme is gone by then
	for _, computer := range []string{"C", "C.UTF-8", "en_US.UTF-8", "en_GB.UTF-8", "zh_HK.UTF-8", "zh_TW.UTF-8", "zh_CN.UTF-8", "ja_JP.UTF-8", "fr_FR.UTF-8", "sr_RS@latin", "tlh"} {
		t.Setenv("LC_ALL", computer)
		t.Setenv("LANGUAGE", "")
		for _, till := range []struct{ code, cancel, name string }{
			{"en", "Cancel", "File name"}, {"zh-Hant", "取消", "檔案名稱"}, {"zh-Hans", "取消", "文件名"}, {"en", "Cancel", "File name"},
		} {
			app.Settings().SetTheme(NewTheme(Style{Tongue: tongues.Tongue(till.code)}))
			if err := teachFyne(); err != nil {
				t.Fatal(err)
			}
			if cancel, name := lang.L("Cancel"), lang.X("file.name", "Name"); cancel != till.cancel || name != till.name {
				t.Errorf("computer %s, till %s: %q, %q", computer, till.code, cancel, name)
			}
			for key, word := range fyneWords() {
				if got := lang.X(key, "?"); got != word {
					t.Errorf("computer %s, till %s: %s is %q, not %q", computer, till.code, key, got, word)
				}
			}
		}
	}
}

// A window has Fyne's menu of a field speak its language.
func TestMenuOfAFieldSpeaksTheTillsLanguage(t *testing.T) {
	tongues, err := LoadTongues()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("LC_ALL", "en_US.UTF-8")
	t.Cleanup(func() { _ = teachFyne() })
	fonts, err := LoadFonts()
	if err != nil {
		t.Fatal(err)
	}
	dress(t, Style{Fonts: fonts, Tongue: tongues.Tongue("zh-Hant")})
	w := newTill(t)
	entry := widget.NewEntry()
	w.window.SetContent(entry)
	entry.TappedSecondary(&fyne.PointEvent{})
	menu := textsOf(w.window.Canvas().Overlays().Top())
	if !strings.Contains(menu, "貼上") || strings.Contains(menu, "Paste") {
		t.Errorf("the menu says %s", menu)
	}
}

// TestFyneHasNoWordsWithoutOurs holds the list against Fyne's own.
func TestFyneHasNoWordsWithoutOurs(t *testing.T) {
	folder, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "fyne.io/fyne/v2").Output()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(folder)), "lang", "translations", "base.en.json"))
	if err != nil {
		t.Fatal(err)
	}
	var theirs map[string]any
	if err := json.Unmarshal(text, &theirs); err != nil {
		t.Fatal(err)
	}
	ours := fyneWords()
	for key := range theirs {
		day := strings.HasSuffix(strings.TrimSuffix(key, ".short"), "day") // only in Fyne's calendar, which the till doesn't show
		if ours[key] == "" && !day {
			t.Errorf("Fyne may say %q in the computer's language", key)
		}
	}
}

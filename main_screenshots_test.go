//go:build e2e

package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestScreenshots makes the README's screenshots ("make screenshots"): a day of
// sales in a real window, then the same shop in Chinese and in the dark.
func TestScreenshots(t *testing.T) {
	d := newDesktop(t, "1280x800")
	terminal := startTerminal(t, "approve:400ms")
	data := filepath.Join(t.TempDir(), "data")
	file := provisionFor(t, terminal)
	shopIn(t, file, "shop = \"Harbour Tea House\"\nquick_amounts = [\"20\", \"38\", \"50\", \"100\"]\n")
	till := startTill(t, d, "-data", data, "-provision", file)
	look := func(name string) {
		time.Sleep(1500 * time.Millisecond) // pictures are for people; nothing depends on them
		d.shoot(name)
	}
	for i, sale := range []string{"3 8 F9", "1 2 8 F1", "5 8 F5", "4 2 F9", "9 8 F4", "2 0 0 F1", "3 2 F9", "6 8 F6", "4 8 F8"} {
		d.keys(append(strings.Fields(sale), "Return")...)
		until(t, "it is approved", func() bool {
			rows := exportJSON(t, data)
			return len(rows) == i+1 && rows[i].Status == "approved"
		})
		time.Sleep(1200 * time.Millisecond) // an outcome can't be left at once
		if i == 1 {
			look("approved")
		}
		d.keys("Escape")
	}
	terminal.play(t, "approve:1h")
	d.keys("8", "8", "F1", "Return")
	look("waiting")
	d.keys("Escape") // the customer goes
	until(t, "it is cancelled", func() bool {
		rows := exportJSON(t, data)
		return rows[len(rows)-1].Status == "cancelled"
	})
	time.Sleep(1200 * time.Millisecond)
	d.keys("Escape", "5", "8", "F5")
	look("sale")
	d.keys("Escape", "ctrl+2")
	look("history")
	d.keys("Down", "Down", "Return")
	look("transaction")
	d.keys("ctrl+3")
	look("summary")
	till.quit(t, d)

	shopIn(t, file, "shop = \"海港茶餐廳\"\nlanguage = \"zh-Hant\"\nappearance = \"dark\"\nquick_amounts = [\"20\", \"38\", \"50\", \"100\"]\n")
	till = startTill(t, d, "-data", data, "-provision", file)
	d.keys("3", "8", "F9")
	look("chinese")
	till.quit(t, d)

	till = startTill(t, d, "-data", filepath.Join(t.TempDir(), "training"))
	d.keys("Escape", "ctrl+5")
	look("practice")
	till.quit(t, d)
}

// play gives the terminal another script.
func (p terminalProcess) play(t *testing.T, script string) {
	t.Helper()
	response, err := http.Post("http://"+p.control+"/simulator/script", "text/plain", strings.NewReader(script))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusNoContent {
		t.Fatal(response.Status)
	}
}

// shopIn gives a provision file's till these settings.
func shopIn(t *testing.T, file, settings string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "[terminal]")
	if err := os.WriteFile(file, []byte("[till]\nname = \"Counter 1\"\n"+settings+"[terminal]"+rest), 0o600); err != nil {
		t.Fatal(err)
	}
}

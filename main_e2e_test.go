//go:build e2e

package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// These tests run the real program in a real window: HARBOUR_TILL_BINARY names
// it ("make e2e" builds it), HARBOUR_TILL_SHOTS a folder for screenshots. They
// need Xvfb, openbox, xdotool and ImageMagick, which "make deps" installs.

// TestEndToEnd: a cashier types a payment in a real window; the terminal, a
// process of its own, has exactly one payment, and the till's export says the
// same. So it is over every link.
func TestEndToEnd(t *testing.T) {
	for _, link := range []string{"http", "https", "tcp", "serial"} {
		t.Run(link, func(t *testing.T) { pays(t, link) })
	}
}

func pays(t *testing.T, link string) {
	d := newDesktop(t, "1280x800")
	terminal := startTerminalOver(t, link, "approve:2s")
	data := filepath.Join(t.TempDir(), "data")
	till := startTill(t, d, "-data", data, "-provision", provisionFor(t, terminal))
	shoot := func(name string) {
		if link == "http" {
			time.Sleep(500 * time.Millisecond) // the picture is for people; nothing depends on it
			d.shoot(name)
		}
	}
	shoot("1-idle")
	if link == "tcp" { // a text field has the keyboard, and leaves the window its shortcuts
		d.keys("ctrl+2", "ctrl+f", "7", "7", "ctrl+1")
	}
	d.keys("1", "2", "period", "5", "F3")
	shoot("2-typed")
	d.keys("Return", "Return", "Return")
	var ledger []ledgerEntry
	until(t, "the terminal gets the payment", func() bool {
		terminal.get(t, "/simulator/ledger", &ledger)
		return len(ledger) > 0
	}, till.stuck(d))
	shoot("3-waiting")
	until(t, "the payment is approved", func() bool {
		terminal.get(t, "/simulator/ledger", &ledger)
		return ledger[0].Status == "approved"
	})
	// A serial line brings the result a while after the terminal has booked it.
	var rows []exported
	until(t, "the till knows it", func() bool {
		rows = exportJSON(t, data)
		return len(rows) == 1 && rows[0].Status == "approved"
	})
	shoot("4-approved")
	d.keys("ctrl+2")
	shoot("5-history")
	till.quit(t, d)

	rows = exportJSON(t, data)
	terminal.get(t, "/simulator/ledger", &ledger)
	t.Logf("export: %+v", rows)
	t.Logf("ledger: %+v", ledger)
	if len(ledger) != 1 || ledger[0].Amount != 1250 || ledger[0].Kind != "payment" {
		t.Errorf("the terminal's ledger: %+v", ledger)
	}
	if len(rows) != 1 || rows[0].Status != "approved" || rows[0].AmountCents != 1250 || rows[0].Channel != "amex_card" ||
		rows[0].Training || rows[0].Reference != ledger[0].Reference {
		t.Errorf("the till's export: %+v", rows)
	}
	if text := till.stderr.String(); strings.Contains(text, posKey) {
		t.Error("the POS-KEY shows in the log")
	}
}

// TestEndToEndRestart: the till is killed while the customer pays; the next
// start finds out by itself what became of it.
func TestEndToEndRestart(t *testing.T) {
	d := newDesktop(t, "1024x600")
	terminal := startTerminal(t, "approve:3s")
	data := filepath.Join(t.TempDir(), "data")
	file := provisionFor(t, terminal)
	till := startTill(t, d, "-data", data, "-provision", file)
	d.keys("8", "8", "F1", "Return")
	var ledger []ledgerEntry
	until(t, "the terminal gets the payment", func() bool {
		terminal.get(t, "/simulator/ledger", &ledger)
		return len(ledger) > 0
	})
	if err := till.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-till.ended
	staysReal(t, data)
	till = startTill(t, d, "-data", data)
	until(t, "the terminal is asked", func() bool {
		var requests map[string]int
		terminal.get(t, "/simulator/requests", &requests)
		terminal.get(t, "/simulator/ledger", &ledger)
		return requests["4001"] > 0 && ledger[0].Status == "approved"
	})
	var rows []exported
	until(t, "the truth is in the journal", func() bool {
		time.Sleep(3 * time.Second)
		till.quit(t, d)
		if rows = exportJSON(t, data); rows[0].Status == "approved" {
			return true
		}
		till = startTill(t, d, "-data", data)
		return false
	})
	if len(rows) != 1 || rows[0].AmountCents != 8800 || len(ledger) != 1 {
		t.Errorf("export %+v, ledger %+v", rows, ledger)
	}
}

// staysReal: while a real payment is unresolved the till can't be made a
// training till, which asks about none.
func staysReal(t *testing.T, data string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "training.toml")
	if err := os.WriteFile(file, []byte("[till]\nname = \"T\"\n[terminal]\nlink = \"training\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(binary(t), "-data", data, "-provision", file)
	cmd.Env = []string{"HOME=" + data, "PATH=" + os.Getenv("PATH")}
	out, _ := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != 1 || !strings.Contains(string(out), "can't go to training while payments are unresolved") {
		t.Errorf("exit code %d, says\n%s", code, out)
	}
}

// TestEndToEndTraining: without a terminal the built-in one serves, and its
// payments never mix with real ones.
func TestEndToEndTraining(t *testing.T) {
	d := newDesktop(t, "1920x1080")
	data := filepath.Join(t.TempDir(), "data")
	till := startTill(t, d, "-data", data)
	time.Sleep(time.Second)
	d.shoot("0-guide")
	d.keys("Escape") // the guide of a first start
	d.keys("5", "0", "F6", "Return")
	time.Sleep(2 * time.Second)
	d.shoot("6-training")
	until(t, "the payment is in the training journal", func() bool {
		text, err := os.ReadFile(filepath.Join(data, "training-terminal.jsonl"))
		return err == nil && bytes.Contains(text, []byte("approved"))
	})
	time.Sleep(time.Second)
	till.quit(t, d)
	if rows := exportJSON(t, data); len(rows) != 0 {
		t.Errorf("the real journal holds %+v", rows)
	}
	rows := exportJSON(t, data, "-training")
	if len(rows) != 1 || !rows[0].Training || rows[0].Status != "approved" || rows[0].Channel != "payme" {
		t.Errorf("the training journal holds %+v", rows)
	}
}

// TestEndToEndTouches: a finger comes down somewhere new in the instant in which
// it presses, each time.
func TestEndToEndTouches(t *testing.T) {
	d := newDesktop(t, "1024x600")
	data := filepath.Join(t.TempDir(), "data")
	file := filepath.Join(t.TempDir(), "counter.toml")
	if err := os.WriteFile(file, []byte("[terminal]\nlink = \"training\"\n[manager]\npin = \"4826\"\n[till]\nname = \"T\"\nlanguage = \"en\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	till := startTill(t, d, "-data", data, "-provision", file)
	id := d.window(till.cmd.Process.Pid)
	if _, err := d.try("xdotool", "windowsize", "--sync", id, "1000", "560"); err != nil {
		t.Fatal(err)
	}
	d.keys("ctrl+4", "4", "8", "2", "6", "Return")
	time.Sleep(2 * time.Second)
	d.shoot("touches")
	// The edge of the chosen one of HTTP, HTTPS and TCP is dark, above its word.
	dark := func(x string) bool {
		shade, err := d.try("import", "-window", id, "-crop", "3x9+"+x+"+201", "-format", "%[fx:minima<0.45]", "info:")
		return err == nil && shade == "1"
	}
	for n := range 24 {
		x := []string{"326", "400", "467"}[n%3]
		if dark(x) {
			t.Fatal("the button at " + x + " is chosen before it is touched")
		}
		if out, err := d.try("xdotool", "mousemove", "--window", id, x, "228", "click", "1"); err != nil {
			t.Fatal(err, out)
		}
		until(t, "touch "+strconv.Itoa(n)+" chooses the button at "+x, func() bool { return dark(x) })
	}
	till.quit(t, d)
}

// TestEndToEndAtRest: a section in which nothing happens isn't drawn over and over.
// That takes a core and more; at rest it is a fiftieth, however slow the machine.
func TestEndToEndAtRest(t *testing.T) {
	d := newDesktop(t, "1024x600")
	terminal := startTerminal(t, "approve:1s")
	till := startTill(t, d, "-data", filepath.Join(t.TempDir(), "data"), "-provision", provisionFor(t, terminal))
	for _, section := range []struct {
		name string
		keys []string
	}{
		{"Sale", []string{"ctrl+1"}},
		{"History", []string{"ctrl+2"}},
		{"Summary", []string{"ctrl+3"}},
		{"Settings", []string{"ctrl+4", "4", "8", "2", "6", "Return"}},
	} {
		d.keys(section.keys...)
		time.Sleep(1500 * time.Millisecond)
		const span = 2 * time.Second
		before := cpuTime(t, till.cmd.Process.Pid)
		time.Sleep(span)
		if used := cpuTime(t, till.cmd.Process.Pid) - before; used > span/5 {
			t.Errorf("%s takes %v of %v", section.name, used, span)
		}
	}
	till.quit(t, d)
}

// TestEndToEndSmallScreen: without a window manager that sees to it, as on
// Windows, the first window isn't larger than a small till's screen.
func TestEndToEndSmallScreen(t *testing.T) {
	d := newScreen(t, "1024x600")
	cmd := d.command(binary(t), "-data", t.TempDir())
	background(t, cmd)
	var place string
	until(t, "all of the window is on the screen", func() bool {
		id, err := d.try("xdotool", "search", "--onlyvisible", "--pid", fmt.Sprint(cmd.Process.Pid))
		if err != nil {
			return false
		}
		place, err = d.try("xwininfo", "-id", strings.Fields(id)[0])
		var x, y, width, height int
		for line := range strings.Lines(place) {
			for words, to := range map[string]*int{
				"Absolute upper-left X:": &x, "Absolute upper-left Y:": &y, "Width:": &width, "Height:": &height,
			} {
				if number, ok := strings.CutPrefix(strings.TrimSpace(line), words); ok {
					*to, _ = strconv.Atoi(strings.TrimSpace(number))
				}
			}
		}
		return err == nil && x >= 0 && y >= 0 && width > 900 && x+width <= 1024 && height > 500 && y+height <= 600
	}, func() string { return place })
	time.Sleep(500 * time.Millisecond) // the picture is for people; nothing depends on it
	d.shoot("small-screen")
}

// TestEndToEndOneAtATime: a second till on the same folder says so and ends.
func TestEndToEndOneAtATime(t *testing.T) {
	d := newDesktop(t, "1280x800")
	data := filepath.Join(t.TempDir(), "data")
	first := startTill(t, d, "-data", data)
	second := startTill(t, d, "-data", data)
	if !strings.Contains(second.stderr.String(), "another Harbour Till has this data folder open") {
		t.Errorf("stderr says %q", second.stderr)
	}
	time.Sleep(500 * time.Millisecond)
	d.shoot("7-already-running")
	if code := second.close(t, d); code != 1 {
		t.Errorf("exit code %d", code)
	}
	first.quit(t, d)
}

// TestCommandLine runs the commands that need no display.
func TestCommandLine(t *testing.T) {
	data := t.TempDir()
	bad := filepath.Join(data, "bad.toml")
	if err := os.WriteFile(bad, []byte("[till]\nname = \"x\"\ncolour = 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"-h"}, 0, "harbour-till export"},
		{[]string{"-nonsense"}, 2, "nonsense"},
		{[]string{"nonsense"}, 2, "nonsense"},
		{[]string{"export", "-h"}, 0, "csv, json or xlsx"},
		{[]string{"export", "-format", "xml"}, 2, "csv, json or xlsx"},
		{[]string{"export", "-data", filepath.Join(data, "none")}, 1, "no journal"},
		{[]string{"-data", filepath.Join(data, "d"), "-provision", bad}, 1, "line 3: till.colour"},
		{[]string{"check", "-h"}, 0, "at most 12"},
		{[]string{"check", "-data", filepath.Join(data, "none")}, 1, "no till"},
		{[]string{"diagnose", "-h"}, 0, "no card number"},
		{[]string{"diagnose", "-data", filepath.Join(data, "none")}, 1, "no data folder"},
		{[]string{"diagnose", "-data", data, "-o", filepath.Join(data, "bundle.zip")}, 0, "saved as"},
		{[]string{"restore", "-h"}, 0, "asked about at the next start"},
		{[]string{"restore", "-data", filepath.Join(data, "none")}, 0, "no backups"},
		{[]string{"restore", "-data", filepath.Join(data, "none"), filepath.Join(data, "none.db")}, 1, "no such file"},
		{[]string{"restore", "a", "b"}, 2, "one backup at a time"},
		{[]string{"simulate", "-h"}, 0, "sealing"},
		{[]string{"simulate", "-link", "serial", "-control"}, 2, "-control-address"},
		{[]string{"simulate", "-baud", "9600"}, 2, "-link serial"},
		{[]string{"simulate", "-link", "serial", "-line", "static"}, 2, "no such line fault"},
		{[]string{"simulate", "-sealing", "wax"}, 2, "sealing"},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		cmd := exec.CommandContext(ctx, binary(t), test.args...)
		cmd.Env = []string{"HOME=" + data, "PATH=" + os.Getenv("PATH")}
		out, err := cmd.CombinedOutput()
		cancel()
		if code := cmd.ProcessState.ExitCode(); code != test.code || !strings.Contains(string(out), test.says) {
			t.Errorf("%v: exit code %d, %v, says\n%s", test.args, code, err, out)
		}
	}
}

// TestCommandLineCheck: the check finds a terminal's settings over each link,
// and says what is wrong with a key.
func TestCommandLineCheck(t *testing.T) {
	for _, test := range []struct {
		name     string
		simulate []string
		file     string
		code     int
		says     string
	}{
		{"works", nil, "", 0, "The terminal answers with these settings."},
		{"other settings", []string{"-sealing", "content", "-body", "raw"}, "", 1, "key_form = text, sealing = content, body = raw"},
		{"wrong key", []string{"-key", strings.Repeat("0", 32)}, "", 1, "the POS-KEY isn't its own"},
		{"TCP", []string{"-link", "tcp"}, "link = \"tcp\"\n", 0, "The terminal answers with these settings."},
		{"HTTPS, unknown certificate", []string{"-link", "https"}, "link = \"https\"\n", 1, "it shows pin_sha256 = "},
	} {
		terminal := startTerminal(t, "", test.simulate...)
		file := provisionFor(t, terminal)
		if test.file != "" {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text = bytes.Replace(text, []byte("link = \"http\"\n"), []byte(test.file), 1)
			if err := os.WriteFile(file, text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		cmd := exec.Command(binary(t), "check", "-provision", file)
		out, _ := cmd.CombinedOutput()
		if code := cmd.ProcessState.ExitCode(); code != test.code || !strings.Contains(string(out), test.says) || strings.Contains(string(out), posKey) {
			t.Errorf("%s: exit code %d, says\n%s", test.name, code, out)
		}
	}
}

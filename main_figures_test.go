//go:build e2e

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"
)

// TestFigures prints how long the window takes to appear and what the program
// costs while idle. It asserts nothing: figures move with the machine.
func TestFigures(t *testing.T) {
	d := newDesktop(t, "1280x800")
	data := filepath.Join(t.TempDir(), "data")
	var starts []time.Duration
	for i := range 6 {
		took := timeToWindow(t, d, data)
		if i > 0 { // the first one is cold
			starts = append(starts, took)
		}
	}
	slices.Sort(starts)
	t.Logf("start to window mapped, warm: median %v, of %v", starts[len(starts)/2].Round(time.Millisecond), starts)

	till := startTill(t, d, "-data", data)
	time.Sleep(3 * time.Second)
	pid := till.cmd.Process.Pid
	const span = 10 * time.Second
	before := cpuTime(t, pid)
	time.Sleep(span)
	used := cpuTime(t, pid) - before
	t.Logf("idle: %.2f %% of a core over %v, %s resident", 100*used.Seconds()/span.Seconds(), span, resident(t, pid))
	till.quit(t, d)
}

// TestFiguresAtTheCounter prints how soon a key changes the screen, what waiting
// for a customer costs, and how long another language takes.
func TestFiguresAtTheCounter(t *testing.T) {
	d := newDesktop(t, "1280x800")
	terminal := startTerminal(t, "approve:20s")
	till := startTill(t, d, "-data", filepath.Join(t.TempDir(), "data"), "-provision", provisionFor(t, terminal))
	look := d.eyes(t)
	amount := area{200, 110, 300, 120}
	all := area{0, 0, 1280, 800}
	look.rests(all, time.Second)

	var typed []time.Duration
	for i := range 300 {
		sym := xproto.Keysym('1' + i%9)
		if i%6 > 2 {
			sym = symBackspace
		}
		typed = append(typed, look.changes(sym, amount))
		look.rests(amount, 30*time.Millisecond)
	}
	median, high := spread(typed)
	t.Logf("key to changed pixels, amount: median %v, p99 %v, worst %v", median, high, typed[len(typed)-1])

	for _, sym := range []xproto.Keysym{symEscape, '5', '8', symF9} {
		look.changes(sym, all)
		look.rests(all, 100*time.Millisecond)
	}
	t.Logf("Enter to the waiting screen: %v", look.changes(symReturn, all))
	time.Sleep(3 * time.Second)
	pid := till.cmd.Process.Pid
	const span = 10 * time.Second
	before := cpuTime(t, pid)
	time.Sleep(span)
	used := cpuTime(t, pid) - before
	t.Logf("waiting screen: %.2f %% of a core over %v", 100*used.Seconds()/span.Seconds(), span)
	look.rests(all, 3*time.Second)
	look.changes(symEscape, all)
	till.quit(t, d)
}

// TestFigureLanguage prints how long the window takes to speak another language,
// from the key to pixels that rest.
func TestFigureLanguage(t *testing.T) {
	d := newDesktop(t, "1280x800")
	till := startTill(t, d, "-data", filepath.Join(t.TempDir(), "data"))
	look := d.eyes(t)
	bar := area{0, 0, 400, 56}
	look.rests(bar, time.Second)
	t.Logf("language chosen to changed pixels: %v", look.changes('2', bar))
	till.quit(t, d)
}

// timeToWindow starts the till, waits for its window and closes it again.
func timeToWindow(t *testing.T, d *desktop, data string) time.Duration {
	t.Helper()
	cmd := d.command(binary(t), "-data", data)
	began := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for {
		// Each look costs some milliseconds, which count; "search --sync"
		// looks only twice a second.
		id, err := d.try("xdotool", "search", "--onlyvisible", "--pid", fmt.Sprint(cmd.Process.Pid))
		if err == nil && id != "" {
			break
		}
		if time.Since(began) > patience {
			t.Fatalf("no window: %v", err)
		}
	}
	took := time.Since(began)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	return took
}

// cpuTime is the processor time that a process has used (proc(5): utime and
// stime, in hundredths of a second).
func cpuTime(t *testing.T, pid int) time.Duration {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(after)
	var ticks int
	for _, field := range fields[11:13] {
		n, err := strconv.Atoi(field)
		if err != nil {
			t.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

func resident(t *testing.T, pid int) string {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), "VmRSS:")
	line, _, _ := strings.Cut(after, "\n")
	return strings.TrimSpace(line)
}

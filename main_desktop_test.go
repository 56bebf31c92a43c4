//go:build e2e

package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// patience bounds every wait; it is never slept through.
const patience = 60 * time.Second

// desktop is a virtual screen with a window manager.
type desktop struct {
	t       testing.TB
	display string
}

// newDesktop starts Xvfb on a free display, and openbox on it.
func newDesktop(t testing.TB, size string) *desktop {
	t.Helper()
	d := newScreen(t, size)
	background(t, d.command("openbox"))
	until(t, "the window manager is there", func() bool {
		out, err := d.try("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")
		return err == nil && strings.Contains(out, "window id")
	})
	return d
}

// newScreen starts Xvfb on a free display, without a window manager.
func newScreen(t testing.TB, size string) *desktop {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	xvfb := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", size+"x24", "-nolisten", "tcp")
	xvfb.ExtraFiles = []*os.File{write}
	background(t, xvfb)
	if err := write.Close(); err != nil {
		t.Fatal(err)
	}
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb named no display: %v", err)
	}
	return &desktop{t: t, display: ":" + strings.TrimSpace(number)}
}

// background starts a program that is killed when the test ends.
func background(t testing.TB, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

func (d *desktop) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "DISPLAY="+d.display, "LC_ALL=C.UTF-8", "LIBGL_ALWAYS_SOFTWARE=1")
	// No keyring: the till under test keeps its keys in its data folder.
	cmd.Env = append(cmd.Env, "WAYLAND_DISPLAY=", "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
	return cmd
}

// try runs a tool and returns what it printed.
func (d *desktop) try(name string, args ...string) (string, error) {
	out, err := d.command(name, args...).Output()
	return strings.TrimSpace(string(out)), err
}

// until repeats a check until it holds; the test fails when patience ends, and
// tells what the witnesses say then.
func until(t testing.TB, what string, holds func() bool, witnesses ...func() string) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for !holds() {
		if time.Now().After(deadline) {
			for _, witness := range witnesses {
				t.Log(witness())
			}
			t.Fatalf("in vain: %s", what)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// window waits for a program's window, gives it the focus and returns its ID.
func (d *desktop) window(pid int) string {
	d.t.Helper()
	var id string
	until(d.t, "a window appears and has the focus", func() bool {
		found, err := d.try("xdotool", "search", "--onlyvisible", "--pid", fmt.Sprint(pid))
		if id, _, _ = strings.Cut(found, "\n"); err != nil || id == "" {
			return false
		}
		if _, err := d.try("xdotool", "windowactivate", id); err != nil {
			return false
		}
		focused, err := d.try("xdotool", "getwindowfocus")
		return err == nil && focused == id
	})
	return id
}

func (d *desktop) keys(keys ...string) {
	d.t.Helper()
	if out, err := d.try("xdotool", append([]string{"key", "--delay", "40"}, keys...)...); err != nil {
		d.t.Fatalf("keys %v: %v %s", keys, err, out)
	}
}

// shoot keeps a screenshot.
func (d *desktop) shoot(name string) {
	d.t.Helper()
	folder := os.Getenv("HARBOUR_TILL_SHOTS")
	if folder == "" {
		folder = d.t.TempDir()
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		d.t.Fatal(err)
	}
	path := filepath.Join(folder, name+".png")
	if _, err := d.try("import", "-window", "root", path); err != nil {
		d.t.Fatalf("screenshot: %v", err)
	}
	d.t.Log("screenshot", path)
}

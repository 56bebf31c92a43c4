//go:build e2e

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const posKey = "e2e0e2e0e2e0e2e0e2e0e2e0e2e0e2e0"

func binary(t testing.TB) string {
	t.Helper()
	path := os.Getenv("HARBOUR_TILL_BINARY")
	if path == "" {
		t.Fatal("HARBOUR_TILL_BINARY isn't set; run make e2e")
	}
	return path
}

// terminalProcess is "harbour-till simulate" in a process of its own.
type terminalProcess struct {
	link string
	// address is host:port, or a serial port's name.
	address string
	// control is where its control paths are; ca the CA file of an HTTPS one.
	control, ca string
}

// startTerminal runs a terminal over HTTP.
func startTerminal(t testing.TB, script string, more ...string) terminalProcess {
	t.Helper()
	return startTerminalOver(t, "http", script, more...)
}

func startTerminalOver(t testing.TB, link, script string, more ...string) terminalProcess {
	t.Helper()
	p := terminalProcess{link: link}
	args := []string{"simulate", "-link", link, "-key", posKey, "-script", script, "-control-address", "127.0.0.1:0"}
	switch link {
	case "serial":
		args = append(args, "-baud", "9600")
	case "https":
		p.ca = filepath.Join(t.TempDir(), "ca.pem")
		args = append(args, "-port", "0", "-ca-out", p.ca)
	default:
		args = append(args, "-port", "0")
	}
	cmd := exec.Command(binary(t), append(args, more...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	background(t, cmd)
	lines := bufio.NewReader(out)
	p.control = said(t, lines, "control on ")
	p.address = said(t, lines, "listening on ")
	if link == "https" {
		said(t, lines, "certificate SHA-256 ")
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	return p
}

// said reads the next line, which begins with words, and returns the rest.
func said(t testing.TB, lines *bufio.Reader, words string) string {
	t.Helper()
	line, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	rest, ok := strings.CutPrefix(strings.TrimSpace(line), words)
	if !ok {
		t.Fatalf("the terminal says %q, not %q", line, words)
	}
	return rest
}

// get fetches what the terminal's control paths tell, as JSON.
func (p terminalProcess) get(t testing.TB, path string, into any) {
	t.Helper()
	response, err := http.Get("http://" + p.control + path)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}

// provisionFor writes a provision file for a terminal.
func provisionFor(t testing.TB, p terminalProcess) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "till.toml")
	where := "address"
	if p.link == "serial" {
		where = "port"
	}
	text := fmt.Sprintf("[till]\nname = \"Counter 1\"\n[terminal]\nlink = %q\n%s = %q\npos_key = %q\n", p.link, where, p.address, posKey)
	if p.ca != "" {
		text += fmt.Sprintf("ca_file = %q\n", p.ca)
	}
	text += "[manager]\npin = \"4826\"\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// tillProcess is the program with its window.
type tillProcess struct {
	cmd    *exec.Cmd
	stderr *bytes.Buffer
	ended  chan error
}

func startTill(t testing.TB, d *desktop, args ...string) *tillProcess {
	t.Helper()
	p := &tillProcess{cmd: d.command(binary(t), args...), stderr: new(bytes.Buffer), ended: make(chan error, 1)}
	p.cmd.Stderr = p.stderr
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.ended <- p.cmd.Wait() }()
	t.Cleanup(func() { _ = p.cmd.Process.Kill() })
	d.window(p.cmd.Process.Pid)
	return p
}

// wait waits for the program's end and returns its exit code.
func (p *tillProcess) wait(t testing.TB) int {
	t.Helper()
	select {
	case err := <-p.ended:
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return exit.ExitCode()
		}
		if err != nil {
			t.Fatal(err)
		}
		return 0
	case <-time.After(patience):
		t.Fatalf("the program doesn't end; it said:\n%s", p.stderr)
		return -1
	}
}

// stuck tells how a till stands that doesn't go on, and keeps a screenshot.
func (p *tillProcess) stuck(d *desktop) func() string {
	return func() string {
		d.shoot("stuck")
		windows, _ := d.try("xdotool", "search", "--onlyvisible", "--name", ".")
		focus, _ := d.try("xdotool", "getwindowfocus")
		own, _ := d.try("xdotool", "search", "--onlyvisible", "--pid", fmt.Sprint(p.cmd.Process.Pid))
		return fmt.Sprintf("windows %q, the till's %q, focus %q; it said:\n%s", windows, own, focus, p.stderr)
	}
}

// close closes the window as a person does and returns the exit code. A window
// manager that has just given it the focus may miss the first Alt+F4.
func (p *tillProcess) close(t testing.TB, d *desktop) int {
	t.Helper()
	const again = 5 * time.Second
	d.window(p.cmd.Process.Pid)
	for begun := time.Now(); time.Since(begun) < patience; {
		d.keys("alt+F4")
		select {
		case err := <-p.ended:
			p.ended <- err
			return p.wait(t)
		case <-time.After(again):
			t.Log("Alt+F4 wasn't heard")
		}
	}
	t.Fatal(p.stuck(d)())
	return -1
}

// quit closes the window of a till that ends well.
func (p *tillProcess) quit(t testing.TB, d *desktop) {
	t.Helper()
	if code := p.close(t, d); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, p.stderr)
	}
}

// exported is the part of an export that these tests read.
type exported struct {
	Reference, Status, Channel, Syssn string
	AmountCents                       int `json:"booked_cents"`
	Training                          bool
}

func exportJSON(t testing.TB, data string, more ...string) []exported {
	t.Helper()
	out, err := exec.Command(binary(t), append([]string{"export", "-data", data, "-format", "json"}, more...)...).Output()
	if err != nil {
		t.Fatalf("export: %v", err)
	}
	var rows []exported
	if err := json.Unmarshal(out, &rows); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	return rows
}

// ledgerEntry is the part of the terminal's ledger that these tests read.
type ledgerEntry struct {
	Reference string `json:"reference"`
	Kind      string `json:"kind"`
	Status    string `json:"status"`
	Amount    int    `json:"amount"`
}

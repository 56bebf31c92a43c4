package simulator

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"harbourtill/terminal/haojin"
)

func TestCommandUsage(t *testing.T) {
	for _, test := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"-h"}, 0, "in-progress[:n]"},
		{[]string{"-sealing", "wax"}, 2, "sealing"},
		{[]string{"-body", "xml"}, 2, "body"},
		{[]string{"-key", "short"}, 2, "POS-KEY"},
		{[]string{"-key-form", "octal"}, 2, "key form"},
		{[]string{"-script", "aprove"}, 2, "aprove"},
		{[]string{"-port", "x"}, 2, "port"},
		{[]string{"-port", "65536"}, 2, "65536"},
		{[]string{"-delay", "-1s"}, 2, "delay"},
		{[]string{"what"}, 2, "what"},
		{[]string{"-port", "0", "-ledger", "/no/such/folder/ledger"}, 1, "ledger"},
	} {
		var stdout, stderr bytes.Buffer
		if code := Command(t.Context(), test.args, &stdout, &stderr); code != test.code || !strings.Contains(stderr.String(), test.says) {
			t.Errorf("%v: exit code %d, says %s", test.args, code, stderr.String())
		}
	}
}

// process is the command as another program uses it: by what it prints.
type process struct {
	address, key string
	// stop ends it and returns its exit code and what else it printed.
	stop func() (code int, printed string)
}

func startCommand(t *testing.T, args ...string) process {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	read, write := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- Command(ctx, args, write, io.Discard)
		write.Close()
	}()
	lines := bufio.NewReader(read)
	line := func(begins string) string {
		text, err := lines.ReadString('\n')
		rest, found := strings.CutPrefix(strings.TrimSpace(text), begins)
		if err != nil || !found {
			t.Fatalf("it printed %q, %v; want %q", text, err, begins)
		}
		return rest
	}
	p := process{address: line("listening on "), key: line("POS-KEY ")}
	var rest bytes.Buffer
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		_, _ = io.Copy(&rest, lines)
	}()
	p.stop = func() (int, string) {
		cancel()
		code := <-ended
		<-drained
		return code, rest.String()
	}
	return p
}

func TestCommandServes(t *testing.T) {
	p := startCommand(t, "-port", "0", "-delay", "1ms", "-control", "-script", "decline")
	codec, err := haojin.NewCodec(haojin.POSKey(p.key), haojin.KeyText, haojin.SealMessage)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, codec: codec, url: "http://" + p.address, body: haojin.BodyJSON}
	if a, err := r.pay("R1"); err != nil || a.Inner() != "1205" {
		t.Errorf("%+v, %v", a, err)
	}
	for text, want := range map[string]int{"approve:1ms": http.StatusNoContent, "aprove": http.StatusBadRequest} {
		if status, body := r.do(http.MethodPost, "/simulator/script", []byte(text)); status != want {
			t.Errorf("script %s: %d %s", text, status, body)
		}
	}
	if a, err := r.pay("R2"); err != nil || a.Code != haojin.CodeOK {
		t.Errorf("%+v, %v", a, err)
	}
	var entries []Entry
	getJSON(t, r.url+"/simulator/ledger", &entries)
	if len(entries) != 2 || entries[0].Status != StatusDeclined || entries[1].Status != StatusApproved {
		t.Errorf("ledger %+v", entries)
	}
	var requests map[string]int
	getJSON(t, r.url+"/simulator/requests", &requests)
	if requests["1001"] != 2 || requests["4001"] != 0 {
		t.Errorf("requests %v", requests)
	}
	code, printed := p.stop()
	if code != 0 || strings.Count(printed, "operation=1001") != 2 || strings.Contains(printed, p.key) {
		t.Errorf("exit code %d, it printed\n%s", code, printed)
	}
}

// TestCommandMakesAnotherKeyEachTime, of 32 hex digits.
func TestCommandMakesAnotherKeyEachTime(t *testing.T) {
	var keys []string
	for range 2 {
		p := startCommand(t, "-port", "0")
		keys = append(keys, p.key)
		if code, _ := p.stop(); code != 0 {
			t.Errorf("exit code %d", code)
		}
	}
	if keys[0] == keys[1] || len(keys[0]) != 32 || strings.Trim(keys[0], "0123456789abcdef") != "" {
		t.Errorf("keys %q", keys)
	}
}

func getJSON(t *testing.T, url string, into any) {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}

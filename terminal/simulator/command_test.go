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
		{[]string{"what"}, 2, "what"},
		{[]string{"-port", "0", "-ledger", "/no/such/folder/ledger"}, 1, "ledger"},
	} {
		var stdout, stderr bytes.Buffer
		if code := Command(t.Context(), test.args, &stdout, &stderr); code != test.code || !strings.Contains(stderr.String(), test.says) {
			t.Errorf("%v: exit code %d, says %s", test.args, code, stderr.String())
		}
	}
}

// TestCommandServes runs the command as another program would use it.
func TestCommandServes(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	read, write := io.Pipe()
	ended := make(chan int)
	go func() {
		ended <- Command(ctx, []string{"-port", "0", "-delay", "1ms", "-control", "-script", "decline"}, write, io.Discard)
		write.Close()
	}()
	lines := bufio.NewReader(read)
	line := func() string {
		text, err := lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(text)
	}
	_, address, listens := strings.Cut(line(), "listening on ")
	key, printed := strings.CutPrefix(line(), "POS-KEY ")
	if !listens || !printed {
		t.Fatal("it doesn't say where it listens, or with which key")
	}
	var rest bytes.Buffer
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		_, _ = io.Copy(&rest, lines)
	}()

	codec, err := haojin.NewCodec(haojin.POSKey(key), haojin.KeyText, haojin.SealMessage)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, codec: codec, url: "http://" + address, body: haojin.BodyJSON}
	if a, err := r.pay("R1"); err != nil || a.Inner() != "1205" {
		t.Errorf("%+v, %v", a, err)
	}
	for text, want := range map[string]int{"approve:1ms": http.StatusNoContent, "aprove": http.StatusBadRequest} {
		response, err := http.Post(r.url+"/simulator/script", "text/plain", strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("script %s: %s", text, response.Status)
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
	stop()
	if code := <-ended; code != 0 {
		t.Errorf("exit code %d", code)
	}
	<-drained
	if text := rest.String(); strings.Count(text, "operation=1001") != 2 || strings.Contains(text, key) {
		t.Errorf("it printed\n%s", text)
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

package till

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"harbourtill/store"
	"harbourtill/terminal/payment"
)

// exported runs the command and returns what it wrote.
func exported(t *testing.T, ctx context.Context, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	t.Setenv("TMPDIR", t.TempDir())
	flags := flag.NewFlagSet("export", flag.ContinueOnError)
	c := NewExportCommand(flags)
	flags.StringVar(&c.Data, "data", "", "")
	if err := flags.Parse(args); err != nil {
		t.Fatal(err)
	}
	var out, log bytes.Buffer
	err = c.Run(ctx, &out, &log)
	if left, globErr := filepath.Glob(filepath.Join(os.TempDir(), "harbour-till-export-*")); len(left) > 0 || globErr != nil {
		t.Errorf("left behind: %v, %v", left, globErr)
	}
	return out.String(), log.String(), err
}

type exportedRow struct {
	Reference   payment.Reference
	BookedCents int `json:"booked_cents"`
}

func jsonRows(t *testing.T, text string) (rows []exportedRow) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &rows); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return rows
}

// sell writes an approved payment as a controller would.
func sell(s *store.Store) error {
	reference, err := s.NewReference()
	if err != nil {
		return err
	}
	tr := payment.Transaction{
		Reference: reference, Kind: payment.Payment, Status: payment.Reserved, Channel: payment.Card, Amount: 1250, Created: time.Now(),
	}
	for _, status := range []payment.Status{payment.Reserved, payment.Sent, payment.Approved} {
		if tr.Status = status; status == payment.Approved {
			tr.Booked = tr.Amount
		}
		err = errors.Join(err, s.Write(payment.Record{Transaction: tr, Transition: payment.Transition{At: tr.Created, Status: status}}))
	}
	return err
}

// childVariable makes the test program a till: its data folder.
const childVariable = "HARBOUR_TILL_TEST_CHILD"

// openTillChild is that till: it sells three times, says so, and goes on
// selling until its standard input ends.
func openTillChild(data string) int {
	t, err := Open(data, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	for range 3 {
		if err == nil {
			err = sell(t.journal)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println("ready")
	stop := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		close(stop)
	}()
	for sold := 3; ; sold++ {
		select {
		case <-stop:
			fmt.Println(sold)
			if err := t.Close(); err != nil {
				fmt.Fprintln(os.Stderr, err)
				return 1
			}
			return 0
		default:
		}
		if err := sell(t.journal); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
}

// TestExportBesideAnOpenTill: another process has the till open and sells all
// the time; each export is whole, and the till notices nothing.
func TestExportBesideAnOpenTill(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childVariable+"="+data)
	child.Stderr = os.Stderr
	stdin, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stdout)
	if !lines.Scan() || lines.Text() != "ready" {
		t.Fatalf("the till says %q", lines.Text())
	}
	if _, err := store.Open(JournalPath(data, false)); !errors.Is(err, store.ErrInUse) {
		t.Fatalf("the journal is free: %v", err)
	}
	before := 3
	for range 20 {
		text, _, err := exported(t, t.Context(), "-data", data, "-format", "json")
		if err != nil {
			t.Fatal(err)
		}
		rows := jsonRows(t, text)
		if len(rows) < before {
			t.Errorf("%d rows, and %d before", len(rows), before)
		}
		before = len(rows)
	}
	if err := stdin.Close(); err != nil {
		t.Fatal(err)
	}
	lines.Scan()
	sold := lines.Text()
	if err := child.Wait(); err != nil {
		t.Fatalf("the till ended with %v", err)
	}
	text, log, err := exported(t, t.Context(), "-data", data, "-audit", "-format", "json")
	if err != nil || strings.Count(text, `"export made"`) != 21 || !strings.Contains(log, "21 entries") {
		t.Errorf("%v, %s\n%s", err, log, text)
	}
	text, _, err = exported(t, t.Context(), "-data", data, "-format", "json")
	if rows := jsonRows(t, text); err != nil || fmt.Sprint(len(rows)) != sold {
		t.Errorf("%d rows of %s sold, %v", len(rows), sold, err)
	}
	t.Logf("%d rows in the last export beside it, %s sold in all", before, sold)
}

// TestExportOfTheTrainingJournal is one of an open till, too.
func TestExportOfTheTrainingJournal(t *testing.T) {
	data := t.TempDir()
	s := run(t, openTill(t, data))
	defer s.end(t)
	if err := sell(s.Journal); err != nil {
		t.Fatal(err)
	}
	for flag, want := range map[string]int{"-training": 1, "-training=false": 0} {
		text, _, err := exported(t, t.Context(), "-data", data, "-format", "json", flag)
		if err != nil || len(jsonRows(t, text)) != want {
			t.Errorf("%s: %s, %v", flag, text, err)
		}
	}
}

// closedShop is a data folder with a payment, and an audit trail of four
// entries.
func closedShop(t *testing.T) (data string) {
	t.Helper()
	data = t.TempDir()
	till, err := Open(data, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	err = sell(till.journal)
	for n := range 4 {
		err = errors.Join(err, till.TraceSaved(fmt.Sprint("trace ", n), ""))
	}
	if err := errors.Join(err, till.Close()); err != nil {
		t.Fatal(err)
	}
	return data
}

func TestExportToAFile(t *testing.T) {
	data := closedShop(t)
	file := filepath.Join(t.TempDir(), "out.csv")
	if err := os.WriteFile(file, []byte("last month's"), 0o644); err != nil {
		t.Fatal(err)
	}
	today := time.Now().In(payment.HongKong()).Format(time.DateOnly)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := exported(t, ctx, "-data", data, "-o", file); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
	if text, err := os.ReadFile(file); string(text) != "last month's" || err != nil {
		t.Errorf("interrupted, and the file holds %q, %v", text, err)
	}
	for _, test := range []struct {
		args []string
		want int
	}{
		{nil, 2}, {[]string{"-from", today, "-to", today}, 2}, {[]string{"-to", "2020-01-01"}, 1}, {[]string{"-from", "2999-01-01"}, 1},
	} {
		stdout, _, err := exported(t, t.Context(), append([]string{"-data", data, "-o", file}, test.args...)...)
		text, readErr := os.ReadFile(file)
		if err != nil || readErr != nil || stdout != "" || strings.Count(string(text), "\r\n") != test.want {
			t.Errorf("%v: %q, %v", test.args, text, errors.Join(err, readErr))
		}
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
	}
	if list, err := os.ReadDir(filepath.Dir(file)); len(list) != 1 || err != nil {
		t.Errorf("left behind: %v, %v", list, err)
	}
	if _, _, err := exported(t, t.Context(), "-data", data, "-o", filepath.Join(data, "none", "out.csv")); err == nil {
		t.Error("written into a folder that isn't there")
	}
}

// TestExportOfABrokenTrail: all there is gets written, and the entry named.
func TestExportOfABrokenTrail(t *testing.T) {
	data := closedShop(t)
	if _, log, err := exported(t, t.Context(), "-data", data, "-audit"); err != nil || !strings.Contains(log, "whole: 5 entries") {
		t.Fatalf("%v, %s", err, log)
	}
	db, err := bbolt.Open(JournalPath(data, false), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("audit")).Delete([]byte{0, 0, 0, 0, 0, 0, 0, 2})
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "audit.csv")
	_, log, err := exported(t, t.Context(), "-data", data, "-audit", "-o", file)
	if !errors.Is(err, store.ErrAuditBroken) || !strings.Contains(err.Error(), "entry 2") || log != "" {
		t.Errorf("%v, %s", err, log)
	}
	text, err := os.ReadFile(file)
	if err != nil || strings.Count(string(text), "trace saved") != 3 || !strings.Contains(string(text), ",broken: it is missing\r\n") {
		t.Errorf("%v\n%s", err, text)
	}
}

func TestExportUsage(t *testing.T) {
	data := closedShop(t)
	for _, args := range [][]string{
		{"-format", "xml"},
		{"-audit", "-format", "xlsx"},
		{"-audit", "-from", "2026-01-01"},
		{"-from", "1.1.2026"},
		{"-to", "2026-02-30"},
		{"-from", "2026-11-02", "-to", "2026-11-01"},
	} {
		if _, _, err := exported(t, t.Context(), append(args, "-data", data)...); !errors.Is(err, ErrUsage) {
			t.Errorf("%v: %v", args, err)
		}
	}
	if _, _, err := exported(t, t.Context(), "-data", filepath.Join(data, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no journal: %v", err)
	}
}

// besideTill opens a till, and returns the file that names its door.
func besideTill(t *testing.T) (till *Till, data, file string) {
	t.Helper()
	data = t.TempDir()
	till = openTill(t, data)
	return till, data, JournalPath(data, false) + doorSuffix
}

func TestDoorIsTheOwnersAlone(t *testing.T) {
	data := t.TempDir()
	till, err := Open(data, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	file := JournalPath(data, false) + doorSuffix
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if err := till.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the till is closed, and the file there: %v", err)
	}
}

// TestDoorRefuses everybody who doesn't know the token, and a second export at
// the same time.
func TestDoorRefuses(t *testing.T) {
	till, data, file := besideTill(t)
	key := till.door.key
	key.Token = randomHex()
	text, err := json.Marshal(key)
	if err == nil {
		err = os.WriteFile(file, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := exported(t, t.Context(), "-data", data); !errors.Is(err, errDoor) || !strings.Contains(err.Error(), "403") {
		t.Errorf("another token: %v", err)
	}
	nonce := randomHex()
	for name, request := range map[string]struct {
		method, path, proof string
	}{
		"no proof":            {"POST", snapshotErrand().path, ""},
		"of something else":   {"POST", snapshotErrand().path, till.door.key.proof("answer", nonce, []byte("{}"))},
		"of another question": {"POST", snapshotErrand().path, till.door.key.proof("ask", nonce, []byte("{ }"))},
		"a look":              {"GET", snapshotErrand().path, till.door.key.proof("ask", nonce, []byte("{}"))},
		"somewhere else":      {"POST", "/", till.door.key.proof("ask", nonce, []byte("{}"))},
	} {
		r, err := http.NewRequestWithContext(t.Context(), request.method, "http://"+key.Address+request.path, strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set(headerNonce, nonce)
		r.Header.Set(headerProof, request.proof)
		response, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		if response.StatusCode < 400 {
			t.Errorf("%s: %s", name, response.Status)
		}
		if err := response.Body.Close(); err != nil {
			t.Error(err)
		}
	}
	if lines := trail(t, till.journal); len(lines) != 0 {
		t.Errorf("refused, and the trail says %q", lines)
	}
	if text, err = json.Marshal(till.door.key); err == nil {
		err = os.WriteFile(file, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	till.door.busy.Lock()
	_, _, err = exported(t, t.Context(), "-data", data)
	till.door.busy.Unlock()
	if !errors.Is(err, errDoor) || !strings.Contains(err.Error(), "503") {
		t.Errorf("two at a time: %v", err)
	}
	if _, _, err := exported(t, t.Context(), "-data", data); err != nil {
		t.Errorf("in the end: %v", err)
	}
}

// TestStrangersAtTheDoor: who has got a dead till's port learns no token and
// passes nothing off; half a journal isn't taken for one.
func TestStrangersAtTheDoor(t *testing.T) {
	till, data, file := besideTill(t)
	if err := sell(till.journal); err != nil {
		t.Fatal(err)
	}
	whole := new(bytes.Buffer)
	err := till.journal.Snapshot(t.Context(), func(int64) (io.Writer, error) { return whole, nil })
	if err != nil {
		t.Fatal(err)
	}
	key := doorKey{Token: randomHex()}
	for name, answer := range map[string]func(w http.ResponseWriter, r *http.Request){
		"no proof": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", fmt.Sprint(whole.Len()))
			_, _ = w.Write(whole.Bytes())
		},
		"our own proof back": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set(headerProof, r.Header.Get(headerProof))
			w.Header().Set("Content-Length", fmt.Sprint(whole.Len()))
			_, _ = w.Write(whole.Bytes())
		},
		"half": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set(headerProof, key.proof("answer", r.Header.Get(headerNonce), nil))
			w.Header().Set("Content-Length", fmt.Sprint(whole.Len()))
			_, _ = w.Write(whole.Bytes()[:whole.Len()/2])
			panic(http.ErrAbortHandler)
		},
		"of no length": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set(headerProof, key.proof("answer", r.Header.Get(headerNonce), nil))
			w.(http.Flusher).Flush()
		},
	} {
		stranger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if seen := fmt.Sprint(r.Header, r.URL, string(body)); err != nil || strings.Contains(seen, key.Token) {
				t.Errorf("%s: the token is told: %s, %v", name, seen, err)
			}
			answer(w, r)
		}))
		key.Address = stranger.Listener.Addr().String()
		text, err := json.Marshal(key)
		if err == nil {
			err = os.WriteFile(file, text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		out := filepath.Join(t.TempDir(), "out.csv")
		if _, _, err := exported(t, t.Context(), "-data", data, "-o", out); !errors.Is(err, errDoor) || !errors.Is(err, store.ErrInUse) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(out); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: there is a file, %v", name, err)
		}
		stranger.Close()
	}
	for _, text := range []string{"", "{}", `{"address":"192.0.2.1:80","token":"x"}`, `{"address":"127.0.0.1:1","token":""}`} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := readDoor(file); !errors.Is(err, errDoor) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestSnapshotCutOff: one that is cut off leaves the till selling, and its door
// closes.
func TestSnapshotCutOff(t *testing.T) {
	till, data, _ := besideTill(t)
	ctx, cancel := context.WithCancel(t.Context())
	begun := make(chan struct{})
	err := till.journal.Snapshot(ctx, func(int64) (io.Writer, error) {
		close(begun)
		cancel()
		return io.Discard, nil
	})
	<-begun
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if err := errors.Join(sell(till.journal), till.door.close()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := exported(t, t.Context(), "-data", data); !errors.Is(err, store.ErrInUse) {
		t.Errorf("without a door: %v", err)
	}
}

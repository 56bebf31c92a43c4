package simulator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"testing"

	"harbourtill/terminal/haojin"
)

func TestNewRefuses(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"key":     func(c *Config) { c.Key = "short" },
		"form":    func(c *Config) { c.KeyForm = "octal" },
		"sealing": func(c *Config) { c.Sealing = "wax" },
		"body":    func(c *Config) { c.Body = "xml" },
		"script":  func(c *Config) { c.Script = []Behaviour{{Action: "aprove"}} },
		"file":    func(c *Config) { c.DataFile = filepath.Join(t.TempDir(), "no", "such", "folder") },
	} {
		cfg := testConfig()
		change(&cfg)
		if s, err := New(cfg); err == nil {
			t.Errorf("%s: %+v", name, s.cfg)
		}
	}
}

// TestServeEndsWhatHangs: payments of all kinds that wait, then ctx ends.
func TestServeEndsWhatHangs(t *testing.T) {
	r := start(t, testConfig(), "no-answer,no-answer,approve:1h")
	heard := make(chan error)
	for i := range 3 {
		go func() {
			_, err := r.pay(fmt.Sprint("R", i))
			heard <- err
		}()
	}
	hang := func() bool { return r.s.Requests(haojin.OpPayment) == 3 && len(r.s.Ledger()) == 1 }
	if err := r.s.Wait(t.Context(), hang); err != nil {
		t.Fatal(err)
	}
	r.stop()
	for range 3 {
		if err := <-heard; !errors.Is(err, errNoAnswer) {
			t.Errorf("heard %v", err)
		}
	}
	if got := r.s.Ledger(); got[0].Status != StatusOpen {
		t.Errorf("booked %+v", got)
	}
	if err := r.s.Close(); err != nil {
		t.Errorf("closed again: %v", err)
	}
}

func TestServeFails(t *testing.T) {
	s, err := New(testConfig())
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Serve(t.Context(), l); !errors.Is(err, net.ErrClosed) {
		t.Errorf("served a closed listener: %v", err)
	}
}

// TestASwitchedOffTerminalBooksNothing: Handler behind somebody else's server.
func TestASwitchedOffTerminalBooksNothing(t *testing.T) {
	cfg := testConfig()
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	q := haojin.PaymentRequest{Amount: 1, Channel: "wx", OutTradeNo: "R1", Timeout: 60}
	if !aborts(s.Handler(), paymentRequest(t, cfg, q)) {
		t.Error("it answered")
	}
	if n := len(s.Ledger()) + s.Requests(haojin.OpPayment); n != 0 {
		t.Errorf("ledger %+v", s.Ledger())
	}
}

func TestWaitEndsWithItsContext(t *testing.T) {
	r := start(t, testConfig(), "")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := r.s.Wait(ctx, func() bool { return false }); !errors.Is(err, context.Canceled) {
		t.Errorf("waited: %v", err)
	}
}

// TestTheKeyShowsNowhere: not in the log, whatever comes in.
func TestTheKeyShowsNowhere(t *testing.T) {
	var lines bytes.Buffer
	cfg := testConfig()
	cfg.Log = slog.New(slog.NewJSONHandler(&lines, nil))
	r := start(t, cfg, "")
	for _, q := range []haojin.Request{
		haojin.PaymentRequest{Amount: 1, Channel: "wx", OutTradeNo: "R1", Timeout: 60},
		haojin.InquiryRequest{OutTradeNo: "R1"},
		haojin.SummaryRequest{},
		haojin.CancelRequest{},
	} {
		if _, err := r.send(q); err != nil {
			t.Fatal(err)
		}
	}
	r.stop()
	if text := lines.String(); strings.Count(text, `"operation":`) != 4 || strings.Contains(text, cfg.Key.Reveal()) {
		t.Errorf("logged\n%s", text)
	}
}

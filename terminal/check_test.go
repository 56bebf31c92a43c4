package terminal_test

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/provision"
	"harbourtill/terminal/simulator"
)

const checkKey haojin.POSKey = "f46b1f08bec1f39104792cc79ec9aace"

func checkProfile() terminal.Profile {
	return terminal.Profile{
		Link: terminal.LinkHTTP, POSKey: checkKey, KeyForm: haojin.KeyText, Sealing: haojin.SealMessage,
		Body: haojin.BodyJSON, Model: terminal.A8, PaymentTimeout: 120,
	}
}

// startSimulator runs a terminal that wants what p says.
func startSimulator(t *testing.T, p terminal.Profile) (*simulator.Simulator, string) {
	t.Helper()
	s, err := simulator.New(simulator.Config{Key: p.POSKey, KeyForm: p.KeyForm, Sealing: p.Sealing, Body: p.Body})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	serving(t, func(ctx context.Context) error {
		if p.Link == terminal.LinkTCP {
			return s.ServeTCP(ctx, l)
		}
		return s.Serve(ctx, l)
	})
	return s, l.Addr().String()
}

// serving runs a terminal until the test ends.
func serving(t testing.TB, serve func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error)
	go func() { served <- serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
}

// startTerminal runs a terminal that wants what p says, over any link, and
// returns it with how a till reaches it.
func startTerminal(t *testing.T, p terminal.Profile) (*simulator.Simulator, terminal.Profile) {
	t.Helper()
	switch p.Link {
	case terminal.LinkSerial:
		s, port := startSerialSimulator(t, p)
		p.Port = port
		return s, p
	case terminal.LinkHTTPS:
		return startSecureSimulator(t, p)
	}
	s, address := startSimulator(t, p)
	p.Address = address
	return s, p
}

// startSecureSimulator runs a terminal over TLS, with a CA of its own that the
// till is given.
func startSecureSimulator(t *testing.T, p terminal.Profile) (*simulator.Simulator, terminal.Profile) {
	t.Helper()
	s, err := simulator.New(simulator.Config{Key: p.POSKey, KeyForm: p.KeyForm, Sealing: p.Sealing, Body: p.Body})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	certificate, ca, err := simulator.NewCertificate(l.Addr())
	if err != nil {
		t.Fatal(err)
	}
	secure := tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12})
	serving(t, func(ctx context.Context) error { return s.Serve(ctx, secure) })
	p.Address, p.CA = l.Addr().String(), string(ca)
	return s, p
}

// inquiriesOnly holds that a check does nothing but ask. Over TCP a terminal
// can't tell what a request was that it can't open.
func inquiriesOnly(t *testing.T, s *simulator.Simulator, attempts int) {
	t.Helper()
	for _, op := range haojin.Operations() {
		n := s.Requests(op)
		if op == haojin.OpInquiry && n >= 1 && n <= attempts || n == 0 {
			continue
		}
		t.Errorf("operation %d was sent %d times in %d attempts", op, n, attempts)
	}
}

// TestCheckFindsEverySetting: whatever the terminal wants, the check finds it,
// by inquiries alone, in at most 12.
func TestCheckFindsEverySetting(t *testing.T) {
	for _, kind := range []terminal.LinkKind{terminal.LinkHTTP, terminal.LinkTCP} {
		for _, form := range []haojin.KeyForm{haojin.KeyText, haojin.KeyHex} {
			for _, sealing := range []haojin.Sealing{haojin.SealMessage, haojin.SealContent, haojin.SealNone} {
				for _, body := range []haojin.BodyForm{haojin.BodyJSON, haojin.BodyRaw} {
					wants := checkProfile()
					wants.Link, wants.KeyForm, wants.Sealing, wants.Body = kind, form, sealing, body
					s, address := startSimulator(t, wants)
					p := checkProfile()
					p.Link, p.Address = kind, address
					attempts := 0
					r := terminal.Check(t.Context(), p, provision.Dial, 5*time.Second, func(a terminal.Attempt) {
						attempts++
						if strings.Contains(a.String(), string(checkKey)) {
							t.Error("the key shows in an attempt")
						}
					})
					asSet := form == haojin.KeyText && sealing == haojin.SealMessage && (body == haojin.BodyJSON || kind == terminal.LinkTCP)
					if asSet != (r.Outcome == terminal.WorksAsSet) || !asSet && r.Outcome != terminal.WorksOtherwise {
						t.Errorf("%s %s %s %s: %s", kind, form, sealing, body, r.Sentence())
					}
					if sealing != haojin.SealNone && r.Profile.KeyForm != form || r.Profile.Sealing != sealing ||
						kind == terminal.LinkHTTP && r.Profile.Body != body || r.Profile.PlainAnswers {
						t.Errorf("%s %s %s %s: proposes %+v", kind, form, sealing, body, r.Profile)
					}
					if attempts > 12 {
						t.Errorf("%d attempts", attempts)
					}
					inquiriesOnly(t, s, attempts)
				}
			}
		}
	}
}

func TestCheckWrongKey(t *testing.T) {
	s, address := startSimulator(t, checkProfile())
	p := checkProfile()
	p.Address, p.POSKey = address, "0123456789abcdef0123456789abcdef"
	attempts := 0
	r := terminal.Check(t.Context(), p, provision.Dial, 5*time.Second, func(terminal.Attempt) { attempts++ })
	if r.Outcome != terminal.KeyIsWrong || attempts != 12 || s.Requests(haojin.OpInquiry) != 12 || r.Profile != p {
		t.Errorf("%s after %d attempts", r.Sentence(), attempts)
	}
	inquiriesOnly(t, s, 12)
}

func TestCheckProposesPlainAnswers(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"respcd":"6002","resperr":"no such order (1136)"}`)
	}))
	defer server.Close()
	p := checkProfile()
	p.Address = strings.TrimPrefix(server.URL, "http://")
	r := terminal.Check(t.Context(), p, provision.Dial, 5*time.Second, func(terminal.Attempt) {})
	if r.Outcome != terminal.WorksOtherwise || !r.Profile.PlainAnswers {
		t.Errorf("%s", r.Sentence())
	}
	again := terminal.Check(t.Context(), r.Profile, provision.Dial, 5*time.Second, func(terminal.Attempt) {})
	if again.Outcome != terminal.WorksAsSet {
		t.Errorf("with what it proposed: %s", again.Sentence())
	}
}

func TestCheckNotATerminal(t *testing.T) {
	website := httptest.NewServer(http.NotFoundHandler())
	defer website.Close()
	hanging := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	}))
	defer hanging.Close()
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	defer secure.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, address string
		link          terminal.LinkKind
		limit         time.Duration
		want          terminal.CheckOutcome
		attempts      int
	}{
		{"a web site", website.Listener.Addr().String(), terminal.LinkHTTP, 5 * time.Second, terminal.NotHaojin, 12},
		{"silence", hanging.Listener.Addr().String(), terminal.LinkHTTP, 20 * time.Millisecond, terminal.Unreachable, 12},
		{"nobody", nobody, terminal.LinkHTTP, 5 * time.Second, terminal.Unreachable, 1},
		{"an unknown certificate", secure.Listener.Addr().String(), terminal.LinkHTTPS, 5 * time.Second, terminal.CertificateRefused, 1},
	} {
		p := checkProfile()
		p.Link, p.Address = test.link, test.address
		attempts := 0
		r := terminal.Check(t.Context(), p, provision.Dial, test.limit, func(terminal.Attempt) { attempts++ })
		if r.Outcome != test.want || attempts != test.attempts || r.Detail == "" {
			t.Errorf("%s: %s, after %d attempts", test.name, r.Sentence(), attempts)
		}
	}
}

func TestCheckStops(t *testing.T) {
	_, address := startSimulator(t, checkProfile())
	p := checkProfile()
	p.Address, p.POSKey = address, "0123456789abcdef0123456789abcdef"
	ctx, cancel := context.WithCancel(t.Context())
	attempts := 0
	r := terminal.Check(ctx, p, provision.Dial, 5*time.Second, func(terminal.Attempt) {
		if attempts++; attempts == 3 {
			cancel()
		}
	})
	if r.Outcome != terminal.CheckStopped || attempts != 3 {
		t.Errorf("%s, after %d attempts", r.Sentence(), attempts)
	}
}

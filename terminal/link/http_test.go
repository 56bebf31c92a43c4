package link

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// serve runs a terminal of a few lines on a loopback socket.
func serve(t *testing.T, handle http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handle)
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

// hang waits until the client is gone.
func hang(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

func drop(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		conn.Close()
	}
}

func TestExchange(t *testing.T) {
	for _, test := range []struct {
		quoted bool
		want   string
	}{{true, `"T/ju+b=="`}, {false, "T/ju+b=="}} {
		address := serve(t, func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil || string(body) != test.want {
				t.Errorf("body %q, %v; want %q", body, err, test.want)
			}
			if r.Method != http.MethodPost || r.URL.Path != "/api/pos/trade" || r.Header.Get("Content-Type") != "application/json" ||
				!r.Close || r.ProtoMajor != 1 || r.ContentLength != int64(len(test.want)) {
				t.Errorf("request %s %s, headers %v, close %v", r.Method, r.URL, r.Header, r.Close)
			}
			for _, piece := range []string{"an", "sw", "er"} {
				_, _ = io.WriteString(w, piece)
				w.(http.Flusher).Flush()
			}
		})
		link := NewHTTP(HTTPConfig{Address: address, Quoted: test.quoted})
		wrote := 0
		answer, err := link.Exchange(t.Context(), "/api/pos/trade", []byte("T/ju+b=="), func() { wrote++ })
		if err != nil || string(answer) != "answer" || wrote != 1 {
			t.Errorf("%q, %v, wrote %d times", answer, err, wrote)
		}
	}
}

// TestExchangeFails says of each failure what it is and whether the terminal
// may have got the request.
func TestExchangeFails(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	redirected := atomic.Bool{}
	notHTTP := listen(t, func(c net.Conn) {
		if _, err := c.Read(make([]byte, 1)); err != nil {
			t.Error(err)
		}
		_, _ = io.WriteString(c, "{\"cardno\":\"secret\"}\n\n")
	})
	for _, test := range []struct {
		name    string
		address string
		limit   time.Duration
		want    error
		left    bool
		text    string
	}{
		{"nobody listens", closed.Addr().String(), time.Minute, ErrConnect, false, "refused"},
		{"no such address", "127.0.0.1:http-pos", time.Minute, ErrConnect, false, ""},
		{"dropped", serve(t, drop), time.Minute, ErrLost, true, ""},
		{"never answered", serve(t, hang), 50 * time.Millisecond, ErrTimeout, true, ""},
		{"half an answer", serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "half")
		}), time.Minute, ErrLost, true, ""},
		{"half an answer, then silence", serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "half")
			w.(http.Flusher).Flush()
			hang(w, r)
		}), 50 * time.Millisecond, ErrTimeout, true, ""},
		{"no HTTP", notHTTP, time.Minute, ErrStatus, true, "isn't HTTP"},
		{"too large", serve(t, func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write(bytes.Repeat([]byte("A"), MaxAnswer+1))
		}), time.Minute, ErrTooLarge, true, ""},
		{"status", serve(t, func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "secret", http.StatusBadGateway)
		}), time.Minute, ErrStatus, true, "502 Bad Gateway"},
		{"redirect", serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/elsewhere" {
				redirected.Store(true)
			}
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}), time.Minute, ErrStatus, true, `307 Temporary Redirect to "/elsewhere", not followed`},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), test.limit)
		answer, err := NewHTTP(HTTPConfig{Address: test.address, Quoted: true}).Exchange(ctx, "/api/pos/trade", []byte("sealed"), func() {})
		cancel()
		var failure *Error
		if !errors.As(err, &failure) || !errors.Is(err, test.want) || failure.MayHaveLeft() != test.left || answer != nil {
			t.Errorf("%s: %q, %#v; want %v, may have left: %v", test.name, answer, err, test.want, test.left)
			continue
		}
		if failure.Timeout() != errors.Is(err, ErrTimeout) || !strings.Contains(err.Error(), test.text) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	if redirected.Load() {
		t.Error("the redirect was followed")
	}
}

func TestLargestAnswer(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(bytes.Repeat([]byte("A"), MaxAnswer))
	})
	if answer, err := NewHTTP(HTTPConfig{Address: address, Quoted: true}).Exchange(t.Context(), "/", nil, func() {}); err != nil || len(answer) != MaxAnswer {
		t.Errorf("%d bytes, %v", len(answer), err)
	}
}

// TestCancelGoesBesideAnOpenPayment: two exchanges at once, on two connections.
func TestCancelGoesBesideAnOpenPayment(t *testing.T) {
	cancelled := make(chan struct{})
	var payer, canceller atomic.Value
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/pay" {
			payer.Store(r.RemoteAddr)
			<-cancelled
		} else {
			canceller.Store(r.RemoteAddr)
			close(cancelled)
		}
		_, _ = io.WriteString(w, r.URL.Path)
	})
	link := NewHTTP(HTTPConfig{Address: address, Quoted: true})
	paid := make(chan string)
	waiting := make(chan struct{})
	go func() {
		answer, err := link.Exchange(t.Context(), "/pay", nil, func() { close(waiting) })
		if err != nil {
			t.Error(err)
		}
		paid <- string(answer)
	}()
	<-waiting
	if answer, err := link.Exchange(t.Context(), "/cancel", nil, func() {}); err != nil || string(answer) != "/cancel" {
		t.Errorf("cancel: %q, %v", answer, err)
	}
	if answer := <-paid; answer != "/pay" {
		t.Errorf("payment: %q", answer)
	}
	if payer.Load() == canceller.Load() {
		t.Error("both came over one connection")
	}
}

func TestClose(t *testing.T) {
	link := NewHTTP(HTTPConfig{Address: serve(t, hang), Quoted: true})
	failed := make(chan error)
	waiting := make(chan struct{})
	go func() {
		_, err := link.Exchange(t.Context(), "/", nil, func() { close(waiting) })
		failed <- err
	}()
	<-waiting
	if err := link.Close(); err != nil {
		t.Fatal(err)
	}
	var failure *Error
	if err := <-failed; !errors.As(err, &failure) || !errors.Is(err, ErrLost) || !failure.MayHaveLeft() {
		t.Errorf("under way: %v", err)
	}
	if _, err := link.Exchange(t.Context(), "/", nil, func() {}); !errors.As(err, &failure) || failure.MayHaveLeft() {
		t.Errorf("after closing: %v", err)
	}
}

func TestGate(t *testing.T) {
	var written gate
	for range 2 {
		if !written.pass() {
			t.Error("writing isn't allowed")
		}
	}
	if !written.shut() || !written.pass() {
		t.Error("what was written once may have left, and goes on being written")
	}
	var unwritten gate
	for range 2 {
		if unwritten.shut() || unwritten.pass() {
			t.Error("what was shut first never leaves")
		}
	}
}

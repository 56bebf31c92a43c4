package link

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// listen runs a terminal of a few lines on a loopback socket, one call of
// handle a connection.
func listen(t *testing.T, handle func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var handlers sync.WaitGroup
	handlers.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			handlers.Go(func() {
				defer conn.Close()
				handle(conn)
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		handlers.Wait()
	})
	return l.Addr().String()
}

// whole is a frame of these tests: it ends with a semicolon.
func whole(answer []byte) bool { return bytes.HasSuffix(bytes.TrimSpace(answer), []byte(";")) }

// hears reads one request.
func hears(t *testing.T, conn net.Conn, want string) {
	t.Helper()
	got := make([]byte, len(want))
	if _, err := io.ReadFull(conn, got); err != nil || string(got) != want {
		t.Errorf("the terminal hears %q, %v; want %q", got, err, want)
	}
}

// untilGone waits for the till to close the connection.
func untilGone(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }

func TestTCPExchange(t *testing.T) {
	for _, test := range []struct {
		name     string
		lineFeed bool
		answer   func(net.Conn)
		want     string
	}{
		{"at once, stays open", false, func(c net.Conn) { _, _ = io.WriteString(c, "answer;"); untilGone(c) }, "answer;"},
		{"with a line feed", true, func(c net.Conn) { _, _ = io.WriteString(c, "answer;\n"); untilGone(c) }, "answer;\n"},
		{"byte by byte", false, func(c net.Conn) {
			for _, b := range []byte("answer;") {
				_, _ = c.Write([]byte{b})
			}
			untilGone(c)
		}, "answer;"},
		{"in two halves, then a close", true, func(c net.Conn) {
			_, _ = io.WriteString(c, "ans")
			_, _ = io.WriteString(c, "wer;")
		}, "answer;"},
		{"not whole, then a close", false, func(c net.Conn) { _, _ = io.WriteString(c, "ans") }, "ans"},
	} {
		request := "sealed"
		if test.lineFeed {
			request += "\n"
		}
		address := listen(t, func(c net.Conn) {
			hears(t, c, request)
			test.answer(c)
		})
		wrote := 0
		link := NewTCP(TCPConfig{Address: address, LineFeed: test.lineFeed, Whole: whole})
		answer, err := link.Exchange(t.Context(), "/ignored", []byte("sealed"), func() { wrote++ })
		if err != nil || string(answer) != test.want || wrote != 1 {
			t.Errorf("%s: %q, %v, wrote %d times", test.name, answer, err, wrote)
		}
	}
}

func TestTCPLineFeedLeavesTheBodyAlone(t *testing.T) {
	address := listen(t, func(c net.Conn) {
		hears(t, c, "sealed\n")
		_, _ = io.WriteString(c, ";")
	})
	body := []byte("sealed!")
	if _, err := NewTCP(TCPConfig{Address: address, LineFeed: true, Whole: whole}).Exchange(t.Context(), "", body[:6], func() {}); err != nil {
		t.Fatal(err)
	}
	if string(body) != "sealed!" {
		t.Errorf("the caller's bytes are now %q", body)
	}
}

func TestTCPExchangeFails(t *testing.T) {
	closed := listen(t, func(net.Conn) {})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name    string
		address string
		limit   time.Duration
		want    error
		left    bool
	}{
		{"nobody listens", nobody, time.Minute, ErrConnect, false},
		{"closed without an answer", closed, time.Minute, ErrLost, true},
		{"never answered", listen(t, untilGone), 50 * time.Millisecond, ErrTimeout, true},
		{"half an answer, then silence", listen(t, func(c net.Conn) {
			_, _ = io.WriteString(c, "ans")
			untilGone(c)
		}), 50 * time.Millisecond, ErrTimeout, true},
		{"too large", listen(t, func(c net.Conn) {
			_, _ = c.Write(bytes.Repeat([]byte("A"), MaxAnswer+1))
			untilGone(c)
		}), time.Minute, ErrTooLarge, true},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), test.limit)
		answer, err := NewTCP(TCPConfig{Address: test.address, Whole: whole}).Exchange(ctx, "", []byte("sealed"), func() {})
		cancel()
		var failure *Error
		if !errors.As(err, &failure) || !errors.Is(err, test.want) || failure.MayHaveLeft() != test.left || answer != nil {
			t.Errorf("%s: %q, %v", test.name, answer, err)
		}
	}
}

func TestTCPCancelAndClose(t *testing.T) {
	address := listen(t, func(c net.Conn) {
		request := make([]byte, 4)
		if _, err := io.ReadFull(c, request); err != nil {
			return
		}
		if strings.HasPrefix(string(request), "stop") {
			_, _ = io.WriteString(c, "stopped;")
		}
		untilGone(c)
	})
	link := NewTCP(TCPConfig{Address: address, Whole: whole})
	waiting, failed := make(chan struct{}), make(chan error)
	go func() {
		_, err := link.Exchange(t.Context(), "", []byte("pay!"), func() { close(waiting) })
		failed <- err
	}()
	<-waiting
	if answer, err := link.Exchange(t.Context(), "", []byte("stop"), func() {}); err != nil || string(answer) != "stopped;" {
		t.Errorf("beside the open one: %q, %v", answer, err)
	}
	if err := link.Close(); err != nil {
		t.Fatal(err)
	}
	var failure *Error
	if err := <-failed; !errors.As(err, &failure) || !errors.Is(err, ErrLost) || !failure.MayHaveLeft() {
		t.Errorf("under way: %v", err)
	}
	if _, err := link.Exchange(t.Context(), "", nil, func() {}); !errors.As(err, &failure) || failure.MayHaveLeft() {
		t.Errorf("after closing: %v", err)
	}
}

package link

import (
	"context"
	"errors"
	"io"
	"net"
	"sync/atomic"
	"testing"
)

// TestProbe: a probe connects, verifies a certificate, and sends nothing.
func TestProbe(t *testing.T) {
	good := selfSigned(t, "127.0.0.1")
	secure, requests := serveTLS(t, good, 0)
	heard := new(atomic.Int64)
	plain := listen(t, func(c net.Conn) {
		n, _ := io.Copy(io.Discard, c)
		heard.Add(n)
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		link interface{ Probe(context.Context) error }
		want error
	}{
		{"HTTP", NewHTTP(HTTPConfig{Address: plain}), nil},
		{"TCP", NewTCP(TCPConfig{Address: plain}), nil},
		{"HTTPS", NewHTTP(HTTPConfig{Address: secure, Trust: trust(t, pemOf(good), "")}), nil},
		{"HTTPS, unknown certificate", NewHTTP(HTTPConfig{Address: secure, Trust: trust(t, "", "")}), ErrCertificate},
		{"HTTP, nobody", NewHTTP(HTTPConfig{Address: nobody}), ErrConnect},
		{"TCP, nobody", NewTCP(TCPConfig{Address: nobody}), ErrConnect},
	} {
		if err := test.link.Probe(t.Context()); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
	}
	if heard.Load() != 0 || requests.Load() != 0 {
		t.Errorf("the terminals heard %d bytes and %d requests", heard.Load(), requests.Load())
	}
}

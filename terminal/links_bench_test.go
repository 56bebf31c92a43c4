//go:build unix

package terminal_test

import (
	"context"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/provision"
	"harbourtill/terminal/simulator"
)

// counted counts what goes over a line.
type counted struct {
	io.ReadWriteCloser
	bytes atomic.Int64
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.ReadWriteCloser.Read(b)
	c.bytes.Add(int64(n))
	return n, err
}

func (c *counted) Write(b []byte) (int, error) {
	c.bytes.Add(int64(len(b)))
	return c.ReadWriteCloser.Write(b)
}

// BenchmarkSerialInquiry measures an inquiry's round trip over a pty paced at
// 9600 baud, as a ratio to the time that its bytes need on the wire; at most
// 1.05 is wanted. The till's acknowledgement of the answer isn't waited for.
func BenchmarkSerialInquiry(b *testing.B) {
	const baud = 9600
	p := checkProfile()
	p.Link = terminal.LinkSerial
	s, err := simulator.New(simulator.Config{Key: p.POSKey, KeyForm: p.KeyForm, Sealing: p.Sealing, Body: p.Body})
	if err != nil {
		b.Fatal(err)
	}
	end, port := openPTY(b)
	line := &counted{ReadWriteCloser: end}
	serving(b, func(ctx context.Context) error { return s.ServeSerial(ctx, simulator.Paced(line, baud)) })
	p.Port = port
	l, err := provision.Dial(p)
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	codec, err := p.Codec()
	if err != nil {
		b.Fatal(err)
	}
	body, err := codec.Seal(haojin.InquiryRequest{OutTradeNo: "CHECK-0000000000000000"})
	if err != nil {
		b.Fatal(err)
	}
	if err := l.Probe(b.Context()); err != nil {
		b.Fatal(err)
	}
	const acknowledgement = 11
	var took time.Duration
	rounds := 0
	for range min(b.N, 5) {
		began := time.Now()
		if _, err := l.Exchange(b.Context(), haojin.OpInquiry.Path(), body, func() {}); err != nil {
			b.Fatal(err)
		}
		took += time.Since(began)
		rounds++
		time.Sleep(50 * time.Millisecond) // the till's acknowledgement travels
	}
	onWire := line.bytes.Load() - int64(rounds*acknowledgement)
	wire := time.Duration(onWire) * 10 * time.Second / baud
	b.ReportMetric(took.Seconds()/wire.Seconds(), "round-trip/wire(limit-1.05)")
	b.ReportMetric(float64(onWire)/float64(rounds), "wire-bytes")
}

// BenchmarkCheckLast measures a connection check of a terminal that wants the
// last of the 12 combinations, on loopback; under 2 s is wanted.
func BenchmarkCheckLast(b *testing.B) {
	wants := checkProfile()
	wants.KeyForm, wants.Sealing, wants.Body = haojin.KeyHex, haojin.SealNone, haojin.BodyRaw
	s, err := simulator.New(simulator.Config{Key: wants.POSKey, KeyForm: wants.KeyForm, Sealing: wants.Sealing, Body: wants.Body})
	if err != nil {
		b.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	serving(b, func(ctx context.Context) error { return s.Serve(ctx, l) })
	p := checkProfile()
	p.Address = l.Addr().String()
	attempts, rounds := 0, 0
	began := time.Now()
	for range min(b.N, 20) {
		r := terminal.Check(b.Context(), p, provision.Dial, 10*time.Second, func(terminal.Attempt) { attempts++ })
		if r.Outcome != terminal.WorksOtherwise {
			b.Fatal(r.Sentence())
		}
		rounds++
	}
	b.ReportMetric(time.Since(began).Seconds()/float64(rounds), "s/check(limit-2)")
	b.ReportMetric(float64(attempts)/float64(rounds), "attempts")
}

package link

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"sync"
	"testing"
	"time"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
)

var _ terminal.Link = (*Serial)(nil)

// far is the terminal's end of a line, driven by the test's own goroutine.
type far struct {
	t      *testing.T
	line   io.ReadWriter
	cutter haojin.Cutter
	parts  *haojin.Assembler
}

func newFar(t *testing.T, line io.ReadWriter) *far {
	return &far{t: t, line: line, parts: haojin.NewAssembler(time.Hour)}
}

// packet waits for the till's next packet; nothing else may come.
func (f *far) packet() haojin.Packet {
	f.t.Helper()
	buffer := make([]byte, 1)
	for {
		if p, ok := f.cutter.Next(); ok {
			return p
		}
		if n := f.cutter.Skipped(); n > 0 {
			f.t.Fatalf("the till sent %d bytes of garbage", n)
		}
		if _, err := f.line.Read(buffer); err != nil {
			f.t.Fatalf("waiting for the till: %v", err)
		}
		f.cutter.Feed(buffer)
	}
}

// request waits for the till's next whole request.
func (f *far) request() (reference byte, data string) {
	f.t.Helper()
	for {
		p := f.packet()
		if p.Type != haojin.PacketRequest {
			f.t.Fatalf("the till sent %+v", p)
		}
		data, whole, err := f.parts.Add(p, time.Time{})
		if err != nil {
			f.t.Fatal(err)
		}
		if whole {
			return p.Reference, string(data)
		}
	}
}

// accept waits for a request and acknowledges it.
func (f *far) accept(want string) (reference byte) {
	f.t.Helper()
	reference, data := f.request()
	if data != want {
		f.t.Fatalf("request %q, want %q", data, want)
	}
	f.send(haojin.PacketReceived, reference, "")
	return reference
}

func (f *far) send(kind haojin.PacketType, reference byte, data string) {
	f.t.Helper()
	packets, err := haojin.AppendPackets(nil, kind, reference, []byte(data))
	if err != nil {
		f.t.Fatal(err)
	}
	f.raw(string(packets))
}

func (f *far) raw(bytes string) {
	f.t.Helper()
	if _, err := io.WriteString(f.line, bytes); err != nil {
		f.t.Fatal(err)
	}
}

// expect waits for a packet of the till with this type, reference and data.
func (f *far) expect(kind haojin.PacketType, reference byte, data string) {
	f.t.Helper()
	if p := f.packet(); p.Type != kind || p.Reference != reference || string(p.Data) != data {
		f.t.Fatalf("the till sent %v %d %.40q, want %v %d %q", p.Type, p.Reference, p.Data, kind, reference, data)
	}
}

// outcome is how an exchange ended.
type outcome struct {
	answer string
	err    error
	wrote  int
}

// start runs an exchange in the background, with a time-out that no test waits
// for.
func start(t *testing.T, link *Serial, body string) <-chan outcome {
	ended := make(chan outcome, 1)
	go func() {
		ctx, cancel := context.WithTimeout(t.Context(), 15*time.Minute)
		defer cancel()
		var o outcome
		answer, err := link.Exchange(ctx, "/"+body, []byte(body), func() { o.wrote++ })
		o.answer, o.err = string(answer), err
		ended <- o
	}()
	return ended
}

func (o outcome) want(t *testing.T, answer string) {
	t.Helper()
	if o.err != nil || o.answer != answer || o.wrote != 1 {
		t.Fatalf("%q, %v, wrote %d times; want %q", o.answer, o.err, o.wrote, answer)
	}
}

func (o outcome) wantError(t *testing.T, kind error, left bool) {
	t.Helper()
	var failure *Error
	if !errors.As(o.err, &failure) || !errors.Is(o.err, kind) || failure.MayHaveLeft() != left || o.answer != "" {
		t.Fatalf("%q, %v; want %v, may have left: %v", o.answer, o.err, kind, left)
	}
}

// memory is one end of a line in memory. A Read of the till's end gives up
// after a while, as a port does; the terminal's waits long, and fails then.
type memory struct {
	in, out chan []byte
	rest    []byte
	tick    time.Duration
	late    error
	cut     chan struct{}
	cutOnce *sync.Once
}

func memoryLine() (till, terminal *memory) {
	there, back := make(chan []byte, 1000), make(chan []byte, 1000)
	cut, once := make(chan struct{}), new(sync.Once)
	return &memory{in: back, out: there, tick: readTick, cut: cut, cutOnce: once},
		&memory{in: there, out: back, tick: 20 * time.Minute, late: os.ErrDeadlineExceeded, cut: cut, cutOnce: once}
}

func (m *memory) Read(p []byte) (int, error) {
	if len(m.rest) == 0 {
		select {
		case <-m.cut:
			return 0, io.EOF
		case <-time.After(m.tick):
			return 0, m.late
		case m.rest = <-m.in:
		}
	}
	n := copy(p, m.rest)
	m.rest = m.rest[n:]
	return n, nil
}

func (m *memory) Write(p []byte) (int, error) {
	select {
	case <-m.cut:
		return 0, io.ErrClosedPipe
	case m.out <- append([]byte(nil), p...):
		return len(p), nil
	}
}

func (m *memory) Close() error {
	m.cutOnce.Do(func() { close(m.cut) })
	return nil
}

// named tells answers apart by the request they begin with.
func named(path string, body, answer []byte) Match {
	switch {
	case path != "/"+string(body):
		return No
	case bytes.HasPrefix(answer, body):
		return Yes
	case bytes.HasPrefix(answer, []byte("?")):
		return Unclear
	}
	return No
}

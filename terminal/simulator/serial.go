package simulator

import (
	"context"
	"io"
	"sync"
	"time"

	"harbourtill/terminal/haojin"
)

// ServeSerial answers on a serial line, or a pty (section 5): requests are
// acknowledged, results come as the terminal's own packets. It runs until ctx
// ends or the line does, then closes both the line and the simulator; it
// returns the simulator's closing error. It may be called once.
func (s *Simulator) ServeSerial(ctx context.Context, port io.ReadWriteCloser) error {
	defer context.AfterFunc(ctx, func() {
		s.switchOff()
		_ = port.Close()
	})()
	line := &serialLine{s: s, port: port, parts: haojin.NewAssembler(0)}
	line.read(ctx)
	s.switchOff()
	line.requests.Wait()
	_ = port.Close()
	return s.Close()
}

// serialLine is the terminal's end of a line.
type serialLine struct {
	s        *Simulator
	port     io.ReadWriter
	parts    *haojin.Assembler
	requests sync.WaitGroup

	mu        sync.Mutex
	reference byte // of the newest packet of our own
}

// read takes packets until the line ends.
func (l *serialLine) read(ctx context.Context) {
	var cutter haojin.Cutter
	piece := make([]byte, 4096)
	for {
		n, err := l.port.Read(piece)
		if err != nil {
			return
		}
		for rest := piece[:n]; len(rest) > 0; {
			rest = cutter.Feed(rest)
			for p, ok := cutter.Next(); ok; p, ok = cutter.Next() {
				l.take(ctx, p)
			}
		}
	}
}

// take acknowledges a request once it is whole, and carries it out beside the
// reading: a cancel comes while a payment waits. Acknowledgements need no
// answer.
func (l *serialLine) take(ctx context.Context, p haojin.Packet) {
	if p.Type != haojin.PacketRequest {
		return
	}
	request, whole, err := l.parts.Add(p, time.Now())
	switch {
	case err != nil:
		l.send(haojin.PacketErrorSplitting, p.Reference, nil)
	case whole:
		if f := l.s.lineFault(request); l.acknowledge(f, p.Reference) {
			l.begin(ctx, request, f)
		}
	}
}

// inOrder bounds how long a request is given to begin before the next one is
// looked at: on one line a cancel doesn't overtake its payment.
const inOrder = 50 * time.Millisecond

// begin starts answering a request, and returns once it is answered or the
// terminal waits for a customer.
func (l *serialLine) begin(ctx context.Context, request []byte, f LineFault) {
	answered := false
	l.requests.Go(func() {
		l.answer(ctx, request, f)
		l.s.mu.Lock()
		defer l.s.mu.Unlock()
		answered = true
		l.s.change()
	})
	begun, cancel := context.WithTimeout(ctx, inOrder)
	defer cancel()
	_ = l.s.Wait(begun, func() bool {
		l.s.mu.Lock()
		defer l.s.mu.Unlock()
		return answered || l.s.open != nil
	})
}

func (l *serialLine) answer(ctx context.Context, request []byte, f LineFault) {
	content, err := l.s.codec.OpenRequest(request)
	a := misunderstood(err)
	if err == nil {
		op := content.Operation()
		if !l.s.enter(op) {
			return
		}
		defer l.s.handlers.Done()
		a = l.s.carryOut(ctx, op, content)
		l.s.log.Info("request", "operation", int(op), "respcd", a.code, "resperr", a.problem, "delivered", a.how != lost)
	}
	text, err := l.s.seal(a)
	if err != nil || a.how == lost {
		return
	}
	if a.how == rubbish {
		text = []byte("\x00\xffrubbish\x01")
	}
	l.result(f, text)
}

func (l *serialLine) send(t haojin.PacketType, reference byte, data []byte) {
	packets, err := haojin.AppendPackets(nil, t, reference, data)
	if err != nil {
		l.s.log.Error("packets", "error", err)
		return
	}
	l.write(packets)
}

func (l *serialLine) write(bytes []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := l.port.Write(bytes); err != nil {
		l.s.log.Info("the line had gone")
	}
}

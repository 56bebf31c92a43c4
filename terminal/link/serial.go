package link

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"harbourtill/terminal/haojin"
)

// closeLimit is how long Close waits for the port to let go.
const closeLimit = 3 * time.Second

// Match says whether an answer belongs to an exchange.
type Match int

// The matches. Yes outweighs Unclear; No is for certain.
const (
	Unclear Match = iota
	Yes
	No
)

// SerialTiming holds a serial line's durations (section 5). A zero field is
// the default.
type SerialTiming struct {
	// Ack is how long the terminal has to acknowledge a request, from the
	// moment its last byte has left the wire; 1 s.
	Ack time.Duration
	// Part is how long the next part of an answer is waited for; 500 ms.
	Part time.Duration
	// ReopenMin and ReopenMax bound the pause before a lost port is opened
	// again, which doubles each time; 250 ms and 5 s.
	ReopenMin, ReopenMax time.Duration
	// BitRate is the line's, in bits a second, ten of which make a byte; 9600.
	BitRate int
}

// SerialConfig describes a serial line. It is a value; nothing of it changes
// while the line is used.
type SerialConfig struct {
	// Port is its name: /dev/ttyUSB0, COM3.
	Port string
	// Open opens it; nil opens the machine's port of that name, 8N1 without
	// flow control.
	Open func(name string) (Port, error)
	// Timing may be zero.
	Timing SerialTiming
	// Belongs says whether an answer belongs to the exchange with this path
	// and body; nil is always Unclear. An answer goes to the one open exchange
	// that says Yes, or if none does, to the one that says Unclear. If that
	// isn't one but several, or if one whose context was cancelled just before
	// says Unclear too, they fail with ErrAmbiguous. Called on the reader's
	// goroutine: it must not wait for the line.
	Belongs func(path string, body, answer []byte) Match
	// Stray gets every answer that went to no exchange; may be nil. Called as
	// Belongs is. The data is the callee's.
	Stray func(data []byte)
}

// Serial is a link over one serial line. The port is opened on first use and
// stays open; when it is lost it is opened again, by itself and at once for
// the next exchange. Several exchanges may be open at once: a cancel goes out
// while a payment is open. Safe for concurrent use.
type Serial struct {
	cfg   SerialConfig
	ctx   context.Context // ends with Close
	close context.CancelFunc
	wake  chan struct{} // holds one wish to open the port now
	gone  chan struct{} // closed when keep has ended

	mu        sync.Mutex
	started   bool
	line      *line // nil while the port isn't open
	waiting   []chan opening
	open      []*exchange
	owed      []*exchange // they gave way, and the terminal may still answer
	reference byte        // the last one given out
	seen      []message
}

// NewSerial returns a link over a line. It doesn't open the port.
func NewSerial(cfg SerialConfig) *Serial {
	t := &cfg.Timing
	t.Ack = orDefault(t.Ack, time.Second)
	t.Part = orDefault(t.Part, haojin.PartLimit)
	t.ReopenMin = orDefault(t.ReopenMin, 250*time.Millisecond)
	t.ReopenMax = max(orDefault(t.ReopenMax, 5*time.Second), t.ReopenMin)
	t.BitRate = orDefault(t.BitRate, 9600)
	if cfg.Open == nil {
		cfg.Open = func(name string) (Port, error) { return openDevice(name, t.BitRate) }
	}
	ctx, cancel := context.WithCancel(context.Background())
	return &Serial{
		cfg:   cfg,
		ctx:   ctx,
		close: cancel,
		wake:  make(chan struct{}, 1),
		gone:  make(chan struct{}),
	}
}

func orDefault[T int | time.Duration](value, otherwise T) T {
	if value <= 0 {
		return otherwise
	}
	return value
}

// Open says whether the port is open now.
func (s *Serial) Open() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.line != nil
}

// Close closes the port; exchanges under way fail with ErrLost. It waits until
// the port is closed, 3 s at most: a jammed port may take longer.
func (s *Serial) Close() error {
	s.mu.Lock()
	s.close()
	line, started := s.line, s.started
	s.mu.Unlock()
	if line != nil {
		s.drop(line, net.ErrClosed)
	}
	if !started {
		return nil
	}
	limit := time.NewTimer(closeLimit)
	defer limit.Stop()
	select {
	case <-s.gone:
		return nil
	case <-limit.C:
		return fmt.Errorf("%s: still not closed after %v", s.cfg.Port, closeLimit)
	}
}

// Exchange sends body as a request and returns the answer: the data of the
// terminal's own request packets, or of its acknowledgement. path isn't sent.
// wrote is called once the last byte has left the wire. Every error is an
// *Error.
func (s *Serial) Exchange(ctx context.Context, path string, body []byte, wrote func()) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, &Error{Kind: ErrConnect, Err: err}
	}
	line, err := s.ready(ctx)
	if err != nil {
		return nil, &Error{Kind: ErrConnect, Err: err}
	}
	x, err := s.begin(line, path, body)
	if err != nil {
		return nil, &Error{Kind: ErrConnect, Err: err}
	}
	select {
	case line.requests <- x:
	case <-x.done:
	case <-ctx.Done():
	}
	return s.await(ctx, x, wrote)
}

// Probe finds out whether the port is open, and opens it if not; nothing is
// sent. Its error is an *Error.
func (s *Serial) Probe(ctx context.Context) error {
	if _, err := s.ready(ctx); err != nil {
		return &Error{Kind: ErrConnect, Err: err}
	}
	return nil
}

// await sees an exchange to its end.
func (s *Serial) await(ctx context.Context, x *exchange, wrote func()) ([]byte, error) {
	sent, acked := x.sent, x.acked
	var late <-chan time.Time
	for {
		select {
		case left := <-sent:
			sent = nil
			wrote()
			if acked != nil {
				timer := time.NewTimer(time.Until(left) + s.cfg.Timing.Ack)
				defer timer.Stop()
				late = timer.C
			}
		case <-acked:
			acked, late = nil, nil
		case <-late:
			late = nil
			s.unacknowledged(x)
		case <-ctx.Done():
			s.settle(x, nil, abandoned(ctx, x))
		case <-x.done:
			if x.err != nil {
				return nil, x.err
			}
			if sent != nil {
				wrote()
			}
			return x.answer, nil
		}
	}
}

// unacknowledged fails an exchange that wasn't acknowledged in time, and the
// line with it (section 5).
func (s *Serial) unacknowledged(x *exchange) {
	s.mu.Lock()
	silent := !x.wasAcked && !x.settled
	if silent {
		s.finish(x, nil, &Error{Kind: ErrNoAck, Left: true, Err: fmt.Errorf("nothing within %v", s.cfg.Timing.Ack)})
	}
	s.mu.Unlock()
	if silent {
		s.drop(x.line, ErrNoAck)
	}
}

// abandoned is the error of an exchange whose context has ended.
func abandoned(ctx context.Context, x *exchange) *Error {
	err := context.Cause(ctx)
	switch {
	case !x.gate.shut():
		return &Error{Kind: ErrConnect, Err: err}
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return &Error{Kind: ErrTimeout, Left: true, Err: err}
	}
	return &Error{Kind: ErrLost, Left: true, Err: err}
}

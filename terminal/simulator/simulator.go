// Package simulator is a Haojin terminal in software: it speaks HTTP as the
// protocol says, checks seal and digest as strictly as a terminal, keeps a
// ledger that is the truth about what was paid, and misbehaves as its script
// says. Training mode, integrators and tests talk to it over real connections.
package simulator

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"harbourtill/terminal/haojin"
)

// Config is what a simulated terminal is like.
type Config struct {
	// Key, KeyForm, Sealing and Body are what a till must use, exactly.
	Key     haojin.POSKey
	KeyForm haojin.KeyForm
	Sealing haojin.Sealing
	Body    haojin.BodyForm
	// Delay is how long the customer takes where the script doesn't say.
	Delay time.Duration
	// Script is what happens to payments, one behaviour each; the last goes
	// on for ever. Empty: every payment is approved after Delay.
	Script []Behaviour
	// DataFile keeps the ledger across restarts, as JSON lines; empty for
	// memory only.
	DataFile string
	// Control serves /simulator/ledger, /simulator/requests and
	// /simulator/script to whoever reaches the port.
	Control bool
	// Now is the terminal's clock; nil for the machine's.
	Now func() time.Time
	// Log gets one line a request, never a secret; nil drops them.
	Log *slog.Logger
}

// Simulator is a terminal. Its methods are safe for concurrent use.
type Simulator struct {
	cfg   Config
	codec haojin.Codec
	now   func() time.Time
	log   *slog.Logger
	// ended is closed when Serve returns: whoever waits for a customer stops.
	ended chan struct{}
	end   func()

	mu       sync.Mutex
	ledger   ledger
	script   []Behaviour
	away     bool // nobody is signed in
	open     *waiting
	requests map[haojin.Operation]int
	printed  []string
	// changed is closed and replaced whenever anything above changes.
	changed chan struct{}
}

// waiting is the payment that the terminal waits for.
type waiting struct {
	reference string
	// stop is closed by a cancel request.
	stop      chan struct{}
	stopped   bool
	loseReply bool
}

// New returns a terminal with the ledger that DataFile holds, or an error for
// a key, a form or a file that can't be used.
func New(cfg Config) (*Simulator, error) {
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	codec, err := haojin.NewCodec(cfg.Key, cfg.KeyForm, cfg.Sealing)
	if err != nil {
		return nil, err
	}
	s := &Simulator{
		cfg: cfg, codec: codec, now: cfg.Now, log: cfg.Log, script: cfg.Script,
		ended: make(chan struct{}), requests: make(map[haojin.Operation]int), changed: make(chan struct{}),
	}
	s.end = sync.OnceFunc(func() { close(s.ended) })
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.ledger, err = openLedger(cfg.DataFile)
	return s, err
}

func (c Config) validate() error {
	if c.Body != haojin.BodyJSON && c.Body != haojin.BodyRaw {
		return fmt.Errorf("the body form is json or raw, not %q", c.Body)
	}
	_, err := haojin.NewCodec(c.Key, c.KeyForm, c.Sealing)
	return err
}

// Serve answers on a listener until ctx ends, then drops every connection and
// returns nil. It closes the listener. It may be called once.
func (s *Simulator) Serve(ctx context.Context, l net.Listener) error {
	var handlers sync.WaitGroup
	handle := s.Handler()
	server := &http.Server{
		ReadHeaderTimeout: 10 * time.Second,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			handlers.Add(1)
			defer handlers.Done()
			handle.ServeHTTP(w, r)
		}),
	}
	closed := make(chan error, 1)
	defer context.AfterFunc(ctx, func() {
		s.end()
		closed <- server.Close()
	})()
	err := server.Serve(l)
	if errors.Is(err, http.ErrServerClosed) {
		err = <-closed
	}
	s.end()
	handlers.Wait()
	return errors.Join(err, s.ledger.close())
}

// SetScript replaces the script; the next payment takes its first behaviour.
func (s *Simulator) SetScript(script ...Behaviour) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = script
}

// SetSignedIn says whether anybody is signed in on the terminal; at first
// somebody is.
func (s *Simulator) SetSignedIn(in bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = !in
}

// Ledger returns what the terminal has booked, oldest first.
func (s *Simulator) Ledger() []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ledger.all()
}

// Requests returns how many requests of an operation came in, understood or
// not.
func (s *Simulator) Requests(op haojin.Operation) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests[op]
}

// Printed returns what was printed: receipts by syssn, and "summary".
func (s *Simulator) Printed() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.printed...)
}

// Wait returns when holds does, which it looks at after each change, or ctx's
// error when ctx ends first.
func (s *Simulator) Wait(ctx context.Context, holds func() bool) error {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if holds() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// change wakes who waits. The caller holds mu.
func (s *Simulator) change() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// nextBehaviour takes one from the script. The caller holds mu.
func (s *Simulator) nextBehaviour() Behaviour {
	if len(s.script) == 0 {
		return Behaviour{Action: Approve}
	}
	b := s.script[0]
	if len(s.script) > 1 {
		s.script = s.script[1:]
	}
	return b
}

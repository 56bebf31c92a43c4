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
	"slices"
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
	// Line is what a serial line does with payments, a fault each; after the last
	// it is good.
	Line []LineFault
	// DataFile keeps the ledger across restarts, as JSON lines; empty for
	// memory only.
	DataFile string
	// Control serves /simulator/ledger, /simulator/requests and
	// /simulator/script to whoever reaches the port.
	Control bool
	// CodeInData writes QFPay's inner code of a refusal into data's respcd;
	// otherwise it stands in brackets at the end of resperr (section 4).
	CodeInData bool
	// Dollars writes the amounts of answers in dollars, otherwise in cents;
	// the protocol names no unit (section 4).
	Dollars bool
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
	// ended is closed by Close: whoever waits for a customer stops.
	ended chan struct{}
	// handlers counts the requests under way; enter adds to it under mu, and
	// never once off is set.
	handlers sync.WaitGroup

	mu       sync.Mutex
	off      bool
	ledger   ledger
	running  int // of the next syssn
	script   []Behaviour
	refunds  []Behaviour // the refunds' script
	prints   []Behaviour // the prints'
	line     []LineFault // the serial line's
	away     bool        // nobody is signed in
	open     *waiting
	requests map[haojin.Operation]int
	printed  []string
	// changed is closed and replaced whenever anything above changes.
	changed chan struct{}
}

// waiting is the payment that the terminal waits for.
type waiting struct {
	// stop is closed by a cancel request.
	stop chan struct{}
	// stopped: a cancel has been obeyed; the payment can't be approved any more.
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
		cfg: cfg, codec: codec, now: cfg.Now, log: cfg.Log, script: slices.Clone(cfg.Script), line: slices.Clone(cfg.Line),
		ended: make(chan struct{}), requests: make(map[haojin.Operation]int), changed: make(chan struct{}),
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.ledger, err = openLedger(cfg.DataFile); err != nil {
		return nil, err
	}
	s.running = len(s.ledger.entries)
	return s, nil
}

func (c Config) validate() error {
	if c.Body != haojin.BodyJSON && c.Body != haojin.BodyRaw {
		return fmt.Errorf("the body form is json or raw, not %q", c.Body)
	}
	for _, b := range c.Script {
		if _, err := ParseBehaviour(b.String()); err != nil {
			return fmt.Errorf("script: %w", err)
		}
	}
	_, err := haojin.NewCodec(c.Key, c.KeyForm, c.Sealing)
	return err
}

// parting is how long answers under way may take to leave when Serve ends.
const parting = 500 * time.Millisecond

// Serve answers on a listener until ctx ends, then drops the requests that
// wait for a customer, lets the others be answered, closes the simulator and
// returns nil. It closes the listener. It may be called once.
func (s *Simulator) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: s.Handler()}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	var err error
	select {
	case err = <-served:
	case <-ctx.Done():
		s.switchOff()
		leave, cancel := context.WithTimeout(context.WithoutCancel(ctx), parting)
		defer cancel()
		if server.Shutdown(leave) != nil {
			s.log.Info("a till kept its connection open")
		}
		<-served
	}
	return errors.Join(err, server.Close(), s.Close())
}

// Close ends the requests that wait for a customer, answers no others, and
// closes the ledger's file when all have ended. Whoever serves Handler by
// another server than Serve calls it; calling it again does nothing.
func (s *Simulator) Close() error {
	s.switchOff()
	s.handlers.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ledger.close()
}

func (s *Simulator) switchOff() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.off {
		s.off = true
		close(s.ended)
	}
}

// enter counts a request in, unless the terminal is switched off; whoever
// entered calls handlers.Done.
func (s *Simulator) enter(op haojin.Operation) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.off {
		return false
	}
	s.handlers.Add(1)
	s.requests[op]++
	s.change()
	return true
}

// SetScript replaces the script; the next payment takes its first behaviour.
func (s *Simulator) SetScript(script ...Behaviour) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = slices.Clone(script)
	s.change()
}

// SetSignedIn says whether anybody is signed in on the terminal; at first
// somebody is.
func (s *Simulator) SetSignedIn(in bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = !in
	s.change()
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
	return slices.Clone(s.printed)
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

// next takes a behaviour from a script. The caller holds mu.
func next(script *[]Behaviour) Behaviour {
	if len(*script) == 0 {
		return Behaviour{Action: Approve}
	}
	b := (*script)[0]
	if len(*script) > 1 {
		*script = (*script)[1:]
	}
	return b
}

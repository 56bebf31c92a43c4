package link

import (
	"context"
	"net"
	"time"
)

// opening is what became of opening the port.
type opening struct {
	line *line
	err  error
}

// ready returns the open line; if there is none, it has the port opened now
// and waits for what becomes of that.
func (s *Serial) ready(ctx context.Context) (*line, error) {
	s.mu.Lock()
	if s.ctx.Err() != nil {
		s.mu.Unlock()
		return nil, net.ErrClosed
	}
	if s.line != nil {
		defer s.mu.Unlock()
		return s.line, nil
	}
	answer := make(chan opening, 1)
	s.waiting = append(s.waiting, answer)
	if s.started {
		select {
		case s.wake <- struct{}{}:
		default:
		}
	} else {
		s.started = true
		go s.keep()
	}
	s.mu.Unlock()

	select {
	case o := <-answer:
		return o.line, o.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// keep keeps the port open until Close.
func (s *Serial) keep() {
	defer close(s.gone)
	pause := s.cfg.Timing.ReopenMin
	for {
		line, err := s.connect()
		s.announce(line, err)
		if line != nil {
			since := time.Now()
			line.run()
			if time.Since(since) >= s.cfg.Timing.ReopenMax {
				pause = s.cfg.Timing.ReopenMin
			}
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-s.wake:
		case <-s.ctx.Done():
			timer.Stop()
			s.announce(nil, net.ErrClosed)
			return
		}
		timer.Stop()
		pause = min(2*pause, s.cfg.Timing.ReopenMax)
	}
}

func (s *Serial) connect() (*line, error) {
	if s.ctx.Err() != nil {
		return nil, net.ErrClosed
	}
	port, err := s.cfg.Open(s.cfg.Port)
	if err != nil {
		return nil, explain(s.cfg.Port, err)
	}
	return newLine(s, port), nil
}

// announce tells those who wait for the port, and makes the line the one to
// use unless the link was closed meanwhile.
func (s *Serial) announce(l *line, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l != nil && s.ctx.Err() != nil {
		l.err, err = net.ErrClosed, net.ErrClosed
		close(l.dead)
	} else {
		s.line = l
	}
	select {
	case <-s.wake:
	default:
	}
	for _, answer := range s.waiting {
		answer <- opening{l, err}
	}
	s.waiting = nil
}

// drop fails a line and every exchange on it. Its port is closed by the line's
// own goroutine.
func (s *Serial) drop(l *line, cause error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l.err != nil {
		return
	}
	l.err = cause
	close(l.dead)
	if s.line == l {
		s.line = nil
	}
	for _, x := range append([]*exchange(nil), s.open...) {
		if x.line == l {
			s.finish(x, nil, &Error{Kind: ErrLost, Left: x.gate.shut(), Err: cause})
		}
	}
}

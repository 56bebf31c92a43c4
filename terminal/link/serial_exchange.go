package link

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"harbourtill/terminal/haojin"
)

const (
	// maxSeen and seenFor are how many of the terminal's last messages are
	// remembered to know a repetition, and for how long: it repeats what it
	// saw no acknowledgement for, and uses a reference anew after 127.
	maxSeen = 8
	seenFor = 10 * time.Second
	// owedFor is how long the terminal may still answer what gave way to
	// something else. It had its time for what ran out of that.
	owedFor = 30 * time.Second
)

// exchange is one request and the wait for its answer.
type exchange struct {
	line      *line
	path      string
	body      []byte
	reference byte
	packets   [][]byte
	gate      gate

	sent  chan time.Time // holds when the last byte left
	acked chan struct{}  // closed by the acknowledgement
	done  chan struct{}  // closed once answer and err are set

	// Under Serial.mu: begun is that the first packet is being written, so
	// that it may be refused; leaving that the last one is, so that it may be
	// acknowledged and answered.
	begun, leaving, wasAcked, settled bool

	answer []byte
	err    error
	ended  time.Time // when it was given up
}

// message is one of the terminal's last.
type message struct {
	reference byte
	data      []byte
	at        time.Time
}

// begin registers an exchange under the next reference that is free.
func (s *Serial) begin(l *line, path string, body []byte) (*exchange, error) {
	x := &exchange{
		line: l, path: path, body: body,
		sent:  make(chan time.Time, 1),
		acked: make(chan struct{}),
		done:  make(chan struct{}),
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if l.err != nil {
		return nil, l.err
	}
	if len(s.open) >= haojin.MaxPacketReference {
		return nil, fmt.Errorf("%d exchanges are open", len(s.open))
	}
	for {
		s.reference = s.reference%haojin.MaxPacketReference + 1
		if !slices.ContainsFunc(s.open, func(other *exchange) bool { return other.reference == s.reference }) {
			break
		}
	}
	x.reference = s.reference
	stream, err := haojin.AppendPackets(nil, haojin.PacketRequest, x.reference, body)
	if err != nil {
		return nil, err
	}
	for len(stream) > 0 {
		_, rest, err := haojin.ParsePacket(stream)
		if err != nil {
			return nil, err
		}
		x.packets = append(x.packets, stream[:len(stream)-len(rest)])
		stream = rest
	}
	s.open = append(s.open, x)
	return x, nil
}

// goesOn says whether an exchange's next packet is still to be sent, and notes
// that it is the last.
func (s *Serial) goesOn(x *exchange, last bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	x.begun, x.leaving = true, last
	return !x.settled
}

// settle ends an exchange; false if it had ended before.
func (s *Serial) settle(x *exchange, answer []byte, err *Error) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.finish(x, answer, err)
}

// finish is settle for those who hold mu.
func (s *Serial) finish(x *exchange, answer []byte, err *Error) bool {
	if x.settled {
		return false
	}
	x.settled, x.answer = true, answer
	if err != nil {
		x.err = err
	}
	s.open = slices.DeleteFunc(s.open, func(other *exchange) bool { return other == x })
	if err != nil && x.leaving && errors.Is(err, context.Canceled) {
		x.ended = time.Now()
		s.owed = append(s.owed, x)
	}
	close(x.done)
	return true
}

// begunAs returns the open exchange that went out, in part at least, with a
// reference, or nil.
func (s *Serial) begunAs(reference byte) *exchange {
	for _, x := range s.open {
		if x.reference == reference && x.begun {
			return x
		}
	}
	return nil
}

func (s *Serial) acknowledged(reference byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if x := s.begunAs(reference); x != nil && x.leaving && !x.wasAcked {
		x.wasAcked = true
		close(x.acked)
	}
}

func (s *Serial) rejected(reference byte, kind haojin.PacketType) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if x := s.begunAs(reference); x != nil {
		s.finish(x, nil, &Error{Kind: ErrRejected, Left: true, Err: fmt.Errorf("%v (%x)", kind, byte(kind))})
	}
}

// answered delivers data that came with the acknowledgement of a reference.
func (s *Serial) answered(reference byte, data []byte) {
	s.mu.Lock()
	x := s.begunAs(reference)
	s.mu.Unlock()
	if x == nil || s.belongs(x, data) == No || !s.settle(x, data, nil) {
		s.stray(data)
	}
}

// repeated says whether the terminal has sent this message just before, and
// remembers it.
func (s *Serial) repeated(reference byte, data []byte, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = slices.DeleteFunc(s.seen, func(m message) bool { return now.Sub(m.at) > seenFor })
	for i, m := range s.seen {
		if m.reference == reference && bytes.Equal(m.data, data) {
			s.seen[i].at = now
			return true
		}
	}
	if len(s.seen) == maxSeen {
		s.seen = slices.Delete(s.seen, 0, 1)
	}
	s.seen = append(s.seen, message{reference, bytes.Clone(data), now})
	return false
}

// deliver gives the terminal's message to the exchange it belongs to. What may
// as well be the late answer to one that was given up belongs to none.
func (s *Serial) deliver(data []byte) {
	s.mu.Lock()
	sent := slices.DeleteFunc(slices.Clone(s.open), func(x *exchange) bool { return !x.leaving })
	s.mu.Unlock()

	maybe, sure := s.claim(sent, data)
	others := 0
	if !sure {
		if others, sure = s.late(data); sure {
			maybe = nil
		}
	}
	if len(maybe) == 1 && others == 0 && s.settle(maybe[0], data, nil) {
		return
	}
	for _, x := range maybe {
		s.settle(x, nil, &Error{Kind: ErrAmbiguous, Left: true, Err: fmt.Errorf("%d are open, %d were given up", len(maybe), others)})
	}
	s.stray(data)
}

// claim returns the exchanges that say Yes to data (sure), or if none does,
// those that say Unclear.
func (s *Serial) claim(list []*exchange, data []byte) (claims []*exchange, sure bool) {
	var maybe []*exchange
	for _, x := range list {
		switch s.belongs(x, data) {
		case Yes:
			claims = append(claims, x)
		case Unclear:
			maybe = append(maybe, x)
		}
	}
	if len(claims) > 0 {
		return claims, true
	}
	return maybe, false
}

func (s *Serial) belongs(x *exchange, data []byte) Match {
	if s.cfg.Belongs == nil {
		return Unclear
	}
	return s.cfg.Belongs(x.path, x.body, data)
}

func (s *Serial) stray(data []byte) {
	if s.cfg.Stray != nil {
		s.cfg.Stray(data)
	}
}

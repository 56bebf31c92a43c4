package link

import (
	"io"
	"time"

	"harbourtill/terminal/haojin"
)

const (
	// bitsPerByte on the wire: start, eight of data, stop.
	bitsPerByte = 10
	// maxReplies is how many acknowledgements may wait for the wire; the
	// terminal repeats what isn't acknowledged.
	maxReplies = 32
)

// line is one open port, from opening to loss.
type line struct {
	serial   *Serial
	port     Port
	requests chan *exchange
	replies  chan []byte

	dead chan struct{} // closed once err is set
	err  error         // under serial.mu

	cutter haojin.Cutter // the reader's
	parts  *haojin.Assembler
	clear  time.Time // the writer's: when the wire has carried all of it
}

func newLine(s *Serial, port Port) *line {
	return &line{
		serial:   s,
		port:     port,
		requests: make(chan *exchange),
		replies:  make(chan []byte, maxReplies),
		dead:     make(chan struct{}),
		parts:    haojin.NewAssembler(s.cfg.Timing.Part),
	}
}

// run reads and writes until the line is lost, and closes the port.
func (l *line) run() {
	written := make(chan struct{})
	go func() {
		defer close(written)
		if err := l.write(); err != nil {
			l.serial.drop(l, err)
		}
	}()
	if err := l.read(); err != nil {
		l.serial.drop(l, err)
	}
	_ = l.port.Close()
	<-written
}

// read hands on packets until the line is dead (nil) or the port fails.
func (l *line) read() error {
	buffer := make([]byte, 512)
	heard := time.Now()
	for {
		select {
		case <-l.dead:
			return nil
		default:
		}
		n, err := l.port.Read(buffer)
		now := time.Now()
		switch {
		case n > 0:
			heard = now
			l.cut(buffer[:n], now)
		case now.Sub(heard) >= l.serial.cfg.Timing.Part:
			for l.cutter.Held() > 0 {
				l.cutter.GiveUp()
				l.next(now)
			}
		}
		if err != nil {
			return err
		}
	}
}

func (l *line) cut(b []byte, now time.Time) {
	for len(b) > 0 {
		b = l.cutter.Feed(b)
		l.next(now)
	}
	if reference, ok := l.cutter.Begun(); ok {
		l.parts.Hold(reference, now)
	}
}

func (l *line) next(now time.Time) {
	for p, ok := l.cutter.Next(); ok; p, ok = l.cutter.Next() {
		l.received(p, now)
	}
}

// received acts on a packet: requests are acknowledged once whole, whoever
// they are for.
func (l *line) received(p haojin.Packet, now time.Time) {
	s := l.serial
	if kind, ok := p.Complaint(); ok {
		s.rejected(p.Reference, kind)
		return
	}
	if p.Type == haojin.PacketReceived {
		s.acknowledged(p.Reference)
		if len(p.Data) == 0 {
			return
		}
	}
	data, whole, err := l.parts.Add(p, now)
	switch {
	case p.Type == haojin.PacketReceived:
		if whole {
			s.answered(p.Reference, data)
		}
	case err != nil:
		l.reply(haojin.PacketError, p.Reference, []byte{byte(haojin.PacketErrorSplitting)})
	case whole:
		l.reply(haojin.PacketReceived, p.Reference, nil)
		if len(data) > 0 && !s.repeated(p.Reference, data, now) {
			s.deliver(data)
		}
	}
}

func (l *line) reply(t haojin.PacketType, reference byte, data []byte) {
	packet, err := haojin.AppendPackets(nil, t, reference, data)
	if err != nil {
		return
	}
	select {
	case l.replies <- packet:
	default:
	}
}

// write sends requests and replies until the line is dead (nil) or the port
// fails.
func (l *line) write() error {
	for {
		var err error
		select {
		case <-l.dead:
			return nil
		case reply := <-l.replies:
			err = l.put(reply)
		case x := <-l.requests:
			err = l.send(x)
		}
		if err != nil {
			return err
		}
	}
}

// send puts a request on the wire and waits until it has left, each packet for
// itself: a reply that the terminal waits for goes between them. It stops at a
// packet's end when the exchange was given up.
func (l *line) send(x *exchange) error {
	if !x.gate.pass() {
		return nil
	}
	for i, packet := range x.packets {
		if err := l.putReplies(); err != nil {
			return err
		}
		if !l.serial.goesOn(x, i == len(x.packets)-1) {
			return nil
		}
		if err := l.put(packet); err != nil {
			return err
		}
		if err := l.drain(); err != nil {
			return err
		}
	}
	left := time.Now()
	if l.clear.After(left) {
		left = l.clear
	}
	x.sent <- left
	return nil
}

// putReplies puts on the wire what waits for it.
func (l *line) putReplies() error {
	for {
		select {
		case reply := <-l.replies:
			if err := l.put(reply); err != nil {
				return err
			}
		default:
			return nil
		}
	}
}

func (l *line) put(b []byte) error {
	if now := time.Now(); l.clear.Before(now) {
		l.clear = now
	}
	l.clear = l.clear.Add(time.Duration(len(b)*bitsPerByte) * time.Second / time.Duration(l.serial.cfg.Timing.BitRate))
	for len(b) > 0 {
		n, err := l.port.Write(b)
		if err != nil {
			return err
		}
		if n == 0 {
			return io.ErrShortWrite
		}
		b = b[n:]
	}
	return nil
}

// drain waits until the last byte has left: as the port says, or else for as
// long as that takes at the line's bit rate.
func (l *line) drain() error {
	if port, ok := l.port.(interface{ Drain() error }); ok {
		return port.Drain()
	}
	timer := time.NewTimer(time.Until(l.clear))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-l.dead:
	}
	return nil
}

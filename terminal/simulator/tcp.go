package simulator

import (
	"bytes"
	"context"
	"io"
	"net"
	"sync"
	"time"

	"harbourtill/terminal/haojin"
)

// ServeTCP answers on a listener without HTTP (section 5): one request a
// connection, sealed text with or without a line feed. It runs until ctx ends,
// then drops every connection, closes the simulator and returns nil. It closes
// the listener. It may be called once.
func (s *Simulator) ServeTCP(ctx context.Context, l net.Listener) error {
	var connections sync.WaitGroup
	stop := context.AfterFunc(ctx, func() {
		s.switchOff()
		_ = l.Close()
	})
	defer stop()
	for {
		conn, err := l.Accept()
		if err != nil {
			connections.Wait()
			if ctx.Err() != nil {
				err = nil
			}
			if closing := s.Close(); err == nil {
				err = closing
			}
			return err
		}
		connections.Go(func() {
			defer conn.Close()
			defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
			s.serveTCP(ctx, conn)
		})
	}
}

func (s *Simulator) serveTCP(ctx context.Context, conn net.Conn) {
	content, err := s.hearTCP(conn)
	if err == io.EOF {
		return
	}
	a := misunderstood(err)
	if err == nil {
		op := content.Operation()
		if !s.enter(op) {
			return
		}
		defer s.handlers.Done()
		// Whatever else the till sends means nothing; its end means that it
		// is gone.
		till, gone := context.WithCancel(ctx)
		go func() {
			defer gone()
			_, _ = io.Copy(io.Discard, conn)
		}()
		a = s.carryOut(till, op, content)
		s.log.Info("request", "operation", int(op), "respcd", a.code, "resperr", a.problem, "delivered", a.how != lost)
	}
	if err := s.deliverTCP(conn, a); err != nil {
		s.log.Info("the till had gone")
	}
}

// pause is how long nothing may come before a request that doesn't open is
// taken as whole: TCP frames nothing.
const pause = 100 * time.Millisecond

// hearTCP reads one request: until what came opens, a line feed or a pause
// ends it, or the till closes. io.EOF means that there was none.
func (s *Simulator) hearTCP(conn net.Conn) (haojin.Content, error) {
	var text []byte
	piece := make([]byte, 4096)
	for {
		n, err := conn.Read(piece)
		text = append(text, piece[:n]...)
		if n == 0 && err != nil && len(text) == 0 {
			return nil, io.EOF
		}
		if err := conn.SetReadDeadline(time.Now().Add(pause)); err != nil {
			return nil, io.EOF
		}
		content, problem := s.codec.OpenRequest(bytes.TrimRight(text, "\r\n"))
		if problem == nil || err != nil || bytes.HasSuffix(text, []byte("\n")) || len(text) > haojin.MaxText {
			_ = conn.SetReadDeadline(time.Time{})
			return content, problem
		}
	}
}

func (s *Simulator) deliverTCP(conn net.Conn, a answer) error {
	text, err := s.seal(a)
	switch {
	case err != nil:
		return err
	case a.how == lost:
		return nil
	case a.how == rubbish:
		text = []byte("\x00\xffrubbish\x01")
	case a.how == piecemeal:
		for i := range text {
			if _, err := conn.Write(text[i : i+1]); err != nil {
				return err
			}
		}
		return nil
	}
	_, err = conn.Write(text)
	return err
}

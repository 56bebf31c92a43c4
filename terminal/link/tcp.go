package link

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// TCPConfig says how a TCP link works (protocol section 5).
type TCPConfig struct {
	// Address is host:port.
	Address string
	// LineFeed ends the request with one.
	LineFeed bool
	// Whole says whether what has come is one whole answer: TCP frames
	// nothing. Required.
	Whole func(answer []byte) bool
	// Connect bounds connecting; 0 is ConnectTimeout.
	Connect time.Duration
}

// TCP sends sealed text over a socket, each exchange on a connection of its
// own. Safe for concurrent use.
type TCP struct {
	cfg   TCPConfig
	ctx   context.Context // ends with Close
	close context.CancelFunc
}

// NewTCP returns a link; it connects with each exchange.
func NewTCP(cfg TCPConfig) *TCP {
	if cfg.Connect == 0 {
		cfg.Connect = ConnectTimeout
	}
	ctx, cancel := context.WithCancel(context.Background())
	return &TCP{cfg: cfg, ctx: ctx, close: cancel}
}

// Close drops every connection; exchanges under way fail with ErrLost.
func (l *TCP) Close() error {
	l.close()
	return nil
}

// Exchange sends body, calls wrote, and reads until what has come is a whole
// answer, the terminal closes, or ctx ends. path is of no use here: the message
// says what it is. Every error is an *Error.
func (l *TCP) Exchange(ctx context.Context, _ string, body []byte, wrote func()) ([]byte, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(l.ctx, cancel)()

	conn, err := connect(ctx, l.cfg.Address, l.cfg.Connect, nil)
	if err != nil {
		return nil, failure(ctx, false, err)
	}
	defer conn.Close()
	// The end of ctx ends every read and write.
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()

	if l.cfg.LineFeed {
		body = append(body[:len(body):len(body)], '\n')
	}
	if _, err := conn.Write(body); err != nil {
		return nil, l.lost(ctx, err)
	}
	wrote()
	return l.read(ctx, conn)
}

// Probe connects and hangs up. Its error is an *Error.
func (l *TCP) Probe(ctx context.Context) error {
	return probe(ctx, l.cfg.Address, l.cfg.Connect, nil)
}

func (l *TCP) read(ctx context.Context, conn net.Conn) ([]byte, error) {
	var answer []byte
	piece := make([]byte, 4096)
	for {
		n, err := conn.Read(piece)
		answer = append(answer, piece[:n]...)
		switch {
		case len(answer) > MaxAnswer:
			return nil, &Error{Kind: ErrTooLarge, Left: true, Err: fmt.Errorf("more than %d bytes", MaxAnswer)}
		case n > 0 && l.cfg.Whole(answer):
			return answer, nil
		case errors.Is(err, io.EOF) && len(answer) > 0:
			return answer, nil // for whoever opens it to judge
		case err != nil:
			return nil, l.lost(ctx, err)
		}
	}
}

// lost is the failure of an exchange that may have left the till. A deadline is
// set only when ctx has ended, so it says why.
func (l *TCP) lost(ctx context.Context, err error) *Error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return &Error{Kind: ErrTimeout, Left: true, Err: ctx.Err()}
	}
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return &Error{Kind: ErrLost, Left: true, Err: err}
}

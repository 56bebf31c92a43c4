package link

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"sync/atomic"
	"time"
)

// ConnectTimeout is how long connecting may take, a TLS handshake included
// (protocol section 5).
const ConnectTimeout = 5 * time.Second

// connect opens a connection within limit; trust makes it TLS.
func connect(ctx context.Context, address string, limit time.Duration, trust *Trust) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil || trust == nil {
		return conn, err
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	secure := tls.Client(conn, trust.config(host))
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return secure, nil
}

func probe(ctx context.Context, address string, limit time.Duration, trust *Trust) error {
	conn, err := connect(ctx, address, limit, trust)
	if err != nil {
		return failure(ctx, false, err)
	}
	_ = conn.Close()
	return nil
}

// failure says which kind of error err is; left says whether anything may have
// left the till. The address in it is the shop's own; nothing of what was
// carried is ever in it.
func failure(ctx context.Context, left bool, err error) *Error {
	var timeout net.Error
	switch {
	case isCertificateError(err):
		return &Error{Kind: ErrCertificate, Left: left, Err: err}
	case !left:
		return &Error{Kind: ErrConnect, Err: err}
	case errors.Is(ctx.Err(), context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return &Error{Kind: ErrTimeout, Left: true, Err: err}
	}
	return &Error{Kind: ErrLost, Left: true, Err: err}
}

// gate settles, once and for all, whether anything was written: a transport
// may still be about to write when its exchange has been given up.
type gate struct{ state atomic.Int32 }

const (
	gateOpen int32 = iota
	gatePassed
	gateShut
)

// pass says whether writing is allowed; from then on bytes may have left.
func (g *gate) pass() bool {
	return g.state.CompareAndSwap(gateOpen, gatePassed) || g.state.Load() == gatePassed
}

// shut forbids a first write and says whether there was one before.
func (g *gate) shut() (left bool) {
	return !g.state.CompareAndSwap(gateOpen, gateShut) && g.state.Load() == gatePassed
}

// gatedConn writes only through its gate.
type gatedConn struct {
	net.Conn
	gate *gate
}

func (c *gatedConn) Write(p []byte) (int, error) {
	if !c.gate.pass() {
		return 0, net.ErrClosed
	}
	return c.Conn.Write(p)
}

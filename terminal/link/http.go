package link

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"
)

// ConnectTimeout is how long connecting may take (protocol section 5).
const ConnectTimeout = 5 * time.Second

// HTTP posts to a terminal, each exchange on a connection of its own: nothing
// is reused, redirected, proxied or tried again. Safe for concurrent use.
type HTTP struct {
	address string
	quoted  bool
	connect time.Duration

	ctx   context.Context // ends with Close
	close context.CancelCauseFunc
}

// NewHTTP returns a link to the terminal at address, host:port. quoted sends
// the sealed text as a JSON string, otherwise it goes as it is. connect bounds
// connecting; 0 is ConnectTimeout.
func NewHTTP(address string, quoted bool, connect time.Duration) *HTTP {
	if connect == 0 {
		connect = ConnectTimeout
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	return &HTTP{address: address, quoted: quoted, connect: connect, ctx: ctx, close: cancel}
}

// Close drops every connection; exchanges under way fail with ErrLost.
func (h *HTTP) Close() error {
	h.close(net.ErrClosed)
	return nil
}

// Exchange posts body to path, calls wrote once all of it is on the way, and
// returns the answer's body. It ends with ctx, whose deadline is the read
// time-out. Every error is an *Error.
func (h *HTTP) Exchange(ctx context.Context, path string, body []byte, wrote func()) ([]byte, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(h.ctx, cancel)()

	var gate gate
	transport := h.transport(&gate)
	defer transport.CloseIdleConnections()
	request, err := h.request(withTrace(ctx, wrote), path, body)
	if err != nil {
		return nil, &Error{Kind: ErrConnect, Err: err}
	}
	response, err := transport.RoundTrip(request)
	if err != nil {
		return nil, h.failure(ctx, gate.shut(), err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, &Error{Kind: ErrStatus, Left: true, Err: statusError(response)}
	}
	answer, err := io.ReadAll(io.LimitReader(response.Body, MaxAnswer+1))
	switch {
	case err != nil:
		return nil, h.failure(ctx, true, err)
	case len(answer) > MaxAnswer:
		return nil, &Error{Kind: ErrTooLarge, Left: true, Err: fmt.Errorf("more than %d bytes", MaxAnswer)}
	}
	return answer, nil
}

func (h *HTTP) request(ctx context.Context, path string, body []byte) (*http.Request, error) {
	if h.quoted {
		var err error
		if body, err = json.Marshal(string(body)); err != nil {
			return nil, err
		}
	}
	target := url.URL{Scheme: "http", Host: h.address, Path: path}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, target.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Close = true
	return request, nil
}

func withTrace(ctx context.Context, wrote func()) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteRequest: func(info httptrace.WroteRequestInfo) {
			if info.Err == nil {
				wrote()
			}
		},
	})
}

// transport serves one exchange, whose connection writes only while gate lets
// it.
func (h *HTTP) transport(gate *gate) *http.Transport {
	dialer := net.Dialer{Timeout: h.connect}
	return &http.Transport{
		DisableKeepAlives:  true,
		DisableCompression: true,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dialer.DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return &gatedConn{Conn: conn, gate: gate}, nil
		},
	}
}

// failure says which kind of error err is. The address in it is the shop's
// own; nothing of what was carried is ever in it.
func (h *HTTP) failure(ctx context.Context, left bool, err error) *Error {
	var timeout net.Error
	switch {
	case h.ctx.Err() != nil:
		err = net.ErrClosed
		if left {
			return &Error{Kind: ErrLost, Left: true, Err: err}
		}
		return &Error{Kind: ErrConnect, Err: err}
	case !left:
		return &Error{Kind: ErrConnect, Err: err}
	case errors.Is(ctx.Err(), context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return &Error{Kind: ErrTimeout, Left: true, Err: err}
	}
	return &Error{Kind: ErrLost, Left: true, Err: err}
}

func statusError(r *http.Response) error {
	if where := r.Header.Get("Location"); where != "" {
		return fmt.Errorf("HTTP status %s to %q, not followed", r.Status, where)
	}
	return fmt.Errorf("HTTP status %s", r.Status)
}

// gate settles, once and for all, whether anything was written: the transport
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

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
	"time"
)

// HTTPConfig says how an HTTP or HTTPS link works.
type HTTPConfig struct {
	// Address is host:port.
	Address string
	// Quoted sends the sealed text as a JSON string, otherwise as it is.
	Quoted bool
	// Trust makes it HTTPS, and says which certificate is good; nil is HTTP.
	Trust *Trust
	// Connect bounds connecting; 0 is ConnectTimeout.
	Connect time.Duration
}

// HTTP posts to a terminal, each exchange on a connection of its own: nothing
// is reused, redirected, proxied or tried again. Safe for concurrent use.
type HTTP struct {
	cfg   HTTPConfig
	ctx   context.Context // ends with Close
	close context.CancelCauseFunc
}

// NewHTTP returns a link; it connects with each exchange.
func NewHTTP(cfg HTTPConfig) *HTTP {
	if cfg.Connect == 0 {
		cfg.Connect = ConnectTimeout
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	return &HTTP{cfg: cfg, ctx: ctx, close: cancel}
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

// Probe connects, for HTTPS with a verified certificate, and hangs up. Its
// error is an *Error.
func (h *HTTP) Probe(ctx context.Context) error {
	return probe(ctx, h.cfg.Address, h.cfg.Connect, h.cfg.Trust)
}

func (h *HTTP) request(ctx context.Context, path string, body []byte) (*http.Request, error) {
	if h.cfg.Quoted {
		var err error
		if body, err = json.Marshal(string(body)); err != nil {
			return nil, err
		}
	}
	scheme := "http"
	if h.cfg.Trust != nil {
		scheme = "https"
	}
	target := url.URL{Scheme: scheme, Host: h.cfg.Address, Path: path}
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
// it. A TLS handshake comes before the gate: it carries nothing of ours.
func (h *HTTP) transport(gate *gate) *http.Transport {
	dial := func(ctx context.Context, _, address string) (net.Conn, error) {
		conn, err := connect(ctx, address, h.cfg.Connect, h.cfg.Trust)
		if err != nil {
			return nil, err
		}
		return &gatedConn{Conn: conn, gate: gate}, nil
	}
	return &http.Transport{DisableKeepAlives: true, DisableCompression: true, DialContext: dial, DialTLSContext: dial}
}

func (h *HTTP) failure(ctx context.Context, left bool, err error) *Error {
	var network net.Error
	switch {
	case h.ctx.Err() != nil:
		err = net.ErrClosed
	case (left || h.cfg.Trust == nil) && ctx.Err() == nil && !errors.As(err, &network) && !isCut(err):
		// The error quotes what came, and that may be anything.
		return &Error{Kind: ErrStatus, Left: left, Err: errNotHTTP}
	}
	return failure(ctx, left, err)
}

var errNotHTTP = errors.New("the answer isn't HTTP")

// isCut says whether a connection ended, rather than brought something odd.
func isCut(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}

func statusError(r *http.Response) error {
	if where := r.Header.Get("Location"); where != "" {
		return fmt.Errorf("HTTP status %s to %q, not followed", r.Status, where)
	}
	return fmt.Errorf("HTTP status %s", r.Status)
}

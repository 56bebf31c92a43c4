package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"harbourtill/terminal/haojin"
)

// rig is a terminal on a loopback socket, and a till of a few lines.
type rig struct {
	t     *testing.T
	s     *Simulator
	codec haojin.Codec
	url   string
	body  haojin.BodyForm
	stop  func()
}

func testConfig() Config {
	return Config{
		Key: "my_qfpay_pos_key", KeyForm: haojin.KeyText, Sealing: haojin.SealMessage, Body: haojin.BodyJSON,
		Delay: time.Millisecond,
	}
}

func start(t *testing.T, cfg Config, script string) *rig {
	t.Helper()
	var err error
	if cfg.Script, err = ParseScript(script); err != nil {
		t.Fatal(err)
	}
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	codec, err := haojin.NewCodec(cfg.Key, cfg.KeyForm, cfg.Sealing)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error)
	go func() { served <- s.Serve(ctx, l) }()
	r := &rig{t: t, s: s, codec: codec, url: "http://" + l.Addr().String(), body: cfg.Body}
	r.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(r.stop)
	return r
}

// post sends text as a body and returns what came back.
func (r *rig) post(path string, text []byte) ([]byte, error) {
	if r.body == haojin.BodyJSON {
		var err error
		if text, err = json.Marshal(string(text)); err != nil {
			r.t.Fatal(err)
		}
	}
	return r.postAsIs(path, text)
}

func (r *rig) postAsIs(path string, body []byte) ([]byte, error) {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Post(r.url+path, "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	return io.ReadAll(response.Body)
}

// do sends a request of any method, as it is.
func (r *rig) do(method, path string, body []byte) (status int, text []byte) {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), method, r.url+path, bytes.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	defer response.Body.Close()
	if text, err = io.ReadAll(response.Body); err != nil {
		r.t.Fatal(err)
	}
	return response.StatusCode, text
}

var errNoAnswer = errors.New("no answer")

// send seals and sends a request and opens the answer.
func (r *rig) send(q haojin.Request) (haojin.Answer, error) {
	r.t.Helper()
	sealed, err := r.codec.Seal(q)
	if err != nil {
		r.t.Fatal(err)
	}
	text, err := r.post(q.Operation().Path(), sealed)
	if err != nil {
		return haojin.Answer{}, fmt.Errorf("%w: %w", errNoAnswer, err)
	}
	return r.codec.OpenAnswer(text)
}

func (r *rig) pay(reference string) (haojin.Answer, error) {
	r.t.Helper()
	return r.send(haojin.PaymentRequest{Amount: 1250, Channel: "card_payment", OutTradeNo: reference, Timeout: 120})
}

func (r *rig) entry(reference string) Entry {
	for _, e := range r.s.Ledger() {
		if e.Reference == reference {
			return e
		}
	}
	return Entry{}
}

func (r *rig) inquire(reference string) haojin.Finding {
	r.t.Helper()
	a, err := r.send(haojin.InquiryRequest{OutTradeNo: reference})
	if err != nil {
		r.t.Fatal(err)
	}
	return haojin.ClassifyInquiry(a, haojin.Asked{Operation: haojin.OpInquiry, OutTradeNo: reference, Amount: 1250})
}

// paymentRequest is a sealed payment for Handler, without a socket.
func paymentRequest(t *testing.T, cfg Config, p haojin.PaymentRequest) *http.Request {
	t.Helper()
	codec, err := haojin.NewCodec(cfg.Key, cfg.KeyForm, cfg.Sealing)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := codec.Seal(p)
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(string(sealed))
	if err != nil {
		t.Fatal(err)
	}
	return httptest.NewRequest(http.MethodPost, haojin.OpPayment.Path(), bytes.NewReader(body))
}

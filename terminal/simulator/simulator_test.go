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
	"path/filepath"
	"strings"
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

// TestBehaviours: for each behaviour, what the till hears, what the ledger
// holds, and what an inquiry finds afterwards.
func TestBehaviours(t *testing.T) {
	const none = haojin.Verdict(-1)
	for _, test := range []struct {
		script  string
		err     error
		heard   haojin.Verdict
		sealed  bool
		booked  Status
		inquiry haojin.Verdict
	}{
		{"approve", nil, haojin.Approved, true, StatusApproved, haojin.Approved},
		{"approve:2ms", nil, haojin.Approved, true, StatusApproved, haojin.Approved},
		{"decline:1201", nil, haojin.Declined, true, StatusDeclined, haojin.Declined},
		{"customer-cancels", nil, haojin.Cancelled, true, StatusCancelled, haojin.Cancelled},
		{"cancel-lost", nil, haojin.Approved, true, StatusApproved, haojin.Approved},
		{"drop", errNoAnswer, none, false, "", haojin.NoSuchOrder},
		{"answer-lost", errNoAnswer, none, false, StatusApproved, haojin.Approved},
		{"late:1ms", nil, haojin.Approved, true, StatusApproved, haojin.Approved},
		{"in-progress:1", errNoAnswer, none, false, StatusApproved, haojin.InProgress},
		{"pieces", nil, haojin.Approved, true, StatusApproved, haojin.Approved},
		{"garbage", haojin.ErrUnreadable, none, false, StatusApproved, haojin.Approved},
		{"plain", nil, haojin.Approved, false, StatusApproved, haojin.Approved},
		{"no-identity", nil, haojin.Undecided, true, StatusApproved, haojin.Approved},
		{"wrong-amount:77", nil, haojin.Approved, true, StatusApproved, haojin.Approved},
		{"reversed", nil, haojin.Approved, true, StatusApproved, haojin.Approved},
		{"forge", nil, haojin.Approved, false, "", haojin.NoSuchOrder},
		{"other-order", nil, haojin.Undecided, true, "", haojin.NoSuchOrder},
		{"error:4005", nil, haojin.Undecided, true, "", haojin.NoSuchOrder},
	} {
		t.Run(test.script, func(t *testing.T) {
			r := start(t, testConfig(), test.script)
			a, err := r.pay("R1")
			if !errors.Is(err, test.err) {
				t.Fatalf("answered %+v, %v; want %v", a, err, test.err)
			}
			f := haojin.Classify(a, haojin.Asked{Operation: haojin.OpPayment, OutTradeNo: "R1", Amount: 1250})
			if test.heard != none && (f.Verdict != test.heard || a.Sealed != test.sealed) {
				t.Errorf("heard %+v, sealed %v", f, a.Sealed)
			}
			if got := r.entry("R1"); got.Status != test.booked {
				t.Errorf("booked %+v, want %q", got, test.booked)
			}
			asked := r.inquire("R1")
			if asked.Verdict != test.inquiry {
				t.Errorf("inquiry %+v, want %v", asked, test.inquiry)
			}
			switch test.script {
			case "wrong-amount:77":
				if f.Amount != 77 || !f.AmountDiffers || asked.Amount != 77 || r.entry("R1").Amount != 77 {
					t.Errorf("amounts %+v, %+v", f, asked)
				}
			case "reversed":
				if !asked.HasReversal || asked.Reversed != 1250 {
					t.Errorf("reversal %+v", asked)
				}
			case "in-progress:1":
				if again := r.inquire("R1"); again.Verdict != haojin.Approved {
					t.Errorf("the second inquiry %+v", again)
				}
			}
			if n := r.s.Requests(haojin.OpPayment); n != 1 {
				t.Errorf("%d payments came in", n)
			}
		})
	}
}

func TestNoAnswer(t *testing.T) {
	r := start(t, testConfig(), "no-answer")
	heard := make(chan error)
	go func() {
		_, err := r.pay("R1")
		heard <- err
	}()
	if err := r.s.Wait(t.Context(), func() bool { return r.s.Requests(haojin.OpPayment) == 1 }); err != nil {
		t.Fatal(err)
	}
	if f := r.inquire("R1"); f.Verdict != haojin.NoSuchOrder {
		t.Errorf("inquiry %+v", f)
	}
	r.stop()
	if err := <-heard; !errors.Is(err, errNoAnswer) {
		t.Errorf("heard %v", err)
	}
}

func TestCancel(t *testing.T) {
	for script, replies := range map[string]bool{"approve:1h": true, "cancel-lost:1h": false} {
		r := start(t, testConfig(), script)
		heard := make(chan haojin.Answer)
		go func() {
			a, err := r.pay("R1")
			if err != nil {
				t.Error(err)
			}
			heard <- a
		}()
		if err := r.s.Wait(t.Context(), func() bool { return r.entry("R1").Status == StatusOpen }); err != nil {
			t.Fatal(err)
		}
		if f := r.inquire("R1"); f.Verdict != haojin.InProgress {
			t.Errorf("while it waits: %+v", f)
		}
		if a, err := r.pay("R2"); err != nil || a.Code != haojin.CodeOtherError {
			t.Errorf("a second payment: %+v, %v", a, err)
		}
		if a, err := r.send(haojin.CancelRequest{}); (err == nil) != replies || replies && a.Code != haojin.CodeOK {
			t.Errorf("%s: cancel %+v, %v", script, a, err)
		}
		if a := <-heard; a.Code != haojin.CodeCancelled {
			t.Errorf("the payment ended with %+v", a)
		}
		if a, err := r.send(haojin.CancelRequest{}); err != nil || a.Code != haojin.CodeError {
			t.Errorf("a cancel of nothing: %+v, %v", a, err)
		}
	}
}

func TestTillGoesAwayAndTheCustomerPays(t *testing.T) {
	r := start(t, testConfig(), "approve:30ms")
	ctx, cancel := context.WithCancel(t.Context())
	sealed, err := r.codec.Seal(haojin.PaymentRequest{Amount: 1250, Channel: "wx", OutTradeNo: "R1", Timeout: 120})
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(string(sealed))
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.url+haojin.OpPayment.Path(), bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		if response, err := http.DefaultTransport.RoundTrip(request); err == nil {
			response.Body.Close()
		}
	}()
	if err := r.s.Wait(t.Context(), func() bool { return r.entry("R1").Status == StatusOpen }); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := r.s.Wait(t.Context(), func() bool { return r.entry("R1").Status == StatusApproved }); err != nil {
		t.Fatal(err)
	}
}

func TestNobodyPaysInTime(t *testing.T) {
	r := start(t, testConfig(), "approve:1h")
	a, err := r.send(haojin.PaymentRequest{Amount: 1, Channel: "payme", OutTradeNo: "R1", Timeout: 1})
	if err != nil || a.Inner() != codeExpired || r.entry("R1").Status != StatusDeclined {
		t.Errorf("%+v, %v, booked %+v", a, err, r.entry("R1"))
	}
}

func TestReferencesAreUsedOnce(t *testing.T) {
	r := start(t, testConfig(), "approve,decline")
	for _, test := range []struct{ reference, inner string }{{"R1", ""}, {"R1", codePaidAlready}, {"R2", "1205"}, {"R2", codeCancelled}} {
		a, err := r.pay(test.reference)
		if err != nil {
			t.Fatal(err)
		}
		if a.Inner() != test.inner {
			t.Errorf("%s: %+v", test.reference, a)
		}
	}
	if n := len(r.s.Ledger()); n != 2 {
		t.Errorf("%d entries", n)
	}
}

func TestStrictness(t *testing.T) {
	for _, sealing := range []haojin.Sealing{haojin.SealMessage, haojin.SealContent, haojin.SealNone} {
		for _, body := range []haojin.BodyForm{haojin.BodyJSON, haojin.BodyRaw} {
			cfg := testConfig()
			cfg.Sealing, cfg.Body = sealing, body
			r := start(t, cfg, "")
			if a, err := r.pay("R1"); err != nil || a.Code != haojin.CodeOK || a.Sealed == (sealing == haojin.SealNone) {
				t.Errorf("%s %s: %+v, %v", sealing, body, a, err)
			}
			other, err := haojin.NewCodec("my_qfpay_pos_kez", haojin.KeyText, sealing)
			if err != nil {
				t.Fatal(err)
			}
			want := haojin.CodeNotDecrypted
			if sealing == haojin.SealNone {
				want = haojin.CodeWrongKey
			}
			r.codec = other
			if a, err := r.pay("R2"); err != nil || a.Code != want || a.Sealed {
				t.Errorf("%s %s, another key: %+v, %v", sealing, body, a, err)
			}
		}
	}
}

func TestDigestMustMatch(t *testing.T) {
	r := start(t, testConfig(), "")
	// AES with this key, but the digest of another POS-KEY.
	codec, err := haojin.NewCodec("my_qfpay_pos_key", haojin.KeyText, haojin.SealMessage)
	if err != nil {
		t.Fatal(err)
	}
	forged := codec.SealAnswer([]byte(`{"content":{"func_type":5001},"digest":"00000000000000000000000000000000"}`))
	text, err := r.post(haojin.OpCancel.Path(), forged)
	if err != nil || !strings.Contains(string(text), haojin.CodeWrongKey) {
		t.Errorf("%s, %v", text, err)
	}
}

func TestWrongRequests(t *testing.T) {
	r := start(t, testConfig(), "")
	text := func(s string) haojin.Value { return haojin.Value{Text: s} }
	number := func(s string) haojin.Value { return haojin.Value{Text: s, Number: true} }
	good := func() haojin.Content {
		return haojin.Content{
			"func_type": number("1001"), "amt": number("12.5"), "channel": text("payme"), "out_trade_no": text("R"),
			"payment_timeout": number("120"),
		}
	}
	for name, change := range map[string]func(haojin.Content){
		"amt 0":            func(c haojin.Content) { c["amt"] = number("0") },
		"amt of ten mills": func(c haojin.Content) { c["amt"] = number("0.001") },
		"amt negative":     func(c haojin.Content) { c["amt"] = number("-1") },
		"amt missing":      func(c haojin.Content) { delete(c, "amt") },
		"amt too large":    func(c haojin.Content) { c["amt"] = number("10000000") },
		"channel":          func(c haojin.Content) { c["channel"] = text("cash") },
		"time-out":         func(c haojin.Content) { c["payment_timeout"] = number("0") },
		"PayMe time-out":   func(c haojin.Content) { c["payment_timeout"] = number("121") },
		"func_type":        func(c haojin.Content) { c["func_type"] = number("1002") },
		"reference":        func(c haojin.Content) { c["out_trade_no"] = text(strings.Repeat("R", 33)) },
	} {
		c := good()
		change(c)
		answer, err := r.post(haojin.OpPayment.Path(), r.codec.SealContent(c))
		if err != nil {
			t.Fatal(err)
		}
		if a, err := r.codec.OpenAnswer(answer); err != nil || a.Code != haojin.CodeWrongParams {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
	if n := len(r.s.Ledger()); n != 0 {
		t.Errorf("%d of them were booked", n)
	}
	if body, err := r.postAsIs(haojin.OpPayment.Path(), []byte("T/ju")); err != nil || !strings.Contains(string(body), haojin.CodeNotDecrypted) {
		t.Errorf("a raw body: %s, %v", body, err)
	}
	response, err := http.Get(r.url + haojin.OpPayment.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); err != nil || !strings.Contains(string(body), haojin.CodeNotPost) {
		t.Errorf("GET: %s, %v", body, err)
	}
	r.s.SetSignedIn(false)
	if a, err := r.pay("R1"); err != nil || a.Code != haojin.CodeNotSignedIn {
		t.Errorf("nobody signed in: %+v, %v", a, err)
	}
}

func TestRefunds(t *testing.T) {
	clock := time.Date(2026, 11, 23, 15, 30, 0, 0, time.UTC) // 23:30 in Hong Kong
	cfg := testConfig()
	cfg.Now = func() time.Time { return clock }
	r := start(t, cfg, "")
	pay := func(reference, channel string) string {
		a, err := r.send(haojin.PaymentRequest{Amount: 1250, Channel: channel, OutTradeNo: reference, Timeout: 60})
		if err != nil {
			t.Fatal(err)
		}
		return a.Data.Text("syssn")
	}
	refund := func(syssn string, amount haojin.Cents) haojin.Answer {
		a, err := r.send(haojin.RefundRequest{OrderID: syssn, Amount: amount})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	card, wallet, octopus := pay("R1", "card_payment"), pay("R2", "alipay"), pay("R3", "octopus")
	for _, test := range []struct {
		name   string
		syssn  string
		amount haojin.Cents
		inner  string
	}{
		{"Octopus", octopus, 0, codeNoRefunds},
		{"part of a card payment on its day", card, 500, codeNotPartly},
		{"part of a wallet payment", wallet, 500, haojin.InnerDone},
		{"more than is left", wallet, 800, codeTooMuch},
		{"the rest", wallet, 0, haojin.InnerDone},
		{"again", wallet, 0, codeRefunded},
		{"nothing like it", "1", 0, codeNoSuchOrder},
	} {
		if a := refund(test.syssn, test.amount); a.Inner() != test.inner {
			t.Errorf("%s: %+v", test.name, a)
		}
	}
	clock = clock.Add(time.Hour) // the next day there
	a := refund(card, 500)
	if a.Inner() != haojin.InnerDone || a.Data.Text("orig_syssn") != card || a.Data.Text("txamt") != "500" {
		t.Errorf("part of a card payment on the next day: %+v", a)
	}
	if f := r.inquire("R1"); !f.HasReversal || f.Reversed != 500 {
		t.Errorf("inquiry after it: %+v", f)
	}
	if f := r.inquire("R2"); !f.HasReversal || f.Reversed != 1250 {
		t.Errorf("inquiry after all of it: %+v", f)
	}
	byOrder, err := r.send(haojin.InquiryRequest{OrderID: card})
	if err != nil || byOrder.Data.Text("out_trade_no") != "R1" {
		t.Errorf("inquiry by orderId: %+v, %v", byOrder, err)
	}
}

func TestPrinting(t *testing.T) {
	r := start(t, testConfig(), "")
	a, err := r.pay("R1")
	if err != nil {
		t.Fatal(err)
	}
	syssn := a.Data.Text("syssn")
	for _, q := range []haojin.Request{haojin.ReceiptRequest{OrderID: syssn}, haojin.SummaryRequest{}} {
		if a, err := r.send(q); err != nil || a.Code != haojin.CodeOK {
			t.Errorf("%T: %+v, %v", q, a, err)
		}
	}
	if a, err := r.send(haojin.ReceiptRequest{OrderID: "1"}); err != nil || a.Inner() != codeNoSuchOrder {
		t.Errorf("a receipt of nothing: %+v, %v", a, err)
	}
	if got := fmt.Sprint(r.s.Printed()); got != fmt.Sprint([]string{syssn, "summary"}) {
		t.Errorf("printed %s", got)
	}
}

func TestLedgerSurvivesARestart(t *testing.T) {
	cfg := testConfig()
	cfg.DataFile = filepath.Join(t.TempDir(), "ledger.jsonl")
	first := start(t, cfg, "reversed,decline:1201,approve:1h")
	for _, reference := range []string{"R1", "R2"} {
		if _, err := first.pay(reference); err != nil {
			t.Fatal(err)
		}
	}
	go func() { _, _ = first.pay("R3") }()
	if err := first.s.Wait(t.Context(), func() bool { return first.entry("R3").Status == StatusOpen }); err != nil {
		t.Fatal(err)
	}
	first.stop()
	second := start(t, cfg, "")
	for reference, want := range map[string]Status{"R1": StatusApproved, "R2": StatusDeclined, "R3": StatusCancelled} {
		if got := second.entry(reference); got.Status != want {
			t.Errorf("%s is %+v", reference, got)
		}
	}
	if got := second.entry("R1"); got.Reversed != 1250 || len(second.s.Ledger()) != 3 {
		t.Errorf("ledger %+v", second.s.Ledger())
	}
	a, err := second.pay("R1")
	if err != nil || a.Inner() != codePaidAlready {
		t.Errorf("paid again: %+v, %v", a, err)
	}
}

func TestParseScript(t *testing.T) {
	for _, text := range []string{
		"approve", "approve:3s", "decline:1201", "customer-cancels:1m0s", "cancel-lost", "no-answer", "answer-lost", "drop",
		"forge", "wrong-amount:77", "garbage", "pieces", "late:40s", "in-progress:3", "other-order", "no-identity",
		"reversed", "plain", "error:4005",
	} {
		script, err := ParseScript(text + ", " + text)
		if err != nil || len(script) != 2 || script[0].String() != text || script[0] != script[1] {
			t.Errorf("%s: %v, %v", text, script, err)
		}
	}
	for text, want := range map[string]string{
		"decline": "decline:1205", "late": "late:40s", "in-progress": "in-progress:3", "wrong-amount": "wrong-amount:100", "error": "error:6002",
	} {
		if b, err := ParseBehaviour(text); err != nil || b.String() != want {
			t.Errorf("%s: %v, %v", text, b, err)
		}
	}
	for _, text := range []string{"", "aprove", "approve:x", "approve:-1s", "decline:12", "decline:abcd", "in-progress:0", "drop:1", "wrong-amount:x"} {
		if b, err := ParseBehaviour(text); !errors.Is(err, ErrBehaviour) {
			t.Errorf("%q: %v, %v", text, b, err)
		}
	}
	if script, err := ParseScript(" "); err != nil || script != nil {
		t.Errorf("an empty script: %v, %v", script, err)
	}
}

func TestNewRefuses(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"key":     func(c *Config) { c.Key = "short" },
		"form":    func(c *Config) { c.KeyForm = "octal" },
		"sealing": func(c *Config) { c.Sealing = "wax" },
		"body":    func(c *Config) { c.Body = "xml" },
		"file":    func(c *Config) { c.DataFile = filepath.Join(t.TempDir(), "no", "such", "folder") },
	} {
		cfg := testConfig()
		change(&cfg)
		if s, err := New(cfg); err == nil {
			t.Errorf("%s: %+v", name, s.cfg)
		}
	}
}

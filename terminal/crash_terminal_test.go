package terminal_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
	"harbourtill/terminal/simulator"
)

// badTerminal is a simulated terminal on a real socket, behind a network that
// loses and delays. It outlives the tills that are killed, and notes what
// reached it.
type badTerminal struct {
	simulator *simulator.Simulator
	codec     haojin.Codec
	address   string
	// moment is told what happens, so that a kill can be aimed.
	moment func(string)

	mu  sync.Mutex
	rng *rand.Rand
	// customers are what may happen to a payment, in the simulator's words;
	// networks are the faults of the network.
	customers, networks []string
	// payments counts the payment requests that reached the terminal's side,
	// lost ones included; open and asked are those under way.
	payments    map[payment.Reference]int
	open, asked map[payment.Reference]int
	faults      map[string]int
}

// The moments of an exchange that a kill can be aimed at, besides the lines
// that a child says.
const (
	paymentArrives = "payment arrives"
	answerLeaves   = "answer leaves"
	answerLeft     = "answer left"
	inquiryArrives = "inquiry arrives"
	inquiryLeft    = "inquiry's answer left"
	cancelArrives  = "cancel arrives"
)

func startBadTerminal(t *testing.T, p *terminal.Profile, seed, number uint64) *badTerminal {
	t.Helper()
	s, err := simulator.New(simulator.Config{Key: p.POSKey, KeyForm: p.KeyForm, Sealing: p.Sealing, Body: p.Body})
	if err != nil {
		t.Fatal(err)
	}
	codec, err := p.Codec()
	if err != nil {
		t.Fatal(err)
	}
	b := &badTerminal{
		simulator: s, codec: codec, moment: func(string) {}, rng: rand.New(rand.NewPCG(seed, number)),
		customers: anyCustomers(), networks: anyNetworks(),
		payments: make(map[payment.Reference]int), open: make(map[payment.Reference]int),
		asked: make(map[payment.Reference]int), faults: make(map[string]int),
	}
	server := httptest.NewUnstartedServer(b)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Start()
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		server.Close()
	})
	b.address = strings.TrimPrefix(server.URL, "http://")
	p.Address = b.address
	return b
}

// anyCustomers are all that may happen to payments, each as likely as it stands
// here often.
func anyCustomers() []string {
	return []string{
		"approve:0s", "approve:3ms", "approve:10ms", "approve:20ms", "approve:40ms", "approve:80ms",
		"decline:1205", "decline:1202", "customer-cancels:10ms", "no-answer", "answer-lost", "answer-lost", "drop", "forge",
		"wrong-amount:77", "garbage", "pieces", "late:50ms", "late:5s", "in-progress:2", "other-order", "no-identity",
		"reversed", "plain", "cancel-lost:1h", "cancel-lost:30ms", "approve:1h", "error:6002", "error:4005", "error:4007", "busy",
	}
}

// The network's faults.
const (
	noFault     = ""
	lostRequest = "request lost"
	lateRequest = "request late"
	lostAnswer  = "answer lost on the way"
	lateAnswer  = "answer late on the way"
)

func anyNetworks() []string {
	return []string{lostRequest, lateRequest, lateRequest, lostAnswer, lateAnswer, lateAnswer}
}

// draw picks what happens to a request: the network's fault and its delay.
// A payment also gets a customer.
func (b *badTerminal) draw(op haojin.Operation) (fault string, delay time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.networks) > 0 && b.rng.IntN(100) < 20 {
		fault = b.networks[b.rng.IntN(len(b.networks))]
		b.faults[fault]++
	}
	delay = time.Duration(b.rng.IntN(25_000)) * time.Microsecond
	if op == haojin.OpPayment && fault != lostRequest {
		text := b.customers[b.rng.IntN(len(b.customers))]
		script, err := simulator.ParseScript(text)
		if err != nil {
			panic(err)
		}
		name, _, _ := strings.Cut(text, ":")
		b.faults[name]++
		b.simulator.SetScript(script...)
	}
	return fault, delay
}

// note counts a request in or out.
func (b *badTerminal) note(op haojin.Operation, r payment.Reference, n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case op == haojin.OpPayment:
		b.open[r] += n
		b.payments[r] += max(n, 0)
	case op == haojin.OpInquiry:
		b.asked[r] += n
	}
}

// ServeHTTP is the way from the till to the terminal and back.
func (b *badTerminal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler) // the till was killed while it sent
	}
	var sealed string
	if err := json.Unmarshal(body, &sealed); err != nil {
		panic(http.ErrAbortHandler)
	}
	content, err := b.codec.OpenRequest([]byte(sealed))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	op, ref := content.Operation(), payment.Reference(content["out_trade_no"].Text)
	b.note(op, ref, 1)
	defer b.note(op, ref, -1)
	b.moment(map[haojin.Operation]string{
		haojin.OpPayment: paymentArrives, haojin.OpInquiry: inquiryArrives, haojin.OpCancel: cancelArrives,
	}[op])
	fault, delay := b.draw(op)
	if fault == lostRequest {
		panic(http.ErrAbortHandler)
	}
	if fault == lateRequest {
		time.Sleep(delay)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	answer := httptest.NewRecorder()
	if !served(b.simulator.Handler(), answer, r) {
		fault = lostAnswer
	}
	if fault == lateAnswer {
		time.Sleep(delay)
	}
	left := inquiryLeft
	if op == haojin.OpPayment {
		b.moment(answerLeaves)
		left = answerLeft
	}
	if fault == lostAnswer {
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(answer.Code)
	if _, err := w.Write(answer.Body.Bytes()); err == nil {
		b.moment(left)
	}
}

// served says whether a handler answered; otherwise it dropped the connection.
func served(h http.Handler, w http.ResponseWriter, r *http.Request) (answered bool) {
	defer func() {
		if !answered && recover() != http.ErrAbortHandler {
			panic("the simulator's handler failed")
		}
	}()
	h.ServeHTTP(w, r)
	return true
}

// calm ends the network's faults; from now on every customer does the same.
func (b *badTerminal) calm(customer string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.customers, b.networks = []string{customer}, nil
}

// seen returns the references of the payment requests that arrived, and how
// often each did.
func (b *badTerminal) seen() map[payment.Reference]int {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := make(map[payment.Reference]int, len(b.payments))
	for r, n := range b.payments {
		all[r] = n
	}
	return all
}

// doing says what the terminal is doing with a payment.
func (b *badTerminal) doing(r payment.Reference) (known, open, asking bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, n := range b.asked {
		asking = asking || n > 0
	}
	return b.payments[r] > 0, b.open[r] > 0, asking
}

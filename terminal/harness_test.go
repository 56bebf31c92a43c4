package terminal

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"harbourtill/store"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// These tests run in virtual time: hours of waiting take milliseconds. The
// journal is a real bbolt file; the terminal is a function behind a link in
// memory, because virtual time doesn't move while a socket waits.

func testProfile() Profile {
	return Profile{
		Link: LinkHTTP, Address: "192.0.2.20:9001", POSKey: "my_qfpay_pos_key", KeyForm: haojin.KeyText,
		Sealing: haojin.SealMessage, Body: haojin.BodyJSON, Model: A8, PaymentTimeout: 120,
	}
}

// request is what reached the terminal.
type request struct {
	op      haojin.Operation
	content haojin.Content
	at      time.Duration // since the rig was made
	over    LinkKind
}

// reply is what a terminal does with a request.
type reply func(ctx context.Context, r request) (answer []byte, err error)

// linkFailure is a link's error.
type linkFailure struct{ left bool }

func (e linkFailure) Error() string     { return "link failure" }
func (e linkFailure) MayHaveLeft() bool { return e.left }

var (
	errRefused = linkFailure{left: false}
	errDropped = linkFailure{left: true}
)

// rig is a till with its journal and a terminal in memory.
type rig struct {
	t       *testing.T
	profile Profile
	store   *store.Store
	journal Journal
	keeps   MemoryProfiles
	began   time.Time

	mu       sync.Mutex
	requests []request
	replies  map[haojin.Operation]reply
	probes   int
	probeErr error

	controller *Controller
	stop       context.CancelFunc
	stopped    chan struct{}
	events     []Event
	trace      Trace
	kept       []Profile // by Replace
	keepErr    error

	repeatWithin time.Duration
	ended        error // what Run ended with
}

// virtual runs a test in virtual time with a rig that isn't started yet.
func virtual(t *testing.T, test func(t *testing.T, r *rig)) {
	t.Helper()
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s, err := store.Open(filepath.Join(dir, "till.db"))
		if err != nil {
			t.Fatal(err)
		}
		r := &rig{
			t: t, profile: testProfile(), store: s, journal: s, keeps: make(MemoryProfiles), began: time.Now(),
			replies: make(map[haojin.Operation]reply),
		}
		test(t, r)
		r.close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

// MemoryProfiles keeps profiles for as long as a test lasts.
type MemoryProfiles map[string]Profile

// SaveProfile implements Profiles.
func (m MemoryProfiles) SaveProfile(_ context.Context, p Profile) error {
	m[p.ID()] = p
	return nil
}

// LoadProfile implements Profiles.
func (m MemoryProfiles) LoadProfile(_ context.Context, id string) (Profile, error) {
	p, ok := m[id]
	if !ok {
		return Profile{}, ErrNotConfigured
	}
	return p, nil
}

// start starts the till, or starts it again after close.
func (r *rig) start() {
	ctx, stop := context.WithCancel(r.t.Context())
	r.controller = New(Config{
		Profile: r.profile, Journal: r.journal, Profiles: r.keeps, Timing: DefaultTiming(),
		Dial:         r.trace.Dial(func(p Profile) (Link, error) { return &memoryLink{r, p}, nil }),
		RepeatWithin: r.repeatWithin,
		Keep: func(p Profile, _ string) error {
			r.kept = append(r.kept, p)
			return r.keepErr
		},
	})
	r.stop, r.stopped = stop, make(chan struct{})
	read := make(chan struct{})
	go func() {
		defer close(read)
		for e := range r.controller.Events() {
			r.mu.Lock()
			r.events = append(r.events, e)
			r.mu.Unlock()
			r.checkOnDisk(e)
		}
	}()
	go func() {
		defer close(r.stopped)
		if r.ended = r.controller.Run(ctx); r.ended != nil && !errors.Is(r.ended, ErrReplaced) {
			r.t.Error(r.ended)
		}
		<-read
	}()
	synctest.Wait()
}

func (r *rig) close() {
	if r.stop != nil {
		r.stop()
		<-r.stopped
		r.stop = nil
	}
}

// checkOnDisk: what is announced is in the journal already. A sale may have
// moved on by the time its event is read, but never back. What the disk refuses
// to take is announced as such.
func (r *rig) checkOnDisk(e Event) {
	changed, ok := e.(SaleChanged)
	if !ok || changed.Sale.Reason == payment.Unsaved || changed.Sale.Reason == payment.NotWritten {
		return
	}
	history, err := r.store.Transitions(changed.Sale.Reference)
	if err != nil {
		r.t.Error(err)
	}
	for _, step := range history {
		if step.Status == changed.Sale.Status {
			return
		}
	}
	r.t.Errorf("%s was announced and isn't on disk", changed.Sale.Status)
}

// on sets what the terminal does with an operation from now on.
func (r *rig) on(op haojin.Operation, do reply) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.replies[op] = do
}

// memoryLink hands requests to the rig's terminal.
type memoryLink struct {
	r       *rig
	profile Profile
}

func (l *memoryLink) Close() error { return nil }

func (l *memoryLink) Probe(context.Context) error {
	l.r.mu.Lock()
	defer l.r.mu.Unlock()
	l.r.probes++
	return l.r.probeErr
}

// setProbe sets what a probe finds from now on and returns how many there were.
func (r *rig) setProbe(err error) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.probeErr = err
	return r.probes
}

func (l *memoryLink) Exchange(ctx context.Context, path string, body []byte, wrote func()) ([]byte, error) {
	codec, err := l.profile.Codec()
	if err != nil {
		return nil, err
	}
	content, err := codec.OpenRequest(body)
	if err != nil {
		return nil, err
	}
	got := request{op: content.Operation(), content: content, at: time.Since(l.r.began), over: l.profile.Link}
	if path != got.op.Path() {
		l.r.t.Errorf("operation %d was posted to %s", got.op, path)
	}
	l.r.mu.Lock()
	l.r.requests = append(l.r.requests, got)
	do := l.r.replies[got.op]
	l.r.mu.Unlock()
	if do == nil { // nobody listens
		return nil, errRefused
	}
	wrote()
	return do(ctx, got)
}

// sent returns the requests of an operation, in order.
func (r *rig) sent(op haojin.Operation) []request {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []request
	for _, q := range r.requests {
		if q.op == op {
			list = append(list, q)
		}
	}
	return list
}

// times returns when the requests of an operation came, in whole seconds
// since the first of them was due.
func (r *rig) times(op haojin.Operation, since time.Duration) []int {
	var list []int
	for _, q := range r.sent(op) {
		list = append(list, int((q.at - since).Seconds()))
	}
	return list
}

// last returns the newest event of a type.
func last[E Event](r *rig) E {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i := len(r.events) - 1; i >= 0; i-- {
		if e, ok := r.events[i].(E); ok {
			return e
		}
	}
	var none E
	return none
}

// pass lets virtual time go by.
func (r *rig) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (r *rig) pay(o Order) {
	r.controller.Pay(o)
	synctest.Wait()
}

func (r *rig) cancel(ref payment.Reference) {
	r.controller.Cancel(ref)
	synctest.Wait()
}

// newest returns the newest transaction in the journal.
func (r *rig) newest() payment.Transaction {
	r.t.Helper()
	page, err := r.store.Newest(1, "")
	if err != nil || len(page) == 0 {
		r.t.Fatalf("no transaction: %v", err)
	}
	return page[0]
}

func (r *rig) want(s payment.Status, reason payment.Reason) payment.Transaction {
	r.t.Helper()
	t := r.newest()
	if t.Status != s || t.Reason != reason {
		r.t.Fatalf("status %s (%s), want %s (%s)", t.Status, t.Reason, s, reason)
	}
	return t
}

var card = Order{Amount: 1250, Channel: payment.Card}

// after answers when d has gone by.
func after(d time.Duration, do reply) reply {
	return func(ctx context.Context, r request) ([]byte, error) {
		select {
		case <-time.After(d):
			return do(ctx, r)
		case <-ctx.Done():
			return nil, errDropped
		}
	}
}

func never(ctx context.Context, _ request) ([]byte, error) {
	<-ctx.Done()
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return nil, context.DeadlineExceeded
	}
	return nil, errDropped
}

func fails(err error) reply {
	return func(context.Context, request) ([]byte, error) { return nil, err }
}

type fields map[string]string

// plainAnswer is an answer that nobody sealed.
func plainAnswer(code, problem string, data fields) reply {
	return func(_ context.Context, q request) ([]byte, error) {
		all := fields{}
		for name, value := range data {
			if value == "OURS" {
				value = q.content["out_trade_no"].Text + q.content["orderId"].Text
			}
			all[name] = value
		}
		inside, err := json.Marshal(all)
		if err != nil {
			return nil, err
		}
		return json.Marshal(map[string]string{"respcd": code, "resperr": problem, "data": string(inside)})
	}
}

// says is an answer sealed with the terminal's key.
func (r *rig) says(code, problem string, data fields) reply {
	plain := plainAnswer(code, problem, data)
	codec, err := r.profile.Codec()
	if err != nil {
		r.t.Fatal(err)
	}
	return func(ctx context.Context, q request) ([]byte, error) {
		text, err := plain(ctx, q)
		if err != nil {
			return nil, err
		}
		return codec.SealAnswer(text), nil
	}
}

// approves is the sealed approval of whatever is asked.
func (r *rig) approves() reply {
	return r.says("6000", "", fields{"out_trade_no": "OURS", "syssn": "S1", "txamt": "1250", "txcurrcd": "HKD"})
}

// finds is an inquiry's answer about an order with an inner code.
func (r *rig) finds(inner string) reply {
	return r.says("6000", "", fields{
		"out_trade_no": "OURS", "tradetp": "payment", "syssn": "S1", "txamt": "1250", "respcd": inner, "cancel": "0",
	})
}

func (r *rig) knowsNothing() reply { return r.says("6002", "no such order (1136)", nil) }

// prove makes the terminal one where inquiries by reference find sales.
func (r *rig) prove() {
	if err := r.store.SaveDocument(provenDocument+r.profile.ID(), documentVersion, formOutTradeNo); err != nil {
		r.t.Fatal(err)
	}
}

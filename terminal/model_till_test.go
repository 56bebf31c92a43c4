package terminal

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing/synctest"

	"harbourtill/store"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// model is a till over a real journal, a terminal with its ledger, and what is
// expected of the till.
type model struct {
	scenario   scenario
	store      *store.Store
	profile    Profile
	codec      haojin.Codec
	controller *Controller
	run        *modelRun

	mu     sync.Mutex
	at     string
	faults []string
	// What the next payment meets, what inquiries and cancels meet, how many
	// writes fail, and whether the terminal is there.
	customer customer
	idle     bool
	asks     way
	cancels  way
	failing  int
	away     bool
	// The terminal's side.
	ledger  map[payment.Reference]*entry
	open    *entry
	openRef payment.Reference
	// What is expected, by reference and in order.
	orders     map[payment.Reference]*order
	references []payment.Reference
	// proven is the form of inquiry that has found a sale, as far as the
	// journal could keep it; found are those that have.
	proven inquiryForm
	found  map[inquiryForm]bool
	last   payment.Reference // the last payment on the wire
}

// modelRun is one life of the till.
type modelRun struct {
	stop    context.CancelFunc
	stopped chan struct{}
	dead    bool
	// underway counts the exchanges by operation.
	underway map[haojin.Operation]int
}

func newModel(s scenario, journal *store.Store) *model {
	p := testProfile()
	p.PlainAnswers = s.Trusting
	codec, err := p.Codec()
	if err != nil {
		panic(err)
	}
	return &model{
		scenario: s, store: journal, profile: p, codec: codec, asks: sealed, cancels: sealed,
		ledger: make(map[payment.Reference]*entry), orders: make(map[payment.Reference]*order),
		found: make(map[inquiryForm]bool),
	}
}

func (m *model) set(change func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change()
}

// fault notes what was wrong. The caller holds mu.
func (m *model) fault(format string, args ...any) {
	m.faults = append(m.faults, m.at+": "+fmt.Sprintf(format, args...))
}

// named returns the faults with payments named by their number, which is the
// same in each run of a case.
func (m *model) named() []string {
	var names []string
	for i, ref := range m.references {
		names = append(names, string(ref), fmt.Sprintf("payment %d", i+1))
	}
	var faults []string
	for _, f := range m.faults {
		faults = append(faults, strings.NewReplacer(names...).Replace(f))
	}
	return faults
}

// nth returns a reference by age, 0 the newest; empty if there are fewer.
func (m *model) nth(n int) payment.Reference {
	m.mu.Lock()
	defer m.mu.Unlock()
	if n >= len(m.references) {
		return ""
	}
	return m.references[len(m.references)-1-n]
}

// start starts the till over the same journal.
func (m *model) start(ctx context.Context) {
	ctx, stop := context.WithCancel(ctx)
	run := &modelRun{stop: stop, stopped: make(chan struct{}), underway: make(map[haojin.Operation]int)}
	m.set(func() {
		m.run, m.last = run, ""
		m.restarted()
	})
	m.controller = New(Config{
		Profiles: make(MemoryProfiles), Profile: m.profile, Journal: &modelJournal{Store: m.store, m: m, run: run}, Timing: DefaultTiming(),
		Dial: func(Profile) (Link, error) { return &modelLink{m, run}, nil },
	})
	events := m.controller.Events()
	heard := make(chan struct{})
	go func() {
		defer close(heard)
		for e := range events {
			m.announced(run, e)
		}
	}()
	controller := m.controller
	go func() {
		defer close(run.stopped)
		if err := controller.Run(ctx); err != nil {
			m.set(func() { m.fault("the till ended: %v", err) })
		}
		<-heard
	}()
	synctest.Wait()
}

func (m *model) stop() {
	m.run.stop()
	<-m.run.stopped
}

// crash ends a life without any more writes or requests.
func (m *model) crash() {
	m.set(func() { m.run.dead = true })
	m.stop()
}

// announced: what is shown is on disk.
func (m *model) announced(run *modelRun, e Event) {
	changed, ok := e.(SaleChanged)
	m.mu.Lock()
	defer m.mu.Unlock()
	if !ok || run.dead || changed.Sale.Reason == payment.Unsaved || changed.Sale.Reason == payment.NotWritten {
		return
	}
	if history := m.history(changed.Sale.Reference); !strings.Contains(history, " "+string(changed.Sale.Status)+" ") {
		m.fault("%s was announced, the journal says%s", changed.Sale.Status, history)
	}
}

// history is a transaction's transitions, each status between blanks.
func (m *model) history(ref payment.Reference) string {
	steps, err := m.store.Transitions(ref)
	if err != nil {
		m.fault("%v", err)
	}
	text := " "
	for _, s := range steps {
		text += string(s.Status) + " "
	}
	return text
}

// modelJournal is the real one, on a disk that fails now and then.
type modelJournal struct {
	*store.Store
	m   *model
	run *modelRun
}

// Write writes, unless the disk fails or the till is dead.
func (j *modelJournal) Write(records ...payment.Record) error {
	j.m.mu.Lock()
	defer j.m.mu.Unlock()
	if j.run.dead {
		return errDisk
	}
	if j.m.failing > 0 {
		j.m.failing--
		j.m.notWritten(records)
		return errDisk
	}
	err := j.Store.Write(records...)
	if err == nil {
		j.m.written(records)
	}
	return err
}

// SaveDocument saves, unless the disk fails or the till is dead.
func (j *modelJournal) SaveDocument(name string, version int, value any) error {
	j.m.mu.Lock()
	defer j.m.mu.Unlock()
	if j.run.dead {
		return errDisk
	}
	if j.m.failing > 0 {
		j.m.failing--
		return errDisk
	}
	if form, ok := value.(inquiryForm); ok {
		if !j.m.found[form] {
			j.m.fault("inquiries by %s count, and none has found a sale", form)
		}
		j.m.proven = form
	}
	return j.Store.SaveDocument(name, version, value)
}

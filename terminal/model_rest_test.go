package terminal

import (
	"context"
	"fmt"
	"time"

	"harbourtill/terminal/payment"
)

// comeToRest lets everything work again and waits: then nothing is unresolved,
// and the till says what the terminal's ledger says.
func (m *model) comeToRest(ctx context.Context) {
	m.at = "at rest"
	m.set(func() { m.away, m.failing, m.asks = false, 0, sealed })
	for range 5 { // the first approved sale teaches what "no such order" means
		m.take(ctx, step{Do: doPay, Idle: true, Customer: customer{Ends: pays, Way: sealed}})
		m.take(ctx, step{Do: doWait, Wait: 10 * time.Minute})
	}
	m.take(ctx, step{Do: doWait, Wait: 2 * time.Hour})
	m.check()
	m.checkResolved(true)
	m.compare(false)
	m.stop()
	m.start(ctx)
	m.checkResolved(false)
	for n := range m.references {
		m.take(ctx, step{Do: doInquire, Nth: n})
	}
	m.check()
	m.compare(true)
}

// checkResolved holds that nothing is unresolved. What was never sent, since the
// disk failed, may stay reserved until the till is started again.
func (m *model) checkResolved(reserved bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	left, err := m.store.Unresolved()
	if err != nil {
		m.fault("%v", err)
	}
	for _, t := range left {
		if !t.Unresolved() {
			continue // a contradiction waits for a person
		}
		if o := m.orders[t.Reference]; !reserved || t.Status != payment.Reserved || !o.behind || o.wired > 0 {
			m.fault("unresolved: %+v", t)
		}
	}
}

// compare holds that journal and ledger agree about money.
func (m *model) compare(asked bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, ref := range m.references {
		e := m.ledger[ref]
		if e == nil {
			e = &entry{}
		}
		t, err := m.store.Transaction(ref)
		if err != nil {
			m.fault("%v", err)
		}
		if !asked && m.orders[ref].deceived {
			continue
		}
		paid := e.status == payment.Approved
		if (t.Status == payment.Approved) != paid || paid && t.Booked != e.amount || asked && t.Reversed != e.reversed {
			m.fault("%s: the till says %s, %v, reversed %v; the terminal %s", ref, t.Status, t.Booked, t.Reversed, fmt.Sprintf("%s, %v, reversed %v", e.status, e.amount, e.reversed))
		}
	}
}

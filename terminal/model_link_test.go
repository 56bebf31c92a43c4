package terminal

import (
	"context"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// modelLink is the way to the terminal.
type modelLink struct {
	m   *model
	run *modelRun
}

// Close does nothing: exchanges end with their contexts.
func (l *modelLink) Close() error { return nil }

// Probe says whether the terminal is there.
func (l *modelLink) Probe(context.Context) error {
	l.m.mu.Lock()
	defer l.m.mu.Unlock()
	if l.m.away {
		return errRefused
	}
	return nil
}

// Exchange holds what may be on the wire, and lets the terminal answer.
func (l *modelLink) Exchange(ctx context.Context, _ string, body []byte, wrote func()) ([]byte, error) {
	m := l.m
	content, err := m.codec.OpenRequest(body)
	if err != nil {
		return nil, err
	}
	op := content.Operation()
	ref := payment.Reference(content["out_trade_no"].Text + content["orderId"].Text)
	m.mu.Lock()
	if l.run.dead {
		m.mu.Unlock()
		return nil, errDropped
	}
	m.onWire(op, ref)
	if m.away {
		m.unanswered(op, ref, errRefused)
		m.mu.Unlock()
		return nil, errRefused
	}
	l.run.underway[op]++
	m.mu.Unlock()
	wrote()
	a, how, err := m.answer(ctx, op, ref, content)
	m.mu.Lock()
	defer m.mu.Unlock()
	l.run.underway[op]--
	switch {
	case l.run.dead:
		return nil, errDropped
	case err != nil:
		m.unanswered(op, ref, err)
		return nil, err
	case how == rubble:
		m.unanswered(op, ref, haojin.ErrUnreadable)
		return []byte("\x00rubble"), nil
	}
	if o := m.orders[ref]; how == denies && o != nil {
		o.deceived = true
	}
	m.answered(op, ref, a, content["orderId"].Text != "")
	if a.plain || m.scenario.Trusting {
		return a.text(), nil
	}
	return m.codec.SealAnswer(a.text()), nil
}

// answer is the terminal's.
func (m *model) answer(ctx context.Context, op haojin.Operation, ref payment.Reference, c haojin.Content) (said, way, error) {
	switch op {
	case haojin.OpPayment:
		return m.pay(ctx, ref, 1250)
	case haojin.OpInquiry:
		return m.answerInquiry(ctx, ref, c["orderId"].Text != "")
	}
	m.mu.Lock()
	how, meant := m.cancels, m.last
	m.mu.Unlock()
	if how == late {
		if err := pause(ctx, odd(10, 37)); err != nil {
			return said{}, how, err
		}
	}
	m.mu.Lock()
	a := said{code: haojin.CodeError}
	if m.open != nil {
		// An earlier one may be hit, if the cashier was wrong about the home
		// screen; a later one never.
		if m.openRef > meant {
			m.fault("a cancel meant for %s hit %s", meant, m.openRef)
		}
		m.settle(m.open, payment.Cancelled, none)
		a.code = haojin.CodeOK
	}
	m.mu.Unlock()
	switch how {
	case lost:
		return a, how, errDropped
	case hangs:
		<-ctx.Done()
		return a, how, ended(ctx)
	}
	return a, how, nil
}

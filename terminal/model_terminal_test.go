package terminal

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// said is an answer before it is sealed.
type said struct {
	code, inner, order, currency string
	amount, left                 payment.Money
	back                         bool
	plain                        bool
}

func (s said) text() []byte {
	data := map[string]string{"txcurrcd": "HKD"}
	if s.currency != "" {
		data["txcurrcd"] = s.currency
	}
	if s.inner != "" {
		data["respcd"] = s.inner
	}
	if s.order != "" {
		data["out_trade_no"], data["syssn"] = s.order, "S"+s.order
	}
	if s.amount != 0 {
		data["txamt"], data["allow_refund_amt"], data["cancel"] = strconv.Itoa(int(s.amount)), strconv.Itoa(int(s.left)), "0"
	}
	if s.back {
		data["cancel"] = "1"
	}
	text, err := json.Marshal(map[string]any{"respcd": s.code, "resperr": "", "data": data})
	if err != nil {
		panic(err)
	}
	return text
}

// entry is a payment in the terminal's ledger: the truth.
type entry struct {
	status   payment.Status // Sent while it is open
	amount   payment.Money
	reversed payment.Money
	code     string
	over     chan struct{} // closed when it has ended
}

// pay is the terminal's side of a payment. It goes on when the till is gone.
func (m *model) pay(ctx context.Context, ref payment.Reference, amount payment.Money) (said, way, error) {
	m.mu.Lock()
	c := m.customer
	m.mu.Unlock()
	answers := make(chan said, 1)
	go func() { answers <- m.serve(ref, amount, c) }()
	if c.Way == snaps {
		return said{}, snaps, errDropped
	}
	select {
	case a := <-answers:
		switch c.Way {
		case lost:
			return said{}, lost, errDropped
		case hangs:
			<-ctx.Done()
			return said{}, hangs, ended(ctx)
		}
		return m.dress(a, c.Way, ref, c.Code), c.Way, pause(ctx, c.Travel)
	case <-ctx.Done():
		return said{}, hangs, ended(ctx)
	}
}

// pause lets time go by, and says whether the till gave up meanwhile.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ended(ctx)
	}
}

func ended(ctx context.Context) error {
	if ctx.Err() == context.DeadlineExceeded {
		return ctx.Err()
	}
	return errDropped
}

// serve takes a payment, and returns what the terminal truly says.
func (m *model) serve(ref payment.Reference, amount payment.Money, c customer) said {
	time.Sleep(c.Lag)
	m.mu.Lock()
	switch {
	case c.Ends == refuses:
		m.mu.Unlock()
		return said{code: c.Code}
	case m.open != nil:
		m.mu.Unlock()
		return said{code: haojin.CodeOtherError}
	}
	e := &entry{status: payment.Sent, amount: amount, over: make(chan struct{})}
	m.ledger[ref], m.open, m.openRef = e, e, ref
	m.mu.Unlock()
	end := map[ending]payment.Status{pays: payment.Approved, declines: payment.Declined, leaves: payment.Cancelled, gone: payment.Declined}[c.Ends]
	after := c.After
	if c.Ends == gone {
		after = odd(119, 41)
	}
	select {
	case <-time.After(min(after, 120*time.Second)):
		m.mu.Lock()
		m.settle(e, end, c.Twist)
		m.mu.Unlock()
	case <-e.over:
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	switch e.status {
	case payment.Approved:
		return said{code: haojin.CodeOK, order: string(ref), amount: e.amount, left: e.amount}
	case payment.Cancelled:
		return said{code: haojin.CodeCancelled}
	}
	return said{code: haojin.CodeError, inner: e.code}
}

// settle ends an open payment, once. The caller holds mu.
func (m *model) settle(e *entry, s payment.Status, t twist) {
	if e.status != payment.Sent {
		return
	}
	e.status, e.code = s, map[payment.Status]string{payment.Approved: "0000", payment.Declined: "1205", payment.Cancelled: "1263"}[s]
	if s == payment.Approved && t == otherAmount {
		e.amount = 77
	}
	if s == payment.Approved && t == reversed {
		e.reversed = e.amount
	}
	m.open = nil
	close(e.over)
}

// answerInquiry is what the terminal says about an order.
func (m *model) answerInquiry(ctx context.Context, ref payment.Reference, byOrderID bool) (said, way, error) {
	m.mu.Lock()
	how := m.asks
	m.mu.Unlock()
	switch how {
	case lost:
		return said{}, how, errDropped
	case hangs:
		<-ctx.Done()
		return said{}, how, ended(ctx)
	case atLast:
		<-ctx.Done()
	case late:
		if err := pause(ctx, odd(10, 37)); err != nil {
			return said{}, how, err
		}
	case busyNow, wrong, away:
		return said{code: string(how)}, how, nil
	}
	m.mu.Lock()
	a := said{code: haojin.CodeError, inner: "1136"}
	if e := m.ledger[ref]; e != nil {
		a = said{code: haojin.CodeOK, inner: "1143", order: string(ref), amount: e.amount}
		switch {
		case e.status != payment.Sent:
			a.inner, a.left, a.back = e.code, e.amount-e.reversed, e.reversed > 0
		case how == hides:
			a = said{code: haojin.CodeError, inner: "1136"}
		}
	}
	if m.scenario.OrderIDOnly && !byOrderID {
		a = said{code: haojin.CodeWrongParams}
	}
	m.mu.Unlock()
	if a.code != haojin.CodeWrongParams || slices.Index(inquiryWays(), how) >= firstForgery(inquiryWays()) {
		a = m.dress(a, how, ref, haojin.CodeError)
	}
	if how == forgedDecline {
		a.code, a.order = haojin.CodeOK, string(ref)
	}
	return a, how, nil
}

// dress turns what the terminal would truly say into what comes.
func (m *model) dress(a said, how way, ref payment.Reference, code string) said {
	found := said{code: haojin.CodeOK, inner: "0000", order: string(ref), amount: 1250, left: 1250}
	switch how {
	case belied:
		a = said{code: haojin.CodeCancelled}
	case denies:
		a = said{code: haojin.CodeOK, inner: "1205", order: string(ref), amount: 1250}
	case nobodys:
		if a.code == haojin.CodeOK {
			a.order = ""
		}
	case anothers:
		a = found
		a.order = m.older(ref)
	case foreign:
		a = found
		a.currency = "CNY"
	case goingOn:
		a = said{code: haojin.CodeOK, inner: "1145", order: string(ref)}
	case undecided:
		a = said{code: map[bool]string{true: code, false: haojin.CodeError}[code == haojin.CodeOtherError || code == "9999"]}
	case plainly:
		a.plain = true
	case forgedApproval:
		a = found
		a.plain = true
	case forgedDecline:
		a = said{code: haojin.CodeError, inner: "1205", plain: true}
	case forgedCancel:
		a = said{code: haojin.CodeCancelled, plain: true}
	case forgedRefusal:
		a = said{code: haojin.CodeNotSignedIn, plain: true}
	case forgedAbsence:
		a = said{code: haojin.CodeError, inner: "1136", plain: true}
	}
	return a
}

// older names the order before ref, whose answer is replayed.
func (m *model) older(ref payment.Reference) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	i := slices.Index(m.references, ref)
	if i > 0 {
		return string(m.references[i-1])
	}
	return "01JDBQ6Z9W3C8Q4T5VQ2R7N0XA"
}

package terminal

import (
	"errors"
	"slices"
	"strings"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// order is what is expected of one payment, by the design's words and not by
// the code's.
type order struct {
	// status is what the best evidence says; disk what was written last.
	status, disk payment.Status
	// behind: a write failed, so the disk may say less until it can be written;
	// should the till end before, that is all there is.
	behind bool
	// idle: the cashier said that the terminal is; wished: a cancel was asked
	// for.
	idle, wished bool
	wired        int
	windowEnd    time.Time
	// refusedEarly: the sale's own answer said error, and not that it goes on.
	refusedEarly bool
	absentSince  time.Time
	// reopened: it was decided, and an inquiry found it going on. Then the
	// window may be counted anew: either says that both are right.
	reopened, either bool
	// heard are the answers that came, each as the journal must have it;
	// excused: a write failed, and an answer may be missing.
	heard   []string
	excused bool
	// deceived: the terminal has said what its ledger doesn't.
	deceived bool
}

// window is how long a terminal may take a sale after it was sent.
const window = (120 + 90) * time.Second

// restarted: every reserved one becomes failed, every sent one unknown, and
// the windows are counted anew. The caller holds mu.
func (m *model) restarted() {
	for _, o := range m.orders {
		if o.behind {
			o.status = o.disk
		}
		switch o.status {
		case payment.Reserved:
			o.status = payment.Failed
		case payment.Sent:
			o.status = payment.Unknown
		}
		o.windowEnd, o.absentSince = time.Now().Add(window), time.Time{}
	}
}

// written notes what the disk has. The caller holds mu.
func (m *model) written(records []payment.Record) {
	for _, r := range records {
		t := r.Transaction
		if t.Kind != payment.Payment {
			continue
		}
		o := m.orders[t.Reference]
		if o == nil {
			o = &order{idle: m.idle}
			m.orders[t.Reference] = o
			m.references = append(m.references, t.Reference)
		}
		if o.disk == payment.Approved && t.Status != payment.Approved {
			m.fault("%s was approved and becomes %s", t.Reference, t.Status)
		}
		if o.disk = t.Status; t.Status.Open() || o.wired == 0 {
			o.status = t.Status
		}
		o.behind = o.behind && o.disk != o.status
	}
}

// notWritten: what couldn't be written is kept in mind. The caller holds mu.
func (m *model) notWritten(records []payment.Record) {
	for _, r := range records {
		o := m.orders[r.Transaction.Reference]
		if o == nil {
			continue
		}
		o.behind, o.excused = true, true
	}
}

// onWire holds what may be sent now. The caller holds mu.
func (m *model) onWire(op haojin.Operation, ref payment.Reference) {
	for other, n := range m.run.underway {
		if n > 0 && (op != haojin.OpCancel || other != haojin.OpPayment) {
			m.fault("%d is sent while %d is under way", op, other)
		}
	}
	switch op {
	case haojin.OpPayment:
		m.paymentOnWire(ref)
	case haojin.OpInquiry:
		if m.orders[ref] == nil {
			m.fault("an inquiry about %q, which isn't on disk", ref)
		}
	case haojin.OpCancel:
		o := m.orders[m.last]
		if o == nil || !o.wished || o.disk != payment.Sent && o.disk != payment.Unknown || time.Now().After(o.windowEnd) {
			m.fault("a cancel, and the last payment sent, %q, isn't one to cancel now", m.last)
		}
	default:
		m.fault("operation %d is sent", op)
	}
}

func (m *model) paymentOnWire(ref payment.Reference) {
	o := m.orders[ref]
	if o == nil {
		m.fault("%s is sent, and not on disk", ref)
		return
	}
	if history := m.history(ref); history != " reserved sent " || o.disk != payment.Sent {
		m.fault("%s is sent, and the disk says%s", ref, history)
	}
	if o.wired++; o.wired > 1 {
		m.fault("%s is sent a second time", ref)
	}
	for other, a := range m.orders {
		if armed := a.status == payment.Unknown && time.Now().Before(a.windowEnd); armed && !o.idle && other != ref {
			m.fault("%s is sent while the terminal may still wait for %s", ref, other)
		}
	}
	o.status, o.windowEnd, m.last = payment.Sent, time.Now().Add(window), ref
}

// unanswered: only what never left is known to have failed. The caller holds
// mu.
func (m *model) unanswered(op haojin.Operation, ref payment.Reference, err error) {
	o := m.orders[ref]
	if op != haojin.OpPayment || o == nil || o.status != payment.Sent {
		return
	}
	o.status = payment.Unknown
	if errors.Is(err, errRefused) {
		o.status = payment.Failed
	}
}

// answered takes what a terminal's answer means. The caller holds mu.
func (m *model) answered(op haojin.Operation, ref payment.Reference, a said, byOrderID bool) {
	o := m.orders[ref]
	if op == haojin.OpCancel || o == nil {
		return
	}
	// The same answer to the same question again needn't be kept again, and an
	// inquiry that the terminal refuses says nothing about an order.
	if op == haojin.OpPayment || a.code == haojin.CodeOK || a.code == haojin.CodeError {
		o.heard = append(o.heard, string(a.text()))
	}
	if op == haojin.OpPayment {
		o.own(ref, a, m.scenario.Trusting)
		return
	}
	if a.plain && !m.scenario.Trusting {
		return
	}
	form := formOutTradeNo
	if byOrderID {
		form = formOrderID
	}
	o.inquired(ref, a, m.proven != "" && m.proven == form)
	if a.code == haojin.CodeOK && a.inner != "" && a.order == string(ref) && a.currency == "" {
		m.found[form] = true
	}
}

// own is what a payment's own answer says (protocol section 4).
func (o *order) own(ref payment.Reference, a said, trusting bool) {
	if o.status != payment.Sent {
		return
	}
	proof := !a.plain || trusting
	o.status = payment.Unknown
	if a.currency != "" || a.order != "" && a.order != string(ref) {
		return
	}
	going := slices.Contains([]string{"1143", "1145"}, a.inner)
	switch a.code {
	case "6000":
		if (a.inner == "" || a.inner == "0000") && a.order == string(ref) && proof {
			o.status = payment.Approved
		}
	case "6001":
		o.status = payment.Cancelled
	case "6002":
		if a.inner == "1205" {
			o.status = payment.Declined
		}
		o.refusedEarly = o.status == payment.Unknown && proof && !going
	case "4005":
		o.refusedEarly = proof
	case "4003", "4004", "4006", "4007", "5001":
		o.status = payment.Failed
	}
}

// inquired is what a trusted answer to an inquiry says (design: asking).
func (o *order) inquired(ref payment.Reference, a said, counts bool) {
	if a.inner == "1136" && (a.code == "6000" || a.code == "6002") {
		o.absent(counts)
		return
	}
	if o.status == payment.Approved || a.code != "6000" || a.inner == "" || a.order != string(ref) || a.currency != "" {
		return
	}
	o.absentSince = time.Time{}
	switch a.inner {
	case "0000":
		o.status = payment.Approved
	case "1143", "1145":
		o.reopened = o.reopened || o.status != payment.Sent && o.status != payment.Unknown
		o.status, o.refusedEarly = payment.Unknown, false
	case "1263":
		o.status = payment.Cancelled
	default:
		o.status = payment.Declined
	}
}

// absent: "no such order" decides when inquiries in that form find sales, the
// terminal can't take the sale any more, and it is said twice, 10 s apart.
func (o *order) absent(counts bool) {
	late := time.Now().After(o.windowEnd) || o.refusedEarly
	switch {
	case o.status != payment.Unknown || !counts || !late:
	case o.reopened:
		o.either = true
	case o.absentSince.IsZero():
		o.absentSince = time.Now()
	case time.Since(o.absentSince) >= 10*time.Second:
		o.status = payment.Failed
	}
}

// check compares the journal with what is expected.
func (m *model) check() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, ref := range m.references {
		o := m.orders[ref]
		t, err := m.store.Transaction(ref)
		if o.either && (t.Status == payment.Unknown || t.Status == payment.Failed) {
			o.status = t.Status
		}
		switch {
		case err != nil:
			m.fault("%s: %v", ref, err)
		case o.behind && t.Status != o.disk, !o.behind && t.Status != o.status:
			m.fault("%s is %s (%s, verifying %v), and should be %s; history%s", ref, t.Status, t.Reason, t.Verifying, o.status, m.history(ref))
		}
		if !o.excused {
			m.checkKept(ref, o)
		}
	}
}

// checkKept: every answer that came is in the history.
func (m *model) checkKept(ref payment.Reference, o *order) {
	steps, err := m.store.Transitions(ref)
	if err != nil {
		m.fault("%v", err)
	}
	var kept strings.Builder
	for _, s := range steps {
		kept.Write(s.Answer)
	}
	for _, text := range o.heard {
		a, err := m.codec.OpenAnswer([]byte(text))
		if err != nil {
			m.fault("%v", err)
		}
		plain, sealed := a, a
		sealed.Sealed = true
		if !strings.Contains(kept.String(), string(plain.Evidence())) && !strings.Contains(kept.String(), string(sealed.Evidence())) {
			m.fault("%s: the answer %s isn't kept", ref, text)
		}
	}
}

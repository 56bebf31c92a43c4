package terminal

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// healingJournal refuses writes while it is broken, and ends a goroutine that
// never stops writing once it works again.
type healingJournal struct {
	Journal
	t      *testing.T
	broken atomic.Bool
	healed atomic.Bool
	writes int
}

func (j *healingJournal) Write(records ...payment.Record) error {
	if j.broken.Load() {
		return errDisk
	}
	if j.healed.Load() {
		if j.writes++; j.writes > 200 {
			j.t.Errorf("200 writes and no end, the last of %s %s", records[0].Transaction.Kind, records[0].Transaction.Status)
			runtime.Goexit()
		}
	}
	return j.Journal.Write(records...)
}

func (j *healingJournal) SaveDocument(name string, version int, value any) error {
	if j.broken.Load() {
		return errDisk
	}
	return j.Journal.SaveDocument(name, version, value)
}

// Late news of a refund and of its contested original: writing the first calls
// for the second, which calls for the first.
func TestLateRefundAndLateOriginalAreWrittenOnce(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		journal := &healingJournal{Journal: r.store, t: t}
		r.journal = journal
		r.on(haojin.OpPayment, r.says("6001", "", nil))
		r.on(haojin.OpInquiry, r.finds("0000"))
		r.start()
		r.pay(card)
		r.pass(10 * time.Second)
		sale := r.want(payment.Approved, "")
		if !sale.Contested() {
			t.Fatalf("no contradiction: %+v", sale)
		}
		r.on(haojin.OpInquiry, r.left(sale, "0", "1250"))
		approves := r.says("6000", "", fields{
			"orig_syssn": "S1", "syssn": "R1", "txamt": "1250", "txcurrcd": "HKD", "respcd": "0000",
		})
		r.on(haojin.OpRefund, after(time.Second, approves))
		r.refund(RefundOrder{Original: sale.Reference, Manager: true})
		r.want(payment.Sent, "")
		journal.broken.Store(true)
		r.pass(2 * time.Second)
		r.controller.Inquire(sale.Reference)
		r.pass(time.Second)
		journal.healed.Store(true)
		journal.broken.Store(false)
		r.pass(time.Minute)
		r.want(payment.Approved, "")
	})
}

// The disk works again when the till ends, or gets another terminal; the only
// evidence of the refund is in memory.
func TestLateNewsIsWrittenBeforeTheEnd(t *testing.T) {
	for name, end := range map[string]func(r *rig){
		"replaced": func(r *rig) {
			r.controller.Replace(r.profile, "")
			<-r.stopped
		},
		"closed": func(r *rig) { r.close() },
	} {
		t.Run(name, func(t *testing.T) {
			virtual(t, func(t *testing.T, r *rig) {
				journal := &healingJournal{Journal: r.store, t: t}
				r.journal = journal
				r.start()
				p := r.paid(payment.Alipay)
				r.on(haojin.OpInquiry, r.left(p, "0", ""))
				r.on(haojin.OpRefund, after(time.Second, r.gives("500")))
				r.refund(RefundOrder{Original: p.Reference, Amount: 500})
				r.want(payment.Sent, "")
				journal.broken.Store(true)
				r.pass(1100 * time.Millisecond)
				journal.broken.Store(false)
				end(r)
				r.stop = nil
				r.start()
				r.pass(time.Hour)
				r.want(payment.Approved, "")
			})
		})
	}
}

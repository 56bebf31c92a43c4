package terminal

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"harbourtill/store"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// trail returns the audit trail, each entry in one line, and holds that it is
// whole.
func (r *rig) trail() (lines []string) {
	r.t.Helper()
	err := r.store.EachAudit(func(row store.AuditRow) error {
		if row.Fault != "" {
			r.t.Errorf("entry %d: %s", row.Seq, row.Fault)
		}
		lines = append(lines, fmt.Sprintf("%s|%s|%s|%s", row.Who, row.What, row.Subject, row.Detail))
		return nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return lines
}

func (r *rig) wantTrail(want ...string) {
	r.t.Helper()
	if got := r.trail(); !slices.Equal(got, want) {
		r.t.Errorf("the trail says\n%q\nwant\n%q", got, want)
	}
}

func TestSettlingLeavesATrail(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.prove()
		sale := r.lost()
		r.wantTrail()
		r.controller.Settle(Settlement{Reference: sale.Reference, Paid: true, Manager: "Mei"})
		r.pass(time.Second)
		r.wantTrail() // refused: no reason
		r.controller.Settle(Settlement{Reference: sale.Reference, Paid: true, Reason: "slip seen", Manager: "Mei"})
		r.pass(time.Second)
		settled := fmt.Sprintf("Mei|settled as paid|%s|%v: slip seen", sale.Reference, sale.Amount)
		r.wantTrail(settled)
		r.on(haojin.OpInquiry, r.finds("1205"))
		r.pass(10 * time.Minute)
		r.want(payment.Declined, "")
		noticed := fmt.Sprintf("the till|contradiction noticed|%s|no money after all: settled_paid with %v, and now declined with %v",
			sale.Reference, sale.Amount, sale.Amount)
		r.wantTrail(settled, noticed)
		r.controller.Acknowledge(sale.Reference, "Mei")
		r.controller.Acknowledge(sale.Reference, "Mei")
		r.pass(time.Second)
		r.wantTrail(settled, noticed, fmt.Sprintf("Mei|contradiction acknowledged|%s|no money after all", sale.Reference))
	})
}

func TestReversalLeavesATrail(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		data := fields{"out_trade_no": "OURS", "txamt": "1250", "respcd": "0000", "cancel": "5"}
		r.on(haojin.OpPayment, fails(errDropped))
		r.on(haojin.OpInquiry, r.says("6000", "", data))
		r.start()
		r.pay(card)
		r.pass(time.Second)
		sale := r.want(payment.Approved, "")
		unclear := fmt.Sprintf("the till|reversal noticed|%s|the terminal doesn't say how much", sale.Reference)
		r.wantTrail(unclear)
		data["allow_refund_amt"] = "1000"
		r.on(haojin.OpInquiry, r.says("6000", "", data))
		for range 2 {
			r.controller.Inquire(sale.Reference)
			r.pass(time.Second)
		}
		refunds, err := r.store.RefundsOf(sale.Reference)
		if err != nil || len(refunds) != 1 {
			t.Fatalf("%v, %v", refunds, err)
		}
		r.wantTrail(unclear, fmt.Sprintf("the till|reversal noticed|%s|%v, as %s",
			sale.Reference, refunds[0].Booked, refunds[0].Reference))
	})
}

// TestSettlingWithoutATrail: where the journal fails, neither the manager's
// word nor its entry stands.
func TestSettlingWithoutATrail(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.prove()
		sale := r.lost()
		r.close()
		r.journal = &failingJournal{Journal: r.store}
		r.start()
		r.controller.Settle(Settlement{Reference: sale.Reference, Paid: true, Reason: "slip seen", Manager: "Mei"})
		r.pass(time.Second)
		r.wantTrail()
		if now := r.newest(); now.Status != payment.Unknown {
			t.Errorf("%s", now.Status)
		}
	})
}

package terminal

import (
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"harbourtill/store"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// A payment that another till took was found here after the backup. Nothing of
// it was sent by this till: after a restore it is none of its own that may be
// open on the terminal.
func TestForeignPaymentAfterARestore(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		r := &rig{t: t, profile: testProfile(), keeps: make(MemoryProfiles), began: time.Now(), replies: make(map[haojin.Operation]reply)}
		open := func() {
			s, err := store.OpenWith(filepath.Join(dir, "till.db"), store.Options{References: true})
			if err != nil {
				t.Fatal(err)
			}
			r.store, r.journal = s, s
			r.start()
		}
		shut := func() {
			r.close()
			if err := r.store.Close(); err != nil {
				t.Fatal(err)
			}
		}
		open()
		r.paid(payment.Alipay)
		backup, err := r.store.Backup(t.Context(), filepath.Join(dir, "backups"))
		if err != nil {
			t.Fatal(err)
		}
		r.on(haojin.OpInquiry, r.says("6000", "", fields{
			"syssn": "20261123000007", "out_trade_no": "THEIRS", "tradetp": "payment", "txamt": "8800", "respcd": "0000", "cancel": "0",
			"allow_refund_amt": "8800", "busicd": "800208",
		}))
		r.controller.Find("20261123000007", "")
		r.pass(time.Second)
		if found := last[Found](r); found.Err != nil || !found.Transaction.Foreign {
			t.Fatalf("found %+v", found)
		}
		shut()
		if _, err := store.Restore(dir, backup.Path); err != nil {
			t.Fatal(err)
		}
		r.on(haojin.OpInquiry, r.knowsNothing())
		open()
		r.pass(time.Second)
		if open := r.questions(); len(open) != 0 {
			t.Errorf("asked about as this till's own: %+v", open)
		}
		r.pass(time.Hour)
		page, err := r.store.Newest(10, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range page {
			if p.Amount == 8800 && !p.Foreign {
				t.Errorf("the till says of another's approved payment: %s (%s) %s", p.Status, p.Reason, p.Amount)
			}
		}
		shut()
	})
}

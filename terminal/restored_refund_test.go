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

// A refund that was sent after the backup, and may still be carried out on the
// terminal, isn't sent again: only the side file knows it.
func TestRefundThatOnlyTheSideFileKnowsIsNotSentAgain(t *testing.T) {
	for name, restore := range map[string]bool{"journal as it was": false, "backup restored": true} {
		t.Run(name, func(t *testing.T) {
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
				p := r.paid(payment.Alipay)
				backup, err := r.store.Backup(t.Context(), filepath.Join(dir, "backups"))
				if err != nil {
					t.Fatal(err)
				}
				r.on(haojin.OpInquiry, r.left(p, "0", "1250"))
				r.on(haojin.OpRefund, fails(errDropped))
				r.refund(RefundOrder{Original: p.Reference, Amount: 500})
				r.want(payment.Unknown, payment.ConnectionLost)
				shut()
				if restore {
					if _, err := store.Restore(dir, backup.Path); err != nil {
						t.Fatal(err)
					}
				}
				open()
				r.refund(RefundOrder{Original: p.Reference, Amount: 500, TerminalIsIdle: true})
				r.pass(time.Second)
				if n := len(r.sent(haojin.OpRefund)); n != 1 {
					t.Errorf("%d refunds were sent", n)
				}
				shut()
			})
		})
	}
}

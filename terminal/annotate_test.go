package terminal

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"harbourtill/store"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// TestNotesLeaveTheOutcomeAlone writes notes beside a payment in each of its
// states.
func TestNotesLeaveTheOutcomeAlone(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		sale := r.lost()
		for _, note := range []string{" Table 5 ", "Table 6", "Table 6", ""} {
			r.controller.Annotate(sale.Reference, note, "Mei")
		}
		r.pass(time.Second)
		now := r.want(payment.Unknown, payment.ConnectionLost)
		if len(r.questions()) != 1 || now.Note != "" {
			t.Errorf("%+v, questions %v", now, r.questions())
		}
		steps, err := r.store.Transitions(sale.Reference)
		if err != nil {
			t.Fatal(err)
		}
		var notes []string
		for _, step := range steps {
			if step.Cause == "note" {
				notes = append(notes, step.By+": "+step.Note)
			}
		}
		if got := strings.Join(notes, ", "); got != "Mei: Table 5, Mei: Table 6, Mei: " {
			t.Errorf("the journal has %q", got)
		}
		r.controller.Annotate(sale.Reference, "Table 7", "")
		r.on(haojin.OpInquiry, r.finds("0000"))
		r.pass(time.Minute)
		if now = r.want(payment.Approved, ""); now.Note != "Table 7" || now.Booked != 1250 {
			t.Errorf("approved as %+v", now)
		}
		r.controller.Annotate(sale.Reference, "The customer forgot a hat", "")
		r.pass(time.Second)
		if now = r.want(payment.Approved, ""); now.Note != "The customer forgot a hat" || now.Contested() || now.Verifying {
			t.Errorf("with a note: %+v", now)
		}
		found, err := r.store.Search(context.Background(), store.Query{Text: "hat"}, 5, "")
		if err != nil || len(found) != 1 {
			t.Errorf("the note isn't found: %v, %v", found, err)
		}
	})
}

func TestNotesThatAreRefused(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		sale := r.lost()
		r.controller.Annotate(sale.Reference, strings.Repeat("字", LongestNote+1), "")
		r.pass(time.Second)
		if e := last[Refused](r); e.Command != CommandAnnotate || !errors.Is(e.Err, ErrLongNote) {
			t.Errorf("too long: %+v", e)
		}
		r.controller.Annotate("01JDBQ6Z9W3C8Q4T5VQ2R7N0XA", "whose?", "")
		r.pass(time.Second)
		if e := last[Refused](r); !errors.Is(e.Err, store.ErrNotFound) {
			t.Errorf("of no transaction: %+v", e)
		}
	})
}

// TestANoteWhileTheTerminalIsAsked: the answer to a question that was asked
// once still counts, and brings the card's digits.
func TestANoteWhileTheTerminalIsAsked(t *testing.T) {
	virtual(t, func(t *testing.T, r *rig) {
		r.on(haojin.OpPayment, r.approves())
		r.prove()
		r.start()
		r.pay(card)
		sale := r.want(payment.Approved, "")
		r.on(haojin.OpInquiry, after(2*time.Second, r.says("6000", "", fields{
			"out_trade_no": "OURS", "tradetp": "payment", "syssn": "S1", "txamt": "1250", "respcd": "0000", "cancel": "0",
			"cardno": "520000******1096",
		})))
		r.controller.Inquire(sale.Reference)
		r.pass(time.Second)
		r.controller.Annotate(sale.Reference, "regular", "")
		r.pass(5 * time.Second)
		steps, err := r.store.Transitions(sale.Reference)
		if err != nil {
			t.Fatal(err)
		}
		if last := steps[len(steps)-1]; last.Evidence != payment.ByInquiry || last.Answer == nil {
			t.Errorf("the journal ends with %+v", last)
		}
		if now := r.newest(); now.Note != "regular" || now.Status != payment.Approved || now.Card != "1096" {
			t.Errorf("%+v", now)
		}
	})
}

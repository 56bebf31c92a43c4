package terminal

import (
	"slices"
	"strings"
	"testing"
	"time"

	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

// TestTransition holds what every status becomes on every event. A cell is
// empty when nothing changes; otherwise it is the new status, with +v when it
// is being verified, and +money, +denied or +none for a contradiction: money
// after all, denied later, no money after all.
func TestTransition(t *testing.T) {
	columns := []payment.Status{
		payment.Reserved, payment.Sent, payment.Unknown, payment.Approved, payment.Declined,
		payment.Cancelled, payment.Failed, payment.SettledPaid, payment.SettledUnpaid,
	}
	for _, s := range payment.Statuses() {
		if !slices.Contains(columns, s) {
			t.Errorf("%s has no column", s)
		}
	}
	const (
		own, plain, inquiry = payment.OwnSealed, payment.OwnPlain, payment.ByInquiry
		local, till         = payment.LocalFact, payment.ByTill
	)
	rows := []struct {
		kind     newsKind
		evidence payment.Evidence
		//       reserved | sent | unknown | approved | declined | cancelled | failed | settled paid | settled unpaid
		cells string
	}{
		{newsSending, till, "sent | | | | | | | | "},
		{newsNotSent, local, "failed | failed | | | | | | | "},
		{newsRestarted, till, "failed | unknown | | | | | | | "},
		{newsLost, local, " | unknown | | | | | | | "},
		{newsUndecided, own, " | unknown | | | | | | | "},
		{newsUndecided, plain, " | unknown | | | | | | | "},
		{newsUndecided, inquiry, " | unknown | | | | | | | "},

		{newsInProgress, own, " | unknown | unknown | | | | | | "},
		{newsInProgress, plain, " | unknown | unknown | | | | | | "},
		{newsInProgress, inquiry, " | unknown | unknown | | unknown | unknown | unknown | | "},

		{newsApproved, own, "reserved+v | approved | approved | | declined+v | cancelled+v | failed+v | approved | settled_unpaid+v"},
		{newsApproved, plain, "reserved+v | unknown | unknown | | declined+v | cancelled+v | failed+v | | settled_unpaid+v"},
		{newsApproved, inquiry, "approved+money | approved | approved | | approved+money | approved+money | approved+money | approved | approved+money"},

		{newsDeclined, own, " | declined | declined | | | | | | "},
		{newsDeclined, plain, " | declined+v | declined+v | | | | | | "},
		{newsDeclined, inquiry, " | declined | declined | approved+denied | | declined | declined | declined+none | declined"},

		{newsCancelled, own, " | cancelled+v | cancelled+v | | | | | | "},
		{newsCancelled, plain, " | cancelled+v | cancelled+v | | | | | | "},
		{newsCancelled, inquiry, " | cancelled | cancelled | approved+denied | cancelled | | cancelled | cancelled+none | cancelled"},

		{newsNeverStarted, own, " | failed | failed | | | | | | "},
		{newsNeverStarted, plain, " | failed+v | failed+v | | | | | | "},

		{newsAbsent, inquiry, " | | failed | | | | | settled_paid+none | failed"},
		{newsUnchanged, inquiry, " | | failed | | | | | settled_paid+none | failed"},
		{newsFell, inquiry, " | unknown | unknown | | unknown | unknown | unknown | | "},
		{newsFell, plain, " | unknown | unknown | | | | | | "},
		{newsVerified, inquiry, " | | | | | | | | "},

		{newsSettledPaid, payment.ByPerson, " | | settled_paid+v | | | | | | "},
		{newsSettledUnpaid, payment.ByPerson, " | | settled_unpaid+v | | | | | | "},
		{newsAcknowledged, payment.ByPerson, " | | | | | | | | "},
	}
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for _, row := range rows {
		cells := strings.Split(row.cells, "|")
		if len(cells) != len(columns) {
			t.Fatalf("%s: %d cells", row.kind, len(cells))
		}
		for i, status := range columns {
			before := payment.Transaction{Reference: "R", Status: status, Amount: 1250}
			if status == payment.Approved {
				before.Booked = 1250
			}
			after, changed := transition(before, news{kind: row.kind, evidence: row.evidence, at: at, reason: "why"})
			got := ""
			if changed {
				got = string(after.Status)
				if after.Verifying {
					got += "+v"
				}
				switch after.Contradiction {
				case payment.MoneyAfterAll:
					got += "+money"
				case payment.DeniedLater:
					got += "+denied"
				case payment.NoMoneyAfterAll:
					got += "+none"
				}
			} else if after != before {
				t.Errorf("%s on %s (%d): changed without saying so: %+v", status, row.kind, row.evidence, after)
			}
			if want := strings.TrimSpace(cells[i]); got != want {
				t.Errorf("%s on %s (%d) becomes %q, want %q", status, row.kind, row.evidence, got, want)
			}
			if after.Status == payment.Approved && after.Booked != 1250 {
				t.Errorf("%s on %s books %v", status, row.kind, after.Booked)
			}
			if status == payment.Approved && after.Status != payment.Approved {
				t.Errorf("an approved sale became %s on %s", after.Status, row.kind)
			}
		}
	}
}

func TestTransitionKeepsWhatDecided(t *testing.T) {
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	sent := payment.Transaction{Reference: "R", Status: payment.Sent, Amount: 1250}
	f := haojin.Finding{Code: "6000", Inner: "0000", Syssn: "S1", Amount: 1300, AmountKnown: true, AmountDiffers: true}
	got, _ := transition(sent, news{kind: newsApproved, evidence: payment.OwnSealed, at: at, finding: f})
	if got.Booked != 1300 || !got.AmountDiffers || got.Syssn != "S1" || got.Code != "6000" || !got.Decided.Equal(at) {
		t.Errorf("approved as %+v", got)
	}
	f.Amount, f.AmountDiffers = 1250, false
	again, changed := transition(got, news{kind: newsApproved, evidence: payment.ByInquiry, at: at, finding: f})
	if !changed || again.Booked != 1250 || again.AmountDiffers || again.Contradiction != payment.AmountChanged {
		t.Errorf("another amount from an inquiry: %v, %+v", changed, again)
	}
	other := haojin.Finding{Code: "6000", Syssn: "S2", Doubt: haojin.OtherOrder}
	got, _ = transition(sent, news{kind: newsUndecided, evidence: payment.OwnSealed, at: at, reason: payment.OtherOrder, finding: other})
	if got.Syssn != "" || got.Reason != payment.OtherOrder || !got.Decided.IsZero() {
		t.Errorf("an answer for another order left %+v", got)
	}
}

// TestTransitionOfRefunds: what an inquiry about the original makes of a refund.
func TestTransitionOfRefunds(t *testing.T) {
	unknown := payment.Transaction{Kind: payment.Refund, Status: payment.Unknown, Reason: payment.NoAnswer, Amount: 500, Syssn: "S9"}
	fell := news{kind: newsFell, evidence: payment.ByInquiry, reason: payment.ToConfirm, fell: 300}
	got, changed := transition(unknown, fell)
	if !changed || got.Status != payment.Unknown || got.Reason != payment.ToConfirm || got.Fell != 300 || got.Booked != 0 || !got.Decided.IsZero() {
		t.Errorf("a fall to be confirmed: %v, %+v", changed, got)
	}
	cancelled := unknown
	cancelled.Status, cancelled.Verifying = payment.Cancelled, true
	if got, _ := transition(cancelled, fell); got.Status != payment.Unknown || got.Verifying {
		t.Errorf("a fall after a cancel: %+v", got)
	}
	got, _ = transition(unknown, news{kind: newsUnchanged, evidence: payment.ByInquiry})
	if got.Status != payment.Failed || got.Reason != payment.Unchanged || got.Verifying || got.Syssn != "S9" {
		t.Errorf("nothing given back: %+v", got)
	}
	exactly := haojin.Finding{Code: "6000", Amount: 500, AmountKnown: true}
	got, _ = transition(cancelled, news{kind: newsApproved, evidence: payment.ByInquiry, finding: exactly})
	if got.Status != payment.Approved || got.Booked != 500 || got.Contradiction != payment.MoneyAfterAll {
		t.Errorf("given back after all: %+v", got)
	}
}

func TestTransitionVerification(t *testing.T) {
	for _, test := range []struct {
		name   string
		before payment.Transaction
		news   news
		want   payment.Transaction
	}{
		{
			"ends",
			payment.Transaction{Status: payment.Cancelled, Verifying: true},
			news{kind: newsVerified},
			payment.Transaction{Status: payment.Cancelled},
		},
		{
			"of a settled one goes on",
			payment.Transaction{Status: payment.SettledPaid, Verifying: true},
			news{kind: newsVerified},
			payment.Transaction{Status: payment.SettledPaid, Verifying: true},
		},
		{
			"an inquiry that agrees ends it",
			payment.Transaction{Status: payment.Cancelled, Verifying: true},
			news{kind: newsCancelled, evidence: payment.ByInquiry},
			payment.Transaction{Status: payment.Cancelled},
		},
		{
			"an inquiry that agrees tells QFPay's number",
			payment.Transaction{Status: payment.Cancelled, Verifying: true},
			news{kind: newsCancelled, evidence: payment.ByInquiry, finding: haojin.Finding{Syssn: "2026112300001"}},
			payment.Transaction{Status: payment.Cancelled, Syssn: "2026112300001"},
		},
		{
			"no number is taken from a doubtful answer",
			payment.Transaction{Status: payment.Cancelled, Verifying: true},
			news{kind: newsCancelled, evidence: payment.ByInquiry, finding: haojin.Finding{Syssn: "2026112300001", Doubt: haojin.OtherOrder}},
			payment.Transaction{Status: payment.Cancelled},
		},
		{
			"no such order, found early, goes on",
			payment.Transaction{Status: payment.Unknown},
			news{kind: newsAbsent, evidence: payment.ByInquiry, early: true},
			payment.Transaction{Status: payment.Failed, Reason: payment.NotFound, Verifying: true},
		},
		{
			"still going on, said again",
			payment.Transaction{Status: payment.Unknown, Reason: payment.StillGoing},
			news{kind: newsInProgress, evidence: payment.ByInquiry},
			payment.Transaction{Status: payment.Unknown, Reason: payment.StillGoing},
		},
	} {
		if got, _ := transition(test.before, test.news); got != test.want {
			t.Errorf("%s: %+v", test.name, got)
		}
	}
}

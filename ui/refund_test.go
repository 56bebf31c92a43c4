package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// refunded is news of a refund of the first payment.
func refunded(s payment.Status, p terminal.Phase) terminal.SaleChanged {
	e := sold(2, s, p)
	e.Sale.Kind, e.Sale.Original = payment.Refund, reference(1)
	return e
}

// beforeRefund is a till whose manager has just agreed to give HK$500.00 back.
func beforeRefund(t *testing.T) *till {
	w := managed(t, "4826")
	w.Handle(contested())
	w.goTo(sectionQuestions)
	w.keys("r")
	w.shows(wordsManagerPIN, wordsRefundNeedsPIN)
	w.enterPIN("4826")
	w.shows("Give HK$500.00 back to the customer?", "Visa / Mastercard", string(reference(1)))
	return w
}

func TestRefundOfMoneyThatCameAfterAll(t *testing.T) {
	w := beforeRefund(t)
	w.keys("<Return>")
	if len(w.pays.refunds) > 0 {
		t.Fatal("Enter gave money back")
	}
	w.keys("r")
	want := terminal.RefundOrder{Original: reference(1), Manager: true, Operator: "manager"}
	if len(w.pays.refunds) != 1 || w.pays.refunds[0] != want {
		t.Fatalf("refunded %+v", w.pays.refunds)
	}
	w.shows(wordsRefunding, "HK$500.00")
	w.Handle(refunded(payment.Sent, terminal.Waiting))
	w.shows(wordsRefunding, "Follow the terminal's screen.")
	w.Handle(refunded(payment.Approved, terminal.Finished))
	w.shows("REFUNDED", "-HK$12.50", "HK$12.50 goes back to the customer.")
	w.hides("APPROVED", "Give it back")
	inside(t, w)
}

func TestRefundIsLeft(t *testing.T) {
	w := beforeRefund(t)
	w.keys("<Escape>")
	w.shows("1 payment to clear up")
	if len(w.pays.refunds) > 0 {
		t.Errorf("refunded %+v", w.pays.refunds)
	}
}

func TestRefundRefused(t *testing.T) {
	for err, words := range map[error]string{
		payment.ErrOnlyWhole:            "whole or not at all",
		payment.ErrNothingLeft:          "given back already",
		terminal.ErrOriginalUnknown:     "doesn't know that payment",
		terminal.ErrRefundableUnknown:   "doesn't say how much",
		terminal.ErrBusy:                "busy",
		terminal.ErrJournal:             "journal",
		terminal.ErrNotConfigured:       "No terminal",
		terminal.ErrNothingToCancel:     "Try again",
		payment.ErrNeverRefunded:        "Octopus",
		payment.ErrRefundOpen:           "Another refund",
		payment.ErrTooMuchBack:          "more than is left",
		payment.ErrNotPayment:           "A refund",
		payment.ErrAmountTooSmall:       "HK$0.01",
		payment.ErrNotApproved:          "approved",
		terminal.ErrNeedsManager:        "manager",
		terminal.ErrOriginalUnconfirmed: "confirm",
	} {
		w := beforeRefund(t)
		w.keys("r")
		w.Handle(terminal.Refused{Command: terminal.CommandRefund, Refund: w.pays.refunds[0], Err: err})
		w.shows(words, "Charge")
		inside(t, w)
	}
}

func TestRefundWhileTheTerminalIsArmed(t *testing.T) {
	w := beforeRefund(t)
	w.keys("r")
	w.Handle(terminal.Refused{
		Command: terminal.CommandRefund, Refund: w.pays.refunds[0], Err: terminal.ErrStillArmed,
		Armed: payment.Transaction{Reference: reference(3), Amount: 6600, Channel: payment.Card},
	})
	w.shows("HK$66.00", "home screen?", "Yes, give the money back")
	w.keys("y")
	if len(w.pays.refunds) != 2 || !w.pays.refunds[1].TerminalIsIdle || len(w.pays.paid) > 0 {
		t.Errorf("refunded %+v, paid %+v", w.pays.refunds, w.pays.paid)
	}
}

func TestRefundFromTheOutcome(t *testing.T) {
	w := managed(t, "4826")
	w.keys("12.5<F1><Return>")
	e := sold(1, payment.Approved, terminal.Finished)
	e.Sale.Booked = 1250
	w.news(1, payment.Sent, terminal.Waiting)
	w.Handle(e)
	w.hides("Give it back")
	w.keys("r")
	w.hides(wordsManagerPIN)
	e.CancelAsked = true
	w.Handle(e)
	w.tapOn("Give it back")
	w.enterPIN("4826")
	w.keys("r")
	if len(w.pays.refunds) != 1 {
		t.Errorf("refunded %+v", w.pays.refunds)
	}
	for _, size := range []fyne.Size{fyne.NewSize(1024, 600), fyne.NewSize(1920, 1080)} {
		w.window.Resize(size)
		inside(t, w)
	}
}

func TestRefundStories(t *testing.T) {
	for _, s := range payment.Statuses() {
		got := refundStory(payment.Transaction{Kind: payment.Refund, Status: s, Amount: 1250})
		if got.Word == "" || got.Happened == "" || got.Money == "" || got.Next == "" {
			t.Errorf("%s: %+v", s, got)
		}
	}
}

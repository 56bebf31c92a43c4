package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// refundable is a till whose history has one payment of HK$58.00, taken some
// hours before noon, and is on that payment's page.
func refundable(t *testing.T, c payment.Channel, hoursAgo int) *till {
	t.Helper()
	w := managed(t, "4826")
	w.journal.all = []payment.Transaction{{
		Reference: reference(1), Kind: payment.Payment, Status: payment.Approved, Channel: c, Amount: 5800, Booked: 5800,
		Syssn: "20261123000077", Created: noon.Add(-time.Duration(hoursAgo) * time.Hour),
	}}
	w.tapOn("History")
	w.keys("<Down><Return>")
	w.shows("HK$58.00   APPROVED")
	return w
}

func TestRefundOfAPart(t *testing.T) {
	w := refundable(t, payment.Alipay, 1)
	w.keys("r")
	w.shows("Refund of HK$58.00 by Alipay", "HK$58.00 can be given back.", "HK$58", string(reference(1)), "20261123000077")
	inside(t, w)
	w.keys("<BackSpace><BackSpace>12.5<Return>")
	w.shows(wordsWhyRefund)
	w.keys("gm<Return>")
	w.shows(wordsManagerPIN)
	w.enterPIN("4826")
	w.shows("Give HK$12.50 back to the customer?", "Alipay", string(reference(1)))
	w.keys("r")
	want := terminal.RefundOrder{
		Original: reference(1), Amount: 1250, AllowModify: true, Manager: true, Operator: "manager", Reason: "Goods returned",
	}
	if len(w.pays.refunds) != 1 || w.pays.refunds[0] != want {
		t.Fatalf("refunded %+v", w.pays.refunds)
	}
	w.shows(wordsRefunding, "HK$12.50")
}

// TestReasonOfARefundIsWritten: where none of the usual ones is it.
func TestReasonOfARefundIsWritten(t *testing.T) {
	w := refundable(t, payment.Alipay, 1)
	w.keys("ra")
	if w.dialog() == nil {
		t.Fatal("nobody asks for the reason")
	}
	w.press(fyne.KeyEscape)
	w.keys("<Return>")
	w.shows(wordsWhyRefund)
	w.hides(wordsManagerPIN)
	w.keys("a")
	w.keys("Wrong size<Return>")
	w.shows("Wrong size")
	w.keys("<Return>")
	w.enterPIN("4826")
	w.keys("r")
	if len(w.pays.refunds) != 1 || w.pays.refunds[0].Reason != "Wrong size" {
		t.Errorf("refunded %+v", w.pays.refunds)
	}
}

func TestRefundsThatTheCardRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		channel  payment.Channel
		hoursAgo int
		given    payment.Money
		keys     string
		words    string
	}{
		"nothing":          {payment.Alipay, 1, 0, "<BackSpace><BackSpace><Return>", "Type how much"},
		"zero":             {payment.Alipay, 1, 0, "<BackSpace><BackSpace>0<Return>", "Type how much"},
		"too much":         {payment.Alipay, 1, 0, "580<Return>", "more than is left"},
		"too much, typed":  {payment.Alipay, 1, 0, "59", "more than is left"},
		"more than left":   {payment.Alipay, 1, 5000, "9<Return>", "more than is left"},
		"typed anew":       {payment.Alipay, 1, 0, "9", "Give HK$9.00 back…"},
		"part, same day":   {payment.Card, 1, 0, "<BackSpace>", "whole or not at all"},
		"Octopus":          {payment.Octopus, 1, 0, "", "Octopus gives nothing back"},
		"all given back":   {payment.Alipay, 1, 5800, "", "given back already"},
		"letters":          {payment.Alipay, 1, 0, "xyz<Return>", wordsWhyRefund},
		"part, a day late": {payment.Card, 30, 0, "<BackSpace><Return>", wordsWhyRefund},
	} {
		t.Run(name, func(t *testing.T) {
			w := refundable(t, test.channel, test.hoursAgo)
			if test.given > 0 {
				w.journal.all = append(w.journal.all, payment.Transaction{
					Reference: reference(2), Kind: payment.Refund, Status: payment.Approved, Channel: test.channel,
					Amount: test.given, Booked: test.given, Original: reference(1), Created: noon,
				})
				w.Handle(terminal.TransactionChanged{Transaction: w.journal.all[1]})
			}
			w.keys("r" + test.keys)
			w.shows(test.words)
			w.hides(wordsManagerPIN)
			if len(w.pays.refunds) > 0 {
				t.Errorf("refunded %+v", w.pays.refunds)
			}
		})
	}
}

// TestTouchedTickStays: Enter goes on, and doesn't take the tick away again.
func TestTouchedTickStays(t *testing.T) {
	w := refundable(t, payment.Alipay, 1)
	w.keys("rg")
	test.Tap(w.giving.modify)
	w.keys("<Return>")
	w.enterPIN("4826")
	w.now = w.now.Add(outcomeStands)
	w.keys("r")
	if len(w.pays.refunds) != 1 || !w.pays.refunds[0].AllowModify {
		t.Errorf("refunded %+v", w.pays.refunds)
	}
}

func TestVoidIsTheWordOnTheSameDay(t *testing.T) {
	w := refundable(t, payment.Card, 1)
	w.keys("r")
	w.shows("Give back HK$58.00 by Visa / Mastercard (void)", "Today all of it goes back or nothing", "Give back HK$58.00 (void)…")
	w.keys("<Escape>")
	w.shows("HK$58.00   APPROVED")
}

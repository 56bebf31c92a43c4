package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

func TestQuickAmountsAndUsualChannel(t *testing.T) {
	w := newTill(t, func(c *Config) {
		c.Quick, c.Usual = []payment.Money{1000, 2000, 5000, 10000, 1250}, payment.Octopus
	})
	inside(t, w)
	w.tapOn("HK$12.50")
	w.shows("Charge HK$12.50 · Octopus")
	w.keys("<Return>")
	if len(w.pays.paid) != 1 || w.pays.paid[0].Amount != 1250 || w.pays.paid[0].Channel != payment.Octopus {
		t.Fatalf("charged %+v", w.pays.paid)
	}
	w.Handle(sold(1, payment.Declined, terminal.Finished))
	w.now = w.now.Add(2 * outcomeStands)
	w.keys("<Escape>")
	w.shows("Now type the amount.")
}

func TestRepeatLast(t *testing.T) {
	w := newTill(t)
	w.press(fyne.KeyF11)
	w.hides("HK$12.50")
	w.keys("12.5<F3><Return>")
	w.Handle(sold(1, payment.Declined, terminal.Finished))
	w.now = w.now.Add(2 * outcomeStands)
	w.press(fyne.KeyF11)
	w.shows("Charge HK$12.50 · American Express")
	if len(w.pays.paid) != 1 {
		t.Error("charged without being told")
	}
}

// TestUnpaidIsTriedAgain: what certainly wasn't paid can be asked for again from
// its outcome, which charges nothing yet; what was, or may have been, can't.
func TestUnpaidIsTriedAgain(t *testing.T) {
	for status, again := range map[payment.Status]bool{
		payment.Declined: true, payment.Cancelled: true, payment.Failed: true,
		payment.Approved: false, payment.Unknown: false,
	} {
		w := newTill(t)
		w.keys("12.5<F3><Return>")
		w.Handle(sold(1, status, terminal.Finished))
		w.now = w.now.Add(2 * outcomeStands)
		if !again {
			w.hides("Same amount: HK$12.50")
			continue
		}
		w.tapOn("Same amount: HK$12.50")
		w.shows("Charge HK$12.50 · American Express")
		if len(w.pays.paid) != 1 {
			t.Errorf("%s: charged without being told", status)
		}
	}
	for why, change := range map[string]func(*terminal.SaleChanged){
		"money may be found": func(e *terminal.SaleChanged) { e.Sale.Status, e.Sale.Verifying = payment.Cancelled, true },
		"another sale":       func(e *terminal.SaleChanged) { e.Sale.Amount = 999 },
	} {
		w := newTill(t)
		w.keys("12.5<F3><Return>")
		e := sold(1, payment.Declined, terminal.Finished)
		change(&e)
		w.Handle(e)
		t.Log(why)
		w.hides("Same amount")
	}
}

// TestLastSaleStaysReadable: how it ended stands there until the next is typed,
// as it is known now; a button types it again and charges nothing.
func TestLastSaleStaysReadable(t *testing.T) {
	w := newTill(t)
	w.hides("Same amount")
	w.keys("12.5<F3><Return>")
	w.Handle(sold(1, payment.Unknown, terminal.Asking))
	w.now = w.now.Add(2 * outcomeStands)
	w.keys("<Escape>")
	w.shows("Last: HK$12.50 NOT KNOWN YET")
	w.hides("Same amount")
	w.press(fyne.KeyF11)
	w.hides("Charge HK$12.50")
	e := sold(1, payment.Declined, terminal.Finished)
	w.Handle(terminal.TransactionChanged{Transaction: e.Sale})
	w.shows("Last: HK$12.50 DECLINED")
	w.tapOn("Same amount: HK$12.50")
	w.shows("Charge HK$12.50 · American Express")
	w.hides("Last:", "Same amount:")
	if len(w.pays.paid) != 1 {
		t.Error("charged without being told")
	}
}

// TestRefundIsNotRepeated: what was given back isn't what the next customer pays.
func TestRefundIsNotRepeated(t *testing.T) {
	w := newTill(t)
	w.keys("12.5<F3><Return>")
	w.Handle(sold(1, payment.Approved, terminal.Finished))
	w.now = w.now.Add(2 * outcomeStands)
	w.sale.giveBack(taken(9, payment.Alipay, 99900, 60), terminal.RefundOrder{Original: reference(9)})
	w.Handle(terminal.Refused{Command: terminal.CommandRefund, Err: terminal.ErrBusy})
	w.press(fyne.KeyF11)
	w.shows("Charge HK$12.50 · American Express")
}

func TestAmountIsPasted(t *testing.T) {
	w := newTill(t)
	for text, words := range map[string]string{
		" HK$1,234.50\n": "HK$1,234.50", "12": "Charge HK$12.00", "twelve": "That isn't an amount of money.", "0": "The smallest amount",
		"1.234": "Two decimals",
	} {
		w.sale.paste(text)
		w.shows(words)
	}
	if len(w.pays.paid) > 0 {
		t.Error("pasting charged")
	}
}

// TestScannerChargesNothing: what comes as fast as a scanner types is no amount.
func TestScannerChargesNothing(t *testing.T) {
	w := newTill(t)
	w.keys("<F1>")
	for _, r := range "489123" {
		w.now = w.now.Add(8 * time.Millisecond)
		w.keys(string(r))
	}
	w.keys("<Return>")
	w.shows(wordsScanned, "HK$0.00")
	for _, r := range "489123" {
		w.now = w.now.Add(90 * time.Millisecond)
		w.keys(string(r))
	}
	w.keys("<Return>")
	if len(w.pays.paid) != 1 || w.pays.paid[0].Amount != 48912300 {
		t.Errorf("charged %+v", w.pays.paid)
	}
}

func TestReminderOfClosing(t *testing.T) {
	w, s := reporting(t, taken(1, payment.Card, 10000, 60))
	w.hides("isn't closed yet")
	if _, err := s.CloseDay(t.Context(), "", nil); err != nil {
		t.Fatal(err)
	}
	sell(t, s, taken(2, payment.Card, 10000, 30))
	w.remindOfClosing()
	w.shows("2026-11-22 isn't closed yet")
}

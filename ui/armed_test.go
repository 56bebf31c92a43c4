package ui

import (
	"slices"
	"testing"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

func armedTill(t *testing.T) *till {
	w := newTill(t)
	w.keys("66<F1><Return>")
	w.Handle(terminal.Refused{
		Command: terminal.CommandPay, Order: w.pays.paid[0], CanCancel: true, Err: terminal.ErrStillArmed,
		Armed: payment.Transaction{Reference: reference(1), Amount: 50000, Channel: payment.Card},
	})
	w.shows("HK$500.00 (Visa / Mastercard)", "home screen?")
	w.keys("<Return><KP_Enter> 5<F2>")
	w.shows("home screen?")
	if len(w.pays.paid) != 1 {
		t.Fatalf("Enter charged: %v", w.pays.paid)
	}
	return w
}

func TestStillArmedYes(t *testing.T) {
	for _, answer := range []func(*till){
		func(w *till) { w.tapOn("Yes, charge HK$66.00") },
		func(w *till) { w.keys("y") },
	} {
		w := armedTill(t)
		answer(w)
		want := terminal.Order{Amount: 6600, Channel: payment.Card, TerminalIsIdle: true}
		if len(w.pays.paid) != 2 || w.pays.paid[1] != want {
			t.Errorf("charged %+v", w.pays.paid)
		}
		w.shows("Sending to the terminal")
	}
}

func TestStillArmedCancel(t *testing.T) {
	for _, answer := range []func(*till){
		func(w *till) { w.tapOn("Cancel that one") },
		func(w *till) { w.keys("C") },
	} {
		w := armedTill(t)
		answer(w)
		if !slices.Equal(w.pays.cancelled, []payment.Reference{reference(1)}) || len(w.pays.paid) != 1 {
			t.Errorf("cancelled %v, charged %v", w.pays.cancelled, w.pays.paid)
		}
		w.shows("Charge HK$66.00 · Visa / Mastercard", "Cancelling the other payment.")
	}
}

func TestStillArmedWait(t *testing.T) {
	for _, answer := range []func(*till){
		func(w *till) { w.tapOn("Wait") },
		func(w *till) { w.keys("<Escape>") },
	} {
		w := armedTill(t)
		answer(w)
		if len(w.pays.paid) != 1 || len(w.pays.cancelled) != 0 {
			t.Errorf("charged %v, cancelled %v", w.pays.paid, w.pays.cancelled)
		}
		w.shows("Charge HK$66.00 · Visa / Mastercard")
	}
}

func repeatedTill(t *testing.T) *till {
	w := newTill(t)
	w.keys("66<F1><Return>")
	w.Handle(terminal.Refused{
		Command: terminal.CommandPay, Order: w.pays.paid[0], Err: terminal.ErrRepeated,
		Armed: payment.Transaction{Reference: reference(1), Amount: 6600, Booked: 6600, Channel: payment.Card, Decided: noon},
	})
	w.shows("HK$66.00 (Visa / Mastercard) was approved at 12:00", "another purchase?")
	w.keys("<Return><KP_Enter>5<F1>")
	if len(w.pays.paid) != 1 {
		t.Fatalf("Enter charged: %v", w.pays.paid)
	}
	return w
}

func TestRepeatedIsMeant(t *testing.T) {
	w := repeatedTill(t)
	w.keys("Y")
	want := terminal.Order{Amount: 6600, Channel: payment.Card, Again: true}
	if len(w.pays.paid) != 2 || w.pays.paid[1] != want {
		t.Errorf("charged %+v", w.pays.paid)
	}
}

func TestRepeatedByMistake(t *testing.T) {
	for _, answer := range []func(*till){
		func(w *till) { w.tapOn("No, it is paid") },
		func(w *till) { w.keys("<Escape>") },
	} {
		w := repeatedTill(t)
		answer(w)
		w.hides("another purchase?", "Charge HK$66.00")
		w.keys("<Return>")
		if len(w.pays.paid) != 1 {
			t.Errorf("charged %+v", w.pays.paid)
		}
	}
}

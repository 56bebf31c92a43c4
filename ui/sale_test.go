package ui

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"harbourtill/terminal"
	"harbourtill/terminal/haojin"
	"harbourtill/terminal/payment"
)

func TestTyping(t *testing.T) {
	for _, test := range []struct{ keys, shown, message string }{
		{"", "HK$0.00", ""},
		{"1", "HK$1", ""},
		{"12.5", "HK$12.5", ""},
		{"12,5", "HK$12.5", ""},
		{".5", "HK$0.5", ""},
		{"007", "HK$7", ""},
		{"1234567.89", "HK$1,234,567.89", ""},
		{"9999999.99", "HK$9,999,999.99", ""},
		{"12.345", "HK$12.34", "Two decimals at most"},
		{"1.2.3", "HK$1.23", ""},
		{"1..", "HK$1.", "decimal point already"},
		{"12345678", "HK$1,234,567", "largest amount is HK$9,999,999.99"},
		{"12.34x", "HK$12.34", ""},
		{"12<BackSpace>", "HK$1", ""},
		{".<BackSpace>", "HK$0.00", ""},
		{"12.345<BackSpace>", "HK$12.3", ""},
		{"12<Escape>", "HK$0.00", ""},
	} {
		w := newTill(t)
		w.keys(test.keys)
		if got := w.sale.entry.amount.typed.shown(); got != test.shown {
			t.Errorf("%q shows %q, want %q", test.keys, got, test.shown)
		}
		w.shows(test.shown)
		if test.message != "" {
			w.shows(test.message)
		} else if m := w.sale.state.amountIs; m != "" {
			t.Errorf("%q: %q", test.keys, m)
		}
	}
}

func TestKeypadTypesTheSame(t *testing.T) {
	w := newTill(t)
	for _, key := range []string{"1", "2", "00", ".", "5", "0", "⌫"} {
		w.tapOn(key)
	}
	w.shows("HK$1,200.5")
	w.tapOn("00")
	w.shows("HK$1,200.5", "Two decimals at most")
	w.tapOn("Clear")
	w.shows("HK$0.00")
}

func TestEnterSaysWhatIsMissing(t *testing.T) {
	for _, test := range []struct {
		keys            string
		amount, channel bool
	}{
		{"<Return>", true, true},
		{"<F1><Return>", true, false},
		{"0<F1><KP_Enter>", true, false},
		{"5<KP_Enter>", false, true},
	} {
		w := newTill(t)
		w.keys(test.keys)
		if got := w.sale.state.amountIs != ""; got != test.amount {
			t.Errorf("%q: the amount is marked: %v", test.keys, got)
		}
		if got := w.sale.entry.tiles.alarm.Visible(); got != test.channel {
			t.Errorf("%q: the channels are marked: %v", test.keys, got)
		}
		if test.channel {
			w.shows(wordsNoChannel)
		}
		if len(w.pays.paid) != 0 {
			t.Errorf("%q charged %v", test.keys, w.pays.paid)
		}
	}
}

func TestFunctionKeysChooseChannels(t *testing.T) {
	for i, c := range payment.Channels() {
		w := newTill(t)
		w.keys("5<F" + string(rune('1'+i)) + ">")
		w.shows("Charge HK$5.00 · " + c.Name())
		w.keys("<KP_Enter>")
		if want := (terminal.Order{Amount: 500, Channel: c}); len(w.pays.paid) != 1 || w.pays.paid[0] != want {
			t.Errorf("F%d charges %+v, want %+v", i+1, w.pays.paid, want)
		}
	}
}

func TestChannelNotOffered(t *testing.T) {
	w := newTill(t, func(c *Config) { c.Channels = []payment.Channel{payment.Alipay} })
	w.keys("5<F1><Return>")
	if len(w.pays.paid) != 0 {
		t.Fatalf("charged %v", w.pays.paid)
	}
	w.tapOn("Octopus")
	w.keys("<F9>")
	w.shows(wordsNotOffered)
	w.keys("<F5><Return>")
	if len(w.pays.paid) != 1 || w.pays.paid[0].Channel != payment.Alipay {
		t.Errorf("charged %v", w.pays.paid)
	}
}

func TestCodeChoice(t *testing.T) {
	w := newTill(t)
	w.keys("5<F8>")
	w.hides("the customer")
	w.keys("<F4>")
	w.tapOn("the customer")
	w.keys("<F10>")
	if w.sale.state.scan != haojin.TerminalShowsCode {
		t.Errorf("F10 leads to %q", w.sale.state.scan)
	}
	w.tapOn("the customer")
	w.keys("<Return>")
	if len(w.pays.paid) != 1 || w.pays.paid[0].Scan != haojin.CustomerShowsCode {
		t.Errorf("charged %+v", w.pays.paid)
	}
}

func TestCodeChoiceIsForgottenWithTheChannel(t *testing.T) {
	w := newTill(t)
	w.keys("5<F4><F10><F1><Return>")
	if len(w.pays.paid) != 1 || w.pays.paid[0].Scan != haojin.ScanAsLastTime {
		t.Errorf("charged %+v", w.pays.paid)
	}
}

func TestDoubledEnterPaysOnce(t *testing.T) {
	w := newTill(t)
	w.keys("12.50<F1><Return><Return><KP_Enter>9")
	w.shows("Sending to the terminal", "HK$12.50")
	w.news(1, payment.Reserved, terminal.Starting)
	w.keys("<Return>")
	w.news(1, payment.Sent, terminal.Waiting)
	w.keys("<Return>")
	w.news(1, payment.Approved, terminal.Finished)
	w.keys("<Return><KP_Enter>")
	w.shows("APPROVED")
	w.now = w.now.Add(enterStands)
	w.keys("<Return>")
	w.shows("Last: HK$12.50 APPROVED", "Charge")
	if len(w.pays.paid) != 1 {
		t.Errorf("%d payments", len(w.pays.paid))
	}
}

func TestHeldEnterPaysOnceThoughRefused(t *testing.T) {
	w := newTill(t)
	w.countsDowns = true // as a desktop window does
	w.keys("12.50<F1><Return>")
	w.Handle(terminal.Refused{Command: terminal.CommandPay, Order: w.pays.paid[0], Err: terminal.ErrJournal})
	w.repeat(fyne.KeyReturn)
	w.repeat(fyne.KeyReturn)
	if len(w.pays.paid) != 1 {
		t.Fatalf("%d payments while Enter is held", len(w.pays.paid))
	}
	w.keys("<Return>")
	if len(w.pays.paid) != 2 {
		t.Errorf("%d payments after Enter was pressed again", len(w.pays.paid))
	}
}

func TestNextSale(t *testing.T) {
	for keys, want := range map[string]entryState{
		"7":        {typed: "7"},
		".":        {typed: "0."},
		"<F3>":     {typed: "12.50", offered: true, channel: payment.AmexCard}, // the same, in another way
		"<Escape>": {},
	} {
		w := newTill(t)
		w.keys("12.50<F1><Return>")
		w.news(1, payment.Sent, terminal.Waiting)
		w.news(1, payment.Declined, terminal.Finished)
		w.keys(keys)
		if w.sale.mode != entering || w.sale.state != want {
			t.Errorf("%q: %+v in mode %d", keys, w.sale.state, w.sale.mode)
		}
		w.news(1, payment.Approved, terminal.Finished)
		w.hides("APPROVED")
	}
}

// TestAmountIsTakenWholeOrNotAtAll: of one whose first figures come too early the rest
// would be another amount.
func TestAmountIsTakenWholeOrNotAtAll(t *testing.T) {
	for name, early := range map[string]func(w *till){
		"over an outcome": func(w *till) {
			w.Window.Handle(sold(1, payment.Approved, terminal.Finished))
			w.now = w.now.Add(outcomeStands - 2*typingPace)
			w.keys("45.5")
			w.shows("APPROVED", wordsTypedTooEarly)
		},
		"over an open payment": func(w *till) {
			w.keys("45")
			w.Window.Handle(sold(1, payment.Approved, terminal.Finished))
			w.now = w.now.Add(outcomeStands - typingPace)
			w.keys(".50")
		},
	} {
		w := newTill(t)
		w.keys("12.50<F1><Return>")
		w.news(1, payment.Sent, terminal.Waiting)
		early(w)
		w.keys("<F3><Return>")
		if len(w.pays.paid) != 1 {
			t.Errorf("%s: charged %v", name, w.pays.paid[1].Amount)
		}
		w.keys("45.50<Return>")
		if len(w.pays.paid) != 2 || w.pays.paid[1].Amount != 4550 {
			t.Errorf("%s: charged %+v", name, w.pays.paid[1:])
		}
	}
}

func TestUnknownIsLeftOnPurposeOnly(t *testing.T) {
	w := newTill(t)
	w.keys("12.50<F1><Return>")
	w.news(1, payment.Unknown, terminal.Asking)
	w.shows("NOT KNOWN YET", "Don't charge again before it's known.")
	w.keys("5<F2><Return>")
	w.shows("NOT KNOWN YET", wordsWaitFirst)
	w.keys("a")
	w.tapOn("Ask now")
	if !slices.Equal(w.pays.inquired, []payment.Reference{reference(1), reference(1)}) {
		t.Errorf("inquired %v", w.pays.inquired)
	}
	w.tapOn("New sale")
	w.keys("6<F4><Return>")
	w.news(1, payment.Unknown, terminal.Asking)
	w.shows("Sending to the terminal", "HK$6.00")
	w.news(2, payment.Sent, terminal.Waiting)
	w.news(1, payment.Approved, terminal.Finished)
	w.hides("APPROVED")
	w.news(2, payment.Cancelled, terminal.Finished)
	w.shows("CANCELLED")
}

// TestUnknownIsTalkedThrough: from the outcome itself, as long as it is one; the
// talk ends when the till knows.
func TestUnknownIsTalkedThrough(t *testing.T) {
	w := newTill(t)
	w.keys("12.50<F1><Return>")
	w.news(1, payment.Unknown, terminal.Asking)
	w.hides("What do you see?")
	e := questions(1)
	e.Questions[0].Transaction.Reference = reference(1)
	w.Handle(e)
	w.tapOn("What do you see?")
	w.shows(wordsTerminalSee)
	w.keys("<Escape>w")
	w.shows(wordsTerminalSee)
	w.news(1, payment.Approved, terminal.Finished)
	w.Handle(questions(0))
	w.shows("APPROVED")
	w.hides(wordsTerminalSee, "What do you see?")
}

// TestAskingInVainIsSaid: whoever presses Ask now sees that it was done.
func TestAskingInVainIsSaid(t *testing.T) {
	w := newTill(t)
	w.keys("12.50<F1><Return>")
	e := sold(1, payment.Unknown, terminal.Asking)
	for _, seconds := range []int{2, 1, 0} {
		e.SecondsLeft = seconds
		w.Handle(e)
	}
	w.shows("The till is asking the terminal now.")
	w.now = noon.Add(7 * time.Second)
	e.SecondsLeft = 8
	w.Handle(e)
	w.shows("Asked at 12:00:07: no outcome yet. Next try in 8 s.")
	w.now, e.SecondsLeft = noon.Add(9*time.Second), 15 // answered before anybody could see 0
	w.Handle(e)
	w.shows("Asked at 12:00:09: no outcome yet. Next try in 15 s.")
	e.SecondsLeft = 14
	w.Handle(e)
	w.shows("Asked at 12:00:09: no outcome yet. Next try in 14 s.")
	w.keys("<Escape>5<F1><Return>")
	e = sold(2, payment.Unknown, terminal.Asking)
	e.SecondsLeft = 2
	w.Handle(e)
	w.hides("Asked at")
}

func TestLeftSaleIsToldWhenDecided(t *testing.T) {
	w := newTill(t)
	w.keys("12.50<F1><Return>")
	w.news(1, payment.Unknown, terminal.Asking)
	w.keys("<Escape>5")
	w.Handle(terminal.TransactionChanged{Transaction: sold(1, payment.Unknown, terminal.Asking).Sale})
	w.hides("at 12:00")
	w.Handle(terminal.TransactionChanged{Transaction: sold(1, payment.Approved, terminal.Finished).Sale})
	w.shows("HK$12.50 (Visa / Mastercard) at 12:00: APPROVED. HK$12.50 was taken.", "HK$5")
	if !w.sale.entry.notice.calm {
		t.Error("good news is told as a warning")
	}
	w.keys("<Escape>")
	w.Handle(terminal.TransactionChanged{Transaction: sold(1, payment.Approved, terminal.Finished).Sale})
	w.shows("HK$12.50 was taken.")
	w.keys("<Escape>")
	w.hides("HK$12.50 was taken.")
}

// TestBadNewsOfALeftSaleIsAWarning: whoever handed the goods out has lost them.
func TestBadNewsOfALeftSaleIsAWarning(t *testing.T) {
	w := newTill(t)
	w.keys("12.50<F1><Return>")
	w.news(1, payment.Unknown, terminal.Asking)
	w.keys("<Escape>")
	w.Handle(terminal.TransactionChanged{Transaction: sold(1, payment.Declined, terminal.Finished).Sale})
	w.shows("DECLINED. No money was taken.")
	if w.sale.entry.notice.calm {
		t.Error("that nothing was taken is told as good news")
	}
}

func TestContradictionOfALeftSaleIsToldOnce(t *testing.T) {
	w := newTill(t)
	w.keys("12.50<F1><Return>")
	cancelled := sold(1, payment.Cancelled, terminal.Finished)
	cancelled.Sale.Verifying = true
	w.Handle(cancelled)
	w.keys("5")
	w.Handle(terminal.TransactionChanged{Transaction: cancelled.Sale})
	w.hides("at 12:00")
	taken := sold(1, payment.Approved, terminal.Finished).Sale
	taken.Contradiction, taken.Verifying = payment.MoneyAfterAll, true
	w.Handle(terminal.TransactionChanged{Transaction: taken})
	w.shows("HK$12.50 (Visa / Mastercard) at 12:00: APPROVED.", "but the money was taken")
	w.keys("6")
	taken.Verifying = false
	w.Handle(terminal.TransactionChanged{Transaction: taken})
	w.shows("HK$56", "but the money was taken")
	w.keys("<Escape>")
	w.hides("HK$56")
	w.shows("but the money was taken")
	w.keys("<Escape>")
	w.hides("but the money was taken")
}

func TestNewsWaitsUntilItIsRead(t *testing.T) {
	w := newTill(t)
	w.keys("12.5<F1><Return>")
	w.Handle(sold(1, payment.Cancelled, terminal.Finished))
	w.keys("20<F1><Return>")
	w.Handle(sold(2, payment.Approved, terminal.Finished))
	taken := sold(1, payment.Approved, "").Sale
	taken.Contradiction = payment.MoneyAfterAll
	w.Handle(terminal.TransactionChanged{Transaction: taken})
	denied := sold(0, payment.Approved, "").Sale
	denied.Contradiction = payment.DeniedLater
	w.Handle(terminal.TransactionChanged{Transaction: denied})
	w.keys("7")
	w.shows("HK$7", "but the money was taken")
	w.keys("<Escape><Escape>")
	w.shows("denies it now")
	w.hides("but the money was taken")
}

func TestAnOutcomeCanNotBeLeftAtOnce(t *testing.T) {
	w := newTill(t)
	w.keys("12.5<F1><Return>")
	waiting := sold(1, payment.Sent, terminal.Waiting)
	waiting.CanCancel = true
	w.Handle(waiting)
	w.keys("<Escape>")
	w.Window.Handle(sold(1, payment.Approved, terminal.Finished)) // the cancel came too late
	for _, key := range []string{"<Escape>", "5", "<F2>", "<Return>"} {
		if w.keys(key); w.sale.mode != showing {
			t.Fatalf("%s left the outcome that had just appeared", key)
		}
	}
	w.shows("APPROVED")
	w.now = w.now.Add(outcomeStands)
	w.keys("<Escape>")
	w.shows("Last: HK$12.50 APPROVED", "Charge")
}

func TestCancel(t *testing.T) {
	w := newTill(t)
	w.keys("12.50<F1><Return>")
	waiting := sold(1, payment.Sent, terminal.Waiting)
	w.Handle(waiting)
	w.keys("<Escape>")
	w.tapOn("Cancel")
	if len(w.pays.cancelled) != 0 {
		t.Fatalf("cancelled %v though it can't be", w.pays.cancelled)
	}
	waiting.CanCancel = true
	w.Handle(waiting)
	w.keys("<Escape><Escape>")
	w.tapOn("Cancel")
	if !slices.Equal(w.pays.cancelled, []payment.Reference{reference(1)}) {
		t.Fatalf("cancelled %v", w.pays.cancelled)
	}
	w.shows("Cancelling…", "The terminal may still take the payment")
	w.Handle(terminal.Refused{Command: terminal.CommandCancel, Err: terminal.ErrNothingToCancel})
	w.shows("It can't be cancelled from here any more.")
	again := sold(1, payment.Sent, terminal.Cancelling)
	again.CanCancel = true
	w.Handle(again)
	w.tapOn("Cancel again")
	if len(w.pays.cancelled) != 2 {
		t.Errorf("cancelled %v", w.pays.cancelled)
	}
}

func TestRefusalKeepsAmountAndChannel(t *testing.T) {
	for _, err := range []error{terminal.ErrBusy, terminal.ErrNotConfigured, terminal.ErrNotOffered, terminal.ErrJournal} {
		w := newTill(t)
		w.keys("12.50<F1><Return>")
		w.Handle(terminal.Refused{Command: terminal.CommandPay, Order: w.pays.paid[0], Err: err})
		w.shows(refusedWords(terminal.Refused{Err: err}), "Charge HK$12.50 · Visa / Mastercard")
		w.keys("<Return>")
		if len(w.pays.paid) != 2 {
			t.Errorf("%v: the screen is locked", err)
		}
	}
}

func TestTapsDontStealKeys(t *testing.T) {
	w := newTill(t)
	for _, words := range []string{"Octopus", "WeChat Pay", "the customer", "7", "Clear", "Sale", "Alipay"} {
		w.tapOn(words)
		if focused := w.window.Canvas().Focused(); focused != nil {
			t.Fatalf("%q has the focus after a tap: %T", words, focused)
		}
	}
	w.keys("8.50<Return>")
	if want := (terminal.Order{Amount: 850, Channel: payment.Alipay}); len(w.pays.paid) != 1 || w.pays.paid[0] != want {
		t.Errorf("charged %+v, want %+v", w.pays.paid, want)
	}
}

func TestScanBeginsAsSetUp(t *testing.T) {
	w := newTill(t, func(c *Config) { c.Scan = haojin.CustomerShowsCode })
	w.keys("5<F4><Return>")
	if got := w.pays.paid[0].Scan; got != haojin.CustomerShowsCode {
		t.Errorf("charged with %q", got)
	}
}

func TestPaidInSpiteOfACancel(t *testing.T) {
	w := newTill(t)
	w.keys("12.5<F1><Return>")
	w.news(1, payment.Sent, terminal.Waiting)
	e := sold(1, payment.Approved, terminal.Finished)
	e.CancelAsked = true
	w.Handle(e)
	w.shows("APPROVED", wordsPaidInSpite[:30])
	inside(t, w)
}

// TestAnotherAmountIsLeftOnPurposeOnly: nothing is typed over what has to be settled
// with the customer first.
func TestAnotherAmountIsLeftOnPurposeOnly(t *testing.T) {
	w := newTill(t)
	w.keys("12.50<F1><Return>")
	e := sold(1, payment.Approved, terminal.Finished)
	e.Sale.Booked, e.Sale.AmountDiffers = 12500, true
	w.Handle(e)
	w.keys("9<F3>")
	w.shows("WRONG AMOUNT", wordsReadFirst)
	w.now = w.now.Add(enterStands)
	w.keys("<Return>")
	w.shows("Charge")
}

// TestSecondTapOnChargeCancelsNothing: Cancel stands where Charge did.
func TestSecondTapOnChargeCancelsNothing(t *testing.T) {
	w := newTill(t)
	w.keys("12.50<F1><Return>")
	e := sold(1, payment.Sent, terminal.Waiting)
	e.CanCancel = true
	w.Window.Handle(e)
	w.now = w.now.Add(outcomeStands - time.Millisecond)
	w.sale.progress.cancel.act()
	if len(w.pays.cancelled) > 0 {
		t.Error("cancelled at once")
	}
	w.keys("<Escape>")
	if len(w.pays.cancelled) != 1 {
		t.Error("Esc doesn't cancel at once")
	}
}

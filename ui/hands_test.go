package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"harbourtill/store/people"
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
	w.Handle(sold(1, payment.Approved, terminal.Finished))
	w.now = w.now.Add(2 * outcomeStands)
	w.press(fyne.KeyF11)
	w.shows("Charge HK$12.50 · American Express")
	if len(w.pays.paid) != 1 {
		t.Error("charged without being told")
	}
}

// TestUnpaidIsTriedAgain: what certainly wasn't paid can be asked for again from
// its outcome, in another way, which charges nothing yet; what was, or may have been,
// can't.
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
		w.shows("Charge HK$12.50", "Now choose how the customer pays.")
		w.hides("· American Express")
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
	w.shows("Charge HK$12.50", "Now choose how the customer pays.")
	w.shows("Last: HK$12.50 DECLINED") // who wasn't paid isn't typed over
	w.hides("Same amount:")
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
	for _, code := range []string{"489123", "SKU12345", "ABCDEF", "M-0042", "A1", "48P3", "123456X", "12AB", "12A34", "7.000125"} {
		for typed, before := range map[string]string{"": "HK$0.00", "50": "Charge HK$50.00 · Visa / Mastercard"} {
			w := newTill(t)
			w.keys(typed + "<F1>")
			w.scan(code)
			w.shows(wordsScanned, before)
			if len(w.pays.paid) > 0 {
				t.Errorf("%s scanned after %q charged %+v", code, typed, w.pays.paid)
			}
		}
	}
	w := newTill(t)
	w.keys("<F1>")
	w.scan("1250") // or a hand, while the screen stood still
	w.shows(wordsTooFast, "Charge HK$1,250.00")
	if len(w.pays.paid) > 0 {
		t.Errorf("charged %+v", w.pays.paid)
	}
	w.keys("<Escape><Escape>")
	w = newTill(t)
	w.keys("<F1>489123<Return>")
	if len(w.pays.paid) != 1 || w.pays.paid[0].Amount != 48912300 {
		t.Errorf("charged %+v", w.pays.paid)
	}
}

// scan types a code as a scanner does, Enter behind it.
func (w *till) scan(code string) {
	w.t.Helper()
	w.now = w.now.Add(time.Second)
	w.keysAt(8*time.Millisecond, code+"<Return>")
	w.now = w.now.Add(time.Second)
	w.settle()
}

// TestScannerAnswersNothing: a code holds the letters of many answers.
func TestScannerAnswersNothing(t *testing.T) {
	for _, code := range []string{"WY-6612", "Y1", "CY", "Y6612Y", "1234Y", "YY", "12AY"} {
		w := repeatedTill(t)
		w.scan(code)
		if len(w.pays.paid) != 1 {
			t.Errorf("%s charged again: %+v", code, w.pays.paid)
		}
		w.shows("another purchase?")
		w = contestedTill(t)
		w.scan("K" + code)
		w.scan("R" + code)
		if len(w.pays.seen) > 0 || len(w.pays.refunds) > 0 {
			t.Errorf("%s: seen %v, refunds %v", code, w.pays.seen, w.pays.refunds)
		}
	}
}

// TestLateLetterIsForWhatWasThere: what comes to the front while a letter waits for a
// scanner's next one isn't answered by it.
func TestLateLetterIsForWhatWasThere(t *testing.T) {
	w := newTill(t)
	w.keys("66<F1><Return>")
	w.keysAt(0, "y")
	w.Handle(terminal.Refused{
		Command: terminal.CommandPay, Order: w.pays.paid[0], Err: terminal.ErrRepeated,
		Armed: payment.Transaction{Reference: reference(1), Amount: 6600, Booked: 6600, Channel: payment.Card, Decided: noon},
	})
	w.settle()
	w.shows("another purchase?")
	if len(w.pays.paid) != 1 {
		t.Errorf("charged %+v", w.pays.paid)
	}
}

// contestedTill is a till with two payments whose outcome was overturned in front.
func contestedTill(t *testing.T) *till {
	t.Helper()
	w := newTill(t)
	e := questions(2)
	for i := range e.Questions {
		tr := &e.Questions[i].Transaction
		tr.Status, tr.Contradiction, tr.Booked = payment.Approved, payment.MoneyAfterAll, tr.Amount
	}
	w.Handle(e)
	w.goTo(sectionQuestions)
	w.now = w.now.Add(outcomeStands)
	return w
}

// TestOfferedAmountIsReplaced: the next customer's amount isn't typed behind the last
// one's.
func TestOfferedAmountIsReplaced(t *testing.T) {
	for _, keys := range []string{"<F1>50<Return>", "<F11>50<F1><Return>"} {
		w := newTill(t)
		w.keys("12<F3><Return>")
		w.Handle(sold(1, payment.Declined, terminal.Finished))
		w.keys(keys)
		if len(w.pays.paid) != 2 || w.pays.paid[1].Amount != 5000 {
			t.Errorf("%s: charged %+v", keys, w.pays.paid)
		}
	}
}

// TestNeighboursTakeQuickTaps: what was there all along is meant.
func TestNeighboursTakeQuickTaps(t *testing.T) {
	w := newTill(t)
	seven, eight := w.sale.entry.keypad.root.Objects[0], w.sale.entry.keypad.root.Objects[1]
	at := func(o fyne.CanvasObject, x float32) {
		corner := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
		test.TapCanvas(w.window.Canvas(), corner.AddXY(x, o.Size().Height/2))
		w.now = w.now.Add(150 * time.Millisecond)
	}
	at(seven, seven.Size().Width-3)
	at(eight, 3)
	at(eight, 3)
	if got := w.sale.state.typed; len(got) != 3 {
		t.Errorf("typed %q", got)
	}
}

// TestStaleFingersAnswerNothing: when a question is answered the next one moves up to
// where it was, and nobody has read that yet.
func TestStaleFingersAnswerNothing(t *testing.T) {
	for name, again := range map[string]func(w *till){
		"tapped":           func(w *till) { w.tapOn("Leave it as it is") },
		"pressed":          func(w *till) { w.keys("k") },
		"held":             func(w *till) { w.runeTyped('k'); w.settle() },
		"give back tapped": func(w *till) { w.tapOn("Give the money back") },
	} {
		w := contestedTill(t)
		w.keys("k")
		e := terminal.QuestionsChanged{Questions: w.questions.open[1:]}
		w.Window.Handle(e)
		again(w)
		if len(w.pays.seen) != 1 || w.cover != nil {
			t.Errorf("%s: answered %v", name, w.pays.seen)
		}
		w.now = w.now.Add(outcomeStands)
		w.keys("k")
		if len(w.pays.seen) != 2 {
			t.Errorf("%s: the second can't be answered: %v", name, w.pays.seen)
		}
	}
}

// TestHeldLetterActsOnce: a key that is held repeats, and what comes to the front by it
// has the same letter.
func TestHeldLetterActsOnce(t *testing.T) {
	w, _ := reporting(t, taken(1, payment.Alipay, 10000, 60))
	w.journal.all = []payment.Transaction{taken(1, payment.Alipay, 10000, 60)}
	w.crew.staff.Policy.Refund = people.RefundNever
	w.onRefund(w.journal.all[0])
	w.uncover()
	w.goTo(sectionSummary)
	w.keys("z")
	for range 40 {
		w.now = w.now.Add(30 * time.Millisecond)
		w.runeTyped('z')
		w.settle()
	}
	w.shows("Close the day")
	if w.cover != nil {
		t.Error("the held key has asked to close the day")
	}
}

// TestDoubleTapChargesNothing: where a button brings Charge to its own place, the
// second tap of two quick ones isn't meant for that.
func TestDoubleTapChargesNothing(t *testing.T) {
	w := newTill(t, func(c *Config) { c.Usual = payment.AmexCard })
	w.keys("12.5<Return>")
	w.Handle(sold(1, payment.Declined, terminal.Finished))
	w.now = w.now.Add(outcomeStands)
	at := func(x, y float32) { test.TapCanvas(w.window.Canvas(), fyne.NewPos(x, y)) }
	at(608, 552)
	w.shows("Charge HK$12.50 · American Express")
	w.now = w.now.Add(150 * time.Millisecond)
	at(610, 550)
	if len(w.pays.paid) != 1 {
		t.Fatal("a double tap has charged")
	}
	w.now = w.now.Add(doubleTap)
	at(610, 550)
	if len(w.pays.paid) != 2 {
		t.Error("a tap of its own doesn't charge")
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

package ui

import (
	"errors"
	"image/color"
	"strings"
	"testing"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"

	"fyne.io/fyne/v2/test"
)

func TestPhasesAndStatuses(t *testing.T) {
	for _, test := range []struct {
		name  string
		sale  func(*terminal.SaleChanged)
		shape shape
		words []string
	}{
		{"starting", func(e *terminal.SaleChanged) {
			e.Phase, e.Sale.Status = terminal.Starting, payment.Reserved
		}, shapeSend, []string{"Sending to the terminal"}},
		{
			"card", func(e *terminal.SaleChanged) { e.Instruction, e.SecondsLeft = terminal.TapInsertSwipe, 78 },
			shapeTap,
			[]string{"Ask the customer to tap, insert or swipe the card", "HK$12.50", "Visa / Mastercard", "78 s left"},
		},
		{
			"octopus", func(e *terminal.SaleChanged) { e.Instruction = terminal.TapOctopus },
			shapeTapOctopus,
			[]string{"Ask the customer to hold the Octopus to the reader"},
		},
		{
			"terminal's code", func(e *terminal.SaleChanged) { e.Instruction = terminal.ShowTerminalCode },
			shapeShowCode,
			[]string{"Show the terminal's code to the customer"},
		},
		{
			"customer's code", func(e *terminal.SaleChanged) { e.Instruction = terminal.ScanCustomerCode },
			shapeScanCode,
			[]string{"Scan the customer's code with the terminal"},
		},
		{
			"as last time", func(e *terminal.SaleChanged) { e.Instruction = terminal.FollowTerminal },
			shapeFollow,
			[]string{"Look at the terminal: it shows a code"},
		},
		{
			"cancelling", func(e *terminal.SaleChanged) { e.Phase = terminal.Cancelling },
			shapeBar,
			[]string{wordsCancelling},
		},
		{
			"approved", func(e *terminal.SaleChanged) { e.Phase, e.Sale.Status = terminal.Finished, payment.Approved },
			shapeTick,
			[]string{"APPROVED", "The payment went through.", "HK$12.50 was taken.", "Give the customer the terminal's receipt"},
		},
		{"declined", func(e *terminal.SaleChanged) {
			e.Phase, e.Sale.Status, e.Sale.Code, e.Sale.Inner = terminal.Finished, payment.Declined, "6002", "1201"
		}, shapeCross, []string{"DECLINED", "There isn't enough money", "(code 1201)", "No money was taken.", "another way to pay"}},
		{"cancelled", func(e *terminal.SaleChanged) {
			e.Phase, e.Sale.Status, e.Sale.Code, e.Sale.Verifying = terminal.Finished, payment.Cancelled, "6001", true
		}, shapeBar, []string{"CANCELLED", "The payment was stopped.", "The terminal says that no money was taken.", wordsVerifying}},
		{"failed", func(e *terminal.SaleChanged) {
			e.Phase, e.Sale.Status, e.Sale.Reason = terminal.Finished, payment.Failed, payment.NotReached
		}, shapeSlash, []string{"NOT CHARGED", "couldn't be reached", "No money was taken.", "Check that the terminal is on"}},
		{"unknown", func(e *terminal.SaleChanged) {
			e.Phase, e.Sale.Status, e.Sale.Reason, e.SecondsLeft = terminal.Asking, payment.Unknown, payment.NoAnswer, 20
		}, shapeQuestion, []string{"NOT KNOWN YET", "didn't answer in time", "may have paid, or not", "Don't charge again before it's known", "Next try in 20 s.", "Ask now"}},
		{"another amount", func(e *terminal.SaleChanged) {
			e.Phase, e.Sale.Status, e.Sale.Booked, e.Sale.AmountDiffers = terminal.Finished, payment.Approved, 12500, true
		}, shapeUnequal, []string{"WRONG AMOUNT", "The terminal took HK$125.00, not HK$12.50."}},
		{"contradiction", func(e *terminal.SaleChanged) {
			e.Phase, e.Sale.Status, e.Sale.Contradiction = terminal.Finished, payment.Approved, payment.MoneyAfterAll
		}, shapeTick, []string{"shown as not paid before, but the money was taken"}},
		{
			"training", func(e *terminal.SaleChanged) { e.Sale.Training = true },
			shapeSend,
			[]string{wordsTrainingLong},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newTill(t)
			w.Handle(sold(1, payment.Sent, terminal.Waiting))
			e := sold(1, payment.Sent, terminal.Waiting)
			test.sale(&e)
			w.Handle(e)
			w.shows(test.words...)
			if got := w.sale.progress.sign.shape; got != test.shape {
				t.Errorf("shape %d, want %d", got, test.shape)
			}
			if !e.Sale.Training {
				w.hides(wordsTraining)
			}
		})
	}
}

func TestEveryStatusHasAStory(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range payment.Statuses() {
		story := outcomeStory(payment.Transaction{Status: s, Amount: 100})
		if story.Word == string(s) || seen[story.Word] || story.Happened == "" || story.Money == "" || story.Next == "" {
			t.Errorf("%s: %+v", s, story)
		}
		seen[story.Word] = true
	}
}

func TestEveryReasonHasASentence(t *testing.T) {
	for _, r := range []payment.Reason{
		payment.NotReached, payment.Untrusted, payment.NoAnswer, payment.ConnectionLost, payment.Unreadable, payment.Unconfirmed,
		payment.OtherOrder, payment.NoIdentity, payment.OtherCurrency, payment.StillGoing, payment.Undecided,
		payment.Restarted, payment.TillClosed, payment.NotFound, payment.Refused, payment.NotWritten, payment.Unsaved,
		payment.Unchanged, payment.OtherFall, payment.ToConfirm, payment.NoAmount, payment.Withdrawn,
	} {
		if got := reasonWords(r); got == string(r) || !strings.HasSuffix(got, ".") {
			t.Errorf("%s: %q", r, got)
		}
	}
}

func TestInnerCodes(t *testing.T) {
	for _, code := range strings.Fields(
		"1125 1136 1142 1143 1145 1181 1201 1202 1203 1204 1205 1212 1241 1242 1243 1250 1251 1260 1261 " +
			"1262 1263 1264 1265 1268 1269 1270 1271 1272 1294 1295 1296 1298 2005") {
		text := happened(payment.Transaction{Status: payment.Declined, Code: "6002", Inner: code})
		if innerWords(code) == "" || !strings.HasSuffix(text, "(code "+code+").") {
			t.Errorf("%s: %q", code, text)
		}
	}
	for code, next := range map[string]string{
		"1202": "refresh the code", "1181": "Charge again", "1204": "another way", "1260": "Don't charge again", "1243": "tell the manager",
		"1205": "another card",
	} {
		if got := outcomeStory(payment.Transaction{Status: payment.Declined, Inner: code}).Next; !strings.Contains(got, next) {
			t.Errorf("%s: %q", code, got)
		}
	}
	if got := happened(payment.Transaction{Status: payment.Declined, Inner: "9876"}); !strings.HasSuffix(got, "(code 9876).") {
		t.Errorf("a code without a text: %q", got)
	}
	if got := happened(payment.Transaction{Status: payment.Approved, Code: "6000", Inner: "0000"}); got != "The payment went through." {
		t.Errorf("approved: %q", got)
	}
}

func TestRefusalsAreTold(t *testing.T) {
	seen := map[string]bool{}
	for _, err := range []error{
		terminal.ErrBusy, terminal.ErrNotConfigured, terminal.ErrStillArmed, terminal.ErrNothingToCancel,
		terminal.ErrNotOffered, terminal.ErrJournal, payment.ErrAmountTooLarge, payment.ErrAmountTooSmall, errors.New("else"),
	} {
		text := refusedWords(terminal.Refused{Command: terminal.CommandPay, Err: err})
		if seen[text] || strings.Contains(text, err.Error()) && !errors.Is(err, payment.ErrAmountTooLarge) {
			t.Errorf("%v: %q", err, text)
		}
		seen[text] = true
	}
}

func TestMoneyThatTheTerminalGaveBack(t *testing.T) {
	for _, test := range []struct {
		reversed payment.Money
		unclear  bool
		shows    []string
		hides    []string
	}{
		{1250, false, []string{"GIVEN BACK", "don't give the goods"}, []string{"APPROVED", "the receipt and the goods"}},
		{250, false, []string{"APPROVED", "has given HK$2.50 of it back"}, []string{"GIVEN BACK"}},
		{0, true, []string{"APPROVED", "doesn't say how much"}, []string{"GIVEN BACK"}},
	} {
		w := newTill(t)
		w.keys("12.5<F1><Return>")
		e := sold(1, payment.Approved, terminal.Finished)
		e.Sale.Booked, e.Sale.Reversed, e.Sale.ReversalUnclear = 1250, test.reversed, test.unclear
		w.Handle(e)
		w.shows(test.shows...)
		w.hides(test.hides...)
	}
}

// TestChineseWraps: lines break between characters, and none begins with a full
// stop.
func TestChineseWraps(t *testing.T) {
	test.NewTempApp(t)
	p := newProse("收銀機無法寫入記錄，因此沒有送出任何東西；請告訴經理。HK$12.50 已收取。\n終端機。", 16, color.Black)
	lines := p.lines(120)
	if len(lines) < 5 || strings.Join(lines, "") != strings.ReplaceAll(strings.ReplaceAll(p.text, "\n", ""), " ", "") && !strings.Contains(strings.Join(lines, " "), "HK$12.50") {
		t.Errorf("%q", lines)
	}
	for _, line := range lines {
		if strings.HasPrefix(line, "。") || strings.HasPrefix(line, "，") || strings.HasSuffix(line, "…") {
			t.Errorf("%q", line)
		}
	}
	if lines[len(lines)-1] != "終端機。" {
		t.Errorf("the end is %q", lines[len(lines)-1])
	}
}

package ui

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/payment"
	"harbourtill/ui/paper"
)

// reporting is a till with a manager's PIN whose reports come from a real
// journal with these transactions.
func reporting(t *testing.T, all ...payment.Transaction) (*till, *store.Store) {
	t.Helper()
	return reportingWith(t, func(*Config) {}, all...)
}

// reportingWith is reporting with something else changed before.
func reportingWith(t *testing.T, change func(*Config), all ...payment.Transaction) (*till, *store.Store) {
	t.Helper()
	s, err := store.Open(filepath.Join(t.TempDir(), "sold.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	sell(t, s, all...)
	w := managed(t, "4826", change, func(c *Config) {
		c.Reports, c.Shop = s, paper.Shop{Name: "海港茶餐廳", Address: "1 Queen's Road Central", Till: "Counter 1"}
		c.Press = paper.NewPress
	})
	return w, s
}

func sell(t *testing.T, s *store.Store, all ...payment.Transaction) {
	t.Helper()
	for _, tr := range all {
		step := payment.Transition{At: tr.Created, Status: tr.Status, Cause: "test"}
		if err := s.Write(payment.Record{Transaction: tr, Transition: step}); err != nil {
			t.Fatal(err)
		}
	}
}

// taken is an approved payment some hours before noon.
func taken(n int, c payment.Channel, amount payment.Money, hoursAgo int) payment.Transaction {
	return payment.Transaction{
		Reference: reference(n), Kind: payment.Payment, Status: payment.Approved, Channel: c, Amount: amount, Booked: amount,
		Created: noon.Add(-time.Duration(hoursAgo) * time.Hour),
	}
}

func TestSummaryOfADay(t *testing.T) {
	settled := taken(4, payment.FPS, 700, 1)
	settled.Status, settled.Booked = payment.SettledPaid, 0
	unknown := taken(5, payment.Card, 900, 1)
	unknown.Status, unknown.Booked = payment.Unknown, 0
	refund := taken(6, payment.Alipay, 300, 0)
	refund.Kind, refund.Original = payment.Refund, reference(2)
	w, _ := reporting(t, taken(1, payment.Card, 10000, 7*24), taken(2, payment.Alipay, 5800, 2), taken(3, payment.Card, 12000, 1), settled, unknown, refund)
	w.tapOn("Summary")
	w.shows("Monday, 23 November 2026", "HK$175.00", "Payments  HK$178.00  (2)", "Refunds  HK$3.00  (1)",
		"Settled by hand: payments HK$7.00  (1)", "Not known yet  HK$9.00  (1)",
		"▲ HK$75.00 more than Monday, 16 November 2026 (HK$100.00), 75 %", "Visa / Mastercard", "HK$120.00  (1)  67 %", "120.00")
	inside(t, w)
	w.keys("y")
	w.shows("Sunday, 22 November 2026", wordsNothingSold)
	w.press(fyne.KeyLeft)
	w.shows("Saturday, 21 November 2026")
	w.keys("m")
	w.shows("1 Nov 2026 – 23 Nov 2026", "HK$275.00")
	w.keys("td")
	w.shows("Last 7 days")
	w.tapOn("Last 7 days")
	w.shows("17 Nov 2026 – 23 Nov 2026")
}

func TestSummaryIsPrintedOnTheTerminal(t *testing.T) {
	w, _ := reporting(t)
	w.tapOn("Summary")
	w.keys("p")
	if len(w.pays.prints) != 1 || !w.pays.prints[0].Summary {
		t.Fatalf("printed %+v", w.pays.prints)
	}
	for state, words := range map[terminal.PrintState]string{
		terminal.Printing: "is printing", terminal.Printed: "Printed on the terminal.", terminal.MaybePrinted: "may have printed",
		terminal.NotPrinted: "The terminal didn't print it. The terminal gave a code that the till has no words for (code 4007).",
	} {
		w.Handle(terminal.PrintChanged{Order: w.pays.prints[0], State: state, Code: "4007"})
		w.shows(words)
	}
	w.Handle(terminal.Refused{Command: terminal.CommandPrint, Print: w.pays.prints[0], Err: terminal.ErrBusy})
	w.shows("busy with a payment")
}

func TestClosingTheDay(t *testing.T) {
	unknown := taken(3, payment.PayMe, 900, 1)
	unknown.Status, unknown.Booked = payment.Unknown, 0
	w, s := reporting(t, taken(1, payment.Card, 10000, 30), taken(2, payment.Alipay, 5800, 2), unknown)
	w.tapOn("Summary")
	w.keys("z")
	w.shows("Not closed yet", "1 payment is not known yet", "It covers 2 days", "HK$158.00", wordsNoClosings)
	w.keys("z")
	w.shows(wordsManagerPIN, wordsCloseNeedsPIN)
	w.enterPIN("4826")
	w.shows("Close the day with HK$158.00?", "2 payments, 0 refunds")
	w.keys("<Return>")
	if zs, err := s.Closings(9, 0); err != nil || len(zs) != 0 {
		t.Fatalf("Enter closed the day: %+v, %v", zs, err)
	}
	w.keys("z")
	w.shows("The day is closed with Z report 1.", "Z report 1, ", "Z 1   ")
	zs, err := s.Closings(9, 0)
	if err != nil || len(zs) != 1 || zs[0].Net() != 15800 {
		t.Fatalf("%+v, %v", zs, err)
	}
	w.tapOn("Since the last closing")
	w.shows("Since the day was closed:", "HK$0.00")
	w.keys("z")
	w.enterPIN("4826")
	w.shows("Close the day without any payment?")
	w.keys("<Escape>")
	w.keys("<Escape>")
	w.shows("Monday, 23 November 2026")
}

func TestComparingBeforeTheDayIsClosed(t *testing.T) {
	w, s := reporting(t, taken(1, payment.Card, 10000, 3), taken(2, payment.Alipay, 5800, 2))
	w.tapOn("Summary")
	w.keys("zc")
	if len(w.pays.reconciled) != 2 || w.pays.reconciled[0] != reference(1) {
		t.Fatalf("asked about %v", w.pays.reconciled)
	}
	w.Handle(terminal.ReconcileChanged{Done: 1, Of: 2, Paused: true})
	w.shows("Comparing: 1 of 2.", "A payment goes first.", "Stop comparing")
	w.keys("c")
	if w.pays.stopped != 1 {
		t.Error("it isn't stopped")
	}
	w.Handle(terminal.Reconciled{Result: payment.Reconciliation{
		Of: 2, Ended: noon, Stopped: true,
		Channels: []payment.ChannelReconciliation{{Channel: payment.Card, Asked: 1, Differences: []payment.Difference{{
			Reference: reference(1), Kind: payment.Payment, Journal: payment.Standing{Status: payment.Approved, Amount: 10000},
			Terminal: payment.Word{Found: payment.FoundDeclined}, Status: true, Money: true,
		}}}},
		NotAsked: []payment.NotAsked{{Reference: reference(2), Channel: payment.Alipay, Why: payment.RoundStopped}},
	}})
	w.shows("The terminal says something else about 1 payment", "The till said: approved HK$100.00", "The terminal says: declined")
	w.keys("z")
	w.enterPIN("4826")
	w.shows("The terminal says something else about 1 payment.")
	w.keys("z")
	zs, err := s.Closings(1, 0)
	if err != nil || len(zs) != 1 || zs[0].Reconciliation == nil || len(zs[0].Reconciliation.Differences()) != 1 {
		t.Fatalf("%+v, %v", zs, err)
	}
	var text bytes.Buffer
	if err := w.cfg.closingReport(zs[0], true).WriteText(&text); err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{
		"*** COPY ***", "Z report 1", "海港茶餐廳", "Visa / Mastercard", "158.00", "Differences from the terminal",
		"approved HK$100.00", "declined", "it was stopped before", string(reference(1)),
	} {
		if !strings.Contains(text.String(), words) {
			t.Errorf("the report lacks %q:\n%s", words, text.String())
		}
	}
	press, err := w.cfg.Press()
	if err != nil {
		t.Fatal(err)
	}
	var pdf bytes.Buffer
	if err := press.Report(&pdf, w.cfg.closingReport(zs[0], true)); err != nil || !bytes.HasPrefix(pdf.Bytes(), []byte("%PDF")) {
		t.Errorf("%d bytes of PDF: %v", pdf.Len(), err)
	}
}

// TestSavedZReportIsTheOriginal: the first file is, whatever was saved of other Z
// reports, and the next is a copy, after a restart too; nothing is said of X.
func TestSavedZReportIsTheOriginal(t *testing.T) {
	w, s := reporting(t, taken(1, payment.Card, 10000, 2))
	folder := t.TempDir()
	for i, test := range []struct {
		number int
		copied bool
	}{{0, false}, {11, false}, {1, false}, {1, true}, {0, false}, {1, true}} {
		if i == 5 {
			again, _ := reportingWith(t, func(*Config) {})
			again.cfg.Reports = s
			again.summary.closing.cfg.Reports = s
			w = again
		}
		path := filepath.Join(folder, fmt.Sprint(i, ".txt"))
		w.cfg.fill(path, w.summary.closing.saving(payment.Closing{Number: test.number, At: noon}))
		text, err := os.ReadFile(path)
		if got := strings.Contains(string(text), "COPY"); err != nil || len(text) == 0 || got != test.copied {
			t.Errorf("file %d, of Z %d: a copy: %v, %v", i, test.number, got, err)
		}
	}
	broken, _ := reporting(t)
	if err := broken.cfg.noting(payment.ActionExported, "Z 報告第 2 號")("an old one"); err != nil {
		t.Fatal(err)
	}
	if saved, err := broken.cfg.zReportSaved(2, "Z 報告第 2 號"); !saved || err != nil {
		t.Errorf("what the trail says in another language is forgotten: %v, %v", saved, err)
	}
}

// TestClosingReportTellsEverything builds a report with all that can be in one.
func TestClosingReportTellsEverything(t *testing.T) {
	w, _ := reporting(t)
	z := payment.Closing{
		Number: 7, From: noon.AddDate(0, 0, -2), At: noon, By: "陳大文", First: reference(1), Last: reference(9),
		Total:     payment.Sums{Payments: payment.Line{Count: 2, Sum: 3000}, SettledRefunds: payment.Line{Count: 1, Sum: 50}},
		Channels:  []payment.ChannelSums{{Channel: payment.Octopus, Sums: payment.Sums{Payments: payment.Line{Count: 2, Sum: 3000}}}},
		Days:      []payment.DaySums{{Day: "2026-11-22"}, {Day: "2026-11-23"}},
		Operators: []payment.OperatorSums{{Operator: ""}, {Operator: "陳大文"}},
		Corrections: []payment.Correction{{
			Reference: reference(3), Kind: payment.Payment, Channel: payment.FPS, Was: payment.Counted{Status: payment.Unknown, Amount: 500},
			Now: payment.Counted{Status: payment.Approved, Amount: 500},
		}, {Reference: reference(4), Uncertain: true, Now: payment.Counted{Status: payment.Approved, Amount: 900}}},
		Unresolved: []payment.OpenItem{{Reference: reference(5), Kind: payment.Refund, Channel: payment.PayMe, Amount: 200, Created: noon}},
		Lost:       []int{5, 6},
	}
	var text bytes.Buffer
	if err := w.cfg.closingReport(z, false).WriteText(&text); err != nil {
		t.Fatal(err)
	}
	plain := strings.Join(strings.Fields(text.String()), " ")
	for _, words := range []string{
		"Z report 7", "陳大文", string(reference(1)), string(reference(9)), "Octopus", "By day", "2026-11-22", "By cashier", "nobody signed in",
		"Corrections of earlier days +HK$5.00", "Net with corrections HK$35.00", "not known yet", "approved", "?", "-2.00",
		"misses these Z reports: 5 6", "refunds HK$0.50 (1)",
	} {
		if !strings.Contains(plain, words) {
			t.Errorf("the report lacks %q:\n%s", words, text.String())
		}
	}
	if strings.Contains(plain, "COPY") {
		t.Error("the first print is a copy")
	}
}

// TestChannelFiguresAreWhole: a busy month's takings, what was given back and the
// part of the whole stand there uncut on the smallest screen; the bars give way.
func TestChannelFiguresAreWhole(t *testing.T) {
	newTill(t)
	c := newChannelBars()
	c.show([]payment.ChannelSums{
		{Channel: payment.QuickPass, Sums: payment.Sums{Payments: payment.Line{Sum: 123456789, Count: 1234}, Refunds: payment.Line{Sum: 1234500, Count: 56}}},
		{Channel: payment.Card, Sums: payment.Sums{Payments: payment.Line{Sum: 4500, Count: 1}}},
	})
	c.root.Resize(fyne.NewSize(560, 200))
	for i, text := range c.texts {
		if text.cut(text.Size().Width) {
			t.Errorf("%q is cut", text.text)
		}
		if bar := c.rects[i]; bar.Position().X+bar.Size().Width > text.Position().X {
			t.Errorf("the bar of %q runs into it", text.text)
		}
	}
}

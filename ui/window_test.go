package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/test"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// TestKeysStopAtADialog: what is typed beside a dialog's fields neither charges nor
// prints below it; Esc closes the dialog and nothing else.
func TestKeysStopAtADialog(t *testing.T) {
	w, _ := reporting(t)
	w.keys("12.5<F1>")
	dialog.ShowInformation("Saving", "Choose a file", w.window)
	if w.window.Canvas().Unfocus(); w.window.Canvas().Focused() != nil {
		t.Fatal("the dialog has the keys")
	}
	w.keys("7<Return><F11><F12>")
	if len(w.pays.paid)+len(w.pays.prints) != 0 {
		t.Fatalf("charged %+v, printed %+v", w.pays.paid, w.pays.prints)
	}
	w.keys("<Escape>")
	if w.dialog() != nil {
		t.Error("the dialog is still there")
	}
	w.shows("HK$12.50")
	w.keys("<Return>")
	if len(w.pays.paid) != 1 || w.pays.paid[0].Amount != 1250 {
		t.Errorf("charged %+v", w.pays.paid)
	}
}

func TestTopBarStates(t *testing.T) {
	for _, test := range []struct {
		state terminal.State
		words string
		shape shape
	}{
		{terminal.Ready, "Ready", shapeDot},
		{terminal.Busy, "Busy", shapeSquare},
		{terminal.NotReachable, "Not reachable since 12:00", shapeCross},
		{terminal.WrongKey, "Wrong key", shapeSlash},
		{terminal.NotSignedIn, "Nobody signed in", shapeTriangle},
		{terminal.NotConfigured, "No terminal set up", shapeRing},
	} {
		w := newTill(t)
		w.shows("Connecting…")
		w.Handle(terminal.TerminalChanged{State: test.state, Since: noon})
		w.shows(test.words)
		if got := w.top.sign.shape; got != test.shape {
			t.Errorf("%s: shape %d", test.state, got)
		}
	}
}

func TestCountLeadsToTheQuestions(t *testing.T) {
	w := newTill(t)
	w.hides("not known yet")
	w.Handle(questions(3))
	w.tapOn("3 not known yet")
	w.shows("3 payments to clear up", string(reference(3)))
	w.Handle(questions(0))
	w.hides("not known yet")
}

func TestTrainingBadge(t *testing.T) {
	newTill(t).hides(wordsTraining)
	w := newTill(t, func(c *Config) { c.Training = true })
	w.shows(wordsTraining)
	w.keys("5<F1><Return>")
	w.shows(wordsTrainingLong)
}

func TestClock(t *testing.T) {
	w := newTill(t)
	w.shows("12:00")
	w.now = noon.Add(61 * time.Second)
	w.tick()
	w.shows("12:01")
	if w.top.now(w.now) {
		t.Error("the same minute is written again")
	}
}

func TestLongTillName(t *testing.T) {
	name := strings.Repeat("Tsim Sha Tsui Flagship Store ", 5)
	w := newTill(t, func(c *Config) { c.TillName, c.Training = name, true })
	w.Handle(questions(12))
	w.Handle(terminal.TerminalChanged{State: terminal.NotReachable, Since: noon})
	w.shows("Tsim", "…", "12 not known yet", "Not reachable since 12:00", wordsTraining, "12:00")
	if got := w.window.Content().MinSize().Width; got > 1024 {
		t.Errorf("the window needs %v", got)
	}
	inside(t, w)
}

// inside checks that every text lies in the window, and texts of one line in
// what they are part of.
func inside(t *testing.T, w *till) {
	t.Helper()
	size := w.window.Content().Size()
	for _, o := range visible(w.window.Content()) {
		text, ok := o.(*canvas.Text)
		if !ok || text.Text == "" {
			continue
		}
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(text)
		end := at.AddXY(text.MinSize().Width, text.MinSize().Height)
		if text.Alignment == fyne.TextAlignTrailing {
			end.X = at.X + text.Size().Width
		}
		if at.X < 0 || at.Y < 0 || end.X > size.Width+1 || end.Y > size.Height+1 {
			t.Errorf("%v: %q ends at %v", size, text.Text, end)
		}
	}
}

func TestEverythingFits(t *testing.T) {
	loud := sold(1, payment.Approved, terminal.Finished)
	loud.Sale.AmountDiffers, loud.Sale.Contradiction, loud.Sale.Training = true, payment.MoneyAfterAll, true
	loud.Sale.Amount, loud.Sale.Booked, loud.Sale.Channel = payment.MaxAmount, payment.MaxAmount-1, payment.QuickPass
	unknown := sold(1, payment.Unknown, terminal.Asking)
	unknown.Sale.Reason, unknown.Sale.Training = payment.NoIdentity, true
	waiting := sold(1, payment.Sent, terminal.Waiting)
	waiting.Sale.Training, waiting.Instruction, waiting.SecondsLeft = true, terminal.FollowTerminal, 100
	for _, size := range []fyne.Size{{Width: 1024, Height: 600}, {Width: 1280, Height: 800}, {Width: 1920, Height: 1080}} {
		w := newTill(t, func(c *Config) { c.Training = true })
		w.window.Resize(size)
		w.keys("9999999.99<F7>")
		w.Handle(terminal.Refused{Command: terminal.CommandCancel, Err: terminal.ErrJournal})
		inside(t, w)
		for _, o := range visible(w.window.Content()) {
			if _, ok := o.(fyne.Tappable); ok && (o.Size().Width < touch || o.Size().Height < touch) {
				t.Errorf("%v: a target of %v", size, o.Size())
			}
		}
		w.keys("<Return>")
		for _, e := range []terminal.SaleChanged{waiting, unknown, loud} {
			w.Handle(e)
			inside(t, w)
		}
	}
}

func TestOutcomeComesToTheFront(t *testing.T) {
	w := newTill(t)
	w.keys("12.50<F1><Return>")
	w.news(1, payment.Sent, terminal.Waiting)
	w.tapOn("History")
	w.news(1, payment.Sent, terminal.Waiting)
	w.hides("HK$12.50")
	w.onClose()
	w.shows("Close the till?")
	w.news(1, payment.Declined, terminal.Finished)
	w.shows("DECLINED")
	w.hides("Close the till?")
	w.tapOn("History")
	w.news(1, payment.Declined, terminal.Finished)
	w.hides("DECLINED")
}

func TestCloseAtOnceWithoutAPayment(t *testing.T) {
	w := newTill(t)
	w.onClose()
	w.keys("5<F1><Return>")
	w.news(1, payment.Unknown, terminal.Asking)
	w.onClose()
	if w.quits != 2 {
		t.Errorf("closed %d times", w.quits)
	}
}

func TestCloseQuestion(t *testing.T) {
	w := newTill(t)
	w.keys("12.50<F1><Return>")
	w.onClose()
	w.shows("A payment of HK$12.50 is still open on the terminal.", "The customer may still be charged.")
	w.news(1, payment.Sent, terminal.Waiting)
	w.keys("<Return> 5")
	w.shows("Close the till?")
	w.tapOn("Keep open")
	w.hides("Close the till?")
	w.onClose()
	w.keys("<Escape>")
	w.hides("Close the till?")
	if w.quits != 0 || len(w.pays.cancelled) != 0 {
		t.Fatalf("closed %d times, cancelled %v", w.quits, w.pays.cancelled)
	}
	w.onClose()
	w.tapOn("Close anyway")
	if w.quits != 1 {
		t.Errorf("closed %d times", w.quits)
	}
}

func TestSections(t *testing.T) {
	w := newTill(t)
	w.keys("12.50")
	w.tapOn("History")
	w.shows(wordsNoSales)
	w.keys("7<F1><Return>")
	w.keys("<Escape>")
	w.shows("HK$12.50")
	w.hides("Charge HK$12.50 · ", wordsNoSales)
	w.journal.err = errors.New("disk gone")
	w.tapOn("History")
	w.shows("The journal can't be read right now.", "disk gone")
}

func TestFollow(t *testing.T) {
	w := newTill(t)
	events := make(chan terminal.Event, 2)
	events <- terminal.TerminalChanged{State: terminal.Busy}
	events <- questions(2)
	close(events)
	w.Follow(context.Background(), events)
	w.shows("Busy", "2 not known yet")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	w.Follow(ctx, nil)
}

func TestFatal(t *testing.T) {
	backup := time.Date(2026, 11, 22, 19, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		what  Fatal
		shows []string
	}{
		"running": {Fatal{Err: fmt.Errorf("open: %w", store.ErrInUse)}, []string{"Harbour Till is already running", "Use the window that is open.", "Close"}},
		"restore": {
			Fatal{Err: store.ErrDamaged, Backup: backup, Accept: func() error { return errors.New("no room") }},
			[]string{"The journal is damaged", "Restore the backup of 23 Nov 03:00"},
		},
		"anew":  {Fatal{Err: store.ErrDamaged, Accept: func() error { return nil }}, []string{"Begin with an empty journal"}},
		"other": {Fatal{Err: errors.New("out of luck")}, []string{"Harbour Till can't start", "out of luck"}},
	} {
		t.Run(name, func(t *testing.T) {
			test.NewTempApp(t).Settings().SetTheme(NewTheme(Style{}))
			window := test.NewTempWindow(t, nil)
			quits := 0
			c.what.Quit = func() { quits++ }
			ShowFatal(window, c.what)
			window.Resize(fyne.NewSize(900, 400))
			text := textsOf(window.Content())
			for _, want := range c.shows {
				if !strings.Contains(text, want) {
					t.Errorf("%q isn't there: %s", want, text)
				}
			}
			window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyEscape})
			if quits != 1 {
				t.Errorf("quit %d times", quits)
			}
		})
	}
}

// TestOpeningWords: settings that are in force are no reason to worry, what a
// restored journal doesn't hold is; while the guide leads, nothing is said of it.
func TestOpeningWords(t *testing.T) {
	w := newTill(t, func(c *Config) { c.Replaced = true })
	w.shows("The new settings are in force.")
	if !w.sale.state.calm {
		t.Error("it warns of new settings")
	}
	w = newTill(t, func(c *Config) {
		c.Gaps = []store.Gap{{Amount: 5800, Created: noon}, {Amount: 1250, Created: noon.Add(time.Hour)}}
	})
	w.shows("2 of its entries, the last HK$12.50 at 23 Nov 13:00")
	if w.sale.state.calm {
		t.Error("it is calm about lost entries")
	}
	w = newTill(t, func(c *Config) { c.Replaced, c.Guide = true, &Guide{step: guideTerminal} })
	w.hides("The new settings are in force.")
}

package ui

import (
	"errors"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"harbourtill/store/people"
	"harbourtill/terminal"
	"harbourtill/terminal/drill"
	"harbourtill/terminal/payment"
)

// updateVariable makes the pictures anew instead of comparing them.
const updateVariable = "HARBOUR_TILL_UPDATE_PICTURES"

// pictured is a way in which every picture is taken.
type pictured struct {
	name   string
	style  Style
	second Tongue   // what the customer's window says everything in once more
	only   []string // the states that are taken this way; nil for all
}

// looks are the ways: light in English, dark in Chinese, both with texts twice as
// large, and in high contrast; the last ones only where they differ most.
func looks(t *testing.T) []pictured {
	t.Helper()
	fonts, err := LoadFonts()
	if err != nil {
		t.Fatal(err)
	}
	tongues, err := LoadTongues()
	if err != nil {
		t.Fatal(err)
	}
	english, chinese := tongues.Tongue("en"), tongues.Tongue("zh-Hant")
	light := Style{Appearance: Light, Fonts: fonts, Tongue: english}
	dark := Style{Appearance: Dark, Fonts: fonts, Tongue: chinese}
	all := []pictured{{"light-en", light, chinese, nil}, {"dark-zh", dark, english, nil}}
	light.TextSize, dark.TextSize = 200, 200
	large := []string{"idle", "approved", "settings", "save", "about"}
	contrast := Style{Appearance: HighContrast, Fonts: fonts, Tongue: english}
	return append(
		all, pictured{"light-en-large", light, chinese, large}, pictured{"dark-zh-large", dark, english, large},
		pictured{"contrast-en", contrast, chinese, []string{"typed", "waiting-card", "approved", "declined", "unknown", "history"}},
	)
}

// TestPictures compares every screen, in the states that matter, with how it
// looked when somebody looked at it.
func TestPictures(t *testing.T) {
	for _, look := range looks(t) {
		t.Run(look.name, func(t *testing.T) {
			dress(t, look.style)
			for _, state := range states() {
				if look.only != nil && !slices.Contains(look.only, state.name) {
					continue
				}
				t.Run(state.name, func(t *testing.T) {
					w := state.make(t, func(*Config) {})
					compare(t, w.window.Canvas(), state.name+"-"+look.name+".png")
				})
			}
		})
	}
}

// compare holds a window against its picture.
func compare(t *testing.T, c fyne.Canvas, name string) {
	t.Helper()
	if os.Getenv(updateVariable) == "" {
		test.AssertRendersToImage(t, filepath.Join("pictures", name), c)
		return
	}
	file, err := os.Create(filepath.Join("testdata", "pictures", name))
	if err != nil {
		t.Fatal(err)
	}
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := errors.Join(encoder.Encode(file, c.Capture()), file.Close()); err != nil {
		t.Fatal(err)
	}
}

// state is a screen with something on it.
type state struct {
	name string
	make func(t *testing.T, change func(*Config)) *till
}

// states are those that a cashier or a manager sees every day.
func states() []state {
	sale := func(name string, do func(w *till)) state {
		return state{name, func(t *testing.T, change func(*Config)) *till {
			w := newTill(t, change, func(c *Config) { c.Quick = []payment.Money{1000, 2000, 5000, 10000} })
			do(w)
			return w
		}}
	}
	ended := func(s payment.Status, inner string) func(w *till) {
		return func(w *till) {
			w.keys("58<F3><Return>")
			e := sold(1, s, terminal.Finished)
			e.Sale.Amount, e.Sale.Channel, e.Sale.Inner = 5800, payment.AmexCard, inner
			if s == payment.Approved {
				e.Sale.Booked = 5800
			}
			if s == payment.Unknown {
				e.Phase, e.SecondsLeft, e.Sale.Reason = terminal.Asking, 9, payment.NoAnswer
			}
			w.Handle(e)
			if s == payment.Unknown {
				w.Handle(questions(1))
			}
		}
	}
	waiting := func(i terminal.Instruction, c payment.Channel) func(w *till) {
		return func(w *till) {
			w.keys("58<F3><Return>")
			e := sold(1, payment.Sent, terminal.Waiting)
			e.Sale.Amount, e.Sale.Channel, e.Sale.Timeout = 5800, c, 120
			e.Instruction, e.SecondsLeft, e.CanCancel = i, 97, true
			w.Handle(e)
		}
	}
	return append([]state{
		sale("idle", func(*till) {}),
		sale("last", func(w *till) {
			ended(payment.Approved, "")(w)
			w.now = w.now.Add(2 * outcomeStands)
			w.keys("<Escape>")
		}),
		sale("typed", func(w *till) { w.keys("58<F6>") }),
		sale("waiting-card", waiting(terminal.TapInsertSwipe, payment.Card)),
		sale("waiting-code", waiting(terminal.ShowTerminalCode, payment.Alipay)),
		sale("waiting-scan", waiting(terminal.ScanCustomerCode, payment.PayMe)),
		sale("waiting-octopus", waiting(terminal.TapOctopus, payment.Octopus)),
		sale("approved", ended(payment.Approved, "")),
		sale("declined", ended(payment.Declined, "1201")),
		sale("unknown", ended(payment.Unknown, "")),
		sale("history-empty", func(w *till) { w.goTo(sectionHistory) }),
		sale("history", func(w *till) {
			w.journal.all = transactions(30)
			w.goTo(sectionHistory)
		}),
		sale("questions", func(w *till) {
			w.Handle(questions(2))
			w.goTo(sectionQuestions)
		}),
	}, append(managersStates(), guideStates()...)...)
}

// managersStates are those that only managers see.
func managersStates() []state {
	manager := func(name string, do func(w *till)) state {
		return state{name, func(t *testing.T, change func(*Config)) *till {
			w := picturedShop(t, change)
			do(w)
			return w
		}}
	}
	return []state{
		manager("transaction", func(w *till) {
			w.goTo(sectionHistory)
			w.keys("<Down><Return>")
		}),
		manager("refund", func(w *till) {
			w.goTo(sectionHistory)
			w.keys("<Down><Return>rg")
		}),
		manager("receipt", func(w *till) {
			if err := w.cfg.noting(payment.ActionReceiptSaved, string(w.journal.all[0].Reference))("before"); err != nil {
				w.t.Fatal(err)
			}
			w.goTo(sectionHistory)
			w.keys("<Down><Return>p")
		}),
		manager("filter-day", func(w *till) {
			w.goTo(sectionHistory)
			w.history.filters.pressed(filterDay)
		}),
		manager("summary", func(w *till) { w.goTo(sectionSummary) }),
		manager("closing", func(w *till) {
			w.goTo(sectionSummary)
			w.keys("z")
		}),
		manager("settings", func(w *till) {
			w.settings.unlock(nameOfManager)
			w.goTo(sectionSettings)
		}),
		manager("about", func(w *till) {
			w.settings.unlock(nameOfManager)
			w.goTo(sectionSettings)
			w.settings.page(len(w.settings.pages) - 1)
			w.keys("<Down><Down><Down>")
		}),
		manager("pin", func(w *till) {
			w.asManager(tr(wordsRefundNeedsPIN), func(string) {})
			w.keys("48")
		}),
		drilling("practice", func(w *till) { w.goTo(sectionDrills) }),
		drilling("practising", func(w *till) {
			w.practise("2")
			w.keys("36<F1>")
		}),
		drilling("verdict", func(w *till) {
			w.practise("3")
			d := w.drills.course.Drill()
			w.sold(1, d, payment.Unknown, 0)
			w.Handle(terminal.Refused{
				Command: terminal.CommandPay, Err: terminal.ErrStillArmed, Armed: payment.Transaction{Reference: reference(1)},
			})
			w.sold(1, d, payment.Approved, d.Amount)
			w.drills.done.act()
		}),
		manager("save", func(w *till) {
			d := newSaveDialog(w.window, w.cfg, saving{name: "Counter 1 2026-11-23.pdf"})
			d.show()
			d.folder.SetText("/home/harbour/Documents")
			d.say(tr("%s is there already. Saving replaces it.", d.name.Text))
		}),
		manager("sign-in", func(w *till) {
			for i, name := range []string{"陳大文", "Ka Ho", "Mei"} {
				if _, err := w.crew.people.Add(name, people.Cashier, fmt.Sprint(1111+i), ""); err != nil {
					w.t.Fatal(err)
				}
			}
			w.crew.reload()
			w.crew.staff.Policy.SignIn = true
			w.uncover()
		}),
	}
}

// drilling is a state of a training till that some people have practised at.
func drilling(name string, do func(w *till)) state {
	return state{name, func(t *testing.T, change func(*Config)) *till {
		s := &stage{scores: []drill.Score{
			{Name: drill.Declined, Tries: 1, Passed: 1, Last: noon, LastPassed: true},
			{Name: drill.WrongAmount, Tries: 2, Last: noon},
			{Who: "陳大文", Name: drill.Declined, Tries: 3, Passed: 1, Last: noon},
			{Who: "陳大文", Name: drill.AnswerLost, Tries: 1, Passed: 1, Last: noon, LastPassed: true},
			{Who: "Ka Ho", Name: drill.NotRefundable, Tries: 12, Last: noon},
		}}
		w, _ := reportingWith(t, func(c *Config) {
			change(c)
			c.Drills, c.Training = s, true
		})
		do(w)
		return w
	}}
}

// picturedShop is a shop with a day's payments.
func picturedShop(t *testing.T, change func(*Config)) *till {
	t.Helper()
	var all []payment.Transaction
	for i, c := range payment.Channels() {
		for n := range 3 {
			tr := taken(10*i+n+1, c, payment.Money(1800+i*730+n*410), 0)
			tr.Created = noon.Add(-time.Duration(i*n+n) * 17 * time.Minute)
			tr.Syssn = fmt.Sprintf("2026112300%04d", 10*i+n)
			all = append(all, tr)
		}
	}
	w, _ := reportingWith(t, change, all...)
	w.journal.all = all[:1]
	w.journal.steps = map[payment.Reference][]payment.Transition{all[0].Reference: {
		{At: noon, Status: payment.Reserved, Cause: "pay"},
		{At: noon.Add(time.Second), Status: payment.Sent, Cause: "sending"},
		{At: noon.Add(9 * time.Second), Status: payment.Approved, Cause: "approved", Evidence: payment.OwnSealed},
	}}
	return w
}

package ui

import (
	"image/color"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// tab presses Tab, a while after what was typed before.
func (w *till) tab() fyne.Focusable {
	w.now = w.now.Add(time.Second)
	w.window.Canvas().FocusNext()
	w.now = w.now.Add(time.Second)
	return w.window.Canvas().Focused()
}

// tabTo presses Tab until what says these words has the focus.
func (w *till) tabTo(words string) {
	w.t.Helper()
	for range 100 {
		if nameOf(w.tab()) == words {
			return
		}
	}
	w.t.Fatalf("Tab never comes to %q", words)
}

func nameOf(o fyne.Focusable) string {
	switch o := o.(type) {
	case *press:
		return o.label
	case *tile:
		return o.channel.Name()
	case *textField:
		return o.PlaceHolder
	case *keyList:
		return "the list"
	}
	return ""
}

func TestFocusRingStandsOut(t *testing.T) {
	for _, appearance := range Appearances() {
		test.NewTempApp(t).Settings().SetTheme(NewTheme(Style{Appearance: appearance}))
		p := colours()
		neighbours := map[string]color.NRGBA{
			"paper": p.paper, "card": p.card, "sunken": p.sunken, "bar": p.bar, "raised": p.barRaised, "here": p.barInk,
			"harbour": p.harbour, "soft": p.harbourSoft, "green": p.green, "red": p.red, "slate": p.slate, "amber": p.amber,
			"notice": p.amberSoft, "alarm": p.redSoft,
		}
		for _, c := range payment.Channels() {
			neighbours[c.Name()] = channelColour(c)
		}
		r := newFocusRing()
		outer, inner := r.outer.StrokeColor.(color.NRGBA), r.inner.StrokeColor.(color.NRGBA)
		for name, ground := range neighbours {
			if got := max(contrast(outer, ground), contrast(inner, ground)); got < 3 {
				t.Errorf("%s: the ring on %s has %.1f : 1", appearance, name, got)
			}
		}
		if got := contrast(outer, inner); got < 9 {
			t.Errorf("%s: the ring's lines have %.1f : 1", appearance, got)
		}
	}
}

// TestTabReachesEverything goes through every screen by Tab: each button, tile and
// field is stopped at once and can be seen then, or has a key of its own.
func TestTabReachesEverything(t *testing.T) {
	tabReachesEverything(t)
	fonts, err := LoadFonts()
	if err != nil {
		t.Fatal(err)
	}
	dress(t, Style{Fonts: fonts, TextSize: 200})
	tabReachesEverything(t)
}

func tabReachesEverything(t *testing.T) {
	t.Helper()
	for _, state := range everyState() {
		t.Run(state.name, func(t *testing.T) {
			w := state.make(t, func(*Config) {})
			if w.window.Canvas().Overlays().Top() != nil {
				return // Fyne's to go through
			}
			reached := make(map[fyne.Focusable]bool)
			for one := w.tab(); one != nil && !reached[one]; one = w.tab() {
				reached[one] = true
				w.seen(one.(fyne.CanvasObject))
			}
			for _, o := range visible(w.window.Content()) {
				switch o := o.(type) {
				case *press:
					if !o.disabled && !reached[o] && o.key == "" && !strings.Contains("0123456789.00⌫", o.label) && w.cover == nil {
						t.Errorf("Tab goes past %q, which has no key", o.label)
					}
				case *tile, *picker, *tickBox, *lineField, *textField:
					if d := o.(fyne.Disableable); !d.Disabled() && !reached[o.(fyne.Focusable)] {
						t.Errorf("Tab goes past %T %q", o, textsOf(o))
					}
				}
			}
		})
	}
}

// seen checks that what has the focus is in the window, and in what it scrolls in.
func (w *till) seen(o fyne.CanvasObject) {
	w.t.Helper()
	way := wayOnScreen(o)
	if len(way) == 0 {
		return // in one of Fyne's widgets
	}
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	end := at.AddXY(o.Size().Width, o.Size().Height)
	for _, around := range way {
		if s := asScroll(around); s != nil {
			from := fyne.CurrentApp().Driver().AbsolutePositionForObject(around)
			if at.Y < from.Y-1 || end.Y > from.Y+s.Size().Height+1 && o.Size().Height < s.Size().Height {
				w.t.Errorf("%q has the focus at %.0f to %.0f, outside of %.0f to %.0f", textsOf(o), at.Y, end.Y, from.Y, from.Y+s.Size().Height)
			}
		}
	}
	if size := w.window.Canvas().Size(); at.X < -1 || end.X > size.Width+1 || at.Y < -1 {
		w.t.Errorf("%q has the focus outside of the window", textsOf(o))
	}
}

func TestTabGoesInReadingOrder(t *testing.T) {
	w := newTill(t, func(c *Config) { c.Quick = []payment.Money{2000, 5000} })
	want := []string{"Sale", "History", "?", "HK$20", "HK$50"}
	for _, c := range payment.Channels() {
		want = append(want, c.Name())
	}
	want = append(want, "Charge", "Sale")
	var got []string
	for range want {
		got = append(got, nameOf(w.tab()))
	}
	if !slices.Equal(got, want) {
		t.Errorf("Tab goes to %q, want %q", got, want)
	}
	w.window.Canvas().FocusPrevious()
	if name := nameOf(w.window.Canvas().Focused()); name != "Charge" {
		t.Errorf("Shift+Tab goes to %q", name)
	}
}

// TestFocusedButtonIsPressed and nothing else is: Enter doesn't charge then. What is
// typed goes where it always went, and Enter charges behind it.
func TestFocusedButtonIsPressed(t *testing.T) {
	w := newTill(t, func(c *Config) { c.Quick = []payment.Money{2000} })
	w.keys("58<F3>")
	w.tabTo("HK$20")
	w.keys("<Return>")
	w.shows("HK$20")
	w.hides("HK$58")
	if len(w.pays.paid) > 0 {
		t.Fatalf("charged %+v", w.pays.paid)
	}
	w.tabTo("Octopus")
	w.press(fyne.KeySpace)
	w.keys(" ")
	w.shows("Charge HK$20.00 · Octopus")
	w.keys(".5")
	if w.window.Canvas().Focused() != nil {
		t.Error("typing left the focus where it was")
	}
	w.keys("<Return>")
	if len(w.pays.paid) != 1 || w.pays.paid[0].Amount != 2050 || w.pays.paid[0].Channel != payment.Octopus {
		t.Fatalf("charged %+v", w.pays.paid)
	}
	w = newTill(t)
	w.keys("58<F3>")
	w.tabTo("Charge HK$58.00 · American Express")
	w.keys("<Return><Return>")
	if len(w.pays.paid) != 1 {
		t.Errorf("charged %+v", w.pays.paid)
	}
}

// TestKeysPassAFocusedButton on: function keys, Esc and ⌫ do what they do anyway.
func TestKeysPassAFocusedButton(t *testing.T) {
	w := newTill(t)
	w.keys("585")
	w.tab()
	w.keys("<BackSpace>")
	w.shows("HK$58")
	w.tab()
	w.keys("<F4>")
	w.shows("Charge HK$58.00 · WeChat Pay")
	w.tab()
	w.keys("<Escape>")
	w.hides("HK$58")
	if len(w.pays.paid) > 0 {
		t.Errorf("charged %+v", w.pays.paid)
	}
}

// TestScannerPressesNothing wherever the focus is, whatever it ends its code with.
func TestScannerPressesNothing(t *testing.T) {
	stops := 0
	for first := newTill(t).tab(); first != nil && stops < 12; stops++ {
		for _, code := range []string{"4711190<Return>", "4711190<Tab><Return>", "<Tab><Return>", "<Tab> "} {
			w := newTill(t)
			w.keys("58<F3>")
			for range stops {
				w.tab()
			}
			w.now = w.now.Add(time.Second)
			where := nameOf(w.window.Canvas().Focused())
			for part := code; part != ""; {
				if rest, ok := strings.CutPrefix(part, "<Tab>"); ok {
					w.window.Canvas().FocusNext()
					part = rest
					continue
				}
				end := 1
				if part[0] == '<' {
					end = strings.Index(part, ">") + 1
				}
				w.keysAt(8*time.Millisecond, part[:end])
				part = part[end:]
			}
			if len(w.pays.paid) > 0 || w.section != sectionSale {
				t.Errorf("%q with the focus on %q: charged %+v, section %d", code, where, w.pays.paid, w.section)
			}
		}
	}
	if stops < 12 {
		t.Errorf("only %d stops", stops)
	}
}

// TestHeldKeyPressesOnce: neither Enter nor Space, held, presses again what comes.
func TestHeldKeyPressesOnce(t *testing.T) {
	w := newTill(t, func(c *Config) { c.Quick = []payment.Money{2000} })
	w.countsDowns = true
	w.tabTo("HK$20")
	w.press(fyne.KeyReturn)
	w.keys("<F3>")
	w.tabTo("Charge HK$20.00 · American Express")
	w.repeat(fyne.KeyReturn)
	w.keys(" ")
	if len(w.pays.paid) > 0 {
		t.Fatalf("charged %+v", w.pays.paid)
	}
	w.keyDown(&fyne.KeyEvent{Name: fyne.KeySpace})
	w.keys("  ")
	if len(w.pays.paid) != 1 {
		t.Errorf("charged %+v", w.pays.paid)
	}
}

// TestFocusLeavesWhatIsGone: a button that isn't shown any more isn't pressed, and
// doesn't have the focus when it comes back.
func TestFocusLeavesWhatIsGone(t *testing.T) {
	w := newTill(t)
	waiting := sold(1, payment.Sent, terminal.Waiting)
	waiting.CanCancel = true
	w.keys("12.5<F1><Return>")
	w.Handle(waiting)
	w.tabTo("Cancel")
	w.news(1, payment.Approved, terminal.Finished)
	if o := w.window.Canvas().Focused(); o != nil {
		t.Fatalf("%q still has the focus", nameOf(o))
	}
	w.keys("<Escape>12.5<F1><Return>")
	waiting.Sale.Reference = reference(2)
	w.Handle(waiting)
	w.keys("<Return>")
	if len(w.pays.cancelled) > 0 || len(w.pays.paid) != 2 {
		t.Errorf("cancelled %v, charged %+v", w.pays.cancelled, w.pays.paid)
	}
}

// TestSectionsLeaveNoFocus, and the character of the Space that chose one goes
// nowhere.
func TestSectionsLeaveNoFocus(t *testing.T) {
	w := newTill(t)
	w.journal.all = transactions(3)
	w.tabTo("History")
	w.press(fyne.KeySpace)
	w.keys(" ")
	if w.section != sectionHistory || w.window.Canvas().Focused() != nil || w.history.filters.box.Text != "" {
		t.Errorf("section %d, focus %v, search %q", w.section, w.window.Canvas().Focused(), w.history.filters.box.Text)
	}
	w.tabTo("Sale")
	w.keys("<Return>58<F3><Return>")
	if w.section != sectionSale || len(w.pays.paid) != 1 {
		t.Errorf("section %d, charged %+v", w.section, w.pays.paid)
	}
}

// TestTapTakesTheFocus from what Tab went to: Enter means the amount again.
func TestTapTakesTheFocus(t *testing.T) {
	w := newTill(t, func(c *Config) { c.Quick = []payment.Money{2000} })
	w.keys("<F3>")
	w.tabTo("HK$20")
	key := w.entryKey("5") // as the window's driver taps it, which leaves the focus alone
	key.MouseDown(nil)
	key.Tapped(&fyne.PointEvent{})
	w.keys("<Return>")
	if len(w.pays.paid) != 1 || w.pays.paid[0].Amount != 500 {
		t.Errorf("charged %+v", w.pays.paid)
	}
}

func (w *till) entryKey(label string) *press {
	return w.sale.entry.keypad.digits[slices.IndexFunc(w.sale.entry.keypad.digits, func(p *press) bool { return p.label == label })]
}

func TestListsGoByKeys(t *testing.T) {
	w := newTill(t)
	w.journal.all = transactions(100)
	w.goTo(sectionHistory)
	w.tabTo("the list")
	w.keys("<Down><Down><Return>")
	if !w.history.opened || w.history.page.t.Reference != w.journal.all[1].Reference {
		t.Errorf("opened %v, %q", w.history.opened, w.history.page.t.Reference)
	}
	w.keys("<Escape><End>")
	if got := w.history.lines[w.history.at].Reference; got == w.journal.all[0].Reference {
		t.Error("End stays at the top")
	}
	w.keys("<Home>")
	if got := w.history.lines[w.history.at].Reference; got != w.journal.all[0].Reference {
		t.Errorf("Home goes to %q", got)
	}

	w = picturedShop(t, func(*Config) {})
	w.settings.trace.cfg.Trace = func() []terminal.Message { return messages(50) }
	w.settings.unlock(nameOfManager)
	w.goTo(sectionSettings)
	w.tapOn("Messages")
	trace := w.settings.trace
	for _, step := range []struct {
		key string
		at  int
	}{{"<End>", 49}, {"<Home>", 0}, {"<Down>", 1}, {"<Up>", 0}} {
		if w.keys(step.key); trace.at != step.at {
			t.Errorf("%s goes to %d", step.key, trace.at)
		}
	}
	if w.keys("<Next>"); trace.at < 4 {
		t.Errorf("PgDn goes to %d", trace.at)
	}
	if w.keys("<Prior>"); trace.at != 0 {
		t.Errorf("PgUp goes to %d", trace.at)
	}
}

func TestAuditTrailScrollsByKeys(t *testing.T) {
	w, s := reporting(t)
	for range 100 {
		if err := s.Append(payment.AuditEntry{At: noon, What: payment.ActionPrintReceipt}); err != nil {
			t.Fatal(err)
		}
	}
	w.settings.unlock(nameOfManager)
	w.goTo(sectionSettings)
	w.tapOn("Audit trail")
	var list *keyList
	for _, o := range visible(w.window.Content()) {
		if l, ok := o.(*keyList); ok {
			list = l
		}
	}
	last := float32(0)
	for _, key := range []string{"<Down>", "<Next>", "<End>"} {
		if w.keys(key); list.GetScrollOffset() <= last {
			t.Errorf("%s scrolls to %.0f", key, list.GetScrollOffset())
		}
		last = list.GetScrollOffset()
	}
	if w.keys("<Home>"); list.GetScrollOffset() != 0 {
		t.Errorf("Home scrolls to %.0f", list.GetScrollOffset())
	}
}

// TestScreensScrollByKeys at the largest texts, where they don't fit.
func TestScreensScrollByKeys(t *testing.T) {
	fonts, err := LoadFonts()
	if err != nil {
		t.Fatal(err)
	}
	dress(t, Style{Fonts: fonts, TextSize: 200})
	for _, state := range everyState() {
		if !slices.Contains([]string{"transaction", "closing", "settings-shop", "questions", "help", "summary", "guide-1"}, state.name) {
			continue
		}
		t.Run(state.name, func(t *testing.T) {
			w := state.make(t, func(*Config) {})
			s := scrollOf(w.body)
			if s == nil {
				t.Fatal("nothing scrolls")
			}
			if w.keys("<End>"); s.Offset.Y+s.Size().Height < s.Content.Size().Height-1 {
				t.Errorf("End scrolls to %.0f of %.0f", s.Offset.Y, s.Content.Size().Height)
			}
			if w.keys("<Home>"); s.Offset.Y != 0 {
				t.Errorf("Home scrolls to %.0f", s.Offset.Y)
			}
			if w.keys("<Next>"); s.Offset.Y == 0 {
				t.Error("PgDn doesn't scroll")
			}
		})
	}
}

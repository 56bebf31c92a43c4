package ui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"harbourtill/store/people"
	"harbourtill/terminal"
)

// TestEveryTextIsWhole shows every screen in every language, at text sizes and
// on windows from the smallest to the largest, and finds texts that are cut,
// that stand in one another or beside the window.
func TestEveryTextIsWhole(t *testing.T) {
	fonts, err := LoadFonts()
	if err != nil {
		t.Fatal(err)
	}
	tongues, err := LoadTongues()
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range []string{"en", "zh-Hant", "zh-Hans"} {
		for _, percent := range []int{100, 150, 200} {
			t.Run(fmt.Sprintf("%s/%d", language, percent), func(t *testing.T) {
				dress(t, Style{Fonts: fonts, Tongue: tongues.Tongue(language), TextSize: percent})
				for _, state := range everyState() {
					t.Run(state.name, func(t *testing.T) { everyTextIsWhole(t, state.make(t, func(*Config) {})) })
				}
			})
		}
	}
}

func everyTextIsWhole(t *testing.T, w *till) {
	t.Helper()
	// 572 is what the smallest screen leaves below a title bar.
	for _, size := range []fyne.Size{{Width: 1024, Height: 572}, {Width: 1024, Height: 600}, {Width: 1280, Height: 800}, {Width: 1920, Height: 1080}} {
		w.window.Resize(size)
		for _, fault := range faultsOf(w.window) {
			t.Errorf("%.0f x %.0f: %s", size.Width, size.Height, fault)
		}
	}
}

// TestTextsGrow adds up how large texts are written on each screen, by their
// characters: at 200 per cent most of what a text needs must be given to it, even
// on the smallest window.
func TestTextsGrow(t *testing.T) {
	fonts, err := LoadFonts()
	if err != nil {
		t.Fatal(err)
	}
	sizes := map[int]map[string]float32{100: {}, 200: {}}
	for percent, averages := range sizes {
		t.Run(fmt.Sprint(percent), func(t *testing.T) {
			dress(t, Style{Fonts: fonts, TextSize: percent})
			for _, state := range everyState() {
				t.Run(state.name, func(t *testing.T) { averages[state.name] = averageSize(state.make(t, func(*Config) {})) })
			}
		})
	}
	for name, usual := range sizes[100] {
		if large := sizes[200][name]; large < 1.3*usual {
			t.Errorf("%s: %.1f pixels on average have grown to %.1f only", name, usual, large)
		}
	}
}

func averageSize(w *till) float32 {
	sum, characters := float32(0), float32(0)
	for _, o := range visible(w.window.Content()) {
		if text, ok := o.(*canvas.Text); ok {
			sum += text.TextSize * float32(len(text.Text))
			characters += float32(len(text.Text))
		}
	}
	return sum / characters
}

// everyState are the pictured states, and those that are seen less often.
func everyState() []state {
	manager := func(name string, do func(w *till)) state {
		return state{name, func(t *testing.T, change func(*Config)) *till {
			w := picturedShop(t, change)
			do(w)
			return w
		}}
	}
	page := func(at int) func(w *till) {
		return func(w *till) {
			w.settings.trace.cfg.Trace = func() []terminal.Message { return messages(40) }
			w.settings.unlock(nameOfManager)
			w.goTo(sectionSettings)
			w.settings.page(at)
		}
	}
	all := append(states(), []state{
		manager("crowded", func(w *till) {
			w.Handle(questions(2))
			w.Handle(terminal.TerminalChanged{State: terminal.NotReachable})
			w.goTo(sectionSale)
			w.keys("9999999.99<F6>")
		}),
		drilling("practised", func(w *till) {
			w.goTo(sectionDrills)
			w.drills.screen.among = true
			w.drills.screen.show()
		}),
		drilling("drill-told", func(w *till) {
			w.goTo(sectionDrills)
			w.keys("6")
		}),
		manager("no-amount", func(w *till) { w.keys("<Return>") }),
		manager("contested", func(w *till) {
			w.Handle(contested())
			w.goTo(sectionQuestions)
		}),
		manager("talk", func(w *till) {
			w.Handle(questions(1))
			w.goTo(sectionQuestions)
			w.keys("w")
		}),
		manager("filter-status", func(w *till) {
			w.goTo(sectionHistory)
			w.history.filters.pressed(filterStatus)
		}),
		manager("filter-channel", func(w *till) {
			w.goTo(sectionHistory)
			w.history.filters.pressed(filterChannel)
		}),
		manager("summary-days", func(w *till) {
			w.goTo(sectionSummary)
			w.keys("d")
		}),
		manager("help", func(w *till) { w.keys("?") }),
		manager("close-question", func(w *till) {
			w.keys("5<F3><Return>")
			w.onClose()
		}),
		manager("check", func(w *till) {
			page(0)(w)
			c := w.settings.checks
			c.cancel = func() {}
			for range checkLimit {
				c.attempts = append(c.attempts, terminal.Attempt{Profile: realTerminal(), Code: "5001", Took: time.Millisecond})
			}
			c.result = &terminal.CheckResult{Outcome: terminal.WorksOtherwise, Profile: realTerminal()}
			c.redraw()
			w.coverWith(c)
		}),
	}...)
	for i, name := range []string{"settings-terminal", "settings-shop", "settings-people", "settings-messages", "settings-audit"} {
		all = append(all, manager(name, func(w *till) {
			if _, err := w.crew.people.Add("Chan Tai Man", people.Cashier, "1111", ""); err != nil {
				w.t.Fatal(err)
			}
			page(i)(w)
		}))
	}
	return all
}

// messages are what a terminal and a till said to one another.
func messages(n int) []terminal.Message {
	var all []terminal.Message
	for range n {
		all = append(all, terminal.Message{At: noon, Link: "192.0.2.20:9001", Content: `{"func_type":1001,"out_trade_no":"01JDBQ6Z9W3C8Q4T5VQ2R00001"}`})
	}
	return all
}

// placed is a text or a button as it is seen: where, and in what.
type placed struct {
	words    string
	min, max fyne.Position
	// owner is the button or field that it is in; nil for none.
	owner fyne.CanvasObject
	box   bool // it is a button's or a field's own box
}

// survey walks what a window shows.
type survey struct {
	seen   []placed
	faults []string
	size   fyne.Size
}

func faultsOf(w fyne.Window) []string {
	s := &survey{size: w.Canvas().Size()}
	s.walk(w.Content(), fyne.NewPos(0, 0), fyne.NewPos(0, 0), fyne.NewPos(s.size.Width, s.size.Height), nil, false)
	s.overlaps()
	return s.faults
}

func (s *survey) fault(format string, values ...any) {
	s.faults = append(s.faults, fmt.Sprintf(format, values...))
}

// walk notes an object at a place; what stands outside of low to high can't be
// seen, but may be scrolled to when scrolled says so.
func (s *survey) walk(o fyne.CanvasObject, at, low, high fyne.Position, owner fyne.CanvasObject, scrolled bool) {
	if !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	if scroller := asScroll(o); scroller != nil {
		o = scroller
	}
	switch o := o.(type) {
	case *canvas.Text:
		s.text(o, at, low, high, owner, scrolled)
		return
	case *prose:
		s.prose(o)
	case *press, *tile, *widget.Entry, *textField, *picker, *tickBox, *lineField:
		owner = o
		s.note(placed{words: fmt.Sprintf("the box of %q", textsOf(o)), min: at, max: at.AddXY(o.Size().Width, o.Size().Height), owner: o, box: true}, low, high, scrolled)
	case *container.Scroll:
		low = fyne.NewPos(max(low.X, at.X), max(low.Y, at.Y))
		high = fyne.NewPos(min(high.X, at.X+o.Size().Width), min(high.Y, at.Y+o.Size().Height))
		inner := scrolled
		scrolled = true
		if o.Content.Size().Width > o.Size().Width+1 {
			s.fault("a scroller's content is %.0f wide in %.0f", o.Content.Size().Width, o.Size().Width)
		}
		if visible := high.Y - low.Y; owner == nil && !inner && visible < 60 && visible < o.Content.Size().Height {
			s.fault("a scroller shows %.0f pixels only", visible)
		}
		s.walk(o.Content, at, low, high, owner, scrolled)
		return
	}
	var parts []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		parts = o.Objects
	case fyne.Widget:
		parts = test.WidgetRenderer(o).Objects()
	}
	for _, part := range parts {
		s.walk(part, at, low, high, owner, scrolled)
	}
}

// prose finds what a text hides of itself.
func (s *survey) prose(p *prose) {
	if p.text == "" {
		return
	}
	if p.cut(p.Size().Width) && !p.mayCut {
		s.fault("%q is cut: %q", p.text, p.lines(p.Size().Width))
	}
	if need := p.heightFor(p.Size().Width); need > p.Size().Height+2 {
		s.fault("%q is %.0f high in %.0f", p.text, need, p.Size().Height)
	}
}

func (s *survey) text(t *canvas.Text, at, low, high fyne.Position, owner fyne.CanvasObject, scrolled bool) {
	if strings.TrimSpace(t.Text) == "" {
		return
	}
	size := t.MinSize()
	switch t.Alignment {
	case fyne.TextAlignCenter:
		at.X += (t.Size().Width - size.Width) / 2
	case fyne.TextAlignTrailing:
		at.X += t.Size().Width - size.Width
	}
	one := placed{words: t.Text, min: at, max: at.AddXY(size.Width, size.Height), owner: owner}
	if owner != nil && strings.HasSuffix(t.Text, "…") {
		if p, ok := owner.(*press); ok && !p.mayCut && !strings.Contains(p.label, t.Text) {
			s.fault("the button %q is cut: %q", p.label, t.Text)
		}
	}
	s.note(one, low, high, scrolled)
}

// note keeps what is seen of something, and finds what never can be.
func (s *survey) note(p placed, low, high fyne.Position, scrolled bool) {
	const slack = 2
	if p.min.X < low.X-slack || p.max.X > high.X+slack {
		s.fault("%q reaches from %.0f to %.0f, beside %.0f to %.0f", p.words, p.min.X, p.max.X, low.X, high.X)
	}
	if !scrolled && (p.min.Y < low.Y-slack || p.max.Y > high.Y+slack) {
		s.fault("%q reaches from %.0f to %.0f down, beside %.0f to %.0f", p.words, p.min.Y, p.max.Y, low.Y, high.Y)
	}
	if !p.box {
		// A line is higher than its letters.
		air := (p.max.Y - p.min.Y) * 0.17
		p.min.Y += air
		p.max.Y -= air
	}
	p.min = fyne.NewPos(max(p.min.X, low.X), max(p.min.Y, low.Y))
	p.max = fyne.NewPos(min(p.max.X, high.X), min(p.max.Y, high.Y))
	if p.max.X-p.min.X > slack && p.max.Y-p.min.Y > slack {
		s.seen = append(s.seen, p)
	}
}

// overlaps finds what stands in one another: texts, and buttons with whatever
// isn't their own.
func (s *survey) overlaps() {
	const slack = 2
	for i, a := range s.seen {
		for _, b := range s.seen[i+1:] {
			if a.owner != nil && a.owner == b.owner && (a.box || b.box) {
				s.within(a, b)
				continue
			}
			if min(a.max.X, b.max.X)-max(a.min.X, b.min.X) > slack && min(a.max.Y, b.max.Y)-max(a.min.Y, b.min.Y) > slack {
				s.fault("%q stands in %q", a.words, b.words)
			}
		}
	}
}

// within finds a text that is larger than its button.
func (s *survey) within(a, b placed) {
	box, text := a, b
	if b.box {
		box, text = b, a
	}
	if text.min.X < box.min.X-1 || text.max.X > box.max.X+1 || text.min.Y < box.min.Y-1 || text.max.Y > box.max.Y+1 {
		s.fault("%q is larger than %s", text.words, box.words)
	}
}

// TestFieldsGrowWithTheWindow: what is typed is as large as what stands beside it.
func TestFieldsGrowWithTheWindow(t *testing.T) {
	w := newTill(t)
	for _, c := range []struct{ width, height, text float32 }{
		{1024, 600, sizeBody}, {1280, 800, 1.3 * sizeBody}, {1920, 1080, 1.4 * sizeBody}, {1024, 600, sizeBody},
	} {
		w.window.Resize(fyne.NewSize(c.width, c.height))
		if got := theme.TextSize(); got != c.text {
			t.Errorf("%g wide: fields are written in %g, not %g", c.width, got, c.text)
		}
	}
}

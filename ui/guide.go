package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"harbourtill/terminal/provision"
)

// welcomeInAll is said before anybody has chosen a language.
const welcomeInAll = "Choose the language of this till.  選擇收銀機的語言。  选择收银机的语言。"

// Guide leads whoever starts a till for the first time. It outlives windows,
// since a language counts from the next one on. The zero Guide is at its
// beginning. It belongs to the UI goroutine.
type Guide struct{ step guideStep }

// guideStep is how far a guide has come.
type guideStep int

// The steps.
const (
	guideLanguage guideStep = iota
	guideNames
	guideTerminal
	guideDone
)

// guideCard shows the guide's step. Leaving it at any step leaves a till that
// works, for training.
type guideCard struct {
	cfg         Config
	root        *fyne.Container
	pane        *pane
	shade, card *canvas.Rectangle
	title, text *prose
	name, shop  *widget.Entry
	labels      []*prose
	buttons     []*press
	note        *prose
	leave       func()
	connect     func()
	saving      bool
}

// newGuideCard builds the card; leave takes it away, connect leads to the
// terminal's settings.
func newGuideCard(cfg Config, leave, connect func()) *guideCard {
	p := colours()
	g := &guideCard{cfg: cfg, leave: leave, connect: connect, shade: canvas.NewRectangle(p.sunken), card: ground()}
	g.title, g.text = newStrong("", sizeLarge, p.ink), newProse("", sizeBody, p.muted)
	g.note = newStrong("", sizeBody, p.red)
	g.name, g.shop = widget.NewEntry(), widget.NewEntry()
	g.name.OnSubmitted = func(string) { g.onNames() }
	g.shop.OnSubmitted = g.name.OnSubmitted
	g.labels = []*prose{newStrong(tr("Till's name"), sizeBody, p.ink), newStrong(tr("Shop's name"), sizeBody, p.ink)}
	g.root = &fyne.Container{}
	g.pane = newPane(g.root, g.arrange)
	g.show()
	return g
}

func (g *guideCard) face() fyne.CanvasObject { return g.pane.scroll }

func (g *guideCard) counting() bool { return false }

func (g *guideCard) tick() {}

// show puts the step on the card.
func (g *guideCard) show() {
	p := colours()
	var choices []choice
	fields := false
	switch g.cfg.Guide.step {
	case guideLanguage:
		g.title.say("Welcome  歡迎  欢迎", p.ink)
		g.text.say(welcomeInAll, p.muted)
		for i, code := range provision.Languages() {
			choices = append(choices, choice{label: languageNames()[i], key: string(rune('1' + i)), look: lookQuiet(), do: func() { g.onLanguage(code) }})
		}
	case guideNames:
		fields = true
		g.title.say(tr("What is this till called?"), p.ink)
		g.text.say(tr("The names stand on receipts and reports. You can change them later in Settings."), p.muted)
		choices = []choice{{label: tr("Go on"), key: "Enter", look: lookPrimary(), do: g.onNames}}
	default:
		g.title.say(tr("Try it, or connect a terminal?"), p.ink)
		g.text.say(tr("In training a terminal in software takes the payments: no real money moves. A real terminal can be connected any time in Settings; the manager chooses a PIN for that."), p.muted)
		choices = []choice{
			{label: tr("Try it now"), key: "T", look: lookPrimary(), do: g.finish},
			{label: tr("Connect a terminal"), key: "C", look: lookQuiet(), do: func() {
				g.finish()
				g.connect()
			}},
		}
	}
	choices = append(choices, choice{label: tr("Skip"), key: "Esc", look: lookQuiet(), do: g.skip})
	g.buttons = nil
	g.root.Objects = []fyne.CanvasObject{g.shade, g.card, g.title, g.text, g.note}
	if fields {
		t := g.cfg.Setup.Till()
		g.name.SetText(t.Name)
		g.shop.SetText(t.Shop)
		g.root.Objects = append(g.root.Objects, g.name, g.shop, g.labels[0], g.labels[1])
	}
	for _, c := range choices {
		b := newPress(c.label, c.key, c.look, c.do)
		g.buttons = append(g.buttons, b)
		g.root.Objects = append(g.root.Objects, b)
	}
	g.root.Refresh()
}

func (g *guideCard) onLanguage(code string) {
	t := g.cfg.Setup.Till()
	t.Language = code
	g.save(t, guideNames)
}

func (g *guideCard) onNames() {
	t := g.cfg.Setup.Till()
	t.Name, t.Shop = strings.TrimSpace(g.name.Text), strings.TrimSpace(g.shop.Text)
	if t.Name == "" {
		g.note.say(shopFaultWords("name"), colours().red)
		g.root.Refresh()
		return
	}
	g.save(t, guideTerminal)
}

// save keeps what was said, and goes on in a new window.
func (g *guideCard) save(t provision.Till, next guideStep) {
	if g.saving {
		return
	}
	g.saving = true
	g.cfg.background(func() {
		err := g.cfg.Setup.SaveTill(context.Background(), t, g.cfg.operator())
		g.cfg.Do(func() {
			g.saving = false
			if err != nil {
				g.note.say(tr("The settings aren't saved: ")+err.Error(), colours().red)
				g.root.Refresh()
				return
			}
			g.cfg.Guide.step = next
			g.cfg.Till.Replace(g.cfg.Setup.Profile(), g.cfg.operator())
		})
	})
}

// skip ends the guide for good, with what was said until then.
func (g *guideCard) skip() {
	g.finish()
	g.cfg.background(func() {
		if err := g.cfg.Setup.SaveTill(context.Background(), g.cfg.Setup.Till(), g.cfg.operator()); err != nil {
			g.cfg.Do(func() { g.cfg.Guide.step = guideLanguage }) // it comes again at the next start
		}
	})
}

func (g *guideCard) finish() {
	g.cfg.Guide.step = guideDone
	g.leave()
}

func (g *guideCard) key(name string) {
	for _, b := range g.buttons {
		if strings.EqualFold(b.key, name) {
			b.act()
			return
		}
	}
}

func (g *guideCard) arrange(size fyne.Size) float32 {
	u := unitFor(size)
	width, height := min(size.Width-2*gridOuter, 820*u*textScale()), min(size.Height-2*gridOuter, 440*u)
	x := (size.Width - width) / 2
	margin := 32 * u
	inner := width - 2*margin
	button := tall(52*u, sizeStrong*u)
	buttons := float32(len(g.buttons)) * (button + 2*gridHalf*u)
	// First from the top, to learn how high it is.
	height = max(height, g.arrangeWords(x+margin, margin, inner, u)+buttons+margin)
	y := centred(size, height)
	g.arrangeWords(x+margin, y+margin, inner, u)
	place(g.shade, 0, 0, size.Width, max(size.Height, y+height+gridOuter))
	place(g.card, x, y, width, height)
	row := y + height - margin
	for i := len(g.buttons) - 1; i >= 0; i-- {
		row -= button + gridHalf*u
		g.buttons[i].resizeType(sizeStrong * u)
		place(g.buttons[i], x+margin, row, inner, button)
		row -= gridHalf * u
	}
	return y + height + gridOuter
}

// arrangeWords places texts and fields from y and returns where they end.
func (g *guideCard) arrangeWords(x, y, width, u float32) float32 {
	g.title.resizeType(sizeLarge * u)
	g.text.resizeType(sizeBody * u)
	g.note.resizeType(sizeBody * u)
	y = placeProse(g.title, x, y, width) + grid*u
	y = placeProse(g.text, x, y, width) + gridOuter*u
	if g.cfg.Guide.step == guideNames {
		label := wide(190*u, width*0.4)
		for i, entry := range []*widget.Entry{g.name, g.shop} {
			height := max(fieldInput*u, entry.MinSize().Height)
			g.labels[i].resizeType(sizeBody * u)
			words := g.labels[i].heightFor(label - 10*u)
			place(g.labels[i], x, y+max(0, min(10*u, (height-words)/2)), label-10*u, words)
			place(entry, x+label, y, width-label, height)
			y += max(height, words) + gridWide*u
		}
	}
	return placeProse(g.note, x, y, width)
}

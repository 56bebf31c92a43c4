package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"harbourtill/terminal"
	"harbourtill/terminal/provision"
)

// Guide leads whoever starts a till for the first time, and whoever connects its
// terminal. It outlives windows, since a language counts from the next one on. The
// zero Guide is at its beginning. It belongs to the UI goroutine.
type Guide struct {
	step guideStep
	// alone: it began at guideLink, from the settings.
	alone bool
}

// NewGuide returns a guide that begins with a till that was never set up, and waits
// to be asked for with any other.
func NewGuide(fresh bool) *Guide {
	if fresh {
		return new(Guide)
	}
	return &Guide{step: guideDone}
}

// guideStep is how far a guide has come.
type guideStep int

// The steps. Those from guideLink to guideConfirm connect a terminal.
const (
	guideLanguage guideStep = iota
	guideNames
	guideTerminal
	guideLink
	guidePlace
	guideKey
	guideConfirm
	guideReady
	guideDone
)

// guidePage is what a step shows.
type guidePage struct {
	title, text string
	// count is how far the guide is: "2 / 3".
	count string
	// list is what there is to choose from, each with a sentence beside it.
	list   []guideChoice
	fields []*field
	// foot are the ways on, from the left; the last is the usual one.
	foot []choice
}

type guideChoice struct {
	choice
	hint string
}

// guideHandlers is what a guide asks of the window.
type guideHandlers struct {
	// leave ends it; cover puts the guide itself, or what it needs, in front.
	leave func()
	cover func(cover)
	// asManager goes on once a manager's PIN was right, newPIN once the first one was
	// chosen.
	asManager func(then func(by string))
	newPIN    func(then func())
}

// guideCard shows the guide's step. Leaving it at any step leaves the till as it
// was: what was typed counts from the last step on, all at once.
type guideCard struct {
	cfg          Config
	handlers     guideHandlers
	root         *fyne.Container
	pane         *pane
	shade, card  *canvas.Rectangle
	title, text  *prose
	count        *prose
	note         *prose
	name, shop   *lineField
	nameF, shopF *field
	fields       *fyne.Container
	page         guidePage
	hints        []*prose
	list, foot   []*press
	saving       bool
	connecting   guideConnection
}

// newGuideCard builds the card at the guide's step.
func newGuideCard(cfg Config, h guideHandlers) *guideCard {
	p := colours()
	g := &guideCard{cfg: cfg, handlers: h, shade: canvas.NewRectangle(p.sunken), card: ground()}
	g.title, g.text = newStrong("", sizeLarge, p.ink), newProse("", sizeBody, p.muted)
	g.count = newLine("", sizeBody, p.muted)
	g.note = newStrong("", sizeBody, p.red)
	g.name, g.shop = newLineField(), newLineField()
	g.name.OnSubmitted = func(string) { g.onNames() }
	g.shop.OnSubmitted = g.name.OnSubmitted
	g.nameF, g.shopF = newField("name", tr("Till's name"), "", g.name), newField("shop", tr("Shop's name"), "", g.shop)
	t := cfg.Setup.Till()
	g.name.SetText(t.Name)
	g.shop.SetText(t.Shop)
	g.connecting = newGuideConnection(g)
	g.root, g.fields = &fyne.Container{}, &fyne.Container{}
	g.pane = newPane(g.root, g.arrange)
	g.show()
	return g
}

func (g *guideCard) face() fyne.CanvasObject { return g.pane.scroll }

// pageNow is the page of the step.
func (g *guideCard) pageNow() guidePage {
	back, skip := g.backTo, choice{label: tr("Skip"), look: lookQuiet(), do: g.skip}
	switch g.cfg.Guide.step {
	case guideLanguage:
		page := guidePage{title: "Welcome  歡迎  欢迎", text: welcomeInAll, count: "1 / 3"}
		for i, code := range provision.Languages() {
			look := lookQuiet()
			if code == tongueNow().code {
				look = lookPrimary()
			}
			page.list = append(page.list, guideChoice{choice: choice{
				label: languageNames()[i], key: string(rune('1' + i)), look: look, do: func() { g.onLanguage(code) },
			}})
		}
		skip.key = "Esc"
		page.foot = []choice{skip}
		return page
	case guideNames:
		return guidePage{
			title: tr("What is this till called?"), text: tr(wordsGuideNames), count: "2 / 3", fields: []*field{g.nameF, g.shopF},
			foot: []choice{back(guideLanguage), skip, {label: tr("Go on"), key: "Enter", look: lookPrimary(), do: g.onNames}},
		}
	case guideTerminal:
		return guidePage{
			title: tr("Try it, or connect a terminal?"), text: tr(wordsGuideTraining), count: "3 / 3",
			list: []guideChoice{
				{choice{label: tr("Try it now"), key: "T", look: lookPrimary(), do: g.finish}, tr(wordsGuideTry)},
				{choice{label: tr("Connect a terminal"), key: "C", look: lookQuiet(), do: g.onConnect}, tr(wordsGuideConnect)},
			},
			foot: []choice{back(guideNames)},
		}
	}
	return g.connectPage()
}

// backTo is the way back to a step.
func (g *guideCard) backTo(step guideStep) choice {
	return choice{label: tr("Back"), key: "Esc", look: lookQuiet(), do: func() { g.goTo(step) }}
}

// goTo brings a step to the front.
func (g *guideCard) goTo(step guideStep) {
	g.cfg.Guide.step = step
	g.note.say("", colours().red)
	g.show()
	g.handlers.cover(g)
	g.write()
}

// write gives the step's first field the keyboard: what is typed replaces what
// stands in it. Ports are chosen by keys of their own.
func (g *guideCard) write() {
	if g.connecting.form.route.kind() == terminal.LinkSerial && g.cfg.Guide.step == guidePlace {
		return
	}
	for _, f := range g.page.fields {
		if input, ok := f.input.(interface {
			fyne.Focusable
			fyne.Shortcutable
		}); ok && !f.hidden {
			focus(g.root, input)
			input.TypedShortcut(&fyne.ShortcutSelectAll{})
			return
		}
	}
}

// show puts the step on the card.
func (g *guideCard) show() {
	g.page = g.pageNow()
	g.title.say(g.page.title, colours().ink)
	g.text.say(g.page.text, colours().muted)
	g.count.say(g.page.count, colours().muted)
	g.fields.Objects = nil
	for _, f := range g.page.fields {
		g.fields.Objects = append(g.fields.Objects, f.objects()...)
	}
	g.root.Objects = []fyne.CanvasObject{g.shade, g.card, g.title, g.count, g.text, g.note}
	g.list, g.foot, g.hints = nil, nil, nil
	for _, c := range g.page.list {
		g.list = append(g.list, g.button(c.choice))
		hint := newProse(c.hint, sizeBody, colours().muted)
		g.hints = append(g.hints, hint)
		g.root.Objects = append(g.root.Objects, hint)
	}
	g.root.Objects = append(g.root.Objects, g.fields)
	for _, c := range g.page.foot {
		g.foot = append(g.foot, g.button(c))
	}
	g.root.Refresh()
}

func (g *guideCard) button(c choice) *press {
	b := newPress(c.label, c.key, c.look, c.do)
	b.disabled = c.disabled
	g.root.Objects = append(g.root.Objects, b)
	return b
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
		g.nameF.blame(shopFaultWords("name"))
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
				g.tell(tr("The settings aren't saved: ") + err.Error())
				return
			}
			g.cfg.Guide.step = next
			g.cfg.Till.Replace(g.cfg.Setup.Profile(), g.cfg.operator())
		})
	})
}

func (g *guideCard) tell(text string) {
	g.note.say(text, colours().red)
	g.root.Refresh()
}

// refuse says why what was said isn't in force. The till is as it was.
func (g *guideCard) refuse(err error) {
	g.saving = false
	if g.cfg.Guide.step == guideReady {
		g.goTo(guideConfirm)
	} else {
		g.show()
	}
	g.tell(replaceRefusedWords(err))
}

// skip ends the guide for good, with what was said until then.
func (g *guideCard) skip() {
	first := g.cfg.Guide.step < guideLink
	g.finish()
	if !first {
		return
	}
	g.cfg.background(func() {
		if err := g.cfg.Setup.SaveTill(context.Background(), g.cfg.Setup.Till(), g.cfg.operator()); err != nil {
			g.cfg.Do(func() { g.cfg.Guide.step = guideLanguage }) // it comes again at the next start
		}
	})
}

func (g *guideCard) finish() {
	g.cfg.Guide.step = guideDone
	g.handlers.leave()
}

// key takes the choice with this key; Enter takes the usual one of a list, whatever
// its key. Any other character belongs to the field.
func (g *guideCard) key(name string) {
	all := append(append([]*press(nil), g.list...), g.foot...)
	if pressKey(all, name) {
		return
	}
	if at := slices.IndexFunc(g.list, func(b *press) bool { return b.look == lookPrimary() }); at >= 0 && name == "Enter" {
		g.list[at].act()
		return
	}
	if runes := []rune(name); len(runes) == 1 && name != "⌫" {
		for _, f := range g.page.fields {
			if input, ok := f.input.(fyne.Focusable); ok && !f.hidden {
				focus(g.root, input)
				input.TypedRune(runes[0])
				return
			}
		}
	}
}

func (g *guideCard) arrange(size fyne.Size) float32 {
	u := unitFor(size)
	width, height := min(size.Width-2*gridOuter, 860*u*textScale()), min(size.Height-2*gridOuter, 480*u)
	x := (size.Width - width) / 2
	margin := 32 * u
	inner := width - 2*margin
	foot := g.arrangeFoot(x+margin, 0, inner, u)
	// First from the top, to learn how high it is.
	height = max(height, g.arrangeWords(x+margin, margin, inner, u)+gridWide*u+foot+margin)
	y := centred(size, height)
	g.arrangeWords(x+margin, y+margin, inner, u)
	g.arrangeFoot(x+margin, y+height-margin-foot, inner, u)
	place(g.shade, 0, 0, size.Width, max(size.Height, y+height+gridOuter))
	place(g.card, x, y, width, height)
	return y + height + gridOuter
}

// arrangeWords places all but the ways on from y and returns where it ends.
func (g *guideCard) arrangeWords(x, y, width, u float32) float32 {
	g.title.resizeType(sizeLarge * u)
	g.text.resizeType(sizeBody * u)
	g.note.resizeType(sizeBody * u)
	g.count.resizeType(sizeBody * u)
	count := g.count.width()
	place(g.count, x+width-count, y+(g.title.lineHeight()-g.count.lineHeight())/2, count, g.count.lineHeight())
	y = placeProse(g.title, x, y, width-count-grid*u) + grid*u
	y = placeProse(g.text, x, y, width) + gridOuter*u
	for i, b := range g.list {
		b.resizeType(sizeStrong * u)
		y = g.arrangeChoice(b, g.hints[i], x, y, width, u) + grid*u
	}
	height := float32(0)
	for _, f := range g.page.fields {
		height = f.place(height, width, u)
	}
	place(g.fields, x, y, width, height)
	return placeProse(g.note, x, y+height, width)
}

// arrangeChoice places a button with its sentence beside it, enlarged below it.
func (g *guideCard) arrangeChoice(b *press, hint *prose, x, y, width, u float32) float32 {
	height := tall(52*u, sizeStrong*u)
	hint.resizeType(sizeBody * u)
	if hint.text == "" || enlarged() {
		place(b, x, y, width, height)
		return placeProse(hint, x, y+height, width)
	}
	button := 250 * u
	room := width - button - gridOuter*u
	words := hint.heightFor(room)
	height = max(height, words)
	place(b, x, y, button, height)
	place(hint, x+button+gridOuter*u, y+(height-words)/2, room, words)
	return y + height
}

// arrangeFoot places the ways on at y and returns their height: beside one another
// where they fit, the usual one as wide as there is room.
func (g *guideCard) arrangeFoot(x, y, width, u float32) float32 {
	height, gap := tall(52*u, sizeStrong*u), gridWide*u
	for _, b := range g.foot {
		b.resizeType(sizeStrong * u)
	}
	if wantedBy(g.foot, gap) > width {
		return flow(g.foot, x, y, width, height, gap) - y
	}
	right := x + width
	for i, b := range g.foot {
		wanted := b.wanted()
		if i == len(g.foot)-1 && b.look == lookPrimary() {
			wanted = right - x
		}
		place(b, x, y, wanted, height)
		x += wanted + gap
	}
	return height
}

// counting: cables come and go while the ports are in sight.
func (g *guideCard) counting() bool {
	return g.cfg.Guide.step == guidePlace && g.connecting.form.route.kind() == terminal.LinkSerial
}

// tick looks for cables every other second.
func (g *guideCard) tick() {
	if g.connecting.ticks++; g.connecting.ticks%2 == 0 && g.counting() {
		g.listPorts()
	}
}

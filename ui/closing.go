package ui

import (
	"context"
	"io"
	"slices"

	"fyne.io/fyne/v2"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
	"harbourtill/ui/paper"
)

// closingsShown is how many Z reports the list has room for; older ones come in
// steps of as many.
const closingsShown = 7

// closingPage closes the day: what has happened since it was closed last, and
// the Z reports until then.
type closingPage struct {
	cfg      Config
	window   fyne.Window
	handlers summaryHandlers
	root     *fyne.Container
	pane     *pane
	title    *prose
	back     *press
	actions  []*press
	list     []*press // now, then Z reports, newest first
	older    *press
	empty    *prose
	note     *prose
	body     *fyne.Container
	scroll   *scroll
	cards    []*factCard
	question *questionCard

	x        payment.Closing
	zs       []payment.Closing
	below    int // the list begins with numbers below; 0: with the newest
	shown    int // the Z number that is shown; 0 for what has happened since
	compared *payment.Reconciliation
	round    bool // a comparison is going on
	busy     bool // a closing is being written
	turn     int
}

func newClosingPage(window fyne.Window, cfg Config, h summaryHandlers, show func(bool)) *closingPage {
	p := colours()
	c := &closingPage{cfg: cfg, window: window, handlers: h, question: newQuestionCard()}
	c.title, c.note, c.empty = newStrong("", sizeTitle, p.ink), newProse("", sizeBody, p.muted), newProse("", sizeBody, p.muted)
	c.title.maxLines, c.note.maxLines = linesOf(1), linesOf(2)
	c.back = newPress(tr("Summary"), "Esc", lookQuiet(), func() { show(false) })
	for _, choice := range c.deeds() {
		c.actions = append(c.actions, newPress(choice.label, choice.key, choice.look, choice.do))
	}
	for i := range closingsShown + 1 {
		b := newPress("", "", lookQuiet(), func() { c.choose(i) })
		b.plain = true
		c.list = append(c.list, b)
	}
	c.older = newPress(tr("Older…"), "", lookQuiet(), c.onOlder)
	c.body = &fyne.Container{Layout: closingBody{c}}
	c.scroll = newScroll(c.body)
	c.root = &fyne.Container{}
	c.pane = newPane(c.root, c.arrange)
	return c
}

// deeds are what can be done with a closing.
func (c *closingPage) deeds() []choice {
	return []choice{
		{label: tr("Close the day…"), key: "Z", look: lookPrimary(), do: c.onClose},
		{label: tr("Compare with the terminal"), key: "C", look: lookQuiet(), do: c.onCompare},
		{label: "PDF", key: "F", look: lookQuiet(), do: c.onSave},
	}
}

// read reads what has happened since the last closing, and the list, in the
// background.
func (c *closingPage) read() {
	c.turn++
	turn, below := c.turn, c.below
	c.redraw()
	c.cfg.background(func() {
		x, err := c.cfg.Reports.Closing(context.Background())
		var zs []payment.Closing
		if err == nil {
			zs, err = c.cfg.Reports.Closings(closingsShown, below)
		}
		c.cfg.Do(func() {
			if turn != c.turn {
				return
			}
			if err != nil {
				c.note.say(historyWords(err), colours().red)
				c.redraw()
				return
			}
			if !x.From.Equal(c.x.From) {
				c.compared = nil
			}
			x.At = c.cfg.Now()
			c.x, c.zs = x, zs
			c.redraw()
		})
	})
}

// closing is the one that is shown.
func (c *closingPage) closing() payment.Closing {
	for _, z := range c.zs {
		if z.Number == c.shown && c.shown > 0 {
			return z
		}
	}
	x := c.x
	x.Reconciliation = c.compared
	return x
}

func (c *closingPage) choose(i int) {
	c.shown = 0
	if i > 0 && i <= len(c.zs) {
		c.shown = c.zs[i-1].Number
	}
	c.note.say("", colours().muted)
	c.scroll.ScrollToTop()
	c.redraw()
}

// onOlder lists older Z reports, and after the oldest the newest again.
func (c *closingPage) onOlder() {
	c.below = 0
	if n := len(c.zs); n == closingsShown && c.zs[n-1].Number > 1 {
		c.below = c.zs[n-1].Number
	}
	c.shown = 0
	c.read()
}

// onCompare has the terminal asked about everything that is to be closed, or
// stops that.
func (c *closingPage) onCompare() {
	if c.round {
		c.cfg.Till.StopReconciling()
		return
	}
	if c.shown > 0 || c.busy {
		return
	}
	c.cfg.background(func() {
		references, err := c.cfg.Reports.ToClose(context.Background())
		c.cfg.Do(func() {
			switch {
			case err != nil:
				c.note.say(historyWords(err), colours().red)
			case len(references) == 0:
				c.note.say(tr(wordsNothingToday), colours().muted)
			default:
				c.note.say(tr(wordsComparing), colours().muted)
				c.cfg.Till.Reconcile(references, c.cfg.operator())
			}
			c.redraw()
		})
	})
}

// comparing shows how far the comparison has come.
func (c *closingPage) comparing(e terminal.ReconcileChanged) {
	c.round = true
	c.note.say(roundWords(e), colours().ink)
	c.redraw()
}

// comparedWith takes what a comparison has found.
func (c *closingPage) comparedWith(r payment.Reconciliation) {
	c.round, c.compared = false, &r
	ink := colours().green
	if !r.Agrees() {
		ink = colours().red
	}
	c.note.say(comparedResult(r), ink)
	c.read()
}

// onClose closes the day, once a manager has agreed.
func (c *closingPage) onClose() {
	if c.shown > 0 || c.busy || c.round {
		return
	}
	c.handlers.asManager(tr(wordsCloseNeedsPIN), func(by string) {
		title, text := closeQuestion(c.closing(), c.cfg.Training)
		c.question.show(title, text,
			choice{label: tr("Close the day"), key: "Z", look: lookDanger(), do: func() { c.close(by) }},
			choice{label: tr("Not yet"), key: "Esc", look: lookPrimary(), do: c.handlers.uncover},
		)
		c.handlers.cover(c.question)
	})
}

func (c *closingPage) close(by string) {
	c.handlers.uncover()
	if c.busy {
		return
	}
	c.busy = true
	c.redraw()
	compared := c.compared
	c.cfg.background(func() {
		z, err := c.cfg.Reports.CloseDay(context.Background(), by, compared)
		c.cfg.Do(func() {
			c.busy = false
			if err != nil {
				c.note.say(tr("The day isn't closed: ")+err.Error(), colours().red)
				c.redraw()
				return
			}
			c.compared, c.below, c.shown = nil, 0, z.Number
			c.scroll.ScrollToTop()
			c.note.say(tr("The day is closed with Z report %d. A new business day has begun.", z.Number), colours().green)
			c.read()
		})
	})
}

// onSave saves the report that is shown.
func (c *closingPage) onSave() { c.cfg.saveAs(c.window, c.saving(c.closing())) }

// saving is a closing's report as a file; a Z report is a copy from the second
// time on.
func (c *closingPage) saving(z payment.Closing) saving {
	name, subject := tr("X report"), "X"
	if z.Number > 0 {
		name, subject = tr("Z report %d", z.Number), zReportSubject(z.Number)
	}
	first, again := c.cfg.writeReport(c.cfg.closingReport(z, false)), c.cfg.writeReport(c.cfg.closingReport(z, true))
	return saving{
		name: c.cfg.reportName(name, z.At) + ".pdf", note: c.cfg.noting(payment.ActionExported, subject),
		write: func(w io.Writer, file string) error {
			if z.Number == 0 {
				return first(w, file)
			}
			saved, err := c.cfg.zReportSaved(z.Number, name)
			switch {
			case err != nil:
				return err
			case saved:
				return again(w, file)
			}
			return first(w, file)
		},
		done: func(file string, err error) {
			c.note.say(savedWords(file, err))
			c.redraw()
		},
	}
}

func (c *closingPage) redraw() {
	p := colours()
	z := c.closing()
	c.title.say(closingName(z), p.ink)
	for i, b := range c.list {
		b.Hidden = i > len(c.zs)
		switch {
		case i == 0:
			b.say(tr("Since the last closing"), chosenLook(c.shown == 0), true)
		case i <= len(c.zs):
			b.say(closingLine(c.zs[i-1]), chosenLook(c.shown == c.zs[i-1].Number), true)
		}
	}
	c.older.Hidden = len(c.zs) < closingsShown && c.below == 0
	c.empty.say("", p.muted)
	if len(c.zs) == 0 {
		c.empty.say(tr(wordsNoClosings), p.muted)
	}
	now := c.shown == 0
	c.actions[0].say(c.actions[0].label, lookPrimary(), now && !c.busy && !c.round)
	compare := tr("Compare with the terminal")
	if c.round {
		compare = tr("Stop comparing")
	}
	c.actions[1].say(compare, lookQuiet(), now && !c.busy)
	c.cards = c.closingCards(z)
	c.body.Objects = nil
	for _, card := range c.cards {
		c.body.Objects = append(c.body.Objects, card.objects()...)
	}
	c.root.Objects = []fyne.CanvasObject{c.title, c.note, c.empty, c.back}
	for _, b := range append(append(slices.Clone(c.actions), c.list...), c.older) {
		c.root.Objects = append(c.root.Objects, b)
	}
	c.root.Objects = append(c.root.Objects, c.scroll)
	c.body.Refresh()
	c.root.Refresh()
}

// closingCards are a closing's report as cards.
func (c *closingPage) closingCards(z payment.Closing) []*factCard {
	p := colours()
	var cards []*factCard
	var warnings []fact
	for _, text := range closingWarnings(z) {
		warnings = append(warnings, fact{lines: []factLine{{text: text, ink: p.red}}})
	}
	if len(warnings) > 0 {
		cards = append(cards, newFactCard(tr("PLEASE NOTE"), warnings))
	}
	cards = append(cards, newFactCard(tr("MONEY"), pairFacts(closingMoney(z))))
	var channels []fact
	for _, one := range z.Channels {
		channels = append(channels, fact{name: channelName(one.Channel), lines: []factLine{{text: sumsWords(one.Sums), ink: p.ink}}})
	}
	if len(channels) > 0 {
		cards = append(cards, newFactCard(tr("BY CHANNEL"), channels))
	}
	if len(z.Days) > 1 {
		var days []fact
		for _, d := range z.Days {
			days = append(days, fact{name: d.Day, lines: []factLine{{text: sumsWords(d.Sums), ink: p.ink}}})
		}
		cards = append(cards, newFactCard(tr("BY DAY"), days))
	}
	if r := z.Reconciliation; r != nil {
		cards = append(cards, newFactCard(tr("COMPARED WITH THE TERMINAL"), differenceFacts(*r)))
	}
	return append(cards, newFactCard(tr("REPORT"), pairFacts(closingHead(z))))
}

func pairFacts(pairs []paper.Pair) []fact {
	var facts []fact
	for _, pair := range pairs {
		facts = append(facts, fact{name: pair.Key, lines: []factLine{{text: pair.Value, ink: colours().ink}}})
	}
	return facts
}

// differenceFacts list what the terminal says otherwise.
func differenceFacts(r payment.Reconciliation) []fact {
	facts := []fact{{name: moment(r.Ended), lines: []factLine{{text: comparedResult(r), ink: colours().ink}}}}
	for _, d := range r.Differences() {
		facts = append(facts, fact{name: string(d.Reference), lines: []factLine{
			{text: tr("The till said: ") + journalSays(d), ink: colours().ink}, {text: tr("The terminal says: ") + terminalSays(d), ink: colours().red},
		}})
	}
	return facts
}

func (c *closingPage) key(name fyne.KeyName) {
	if name == fyne.KeyEscape {
		c.back.act()
		return
	}
	scrollKey(c.pane.scroll, name)
}

func (c *closingPage) rune(r rune) { pressKey(c.actions, string(r)) }

// remindOfClosing says on the sale screen that days before today aren't closed,
// in a shop that closes them.
func (w *Window) remindOfClosing() {
	if w.cfg.Reports == nil {
		return
	}
	w.cfg.background(func() {
		zs, err := w.cfg.Reports.Closings(1, 0)
		if err != nil || len(zs) == 0 {
			return
		}
		x, err := w.cfg.Reports.Closing(context.Background())
		if err != nil || len(x.Days) == 0 || x.Days[0].Day >= payment.Day(w.cfg.Now()) {
			return
		}
		w.cfg.Do(func() { w.sale.remind(tr("%s isn't closed yet: see Summary, End of day.", x.Days[0].Day)) })
	})
}

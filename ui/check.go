package ui

import (
	"context"
	"strings"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"harbourtill/terminal"
)

// checkLimit is how many inquiries a check sends at most (protocol section 6).
const checkLimit = 12

// checkPause is how often the card is drawn anew while a check is under way.
const checkPause = 250 * time.Millisecond

// checkCard runs the connection check and shows how it goes.
type checkCard struct {
	root        *fyne.Container
	pane        *pane
	shade, card *canvas.Rectangle
	title, end  *prose
	track, done *canvas.Rectangle
	lines       []*prose
	// more shows or hides what was tried, in the terminal's own words.
	more    *press
	details bool
	stop    *press
	act     *press

	cfg      Config
	handlers checkHandlers
	cancel   context.CancelFunc
	// run numbers the checks: what an older one says is ignored.
	run int
	// mu guards what the check's goroutine writes: the attempts of the check that is
	// live, and when they were drawn last.
	mu       sync.Mutex
	live     int
	attempts []terminal.Attempt
	drawn    time.Time
	result   *terminal.CheckResult
	// checked is what start was called with.
	checked terminal.Profile
}

// checkHandlers is what a check ends in.
type checkHandlers struct {
	// take puts settings that work into the form.
	take func(terminal.Profile)
	// goOn goes on at once with settings that work as they are; nil where nothing
	// follows.
	goOn func(terminal.Profile)
	// look shows the terminal's certificate.
	look  func(terminal.Profile)
	leave func()
}

func newCheckCard(cfg Config, h checkHandlers) *checkCard {
	p := colours()
	c := &checkCard{cfg: cfg, handlers: h, shade: canvas.NewRectangle(p.sunken), card: canvas.NewRectangle(p.card)}
	c.card.CornerRadius, c.card.StrokeColor, c.card.StrokeWidth = 2*corner, p.line, 1
	c.title, c.end = newStrong("", sizeTitle, p.ink), newStrong("", sizeBody, p.ink)
	c.track, c.done = canvas.NewRectangle(p.sunken), canvas.NewRectangle(p.harbour)
	c.stop, c.act = newPress("", "Esc", lookQuiet(), c.onStop), newPress("", "", lookPrimary(), c.onAct)
	c.more = newPress("", "D", lookQuiet(), c.onMore)
	c.more.plain = true
	c.root = &fyne.Container{
		Objects: []fyne.CanvasObject{c.shade, c.card, c.title, c.track, c.done, c.end, c.more, c.stop, c.act},
	}
	c.pane = newPane(c.root, c.arrange)
	for range checkLimit {
		line := newProse("", sizeSmall, p.muted)
		c.lines = append(c.lines, line)
		c.root.Objects = append(c.root.Objects, line)
	}
	return c
}

// start checks a profile.
func (c *checkCard) start(p terminal.Profile) {
	ctx, cancel := context.WithCancel(context.Background())
	c.run++
	run := c.run
	c.cancel, c.result, c.checked, c.details = cancel, nil, p, false
	c.mu.Lock()
	c.live, c.attempts, c.drawn = run, nil, time.Time{}
	c.mu.Unlock()
	c.redraw()
	go func() {
		result := c.cfg.Setup.Check(ctx, p, func(a terminal.Attempt) { c.tried(run, a) })
		c.cfg.Do(func() {
			if run != c.run {
				return
			}
			c.result = &result
			if result.Outcome == terminal.WorksAsSet && c.handlers.goOn != nil {
				c.onStop()
				c.handlers.goOn(result.Profile)
				return
			}
			c.redraw()
		})
	}()
}

// tried takes an attempt, on the check's goroutine.
func (c *checkCard) tried(run int, a terminal.Attempt) {
	c.mu.Lock()
	if c.live != run {
		c.mu.Unlock()
		return
	}
	c.attempts = append(c.attempts, a)
	soon := time.Since(c.drawn) < checkPause
	if !soon {
		c.drawn = time.Now()
	}
	c.mu.Unlock()
	if !soon {
		c.cfg.Do(func() {
			if run == c.run {
				c.redraw()
			}
		})
	}
}

// onStop ends a check, or leaves its result.
func (c *checkCard) onStop() {
	c.abandon()
	c.handlers.leave()
}

// abandon ends a check, if one runs, and forgets what it said.
func (c *checkCard) abandon() {
	if c.cancel != nil {
		c.cancel()
	}
	c.run++
	c.mu.Lock()
	c.live = 0
	c.mu.Unlock()
}

// onAct does what the result offers.
func (c *checkCard) onAct() {
	if c.result == nil {
		return
	}
	result := *c.result
	switch {
	case result.Outcome == terminal.WorksOtherwise:
		c.onStop()
		c.handlers.take(result.Profile)
	case result.Outcome == terminal.CertificateRefused:
		c.onStop()
		c.handlers.look(result.Profile)
	case failed(result.Outcome):
		c.start(c.checked)
	}
}

// failed says whether a check that ended so may be worth another one.
func failed(o terminal.CheckOutcome) bool {
	return o != terminal.WorksAsSet && o != terminal.WorksOtherwise && o != terminal.CertificateRefused
}

func (c *checkCard) onMore() {
	c.details = !c.details
	c.redraw()
}

func (c *checkCard) face() fyne.CanvasObject { return c.pane.scroll }

func (c *checkCard) counting() bool { return false }

func (c *checkCard) tick() {}

// key stops on Esc, takes the offer on T, goes back on Enter from what failed, and
// checks that again on A.
func (c *checkCard) key(name string) {
	switch {
	case name == "Esc", name == "Enter" && c.result != nil && failed(c.result.Outcome):
		c.onStop()
	case strings.EqualFold(name, c.act.key):
		c.onAct()
	case strings.EqualFold(name, c.more.key) && c.result != nil:
		c.onMore()
	}
}

func (c *checkCard) redraw() {
	c.mu.Lock()
	attempts := append([]terminal.Attempt(nil), c.attempts...)
	c.mu.Unlock()
	p := colours()
	for i, line := range c.lines {
		text := ""
		if c.details && i < len(attempts) {
			text = attemptWords(i+1, attempts[i])
		}
		line.say(text, p.muted)
	}
	c.stop.say(tr("Stop"), lookQuiet(), true)
	c.title.say(checkingWords(len(attempts)), p.ink)
	c.end.say("", p.ink)
	c.act.Hidden = true
	c.more.say(detailsLabel(c.details), lookQuiet(), true)
	c.more.Hidden = c.result == nil || len(attempts) == 0
	c.track.Hidden, c.done.Hidden = c.result != nil, c.result != nil
	if r := c.result; r != nil {
		back, act := lookQuiet(), lookPrimary()
		if failed(r.Outcome) { // most of all something has to be typed otherwise
			back, act = act, back
		}
		c.stop.say(tr("Back"), back, true)
		c.title.say(checkTitle(r.Outcome), p.ink)
		c.end.say(checkWords(*r), p.ink)
		label := map[terminal.CheckOutcome]string{
			terminal.WorksOtherwise: tr("Take these settings"), terminal.CertificateRefused: tr("Look at the certificate"),
		}[r.Outcome]
		c.act.key = "T"
		if failed(r.Outcome) {
			label, c.act.key = tr("Check again"), "A"
		}
		c.act.Hidden = label == ""
		c.act.say(label, act, true)
	}
	c.root.Refresh()
}

func (c *checkCard) arrange(size fyne.Size) float32 {
	u := unitFor(size)
	width, height := min(size.Width-2*gridOuter, 860*u*textScale()), min(size.Height-2*gridOuter, 500*u)
	x := (size.Width - width) / 2
	margin, button := 28*u, tall(56*u, sizeStrong*u)
	inner := width - 2*margin
	// First from the top, to learn how high it is.
	height = max(height, c.arrangeWords(x+margin, margin, inner, u)+button+margin)
	y := centred(size, height)
	c.arrangeWords(x+margin, y+margin, inner, u)
	place(c.shade, 0, 0, size.Width, max(size.Height, y+height+gridOuter))
	place(c.card, x, y, width, height)
	bottom := y + height - margin - button
	c.stop.resizeType(sizeStrong * u)
	c.act.resizeType(sizeStrong * u)
	stop := wide(160*u, inner*0.4)
	place(c.stop, x+margin, bottom, stop, button)
	place(c.act, x+margin+stop+gridWide*u, bottom, inner-stop-gridWide*u, button)
	return y + height + gridOuter
}

// arrangeWords places what is said from y and returns where it ends.
func (c *checkCard) arrangeWords(x, y, width, u float32) float32 {
	c.title.resizeType(sizeTitle * u)
	c.end.resizeType(sizeBody * u)
	y = placeProse(c.title, x, y, width) + grid*u
	if c.result == nil {
		c.mu.Lock()
		share := float32(len(c.attempts)) / checkLimit
		c.mu.Unlock()
		place(c.track, x, y, width, grid*u)
		place(c.done, x, y, width*share, grid*u)
		y += 2 * grid * u
	}
	y = placeProse(c.end, x, y, width) + gridWide*u
	if !c.more.Hidden {
		row := tall(touch*u, sizeSmall*u)
		c.more.resizeType(sizeSmall * u)
		place(c.more, x, y, min(width, c.more.wanted()), row)
		y += row + grid*u
	}
	for _, line := range c.lines {
		line.resizeType(sizeSmall * u)
		y = placeProse(line, x, y, width)
	}
	return y
}

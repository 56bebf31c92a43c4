package ui

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"harbourtill/store/people"
)

// pinCard asks for the manager's PIN, and calls back once it was right. It
// keeps the digits no longer than it takes to compare them.
type pinCard struct {
	root        *fyne.Container
	pane        *pane
	shade, card *canvas.Rectangle
	title, why  *prose
	dots, note  *prose
	keys        []*press
	enter       *press
	leave       *press

	// choosing: a new PIN is chosen, by what chooseBy says; first is what was
	// typed the first time.
	choosing bool
	chooseBy string
	first    string

	manager Manager
	people  People
	// verify compares a PIN and says whose it is.
	verify  func(pin string) (by string, err error)
	do      func(func())
	now     func() time.Time
	recount func()
	then    func(by string)
	digits  string
	// checking: a PIN is being compared. locked is when the next may be tried.
	checking bool
	locked   time.Time
	// turn counts what was asked for; a PIN that was typed for one thing agrees
	// to no other.
	turn int
}

// newPINCard builds the card; leave takes it away, recount is called when
// seconds begin to count down.
func newPINCard(cfg Config, leave, recount func()) *pinCard {
	p := colours()
	c := &pinCard{manager: cfg.Setup.Manager(), people: cfg.Setup.People(), do: cfg.Do, now: cfg.Now, recount: recount, shade: canvas.NewRectangle(p.sunken), card: canvas.NewRectangle(p.card)}
	c.card.CornerRadius, c.card.StrokeColor, c.card.StrokeWidth = 2*corner, p.line, 1
	c.title = newStrong(tr(wordsManagerPIN), sizeTitle, p.ink)
	c.why, c.note = newProse("", sizeBody, p.muted), newStrong("", sizeBody, p.red)
	c.dots = newStrong("", sizeLarge, p.ink)
	c.root = &fyne.Container{
		Objects: []fyne.CanvasObject{c.shade, c.card, c.title, c.why, c.dots, c.note},
	}
	c.pane = newPane(c.root, c.arrange)
	for _, label := range []string{"7", "8", "9", "4", "5", "6", "1", "2", "3", "⌫", "0"} {
		key := newPress(label, "", lookQuiet(), func() { c.key(label) })
		key.passed = true
		c.keys = append(c.keys, key)
		c.root.Objects = append(c.root.Objects, key)
	}
	c.enter = newPress(tr("OK"), "", lookPrimary(), c.onEnter)
	c.leave = newPress(tr("Back"), "Esc", lookQuiet(), func() {
		c.wipe()
		leave()
	})
	c.root.Objects = append(c.root.Objects, c.enter, c.leave)
	return c
}

// ask begins anew: why says what a manager's PIN is for, then is called with
// whose it was once it was right.
func (c *pinCard) ask(why string, then func(by string)) {
	c.begin(tr(wordsManagerPIN), why, then)
	c.verify = c.people.VerifyManager
}

// askFor begins anew with somebody's own PIN.
func (c *pinCard) askFor(title, why string, verify func(pin string) error, then func()) {
	c.begin(title, why, func(string) { then() })
	c.verify = func(pin string) (string, error) { return "", verify(pin) }
}

// choose lets a new manager's PIN be typed twice; then is called once it is set.
// Who may choose is the caller's to ask; by is who does.
func (c *pinCard) choose(by string, then func()) {
	set := func(pin string) error { return c.manager.SetPIN(pin, by) }
	c.chooseFor(tr(wordsNewManagerPIN), tr(wordsNewPIN), set, then)
}

// chooseFor lets a new PIN be typed twice, and sets it.
func (c *pinCard) chooseFor(title, why string, set func(pin string) error, then func()) {
	c.askFor(title, why, set, then)
	c.choosing, c.chooseBy = true, why
}

func (c *pinCard) begin(title, why string, then func(by string)) {
	c.title.say(title, colours().ink)
	c.turn++
	c.then, c.digits, c.first, c.choosing = then, "", "", false
	c.locked = time.Time{} // whose PIN it was that locked, its keeper knows
	c.why.say(why, colours().muted)
	c.note.say("", colours().red)
	c.redraw()
}

func (c *pinCard) face() fyne.CanvasObject { return c.pane.scroll }

// key takes a digit, Backspace, Enter or Esc.
func (c *pinCard) key(name string) {
	switch {
	case name == "Esc":
		c.leave.act()
		return
	case c.checking:
		return
	case name == "Enter":
		c.onEnter()
		return
	case name == "⌫":
		c.digits = c.digits[:max(0, len(c.digits)-1)]
	case len(name) == 1 && strings.Contains("0123456789", name) && len(c.digits) < 12:
		c.digits += name
	}
	c.redraw()
}

// onEnter compares the PIN, off the screen's goroutine: it takes a while.
func (c *pinCard) onEnter() {
	if c.checking || c.digits == "" || c.now().Before(c.locked) {
		return
	}
	pin := c.digits
	c.digits = ""
	if c.choosing && !c.chosen(pin) {
		return
	}
	compare := c.verify
	c.checking = true
	c.redraw()
	turn := c.turn
	go func() {
		by, err := compare(pin)
		c.do(func() { c.verified(turn, by, err) })
	}()
}

// chosen takes a new PIN, and says whether it was typed the same twice.
func (c *pinCard) chosen(pin string) bool {
	p := colours()
	first := c.first
	c.first = ""
	switch {
	case !people.ValidPIN(pin):
		c.note.say(pinWords(people.ErrPINForm), p.red)
	case first == "":
		c.first = pin
		c.why.say(tr(wordsRepeatPIN), p.muted)
		c.note.say("", p.red)
	case first != pin:
		c.why.say(c.chooseBy, p.muted)
		c.note.say(tr(wordsPINsDiffer), p.red)
	default:
		return true
	}
	c.redraw()
	return false
}

// wipe forgets what was typed, and what for.
func (c *pinCard) wipe() {
	c.digits, c.first = "", ""
	c.turn++
}

// verified takes how a PIN compared that was typed in a turn.
func (c *pinCard) verified(turn int, by string, err error) {
	c.checking = false
	if turn != c.turn {
		c.redraw()
		return
	}
	if err == nil {
		c.note.say("", colours().red)
		c.redraw()
		c.then(by)
		return
	}
	if left, ok := lockedFor(err); ok {
		c.locked = c.now().Add(left)
	}
	c.note.say(pinWords(err), colours().red)
	c.redraw()
	c.recount()
}

// counting: the seconds of a lock count down.
func (c *pinCard) counting() bool { return c.now().Before(c.locked) }

// tick shows how long the lock lasts.
func (c *pinCard) tick() {
	if left := c.locked.Sub(c.now()); left > 0 {
		c.note.say(pinWords(&people.Locked{Left: left}), colours().red)
	} else if !c.locked.IsZero() {
		c.locked = time.Time{}
		c.note.say("", colours().red)
	}
	c.redraw()
}

func (c *pinCard) redraw() {
	c.dots.say(strings.Repeat("● ", len(c.digits)), colours().ink)
	if c.checking {
		c.dots.say("…", colours().muted)
	}
	c.enter.say(tr("OK"), lookPrimary(), c.digits != "" && !c.counting())
	c.root.Refresh()
}

func (c *pinCard) arrange(size fyne.Size) float32 {
	u := unitFor(size)
	width := min(size.Width-2*gridOuter, 760*u*textScale())
	margin := 28 * u
	half := width/2 - 1.5*margin
	x := (size.Width - width) / 2
	c.title.resizeType(sizeTitle * u)
	c.why.resizeType(sizeBody * u)
	c.note.resizeType(sizeBody * u)
	c.dots.resizeType(sizeLarge * u)
	leave := tall(60*u, sizeStrong*u)
	words := c.title.heightFor(half) + gridWide*u + c.why.heightFor(half) + gridOuter*u + c.dots.lineHeight() + grid*u + c.note.heightFor(half)
	height := max(min(size.Height-2*gridOuter, 400*u), words+leave+2*margin+grid*u)
	if !enlarged() {
		height = min(size.Height-2*gridOuter, 400*u)
	}
	y := centred(size, height)
	place(c.shade, 0, 0, size.Width, max(size.Height, y+height+gridOuter))
	place(c.card, x, y, width, height)
	left := x + margin
	end := placeProse(c.title, left, y+margin, half) + gridWide*u
	end = placeProse(c.why, left, end, half) + gridOuter*u
	place(c.dots, left, end, half, c.dots.lineHeight())
	placeProse(c.note, left, end+c.dots.lineHeight()+grid*u, half)
	place(c.leave, left, y+height-margin-leave, half, leave)
	right := x + width/2 + margin/2
	c.arrangeKeys(right, y+margin, half, height-2*margin, u)
	return y + height + gridOuter
}

func (c *pinCard) arrangeKeys(x, y, width, height, u float32) {
	gap := grid * u
	w, h := (width-2*gap)/3, (height-3*gap)/4
	for i, o := range append(append([]*press(nil), c.keys...), c.enter) {
		o.resizeType(min(h*0.45, sizeLarge*u))
		place(o, x+float32(i%3)*(w+gap), y+float32(i/3)*(h+gap), w, h)
	}
}

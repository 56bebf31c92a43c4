package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// settingsHandlers is what the settings section asks of the window.
type settingsHandlers struct {
	// cover puts something over the section, uncover takes it away.
	cover   func(cover)
	uncover func()
	leave   func()
	// open says whether a payment is under way.
	open func() (payment.Money, bool)
	// newPIN lets the manager choose another PIN.
	newPIN func()
	// people is called when who works here, or the rules for them, have changed;
	// choosePIN lets a person's PIN be chosen.
	people    func()
	choosePIN func(title string, set func(pin string) error, then func())
	// guide leads through connecting a terminal.
	guide func()
	// stay keeps whoever is here on a page when the window is made anew.
	stay func(page int)
	// screen describes the window for a diagnosis.
	screen func() []byte
}

// settingsPage is one page of the settings. The first, the terminal's, is the
// screen's own and has no root.
type settingsPage struct {
	label string
	root  fyne.CanvasObject
	// appear is called when the page comes to the front, key with what is typed
	// there; either may be nil.
	appear func()
	key    func(fyne.KeyName)
	// height is how high it is with everything on it, at a width; nil for a list.
	height func(width float32) float32
}

// settingsScreen is the manager's section: the terminal's settings, and pages
// beside them. It is empty until it is unlocked.
type settingsScreen struct {
	cfg      Config
	window   fyne.Window
	handlers settingsHandlers
	root     *fyne.Container
	pane     *pane
	title    *prose
	state    *prose
	note     *prose
	pages    []settingsPage
	tabs     []*press // one for each page
	form     *terminalForm
	scroll   *scroll
	trace    *tracePage
	shop     *shopPage
	people   *peoplePage
	checks   *checkCard
	question *questionCard
	save     *press
	check    *press
	pin      *press
	back     *press

	unlocked bool
	by       string // who unlocked it
	at       int    // the page in front
	saving   bool
	// asIs is what the form said when it was filled.
	asIs  terminal.Profile
	ticks int
	// certificates shows those of terminals.
	certificates *certificates
}

func newSettingsScreen(window fyne.Window, cfg Config, h settingsHandlers) *settingsScreen {
	p := colours()
	s := &settingsScreen{window: window, handlers: h, question: newQuestionCard()}
	cfg.operator = func() string { return s.by } // what is done here is done by whoever's PIN opened it
	s.cfg = cfg
	s.title = newStrong(tr("Settings"), sizeTitle, p.ink)
	s.state, s.note = newProse("", sizeBody, p.muted), newStrong("", sizeBody, p.red)
	s.pin, s.back = newPress(tr("Change PIN"), "", lookQuiet(), h.newPIN), newPress(tr("Back to Sale"), "Esc", lookQuiet(), s.onLeave)
	s.check = newPress(tr("Check the connection"), "", lookQuiet(), s.onCheck)
	s.save = newPress(tr("Save"), "", lookPrimary(), s.onSave)
	s.form = newTerminalForm(cfg.Setup, s.onChanged)
	s.form.route.field("pin_sha256").with(newPress(tr("Look at it"), "", lookQuiet(), s.onLook))
	s.form.second.field("pin_sha256").with(newPress(tr("Look at it"), "", lookQuiet(), s.onLookSecond))
	s.form.route.field("ca_file").with(newPress(tr("Choose…"), "", lookQuiet(), func() { s.chooseCA(s.form.route) }))
	s.form.second.field("ca_file").with(newPress(tr("Choose…"), "", lookQuiet(), func() { s.chooseCA(s.form.second) }))
	s.form.rebuild()
	s.scroll = newScroll(s.form.root)
	s.trace, s.shop = newTracePage(window, cfg), newShopPage(window, cfg, h.open)
	s.shop.stay = func() { h.stay(s.at) }
	s.people = newPeoplePage(window, cfg, h.people, h.choosePIN)
	s.pages = []settingsPage{
		{label: tr("Terminal")},
		{label: tr("Shop"), root: s.shop.root, appear: s.shop.mind, height: s.shop.height},
		{label: tr("People"), root: s.people.root, appear: s.people.appear, height: s.people.height},
		{label: tr("Messages"), root: s.trace.root, appear: s.trace.reload, key: s.trace.key},
	}
	if cfg.Reports != nil {
		audit := newAuditPage(window, cfg)
		s.pages = append(s.pages, settingsPage{label: tr("Audit trail"), root: audit.root, appear: audit.appear, key: audit.key})
	}
	about := newAboutPage(window, cfg, h.screen)
	s.pages = append(s.pages, settingsPage{label: tr("About"), root: about.root, appear: about.appear, key: about.key, height: about.height})
	for i, page := range s.pages {
		s.tabs = append(s.tabs, newPress(page.label, "", lookQuiet(), func() { s.page(i) }))
	}
	s.form.guide.onTap = h.guide
	s.certificates = &certificates{setup: cfg.Setup, do: func(f func()) { s.cfg.Do(f) }, ask: s.ask, leave: h.uncover}
	s.checks = newCheckCard(cfg, checkHandlers{take: s.onTake, look: s.lookAt, leave: h.uncover})
	s.root = &fyne.Container{}
	s.pane = newPane(s.root, s.arrange)
	return s
}

func (s *settingsScreen) face() fyne.CanvasObject { return s.pane.scroll }

// unlock shows the settings in force: the manager's PIN was right.
func (s *settingsScreen) unlock(by string) {
	s.unlocked, s.at, s.saving = true, 0, false
	s.by = by
	s.pane.scroll.ScrollToTop()
	s.scroll.ScrollToTop()
	s.form.fill(s.cfg.Setup.Profile())
	s.asIs, _ = s.form.read() // what is at fault is blamed when it is saved
	s.form.clear()
	s.shop.fill()
	s.people.asIs = ""
	s.note.say("", colours().red)
	s.listPorts()
	s.redraw()
}

// appear locks the section when it is left.
func (s *settingsScreen) appear(visible bool) {
	if !visible {
		s.unlocked = false
		s.cfg.Stay.forget()
		s.form.key.SetText("")
		s.root.Objects = nil
	}
}

func (s *settingsScreen) redraw() {
	objects := []fyne.CanvasObject{s.title, s.state}
	for i, b := range s.tabs {
		b.say(b.label, chosenLook(i == s.at), true)
		objects = append(objects, b)
	}
	objects = append(objects, s.pin, s.back)
	if root := s.pages[s.at].root; root != nil {
		objects = append(objects, root)
	} else {
		objects = append(objects, s.scroll, s.note, s.check, s.save)
	}
	s.root.Objects = objects
	s.mind()
	s.root.Refresh()
}

// mind enables what may be done now.
func (s *settingsScreen) mind() {
	_, open := s.handlers.open()
	label := tr("Save")
	if s.saving {
		label = tr(wordsSaving)
	}
	s.save.say(label, lookPrimary(), !open && !s.saving)
	real := networked(s.form.route.kind()) || s.form.route.kind() == terminal.LinkSerial
	s.check.say(s.check.label, lookQuiet(), real && !open)
	switch {
	case open:
		s.note.say(tr(wordsOpenPayment), colours().muted)
	case s.note.text == tr(wordsOpenPayment):
		s.note.say("", colours().red)
	}
}

// stateIs shows what is known about the terminal.
func (s *settingsScreen) stateIs(e terminal.TerminalChanged) {
	s.state.say(terminalLine(e), colours().muted)
	s.mind()
	s.root.Refresh()
}

// counting: cables come and go while the ports are in sight.
func (s *settingsScreen) counting() bool { return s.unlocked && s.at == 0 }

// tick looks for cables every other second, and whether a payment has ended.
func (s *settingsScreen) tick() {
	if s.ticks++; s.ticks%2 == 0 {
		s.listPorts()
	}
	s.mind()
}

// listPorts reads the machine's ports, off the screen's goroutine.
func (s *settingsScreen) listPorts() {
	if s.form.route.kind() != terminal.LinkSerial && s.form.second.kind() != terminal.LinkSerial {
		return
	}
	go func() {
		ports, err := s.cfg.Setup.Ports()
		s.cfg.Do(func() {
			if err == nil && s.unlocked {
				s.form.route.setPorts(ports)
				s.form.second.setPorts(ports)
				s.form.root.Refresh()
			}
		})
	}()
}

// key leaves on Esc. Everything else belongs to the fields.
func (s *settingsScreen) key(name fyne.KeyName) {
	if name == fyne.KeyEscape {
		s.onLeave()
	} else if key := s.pages[s.at].key; key != nil {
		key(name)
	} else {
		scrollKey(s.face(), name)
	}
}

func (s *settingsScreen) rune(rune) {}

// page brings a page to the front, from its top.
func (s *settingsScreen) page(at int) {
	s.at = at
	s.pane.scroll.ScrollToTop()
	if appear := s.pages[at].appear; appear != nil {
		appear()
	}
	s.redraw()
}

func (s *settingsScreen) onChanged() {
	if s.state.text == tr(wordsInForce) {
		s.state.say("", colours().muted)
	}
	s.mind()
	s.listPorts()
}

func (s *settingsScreen) onLeave() { s.leaveTo(s.handlers.leave) }

// leaveTo goes somewhere else; what isn't saved is asked about.
func (s *settingsScreen) leaveTo(leave func()) {
	if now, _ := s.form.read(); now == s.asIs && !s.shop.changed() && !s.people.unsaved() {
		leave()
		return
	}
	s.ask(tr(wordsUnsaved), "",
		choice{label: tr("Leave"), key: "L", look: lookDanger(), do: func() {
			s.handlers.uncover()
			leave()
		}},
		choice{label: tr("Stay here"), key: "Esc", look: lookPrimary(), do: s.handlers.uncover},
	)
}

func (s *settingsScreen) ask(title, text string, choices ...choice) {
	s.question.show(title, text, choices...)
	s.handlers.cover(s.question)
}

// onCheck tries the connection as typed, saved or not.
func (s *settingsScreen) onCheck() {
	p, ok := s.read()
	if !ok || p.Training() {
		return
	}
	s.checks.start(p)
	s.handlers.cover(s.checks)
}

// read reads the form, and shows where it is at fault.
func (s *settingsScreen) read() (terminal.Profile, bool) {
	p, ok := s.form.read()
	s.note.say("", colours().red)
	if !ok {
		s.note.say(tr(wordsFaults), colours().red)
		s.root.Refresh()
		s.scroll.ScrollToOffset(fyne.NewPos(0, max(0, s.form.top(s.form.firstFault())-grid)))
	}
	return p, ok
}

// onTake puts what works into the form.
func (s *settingsScreen) onTake(p terminal.Profile) {
	s.form.fill(p)
	s.redraw()
}

// onSave asks what has to be asked, then puts the settings in force.
func (s *settingsScreen) onSave() {
	p, ok := s.read()
	if _, open := s.handlers.open(); open || !ok {
		return
	}
	before := s.cfg.Setup.Profile()
	left, err := s.cfg.Setup.Unresolved()
	depend := slices.ContainsFunc(left, func(t payment.Transaction) bool { return t.Profile != p.ID() })
	yes := choice{label: tr("Save"), key: "S", look: lookDanger(), do: func() { s.replace(p) }}
	no := choice{label: tr("Not yet"), key: "Esc", look: lookPrimary(), do: s.handlers.uncover}
	switch {
	case err == nil && depend && !p.Training():
		s.ask(tr("Change the terminal now?"), leavesBehind(left), yes, no)
	case before.Training() && !p.Training():
		s.ask(tr("Connect the real terminal?"), tr(wordsRealMoney), yes, no)
	case !before.Training() && p.Training():
		yes.label = tr("Take no real money")
		s.ask(tr("Leave the terminal and go to training?"), tr(wordsNoRealMoney), yes, no)
	default:
		s.replace(p)
	}
}

func (s *settingsScreen) replace(p terminal.Profile) {
	s.handlers.uncover()
	s.saving = true
	s.handlers.stay(s.at)
	s.redraw()
	s.cfg.Till.Replace(p, s.by)
}

// refuse says why the settings aren't in force. What was typed stays.
func (s *settingsScreen) refuse(err error) {
	if !s.saving {
		s.shop.refuse()
	}
	s.saving = false
	s.cfg.Stay.forget()
	s.note.say(replaceRefusedWords(err), colours().red)
	if s.unlocked {
		s.redraw()
	}
}

// inForce says that what was saved counts now.
func (s *settingsScreen) inForce() {
	s.state.say(tr(wordsInForce), colours().green)
	s.redraw()
}

// onLook fetches the certificate of the address as typed.
func (s *settingsScreen) onLook() { s.lookFor(s.form.route) }

func (s *settingsScreen) onLookSecond() { s.lookFor(s.form.second) }

func (s *settingsScreen) lookFor(r *routeFields) {
	route, faults := r.read(s.cfg.Setup.ReadCA)
	if fault := faults[r.prefix+"address"]; fault != "" {
		r.field("address").blame(fault)
		s.form.root.Refresh()
		return
	}
	s.look(r, route.Address)
}

// addressOf is the address that stands in a way's fields.
func (s *settingsScreen) addressOf(r *routeFields) string {
	route, _ := r.read(s.cfg.Setup.ReadCA)
	return route.Address
}

// lookAt fetches the certificate that a check was refused for.
func (s *settingsScreen) lookAt(p terminal.Profile) { s.look(s.form.route, p.Address) }

// look shows a terminal's certificate, for a person to compare and accept.
func (s *settingsScreen) look(r *routeFields, address string) {
	s.certificates.look(r, address, func() bool { return s.unlocked && s.addressOf(r) == address }, func() {
		s.handlers.uncover()
		s.redraw()
	})
}

// chooseCA lets a file be chosen.
func (s *settingsScreen) chooseCA(r *routeFields) {
	d := dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		if err != nil || file == nil {
			return
		}
		_ = file.Close()
		r.caPath.SetText(file.URI().Path())
	}, s.window)
	d.SetFilter(storage.NewExtensionFileFilter([]string{".pem", ".crt", ".cer", ".der"}))
	d.Show()
}

func (s *settingsScreen) arrange(size fyne.Size) float32 {
	u := unitFor(size)
	margin := gridOuter * u
	width := min(size.Width-2*margin, 1200*u)
	x := (size.Width - width) / 2
	s.title.resizeType(sizeTitle * u)
	top := s.arrangeTabs(x, width, u)
	s.state.resizeType(sizeBody * u)
	top = placeProse(s.state, x, top+0.5*margin, width) + grid*u
	height := size.Height - top - margin
	if enlarged() {
		height = max(height, s.pageHeight(width, u))
	}
	if root := s.pages[s.at].root; root != nil {
		place(root, x, top, width, height)
		return top + height + margin
	}
	foot := top + height - footButton(u)
	right := x + width
	for _, b := range []*press{s.save, s.check} {
		b.resizeType(sizeStrong * u)
		w := max(200*u, b.wanted())
		right -= w
		place(b, right, foot, w, footButton(u))
		right -= grid * u
	}
	s.note.resizeType(sizeBody * u)
	if enlarged() {
		note := s.note.heightFor(width)
		foot -= note + grid*u
		place(s.note, x, foot, width, note)
	} else {
		place(s.note, x, foot+grid, right-x, s.note.heightFor(right-x))
	}
	place(s.scroll, x, top, width, foot-top-grid*u)
	return top + height + margin
}

// settingsList is how high a list is at least.
const settingsList float32 = 420

// pageHeight is how high the page in front is with everything on it.
func (s *settingsScreen) pageHeight(width, u float32) float32 {
	page := s.pages[s.at]
	switch {
	case page.root == nil:
		return s.form.arrange(width) + footHeight(width, u, s.note, s.save, s.check)
	case page.height != nil:
		return page.height(width)
	}
	return settingsList * u
}

// arrangeTabs places the title and the row of buttons, and returns where they end.
// What doesn't fit beside the title goes into rows of its own.
func (s *settingsScreen) arrangeTabs(x, width, u float32) float32 {
	margin, row, gap := gridOuter*u, tall(touch*u, sizeBody*u), grid*u
	aside := []*press{s.pin, s.back}
	all := append(slices.Clone(aside), s.tabs...)
	title := s.title.width() + 1
	fits := func(tight bool) bool {
		for _, b := range all {
			b.tight = tight
			b.resizeType(sizeBody * u)
		}
		return title+2*margin+wantedBy(s.tabs, gap)+gap+wantedBy(aside, gap) <= width
	}
	oneRow := fits(false) || fits(true)
	place(s.title, x, margin+(row-s.title.lineHeight())/2, title, s.title.lineHeight())
	left := x + s.title.width() + 2*margin
	beside := wantedBy(aside, gap)
	if oneRow {
		flow(s.tabs, left, margin, width, row, gap)
		return flow(aside, x+width-beside, margin, beside+1, row, gap)
	}
	flow(aside, x+max(title+gap, width-beside), margin, beside+1, row, gap)
	return flow(s.tabs, x, margin+row+gap, width, row, gap)
}

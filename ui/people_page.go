package ui

import (
	"fmt"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"

	"harbourtill/store/people"
	"harbourtill/terminal/payment"
)

// peoplePage is the page of the settings that is about who works at the till.
type peoplePage struct {
	cfg     Config
	window  fyne.Window
	changed func()
	// asIs is what the fields of the rules said when they were filled; empty before.
	asIs string
	// saved is what they said when they were saved; empty where that isn't going on.
	saved  string
	choose func(title string, set func(pin string) error, then func())
	root   *fyne.Container
	body   *fyne.Container
	scroll *scroll
	form   *form
	signIn *tickBox
	lock   *lineField
	refund *picker
	above  *lineField
	rows   []*personRow
	empty  *prose
	note   *prose
	add    *press
	save   *press
	staff  people.Staff
}

// personRow is one person with what can be done about them.
type personRow struct {
	name, role *prose
	buttons    []*press
}

// newPeoplePage builds the page; changed is called when somebody or the rules
// have changed, choose lets a PIN be chosen.
func newPeoplePage(window fyne.Window, cfg Config, changed func(), choose func(title string, set func(pin string) error, then func())) *peoplePage {
	p := colours()
	s := &peoplePage{cfg: cfg, window: window, changed: changed, choose: choose}
	s.signIn = newTickBox(tr("Everybody signs in before selling"), nil)
	s.lock, s.above = newLineField(), newLineField()
	s.refund = newPicker(refundRuleNames(), func(string) { s.mind() })
	s.form = newForm(
		newHeading(tr("Rules")),
		newField("sign_in", tr("Signing in"), tr(helpSignIn), s.signIn),
		newField("lock_after", tr("Lock after"), tr(helpLock), s.lock),
		newField("refund", tr("Refunds"), tr(helpRefundPIN), s.refund),
		newField("above", tr("Above"), tr(helpRefundAbove), s.above),
		newHeading(tr("People")),
	)
	s.note, s.empty = newStrong("", sizeBody, p.red), newProse(tr(wordsNobody), sizeBody, p.muted)
	s.save = newPress(tr("Save the rules"), "", lookPrimary(), s.onSave)
	s.add = newPress(tr("Add somebody…"), "", lookQuiet(), s.onAdd)
	s.body = &fyne.Container{Layout: peopleBody{s}}
	s.scroll = newScroll(s.body)
	s.root = &fyne.Container{Layout: arranged{arrange: s.arrange}, Objects: []fyne.CanvasObject{s.scroll, s.note, s.add, s.save}}
	return s
}

// appear reads who works here.
func (s *peoplePage) appear() {
	staff, err := s.cfg.Setup.People().Staff()
	if err != nil {
		s.note.say(peopleWords(err), colours().red)
		return
	}
	if s.staff = staff; !s.unsaved() { // rules that are being changed stay as they are typed
		s.fill(staff)
	}
	s.note.say("", colours().red)
	s.list()
}

// typed is what the fields of the rules say.
func (s *peoplePage) typed() string {
	return fmt.Sprint(s.signIn.Checked, s.lock.Text, s.refund.Selected, s.above.Text)
}

// unsaved says whether rules were changed and not saved.
func (s *peoplePage) unsaved() bool { return s.asIs != "" && s.typed() != s.asIs }

func (s *peoplePage) fill(staff people.Staff) {
	s.signIn.SetChecked(staff.Policy.SignIn)
	s.lock.SetText(strconv.Itoa(staff.Policy.LockAfter))
	s.refund.SetSelected(refundRuleName(staff.Policy.Refund))
	s.above.SetText(strings.TrimSuffix(payment.Money(staff.Policy.Above).Decimal(), ".00"))
	s.asIs = s.typed()
	s.mind()
}

// mind shows the fields that matter.
func (s *peoplePage) mind() {
	s.form.find("above").show(refundRuleOf(s.refund.Selected) == people.RefundAbove)
	s.body.Refresh()
}

// list shows everybody, those who have left last.
func (s *peoplePage) list() {
	p := colours()
	s.rows = nil
	s.body.Objects = []fyne.CanvasObject{s.form.root}
	for _, active := range []bool{true, false} {
		for _, person := range s.staff.People {
			if person.Active != active {
				continue
			}
			row := &personRow{name: newStrong(person.Name, sizeBody, p.ink), role: newProse(roleWords(person), sizeBody, p.muted)}
			row.name.maxLines, row.name.mayCut = 1, true
			for _, c := range s.deeds(person) {
				b := newPress(c.label, "", lookQuiet(), c.do)
				b.plain = true
				row.buttons = append(row.buttons, b)
				s.body.Objects = append(s.body.Objects, b)
			}
			s.rows = append(s.rows, row)
			s.body.Objects = append(s.body.Objects, row.name, row.role)
		}
	}
	if len(s.rows) == 0 {
		s.body.Objects = append(s.body.Objects, s.empty)
	}
	s.body.Refresh()
	s.root.Refresh()
}

// deeds are what can be done about somebody.
func (s *peoplePage) deeds(p people.Person) []choice {
	if !p.Active {
		return []choice{{label: tr("Bring back"), do: func() {
			p.Active = true
			s.alter(p)
		}}}
	}
	other, label := people.Manager, tr("Make manager")
	if p.Role == people.Manager {
		other, label = people.Cashier, tr("Make cashier")
	}
	return []choice{
		{label: tr("Rename…"), do: func() { s.onRename(p) }},
		{label: tr("New PIN…"), do: func() { s.onPIN(p) }},
		{label: label, do: func() {
			p.Role = other
			s.alter(p)
		}},
		{label: tr("Has left"), do: func() {
			p.Active = false
			s.alter(p)
		}},
	}
}

func (s *peoplePage) alter(p people.Person) {
	s.change("", func(by string) error { return s.cfg.Setup.People().Alter(p, by) })
}

// change makes a change, and then says done.
func (s *peoplePage) change(done string, do func(by string) error) {
	by := s.cfg.operator()
	s.cfg.background(func() {
		err := do(by)
		s.cfg.Do(func() { s.told(done, err) })
	})
}

// told shows what came of a change.
func (s *peoplePage) told(done string, err error) {
	if s.saved != "" && err == nil {
		s.asIs = s.saved
	}
	s.saved = ""
	if err != nil {
		s.note.say(peopleWords(err), colours().red)
		s.root.Refresh()
		return
	}
	s.appear()
	s.note.say(done, colours().green)
	s.root.Refresh()
	s.changed()
}

// onSave puts the rules in force.
func (s *peoplePage) onSave() {
	s.form.clear()
	minutes, err := strconv.Atoi(strings.TrimSpace(s.lock.Text))
	if err != nil || minutes < 0 || minutes > people.MaxLockAfter {
		s.form.find("lock_after").blame(tr(wordsLockMinutes))
	}
	policy := people.Policy{SignIn: s.signIn.Checked, LockAfter: minutes, Refund: refundRuleOf(s.refund.Selected)}
	if policy.Refund == people.RefundAbove {
		amount, err := payment.ParseMoney(s.above.Text)
		if err != nil {
			s.form.find("above").blame(amountWords(err))
		}
		policy.Above = int64(amount)
	}
	for _, f := range s.form.fields {
		if f.blamed() {
			s.note.say(tr(wordsFaults), colours().red)
			s.body.Refresh()
			s.root.Refresh()
			return
		}
	}
	s.saved = s.typed()
	s.change(tr("The rules are saved."), func(by string) error { return s.cfg.Setup.People().SetPolicy(policy, by) })
}

// onAdd asks for a name and a role, then for a PIN.
func (s *peoplePage) onAdd() {
	name := newTextField("", nil, nil)
	role := newPicker([]string{roleName(people.Cashier), roleName(people.Manager)}, nil)
	role.SetSelectedIndex(0)
	s.fields(tr("Add somebody"), []*widget.FormItem{
		widget.NewFormItem(tr("Name"), name), widget.NewFormItem(tr("May do"), role),
	}, func() {
		chosen := people.Cashier
		if role.SelectedIndex() == 1 {
			chosen = people.Manager
		}
		s.onNamed(strings.TrimSpace(name.Text), chosen)
	})
}

// onNamed asks for the PIN of somebody new. Names that can't be are refused first.
func (s *peoplePage) onNamed(name string, role people.Role) {
	if err := s.cfg.Setup.People().MayBe(people.Person{Name: name, Role: role, Active: true}); err != nil {
		s.told("", err)
		return
	}
	by := s.cfg.operator()
	add := func(pin string) error {
		_, err := s.cfg.Setup.People().Add(name, role, pin, by)
		return err
	}
	s.choose(tr("PIN for %s", name), add, func() { s.told(tr("%s works here now.", name), nil) })
}

func (s *peoplePage) onRename(p people.Person) {
	name := newTextField("", nil, nil)
	name.SetText(p.Name)
	s.fields(tr("Rename %s", p.Name), []*widget.FormItem{widget.NewFormItem(tr("Name"), name)}, func() {
		p.Name = name.Text
		s.alter(p)
	})
}

func (s *peoplePage) onPIN(p people.Person) {
	by := s.cfg.operator()
	set := func(pin string) error { return s.cfg.Setup.People().SetPIN(p.ID, pin, by) }
	s.choose(tr("New PIN for %s", p.Name), set, func() { s.told(tr("%s has a new PIN.", p.Name), nil) })
}

// fields asks for a few things in a dialog.
func (s *peoplePage) fields(title string, items []*widget.FormItem, then func()) {
	d := dialog.NewForm(title, tr("OK"), tr("Back"), items, func(ok bool) {
		if ok {
			then()
		}
	}, s.window)
	formKeys(d, items)
	d.Resize(fyne.NewSize(560, 120+float32(len(items))*56))
	d.Show()
	if first, ok := items[0].Widget.(fyne.Focusable); ok {
		s.window.Canvas().Focus(first)
	}
}

func (s *peoplePage) arrange(size fyne.Size) {
	top := arrangeFoot(size, listUnit(size.Width), s.note, s.save, s.add)
	place(s.scroll, 0, 0, size.Width, top)
}

// height is how high the page is with everything on it.
func (s *peoplePage) height(width float32) float32 {
	return peopleBody{s}.height(width) + footHeight(width, listUnit(width), s.note, s.save, s.add)
}

// peopleBody is the layout of the page: the rules, then a line for each person.
type peopleBody struct{ page *peoplePage }

// Layout implements fyne.Layout.
func (l peopleBody) Layout(_ []fyne.CanvasObject, size fyne.Size) { l.height(size.Width) }

// MinSize implements fyne.Layout.
func (l peopleBody) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(grid, l.height(max(600, l.page.scroll.Size().Width)))
}

func (l peopleBody) height(width float32) float32 {
	s := l.page
	u := listUnit(width)
	y := s.form.arrange(width)
	place(s.form.root, 0, 0, width, y)
	s.empty.resizeType(sizeBody * u)
	if len(s.rows) == 0 {
		return placeProse(s.empty, 0, y, width)
	}
	for _, row := range s.rows {
		y = row.place(y, width, u) + gridHalf*u
	}
	return y
}

// place puts somebody's line at y and returns where it ends.
func (r *personRow) place(y, width, u float32) float32 {
	line := tall(touch*u, sizeBody*u)
	r.name.resizeType(sizeBody * u)
	r.role.resizeType(sizeBody * u)
	for _, b := range r.buttons {
		b.resizeType(sizeSmall * u)
	}
	if enlarged() {
		half := width / 2
		place(r.name, 0, y+(line-r.name.lineHeight())/2, half-grid, r.name.lineHeight())
		place(r.role, half, y+(line-r.role.lineHeight())/2, half, r.role.lineHeight())
		return flow(r.buttons, 0, y+line, width-gridOuter, line, gridHalf*u) + grid*u
	}
	place(r.name, 0, y+(line-r.name.lineHeight())/2, 220*u, r.name.lineHeight())
	place(r.role, 228*u, y+(line-r.role.lineHeight())/2, 110*u, r.role.lineHeight())
	x := 346 * u
	for _, b := range r.buttons {
		w := b.wanted() - gridWide
		place(b, x, y+2, w, line-4)
		x += w + gridHalf*u
	}
	return y + line
}

package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"harbourtill/store/people"
)

// locked says whether nothing may be done before somebody signs in. Who has
// opened the settings isn't put out of them by rules of their own making, and no
// payment is hidden before its outcome was read.
func (w *Window) locked() bool {
	return w.crew.wanted() && !w.crew.leaving && !(w.section == sectionSettings && w.settings.unlocked)
}

// guardTill puts the names in front if somebody has to sign in.
func (w *Window) guardTill() {
	if w.locked() && w.cover == nil {
		w.signIn.show(w.crew.staff.Active())
		w.cover = w.signIn
	}
}

// onPerson asks for somebody's PIN, then lets them in.
func (w *Window) onPerson(p people.Person) {
	w.letIn(p.Name, tr(wordsOwnPIN), func(pin string) (people.Person, error) { return w.crew.people.SignIn(p.ID, pin) })
}

// onMaster lets whoever knows the manager's PIN in.
func (w *Window) onMaster() {
	w.letIn(tr(wordsManagerPIN), tr(wordsMasterPIN), w.crew.people.SignInManager)
}

func (w *Window) letIn(title, why string, signIn func(pin string) (people.Person, error)) {
	var in people.Person
	verify := func(pin string) (err error) {
		in, err = signIn(pin)
		return err
	}
	w.pin.askFor(title, why, verify, func() {
		w.crew.signIn(in)
		w.top.who(shownName(in))
		w.uncover()
	})
	w.coverWith(w.pin)
}

// signOut locks the till, at once or when the payment on the terminal is over.
func (w *Window) signOut() {
	if w.crew.signed == nil {
		return
	}
	if _, open := w.sale.open(); open {
		w.crew.leaving = true
		w.goTo(sectionSale)
		w.sale.progress.remark(tr(wordsLocksAfter))
		return
	}
	w.lockUp()
}

// leaves locks a till that was to be locked once the payment is over, and says
// whether it did.
func (w *Window) leaves() bool {
	if _, open := w.sale.open(); open || !w.crew.leaving {
		return false
	}
	w.lockUp()
	return true
}

// over is called when a payment is over: its outcome can be read, then the till
// may be locked.
func (w *Window) over() {
	w.crew.over()
	w.recount()
	w.wake()
}

// rest locks a till that nobody has used for as long as the shop wants, and
// leaves the settings that somebody left open.
func (w *Window) rest() {
	w.crew.saw(w.pointer.pressed, w.typing())
	if at := w.locksAt(); !at.IsZero() && !w.cfg.Now().Before(at) {
		w.lockUp()
	}
}

// locksAt is when the till is locked unless somebody uses it; zero for never.
func (w *Window) locksAt() time.Time {
	if w.crew.signed == nil && !w.crew.leaving && (w.settings == nil || !w.settings.unlocked) {
		return time.Time{}
	}
	if _, open := w.sale.open(); open {
		return time.Time{}
	}
	return w.crew.locks()
}

// lockUp signs out whoever is in and closes all they have opened, unless a
// payment is open. An outcome that isn't decided stays on the sale section for
// the next.
func (w *Window) lockUp() {
	if _, open := w.sale.open(); open {
		return
	}
	if left := w.crew.signed; left != nil {
		w.crew.signed = nil
		w.top.who("")
		w.cfg.background(func() { _ = w.crew.people.SignOut(*left) }) // it has left, whatever the disk says
	}
	w.crew.leaving = false
	w.pin.wipe()
	w.closeDialogs()
	w.endGuide()
	w.cover = nil
	w.settings.appear(false)
	w.drills.leave()
	w.sale.vacate()
	w.goTo(sectionSale)
	w.guardTill()
	w.redraw()
}

// closeDialogs takes away what lies over the window.
func (w *Window) closeDialogs() {
	overlays := w.window.Canvas().Overlays()
	for o := overlays.Top(); o != nil; o = overlays.Top() {
		overlays.Remove(o)
	}
}

// onStaff takes changes of who works here, and of the rules.
func (w *Window) onStaff() {
	w.crew.reload()
	_, open := w.sale.open()
	switch signed := w.crew.signed; {
	case signed == nil:
		w.crew.leaving = w.crew.wanted() && open
	case !signed.Active:
		w.signOut()
	default:
		w.top.who(shownName(*signed))
	}
}

// choosePIN lets a person's PIN be chosen.
func (w *Window) choosePIN(title string, set func(pin string) error, then func()) {
	w.pin.chooseFor(title, tr(wordsPersonPIN), set, func() {
		if w.cover == w.pin {
			w.uncover()
			then()
		}
	})
	w.coverWith(w.pin)
}

// typingAt is where somebody types: enough to tell that they do, and nothing of
// what they type.
type typingAt struct {
	field               fyne.Focusable
	length, row, column int
}

// typing is where somebody types now: no key comes past the window while a field
// has the keyboard.
func (w *Window) typing() typingAt {
	t := typingAt{field: w.window.Canvas().Focused()}
	var e *widget.Entry
	switch f := t.field.(type) {
	case *widget.Entry:
		e = f
	case *lineField:
		e = &f.Entry
	case *portField:
		e = &f.Entry
	case *textField:
		e = &f.Entry
	case *saveField:
		e = &f.Entry
	}
	if e != nil {
		t.length, t.row, t.column = len(e.Text), e.CursorRow, e.CursorColumn
	}
	return t
}

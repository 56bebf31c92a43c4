package ui

import (
	"strings"

	"fyne.io/fyne/v2"

	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// pageHandlers is what a transaction's page calls.
type pageHandlers struct {
	ask      func(payment.Reference)
	annotate func(r payment.Reference, note string)
	refund   func(payment.Transaction)
	receipt  func(payment.Transaction)
	evidence func(payment.Transaction, []payment.Transition, []payment.Transaction)
	back     func()
	open     func(payment.Reference)
}

// transactionPage tells everything that is known about one transaction.
type transactionPage struct {
	cfg      Config
	handlers pageHandlers
	root     *fyne.Container
	pane     *pane
	sign     *mark
	title    *prose
	story    *prose
	news     *notice
	back     *press
	actions  []*press
	body     *fyne.Container
	scroll   *scroll
	left     []*factCard
	right    []*factCard
	note     *textField
	save     *press
	// details: what is technical is shown as well; more shows or hides it.
	details bool
	more    *press

	t       payment.Transaction
	history []payment.Transition
	refunds []payment.Transaction
	err     error
	turn    int
	// asked: the terminal is being asked; before is what was known then.
	asked  bool
	before payment.Transaction
	steps  int
}

func newTransactionPage(cfg Config, handlers pageHandlers) *transactionPage {
	p := colours()
	s := &transactionPage{cfg: cfg, handlers: handlers, sign: newMark(noShape, p.ink, nil), news: newNotice()}
	s.title, s.story = newStrong("", sizeTitle, p.ink), newProse("", sizeBody, p.muted)
	s.title.maxLines = linesOf(1)
	s.back = newPress(tr("Back"), "Esc", lookQuiet(), handlers.back)
	s.note = newTextField(tr("Table, order, name, what happened"), func(string) { s.noteTyped() }, s.noteOut)
	s.save = newPress(tr("Save note"), "Enter", lookPrimary(), s.saveNote)
	s.more = newPress("", "T", lookQuiet(), s.onDetails)
	s.more.plain = true
	s.body = &fyne.Container{Layout: pageBody{s}}
	s.scroll = newScroll(s.body)
	s.root = &fyne.Container{
		Objects: []fyne.CanvasObject{s.sign, s.title, s.story, s.news.root, s.back},
	}
	s.pane = newPane(s.root, s.arrange)
	for _, c := range s.choices() {
		b := newPress(c.label, c.key, c.look, c.do)
		s.actions = append(s.actions, b)
		s.root.Objects = append(s.root.Objects, b)
	}
	s.root.Objects = append(s.root.Objects, s.scroll)
	return s
}

// choices are what can be done with the transaction: the row of buttons, from
// the left, the likeliest of them highlighted. A new one needs a line here and
// nothing else.
func (s *transactionPage) choices() []choice {
	ask, receipt := lookQuiet(), lookQuiet()
	switch {
	case s.t.Unresolved() || s.t.Contested():
		ask = lookPrimary()
	case s.t.Status == payment.Approved:
		receipt = lookPrimary()
	}
	return []choice{
		{label: tr("Ask the terminal"), key: "A", look: ask, do: s.ask},
		{label: tr("Note"), key: "N", look: lookQuiet(), do: s.writeNote},
		{label: tr("Refund"), key: "R", look: lookQuiet(), do: s.refund, disabled: s.nothingToRefund()},
		{label: tr("Receipt"), key: "P", look: receipt, do: s.receipt},
		{label: tr("Evidence"), key: "E", look: lookQuiet(), do: s.evidence},
	}
}

// nothingToRefund: everybody can see on the page why.
func (s *transactionPage) nothingToRefund() bool {
	return s.t.Kind == payment.Refund || unpaid(s.t.Status) || allBack(s.t, s.refunds) || s.t.Channel.Refund() == payment.RefundNever
}

// open shows a transaction from the top.
func (s *transactionPage) open(r payment.Reference) {
	s.t, s.history, s.refunds, s.err = payment.Transaction{Reference: r}, nil, nil, nil
	s.asked, s.details = false, false
	s.news.say("")
	s.note.SetText("")
	s.scroll.ScrollToTop()
	s.read()
}

// read reads the transaction anew, in the background.
func (s *transactionPage) read() {
	s.turn++
	turn, reference := s.turn, s.t.Reference
	s.cfg.background(func() {
		t, err := s.cfg.History.Transaction(reference)
		var history []payment.Transition
		var refunds []payment.Transaction
		if err == nil {
			history, err = s.cfg.History.Transitions(reference)
		}
		if err == nil {
			refunds, err = s.cfg.History.RefundsOf(reference)
		}
		s.cfg.Do(func() {
			if turn == s.turn {
				s.took(t, history, refunds, err)
			}
		})
	})
}

// took shows what was read. A note that is being written stays.
func (s *transactionPage) took(t payment.Transaction, history []payment.Transition, refunds []payment.Transaction, err error) {
	s.err = err
	if err == nil {
		if s.note.Text == s.t.Note {
			s.note.SetText(t.Note)
		}
		s.t, s.history, s.refunds = t, history, refunds
	}
	if s.asked && err == nil {
		s.news.say(changeWords(s.before, t, s.history[min(s.steps, len(s.history)):]))
		s.asked = false
	}
	s.show()
}

// moved: a transaction changed in the journal.
func (s *transactionPage) moved(t payment.Transaction) {
	if t.Reference == s.t.Reference || t.Original == s.t.Reference {
		s.read()
	}
}

// refused: asking or writing the note didn't work. It says whether the command
// came from here.
func (s *transactionPage) refused(e terminal.Refused) bool {
	if e.Command != terminal.CommandAnnotate && (e.Command != terminal.CommandInquire || !s.asked) {
		return false
	}
	s.asked = false
	s.news.say(pageRefusedWords(e))
	s.show()
	return true
}

func (s *transactionPage) show() {
	p := colours()
	shape, ink := listShape(s.t)
	if allBack(s.t, s.refunds) {
		shape, ink = shapeBack, p.slate
	}
	s.sign.show(shape, ink, nil)
	s.title.say(pageTitle(s.t, s.refunds), ink)
	s.story.say(pageStory(s.t, s.refunds), p.muted)
	s.left, s.right = nil, nil
	switch {
	case s.err != nil:
		s.news.say(historyWords(s.err))
	case s.t.Status == "":
		s.title.say("", ink)
	default:
		notes := newFactCard(tr("NOTE"), nil)
		notes.more = newNoteLine(s.note, s.save)
		facts := factCards(s.t, s.details)
		who := facts[len(facts)-1:] // below the steps, which are short
		s.left = append([]*factCard{notes}, facts[:len(facts)-1]...)
		s.right = s.events(who)
	}
	for i, c := range s.choices() {
		s.actions[i].say(c.label, c.look, !c.disabled)
	}
	s.noteTyped()
	s.body.Objects = nil
	for _, c := range append(s.left, s.right...) {
		s.body.Objects = append(s.body.Objects, c.objects()...)
	}
	s.body.Refresh()
	s.scroll.Refresh()
	s.root.Refresh()
}

// events are the cards of what happened: money given back, each step, and who did it.
func (s *transactionPage) events(who []*factCard) []*factCard {
	var cards []*factCard
	if len(s.refunds) > 0 {
		cards = append(cards, newFactCard(tr("GIVEN BACK"), refundFacts(s.refunds, s.handlers.open)))
	}
	if s.t.Original != "" {
		cards = append(cards, newFactCard(tr("GIVES BACK"), []fact{{
			name: tr("Payment"), lines: []factLine{{text: string(s.t.Original), ink: colours().ink, small: true}},
			tap: func() { s.handlers.open(s.t.Original) },
		}}))
	}
	happened := newFactCard(tr("WHAT HAPPENED"), stepFacts(s.t.Kind, s.history, s.details))
	s.more.say(detailsLabel(s.details), lookQuiet(), true)
	happened.more = newDetailsLine(s.more)
	return append(append(cards, happened), who...)
}

func (s *transactionPage) onDetails() {
	s.details = !s.details
	s.show()
}

// ask asks the terminal now, and shows what that changed.
func (s *transactionPage) ask() {
	if s.t.Status == "" || s.asked {
		return
	}
	if s.t.Status.Open() {
		s.news.say(tr(wordsStillOpen))
		s.root.Refresh()
		return
	}
	s.asked, s.before, s.steps = true, s.t, len(s.history)
	s.news.say(tr(wordsAsking))
	s.root.Refresh()
	s.handlers.ask(s.t.Reference)
}

// refund gives the payment back, or says why it can't be.
func (s *transactionPage) refund() {
	if s.t.Status == "" {
		return
	}
	if _, err := payment.PlanRefund(s.t, s.refunds, 0, s.cfg.Now()); err != nil {
		s.tell(refundRefusedWords(err))
		return
	}
	s.handlers.refund(s.t)
}

func (s *transactionPage) receipt() {
	if s.t.Status != payment.Approved {
		s.tell(tr(wordsNoReceipt))
		return
	}
	s.handlers.receipt(s.t)
}

// evidence saves all that is known of the transaction.
func (s *transactionPage) evidence() {
	if s.t.Status != "" {
		s.handlers.evidence(s.t, s.history, s.refunds)
	}
}

// tell puts a sentence above the cards.
func (s *transactionPage) tell(text string) {
	s.news.say(text)
	s.root.Refresh()
}

func (s *transactionPage) writeNote() {
	s.scroll.ScrollToTop()
	focus(s.root, s.note)
}

// writing says whether there is a note that isn't saved.
func (s *transactionPage) writing() bool { return s.note.Text != s.t.Note }

// noteTyped offers to save what isn't saved.
func (s *transactionPage) noteTyped() {
	changed := s.writing()
	l := lookPrimary()
	if !changed {
		l = lookQuiet()
	}
	s.save.say(tr("Save note"), l, changed)
}

// noteOut takes the keys that lead out of the note: Enter saves, Esc doesn't.
func (s *transactionPage) noteOut(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyReturn, fyne.KeyEnter:
		s.saveNote()
	case fyne.KeyEscape:
		s.note.SetText(s.t.Note)
		focus(s.root, nil)
	}
	return true
}

func (s *transactionPage) saveNote() {
	focus(s.root, nil)
	if s.writing() {
		s.handlers.annotate(s.t.Reference, s.note.Text)
	}
}

func (s *transactionPage) key(name fyne.KeyName) {
	if name == fyne.KeyEscape {
		s.handlers.back()
		return
	}
	scrollKey(s.pane.scroll, name)
}

func (s *transactionPage) rune(r rune) {
	for _, c := range s.choices() {
		if strings.EqualFold(c.key, string(r)) {
			c.do()
			return
		}
	}
	if strings.EqualFold(s.more.key, string(r)) {
		s.onDetails()
	}
}

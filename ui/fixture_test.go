package ui

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"harbourtill/store"
	"harbourtill/terminal"
	"harbourtill/terminal/payment"
)

// recorder is a Till that remembers what it was asked for.
type recorder struct {
	paid      []terminal.Order
	cancelled []payment.Reference
	inquired  []payment.Reference
	replaced  []terminal.Profile
	settled   []terminal.Settlement
	seen      []payment.Reference
	refunds   []terminal.RefundOrder
	notes     []string
	prints    []terminal.PrintOrder
	// reconciled are the references asked about last, stopped how often that was
	// to be stopped.
	reconciled []payment.Reference
	stopped    int
	searched   []string
}

func (r *recorder) Pay(o terminal.Order)                      { r.paid = append(r.paid, o) }
func (r *recorder) Cancel(p payment.Reference)                { r.cancelled = append(r.cancelled, p) }
func (r *recorder) Inquire(p payment.Reference)               { r.inquired = append(r.inquired, p) }
func (r *recorder) Refund(o terminal.RefundOrder)             { r.refunds = append(r.refunds, o) }
func (r *recorder) Settle(s terminal.Settlement)              { r.settled = append(r.settled, s) }
func (r *recorder) Acknowledge(p payment.Reference, _ string) { r.seen = append(r.seen, p) }
func (r *recorder) Annotate(_ payment.Reference, note, _ string) {
	r.notes = append(r.notes, note)
}
func (r *recorder) Print(o terminal.PrintOrder)               { r.prints = append(r.prints, o) }
func (r *recorder) Reconcile(p []payment.Reference, _ string) { r.reconciled = p }
func (r *recorder) StopReconciling()                          { r.stopped++ }
func (r *recorder) Find(text, _ string)                       { r.searched = append(r.searched, text) }
func (r *recorder) Replace(p terminal.Profile, _ string)      { r.replaced = append(r.replaced, p) }

// journal is a History over a slice, newest first. What a search finds is the
// store's to test: here a text finds notes.
type journal struct {
	all   []payment.Transaction
	steps map[payment.Reference][]payment.Transition
	err   error
	reads int
}

func (j *journal) Search(_ context.Context, q store.Query, limit int, before payment.Reference) ([]payment.Transaction, error) {
	j.reads++
	if j.err != nil {
		return nil, j.err
	}
	var page []payment.Transaction
	for _, t := range j.all {
		if len(page) < limit && (before == "" || t.Reference < before) && j.wants(q, t) {
			page = append(page, t)
		}
	}
	return page, nil
}

func (j *journal) wants(q store.Query, t payment.Transaction) bool {
	return (q.Text == "" || strings.Contains(t.Note, q.Text)) && (q.Status == "" || q.Status == t.Status) &&
		(q.Channel == "" || q.Channel == t.Channel) && (q.Kind == "" || q.Kind == t.Kind) && (!q.Pending || t.Pending()) &&
		!t.Created.Before(q.From) && (q.Before.IsZero() || t.Created.Before(q.Before))
}

func (j *journal) Totals(_ context.Context, q store.Query, at time.Time) (sum store.Totals, err error) {
	from, before := store.Day(at)
	for _, t := range j.all {
		if j.wants(q, t) && !t.Created.Before(from) && t.Created.Before(before) {
			sum.Count++
			sum.Payments += t.Amount
		}
	}
	return sum, nil
}

func (j *journal) Transaction(r payment.Reference) (payment.Transaction, error) {
	for _, t := range j.all {
		if t.Reference == r {
			return t, nil
		}
	}
	return payment.Transaction{}, store.ErrNotFound
}

func (j *journal) Transitions(r payment.Reference) ([]payment.Transition, error) {
	return j.steps[r], nil
}

func (j *journal) RefundsOf(r payment.Reference) (found []payment.Transaction, err error) {
	for _, t := range j.all {
		if t.Original == r {
			found = append(found, t)
		}
	}
	return found, j.err
}

func reference(n int) payment.Reference {
	return payment.Reference(fmt.Sprintf("01JDBQ6Z9W3C8Q4T5VQ2R%05d", n))
}

func transactions(n int) []payment.Transaction {
	var all []payment.Transaction
	for i := n; i > 0; i-- {
		all = append(all, payment.Transaction{
			Reference: reference(i), Kind: payment.Payment, Status: payment.Approved,
			Channel: payment.Card, Amount: payment.Money(i), Created: noon,
		})
	}
	return all
}

// questions are n payments that nobody knows the end of.
func questions(n int) terminal.QuestionsChanged {
	var e terminal.QuestionsChanged
	for i := range n {
		e.Questions = append(e.Questions, terminal.Question{Due: noon.Add(10 * time.Second), Transaction: payment.Transaction{
			Reference: reference(i + 1), Kind: payment.Payment, Status: payment.Unknown, Reason: payment.NoAnswer,
			Channel: payment.Card, Amount: 50000, Created: noon,
		}})
	}
	return e
}

// noon is noon in Hong Kong.
var noon = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

// till is a window over fakes.
type till struct {
	*Window
	t       *testing.T
	pays    *recorder
	journal *journal
	now     time.Time
	quits   int
	later   []func() // what Do was given, when queued
	queued  bool
	waiting []func() // what comes after the character typed last
}

// dress gives the windows of a test and of those in it the till's fonts. Fyne reads
// all of a font anew, and keeps it, whenever a theme is set: so one theme serves many
// windows.
func dress(t *testing.T, s Style) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(NewTheme(s))
}

// plain gives the windows of a test the till's theme as it is by itself. Its app
// is left to the next test, less what the program remembers in it: Fyne reads its
// own fonts anew, too, for every app.
func plain() {
	a := fyne.CurrentApp()
	if a == nil || !reflect.DeepEqual(a.Settings().Theme(), NewTheme(Style{})) {
		a = test.NewApp()
		a.Settings().SetTheme(NewTheme(Style{}))
	}
	a.Preferences().RemoveValue(folderPreference)
}

// dressed says whether a test is in one that dress was called for.
func dressed() bool {
	if fyne.CurrentApp() == nil {
		return false
	}
	theme, ok := fyne.CurrentApp().Settings().Theme().(*tillTheme)
	return ok && theme.fonts.regular != nil
}

func newTill(t *testing.T, change ...func(*Config)) *till {
	t.Helper()
	if !dressed() {
		plain()
	}
	w := &till{t: t, pays: &recorder{}, journal: &journal{}, now: noon}
	cfg := Config{
		TillName: "Counter 1", Channels: payment.Channels(), Till: w.pays, History: w.journal,
		Do: w.do, Background: func(f func()) { f() }, Now: func() time.Time { return w.now }, Quit: func() { w.quits++ },
		After: func(_ time.Duration, f func()) { w.waiting = append(w.waiting, f) },
	}
	for _, c := range change {
		c(&cfg)
	}
	window := test.NewTempWindow(t, nil)
	w.Window = New(window, cfg)
	window.Resize(fyne.NewSize(1024, 600))
	return w
}

// Handle shows an event, and lets the cashier look at it for a while.
func (w *till) Handle(e terminal.Event) {
	w.Window.Handle(e)
	w.now = w.now.Add(outcomeStands)
}

func (w *till) do(f func()) {
	if w.queued {
		w.later = append(w.later, f)
		return
	}
	f()
}

func (w *till) drain() {
	for len(w.later) > 0 {
		f := w.later[0]
		w.later = w.later[1:]
		f()
	}
}

// typingPace is how soon after one another a quick hand types.
const typingPace = 100 * time.Millisecond

// keys presses keys one after another, as a hand does: characters, or names in angle
// brackets.
func (w *till) keys(text string) {
	w.t.Helper()
	w.keysAt(typingPace, text)
}

// keysAt presses keys at a pace.
func (w *till) keysAt(pace time.Duration, text string) {
	w.t.Helper()
	for text != "" {
		if name, rest, ok := strings.Cut(strings.TrimPrefix(text, "<"), ">"); ok && text[0] == '<' {
			w.press(fyne.KeyName(name))
			text = rest
			continue
		}
		r := []rune(text)[0]
		if r >= 'A' && r <= 'Z' {
			shift := &fyne.KeyEvent{Name: desktop.KeyShiftLeft}
			w.keyDown(shift)
			w.typedKey(shift)
		}
		w.keyDown(&fyne.KeyEvent{Name: fyne.KeyName(strings.ToUpper(string(r)))})
		w.runeTyped(r)
		w.now = w.now.Add(pace)
		if pace > scannerPace {
			w.settle()
		}
		text = text[len(string(r)):]
	}
}

// settle runs what waits for no other character to come.
func (w *till) settle() {
	for ; len(w.waiting) > 0; w.waiting = w.waiting[1:] {
		w.waiting[0]()
	}
}

// runeTyped is a character that is typed, or comes again from a key that is held.
func (w *till) runeTyped(r rune) {
	if focused := w.window.Canvas().Focused(); focused != nil {
		focused.TypedRune(r)
	} else if typed := w.window.Canvas().OnTypedRune(); typed != nil {
		typed(r)
	}
}

// press is a key going down once; repeat the same key held.
func (w *till) press(name fyne.KeyName) {
	w.keyDown(&fyne.KeyEvent{Name: name})
	w.repeat(name)
}

func (w *till) repeat(name fyne.KeyName) {
	if focused := w.window.Canvas().Focused(); focused != nil {
		focused.TypedKey(&fyne.KeyEvent{Name: name})
		return
	}
	w.window.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: name})
}

// texts is every text on the screen, joined by spaces.
func (w *till) texts() string { return textsOf(w.window.Content()) }

// visible is every object that isn't hidden and in nothing that is.
func visible(o fyne.CanvasObject) []fyne.CanvasObject {
	if !o.Visible() {
		return nil
	}
	all := []fyne.CanvasObject{o}
	var parts []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		parts = o.Objects
	case fyne.Widget:
		parts = test.WidgetRenderer(o).Objects()
	}
	for _, part := range parts {
		all = append(all, visible(part)...)
	}
	return all
}

func textsOf(o fyne.CanvasObject) string {
	var all []string
	for _, o := range visible(o) {
		if t, ok := o.(*canvas.Text); ok && t.Text != "" {
			all = append(all, t.Text)
		}
	}
	return strings.Join(all, " ")
}

func (w *till) shows(words ...string) {
	w.t.Helper()
	all := w.texts()
	for _, word := range words {
		if !strings.Contains(all, word) {
			w.t.Errorf("%q isn't on the screen: %s", word, all)
		}
	}
}

func (w *till) hides(words ...string) {
	w.t.Helper()
	all := w.texts()
	for _, word := range words {
		if strings.Contains(all, word) {
			w.t.Errorf("%q is on the screen: %s", word, all)
		}
	}
}

// tapOn taps the middle of what says these words, a while after the tap before.
func (w *till) tapOn(words string) {
	w.t.Helper()
	w.now = w.now.Add(doubleTap)
	for _, o := range visible(w.window.Content()) {
		var label string
		switch o := o.(type) {
		case *press:
			label = o.label
		case *tile:
			label = o.channel.Name()
		}
		if label != words {
			continue
		}
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
		test.TapCanvas(w.window.Canvas(), at.AddXY(o.Size().Width/2, o.Size().Height/2))
		return
	}
	w.t.Fatalf("nothing to tap says %q", words)
}

// news sends SaleChanged for a sale of HK$12.50 by card.
func (w *till) news(n int, s payment.Status, p terminal.Phase) {
	w.Handle(sold(n, s, p))
}

func sold(n int, s payment.Status, p terminal.Phase) terminal.SaleChanged {
	return terminal.SaleChanged{Phase: p, Sale: payment.Transaction{
		Reference: reference(n), Kind: payment.Payment, Status: s, Channel: payment.Card,
		Amount: 1250, Timeout: 120, Created: noon,
	}}
}

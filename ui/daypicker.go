package ui

import (
	"time"

	"fyne.io/fyne/v2"

	"harbourtill/store"
	"harbourtill/terminal/payment"
)

// dayPicker chooses a Hong Kong day or a range of days: a few usual ones, and
// a calendar in which a first tap is a day, and a second makes a range.
type dayPicker struct {
	root     *fyne.Container
	usual    []*press
	hint     *prose
	calendar *calendar
	chosen   func(from, before time.Time, whole bool)
	now      func() time.Time
	first    time.Time // the day that was tapped first; zero without one
}

func newDayPicker(now func() time.Time, chosen func(from, before time.Time, whole bool)) *dayPicker {
	d := &dayPicker{chosen: chosen, now: now, hint: newProse(tr(wordsDayHint), sizeBody, colours().muted)}
	d.root = &fyne.Container{Layout: arranged{arrange: d.arrange}}
	d.calendar = newCalendar(now().In(payment.HongKong()), d.tapped)
	for _, u := range []struct {
		label string
		days  int // that begin the range, counted back from today
		until int // that ends it
	}{{tr("Any day"), -1, 0}, {tr("Today"), 0, 0}, {tr("Yesterday"), 1, 1}, {tr("Last 7 days"), 6, 0}, {tr("Last 31 days"), 30, 0}} {
		b := newPress(u.label, "", lookQuiet(), func() { d.back(u.days, u.until) })
		b.plain, b.size = true, sizeBody
		d.usual = append(d.usual, b)
		d.root.Objects = append(d.root.Objects, b)
	}
	d.root.Objects = append(d.root.Objects, d.hint, d.calendar.root)
	return d
}

// back chooses the days from so many days ago until so many days ago.
func (d *dayPicker) back(days, until int) {
	d.clear()
	if days < 0 {
		d.chosen(time.Time{}, time.Time{}, true)
		return
	}
	today, tomorrow := store.Day(d.now())
	d.chosen(today.AddDate(0, 0, -days), tomorrow.AddDate(0, 0, -until), true)
}

// tapped takes a day of the calendar.
func (d *dayPicker) tapped(at time.Time) {
	from, before := store.Day(time.Date(at.Year(), at.Month(), at.Day(), 12, 0, 0, 0, payment.HongKong()))
	if d.first.IsZero() {
		d.first = from
		d.calendar.mark(from)
		d.hint.say(shortDay(from)+"  "+tr(wordsRangeHint), colours().harbour)
		d.root.Refresh()
		d.chosen(from, before, false)
		return
	}
	if from.Before(d.first) {
		before = d.first.AddDate(0, 0, 1)
	} else {
		from = d.first
	}
	d.clear()
	d.chosen(from, before, true)
}

// clear forgets a range that was begun.
func (d *dayPicker) clear() {
	d.first = time.Time{}
	d.calendar.mark(d.first)
	d.hint.say(tr(wordsDayHint), colours().muted)
}

// show marks the usual choice that is wanted now.
func (d *dayPicker) show(q store.Query) {
	d.clear()
	today, tomorrow := store.Day(d.now())
	usual := []struct{ from, before time.Time }{
		{}, {today, tomorrow}, {today.AddDate(0, 0, -1), today}, {today.AddDate(0, 0, -6), tomorrow}, {today.AddDate(0, 0, -30), tomorrow},
	}
	for i, u := range usual {
		d.usual[i].say(d.usual[i].label, chosenLook(q.From.Equal(u.from) && q.Before.Equal(u.before)), true)
	}
}

// height is the height that it takes at a width, drawn at a unit.
func (d *dayPicker) height(width, u float32) float32 {
	if enlarged() {
		d.resizeType(u)
		usual := flowHeight(d.usual, width, tall(touch*u, sizeBody*u), grid)
		return usual + 2*grid + d.hint.heightFor(width) + d.calendar.height(u)
	}
	return max(d.calendar.height(u), 5*(touch*u+gridHalf))
}

func (d *dayPicker) resizeType(u float32) {
	d.hint.resizeType(sizeBody * u)
	for _, b := range d.usual {
		b.resizeType(sizeBody * u)
	}
}

func (d *dayPicker) arrange(size fyne.Size) {
	u := listUnit(size.Width)
	d.resizeType(u)
	if enlarged() {
		y := flow(d.usual, 0, 0, size.Width, tall(touch*u, sizeBody*u), grid) + grid
		y = placeProse(d.hint, 0, y, size.Width) + grid
		place(d.calendar.root, 0, y, min(size.Width, 420*u*textScale()), d.calendar.height(u))
		return
	}
	column := 180 * u
	for i, b := range d.usual {
		place(b, 0, float32(i)*(touch*u+gridHalf), column, touch*u)
	}
	calendar := min(size.Width-2*column, 420*u)
	place(d.calendar.root, column+2*gridWide, 0, calendar, min(size.Height, d.calendar.height(u)))
	x := column + calendar + 4*gridWide
	place(d.hint, x, gridWide, size.Width-x, d.hint.heightFor(size.Width-x))
}

package ui

import (
	"strconv"
	"time"

	"fyne.io/fyne/v2"
)

// calendar shows a month of days to tap. Fyne's own names months in English only,
// and begins the week as the computer's country does: here it begins as Hong Kong's
// calendars do, on Sunday.
type calendar struct {
	root    *fyne.Container
	month   time.Time // its first day
	title   *prose
	before  *press
	after   *press
	heads   []*prose
	days    []*press
	tapped  func(time.Time)
	today   time.Time
	chosen  time.Time // the day that is marked; zero for none
	leading int       // days of the week before the month's first
	unit    float32
}

// calendarRows is how many weeks a month may touch.
const calendarRows = 6

// newCalendar shows the month of a day; tapped is called with a day's noon.
func newCalendar(today time.Time, tapped func(time.Time)) *calendar {
	c := &calendar{tapped: tapped, today: today, unit: 1, title: newStrong("", sizeBody, colours().ink)}
	c.title.align = fyne.TextAlignCenter
	c.title.maxLines = 1
	c.before = newPress("◀", "", lookQuiet(), func() { c.turn(-1) })
	c.after = newPress("▶", "", lookQuiet(), func() { c.turn(1) })
	c.root = &fyne.Container{Layout: arranged{arrange: c.arrange}, Objects: []fyne.CanvasObject{c.title, c.before, c.after}}
	for _, name := range weekdaysShort() {
		head := newLine(name, sizeSmall, colours().muted)
		head.align = fyne.TextAlignCenter
		c.heads = append(c.heads, head)
		c.root.Objects = append(c.root.Objects, head)
	}
	for i := range 31 {
		day := newPress(strconv.Itoa(i+1), "", lookQuiet(), func() { c.tapped(c.month.AddDate(0, 0, i).Add(12 * time.Hour)) })
		day.plain, day.size = true, sizeBody
		c.days = append(c.days, day)
		c.root.Objects = append(c.root.Objects, day)
	}
	c.show(today)
	return c
}

// turn shows another month, so many later.
func (c *calendar) turn(months int) { c.show(c.month.AddDate(0, months, 0)) }

// show shows the month of a day.
func (c *calendar) show(day time.Time) {
	c.month = time.Date(day.Year(), day.Month(), 1, 0, 0, 0, 0, day.Location())
	c.leading = int(c.month.Weekday())
	c.title.say(c.month.Format(tr("January 2006")), colours().ink)
	for i, b := range c.days {
		day := c.month.AddDate(0, 0, i)
		b.Hidden = day.Month() != c.month.Month()
		l := chosenLook(sameDay(day, c.chosen))
		if sameDay(day, c.today) {
			l.edge, l.edgeWidth = colours().ink, 2
		}
		b.say(b.label, l, true)
	}
	c.root.Refresh()
}

// mark marks a day; the zero time marks none.
func (c *calendar) mark(day time.Time) {
	c.chosen = day
	c.show(c.month)
}

func sameDay(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}

// height is what it needs at a unit, at which it is drawn from now on.
func (c *calendar) height(u float32) float32 {
	c.unit = u
	row := c.row(u)
	return row + gridHalf + c.headHeight(u) + calendarRows*(row*0.85+gridHalf)
}

func (c *calendar) row(u float32) float32 { return tall(44*u, sizeBody*u) }

func (c *calendar) headHeight(u float32) float32 {
	c.heads[0].resizeType(sizeSmall * u)
	return c.heads[0].lineHeight()
}

func (c *calendar) arrange(size fyne.Size) {
	u := c.unit
	row := c.row(u)
	for _, b := range append([]*press{c.before, c.after}, c.days...) {
		b.resizeType(sizeBody * u)
	}
	c.title.resizeType(sizeBody * u)
	place(c.before, 0, 0, row, row)
	place(c.after, size.Width-row, 0, row, row)
	place(c.title, row+gridHalf, (row-c.title.lineHeight())/2, size.Width-2*row-grid, c.title.lineHeight())
	column, y := size.Width/7, row+gridHalf
	for i, head := range c.heads {
		head.resizeType(sizeSmall * u)
		place(head, float32(i)*column, y, column, head.lineHeight())
	}
	y += c.headHeight(u)
	each := (size.Height - y) / calendarRows
	for i, b := range c.days {
		at := i + c.leading
		place(b, float32(at%7)*column+gridHalf/2, y+float32(at/7)*each+gridHalf/2, column-gridHalf, each-gridHalf)
	}
}

package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"harbourtill/terminal/payment"
)

// shown are the days of a calendar that can be seen, by column.
func (c *calendar) shownDays() (days, column int) {
	width := c.root.Size().Width / 7
	for i, b := range c.days {
		if b.Hidden {
			continue
		}
		if days++; i == 0 {
			column = int(b.Position().X / width)
		}
	}
	return days, column
}

func TestCalendarShowsMonths(t *testing.T) {
	newTill(t)
	var tapped []string
	c := newCalendar(noon.In(payment.HongKong()), func(day time.Time) { tapped = append(tapped, day.Format(time.DateTime)) })
	c.root.Resize(fyne.NewSize(420, c.height(1)))
	for _, want := range []struct {
		turn         int
		title        string
		days, column int // of its first day, from Sunday
	}{
		{0, "November 2026", 30, 0},
		{1, "December 2026", 31, 2},
		{1, "January 2027", 31, 5},
		{1, "February 2027", 28, 1},
		{12, "February 2028", 29, 2},
		{-15, "November 2026", 30, 0},
		{-1, "October 2026", 31, 4},
	} {
		c.turn(want.turn)
		if days, column := c.shownDays(); c.title.text != want.title || days != want.days || column != want.column {
			t.Errorf("%s: %d days from column %d, want %+v", c.title.text, days, column, want)
		}
	}
	c.days[30].Tapped(&fyne.PointEvent{})
	if len(tapped) != 1 || tapped[0] != "2026-10-31 12:00:00" {
		t.Errorf("tapped %v", tapped)
	}
}

// TestDatesInEachLanguage holds how days, months and money are written.
func TestDatesInEachLanguage(t *testing.T) {
	tongues, err := LoadTongues()
	if err != nil {
		t.Fatal(err)
	}
	day := noon.In(payment.HongKong())
	for code, want := range map[string][4]string{
		"en":      {"Monday, 23 November 2026", "Mon 23 Nov 2026", "November 2026", "Sun"},
		"zh-Hant": {"2026年11月23日 星期一", "2026年11月23日（一）", "2026年11月", "日"},
		"zh-Hans": {"2026年11月23日 星期一", "2026年11月23日（一）", "2026年11月", "日"},
	} {
		t.Run(code, func(t *testing.T) {
			dress(t, Style{Tongue: tongues.Tongue(code)})
			c := newCalendar(day, nil)
			if got := [4]string{longDay(day), shortDay(day), c.title.text, c.heads[0].text}; got != want {
				t.Errorf("%q, want %q", got, want)
			}
			if got := payment.Money(123456).String(); got != "HK$1,234.56" {
				t.Error(got)
			}
		})
	}
}

package ui

import (
	"time"

	"harbourtill/store"
)

// weekdays are the days' names from Sunday, weekdaysShort what stands above a
// calendar.
func weekdays() []string {
	return []string{tr("Sunday"), tr("Monday"), tr("Tuesday"), tr("Wednesday"), tr("Thursday"), tr("Friday"), tr("Saturday")}
}

func weekdaysShort() []string {
	return []string{tr("Sun"), tr("Mon"), tr("Tue"), tr("Wed"), tr("Thu"), tr("Fri"), tr("Sat")}
}

// longDay writes a day with its weekday.
func longDay(day time.Time) string {
	return tr("%[1]s, %[2]s", weekdays()[day.Weekday()], day.Format(tr("2 January 2006")))
}

// dayBy is longDay, with today and yesterday called so.
func dayBy(day, now time.Time) string {
	today, _ := store.Day(now)
	switch {
	case day.Equal(today):
		return tr("Today, %s", longDay(day))
	case day.Equal(today.AddDate(0, 0, -1)):
		return tr("Yesterday, %s", longDay(day))
	}
	return longDay(day)
}

// shortDay is longDay where there is little room.
func shortDay(day time.Time) string {
	return tr("%[1]s %[2]s", weekdaysShort()[day.Weekday()], day.Format(tr("2 Jan 2006")))
}

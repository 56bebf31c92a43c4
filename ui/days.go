package ui

import "time"

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

// shortDay is longDay where there is little room.
func shortDay(day time.Time) string {
	return tr("%[1]s %[2]s", weekdaysShort()[day.Weekday()], day.Format(tr("2 Jan 2006")))
}

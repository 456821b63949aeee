package housing

import "time"

// The hours in which people may be told what can wait.
const (
	dayBegins = 9
	dayEnds   = 21
)

// Daytime returns t, or the morning after it where t is in the night of loc:
// what can wait wakes nobody.
func Daytime(t time.Time, loc *time.Location) time.Time {
	local := t.In(loc)
	morning := func(days int) time.Time {
		return time.Date(local.Year(), local.Month(), local.Day()+days, dayBegins, 0, 0, 0, loc)
	}
	switch {
	case local.Hour() < dayBegins:
		return morning(0)
	case local.Hour() >= dayEnds:
		return morning(1)
	}
	return t
}

package housing

import (
	"slices"
	"time"
)

// movedDays are the days that the government moved: days off beside weekends
// and holidays, and weekends on which people work. Source: постановления
// Правительства «О переносе выходных дней», № 1335 of 04.10.2024 for 2025,
// № 1466 of 24.09.2025 for 2026. A year without an entry is told by weekends
// and holidays alone, see [WorkdaysKnown].
func movedDays() map[int]struct{ off, work []Date } {
	return map[int]struct{ off, work []Date }{
		2025: {
			off: []Date{
				{2025, time.May, 2},
				{2025, time.May, 8},
				{2025, time.June, 13},
				{2025, time.November, 3},
				{2025, time.December, 31},
			},
			work: []Date{{2025, time.November, 1}},
		},
		2026: {off: []Date{
			{2026, time.January, 9}, {2026, time.March, 9}, {2026, time.May, 11}, {2026, time.December, 31},
		}},
	}
}

// WorkdaysKnown reports whether the days that were moved in a year are known.
func WorkdaysKnown(year int) bool {
	_, ok := movedDays()[year]
	return ok
}

// holiday reports whether d is a holiday by ст. 112 ТК РФ.
func holiday(d Date) bool {
	switch (monthDay{d.Month, d.Day}) {
	case monthDay{time.February, 23}, monthDay{time.March, 8}, monthDay{time.May, 1}, monthDay{time.May, 9},
		monthDay{time.June, 12}, monthDay{time.November, 4}:
		return true
	}
	return d.Month == time.January && d.Day <= 8
}

type monthDay struct {
	month time.Month
	day   int
}

// Workday reports whether people work on d, by the five-day week.
func Workday(d Date) bool {
	moved := movedDays()[d.Year]
	switch {
	case slices.Contains(moved.work, d):
		return true
	case slices.Contains(moved.off, d), holiday(d):
		return false
	}
	day := d.In(time.UTC).Weekday()
	return day != time.Saturday && day != time.Sunday
}

// NextWorkday returns d, or the first workday after it where d is a day off.
func NextWorkday(d Date) Date {
	for !Workday(d) {
		d = d.Add(1)
	}
	return d
}

// creditedDays is how many working days a transfer takes at most (161-ФЗ, ст. 5 ч. 5).
const creditedDays = 3

// Credited returns the last day on which money that was paid on a day reaches
// its payee.
func Credited(paid Date) Date {
	for range creditedDays {
		paid = NextWorkday(paid.Add(1))
	}
	return paid
}

package housing_test

import (
	"testing"
	"time"

	"dombot/internal/housing"
)

func TestTheDueDayFollowsItsDatedRule(t *testing.T) {
	t.Parallel()
	date := func(y int, m time.Month, d int) housing.Date { return housing.Date{Year: y, Month: m, Day: d} }
	for name, tt := range map[string]struct {
		period        housing.Period
		nominal, last housing.Date
	}{
		"the tenth until 2026":        {housing.Period{Year: 2025, Month: time.October}, date(2025, 11, 10), date(2025, 11, 10)},
		"the tenth on a holiday":      {housing.Period{Year: 2025, Month: time.December}, date(2026, 1, 10), date(2026, 1, 12)},
		"the last month of the tenth": {housing.Period{Year: 2026, Month: time.January}, date(2026, 2, 10), date(2026, 2, 10)},
		"the first of the fifteenth":  {housing.Period{Year: 2026, Month: time.February}, date(2026, 3, 15), date(2026, 3, 16)},
		"a Sunday":                    {housing.Period{Year: 2026, Month: time.October}, date(2026, 11, 15), date(2026, 11, 16)},
		"a workday":                   {housing.Period{Year: 2026, Month: time.November}, date(2026, 12, 15), date(2026, 12, 15)},
		"a year without moved days":   {housing.Period{Year: 2027, Month: time.April}, date(2027, 5, 15), date(2027, 5, 17)},
		"the turn of the year":        {housing.Period{Year: 2026, Month: time.December}, date(2027, 1, 15), date(2027, 1, 15)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			due := housing.DueDay(tt.period)

			if due.Settled() != (due.Last.Year < 2027) {
				t.Errorf("due %v: settled is %t", due.Last, due.Settled())
			}
			if due.Nominal != tt.nominal || due.Last != tt.last || due.Moved() != (tt.nominal != tt.last) {
				t.Errorf("due %+v, want %v, moved to %v", due, tt.nominal, tt.last)
			}
		})
	}
}

// The numbers of working days are those of the production calendars.
func TestTheYearsHaveTheirWorkdays(t *testing.T) {
	t.Parallel()
	for year, want := range map[int]int{2025: 247, 2026: 247} {
		n := 0
		for d := (housing.Date{Year: year, Month: time.January, Day: 1}); d.Year == year; d = d.Add(1) {
			if housing.Workday(d) {
				n++
			}
		}
		if n != want || !housing.WorkdaysKnown(year) {
			t.Errorf("%d has %d workdays, want %d", year, n, want)
		}
	}
	if housing.WorkdaysKnown(2027) {
		t.Error("the moved days of 2027 are not published yet")
	}
}

package housing_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

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

func TestOwnersNameTheDueDayBeforeTheLawDoes(t *testing.T) {
	t.Parallel()
	p := func(y int, m time.Month) housing.Period { return housing.Period{Year: y, Month: m} }
	named := housing.DueDays{
		{From: p(2025, time.March), Day: 20},
		{From: p(2025, time.June), Day: 31, House: true},
		{From: p(2025, time.August), Day: 25},
		{From: p(2025, time.November), House: true}, // the law's again
		{From: p(2026, time.January), Day: 20, House: true},
	}
	for name, tt := range map[string]struct {
		days        housing.DueDays
		period      housing.Period
		early, late int
	}{
		"nobody named one":                 {nil, p(2025, time.December), 10, 10},
		"before the first":                 {named, p(2025, time.February), 10, 10},
		"the organisation's":               {named, p(2025, time.May), 20, 20},
		"the house's, in a short month":    {named, p(2025, time.August), 30, 30},
		"the law's again":                  {named, p(2025, time.November), 10, 10},
		"February, of which both are told": {nil, p(2026, time.February), 10, 15},
		"February, with a later day":       {named, p(2026, time.February), 15, 20},
		"the law's alone":                  {named, p(2026, time.March), 15, 15},
	} {
		early, late := tt.days.Early(tt.period).Nominal.Day, tt.days.Due(tt.period).Nominal.Day
		if early != tt.early || late != tt.late {
			t.Errorf("%s: the %dth and the %dth, want the %dth and the %dth", name, early, late, tt.early, tt.late)
		}
		if housing.MayNameDueDay(tt.period) != (tt.period.Year == 2025 || tt.period.Month < time.March) {
			t.Errorf("%s: a day may be named, or not", name)
		}
	}
}

// Of February 2026 people are reminded before the 10th of March, and are late
// after the 15th alone.
func TestTheContestedMonthIsRemindedEarlyAndLateLater(t *testing.T) {
	t.Parallel()
	february := housing.Period{Year: 2026, Month: time.February}
	at := func(day int) housing.ReminderItem {
		return housing.PaymentItem(february, decimal.NewFromInt(100), housing.Date{Year: 2026, Month: 3, Day: day}, nil)
	}
	if got := at(9); got.Stage != housing.StageEarly || got.Last.Day != 10 {
		t.Errorf("on the 9th: %+v", got)
	}
	if got := at(13); got.Stage != housing.StageNone {
		t.Errorf("on the 13th: %+v", got)
	}
	held := housing.Credited(housing.DueDays(nil).Due(february).Last)
	late := housing.PaymentItem(february, decimal.NewFromInt(100), held.Add(1), nil)
	if late.Stage != housing.StageClosing || late.Last.Day != 16 {
		t.Errorf("after the 15th: %+v", late)
	}
}

package housing_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

func TestUseMonthByMonth(t *testing.T) {
	t.Parallel()
	period := func(y int, m time.Month) housing.Period { return housing.Period{Year: y, Month: m} }
	reading := func(p housing.Period, use string, change ...func(*housing.HistoryRow)) housing.HistoryRow {
		r := housing.HistoryRow{Reading: housing.Reading{Period: p, Source: housing.FromResident, State: housing.Saved}}
		if use != "" {
			r.Use = housing.Values{decimal.RequireFromString(use)}
		}
		for _, f := range change {
			f(&r)
		}
		return r
	}
	month := func(p housing.Period, use string, months int, s housing.Source) housing.MonthUse {
		return housing.MonthUse{Period: p, Use: housing.Values{decimal.RequireFromString(use)}, Months: months, Source: s}
	}
	replaced := func(r *housing.HistoryRow) { r.Replaced = true }
	rejected := func(r *housing.HistoryRow) { r.State = housing.Rejected }
	average := func(r *housing.HistoryRow) { r.Source = housing.ByAverage }
	october, november, december := period(2025, 10), period(2025, 11), period(2025, 12)
	january, february := period(2026, 1), period(2026, 2)
	const resident = housing.FromResident
	for name, c := range map[string]struct {
		rows []housing.HistoryRow // newest first
		last housing.Period
		n    int
		want []housing.MonthUse
	}{
		"nothing":              {nil, january, 12, nil},
		"one reading":          {[]housing.HistoryRow{reading(october, "")}, january, 12, nil},
		"the oldest first":     {[]housing.HistoryRow{reading(december, "2"), reading(november, "1"), reading(october, "")}, december, 12, []housing.MonthUse{month(november, "1", 1, resident), month(december, "2", 1, resident)}},
		"the last ones":        {[]housing.HistoryRow{reading(december, "2"), reading(november, "1"), reading(october, "")}, december, 1, []housing.MonthUse{month(december, "2", 1, resident)}},
		"zero is known":        {[]housing.HistoryRow{reading(november, "0"), reading(october, "")}, october, 12, []housing.MonthUse{month(november, "0", 1, resident)}},
		"unread at the end":    {[]housing.HistoryRow{reading(november, "1"), reading(october, "")}, january, 12, []housing.MonthUse{month(november, "1", 1, resident), {Period: december}, {Period: january}}},
		"unread between":       {[]housing.HistoryRow{reading(february, "6"), reading(november, "1"), reading(october, "")}, january, 12, []housing.MonthUse{month(november, "1", 1, resident), {Period: december}, {Period: january}, month(february, "6", 3, resident)}},
		"unread at the start":  {[]housing.HistoryRow{reading(december, "6"), reading(october, "")}, december, 12, []housing.MonthUse{month(december, "6", 2, resident)}},
		"estimated":            {[]housing.HistoryRow{reading(november, "1", average), reading(october, "")}, november, 12, []housing.MonthUse{month(november, "1", 1, housing.ByAverage)}},
		"replaced counts not":  {[]housing.HistoryRow{reading(november, "1"), reading(november, "9", replaced), reading(october, "")}, november, 12, []housing.MonthUse{month(november, "1", 1, resident)}},
		"rejected is not read": {[]housing.HistoryRow{reading(december, "3"), reading(november, "9", rejected), reading(october, "")}, december, 12, []housing.MonthUse{month(december, "3", 2, resident)}},
		"one is not enough":    {[]housing.HistoryRow{reading(december, "3", rejected), reading(october, "")}, december, 12, nil},
	} {
		got := housing.History{Rows: c.rows}.Monthly(c.last, c.n)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

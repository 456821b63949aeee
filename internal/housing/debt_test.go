package housing_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
)

func TestADebtIsOfTheNewestMonths(t *testing.T) {
	t.Parallel()
	month := func(m time.Month, charged string) housing.MonthCharge {
		return housing.MonthCharge{Period: housing.Period{Year: 2026, Month: m}, Charged: sumOf(charged)}
	}
	months := []housing.MonthCharge{month(time.July, "100"), month(time.August, "200"), month(time.September, "300")}
	july, august, september := on(2026, time.August, 17), on(2026, time.September, 15), on(2026, time.October, 15)
	for name, tt := range map[string]struct {
		debt   string
		months []housing.MonthCharge
		want   map[housing.Date]string
	}{
		"within a month":      {"250", months, map[housing.Date]string{september: "250"}},
		"a whole month":       {"300", months, map[housing.Date]string{september: "300"}},
		"two months":          {"301", months, map[housing.Date]string{august: "1", september: "300"}},
		"more than is known":  {"1000", months, map[housing.Date]string{july: "500", august: "200", september: "300"}},
		"nothing":             {"0", months, map[housing.Date]string{}},
		"of an unknown month": {"5", nil, map[housing.Date]string{}},
		"a month below zero":  {"5", []housing.MonthCharge{month(time.August, "9"), month(time.September, "-3")}, map[housing.Date]string{august: "5"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := map[housing.Date]string{}
			for _, o := range housing.DebtByMonth(sumOf(tt.debt), tt.months, nil) {
				got[o.Last] = o.Sum.String()
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

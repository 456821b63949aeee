package housing_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"dombot/internal/housing"
)

func on(y int, m time.Month, d int) housing.Date { return housing.Date{Year: y, Month: m, Day: d} }

func sumOf(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// The thirty free days are counted from the day after the holidays, not from the
// day that the law names.
func TestADueDayMovedByAHolidayBeginsTheCount(t *testing.T) {
	t.Parallel()
	due := housing.DueDay(housing.Period{Year: 2025, Month: time.December})
	for at, want := range map[housing.Date]string{
		due.Nominal.Add(31): "0", due.Last.Add(30): "0", due.Last.Add(31): "3.17",
	} {
		p := housing.CountPenalty(housing.Overdue{Sum: sumOf("10000"), Last: due.Last}, nil, at,
			housing.CurrentPenaltyRules())
		if !due.Moved() || !p.Sum.Equal(sumOf(want)) {
			t.Errorf("on %v the penalty is %s, want %s", at, p.Sum, want)
		}
	}
}

func TestTheRateInForceHasItsDay(t *testing.T) {
	t.Parallel()
	rules := housing.CurrentPenaltyRules()
	for day, want := range map[housing.Date]housing.Rate{
		on(2024, time.December, 31): {From: on(2024, time.October, 28), Percent: sumOf("21")},
		on(2025, time.January, 1):   {From: on(2025, time.January, 1), Percent: sumOf("9.5")},
		on(2026, time.December, 31): {From: on(2025, time.January, 1), Percent: sumOf("9.5")},
		on(2027, time.January, 1):   {From: on(2026, time.February, 16), Percent: sumOf("15.5")},
	} {
		if got := rules.InForce(day); got.From != want.From || !got.Percent.Equal(want.Percent) {
			t.Errorf("on %v %+v is in force, want %+v", day, got, want)
		}
	}
}

// capless are rules of one rate and no cap.
func capless(percent string) housing.PenaltyRules {
	return housing.PenaltyRules{Rates: []housing.Rate{{From: on(2020, 1, 1), Percent: sumOf(percent)}}}
}

func TestWorkedPenalties(t *testing.T) {
	t.Parallel()
	last := on(2026, time.September, 15)
	known := housing.CurrentPenaltyRules()
	rising := housing.PenaltyRules{Rates: []housing.Rate{
		{From: on(2020, 1, 1), Percent: sumOf("8")}, {From: on(2026, time.November, 10), Percent: sumOf("12")},
	}}
	turn := on(2026, time.November, 17) // the 30th day is the 17th of December, the cap ends after 14 more
	for name, tt := range map[string]struct {
		debt  string
		last  housing.Date
		parts []housing.Part
		at    housing.Date
		rules housing.PenaltyRules
		want  string
		cap   bool // a contribution to capital repair
	}{
		"the last day itself":           {"100", last, nil, last, known, "0", false},
		"before the last day":           {"100", last, nil, last.Add(-5), known, "0", false},
		"the 30th day costs nothing":    {"10000", last, nil, last.Add(30), known, "0", false},
		"the 31st is the first":         {"10000", last, nil, last.Add(31), known, "3.17", false}, // 10000 × 9,5 % : 300
		"56 days of the example":        {"100", last, nil, on(2026, time.November, 10), known, "0.82", false},
		"the 90th day":                  {"10000", last, nil, last.Add(90), known, "190", false},    // 60 days
		"the 91st costs a 130th":        {"10000", last, nil, last.Add(91), known, "197.31", false}, // + 7,3077
		"capital repair on the 30th":    {"10000", last, nil, last.Add(30), known, "0", true},
		"capital repair on the 31st":    {"10000", last, nil, last.Add(31), known, "3.17", true},
		"capital repair on the 91st":    {"10000", last, nil, last.Add(91), known, "193.17", true},
		"a rate below the cap":          {"10000", last, nil, last.Add(31), capless("9"), "3", false},
		"the cap on its last day":       {"10000", turn, nil, on(2026, time.December, 31), known, "44.33", false}, // 14 days
		"the first day without the cap": {"10000", turn, nil, on(2027, time.January, 1), known, "49.5", false},    // + 15,5 %
		"the cap before it began":       {"13000", on(2024, time.November, 30), nil, on(2024, time.December, 31), known, "9.1", false},
		"the first day of the cap": { // 21 % on the 31st of December, 9,5 % on the 1st
			"13000", on(2024, time.November, 30), nil, on(2025, time.January, 1), known, "13.22", false,
		},
		"the rate of the day of the count": {
			"30000", on(2026, time.October, 9), nil, on(2026, time.November, 10), rising, "24", false, // 2 days × 12 %
		},
		"the rate of the day before it rises": {
			"30000", on(2026, time.October, 9), nil, on(2026, time.November, 9), rising, "8", false,
		},
		"a part closes with its own rate": {
			"30000", on(2026, time.October, 9),
			[]housing.Part{{Day: on(2026, time.November, 9), Sum: sumOf("15000")}},
			on(2026, time.November, 10),
			rising, "16", false, // 15000 × 8 % : 300 × 1 + 15000 × 12 % : 300 × 2
		},
		"paid in time":          {"100", last, []housing.Part{{Day: last, Sum: sumOf("100")}}, last.Add(100), known, "0", false},
		"paid on the 30th day":  {"10000", last, []housing.Part{{Day: last.Add(30), Sum: sumOf("10000")}}, last.Add(100), known, "0", false},
		"paid on the 31st day":  {"10000", last, []housing.Part{{Day: last.Add(31), Sum: sumOf("10000")}}, last.Add(100), known, "3.17", false},
		"paid beyond the sum":   {"10000", last, []housing.Part{{Day: last.Add(31), Sum: sumOf("99999")}}, last.Add(100), known, "3.17", false},
		"a payment still ahead": {"10000", last, []housing.Part{{Day: last.Add(90), Sum: sumOf("10000")}}, last.Add(31), known, "3.17", false},
		"a leap year":           {"10000", on(2028, time.January, 30), nil, on(2028, time.March, 1), capless("9"), "3", false}, // day 31
		"nothing is owed":       {"0", last, nil, last.Add(100), known, "0", false},
		"less than nothing":     {"-5", last, nil, last.Add(100), known, "0", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			got := housing.CountPenalty(
				housing.Overdue{Sum: sumOf(tt.debt), Last: tt.last, Capital: tt.cap}, tt.parts, tt.at, tt.rules)

			if !got.Sum.Equal(sumOf(tt.want)) {
				t.Errorf("penalty %v, want %s; spans %+v", got.Sum, tt.want, got.Spans)
			}
		})
	}
}

// drawParts draws payments of kopecks around a last day.
func drawParts(r *rapid.T, last housing.Date) []housing.Part {
	var parts []housing.Part
	for range rapid.IntRange(0, 4).Draw(r, "parts") {
		parts = append(parts, housing.Part{
			Day: last.Add(rapid.IntRange(-20, 400).Draw(r, "day")),
			Sum: decimal.New(rapid.Int64Range(1, 2_000_000).Draw(r, "sum"), -2),
		})
	}
	return parts
}

func TestPenaltiesKeepTheirPromises(t *testing.T) {
	t.Parallel()
	rules := housing.CurrentPenaltyRules()
	rapid.Check(t, func(r *rapid.T) {
		last := on(2025, time.January, 1).Add(rapid.IntRange(0, 700).Draw(r, "last"))
		at := last.Add(rapid.IntRange(0, 500).Draw(r, "at"))
		debt := housing.Overdue{
			Sum: decimal.New(rapid.Int64Range(0, 5_000_000).Draw(r, "debt"), -2), Last: last,
			Capital: rapid.Bool().Draw(r, "capital"),
		}
		parts := drawParts(r, last)

		got := housing.CountPenalty(debt, parts, at, rules)

		if got.Sum.IsNegative() {
			r.Fatalf("penalty %v", got.Sum)
		}
		later := housing.CountPenalty(debt, parts, at.Add(1), capless("9"))
		if now := housing.CountPenalty(debt, parts, at, capless("9")); later.Sum.LessThan(now.Sum) {
			r.Fatalf("a day more costs %v instead of %v", later.Sum, now.Sum)
		}
		unpaid := housing.CountPenalty(debt, nil, at, capless("9"))
		if paid := housing.CountPenalty(debt, parts, at, capless("9")); paid.Sum.GreaterThan(unpaid.Sum) {
			r.Fatalf("who paid owes %v, who did not %v", paid.Sum, unpaid.Sum)
		}
		for _, s := range got.Spans {
			if days := int(s.To.In(time.UTC).Sub(s.From.In(time.UTC)).Hours()/24) + 1; days != s.Days || s.Days < 1 {
				r.Fatalf("span %+v holds %d days", s, days)
			}
			if s.Percent.GreaterThan(sumOf("9.5")) && s.From.Year < 2027 {
				r.Fatalf("span %+v is above the cap", s)
			}
		}
	})
}

// Parts of 4, 4 and 7 thirds of a thousandth make half a kopeck, which
// thirds that are cut off would lose.
func TestThirdsOfAKopeckAreNotLost(t *testing.T) {
	t.Parallel()
	last := on(2025, time.March, 10)
	day := last.Add(31)
	parts := []housing.Part{{Day: day, Sum: sumOf("4")}, {Day: day, Sum: sumOf("4")}, {Day: day, Sum: sumOf("7")}}

	got := housing.CountPenalty(housing.Overdue{Sum: sumOf("15"), Last: last}, parts, day, capless("10"))

	if !got.Sum.Equal(sumOf("0.01")) {
		t.Errorf("penalty %v, want half a kopeck rounded up; spans %+v", got.Sum, got.Spans)
	}
}

// Holds for a rate that does not fall: after a fall the law closes a later
// payment with the lower rate.
func TestPayingEarlierNeverCostsMore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		last := on(2025, time.January, 1).Add(rapid.IntRange(0, 900).Draw(r, "last"))
		debt := housing.Overdue{Sum: sumOf("54321.09"), Last: last, Capital: rapid.Bool().Draw(r, "capital")}
		early := rapid.IntRange(-10, 300).Draw(r, "early")
		late := early + rapid.IntRange(0, 100).Draw(r, "late")
		sum := decimal.New(rapid.Int64Range(1, 6_000_000).Draw(r, "sum"), -2)
		rules := capless("9")
		rules.Rates = append(rules.Rates, housing.Rate{From: on(2025, 9, 1), Percent: sumOf("16")})
		rules.Caps = housing.CurrentPenaltyRules().Caps
		paidOn := func(n int) decimal.Decimal {
			return housing.CountPenalty(debt, []housing.Part{{Day: last.Add(n), Sum: sum}}, last.Add(400), rules).Sum
		}

		if a, b := paidOn(early), paidOn(late); a.GreaterThan(b) {
			r.Fatalf("paid on day %d costs %v, on day %d %v", early, a, late, b)
		}
	})
}

func TestADebtInTwoCostsTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		last := on(2025, time.January, 1).Add(rapid.IntRange(0, 900).Draw(r, "last"))
		at := last.Add(rapid.IntRange(0, 500).Draw(r, "at"))
		a := decimal.New(rapid.Int64Range(1, 5_000_000).Draw(r, "a"), -2)
		b := decimal.New(rapid.Int64Range(1, 5_000_000).Draw(r, "b"), -2)
		spans := func(sum decimal.Decimal) []housing.PenaltySpan {
			return housing.CountPenalty(housing.Overdue{Sum: sum, Last: last}, nil, at, housing.CurrentPenaltyRules()).Spans
		}
		whole, left, right := spans(a.Add(b)), spans(a), spans(b)
		next, dust := last.Add(31), decimal.New(1, -9)
		for i, s := range whole {
			if s.From != next {
				r.Fatalf("span %+v does not follow the one before, want %v", s, next)
			}
			next = s.To.Add(1)
			if halves := left[i].Amount.Add(right[i].Amount); halves.Sub(s.Amount).Abs().GreaterThan(dust) {
				r.Fatalf("span %+v costs %v in two", s, halves)
			}
		}
		if len(whole) > 0 && next != at.Add(1) {
			r.Fatalf("spans end before %v, the day of the count is %v", next, at)
		}
	})
}

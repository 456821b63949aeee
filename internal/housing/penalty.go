package housing

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// Rate is a yearly rate in percent and the first day it holds for.
type Rate struct {
	From    Date
	Percent decimal.Decimal
}

// Cap is the highest rate that penalties are counted by on the days From to To.
type Cap struct {
	From, To Date
	Percent  decimal.Decimal
}

// PenaltyRules are the dated numbers of penalties.
type PenaltyRules struct {
	Rates []Rate // key rates of the Bank of Russia, oldest first
	Caps  []Cap
}

// CurrentPenaltyRules returns the numbers that are known. Key rates: the Bank
// of Russia; those after February 2026 are to be entered when they matter:
// while the cap is below them, they change nothing. The cap is the key rate of
// 27.02.2022: ПП РФ 474 of 26.03.2022 in the edition of ПП РФ 329 of 18.03.2025.
func CurrentPenaltyRules() PenaltyRules {
	rate := func(y int, m time.Month, d int, tenths int64) Rate {
		return Rate{Date{y, m, d}, decimal.New(tenths, -1)}
	}
	return PenaltyRules{
		Rates: []Rate{
			rate(2024, time.October, 28, 210), rate(2025, time.June, 9, 200), rate(2025, time.July, 28, 180),
			rate(2025, time.September, 15, 170), rate(2025, time.October, 27, 165),
			rate(2025, time.December, 22, 160), rate(2026, time.February, 16, 155),
		},
		Caps: []Cap{{Date{2025, time.January, 1}, Date{2026, time.December, 31}, decimal.New(95, -1)}},
	}
}

// rate returns the rate of a day: the one of the oldest entry before all of them.
func (r PenaltyRules) rate(day Date) decimal.Decimal {
	percent := r.Rates[0].Percent
	for _, x := range r.Rates {
		if !day.Before(x.From) {
			percent = x.Percent
		}
	}
	return percent
}

// InForce returns the rate that counts on a day and the day since which it
// does: that of the cap where the cap is below the key rate.
func (r PenaltyRules) InForce(day Date) Rate {
	found := Rate{From: r.Rates[0].From, Percent: r.Rates[0].Percent}
	for _, x := range r.Rates {
		if !day.Before(x.From) {
			found = x
		}
	}
	for _, c := range r.Caps {
		if !day.Before(c.From) && !c.To.Before(day) && c.Percent.LessThan(found.Percent) {
			found = Rate{From: c.From, Percent: c.Percent}
		}
	}
	return found
}

// Overdue is a sum that was not paid on its last day.
type Overdue struct {
	Sum     decimal.Decimal
	Last    Date // the last day on which it was paid in time
	Capital bool // a contribution to capital repair
}

// Part is a payment towards an overdue sum.
type Part struct {
	Day Date
	Sum decimal.Decimal
}

// PenaltySpan is a run of days that are counted alike.
type PenaltySpan struct {
	From, To Date
	Days     int
	Sum      decimal.Decimal // that was overdue
	Percent  decimal.Decimal // yearly
	Divisor  int64           // 300 or 130
	Amount   decimal.Decimal // not rounded to kopecks
}

// Penalty is what an overdue sum costs.
type Penalty struct {
	Days  int           // since Last, up to the day of the count
	Spans []PenaltySpan // oldest first; none while it costs nothing
	Sum   decimal.Decimal
}

// The days of ч. 14 and 14.1 ст. 155 ЖК РФ, counted from the day after the
// last one: nothing up to the 30th, a 300th of the rate a day from the 31st, a
// 130th from the 91st; for capital repair a 300th throughout.
const (
	freeDays   = 30
	mildDays   = 90
	mildPart   = 300
	severePart = 130
)

// CountPenalty counts the penalty of an overdue sum up to and including a day.
// Every part closes with the rate of the day on which it was paid, what is
// still owed with the rate of at. The sum is rounded to kopecks once, at the
// end. Parts beyond the sum, or paid in time, cost nothing.
func CountPenalty(o Overdue, parts []Part, at Date, rules PenaltyRules) Penalty {
	p := Penalty{Days: max(0, daysFrom(o.Last, at))}
	left := o.Sum
	parts = slices.Clone(parts)
	slices.SortStableFunc(parts, func(a, b Part) int { return daysFrom(b.Day, a.Day) })
	for _, x := range parts {
		if at.Before(x.Day) {
			break
		}
		paid := decimal.Min(x.Sum, left)
		if !paid.IsPositive() {
			continue
		}
		p.Spans = append(p.Spans, closing{o, paid, x.Day, rules}.spans()...)
		left = left.Sub(paid)
	}
	if left.IsPositive() {
		p.Spans = append(p.Spans, closing{o, left, at, rules}.spans()...)
	}
	p.Sum = total(p.Spans)
	return p
}

// total adds spans over the common denominator of their divisors, which keeps
// a half kopeck exact, and rounds the sum.
func total(spans []PenaltySpan) decimal.Decimal {
	const common = 3900 // of 300 and 130
	var sum decimal.Decimal
	for _, s := range spans {
		sum = sum.Add(s.product().Mul(decimal.NewFromInt(common / s.Divisor)))
	}
	return sum.DivRound(decimal.NewFromInt(100*common), 2)
}

func daysFrom(a, b Date) int {
	return int(b.In(time.UTC).Sub(a.In(time.UTC)).Hours() / 24)
}

// closing is one part of an overdue sum on the day it was paid.
type closing struct {
	Overdue
	sum   decimal.Decimal
	day   Date
	rules PenaltyRules
}

// spans cuts the days of the part where something changes: at the thresholds
// of the law and at the ends of caps.
func (c closing) spans() []PenaltySpan {
	rate := c.rules.rate(c.day)
	var spans []PenaltySpan
	for n := freeDays + 1; n <= daysFrom(c.Last, c.day); n++ {
		day := c.Last.Add(n)
		percent, divisor := c.rules.capped(rate, day), int64(mildPart)
		if n > mildDays && !c.Capital {
			divisor = severePart
		}
		if i := len(spans) - 1; i >= 0 && spans[i].Percent.Equal(percent) && spans[i].Divisor == divisor {
			spans[i].To, spans[i].Days = day, spans[i].Days+1
			continue
		}
		spans = append(spans, PenaltySpan{
			From: day, To: day, Days: 1, Sum: c.sum, Percent: percent, Divisor: divisor,
		})
	}
	for i := range spans {
		spans[i].Amount = spans[i].amount()
	}
	return spans
}

// capped returns the rate that counts on a day.
func (r PenaltyRules) capped(rate decimal.Decimal, day Date) decimal.Decimal {
	for _, c := range r.Caps {
		if !day.Before(c.From) && !c.To.Before(day) {
			rate = decimal.Min(rate, c.Percent)
		}
	}
	return rate
}

func (s PenaltySpan) amount() decimal.Decimal {
	return s.product().DivRound(decimal.NewFromInt(100*s.Divisor), 10)
}

// product is the amount before it is divided by 100 and the divisor.
func (s PenaltySpan) product() decimal.Decimal {
	return s.Sum.Mul(s.Percent).Mul(decimal.NewFromInt(int64(s.Days)))
}

package housing

import (
	"slices"

	"github.com/shopspring/decimal"
)

// usualPeriods is over how many periods the usual use is counted.
const usualPeriods = 6

// Verdict is what the rules say of typed values.
type Verdict struct {
	Tariff  int             // index of the tariff that the verdict is about
	Lower   bool            // below the last value: refused
	Jump    bool            // far above the usual or the ceiling: asked again
	Use     decimal.Decimal // use of that tariff per month
	Usual   decimal.Decimal // usual use per month; zero if unknown
	Suggest Values          // the values with the point put in; nil if none fits
}

// Odd reports whether the values need a question.
func (v Verdict) Odd() bool { return v.Lower || v.Jump }

// Case is everything that a judgement depends on.
type Case struct {
	Meter  Meter
	Before []Reading // readings of earlier periods, newest first
	Period Period    // the period that the values are for
}

// Last returns the newest reading before, false if there is none.
func (c Case) Last() (Reading, bool) {
	if len(c.Before) == 0 {
		return Reading{}, false
	}
	return c.Before[0], true
}

// Judge compares values with the last ones and with what is usual. Equal is
// right: nobody was at home. The zero Verdict means nothing to ask.
func (c Case) Judge(values Values) Verdict {
	last, known := c.Last()
	for i, v := range values {
		if known && i < len(last.Values) && v.LessThan(last.Values[i]) {
			return Verdict{Tariff: i, Lower: true}
		}
	}
	if !known {
		return c.judgeFirst(values)
	}
	for i, v := range values {
		use, usual := c.use(i, v), c.usual(i)
		if c.plausible(use, usual) {
			continue
		}
		return Verdict{Tariff: i, Jump: true, Use: use, Usual: usual, Suggest: c.suggest(values)}
	}
	return Verdict{}
}

// judgeFirst asks about a first value that the dial of such a meter does not show.
func (c Case) judgeFirst(values Values) Verdict {
	most := c.Meter.Resource.dial().Mul(c.Meter.unitsPerNorm())
	tooMuch := func(v decimal.Decimal) bool { return v.GreaterThan(most) }
	i := slices.IndexFunc(values, tooMuch)
	if i < 0 {
		return Verdict{}
	}
	verdict := Verdict{Tariff: i, Jump: true, Use: values[i]}
	for _, by := range []int32{3, 2, 1} {
		fixed := slices.Clone(values)
		for j, v := range values {
			if tooMuch(v) {
				fixed[j] = v.Shift(-by)
			}
		}
		deep := func(v decimal.Decimal) bool { return v.Exponent() < -maxFraction }
		if !slices.ContainsFunc(fixed, tooMuch) && !slices.ContainsFunc(fixed, deep) {
			verdict.Suggest = fixed
			break
		}
	}
	return verdict
}

// use returns the use per month of tariff i if its value is v.
func (c Case) use(i int, v decimal.Decimal) decimal.Decimal {
	last, _ := c.Last()
	if i >= len(last.Values) {
		return decimal.Zero
	}
	months := max(1, c.Period.Months(last.Period))
	return v.Sub(last.Values[i]).DivRound(decimal.NewFromInt(int64(months)), 7)
}

// usual returns the mean use per month over up to six periods before; zero if
// there is no history.
func (c Case) usual(i int) decimal.Decimal {
	total, months := decimal.Zero, 0
	for newer, older := range pairs(c.Before) {
		span := newer.Period.Months(older.Period)
		if span < 1 || i >= min(len(newer.Values), len(older.Values)) ||
			newer.Values[i].LessThan(older.Values[i]) { // the meter was replaced
			break
		}
		total = total.Add(newer.Values[i].Sub(older.Values[i]))
		months += span
		if months >= usualPeriods {
			break
		}
	}
	if months == 0 {
		return decimal.Zero
	}
	return total.DivRound(decimal.NewFromInt(int64(months)), 7)
}

// plausible reports whether a monthly use needs no question.
func (c Case) plausible(use, usual decimal.Decimal) bool {
	norm := c.Meter.unitsPerNorm()
	if use.LessThanOrEqual(c.Meter.Resource.floor().Mul(norm)) {
		return true
	}
	if usual.IsPositive() && use.GreaterThan(usual.Mul(decimal.NewFromInt(3))) {
		return false
	}
	return use.LessThanOrEqual(c.Meter.Resource.ceiling().Mul(norm))
}

// suggest returns the values with every implausible one divided by 10, 100 or
// 1000 where that makes all of them plausible: red digits typed without the point.
func (c Case) suggest(values Values) Values {
	for _, by := range []int32{3, 2, 1} {
		if fixed := c.shifted(values, by); fixed != nil {
			return fixed
		}
	}
	return nil
}

func (c Case) shifted(values Values, by int32) Values {
	last, _ := c.Last()
	fixed := slices.Clone(values)
	for i, v := range values {
		usual := c.usual(i)
		if c.plausible(c.use(i, v), usual) {
			continue
		}
		v = v.Shift(-by)
		if v.LessThan(last.Values[i]) || !c.plausible(c.use(i, v), usual) || v.Exponent() < -maxFraction {
			return nil
		}
		fixed[i] = v
	}
	return fixed
}

func pairs(readings []Reading) func(func(Reading, Reading) bool) {
	return func(yield func(Reading, Reading) bool) {
		for i := 1; i < len(readings); i++ {
			if !yield(readings[i-1], readings[i]) {
				return
			}
		}
	}
}

// Swapped reports whether two meters' values fit each other's history but not
// their own: cold and hot water typed in the wrong order.
func Swapped(a, b Case, va, vb Values) bool {
	odd := func(c Case, v Values) bool { return c.Judge(v).Odd() }
	_, okA := a.Last()
	_, okB := b.Last()
	return okA && okB && len(va) == len(vb) && (odd(a, va) || odd(b, vb)) && !odd(a, vb) && !odd(b, va)
}

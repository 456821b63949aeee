package chart

import "github.com/shopspring/decimal"

// scale is an axis from 0 on, in round steps.
type scale struct {
	step  decimal.Decimal
	steps int
}

// mostSteps is how many numbers find room below the axis, besides 0.
const mostSteps = 4

// scaleFor returns the shortest scale that holds most: steps of 1, 2 or 5 times
// a power of ten.
func scaleFor(most decimal.Decimal) scale {
	if !most.IsPositive() {
		return scale{decimal.NewFromInt(1), 1}
	}
	power := int32(most.NumDigits()) + most.Exponent() - 2 //nolint:gosec // digits of a reading
	for {
		for _, n := range []int64{1, 2, 5} {
			step := decimal.New(n, power)
			steps := most.Div(step).Ceil()
			if steps.LessThanOrEqual(decimal.NewFromInt(mostSteps)) {
				return scale{step, int(steps.IntPart())}
			}
		}
		power++
	}
}

func (s scale) end() decimal.Decimal { return s.step.Mul(decimal.NewFromInt(int64(s.steps))) }

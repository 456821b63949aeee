package housing

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"
)

// ServiceDue is what a service of a period still waits for.
type ServiceDue struct {
	Index   int // of the charge in its document
	Main    decimal.Decimal
	Penalty decimal.Decimal
}

// Allocation is what a payment pays of one service.
type Allocation struct {
	Index   int
	Penalty bool
	Sum     decimal.Decimal
}

// Allocate divides a sum among the services of a period in proportion to what
// each waits for (ПП РФ 354, п. 118), to the kopeck; penalties come after all of
// the debt (ст. 319 ГК РФ). What exceeds everything is returned as rest. No
// service gets more than it waits for.
func Allocate(sum decimal.Decimal, due []ServiceDue) (parts []Allocation, rest decimal.Decimal) {
	for _, penalty := range []bool{false, true} {
		sums := make([]decimal.Decimal, len(due))
		for i, d := range due {
			sums[i] = d.Main
			if penalty {
				sums[i] = d.Penalty
			}
		}
		shares, left := share(sum, sums)
		for i, s := range shares {
			if s.IsPositive() {
				parts = append(parts, Allocation{due[i].Index, penalty, s})
			}
		}
		sum = left
	}
	return parts, sum
}

// share divides sum in proportion to sums, none above its own; negative ones get
// nothing. Kopecks that rounding leaves go to the largest remainders.
func share(sum decimal.Decimal, sums []decimal.Decimal) (shares []decimal.Decimal, rest decimal.Decimal) {
	total := decimal.Decimal{}
	for _, s := range sums {
		total = total.Add(decimal.Max(s, decimal.Zero))
	}
	shares = make([]decimal.Decimal, len(sums))
	given := decimal.Min(sum, total)
	if !given.IsPositive() {
		return shares, sum
	}
	type remainder struct {
		at   int
		left decimal.Decimal
	}
	var remainders []remainder
	left := given
	for i, s := range sums {
		if !s.IsPositive() {
			continue
		}
		product := given.Mul(s)
		kopecks, over := product.QuoRem(total, 2)
		shares[i], left = kopecks, left.Sub(kopecks)
		if over.IsPositive() {
			remainders = append(remainders, remainder{i, over})
		}
	}
	slices.SortStableFunc(remainders, func(a, b remainder) int {
		return cmp.Or(b.left.Cmp(a.left), cmp.Compare(a.at, b.at))
	})
	kopeck := decimal.New(1, -2)
	for _, r := range remainders {
		if !left.IsPositive() {
			break
		}
		shares[r.at], left = shares[r.at].Add(kopeck), left.Sub(kopeck)
	}
	return shares, sum.Sub(given)
}

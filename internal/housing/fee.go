package housing

import (
	"slices"

	"github.com/shopspring/decimal"
)

// PayRule is an organisation's terms for a way to pay. Sums are roubles.
type PayRule struct {
	Way      PayWay
	Provider string              // who carries it out
	Percent  decimal.Decimal     // commission, of the sum
	MinFee   decimal.Decimal     // the least commission, where there is one at all
	MaxFee   decimal.NullDecimal // the most; null: no bound
	Min      decimal.Decimal     // the least sum that the way takes
	Max      decimal.NullDecimal // the most; null: no bound
}

// Fee returns the commission on a sum: the percentage rounded to the nearest
// kopeck, half up, within the bounds. A rule of no percentage takes nothing.
func (r PayRule) Fee(sum decimal.Decimal) decimal.Decimal {
	if !r.Percent.IsPositive() {
		return decimal.Zero
	}
	fee := sum.Mul(r.Percent).Shift(-2).Round(2)
	fee = decimal.Max(fee, r.MinFee)
	if r.MaxFee.Valid {
		fee = decimal.Min(fee, r.MaxFee.Decimal)
	}
	return fee
}

// Fit says how a sum stands to the bounds of a way.
type Fit int

// How a sum may stand.
const (
	Fits     Fit = iota
	TooSmall     // below [PayRule.Min]
	TooLarge     // above [PayRule.Max]
)

// Fit returns how a sum stands to the bounds of the way.
func (r PayRule) Fit(sum decimal.Decimal) Fit {
	switch {
	case sum.LessThan(r.Min):
		return TooSmall
	case r.Max.Valid && sum.GreaterThan(r.Max.Decimal):
		return TooLarge
	}
	return Fits
}

// FreeGroup is a group of people who pay for housing services without commission.
type FreeGroup string

// The groups of the rule.
const (
	Pensioners    FreeGroup = "pensioners"
	Disabled      FreeGroup = "disabled"
	Veterans      FreeGroup = "veterans" // of combat
	LargeFamilies FreeGroup = "large_families"
)

// freeRule is who pays without commission from a day on.
type freeRule struct {
	from   Date
	groups []FreeGroup
}

// freeRules lists the rules, oldest first: from 1 July 2024 banks and payment
// agents take no commission for housing services from the groups that the
// Government names (ст. 155 ЖК РФ as amended in 2023).
func freeRules() []freeRule {
	return []freeRule{
		{from: Date{2024, 7, 1}, groups: []FreeGroup{Pensioners, Disabled, Veterans, LargeFamilies}},
	}
}

// FreeGroups returns who pays without commission on a day; none before the rule.
func FreeGroups(on Date) []FreeGroup {
	for _, r := range slices.Backward(freeRules()) {
		if !on.Before(r.from) {
			return r.groups
		}
	}
	return nil
}

// The least and the most that one payment may be, in roubles.
const (
	MinPayment = 1
	MaxPayment = 100_000
)

package housing

import (
	"slices"

	"github.com/shopspring/decimal"
)

// DebtByMonth says of which months a debt is, oldest first. Money that names no
// period pays the oldest obligation (ст. 319.1 п. 3 ГК РФ), so what is owed is
// of the newest months, none above what it was charged. What months before the
// first known one are owed for counts with that one.
func DebtByMonth(debt decimal.Decimal, months []MonthCharge, days DueDays) []Overdue {
	var owed []Overdue
	months = slices.Clone(months)
	slices.SortFunc(months, func(a, b MonthCharge) int { return b.Period.Months(a.Period) })
	for i, m := range months {
		part := decimal.Min(debt, m.Charged)
		if i == len(months)-1 {
			part = debt
		}
		if !part.IsPositive() {
			continue
		}
		owed = append(owed, Overdue{Sum: part, Last: days.Due(m.Period).Last})
		debt = debt.Sub(part)
	}
	slices.Reverse(owed)
	return owed
}

package housing

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// TariffLine is a tariff with what stands before and after it.
type TariffLine struct {
	Tariff
	Was    *Tariff             // the one before; nil: none is known
	Next   *Tariff             // the one that comes; nil: none is known
	Change decimal.NullDecimal // since the one before, in per cent
}

// holds reports whether a tariff may be asked for on a day.
func (t Tariff) holds(day Date) bool {
	return !day.Before(t.From) && (t.To.IsZero() || !t.To.Before(day))
}

// TariffsOn returns the tariffs in force on a day, by resource and kind; of those
// that are yet to come the first. From the day on which a house has one of its
// own, those of all houses do not count for it.
func TariffsOn(all []Tariff, day Date) (lines []TariffLine) {
	for _, group := range tariffGroups(all) {
		at := -1
		for i, t := range group {
			if t.holds(day) {
				at = i
			}
		}
		switch {
		case at >= 0:
			lines = append(lines, tariffLine(group, at))
		case day.Before(group[0].From): // the first is to come
			lines = append(lines, tariffLine(group, 0))
		}
	}
	return lines
}

func tariffLine(group []Tariff, at int) TariffLine {
	l := TariffLine{Tariff: group[at]}
	if at > 0 {
		l.Was = &group[at-1]
		l.Change = PercentChange(l.Was.Price, l.Price)
	}
	if at+1 < len(group) {
		l.Next = &group[at+1]
	}
	return l
}

// TariffHistory returns the tariffs of each resource and kind, the newest first, each with its change.
func TariffHistory(all []Tariff) (lines []TariffLine) {
	for _, group := range tariffGroups(all) {
		for i := range slices.Backward(group) {
			lines = append(lines, tariffLine(group, i))
		}
	}
	return lines
}

// tariffGroups puts tariffs of one resource and kind together, the oldest first.
func tariffGroups(all []Tariff) (groups [][]Tariff) {
	name := func(t Tariff) string { return strings.ToLower(t.Resource + "\x00" + t.Kind) }
	byName := map[string][]Tariff{}
	var names []string
	for _, t := range all {
		if byName[name(t)] == nil {
			names = append(names, name(t))
		}
		byName[name(t)] = append(byName[name(t)], t)
	}
	slices.Sort(names)
	for _, n := range names {
		group := byName[n]
		slices.SortStableFunc(group, func(a, b Tariff) int {
			return strings.Compare(a.From.String(), b.From.String())
		})
		if own := slices.IndexFunc(group, func(t Tariff) bool { return t.Own }); own >= 0 {
			since := group[own].From
			group = slices.DeleteFunc(group, func(t Tariff) bool { return !t.Own && !t.From.Before(since) })
		}
		groups = append(groups, group)
	}
	return groups
}

// PercentChange returns how much is differs from was, in per cent with one digit
// after the comma; nothing where there was nothing.
func PercentChange(was, is decimal.Decimal) decimal.NullDecimal {
	if !was.IsPositive() {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(is.Sub(was).Mul(decimal.NewFromInt(100)).DivRound(was, 1))
}

// ContributionOn returns the contribution on a day: that of the house before
// that of all; false: none is known.
func ContributionOn(all []Contribution, day Date) (found Contribution, ok bool) {
	for _, c := range all {
		holds := !day.Before(c.From) && (c.To.IsZero() || !c.To.Before(day))
		better := !ok || c.Own && !found.Own || c.Own == found.Own && found.From.Before(c.From)
		if holds && better {
			found, ok = c, true
		}
	}
	return found, ok
}

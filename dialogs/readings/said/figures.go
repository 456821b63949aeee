package said

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// Figures is what the numbers of an item mean on a meter.
type Figures struct {
	Values  housing.Values   // whole unless Fault says why not
	Options []housing.Values // what they may mean, where they may mean several things
	Missing []int            // indices of the tariffs without a number
	Fault   housing.Fault
	Bad     string // what is no number; empty where there is none at all
}

// maxOptions is how many meanings of a number are worth a question.
const maxOptions = 4

// Figures reads the numbers of an item for a meter with so many tariffs.
func (it Item) Figures(tariffs int) Figures {
	if len(it.Numbers) == 0 {
		return Figures{Fault: housing.NotANumber, Missing: upTo(tariffs)}
	}
	for _, n := range it.Numbers {
		if _, fault := housing.ParseValues(n.Text, 1); fault != housing.NoFault {
			return Figures{Fault: fault, Bad: n.Text}
		}
	}
	groups, ok := it.grouped(tariffs)
	if !ok {
		return Figures{Fault: housing.TooMany}
	}
	return chosen(groups)
}

// grouped divides the numbers by tariff in each way that is possible; false if
// there is none. A division with too few groups lacks the last ones.
func (it Item) grouped(tariffs int) (ways [][][]Number, ok bool) {
	if !slices.ContainsFunc(it.Numbers, func(n Number) bool { return n.Tariff > 0 }) {
		ways = divide(it.Numbers, tariffs)
		return ways, len(ways) > 0
	}
	way := make([][]Number, tariffs)
	var unnamed []Number
	for _, n := range it.Numbers {
		switch {
		case n.Tariff == 0:
			unnamed = append(unnamed, n)
		case n.Tariff > tariffs:
			return nil, false
		default:
			way[n.Tariff-1] = append(way[n.Tariff-1], n)
		}
	}
	for i := range way {
		if len(way[i]) == 0 && len(unnamed) > 0 {
			way[i], unnamed = unnamed[:1], unnamed[1:]
		}
	}
	whole := !slices.ContainsFunc(way, func(g []Number) bool { return len(g) > 1 && !thousands(g) })
	return [][][]Number{way}, whole && len(unnamed) == 0
}

// divide returns the ways to read numbers as at most n, each of which may be
// written with spaces between its thousands.
func divide(numbers []Number, n int) [][][]Number {
	switch {
	case n > 1 && len(numbers) <= n:
		return [][][]Number{singly(numbers, n)}
	case n == 1 && len(numbers) > 1 && !thousands(numbers):
		return nil
	case n == 1:
		return [][][]Number{{numbers}}
	}
	return divideFurther(numbers, n)
}

// divideFurther gives the first tariff one number or several that may be one.
func divideFurther(numbers []Number, n int) [][][]Number {
	var ways [][][]Number
	for i := 1; i < len(numbers) && len(ways) <= maxOptions; i++ {
		if i > 1 && !thousands(numbers[:i]) {
			break
		}
		for _, rest := range divide(numbers[i:], n-1) {
			if len(rest[len(rest)-1]) > 0 { // every tariff has a number
				ways = append(ways, append([][]Number{numbers[:i]}, rest...))
			}
		}
	}
	return ways
}

// singly gives each of n tariffs a number, as far as they go.
func singly(numbers []Number, n int) [][]Number {
	way := make([][]Number, n)
	for i := range numbers {
		way[i] = numbers[i : i+1]
	}
	return way
}

// thousands reports whether numbers may be one with spaces: «1 234,5».
func thousands(numbers []Number) bool {
	for i, n := range numbers {
		whole, _, fraction := strings.Cut(strings.ReplaceAll(n.Text, ",", "."), ".")
		switch {
		case i > 0 && (!n.Soft || len(whole) != 3), i == 0 && (len(whole) > 3 || whole == ""):
			return false
		case fraction && i < len(numbers)-1:
			return false
		}
	}
	return true
}

// chosen reads each division: one meaning is the values, several are options.
func chosen(ways [][][]Number) Figures {
	all := make([]housing.Values, 0, len(ways))
	for _, way := range ways {
		all = append(all, meanings(way)...)
	}
	if len(all) == 0 {
		return Figures{Fault: housing.TooLong}
	}
	f := Figures{}
	for i, g := range ways[0] {
		if len(g) == 0 {
			f.Missing = append(f.Missing, i)
		}
	}
	switch {
	case len(f.Missing) > 0:
		f.Fault = housing.TooFew
		f.Values = all[0]
	case len(all) == 1:
		f.Values = all[0]
	default:
		f.Options = all[:min(maxOptions, len(all))]
	}
	return f
}

// meanings returns the values that a division may mean: «123 456» is one
// number with a space, or one with its point forgotten.
func meanings(way [][]Number) []housing.Values {
	all := []housing.Values{{}}
	for _, g := range way {
		if len(g) == 0 {
			continue
		}
		var next []housing.Values
		for _, before := range all {
			for _, v := range numbers(g) {
				next = append(next, append(slices.Clone(before), v))
			}
		}
		all = next
	}
	return all
}

func numbers(group []Number) []decimal.Decimal {
	var joined strings.Builder
	for _, n := range group {
		joined.WriteString(n.Text)
	}
	values, fault := housing.ParseValues(joined.String(), 1)
	if fault != housing.NoFault {
		return nil
	}
	last := group[len(group)-1].Text
	if len(group) == 1 || strings.ContainsAny(last, ".,") {
		return values
	}
	return append(values, values[0].Shift(-int32(len(last)))) //nolint:gosec // three digits
}

// Completed returns the item with the numbers of another message put where
// its tariffs have none; false if they are not as many.
func (it Item) Completed(more []Number, tariffs int) (Item, bool) {
	missing := it.Figures(tariffs).Missing
	if len(missing) == 0 || len(missing) != len(more) || len(missing) == tariffs {
		return it, false
	}
	given := slices.Clone(it.Numbers)
	taken := func(tariff int) bool {
		return slices.ContainsFunc(given, func(n Number) bool { return n.Tariff == tariff })
	}
	for i := range given {
		for tariff := 1; given[i].Tariff == 0; tariff++ {
			if !taken(tariff) {
				given[i].Tariff = tariff
			}
		}
	}
	for i, n := range more {
		given = append(given, Number{Text: n.Text, Tariff: missing[i] + 1})
	}
	it.Numbers = given
	return it, true
}

func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

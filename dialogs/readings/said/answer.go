package said

import (
	"slices"
	"strings"
	"unicode"

	"dombot/internal/housing"
)

// Numbers reads an answer to the question for one meter: numbers with their
// units and tariffs, «3456 кВт·ч, ночь 789». Nil if it says anything else.
func Numbers(answer string) []Number {
	if !plain([]rune(answer)) {
		return nil
	}
	line := Read(answer, Flat{})
	if len(line.Items) == 1 && len(line.Unclear) == 0 && line.Items[0].Resource == "" {
		return line.Items[0].Numbers
	}
	if len(line.Items) > 0 {
		return nil
	}
	var numbers []Number
	for _, t := range classify([]rune(answer), Flat{}).out {
		if t.kind != number {
			return nil
		}
		numbers = append(numbers, Number{Text: t.text, Soft: t.soft && len(numbers) > 0})
	}
	return numbers
}

// plain reports whether an answer has no sign that numbers do not stand
// between: «-5» is none of a meter.
func plain(answer []rune) bool {
	for i, r := range answer {
		inside := i > 0 && i+1 < len(answer) && unicode.IsLetter(answer[i-1]) && unicode.IsLetter(answer[i+1])
		switch {
		case unicode.IsLetter(r), isDigit(r), unicode.IsSpace(r), strings.ContainsRune(".,;:=/()³²·", r):
		case !inside:
			return false
		}
	}
	return true
}

// Meters reads an answer to the question which of the flat's meters is meant:
// «кухня», «горячая», the end of a serial. Nil if it names none, or says more.
func Meters(answer string, flat Flat) []housing.MeterID {
	tokens := classify([]rune(answer), flat).out
	if len(tokens) == 1 && tokens[0].kind == number {
		return flat.bySerial(tokens[0].text, 3)
	}
	var found []housing.MeterID
	for i, t := range tokens {
		meters := t.meters
		switch t.kind {
		case resource:
			meters = flat.of(t.resource)
		case place, serial:
		default:
			return nil
		}
		if i == 0 {
			found = meters
		}
		found = slices.DeleteFunc(slices.Clone(found), func(id housing.MeterID) bool {
			return !slices.Contains(meters, id)
		})
	}
	return found
}

// of returns the meters of a resource.
func (f Flat) of(r housing.Resource) []housing.MeterID {
	var found []housing.MeterID
	for _, m := range f.Meters {
		if m.Resource == r {
			found = append(found, m.ID)
		}
	}
	return found
}

// Names reports whether a line names a meter, and does not only give numbers.
func (l Line) Names() bool {
	return slices.ContainsFunc(l.Items, func(it Item) bool {
		return it.Resource != "" || it.Named ||
			slices.ContainsFunc(it.Numbers, func(n Number) bool { return n.Tariff > 0 })
	})
}

package meeting

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Warning is what is odd about the words of a question.
type Warning string

// The warnings. Those that are hard cannot stand: nobody could vote on such a question.
const (
	// Various is «разное»: owners may not decide on what the agenda does not name (ст. 46 ч. 2).
	Various Warning = "various"
	Short   Warning = "short"
	Blank   Warning = "blank" // a place of a template was left open
	Twin    Warning = "twin"  // the same question twice
	Double  Warning = "double"
)

// Hard reports whether a question with it cannot stand.
func (w Warning) Hard() bool { return w != Double }

// Warnings returns what is odd about a question among the others of the agenda.
func (m *Meeting) Warnings(q Question) []Warning {
	all := Lint(q.Name)
	for _, other := range m.Questions {
		if other.Number < q.Number && fold(other.Name) == fold(q.Name) {
			return append(all, Twin)
		}
	}
	return all
}

// Lint returns what is odd about the words of one question.
func Lint(name string) []Warning {
	var all []Warning
	folded := fold(name)
	for _, found := range []struct {
		is bool
		w  Warning
	}{
		{various(folded), Various},
		{utf8.RuneCountInString(strings.TrimSpace(name)) < QuestionMin && !various(folded), Short},
		{strings.Contains(name, "__") || strings.HasSuffix(strings.TrimSpace(name), "…"), Blank},
		{double(name), Double},
	} {
		if found.is {
			all = append(all, found.w)
		}
	}
	return all
}

// fold makes texts comparable: small letters, е for ё, single spaces, no end.
func fold(s string) string {
	s = strings.ReplaceAll(strings.ToLower(s), "ё", "е")
	return strings.Trim(strings.Join(strings.Fields(s), " "), " .;:!?«»\"")
}

// various reports whether a question names nothing.
func various(folded string) bool {
	if slices.Contains(
		[]string{"разное", "прочее", "иное", "другое", "обсуждение", "общие вопросы"},
		folded,
	) {
		return true
	}
	return regexp.MustCompile(`^(о |об |рассмотрение |решение )?(разн|прочи|ины|други|текущи|организационны)\S* `+
		`вопрос\S*$`).MatchString(folded) || strings.HasPrefix(folded, "разное ") ||
		strings.HasPrefix(folded, "разное:")
}

// double reports whether a question asks for two decisions: two deeds of the same
// kind of word joined by «и», «а также», a comma, a semicolon or a full stop, or a list of its own.
func double(name string) bool {
	if regexp.MustCompile(`(?m)(^\s*|\s)2[.)]\s`).MatchString(name) {
		return true
	}
	joint := regexp.MustCompile(`(?i)(?:\s|^)(?:и|а также)\s+|[.;?]\s+|,\s+(?:а также\s+)?`)
	clauses := joint.Split(name, -1)
	first := lead(clauses[0], leadFirst)
	for _, clause := range clauses[1:] {
		if then := lead(clause, leadNext); first != nothing && then == first {
			return true
		}
	}
	return false
}

// Among how many first words of a clause its deed is looked for.
const (
	leadFirst = 3
	leadNext  = 2
)

// deed is what kind of word names a decision.
type deed int

const (
	nothing deed = iota
	verb         // in the infinitive
	noun
)

// lead is the first deed among the first words of a clause.
func lead(clause string, of int) deed {
	words := strings.Fields(strings.ToLower(clause))
	for _, w := range words[:min(of, len(words))] {
		if d := deedOf(strings.Trim(w, ".,;:!?«»()\"")); d != nothing {
			return d
		}
	}
	return nothing
}

func deedOf(w string) deed {
	nouns := regexp.MustCompile(`^(выбор|избрани|утверждени|заключени|расторжени|ремонт|замен|установк|` +
		`определени|наделени|проведени|создани|изменени|переход|отказ|установлени|согласовани|переизбрани|` +
		`продлени|устройств|благоустройств)(а|у|ом|е|ы|и|ой|я|ю|ем|о|)$`)
	verbs := regexp.MustCompile(`(ать|ять|ить|еть|уть|оть|ыть|ести|зти|йти|чься|ться|тись)$`)
	things := regexp.MustCompile(`(ость|асть|площадь|очередь)$|^(нить|нефть|сеть|путь|есть)$`)
	switch {
	case nouns.MatchString(w):
		return noun
	case verbs.MatchString(w) && !things.MatchString(w):
		return verb
	}
	return nothing
}

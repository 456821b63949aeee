package said

import (
	"regexp"
	"slices"
	"strings"

	"dombot/internal/housing"
)

// Resources takes the words for what is off out of a text: «нет хвс и света,
// ленина 12». The rest is left as it was typed; «вода» alone, which may be cold
// or hot, stays there, and so does a word behind the kind of a street: «ул. Газа».
func Resources(text string) (found []housing.Utility, rest string) {
	words, forms := strings.Fields(text), newUtilityForms()
	var kept []string
	for i := 0; i < len(words); {
		taken, all := forms.utilitiesAt(words[i:])
		switch {
		case len(taken) > 0 && (i == 0 || !streetKind(words[i-1])):
			for _, u := range taken {
				if !slices.Contains(found, u) {
					found = append(found, u)
				}
			}
			i += all
		case joint(words[i]) && i > 0 && len(kept) == 0 && len(found) > 0: // «хвс и гвс»
			i++
		default:
			kept = append(kept, words[i])
			i++
		}
	}
	return found, strings.Join(kept, " ")
}

// bareWord is a word as it is compared, without signs around it.
func bareWord(w string) string { return strings.Trim(plain(w), ".,;:!()«»\"+/") }

func joint(w string) bool {
	switch bareWord(w) {
	case "", "и", "-", "&":
		return true
	}
	return false
}

func streetKind(w string) bool {
	switch bareWord(w) {
	case "ул", "улица", "улице", "пер", "переулок", "пр", "проспект", "проезд",
		"б-р", "бульвар", "пл", "площадь":
		return true
	}
	return false
}

// utilityForms are what utilities are found by, a group for each in one.
type utilityForms struct {
	one, cold, hot *regexp.Regexp
	of             []housing.Utility // by the groups of one
}

// utilitiesAt reads one or more utilities that words begin with, and says of how many words.
func (f utilityForms) utilitiesAt(words []string) (found []housing.Utility, taken int) {
	first := bareWord(words[0])
	if u, ok := f.utility(first); ok {
		return []housing.Utility{u}, 1
	}
	if all := f.joined(first); len(all) > 0 {
		return all, 1
	}
	return f.watersAt(words)
}

// joined reads «хвс/гвс», «свет+лифт».
func (f utilityForms) joined(w string) (all []housing.Utility) {
	for part := range strings.FieldsFuncSeq(w, func(r rune) bool { return strings.ContainsRune("/+,", r) }) {
		u, ok := f.utility(part)
		if !ok {
			return nil
		}
		all = append(all, u)
	}
	return all
}

// watersAt reads «холодной и горячей воды», «гор. вода», and «горячая» alone
// where no number makes it the name of a street.
func (f utilityForms) watersAt(words []string) (found []housing.Utility, taken int) {
	whole := true
	for i, w := range words {
		b := bareWord(w)
		u, full, ok := f.water(b)
		switch {
		case ok:
			found, whole = append(found, u), whole && full
			taken = i + 1
		case len(found) == 0:
			return nil, 0
		case isWater(b):
			return found, i + 1
		case joint(w):
		case !whole || taken == i && startsWithDigit(b):
			return nil, 0
		default:
			return found, taken
		}
	}
	if !whole {
		return nil, 0
	}
	return found, taken
}

func startsWithDigit(w string) bool { return w != "" && w[0] >= '0' && w[0] <= '9' }

// isWater reports whether a word is the noun behind «холодная» or «горячая».
func isWater(w string) bool {
	return strings.HasPrefix(w, "вод") && len([]rune(w)) <= 5 || strings.HasPrefix(w, "водоснабж")
}

// water reads the adjective of a water; full: it is no abbreviation.
func (f utilityForms) water(w string) (u housing.Utility, full, ok bool) {
	switch {
	case w == "хол":
		return housing.UtilityColdWater, false, true
	case w == "гор":
		return housing.UtilityHotWater, false, true
	case f.cold.MatchString(w):
		return housing.UtilityColdWater, true, true
	case f.hot.MatchString(w):
		return housing.UtilityHotWater, true, true
	}
	return "", false, false
}

// utility reads a word, or an abbreviation, that names one alone. «Светлая»
// and «Газовая» are streets.
func (f utilityForms) utility(w string) (housing.Utility, bool) {
	for i, m := range f.one.FindStringSubmatch(w) {
		if i > 0 && m != "" {
			return f.of[i-1], true
		}
	}
	return "", false
}

func newUtilityForms() utilityForms {
	f := utilityForms{
		cold: regexp.MustCompile(`^холодн(ая|ой|ую|ое|ого|ым|ому)$`),
		hot:  regexp.MustCompile(`^горяч(ая|ей|ую|ее|его|им|ему)$`),
	}
	utilities := []struct {
		of   housing.Utility
		form string
	}{
		{housing.UtilityColdWater, `хвс|х\.в\.с|хв|х/в|хол[./-]*вод[аыуе]`},
		{housing.UtilityHotWater, `гвс|г\.в\.с|гв|г/в|гор[./-]*вод[аыуе]`},
		{housing.UtilityElectricity, `свет[ауе]?|светом|электричеств[а-я]+|электроэнерги[а-я]+|` +
			`электроснабжени[а-я]+|энергоснабжени[а-я]+|эл[./-]?(?:во|ва|энергия|энергии|энергию)|э/э|ээ`},
		{housing.UtilityHeating, `отоплени[а-я]+|отоп|тепл(?:о|а|у|ом)|теплоснабжени[а-я]+|` +
			`теплоэнерги[а-я]+`},
		{housing.UtilityGas, `газ[ау]?|газом|газоснабжени[а-я]+`},
		{housing.UtilitySewage, `канализаци[а-я]+|канализ|водоотведени[а-я]+|в/о`},
		{housing.UtilityLift, `лифт(?:а|у|ы|ом|ов|ам|ами)?`},
	}
	groups := make([]string, 0, len(utilities))
	for _, u := range utilities {
		f.of, groups = append(f.of, u.of), append(groups, "("+u.form+")")
	}
	f.one = regexp.MustCompile(`^(?:` + strings.Join(groups, "|") + `)$`)
	return f
}

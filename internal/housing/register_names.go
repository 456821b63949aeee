package housing

import "strings"

// isDistrict reports whether a part names a district, an urban or rural
// municipality: «Заречный р-н», «г.о. Светлоречье», «м.р-н Заречный», «с/с».
func isDistrict(folded string, words []string) bool {
	if len(words) > 1 && len(words[0]) == len("г") || words[0] == "вн" {
		for _, prefix := range []string{"г о ", "м о ", "м р-н ", "с п ", "г п ", "вн тер г ", "м окр "} {
			if strings.HasPrefix(folded, prefix) {
				return true
			}
		}
	}
	switch words[len(words)-1] {
	case "р-н", "район", "с/с", "сельсовет", "поселение":
		return true
	case "округ":
		return strings.Contains(folded, "городской") || strings.Contains(folded, "муниципальный")
	}
	switch words[0] {
	case "р-н", "район", "муниципальный", "городской", "сельское", "городское", "с/с", "сельсовет":
		return len(words) > 1
	}
	return false
}

// districtName returns the name of a district of villages, empty for other municipalities.
func districtName(part string, words []string) string {
	first, last := words[0], words[len(words)-1]
	rural := func(w string) bool { return w == "р-н" || w == "район" }
	if !rural(first) && !rural(last) && (len(words) < 2 || !rural(words[1])) {
		return ""
	}
	return keepWords(part, func(folded string) bool {
		return rural(folded) || folded == "м р-н" || folded == "м" || folded == "муниципальный"
	})
}

// keepWords returns part without the words that drop names.
func keepWords(part string, drop func(folded string) bool) string {
	var kept []string
	for w := range strings.FieldsSeq(part) {
		if !drop(FoldAddress(w)) {
			kept = append(kept, w)
		}
	}
	return strings.Join(kept, " ")
}

// trimCity drops the word for a city, also where no space follows its point.
func trimCity(part string) string {
	for _, glued := range []string{"г.", "Г.", "гор."} {
		if rest, ok := strings.CutPrefix(part, glued); ok {
			return strings.TrimSpace(rest)
		}
	}
	words := strings.Fields(part)
	if len(words) > 1 && isCity(FoldAddress(words[0])) {
		return strings.Join(words[1:], " ")
	}
	if len(words) > 1 && isCity(FoldAddress(words[len(words)-1])) {
		return strings.Join(words[:len(words)-1], " ")
	}
	return part
}

// regionName returns «Новосибирская обл.» for every spelling of an область.
func regionName(part string) string {
	oblast := func(folded string) bool { return folded == "обл" || folded == "область" }
	name := keepWords(part, oblast)
	if name != part && name != "" && !strings.Contains(strings.ToLower(name), "автономн") {
		return name + " обл."
	}
	return part
}

// streetName puts the type of a street first, shortened in one way, so that a
// directory shows a street once: «ул. Ленина».
func streetName(words []string) string {
	if len(words) == 0 {
		return ""
	}
	if kind, name, ok := strings.Cut(words[0], "."); ok && name != "" && isStreetType(FoldAddress(kind)) {
		words = append([]string{kind, name}, words[1:]...) // «ул.Ленина»
	}
	last := len(words) - 1
	if last > 0 && !isStreetType(FoldAddress(words[0])) && movable(FoldAddress(words[last])) {
		words = append([]string{words[last]}, words[:last]...)
	}
	kind := shortType(FoldAddress(words[0]))
	if kind == "" || len(words) == 1 {
		return strings.Join(words, " ")
	}
	return kind + " " + strings.Join(words[1:], " ")
}

// movable reports whether a type at the end is only written there by registers:
// «Ленина ул», not «7-я линия».
func movable(folded string) bool {
	kind := shortType(folded)
	return kind != "" && folded != "шоссе" && folded != "проспект" && folded != "бульвар"
}

func shortType(folded string) string {
	switch folded {
	case "ул", "улица":
		return "ул."
	case "пер", "переулок":
		return "пер."
	case "пр", "пр-кт", "пр-т", "просп", "проспект":
		return "пр-кт"
	case "наб", "набережная":
		return "наб."
	case "пл", "площадь":
		return "пл."
	case "б-р", "бул", "бульвар":
		return "б-р"
	case "ш", "шоссе":
		return "ш."
	case "пр-д", "проезд":
		return "пр-д"
	}
	return ""
}

package said

import (
	"slices"
	"strings"
	"unicode/utf8"

	"dombot/internal/housing"
)

// resourceOf reads the words by which people call a meter.
func resourceOf(word string) (housing.Resource, bool) {
	for _, stem := range []struct {
		begins   string
		resource housing.Resource
	}{
		{"холодн", housing.ColdWater},
		{"горяч", housing.HotWater},
		{"электр", housing.Electricity},
		{"отоплен", housing.Heating},
		{"теплов", housing.Heating},
		{"сточн", housing.Sewage},
		{"канализац", housing.Sewage},
		{"водоотвед", housing.Sewage},
	} {
		if strings.HasPrefix(word, stem.begins) {
			return stem.resource, !feeling(word)
		}
	}
	r := named(word)
	return r, r != ""
}

// feeling reports whether a word tells how warm it is, not which water.
func feeling(word string) bool { return word == "холодно" || word == "горячо" }

func named(word string) housing.Resource {
	switch word {
	case "хвс", "хв", "хол":
		return housing.ColdWater
	case "гвс", "гв", "гор":
		return housing.HotWater
	case "свет", "света", "эл", "ээ":
		return housing.Electricity
	case "газ", "газа":
		return housing.Gas
	case "тепло":
		return housing.Heating
	case "стоки":
		return housing.Sewage
	}
	return ""
}

// mistyped finds the one resource whose name is a slip away. Words that are a
// slip away from two are none.
func mistyped(word string) (housing.Resource, bool) {
	found, best := housing.Resource(""), 3
	if feeling(word) {
		return "", false
	}
	for _, name := range []string{
		"хвс", "гвс", "холодная", "холодной", "горячая", "горячей",
		"электричество", "электроэнергия", "отопление",
	} {
		slips := distance(word, name)
		if slips > allowed(name) || slips > best {
			continue
		}
		r, _ := resourceOf(name)
		if slips == best && r != found {
			found = ""
			continue
		}
		found, best = r, slips
	}
	return found, found != ""
}

// allowed is how many slips a word may have and still be name.
func allowed(name string) int {
	if utf8.RuneCountInString(name) >= 8 {
		return 2
	}
	return 1
}

// distance counts the slips between two words: a letter more, less or other,
// or two that changed places.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > 2 || len(y)-len(x) > 2 {
		return 3
	}
	var before, above, row []int
	for j := range len(y) + 1 {
		above = append(above, j)
	}
	for i := range x {
		row = append(make([]int, 0, len(y)+1), i+1)
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			d := min(above[j]+cost, above[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				d = min(d, before[j-1]+1)
			}
			row = append(row, d)
		}
		before, above = above, row
	}
	return above[len(y)]
}

// tariffOf reads the name of a tariff: its number from 1, of a meter with the
// given number of tariffs, as texts call them.
func tariffOf(word string) int {
	switch {
	case word == "день", strings.HasPrefix(word, "дневн"), word == "пик", strings.HasPrefix(word, "пиков"):
		return 1
	case word == "ночь", strings.HasPrefix(word, "ночн"):
		return 2
	case strings.HasPrefix(word, "полупик"), strings.HasPrefix(word, "полпик"):
		return 3
	}
	return 0
}

// unit reports whether a word is a unit, or a part of one.
func unit(word string) bool {
	switch word {
	case "м", "мкуб", "кубм", "кубы", "квт", "квтч", "квтчас", "ч", "квч", "гкал", "ед":
		return true
	}
	return strings.HasPrefix(word, "куб") && utf8.RuneCountInString(word) <= len("кубометров")/2
}

// filler reports whether a word says nothing of a meter.
func filler(word string) bool {
	switch word {
	case "вода", "воды", "воду", "водой", "водоснабжение", "энергия", "энергии", "энергию",
		"прибор", "прибора", "приборы", "приборов", "учета", "ипу", "номер", "ном", "зав", "сч",
		"мои", "мой", "моя", "наши", "новые", "новое", "текущие", "текущее", "последние",
		"это", "равно", "стало", "сейчас", "сегодня", "месяц",
		"на", "за", "по", "и", "а", "с", "со", "от", "в", "во", "у", "из", "меня", "нас", "там",
		"здравствуйте", "здравствуй", "привет", "спасибо", "пожалуйста", "прошу", "примите", "прими",
		"принять", "запишите", "тариф", "тарифа", "года", "г":
		return true
	}
	for _, stem := range []string{"показани", "счетчик", "переда", "отправл", "снял", "снят"} {
		if strings.HasPrefix(word, stem) {
			return true
		}
	}
	return false
}

// greeting reports whether a word and the one after it greet: «добрый день».
func greeting(word string) bool {
	return word == "добрый" || word == "доброе" || word == "доброго"
}

// alike reports whether two words are forms of one: «кухня», «кухне».
func alike(a, b string) bool {
	x, y := []rune(a), []rune(b)
	same := 0
	for same < min(len(x), len(y)) && x[same] == y[same] {
		same++
	}
	return a == b || same >= max(3, min(len(x), len(y))-2) && max(len(x), len(y))-same <= 3
}

// wordsOf returns the words of a name that the organisation or the person gave.
func wordsOf(name string) []string {
	var words []string
	for _, p := range scan([]rune(name)) {
		switch {
		case p.number:
			words = append(words, p.text)
		case len(p.parts()) > 1 && utf8.RuneCountInString(p.letters()) <= 3: // «с/у»
			words = append(words, p.letters())
		default:
			for _, part := range p.parts() {
				words = append(words, part.text)
			}
		}
	}
	return words
}

// placed reports whether a word names a part of a place.
func placed(word, place string) bool {
	return utf8.RuneCountInString(word) > 1 && slices.ContainsFunc(wordsOf(place), func(w string) bool {
		return alike(word, w)
	})
}

// complaint reports whether a word tells that a message is about something
// else than readings.
func complaint(word string) bool {
	switch word {
	case "нет", "не", "почему", "когда", "сколько", "где", "оплатить", "долг", "плохо", "течет", "будет":
		return true
	}
	return strings.HasPrefix(word, "отключ") || strings.HasPrefix(word, "пропал")
}

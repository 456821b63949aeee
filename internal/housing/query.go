package housing

import (
	"cmp"
	"strings"
)

// AddressQuery is what a person typed, taken apart for the search.
// Empty fields were not typed.
type AddressQuery struct {
	Place    string // words before the number, folded: settlement and street, types dropped
	Number   string // folded house number
	Building string
	Premises string
}

// ParseQuery takes a typed address apart. Without a house number the whole
// text is the place. A second number is the flat: «ленина 12-45».
func ParseQuery(s string) AddressQuery {
	folded := FoldAddress(placeFirst(s))
	lexemes := lex(folded)
	for i := range lexemes {
		start, ok := houseStart(lexemes, i)
		if !ok {
			continue
		}
		scan := houseScan{lexemes: lexemes, at: i, typed: true}
		if scan.house() {
			q := scan.query()
			q.Place = dropTypes(dropPostcode(folded[:lexemes[start].start]))
			return q
		}
	}
	return AddressQuery{Place: dropTypes(dropPostcode(folded))}
}

// placeFirst moves the settlement typed behind the house before it:
// «ленина 12, светлоречье».
func placeFirst(s string) string {
	i := strings.LastIndexByte(s, ',')
	if i < 0 || strings.ContainsAny(s[i:], "0123456789") || !strings.ContainsAny(s[:i], "0123456789") {
		return s
	}
	if words := lex(FoldAddress(s[i:])); len(words) == 0 || isHousePart(words[0].text) {
		return s
	}
	return s[i+1:] + " " + s[:i]
}

// dropPostcode drops a leading index of six digits.
func dropPostcode(folded string) string {
	first, rest, _ := strings.Cut(folded, " ")
	if len(first) == 6 && allDigits(first) {
		return rest
	}
	return folded
}

// houseStart reports whether a house number may begin at lexeme i, and where
// the words before it end.
func houseStart(lexemes []lexeme, i int) (end int, ok bool) {
	if !lexemes[i].digits {
		return 0, false
	}
	if i == 0 {
		return 0, true
	}
	before := lexemes[i-1].text
	switch {
	case isHouseWord(before) && !lexemes[i-1].glued:
		return i - 1, true
	case lexemes[i].glued || afterNumberedType(lexemes[:i]):
		return 0, false
	}
	return i, !isHousePart(before) || len(before) == len("с") // «с» is a village, too
}

// afterNumberedType reports whether words end in a type whose name is the
// number after it: «мкр 5», but not «5 мкр 12».
func afterNumberedType(words []lexeme) bool {
	first := len(words) - 1
	for first > 0 && words[first].glued {
		first--
	}
	var kind strings.Builder
	for _, l := range words[first:] {
		kind.WriteString(l.text)
	}
	if !isNumberedType(kind.String()) {
		return false
	}
	for first > 0 && words[first-1].glued { // «7-я линия»
		first--
		if first > 0 && words[first-1].digits {
			return false
		}
	}
	return first == 0 || !words[first-1].digits
}

// parseHouse reads folded as a house number with what follows it.
func parseHouse(folded string) (AddressQuery, bool) {
	lexemes := lex(folded)
	if len(lexemes) > 1 && isHouseWord(lexemes[0].text) {
		lexemes = lexemes[1:]
	}
	scan := houseScan{lexemes: lexemes}
	if !scan.house() {
		return AddressQuery{}, false
	}
	return scan.query(), true
}

// lexeme is a run of digits, a run of letters, or one sign of a folded address.
type lexeme struct {
	text   string
	start  int
	digits bool
	glued  bool // no space before it
}

func lex(folded string) []lexeme {
	lexemes := make([]lexeme, 0, 16)
	for i := 0; i < len(folded); {
		if folded[i] == ' ' {
			i++
			continue
		}
		end := i + 1
		for end < len(folded) && class(folded[i]) != 0 && class(folded[end]) == class(folded[i]) {
			end++
		}
		lexemes = append(lexemes, lexeme{
			text: folded[i:end], start: i, digits: class(folded[i]) == 1, glued: i > 0 && folded[i-1] != ' ',
		})
		i = end
	}
	return lexemes
}

// class is 1 for digits, 2 for letters of one or more bytes, 0 for other signs.
func class(b byte) int {
	switch {
	case b >= '0' && b <= '9':
		return 1
	case b >= 'a':
		return 2
	}
	return 0
}

func isHouseWord(w string) bool {
	switch w {
	case "д", "дом", "домовладение", "двлд", "вл", "влд", "владение", "зд", "здание":
		return true
	}
	return false
}

// isHousePart reports whether w names a part of a house: a building, a flat, an entrance.
func isHousePart(w string) bool {
	return isBuilding(w) || isStructure(w) || isLitera(w) || isFlat(w) || isRoom(w) || isEntrance(w)
}

func isBuilding(w string) bool {
	return w == "к" || w == "кор" || w == "корп" || w == "корпус"
}

func isStructure(w string) bool {
	return w == "с" || w == "стр" || w == "строение" || w == "соор" || w == "сооружение"
}

func isLitera(w string) bool { return w == "лит" || w == "литер" || w == "литера" }

func isFlat(w string) bool {
	switch w {
	case "кв", "квартира", "пом", "помещение", "оф", "офис":
		return true
	}
	return false
}

func isRoom(w string) bool { return w == "ком" || w == "комн" || w == "комната" }

func isEntrance(w string) bool {
	return w == "под" || w == "подъезд" || w == "парадная" || w == "эт" || w == "этаж"
}

func allDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// trimZeros drops leading zeros, as «012» is the house 12.
func trimZeros(digits string) string { return cmp.Or(strings.TrimLeft(digits, "0"), "0") }

package housing

import (
	"strings"
	"unicode"
)

// Address is where a house stands, as it is stored and shown.
type Address struct {
	Region     string `json:"region"`     // «Новосибирская обл.»
	Settlement string `json:"settlement"` // «Светлоречье», without «г.»; «рп Светлый (Заречный р-н)»
	Street     string `json:"street"`     // «ул. Ленина»
	Number     string `json:"number"`     // «12», «12а», «12/2»
	Building   string `json:"building"`   // «2» of «корп. 2»; «стр. 1» is kept with its word
}

// FoldAddress returns s as addresses are compared: lower case, е for ё, no
// punctuation, single spaces. Latin look-alikes become Cyrillic letters,
// except in words of Latin letters alone.
func FoldAddress(s string) string {
	var folded strings.Builder
	folded.Grow(len(s))
	word := wordFold{runes: make([]rune, 0, 32)}
	for _, r := range s {
		switch {
		case r == breve && word.endsIn('и'):
			word.runes[len(word.runes)-1] = 'й'
		case r >= '\u0300' && r <= '\u036f': // other marks above letters
		default:
			if r = foldLetter(r); r != 0 {
				word.add(r)
			} else {
				word.flush(&folded)
			}
		}
	}
	word.flush(&folded)
	return folded.String()
}

// breve is the mark of a decomposed «й», as some keyboards and file systems write it.
const breve = '\u0306'

// foldLetter returns the sign that stands for r in folded addresses, 0 for a gap.
func foldLetter(r rune) rune {
	switch {
	case within(r, 'а', 'я'), within(r, 'a', 'z'), within(r, '0', '9'), r == '/', r == '-':
		return r
	case within(r, 'A', 'Z'), within(r, 'А', 'Я'):
		return r + 'a' - 'A' // the alphabets keep the same distance between their cases
	case r == 'ё', r == 'Ё':
		return 'е'
	}
	return 0
}

func within(r, first, last rune) bool { return r >= first && r <= last }

// wordFold is one word on its way through [FoldAddress].
type wordFold struct {
	runes []rune
	mixed bool // holds a digit or a Cyrillic letter
	latin bool
}

func (w *wordFold) add(r rune) {
	w.runes = append(w.runes, r)
	w.mixed = w.mixed || r >= '0' && r <= '9' || r >= 'а'
	w.latin = w.latin || r >= 'a' && r <= 'z'
}

func (w *wordFold) endsIn(r rune) bool { return len(w.runes) > 0 && w.runes[len(w.runes)-1] == r }

// flush writes the word. A single letter is part of a house number: «12 a».
func (w *wordFold) flush(to *strings.Builder) {
	if len(w.runes) == 0 {
		return
	}
	if to.Len() > 0 {
		to.WriteByte(' ')
	}
	for _, r := range w.runes {
		if w.latin && (w.mixed || len(w.runes) == 1) {
			r = lowerCyrillic(r)
		}
		to.WriteRune(r)
	}
	w.runes, w.mixed, w.latin = w.runes[:0], false, false
}

// lowerCyrillic is [cyrillic] of a lower-case letter.
func lowerCyrillic(r rune) rune {
	if r >= 'a' && r <= 'z' {
		return unicode.ToLower(cyrillic(r + 'A' - 'a'))
	}
	return r
}

// dropTypes removes the words for kinds of streets, settlements and regions.
func dropTypes(folded string) string {
	var kept strings.Builder
	kept.Grow(len(folded))
	for w := range strings.SplitSeq(folded, " ") {
		if w = strings.Trim(w, "-/"); w == "" || isType(w) {
			continue
		}
		if kept.Len() > 0 {
			kept.WriteByte(' ')
		}
		kept.WriteString(w)
	}
	return kept.String()
}

func isType(w string) bool {
	return isStreetType(w) || isSettlementType(w) || isRegionType(w) || isDistrictType(w)
}

func isStreetType(w string) bool {
	switch w {
	case "ул", "улица", "пр", "пр-кт", "пр-т", "просп", "проспект", "пер", "переулок",
		"б-р", "бул", "бульвар",
		"ш", "шоссе", "пл", "площадь", "наб", "набережная", "пр-д", "проезд", "туп", "тупик", "ал", "аллея",
		"тер", "территория", "снт", "днт", "тсн":
		return true
	}
	return isNumberedType(w)
}

// isNumberedType reports whether w may stand before a number that is a name: «мкр 5».
func isNumberedType(w string) bool {
	switch w {
	case "мкр", "мкрн", "мкр-н", "м-н", "микрорайон", "кв-л", "квартал", "линия":
		return true
	}
	return false
}

func isCity(w string) bool { return w == "г" || w == "гор" || w == "город" }

func isSettlementType(w string) bool {
	switch w {
	case "пгт", "рп", "п", "пос", "поселок", "с", "село", "д", "дер", "деревня", "ст-ца", "станица",
		"х", "хутор", "нп":
		return true
	}
	return isCity(w)
}

func isRegionType(w string) bool {
	switch w {
	case "обл", "область", "край", "респ", "республика", "ао", "автономный", "автономная", "округ":
		return true
	}
	return false
}

func isDistrictType(w string) bool {
	switch w {
	case "р-н", "район", "с/с", "сельсовет", "сельское", "городское", "поселение",
		"муниципальный", "городской":
		return true
	}
	return false
}

// PlaceKey returns the folded words by which a search finds the street of a.
func (a Address) PlaceKey() string {
	return dropTypes(FoldAddress(a.Settlement + " " + a.Street))
}

// StreetKey returns the folded street without its type.
func (a Address) StreetKey() string { return dropTypes(FoldAddress(a.Street)) }

// NumberKey returns the house number as [ParseQuery] folds it; what is no
// number («б/н») is only folded.
func (a Address) NumberKey() string {
	folded := FoldAddress(a.Number)
	if house, ok := parseHouse(folded); ok {
		return house.Number
	}
	return folded
}

// BuildingKey returns the building as [ParseQuery] folds it.
func (a Address) BuildingKey() string {
	folded := FoldAddress(a.Building)
	if folded == "" {
		return ""
	}
	for _, text := range []string{"1 к " + folded, "1 " + folded} {
		if house, ok := parseHouse(text); ok && house.Building != "" {
			return house.Building
		}
	}
	return folded
}

// Same reports whether a and b name one house.
func (a Address) Same(b Address) bool {
	return dropTypes(FoldAddress(a.Region)) == dropTypes(FoldAddress(b.Region)) &&
		a.PlaceKey() == b.PlaceKey() && a.NumberKey() == b.NumberKey() && a.BuildingKey() == b.BuildingKey()
}

package forum

import (
	_ "embed"
	"strings"
	"time"
	"unicode"

	"dombot/internal/housing"
)

// The bounds of what is written.
const (
	PerPage   = 10   // messages of a page
	MaxText   = 1000 // signs of a message
	MinTitle  = 3
	MaxTitle  = 60
	MinName   = 2
	MaxName   = 20
	PerMinute = 5 // messages of a person
	PerDay    = 3 // new topics of a person

	DigestHour = 19 // of the day, by the clock of the reader

	EditTime   = 30 * time.Minute // a message may be written anew so long
	DeleteTime = 48 * time.Hour   // and deleted by its author so long
)

// ParseTitle reads the title of a topic: one line.
func ParseTitle(typed string) (string, bool) {
	title := strings.Join(strings.Fields(housing.CleanText(typed)), " ")
	n := len([]rune(title))
	return title, n >= MinTitle && n <= MaxTitle && strings.ContainsFunc(title, unicode.IsLetter)
}

// ParseText reads a message; with a photo it may be empty.
func ParseText(typed string, photo bool) (string, bool) {
	text := housing.CleanText(typed)
	n := len([]rune(text))
	return text, n <= MaxText && (photo || strings.ContainsFunc(text, written))
}

// ParseReply reads an answer from a group, which cannot be asked for again: one that is too long is cut.
func ParseReply(typed string) (text string, cut, ok bool) {
	text = housing.CleanText(typed)
	if all := []rune(text); len(all) > MaxText {
		text, cut = strings.TrimSpace(string(all[:MaxText-1]))+"…", true
	}
	return text, cut, strings.ContainsFunc(text, written)
}

func written(r rune) bool { return unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S) }

// ParseName reads a pseudonym and returns it with its key: two names of one key look the same. A name has
// letters and spaces alone, so that it cannot pass for a flat, and is not that of somebody in charge.
func ParseName(typed string) (name, key string, ok bool) {
	name = strings.Join(strings.Fields(housing.CleanText(typed)), " ")
	if n := len([]rune(name)); n < MinName || n > MaxName {
		return "", "", false
	}
	for _, r := range name {
		if !unicode.IsLetter(r) && r != ' ' && r != '-' {
			return "", "", false
		}
	}
	key = strings.NewReplacer(" ", "", "-", "").Replace(fold(name))
	for _, stem := range []string{
		"модератор", "администр", "управля", "диспетчер", "квартира", "сосед", "дом",
	} {
		if strings.Contains(key, stem) && (stem != "дом" || strings.HasPrefix(key, "домбот")) {
			return "", "", false
		}
	}
	return name, key, len([]rune(key)) >= MinName && !Suspicious(name)
}

// fold writes a text as lists of words are written: small letters, е for ё, Russian letters for those that
// look like them.
func fold(s string) string {
	return strings.NewReplacer(
		"ё", "е", "a", "а", "b", "в", "c", "с", "e", "е", "h", "н", "k", "к", "m", "м", "o", "о",
		"p", "р", "t", "т", "x", "х", "y", "у", "0", "о", "3", "з",
	).Replace(strings.ToLower(s))
}

// The list has beginnings of words, and whole words after «=».
//
//go:embed words.txt
var list string

// Suspicious reports whether a text has a word of the list that a moderator looks at first.
func Suspicious(text string) bool {
	for word := range strings.FieldsFuncSeq(fold(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		for stem := range strings.FieldsSeq(list) {
			whole, exact := strings.CutPrefix(stem, "=")
			if word == whole || !exact && strings.HasPrefix(word, whole) {
				return true
			}
		}
	}
	return false
}

// Reveals reports whether a text has what looks like a phone, the number of a card or an address of e-mail.
func Reveals(text string) bool {
	return mailed(text) || numbered(text)
}

func mailed(text string) bool {
	for word := range strings.FieldsSeq(text) {
		if at := strings.IndexByte(word, '@'); at > 0 && strings.Contains(word[at:], ".") {
			return true
		}
	}
	return false
}

// numbered looks for long numbers, whose digits may stand apart by single signs.
func numbered(text string) bool {
	var digits []byte
	gap := 0
	for _, r := range text + "\n" {
		switch {
		case r >= '0' && r <= '9':
			digits, gap = append(digits, byte(r)), 0
		case len(digits) > 0 && gap < 2 && apart(r):
			gap++
		default:
			if dialled(digits) || carded(digits) {
				return true
			}
			digits, gap = digits[:0], 0
		}
	}
	return false
}

// apart holds for the signs that stand between the digits of a phone.
func apart(r rune) bool {
	return unicode.In(r, unicode.Zs, unicode.Pd) || strings.ContainsRune("()+", r)
}

// dialled: a Russian phone with or without what it begins with.
func dialled(digits []byte) bool {
	switch len(digits) {
	case 10:
		return digits[0] == '9'
	case 11:
		return digits[0] == '7' || digits[0] == '8'
	}
	return false
}

// carded checks the number of a card by its last digit (Luhn).
func carded(digits []byte) bool {
	if len(digits) < 16 || len(digits) > 19 {
		return false
	}
	sum := 0
	for i := range digits {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

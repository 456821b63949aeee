package housing

import (
	"strings"
	"unicode/utf8"
)

// ValidOGRN reports whether s is an ОГРН (13 digits) or ОГРНИП (15) with the
// right check digit: the remainder of what stands before it by 11, or by 13.
func ValidOGRN(s string) bool {
	if !allDigits(s) || strings.HasPrefix(s, "0") {
		return false
	}
	var divisor int
	switch len(s) {
	case 13:
		divisor = 11
	case 15:
		divisor = 13
	default:
		return false
	}
	rest := 0
	for _, digit := range s[:len(s)-1] {
		rest = (rest*10 + int(digit-'0')) % divisor
	}
	return rest%10 == int(s[len(s)-1]-'0')
}

// ValidOKTMO reports whether s is built like a code of ОКТМО: 8 digits for a
// municipality, 11 for a settlement in it, none of them in region 00.
func ValidOKTMO(s string) bool {
	return allDigits(s) && (len(s) == 8 || len(s) == 11) && !strings.HasPrefix(s, "00")
}

// ParseLicence reads the number of a licence to manage houses as people write it:
// that of the unified register (Л045-01234-54/00123456), of ГИС ЖКХ (nine digits)
// or a temporary one (twelve signs).
func ParseLicence(s string) (string, bool) {
	s = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\u00a0', '№', '\u200b':
			return -1
		case '–', '—', '−', '‑':
			return '-'
		}
		return r
	}, strings.ToUpper(strings.TrimSpace(s)))
	if rest, ok := strings.CutPrefix(s, "L"); ok {
		s = "Л" + rest
	}
	switch {
	case fitsMask(s, "Л000-00000-00/00000000"), len(s) == 9 && allDigits(s):
		return s, true
	case utf8.RuneCountInString(s) == 12:
		return s, strings.Trim(s, "0123456789АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯABCDEFGHIJKLMNOPQRSTUVWXYZ-/") == ""
	}
	return "", false
}

// compactDigits are the digits of a text that consists of them, spaces and words
// before them as «ИНН»; empty: it is something else.
func compactDigits(s string) string {
	s = strings.ToUpper(strings.TrimSpace(s))
	for _, word := range []string{"ИНН", "ОГРНИП", "ОГРН"} {
		if rest, ok := strings.CutPrefix(s, word); ok {
			s = strings.TrimLeft(rest, " :№")
		}
	}
	digits := strings.NewReplacer(" ", "", "\u00a0", "", "-", "").Replace(s)
	if !allDigits(digits) {
		return ""
	}
	return digits
}

// numbered reports whether a temporary number could not be a word.
func numbered(s string) bool { return strings.ContainsAny(s, "0123456789") }

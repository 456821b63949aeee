package housing

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// NumberKind tells which identifier of a payer a number is.
type NumberKind int

// The identifiers by which a payer finds the account.
const (
	NumberUnknown NumberKind = iota
	AccountNumber            // the organisation's own number, up to 30 signs with at least one digit
	ELS                      // единый лицевой счёт, 00АА000000
	IZHKU                    // идентификатор жилищно-коммунальных услуг, ЕЛС and two digits
)

// maxAccountNumber is how many signs a number of an account has at most (HCS XSD 16.3).
const maxAccountNumber = 30

// Number is an account number, ЕЛС or ИЖКУ in the one spelling that is stored
// and compared: upper case, Cyrillic letters, no spaces.
type Number struct {
	Kind  NumberKind
	Value string
}

// cyrillic returns the Cyrillic letter that an upper-case Latin one is typed
// for (the letters of ЕЛС are Cyrillic: HCS XSD 16.3, UnifiedAccountNumber).
//
//nolint:cyclop // a table
func cyrillic(r rune) rune {
	switch r {
	case 'A':
		return 'А'
	case 'B':
		return 'В'
	case 'C':
		return 'С'
	case 'E', 'Ё':
		return 'Е'
	case 'H':
		return 'Н'
	case 'K':
		return 'К'
	case 'M':
		return 'М'
	case 'O':
		return 'О'
	case 'P':
		return 'Р'
	case 'T':
		return 'Т'
	case 'X':
		return 'Х'
	case 'Y':
		return 'У'
	}
	return r
}

// FoldNumber returns s as numbers and serials are compared: no spaces, upper
// case, Latin look-alikes as Cyrillic letters, long dashes as "-".
func FoldNumber(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || r == '№':
			return -1
		case unicode.Is(unicode.Pd, r) || r == '−':
			return '-'
		}
		return cyrillic(unicode.ToUpper(r))
	}, s)
}

// ParseNumber reads what a person types from a receipt. The words before the
// number («л/с», «ЕЛС») are dropped. False: it cannot be a number of an account.
func ParseNumber(s string) (Number, bool) {
	v := trimNumberWords(FoldNumber(s))
	switch fits := func(mask string) bool { return fitsMask(v, mask) }; {
	case fits("00АА000000"):
		return Number{ELS, v}, true
	case fits("00АА000000-00"):
		return Number{IZHKU, v}, true
	case fits("00АА00000000"):
		return Number{IZHKU, v[:len(v)-2] + "-" + v[len(v)-2:]}, true
	case utf8.RuneCountInString(v) > maxAccountNumber || !strings.ContainsAny(v, "0123456789"):
		return Number{}, false
	case strings.ContainsFunc(v, foreignToNumber):
		return Number{}, false
	}
	return Number{AccountNumber, v}, true
}

// trimNumberWords drops the words that stand before a number on receipts.
func trimNumberWords(v string) string {
	for again := true; again; {
		again = false
		v = strings.TrimLeft(v, ":-")
		for _, word := range []string{"ЛИЦЕВОЙ", "СЧЕТ", "ЕЛС", "ИЖКУ", "Л/СЧ", "Л/С", "ЛС"} {
			if rest, ok := strings.CutPrefix(v, word); ok {
				v, again = strings.TrimLeft(rest, ".:-"), true
			}
		}
	}
	return v
}

// fitsMask reports whether v is built like mask: 0 for a digit, А for a
// Cyrillic letter, anything else for itself.
func fitsMask(v, mask string) bool {
	for _, m := range mask {
		r, size := utf8.DecodeRuneInString(v)
		if size == 0 || m == '0' && (r < '0' || r > '9') || m == 'А' && (r < 'А' || r > 'Я') ||
			m != '0' && m != 'А' && r != m {
			return false
		}
		v = v[size:]
	}
	return v == ""
}

func foreignToNumber(r rune) bool {
	switch {
	case r >= '0' && r <= '9', r >= 'А' && r <= 'Я', r >= 'A' && r <= 'Z':
		return false
	}
	return !strings.ContainsRune(`/\.,_#()-`, r)
}

// ValidINN reports whether s is an ИНН with right check digits (10 or 12
// digits). No region has the code 00.
func ValidINN(s string) bool {
	if !allDigits(s) || strings.HasPrefix(s, "00") {
		return false
	}
	check := func(weights ...int) bool {
		sum := 0
		for i, w := range weights {
			sum += w * int(s[i]-'0')
		}
		return sum%11%10 == int(s[len(weights)]-'0')
	}
	switch len(s) {
	case 10:
		return check(2, 4, 10, 3, 5, 9, 4, 6, 8)
	case 12:
		return check(7, 2, 4, 10, 3, 5, 9, 4, 6, 8) && check(3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
	}
	return false
}

// ValidGUID reports whether s is a GUID as ФИАС writes it.
func ValidGUID(s string) bool {
	const mask, hex = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "0123456789abcdefABCDEF"
	if len(s) != len(mask) {
		return false
	}
	for i, m := range []byte(mask) {
		if m == '-' && s[i] != '-' || m == 'x' && strings.IndexByte(hex, s[i]) < 0 {
			return false
		}
	}
	return true
}

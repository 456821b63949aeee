package housing

import (
	"regexp"
	"strings"
	"unicode"
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

// Number is an account number, ЕЛС or ИЖКУ in the one spelling that is stored
// and compared: upper case, Cyrillic letters, no spaces.
type Number struct {
	Kind  NumberKind
	Value string
}

// latinLookalikes maps Latin letters to the Cyrillic ones they are typed for
// (the letters of ЕЛС are Cyrillic: HCS XSD 16.3, UnifiedAccountNumber).
func latinLookalikes() *strings.Replacer {
	return strings.NewReplacer("A", "А", "B", "В", "C", "С", "E", "Е", "H", "Н", "K", "К",
		"M", "М", "O", "О", "P", "Р", "T", "Т", "X", "Х", "Y", "У", "Ё", "Е")
}

// FoldNumber returns s as numbers and serials are compared: no spaces, upper
// case, Latin look-alikes as Cyrillic letters, long dashes as "-".
func FoldNumber(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || r == '№':
			return -1
		case unicode.Is(unicode.Pd, r) || r == '−':
			return '-'
		}
		return unicode.ToUpper(r)
	}, s)
	return latinLookalikes().Replace(s)
}

// ParseNumber reads what a person types from a receipt. The words before the
// number («л/с», «ЕЛС») are dropped. False: it cannot be a number of an account.
func ParseNumber(s string) (Number, bool) {
	v := FoldNumber(s)
	for _, word := range []string{"ЛИЦЕВОЙСЧЕТ", "ЕЛС", "ИЖКУ", "Л/С", "ЛС"} {
		v = strings.TrimLeft(strings.TrimPrefix(v, word), ":-")
	}
	n := len([]rune(v))
	switch {
	case regexp.MustCompile(`^\d{2}[А-Я]{2}\d{6}$`).MatchString(v):
		return Number{ELS, v}, true
	case regexp.MustCompile(`^\d{2}[А-Я]{2}\d{6}-?\d{2}$`).MatchString(v):
		return Number{IZHKU, v[:12] + "-" + v[len(v)-2:]}, true
	case n == 0 || n > 30 || !strings.ContainsAny(v, "0123456789"):
		return Number{}, false
	case !regexp.MustCompile(`^[0-9А-ЯA-Z/\\.,_#()-]+$`).MatchString(v):
		return Number{}, false
	}
	return Number{AccountNumber, v}, true
}

// ValidINN reports whether s is an ИНН with right check digits (10 or 12 digits).
func ValidINN(s string) bool {
	if !regexp.MustCompile(`^(\d{10}|\d{12})$`).MatchString(s) {
		return false
	}
	check := func(weights ...int) bool {
		sum := 0
		for i, w := range weights {
			sum += w * int(s[i]-'0')
		}
		return sum%11%10 == int(s[len(weights)]-'0')
	}
	if len(s) == 10 {
		return check(2, 4, 10, 3, 5, 9, 4, 6, 8)
	}
	return check(7, 2, 4, 10, 3, 5, 9, 4, 6, 8) && check(3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
}

// ValidGUID reports whether s is a GUID as ФИАС writes it.
func ValidGUID(s string) bool {
	return regexp.MustCompile(`^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$`).MatchString(s)
}

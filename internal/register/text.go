package register

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// plain is a text on one line: signs that steer a printer, a terminal or the
// direction of reading are spaces, and there are none at its ends.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.White_Space, unicode.Cc, unicode.Cf, unicode.Noncharacter_Code_Point) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.TrimSpace(s)
}

// inert keeps a text from being read as a formula by a program of tables: those
// that begin like one get an apostrophe before them, as OWASP advises. The wide
// signs are read as the narrow ones in some languages.
func inert(s string) string {
	first, _ := utf8.DecodeRuneInString(s)
	if s != "" && strings.ContainsRune("'=+-@＝＋－＠", first) {
		return "'" + s
	}
	return s
}

// comma writes roubles as Excel reads them in Russian: 1234,50.
func comma(d decimal.Decimal) string { return strings.ReplaceAll(d.StringFixed(2), ".", ",") }

package housing

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"
)

// SumFault says what is wrong with a typed sum.
type SumFault int

// What may be wrong.
const (
	NoSumFault   SumFault = iota
	SumUnread             // no number, or several
	SumSmall              // below [MinPayment], zero and less included
	SumLarge              // above [MaxPayment]
	SumThree              // three digits after the comma: a thousand or a mistake
	SumFractions          // other parts of a kopeck
)

// ParseSum reads a sum in roubles as people write it: «1500», «1 500,50»,
// «1500.5 руб», «3 120,45 ₽». The sum is returned as it was read with any fault
// but SumUnread.
func ParseSum(text string) (decimal.Decimal, SumFault) {
	s := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || r == '\u00a0' || r == '\u202f':
			return ' '
		case r == ',':
			return '.'
		case unicode.Is(unicode.Pd, r) || r == '−':
			return '-'
		}
		return unicode.ToLower(r)
	}, strings.TrimSpace(text))
	unit := regexp.MustCompile(`\s*(₽|р\.?|руб\.?|рубл(ь|я|ей))$`)
	s = unit.ReplaceAllString(s, "")
	if !regexp.MustCompile(`^-?(\d{1,3}( \d{3})+|\d{1,15})(\.\d{1,12})?$`).MatchString(s) {
		return decimal.Decimal{}, SumUnread
	}
	d, err := decimal.NewFromString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		return decimal.Decimal{}, SumUnread
	}
	return d, faultOf(d)
}

func faultOf(d decimal.Decimal) SumFault {
	switch places := -d.Exponent(); {
	case !d.IsPositive():
		return SumSmall
	case places == 3:
		return SumThree
	case places > 3:
		return SumFractions
	case d.LessThan(decimal.NewFromInt(MinPayment)):
		return SumSmall
	case d.GreaterThan(decimal.NewFromInt(MaxPayment)):
		return SumLarge
	}
	return NoSumFault
}

package gis

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

func itoa(n int) string { return strconv.Itoa(n) }

// cleanText returns the text of a cell without invisible signs and with single spaces.
func cleanText(s string) string {
	plain := true
	for i := range len(s) {
		plain = plain && s[i] > ' ' && s[i] < 0x7f
	}
	if plain {
		return s
	}
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) || unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// parseDecimal reads a number that is not negative: comma or point, spaces
// between thousands, the exponents and float tails that Excel stores.
func parseDecimal(s string) (decimal.Decimal, bool) {
	s = strings.ReplaceAll(strings.ReplaceAll(cleanText(s), " ", ""), ",", ".")
	mantissa, exponent, scientific := strings.Cut(strings.ToUpper(s), "E")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	if len(whole) > 20 || len(fraction) > 20 || !isDigits(whole+fraction) || whole == "" {
		return decimal.Decimal{}, false
	}
	if scientific {
		e, err := strconv.Atoi(exponent)
		if err != nil || e < -20 || e > 20 {
			return decimal.Decimal{}, false
		}
	}
	d, err := decimal.NewFromString(strings.TrimSuffix(s, "."))
	if err != nil {
		return decimal.Decimal{}, false
	}
	return trimTail(d), true
}

// trimTail rounds the 16th and 17th significant digit of a fraction away:
// Excel shows 15 and stores 123.456 as 123.45599999999999.
func trimTail(d decimal.Decimal) decimal.Decimal {
	digits := d.NumDigits()
	if digits < 16 || digits > 17 || d.Exponent() >= 0 {
		return d
	}
	return d.Round(max(0, -d.Exponent()-int32(digits-15)))
}

// parseDate reads a day: a serial number of Excel, дд.мм.гггг or гггг-мм-дд,
// a time after it ignored. Years 1950 to 2100 only, so that a plain number is no date.
func parseDate(s string, date1904 bool) (housing.Date, bool) {
	s = strings.TrimSuffix(strings.TrimSuffix(cleanText(s), "г."), " ")
	d, ok := parseSerial(s, date1904)
	if !ok {
		d, ok = parseDateText(s)
	}
	return d, ok && d.Year >= 1950 && d.Year <= 2100
}

func parseSerial(s string, date1904 bool) (housing.Date, bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	if len(whole) > 6 || !isDigits(whole) || fraction != "" && !isDigits(fraction) {
		return housing.Date{}, false
	}
	days, err := strconv.Atoi(whole)
	if err != nil {
		return housing.Date{}, false
	}
	// Excel counts a 29.02.1900 that never was, hence the 30th.
	first := housing.Date{Year: 1899, Month: time.December, Day: 30}
	if date1904 {
		first = housing.Date{Year: 1904, Month: time.January, Day: 1}
	}
	return first.Add(days), true
}

func parseDateText(s string) (housing.Date, bool) {
	s, _, _ = strings.Cut(s, " ")
	s, _, _ = strings.Cut(s, "T")
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("./-", r) })
	if len(parts) != 3 || strings.Count(s, ".")+strings.Count(s, "/")+strings.Count(s, "-") != 2 {
		return housing.Date{}, false
	}
	if len(parts[0]) == 4 {
		parts[0], parts[2] = parts[2], parts[0]
	}
	if len(parts[2]) != 4 || len(parts[0]) > 2 || len(parts[1]) > 2 {
		return housing.Date{}, false
	}
	var n [3]int
	for i, p := range parts {
		if !isDigits(p) {
			return housing.Date{}, false
		}
		n[i], _ = strconv.Atoi(p)
	}
	return housing.NewDate(n[2], time.Month(n[1]), n[0])
}

// parseYesNo reads a flag; an empty cell is no.
func parseYesNo(s string) (yes, ok bool) {
	switch strings.ToLower(cleanText(s)) {
	case "да", "true", "1", "+", "истина":
		return true, true
	case "", "нет", "false", "0", "-", "ложь":
		return false, true
	}
	return false, false
}

// parseInterval reads how many months a verification holds: «4 года», «6 лет», «72 мес.».
func parseInterval(s string) (int, bool) {
	s = strings.ToLower(cleanText(s))
	cut := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if cut < 0 {
		cut = len(s)
	}
	n, err := strconv.Atoi(s[:cut])
	if err != nil {
		return 0, false
	}
	unit := strings.Trim(s[cut:], " .()")
	switch {
	case strings.HasPrefix(unit, "мес"):
	case unit == "", unit == "0", unit == "л", unit == "г", strings.HasPrefix(unit, "год"), unit == "лет":
		n *= 12
	default:
		return 0, false
	}
	return n, n > 0 && n <= 30*12
}

// parseIdentifier returns a number of an account or device as text: Excel
// makes numbers of them and then writes 1203045 as 1203045.0 or 1.203045E+6.
func parseIdentifier(s string) string {
	s = strings.TrimPrefix(cleanText(s), "'")
	whole, fraction, found := strings.Cut(s, ".")
	if found && isDigits(whole) && strings.Trim(fraction, "0") == "" {
		return whole
	}
	if strings.Contains(s, "E+") {
		if d, ok := parseDecimal(s); ok && d.IsInteger() {
			return d.StringFixed(0)
		}
	}
	return s
}

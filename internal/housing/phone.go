package housing

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Dispatcher is a phone to call when something breaks in a house.
type Dispatcher struct {
	Phone string // as [ParsePhone] writes it
	Hours string // in the organisation's words; empty: round the clock
}

// Service is the emergency service of a house, or of an organisation at large.
type Service struct {
	House       House // zero but for its Organisation where no house is meant
	Dispatchers []Dispatcher
}

// maxHours is how many signs the hours of a dispatcher have at most.
const maxHours = 60

// ParsePhone reads a Russian phone in any spelling, «8 (000) 000-00-00» too,
// and returns it as +70000000000 (E.164). Numbers of two or three digits, as 112,
// stay as they are.
func ParsePhone(s string) (string, bool) {
	digits := strings.Map(dialled, s)
	plus := strings.HasPrefix(strings.TrimSpace(s), "+")
	switch {
	case !allDigits(digits):
		return "", false
	case len(digits) == 2 || len(digits) == 3:
		return digits, !plus
	case len(digits) == 10 && !plus:
		return "+7" + digits, true
	case len(digits) == 11 && (digits[0] == '7' || digits[0] == '8' && !plus):
		return "+7" + digits[1:], true
	}
	return "", false
}

// dialled drops what stands between the digits of a phone, and marks what must not.
func dialled(r rune) rune {
	switch {
	case r >= '0' && r <= '9':
		return r
	case unicode.IsSpace(r), unicode.In(r, unicode.Cf, unicode.Pd), strings.ContainsRune("+().", r):
		return -1
	}
	return unicode.ReplacementChar
}

// ParseDispatcher reads a phone with its hours: «+7 000 000-00-00, будни 8:00–17:00».
// Hours that say round the clock are empty.
func ParseDispatcher(s string) (Dispatcher, bool) {
	phone, hours, _ := strings.Cut(s, ",")
	d := Dispatcher{Hours: strings.Join(strings.Fields(hours), " ")}
	var ok bool
	d.Phone, ok = ParsePhone(phone)
	if strings.EqualFold(d.Hours, "круглосуточно") {
		d.Hours = ""
	}
	printable := !strings.ContainsFunc(d.Hours, func(r rune) bool { return !unicode.IsPrint(r) })
	return d, ok && printable && utf8.RuneCountInString(d.Hours) <= maxHours
}

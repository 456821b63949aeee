package payment

import (
	"regexp"
	"strings"

	"dombot/dialogs"
)

// strange answers what a step does not know. Whoever writes the number of a card
// or a code of their bank is warned.
func (y payment) strange(s scene, in dialogs.Input) move {
	switch {
	case in.Pressed():
	case cardLike(in.Text):
		return dialogs.Refuse(s.Draft, y.t.T("payment.card"))
	case codeLike(in.Text):
		return dialogs.Refuse(s.Draft, y.t.T("payment.code"))
	}
	return dialogs.Unknown(s.Draft)
}

// codeLike reports whether a text may hold the code of an SMS: one group of four
// to eight digits, in two halves at most.
func codeLike(text string) bool {
	return regexp.MustCompile(`^\D*(\d{4,8}|\d{3}[ -]\d{3})\D*$`).MatchString(text)
}

// cardLike reports whether a text holds the number of a bank card: groups of digits
// that are 16 to 19 together, whose last one checks the others (ISO/IEC 7812).
func cardLike(text string) bool {
	groups := regexp.MustCompile(`\d+`).FindAllStringIndex(text, -1)
	for i := range groups {
		var digits []byte
		for j, g := range groups[i:] {
			if j > 0 && strings.Trim(text[groups[i+j-1][1]:g[0]], " \u00a0-") != "" {
				break
			}
			digits = append(digits, text[g[0]:g[1]]...)
			if len(digits) >= 16 && len(digits) <= 19 && checks(digits) {
				return true
			}
		}
	}
	return false
}

// checks is the algorithm of Luhn.
func checks(digits []byte) bool {
	sum := 0
	for i, r := range digits {
		n := int(r - '0')
		if (len(digits)-i)%2 == 0 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

package simulator

import (
	"slices"
	"strconv"
	"strings"
)

const (
	stars      = "XTR"
	maxDigits  = 9999_9999_9999 // of any amount, in the smallest units
	nbsp       = "\u00a0"
	starsLimit = 100_000
)

// currency is what an invoice may be in. Amounts count its smallest units.
type currency struct {
	code     string
	exp      int // digits of the smallest units
	min, max int // of one payment; max 0: no bound is known
}

// The codes that Telegram takes, by the digits of their smallest units.
const (
	noCents = " CLP ISK JPY KRW PYG UGX VND "
	mills   = " BHD IQD JOD "
	cents   = " " +
		"AED AFN ALL AMD ARS AUD AZN BAM BDT BGN BND BOB BRL BYN CAD CHF CNY COP CRC CZK DKK DOP DZD " +
		"EGP ETB EUR GBP GEL GHS GTQ HKD HNL HRK HUF IDR ILS INR JMD KES KGS KZT LBP LKR MAD MDL MMK " +
		"MNT MOP MUR MVR MXN MYR MZN NGN NIO NOK NPR NZD PAB PEN PHP PKR PLN QAR RON RSD RUB SAR SEK " +
		"SGD SYP THB TJS TRY TTD TWD TZS UAH USD UYU UZS YER ZAR "
)

// currencyOf finds a currency. The bounds of roubles move with the dollar: these are of one day, as an
// example.
func currencyOf(code string) (currency, bool) {
	c := currency{code: code}
	in := func(list string) bool { return len(code) == 3 && strings.Contains(list, " "+code+" ") }
	switch {
	case code == stars:
		c.min, c.max = 1, starsLimit
	case code == "RUB":
		c.exp, c.min, c.max = 2, 8653, 86_530_475
	case code == "USD":
		c.exp, c.min, c.max = 2, 100, 1_000_000
	case in(cents):
		c.exp = 2
	case in(mills):
		c.exp = 3
	case in(noCents):
	default:
		return c, false
	}
	return c, true
}

// takes tells whether one payment may be of this amount.
func (c currency) takes(amount int) bool {
	return amount >= max(c.min, 1) && (c.max == 0 || amount <= c.max)
}

// words writes an amount as a Russian app does.
func (c currency) words(amount int) string {
	digits := strconv.Itoa(amount)
	for len(digits) <= c.exp {
		digits = "0" + digits
	}
	whole, rest := digits[:len(digits)-c.exp], digits[len(digits)-c.exp:]
	groups := []string{}
	for len(whole) > 3 {
		groups = append(groups, whole[len(whole)-3:])
		whole = whole[:len(whole)-3]
	}
	groups = append(groups, whole)
	slices.Reverse(groups)
	text := strings.Join(groups, nbsp)
	if c.exp > 0 {
		text += "," + rest
	}
	return text + nbsp + c.sign()
}

func (c currency) sign() string {
	switch c.code {
	case stars:
		return "⭐"
	case "RUB":
		return "₽"
	case "USD":
		return "$"
	case "EUR":
		return "€"
	}
	return c.code
}

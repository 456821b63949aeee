package charges

import (
	"github.com/shopspring/decimal"

	"dombot/internal/texts"
)

// sum returns money in words, empty for nothing: a sentence leaves it out.
func sum(d decimal.Decimal) string {
	if d.IsZero() {
		return ""
	}
	return texts.Money(d)
}

// signed is sum with its sign.
func signed(d decimal.Decimal) string {
	if d.IsZero() {
		return ""
	}
	return change(d)
}

// change returns money with its sign, also where nothing changed.
func change(d decimal.Decimal) string {
	if d.IsPositive() {
		return "+" + texts.Money(d)
	}
	return texts.Money(d)
}

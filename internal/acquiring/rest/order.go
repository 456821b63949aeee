package rest

import (
	"fmt"

	"github.com/shopspring/decimal"

	"dombot/internal/acquiring"
	"dombot/internal/housing"
)

// What the API takes at most, in signs.
const (
	maxDescription = 128
	maxReason      = 250
	maxKey         = 64
)

const ruble = "RUB"

// order writes o as the API wants it.
func (p *Provider) order(o acquiring.Order) (wish, error) {
	way, ok := methodOf(o.Way)
	if !ok {
		return wish{}, fmt.Errorf("no way to pay of that name: %w", acquiring.ErrRefused)
	}
	if !keyFits(o.Key) {
		return wish{}, fmt.Errorf("a key has 1 to %d plain signs: %w", maxKey, acquiring.ErrRefused)
	}
	sum, err := rubles(o.Total())
	if err != nil {
		return wish{}, err
	}
	w := wish{
		Amount: sum, Capture: true, Method: method{Type: way},
		Confirmation: confirmation{Type: "redirect", Return: o.Return},
		Description:  clip(o.Description, maxDescription),
		Metadata:     metadata{Key: o.Key, Number: o.Number},
	}
	if o.Email == "" {
		return w, nil
	}
	w.Receipt, err = p.lines(o)
	return w, err
}

// lines makes the cash receipt. The law wants its lines to add up to what is
// charged, the commission included.
func (p *Provider) lines(o acquiring.Order) (*receiptLines, error) {
	r := &receiptLines{Customer: customer{Email: o.Email}}
	left := o.Total()
	for _, item := range o.Items {
		sum, err := rubles(item.Sum)
		if err != nil {
			return nil, fmt.Errorf("line of the receipt: %w", err)
		}
		left = left.Sub(item.Sum)
		r.Items = append(r.Items, receiptLine{
			Description: clip(item.Name, maxDescription), Quantity: "1.00", Amount: sum,
			VAT: p.receipt.VAT, Mode: p.receipt.Mode, Subject: p.receipt.Subject,
		})
	}
	if !left.IsZero() {
		return nil, fmt.Errorf("the lines of the receipt do not add up: %w", acquiring.ErrRefused)
	}
	return r, nil
}

func methodOf(way housing.PayWay) (string, bool) {
	m, ok := map[housing.PayWay]string{
		housing.PayWallet: "yoo_money", housing.PayCard: "bank_card", housing.PaySBP: "sbp",
	}[way]
	return m, ok
}

// rubles writes a sum with its two decimals. A sum with parts of a kopeck is
// refused, never rounded.
func rubles(sum decimal.Decimal) (money, error) {
	if !sum.IsPositive() || !sum.Equal(sum.Truncate(2)) {
		return money{}, fmt.Errorf("a sum is whole kopecks above zero: %w", acquiring.ErrRefused)
	}
	return money{Value: sum.StringFixed(2), Currency: ruble}, nil
}

// keyFits is true of keys that a header carries as they are.
func keyFits(key string) bool {
	for _, c := range []byte(key) {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return key != "" && len(key) <= maxKey
}

// clip keeps at most n signs of s.
func clip(s string, n int) string {
	if signs := []rune(s); len(signs) > n {
		return string(signs[:n])
	}
	return s
}

package sandbox

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// check refuses an opening as the API does, and returns its sum.
func (o opening) check() (decimal.Decimal, *fault) {
	sum, ok := o.Amount.read()
	back, err := url.Parse(o.Confirmation.Return)
	switch {
	case !ok:
		return sum, invalid("amount")
	case o.Confirmation.Type != "redirect":
		return sum, invalid("confirmation.type")
	case err != nil || back.Host == "" || back.Scheme != "https" && back.Scheme != "http":
		return sum, invalid("confirmation.return_url")
	case !o.Capture:
		return sum, invalid("capture")
	case !slices.Contains(ways(), o.Method.Type):
		return sum, invalid("payment_method_data.type")
	case len([]rune(o.Description)) > 128:
		return sum, invalid("description")
	case !fit(o.Metadata):
		return sum, invalid("metadata")
	case o.Receipt == nil:
		return sum, nil
	}
	return sum, o.Receipt.check(sum)
}

func ways() []string { return []string{"yoo_money", "bank_card", "sbp"} }

// fit holds metadata against the API's bounds.
func fit(metadata map[string]string) bool {
	for name, value := range metadata {
		if len(name) > 32 || len([]rune(value)) > 512 {
			return false
		}
	}
	return len(metadata) <= 16
}

func (r receipt) check(sum decimal.Decimal) *fault {
	if !strings.Contains(r.Customer.Email, "@") {
		return invalid("receipt.customer.email")
	}
	if len(r.Items) == 0 || len(r.Items) > 100 {
		return invalid("receipt.items")
	}
	total := decimal.Zero
	for i, item := range r.Items {
		price, ok := item.Amount.read()
		size := len([]rune(item.Description))
		switch {
		case !ok || size == 0 || size > 128 || !item.Quantity.IsPositive(),
			item.VAT < 1 || item.VAT > 12,
			!slices.Contains(modes(), item.Mode), !slices.Contains(subjects(), item.Subject):
			return invalid("receipt.items[" + strconv.Itoa(i) + "]")
		}
		total = total.Add(price.Mul(item.Quantity))
	}
	if !total.Equal(sum) {
		return invalid("receipt.items")
	}
	return nil
}

func modes() []string {
	return []string{
		"full_prepayment", "partial_prepayment", "advance", "full_payment", "partial_payment", "credit",
		"credit_payment",
	}
}

func subjects() []string { return []string{"commodity", "job", "service", "payment", "another"} }

// read takes a sum in roubles with two decimals, above zero.
func (a amount) read() (decimal.Decimal, bool) {
	if a.Currency != "RUB" || !regexp.MustCompile(`^\d{1,9}\.\d\d$`).MatchString(a.Value) {
		return decimal.Decimal{}, false
	}
	sum, err := decimal.NewFromString(a.Value)
	return sum, err == nil && sum.IsPositive()
}

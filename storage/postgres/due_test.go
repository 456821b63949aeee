package postgres_test

import (
	"testing"

	"dombot/internal/housing"
)

// The main page, the charges and the payment say the same, whatever the organisation re-issues.
func TestEveryPageCountsWhatWasPaid(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change      func(c till)
		left, since string
	}{
		"a part was paid":           {func(till) {}, "2120.45", "1000"},
		"it was re-issued after":    {func(c till) { c.show(bill(october(), flat45, "2920.45")) }, "2020.45", "1000"},
		"the next month came after": {func(c till) { c.show(bill(november(), flat45, "500")) }, "600", "0"},
		"the whole of it and more":  {func(c till) { c.pay(c.anna, "2500") }, "0", "3500"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newTill(t)
			c.show(bill(october(), flat45, "3020.45"))
			c.pay(c.anna, "1000")
			c.exec("UPDATE documents SET loaded_at = loaded_at - interval '1 hour'")
			tt.change(c)
			c.exec("UPDATE documents SET loaded_at = $1::timestamptz + interval '1 hour' WHERE loaded_at = $1", noon())

			due, err := c.payments.Due(c.ctx(), c.anna)
			must(t, err)
			st, err := c.documents.Statement(c.ctx(), c.anna, c.account, housing.Period{}, noon())
			must(t, err)
			if bill := c.bills(c.anna)[0]; !bill.Due().Equal(rubles(tt.left)) {
				t.Errorf("the payment asks for %s, want %s", bill.Due(), tt.left)
			}
			if !due[c.account].Equal(rubles(tt.left)) {
				t.Errorf("the main page asks for %s, want %s", due[c.account], tt.left)
			}
			if !st.Left().Equal(rubles(tt.left)) || !st.Since.Equal(rubles(tt.since)) {
				t.Errorf("the charges ask for %s after %s, want %s after %s", st.Left(), st.Since, tt.left, tt.since)
			}
		})
	}
}

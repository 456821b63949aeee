package postgres_test

import (
	"testing"

	"dombot/internal/housing"
)

func TestWhoeverPaidADocumentIsToldThatItChanged(t *testing.T) {
	t.Parallel()
	for _, paid := range []bool{false, true} {
		c := newTill(t)
		october := november().Add(-1)
		c.load(october, bill(october, flat45, "3020.45"))
		c.publish(october, "")
		if paid {
			c.pay(c.anna, "100") // from the bill alone: the document was never opened
		}
		c.load(october, bill(october, flat45, "2980.00"))

		again := c.publish(october, "Объём проверен")
		withdrawn, err := c.documents.Withdraw(c.ctx(), c.org,
			housing.Withdrawal{Number: flat45, Period: october}, noon())
		must(t, err)

		if told := again.Told == 1; told != paid {
			t.Errorf("paid %t: told of the re-issue %t", paid, told)
		}
		if withdrawn != 0 {
			t.Errorf("paid %t: %d are told of a document that they neither opened nor paid", paid, withdrawn)
		}
	}
}

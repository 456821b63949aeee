package postgres_test

import (
	"testing"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// The address for a receipt is kept until the acquirer has it, and no longer
// where the payment ends before that: it would outlive its deletion otherwise.
func TestAPaymentThatIsNotOpenedKeepsNoAddress(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	c.show(bill(october(), flat45, "3020.45"))
	c.exec("UPDATE shops SET receipt_mail = 'kassa@mail.example'")
	c.exec("UPDATE people SET email = 'anna@mail.example', email_confirmed_at = now() WHERE id = $1", int64(c.anna))
	mail := func(p housing.Payment) string {
		t.Helper()
		found, err := c.payments.ByID(c.ctx(), p.ID)
		must(t, err)
		return found.Receipt.Mail
	}
	for _, end := range []housing.PaymentState{housing.PaymentDeclined, housing.PaymentExpired} {
		made := c.begin(c.anna, "100")
		if got := mail(made); got != "anna@mail.example" {
			t.Fatalf("a new payment has the address %q", got)
		}
		c.settle(made.ID, end, noon())
		if mail(made) != "" {
			t.Errorf("one that is %s has the address %q", end, mail(made))
		}
	}
	made := c.begin(c.anna, "100")
	must(t, (&postgres.Mails{DB: c.db}).Forget(c.ctx(), c.once(), c.anna, noon()))
	c.settle(made.ID, housing.PaymentDeclined, noon())
	if got := mail(made); got != "" {
		t.Errorf("the address %q outlives its deletion", got)
	}
}

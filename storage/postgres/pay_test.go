package postgres_test

import (
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// The bank accounts of the town's documents, and how the documents name them.
const (
	bank     = "045004001"
	ownMoney = "40702810900000000001" // of the organisation
	fund     = "40603810500000000012" // of capital repair
)

// till is an office that takes payments.
type till struct {
	office
	payments *postgres.Payments
	shop     int64
}

func newTill(t *testing.T) till {
	t.Helper()
	c := till{office: newOffice(t)}
	c.payments = &postgres.Payments{DB: c.db}
	c.shop = c.contract("", "", "100500")
	c.terms(housing.PayRule{Way: housing.PayWallet, Provider: "rest"})
	c.terms(housing.PayRule{
		Way: housing.PayCard, Provider: "rest", Percent: rubles("1"), MinFee: rubles("1"), Min: rubles("10"),
		Max: decimal.NewNullDecimal(rubles("50000")),
	})
	return c
}

func (c till) contract(bik, account, number string) int64 {
	c.t.Helper()
	id, err := c.payments.SetShop(c.ctx(), housing.Shop{
		Organisation: c.org, Provider: "rest", BIK: bik, Account: account, Number: number, Key: []byte("sealed"),
	}, noon())
	must(c.t, err)
	return id
}

func (c till) terms(r housing.PayRule) {
	c.t.Helper()
	must(c.t, c.payments.SetPayRule(c.ctx(), c.org, r, noon()))
}

// show publishes a document of flat 45.
func (c till) show(d housing.DocumentRecord) {
	c.t.Helper()
	if report := c.load(d.Period, d); !report.Saved {
		c.t.Fatalf("the document is not loaded: %+v", report.Faults)
	}
	c.publish(d.Period, "")
}

func october() housing.Period { return november().Add(-1) }

func (c till) bills(p housing.PersonID) []housing.Bill {
	c.t.Helper()
	bills, err := c.payments.Bills(c.ctx(), p, c.account, noon())
	must(c.t, err)
	return bills
}

// paying is what a person confirms who was shown b.
func (c till) paying(p housing.PersonID, b housing.Bill, sum string) housing.Paying {
	return housing.Paying{
		Person: p, Account: c.account, Payee: b.Payee, Document: b.Document, Due: b.Due(), Sum: rubles(sum),
		Way: housing.PayWallet,
	}
}

// begin makes a payment of the first bill by wallet.
func (c till) begin(p housing.PersonID, sum string) housing.Payment {
	c.t.Helper()
	made, err := c.payments.Begin(c.ctx(), c.once(), c.paying(p, c.bills(p)[0], sum), noon())
	must(c.t, err)
	return made
}

func (c till) settle(id housing.PaymentID, to housing.PaymentState, at time.Time) bool {
	c.t.Helper()
	moved, err := c.payments.Settle(c.ctx(), id, housing.Settling{State: to, At: at}, at)
	must(c.t, err)
	return moved
}

// pay pays a sum of the first bill.
func (c till) pay(p housing.PersonID, sum string) housing.Payment {
	c.t.Helper()
	made := c.begin(p, sum)
	c.settle(made.ID, housing.PaymentSucceeded, noon())
	return made
}

// owes fails unless the bills come to these sums.
func (c till) owes(what string, sums ...string) {
	c.t.Helper()
	bills := c.bills(c.anna)
	if len(bills) != len(sums) {
		c.t.Fatalf("%s: %d bills, want %d", what, len(bills), len(sums))
	}
	for i, want := range sums {
		if got := bills[i].Due().Sub(bills[i].Ahead); !got.Equal(rubles(want)) {
			c.t.Errorf("%s: %s is owed to payee %d, want %s", what, got, i+1, want)
		}
	}
}

// allocated returns what was booked by kind.
func (c till) allocated(kind string) string {
	c.t.Helper()
	var sum string
	must(c.t, c.raw().QueryRowContext(c.ctx(),
		"SELECT coalesce(sum(sum), 0)::text FROM allocations WHERE kind = $1", kind).Scan(&sum))
	return sum
}

func TestAPaymentIsBegunOnceForItsConfirmation(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	c.show(bill(october(), flat45, "3020.45"))
	wish, once := c.paying(c.anna, c.bills(c.anna)[0], "3120.45"), c.once()

	first, err := c.payments.Begin(c.ctx(), once, wish, noon())
	must(t, err)
	must(t, c.payments.Opened(c.ctx(), first.ID, "ext-1", "https://example.com/1", noon()))
	again, err := c.payments.Begin(c.ctx(), once, wish, noon().Add(time.Minute))
	must(t, err)

	if first.State != housing.PaymentCreated || !first.Sum.Equal(rubles("3120.45")) || !first.Fee.IsZero() {
		t.Errorf("the payment is %+v", first)
	}
	if again.ID != first.ID || again.Key != first.Key || again.State != housing.PaymentPending {
		t.Errorf("the confirmation repeated makes %+v, want payment %d as it stands", again, first.ID)
	}
	if n := c.int("SELECT count(*) FROM payments"); n != 1 {
		t.Errorf("%d payments, want one", n)
	}
}

func TestOneBillHasOneOpenPayment(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	boris := c.person(2)
	c.connect(boris)
	c.show(bill(october(), flat45, "3020.45"))
	payers := []housing.PersonID{c.anna, boris, c.anna, boris}
	shown := c.bills(c.anna)[0]
	errs := make([]error, len(payers))

	var all sync.WaitGroup
	for i, p := range payers {
		once := c.once()
		all.Go(func() { _, errs[i] = c.payments.Begin(c.ctx(), once, c.paying(p, shown, "100"), noon()) })
	}
	all.Wait()

	begun := 0
	for _, err := range errs {
		if err == nil {
			begun++
			continue
		}
		wantKind(t, err, housing.Conflict)
	}
	if n := c.int("SELECT count(*) FROM payments"); begun != 1 || n != 1 {
		t.Fatalf("%d of %d presses at once begin a payment, %d are stored, want one", begun, len(payers), n)
	}
	whose := housing.PersonID(c.int("SELECT person_id FROM payments"))
	for _, p := range payers[:2] {
		b := c.bills(p)[0]
		if mine := p == whose; (b.Open != nil) != mine || b.Busy == mine {
			t.Errorf("person %d of payer %d sees open %+v, busy %t", p, whose, b.Open, b.Busy)
		}
	}
	if _, err := c.raw().ExecContext(c.ctx(), `
		INSERT INTO payments (key, number, person_id, account_id, shop_id, period, bik, bank_account, payee, way,
			provider, sum, fee, state, parts, created_at, expires_at)
		SELECT 'x', 'x', person_id, account_id, shop_id, period, bik, bank_account, payee, way, provider, sum, fee,
			'pending', parts, created_at, expires_at FROM payments`); err == nil {
		t.Error("the database takes a second open payment for a bill")
	}
}

func TestWhoPaysAnywayGivesUpWhatIsOpen(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	boris := c.person(2)
	c.connect(boris)
	c.show(bill(october(), flat45, "3020.45"))
	first := c.begin(c.anna, "3120.45")
	must(t, c.payments.Opened(c.ctx(), first.ID, "ext-1", "https://example.com/1", noon()))
	wish := c.paying(boris, c.bills(boris)[0], "3120.45")
	wish.Again = true

	second, err := c.payments.Begin(c.ctx(), c.once(), wish, noon())
	must(t, err)

	if left, err := c.payments.ByID(c.ctx(), first.ID); err != nil || left.State != housing.PaymentExpired {
		t.Fatalf("what was open is %+v, %v", left, err)
	}
	if n := c.int("SELECT count(*) FROM payment_steps WHERE payment_id = $1 AND reason = 'given up'", int64(first.ID)); n != 1 {
		t.Errorf("%d steps say that it was given up", n)
	}
	if n := c.int("SELECT count(*) FROM audit WHERE what = 'payment.expired'"); n != 1 {
		t.Errorf("%d audit rows say that it was given up", n)
	}
	due, err := c.payments.Take(c.ctx(), 10, noon().Add(time.Minute), time.Minute)
	must(t, err)
	if len(due) != 2 {
		t.Errorf("the acquirer is asked about %d payments, want both: money may come for the old one", len(due))
	}
	c.settle(second.ID, housing.PaymentSucceeded, noon())
	c.settle(first.ID, housing.PaymentSucceeded, noon())
	c.owes("both were paid", "-3120.45")
	if got := c.allocated("advance"); got != "3120.45" {
		t.Errorf("%s of both is an advance, want all of the second", got)
	}
	if c.allocated("charges") != "3020.45" || c.allocated("debt") != "100.00" {
		t.Errorf("charges got %s, the debt %s", c.allocated("charges"), c.allocated("debt"))
	}
}

func TestWhatChangedSinceItWasShownIsNotPaid(t *testing.T) {
	t.Parallel()
	other := func(c till) housing.PersonID {
		boris := c.person(2)
		c.connect(boris)
		return boris
	}
	for name, try := range map[string]struct {
		change func(c till)
		kind   housing.Kind
	}{
		"the document was re-issued": {func(c till) { c.show(bill(october(), flat45, "2980")) }, housing.Conflict},
		"the next month came":        {func(c till) { c.show(bill(november(), flat45, "3020.45")) }, housing.Conflict},
		"another paid":               {func(c till) { c.pay(other(c), "1") }, housing.Conflict},
		"another pays":               {func(c till) { c.begin(other(c), "1") }, housing.Conflict},
		"the fee changed": {func(c till) {
			c.terms(housing.PayRule{Way: housing.PayWallet, Provider: "rest", Percent: rubles("1")})
		}, housing.Conflict},
		"the way is gone": {func(c till) {
			must(c.t, c.payments.DropPayRule(c.ctx(), c.org, housing.PayWallet))
		}, housing.Refused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newTill(t)
			c.show(bill(october(), flat45, "3020.45"))
			wish := c.paying(c.anna, c.bills(c.anna)[0], "3120.45")
			try.change(c)

			_, err := c.payments.Begin(c.ctx(), c.once(), wish, noon())

			wantKind(t, err, try.kind)
			if n := c.int("SELECT count(*) FROM payments WHERE person_id = $1", int64(c.anna)); n != 0 {
				t.Errorf("%d payments are begun", n)
			}
		})
	}
}

func TestAWishThatNobodyWasOfferedIsRefused(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	c.show(bill(october(), flat45, "3020.45"))
	shown := c.bills(c.anna)[0]
	card := func(sum, fee string) func(p *housing.Paying) {
		return func(p *housing.Paying) { p.Way, p.Sum, p.Fee = housing.PayCard, rubles(sum), rubles(fee) }
	}
	sum := func(sum string) func(p *housing.Paying) {
		return func(p *housing.Paying) { p.Sum = rubles(sum) }
	}
	for name, try := range map[string]struct {
		wish func(p *housing.Paying)
		kind housing.Kind
	}{
		"a way that is none":      {func(p *housing.Paying) { p.Way = "cash" }, housing.Refused},
		"below the way's least":   {card("9.99", "1"), housing.Refused},
		"above the way's most":    {card("50000.01", "500"), housing.Refused},
		"a fee of one's own":      {card("3120.45", "0.01"), housing.Conflict},
		"a fee below zero":        {func(p *housing.Paying) { p.Fee = rubles("-1") }, housing.Conflict},
		"nothing":                 {sum("0"), housing.Refused},
		"less than nothing":       {sum("-5"), housing.Refused},
		"less than a rouble":      {sum("0.99"), housing.Refused},
		"more than one payment":   {sum("100000.01"), housing.Refused},
		"parts of a kopeck":       {sum("1.234"), housing.Refused},
		"a payee of one's own":    {func(p *housing.Paying) { p.Payee.Account = fund }, housing.Conflict},
		"a document of one's own": {func(p *housing.Paying) { p.Document++ }, housing.Conflict},
	} {
		wish := c.paying(c.anna, shown, "3120.45")
		try.wish(&wish)
		_, err := c.payments.Begin(c.ctx(), c.once(), wish, noon())
		if housing.KindOf(err) != try.kind || err == nil {
			t.Errorf("%s: got %v, want kind %d", name, err, try.kind)
		}
	}
	if n := c.int("SELECT count(*) FROM payments"); n != 0 {
		t.Errorf("%d payments are begun", n)
	}
}

func TestTheFeeIsThatOfTheRule(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	c.show(bill(october(), flat45, "3020.45"))
	wish := c.paying(c.anna, c.bills(c.anna)[0], "3120.45")
	wish.Way, wish.Fee = housing.PayCard, rubles("31.20")

	paid, err := c.payments.Begin(c.ctx(), c.once(), wish, noon())
	must(t, err)
	c.settle(paid.ID, housing.PaymentDeclined, noon())
	wish.Free, wish.Fee = true, rubles("0")
	free, err := c.payments.Begin(c.ctx(), c.once(), wish, noon())
	must(t, err)

	if !paid.Total().Equal(rubles("3151.65")) || !free.Total().Equal(rubles("3120.45")) {
		t.Errorf("charged are %s, and %s from who pays without commission", paid.Total(), free.Total())
	}
}

func TestWhoMayNotPayDoesNot(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(c till) housing.PersonID{
		"without the right": func(c till) housing.PersonID {
			c.exec("UPDATE links SET rights = array_remove(rights, 'pay')")
			return c.anna
		},
		"with a suspended link": func(c till) housing.PersonID {
			c.exec("UPDATE links SET suspended_at = now()")
			return c.anna
		},
		"of a closed account": func(c till) housing.PersonID {
			c.exec("UPDATE accounts SET closed_on = '2026-11-01'")
			return c.anna
		},
		"a stranger": func(c till) housing.PersonID { return c.person(3) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newTill(t)
			c.show(bill(october(), flat45, "3020.45"))
			shown := c.bills(c.anna)[0]
			who := change(c)

			_, seen := c.payments.Bills(c.ctx(), who, c.account, noon())
			_, begun := c.payments.Begin(c.ctx(), c.once(), c.paying(who, shown, "100"), noon())

			kind := housing.NotFound
			if name == "without the right" {
				kind = housing.Refused
			}
			wantKind(t, seen, kind)
			wantKind(t, begun, kind)
			if n := c.int("SELECT count(*) FROM payments"); n != 0 {
				t.Errorf("%d payments are begun", n)
			}
		})
	}
}

func TestAPaymentIsItsPayersAlone(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	boris := c.person(2)
	c.connect(boris)
	c.show(bill(october(), flat45, "3020.45"))
	made := c.begin(c.anna, "100")

	_, seen := c.payments.Payment(c.ctx(), boris, made.ID)
	given := c.payments.GiveUp(c.ctx(), c.once(), boris, made.ID, noon())
	c.settle(made.ID, housing.PaymentSucceeded, noon())
	history, err := c.payments.History(c.ctx(), boris, 0, 10)
	must(t, err)

	wantKind(t, seen, housing.NotFound)
	wantKind(t, given, housing.NotFound)
	if len(history) != 0 {
		t.Errorf("another person's history has %+v", history)
	}
	if now, err := c.payments.Payment(c.ctx(), c.anna, made.ID); err != nil || now.State != housing.PaymentSucceeded {
		t.Errorf("the payer's own is %+v, %v", now, err)
	}
}

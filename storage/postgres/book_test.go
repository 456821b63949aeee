package postgres_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"dombot/internal/housing"
)

// twoPayees is a document whose capital repair goes to another payee; its
// services have a penalty.
func twoPayees(p housing.Period) housing.DocumentRecord {
	d := bill(p, flat45, "2000.01")
	heating := d.Charges[0]
	heating.Penalty, heating.Total = rubles("10.00"), rubles("2010.01")
	water := housing.Charge{
		Kind: housing.ServiceCharge, Service: "Водоотведение", Charged: rubles("1000"), Own: rubles("1000"), Total: rubles("1000"),
	}
	repair := housing.Charge{
		Kind: housing.ServiceCharge, Service: "Капитальный ремонт", Charged: rubles("579.84"), Own: rubles("579.84"),
		Total: rubles("579.84"), Requisite: 1,
	}
	d.Charges = []housing.Charge{heating, water, repair}
	d.Requisites = []housing.Requisite{
		{BIK: bank, Account: ownMoney, Sum: rubles("3010.01")}, {BIK: bank, Account: fund, Sum: rubles("579.84")},
	}
	d.Sums.Charged, d.Sums.Due = rubles("3589.85"), rubles("3689.85")
	return d
}

// describe says who the payees of the town are.
func (c till) describe() {
	c.t.Helper()
	must(c.t, c.documents.SetPayee(c.ctx(), c.org, housing.Payee{
		BIK: bank, Account: ownMoney, Name: "УК «Уютный дом»", INN: "5400000009", Bank: "Банк",
	}, noon()))
	must(c.t, c.documents.SetPayee(c.ctx(), c.org, housing.Payee{
		BIK: bank, Account: fund, Name: "Фонд", INN: "5499001413", Bank: "Банк",
	}, noon()))
}

func TestEachPayeeIsPaidByItsOwnContract(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	c.describe()
	c.show(twoPayees(october()))

	if ways := c.bills(c.anna)[1].Ways; len(ways) != 0 {
		t.Errorf("without a contract the fund is paid by %+v", ways)
	}
	own := c.contract(bank, fund, "100501")
	c.owes("two payees", "3110.01", "579.84")
	second := c.bills(c.anna)[1]
	made, err := c.payments.Begin(c.ctx(), c.once(), c.paying(c.anna, second, "579.84"), noon())
	must(t, err)
	first := c.begin(c.anna, "3110.01")
	if made.Shop != own || made.Payee.Name != "Фонд" || first.Shop != c.shop {
		t.Errorf("the fund is paid at shop %d as %+v, the organisation at %d", made.Shop, made.Payee, first.Shop)
	}
	c.settle(made.ID, housing.PaymentSucceeded, noon())
	c.owes("the fund is paid", "3110.01", "0")
	if n := c.int("SELECT count(*) FROM allocations WHERE service <> 'Капитальный ремонт'"); n != 0 {
		t.Errorf("%d rows of the fund's money are for others' services", n)
	}
}

// A payee that nobody has described gets no money: it would go to another one.
func TestAnUnknownPayeeIsNotPaidByTheOrganisationsContract(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	c.show(twoPayees(october()))

	bills := c.bills(c.anna)

	if len(bills[0].Ways) != 2 || bills[0].Payee.Name != "УК «Уютный дом»" {
		t.Errorf("the organisation itself is paid as %+v by %+v", bills[0].Payee, bills[0].Ways)
	}
	if b := bills[1]; len(b.Ways) != 0 || b.Payee.Name == "УК «Уютный дом»" {
		t.Errorf("who nobody knows is paid as %+v by %+v", b.Payee, b.Ways)
	}
}

func TestMoneyIsSharedAmongServicesAndPenaltiesComeLast(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	c.show(twoPayees(october()))

	c.pay(c.anna, "1600.01") // the debt of 100, then half of 3 000,01

	for what, want := range map[string]int{
		"SELECT (sum(sum) * 100)::bigint FROM allocations":                                 160001,
		"SELECT (sum(sum) * 100)::bigint FROM allocations WHERE kind = 'debt'":             10000,
		"SELECT (sum(sum) * 100)::bigint FROM allocations WHERE service = 'Отопление'":     100001,
		"SELECT (sum(sum) * 100)::bigint FROM allocations WHERE service = 'Водоотведение'": 50000,
		"SELECT count(*) FROM allocations WHERE kind IN ('penalty', 'advance')":            0,
		"SELECT count(*) FROM allocations WHERE service = 'Капитальный ремонт'":            0,
		"SELECT count(*) FROM allocations WHERE kind = 'charges' AND charge IS NULL":       0,
	} {
		if got := c.int(what); got != want {
			t.Errorf("%s: %d, want %d", what, got, want)
		}
	}
	c.pay(c.anna, "1510.00")
	c.owes("all is paid", "0", "579.84")
	if got := c.allocated("penalty"); got != "10.00" {
		t.Errorf("the penalty got %s, want all of it at last", got)
	}
}

func TestTwoPaymentsBookedAtOnceDoNotPayAServiceTwice(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	c.show(bill(october(), flat45, "3020.45"))
	var ids []housing.PaymentID
	for range 4 {
		wish := c.paying(c.anna, c.bills(c.anna)[0], "3120.45")
		wish.Again = true
		made, err := c.payments.Begin(c.ctx(), c.once(), wish, noon())
		must(t, err)
		ids = append(ids, made.ID)
	}

	rows := c.raw()
	hold, err := rows.BeginTx(c.ctx(), nil)
	must(t, err)
	_, err = hold.ExecContext(c.ctx(), "LOCK TABLE notices IN SHARE MODE") // before it, everything is booked
	must(t, err)
	var all sync.WaitGroup
	for _, id := range ids {
		all.Go(func() {
			_, err := c.payments.Settle(c.ctx(), id, housing.Settling{State: housing.PaymentSucceeded}, noon())
			if err != nil {
				t.Error(err)
			}
		})
	}
	for waiting := 0; waiting < len(ids); {
		must(t, rows.QueryRowContext(c.ctx(), `
			SELECT count(*) FROM pg_stat_activity
			WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&waiting))
	}
	must(t, hold.Rollback())
	all.Wait()

	c.owes("four were paid", "-9361.35")
	if c.allocated("charges") != "3020.45" || c.allocated("debt") != "100.00" || c.allocated("advance") != "9361.35" {
		t.Errorf("charges got %s, the debt %s, the advance %s",
			c.allocated("charges"), c.allocated("debt"), c.allocated("advance"))
	}
}

func TestMoneyThatComesLateIsBookedOnce(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	c.show(bill(october(), flat45, "3020.45"))
	made := c.begin(c.anna, "3120.45")
	late := noon().Add(2 * time.Hour)
	c.settle(made.ID, housing.PaymentExpired, noon().Add(time.Hour))

	first := c.settle(made.ID, housing.PaymentSucceeded, late)
	again := c.settle(made.ID, housing.PaymentSucceeded, late)
	back := c.settle(made.ID, housing.PaymentExpired, late)

	if !first || again || back {
		t.Errorf("it moves %t, again %t, back %t", first, again, back)
	}
	c.owes("it was paid", "0")
	notices := c.notices(late)
	if len(notices) != 1 || notices[0].Kind != housing.NoticePaid || notices[0].Args["late"] == "" || notices[0].Chat != 101 {
		t.Errorf("the payer is told %+v", notices)
	}
	history, err := c.payments.History(c.ctx(), c.anna, 0, 10)
	must(t, err)
	if len(history) != 1 || !history[0].Settled.Equal(late) {
		t.Errorf("the history is %+v", history)
	}
}

func TestARefundRaisesTheBillAgain(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	c.show(bill(october(), flat45, "3020.45"))
	made := c.pay(c.anna, "3120.45")
	c.owes("paid", "0")

	c.settle(made.ID, housing.PaymentRefunded, noon().Add(time.Hour))

	c.owes("given back", "3120.45")
	second := c.pay(c.anna, "3120.45")
	c.owes("paid again", "0")
	if n := c.int("SELECT count(*) FROM allocations WHERE payment_id = $1 AND kind IN ('charges', 'debt')", int64(second.ID)); n != 2 {
		t.Errorf("the second payment pays %d things, want the month and the debt", n)
	}
	if c.settle(made.ID, housing.PaymentSucceeded, noon()) {
		t.Error("what was given back succeeds again")
	}
}

func TestAPaymentIsCountedOnce(t *testing.T) {
	t.Parallel()
	next := func(counted housing.Date) housing.DocumentRecord {
		d := bill(november(), flat45, "500")
		d.Sums.Debt, d.Sums.Due, d.Sums.Counted = rubles("0"), rubles("500"), counted
		return d
	}
	day := func(d int) housing.Date { return housing.Date{Year: 2026, Month: time.November, Day: d} }
	for name, try := range map[string]struct {
		next housing.DocumentRecord
		owed string
	}{
		"the new document counts it":           {next(day(23)), "500"},
		"the new document counts those before": {next(day(22)), "-2620.45"},
		"the new document does not say":        {next(housing.Date{}), "-2620.45"}, // it was loaded at the same moment
		"the same month was re-issued":         {bill(october(), flat45, "2980.45"), "-40"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newTill(t)
			c.show(bill(october(), flat45, "3020.45"))
			c.pay(c.anna, "3120.45")
			c.exec("UPDATE documents SET loaded_at = loaded_at - interval '1 day'")

			c.show(try.next)

			c.owes(name, try.owed)
		})
	}
}

func TestMoneyOfAPayeeThatIsGoneIsTheOrganisations(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	c.describe()
	c.contract(bank, fund, "100501")
	c.show(twoPayees(october()))
	second := c.bills(c.anna)[1]
	made, err := c.payments.Begin(c.ctx(), c.once(), c.paying(c.anna, second, "579.84"), noon())
	must(t, err)
	c.show(bill(october(), flat45, "3020.45"))

	c.settle(made.ID, housing.PaymentSucceeded, noon())

	c.owes("one payee is left", "2540.61")
}

// A payment goes only where its state may go, whatever is tried; every step is
// on record, its money is booked to the kopeck while it is there, and its payer
// is told of each end once.
func TestAPaymentGoesItsWay(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	c.show(twoPayees(october()))
	rows := c.raw()
	number := func(query string, arg any) (n int) {
		must(t, rows.QueryRowContext(c.ctx(), query, arg).Scan(&n))
		return n
	}
	states := []housing.PaymentState{
		housing.PaymentCreated, housing.PaymentPending, housing.PaymentSucceeded, housing.PaymentDeclined,
		housing.PaymentExpired, housing.PaymentRefunded,
	}
	rapid.Check(t, func(rt *rapid.T) {
		wish := c.paying(c.anna, c.bills(c.anna)[0], "0")
		wish.Again = true
		wish.Sum = decimal.New(rapid.Int64Range(100, 500000).Draw(rt, "kopecks"), -2)
		made, err := c.payments.Begin(c.ctx(), c.once(), wish, noon())
		if err != nil {
			rt.Fatal(err)
		}
		is, steps := housing.PaymentCreated, 1
		for _, to := range rapid.SliceOfN(rapid.SampledFrom(states), 1, 6).Draw(rt, "states") {
			var moved bool
			var err error
			if to == housing.PaymentPending {
				moved = is == housing.PaymentCreated
				err = c.payments.Opened(c.ctx(), made.ID, fmt.Sprint("ext-", made.ID), "https://example.com/", noon())
			} else {
				moved, err = c.payments.Settle(c.ctx(), made.ID, housing.Settling{State: to}, noon())
			}
			if err != nil || moved != is.May(to) {
				rt.Fatalf("from %s to %s: moved %t, %v", is, to, moved, err)
			}
			if moved {
				is = to
				steps++
			}
		}
		found, err := c.payments.ByID(c.ctx(), made.ID)
		if err != nil || found.State != is || found.Settled.IsZero() != is.Open() {
			rt.Errorf("it is %+v, %v, want %s", found, err, is)
		}
		if n := number("SELECT count(*) FROM payment_steps WHERE payment_id = $1", int64(made.ID)); n != steps {
			rt.Errorf("%d steps are on record, want %d", n, steps)
		}
		booked := number("SELECT coalesce(sum(sum) * 100, 0)::bigint FROM allocations WHERE payment_id = $1", int64(made.ID))
		paid := is == housing.PaymentSucceeded || is == housing.PaymentRefunded
		if want := int(wish.Sum.Shift(2).IntPart()); paid && booked != want || !paid && booked != 0 {
			rt.Errorf("%d kopecks of %d are booked, it is %s", booked, want, is)
		}
		told := number("SELECT count(*) FROM notices WHERE key = $1", fmt.Sprintf("payment/%d/paid", int64(made.ID)))
		if (told == 1) != paid {
			rt.Errorf("the payer is told %d times that it went through, it is %s", told, is)
		}
		if is.Open() {
			if _, err := c.payments.Settle(c.ctx(), made.ID, housing.Settling{State: housing.PaymentExpired}, noon()); err != nil {
				rt.Fatal(err)
			}
		}
	})
	if n := c.int(`SELECT count(*) FROM (
			SELECT 1 FROM allocations l JOIN payments y ON y.id = l.payment_id AND y.state = 'succeeded'
			WHERE service = 'Водоотведение' GROUP BY service HAVING sum(l.sum) > 1000) x`); n != 0 {
		t.Error("a service got more than it was charged")
	}
}

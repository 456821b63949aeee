package postgres_test

import (
	"testing"
	"time"

	"dombot/internal/housing"
)

// taken returns the numbers of the payments whose turn it is.
func (c till) taken(at time.Time) []housing.PaymentID {
	c.t.Helper()
	due, err := c.payments.Take(c.ctx(), 10, at, time.Minute)
	must(c.t, err)
	var ids []housing.PaymentID
	for _, p := range due {
		ids = append(ids, p.ID)
	}
	return ids
}

func TestAnAcquirerIsAskedUntilItIsKnown(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	c.show(bill(october(), flat45, "3020.45"))
	made := c.begin(c.anna, "100")

	if n := len(c.taken(noon())); n != 0 {
		t.Fatalf("%d are taken from who is telling the acquirer of them just now", n)
	}
	soon := noon().Add(10 * time.Second)
	if n := len(c.taken(soon)); n != 1 {
		t.Fatalf("%d are taken, want the one that was not told of", n)
	}
	if n := len(c.taken(soon.Add(59 * time.Second))); n != 0 {
		t.Errorf("%d are taken that another holds", n)
	}
	if n := len(c.taken(soon.Add(time.Minute))); n != 1 {
		t.Errorf("%d are taken though who held them is gone", n)
	}
	must(t, c.payments.AskAt(c.ctx(), made.ID, soon.Add(time.Hour)))
	if early, late := len(c.taken(soon.Add(59*time.Minute))), len(c.taken(soon.Add(time.Hour))); early != 0 || late != 1 {
		t.Errorf("%d are taken before their time, %d then", early, late)
	}
	must(t, c.payments.AskAt(c.ctx(), made.ID, time.Time{}))
	if n := len(c.taken(soon.Add(1000 * time.Hour))); n != 0 {
		t.Errorf("%d are taken that are not asked for any more", n)
	}
}

func TestWhatIsSettledIsNotAskedForAgain(t *testing.T) {
	t.Parallel()
	for state, asked := range map[housing.PaymentState]int{
		housing.PaymentSucceeded: 0, housing.PaymentDeclined: 0, housing.PaymentExpired: 1,
	} {
		t.Run(string(state), func(t *testing.T) {
			t.Parallel()
			c := newTill(t)
			c.show(bill(october(), flat45, "3020.45"))
			made := c.begin(c.anna, "100")

			c.settle(made.ID, state, noon())
			must(t, c.payments.AskAt(c.ctx(), made.ID, noon().Add(time.Minute))) // by who asked meanwhile

			if n := len(c.taken(noon().Add(time.Hour))); n != asked {
				t.Errorf("%d are asked for, want %d", n, asked)
			}
		})
	}
}

// The number comes before the page where a call-back overtakes the answer.
func TestThePageOfAPaymentIsLearntWheneverItIsTold(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	c.show(bill(october(), flat45, "3020.45"))
	made := c.begin(c.anna, "100")

	must(t, c.payments.Opened(c.ctx(), made.ID, "ext-1", "", noon()))
	must(t, c.payments.Opened(c.ctx(), made.ID, "ext-1", "https://example.com/1", noon()))
	must(t, c.payments.Opened(c.ctx(), made.ID, "ext-2", "https://example.com/2", noon()))

	got, err := c.payments.Payment(c.ctx(), c.anna, made.ID)
	must(t, err)
	if got.External != "ext-1" || got.URL != "https://example.com/1" || got.State != housing.PaymentPending {
		t.Errorf("the payment is %+v", got)
	}
	if n := c.int("SELECT count(*) FROM payment_steps"); n != 2 {
		t.Errorf("%d steps are on record, want that it was begun and opened", n)
	}
}

func TestAnOddityIsFreshOnce(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	odd := housing.PaymentOddity{Shop: c.shop, Kind: housing.OddSum, External: "ext-1", Said: "1 instead of 2", At: noon()}
	other, _, err := c.orgs.Add(c.ctx(), "5400000010", "ТСЖ", "", noon())
	must(t, err)

	var fresh []bool
	for _, kind := range []housing.OddityKind{housing.OddSum, housing.OddSum, housing.OddCurrency} {
		odd.Kind = kind
		is, err := c.payments.Odd(c.ctx(), odd)
		must(t, err)
		fresh = append(fresh, is)
	}

	if !fresh[0] || fresh[1] || !fresh[2] {
		t.Errorf("fresh are %v", fresh)
	}
	mine, err := c.payments.Oddities(c.ctx(), c.org, 10)
	must(t, err)
	theirs, err := c.payments.Oddities(c.ctx(), other, 10)
	must(t, err)
	if len(mine) != 2 || mine[0].Kind != housing.OddCurrency || len(theirs) != 0 {
		t.Errorf("the organisation is shown %+v, another %+v", mine, theirs)
	}
}

func TestTheListForReconciliationIsOfOneShopAndTime(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	c.show(bill(october(), flat45, "3020.45"))
	made := c.begin(c.anna, "100")
	must(t, c.payments.Opened(c.ctx(), made.ID, "ext-1", "https://example.com/1", noon()))

	for name, try := range map[string]struct {
		shop     int64
		from, to time.Time
		want     int
	}{
		"its own":   {c.shop, noon(), noon().Add(time.Second), 1},
		"before":    {c.shop, noon().Add(-time.Hour), noon(), 0},
		"after":     {c.shop, noon().Add(time.Second), noon().Add(time.Hour), 0},
		"another's": {c.contract(bank, fund, "100501"), noon(), noon().Add(time.Hour), 0},
	} {
		got, err := c.payments.Between(c.ctx(), try.shop, try.from, try.to)
		must(t, err)
		if len(got) != try.want {
			t.Errorf("%s: %+v", name, got)
		}
		if len(got) == 1 && (got[0].Key != made.Key || got[0].External != "ext-1" || !got[0].Total.Equal(rubles("100"))) {
			t.Errorf("%s: %+v", name, got[0])
		}
	}
}

func TestTheHistoryIsReadByPages(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	c.show(bill(october(), flat45, "3020.45"))
	var ids []housing.PaymentID
	for _, state := range []housing.PaymentState{
		housing.PaymentSucceeded, housing.PaymentExpired, housing.PaymentDeclined, housing.PaymentSucceeded,
	} {
		made := c.begin(c.anna, "10")
		c.settle(made.ID, state, noon())
		if state != housing.PaymentExpired {
			ids = append(ids, made.ID)
		}
	}
	c.begin(c.anna, "10")

	first, err := c.payments.History(c.ctx(), c.anna, 0, 2)
	must(t, err)
	second, err := c.payments.History(c.ctx(), c.anna, first[1].ID, 2)
	must(t, err)

	if len(first) != 2 || len(second) != 1 ||
		first[0].ID != ids[2] || first[1].ID != ids[1] || second[0].ID != ids[0] {
		t.Errorf("the pages are %+v and %+v, want %v backwards", first, second, ids)
	}
}

func TestAPaymentStandsWhileItsDocumentDoes(t *testing.T) {
	t.Parallel()
	for name, try := range map[string]struct {
		change func(c till)
		stands bool
	}{
		"nothing changed":   {func(till) {}, true},
		"it was re-issued":  {func(c till) { c.show(bill(october(), flat45, "2980")) }, false},
		"the account ended": {func(c till) { c.exec("UPDATE accounts SET closed_on = '2026-11-01'") }, false},
		"it was withdrawn": {func(c till) {
			_, err := c.documents.Withdraw(c.ctx(), c.org, housing.Withdrawal{Number: flat45, Period: october()}, noon())
			must(c.t, err)
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newTill(t)
			c.show(bill(october(), flat45, "3020.45"))
			made := c.begin(c.anna, "100")
			try.change(c)

			stands, err := c.payments.Stands(c.ctx(), made.ID)
			must(t, err)

			if stands != try.stands {
				t.Errorf("it stands: %t, want %t", stands, try.stands)
			}
		})
	}
}

package postgres_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// counter is a till whose document has all its numbers, and whose payee is described.
type counter struct{ till }

func newCounter(t *testing.T) counter {
	t.Helper()
	w := counter{newTill(t)}
	record := bill(october(), flat45, "3020.45")
	record.GISID = "80РС558347-01-6021"
	w.show(record)
	must(t, w.documents.SetPayee(w.ctx(), w.org, housing.Payee{
		BIK: bank, Account: ownMoney, Name: "УК «Уютный дом»", INN: "5400000009", Bank: "Банк",
	}, noon()))
	return w
}

// opened makes a payment by card that its acquirer knows by a number.
func (w counter) opened(sum, external string) housing.Payment {
	w.t.Helper()
	paying := w.paying(w.anna, w.bills(w.anna)[0], sum)
	paying.Way, paying.Fee = housing.PayCard, rubles(sum).Mul(rubles("0.01")).Round(2)
	p, err := w.payments.Begin(w.ctx(), w.once(), paying, noon())
	must(w.t, err)
	must(w.t, w.payments.Opened(w.ctx(), p.ID, external, "https://pay.example/1", noon()))
	return p
}

func (w counter) become(p housing.Payment, to housing.PaymentState, at, known time.Time) {
	w.t.Helper()
	moved, err := w.payments.Settle(w.ctx(), p.ID, housing.Settling{State: to, At: at}, known)
	must(w.t, err)
	if !moved {
		w.t.Fatalf("payment %s did not move to %s", p.Number, to)
	}
}

func (w counter) entries(org housing.OrganisationID, days housing.Days) []housing.PaymentEntry {
	w.t.Helper()
	var all []housing.PaymentEntry
	for e, err := range w.payments.Entries(w.ctx(), org, days) {
		must(w.t, err)
		all = append(all, e)
	}
	return all
}

// only is a day of November.
func only(d int) housing.Days {
	return housing.Days{From: day(time.November, d), To: day(time.November, d)}
}

func TestTheRegisterSaysWhatWasPaidAndWhatFor(t *testing.T) {
	t.Parallel()
	w := newCounter(t)
	p := w.opened("1000.50", "2e5f-1")
	at := time.Date(2026, 11, 23, 6, 1, 2, 0, time.UTC)
	w.become(p, housing.PaymentSucceeded, at, at.Add(time.Second))

	got := w.entries(w.org, only(23))

	want := []housing.PaymentEntry{{
		Kind: housing.EntryPayment, At: at, Key: p.Key, Number: p.Number, External: "2e5f-1",
		Account: flat45, ELS: "75ДА533315", IZHKU: "75ДА533315-01", Document: "7", GISID: "80РС558347-01-6021",
		Period: october(), Payee: p.Payee, Way: housing.PayCard, Sum: rubles("1000.50"), Fee: rubles("10.01"),
		Shares: []housing.EntryShare{
			{Kind: housing.ShareCharges, Service: "Отопление", Period: october(), Sum: rubles("900.50")},
			{Kind: housing.ShareDebt, Period: october(), Sum: rubles("100.00")},
		},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("register (-want +got):\n%s", diff)
	}
	if zone := got[0].At.Format("-07:00"); zone != "+07:00" {
		t.Errorf("the moment is told at %s, want the zone of the house", zone)
	}
}

func TestOnlyMoneyThatCameIsInTheRegister(t *testing.T) {
	t.Parallel()
	w := newCounter(t)
	w.become(w.opened("100", "a"), housing.PaymentDeclined, time.Time{}, noon())
	w.become(w.opened("100", "b"), housing.PaymentExpired, time.Time{}, noon())
	late := w.opened("100", "c")
	w.become(late, housing.PaymentExpired, time.Time{}, noon())
	w.become(late, housing.PaymentSucceeded, noon(), noon())
	w.opened("100", "d")

	got := w.entries(w.org, only(23))

	if len(got) != 1 || got[0].External != "c" {
		t.Errorf("register has %+v, want the payment that came late alone", got)
	}
}

func TestTheDaysOfARegisterAreThoseOfTheHouse(t *testing.T) {
	t.Parallel()
	w := newCounter(t)
	zone, err := time.LoadLocation(zone)
	must(t, err)
	midnight := day(time.November, 23).In(zone)
	w.become(w.opened("100", "before"), housing.PaymentSucceeded, midnight.Add(-time.Second), noon())
	w.become(w.opened("100", "after"), housing.PaymentSucceeded, midnight, noon())
	for _, tt := range []struct {
		days housing.Days
		want string
	}{
		{only(21), ""},
		{only(22), "before"},
		{only(23), "after"},
		{only(24), ""},
		{housing.Days{From: day(time.November, 22), To: day(time.November, 23)}, "before after"},
		{housing.DaysOf(november()), "before after"},
		{housing.DaysOf(october()), ""},
		{housing.Days{From: day(time.November, 24), To: day(time.November, 22)}, ""},
	} {
		var names []string
		for _, e := range w.entries(w.org, tt.days) {
			names = append(names, e.External)
		}
		if got := strings.Join(names, " "); got != tt.want {
			t.Errorf("%v to %v: %q, want %q", tt.days.From, tt.days.To, got, tt.want)
		}
	}
}

func TestARefundIsAnEntryOfItsOwnDay(t *testing.T) {
	t.Parallel()
	w := newCounter(t)
	p := w.opened("500", "x")
	w.become(p, housing.PaymentSucceeded, noon(), noon())
	before := w.entries(w.org, only(23))
	w.become(p, housing.PaymentRefunded, time.Time{}, noon().Add(48*time.Hour))

	paid, back := w.entries(w.org, only(23)), w.entries(w.org, only(25))

	if len(before) != 1 || len(paid) != 1 || len(back) != 1 {
		t.Fatalf("entries: %d before, %d of the payment, %d of the refund; want one each", len(before), len(paid), len(back))
	}
	before[0].Returned = day(time.November, 25) // nothing else changes of a day that is over
	if diff := cmp.Diff(before, paid); diff != "" {
		t.Errorf("the day of the payment (-before +after the refund):\n%s", diff)
	}
	if back[0].Kind != housing.EntryRefund || !back[0].Sum.Equal(rubles("-500")) || !back[0].Fee.Equal(rubles("-5")) {
		t.Errorf("refund is %+v", back[0])
	}
	sum := rubles("0")
	for _, s := range back[0].Shares {
		sum = sum.Add(s.Sum)
	}
	if !sum.Equal(back[0].Sum) {
		t.Errorf("shares of the refund add up to %s", sum)
	}
}

// TestARegisterIsTheOrganisationsThatTookTheMoney lets the house pass to another
// organisation: it must not see what was paid to the first.
func TestARegisterIsTheOrganisationsThatTookTheMoney(t *testing.T) {
	t.Parallel()
	w := newCounter(t)
	w.become(w.opened("500", "x"), housing.PaymentSucceeded, noon(), noon())
	other, _, err := w.orgs.Add(w.ctx(), "7707083893", "ТСЖ «Мира»", "+7", noon())
	must(t, err)

	w.exec("UPDATE houses SET organisation_id = $1", int64(other))

	if got := w.entries(other, only(23)); len(got) != 0 {
		t.Errorf("the other organisation sees %+v", got)
	}
	if got := w.entries(w.org, only(23)); len(got) != 1 {
		t.Errorf("the organisation that took the money sees %d entries, want 1", len(got))
	}
}

func TestWhoStopsReadingTheRegisterHoldsNothing(t *testing.T) {
	t.Parallel()
	w := newCounter(t)
	for _, name := range []string{"a", "b", "c"} {
		w.become(w.opened("100", name), housing.PaymentSucceeded, noon(), noon())
	}

	for range 50 { // more than the pool has connections
		for _, err := range w.payments.Entries(w.ctx(), w.org, only(23)) {
			must(t, err)
			break
		}
	}

	if got := w.entries(w.org, only(23)); len(got) != 3 {
		t.Errorf("%d entries, want 3", len(got))
	}
}

func TestOperatorsAreOfferedTheMonthsOfTheirOrganisation(t *testing.T) {
	t.Parallel()
	w := newCounter(t)
	o := &staff{w.town, &postgres.Operators{DB: w.db}, &postgres.WebLinks{DB: w.db}}
	olga := o.hired()
	p := w.opened("100", "a")
	w.become(p, housing.PaymentSucceeded, time.Date(2026, 10, 31, 16, 59, 59, 0, time.UTC), noon())
	w.become(p, housing.PaymentRefunded, noon(), noon())
	w.become(w.opened("100", "b"), housing.PaymentSucceeded, time.Date(2026, 10, 31, 17, 0, 0, 0, time.UTC), noon())

	got, err := o.operators.Paid(w.ctx(), olga, w.org, october())
	must(t, err)
	since, err := o.operators.Paid(w.ctx(), olga, w.org, november())
	must(t, err)
	_, stranger := o.operators.Paid(w.ctx(), w.person(2), w.org, october())

	want := []housing.RegisterMonth{{Period: november(), Entries: 2}, {Period: october(), Entries: 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("months (-want +got):\n%s", diff)
	}
	if len(since) != 1 {
		t.Errorf("since November: %+v", since)
	}
	wantRefusal(t, stranger, "operator.not_yours")
}

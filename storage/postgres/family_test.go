package postgres_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
)

// news returns what households are told since the last call: the chat and what it is about.
func (e *estate) news(now time.Time) (told []string) {
	e.t.Helper()
	notices, err := e.outbox.Take(e.ctx(), "test", 100, now, time.Minute)
	must(e.t, err)
	for _, n := range notices {
		if n.Kind == housing.NoticeFamily {
			told = append(told, n.Args["what"])
		}
		must(e.t, e.outbox.Sent(e.ctx(), n.ID, housing.Arrival{Message: 1}, now))
	}
	slices.Sort(told)
	return told
}

func TestWhoPaysAndDoesNotSeeKnowsTheMonthAlone(t *testing.T) {
	t.Parallel()
	e := newEstate(t)
	tenant := e.person(80)
	e.invitedLink(tenant, housing.Grant{
		Role: housing.Tenant, Rights: housing.Tenant.Preset(), Until: housing.Date{Year: 2027, Month: time.June, Day: 30},
	})

	bill := e.bills(tenant)[0]

	if !bill.Due().Equal(rubles("3020.45")) || !bill.Debt.IsZero() || !bill.Month {
		t.Errorf("the tenant sees %s, of it a debt of %s", bill.Due(), bill.Debt)
	}
	more := e.paying(tenant, bill, "3020.46")
	more.Again = true
	_, err := e.payments.Begin(e.ctx(), e.once(), more, noon())
	wantRefusal(t, err, "payment.month_alone")
	e.settle(e.payment, housing.PaymentDeclined, noon())
	paid := e.pay(tenant, "3020.45")
	if len(paid.Parts) != 1 || paid.Parts[0].Kind != housing.PartCharges {
		t.Errorf("what the tenant paid is %+v, want the month", paid.Parts)
	}
	if due := e.bills(e.anna)[0].Due(); !due.Equal(rubles("100")) {
		t.Errorf("the owner is left with %s, want the debt", due)
	}
	late := time.Date(2026, 11, 20, 5, 0, 0, 0, time.UTC)
	for who, items := range map[housing.PersonID]bool{tenant: false, e.anna: true} {
		asked, err := e.reminders.Asked(e.ctx(), who, housing.RemindPayment, late)
		must(t, err)
		owed := slices.ContainsFunc(asked, func(i housing.ReminderItem) bool { return i.Pending && i.Stage != 0 })
		if owed != items {
			t.Errorf("person %d is reminded of %+v", who, asked)
		}
	}
}

func TestATermIsWarnedOfOnceAndEndsByItself(t *testing.T) {
	t.Parallel()
	e := newEstate(t)
	tenant := e.person(80)
	grant := housing.Grant{
		Role: housing.Tenant, Rights: housing.Tenant.Preset(), Until: housing.Date{Year: 2026, Month: time.November, Day: 30},
	}
	e.invitedLink(tenant, grant)
	e.news(noon())
	last := time.Date(2026, 11, 30, 17, 0, 0, 0, time.UTC) // 1 December begins in Novosibirsk

	for _, tt := range []struct {
		at   time.Time
		want []string
	}{
		{last.Add(-termWarned - time.Second), nil},
		{last.Add(-termWarned), []string{"ending", "ending_host"}},
		{last.Add(-time.Second), nil},
		{last, []string{"ended", "ended_host"}},
		{last.Add(time.Hour), nil},
	} {
		must(t, e.family.End(e.ctx(), tt.at))
		_, err := e.readings.Page(e.ctx(), tenant, e.account, tt.at)
		if ended := !tt.at.Before(last); ended != (housing.KindOf(err) == housing.NotFound) || !ended && err != nil {
			t.Errorf("%s: the tenant reads %v", tt.at, err)
		}
		if diff := cmp.Diff(tt.want, e.news(tt.at.Add(12*time.Hour))); diff != "" {
			t.Errorf("%s: told (-want +got):\n%s", tt.at, diff)
		}
	}
}

const termWarned = 3 * 24 * time.Hour

func TestWhoIsLeftWithoutAHostIsOut(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(e *estate) error{
		"disconnects": func(e *estate) error {
			return e.accounts.Disconnect(e.ctx(), e.once(), e.anna, e.account, noon())
		},
		"withdraws": func(e *estate) error { return e.people.WithdrawConsent(e.ctx(), e.once(), e.anna, noon()) },
		"sells": func(e *estate) error {
			record := townAccounts()[0]
			record.Holder = "Кузнецова Анна Ильинична"
			e.importAccounts(record)
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEstate(t)
			e.news(noon())

			must(t, end(e))

			if n := e.int("SELECT (SELECT count(*) FROM links WHERE invited) + (SELECT count(*) FROM link_invites)"); n != 0 {
				t.Errorf("%d links and invitations outlive the host", n)
			}
			want := []string{"declined", "over"}
			if diff := cmp.Diff(want, e.news(noon())); diff != "" {
				t.Errorf("told (-want +got):\n%s", diff)
			}
			if n := e.int("SELECT count(*) FROM payments"); n != 1 {
				t.Errorf("%d payments are left, want the one that was made", n)
			}
		})
	}
	e := newEstate(t)
	e.exec("UPDATE accounts SET by_code = false")
	e.connect(e.person(81)) // a second owner answers for them
	must(t, e.accounts.Disconnect(e.ctx(), e.once(), e.anna, e.account, noon()))
	if n := e.int("SELECT count(*) FROM links WHERE invited"); n != 1 {
		t.Errorf("%d of the family are left, want the one", n)
	}
}

func TestOneOfManyTakesAnInvitationAndIsAdmittedOnce(t *testing.T) {
	t.Parallel()
	e := newEstate(t)
	hash, id := e.welcome(family())
	guests := []housing.PersonID{e.person(81), e.person(82), e.person(83)}
	came := make([]error, len(guests))
	var all sync.WaitGroup
	for i, p := range guests {
		all.Go(func() {
			_, came[i] = e.family.Come(e.ctx(), e.once(), housing.Coming{Person: p, Hash: hash, Word: "333"}, noon())
		})
	}
	all.Wait()
	taken := 0
	for _, err := range came {
		if err == nil {
			taken++
		} else {
			wantRefusal(t, err, "family.invite_used")
		}
	}
	admitted := make([]error, 3)
	for i := range admitted {
		all.Go(func() { admitted[i] = e.family.Admit(e.ctx(), e.once(), e.hosting(e.anna, 0, id), noon()) })
	}
	all.Wait()
	n := 0
	for _, err := range admitted {
		if err == nil {
			n++
		} else if housing.KindOf(err) != housing.NotFound {
			t.Errorf("the second admission: %v", err)
		}
	}
	if taken != 1 || n != 1 {
		t.Errorf("%d took the invitation, %d admissions; want one each", taken, n)
	}
}

func TestWhatNobodyMayGive(t *testing.T) {
	t.Parallel()
	e := newEstate(t)
	today := housing.DateOf(noon())
	for why, g := range map[string]housing.Grant{
		"family.rights_none":  {Role: housing.Family, Rights: []housing.Right{housing.MaySee, housing.MayInvite}},
		"family.until_needed": {Role: housing.Tenant, Rights: housing.Tenant.Preset()},
		"family.until_past":   {Role: housing.Tenant, Rights: housing.Tenant.Preset(), Until: today.Add(-1)},
		"family.until_far":    {Role: housing.Guest, Rights: housing.Granted(), Until: today.Add(4000)},
	} {
		err := e.family.Welcome(e.ctx(), e.once(), housing.Welcoming{
			Person: e.anna, Account: e.account, Grant: g, Called: "Мама", Hash: housing.HashToken(why),
		}, noon())
		wantRefusal(t, err, why)
		wantRefusal(t, e.family.Grant(e.ctx(), e.once(), e.hosting(e.anna, e.member, 0), g, noon()), why)
	}
	// Who proved the account is nobody's guest.
	for _, err := range []error{
		e.family.Remove(e.ctx(), e.once(), e.hosting(e.anna, e.link, 0), noon()),
		e.family.Grant(e.ctx(), e.once(), e.hosting(e.anna, e.link, 0), family(), noon()),
	} {
		wantRefusal(t, err, "error.link_gone")
	}
	for n := e.int("SELECT count(*) FROM link_invites") + 1; n < 20; n++ { // one is a member already
		e.welcome(family())
	}
	err := e.family.Welcome(e.ctx(), e.once(), housing.Welcoming{
		Person: e.anna, Account: e.account, Grant: family(), Called: "Мама", Hash: housing.HashToken("last"),
	}, noon())
	wantRefusal(t, err, "family.too_many")
	// Three days later nobody comes by an invitation any more, and it is forgotten.
	hash := housing.HashToken("early")
	e.exec("UPDATE link_invites SET token_hash = $1 WHERE id = $2", []byte(hash), int64(e.invite))
	late := noon().Add(housing.InvitationLife)
	_, err = e.family.Come(e.ctx(), e.once(), housing.Coming{Person: e.person(90), Hash: hash, Word: "1"}, late)
	wantRefusal(t, err, "family.invite_late")
	must(t, e.family.End(e.ctx(), late))
	_, err = e.family.Opened(e.ctx(), e.person(90), hash, late)
	if !errors.As(err, new(*housing.Error)) || housing.KindOf(err) != housing.NotFound {
		t.Errorf("a forgotten invitation: %v", err)
	}
}

package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

func TestWhatCannotBeAuditedDoesNotHappen(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, boris := w.person(1), w.person(2)
	account := w.connect(anna)
	page, err := w.readings.Page(t.Context(), anna, account, noon())
	must(t, err)
	water := page.Lines[0].Meter.ID
	proof := w.claim(w.claimOf(boris))
	w.exec("DROP TABLE audit")
	ctx := t.Context()
	wrong, right := w.claimOf(boris), w.mira(boris)
	wrong.Secret = "НЕТТАКОГО"

	for name, call := range map[string]func() error{
		"Claim":       func() error { _, err := w.accounts.Claim(ctx, w.once(), right, noon()); return err },
		"Miss":        func() error { _, err := w.accounts.Claim(ctx, w.once(), wrong, noon()); return err },
		"Connections": func() error { _, err := w.accounts.Connections(ctx, anna); return err },
		"Connection":  func() error { _, err := w.accounts.Connection(ctx, anna, account); return err },
		"Proven":      func() error { _, _, err := w.accounts.Proven(ctx, boris, account, noon()); return err },
		"Connect": func() error {
			_, err := w.accounts.Connect(ctx, w.once(), housing.Connecting{Person: boris, Account: proof.Account, Role: housing.Owner}, noon())
			return err
		},
		"Disconnect": func() error { return w.accounts.Disconnect(ctx, w.once(), anna, account, noon()) },
		"Household":  func() error { _, err := w.family.Household(ctx, anna, account, noon()); return err },
		"Page":       func() error { _, err := w.readings.Page(ctx, anna, account, noon()); return err },
		"Meters":     func() error { _, err := w.readings.Meters(ctx, anna, account); return err },
		"History":    func() error { _, err := w.readings.History(ctx, anna, water, 0, 5); return err },
		"Save": func() error {
			_, err := w.readings.Save(ctx, w.once(), november1(anna, account, water, "130"), noon())
			return err
		},
		"Consent":  func() error { return w.people.GiveConsent(ctx, w.once(), anna, "2027-01", noon()) },
		"Withdraw": func() error { return w.people.WithdrawConsent(ctx, w.once(), anna, noon()) },
		"Invite": func() error {
			_, err := w.orgs.Invite(ctx, housing.Inviting{Organisation: w.org, Number: wrong.Number, Code: "АВСЕНКМР"}, noon())
			return err
		},
	} {
		wantInternal(t, name, call())
	}

	want := map[string]int{"links": 1, "proofs": 1, "readings": 0, "consents": 2, "invites": 0, "claim_days": 0}
	got := map[string]int{}
	for table := range want {
		query := "SELECT count(*) FROM " + table
		if table == "readings" {
			query += " WHERE source = 'resident'"
		}
		got[table] = w.int(query)
	}
	// The right proof of the second person left a counter of no misses.
	got["claim_days"] = w.int("SELECT coalesce(sum(misses), 0) FROM claim_days")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// TestWhatCannotBeToldDoesNotHappen takes away where it is written who is told, and puts it back.
func TestWhatCannotBeToldDoesNotHappen(t *testing.T) {
	t.Parallel()
	d := newDark(t)
	began, once := d.announce(d.emergency(wholeOf(d.mira))), d.once()
	off := func() error {
		_, _, err := d.outages.Announce(d.ctx(), once, d.dispatcher, d.emergency(wholeOf(d.lenina)), noon())
		return err
	}
	over := func() error { return d.change(began, housing.OutageChange{Step: housing.OutageEnd}, noon()) }
	join := func() error {
		boris := d.town.person(9)
		proof := d.claim(d.claimOf(boris))
		_, err := d.accounts.Connect(d.ctx(), d.once(),
			housing.Connecting{Person: boris, Account: proof.Account, Role: housing.Owner}, noon())
		return err
	}
	const happened = `
		SELECT (SELECT count(*) FROM outages) * 100 + (SELECT count(*) FROM links) * 10 +
			(SELECT count(*) FROM outages WHERE state = 'ended')`
	before := d.int(happened)
	d.exec("ALTER TABLE recipients RENAME TO lost")
	for name, act := range map[string]func() error{"Announce": off, "End": over, "Connect": join} {
		wantInternal(t, name, act())
	}
	if now := d.int(happened); now != before {
		t.Errorf("told to nobody, and there are %d instead of %d", now, before)
	}
	d.exec("ALTER TABLE lost RENAME TO recipients")

	for _, act := range []func() error{off, over, join} {
		must(t, act())
	}

	if now := d.int(happened); now != before+111 {
		t.Errorf("the same again makes %d of %d", now, before)
	}
}

func wantInternal(t *testing.T, name string, err error) {
	t.Helper()
	if err == nil || housing.KindOf(err) != housing.Internal {
		t.Errorf("%s: got %v, want an internal error", name, err)
	}
}

func TestLostDatabaseIsAnInternalError(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := t.Context()
	db, err := postgres.Open(ctx, w.url, postgres.Options{Now: noon, Conns: 1})
	must(t, err)
	must(t, db.Ping(ctx))
	must(t, db.Close())
	people, houses, orgs := &postgres.People{DB: db}, &postgres.Houses{DB: db}, &postgres.Organisations{DB: db}
	accounts, readings := &postgres.Accounts{DB: db}, &postgres.Readings{DB: db}
	requests, outbox, cron := &postgres.Requests{DB: db}, &postgres.Outbox{DB: db}, &postgres.CronRuns{DB: db}
	register, outages, chats := &postgres.Register{DB: db}, &postgres.Outages{DB: db}, &postgres.Chats{DB: db}
	month := november()

	for name, call := range map[string]func() error{
		"Ping":        func() error { return db.Ping(ctx) },
		"Enter":       func() error { _, err := people.Enter(ctx, bot, 1, 1, noon()); return err },
		"Consent":     func() error { _, _, err := people.Consent(ctx, 1); return err },
		"Reachable":   func() error { return people.SetReachable(ctx, bot, 1, true, noon()) },
		"Moved":       func() error { return people.MoveChat(ctx, bot, 1, 2, noon()) },
		"Search":      func() error { _, _, err := houses.Search(ctx, housing.ParseQuery("ленина 5"), 1); return err },
		"Number":      func() error { _, _, err := houses.Search(ctx, housing.ParseQuery("5"), 1); return err },
		"Regions":     func() error { _, err := houses.Regions(ctx); return err },
		"OnStreet":    func() error { _, err := houses.OnStreet(ctx, "", "", ""); return err },
		"House":       func() error { _, err := houses.House(ctx, 1); return err },
		"Connections": func() error { _, err := accounts.Connections(ctx, 1); return err },
		"Rename":      func() error { return accounts.Rename(ctx, "x", 1, 1, "Дом") },
		"Disown": func() error {
			_, err := (&postgres.Family{DB: accounts.DB}).Disown(ctx, "x", housing.Disowning{Person: 1, Account: 1, Link: 1}, noon())
			return err
		},
		"Pending":   func() error { _, err := readings.Pending(ctx, 1, noon()); return err },
		"History":   func() error { _, err := readings.History(ctx, 1, 1, 0, 1); return err },
		"ForExport": func() error { _, err := readings.ForExport(ctx, 1, month, true); return err },
		"MarkSent":  func() error { _, err := readings.MarkSent(ctx, 1, []int64{1}, noon()); return err },
		"Requests":  func() error { _, err := requests.ForOrganisation(ctx, 1, 1); return err },
		"Take":      func() error { _, err := outbox.Take(ctx, "a", 1, noon(), time.Second); return err },
		"Sent":      func() error { return outbox.Sent(ctx, 1, housing.Arrival{Message: 1}, noon()) },
		"Failed":    func() error { return outbox.Failed(ctx, 1, "a", noon(), "") },
		// No answer is not «nothing is off».
		"Mine":        func() error { _, err := outages.Mine(ctx, 1, noon(), noon()); return err },
		"Asked":       func() error { _, err := chats.Ask(ctx, bot, -1, noon()); return err },
		"Add":         func() error { _, _, err := orgs.Add(ctx, "1", "", "", noon()); return err },
		"Phones":      func() error { _, err := orgs.Phones(ctx); return err },
		"SetPhone":    func() error { return orgs.SetPhone(ctx, 1, "") },
		"Services":    func() error { _, err := orgs.Services(ctx, 1); return err },
		"Common":      func() error { _, err := orgs.CommonServices(ctx, 1); return err },
		"Dispatchers": func() error { return orgs.SetDispatchers(ctx, 1, nil, nil) },
		"HouseByText": func() error { _, err := orgs.HouseByText(ctx, 1, housing.ParseQuery("5")); return err },
		"SetWindow":   func() error { return orgs.SetWindow(ctx, 1, housing.DefaultWindow(), nil) },
		"Accounts": func() error {
			_, err := register.ImportAccounts(ctx, importOf(1, false), townAccounts())
			return err
		},
		"Meters": func() error { _, err := register.ImportMeters(ctx, importOf(1, false), townMeters()); return err },
		"Verdicts": func() error {
			_, err := register.ImportVerdicts(ctx, importOf(1, false), []housing.VerdictRecord{rejected("1", "1", "")})
			return err
		},
		"Begin": func() error {
			_, err := cron.Begin(ctx, "a", zone, noon(), func(context.Context, *postgres.Tx) error { return nil })
			return err
		},
	} {
		wantInternal(t, name, call())
	}
}

func TestRequestAboutAMeterNamesItToTheOrganisation(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, page := resident(t, w)
	replaced := housing.Request{
		Kind: housing.MeterReplaced, Person: anna, Account: page.Account.ID, Meter: page.Lines[0].Meter.ID,
	}
	foreign := replaced
	foreign.Meter = 99999

	_, org, err := w.requests.File(t.Context(), w.once(), replaced, noon())
	must(t, err)
	_, _, refused := w.requests.File(t.Context(), w.once(), foreign, noon())
	requests, err := w.requests.ForOrganisation(t.Context(), w.org, 10)
	must(t, err)

	wantKind(t, refused, housing.NotFound)
	want := []postgres.FiledRequest{{
		Number: "З-1", Kind: housing.MeterReplaced, At: noon(), Address: address("ул. Ленина", "12", ""),
		Account: flat45, Premises: "45", Meter: kitchen,
	}}
	if diff := cmp.Diff(want, requests); diff != "" || org.ID != w.org {
		t.Errorf("to %+v, requests (-want +got):\n%s", org, diff)
	}
}

func TestHouseOfARequestMustExist(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)
	ask := housing.Request{Kind: housing.AskCode, House: 404}

	_, _, err := w.requests.File(t.Context(), w.once(), ask, noon())
	_, claimed := w.accounts.Claim(t.Context(), w.once(), housing.Claim{House: 404}, noon())

	wantKind(t, err, housing.NotFound)
	wantKind(t, claimed, housing.NotFound)
}

func TestAccountNumberIsFoundHoweverItIsSpelt(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.importAccounts(account(3, "л/с  ab-77/1", "Лев", "60", address("ул. Ленина", "12", "")))
	number, ok := housing.ParseNumber("ЛС АВ-77/1")

	found, err := w.orgs.Invite(t.Context(), housing.Inviting{Organisation: w.org, Number: number, Code: "АВСЕНКМР"}, noon())
	must(t, err)

	if !ok || found.Premises != "60" {
		t.Errorf("found %+v, want flat 60", found)
	}
}

func TestBadMeterRowsSayWhatIsExpected(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	kind, tariffs, long := townMeters()[0], townMeters()[0], townMeters()[0]
	kind.Resource, tariffs.Tariffs, long.Last = "steam", 4, values("1.12345678", "2")
	twice := townMeters()[1]
	records := []housing.MeterRecord{kind, tariffs, long, twice, twice}

	report, err := w.register.ImportMeters(t.Context(), importOf(w.org, false), records)
	must(t, err)

	got := make([]string, 0, len(report.Faults))
	for _, f := range report.Faults {
		got = append(got, f.Column+": "+f.Reason)
	}
	want := []string{
		"Вид коммунального ресурса: неизвестный вид коммунального ресурса",
		"Вид ПУ по количеству тарифов: у счётчика бывает от одного до трёх тарифов",
		"Последнее полученное показание Т1: показание: до 15 знаков перед запятой и до 7 после неё",
		"Заводской (серийный) номер ПУ: этот счётчик уже есть в строке 4",
	}
	if diff := cmp.Diff(want, got); diff != "" || report.Saved {
		t.Errorf("saved %v, faults (-want +got):\n%s", report.Saved, diff)
	}
}

func TestUnknownPersonOrAccountIsNotFound(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.person(1)

	_, noPerson := w.accounts.Connect(t.Context(), w.once(), housing.Connecting{Person: 404, Account: 1, Role: housing.Owner}, noon())
	_, noAccount := w.accounts.Connect(t.Context(), w.once(), housing.Connecting{Person: anna, Account: 404, Role: housing.Owner}, noon())

	wantKind(t, noPerson, housing.NotFound)
	wantKind(t, noAccount, housing.NotFound)
	wantKind(t, w.people.GiveConsent(t.Context(), w.once(), 404, version1, noon()), housing.NotFound)
	wantKind(t, w.people.WithdrawConsent(t.Context(), w.once(), 404, noon()), housing.NotFound)
}

func TestUnfitDatabaseSaysWhy(t *testing.T) {
	t.Parallel()
	err := error(&postgres.UnfitError{Reason: "too old"})

	if unfit, ok := errors.AsType[*postgres.UnfitError](err); !ok || unfit.Error() != "too old" {
		t.Errorf("got %v, want the reason", err)
	}
}

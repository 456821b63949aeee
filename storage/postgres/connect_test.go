package postgres_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

func TestProvenAccountShowsInitialsAndMeters(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.person(1)
	proof := w.claim(w.claimOf(anna))

	account, meters, err := w.accounts.Proven(t.Context(), anna, proof.Account, noon().Add(59*time.Minute))
	must(t, err)

	if account.Holder != "М. П. И." || account.Premises != "45" || meters != 4 {
		t.Errorf("account %+v with %d meters; want flat 45 of М. П. И. with 4", account, meters)
	}
	_, _, err = w.accounts.Proven(t.Context(), anna, proof.Account, noon().Add(time.Hour))
	wantKind(t, err, housing.NotFound)
}

func TestConnectNeedsProofAndConsent(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.person(1)
	silent, err := w.people.Enter(t.Context(), bot, 2, 2, noon())
	must(t, err)
	proof := w.claim(w.claimOf(silent))

	_, noProof := w.accounts.Connect(t.Context(), w.once(), housing.Connecting{Person: anna, Account: proof.Account, Role: housing.Owner}, noon())
	_, noConsent := w.accounts.Connect(t.Context(), w.once(), housing.Connecting{Person: silent, Account: proof.Account, Role: housing.Owner}, noon())
	_, noRole := w.accounts.Connect(t.Context(), w.once(), housing.Connecting{Person: silent, Account: proof.Account, Role: "king"}, noon())

	wantKind(t, noProof, housing.NotFound)
	wantKind(t, noConsent, housing.Refused)
	wantKind(t, noRole, housing.Refused)
}

func TestConnectedAccountIsListedUnderItsOwnName(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.person(1)
	account := w.connect(anna)
	must(t, w.accounts.Rename(t.Context(), w.once(), anna, account, "Дом"))

	all, err := w.accounts.Connections(t.Context(), anna)
	must(t, err)
	one, err := w.accounts.Connection(t.Context(), anna, account)
	must(t, err)

	want := housing.Connection{Name: "Дом", Role: housing.Owner, Since: noon(), Rights: housing.Owner.Rights()}
	if diff := cmp.Diff(want, one, cmpopts.IgnoreFields(want, "Account")); diff != "" {
		t.Errorf("connection (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]housing.Connection{one}, all); diff != "" {
		t.Errorf("connections (-one +all):\n%s", diff)
	}
	if !one.Account.Area.Equal(decimal.RequireFromString("45.3")) || one.Account.House.Zone != zone {
		t.Errorf("account %+v, want its area and zone", one.Account)
	}
	wantKind(t, w.accounts.Rename(t.Context(), w.once(), anna, account, string(make([]rune, 41))), housing.Refused)
}

func TestSecondConnectIsAConflictWithTheName(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.person(1)
	account := w.connect(anna)
	must(t, w.accounts.Rename(t.Context(), w.once(), anna, account, "Дом"))
	w.claim(w.claimOf(anna))

	name, err := w.accounts.Connect(t.Context(), w.once(), housing.Connecting{Person: anna, Account: account, Role: housing.Owner}, noon())

	wantKind(t, err, housing.Conflict)
	if name != "Дом" {
		t.Errorf("name %q, want the one of the live link", name)
	}
}

func TestParallelConnectsMakeOneLink(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.person(1)
	account := w.claim(w.claimOf(anna)).Account
	var good, conflicts atomic.Int64
	var group sync.WaitGroup
	for range 8 {
		key := w.once()
		group.Go(func() {
			_, err := w.accounts.Connect(t.Context(), key, housing.Connecting{Person: anna, Account: account, Role: housing.Owner}, noon())
			switch {
			case err == nil:
				good.Add(1)
			case housing.KindOf(err) == housing.Conflict:
				conflicts.Add(1)
			}
		})
	}
	group.Wait()

	if good.Load() != 1 || conflicts.Load() != 7 {
		t.Errorf("%d connected, %d conflicts; want 1 and 7", good.Load(), conflicts.Load())
	}
}

func TestHouseholdIsToldWhoJoins(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, boris := w.person(1), w.person(2)
	account := w.connect(anna)
	must(t, w.accounts.Rename(t.Context(), w.once(), anna, account, "Дом"))
	w.connect(boris)

	notices, err := w.outbox.Take(t.Context(), "a", 10, noon(), time.Second)
	must(t, err)
	household, err := w.family.Household(t.Context(), boris, account, noon())
	must(t, err)
	members := household.Members

	if len(notices) != 1 || notices[0].Kind != housing.NoticeJoined || notices[0].Chat != 101 {
		t.Fatalf("notices %+v, want one to the first chat", notices)
	}
	if a := notices[0].Args; a["name"] != "Дом" || a["role"] != "owner" || a["premises"] != "45" {
		t.Errorf("arguments %v, want own name, role and flat", a)
	}
	owner := housing.Grant{Role: housing.Owner, Rights: housing.Owner.Rights()}
	want := []housing.Member{{Grant: owner, Since: noon()}, {Grant: owner, Since: noon(), Self: true}}
	if diff := cmp.Diff(want, members, cmpopts.IgnoreFields(housing.Member{}, "Link")); diff != "" {
		t.Errorf("household (-want +got):\n%s", diff)
	}
}

func TestDisownedLinkIsSuspendedReportedAndTold(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, stranger := w.person(1), w.person(2)
	account := w.connect(anna)
	w.connect(stranger)
	household, err := w.family.Household(t.Context(), anna, account, noon())
	must(t, err)
	members := household.Members

	first, err := w.family.Disown(t.Context(), "same", housing.Disowning{Person: anna, Account: account, Link: members[1].Link}, noon())
	must(t, err)
	again, err := w.family.Disown(t.Context(), "same", housing.Disowning{Person: anna, Account: account, Link: members[1].Link}, noon())
	must(t, err)

	if first == "" || first != again {
		t.Errorf("requests %q and %q, want one", first, again)
	}
	_, err = w.readings.Page(t.Context(), stranger, account, noon())
	wantKind(t, err, housing.NotFound)
	requests, err := w.requests.ForOrganisation(t.Context(), w.org, 10)
	must(t, err)
	if len(requests) != 1 || requests[0].Kind != housing.Strangers || requests[0].Account != flat45 {
		t.Errorf("requests %+v, want one about strangers", requests)
	}
	notices, err := w.outbox.Take(t.Context(), "a", 10, noon(), time.Second)
	must(t, err)
	if last := notices[len(notices)-1]; last.Kind != housing.NoticeDisowned || last.Chat != 102 {
		t.Errorf("last notice %+v, want the stranger told", last)
	}
	_, err = w.family.Disown(t.Context(), w.once(), housing.Disowning{Person: anna, Account: account, Link: members[0].Link}, noon())
	wantKind(t, err, housing.NotFound)
}

func TestSuspendedLinkIsRevivedByProof(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.person(1)
	account := w.connect(anna)
	must(t, w.accounts.Rename(t.Context(), w.once(), anna, account, "Дом"))
	changed := townAccounts()[0]
	changed.Holder = "Кузнецова Анна Ильинична"
	report := w.importAccounts(changed)

	suspended, err := w.accounts.Connection(t.Context(), anna, account)
	must(t, err)
	if known := w.claim(w.claimOf(anna)); known.OK {
		t.Error("the number of a meter, which the old holder knows, proved the account of the new one")
	}
	const code = "АВ45КМ72"
	_, err = w.orgs.Invite(t.Context(), housing.Inviting{
		Organisation: w.org, Number: housing.Number{Kind: housing.AccountNumber, Value: flat45}, Code: code,
	}, noon())
	must(t, err)
	claim := w.claimOf(anna)
	claim.Secret = housing.FoldSecret(code)
	proof := w.claim(claim)
	name, err := w.accounts.Connect(t.Context(), w.once(), housing.Connecting{Person: anna, Account: proof.Account, Role: housing.Family}, noon())
	must(t, err)
	revived, err := w.accounts.Connection(t.Context(), anna, account)
	must(t, err)

	if report.Suspended != 1 || !suspended.Suspended || suspended.Account.Holder != "" {
		t.Errorf("report %+v, link %+v; want it suspended and the new holder hidden", report, suspended)
	}
	if name != "Дом" || revived.Suspended || revived.Role != housing.Family || revived.Account.Holder != "А. И. К." {
		t.Errorf("name %q, link %+v; want it alive as family", name, revived)
	}
}

func TestDisconnectedAndWithdrawnPeopleSeeNothing(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, boris := w.person(1), w.person(2)
	account := w.connect(anna)
	w.connect(boris)

	must(t, w.accounts.Disconnect(t.Context(), w.once(), anna, account, noon()))
	must(t, w.people.WithdrawConsent(t.Context(), w.once(), boris, noon()))

	for _, p := range []housing.PersonID{anna, boris} {
		links, err := w.accounts.Connections(t.Context(), p)
		must(t, err)
		if len(links) != 0 {
			t.Errorf("person %d still has %+v", p, links)
		}
	}
	_, agreed, err := w.people.Consent(t.Context(), boris)
	must(t, err)
	if agreed {
		t.Error("the consent is still in force")
	}
	wantKind(t, w.accounts.Disconnect(t.Context(), w.once(), anna, account, noon()), housing.NotFound)
}

func TestAccountOfAnotherIsRefusedEverywhere(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna, eve := w.person(1), w.person(2)
	account := w.connect(anna)
	page, err := w.readings.Page(t.Context(), anna, account, noon())
	must(t, err)
	water := page.Lines[0].Meter.ID
	ctx := t.Context()
	for name, call := range map[string]func() error{
		"Connection": func() error { _, err := w.accounts.Connection(ctx, eve, account); return err },
		"Proven":     func() error { _, _, err := w.accounts.Proven(ctx, eve, account, noon()); return err },
		"Connect": func() error {
			_, err := w.accounts.Connect(ctx, w.once(), housing.Connecting{Person: eve, Account: account, Role: housing.Owner}, noon())
			return err
		},
		"Rename":     func() error { return w.accounts.Rename(ctx, w.once(), eve, account, "Моё") },
		"Disconnect": func() error { return w.accounts.Disconnect(ctx, w.once(), eve, account, noon()) },
		"Household":  func() error { _, err := w.family.Household(ctx, eve, account, noon()); return err },
		"Disown": func() error {
			_, err := w.family.Disown(ctx, w.once(), housing.Disowning{Person: eve, Account: account, Link: 1}, noon())
			return err
		},
		"Page": func() error { _, err := w.readings.Page(ctx, eve, account, noon()); return err },
		"Save": func() error {
			_, err := w.readings.Save(ctx, w.once(), november1(eve, account, water, "130"), noon())
			return err
		},
		"History": func() error { _, err := w.readings.History(ctx, eve, water, 0, 5); return err },
		"Meters":  func() error { _, err := w.readings.Meters(ctx, eve, account); return err },
		"File": func() error {
			r := housing.Request{Kind: housing.ReadingWrong, Person: eve, Account: account, Meter: water}
			_, _, err := w.requests.File(ctx, w.once(), r, noon())
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantKind(t, call(), housing.NotFound)
		})
	}
}

func TestTenantsRightsAreKept(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.person(1)
	account := w.connect(anna)
	w.exec("UPDATE links SET rights = '{see}'")

	_, page := w.readings.Page(t.Context(), anna, account, noon())
	_, meters := w.readings.Meters(t.Context(), anna, account)

	wantRefusal(t, page, "error.not_allowed")
	must(t, meters)
}

func TestReadsAreAuditedOnceADay(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.person(1)
	account := w.connect(anna)
	for range 3 {
		_, err := w.accounts.Connection(t.Context(), anna, account)
		must(t, err)
		_, err = w.readings.Page(t.Context(), anna, account, noon())
		must(t, err)
	}

	seen := w.int("SELECT count(*) FROM audit WHERE what IN ('account.seen', 'readings.page')")

	if seen != 2 {
		t.Errorf("%d rows of audit, want one of each kind", seen)
	}
}

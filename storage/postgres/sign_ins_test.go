package postgres_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// door is a town with people who sign in.
type door struct {
	*town
	ways *postgres.SignIns
	key  housing.SNILSKey
}

func newDoor(t *testing.T) door {
	t.Helper()
	w := newTown(t)
	key, err := housing.NewSNILSKey(strings.Repeat("k", housing.LeastSNILSKey))
	must(t, err)
	return door{w, &postgres.SignIns{DB: w.db}, key}
}

// The numbers of two people.
const (
	marias = "112-233-445 95"
	others = "999-000-001 15"
)

func (d door) hash(number string) housing.SNILSHash {
	d.t.Helper()
	snils, ok := housing.ParseSNILS(number)
	if !ok {
		d.t.Fatalf("%s is no СНИЛС", number)
	}
	return d.key.Hash(snils)
}

func (d door) who(number string) housing.Identity {
	d.t.Helper()
	return housing.Identity{Surname: "Иванова", Name: "Мария", Patronymic: "Петровна", SNILS: d.hash(number)}
}

func token(name string) housing.TokenHash { return housing.HashToken(name) }

// arrives has a person go to the provider and come back as somebody; finish names what ends it.
func (d door) arrives(p housing.PersonID, number, finish string) {
	d.t.Helper()
	must(d.t, d.ways.Issue(d.ctx(), p, token("link "+finish), noon()))
	must(d.t, d.ways.Begin(d.ctx(), token("link "+finish), token("state "+finish), noon()))
	way, err := d.ways.Take(d.ctx(), token("state "+finish), noon())
	must(d.t, err)
	must(d.t, d.ways.Found(d.ctx(), way.ID, d.who(number), token(finish), noon()))
}

func (d door) signIn(p housing.PersonID, number string) {
	d.t.Helper()
	d.arrives(p, number, string(d.once()))
	d.exec("UPDATE sign_ins SET finish_hash = $1 WHERE person_id = $2", []byte(token("now")), int64(p))
	must(d.t, d.ways.Finish(d.ctx(), d.once(), p, token("now"), noon()))
}

func TestASignInIsFinishedByWhoAskedForItAlone(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	anna, eve := d.person(1), d.person(2)
	d.arrives(anna, marias, "finish")
	ctx := t.Context()

	stolen := d.ways.Finish(ctx, d.once(), eve, token("finish"), noon())
	late := d.ways.Finish(ctx, d.once(), anna, token("finish"), noon().Add(housing.SignInLife))
	who, err := d.ways.Arrived(ctx, anna, token("finish"), noon())
	must(t, err)
	must(t, d.ways.Finish(ctx, "same", anna, token("finish"), noon()))
	must(t, d.ways.Finish(ctx, "same", anna, token("finish"), noon()))
	again := d.ways.Finish(ctx, d.once(), anna, token("finish"), noon())

	d.arrives(eve, others, "lured")
	_, seen := d.ways.Arrived(ctx, anna, token("lured"), noon())
	lured := d.ways.Finish(ctx, d.once(), eve, token("lured"), noon())

	for _, err := range []error{stolen, late, again, seen, lured} {
		wantKind(t, err, housing.NotFound)
	}
	now, signed, err := d.ways.Identity(ctx, anna)
	must(t, err)
	if who.Polite() != "Мария Петровна И." || !signed || now.Polite() != who.Polite() || string(now.SNILS) != string(d.hash(marias)) {
		t.Errorf("arrived %+v, is %+v (%v)", who, now, signed)
	}
	if n := d.int("SELECT count(*) FROM sign_ins"); n != 0 {
		t.Errorf("%d ways are left", n)
	}
	must(t, d.ways.SignOut(ctx, d.once(), anna, noon()))
	if _, signed, err := d.ways.Identity(ctx, anna); signed || err != nil {
		t.Errorf("signed out, and still known (%v)", err)
	}
}

func TestALinkAndAStateAreUsedOnce(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	anna := d.person(1)
	silent, err := d.people.Enter(t.Context(), bot, 9, 9, noon())
	must(t, err)
	ctx, end := t.Context(), noon().Add(housing.SignInLife)
	wantKind(t, d.ways.Issue(ctx, silent, token("silent"), noon()), housing.Refused)
	must(t, d.ways.Issue(ctx, anna, token("first"), noon()))
	must(t, d.ways.Issue(ctx, anna, token("link"), noon()))

	wantKind(t, d.ways.Look(ctx, token("first"), noon()), housing.NotFound)
	wantKind(t, d.ways.Begin(ctx, token("first"), token("x"), noon()), housing.NotFound)
	wantKind(t, d.ways.Look(ctx, token("link"), end), housing.Refused)
	wantKind(t, d.ways.Begin(ctx, token("link"), token("x"), end), housing.Refused)
	must(t, d.ways.Begin(ctx, token("link"), token("a"), noon()))
	must(t, d.ways.Begin(ctx, token("link"), token("b"), noon()))
	_, overtaken := d.ways.Take(ctx, token("a"), noon())
	_, late := d.ways.Take(ctx, token("b"), end)
	wantKind(t, overtaken, housing.NotFound)
	wantKind(t, late, housing.NotFound)

	var taken atomic.Int64
	var id atomic.Int64
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if way, err := d.ways.Take(ctx, token("b"), noon()); err == nil {
				taken.Add(1)
				id.Store(int64(way.ID))
			}
		})
	}
	group.Wait()
	if taken.Load() != 1 {
		t.Errorf("%d browsers took one state", taken.Load())
	}
	way := housing.SignInID(id.Load())
	must(t, d.ways.Found(ctx, way, d.who(marias), token("finish"), noon()))
	wantKind(t, d.ways.Found(ctx, way, d.who(others), token("other"), noon()), housing.Refused)
	wantKind(t, d.ways.Look(ctx, token("link"), noon()), housing.Refused)
	wantKind(t, d.ways.Begin(ctx, token("link"), token("c"), noon()), housing.Refused)
	must(t, d.ways.Forget(ctx, noon().Add(3*housing.SignInLife)))
	if n := d.int("SELECT count(*) FROM sign_ins"); n != 0 {
		t.Errorf("%d ways outlive their time", n)
	}
}

func TestTheHolderBySNILSNeedsNoOtherProof(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	mine, twin := townAccounts()[0], townAccounts()[2]
	mine.SNILS = d.hash(marias)
	twin.Holder = mine.Holder // a namesake, whose number is not known
	d.importAccounts(mine, twin)
	maria, namesake, stranger := d.person(1), d.person(2), d.person(3)
	d.signIn(maria, marias)
	d.signIn(namesake, others)
	own := func(p housing.PersonID, number string) housing.AccountID {
		t.Helper()
		c := d.claimOf(p)
		c.Number, _ = housing.ParseNumber(number)
		id, err := d.accounts.Own(t.Context(), c)
		must(t, err)
		return id
	}

	account := own(maria, mine.Number)
	for name, id := range map[string]housing.AccountID{
		"a namesake": own(namesake, mine.Number), "a stranger": own(stranger, mine.Number),
		"an account without a number": own(maria, twin.Number), "no account": own(maria, "999999"),
	} {
		if id != 0 {
			t.Errorf("%s is the holder", name)
		}
	}
	if account == 0 {
		t.Fatal("the holder is not known")
	}
	for _, p := range []housing.PersonID{namesake, stranger} {
		_, _, err := d.accounts.Proven(t.Context(), p, account, noon())
		wantKind(t, err, housing.NotFound)
		_, err = d.accounts.Connect(t.Context(), d.once(), housing.Connecting{Person: p, Account: account, Role: housing.Owner}, noon())
		wantKind(t, err, housing.NotFound)
	}
	_, _, err := d.accounts.Proven(t.Context(), maria, account, noon().Add(48*time.Hour))
	must(t, err)
	_, err = d.accounts.Connect(t.Context(), d.once(), housing.Connecting{Person: maria, Account: account, Role: housing.Owner}, noon())
	must(t, err)
	must(t, d.people.WithdrawConsent(t.Context(), d.once(), maria, noon()))
	if n := d.int("SELECT count(*) FROM identities WHERE person_id = $1", int64(maria)); n != 0 {
		t.Error("the identity outlives the consent")
	}
}

func TestSNILSTellsWhetherTheHolderChanged(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	rekeyed, err := housing.NewSNILSKey(strings.Repeat("z", housing.LeastSNILSKey))
	must(t, err)
	snils, _ := housing.ParseSNILS(marias)
	anna := d.person(1)
	for _, tt := range []struct {
		name, holder  string
		snils         housing.SNILSHash
		suspends, has bool
	}{
		{"is told for the first time", "Иванова Мария Петровна", d.hash(marias), false, true},
		{"is left empty", "Иванова Мария Петровна", nil, false, true},
		{"goes with another name", "Петрова Мария Петровна", d.hash(marias), false, true},
		{"changes under the same name", "Петрова Мария Петровна", d.hash(others), true, true},
		{"is hashed with another key", "Петрова Мария Петровна", rekeyed.Hash(snils), false, true},
		{"is left empty for another name", "Кузнецова Анна Ильинична", nil, true, false},
	} {
		record := townAccounts()[0]
		record.Holder = "Иванова Мария Петровна"
		if tt.name == "is told for the first time" {
			d.importAccounts(record)
		}
		record.Holder, record.SNILS = tt.holder, tt.snils
		d.exec("UPDATE accounts SET by_code = false") // so that she connects again
		d.connect(anna)

		report := d.importAccounts(record)

		if (report.Suspended == 1) != tt.suspends {
			t.Errorf("СНИЛС %s: %d links suspended, want %v", tt.name, report.Suspended, tt.suspends)
		}
		if got := d.int("SELECT count(holder_snils) FROM accounts WHERE number = $1", record.Number); (got == 1) != tt.has {
			t.Errorf("СНИЛС %s: kept %v, want %v", tt.name, got == 1, tt.has)
		}
		d.exec("DELETE FROM links")
		d.exec("DELETE FROM proofs")
	}
}

func TestASharedNumberIsAHintAndProvesNothing(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	anna := w.person(1)
	silent, err := w.people.Enter(t.Context(), bot, 9, 9, noon())
	must(t, err)
	ctx := t.Context()
	wantKind(t, w.people.KeepPhone(ctx, w.once(), silent, "+70000000001", noon()), housing.Refused)
	must(t, w.people.KeepPhone(ctx, w.once(), anna, "+70000000001", noon()))
	must(t, w.people.KeepPhone(ctx, w.once(), anna, "+70000000002", noon()))
	for _, kind := range []housing.RequestKind{housing.AskCode, housing.AskHouse} {
		_, _, err := w.requests.File(ctx, w.once(), housing.Request{Kind: kind, Person: anna, House: w.house("ленина 12").ID}, noon())
		must(t, err)
	}
	phones := func() (told []string) {
		t.Helper()
		all, err := w.requests.ForOrganisation(ctx, w.org, 10)
		must(t, err)
		for _, r := range all {
			told = append(told, string(r.Kind)+" "+r.Phone)
		}
		return told
	}

	if diff := cmp.Diff([]string{"ask_house ", "ask_code +70000000002"}, phones()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	c := w.claimOf(anna)
	c.Secret = housing.FoldSecret("+70000000002")
	if proof := w.claim(c); proof.OK {
		t.Error("a number proves an account")
	}
	must(t, w.people.WithdrawConsent(ctx, w.once(), anna, noon()))
	has, err := w.people.HasPhone(ctx, anna)
	must(t, err)
	if diff := cmp.Diff([]string{"ask_house ", "ask_code "}, phones()); diff != "" || has {
		t.Errorf("the number outlives the consent (%v):\n%s", has, diff)
	}
}

package postgres_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

const (
	maria  = "maria@mail.example"
	other  = "maria@post.example"
	digits = "123456"
	wrong  = "654321"
)

func (w *town) ask(p housing.PersonID, address, code string, now time.Time) housing.CodeAsked {
	w.t.Helper()
	asked, err := w.mails.Ask(w.ctx(), w.once(), housing.AddressNamed{Person: p, Address: address, Code: code}, now)
	must(w.t, err)
	return asked
}

func (w *town) types(p housing.PersonID, code string, now time.Time) housing.CodeChecked {
	w.t.Helper()
	checked, err := w.mails.Confirm(w.ctx(), w.once(), p, code, now)
	must(w.t, err)
	return checked
}

// confirmed gives a person an address.
func (w *town) confirmed(p housing.PersonID, address string) {
	w.t.Helper()
	w.ask(p, address, digits, noon())
	if c := w.types(p, digits, noon()); c.Outcome != housing.CodeRight {
		w.t.Fatalf("the code is not taken: %+v", c)
	}
}

func (w *town) address(p housing.PersonID) string {
	w.t.Helper()
	address, confirmed, err := w.mails.Address(w.ctx(), p)
	must(w.t, err)
	if confirmed != (address != "") {
		w.t.Errorf("address %q, confirmed: %v", address, confirmed)
	}
	return address
}

func (w *town) takeMails(now time.Time) []housing.Mail {
	w.t.Helper()
	mails, err := w.letters.Take(w.ctx(), "a", 100, now, 5*time.Second)
	must(w.t, err)
	return mails
}

func (w *town) tellPaid(p housing.PersonID, operation string) bool {
	w.t.Helper()
	told, err := w.mails.TellPaid(w.ctx(), w.once(), p, paid(operation), noon())
	must(w.t, err)
	return told
}

func paid(operation string) housing.PaidNotice {
	return housing.PaidNotice{
		Organisation: "УК «Уютный дом»", Account: flat45, Sum: decimal.RequireFromString("3120.45"),
		Operation: operation, At: noon(), Way: housing.PayCard,
	}
}

func TestAnAddressIsThePersonsOnceItsCodeWasTyped(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)
	anna := w.person(1)

	asked := w.ask(anna, maria, digits, noon())
	before := w.address(anna)
	letters := w.takeMails(noon())
	late := noon().Add(housing.CodeHolds - time.Second)
	checked := w.types(anna, digits, late)

	if asked != (housing.CodeAsked{}) || before != "" || w.address(anna) != maria {
		t.Errorf("asked %+v; the address was %q and is %q", asked, before, w.address(anna))
	}
	if checked.Outcome != housing.CodeRight {
		t.Errorf("the code: %+v", checked)
	}
	want := []housing.Mail{{
		Kind: housing.MailCode, Address: maria, Args: map[string]string{"code": digits}, Attempts: 1, At: noon(),
	}}
	for i := range letters {
		letters[i].ID = 0
	}
	if diff := cmp.Diff(want, letters); diff != "" {
		t.Errorf("letters (-want +got):\n%s", diff)
	}
	if again := w.types(anna, digits, late); again.Outcome != housing.CodeLate {
		t.Errorf("the code works twice: %+v", again)
	}
	if asked := w.ask(anna, maria, wrong, late); !asked.Known || w.address(anna) != maria {
		t.Errorf("asked for the confirmed address: %+v", asked)
	}
}

func TestACodeEndsAfterHalfAnHourAndFiveTries(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)
	anna, boris := w.person(1), w.person(2)
	w.ask(anna, maria, digits, noon())
	w.ask(boris, other, digits, noon())

	late := w.types(anna, digits, noon().Add(housing.CodeHolds))
	none := w.types(w.person(3), digits, noon())
	var tries []housing.CodeChecked
	for range 6 {
		tries = append(tries, w.types(boris, wrong, noon()))
	}
	spent := w.types(boris, digits, noon())
	w.ask(boris, other, wrong, noon())
	fresh := w.types(boris, wrong, noon())

	if late.Outcome != housing.CodeLate || none.Outcome != housing.CodeLate {
		t.Errorf("late %+v, never asked %+v", late, none)
	}
	is := func(o housing.CodeOutcome, left int) housing.CodeChecked {
		return housing.CodeChecked{Outcome: o, Left: left}
	}
	want := []housing.CodeChecked{
		is(housing.CodeWrong, 4), is(housing.CodeWrong, 3), is(housing.CodeWrong, 2), is(housing.CodeWrong, 1),
		is(housing.CodeSpent, 0), is(housing.CodeSpent, 0),
	}
	if diff := cmp.Diff(want, tries); diff != "" {
		t.Errorf("tries (-want +got):\n%s", diff)
	}
	if spent.Outcome != housing.CodeSpent || fresh.Outcome != housing.CodeRight {
		t.Errorf("after five tries %+v, with a new code %+v", spent, fresh)
	}
}

func TestTheNextCodeVoidsTheOneBeforeAndItsLetter(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)
	anna := w.person(1)
	w.ask(anna, maria, digits, noon())
	w.ask(anna, other, wrong, noon().Add(time.Second))

	letters := w.takeMails(noon().Add(time.Second))
	old := w.types(anna, digits, noon().Add(time.Second))
	w.types(anna, wrong, noon().Add(time.Second))

	if len(letters) != 1 || letters[0].Args["code"] != wrong || letters[0].Address != other {
		t.Errorf("letters %+v, want the second alone", letters)
	}
	if old.Outcome != housing.CodeWrong || w.address(anna) != other {
		t.Errorf("the first code gives %+v; the address is %q", old, w.address(anna))
	}
}

func TestLettersToAnAddressAndOfAPersonAreLimited(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)
	anna, boris, vera := w.person(1), w.person(2), w.person(3)
	at := func(minutes int) time.Time { return noon().Add(time.Duration(minutes) * time.Minute) }
	free := func(now time.Time) housing.CodeAsked { return housing.CodeAsked{Again: now} }

	for i, tt := range []struct {
		who     housing.PersonID
		address string
		minute  int
		want    housing.CodeAsked
	}{
		{anna, maria, 0, housing.CodeAsked{}},
		{boris, strings.ToUpper(maria), 10, housing.CodeAsked{}},
		{anna, maria, 20, housing.CodeAsked{}},
		{vera, maria, 59, free(at(60))},
		{vera, other, 59, housing.CodeAsked{}},
		{vera, maria, 60, housing.CodeAsked{}},
		{anna, "a@b.example", 61, housing.CodeAsked{}},
		{anna, "b@b.example", 62, housing.CodeAsked{}},
		{anna, "c@b.example", 63, housing.CodeAsked{}},
		{anna, "d@b.example", 64, free(at(24 * 60))},
		{anna, "d@b.example", 24 * 60, housing.CodeAsked{}},
	} {
		if got := w.ask(tt.who, tt.address, digits, at(tt.minute)); got != tt.want {
			t.Errorf("letter %d: %+v, want %+v", i, got, tt.want)
		}
	}
	must(t, w.mails.Forget(t.Context(), w.once(), vera, at(61)))
	if asked := w.ask(boris, maria, digits, at(61)); asked.Again.IsZero() {
		t.Error("taking an address back lets more letters to it")
	}
}

func TestAtOnceNoMoreLettersAreWrittenThanOneByOne(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)
	var people []housing.PersonID
	for i := range int64(8) {
		people = append(people, w.person(1+i))
	}
	var group sync.WaitGroup
	for _, p := range people {
		name := w.once()
		group.Go(func() {
			named := housing.AddressNamed{Person: p, Address: maria, Code: digits}
			if _, err := w.mails.Ask(t.Context(), name, named, noon()); err != nil {
				t.Errorf("ask: %v", err)
			}
		})
	}
	group.Wait()

	if letters := w.takeMails(noon()); len(letters) != 3 {
		t.Errorf("%d letters to one address", len(letters))
	}
}

func TestAskingAgainForTheSameConfirmationSendsOneLetter(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)
	anna := w.person(1)
	for _, code := range []string{digits, wrong} {
		_, err := w.mails.Ask(t.Context(), "same", housing.AddressNamed{Person: anna, Address: maria, Code: code}, noon())
		must(t, err)
	}
	for range 3 {
		checked, err := w.mails.Confirm(t.Context(), "typed", anna, wrong, noon())
		must(t, err)
		if checked.Left != 4 {
			t.Errorf("a repeated try counts: %+v", checked)
		}
	}

	letters := w.takeMails(noon())

	if len(letters) != 1 || letters[0].Args["code"] != digits {
		t.Errorf("letters %+v, want one with the first code", letters)
	}
	if checked := w.types(anna, digits, noon()); checked.Outcome != housing.CodeRight {
		t.Errorf("the code of the letter gives %+v", checked)
	}
}

func TestWithoutConsentNoAddressIsTaken(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)
	anna, err := w.people.Enter(t.Context(), bot, 1, 101, noon())
	must(t, err)

	_, err = w.mails.Ask(t.Context(), w.once(), housing.AddressNamed{Person: anna, Address: maria, Code: digits}, noon())

	wantKind(t, err, housing.Refused)
	if letters := w.takeMails(noon()); len(letters) != 0 {
		t.Errorf("letters %+v", letters)
	}
}

func TestTheSameOperationIsToldOnceAndOnlyToAConfirmedAddress(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)
	anna, boris := w.person(1), w.person(2)
	w.ask(boris, other, digits, noon())
	w.confirmed(anna, maria)
	w.exec("DELETE FROM mails")

	first, second, elsewhere := w.tellPaid(anna, "1"), w.tellPaid(anna, "1"), w.tellPaid(boris, "2")

	letters := w.takeMails(noon())
	if !first || second || elsewhere || len(letters) != 1 {
		t.Fatalf("told %v, %v, unconfirmed %v; letters %+v", first, second, elsewhere, letters)
	}
	notice, err := housing.ReadPaidNotice(letters[0].Args)
	must(t, err)
	if notice.Organisation != "УК «Уютный дом»" || letters[0].Address != maria || letters[0].Kind != housing.MailPaid {
		t.Errorf("letter %+v", letters[0])
	}
}

func TestWhereLettersAreNotSentNoneIsWritten(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)
	anna := w.person(1)
	w.confirmed(anna, maria)
	db, err := postgres.Open(t.Context(), w.url, postgres.Options{Now: noon})
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	silent := &postgres.Mails{DB: db}

	told, err := silent.TellPaid(t.Context(), w.once(), anna, paid("1"), noon())
	must(t, err)

	if told || silent.Able() || !w.mails.Able() {
		t.Errorf("told %v; able %v and %v", told, silent.Able(), w.mails.Able())
	}
}

func TestLettersThatWaitFollowTheAddress(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)
	anna := w.person(1)
	w.confirmed(anna, maria)
	w.tellPaid(anna, "1")
	w.confirmed(anna, other)

	for _, m := range w.takeMails(noon()) {
		if m.Kind == housing.MailPaid && m.Address != other {
			t.Errorf("the notice goes to %s", m.Address)
		}
	}
}

func TestAnAddressTakenBackLeavesNoTrace(t *testing.T) {
	t.Parallel()
	for name, take := range map[string]func(w *town, p housing.PersonID) error{
		"Forget":   func(w *town, p housing.PersonID) error { return w.mails.Forget(w.ctx(), w.once(), p, noon()) },
		"Withdraw": func(w *town, p housing.PersonID) error { return w.people.WithdrawConsent(w.ctx(), w.once(), p, noon()) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := emptyTown(t)
			anna, boris := w.person(1), w.person(2)
			w.confirmed(anna, maria)
			w.confirmed(boris, other)
			sent := w.takeMails(noon())
			must(t, w.letters.Sent(t.Context(), sent[0].ID, noon()))
			w.tellPaid(anna, "1")
			w.tellPaid(boris, "2")
			w.ask(anna, "new@mail.example", digits, noon())

			must(t, take(w, anna))

			letters := w.takeMails(noon().Add(time.Minute))
			if len(letters) != 2 || letters[0].Address != other || letters[1].Address != other {
				t.Errorf("letters %+v, want those of the other person", letters)
			}
			if w.address(anna) != "" || w.address(boris) != other {
				t.Errorf("addresses %q and %q", w.address(anna), w.address(boris))
			}
			if told := w.tellPaid(anna, "3"); told {
				t.Error("a letter is written to an address that was taken back")
			}
			for _, table := range []string{"people", "mails", "email_codes", "outcomes", "audit"} {
				n := w.int(fmt.Sprintf("SELECT count(*) FROM %s AS r WHERE r::text LIKE '%%maria@mail%%' OR r::text LIKE '%%new@mail%%'", table))
				if n != 0 {
					t.Errorf("%s still knows the address: %d rows", table, n)
				}
			}
		})
	}
}

func TestCodesAndOldAddressesAreWiped(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)
	anna, boris := w.person(1), w.person(2)
	w.ask(anna, maria, digits, noon())
	w.ask(boris, other, wrong, noon())
	letters := w.takeMails(noon())
	must(t, w.letters.Sent(t.Context(), letters[0].ID, noon()))
	must(t, w.letters.Failed(t.Context(), letters[1].ID, "a", time.Time{}, "refused"))

	if n := w.int("SELECT count(*) FROM mails WHERE args::text LIKE '%123456%' OR args::text LIKE '%654321%'"); n != 0 {
		t.Errorf("%d codes are kept after their letters", n)
	}
	must(t, w.mails.Tidy(t.Context(), noon().Add(24*time.Hour)))
	if w.int("SELECT count(*) FROM email_codes") != 2 {
		t.Error("an address is forgotten within the day")
	}
	must(t, w.mails.Tidy(t.Context(), noon().Add(24*time.Hour+time.Second)))
	if n := w.int("SELECT (SELECT count(*) FROM email_codes) + (SELECT count(*) FROM mails WHERE address <> '')"); n != 0 {
		t.Errorf("%d rows still know an address", n)
	}
	must(t, w.db.Forget(t.Context(), noon().Add(time.Second)))
	if n := w.int("SELECT count(*) FROM mails"); n != 0 {
		t.Errorf("%d letters are kept for ever", n)
	}
}

func TestALetterThatWasGivenUpIsSeen(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)
	anna := w.person(1)
	seen := func() bool {
		undelivered, err := w.mails.Undelivered(t.Context(), anna)
		must(t, err)
		return undelivered
	}
	never := seen()
	w.ask(anna, maria, digits, noon())
	waiting := seen()
	must(t, w.letters.Failed(t.Context(), w.takeMails(noon())[0].ID, "a", time.Time{}, "no such user"))
	failed := seen()
	w.ask(anna, other, digits, noon().Add(time.Second))
	fresh := seen()

	if never || waiting || !failed || fresh {
		t.Errorf("never asked %v, waiting %v, failed %v, asked anew %v", never, waiting, failed, fresh)
	}
}

func TestLettersAreLeased(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)
	w.ask(w.person(1), maria, digits, noon())
	ctx, at := t.Context(), func(s int) time.Time { return noon().Add(time.Duration(s) * time.Second) }
	take := func(by string, now time.Time) int {
		mails, err := w.letters.Take(ctx, by, 10, now, 5*time.Second)
		must(t, err)
		return len(mails)
	}
	renew := func(by string, now time.Time) bool {
		mine, err := w.letters.Renew(ctx, 1, by, now, now.Add(5*time.Second))
		must(t, err)
		return mine
	}
	id := int64(w.int("SELECT id FROM mails"))
	if id != 1 {
		t.Fatalf("the first letter is %d", id)
	}

	got := []any{
		take("a", at(0)), take("b", at(4)), renew("b", at(4)), renew("a", at(4)), take("b", at(8)),
		renew("a", at(9)), take("b", at(9)),
	}
	if diff := cmp.Diff([]any{1, 0, false, true, 0, false, 1}, got); diff != "" {
		t.Errorf("leases (-want +got):\n%s", diff)
	}
	must(t, w.letters.Failed(ctx, id, "a", at(10), "not mine any more"))
	early := take("c", at(10))
	must(t, w.letters.Failed(ctx, id, "b", at(60), "greylisted"))
	waits, due := take("c", at(59)), take("c", at(60))
	must(t, w.letters.Sent(ctx, id, at(61)))
	if done := take("d", at(1000)); early != 0 || waits != 0 || due != 1 || done != 0 {
		t.Errorf("a lost lease frees it: %d; before its time: %d, at it: %d, sent: %d", early, waits, due, done)
	}
}

func TestParallelPostmenNeverTakeTheSameLetter(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)
	for i := range int64(12) {
		w.ask(w.person(1+i), fmt.Sprintf("p%d@mail.example", i), digits, noon())
	}
	var mu sync.Mutex
	taken := map[int64]int{}
	var group sync.WaitGroup
	for range 6 {
		group.Go(func() {
			mails, err := w.letters.Take(context.WithoutCancel(t.Context()), "a", 4, noon(), time.Minute)
			if err != nil {
				t.Errorf("take: %v", err)
			}
			mu.Lock()
			defer mu.Unlock()
			for _, m := range mails {
				taken[m.ID]++
			}
		})
	}
	group.Wait()
	for _, m := range w.takeMails(noon()) {
		taken[m.ID]++
	}

	for id, times := range taken {
		if times != 1 {
			t.Errorf("letter %d was taken %d times", id, times)
		}
	}
	if len(taken) != 12 {
		t.Errorf("%d letters in all, want 12", len(taken))
	}
}

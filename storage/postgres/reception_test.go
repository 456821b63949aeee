package postgres_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// desk is the inbox of an organisation with an appeal in it.
type desk struct {
	*writers
	works  *postgres.Reception
	author housing.PersonID
	id     housing.AppealID
	number string
}

func newDesk(tb testing.TB) *desk {
	tb.Helper()
	c := &desk{writers: newWriters(tb)}
	c.works = &postgres.Reception{DB: c.db}
	c.author = c.person(501)
	c.id = c.draft(c.author, c.org, "течёт")
	c.number = c.send(c.author, c.id, noon()).Number
	return c
}

func (c *desk) deed(by housing.PersonID, do housing.AppealAct) housing.AppealDeed {
	return housing.AppealDeed{By: by, Organisation: c.org, Number: c.number, Do: do}
}

// answer writes an answer, which is not sent.
func (c *desk) answer(by housing.PersonID, text string) {
	c.t.Helper()
	must(c.t, c.works.Write(c.ctx(), c.once(), housing.AnswerChange{
		By: by, Organisation: c.org, Number: c.number, Add: text,
	}, noon()))
}

// stepping and doing return what is done when it is called, once.
func (c *desk) stepping(by housing.PersonID, do housing.AnswerStep) func() error {
	o, d := c.once(), housing.AnswerDeed{By: by, Organisation: c.org, Number: c.number, Do: do}
	return func() error { return c.works.Step(c.ctx(), o, d, noon()) }
}

func (c *desk) doing(d housing.AppealDeed) func() error {
	o := c.once()
	return func() error { return c.works.Handle(c.ctx(), o, d, noon()) }
}

// together runs all at once and returns what each came to.
func together(all ...func() error) []error {
	errs := make([]error, len(all))
	start := make(chan struct{})
	var group sync.WaitGroup
	for i, do := range all {
		group.Go(func() {
			<-start
			errs[i] = do()
		})
	}
	close(start)
	group.Wait()
	return errs
}

// won returns the only one without an error.
func won(tb testing.TB, errs []error) int {
	tb.Helper()
	first := slices.Index(errs, nil)
	if first < 0 || slices.Index(errs[first+1:], nil) >= 0 {
		tb.Fatalf("want one without an error: %v", errs)
	}
	return first
}

func TestOneOfManyTakesAnAppealAndTheOthersLearnWho(t *testing.T) {
	t.Parallel()
	c := newDesk(t)
	var people []housing.PersonID
	var tries []func() error
	for i := range 6 {
		p := c.hire(int64(510+i), c.org, housing.StaffOperator)
		people = append(people, p)
		tries = append(tries, c.doing(c.deed(p, housing.AppealTake)))
	}
	errs := together(tries...)
	winner := won(t, errs)
	for i, err := range errs {
		if i == winner {
			continue
		}
		wantRefusal(t, err, "error.appeal_taken")
		wantKind(t, err, housing.Conflict)
		if known, _ := errors.AsType[*housing.Error](err); known.Who != string(housing.StaffOperator) {
			t.Errorf("%d is told that %q has it", i, known.Who)
		}
		seen, err := c.works.Case(c.ctx(), people[i], c.org, c.number, noon())
		if err != nil || seen.Taken != people[winner] || seen.TakenBy.Number != c.operator(people[winner], c.org) || seen.Author != nil {
			t.Errorf("%d reads %+v, %v", i, seen.DeskLine, err)
		}
	}
	if n := c.int("SELECT count(*) FROM appeal_events WHERE kind = 'take'"); n != 1 {
		t.Errorf("taken %d times", n)
	}
}

func TestOneAnswerIsSentHoweverManySendIt(t *testing.T) {
	t.Parallel()
	c := newDesk(t)
	boris, olga, vera := c.hire(511, c.org, housing.StaffOperator), c.hire(512, c.org, housing.StaffAdmin), c.hire(513, c.org, housing.StaffAdmin)
	must(t, c.doing(c.deed(boris, housing.AppealTake))())
	c.answer(boris, "Починим.")
	must(t, c.stepping(boris, housing.AnswerSubmit)())
	errs := together(
		c.stepping(olga, housing.AnswerSign), c.stepping(vera, housing.AnswerSign),
		c.stepping(boris, housing.AnswerSend), c.stepping(boris, housing.AnswerSign),
	)
	if signer := won(t, errs); signer > 1 {
		t.Errorf("%d signed: %v", signer, errs)
	}
	answers, err := c.appeals.Answers(c.ctx(), c.author, c.id)
	if err != nil || len(answers) != 1 || answers[0].Text() != "Починим." || answers[0].SignedBy == "" {
		t.Errorf("its author reads %+v, %v", answers, err)
	}
}

func TestAnAppealIsAnsweredOrHandedOnNeverBoth(t *testing.T) {
	t.Parallel()
	c := newDesk(t)
	boris := c.hire(511, c.org, housing.StaffOperator)
	elsewhere := c.hire(512, c.other, housing.StaffOperator)
	for i := range 4 {
		must(t, c.doing(c.deed(boris, housing.AppealTake))())
		c.answer(boris, "Починим.")
		onward := c.deed(boris, housing.AppealRedirect)
		onward.To, onward.Text = housing.Addressee{Organisation: c.other}, strings.Repeat("кровлю обслуживает ТСЖ ", 6)
		errs := together(c.stepping(boris, housing.AnswerSend), c.doing(onward))
		answered := won(t, errs) == 0
		a, err := c.appeals.Appeal(c.ctx(), c.author, c.id)
		must(t, err)
		answers, err := c.appeals.Answers(c.ctx(), c.author, c.id)
		must(t, err)
		if answered != (a.State == housing.AppealAnswered) || answered != (len(answers) == 1) || answered != (a.To.Organisation == c.org) {
			t.Errorf("answered %v: %+v with %+v", answered, a, answers)
		}
		seen, err := c.works.Case(c.ctx(), elsewhere, c.other, a.Number, noon())
		if !answered && (err != nil || seen.Taken != 0 || seen.Draft != nil) {
			t.Errorf("handed on it is %+v, %v", seen, err)
		}
		c.id = c.draft(c.author, c.org, strings.Repeat("течёт ", i+2))
		c.number = c.send(c.author, c.id, noon().Add(time.Minute)).Number
	}
}

func TestWhoWorksThereIsToldOnceOfWhatIsNew(t *testing.T) {
	t.Parallel()
	c := newDesk(t)
	boris, gone := c.hire(511, c.org, housing.StaffOperator), c.hire(512, c.org, housing.StaffOperator)
	c.hire(513, c.org, housing.StaffViewer)
	c.hire(514, c.other, housing.StaffAdmin)
	told := func(now time.Time) (all []housing.Notice) {
		for _, n := range c.takes(now) {
			must(t, c.outbox.Sent(c.ctx(), n.ID, housing.Arrival{Message: n.ID}, now))
			if n.Kind == housing.NoticeDesk && n.Chat != 1 { // who works there already
				all = append(all, n)
			}
		}
		return all
	}
	at := func(m int) time.Time { return noon().Add(time.Duration(m) * time.Minute) }
	write := func(text string, m int) { c.send(c.author, c.draft(c.author, c.org, text), at(m)) }
	write("раз", 1)
	write("два", 2)
	if got := told(at(2)); len(got) != 2 || len(got[0].Desk) != 3 || got[0].Edit != 0 || got[0].Desk[0].Number != "О-3" {
		t.Fatalf("of the first two each is told %+v", got)
	}
	write("три", 5)
	if got := told(at(5)); len(got) != 2 || len(got[0].Desk) != 4 || got[0].Edit == 0 {
		t.Errorf("of one shortly after: %+v", got)
	}
	take := func(m int, numbers ...string) {
		for _, number := range numbers {
			d := c.deed(boris, housing.AppealTake)
			d.Number = number
			must(t, c.works.Handle(c.ctx(), c.once(), d, at(m)))
		}
	}
	take(6, "О-1", "О-2", "О-3", "О-4")
	write("сразу", 7)
	if got := told(at(7)); len(got) != 2 || len(got[0].Desk) != 1 || got[0].Edit != 0 {
		t.Errorf("of one shortly after all was taken: %+v", got)
	}
	must(t, c.operators.Dismiss(c.ctx(), c.once(), housing.Managing{
		Organisation: c.org, Operator: c.operator(gone, c.org),
	}, at(8)))
	write("четыре", 20)
	if got := told(at(20)); len(got) != 1 || got[0].Chat != 511 || len(got[0].Desk) != 2 || got[0].Edit != 0 {
		t.Errorf("of one later: %+v", got)
	}
	write("запах газа", 21)
	if got := told(at(21)); len(got) != 1 || got[0].Args["what"] != "danger" || got[0].Urgency != housing.UrgencyNow {
		t.Errorf("of a danger: %+v", got)
	}
	write("пять", 40)
	take(40, "О-5", "О-6", "О-7")
	if got := told(at(40)); len(got) != 1 || len(got[0].Desk) != 1 || got[0].Desk[0].Number != "О-8" {
		t.Errorf("of what nobody took: %+v", got)
	}
	const evening, night, morning = 9*60 + 58, 10*60 + 2, 20*60 + 1 // from noon to 21:58, 22:02 and 8:01
	write("вечером", evening)
	told(at(evening))
	write("ночью", night)
	if got := told(at(night)); len(got) != 0 {
		t.Errorf("by night: %+v", got)
	}
	if got := told(at(morning)); len(got) != 1 || len(got[0].Desk) != 3 || got[0].Edit != 0 {
		t.Errorf("in the morning it rings: %+v", got)
	}
}

func TestStaffAreRemindedInTheMorningOfEachPlace(t *testing.T) {
	t.Parallel()
	c := newDesk(t)
	by := c.hire(502, c.org, housing.StaffOperator)
	east, nowhere, empty, none := c.house("мира 12к2").ID, "двор", "", housing.HouseID(0)
	c.exec(`UPDATE houses SET zone = 'Asia/Novosibirsk'`)
	c.exec(`UPDATE houses SET zone = 'Asia/Vladivostok' WHERE id = $1`, int64(east))
	must(t, c.doing(c.deed(by, housing.AppealTake))())
	for house, place := range map[*housing.HouseID]*string{&east: &empty, &none: &nowhere} {
		id := c.draft(c.author, c.org, nowhere)
		_, err := c.appeals.Change(c.ctx(), c.once(), housing.AppealChange{
			Person: c.author, Appeal: id, House: house, Place: place,
			To: &housing.Addressee{Organisation: c.org, Name: "УК"},
		}, noon())
		must(t, err)
		c.number = c.send(c.author, id, noon().Add(time.Hour)).Number
		must(t, c.doing(c.deed(by, housing.AppealTake))())
	}
	told := func(now time.Time, want ...string) {
		t.Helper()
		must(t, c.works.Remind(c.ctx(), now))
		must(t, c.works.Remind(c.ctx(), now.Add(time.Minute)))
		all := c.int("SELECT count(*) FROM notices WHERE key LIKE 'desk-due/%'")
		for _, zone := range want {
			if n := c.int("SELECT count(*) FROM notices WHERE key LIKE 'desk-due/%/" + zone +
				"' AND args->>'zone' = '" + zone + "' AND args->>'near' = '1'"); n != 1 {
				t.Errorf("at %s %d reminders for %s", now, n, zone)
			}
		}
		if all != len(want) {
			t.Errorf("at %s %d reminders, want %v", now, all, want)
		}
	}
	// The terms end on 23 December, a Wednesday: two working days before, morning comes from the east.
	told(time.Date(2026, 12, 20, 23, 30, 0, 0, time.UTC), "Asia/Vladivostok")
	told(time.Date(2026, 12, 21, 3, 0, 0, 0, time.UTC), "Asia/Vladivostok", "Asia/Novosibirsk")
	told(time.Date(2026, 12, 21, 6, 0, 0, 0, time.UTC),
		"Asia/Vladivostok", "Asia/Novosibirsk", housing.MoscowZone)
}

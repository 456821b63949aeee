package postgres_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// desk is a town where people write.
type writers struct {
	*duty
	appeals *postgres.Appeals
}

func newWriters(tb testing.TB) *writers {
	tb.Helper()
	d := newDuty(tb)
	return &writers{d, &postgres.Appeals{DB: d.db}}
}

// draft returns a whole draft about a house to an organisation; 0: to an authority.
func (w *writers) draft(p housing.PersonID, org housing.OrganisationID, text string) housing.AppealID {
	w.t.Helper()
	to := housing.Addressee{Organisation: org, Name: "УК"}
	if org == 0 {
		to = housing.Addressee{Authority: "inspectorate", Name: "ГЖИ"}
	}
	house, nowhere := w.house("ленина 12").ID, ""
	id, err := w.appeals.Change(w.ctx(), w.once(), housing.AppealChange{
		Person: p, House: &house, Place: &nowhere, Topic: &housing.AppealTopic{Name: "Протечка крыши"}, To: &to,
		Add: text, File: &housing.AppealFile{Name: "акт.pdf", Kind: "pdf", Size: 4, Data: []byte("%PDF")},
	}, noon())
	must(w.t, err)
	return id
}

func (w *writers) send(p housing.PersonID, id housing.AppealID, now time.Time) housing.AppealOutcome {
	w.t.Helper()
	out, err := w.appeals.Send(w.ctx(), w.once(), housing.AppealSending{Person: p, Appeal: id}, now)
	must(w.t, err)
	return out
}

func TestNobodyReadsOrChangesAnAppealOfAnother(t *testing.T) {
	t.Parallel()
	w := newWriters(t)
	author, stranger := w.person(501), w.person(502)
	colleague, elsewhere := w.hire(503, w.org, housing.StaffViewer), w.hire(504, w.other, housing.StaffAdmin)
	id := w.draft(author, 0, "течёт")
	prepared := w.send(author, id, noon())
	if prepared.State != housing.AppealPrepared || prepared.Number != "" || !prepared.Due.IsZero() {
		t.Fatalf("to an authority comes out as %+v", prepared)
	}
	mine := w.draft(author, w.org, "течёт")
	out := w.send(author, mine, noon())
	fresh := w.draft(author, w.org, "ещё")
	nowhere := "двор"
	sent, err := w.appeals.Appeal(w.ctx(), author, mine)
	must(t, err)
	file := sent.Files[0].ID
	if f, err := w.appeals.FileOf(w.ctx(), author, mine, file); err != nil || string(f.Data) != "%PDF" {
		t.Errorf("its author opens %+v, %v", f, err)
	}
	for name, try := range map[string]func(p housing.PersonID) error{
		"read": func(p housing.PersonID) error { _, err := w.appeals.Appeal(w.ctx(), p, mine); return err },
		"change": func(p housing.PersonID) error {
			_, err := w.appeals.Change(w.ctx(), w.once(), housing.AppealChange{
				Person: p, Appeal: fresh, House: new(housing.HouseID), Place: &nowhere,
			}, noon())
			return err
		},
		"send": func(p housing.PersonID) error {
			_, err := w.appeals.Send(w.ctx(), w.once(), housing.AppealSending{Person: p, Appeal: fresh}, noon())
			return err
		},
		"file": func(p housing.PersonID) error {
			return w.appeals.File(w.ctx(), w.once(), housing.AppealFiled{
				Person: p, Appeal: id, On: housing.DateOf(noon()), Number: "1",
			}, noon())
		},
		"withdraw": func(p housing.PersonID) error {
			return w.appeals.Close(w.ctx(), w.once(), housing.AppealClosing{
				Person: p, Appeal: mine, To: housing.AppealWithdrawn,
			}, noon())
		},
	} {
		for _, p := range []housing.PersonID{stranger, colleague, elsewhere} {
			if err := try(p); housing.KindOf(err) != housing.NotFound {
				t.Errorf("%s by %d: %v", name, p, err)
			}
		}
	}
	for _, p := range []housing.PersonID{stranger, colleague, elsewhere} {
		deed := housing.AppealDeed{By: p, Organisation: w.org, Number: out.Number, Do: housing.AppealTake}
		if err := w.appeals.Handle(w.ctx(), w.once(), deed, noon()); housing.KindOf(err) != housing.Refused {
			t.Errorf("%d takes it: %v", p, err)
		}
		all, err := w.appeals.Appeals(w.ctx(), p, 10)
		if _, err := w.appeals.FileOf(w.ctx(), p, mine, file); housing.KindOf(err) != housing.NotFound {
			t.Errorf("%d opens a file: %v", p, err)
		}
		events, failed := w.appeals.Events(w.ctx(), p, mine)
		if err != nil || failed != nil || len(all)+len(events) != 0 {
			t.Errorf("%d sees %v, %v: %v, %v", p, all, events, err, failed)
		}
	}
	if got, err := w.appeals.Received(w.ctx(), w.other, 10); err != nil || len(got) != 0 {
		t.Errorf("another organisation reads %v, %v", got, err)
	}
	deed := housing.AppealDeed{By: elsewhere, Organisation: w.other, Number: out.Number, Do: housing.AppealTake}
	if err := w.appeals.Handle(w.ctx(), w.once(), deed, noon()); housing.KindOf(err) != housing.NotFound {
		t.Errorf("another organisation takes it: %v", err)
	}
	must(t, w.people.WithdrawConsent(w.ctx(), w.once(), author, noon()))
	left, err := w.appeals.Appeals(w.ctx(), author, 10)
	if _, there, _ := w.appeals.Draft(w.ctx(), author, noon()); err != nil || there || len(left) != 1 || left[0].ID != mine {
		t.Errorf("after the consent was withdrawn there are %+v, draft %v, %v", left, there, err)
	}
}

func TestTenAppealsAnHourAndNoneTwiceUnasked(t *testing.T) {
	t.Parallel()
	w := newWriters(t)
	p := w.person(501)
	first := w.send(p, w.draft(p, w.org, "одно"), noon())
	// Of somebody without an account in the house it is answered within 30 days.
	if want := (housing.Date{Year: 2026, Month: 12, Day: 23}); first.Number != "О-1" || first.Due != want {
		t.Errorf("the first is %+v", first)
	}
	id := w.draft(p, w.org, "одно")
	if out := w.send(p, id, noon().Add(59*time.Second)); out.Twin != noon() || out.Number != "" {
		t.Errorf("the same at once is %+v", out)
	}
	if out := w.send(p, id, noon().Add(time.Minute)); out.Number != "О-2" {
		t.Errorf("the same a minute later is %+v", out)
	}
	for i := range housing.AppealHourly - 2 {
		w.send(p, w.draft(p, w.org, strings.Repeat("x", i+1)), noon().Add(30*time.Minute))
	}
	last := w.draft(p, w.org, "последнее")
	out, err := w.appeals.Send(w.ctx(), w.once(), housing.AppealSending{Person: p, Appeal: last, Again: true},
		noon().Add(59*time.Minute))
	if err != nil || out.Free != noon().Add(time.Hour) || out.Number != "" {
		t.Errorf("the eleventh is %+v, %v", out, err)
	}
	if out := w.send(p, last, noon().Add(time.Hour)); out.Number != "О-11" {
		t.Errorf("an hour after the first it is %+v", out)
	}
	must(t, w.appeals.SetTakes(w.ctx(), w.org, false))
	_, err = w.appeals.Send(w.ctx(), w.once(), housing.AppealSending{
		Person: p, Appeal: w.draft(p, w.org, "поздно"),
	}, noon().Add(2*time.Hour))
	if housing.KindOf(err) != housing.Refused {
		t.Errorf("to who takes none: %v", err)
	}
}

func TestADraftIsSentOnceAndNumbersAreNotSharedOut(t *testing.T) {
	t.Parallel()
	w := newWriters(t)
	const people = 4
	var mu sync.Mutex
	var numbers []string
	var group sync.WaitGroup
	for i := range people {
		p := w.person(int64(600 + i))
		id := w.draft(p, w.org, "течёт")
		for range 3 {
			o := w.once()
			group.Go(func() {
				out, err := w.appeals.Send(context.WithoutCancel(t.Context()), o,
					housing.AppealSending{Person: p, Appeal: id}, noon())
				mu.Lock()
				defer mu.Unlock()
				switch housing.KindOf(err) {
				case housing.Conflict:
				default:
					if err != nil {
						t.Error(err)
					}
					numbers = append(numbers, out.Number)
				}
			})
		}
	}
	group.Wait()
	slices.Sort(numbers)
	if want := []string{"О-1", "О-2", "О-3", "О-4"}; !slices.Equal(numbers, want) {
		t.Errorf("numbers are %v, want %v", numbers, want)
	}
}

func TestWhatFollowsAQuestionIsOneWhileItsTopicAndAddresseeStay(t *testing.T) {
	t.Parallel()
	w := newWriters(t)
	p, house, nowhere := w.person(501), w.house("ленина 12").ID, ""
	listed, own := housing.AppealTopic{ID: "lift", Name: "Лифт"}, housing.AppealTopic{Name: "Течёт крыша"}
	another := housing.Addressee{Organisation: w.other, Name: "ТСЖ"}
	requests := &postgres.Requests{DB: w.db}
	_, _, err := requests.File(w.ctx(), w.once(), housing.Request{
		Kind: housing.Support, Person: p, Organisation: w.org,
		Topic: "Вопрос в поддержку", Text: "Где кнопка?",
	}, noon())
	must(t, err)
	asked, err := w.appeals.Appeals(w.ctx(), p, 1)
	must(t, err)
	for _, tt := range []struct {
		name   string
		change housing.AppealChange
		term   bool
	}{
		{"about the same", housing.AppealChange{Add: "И где меню?"}, false},
		{"a topic of the list", housing.AppealChange{Topic: &listed}, true},
		{"a topic of one's own", housing.AppealChange{Topic: &own}, true},
		{"to another", housing.AppealChange{To: &another}, true},
	} {
		id, err := w.appeals.Change(w.ctx(), w.once(), housing.AppealChange{
			Person: p, House: &house, Place: &nowhere, Topic: &asked[0].Topic, To: &asked[0].To, Add: tt.name,
			Origin: asked[0].ID, Follow: true,
		}, noon())
		must(t, err)
		tt.change.Person, tt.change.Appeal = p, id
		_, err = w.appeals.Change(w.ctx(), w.once(), tt.change, noon())
		must(t, err)
		if out := w.send(p, id, noon()); out.Number == "" || out.Due.IsZero() == tt.term {
			t.Errorf("%s: %+v, want a term: %v", tt.name, out, tt.term)
		}
	}
}

func TestWhatBecomesOfAnAppealIsToldOnce(t *testing.T) {
	t.Parallel()
	w := newWriters(t)
	p := w.person(501)
	id := w.draft(p, w.org, "течёт")
	number := w.send(p, id, noon()).Number
	told := func(now time.Time) (kinds []string) {
		must(t, w.appeals.Remind(w.ctx(), now))
		must(t, w.appeals.Remind(w.ctx(), now.Add(time.Minute)))
		for _, n := range w.takes(now.Add(time.Minute)) {
			must(t, w.outbox.Sent(w.ctx(), n.ID, housing.Arrival{}, now))
			if n.Kind == housing.NoticeAppeal {
				kinds = append(kinds, n.Args["what"])
			}
		}
		return kinds
	}
	day := func(d int) time.Time { return noon().AddDate(0, 0, d) }
	if got := told(day(20)); len(got) != 0 { // 13 December: eight working days are left
		t.Errorf("early: %v", got)
	}
	if got := told(day(28)); !slices.Equal(got, []string{housing.AppealNear}) {
		t.Errorf("two working days before: %v", got)
	}
	if got := told(day(29)); len(got) != 0 {
		t.Errorf("the day after: %v", got)
	}
	if got := told(day(31)); !slices.Equal(got, []string{housing.AppealPassed}) {
		t.Errorf("after the term: %v", got)
	}
	answer := housing.AppealDeed{Organisation: w.org, Number: number, Do: housing.AppealAnswer, Text: "Починили."}
	must(t, w.appeals.Handle(w.ctx(), w.once(), answer, day(32)))
	if err := w.appeals.Handle(w.ctx(), w.once(), answer, day(32)); housing.KindOf(err) != housing.Refused {
		t.Errorf("answered twice: %v", err)
	}
	answers, err := w.appeals.Answers(w.ctx(), p, id)
	if err != nil || len(answers) != 1 || answers[0].Text() != "Починили." || !answers[0].At.Equal(day(32)) ||
		answers[0].Organisation.ID != w.org {
		t.Errorf("its author reads %+v, %v", answers, err)
	}
	if answers, err = w.appeals.Answers(w.ctx(), w.person(777), id); err != nil || len(answers) != 0 {
		t.Errorf("a stranger reads %+v, %v", answers, err)
	}
	if got := told(day(32)); !slices.Equal(got, []string{string(housing.AppealAnswer)}) {
		t.Errorf("the answer: %v", got)
	}
	w.draft(p, w.org, "забыто")
	must(t, w.appeals.Forget(w.ctx(), noon().Add(housing.AppealDraftLife)))
	if _, there, err := w.appeals.Draft(w.ctx(), p, noon()); err != nil || there {
		t.Errorf("a forgotten draft is there: %v, %v", there, err)
	}
}

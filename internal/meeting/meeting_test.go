package meeting_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dombot/internal/ballot"
	"dombot/internal/housing"
	"dombot/internal/meeting"
)

// now is Monday, 23 November 2026, noon in Moscow.
func now() time.Time { return time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC) }

func at(month time.Month, day, hour int) time.Time {
	return time.Date(2026, month, day, hour-3, 0, 0, 0, time.UTC)
}

// whole is a message that lacks nothing.
func whole() meeting.Meeting {
	return meeting.Meeting{
		ID: 1, State: meeting.Draft, Version: 4, House: housing.House{ID: 1, Zone: "Europe/Moscow"},
		Kind: meeting.Extraordinary, Form: meeting.Electronic, Starts: at(12, 18, 9), Ends: at(12, 29, 21),
		System: "ГИС ЖКХ", Papers: "Почтовый ящик совета дома", Acquaint: "В чате дома",
		Admin:      meeting.Admin{Kind: meeting.AdminSelf, Name: "Морозова", Phone: "+70000000000", Address: "Ленина, 12"},
		Initiators: []meeting.Initiator{{ID: 1, Own: true, Name: "Морозова Полина", Premises: "45"}},
		Questions: []meeting.Question{
			{ID: 7, Number: 1, Kind: meeting.Chair, Name: "Выбрать председателя и секретаря собрания"},
			{ID: 8, Number: 2, Kind: meeting.CapitalRepair, Name: "Провести ремонт крыши", Files: []meeting.File{{ID: 2}}},
		},
		Image: meeting.File{ID: 3}, ImageVersion: 4,
	}
}

func TestEveryGapIsFound(t *testing.T) {
	t.Parallel()
	m := whole()
	if gaps := m.Gaps(now()); len(gaps) > 0 || m.Filled(now()) != 5 {
		t.Fatalf("a whole message lacks %v", gaps)
	}
	for kind, break_ := range map[meeting.GapKind]func(*meeting.Meeting){
		meeting.NoKind:     func(m *meeting.Meeting) { m.Kind = "" },
		meeting.NoForm:     func(m *meeting.Meeting) { m.Form = "" },
		meeting.NoStart:    func(m *meeting.Meeting) { m.Starts = time.Time{} },
		meeting.StartEarly: func(m *meeting.Meeting) { m.Starts = at(12, 17, 23) },
		meeting.NoEnd:      func(m *meeting.Meeting) { m.Ends = time.Time{} },
		meeting.EndBefore:  func(m *meeting.Meeting) { m.Ends = m.Starts },
		meeting.TooShort:   func(m *meeting.Meeting) { m.Ends = at(12, 25, 8) },
		meeting.TooLong:    func(m *meeting.Meeting) { m.Ends = m.Starts.AddDate(0, 0, 60).Add(time.Minute) },
		meeting.NoSystem:   func(m *meeting.Meeting) { m.System = "" },
		meeting.NoPapers:   func(m *meeting.Meeting) { m.Papers = "" },
		meeting.NoAcquaint: func(m *meeting.Meeting) { m.Acquaint = "" },
		meeting.NoHeld:     func(m *meeting.Meeting) { m.Form, m.Place = meeting.Mixed, "Двор" },
		meeting.NoPlace:    func(m *meeting.Meeting) { m.Form, m.Held = meeting.Mixed, at(12, 20, 19) },
		meeting.HeldApart: func(m *meeting.Meeting) {
			m.Form, m.Place, m.Held = meeting.Mixed, "Двор", at(12, 30, 19)
		},
		meeting.NoAdmin:        func(m *meeting.Meeting) { m.Admin.Name = "" },
		meeting.NoAdminPhone:   func(m *meeting.Meeting) { m.Admin.Phone = "" },
		meeting.NoAdminAddress: func(m *meeting.Meeting) { m.Admin.Address = "" },
		meeting.NoInitiator:    func(m *meeting.Meeting) { m.Initiators = nil },
		meeting.InitiatorName:  func(m *meeting.Meeting) { m.Initiators[0].Name = "" },
		meeting.NoQuestions:    func(m *meeting.Meeting) { m.Questions = nil },
		meeting.QuestionLint:   func(m *meeting.Meeting) { m.Questions[0].Name = "Разное" },
		meeting.QuestionAttach: func(m *meeting.Meeting) { m.Questions[1].Files = nil },
		meeting.NoImage:        func(m *meeting.Meeting) { m.Image = meeting.File{} },
		meeting.OldImage:       func(m *meeting.Meeting) { m.Version++ },
	} {
		m := whole()
		break_(&m)
		var kinds []meeting.GapKind
		for _, g := range m.Gaps(now()) {
			kinds = append(kinds, g.Kind)
		}
		if !slices.Equal(kinds, []meeting.GapKind{kind}) {
			t.Errorf("want the gap %s alone, got %v", kind, kinds)
		}
	}
}

func TestTheEarliestStartIsCounted(t *testing.T) {
	t.Parallel()
	date := func(y int, m time.Month, d int) housing.Date { return housing.Date{Year: y, Month: m, Day: d} }
	for day, want := range map[housing.Date]meeting.Earliest{
		// the example of the screens: review until 7 December, start on the 18th
		date(2026, 11, 23): {Review: date(2026, 12, 7), Start: date(2026, 12, 18), Settled: true},
		date(2026, 4, 24):  {Review: date(2026, 5, 12), Start: date(2026, 5, 23), Settled: true}, // May holidays
		date(2026, 12, 25): {Review: date(2027, 1, 19), Start: date(2027, 1, 30), Settled: false},
	} {
		if got := meeting.EarliestFrom(day); got != want {
			t.Errorf("from %v: %v, want %v", day, got, want)
		}
	}
}

func TestQuestionsAreLinted(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]meeting.Warning{
		"Разное":              {meeting.Various},
		"О разных вопросах":   {meeting.Various},
		"Прочие вопросы дома": nil,
		"Крыша":               {meeting.Short},
		"Выбрать председателем собрания ____, кв. __":                                         {meeting.Blank},
		"Провести капитальный ремонт крыши за счёт фонда капитального ремонта":                nil,
		"Выбрать председателя и секретаря собрания":                                           nil,
		"Утвердить плату за содержание и ремонт жилого помещения 31,50 ₽ с квадратного метра": nil,
		"Отремонтировать крышу и выбрать совет дома":                                          {meeting.Double},
		"О выборе совета дома и об утверждении сметы":                                         {meeting.Double},
		"Ремонт кровли, выбор совета дома":                                                    {meeting.Double},
		"Заменить лифт; установить шлагбаум во дворе":                                         {meeting.Double},
		"1) Выбрать совет дома\n2) Заменить лифт":                                             {meeting.Double},
		"Наделить совет дома правом решать, какой текущий ремонт нужен дому":                  nil,
	} {
		if got := meeting.Lint(name); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
	}
	m := whole()
	m.Questions[1].Name = "ВЫБРАТЬ  председателя и секретаря собрания."
	if got := m.Warnings(m.Questions[1]); !slices.Contains(got, meeting.Twin) {
		t.Errorf("the same question twice: %v", got)
	}
	// what was read and let stand is no gap; «разное» never stands
	m = whole()
	m.Questions[0].Name, m.Questions[0].Stands = "Заменить лифт и выбрать совет дома", true
	m.Questions[1].Files, m.Questions[1].Stands = nil, true
	if gaps := m.Gaps(now()); len(gaps) > 0 {
		t.Errorf("warnings that stand are gaps: %v", gaps)
	}
	m.Questions[0].Name = "Разное"
	if gaps := m.Gaps(now()); len(gaps) != 1 {
		t.Errorf("«Разное» was let stand: %v", gaps)
	}
}

func TestMajoritiesAreThoseOfTheLaw(t *testing.T) {
	t.Parallel()
	day := housing.DateOf(now())
	for kind, want := range map[meeting.QuestionKind]ballot.Majority{
		meeting.Chair: ballot.MostOfPresent, meeting.CapitalRepair: ballot.TwoThirdsOfAll,
		meeting.Fund: ballot.MostOfAll, meeting.Reduce: ballot.EveryVote, "unknown": ballot.MostOfPresent,
	} {
		if got := meeting.NeedOn(kind, day); got.Majority != want || got.Act == "" {
			t.Errorf("%s: %v, want %v", kind, got, want)
		}
	}
	for _, template := range meeting.Templates() {
		for _, kind := range template.Kinds {
			if meeting.NeedOn(kind, day).Kind != kind {
				t.Errorf("template %s: no kind %s", template.Name, kind)
			}
		}
	}
}

func TestDeedsMoveAMeetingOnInOrder(t *testing.T) {
	t.Parallel()
	walk := func(mode meeting.Mode, deeds ...meeting.Deed) (states []meeting.State) {
		m := whole()
		for _, d := range deeds {
			next, ok := m.After(d, mode, now())
			if !ok {
				return append(states, "")
			}
			m.State = next
			states = append(states, next)
		}
		return states
	}
	for _, c := range []struct{ got, want []meeting.State }{
		{
			walk(meeting.Advisory, "submit", "file", "return", "submit", "file", "approve", "open", "close", "draw"),
			[]meeting.State{"submitted", "review", "returned", "submitted", "review", "placed", "voting", "ended", "protocol"},
		},
		{
			walk(meeting.Official, "submit", "approve", "open", "close"),
			[]meeting.State{"review", "placed", "voting", "ended"},
		},
		{walk(meeting.Official, "submit", "approve", "withdraw"), []meeting.State{"review", "placed", ""}},
		{walk(meeting.Advisory, "approve"), []meeting.State{""}},
		{walk(meeting.Advisory, "submit", "approve"), []meeting.State{"submitted", ""}},
		{walk(meeting.Advisory, "submit", "submit"), []meeting.State{"submitted", ""}},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestALateApprovalMovesTheDays(t *testing.T) {
	t.Parallel()
	m := whole()
	m.State = meeting.Review
	late := at(12, 9, 12)
	next, ok := m.After(meeting.DoApprove, meeting.Official, late)
	if !ok || next != meeting.Approved {
		t.Fatalf("approved on 9 December: %v", next)
	}
	if starts, ends := m.Moved(late); !starts.Equal(at(12, 20, 9)) || !ends.Equal(at(12, 31, 21)) {
		t.Errorf("moved to %v – %v", starts, ends)
	}
}

func TestReviewsAreRemindedOf(t *testing.T) {
	t.Parallel()
	m := whole()
	m.State, m.Due = meeting.Review, housing.Date{Year: 2026, Month: 12, Day: 7}
	for day, want := range map[int]string{2: "", 3: meeting.Near, 7: meeting.Near, 8: meeting.Passed} {
		if got := m.ReviewStage(housing.Date{Year: 2026, Month: 12, Day: day}); got != want {
			t.Errorf("on the %d: %q, want %q", day, got, want)
		}
	}
}

// Whatever is changed in whatever order, a change is carried out whole or refused,
// numbers of questions follow one another, and a closed message stays as it is.
func TestAnAdministratorIsReachedAsWasWrittenOfHim(t *testing.T) {
	t.Parallel()
	m := whole()
	m.Admin = meeting.Admin{}
	for _, step := range []struct {
		field meeting.Field
		value string
		want  meeting.Admin
	}{
		{"admin_address", "Мира, 1", meeting.Admin{Address: "Мира, 1"}},
		{"admin", "self", meeting.Admin{Kind: "self", Name: "Морозова Полина", Address: "Мира, 1"}},
		{"admin", "self", meeting.Admin{Kind: "self", Name: "Морозова Полина", Address: "Мира, 1"}},
		{"admin_name", "Петров", meeting.Admin{Kind: "person", Name: "Петров"}},
		{"admin_address", "Мира, 3", meeting.Admin{Kind: "person", Name: "Петров", Address: "Мира, 3"}},
		{"admin_name", "Петров П.", meeting.Admin{Kind: "person", Name: "Петров П.", Address: "Мира, 3"}},
	} {
		if err := m.Change(meeting.Change{Field: step.field, Value: step.value}); err != nil || m.Admin != step.want {
			t.Fatalf("%s %q: %+v, %v", step.field, step.value, m.Admin, err)
		}
	}
}

func TestChangesKeepTheMessageSound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		m := whole()
		m.State = rapid.SampledFrom([]meeting.State{meeting.Draft, meeting.Returned, meeting.Review}).Draw(r, "state")
		for range rapid.IntRange(1, 12).Draw(r, "changes") {
			c := meeting.Change{
				Field: rapid.SampledFrom([]meeting.Field{"", "kind", "form", "starts", "ends", "place", "admin", "admin_phone", "x"}).Draw(r, "field"),
				Value: rapid.SampledFrom([]string{"", "annual", "mixed", "2026-12-20T09:00:00+03:00", "self", "8 000 000 00 00", "да"}).Draw(r, "value"),
				Name:  rapid.SampledFrom([]string{"", "Заменить лифт", "\u202e"}).Draw(r, "name"),
				Drop:  rapid.Bool().Draw(r, "drop"), Up: rapid.Bool().Draw(r, "up"),
				Question: meeting.QuestionID(rapid.SampledFrom([]int64{0, 7, 8, 9}).Draw(r, "question")),
			}
			before := m
			before.Questions = slices.Clone(m.Questions)
			err := m.Change(c)
			if err != nil && housing.KindOf(err) == housing.Internal {
				r.Fatalf("an internal error: %v", err)
			}
			if m.State == meeting.Review && (err == nil || cmp.Diff(before.Questions, m.Questions) != "" || m.Kind != before.Kind) {
				r.Fatalf("a message under review was changed: %v", err)
			}
			for i, q := range m.Questions {
				if err == nil && (q.Number != i+1 || q.Name == "") {
					r.Fatalf("question %d has the number %d and the name %q", i+1, q.Number, q.Name)
				}
			}
			if err != nil {
				m = before
			}
		}
	})
	m := whole()
	if err := (meeting.Remark{Part: "else", Text: "Дата не указана"}).Check(); !errors.As(err, new(*housing.Error)) {
		t.Errorf("a remark to no part: %v", err)
	}
	if err := m.Change(meeting.Change{Add: make([]meeting.Question, meeting.Questions)}); err == nil {
		t.Error("an agenda without end was taken")
	}
}

package postgres_test

import (
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/storage/postgres"
)

// assembly is a town where a meeting is called.
type assembly struct {
	*duty
	meetings   *postgres.Meetings
	inspectors *postgres.Inspectors
	owner      housing.PersonID
	house      housing.HouseID
}

func newAssembly(tb testing.TB) *assembly {
	tb.Helper()
	d := newDuty(tb)
	a := &assembly{
		duty: d, meetings: &postgres.Meetings{DB: d.db}, inspectors: &postgres.Inspectors{DB: d.db},
		owner: d.town.person(601), house: d.town.house("ленина 12").ID,
	}
	a.connect(a.owner)
	return a
}

// inspector is somebody of the inspectorate of a region.
func (a *assembly) inspector(user int64, region string) housing.PersonID {
	a.t.Helper()
	p, hash := a.town.person(user), a.token()
	_, err := a.inspectors.Hire(a.ctx(), meeting.Hiring{Region: region, Name: "Инспектор", Hash: hash, Issued: noon()})
	must(a.t, err)
	must(a.t, a.inspectors.Join(a.ctx(), a.once(), p, hash, noon()))
	return p
}

// begun is a draft of the owner that lacks nothing.
func (a *assembly) begun(mode meeting.Mode) meeting.ID {
	a.t.Helper()
	id, err := a.meetings.Begin(a.ctx(), a.once(), a.owner, a.house, noon())
	must(a.t, err)
	m := a.read(a.owner, id)
	start := meeting.EarliestFrom(m.Today(noon())).Start.In(m.Location()).Add(9 * time.Hour)
	change := func(c meeting.Change) {
		a.t.Helper()
		c.Person, c.Meeting = a.owner, id
		must(a.t, a.meetings.Change(a.ctx(), a.once(), c, noon()))
	}
	change(meeting.Change{Caller: &meeting.Initiator{ID: m.Initiators[0].ID, Name: "Морозова Полина"}})
	for _, f := range [][2]string{
		{"kind", "extraordinary"},
		{"form", "electronic"},
		{"starts", start.Format(time.RFC3339)},
		{"ends", start.AddDate(0, 0, 11).Format(time.RFC3339)},
		{"system", "ГИС ЖКХ"},
		{"papers", "Ящик совета дома"},
		{"acquaint", "В чате дома"},
		{"revote", "yes"},
		{"admin", "self"},
		{"admin_phone", "8 000 000-00-00"},
		{"admin_address", "Ленина, 12, кв. 45"},
	} {
		change(meeting.Change{Field: meeting.Field(f[0]), Value: f[1]})
	}
	change(meeting.Change{Add: []meeting.Question{
		{Kind: meeting.Chair, Name: "Выбрать председателя собрания"},
		{Kind: meeting.CapitalRepair, Name: "Отремонтировать крышу дома"},
	}})
	roof := a.read(a.owner, id).Questions[1].ID
	change(meeting.Change{Question: roof, File: &meeting.File{Name: "смета.pdf", Kind: "pdf", Data: []byte("%PDF")}})
	if err := a.submit(id, mode); housing.KindOf(err) != housing.Refused {
		a.t.Fatalf("submitted without its image: %v", err)
	}
	change(meeting.Change{File: &meeting.File{Name: "сообщение.pdf", Kind: "pdf", Data: []byte("%PDF-1")}})
	return id
}

func (a *assembly) read(p housing.PersonID, id meeting.ID) meeting.Meeting {
	a.t.Helper()
	m, err := a.meetings.Meeting(a.ctx(), p, id)
	must(a.t, err)
	return m
}

func (a *assembly) submit(id meeting.ID, mode meeting.Mode) error {
	return a.meetings.Submit(a.ctx(), a.once(), meeting.Submission{Person: a.owner, Meeting: id, Mode: mode}, noon())
}

func (a *assembly) act(p housing.PersonID, id meeting.ID, do meeting.Deed, now time.Time) (meeting.State, error) {
	return a.meetings.Act(a.ctx(), a.once(), meeting.Act{
		Person: p, Meeting: id, Do: do, On: housing.DateOf(noon()),
		Remarks: []meeting.Remark{{Part: meeting.General, Text: "Не указано, где ознакомиться"}},
	}, now)
}

// told counts recipients of what is said of meetings.
func (a *assembly) told(what string) int {
	a.t.Helper()
	return a.int(`SELECT count(*) FROM recipients r JOIN notices n ON n.id = r.notice_id
		WHERE n.kind = 'meeting' AND n.args ->> 'what' = $1`, what)
}

func TestAMeetingIsReviewedPlacedAndHeld(t *testing.T) {
	t.Parallel()
	a := newAssembly(t)
	region := a.town.house("ленина 12").Address.Region
	inspector, neighbour := a.inspector(602, region), a.town.person(603)
	a.connectBy(a.town.mira(neighbour))
	id := a.begun(meeting.Official)
	must(t, a.submit(id, meeting.Official))
	m := a.read(inspector, id)
	if m.State != meeting.Review || m.Number != 1 || m.Due.IsZero() || m.Questions[1].Majority != "two-thirds-of-all" {
		t.Fatalf("submitted as %+v", m)
	}
	if queue, err := a.inspectors.Queue(a.ctx(), inspector, 9); err != nil || len(queue) != 1 || a.told("inspect_queued") != 1 {
		t.Fatalf("the queue of the inspector: %v, %v", queue, err)
	}
	if _, err := a.act(a.owner, id, meeting.DoApprove, noon()); housing.KindOf(err) != housing.NotFound {
		t.Errorf("the author approved: %v", err)
	}
	if err := a.meetings.Change(a.ctx(), a.once(), meeting.Change{
		Person: a.owner, Meeting: id, Field: meeting.FieldKind, Value: "annual",
	}, noon()); housing.KindOf(err) != housing.Conflict {
		t.Errorf("a message under review was changed: %v", err)
	}
	if state, err := a.act(inspector, id, meeting.DoReturn, noon()); err != nil || state != meeting.Returned {
		t.Fatalf("returned as %s, %v", state, err)
	}
	if m := a.read(a.owner, id); len(m.Remarks) != 1 || m.Remarks[0].Part != meeting.General || a.told("returned") != 1 {
		t.Errorf("returned with %v", m.Remarks)
	}
	must(t, a.submit(id, meeting.Official))
	// near the end, then past it: the inspectorate and the author are told, once
	due := a.read(a.owner, id).Due.In(time.UTC).Add(9 * time.Hour)
	for range 2 {
		must(t, a.meetings.Remind(a.ctx(), due))
		must(t, a.meetings.Remind(a.ctx(), due.AddDate(0, 0, 3)))
	}
	if near, passed := a.told("inspect_near"), a.told("inspect_passed"); near != 1 || passed != 1 || a.told("passed") != 1 {
		t.Errorf("told of the term %d and %d times", near, passed)
	}
	if state, err := a.act(inspector, id, meeting.DoApprove, due.AddDate(0, 0, 3)); err != nil || state != meeting.Approved {
		t.Fatalf("approved late as %s, %v", state, err)
	}
	if state, err := a.act(a.owner, id, meeting.DoMove, due.AddDate(0, 0, 3)); err != nil || state != meeting.Placed {
		t.Fatalf("moved as %s, %v", state, err)
	}
	if a.told("placed") != 2 {
		t.Errorf("the owners of the house were told %d times", a.told("placed"))
	}
	if _, err := a.meetings.Meeting(a.ctx(), neighbour, id); housing.KindOf(err) != housing.NotFound {
		t.Errorf("somebody of another house reads it: %v", err)
	}
	m = a.read(inspector, id)
	must(t, a.meetings.Turn(a.ctx(), m.Starts.Add(-time.Second)))
	if got := a.read(a.owner, id).State; got != meeting.Placed {
		t.Errorf("before its start it is %s", got)
	}
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() { _ = a.meetings.Turn(a.ctx(), m.Starts) })
	}
	group.Wait()
	if got := a.read(a.owner, id).State; got != meeting.Voting || a.told("open") != 2 {
		t.Errorf("at its start it is %s, told %d times", got, a.told("open"))
	}
	must(t, a.meetings.Turn(a.ctx(), m.Ends))
	if got := a.read(a.owner, id).State; got != meeting.Ended || a.told("close") != 1 {
		t.Errorf("at its end it is %s, told %d times", got, a.told("close"))
	}
}

func TestInAdvisoryTheAuthorTellsWhatTheInspectorateSaid(t *testing.T) {
	t.Parallel()
	a := newAssembly(t)
	inspector := a.inspector(602, a.town.house("ленина 12").Address.Region)
	id := a.begun(meeting.Advisory)
	must(t, a.submit(id, meeting.Advisory))
	if _, err := a.meetings.Meeting(a.ctx(), inspector, id); housing.KindOf(err) != housing.NotFound {
		t.Errorf("an inspector reads what was not submitted here: %v", err)
	}
	must(t, a.meetings.Remind(a.ctx(), noon().AddDate(0, 0, 4)))
	var states []meeting.State
	for _, do := range []meeting.Deed{meeting.DoFile, meeting.DoReturn} {
		state, err := a.act(a.owner, id, do, noon())
		must(t, err)
		states = append(states, state)
	}
	must(t, a.submit(id, meeting.Advisory))
	for _, do := range []meeting.Deed{meeting.DoFile, meeting.DoApprove} {
		state, err := a.act(a.owner, id, do, noon())
		must(t, err)
		states = append(states, state)
	}
	want := []meeting.State{meeting.Review, meeting.Returned, meeting.Review, meeting.Placed}
	if !slices.Equal(states, want) || a.told("unfiled") != 1 || a.told("placed") != 2 {
		t.Errorf("went through %v, want %v", states, want)
	}
}

func TestOnlyAnOwnerOrTheOrganisationCallsAMeeting(t *testing.T) {
	t.Parallel()
	a := newAssembly(t)
	tenant, stranger := a.town.person(604), a.town.person(605)
	works, looks, elsewhere := a.hire(606, a.org, housing.StaffOperator), a.hire(607, a.org, housing.StaffViewer),
		a.hire(608, a.other, housing.StaffAdmin)
	a.connect(tenant)
	a.exec(`UPDATE links SET role = 'tenant' WHERE person_id = $1`, int64(tenant))
	for name, p := range map[string]housing.PersonID{"tenant": tenant, "stranger": stranger, "viewer": looks, "other": elsewhere} {
		if _, err := a.meetings.Begin(a.ctx(), a.once(), p, a.house, noon()); housing.KindOf(err) != housing.Refused {
			t.Errorf("%s began a meeting: %v", name, err)
		}
	}
	id, err := a.meetings.Begin(a.ctx(), a.once(), works, a.house, noon())
	must(t, err)
	if m := a.read(works, id); m.Organisation != a.org || !m.Initiators[0].Own || m.Initiators[0].Name == "" {
		t.Errorf("of the organisation: %+v", m)
	}
	// two taps at once, on two replicas: one draft
	var group sync.WaitGroup
	ids := make([]meeting.ID, 4)
	for i := range ids {
		group.Go(func() {
			ids[i], _ = a.meetings.Begin(a.ctx(), housing.Once("begin-"+strconv.Itoa(i)), a.owner, a.house, noon())
		})
	}
	group.Wait()
	if n := a.int(`SELECT count(*) FROM meetings WHERE person_id = $1`, int64(a.owner)); n != 1 {
		t.Errorf("there are %d drafts", n)
	}
	draft := ids[0]
	if _, err := a.meetings.Meeting(a.ctx(), works, draft); housing.KindOf(err) != housing.NotFound {
		t.Errorf("the organisation reads a draft: %v", err)
	}
	other := meeting.Change{Person: works, Meeting: draft, Field: meeting.FieldKind, Value: "annual"}
	if err := a.meetings.Change(a.ctx(), a.once(), other, noon()); housing.KindOf(err) != housing.NotFound {
		t.Errorf("somebody else changed a draft: %v", err)
	}
	// who sold the flat goes no further
	a.exec(`UPDATE links SET suspended_at = now() WHERE person_id = $1`, int64(a.owner))
	other.Person = a.owner
	if err := a.meetings.Change(a.ctx(), a.once(), other, noon()); housing.KindOf(err) != housing.Refused {
		t.Errorf("who owns nothing there any more changed it: %v", err)
	}
	must(t, a.meetings.Drop(a.ctx(), a.once(), a.owner, draft, noon()))
	// where there is a register, who pays and only says so is no owner; who sold is one no more
	a.exec(`UPDATE links SET suspended_at = NULL WHERE person_id = $1`, int64(a.owner))
	a.exec(`INSERT INTO owners (house_id, owner_key, name, organisation) VALUES ($1, 'k', 'Морозова Полина', false)`,
		int64(a.house))
	if who, err := a.meetings.Caller(a.ctx(), a.owner, a.house, noon()); err != nil || who.May {
		t.Errorf("a payer calls a meeting as %+v, %v", who, err)
	}
	a.exec(`INSERT INTO owner_people (owner_id, person_id, acts, confirmed_at) SELECT id, $1, 'self', now() FROM owners`,
		int64(a.owner))
	a.exec(`INSERT INTO owner_rights (premises_id, owner_id, right_key, share_num, share_den, joint, number, from_on,
			source, stated_on)
		SELECT p.id, o.id, 'r', 1, 1, false, 'r', '2020-01-01', 'ЕГРН', '2026-11-01'
		FROM owners o JOIN premises p ON p.house_id = o.house_id AND p.number = '45'`)
	who, err := a.meetings.Caller(a.ctx(), a.owner, a.house, noon())
	if want := (meeting.Caller{May: true, Name: "Морозова Полина", Premises: "45"}); err != nil || who != want {
		t.Errorf("an owner calls a meeting as %+v, %v; want %+v", who, err, want)
	}
	a.exec(`UPDATE owner_rights SET until_on = '2026-11-23'`)
	if who, err := a.meetings.Caller(a.ctx(), a.owner, a.house, noon()); err != nil || who.May {
		t.Errorf("who sold calls a meeting as %+v, %v", who, err)
	}
}

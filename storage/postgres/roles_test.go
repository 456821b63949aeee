package postgres_test

import (
	"slices"
	"testing"
	"time"

	"dombot/internal/housing"
)

// duty is a town with an outage under way, a loaded document and people of every role.
type duty struct {
	*dark
	other  housing.OrganisationID // another organisation
	outage housing.OutageID
}

func newDuty(tb testing.TB) *duty {
	tb.Helper()
	d := &duty{dark: newDark(tb)}
	var err error
	d.other, _, err = d.orgs.Add(d.ctx(), "7707083893", "ТСЖ «Мира»", "", noon())
	must(tb, err)
	d.outage = d.announce(d.emergency(wholeOf(d.lenina)))
	return d
}

// hire makes a person somebody of an organisation.
func (d *duty) hire(user int64, org housing.OrganisationID, role housing.StaffRole) housing.PersonID {
	d.t.Helper()
	p, hash := d.person(user), d.token()
	must(d.t, d.operators.Hire(d.ctx(), housing.Hiring{
		Organisation: org, Name: string(role), Role: role, Hash: hash, Issued: noon(),
	}))
	_, err := d.operators.Join(d.ctx(), d.once(), p, hash, noon())
	must(d.t, err)
	return p
}

func (d *duty) operator(p housing.PersonID, org housing.OrganisationID) housing.OperatorID {
	d.t.Helper()
	o, err := d.operators.Work(d.ctx(), p, org)
	must(d.t, err)
	return o.ID
}

// act is something that a person tries for the organisation of the town.
type act struct {
	what  string // as the journal has it
	right housing.StaffRight
	try   func(p housing.PersonID) error
}

func (d *duty) acts() []act {
	org := housing.Organisation{ID: d.org}
	managing := func(p housing.PersonID) housing.Managing {
		return housing.Managing{By: p, Organisation: d.org, Operator: 1, Hiring: 1, Role: housing.StaffViewer}
	}
	step := func(s housing.OutageStep) act {
		return act{"outage." + string(s), housing.StaffActs, func(p housing.PersonID) error {
			c := housing.OutageChange{ID: d.outage, Person: p, Step: s, To: noon().Add(time.Hour), Cause: "труба"}
			_, err := d.outages.Change(d.ctx(), d.once(), c, noon())
			return err
		}}
	}
	link := func(kind housing.WebKind, of housing.WebPurpose) act {
		return act{string(kind) + "." + string(of), housing.StaffActs, func(p housing.PersonID) error {
			l := housing.WebLink{Kind: kind, Purpose: of, Person: p, Organisation: org, Period: november()}
			return d.links.Issue(d.ctx(), l, d.token(), noon())
		}}
	}
	manage := func(what string, do func(housing.Once, housing.Managing) error) act {
		return act{what, housing.StaffManages, func(p housing.PersonID) error { return do(d.once(), managing(p)) }}
	}
	shift := func(what string, do func(housing.Once, housing.Managing) error) act {
		return act{what, housing.StaffActs, func(p housing.PersonID) error {
			return do(d.once(), housing.Managing{By: p, Organisation: d.org})
		}}
	}
	load := func(what string, do func(housing.Import) (housing.ImportReport, error)) act {
		return act{"import." + what, housing.StaffActs, func(p housing.PersonID) error {
			in := importOf(d.org, false)
			in.By = p
			_, err := do(in)
			return err
		}}
	}
	look := func(what string, right housing.StaffRight, try func(p housing.PersonID) error) act {
		return act{"look." + what, right, try}
	}
	return []act{
		{"outage.announced", housing.StaffActs, func(p housing.PersonID) error {
			_, _, err := d.outages.Announce(d.ctx(), d.once(), p, d.emergency(wholeOf(d.five)), noon())
			return err
		}},
		{"outage.announced", housing.StaffActs, func(p housing.PersonID) error {
			_, err := d.outages.Audience(d.ctx(), p, d.emergency(wholeOf(d.five)), noon())
			return err
		}},
		step(housing.OutageSayCause), step(housing.OutageExtend), step(housing.OutageRetract),
		step(housing.OutageForce), step(housing.OutageUnforce),
		link(housing.WebUpload, housing.WebCharges), link(housing.WebUpload, housing.WebVerdicts),
		link(housing.WebDownload, housing.WebReadings), link(housing.WebDownload, housing.WebPayments),
		link(housing.WebDownload, housing.WebOutages),
		load("accounts", func(in housing.Import) (housing.ImportReport, error) {
			return d.register.ImportAccounts(d.ctx(), in, nil)
		}),
		load("verdicts", func(in housing.Import) (housing.ImportReport, error) {
			return d.register.ImportVerdicts(d.ctx(), in, nil)
		}),
		{"document.published", housing.StaffActs, func(p housing.PersonID) error {
			of := housing.Publishing{Organisation: d.org, Period: november(), By: p}
			_, err := d.operators.Publish(d.ctx(), d.once(), of, noon())
			return err
		}},
		shift("shift.taken", func(o housing.Once, m housing.Managing) error {
			return d.operators.TakeShift(d.ctx(), o, m, noon())
		}),
		shift("shift.ended", func(o housing.Once, m housing.Managing) error {
			return d.operators.EndShift(d.ctx(), o, m, noon())
		}),
		{"operator.invited", housing.StaffManages, func(p housing.PersonID) error {
			h := housing.Hiring{
				Organisation: d.org, Role: housing.StaffAdmin, Hash: d.token(), Issued: noon(), By: p,
			}
			return d.operators.Hire(d.ctx(), h)
		}},
		manage("operator.role", func(o housing.Once, m housing.Managing) error {
			return d.operators.Assign(d.ctx(), o, m, noon())
		}),
		manage("operator.removed", func(o housing.Once, m housing.Managing) error {
			return d.operators.Dismiss(d.ctx(), o, m, noon())
		}),
		manage("operator.revoked", func(o housing.Once, m housing.Managing) error {
			return d.operators.Revoke(d.ctx(), o, m, noon())
		}),
		look("crew", housing.StaffManages, func(p housing.PersonID) error {
			_, err := d.operators.Crew(d.ctx(), p, d.org)
			return err
		}),
		look("journal", housing.StaffManages, func(p housing.PersonID) error {
			_, err := d.operators.Journal(d.ctx(), p, d.org, 0, 1)
			return err
		}),
		look("months", housing.StaffLooks, func(p housing.PersonID) error {
			_, err := d.operators.Waiting(d.ctx(), p, d.org)
			return err
		}),
		look("report", housing.StaffLooks, func(p housing.PersonID) error {
			_, err := d.operators.Loaded(d.ctx(), p, d.org, november())
			return err
		}),
		look("unsent", housing.StaffLooks, func(p housing.PersonID) error {
			_, err := d.operators.Unsent(d.ctx(), p, d.org, november())
			return err
		}),
		look("payments", housing.StaffLooks, func(p housing.PersonID) error {
			_, err := d.operators.Paid(d.ctx(), p, d.org, november())
			return err
		}),
		look("register", housing.StaffLooks, func(p housing.PersonID) error {
			_, err := d.operators.Outages(d.ctx(), p, d.org, november())
			return err
		}),
		look("outages", housing.StaffLooks, func(p housing.PersonID) error {
			_, err := d.outages.Standing(d.ctx(), p, d.org, noon())
			return err
		}),
		look("outage", housing.StaffLooks, func(p housing.PersonID) error {
			_, err := d.outages.Outage(d.ctx(), p, d.outage)
			return err
		}),
		look("shift", housing.StaffLooks, func(p housing.PersonID) error {
			_, err := d.operators.Watch(d.ctx(), p, d.org)
			return err
		}),
	}
}

// Whoever has not the right is refused in words, and the journal says so.
func TestNobodyActsBeyondTheirRole(t *testing.T) {
	t.Parallel()
	d := newDuty(t)
	revoked := d.hire(31, d.org, housing.StaffAdmin)
	must(t, d.operators.Dismiss(t.Context(), d.once(), housing.Managing{
		Organisation: d.org, Operator: d.operator(revoked, d.org),
	}, noon()))
	raw := d.raw()
	barred := func(what string, p housing.PersonID) (n int) {
		const lines = `SELECT count(*) FROM audit WHERE what = $1 AND person_id = $2 AND organisation_id = $3`
		must(t, raw.QueryRowContext(t.Context(), lines, "barred."+what, int64(p), int64(d.org)).Scan(&n))
		return n
	}
	for name, tt := range map[string]struct {
		person housing.PersonID
		role   housing.StaffRole
	}{
		"no role":                          {person: d.person(30)},
		"dismissed":                        {person: revoked},
		"administrator of another":         {person: d.hire(32, d.other, housing.StaffAdmin)},
		"viewer":                           {d.hire(33, d.org, housing.StaffViewer), housing.StaffViewer},
		"operator, of what an admin may":   {d.dispatcher, housing.StaffOperator},
		"resident who has a flat in there": {person: d.anna},
	} {
		for _, a := range d.acts() {
			if tt.role.May(a.right) {
				if a.right == housing.StaffLooks {
					must(t, a.try(tt.person))
				}
				continue
			}
			before := barred(a.what, tt.person)
			err := a.try(tt.person)
			after := barred(a.what, tt.person)

			if housing.KindOf(err) != housing.Refused && housing.KindOf(err) != housing.NotFound {
				t.Errorf("%s, %s: %v", name, a.what, err)
			}
			if after != before+1 {
				t.Errorf("%s, %s: the journal has %d lines of it, had %d", name, a.what, after, before)
			}
		}
	}
	if n := d.int(`SELECT count(*) FROM outages`); n != 1 {
		t.Errorf("%d outages, want the one", n)
	}
}

func TestTheLastAdministratorStays(t *testing.T) {
	t.Parallel()
	d := newDuty(t)
	admin, second := d.hire(41, d.org, housing.StaffAdmin), d.hire(42, d.org, housing.StaffAdmin)
	of := func(by, whom housing.PersonID) housing.Managing {
		return housing.Managing{
			By: by, Organisation: d.org, Operator: d.operator(whom, d.org), Role: housing.StaffOperator,
		}
	}
	must(t, d.operators.Assign(d.ctx(), d.once(), of(admin, second), noon()))
	wantRefusal(t, d.operators.Assign(d.ctx(), d.once(), of(admin, admin), noon()), "operator.last_admin")
	wantRefusal(t, d.operators.Dismiss(d.ctx(), d.once(), of(admin, admin), noon()), "operator.last_admin")
	wantRefusal(t, d.operators.Dismiss(d.ctx(), d.once(), of(second, admin), noon()), "operator.not_admin")
	must(t, d.operators.Dismiss(d.ctx(), d.once(), of(admin, second), noon()))

	lines, err := d.operators.Journal(d.ctx(), admin, d.org, 0, 20)
	must(t, err)
	i := slices.IndexFunc(lines, func(e housing.JournalEntry) bool { return e.What == "operator.role" })
	if i < 0 || lines[i].Was != "admin" || lines[i].Is != "operator" || lines[i].Subject != "admin" {
		t.Errorf("the journal says %+v", lines)
	}
}

func TestInvitationIsRevokedAndNotForItsIssuer(t *testing.T) {
	t.Parallel()
	d := newDuty(t)
	admin, boris, hash := d.hire(41, d.org, housing.StaffAdmin), d.person(42), d.token()
	must(t, d.operators.Hire(d.ctx(), housing.Hiring{
		Organisation: d.org, Role: housing.StaffOperator, Hash: hash, Issued: noon(), By: admin,
	}))
	_, err := d.operators.Hired(d.ctx(), admin, hash, noon())
	wantRefusal(t, err, "operator.invite_own")
	pending, err := d.operators.Pending(d.ctx(), admin, d.org, noon())
	must(t, err)
	if len(pending) != 1 {
		t.Fatalf("pending are %+v", pending)
	}
	m := housing.Managing{By: admin, Organisation: d.org, Hiring: pending[0].ID}
	must(t, d.operators.Revoke(d.ctx(), d.once(), m, noon()))
	wantRefusal(t, d.operators.Revoke(d.ctx(), d.once(), m, noon()), "operator.revoke_late")
	_, err = d.operators.Join(d.ctx(), d.once(), boris, hash, noon())
	wantRefusal(t, err, "operator.invite_revoked")
}

// Who may invite no more has invited nobody who has not come yet.
func TestAnInvitationEndsWithTheRightToInvite(t *testing.T) {
	t.Parallel()
	d := newDuty(t)
	admin, second, boris, hash := d.hire(41, d.org, housing.StaffAdmin), d.hire(42, d.org, housing.StaffAdmin), d.person(43), d.token()
	must(t, d.operators.Hire(d.ctx(), housing.Hiring{
		Organisation: d.org, Role: housing.StaffAdmin, Hash: hash, Issued: noon(), By: second,
	}))
	_, before := d.operators.Hired(d.ctx(), boris, hash, noon())
	must(t, before)
	must(t, d.operators.Assign(d.ctx(), d.once(), housing.Managing{
		By: admin, Organisation: d.org, Operator: d.operator(second, d.org), Role: housing.StaffOperator,
	}, noon()))

	_, err := d.operators.Join(d.ctx(), d.once(), boris, hash, noon())
	wantRefusal(t, err, "operator.invite_revoked")
	pending, err := d.operators.Pending(d.ctx(), admin, d.org, noon())
	must(t, err)
	if len(pending) != 0 {
		t.Errorf("pending are %+v", pending)
	}
}

func TestWhoIsOnShiftIsAsked(t *testing.T) {
	t.Parallel()
	d := newDuty(t)
	boris, viewer := d.hire(51, d.org, housing.StaffOperator), d.hire(52, d.org, housing.StaffViewer)
	m := func(p housing.PersonID) housing.Managing { return housing.Managing{By: p, Organisation: d.org} }
	asked := func(now time.Time) (chats []int64) {
		t.Helper()
		to := noon().Add(2 * time.Hour)
		must(t, d.change(d.outage, housing.OutageChange{Step: housing.OutageExtend, Next: to}, now))
		must(t, d.outages.Ask(d.ctx(), to))
		notices, err := d.outbox.Take(d.ctx(), "a", 100, to, time.Second)
		must(t, err)
		for _, n := range notices {
			must(t, d.outbox.Sent(d.ctx(), n.ID, housing.Arrival{Message: 1}, to))
			if n.Kind == housing.NoticeOutageAsk {
				chats = append(chats, n.Chat)
			}
		}
		slices.Sort(chats)
		return chats
	}
	nobody := asked(noon())
	must(t, d.operators.TakeShift(d.ctx(), d.once(), m(d.dispatcher), noon()))
	one := asked(noon())
	wantRefusal(t, d.operators.EndShift(d.ctx(), d.once(), housing.Managing{
		By: d.dispatcher, Organisation: d.org, Operator: d.operator(viewer, d.org),
	}, noon()), "operator.shift_gone")
	must(t, d.operators.EndShift(d.ctx(), d.once(), housing.Managing{
		By: d.dispatcher, Organisation: d.org, Operator: d.operator(boris, d.org),
	}, noon()))
	next := asked(noon())

	if !slices.Equal(nobody, []int64{1, 51}) || !slices.Equal(one, []int64{1}) || !slices.Equal(next, []int64{51}) {
		t.Errorf("asked are %v, then %v, then %v", nobody, one, next)
	}
	watch, err := d.operators.Watch(d.ctx(), viewer, d.org)
	must(t, err)
	if len(watch) != 2 || watch[0].Person != boris || watch[0].Shift.IsZero() || !watch[1].Shift.IsZero() {
		t.Errorf("on watch are %+v", watch)
	}
}

// december is the first of December by the clock of the town, 00:00.
func december() time.Time { return time.Date(2026, 11, 30, 17, 0, 0, 0, time.UTC) }

func TestAHousePassesOnItsDay(t *testing.T) {
	t.Parallel()
	d := newDuty(t)
	second := d.emergency(wholeOf(d.five), wholeOf(d.mira))
	second.Next = time.Time{}
	both := d.announce(second)
	must(t, d.change(both, housing.OutageChange{Step: housing.OutageForce, Cause: "ураган"}, noon()))
	newcomer := d.hire(61, d.other, housing.StaffOperator)
	first := housing.Date{Year: 2026, Month: time.December, Day: 1}
	for _, h := range []housing.House{d.lenina, d.mira} {
		was, err := d.orgs.Pass(d.ctx(), housing.HousePass{House: h.ID, To: d.other, On: first}, noon())
		must(t, err)
		if was.ID != d.org {
			t.Fatalf("it passes from %+v", was)
		}
	}
	announce := func(p housing.PersonID, org housing.OrganisationID, from, now time.Time) error {
		o := d.emergency(wholeOf(d.lenina))
		o.Organisation.ID, o.From = org, from
		_, err := d.outages.Audience(d.ctx(), p, o, now)
		return err
	}
	before := december().Add(-time.Second)
	must(t, announce(d.dispatcher, d.org, before, before))
	wantRefusal(t, announce(d.dispatcher, d.org, december(), before), "outage.leaving")
	wantRefusal(t, announce(newcomer, d.other, before, before), "outage.foreign")
	must(t, d.orgs.Settle(d.ctx(), before))
	wantRefusal(t, announce(d.dispatcher, d.org, december(), december()), "outage.foreign")
	must(t, announce(newcomer, d.other, december(), december()))
	end := housing.OutageChange{Step: housing.OutageEnd}
	wantRefusal(t, d.change(d.outage, end, december()), "outage.passed")

	must(t, d.orgs.Settle(d.ctx(), december()))

	d.deliver(annaChat, december()) // what was announced before is not lost
	wantRefusal(t, d.change(d.outage, end, december()), "operator.not_yours")
	standing, err := d.outages.Standing(d.ctx(), newcomer, d.other, december())
	must(t, err)
	if len(standing) != 2 {
		t.Fatalf("the new organisation has %+v, want the one of Lenina and the part of Mira", standing)
	}
	for _, o := range standing {
		if force := o.Places[0].House == d.mira.ID; o.Force != force || force && o.ForceReason != "ураган" {
			t.Errorf("marked as force majeure: %t, for %q", o.Force, o.ForceReason)
		}
		end.ID, end.Person = o.ID, newcomer
		_, err := d.outages.Change(d.ctx(), d.once(), end, december())
		must(t, err)
	}
	over := "announced over the message"
	if told := d.deliver(annaChat, december()); !slices.Equal(told, []string{over, over, "ended", "ended"}) {
		t.Errorf("the resident is told %v", told)
	}
	rest, err := d.outages.Outage(d.ctx(), d.dispatcher, both)
	must(t, err)
	if len(rest.Places) != 1 || rest.State != housing.OutageAnnounced {
		t.Errorf("what stays with the old organisation is %+v", rest)
	}
	if _, err := d.outages.Outage(d.ctx(), d.dispatcher, d.outage); err != nil {
		t.Errorf("the old organisation does not see what began in its term: %v", err)
	}
	mine, err := d.outages.Mine(d.ctx(), d.anna, noon().Add(-time.Hour), december())
	must(t, err)
	if len(mine) != 2 {
		t.Errorf("the resident sees %+v", mine)
	}
}

// Months belong to whoever manages the house on their last day.
func TestMonthsAreOfTheTermThatTheyEndIn(t *testing.T) {
	t.Parallel()
	d := newDuty(t)
	newcomer := d.hire(61, d.other, housing.StaffOperator)
	d.load(november())
	december := november().Add(1)
	d.load(december)
	must(t, d.pass(d.lenina, time.December, 15))
	day := time.Date(2026, 12, 20, 5, 0, 0, 0, time.UTC)
	must(t, d.orgs.Settle(d.ctx(), day))

	type months = []housing.Period
	for name, tt := range map[string]struct {
		person housing.PersonID
		org    housing.OrganisationID
		has    housing.Period
		hasNot housing.Period
	}{
		"old": {d.dispatcher, d.org, november(), december}, "new": {newcomer, d.other, december, november()},
	} {
		waiting, err := d.operators.Waiting(d.ctx(), tt.person, tt.org)
		must(t, err)
		unsent, err := d.operators.Unsent(d.ctx(), tt.person, tt.org, november())
		must(t, err)
		foreign, err := d.operators.Publish(d.ctx(), d.once(), housing.Publishing{
			Organisation: tt.org, Period: tt.hasNot, By: tt.person,
		}, day)
		must(t, err)
		rows, err := d.readings.ForExport(d.ctx(), tt.org, tt.has, true)
		must(t, err)
		others, err := d.readings.ForExport(d.ctx(), tt.org, tt.hasNot, true)
		must(t, err)
		if !slices.Equal(waiting, months{tt.has}) || len(unsent) != 1 || unsent[0].Period != tt.has ||
			foreign.Documents != 0 || len(rows) != 1 || len(others) != 0 {
			t.Errorf("%s: waiting %v, readings %+v, published %d of the other's, taken %d and %d",
				name, waiting, unsent, foreign.Documents, len(rows), len(others))
		}
		own, err := d.operators.Publish(d.ctx(), d.once(), housing.Publishing{
			Organisation: tt.org, Period: tt.has, By: tt.person,
		}, day)
		must(t, err)
		if own.Documents != 1 || own.Told != 1 {
			t.Errorf("%s: published %+v, want one of its own, and its resident told", name, own)
		}
	}
}

// load gives flat 45 a loaded document and a reading of a month.
func (d *duty) load(month housing.Period) {
	d.t.Helper()
	d.exec(`INSERT INTO documents (period, account_id, state, charged, debt, advance, paid, support, due, content,
			digest, loaded_at, changed_at)
		SELECT $1, id, 'loaded', 1, 0, 0, 0, 0, 1, '{}', '', $2, $2 FROM accounts WHERE number_key = $3`,
		month.First().String(), noon(), flat45)
	d.exec(`INSERT INTO readings (period, meter_id, taken_on, given_at, figures, state, source)
		SELECT $1, id, $1, $2, '{130}', 'saved', 'resident' FROM meters WHERE serial = $3`,
		month.First().String(), noon(), kitchen)
}

func (d *duty) pass(h housing.House, m time.Month, day int) error {
	on := housing.Date{Year: 2026, Month: m, Day: day}
	_, err := d.orgs.Pass(d.ctx(), housing.HousePass{House: h.ID, To: d.other, On: on}, noon())
	return err
}

func TestAPassIsCalledOffAndPutOff(t *testing.T) {
	t.Parallel()
	d := newDuty(t)
	must(t, d.pass(d.lenina, time.December, 1))
	must(t, d.pass(d.lenina, time.December, 10)) // put off
	must(t, d.orgs.Settle(d.ctx(), december()))
	if h := d.house("ленина 12"); h.Organisation.ID != d.org {
		t.Fatal("the house passed on the day that was put off")
	}
	off := housing.HousePass{House: d.lenina.ID, To: d.org, On: housing.Date{Year: 2026, Month: time.December, Day: 5}}
	_, err := d.orgs.Pass(d.ctx(), off, noon())
	must(t, err)
	must(t, d.orgs.Settle(d.ctx(), december().AddDate(0, 1, 0)))
	if h := d.house("ленина 12"); h.Organisation.ID != d.org {
		t.Fatal("the house passed though it was called off")
	}
	_, err = d.orgs.Pass(d.ctx(), off, noon())
	wantRefusal(t, err, "cli.pass_same")
	if n := d.int(`SELECT count(*) FROM house_terms WHERE house_id = $1`, int64(d.lenina.ID)); n != 1 {
		t.Errorf("%d terms, want one", n)
	}
}

// An import of accounts takes houses over where it says since when.
func TestAnImportTakesAHouseOver(t *testing.T) {
	t.Parallel()
	d := newDuty(t)
	in := importOf(d.other, false)
	records := []housing.AccountRecord{account(3, "77", "Лев", "45", address("ул. Ленина", "12", ""))}
	report, err := d.register.ImportAccounts(d.ctx(), in, records)
	must(t, err)
	if report.Saved || len(report.Faults) != 1 {
		t.Fatalf("a house of another is %+v", report)
	}
	in.Taken = housing.Date{Year: 2026, Month: time.November, Day: 20}
	report, err = d.register.ImportAccounts(d.ctx(), in, records)
	must(t, err)
	found, _, err := d.houses.Search(d.ctx(), housing.ParseQuery("ленина 12"), 1)
	must(t, err)
	if !report.Saved || len(found) == 0 || found[0].Organisation.ID != d.other {
		t.Errorf("taken over is %+v, %+v", report, found)
	}
}

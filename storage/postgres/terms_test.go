package postgres_test

import (
	"strings"
	"testing"
	"time"

	"dombot/internal/housing"
)

// kinds lists what was ever written to a person, of everything but the household.
func (e *estate) kinds(p housing.PersonID) string {
	e.t.Helper()
	var all string
	must(e.t, e.raw().QueryRowContext(e.ctx(), `
		SELECT coalesce(string_agg(DISTINCT n.kind, ' ' ORDER BY n.kind), '')
		FROM recipients r
		JOIN notices n ON n.id = r.notice_id
		JOIN people ON people.bot_id = r.bot_id AND people.chat_id = r.chat_id
		WHERE people.id = $1 AND n.kind NOT IN ('family', 'joined')`, int64(p)).Scan(&all))
	return all
}

// ends lets the term of a person end a minute before noon. Nobody sweeps.
func (e *estate) ends(p housing.PersonID) {
	e.exec(`UPDATE links SET ends_at = $1 WHERE person_id = $2`, noon().Add(-time.Minute), int64(p))
}

// Of everything that is told by itself nothing is written to whose term is over, nor sent to whose term ended
// since it was written. Whose term lasts, and who proved the account, get all of it.
func TestWhoseTermIsOverIsToldNothing(t *testing.T) {
	t.Parallel()
	e := newEstate(t)
	guest, over, olga := e.person(80), e.person(81), e.person(90)
	for _, p := range []housing.PersonID{guest, over} {
		e.invitedLink(p, housing.Grant{
			Role: housing.Tenant, Rights: housing.Granted(), Until: housing.DateOf(noon().AddDate(0, 1, 0)),
		})
	}
	e.ends(over)
	e.exec(`INSERT INTO operators (person_id, organisation_id, since, role) VALUES ($1, $2, now(), 'admin')`,
		int64(olga), int64(e.org))
	lenina := e.house("ленина 12")
	outage := housing.Outage{
		Organisation: housing.Organisation{ID: e.org}, Kind: housing.OutageEmergency, From: noon(),
		Utilities: []housing.Utility{housing.UtilityColdWater}, To: noon().AddDate(0, 0, 5),
		Places: []housing.OutagePlace{wholeOf(lenina)},
	}
	planned := outage
	planned.Kind, planned.From = housing.OutagePlanned, noon().Add(24*time.Hour)

	for _, o := range []housing.Outage{outage, planned} {
		audience, err := e.outages.Audience(e.ctx(), olga, o, noon())
		must(t, err)
		if audience.People != 3 { // anna, her family, the guest
			t.Errorf("of %s %d people are to be told, want three", o.Kind, audience.People)
		}
		_, _, err = e.outages.Announce(e.ctx(), e.once(), olga, o, noon())
		must(t, err)
	}
	must(t, e.outages.TellPlanned(e.ctx(), noon().Add(7*time.Hour)))
	for _, topic := range []housing.ReminderTopic{housing.RemindReadings, housing.RemindPayment} {
		_, err := e.reminders.Remind(e.ctx(), topic, zone, noon())
		must(t, err)
	}
	e.show(bill(november(), flat45, "100"))
	read := handedOver{e.town, e.anna, e.account, e.meter}
	e.exec("UPDATE meters SET gis_number = 'G-' || serial")
	e.exec("UPDATE submissions SET person_id = $1", int64(over)) // who cannot be told, so the others are
	read.export()
	read.verdicts(rejected("18-345672", "130", "не по форме"))

	const all = "charged digest outage rejected reminder"
	if got := e.kinds(guest); got != all {
		t.Errorf("the guest is written to of %q, want %q", got, all)
	}
	if got := e.kinds(over); got != "" {
		t.Errorf("whose term is over is written to of %q", got)
	}

	e.ends(guest)
	sent := map[int64][]string{}
	later := noon().AddDate(0, 0, 2)
	notices, err := e.outbox.Take(e.ctx(), "a", 1000, later, time.Minute)
	must(t, err)
	for _, n := range notices {
		sent[n.Chat] = append(sent[n.Chat], string(n.Kind))
	}
	anna := int64(e.int(`SELECT chat_id FROM people WHERE id = $1`, int64(e.anna)))
	for kind := range strings.FieldsSeq(all) {
		if !strings.Contains(strings.Join(sent[anna], " "), kind) {
			t.Errorf("who proved the account is not told of %s, only of %q", kind, sent[anna])
		}
	}
	for _, kind := range sent[180] {
		if strings.Contains(all, kind) {
			t.Errorf("whose term ended meanwhile is told of %s", kind)
		}
	}
}

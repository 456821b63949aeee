package postgres_test

import (
	"time"

	"dombot/internal/forum"
	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// bureau is what those who work for the organisation of an estate have there, one of everything.
type bureau struct {
	operators   *postgres.Operators
	chats       *postgres.Chats
	links       *postgres.WebLinks
	licences    *postgres.Licences
	mailings    *postgres.Mailings
	suspensions *postgres.Suspensions

	boris   housing.PersonID   // an operator
	crew    housing.OperatorID // he, among them
	hiring  housing.HiringID   // an invitation that waits
	hired   housing.TokenHash  // that of boris
	keeper  housing.ChatKeeperID
	trusted housing.TokenHash // that of the keeper
	vera    housing.PersonID  // the keeper
	chat    housing.HouseChatID
	poll    housing.PollID
	outage  housing.OutageRef
	mailing housing.MailingID
	unsent  int64 // a draft of olga
	change  housing.LicenceChange
	leaving housing.LicenceLeaving
	hold    []housing.TokenHash // what the one who tries has from before, or made up
}

// secret is a token that nobody has.
func (e *estate) secret() housing.TokenHash {
	e.t.Helper()
	return housing.HashToken(string(e.once()))
}

// openBureau gives the organisation something of everything that people work with.
func (e *estate) openBureau() {
	e.t.Helper()
	e.bureau = bureau{
		operators: &postgres.Operators{DB: e.db}, chats: &postgres.Chats{DB: e.db}, links: &postgres.WebLinks{DB: e.db},
		licences: &postgres.Licences{DB: e.db}, mailings: &postgres.Mailings{DB: e.db},
		suspensions: &postgres.Suspensions{DB: e.db}, hold: []housing.TokenHash{e.secret()},
	}
	e.engage()
	e.switchOff()
	e.gather()
	e.license()
	e.exec(`UPDATE meters SET gis_number = 'G-' || serial`)
	e.exec(`UPDATE readings SET state = 'sent', sent_at = $1 WHERE source = 'resident' AND state = 'saved'`, noon())
	must(e.t, e.houses.Review(e.ctx(), e.once(), e.anna, housing.Review{Work: e.work, Good: true}, noon()))
	must(e.t, e.outbox.Suspend(e.ctx(), housing.Suspension{Since: noon(), Until: noon().AddDate(0, 0, 9)}))
	if r := e.load(november(), bill(november(), flat45, "1")); !r.Saved {
		e.t.Fatalf("the document is not loaded: %+v", r.Faults)
	}
}

// engage invites two operators, of whom one came.
func (e *estate) engage() {
	e.t.Helper()
	e.boris, e.hired = e.person(62), e.secret()
	for _, hash := range []housing.TokenHash{e.hired, e.secret()} {
		must(e.t, e.operators.Hire(e.ctx(), housing.Hiring{
			Organisation: e.org, Name: "Борис", Role: housing.StaffOperator, Hash: hash, Issued: noon(), By: e.olga,
		}))
	}
	_, err := e.operators.Join(e.ctx(), e.once(), e.boris, e.hired, noon())
	must(e.t, err)
	o, err := e.operators.Work(e.ctx(), e.boris, e.org)
	must(e.t, err)
	e.crew = o.ID
	e.hiring = housing.HiringID(e.int(`SELECT id FROM operator_invites WHERE used_at IS NULL`))
}

// burst is an emergency in the house of the estate.
func (e *estate) burst(org housing.OrganisationID, typed string) housing.Outage {
	e.t.Helper()
	return housing.Outage{
		Organisation: housing.Organisation{ID: org}, Kind: housing.OutageEmergency,
		Utilities: []housing.Utility{housing.UtilityColdWater}, From: noon(), Next: noon().Add(time.Hour),
		Places: []housing.OutagePlace{wholeOf(e.house(typed))},
	}
}

// switchOff announces an outage as from a file, and loads another.
func (e *estate) switchOff() {
	e.t.Helper()
	told, err := e.outages.AnnounceNew(e.ctx(), e.once(), e.olga, []housing.Outage{e.burst(e.org, "ленина 12")}, noon())
	must(e.t, err)
	e.outage = told[0]
	m, err := e.mailings.OfOutage(e.ctx(), e.olga, e.outage.ID, noon())
	must(e.t, err)
	e.mailing = m.ID
	must(e.t, e.outages.NoteFilings(e.ctx(), e.org, []housing.Filing{{
		Outage: e.outage.ID, Base: filingOne, Transport: filingOne, What: housing.FilingPlaces, Digest: "a",
	}}, noon()))
	must(e.t, e.outages.KeepDraft(e.ctx(), e.loaded(e.olga, e.org), noon()))
	d, err := e.outages.Draft(e.ctx(), e.olga, e.org, noon())
	must(e.t, err)
	e.unsent = d.ID
}

// loaded is a file with an outage of the organisation of the estate, as somebody loads it.
func (e *estate) loaded(p housing.PersonID, org housing.OrganisationID) housing.OutageDraft {
	e.t.Helper()
	return housing.OutageDraft{
		Organisation: org, Person: p, Name: "план.xlsx", Outages: []housing.Outage{e.burst(e.org, "ленина 5")},
	}
}

// gather attaches a group of neighbours with a poll, and lets somebody look after those of a house.
func (e *estate) gather() {
	e.t.Helper()
	id, err := e.chats.Save(e.ctx(), e.once(), e.olga, e.group(0, e.org), noon())
	must(e.t, err)
	e.chat = id
	must(e.t, e.chats.AskPoll(e.ctx(), e.once(), e.olga, e.question(), noon()))
	poll, _, err := e.chats.Poll(e.ctx(), e.olga, e.chat)
	must(e.t, err)
	e.poll, e.vera, e.trusted = poll.ID, e.person(63), e.secret()
	must(e.t, e.chats.Issue(e.ctx(), e.trust(e.olga, e.org), e.trusted, noon()))
	must(e.t, e.chats.Keep(e.ctx(), e.once(), e.vera, e.trusted, noon()))
	all, err := e.chats.Keepers(e.ctx(), e.olga, e.org)
	must(e.t, err)
	e.keeper = all[0].ID
}

func (e *estate) group(id housing.HouseChatID, org housing.OrganisationID) housing.ChatSetting {
	e.t.Helper()
	return housing.ChatSetting{
		ID: id, Place: housing.ChatPlace{Chat: groupChat, Title: "Ленина, 12"}, Organisation: org,
		Kinds: []housing.ChatKind{housing.ChatOutages}, Houses: []housing.HouseID{e.lenina()},
	}
}

func (e *estate) question() housing.PollSetting {
	return housing.PollSetting{Chat: e.chat, Question: "Шлагбаум?", Answers: []string{"Да", "Нет"}, Days: 1}
}

func (e *estate) trust(p housing.PersonID, org housing.OrganisationID) housing.ChatLink {
	e.t.Helper()
	return housing.ChatLink{
		Kind: housing.ChatLinkKeeper, Person: p, Organisation: org, House: e.house("ленина 12"), Name: "Вера",
	}
}

// license changes the licence of the organisation, and takes a house out of it.
func (e *estate) license() {
	e.t.Helper()
	e.exec(`UPDATE houses SET fias = 'f-12' WHERE id = $1`, int64(e.lenina()))
	day := housing.Date{Year: 2026, Month: 11, Day: 1}
	for _, as := range []struct {
		state housing.LicenceState
		left  housing.Date
	}{{housing.LicenceActive, housing.Date{}}, {housing.LicenceCancelled, day}} {
		e.loadHouses(housing.HouseBook{
			Licences: []housing.LicenceRecord{licenceOf("054000123", "5400000009", as.state)},
			LicenceHouses: []housing.LicenceHouseRecord{{
				TableRow: housing.TableRow{Sheet: "Дома лицензий", Row: 2, House: "г. Светлоречье, Ленина, 12"},
				Licence:  "054000123", FIAS: "f-12", Included: housing.Date{Year: 2021, Month: 5, Day: 1},
				Excluded: as.left, Stated: stated(),
			}},
		}, housing.Import{})
	}
	changes, err := e.licences.Changes(e.ctx(), e.olga, e.org, noon())
	must(e.t, err)
	leavings, err := e.licences.Leavings(e.ctx(), e.olga, e.org, noon())
	must(e.t, err)
	e.change, e.leaving = changes[0], leavings[0]
}

// dismissed makes a person one who was an administrator, and whose invitations and links are still about.
func (e *estate) dismissed(p housing.PersonID) {
	e.t.Helper()
	e.employ(p, e.org)
	hired, trusted, named := e.secret(), e.secret(), e.secret()
	must(e.t, e.operators.Hire(e.ctx(), housing.Hiring{
		Organisation: e.org, Name: "Я", Role: housing.StaffAdmin, Hash: hired, Issued: noon(), By: p,
	}))
	must(e.t, e.chats.Issue(e.ctx(), e.trust(p, e.org), trusted, noon()))
	must(e.t, e.board.store.Name(e.ctx(), forum.Naming{By: p, House: e.board.house, Name: "Я", Hash: named}, noon()))
	e.hold = append(e.hold, hired, trusted, named)
	o, err := e.operators.Work(e.ctx(), p, e.org)
	must(e.t, err)
	must(e.t, e.operators.Dismiss(e.ctx(), e.once(), housing.Managing{
		By: e.olga, Organisation: e.org, Operator: o.ID,
	}, noon()))
}

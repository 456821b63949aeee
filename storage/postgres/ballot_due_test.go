package postgres_test

import (
	"crypto/rand"
	"sync"
	"testing"
	"time"

	"dombot/internal/ballot"
	"dombot/internal/housing"
	"dombot/internal/owners"
	"dombot/storage/postgres"
)

// loadAt loads rights at a moment.
func (p *poll) loadAt(at time.Time, records ...housing.OwnershipRecord) {
	p.t.Helper()
	r, err := p.register.ImportHouses(p.ctx(), housing.Import{Organisation: p.org, At: at}, housing.HouseBook{Ownership: records})
	must(p.t, err)
	if !r.Saved || len(r.Faults) > 0 {
		p.t.Fatalf("loaded: %+v", r)
	}
}

// removed is a row that takes a right out of the register.
func removed(r housing.OwnershipRecord) housing.OwnershipRecord {
	r.Remove = true
	return r
}

// The program sleeps through the start of a vote while the register goes on: who may vote, and with what weight, is
// what the register was at the start. Whoever turns out to be somebody else later keeps the vote.
func TestTheElectorateIsThatOfTheStart(t *testing.T) {
	t.Parallel()
	p := newPoll(t, ballot.Official)
	p.meeting.Revote = true
	p.meeting.Start = noon().Add(time.Minute)
	p.exec(`UPDATE meetings SET starts_at = $1, revote = true`, p.meeting.Start)
	later := noon().Add(time.Hour)
	stranger := owned(6, "47", "30", "Кто Неизвестный", 1, 1)
	known, smaller := owned(6, "47", "30", "Кто Известный", 1, 1), owned(6, "47", "3", "Кто Известный", 1, 1)
	p.loadAt(later, removed(stranger), known)
	p.loadAt(later.Add(time.Minute), smaller)
	p.loadAt(later.Add(time.Minute), owned(9, "48", "20", "Новый Владелец", 1, 1))
	gone := owned(9, "49", "20", "Лишний", 1, 1)
	p.loadAt(noon(), gone)
	p.loadAt(later.Add(time.Minute), removed(gone))

	at := noon().Add(3 * time.Hour)
	var wait sync.WaitGroup
	for _, replica := range []*postgres.Ballots{p.votes, {DB: p.db, Rand: rand.Reader}} {
		wait.Go(func() {
			if err := replica.OpenDue(p.ctx(), at); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if n := p.int(`SELECT count(*) FROM ballot_voters`); n != 4 {
		t.Errorf("%d holdings are frozen, want those of 45, 46, 47 and 49", n)
	}
	turnout, err := p.votes.Turnout(t.Context(), p.meeting.ID)
	must(t, err)
	if got := turnout.Total.FloatString(1); got != "155.3" {
		t.Errorf("total %s, want the areas of the start", got)
	}

	// He is confirmed by his papers, votes, and then turns out to own 48 by СНИЛС, too.
	kto := p.person(21)
	who := owners.OwnerID(p.int(`SELECT id FROM owners WHERE name = 'Кто Известный'`))
	register := &postgres.Owners{DB: p.db}
	must(t, register.Confirm(t.Context(), p.once(), owners.Confirmation{Owner: who, Person: kto, Acts: owners.Self}, at))
	mustVote(t)(p.cast(kto, at, both(ballot.For)))
	parking, flat := owned(30, "50", "12", "Кто Известный", 1, 1), smaller
	parking.SNILS, flat.SNILS = housing.SNILSHash("kto"), housing.SNILSHash("kto")
	p.loadAt(at, parking)
	p.loadAt(at, flat)
	signed := p.signed(22, "kto")
	for _, person := range []housing.PersonID{kto, signed} {
		own, err := p.votes.Own(t.Context(), p.meeting.ID, person, at)
		must(t, err)
		if len(own) != 1 || len(own[0].Voted) != 1 || own[0].Sold || own[0].Weight.FloatString(0) != "30" || own[0].Voted[0].Owner != own[0].Owner {
			t.Errorf("person %d sees %+v, want the vote of 47", person, own)
		}
	}
	mustVote(t)(p.cast(signed, at, both(ballot.Against)))
	c, err := p.votes.Count(t.Context(), p.meeting.ID, p.meeting.End)
	must(t, err)
	if r := c.Outcome.All; r.Holdings != 1 || r.Results[0].Against.FloatString(0) != "30" || c.Outcome.Foreign != 0 {
		t.Errorf("counted %+v", r)
	}
	if r := p.check(p.meeting.End); !r.Good() || r.Entries != 2 {
		t.Errorf("%+v", r)
	}
}

// A vote whose register is missing or wrong at the start begins with the first one by which people can vote.
func TestAVoteWaitsForItsRegister(t *testing.T) {
	t.Parallel()
	p := newPoll(t, ballot.Official)
	p.exec(`UPDATE owner_rights SET share_den = 2 WHERE number = '54:35-6'`)
	must(t, p.votes.OpenDue(t.Context(), noon().Add(time.Hour)))
	if n := p.int(`SELECT count(*) FROM ballot_boxes`); n != 0 {
		t.Fatal("a wrong register is frozen")
	}
	// However many wait, none behind them does.
	p.exec(`
		INSERT INTO meetings (id, house_id, person_id, state, mode, starts_at, ends_at, changed_at, created_at)
		OVERRIDING SYSTEM VALUE
		SELECT 1000 + n, $1, min(p.id), 'voting', 'official', $2, $3, now(), now() FROM people p, generate_series(1, 205) n GROUP BY n`,
		int64(p.meeting.House), p.meeting.Start, p.meeting.End)
	other := p.meeting
	other.ID, other.House = 2000, housing.HouseID(p.int(`SELECT id FROM houses WHERE id <> $1 ORDER BY id LIMIT 1`, int64(p.meeting.House)))
	p.placed(other)
	elsewhere := owned(40, "1", "30", "Дальний Сосед", 1, 1)
	p.loadAt(noon(), elsewhere)
	p.exec(`UPDATE premises SET house_id = $1 WHERE id = (SELECT premises_id FROM owner_rights WHERE number = $2)`, int64(other.House), elsewhere.Number)
	must(t, p.votes.OpenDue(t.Context(), noon().Add(time.Hour)))
	if n := p.int(`SELECT max(meeting_id) FROM ballot_boxes`); n != 2000 {
		t.Errorf("the last vote opened is %d", n)
	}
	_, err := p.cast(p.anna, noon().Add(time.Hour), both(ballot.For))
	wantRefusal(t, err, "ballot.register_wrong")
	p.loadAt(noon().Add(2*time.Hour), owned(6, "47", "30", "Кто Неизвестный", 1, 1))
	must(t, p.votes.OpenDue(t.Context(), noon().Add(3*time.Hour)))
	mustVote(t)(p.cast(p.anna, noon().Add(3*time.Hour), both(ballot.For)))
}

// Who called a meeting for an organisation, and works there no more, has no right to its register.
func TestWhoLeftTheOrganisationCollectsNothing(t *testing.T) {
	t.Parallel()
	p := newPoll(t, ballot.Official)
	olga := p.person(15)
	p.exec(`INSERT INTO operators (person_id, organisation_id, since, role) VALUES ($1, $2, now(), 'operator')`, int64(olga), int64(p.org))
	p.exec(`UPDATE meetings SET person_id = $1, organisation_id = $2`, int64(olga), int64(p.org))
	protocols := &postgres.Protocols{Ballots: p.votes}
	paper := p.paper(p.holding(p.anna), "Иванова Анна")
	paper.By = olga
	for _, want := range []bool{true, false} {
		may, err := protocols.Collects(t.Context(), olga, p.meeting.ID)
		must(t, err)
		if may != want {
			t.Errorf("collects: %v, want %v", may, want)
		}
		p.exec(`UPDATE operators SET removed_at = now() WHERE person_id = $1`, int64(olga))
	}
	_, err := protocols.Record(t.Context(), olga, p.meeting.ID, p.meeting.End)
	wantRefusal(t, err, "protocol.no_right")
	_, err = p.votes.Enter(t.Context(), p.once(), paper, noon())
	wantRefusal(t, err, "ballot.not_collector")
}

// A row of the register that named a wrong owner is put right: the vote of the right stays, whoever was confirmed for
// the wrong name acts for nobody. A surname that changed alone is the same person; a name that was put right by
// mistake comes back.
func TestWhoIsConfirmedForOneNameIsNotForAnother(t *testing.T) {
	t.Parallel()
	p := newPoll(t, ballot.Official)
	p.meeting.Revote = true
	p.exec(`UPDATE meetings SET revote = true`)
	at := noon().Add(time.Hour)
	called := func(name string) housing.OwnershipRecord { return owned(6, "47", "30", name, 1, 1) }
	maiden, married, other := called("Ким Анна Ивановна"), called("Цой Анна Ивановна"), called("Сидоров Пётр Ильич")
	p.loadAt(noon(), removed(called("Кто Неизвестный")), maiden)
	person := p.person(21)
	register := &postgres.Owners{DB: p.db}
	must(t, register.Confirm(t.Context(), p.once(), owners.Confirmation{
		Owner:  owners.OwnerID(p.int(`SELECT id FROM owners WHERE name = 'Ким Анна Ивановна'`)),
		Person: person, Acts: owners.Self,
	}, noon()))
	must(t, p.votes.OpenDue(t.Context(), at))
	mustVote(t)(p.cast(person, at, both(ballot.For)))

	p.loadAt(at, removed(maiden), married)
	mustVote(t)(p.cast(person, at, both(ballot.Against)))
	p.loadAt(at, removed(married), other)
	_, err := p.cast(person, at, both(ballot.For))
	wantRefusal(t, err, "ballot.not_owner")
	if own, err := p.votes.Own(t.Context(), p.meeting.ID, person, at); err != nil || len(own) != 0 {
		t.Errorf("sees %+v, %v of who came instead", own, err)
	}
	p.loadAt(at, removed(other), married)
	if n := p.int(`
		SELECT count(*) FROM owner_rights r JOIN owners o ON o.id = r.owner_id AND o.merged_into IS NULL
		WHERE r.number = '54:35-6' AND o.name = 'Цой Анна Ивановна'`); n != 1 {
		t.Errorf("%d rights are hers again", n)
	}
	c, err := p.votes.Count(t.Context(), p.meeting.ID, p.meeting.End)
	must(t, err)
	if r := c.Outcome.All; r.Holdings != 1 || r.Results[0].Against.FloatString(0) != "30" || c.Outcome.Foreign != 0 {
		t.Errorf("counted %+v", r)
	}
}

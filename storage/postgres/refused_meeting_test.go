package postgres_test

import (
	"context"
	"crypto/rand"
	"time"

	"dombot/internal/ballot"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/owners"
	"dombot/storage/postgres"
)

// hall is what the owner of an estate has of meetings, each as far as it can come.
type hall struct {
	meetings    *postgres.Meetings
	voting      *postgres.Voting
	inspectors  *postgres.Inspectors
	votes       *postgres.Ballots
	protocols   *postgres.Protocols
	papers      *postgres.Papers
	owners      *postgres.Owners
	unsubmitted meeting.ID
	reviewed    meeting.ID
	held        meeting.ID // its box is open, and one voted
	over        meeting.ID
	image       int64 // of the message of held
	owner       owners.OwnerID
	paper       owners.RightID // that nobody voted for
	holding     owners.RightID
	ballot      ballot.Meeting // of held
}

// sold is the day on which the flat passed to the owner of the estate.
func sold() housing.Date { return housing.Date{Year: 2026, Month: time.November, Day: 1} }

// assemble calls meetings of the house.
func (e *estate) assemble() {
	e.t.Helper()
	votes := &postgres.Ballots{DB: e.db, Rand: rand.Reader}
	e.hall = hall{
		meetings: &postgres.Meetings{DB: e.db}, voting: &postgres.Voting{DB: e.db},
		inspectors: &postgres.Inspectors{DB: e.db}, votes: votes,
		protocols: &postgres.Protocols{Ballots: votes}, papers: &postgres.Papers{Ballots: votes},
		owners: &postgres.Owners{DB: e.db},
	}
	before, now := owned(2, "45", "45.3", "Кузнецова Анна", 1, 1), owned(3, "45", "45.3", "Иванова Мария", 1, 1)
	before.SNILS, before.Until = housing.SNILSHash("before"), sold()
	now.SNILS, now.From = housing.SNILSHash("now"), sold()
	if r := e.loadOwners(before, now, owned(4, "46", "60", "Сидоров Олег", 1, 1)); !r.Saved {
		e.t.Fatalf("owners: %+v", r)
	}
	e.known(e.anna, "now")
	e.owner = owners.OwnerID(e.int(`SELECT id FROM owners WHERE name = 'Иванова Мария'`))
	day := 24 * time.Hour
	e.over = e.called("ended", noon().Add(-11*day), noon().Add(-day))
	e.held = e.called("voting", noon().Add(-day), noon().Add(9*day))
	e.reviewed = e.called("review", noon().Add(30*day), noon().Add(40*day))
	e.unsubmitted = e.called("draft", noon().Add(30*day), noon().Add(40*day))
	m, err := e.voting.Meeting(e.ctx(), e.anna, e.held)
	must(e.t, err)
	e.image, e.ballot = m.Image.ID, m.Ballot()
	_, err = votes.Cast(e.ctx(), e.once(), ballot.Cast{
		Meeting: e.ballot, Person: e.anna, Answers: []ballot.Answer{ballot.For},
	}, noon())
	must(e.t, err)
	own, err := votes.Own(e.ctx(), e.held, e.anna, noon())
	must(e.t, err)
	e.holding = own[0].Holding
	e.collect()
	e.paper = owners.RightID(e.int(`SELECT holding FROM ballot_voters WHERE meeting_id = $1 AND holding <> $2`,
		int64(e.held), int64(e.holding)))
}

// collect enters a decision on paper in the meeting that is over.
func (e *estate) collect() {
	e.t.Helper()
	m, err := e.voting.Meeting(e.ctx(), e.anna, e.over)
	must(e.t, err)
	during := m.Starts.Add(time.Hour)
	must(e.t, e.votes.Open(e.ctx(), m.Ballot(), during))
	own, err := e.votes.Own(e.ctx(), e.over, e.anna, during)
	must(e.t, err)
	_, err = e.papers.Enter(e.ctx(), e.once(), ballot.PaperDecision{
		Meeting: m.Ballot(), By: e.anna, Holding: own[0].Holding, Owner: e.owner, Answers: []ballot.Answer{ballot.For},
		Received: during, File: ballot.File{Name: "1.jpg", Kind: "image/jpeg", Data: []byte("jpeg")},
	}, during)
	must(e.t, err)
}

// known makes a person somebody whom Госуслуги told.
func (e *estate) known(p housing.PersonID, snils string) {
	e.t.Helper()
	e.exec(`INSERT INTO identities VALUES ($1, 'А', 'Б', '', $2, now())`,
		int64(p), []byte(snils))
}

// called is a meeting of the owner of the estate, in a state.
func (e *estate) called(state string, from, to time.Time) meeting.ID {
	e.t.Helper()
	id, err := e.meetings.Begin(e.ctx(), e.once(), e.anna, e.lenina(), noon())
	must(e.t, err)
	e.exec(`UPDATE meetings SET state = $2, number = CASE WHEN $2 <> 'draft' THEN $1 END, mode = 'official',
			kind = 'extraordinary', form = 'electronic', starts_at = $3, ends_at = $4, voting_system = 'ГИС ЖКХ',
			paper_order = 'в ящик', acquaint = 'в чате', revote = true, admin_kind = 'self', admin_phone = '1',
			admin_address = 'кв. 45'
		WHERE id = $1`, int64(id), state, from, to)
	e.exec(`INSERT INTO meeting_questions (meeting_id, number, kind, name, majority)
		VALUES ($1, 1, 'chair', 'Выбрать председателя', $2)`, int64(id), string(ballot.MostOfPresent))
	e.exec(`INSERT INTO meeting_files (meeting_id, name, kind, data, at) VALUES ($1, 'о.pdf', 'pdf', '%PDF', now())`, int64(id))
	return id
}

// lives reports whether a person lives in the house at this moment: they see its meetings, whatever else they may.
func (e *estate) lives(p housing.PersonID) bool {
	return e.int(`SELECT count(*) FROM links WHERE person_id = $1 AND account_id = $2 AND suspended_at IS NULL
		AND (ends_at IS NULL OR ends_at > $3)`, int64(p), int64(e.account), e.after) > 0
}

// public tries what everybody may who lives in the house.
func (e *estate) public(p housing.PersonID, try func() error) error {
	if p != e.anna && e.lives(p) {
		return errNothing
	}
	return try()
}

// anyOf tries one after the other: what one of them does not refuse, or fails with, is what all of them come to.
func anyOf(tries ...func() error) (err error) {
	for _, try := range tries {
		if err = try(); err == nil || housing.KindOf(err) == housing.Internal {
			return err
		}
	}
	return err
}

func (e *estate) meetingRows() map[string]tried {
	house := e.lenina()
	read := func(ctx context.Context, p housing.PersonID, id meeting.ID) func() error {
		return func() error { _, err := e.meetings.Meeting(ctx, p, id); return err }
	}
	return map[string]tried{
		"Meetings.Caller": func(ctx context.Context, p housing.PersonID) error {
			who, err := e.meetings.Caller(ctx, p, house, e.after)
			if err == nil && !who.May {
				return errNothing
			}
			return err
		},
		"Meetings.Begin": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.meetings.Begin(ctx, e.once(), p, house, e.after)
			return err
		},
		"Meetings.Meeting": func(ctx context.Context, p housing.PersonID) error {
			return anyOf(read(ctx, p, e.unsubmitted), read(ctx, p, e.reviewed), func() error {
				return e.public(p, read(ctx, p, e.held))
			})
		},
		"Meetings.Meetings": func(ctx context.Context, p housing.PersonID) error {
			all, err := e.meetings.Meetings(ctx, p, house, 10)
			if err == nil && p != e.anna && e.lives(p) && len(all) == 2 {
				return errNothing // what is placed, and no more
			}
			return ifAny(all, err)
		},
		"Meetings.OpenFile": func(ctx context.Context, p housing.PersonID) error {
			return e.public(p, func() error { _, err := e.meetings.OpenFile(ctx, p, e.held, e.image); return err })
		},
		"Meetings.Change": func(ctx context.Context, p housing.PersonID) error {
			return e.meetings.Change(ctx, e.once(), meeting.Change{
				Person: p, Meeting: e.unsubmitted, Field: meeting.FieldKind, Value: "annual",
			}, e.after)
		},
		"Meetings.Submit": func(ctx context.Context, p housing.PersonID) error {
			return e.meetings.Submit(ctx, e.once(), meeting.Submission{
				Person: p, Meeting: e.unsubmitted, Mode: meeting.Official,
			}, e.after)
		},
		"Meetings.Act": func(ctx context.Context, p housing.PersonID) error {
			act := func(do meeting.Deed) func() error {
				return func() error {
					_, err := e.meetings.Act(ctx, e.once(), meeting.Act{
						Person: p, Meeting: e.reviewed, Do: do, On: housing.DateOf(noon()),
						Remarks: []meeting.Remark{{Part: meeting.General, Text: "нет"}},
					}, e.after)
					return err
				}
			}
			return anyOf(act(meeting.DoApprove), act(meeting.DoReturn), act(meeting.DoWithdraw))
		},
		"Meetings.Owners": func(ctx context.Context, p housing.PersonID) error {
			return ifAny(e.meetings.Owners(ctx, p, e.unsubmitted, "46", e.after))
		},
		"Meetings.Drop": func(ctx context.Context, p housing.PersonID) error {
			return e.meetings.Drop(ctx, e.once(), p, e.unsubmitted, e.after)
		},
		"Inspectors.Queue": func(ctx context.Context, p housing.PersonID) error {
			return ifAny(e.inspectors.Queue(ctx, p, 10))
		},
	}
}

func (e *estate) votingRows() map[string]tried {
	votes := []ballot.Answer{ballot.Against}
	return map[string]tried{
		"Voting.Meeting": func(ctx context.Context, p housing.PersonID) error {
			return e.public(p, func() error { _, err := e.voting.Meeting(ctx, p, e.held); return err })
		},
		"Voting.OpenFile": func(ctx context.Context, p housing.PersonID) error {
			return e.public(p, func() error { _, err := e.voting.OpenFile(ctx, p, e.held, e.image); return err })
		},
		"Voting.Running": func(ctx context.Context, p housing.PersonID) error {
			return ifAny(e.voting.Running(ctx, p, e.after))
		},
		"Ballots.Own": func(ctx context.Context, p housing.PersonID) error {
			return ifAny(e.votes.Own(ctx, e.held, p, e.after))
		},
		"Ballots.Receipts": func(ctx context.Context, p housing.PersonID) error {
			return ifAny(e.votes.Receipts(ctx, e.held, p))
		},
		"Ballots.Cast": func(ctx context.Context, p housing.PersonID) error {
			cast := func(of ...owners.RightID) func() error {
				return func() error {
					_, err := e.votes.Cast(ctx, e.once(), ballot.Cast{
						Meeting: e.ballot, Person: p, Answers: votes, Holdings: of,
					}, e.after)
					return err
				}
			}
			return anyOf(cast(), cast(e.holding))
		},
		"Ballots.Enter": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.votes.Enter(ctx, e.once(), e.decision(p), e.after)
			return err
		},
		"Papers.Enter": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.papers.Enter(ctx, e.once(), e.decision(p), e.after)
			return err
		},
		"Papers.Forms": func(ctx context.Context, p housing.PersonID) error {
			forms := func(all bool) func() error {
				return func() error { return ifAny(e.papers.Forms(ctx, p, e.held, all, e.after)) }
			}
			return anyOf(forms(false), forms(true))
		},
		"Papers.Collection": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.papers.Collection(ctx, p, e.held, e.after)
			return err
		},
		"Papers.Scan": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.papers.Scan(ctx, p, e.over, 1, e.after)
			return err
		},
		"Protocols.Collects": func(ctx context.Context, p housing.PersonID) error {
			may, err := e.protocols.Collects(ctx, p, e.over)
			if err == nil && !may {
				return errNothing
			}
			return err
		},
		"Protocols.Record": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.protocols.Record(ctx, p, e.over, e.after)
			return err
		},
		"Protocols.Public": func(ctx context.Context, p housing.PersonID) error {
			_, err := e.protocols.Public(ctx, p, e.over, e.after)
			return err
		},
		"Protocols.Announce": func(ctx context.Context, p housing.PersonID) error {
			return e.protocols.Announce(ctx, e.once(), p, e.over, e.after)
		},
		"Owners.Mine": func(ctx context.Context, p housing.PersonID) error {
			mine, err := e.owners.Mine(ctx, p, e.after)
			for _, m := range mine {
				if m.Owner.ID == e.owner {
					return nil
				}
			}
			return ifAny(mine[:0], err)
		},
		"Owners.Houses": func(ctx context.Context, p housing.PersonID) error {
			return ifAny(e.owners.Houses(ctx, p, e.after))
		},
		"Owners.Confirm": func(ctx context.Context, p housing.PersonID) error {
			return e.forOffices(func(org housing.OrganisationID) error {
				return e.owners.Confirm(ctx, e.once(), e.confirmation(org, p), e.after)
			})
		},
		"Owners.Asked": func(ctx context.Context, p housing.PersonID) error {
			return e.forOffices(func(org housing.OrganisationID) error {
				found, err := e.owners.Asked(ctx, owners.Asked{
					Organisation: org, By: p, Person: e.confirmation(org, p).Person, House: e.lenina(), Premises: "45",
				}, e.after)
				return ifAny(found.Owners, err)
			})
		},
		"Owners.Revoke": func(ctx context.Context, p housing.PersonID) error {
			return e.forOffices(func(org housing.OrganisationID) error {
				return e.owners.Revoke(ctx, e.once(), e.confirmation(org, p), e.after)
			})
		},
	}
}

// decision is one on paper, of a flat that has not voted, as somebody enters it.
func (e *estate) decision(by housing.PersonID) ballot.PaperDecision {
	e.t.Helper()
	return ballot.PaperDecision{
		Meeting: e.ballot, By: by, Holding: e.paper, Answers: []ballot.Answer{ballot.Against}, Received: e.after,
		Owner: owners.OwnerID(e.int(`SELECT id FROM owners WHERE name = 'Сидоров Олег'`)),
		File:  ballot.File{Name: "1.jpg", Kind: "image/jpeg", Data: []byte("jpeg")},
	}
}

// confirmation says that somebody owns the flat of the estate.
func (e *estate) confirmation(org housing.OrganisationID, by housing.PersonID) owners.Confirmation {
	return owners.Confirmation{Organisation: org, By: by, Owner: e.owner, Person: by, Acts: owners.Self}
}

// forOffices tries something for the organisation of the house, and for another.
func (e *estate) forOffices(try func(housing.OrganisationID) error) error {
	return anyOf(func() error { return try(e.org) }, func() error { return try(e.other) })
}

package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"dombot/internal/ballot"
	"dombot/internal/ballot/chain"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/owners"
)

// Papers knows whose decisions on paper are collected for meetings, and how far that has come.
type Papers struct{ Ballots *Ballots }

// Whom the person may act for by the register of today.
const selectActsFor = `SELECT DISTINCT owner_id FROM (` + actingOwners + `) a`

// Forms returns those whose decision may be given on paper: the owners that a person may act for, or, for who
// answers for the meeting, all. Before the vote starts they are those of the register of today.
func (s *Papers) Forms(
	ctx context.Context, p housing.PersonID, id meeting.ID, all bool, now time.Time,
) ([]meeting.Holder, error) {
	db := s.Ballots.DB.pool
	query, args := selectVoted, []any{int64(p), now, int64(id)}
	if all {
		if err := mayCollect(ctx, db, p, id); err != nil {
			return nil, err
		}
		query, args = selectPublicMeeting, args[2:]
	}
	m, err := wholeMeeting(ctx, db, query, args...)
	if err != nil {
		return nil, err
	}
	holders, err := s.eligible(ctx, &m, now)
	if err != nil || all {
		return holders, err
	}
	var mine []int64
	err = list(ctx, db, &mine, selectActsFor, pq.Array([]int64{int64(p)}), dateArg(m.Today(now)))
	if err != nil {
		return nil, fmt.Errorf("find whom one acts for: %w", err)
	}
	own := map[owners.OwnerID]bool{}
	for _, o := range mine {
		own[owners.OwnerID(o)] = true
	}
	var found []meeting.Holder
	for _, h := range holders {
		if own[h.Owner] {
			found = append(found, h)
		}
	}
	if len(found) == 0 {
		return nil, refused("ballot.not_owner")
	}
	return found, nil
}

// eligible are the owners as they were frozen, or, before the start, as the register of today has them.
func (s *Papers) eligible(ctx context.Context, m *meeting.Meeting, now time.Time) ([]meeting.Holder, error) {
	if now.Before(m.Starts) {
		return foreseen(ctx, s.Ballots.DB.pool, m)
	}
	if err := s.Ballots.Open(ctx, m.Ballot(), now); err != nil {
		return nil, err
	}
	return holdersOf(ctx, s.Ballots.DB.pool, m)
}

// foreseen are the owners by the register as it is.
func foreseen(ctx context.Context, q sqlx.QueryerContext, m *meeting.Meeting) ([]meeting.Holder, error) {
	reg, err := registerOf(ctx, q, ofHouse, int64(m.House.ID))
	if err != nil {
		return nil, err
	}
	day := m.Ballot().Day()
	e, err := reg.At(day)
	if flaw, wrong := errors.AsType[*owners.Refusal](err); wrong {
		return nil, fmt.Errorf("%w: %w", refused("ballot.register_wrong"), flaw)
	}
	if err != nil {
		return nil, err
	}
	var rows []ownerRow
	if err := list(ctx, q, &rows, selectOwners, int64(m.House.ID)); err != nil {
		return nil, fmt.Errorf("read owners: %w", err)
	}
	known, premises := map[owners.OwnerID]ownerRow{}, map[owners.PremisesID]owners.Premises{}
	for _, r := range rows {
		known[owners.OwnerID(r.ID)] = r
	}
	for _, p := range reg.Premises {
		premises[p.ID] = p
	}
	var all []meeting.Holder
	for _, h := range e.Holdings {
		for _, o := range h.Members {
			x := meeting.Holder{
				Holding: h.ID, Owner: o, Name: known[o].Name, Organisation: known[o].Organisation,
				Premises: premises[h.Premises], Share: h.Share, Weight: h.Weight,
			}
			for _, r := range reg.Rights {
				if r.Owner == o && r.Premises == h.Premises && r.Holds(day) && x.Number == "" {
					x.Number, x.Registered, x.Joint = r.Number, r.On, r.Joint
				}
			}
			all = append(all, x)
		}
	}
	return all, nil
}

func mayCollect(ctx context.Context, q sqlx.QueryerContext, p housing.PersonID, id meeting.ID) error {
	var may bool
	if err := get(ctx, q, &may, selectCollects, int64(p), int64(id)); err != nil {
		return fmt.Errorf("find who answers for meeting: %w", err)
	}
	if !may {
		return refused("ballot.not_collector")
	}
	return nil
}

const selectGiven = `
	SELECT seq, holding, owner_id, channel, at, received_at, document
	FROM ballots
	WHERE meeting_id = $1 AND stands
	ORDER BY seq`

// Collection returns, to who answers for the meeting, whose decisions there are, and not what they say.
func (s *Papers) Collection(
	ctx context.Context, p housing.PersonID, id meeting.ID, now time.Time,
) (c meeting.Collection, err error) {
	db := s.Ballots.DB.pool
	if err := mayCollect(ctx, db, p, id); err != nil {
		return c, err
	}
	if c.Meeting, err = wholeMeeting(ctx, db, selectPublicMeeting, int64(id)); err != nil {
		return c, err
	}
	if c.Holders, err = s.eligible(ctx, &c.Meeting, now); err != nil {
		return c, err
	}
	var rows []struct {
		decisionRow
		Document string `db:"document"`
	}
	if err = list(ctx, db, &rows, selectGiven, int64(id)); err != nil {
		return c, fmt.Errorf("list decisions: %w", err)
	}
	c.Entries, c.Tapped = map[owners.RightID]meeting.Entry{}, map[owners.RightID]time.Time{}
	for _, r := range rows {
		d := r.decision()
		switch {
		case d.Channel == ballot.Paper:
			c.Entries[d.Holding] = meeting.Entry{
				Seq: d.Seq, Holding: d.Holding, Owner: d.Owner, Received: d.Received, At: d.At,
				Document: r.Document,
			}
		case c.Meeting.Mode == meeting.Official:
			c.Tapped[d.Holding] = d.At
		}
	}
	return c, nil
}

const selectScan = `
	SELECT f.name, f.kind, f.data
	FROM ballot_files f JOIN meetings m ON m.id = f.meeting_id
	WHERE f.meeting_id = $1 AND f.seq = $2 AND m.ends_at <= $3`

// Scan returns, to who answers for the meeting, a decision on paper as it was handed in, once the term is
// over.
func (s *Papers) Scan(
	ctx context.Context, p housing.PersonID, id meeting.ID, seq int64, now time.Time,
) (f ballot.File, err error) {
	db := s.Ballots.DB.pool
	if err := mayCollect(ctx, db, p, id); err != nil {
		return f, err
	}
	var row struct {
		Name string `db:"name"`
		Kind string `db:"kind"`
		Data []byte `db:"data"`
	}
	err = get(ctx, db, &row, selectScan, int64(id), seq, now)
	if isNoRows(err) {
		err = refused("ballot.secret")
	}
	return ballot.File{Name: row.Name, Kind: row.Kind, Data: row.Data}, err
}

// Enter accepts a decision on paper.
func (s *Papers) Enter(
	ctx context.Context, o housing.Once, p ballot.PaperDecision, now time.Time,
) (chain.Receipt, error) {
	return s.Ballots.Enter(ctx, o, p, now)
}

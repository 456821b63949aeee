package postgres

import (
	"context"
	"fmt"
	"math/big"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"dombot/internal/ballot"
	"dombot/internal/ballot/chain"
	"dombot/internal/housing"
	"dombot/internal/owners"
)

const selectOwnVotes = `
	SELECT m.holding, m.owner_id, o.name, a.document, v.share, v.weight, v.pseudonym,
		` + stillHolds + ` AS holds,
		(SELECT count(*) FROM ballot_members x
			WHERE x.meeting_id = m.meeting_id AND x.holding = m.holding) > 1 AS joint,
		p.id, p.number, p.room, p.purpose, coalesce(p.area, 0) AS area, p.cadastre
	FROM (` + actingOwners + `) a
	JOIN ballot_members m ON m.meeting_id = $3 AND m.owner_id = a.owner_id
	JOIN ballot_voters v ON v.meeting_id = m.meeting_id AND v.holding = m.holding
	JOIN owners o ON o.id = m.owner_id
	JOIN premises p ON p.id = v.premises_id
	ORDER BY p.purpose <> 'residential', p.number_key, m.holding, a.document, m.owner_id`

type ownHoldingRow struct {
	premisesRow
	Holding  int64  `db:"holding"`
	Owner    int64  `db:"owner_id"`
	Name     string `db:"name"`
	Document string `db:"document"`
	Share    string `db:"share"`
	Weight   string `db:"weight"`
	Voter    string `db:"pseudonym"`
	Holds    bool   `db:"holds"`
	Joint    bool   `db:"joint"`
}

// Own returns the holdings that a person may vote for in a meeting whose voting was opened, with what was
// voted for them: also by a joint owner, whose answers are hidden until the end.
func (s *Ballots) Own(
	ctx context.Context, m ballot.MeetingID, p housing.PersonID, now time.Time,
) ([]ballot.Own, error) {
	b, err := readBox(ctx, s.DB.pool, selectBox, m)
	if err != nil {
		return nil, err
	}
	var rows []ownHoldingRow
	err = list(ctx, s.DB.pool, &rows, selectOwnVotes, pq.Array([]int64{int64(p)}),
		dateArg(b.meeting.DayOf(now)), int64(m))
	if err != nil {
		return nil, fmt.Errorf("find own votes: %w", err)
	}
	holdings := each(rows, func(r ownHoldingRow) int64 { return r.Holding })
	var cast []decisionRow
	if err := list(ctx, s.DB.pool, &cast, selectStanding, int64(m), pq.Array(holdings)); err != nil {
		return nil, fmt.Errorf("read own votes: %w", err)
	}
	var own []ballot.Own
	decisions := each(cast, decisionRow.decision)
	for _, of := range sameHolding(rows) {
		holding := owners.RightID(of[0].Holding)
		voted, _ := b.meeting.Stands(decisions, holding, ballot.Electronic)
		o, err := of[preferred(each(of, ownHoldingRow.stand), voted.Owner)].own(b, cast, now)
		if err != nil {
			return nil, err
		}
		own = append(own, o)
	}
	return own, nil
}

// sameHolding parts rows by their holdings, in the order of the first of each.
func sameHolding(rows []ownHoldingRow) (parts [][]ownHoldingRow) {
	at := map[int64]int{}
	for _, r := range rows {
		i, known := at[r.Holding]
		if !known {
			i = len(parts)
			at[r.Holding], parts = i, append(parts, nil)
		}
		parts[i] = append(parts[i], r)
	}
	return parts
}

func (r ownHoldingRow) stand() stand { return stand{owners.OwnerID(r.Owner), r.Holds} }

func (r ownHoldingRow) own(b box, cast []decisionRow, now time.Time) (ballot.Own, error) {
	share, err := fraction(r.Share)
	if err != nil {
		return ballot.Own{}, err
	}
	weight, err := fraction(r.Weight)
	if err != nil {
		return ballot.Own{}, err
	}
	o := ballot.Own{
		Holding: owners.RightID(r.Holding), Owner: owners.OwnerID(r.Owner), Name: r.Name,
		Premises: r.premises(),
		Joint:    r.Joint, Share: share, Weight: weight, Total: b.total, Document: r.Document, Sold: !r.Holds,
		Voter: r.Voter,
	}
	for _, c := range cast {
		if c.Holding != r.Holding {
			continue
		}
		d := c.decision()
		if d.Owner != o.Owner && now.Before(b.meeting.End) {
			d.Answers = nil
		}
		o.Voted = append(o.Voted, d)
	}
	return o, nil
}

const selectTurnout = `
	SELECT b.channel, v.weight
	FROM ballots b
	JOIN ballot_voters v ON v.meeting_id = b.meeting_id AND v.holding = b.holding
	WHERE b.meeting_id = $1 AND b.stands`

const selectVotedHoldings = `SELECT count(DISTINCT holding) FROM ballots WHERE meeting_id = $1 AND stands`

// Turnout tells how many votes were given so far, and nothing of what they say.
func (s *Ballots) Turnout(ctx context.Context, m ballot.MeetingID) (t ballot.Turnout, err error) {
	b, err := readBox(ctx, s.DB.pool, selectBox, m)
	if err != nil {
		return t, err
	}
	var rows []struct {
		Channel string `db:"channel"`
		Weight  string `db:"weight"`
	}
	if err := list(ctx, s.DB.pool, &rows, selectTurnout, int64(m)); err != nil {
		return t, fmt.Errorf("read turnout: %w", err)
	}
	t = ballot.Turnout{Total: b.total, Taps: new(big.Rat), Paper: new(big.Rat)}
	for _, r := range rows {
		weight, err := fraction(r.Weight)
		if err != nil {
			return t, err
		}
		sum := t.Taps
		if r.Channel == string(ballot.Paper) {
			sum = t.Paper
		}
		sum.Add(sum, weight)
	}
	if err := get(ctx, s.DB.pool, &t.Holdings, selectVotedHoldings, int64(m)); err != nil {
		return t, fmt.Errorf("count who voted: %w", err)
	}
	return t, nil
}

const selectVoters = `
	SELECT holding, premises_id, share, weight
	FROM ballot_voters
	WHERE meeting_id = $1
	ORDER BY holding`

const selectMembers = `SELECT owner_id, holding FROM ballot_members WHERE meeting_id = $1 ORDER BY owner_id`

// Count counts the votes once the term is over; before, nobody is told how anybody voted. It returns what
// it was counted from: the meeting and the electorate as they were frozen, and all decisions in their
// order. Each is held against the chain: what was changed behind the program's back is named.
func (s *Ballots) Count(
	ctx context.Context, id ballot.MeetingID, now time.Time,
) (c ballot.Counted, err error) {
	err = s.DB.reading(ctx, func(q sqlx.QueryerContext) (err error) {
		c, err = countVotes(ctx, q, id, now)
		return err
	})
	return c, err
}

func countVotes(
	ctx context.Context, q sqlx.QueryerContext, id ballot.MeetingID, now time.Time,
) (c ballot.Counted, err error) {
	b, err := readBox(ctx, q, selectBox, id)
	if err != nil {
		return c, err
	}
	if now.Before(b.meeting.End) {
		return c, refused("ballot.secret")
	}
	c.Meeting, c.Head = b.meeting, b.head.String()
	if c.Electorate, err = frozen(ctx, q, b); err != nil {
		return c, err
	}
	f := chain.File{Header: b.header}
	if f.Entries, err = chainOf(ctx, q, id); err != nil {
		return c, err
	}
	rows, err := openedOf(ctx, q, id)
	if err != nil {
		return c, err
	}
	f.Openings = b.openings(rows)
	c.Decisions = each(rows, func(r openedRow) ballot.Decision { return r.decision() })
	c.Outcome = c.Meeting.Tally(c.Electorate, c.Decisions)
	c.Broken = chain.Kept{
		File: f, Meeting: c.Meeting, Electorate: c.Electorate, Key: b.secret, Seq: b.seq, Last: b.head,
	}.Broken()
	return c, nil
}

// frozen reads who could vote.
func frozen(ctx context.Context, q sqlx.QueryerContext, b box) (e owners.Electorate, err error) {
	var rows []struct {
		Holding  int64  `db:"holding"`
		Premises int64  `db:"premises_id"`
		Share    string `db:"share"`
		Weight   string `db:"weight"`
	}
	if err := list(ctx, q, &rows, selectVoters, int64(b.meeting.ID)); err != nil {
		return e, fmt.Errorf("read voters: %w", err)
	}
	var members []struct {
		Owner   int64 `db:"owner_id"`
		Holding int64 `db:"holding"`
	}
	if err := list(ctx, q, &members, selectMembers, int64(b.meeting.ID)); err != nil {
		return e, fmt.Errorf("read members of holdings: %w", err)
	}
	of := map[int64][]owners.OwnerID{}
	for _, m := range members {
		of[m.Holding] = append(of[m.Holding], owners.OwnerID(m.Owner))
	}
	e = owners.Electorate{On: b.meeting.Day(), Total: b.total}
	for _, r := range rows {
		h := owners.Holding{
			ID: owners.RightID(r.Holding), Premises: owners.PremisesID(r.Premises),
			Members: of[r.Holding],
		}
		if h.Share, err = fraction(r.Share); err != nil {
			return e, err
		}
		if h.Weight, err = fraction(r.Weight); err != nil {
			return e, err
		}
		e.Holdings = append(e.Holdings, h)
	}
	return e, nil
}

package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/ballot"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/owners"
)

// Protocols reads what the protocols of meetings are drawn up from.
type Protocols struct{ Ballots *Ballots }

// The term is judged by the clock: the state follows it within a minute.
const selectPublicMeeting = `
	SELECT` + meetingColumns + `
	FROM` + meetingTables + `
	WHERE m.id = $1 AND m.state IN ('placed', 'voting', 'ended', 'protocol')`

// Collects reports whether a person answers for a meeting: called it, or works for the organisation of the
// house.
func (s *Protocols) Collects(ctx context.Context, p housing.PersonID, id meeting.ID) (may bool, err error) {
	err = get(ctx, s.Ballots.DB.pool, &may, selectCollects, int64(p), int64(id))
	if err != nil {
		return false, fmt.Errorf("find who answers for meeting: %w", err)
	}
	return may, nil
}

// callsMeeting: the person $1 called the meeting m; for an organisation, while working there.
const callsMeeting = `
	(m.person_id = $1 AND (m.organisation_id IS NULL OR EXISTS (
		SELECT 1 FROM operators s
		WHERE s.person_id = $1 AND s.organisation_id = m.organisation_id AND s.removed_at IS NULL
		  AND s.role <> 'viewer'))
	OR EXISTS (SELECT 1 FROM meeting_initiators i WHERE i.meeting_id = m.id AND i.person_id = $1))`

const selectCollects = `
	SELECT EXISTS (
		SELECT 1
		FROM meetings m
		JOIN houses h ON h.id = m.house_id
		WHERE m.id = $2 AND (` + callsMeeting + `
			OR EXISTS (SELECT 1 FROM operators w
				WHERE w.person_id = $1 AND w.organisation_id = h.organisation_id
				AND w.removed_at IS NULL AND w.role <> 'viewer')))`

// Record returns what the protocol is drawn up from, once the term is over, to who answers for the meeting;
// 0: the command line. That it was taken out is noted.
func (s *Protocols) Record(
	ctx context.Context, p housing.PersonID, id meeting.ID, now time.Time,
) (r meeting.Record, err error) {
	if p != 0 {
		may, err := s.Collects(ctx, p, id)
		if err == nil && !may {
			err = refused("protocol.no_right")
		}
		if err != nil {
			return r, err
		}
	}
	if r.Meeting, err = wholeMeeting(ctx, s.Ballots.DB.pool, selectPublicMeeting, int64(id)); err != nil {
		return r, err
	}
	if now.Before(r.Meeting.Ends) {
		return r, refused("ballot.secret")
	}
	if err := s.Ballots.Open(ctx, r.Meeting.Ballot(), now); err != nil {
		return r, err
	}
	if r.Counted, err = s.Ballots.Count(ctx, id, now); err != nil {
		return r, err
	}
	if r.Bare() {
		return r, refused("protocol.no_paper")
	}
	if r.Holders, err = holdersOf(ctx, s.Ballots.DB.pool, &r.Meeting); err != nil {
		return r, err
	}
	if r.Signed, err = s.signed(ctx, id); err != nil {
		return r, err
	}
	err = s.Ballots.DB.inTx(ctx, func(tx *Tx) error {
		return audit(ctx, tx, deed{p, 0, "meeting.protocol", now})
	})
	return r, err
}

// Public returns, to who sees a meeting, what its protocol tells of it once the results were announced:
// nobody's
// decision, and no owner.
func (s *Protocols) Public(
	ctx context.Context, p housing.PersonID, id meeting.ID, now time.Time,
) (r meeting.Record, err error) {
	if r.Meeting, err = wholeMeeting(ctx, s.Ballots.DB.pool, selectVoted, int64(p), now,
		int64(id)); err != nil {
		return r, err
	}
	if r.Meeting.State != meeting.Protocol {
		return r, refused("protocol.no_right")
	}
	c, err := s.Ballots.Count(ctx, id, now)
	if err != nil {
		return r, err
	}
	r.Counted = ballot.Counted{Meeting: c.Meeting, Outcome: c.Outcome, Broken: c.Broken}
	if r.Bare() {
		return r, refused("protocol.no_paper")
	}
	return r, nil
}

// The right of an owner is that of the day of the start; of several the first.
const selectHolders = `
	SELECT h.holding, h.owner_id, h.name, h.organisation, h.share, h.weight, p.id, p.number, p.room,
		p.purpose,
		coalesce(p.area, 0) AS area, p.cadastre, h.right_number, h.registered_on, h.joint
	FROM (` + selectHeld + `) h
	JOIN premises p ON p.id = h.premises_id` + ownedOrder + `, h.holding, h.owner_id`

const selectHeld = `
	SELECT DISTINCT ON (v.holding, b.owner_id) v.holding, b.owner_id, v.premises_id, o.name, o.organisation,
		v.share, v.weight, coalesce(r.number, '') AS right_number, r.registered_on,
		coalesce(r.joint, false) AS joint
	FROM ballot_voters v
	JOIN ballot_members b ON b.meeting_id = v.meeting_id AND b.holding = v.holding
	JOIN owners o ON o.id = b.owner_id
	LEFT JOIN owner_rights r ON r.premises_id = v.premises_id AND r.owner_id = b.owner_id
		AND r.from_on <= $2::date AND (r.until_on IS NULL OR r.until_on > $2::date)
	WHERE v.meeting_id = $1
	ORDER BY v.holding, b.owner_id, r.id`

type holderRow struct {
	premisesRow
	Holding      int64        `db:"holding"`
	Owner        int64        `db:"owner_id"`
	Name         string       `db:"name"`
	Organisation bool         `db:"organisation"`
	Share        string       `db:"share"`
	Weight       string       `db:"weight"`
	Number       string       `db:"right_number"`
	Registered   sql.NullTime `db:"registered_on"`
	Joint        bool         `db:"joint"`
}

// holdersOf are the owners whose votes were frozen, by premises.
func holdersOf(ctx context.Context, q sqlx.QueryerContext, m *meeting.Meeting) ([]meeting.Holder, error) {
	var rows []holderRow
	b := m.Ballot()
	if err := list(ctx, q, &rows, selectHolders, int64(m.ID), dateArg(b.Day())); err != nil {
		return nil, fmt.Errorf("list who could vote: %w", err)
	}
	all := make([]meeting.Holder, len(rows))
	for i, r := range rows {
		share, err := fraction(r.Share)
		if err != nil {
			return nil, err
		}
		weight, err := fraction(r.Weight)
		if err != nil {
			return nil, err
		}
		all[i] = meeting.Holder{
			Holding: owners.RightID(r.Holding), Owner: owners.OwnerID(r.Owner), Name: r.Name,
			Organisation: r.Organisation, Premises: r.premises(), Share: share, Weight: weight,
			Joint:  r.Joint,
			Number: r.Number, Registered: dateOf(r.Registered),
		}
	}
	return all, nil
}

const selectSigned = `SELECT seq, document FROM ballots WHERE meeting_id = $1 AND document <> ''`

// signed are the documents of representatives, by the number of the decision.
func (s *Protocols) signed(ctx context.Context, id meeting.ID) (map[int64]string, error) {
	var rows []struct {
		Seq      int64  `db:"seq"`
		Document string `db:"document"`
	}
	if err := list(ctx, s.Ballots.DB.pool, &rows, selectSigned, int64(id)); err != nil {
		return nil, fmt.Errorf("list representatives: %w", err)
	}
	all := make(map[int64]string, len(rows))
	for _, r := range rows {
		all[r.Seq] = r.Document
	}
	return all, nil
}

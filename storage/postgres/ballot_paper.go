package postgres

import (
	"context"
	"unicode/utf8"

	"dombot/internal/ballot"
	"dombot/internal/meeting"
)

const selectMayEnter = `
	SELECT EXISTS (
		SELECT 1 FROM operators o JOIN houses h ON h.organisation_id = o.organisation_id
		WHERE o.person_id = $1 AND h.id = $2 AND o.removed_at IS NULL AND o.role <> 'viewer'
	) OR EXISTS (SELECT 1 FROM meetings m WHERE m.id = $3 AND ` + callsMeeting + `)`

const selectOnPaper = `
	SELECT 0 AS person_id, m.holding, m.owner_id, '' AS document, v.weight, v.pseudonym,
		` + stillHolds + ` AS holds
	FROM ballot_members m
	JOIN ballot_voters v ON v.meeting_id = m.meeting_id AND v.holding = m.holding
	WHERE m.meeting_id = $3 AND m.holding = $1 AND m.owner_id = $4`

// onPaper is the holding of a paper, which only those may enter who answer for the meeting.
func (b *batching) onPaper(ctx context.Context, v *waitingVote) ([]actingRow, error) {
	if v.person != 0 {
		var may bool
		err := get(ctx, b.tx, &may, selectMayEnter, int64(v.person), int64(b.meeting.House),
			int64(b.meeting.ID))
		if err != nil {
			return nil, err
		}
		if !may {
			return nil, refused("ballot.not_collector")
		}
	}
	switch n := utf8.RuneCountInString(v.reason); {
	case len(v.file.Data) == 0 && v.decision.Corrects == 0:
		return nil, refused("ballot.no_file")
	case v.decision.Corrects != 0 && (n < ballot.ReasonMin || n > ballot.ReasonMax):
		return nil, refused("ballot.no_reason")
	}
	if err := b.untold(ctx); err != nil {
		return nil, err
	}
	var w actingRow
	err := get(ctx, b.tx, &w, selectOnPaper, int64(v.holdings[0]),
		dateArg(b.meeting.DayOf(v.decision.Received)), int64(b.meeting.ID), int64(v.decision.Owner))
	switch {
	case isNoRows(err):
		return nil, refused("ballot.not_owner_paper")
	case err != nil:
		return nil, err
	case !w.Holds:
		return nil, refused("ballot.sold")
	}
	w.Document = v.document
	return []actingRow{w}, nil
}

const shareMeetingState = `SELECT state FROM meetings WHERE id = $1 FOR SHARE`

// untold refuses what comes after the results were announced: they stand. Whoever announces them waits for
// this paper, or it for them.
func (b *batching) untold(ctx context.Context) error {
	var state string
	err := get(ctx, b.tx, &state, shareMeetingState, int64(b.meeting.ID))
	switch {
	case isNoRows(err):
		return nil // votes may be kept of what is no meeting here
	case err != nil:
		return err
	case meeting.State(state) == meeting.Protocol:
		return refused("ballot.announced")
	}
	return nil
}

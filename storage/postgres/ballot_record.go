package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/ballot"
	"dombot/internal/ballot/chain"
	"dombot/internal/housing"
)

const (
	selectChain = `
		SELECT seq, prev, commitment, hash FROM ballot_chain WHERE meeting_id = $1 ORDER BY seq`

	openedColumns = `
		b.seq, b.holding, b.owner_id, b.channel, array_to_string(b.answers, ',') AS answers, b.at,
		b.received_at, coalesce(c.corrects, 0) AS corrects, b.nonce, v.pseudonym, v.weight`

	openedTables = `
		ballots b
		JOIN ballot_voters v ON v.meeting_id = b.meeting_id AND v.holding = b.holding
		LEFT JOIN ballot_corrections c ON c.meeting_id = b.meeting_id AND c.seq = b.seq`

	selectOpenings = `
		SELECT` + openedColumns + `
		FROM` + openedTables + `
		WHERE b.meeting_id = $1
		ORDER BY b.seq`

	selectPseudonyms = `
		SELECT pseudonym, weight
		FROM ballot_voters
		WHERE meeting_id = $1
		ORDER BY pseudonym COLLATE "C"`
)

// openedRow is a decision with what its entry committed to.
type openedRow struct {
	decisionRow
	Nonce  []byte `db:"nonce"`
	Voter  string `db:"pseudonym"`
	Weight string `db:"weight"`
}

// openings are what entries committed to.
func (b *box) openings(rows []openedRow) []chain.Opening {
	return each(rows, func(r openedRow) chain.Opening {
		of := b.header.Vote(chain.Voter{Voter: r.Voter, Weight: r.Weight}, r.decision())
		return chain.Opening{Seq: r.Seq, Nonce: r.Nonce, Vote: of}
	})
}

func openedOf(
	ctx context.Context, q sqlx.QueryerContext, m ballot.MeetingID,
) (rows []openedRow, err error) {
	if err = list(ctx, q, &rows, selectOpenings, int64(m)); err != nil {
		return nil, fmt.Errorf("read votes: %w", err)
	}
	return rows, nil
}

func chainOf(ctx context.Context, q sqlx.QueryerContext, m ballot.MeetingID) ([]chain.Entry, error) {
	var rows []struct {
		Seq        int64  `db:"seq"`
		Prev       []byte `db:"prev"`
		Commitment []byte `db:"commitment"`
		Hash       []byte `db:"hash"`
	}
	if err := list(ctx, q, &rows, selectChain, int64(m)); err != nil {
		return nil, fmt.Errorf("read chain: %w", err)
	}
	entries := make([]chain.Entry, len(rows))
	for i, e := range rows {
		entries[i] = chain.Entry{Seq: e.Seq, Prev: e.Prev, Commitment: e.Commitment, Hash: e.Hash}
	}
	return entries, nil
}

// Record returns the published chain; that of an official meeting is opened once the term is over.
func (s *Ballots) Record(
	ctx context.Context, m ballot.MeetingID, now time.Time,
) (f chain.File, err error) {
	err = s.DB.reading(ctx, func(q sqlx.QueryerContext) (err error) {
		f, err = recordOf(ctx, q, m, now)
		return err
	})
	return f, err
}

func recordOf(
	ctx context.Context, q sqlx.QueryerContext, m ballot.MeetingID, now time.Time,
) (chain.File, error) {
	b, err := readBox(ctx, q, selectBox, m)
	if err != nil {
		return chain.File{}, err
	}
	f := chain.File{Format: b.header.Format(), Header: b.header}
	if f.Entries, err = chainOf(ctx, q, m); err != nil {
		return f, err
	}
	if b.meeting.Mode != ballot.Official || now.Before(b.meeting.End) {
		return f, nil
	}
	var voters []struct {
		Voter  string `db:"pseudonym"`
		Weight string `db:"weight"`
	}
	if err := list(ctx, q, &voters, selectPseudonyms, int64(m)); err != nil {
		return f, fmt.Errorf("read pseudonyms: %w", err)
	}
	for _, v := range voters {
		f.Voters = append(f.Voters, chain.Voter{Voter: v.Voter, Weight: v.Weight})
	}
	opened, err := openedOf(ctx, q, m)
	f.Openings = b.openings(opened)
	return f, err
}

// The receipts of the person $2: of what he tapped, and of the papers that were entered for him as an owner
// himself. A paper of an owner for whom he acts is not his to read.
const selectReceipts = `
	SELECT` + openedColumns + `, e.hash
	FROM` + openedTables + `
	JOIN ballot_chain e ON e.meeting_id = b.meeting_id AND e.seq = b.seq
	WHERE b.meeting_id = $1
	  AND (b.person_id = $2 AND b.channel = 'electronic'
		OR b.channel = 'paper' AND b.owner_id IN (
			SELECT o.id FROM owners o JOIN identities i ON i.snils = o.snils WHERE i.person_id = $2
			UNION ALL
			SELECT owner_id FROM owner_people WHERE person_id = $2 AND acts = 'self' AND ended_at IS NULL))
	ORDER BY b.seq`

// Receipts returns the receipts of what a person voted in a meeting, again; also of a decision on paper,
// which somebody else entered: so everybody can see what was entered for him, and that it is counted so.
func (s *Ballots) Receipts(
	ctx context.Context, m ballot.MeetingID, p housing.PersonID,
) ([]chain.Receipt, error) {
	b, err := readBox(ctx, s.DB.pool, selectBox, m)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		openedRow
		Hash []byte `db:"hash"`
	}
	if err := list(ctx, s.DB.pool, &rows, selectReceipts, int64(m), int64(p)); err != nil {
		return nil, fmt.Errorf("read receipts: %w", err)
	}
	receipts := make([]chain.Receipt, len(rows))
	for i, r := range rows {
		receipts[i] = b.header.Receipt(b.openings([]openedRow{r.openedRow})[0], r.Hash)
	}
	return receipts, nil
}

package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"dombot/internal/ballot"
	"dombot/internal/ballot/chain"
	"dombot/internal/owners"
)

// Ballots takes votes. One value serves the whole process: votes that come at once are written together
// ([Ballots.Cast]).
type Ballots struct {
	DB   *DB
	Rand io.Reader // of keys and nonces; required

	mu     sync.Mutex
	queues map[ballot.MeetingID]*ballotQueue
}

// box is a meeting whose voting has started.
type box struct {
	meeting ballot.Meeting
	header  chain.Header
	secret  []byte
	total   *big.Rat
	seq     int64
	head    chain.Hash
}

type boxRow struct {
	Meeting []byte `db:"meeting"`
	Header  []byte `db:"header"`
	Secret  []byte `db:"secret"`
	Total   string `db:"total"`
	Seq     int64  `db:"seq"`
	Head    []byte `db:"head"`
}

func (r boxRow) box() (b box, err error) {
	b = box{secret: r.Secret, seq: r.Seq, head: r.Head}
	if b.total, err = fraction(r.Total); err != nil {
		return b, err
	}
	if err := json.Unmarshal(r.Meeting, &b.meeting); err != nil {
		return b, fmt.Errorf("read meeting: %w", err)
	}
	if err := json.Unmarshal(r.Header, &b.header); err != nil {
		return b, fmt.Errorf("read header: %w", err)
	}
	return b, nil
}

func fraction(s string) (*big.Rat, error) {
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return nil, fmt.Errorf("read fraction %q", s)
	}
	return r, nil
}

const selectBox = `SELECT meeting, header, secret, total, seq, head FROM ballot_boxes WHERE meeting_id = $1`

const lockBox = selectBox + ` FOR UPDATE`

func readBox(ctx context.Context, q sqlx.QueryerContext, query string, m ballot.MeetingID) (box, error) {
	var row boxRow
	if err := get(ctx, q, &row, query, int64(m)); err != nil {
		return box{}, fmt.Errorf("find votes of meeting: %w", err)
	}
	return row.box()
}

// Open freezes who may vote, with what weight, by the register as it was at the start; what the register or
// the meeting become later changes nothing of it. Where the register of that moment is wrong or was not
// loaded, nobody could vote by it, and the first one by which people can is taken. Before the start it is
// refused, and while there is none. Whoever comes second finds it open.
func (s *Ballots) Open(ctx context.Context, m ballot.Meeting, now time.Time) error {
	if now.Before(m.Start) {
		return refused("ballot.early")
	}
	err := s.DB.inTx(ctx, func(tx *Tx) error { return s.open(ctx, tx, m, now) })
	if err != nil {
		return fmt.Errorf("open voting: %w", err)
	}
	return nil
}

const selectBoxOpen = `SELECT EXISTS (SELECT 1 FROM ballot_boxes WHERE meeting_id = $1)`

const insertBox = `
	INSERT INTO ballot_boxes (meeting_id, house_id, meeting, header, secret, total, head, opened_at)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
	ON CONFLICT (meeting_id) DO NOTHING`

const insertVoters = `
	INSERT INTO ballot_voters (meeting_id, holding, premises_id, share, weight, pseudonym)
	SELECT $1, v.*
	FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[]) v`

const insertMembers = `
	INSERT INTO ballot_members (meeting_id, owner_id, holding)
	SELECT $1, m.*
	FROM unnest($2::bigint[], $3::bigint[]) m`

func (s *Ballots) open(ctx context.Context, tx *Tx, m ballot.Meeting, now time.Time) error {
	var opened bool
	if err := get(ctx, tx, &opened, selectBoxOpen, int64(m.ID)); err != nil || opened {
		return err
	}
	e, err := electorateOf(ctx, tx, m)
	if err != nil {
		return err
	}
	secret := make([]byte, chain.KeySize)
	if _, err := io.ReadFull(s.Rand, secret); err != nil {
		return fmt.Errorf("draw key of meeting: %w", err)
	}
	header, _ := chain.NewHeader(m, e, secret)
	meeting, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("encode meeting: %w", err)
	}
	told, err := json.Marshal(header)
	if err != nil {
		return fmt.Errorf("encode header: %w", err)
	}
	first, err := run(ctx, tx, insertBox, int64(m.ID), int64(m.House), string(meeting), string(told), secret,
		e.Total.String(), []byte(header.Hash()), now)
	if err != nil || first == 0 {
		return err
	}
	if err := boardsOfHouse(ctx, tx, m.House, now); err != nil {
		return err
	}
	return freeze(ctx, tx, m.ID, e, secret)
}

// electorateOf is who may vote: by the register of the start, else by that of now.
func electorateOf(ctx context.Context, tx *Tx, m ballot.Meeting) (e owners.Electorate, err error) {
	var id int64
	if err := get(ctx, tx, &id, lockRegister, int64(m.House)); err != nil {
		return e, fmt.Errorf("find house: %w", err)
	}
	then, err := registerThen(ctx, tx, m.House, m.Start)
	if err != nil {
		return e, err
	}
	if e, err = then.At(m.Day()); err == nil && e.Total.Sign() > 0 {
		return e, nil
	}
	reg, err := registerOf(ctx, tx, ofHouse, int64(m.House))
	if err != nil {
		return e, err
	}
	e, err = reg.At(m.Day())
	if flaw, wrong := errors.AsType[*owners.Refusal](err); wrong {
		return e, fmt.Errorf("%w: %w", refused("ballot.register_wrong"), flaw)
	}
	if err == nil && e.Total.Sign() == 0 {
		err = refused("ballot.no_register")
	}
	return e, err
}

// freeze stores the electorate.
func freeze(ctx context.Context, tx *Tx, m ballot.MeetingID, e owners.Electorate, secret []byte) error {
	var ids, premises, members, of []int64
	var shares, weights, names []string
	for _, h := range e.Holdings {
		ids, premises = append(ids, int64(h.ID)), append(premises, int64(h.Premises))
		shares, weights = append(shares, h.Share.String()), append(weights, h.Weight.String())
		names = append(names, chain.Pseudonym(secret, h.ID))
		for _, o := range h.Members {
			members, of = append(members, int64(o)), append(of, int64(h.ID))
		}
	}
	_, err := run(ctx, tx, insertVoters, int64(m), pq.Array(ids), pq.Array(premises), pq.Array(shares),
		pq.Array(weights), pq.Array(names))
	if err != nil {
		return fmt.Errorf("freeze voters: %w", err)
	}
	if _, err := run(ctx, tx, insertMembers, int64(m), pq.Array(members), pq.Array(of)); err != nil {
		return fmt.Errorf("freeze members of holdings: %w", err)
	}
	return nil
}

// actingRow is a holding that a person may vote for.
type actingRow struct {
	Person   int64  `db:"person_id"`
	Holding  int64  `db:"holding"`
	Owner    int64  `db:"owner_id"`
	Document string `db:"document"`
	Weight   string `db:"weight"`
	Voter    string `db:"pseudonym"`
	Holds    bool   `db:"holds"` // on the day $2 too: it was not sold since the start
}

// Who may act for owners of a house: those whom Госуслуги told to be them, and those whom an operator
// confirmed. $1: people, $2: today in the house.
const actingOwners = `
	SELECT i.person_id, o.id AS owner_id, '' AS document
	FROM identities i
	JOIN owners o ON o.snils = i.snils
	WHERE i.person_id = ANY ($1)
	UNION
	SELECT person_id, owner_id, concat_ws(' ', nullif(document, ''), nullif(document_number, ''))
	FROM owner_people
	WHERE person_id = ANY ($1) AND ended_at IS NULL
		AND (document_until IS NULL OR document_until >= $2::date)`

const stillHolds = `
	EXISTS (SELECT 1 FROM owner_rights r
		WHERE r.premises_id = v.premises_id AND r.owner_id = m.owner_id
		  AND r.from_on <= $2::date AND (r.until_on IS NULL OR r.until_on > $2::date))`

const selectActing = `
	SELECT a.person_id, m.holding, m.owner_id, a.document, v.weight, v.pseudonym, ` + stillHolds + ` AS holds
	FROM (` + actingOwners + `) a
	JOIN ballot_members m ON m.meeting_id = $3 AND m.owner_id = a.owner_id
	JOIN ballot_voters v ON v.meeting_id = m.meeting_id AND v.holding = m.holding
	ORDER BY m.holding, a.document, m.owner_id`

package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/shopspring/decimal"

	"dombot/internal/ballot"
	"dombot/internal/housing"
	"dombot/internal/meeting"
)

// The votes that run in the houses of a chat. The hash is that of the last vote before the local day, so
// that it changes once a day, whatever the board is written anew for.
const selectBoardVotes = `
	SELECT` + houseColumns + `, b.meeting_id AS meeting, m.ends_at, m.mode = 'official' AS binding, b.shown,
		encode(coalesce((
			SELECT c.hash
			FROM ballots x
			JOIN ballot_chain c ON c.meeting_id = x.meeting_id AND c.seq = x.seq
			WHERE x.meeting_id = b.meeting_id AND x.at < date_trunc('day', $2::timestamptz, h.zone)
			ORDER BY x.seq DESC
			LIMIT 1
		), (
			SELECT prev FROM ballot_chain WHERE meeting_id = b.meeting_id AND seq = 1
		), b.head), 'hex') AS head
	FROM ballot_boxes b
	JOIN meetings m ON m.id = b.meeting_id
	JOIN (` + houseTables + `) ON h.id = b.house_id
	WHERE b.house_id IN (SELECT house_id FROM house_chat_houses WHERE house_chat_id = $1)
	  AND m.starts_at <= $2 AND m.ends_at > $2
	ORDER BY m.ends_at, m.id
	LIMIT 5`

type boardVoteRow struct {
	houseRow
	Meeting int64           `db:"meeting"`
	Ends    time.Time       `db:"ends_at"`
	Binding bool            `db:"binding"`
	Shown   decimal.Decimal `db:"shown"`
	Head    string          `db:"head"`
}

func votesOf(
	ctx context.Context, q sqlx.QueryerContext, chat int64, now time.Time,
) ([]housing.BoardVote, error) {
	var rows []boardVoteRow
	if err := list(ctx, q, &rows, selectBoardVotes, chat, now); err != nil {
		return nil, fmt.Errorf("list votes of board: %w", err)
	}
	votes := make([]housing.BoardVote, len(rows))
	for i := range rows {
		r := &rows[i]
		votes[i] = housing.BoardVote{
			Meeting: r.Meeting, House: r.house(), Ends: r.Ends.UTC(), Binding: r.Binding,
			Part: r.Shown, Head: r.Head,
		}
	}
	return votes, nil
}

const touchBoardsOfHouse = `
	UPDATE house_chats c
	SET board_at = $2
	FROM house_chat_houses ch
	WHERE ch.house_chat_id = c.id AND ch.house_id = $1 AND c.removed_at IS NULL
	  AND 'meetings' = ANY (c.kinds)`

// boardsOfHouse has the boards of a house written anew by the next look at boards.
func boardsOfHouse(ctx context.Context, tx *Tx, house housing.HouseID, now time.Time) error {
	if _, err := run(ctx, tx, touchBoardsOfHouse, int64(house), now); err != nil {
		return fmt.Errorf("find boards of house: %w", err)
	}
	return nil
}

const (
	selectRunningBoxes = `
		SELECT b.meeting_id
		FROM ballot_boxes b
		JOIN meetings m ON m.id = b.meeting_id
		WHERE m.starts_at <= $1 AND m.ends_at > $1
		ORDER BY b.meeting_id`
	updateShown = `
		UPDATE ballot_boxes SET shown = $2 WHERE meeting_id = $1 AND shown <> $2 RETURNING house_id`
)

// Measure brings up to date what chats read of how many take part in the votes that run: once it changed by
// a tenth of a percent.
func (s *Ballots) Measure(ctx context.Context, now time.Time) error {
	var ids []int64
	if err := list(ctx, s.DB.pool, &ids, selectRunningBoxes, now); err != nil {
		return fmt.Errorf("list votes that run: %w", err)
	}
	var failed error
	for _, id := range ids {
		if err := s.measure(ctx, ballot.MeetingID(id), now); err != nil {
			failed = errors.Join(failed, fmt.Errorf("measure who takes part in meeting %d: %w", id, err))
		}
	}
	return failed
}

func (s *Ballots) measure(ctx context.Context, id ballot.MeetingID, now time.Time) error {
	b, err := readBox(ctx, s.DB.pool, selectBox, id)
	if err != nil {
		return err
	}
	t, err := s.Turnout(ctx, id)
	if err != nil {
		return err
	}
	part := t.Taps
	if b.meeting.Mode == ballot.Official {
		part = new(big.Rat).Add(t.Taps, t.Paper)
	}
	return s.DB.inTx(ctx, func(tx *Tx) error {
		var house int64
		err := get(ctx, tx, &house, updateShown, int64(id), shownPart(part, t.Total))
		if isNoRows(err) {
			return nil
		}
		if err != nil {
			return err
		}
		return boardsOfHouse(ctx, tx, housing.HouseID(house), now)
	})
}

// shownPart is a part as chats read it, in tenths of a percent, downwards; less than a tenth of the whole
// would tell of single flats.
func shownPart(part, whole *big.Rat) string {
	if whole.Sign() == 0 {
		return "0"
	}
	mille := new(big.Rat).Quo(part, whole)
	mille.Mul(mille, big.NewRat(1000, 1))
	n := new(big.Int).Quo(mille.Num(), mille.Denom())
	if n.Int64() < 100 {
		return "0"
	}
	return decimal.New(n.Int64(), -1).String()
}

// sealAfter is how long after the end a vote that was given in time may still be on its way into the chain.
const sealAfter = 2 * time.Minute

const (
	selectUnsealed = `
		SELECT` + meetingColumns + `
		FROM` + meetingTables + `
		JOIN ballot_boxes b ON b.meeting_id = m.id
		WHERE b.published_at IS NULL AND m.ends_at <= $1 AND m.state IN ('ended', 'protocol') AND m.id > $2
		ORDER BY m.id
		LIMIT $3`
	sealBox = `
		UPDATE ballot_boxes
		SET published_at = $2
		WHERE meeting_id = $1 AND published_at IS NULL
		RETURNING seq, encode(head, 'hex') AS head`
)

// Seal tells the chats of houses the hash of the last vote once a vote is over, each once however many call
// it. What is added later are papers that were handed in in time.
func (s *Ballots) Seal(ctx context.Context, now time.Time) error {
	return s.eachMeeting(ctx, selectUnsealed, now.Add(-sealAfter), func(m meeting.Meeting) error {
		return s.DB.inTx(ctx, func(tx *Tx) error {
			var box struct {
				Seq  int64  `db:"seq"`
				Head string `db:"head"`
			}
			err := get(ctx, tx, &box, sealBox, int64(m.ID), now)
			if isNoRows(err) {
				return nil
			}
			if err != nil {
				return err
			}
			more := map[string]string{"entries": strconv.FormatInt(box.Seq, 10), "head": box.Head}
			told := meetingTelling{tx: tx, m: m, now: now, more: more}
			return told.tell(ctx, tellChats, "sealed", int64(m.House.ID))
		})
	})
}

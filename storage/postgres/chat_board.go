package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"

	"dombot/internal/housing"
)

const insertChatNotice = `
	WITH fresh AS (
		INSERT INTO notices (key, kind, args, at)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (key) DO NOTHING
		RETURNING id)
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at, urgency)
	SELECT fresh.id, c.bot_id, c.chat_id, $4, 3
	FROM fresh
	JOIN house_chats c ON c.id = $5`

// greetChat writes the first two messages of a group: what is told there, and the board.
func greetChat(ctx context.Context, tx *Tx, id housing.HouseChatID, now time.Time) error {
	args, err := json.Marshal(map[string]string{"chat": strconv.FormatInt(int64(id), 10)})
	if err != nil {
		return fmt.Errorf("encode notice of chat: %w", err)
	}
	for _, n := range []struct {
		what string
		kind housing.NoticeKind
	}{{"hello", housing.NoticeChatHello}, {"board", housing.NoticeChatBoard}} {
		key := fmt.Sprintf("chat/%d/%s", id, n.what)
		_, err := run(ctx, tx, insertChatNotice, key, string(n.kind), string(args), now, int64(id))
		if err != nil {
			return fmt.Errorf("write notice of chat: %w", err)
		}
	}
	tx.wake = true
	return nil
}

// A board that is being written now is written again later. A group that another transaction holds is that
// one's business: waiting for it here, with groups of one's own held, is how two come to wait for each other.
const rewriteDueBoards = `
	WITH free AS (
		SELECT id FROM house_chats WHERE board_at <= $1 AND reachable ORDER BY id FOR UPDATE SKIP LOCKED
	), due AS (
		UPDATE house_chats c
		SET board_at = NULL
		FROM free, notices n
		JOIN recipients r ON r.notice_id = n.id
		WHERE c.id = free.id AND n.key = 'chat/' || c.id || '/board' AND r.state <> 'trying'
		RETURNING n.id AS notice, r.id AS recipient
	), fresh AS (
		UPDATE notices n
		SET at = $1
		FROM due
		WHERE n.id = due.notice
	)
	UPDATE recipients r
	SET state = 'waiting', due_at = $1, attempts = 0, taken_until = NULL
	FROM due
	WHERE r.id = due.recipient`

// rewriteBoards brings the boards up to date whose moment has come.
func rewriteBoards(ctx context.Context, tx *Tx, now time.Time) error {
	n, err := run(ctx, tx, rewriteDueBoards, now)
	if err != nil {
		return fmt.Errorf("rewrite boards: %w", err)
	}
	tx.wake = tx.wake || n > 0
	return nil
}

// Boards brings the boards up to date on which something has begun or ended, and ends polls. What fails
// of one stops no other.
func (s *Chats) Boards(ctx context.Context, now time.Time) error {
	boards := s.DB.inTx(ctx, func(tx *Tx) error { return rewriteBoards(ctx, tx, now) })
	return errors.Join(boards, s.endPolls(ctx, now))
}

const touchBoardsOfOutage = `
	UPDATE house_chats c
	SET board_at = $2
	WHERE c.id IN (
		SELECT id
		FROM house_chats
		WHERE removed_at IS NULL AND id IN (
			SELECT ch.house_chat_id
			FROM outage_places pl
			JOIN house_chat_houses ch ON ch.house_id = pl.house_id
			WHERE pl.outage_id = $1)
		ORDER BY id
		FOR UPDATE)`

// boardsOfOutage brings the boards of an outage's houses up to date.
func boardsOfOutage(ctx context.Context, tx *Tx, id housing.OutageID, now time.Time) error {
	n, err := run(ctx, tx, touchBoardsOfOutage, int64(id), now)
	if err != nil {
		return fmt.Errorf("find boards of outage: %w", err)
	}
	if n == 0 {
		return nil
	}
	return rewriteBoards(ctx, tx, now)
}

const selectBoardChat = `
	SELECT` + chatColumns + `, o.page, o.chat_content = 'restricted' AS restricted, coalesce((
		SELECT d.phone
		FROM dispatchers d
		WHERE d.organisation_id = o.id AND (d.house_id IS NULL OR d.house_id IN (
			SELECT house_id FROM house_chat_houses WHERE house_chat_id = c.id))
		ORDER BY d.house_id NULLS LAST, d.id
		LIMIT 1), o.phone) AS dispatcher
	FROM house_chats c
	JOIN organisations o ON o.id = c.organisation_id
	WHERE c.id = $1::bigint`

// boardRow is a group, and who looks after its houses.
type boardRow struct {
	houseChatRow
	Page       string `db:"page"`
	Restricted bool   `db:"restricted"`
	Dispatcher string `db:"dispatcher"`
}

func (r boardRow) manner() housing.Manner {
	if !r.Restricted {
		return housing.Manner{}
	}
	return housing.Manner{Restricted: true, Organisation: r.Name, Page: r.Page}
}

// boardAhead is how far ahead a board looks.
const boardAhead = 31 * 24 * time.Hour

const selectBoardOutages = `
	SELECT` + outageColumns + `
	FROM outages u
	JOIN organisations o ON o.id = u.organisation_id
	WHERE u.state = 'announced' AND u.starts_at < $3
	  AND (u.ends_at IS NULL OR u.ends_at > $2 OR u.kind = 'emergency' AND u.ends_at > $4)
	  AND u.id IN (
		SELECT pl.outage_id
		FROM house_chat_houses ch
		JOIN outage_places pl ON pl.house_id = ch.house_id
		WHERE ch.house_chat_id = $1)
	ORDER BY u.starts_at, u.id
	LIMIT 20`

const selectPlacesOfBoard = `
	SELECT` + placeColumns + `
	FROM outage_places pl
	JOIN houses h ON h.id = pl.house_id
	JOIN house_chat_houses ch ON ch.house_id = h.id AND ch.house_chat_id = $2
	WHERE pl.outage_id = ANY ($1)
	ORDER BY pl.outage_id, h.settlement, h.street, ` + naturalOrder + `, pl.entrance`

// boardOf reads what a group is to know now.
func boardOf(ctx context.Context, q sqlx.QueryerContext, r boardRow, now time.Time) (housing.Board, error) {
	chats, err := withHouses(ctx, q, []houseChatRow{r.houseChatRow})
	if err != nil {
		return housing.Board{}, err
	}
	b := housing.Board{Chat: chats[0], Phone: r.Dispatcher, Closed: r.Removed.Valid}
	if b.Closed {
		return b, nil
	}
	if b.Chat.Has(housing.ChatMeetings) {
		if b.Votes, err = votesOf(ctx, q, r.Chat, now); err != nil {
			return b, err
		}
	}
	if !b.Chat.Has(housing.ChatOutages) {
		return b, nil
	}
	var rows []outageRow
	if err := list(ctx, q, &rows, selectBoardOutages, r.Chat, now, now.Add(boardAhead),
		now.Add(-housing.UnclosedLife)); err != nil {
		return b, fmt.Errorf("list outages of board: %w", err)
	}
	b.Outages, err = withPlaces(ctx, q, rows, selectPlacesOfBoard, r.Chat)
	return b, err
}

// Another change may have come meanwhile: the earlier moment stays.
const planBoard = `UPDATE house_chats SET board_at = least(board_at, $2) WHERE id = $1`

// refreshChat adds what a group reads of itself and its houses; false: it has
// left, or there is nothing to greet any more.
func (s *Outbox) refreshChat(ctx context.Context, n *housing.Notice, now time.Time) (bool, error) {
	var row boardRow
	if err := get(ctx, s.DB.pool, &row, selectBoardChat, n.Args["chat"]); err != nil {
		return false, fmt.Errorf("find chat: %w", err)
	}
	b, err := boardOf(ctx, s.DB.pool, row, now)
	if err != nil {
		return false, err
	}
	n.Board, n.Thread, n.Manner = &b, row.Thread, row.manner()
	if n.Kind == housing.NoticeChatHello {
		return !b.Closed, nil
	}
	n.Keep, n.Pinned = !b.Closed, row.Pinned
	if b.Closed {
		return n.Edit != 0, nil
	}
	if next := b.Next(now); !next.IsZero() {
		if _, err := run(ctx, s.DB.pool, planBoard, row.Chat, next); err != nil {
			return false, fmt.Errorf("plan board: %w", err)
		}
	}
	return true, nil
}

const selectThread = `
	SELECT coalesce(max(thread_id), 0)
	FROM house_chats
	WHERE bot_id = $1 AND chat_id = $2 AND removed_at IS NULL`

// threadOf is the topic in which a group gets announcements; 0: none.
func (s *Outbox) threadOf(ctx context.Context, n *housing.Notice) error {
	if n.Chat > 0 {
		return nil
	}
	if err := get(ctx, s.DB.pool, &n.Thread, selectThread, n.Bot, n.Chat); err != nil {
		return fmt.Errorf("find topic: %w", err)
	}
	return nil
}

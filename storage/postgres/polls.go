package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"dombot/internal/housing"
)

// pollCut is why a poll p may not go on in its group; empty: it may.
const pollCut = `(
	SELECT CASE WHEN g.removed_at IS NOT NULL THEN 'detached' WHEN go.chat_content = 'restricted'
		THEN 'restricted' ELSE '' END
	FROM house_chats g
	JOIN organisations go ON go.id = g.organisation_id
	WHERE g.id = p.house_chat_id)`

const pollColumns = `
	p.id, p.question, p.answers, p.ends_at, p.closed_at IS NOT NULL AS closed, p.cut,
	CASE WHEN p.closed_at IS NOT NULL THEN p.tally ELSE ARRAY(
		SELECT count(v.poll_id)
		FROM generate_series(1, cardinality(p.answers)) AS a (n)
		LEFT JOIN poll_answers v ON v.poll_id = p.id AND v.answer = a.n
		GROUP BY a.n
		ORDER BY a.n) END AS tally,
	coalesce((
		SELECT h.zone
		FROM house_chat_houses ch
		JOIN houses h ON h.id = ch.house_id
		WHERE ch.house_chat_id = p.house_chat_id
		ORDER BY h.id
		LIMIT 1), '') AS zone`

type pollRow struct {
	ID       int64          `db:"id"`
	Question string         `db:"question"`
	Answers  pq.StringArray `db:"answers"`
	Ends     time.Time      `db:"ends_at"`
	Closed   bool           `db:"closed"`
	Cut      string         `db:"cut"`
	Tally    pq.Int64Array  `db:"tally"`
	Zone     string         `db:"zone"`
}

func (r pollRow) poll() housing.Poll {
	return housing.Poll{
		ID: housing.PollID(r.ID), Question: r.Question, Answers: r.Answers, Ends: r.Ends.UTC(),
		Closed: r.Closed, Cut: housing.PollCut(r.Cut), Zone: r.Zone,
		Tally: each(r.Tally, func(n int64) int { return int(n) }),
	}
}

const selectOpenPoll = `
	SELECT` + pollColumns + `
	FROM polls p
	JOIN house_chats c ON c.id = p.house_chat_id AND c.removed_at IS NULL
	WHERE p.closed_at IS NULL AND c.id = $2 AND ` + looksAfter

// Poll returns the poll that is open in a group that the person decides about; false: there is none.
func (s *Chats) Poll(
	ctx context.Context, p housing.PersonID, chat housing.HouseChatID,
) (poll housing.Poll, open bool, err error) {
	if _, err := chatOfPerson(ctx, s.DB.pool, p, chat); err != nil {
		return poll, false, err
	}
	var row pollRow
	err = get(ctx, s.DB.pool, &row, selectOpenPoll, int64(p), int64(chat))
	switch {
	case isNoRows(err):
		return poll, false, nil
	case err != nil:
		return poll, false, fmt.Errorf("find poll: %w", err)
	}
	return row.poll(), true, nil
}

const insertPoll = `
	INSERT INTO polls (house_chat_id, person_id, question, answers, opened_at, ends_at)
	VALUES ($1, $2, $3, $4, $5, $6)
	ON CONFLICT (house_chat_id) WHERE closed_at IS NULL DO NOTHING
	RETURNING id`

// AskPoll opens a poll in a group that the person decides about. A group has one at a time.
func (s *Chats) AskPoll(
	ctx context.Context, o housing.Once, p housing.PersonID, a housing.PollSetting, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"poll.opened", o, now}, func(tx *Tx) (nothing, error) {
		return nothing{}, askPoll(ctx, tx, p, a, now)
	})
	if err != nil {
		return fmt.Errorf("open poll: %w", err)
	}
	return nil
}

func askPoll(ctx context.Context, tx *Tx, p housing.PersonID, a housing.PollSetting, now time.Time) error {
	c, err := chatOfPerson(ctx, tx, p, a.Chat)
	if err != nil {
		return err
	}
	var row boardRow
	if err := get(ctx, tx, &row, selectBoardChat, int64(a.Chat)); err != nil {
		return fmt.Errorf("find chat: %w", err)
	}
	switch {
	case row.Restricted:
		return refused("chat.poll_restricted")
	case !c.Reachable || c.Muted:
		return refused("chat.poll_mute")
	}
	var id int64
	err = get(ctx, tx, &id, insertPoll, int64(a.Chat), int64(p), a.Question, pq.Array(a.Answers), now,
		now.AddDate(0, 0, a.Days))
	if isNoRows(err) {
		return conflict("chat.poll_another")
	}
	if err != nil {
		return fmt.Errorf("store poll: %w", err)
	}
	d := deed{p, 0, "poll.opened", now}
	if err := journal(ctx, tx, note{d, c.Organisation.ID, c.Title, "", a.Question}); err != nil {
		return err
	}
	return writePoll(ctx, tx, pollMessage{id, int64(a.Chat), false}, now)
}

// pollMessage is a message about a poll: the one that is pressed, or that of its result.
type pollMessage struct {
	id, chat int64
	result   bool
}

func writePoll(ctx context.Context, tx *Tx, m pollMessage, now time.Time) error {
	said := map[string]string{"poll": strconv.FormatInt(m.id, 10)}
	key := fmt.Sprintf("poll/%d", m.id)
	if m.result {
		said["result"], key = "yes", key+"/result"
	}
	args, err := json.Marshal(said)
	if err != nil {
		return fmt.Errorf("encode notice of poll: %w", err)
	}
	_, err = run(ctx, tx, insertChatNotice, key, string(housing.NoticePoll), string(args), now, m.chat)
	if err != nil {
		return fmt.Errorf("write notice of poll: %w", err)
	}
	tx.wake = true
	return nil
}

const lockOpenPoll = `
	SELECT p.id
	FROM polls p
	JOIN house_chats c ON c.id = p.house_chat_id
	WHERE p.id = $2 AND p.closed_at IS NULL AND ` + looksAfter + `
	FOR UPDATE OF p`

// EndPoll ends a poll before its time.
func (s *Chats) EndPoll(
	ctx context.Context, o housing.Once, p housing.PersonID, id housing.PollID, now time.Time,
) error {
	_, err := once(ctx, s.DB, confirmed{"poll.closed", o, now}, func(tx *Tx) (nothing, error) {
		var open int64
		err := get(ctx, tx, &open, lockOpenPoll, int64(p), int64(id))
		if isNoRows(err) {
			return nothing{}, notFound("chat.poll_over")
		}
		if err != nil {
			return nothing{}, fmt.Errorf("find poll: %w", err)
		}
		by := deed{p, 0, "poll.closed", now}
		return nothing{}, closePoll(ctx, tx, open, &by, now)
	})
	if err != nil {
		return fmt.Errorf("end poll: %w", err)
	}
	return nil
}

const markPollClosed = `
	UPDATE polls p
	SET closed_at = $2, changed = true, cut = CASE WHEN $2 < p.ends_at THEN ` + pollCut + ` ELSE '' END,
		tally = ARRAY(
			SELECT count(v.poll_id)
			FROM generate_series(1, cardinality(p.answers)) AS a (n)
			LEFT JOIN poll_answers v ON v.poll_id = p.id AND v.answer = a.n
			GROUP BY a.n
			ORDER BY a.n)
	FROM house_chats c
	WHERE p.id = $1 AND c.id = p.house_chat_id
	RETURNING c.id AS chat, c.organisation_id AS org, c.title, p.question, ` + pollCut + ` AS mute`

const deletePollAnswers = `DELETE FROM poll_answers WHERE poll_id = $1`

// closePoll counts a poll that is locked, and forgets which flat said what. A nil deed: its time is over,
// or its group may hear no more: then it is told in the message of the poll alone.
func closePoll(ctx context.Context, tx *Tx, id int64, by *deed, now time.Time) error {
	var row struct {
		Chat     int64  `db:"chat"`
		Org      int64  `db:"org"`
		Title    string `db:"title"`
		Question string `db:"question"`
		Mute     string `db:"mute"`
	}
	if err := get(ctx, tx, &row, markPollClosed, id, now); err != nil {
		return fmt.Errorf("close poll: %w", err)
	}
	if _, err := run(ctx, tx, deletePollAnswers, id); err != nil {
		return fmt.Errorf("forget answers: %w", err)
	}
	if by != nil {
		n := note{*by, housing.OrganisationID(row.Org), row.Title, "", row.Question}
		if err := journal(ctx, tx, n); err != nil {
			return err
		}
	}
	if err := rewritePolls(ctx, tx, now); err != nil || row.Mute != "" {
		return err
	}
	return writePoll(ctx, tx, pollMessage{id, row.Chat, true}, now)
}

// A poll goes on neither after its time nor where its group may hear no more.
const endedPolls = `
	SELECT p.id
	FROM polls p
	WHERE p.closed_at IS NULL AND (p.ends_at <= $1 OR ` + pollCut + ` <> '')`

const selectEndedPolls = endedPolls + ` ORDER BY p.id`

const lockEndedPoll = endedPolls + ` AND p.id = $2 FOR UPDATE OF p SKIP LOCKED`

// endPolls closes the polls that do not go on, and brings messages of polls up to date.
func (s *Chats) endPolls(ctx context.Context, now time.Time) error {
	var ended []int64
	if err := list(ctx, s.DB.pool, &ended, selectEndedPolls, now); err != nil {
		return fmt.Errorf("find ended polls: %w", err)
	}
	var troubles []error
	for _, id := range ended {
		err := s.DB.inTx(ctx, func(tx *Tx) error { return endPoll(ctx, tx, id, now) })
		troubles = append(troubles, err)
	}
	err := s.DB.inTx(ctx, func(tx *Tx) error { return rewritePolls(ctx, tx, now) })
	return errors.Join(append(troubles, err)...)
}

func endPoll(ctx context.Context, tx *Tx, id int64, now time.Time) error {
	err := get(ctx, tx, &id, lockEndedPoll, now, id)
	if isNoRows(err) {
		return nil // another one ends it
	}
	if err != nil {
		return fmt.Errorf("lock poll %d: %w", id, err)
	}
	if err := closePoll(ctx, tx, id, nil, now); err != nil {
		return fmt.Errorf("end poll %d: %w", id, err)
	}
	return nil
}

// A message that is being written now is written again later; one that waits already has its moment. A poll
// that another transaction holds is that one's business, as in [rewriteDueBoards].
const rewriteChangedPolls = `
	WITH free AS (
		SELECT id FROM polls WHERE changed ORDER BY id FOR UPDATE SKIP LOCKED
	), due AS (
		UPDATE polls p
		SET changed = false
		FROM free, notices n, recipients r, house_chats c
		WHERE p.id = free.id AND n.key = 'poll/' || p.id AND r.notice_id = n.id AND r.state <> 'trying'
		  AND c.id = p.house_chat_id AND c.reachable
		RETURNING r.id
	)
	UPDATE recipients r
	SET due_at = CASE WHEN r.state = 'waiting' THEN least(r.due_at, $1) ELSE $1 END,
		state = 'waiting', attempts = 0, taken_until = NULL
	FROM due
	WHERE r.id = due.id`

// rewritePolls brings the messages of polls up to date, each after a moment of the sender.
func rewritePolls(ctx context.Context, tx *Tx, at time.Time) error {
	n, err := run(ctx, tx, rewriteChangedPolls, at)
	if err != nil {
		return fmt.Errorf("rewrite polls: %w", err)
	}
	tx.wake = tx.wake || n > 0
	return nil
}

const lockPressedPoll = `
	SELECT p.closed_at IS NOT NULL OR p.ends_at <= $4 OR $5 NOT BETWEEN 1 AND cardinality(p.answers)
		OR ` + pollCut + ` <> ''
	FROM polls p
	JOIN house_chats c ON c.id = p.house_chat_id AND c.removed_at IS NULL AND c.bot_id = $2 AND c.chat_id = $3
	WHERE p.id = $1
	FOR UPDATE OF p`

// The flats of a person are those of houses that the group is told of.
const selectPollFlats = `
	SELECT DISTINCT coalesce(a.premises_id, -a.id) AS flat
	FROM polls p
	JOIN house_chat_houses ch ON ch.house_chat_id = p.house_chat_id
	JOIN accounts a ON a.house_id = ch.house_id AND a.closed_on IS NULL
	JOIN links l ON l.account_id = a.id AND 'see' = ANY (l.rights) AND` + aliveAt + `$4
	JOIN people ON people.id = l.person_id AND people.bot_id = $2 AND people.user_id = $3
	WHERE p.id = $1`

const upsertPollAnswer = `
	INSERT INTO poll_answers AS v (poll_id, flat, answer, at)
	SELECT $1, flat, $3, $4
	FROM unnest($2::bigint[]) AS mine (flat)
	ON CONFLICT (poll_id, flat) DO UPDATE
	SET answer = excluded.answer, at = excluded.at
	WHERE v.answer <> excluded.answer
	RETURNING xmax = 0 AS fresh`

const selectHastyFlats = `
	SELECT count(*)
	FROM poll_answers
	WHERE poll_id = $1 AND flat = ANY ($2) AND answer <> $3 AND at > $4`

// Answer counts the answer of who pressed a button of a poll: for each of their flats, once.
func (s *Chats) Answer(
	ctx context.Context, a housing.PollPress, now time.Time,
) (fate housing.PollFate, err error) {
	err = s.DB.inTx(ctx, func(tx *Tx) error {
		fate, err = answerPoll(ctx, tx, a, now)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("answer poll: %w", err)
	}
	return fate, nil
}

func answerPoll(
	ctx context.Context, tx *Tx, a housing.PollPress, now time.Time,
) (housing.PollFate, error) {
	var over bool
	err := get(ctx, tx, &over, lockPressedPoll, int64(a.Poll), a.Bot, a.Chat, now, a.Answer)
	if isNoRows(err) || over {
		return housing.PollOver, nil
	}
	if err != nil {
		return "", fmt.Errorf("find poll: %w", err)
	}
	var flats []int64
	if err := list(ctx, tx, &flats, selectPollFlats, int64(a.Poll), a.Bot, a.User, now); err != nil {
		return "", fmt.Errorf("find flats: %w", err)
	}
	if len(flats) == 0 {
		return housing.PollStranger, nil
	}
	var hasty int
	err = get(ctx, tx, &hasty, selectHastyFlats, int64(a.Poll), pq.Array(flats), a.Answer,
		now.Add(-housing.PollPause))
	switch {
	case err != nil:
		return "", fmt.Errorf("find answers: %w", err)
	case hasty > 0:
		return housing.PollHasty, nil
	}
	return countAnswer(ctx, tx, a, flats, now)
}

const markPollChanged = `UPDATE polls SET changed = true WHERE id = $1`

func countAnswer(
	ctx context.Context, tx *Tx, a housing.PollPress, flats []int64, now time.Time,
) (housing.PollFate, error) {
	var fresh []bool
	err := list(ctx, tx, &fresh, upsertPollAnswer, int64(a.Poll), pq.Array(flats), a.Answer, now)
	if err != nil {
		return "", fmt.Errorf("store answer: %w", err)
	}
	if len(fresh) == 0 {
		return housing.PollSame, nil
	}
	if _, err := run(ctx, tx, markPollChanged, int64(a.Poll)); err != nil {
		return "", fmt.Errorf("mark poll: %w", err)
	}
	if err := rewritePolls(ctx, tx, now.Add(housing.PollPause)); err != nil {
		return "", err
	}
	if fresh[0] {
		return housing.PollTaken, nil
	}
	return housing.PollChanged, nil
}

const selectPollOfNotice = `
	SELECT` + pollColumns + `, c.thread_id AS thread, ` + pollCut + ` AS cut_now
	FROM polls p
	JOIN house_chats c ON c.id = p.house_chat_id
	WHERE p.id = $1::bigint`

// refreshPoll adds a poll as it stands; false: its group is told nothing new any more. That the poll is over
// is told in its message all the same.
func (s *Outbox) refreshPoll(ctx context.Context, q sqlx.QueryerContext, n *housing.Notice) (bool, error) {
	var row struct {
		pollRow
		Thread int64  `db:"thread"`
		CutNow string `db:"cut_now"`
	}
	if err := get(ctx, q, &row, selectPollOfNotice, n.Args["poll"]); err != nil {
		return false, fmt.Errorf("find poll: %w", err)
	}
	poll := row.poll()
	poll.Result = n.Args["result"] != ""
	n.Poll, n.Thread = &poll, row.Thread
	return row.CutNow == "" || n.Edit != 0 && poll.Closed && !poll.Result, nil
}

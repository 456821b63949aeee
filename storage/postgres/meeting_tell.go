package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strconv"
	"time"

	"dombot/internal/housing"
	"dombot/internal/meeting"
)

// meetingTelling writes what people hear of a meeting.
type meetingTelling struct {
	tx  *Tx
	m   meeting.Meeting
	now time.Time

	more map[string]string // that this word says besides
}

// of tells of a deed to whom it concerns.
func (t meetingTelling) of(ctx context.Context, d meeting.Deed) error {
	if t.m.State == meeting.Placed {
		if err := t.everybody(ctx, "placed"); err != nil {
			return err
		}
	}
	if t.m.Mode != meeting.Official {
		return nil // the author has told it
	}
	switch d {
	case meeting.DoApprove:
		return t.author(ctx, "approved_"+string(t.m.State))
	case meeting.DoReturn:
		return t.author(ctx, "returned")
	case meeting.DoWithdraw:
		return t.inspectors(ctx, "withdrawn")
	case meeting.DoSubmit, meeting.DoFile, meeting.DoMove, meeting.DoOpen, meeting.DoClose, meeting.DoDraw:
	}
	return nil
}

const meetingNotice = `
	WITH notice AS (
		INSERT INTO notices (key, kind, args, at)
		VALUES ($1, 'meeting', $2, $3)
		ON CONFLICT (key) DO NOTHING
		RETURNING id
	)
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at, urgency)`

// The owners of premises of the house by the register of the day or by what they said, and the chats of the
// house that hear of meetings: those first, one message there is read by many. Who sold is told nothing
// more.
const tellOfMeeting = meetingNotice + `
	SELECT notice.id, c.bot_id, c.chat_id, $3, 4
	FROM notice, house_chats c
	JOIN house_chat_houses ch ON ch.house_chat_id = c.id
	WHERE ch.house_id = $4 AND c.removed_at IS NULL AND c.reachable AND 'meetings' = ANY (c.kinds)
	UNION
	SELECT notice.id, people.bot_id, people.chat_id, $3, 4
	FROM notice, links l
	JOIN accounts a ON a.id = l.account_id AND a.closed_on IS NULL
	JOIN people ON people.id = l.person_id AND people.reachable
	WHERE a.house_id = $4 AND l.role = 'owner' AND` + aliveAt + `$3
	UNION
	SELECT notice.id, people.bot_id, people.chat_id, $3, 4
	FROM notice, owners w
	JOIN houses h ON h.id = w.house_id
	JOIN owner_rights r ON r.owner_id = w.id AND r.from_on <= ($3 AT TIME ZONE h.zone)::date
		AND (r.until_on IS NULL OR r.until_on > ($3 AT TIME ZONE h.zone)::date)
	LEFT JOIN identities i ON i.snils = w.snils
	LEFT JOIN owner_people c ON c.owner_id = w.id AND c.ended_at IS NULL
		AND (c.document_until IS NULL OR c.document_until >= ($3 AT TIME ZONE h.zone)::date)
	JOIN people ON people.id IN (i.person_id, c.person_id) AND people.reachable
	WHERE w.house_id = $4
	ON CONFLICT (notice_id, bot_id, chat_id) DO NOTHING`

const tellChats = meetingNotice + `
	SELECT notice.id, c.bot_id, c.chat_id, $3, 4
	FROM notice, house_chats c
	JOIN house_chat_houses ch ON ch.house_chat_id = c.id
	WHERE ch.house_id = $4 AND c.removed_at IS NULL AND c.reachable AND 'meetings' = ANY (c.kinds)
	ON CONFLICT (notice_id, bot_id, chat_id) DO NOTHING`

const tellAuthor = meetingNotice + `
	SELECT notice.id, people.bot_id, people.chat_id, $3, 2
	FROM notice, meetings m JOIN people ON people.id = m.person_id AND people.reachable
	WHERE m.id = $4
	ON CONFLICT (notice_id, bot_id, chat_id) DO NOTHING`

const tellInspectors = meetingNotice + `
	SELECT notice.id, people.bot_id, people.chat_id, $3, 2
	FROM notice, meetings m
	JOIN houses h ON h.id = m.house_id
	JOIN inspectors i ON i.region = h.region AND i.removed_at IS NULL
	JOIN people ON people.id = i.person_id AND people.reachable
	WHERE m.id = $4
	ON CONFLICT (notice_id, bot_id, chat_id) DO NOTHING`

// everybody tells the owners and the chats of the house.
func (t meetingTelling) everybody(ctx context.Context, what string) error {
	return t.tell(ctx, tellOfMeeting, what, int64(t.m.House.ID))
}

func (t meetingTelling) author(ctx context.Context, what string) error {
	return t.tell(ctx, tellAuthor, what, int64(t.m.ID))
}

func (t meetingTelling) inspectors(ctx context.Context, what string) error {
	return t.tell(ctx, tellInspectors, "inspect_"+what, int64(t.m.ID))
}

func (t meetingTelling) tell(ctx context.Context, query, what string, to int64) error {
	args, err := t.args(what)
	if err != nil {
		return err
	}
	key := fmt.Sprintf("meeting/%d/%s/%d/%s", t.m.ID, what, t.m.Version, t.m.Due)
	n, err := run(ctx, t.tx, query, key, args, t.now, to)
	if err != nil {
		return fmt.Errorf("tell of meeting: %w", err)
	}
	t.tx.wake = t.tx.wake || n > 0
	return nil
}

// args are what a word says of the meeting, as JSON.
func (t meetingTelling) args(what string) (string, error) {
	m := &t.m
	moment := func(at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return at.UTC().Format(time.RFC3339)
	}
	a := m.House.Address
	told := map[string]string{
		"meeting": strconv.FormatInt(int64(m.ID), 10), "what": what, "number": strconv.Itoa(m.Number),
		"mode": string(m.Mode), "kind": string(m.Kind), "starts": moment(m.Starts), "ends": moment(m.Ends),
		"due": m.Due.String(), "questions": strconv.Itoa(len(m.Questions)), "zone": m.House.Zone,
		"settlement": a.Settlement, "street": a.Street, "house": a.Number, "building": a.Building,
	}
	maps.Copy(told, t.more)
	args, err := json.Marshal(told)
	if err != nil {
		return "", fmt.Errorf("encode notice: %w", err)
	}
	return string(args), nil
}

const selectMeetingState = `SELECT state, coalesce(due_on::text, '') AS due FROM meetings WHERE id = $1`

// refreshMeeting drops a word that is no longer true, and finds the topic of a chat.
func (s *Outbox) refreshMeeting(ctx context.Context, n *housing.Notice, now time.Time) (bool, error) {
	var row struct {
		State string `db:"state"`
		Due   string `db:"due"`
	}
	err := get(ctx, s.DB.pool, &row, selectMeetingState, n.Args["meeting"])
	switch {
	case isNoRows(err):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("look how far meeting is: %w", err)
	}
	if err := s.threadOf(ctx, n); err != nil {
		return false, err
	}
	state := meeting.State(row.State)
	switch n.Args["what"] {
	case meeting.Near,
		"inspect_" + meeting.Near,
		meeting.Passed,
		"inspect_" + meeting.Passed,
		"inspect_queued":
		return state == meeting.Review && row.Due == n.Args["due"], nil
	case "unfiled":
		return state == meeting.Submitted, nil
	case "placed":
		return state.Public(), nil
	case "unannounced":
		return state == meeting.Ended, nil
	case "open":
		return state == meeting.Voting, nil
	case remindMiddle, remindLast:
		if state != meeting.Voting {
			return false, nil
		}
		return s.unvoted(ctx, n, now)
	}
	return true, nil
}

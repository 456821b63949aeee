package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

// Why a notice was given up: its cause is gone, or its reader wants none of its kind.
const (
	outdated = "outdated"
	unwanted = "unwanted"
)

// current returns the leased notices that are still worth telling, brought up
// to date; the others are given up. A notice of readings waits for the morning:
// by then they may have been given again, or the account be no longer the person's.
func (s *Outbox) current(
	ctx context.Context, by string, notices []housing.Notice, now time.Time,
) ([]housing.Notice, error) {
	leased := make([]*housing.Notice, len(notices))
	for i := range notices {
		leased[i] = &notices[i]
	}
	hindered, err := s.hinders(ctx, leased, now)
	if err != nil {
		return nil, err
	}
	var kept []housing.Notice
	for i, h := range hindered {
		if h.why == "" {
			kept = append(kept, notices[i])
			continue
		}
		if err := s.Failed(ctx, notices[i].ID, by, h.again, h.why); err != nil {
			return nil, err
		}
	}
	return kept, nil
}

// hindrance is why a notice cannot be sent now, and when it can; the zero time:
// never. Nothing hinders: an empty why.
type hindrance struct {
	why   string
	again time.Time
}

// hinders brings notices up to date and tells what hinders each.
func (s *Outbox) hinders(
	ctx context.Context, notices []*housing.Notice, now time.Time,
) ([]hindrance, error) {
	behind, err := s.behind(ctx, notices)
	if err != nil {
		return nil, err
	}
	found := make([]hindrance, len(notices))
	wanted := make([]*housing.Notice, 0, len(notices))
	for i, n := range notices {
		if found[i] = unheard(n, behind.of(n).wishes, now); found[i].why == "" && !n.Recall {
			wanted = append(wanted, n)
		}
	}
	stands, err := s.refreshAll(ctx, wanted, now)
	if err != nil {
		return nil, err
	}
	for i, n := range notices {
		switch {
		case found[i].why != "", n.Recall:
		case !stands[n.ID]:
			found[i].why = outdated
		case !n.Manner.Restricted:
			n.Manner = behind.of(n).manner
		}
	}
	return found, nil
}

// A notice of a kind that came with a newer program waits for that one: the two work side by side while
// replicas are exchanged one by one.
const (
	newer      = "newer"
	newerPause = time.Minute
)

// unheard tells why a reader hears nothing of a notice now.
func unheard(n *housing.Notice, wishes housing.Wishes, now time.Time) hindrance {
	switch {
	case !n.Kind.Known():
		return hindrance{newer, now.Add(newerPause)}
	case n.Recall && n.Edit == 0: // its number is known no more
		return hindrance{why: outdated}
	case n.Recall: // whoever reads it, and whatever they wish
		return hindrance{}
	}
	n.Zone, n.Quiet = wishes.Zone, wishes.Quiet
	if morning := nightUntil(*n, now); !morning.IsZero() {
		return hindrance{night, morning}
	}
	if !wishes.Wants(n.Kind) {
		return hindrance{why: unwanted}
	}
	return hindrance{}
}

// refreshAll brings notices up to date and tells whose cause stands. What a
// mailing says to many is looked up for all of them at once.
func (s *Outbox) refreshAll(
	ctx context.Context, notices []*housing.Notice, now time.Time,
) (stands map[int64]bool, err error) {
	stands = make(map[int64]bool, len(notices))
	var outages, reminders []*housing.Notice
	for _, n := range notices {
		switch n.Kind {
		case housing.NoticeOutage:
			outages = append(outages, n)
		case housing.NoticeReminder:
			reminders = append(reminders, n)
		default:
			if stands[n.ID], err = s.refresh(ctx, n, now); err != nil {
				return nil, fmt.Errorf("check notice %d: %w", n.ID, err)
			}
		}
	}
	if err := s.refreshOutages(ctx, outages, stands, now); err != nil {
		return nil, fmt.Errorf("check notices of outages: %w", err)
	}
	if err := s.refreshReminders(ctx, reminders, stands, now); err != nil {
		return nil, fmt.Errorf("check reminders: %w", err)
	}
	return stands, nil
}

// refresh brings the arguments of a notice up to date; false: its cause is gone.
func (s *Outbox) refresh(ctx context.Context, n *housing.Notice, now time.Time) (bool, error) {
	switch n.Kind {
	case housing.NoticeOutageAsk:
		return s.refreshAsk(ctx, n, now)
	case housing.NoticeAppeal, housing.NoticeDesk, housing.NoticeAppealCall:
		return s.refreshOfAppeal(ctx, n, now)
	case housing.NoticeMeeting:
		return s.refreshMeeting(ctx, n, now)
	case housing.NoticeMailing:
		return true, s.refreshMailing(ctx, n, now)
	case housing.NoticeChatHello, housing.NoticeChatBoard:
		return s.refreshChat(ctx, n, now)
	case housing.NoticePoll, housing.NoticeDigest, housing.NoticeForum, housing.NoticeMirror:
		return s.refreshNews(ctx, n, now)
	case housing.NoticeRejected:
		return s.refreshRejected(ctx, *n, now)
	case housing.NoticeCharged, housing.NoticeRecharged:
		return s.refreshCharged(ctx, *n, now)
	default:
		return true, nil
	}
}

// refreshNews brings up to date what is told of what happens among many.
func (s *Outbox) refreshNews(ctx context.Context, n *housing.Notice, now time.Time) (bool, error) {
	switch n.Kind {
	case housing.NoticePoll:
		return s.refreshPoll(ctx, s.DB.pool, n)
	case housing.NoticeDigest:
		return s.refreshDigest(ctx, n, now)
	case housing.NoticeMirror:
		return s.refreshMirror(ctx, n, now)
	default:
		return s.refreshForum(ctx, n, now)
	}
}

func (s *Outbox) refreshRejected(ctx context.Context, n housing.Notice, now time.Time) (bool, error) {
	lines, err := s.stillRejected(ctx, n, now)
	if err != nil || len(lines) == 0 {
		return false, err
	}
	encoded, err := json.Marshal(lines)
	if err != nil {
		return false, fmt.Errorf("encode lines: %w", err)
	}
	n.Args["lines"] = string(encoded)
	return true, nil
}

const selectStillCharged = `
	SELECT d.id::text AS document, d.charged::text AS charged, d.due::text AS due, a.house_id AS house,
		d.period
	FROM documents d
	JOIN accounts a ON a.id = d.account_id AND a.closed_on IS NULL
	JOIN links l ON l.account_id = a.id AND 'see' = ANY (l.rights) AND` + aliveAt + `$5
	JOIN people ON people.id = l.person_id AND people.bot_id = $1 AND people.chat_id = $2
	WHERE d.account_id = $3 AND d.period = to_date($4, 'YYYY-MM') AND d.state = 'published'`

// refreshCharged tells of a document that was re-issued overnight as it stands
// now, and of a change only while its edition stands.
func (s *Outbox) refreshCharged(ctx context.Context, n housing.Notice, now time.Time) (bool, error) {
	var row struct {
		Document string    `db:"document"`
		Charged  string    `db:"charged"`
		Due      string    `db:"due"`
		House    int64     `db:"house"`
		Period   time.Time `db:"period"`
	}
	err := get(ctx, s.DB.pool, &row, selectStillCharged, n.Bot, n.Chat, n.Args["account"], n.Args["period"],
		now)
	switch {
	case isNoRows(err):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("find document: %w", err)
	case n.Kind == housing.NoticeRecharged && n.Args["document"] != row.Document:
		return false, nil
	}
	days, err := dueDaysOf(ctx, s.DB.pool, row.House)
	if err != nil {
		return false, err
	}
	n.Args["charged"], n.Args["due"] = row.Charged, row.Due
	n.Args["until"] = days[row.House].Due(periodOf(row.Period)).Last.String()
	return true, nil
}

const selectStillRejected = `
	SELECT` + linkColumns + `, r.id AS reading_id, r.period
	FROM readings r
	JOIN meters m ON m.id = r.meter_id AND m.retired_at IS NULL
	JOIN (` + accountTables + `) ON a.id = m.account_id
	JOIN links l ON l.account_id = a.id AND 'readings' = ANY (l.rights) AND` + aliveAt + `$4
	JOIN people ON people.id = l.person_id AND people.bot_id = $1 AND people.chat_id = $2
	WHERE r.id = ANY ($3) AND r.state = 'rejected' AND r.replaced_at IS NULL AND a.closed_on IS NULL`

type rejectedRow struct {
	linkRow
	ReadingID int64     `db:"reading_id"`
	Period    time.Time `db:"period"`
}

// stillRejected returns the lines of a notice whose readings stand unaccepted
// on accounts of the person, and whether they can be given again in time.
func (s *Outbox) stillRejected(
	ctx context.Context, n housing.Notice, now time.Time,
) ([]housing.RejectedReading, error) {
	var lines []housing.RejectedReading
	if err := json.Unmarshal([]byte(n.Args["lines"]), &lines); err != nil {
		return nil, fmt.Errorf("read lines: %w", err)
	}
	ids := make([]int64, len(lines))
	for i, l := range lines {
		ids[i] = l.Reading
	}
	var rows []rejectedRow
	err := list(ctx, s.DB.pool, &rows, selectStillRejected, n.Bot, n.Chat, pq.Array(ids), now)
	if err != nil {
		return nil, fmt.Errorf("list readings: %w", err)
	}
	late := make(map[int64]bool, len(rows))
	for i := range rows {
		_, slot := rows[i].slot(now)
		late[rows[i].ReadingID] = periodOf(rows[i].Period).Before(slot.Period)
	}
	var standing []housing.RejectedReading
	for _, l := range lines {
		if is, ok := late[l.Reading]; ok {
			l.Late = is
			standing = append(standing, l)
		}
	}
	return standing, nil
}

// refreshOfAppeal is refresh of what is told of appeals.
func (s *Outbox) refreshOfAppeal(ctx context.Context, n *housing.Notice, now time.Time) (bool, error) {
	switch n.Kind {
	case housing.NoticeDesk:
		return s.refreshDesk(ctx, n, now)
	case housing.NoticeAppealCall:
		return s.refreshCall(ctx, n, now)
	default:
		return s.refreshAppeal(ctx, *n)
	}
}

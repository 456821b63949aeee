package postgres

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"time"

	"dombot/internal/housing"
)

// Stored tells people what is stored about them, and forgets them.
type Stored struct{ DB *DB }

// storedPart is one kind of what is stored about the person $1. The names of its columns
// are those in the file.
type storedPart struct{ name, query string }

const storedAddress = `concat_ws(', ', h.settlement, h.street, h.number, nullif(h.building, '')) AS address`

// storedParts returns every part in the order of the file.
func storedParts() []storedPart {
	return append([]storedPart{
		{"person", `
			SELECT user_id AS telegram_user, chat_id AS telegram_chat, created_at AS since, email,
				email_confirmed_at AS confirmed, zone, veiled, f.phone
			FROM people LEFT JOIN person_phones f ON f.person_id = people.id WHERE id = $1`},
		{"wishes", `
			SELECT tell_planned, digest_hour, ahead_hours, tell_emergencies, tell_hot_water, tell_charges,
				tell_reminders, quiet_from, quiet_until, chat_enough
			FROM people WHERE id = $1`},
		{"consents", `
			SELECT version, given_at AS given, withdrawn_at AS withdrawn
			FROM consents WHERE person_id = $1 ORDER BY id`},
		{"sign_in", `SELECT surname, name, patronymic, since FROM identities WHERE person_id = $1`},
		{"accounts", `
			SELECT a.number AS account, ` + storedAddress + `, l.role,
			array_to_string(l.rights, ', ') AS rights,
				l.name, l.since, l.suspended_at AS suspended, l.invited, nullif(l.called, '') AS called,
				l.ends_at AS until
			FROM links l JOIN accounts a ON a.id = l.account_id JOIN houses h ON h.id = a.house_id
			WHERE l.person_id = $1 ORDER BY l.id`},
		{"invitations", `
			SELECT a.number AS account, ` + storedAddress + `, i.invited_by = $1 AS mine, i.role,
				array_to_string(i.rights, ', ') AS rights, i.called, i.issued_at AS at, i.expires_at AS until
			FROM link_invites i JOIN accounts a ON a.id = i.account_id JOIN houses h ON h.id = a.house_id
			WHERE i.invited_by = $1 OR i.came_by = $1 ORDER BY i.id`},
		{"readings", `
			SELECT s.number, a.number AS account, to_char(s.period, 'YYYY-MM') AS period,
			m.resource, m.serial,
				array_to_string(r.figures, ' ') AS figures, s.taken_on::text AS taken, s.at, r.state, r.reason
			FROM submissions s
			JOIN accounts a ON a.id = s.account_id
			LEFT JOIN readings r ON r.submission_id = s.id
			LEFT JOIN meters m ON m.id = r.meter_id
			WHERE s.person_id = $1 ORDER BY s.id, r.id`},
		{"photos", `
			SELECT m.serial, p.at, p.until, 'photos/' || p.id || '.jpg' AS file
			FROM pictures p JOIN links l ON l.id = p.link_id LEFT JOIN meters m ON m.id = p.meter_id
			WHERE l.person_id = $1 ORDER BY p.id`},
		{"payments", `
			SELECT y.number, a.number AS account, to_char(y.period, 'YYYY-MM') AS period, y.sum::text AS sum,
				y.fee::text AS fee, y.way, y.state, y.created_at AS at, y.settled_at AS settled,
				c.storage, c.document, c.sign, nullif(c.link, '') AS receipt, nullif(c.mail, '') AS email
			FROM payments y
			JOIN accounts a ON a.id = y.account_id
			LEFT JOIN cash_receipts c ON c.payment_id = y.id
			WHERE y.person_id = $1 ORDER BY y.id`},
	}, slices.Concat(storedTalk(), storedAppeals(), storedMeetings(), storedForum(), storedDeeds())...)
}

// storedTalk is what was written to and by the person.
func storedTalk() []storedPart {
	return []storedPart{
		{"notices", `
			SELECT n.kind, n.at, r.state, r.done_at AS done
			FROM people p
			JOIN recipients r ON r.bot_id = p.bot_id AND r.chat_id = p.chat_id
			JOIN notices n ON n.id = r.notice_id
			WHERE p.id = $1 ORDER BY n.id`},
		{"mails", `
			SELECT kind, nullif(address, '') AS email, state, created_at AS at, sent_at AS done
			FROM mails WHERE person_id = $1
			UNION ALL
			SELECT 'unconfirmed', address, '', asked_at, NULL FROM email_codes WHERE person_id = $1
			ORDER BY 4`},
		{"reminders", `
			SELECT t.topic, a.number AS account, t.subject, to_char(t.month, 'YYYY-MM') AS period,
			'' AS answer
			FROM reminders t JOIN accounts a ON a.id = t.account_id WHERE t.person_id = $1
			UNION ALL
			SELECT t.topic, a.number, t.subject, to_char(t.at, 'YYYY-MM'), t.said
			FROM reminder_says t JOIN accounts a ON a.id = t.account_id WHERE t.person_id = $1
			ORDER BY 4`},
		{"outages", `
			SELECT ` + storedAddress + `, r.utility, r.still, r.at, u.number AS outage
			FROM outage_reports r JOIN houses h ON h.id = r.house_id LEFT JOIN outages u ON u.id = r.outage_id
			WHERE r.person_id = $1 ORDER BY r.id`},
		{"digests", `
			SELECT u.number AS outage
			FROM outage_digests d JOIN outages u ON u.id = d.outage_id WHERE d.person_id = $1 ORDER BY u.id`},
		{"recalculations", `
			SELECT a.number AS account, r.utility, to_char(r.period, 'YYYY-MM') AS period,
				r.percent::text AS percent, r.sum::text AS sum, r.rule, r.at
			FROM recalculations r JOIN accounts a ON a.id = r.account_id
			WHERE r.person_id = $1 ORDER BY r.id`},
		{"requests", `
			SELECT number, kind, text, at FROM requests WHERE person_id = $1 ORDER BY id`},
	}
}

// storedAppeals is what the person wrote to others and read from them.
func storedAppeals() []storedPart {
	return []storedPart{
		{"appeals", `
			SELECT p.number, p.state, p.topic_name AS topic, p.addressee, concat_ws(', ', nullif(p.place, ''),
				h.settlement, h.street, h.number) AS address, array_to_string(p.parts, E'\n\n') AS text,
				p.changed_at AS at, p.sent_at AS done, p.due_on::text AS due, p.answered_at AS answered
			FROM appeals p LEFT JOIN houses h ON h.id = p.house_id WHERE p.person_id = $1 ORDER BY p.id`},
		{"joins", `
			SELECT p.number, p.topic_name AS topic, p.addressee, nullif(j.name, '') AS name, j.late, j.at
			FROM appeal_joins j JOIN appeals p ON p.id = j.appeal_id WHERE j.person_id = $1 ORDER BY j.id`},
		{"answers", `
			SELECT p.number, e.kind, e.text, e.due_on::text AS due, e.at
			FROM appeal_events e JOIN appeals p ON p.id = e.appeal_id
			WHERE p.person_id = $1 AND NOT e.internal ORDER BY e.id`},
		{"marks", `
			SELECT p.number, k.mark AS answer, k.words AS text, k.changed_at AS at
			FROM appeal_marks k JOIN appeals p ON p.id = k.appeal_id
			WHERE p.person_id = $1 ORDER BY p.id`},
		{"supplements", `
			SELECT p.number, array_to_string(x.parts, E'\n\n') AS text, x.changed_at AS at, x.sent_at AS done
			FROM appeal_supplements x JOIN appeals p ON p.id = x.appeal_id
			WHERE p.person_id = $1 ORDER BY x.id`},
		{"files", `
			SELECT p.number, f.name, f.kind, f.at, 'files/' || f.id || '-' || f.name AS file
			FROM appeal_files f
			JOIN appeals p ON p.id = f.appeal_id
			LEFT JOIN appeal_answers n ON n.id = f.answer_id
			WHERE p.person_id = $1 AND coalesce(n.state, 'sent') = 'sent' ORDER BY f.id`},
	}
}

// storedDeeds is what the person did and works as.
func storedDeeds() []storedPart {
	return []storedPart{
		{"reviews", `
			SELECT ` + storedAddress + `, k.work AS subject, to_char(k.month, 'YYYY-MM') AS period, v.good,
				v.words AS text, v.at
			FROM work_reviews v JOIN works k ON k.id = v.work_id JOIN houses h ON h.id = k.house_id
			WHERE v.person_id = $1 ORDER BY v.at, k.id`},
		{"chats", `
			SELECT title AS name, since, removed_at AS until, '' AS address
			FROM house_chats WHERE person_id = $1
			UNION ALL
			SELECT k.name, k.since, k.removed_at, concat_ws(', ', h.settlement, h.street, h.number)
			FROM chat_keepers k JOIN houses h ON h.id = k.house_id WHERE k.person_id = $1
			UNION ALL
			SELECT q.question, q.opened_at, coalesce(q.closed_at, q.ends_at), ''
			FROM polls q WHERE q.person_id = $1
			ORDER BY 2`},
		{"work", `
			SELECT o.name AS office, p.name, p.role, p.since, p.removed_at AS until
			FROM operators p JOIN organisations o ON o.id = p.organisation_id
			WHERE p.person_id = $1 ORDER BY p.id`},
		{"tries", `
			SELECT day::text AS day, misses FROM claim_days WHERE person_id = $1 ORDER BY day`},
		{"proofs", `
			SELECT a.number AS account, v.proved_at AS at
			FROM proofs v JOIN accounts a ON a.id = v.account_id WHERE v.person_id = $1 ORDER BY 2`},
		{"deeds", `
			SELECT x.at, x.what AS deed, a.number AS account, o.name AS office,
			nullif(x.subject, '') AS subject
			FROM audit x
			LEFT JOIN accounts a ON a.id = x.account_id
			LEFT JOIN organisations o ON o.id = x.organisation_id
			WHERE x.person_id = $1 ORDER BY x.id`},
		{"looks", `
			SELECT at, what AS deed, account, by AS who, office FROM (` + selectLooks + `) x ORDER BY at`},
	}
}

// Why a table with somebody's key is not in the file. The names are those of sentences.
const (
	leftWork    = "stored.left_work"    // done for an organisation, whose journal it is
	leftPassing = "stored.left_passing" // a link that works once, or a step on the way: gone within days
)

// leftOut names the tables that hold the key of a person and are not in the file.
func leftOut() map[string]string {
	return map[string]string{
		"appeal_answers":    leftWork, // what was sent is told as it happened
		"outages":           leftWork,
		"outage_steps":      leftWork,
		"outage_drafts":     leftWork,
		"mailings":          leftWork,
		"licence_changes":   leftWork,
		"operator_invites":  leftWork,
		"forum_invites":     leftWork,
		"suspensions":       leftWork,
		"licence_leavings":  leftWork,
		"work_photos":       leftWork,
		"inspectors":        leftWork,
		"inspector_invites": leftWork,
		"chat_links":        leftPassing,
		"web_links":         leftPassing,
		"sign_ins":          leftPassing,
	}
}

// StoredTables returns the tables that the file of a person is read from, and those that are left out
// of it with the name of the reason.
func StoredTables() (told map[string]bool, left map[string]string) {
	told = map[string]bool{}
	named := regexp.MustCompile(`(?:FROM|JOIN)\s+(\w+)`)
	for _, p := range storedParts() {
		for _, m := range named.FindAllStringSubmatch(p.query, -1) {
			told[m[1]] = leftOut()[m[1]] == "" // of those some are read for a name alone
		}
	}
	return told, leftOut()
}

// Of returns everything that is stored about a person.
func (s *Stored) Of(ctx context.Context, p housing.PersonID, now time.Time) (housing.Stored, error) {
	all := housing.Stored{At: now, Left: []string{leftWork, leftPassing}}
	for _, part := range storedParts() {
		read, err := s.part(ctx, part, p)
		if err != nil {
			return all, fmt.Errorf("read what is stored as %s: %w", part.name, err)
		}
		all.Parts = append(all.Parts, read)
	}
	var err error
	all.Files, err = s.files(ctx, p)
	return all, err
}

func (s *Stored) part(
	ctx context.Context, of storedPart, p housing.PersonID,
) (read housing.StoredPart, err error) {
	read.Name = of.name
	rows, err := s.DB.pool.QueryxContext(ctx, of.query, int64(p))
	if err != nil {
		return read, wrapError(err)
	}
	defer func() { _ = rows.Close() }() // what it failed with is in rows.Err
	if read.Fields, err = rows.Columns(); err != nil {
		return read, wrapError(err)
	}
	for rows.Next() {
		row, err := rows.SliceScan()
		if err != nil {
			return read, wrapError(err)
		}
		for i, v := range row {
			switch v := v.(type) {
			case []byte:
				row[i] = string(v)
			case time.Time:
				row[i] = v.UTC()
			}
		}
		read.Rows = append(read.Rows, row)
	}
	return read, wrapError(rows.Err())
}

const selectStoredFiles = `
	SELECT 'photos/' || p.id || '.jpg' AS name, p.data
	FROM pictures p JOIN links l ON l.id = p.link_id WHERE l.person_id = $1
	UNION ALL
	SELECT 'files/' || f.id || '-' || f.name, f.data
	FROM appeal_files f
	JOIN appeals p ON p.id = f.appeal_id
	LEFT JOIN appeal_answers n ON n.id = f.answer_id
	WHERE p.person_id = $1 AND coalesce(n.state, 'sent') = 'sent'
	UNION ALL
	SELECT 'forum/' || x.id || '.jpg', f.data
	FROM forum_photos f JOIN forum_posts x ON x.id = f.post_id WHERE x.person_id = $1
	UNION ALL
	SELECT 'meetings/' || f.id || '-' || f.name, f.data
	FROM meeting_files f JOIN meetings p ON p.id = f.meeting_id WHERE p.person_id = $1`

func (s *Stored) files(ctx context.Context, p housing.PersonID) ([]housing.WebFile, error) {
	var rows []struct {
		Name string `db:"name"`
		Data []byte `db:"data"`
	}
	if err := list(ctx, s.DB.pool, &rows, selectStoredFiles, int64(p)); err != nil {
		return nil, fmt.Errorf("read files of a person: %w", err)
	}
	files := make([]housing.WebFile, len(rows))
	for i, r := range rows {
		files[i] = housing.WebFile{Name: r.Name, Data: r.Data}
	}
	return files, nil
}

// Who else saw an account since the person is connected to it, who worked on what the person
// wrote, and who took registers of the person's house.
const selectLooks = `
	SELECT x.at, x.what, a.number AS account,
		CASE WHEN x.person_id IS NULL THEN 'office' WHEN w.id IS NOT NULL THEN 'staff'
		ELSE 'household' END AS by,
		CASE WHEN x.person_id IS NULL OR w.id IS NOT NULL THEN o.name ELSE '' END AS office
	FROM links l
	JOIN accounts a ON a.id = l.account_id
	JOIN houses h ON h.id = a.house_id
	JOIN organisations o ON o.id = h.organisation_id
	JOIN audit x ON x.account_id = a.id AND x.at >= l.since AND (l.ends_at IS NULL OR x.at < l.ends_at)
	LEFT JOIN LATERAL (
		SELECT p.id FROM operators p
		WHERE p.person_id = x.person_id AND p.organisation_id = o.id
		  AND NOT EXISTS (SELECT 1 FROM links k WHERE k.person_id = p.person_id AND k.account_id = a.id)
		LIMIT 1
	) w ON true
	WHERE l.person_id = $1 AND l.suspended_at IS NULL AND x.person_id IS DISTINCT FROM $1
	UNION ALL
	SELECT e.at, 'appeal.' || e.kind, p.number, 'staff', o.name
	FROM appeals p
	JOIN appeal_events e ON e.appeal_id = p.id AND e.person_id <> $1
	JOIN organisations o ON o.id = e.organisation_id
	WHERE p.person_id = $1
	UNION ALL
	SELECT x.at, x.what, p.number, 'staff', coalesce(o.name, '')
	FROM appeals p
	JOIN audit x ON x.appeal_id = p.id
	LEFT JOIN organisations o ON o.id = p.organisation_id
	WHERE p.person_id = $1
	UNION ALL
	SELECT x.at, x.what, '', CASE WHEN x.person_id IS NULL THEN 'office' ELSE 'staff' END, o.name
	FROM audit x
	JOIN organisations o ON o.id = x.organisation_id
	WHERE x.what IN ('download.readings', 'download.payments') AND x.person_id IS DISTINCT FROM $1
	  AND EXISTS (
		SELECT 1 FROM links l JOIN accounts a ON a.id = l.account_id JOIN houses h ON h.id = a.house_id
		WHERE l.person_id = $1 AND l.suspended_at IS NULL AND h.organisation_id = o.id
		  AND x.at >= l.since AND (l.ends_at IS NULL OR x.at < l.ends_at))`

// Looks returns the last times that somebody else saw something of a person, newest first.
func (s *Stored) Looks(ctx context.Context, p housing.PersonID, limit int) ([]housing.Look, error) {
	var rows []struct {
		At      time.Time `db:"at"`
		What    string    `db:"what"`
		Account string    `db:"account"`
		By      string    `db:"by"`
		Office  string    `db:"office"`
	}
	query := `SELECT at, what, account, by, office FROM (` + selectLooks + `) x ORDER BY at DESC LIMIT $2`
	if err := list(ctx, s.DB.pool, &rows, query, int64(p), limit); err != nil {
		return nil, fmt.Errorf("list who looked: %w", err)
	}
	looks := make([]housing.Look, len(rows))
	for i, r := range rows {
		looks[i] = housing.Look{
			At: r.At.UTC(), What: r.What, Account: r.Account, By: housing.Looker(r.By), Office: r.Office,
		}
	}
	return looks, nil
}

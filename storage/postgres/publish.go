package postgres

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// shownJumps and shownMissing bound the lists of a report.
const (
	shownJumps   = 20
	shownMissing = 50
)

const selectLoaded = `
	WITH loaded AS (
		SELECT d.id, d.account_id, d.charged, d.digest, before.charged AS before, published.id AS standing
		FROM documents d
		JOIN accounts a ON a.id = d.account_id
		JOIN houses h ON h.id = a.house_id` + ofMonth + `
		LEFT JOIN documents before ON before.account_id = d.account_id AND before.period = $3
			AND before.state = 'published' AND term.from_on < $2::date
		LEFT JOIN documents published ON published.account_id = d.account_id AND published.period = $2
			AND published.state = 'published'
		WHERE d.period = $2 AND d.state = 'loaded'
	)
	SELECT count(*) AS documents, count(standing) AS reissued, coalesce(sum(charged), 0) AS charged,
		coalesce(sum(before), 0) AS before, ` + markOf + ` AS mark
	FROM loaded`

// markOf names loaded documents with what they replace.
const markOf = `md5(coalesce(string_agg(
	id || ' ' || coalesce(standing, 0) || ' ' || encode(digest, 'hex'), ',' ORDER BY id), ''))`

// A change of more than twofold is looked at by a person; cents are not.
const selectJumps = `
	SELECT a.number, before.charged AS was, d.charged AS is, count(*) OVER () AS jumped
	FROM documents d
	JOIN accounts a ON a.id = d.account_id
	JOIN houses h ON h.id = a.house_id` + ofMonth + `
	JOIN documents before ON before.account_id = d.account_id AND before.period = $3
		AND before.state = 'published' AND term.from_on < $2::date
	WHERE d.period = $2 AND d.state = 'loaded'
	  AND (d.charged > before.charged * 2 OR before.charged > d.charged * 2)
	  AND abs(d.charged - before.charged) >= 1
	ORDER BY abs(d.charged - before.charged) DESC, a.number
	LIMIT $4`

const selectMissing = `
	SELECT a.number, count(*) OVER () AS lacking
	FROM accounts a
	JOIN houses h ON h.id = a.house_id` + ofMonth + `
	WHERE a.closed_on IS NULL AND NOT EXISTS (
		SELECT 1 FROM documents d
		WHERE d.account_id = a.id AND d.period = $2 AND d.state IN ('loaded', 'published'))
	ORDER BY a.number
	LIMIT $3`

// Loaded tells what waits to be published for a period.
func (s *Documents) Loaded(
	ctx context.Context, org housing.OrganisationID, period housing.Period,
) (housing.LoadReport, error) {
	report := housing.LoadReport{Period: period}
	before := periodArg(period.Add(-1))
	var sums struct {
		Documents int             `db:"documents"`
		Reissued  int             `db:"reissued"`
		Charged   decimal.Decimal `db:"charged"`
		Before    decimal.Decimal `db:"before"`
		Mark      string          `db:"mark"`
	}
	if err := get(ctx, s.DB.pool, &sums, selectLoaded, int64(org), periodArg(period), before); err != nil {
		return report, fmt.Errorf("sum loaded documents: %w", err)
	}
	report.Documents, report.Reissued = sums.Documents, sums.Reissued
	report.Charged, report.Before, report.Mark = sums.Charged, sums.Before, sums.Mark
	if err := s.jumps(ctx, org, &report); err != nil {
		return report, fmt.Errorf("list jumps of charges: %w", err)
	}
	if err := s.missing(ctx, org, &report); err != nil {
		return report, fmt.Errorf("list accounts without a document: %w", err)
	}
	return report, nil
}

func (s *Documents) jumps(ctx context.Context, org housing.OrganisationID, r *housing.LoadReport) error {
	var rows []struct {
		Number string          `db:"number"`
		Was    decimal.Decimal `db:"was"`
		Is     decimal.Decimal `db:"is"`
		Jumped int             `db:"jumped"`
	}
	err := list(ctx, s.DB.pool, &rows, selectJumps, int64(org), periodArg(r.Period),
		periodArg(r.Period.Add(-1)), shownJumps)
	for _, j := range rows {
		r.Jumped = j.Jumped
		r.Jumps = append(r.Jumps, housing.Jump{Number: j.Number, Was: j.Was, Is: j.Is})
	}
	return err
}

func (s *Documents) missing(ctx context.Context, org housing.OrganisationID, r *housing.LoadReport) error {
	var rows []struct {
		Number  string `db:"number"`
		Lacking int    `db:"lacking"`
	}
	err := list(ctx, s.DB.pool, &rows, selectMissing, int64(org), periodArg(r.Period), shownMissing)
	for _, m := range rows {
		r.Lacking = m.Lacking
		r.Missing = append(r.Missing, m.Number)
	}
	return err
}

const lockLoadedAccounts = `
	SELECT a.id
	FROM accounts a
	JOIN houses h ON h.id = a.house_id` + ofMonth + `
	WHERE a.id IN (SELECT account_id FROM documents WHERE period = $2 AND state = 'loaded')
	ORDER BY a.id
	FOR NO KEY UPDATE OF a`

const createPublished = `
	CREATE TEMP TABLE publishing ON COMMIT DROP AS
	SELECT d.id, d.account_id, d.charged, d.digest, old.id AS old, old.charged AS was,
		coalesce((SELECT max(e.edition) FROM documents e
			WHERE e.account_id = d.account_id AND e.period = $2), 0) + 1 AS edition
	FROM documents d
	JOIN accounts a ON a.id = d.account_id
	JOIN houses h ON h.id = a.house_id` + ofMonth + `
	LEFT JOIN documents old ON old.account_id = d.account_id AND old.period = $2 AND old.state = 'published'
	WHERE d.period = $2 AND d.state = 'loaded'`

const replacePublished = `
	UPDATE documents d
	SET state = 'replaced', changed_at = $2, reason = $3
	FROM publishing p
	WHERE d.id = p.old AND d.period = $1`

const publishLoaded = `
	UPDATE documents d
	SET state = 'published', edition = p.edition, changed_at = $2,
		reason = CASE WHEN p.edition > 1 THEN $3 ELSE '' END
	FROM publishing p
	WHERE d.id = p.id AND d.period = $1`

const auditPublished = `
	INSERT INTO audit (person_id, account_id, what, day, at)
	SELECT $2::bigint, account_id, 'document.published', NULL, $1
	FROM publishing`

// Publish shows the loaded documents of a period to residents: they are told
// quietly the next morning, whoever had opened or paid an earlier edition of what
// changed. Who may not act for the organisation is Refused.
func (s *Documents) Publish(
	ctx context.Context, p housing.Publishing, now time.Time,
) (housing.Published, error) {
	var done housing.Published
	err := s.DB.inTx(ctx, func(tx *Tx) (err error) {
		done, err = publish(ctx, tx, p, now)
		return err
	})
	if err != nil {
		return done, fmt.Errorf("publish documents: %w", s.DB.barring(ctx, err, now))
	}
	return done, nil
}

func publish(
	ctx context.Context, tx *Tx, p housing.Publishing, now time.Time,
) (done housing.Published, err error) {
	may := attempt{p.By, p.Organisation, housing.StaffActs, "document.published"}
	if err := may.check(ctx, tx); err != nil {
		return done, err
	}
	org, period := int64(p.Organisation), periodArg(p.Period)
	err = runSteps(ctx, tx, []step{
		{name: "lock organisation", query: lockOrganisation, args: []any{org}},
		{name: "lock accounts", query: lockLoadedAccounts, args: []any{org, period}},
		{name: "find documents", query: createPublished, args: []any{org, period}},
	})
	if err == nil {
		err = stillSeen(ctx, tx, p)
	}
	if err != nil {
		return done, err
	}
	err = runSteps(ctx, tx, []step{
		{name: "replace editions", query: replacePublished, args: []any{period, now, p.Reason}},
		{name: "publish", query: publishLoaded, args: []any{period, now, p.Reason}},
		{name: "audit", query: auditPublished, args: []any{now, idArg(p.By)}},
	})
	if err != nil {
		return done, err
	}
	if err := get(ctx, tx, &done.Documents, `SELECT count(*) FROM publishing`); err != nil {
		return done, fmt.Errorf("count documents: %w", err)
	}
	if done.Documents > 0 {
		err := journal(ctx, tx, note{
			deed{p.By, 0, "document.published", now},
			p.Organisation, p.Period.String(), "",
			strconv.Itoa(done.Documents),
		})
		if err != nil {
			return done, err
		}
	}
	done.Told, err = tellPublished(ctx, tx, p, now)
	return done, err
}

const selectMark = `
	SELECT count(*) AS documents, ` + markOf + ` AS mark
	FROM (SELECT id, old AS standing, digest FROM publishing) p`

// stillSeen refuses to publish what differs from the report that was looked at.
func stillSeen(ctx context.Context, tx *Tx, p housing.Publishing) error {
	var found struct {
		Documents int    `db:"documents"`
		Mark      string `db:"mark"`
	}
	if err := get(ctx, tx, &found, selectMark); err != nil {
		return fmt.Errorf("compare with report: %w", err)
	}
	if p.Seen != "" && found.Documents > 0 && found.Mark != p.Seen {
		return conflict("operator.publish_changed")
	}
	return nil
}

// spread is how long after the morning the last of many is told.
const spread = 2 * time.Hour

// People are told one after the other, by their key, so that not everybody
// asks at once. Who had neither opened nor paid what was replaced is not troubled again.
const insertDocumentNotices = `
	WITH told AS (
		SELECT l.id, l.person_id, z.due + (l.person_id % $5) * interval '1 second' AS due,
			CASE WHEN p.old IS NULL THEN 'charged' ELSE 'recharged' END AS kind,
			'charged/' || l.id || '/' || p.id AS key,
			jsonb_build_object(
				'account', a.id::text, 'number', a.number, 'name', l.name,
				'street', h.street, 'house', h.number, 'building', h.building,
				'premises', coalesce(pr.number, ''), 'period', $2::text, 'document', p.id::text,
				'charged', p.charged::text, 'was', coalesce(p.was::text, ''), 'reason', $6::text,
				'pays', CASE WHEN 'pay' = ANY (l.rights) THEN '' ELSE 'no' END) AS args
		FROM publishing p
		JOIN accounts a ON a.id = p.account_id AND a.closed_on IS NULL
		JOIN houses h ON h.id = a.house_id
		LEFT JOIN premises pr ON pr.id = a.premises_id
		JOIN links l ON l.account_id = a.id AND 'see' = ANY (l.rights) AND` + aliveAt + `$1
		JOIN unnest($3::text[], $4::timestamptz[]) AS z (zone, due) ON z.zone = h.zone
		WHERE p.old IS NULL OR EXISTS (
			SELECT 1 FROM audit x
			WHERE x.person_id = l.person_id AND x.account_id = a.id AND x.what = $7) OR EXISTS (
			SELECT 1 FROM payments y
			WHERE y.person_id = l.person_id AND y.document_id = p.old AND y.state = 'succeeded')
	), fresh AS (
		INSERT INTO notices (key, kind, args, at)
		SELECT key, kind, args, $1
		FROM told
		ON CONFLICT (key) DO NOTHING
		RETURNING id, key
	)
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at)
	SELECT fresh.id, people.bot_id, people.chat_id, told.due
	FROM fresh
	JOIN told ON told.key = fresh.key
	JOIN people ON people.id = told.person_id AND people.reachable`

func tellPublished(ctx context.Context, tx *Tx, p housing.Publishing, now time.Time) (int, error) {
	zones, dues, err := morningsOf(ctx, tx, p.Organisation, now)
	if err != nil {
		return 0, err
	}
	n, err := run(ctx, tx, insertDocumentNotices, now, p.Period.String(), pq.Array(zones), pq.Array(dues),
		int(spread/time.Second), p.Reason, seenDocument(p.Period))
	if err != nil {
		return 0, fmt.Errorf("write notices: %w", err)
	}
	tx.wake = tx.wake || n > 0
	return int(n), nil
}

// morningsOf returns the time zones of the houses of an organisation with the
// moment at which people there are told of documents.
func morningsOf(
	ctx context.Context, q sqlx.QueryerContext, org housing.OrganisationID, now time.Time,
) (zones, dues []string, err error) {
	if err := list(ctx, q, &zones, selectZones, int64(org)); err != nil {
		return nil, nil, fmt.Errorf("list time zones: %w", err)
	}
	for _, zone := range zones {
		dues = append(dues, nextMorning(now, zone).Format(time.RFC3339Nano))
	}
	return zones, dues, nil
}

// morning is the hour in which residents are told of new documents.
const morning = 10

func nextMorning(t time.Time, zone string) time.Time {
	loc := housing.House{Zone: zone}.Location()
	local := t.In(loc)
	return time.Date(local.Year(), local.Month(), local.Day()+1, morning, 0, 0, 0, loc)
}

const withdrawDocument = `
	UPDATE documents d
	SET state = 'withdrawn', changed_at = $4, reason = $5
	FROM accounts a
	JOIN houses h ON h.id = a.house_id` + ofMonth + `
	WHERE a.id = d.account_id AND d.period = $2 AND d.state = 'published' AND a.number_key = $3
	RETURNING d.id, a.id AS account, d.charged`

const selectOpened = `
	SELECT l.id
	FROM links l
	WHERE l.account_id = $1 AND` + aliveAt + `$4 AND 'see' = ANY (l.rights) AND (EXISTS (
		SELECT 1 FROM audit x WHERE x.person_id = l.person_id AND x.account_id = $1 AND x.what = $2)
		OR EXISTS (SELECT 1 FROM payments y
			WHERE y.person_id = l.person_id AND y.document_id = $3 AND y.state = 'succeeded'))`

// Withdraw takes the published document of an account back. Whoever opened it
// is told. No such document is a NotFound error.
func (s *Documents) Withdraw(
	ctx context.Context, org housing.OrganisationID, w housing.Withdrawal, now time.Time,
) (told int, err error) {
	err = s.DB.inTx(ctx, func(tx *Tx) error {
		told, err = withdrawOne(ctx, tx, org, w, now)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("withdraw document: %w", err)
	}
	return told, nil
}

func withdrawOne(
	ctx context.Context, tx *Tx, org housing.OrganisationID, w housing.Withdrawal, now time.Time,
) (int, error) {
	var row struct {
		ID      int64           `db:"id"`
		Account int64           `db:"account"`
		Charged decimal.Decimal `db:"charged"`
	}
	err := get(ctx, tx, &row, withdrawDocument,
		int64(org), periodArg(w.Period), accountKey(w.Number), now, w.Reason)
	if isNoRows(err) {
		return 0, notFound("cli.document_unknown")
	}
	if err != nil {
		return 0, fmt.Errorf("change state: %w", err)
	}
	var links []int64
	account := housing.AccountID(row.Account)
	err = list(ctx, tx, &links, selectOpened, row.Account, seenDocument(w.Period), row.ID, now)
	if err != nil {
		return 0, fmt.Errorf("find who opened it: %w", err)
	}
	d := deed{0, account, "document.withdrawn", now}
	err = errors.Join(audit(ctx, tx, d), journal(ctx, tx, note{d, org, w.Period.String(), w.Number, ""}))
	if err != nil {
		return 0, err
	}
	return len(links), tellLinks(ctx, tx, linkNotice{
		kind: housing.NoticeWithdrawn, occasion: strconv.FormatInt(row.ID, 10), links: links, at: now,
		args: map[string]string{
			"period": w.Period.String(), "charged": row.Charged.StringFixed(2),
			"reason": w.Reason,
		},
	})
}

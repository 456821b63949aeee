package postgres

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

// ImportVerdicts notes which readings ГИС ЖКХ took. A verdict is about the
// reading of its meter and period with its values, if that was handed over by
// the time of the export and nothing was given in its place since. People whose readings were not taken
// are told, in the daytime of their houses: who gave them, or, where that
// person is not connected any more, the others who may give them.
func (s *Register) ImportVerdicts(
	ctx context.Context, in housing.Import, records []housing.VerdictRecord,
) (housing.ImportReport, error) {
	report, err := s.importing(ctx, in, "verdicts", func(tx *Tx, report *housing.ImportReport) error {
		report.Rows = len(records)
		if err := mergeVerdicts(ctx, tx, in, records); err != nil {
			return err
		}
		if err := list(ctx, tx, &report.Outcomes, selectVerdictOutcomes); err != nil {
			return fmt.Errorf("read outcomes of verdicts: %w", err)
		}
		var err error
		report.Told, err = tellRejected(ctx, tx, in)
		return err
	})
	if err != nil {
		return report, fmt.Errorf("import verdicts: %w", err)
	}
	return report, nil
}

const createImportVerdicts = `
	CREATE TEMP TABLE import_verdicts (
		line integer NOT NULL, gis_number text NOT NULL, period date NOT NULL,
		figures numeric(22, 7)[] NOT NULL, state text NOT NULL, reason text NOT NULL,
		outcome text NOT NULL DEFAULT 'unknown'
	) ON COMMIT DROP`

// verdictLine is a record with its place in the file.
type verdictLine struct {
	*housing.VerdictRecord
	line int
}

func importVerdictColumns() []string {
	return []string{"line", "gis_number", "period", "figures", "state", "reason"}
}

func (l verdictLine) copied() []any {
	state := housing.Rejected
	if l.Accepted {
		state = housing.Accepted
	}
	return []any{l.line, l.GISNumber, periodArg(l.Period), valuesArg(l.Values), string(state), l.Reason}
}

// Who gives readings locks the account first, so must whoever judges them.
const lockJudgedAccounts = `
	SELECT a.id
	FROM accounts a
	WHERE a.house_id IN (SELECT house_id FROM house_terms WHERE organisation_id = $1)
	  AND a.id IN (SELECT m.account_id FROM meters m JOIN import_verdicts i USING (gis_number))
	ORDER BY a.id
	FOR NO KEY UPDATE OF a`

// Whatever was handed over counts: a reading that was replaced since, or given
// after the export, tells that its verdict comes too late. A flat of several accounts may have one
// meter under each of them.
const matchVerdicts = `
	CREATE TEMP TABLE judged ON COMMIT DROP AS
	SELECT i.line, i.state, i.reason, r.id, r.period,
		r.replaced_at IS NULL AND r.given_at <= coalesce($2, r.given_at) AS live,
		(r.state, r.reason) IS DISTINCT FROM (i.state, i.reason) AS fresh,
		r.state = 'accepted' AND i.state = 'rejected' AS reversed
	FROM import_verdicts i
	JOIN meters m ON m.gis_number = i.gis_number
	JOIN accounts a ON a.id = m.account_id
	JOIN readings r ON r.meter_id = m.id AND r.period = i.period AND r.figures = i.figures
	JOIN house_terms term ON term.house_id = a.house_id AND term.organisation_id = $1
		AND term.from_on < i.period + interval '1 month' AND term.until_on >= i.period + interval '1 month'
	WHERE r.source = 'resident' AND r.state <> 'saved'`

const judgeReadings = `
	UPDATE readings r
	SET state = j.state, reason = j.reason
	FROM judged j
	WHERE r.id = j.id AND r.period = j.period AND j.live AND j.fresh`

const noteOutcomes = `
	UPDATE import_verdicts i
	SET outcome = CASE WHEN j.reversed THEN 'reversed' WHEN j.fresh THEN i.state
		WHEN j.live THEN 'same' ELSE 'corrected' END
	FROM (
		SELECT line, bool_or(live) AS live, bool_or(live AND fresh) AS fresh,
			bool_or(live AND reversed) AS reversed
		FROM judged
		GROUP BY line
	) j
	WHERE j.line = i.line`

const selectVerdictOutcomes = `SELECT outcome FROM import_verdicts ORDER BY line`

func mergeVerdicts(ctx context.Context, tx *Tx, in housing.Import, records []housing.VerdictRecord) error {
	if _, err := run(ctx, tx, createImportVerdicts); err != nil {
		return fmt.Errorf("prepare import: %w", err)
	}
	lines := make([]verdictLine, len(records))
	for i := range records {
		lines[i] = verdictLine{&records[i], i}
	}
	if err := copyIn(ctx, tx, "import_verdicts", importVerdictColumns(), lines); err != nil {
		return err
	}
	org := int64(in.Organisation)
	return runSteps(ctx, tx, []step{
		{name: "measure import", query: `ANALYZE import_verdicts`},
		{name: "lock accounts", query: lockJudgedAccounts, args: []any{org}},
		{name: "find readings", query: matchVerdicts, args: []any{org, momentArg(in.Exported)}},
		{name: "judge readings", query: judgeReadings},
		{name: "note outcomes", query: noteOutcomes},
	})
}

// The zones of all houses that an organisation ever managed: it closes its months after the house has passed.
const selectZones = `
	SELECT DISTINCT h.zone
	FROM houses h
	WHERE h.id IN (SELECT house_id FROM house_terms WHERE organisation_id = $1)`

// One notice a person, whatever the number of meters and flats.
const insertRejectedNotices = `
	WITH told AS (
		SELECT l.person_id, max(z.due) AS due, 'rejected/' || l.person_id || '/' || $2::text AS key,
			jsonb_build_object('organisation', max(o.name), 'lines', jsonb_agg(jsonb_build_object(
				'reading', r.id, 'name', l.name,
				'street', h.street, 'house', h.number, 'building', h.building,
				'premises', coalesce(p.number, ''), 'resource', m.resource, 'place', m.place,
				'serial', m.serial, 'unit', m.unit,
				'period', to_char(r.period, 'YYYY-MM'), 'reason', r.reason,
				'values', (SELECT jsonb_agg(trim_scale(f)::text ORDER BY n)
					FROM unnest(r.figures) WITH ORDINALITY AS figure (f, n))
			) ORDER BY l.since, l.id, r.period,
				array_position($5::text[], m.resource), m.place, m.serial, m.id)::text) AS args
		FROM judged j
		JOIN readings r ON r.id = j.id AND r.period = j.period
		JOIN meters m ON m.id = r.meter_id
		JOIN (` + accountTables + `) ON a.id = m.account_id
		JOIN links l ON l.account_id = a.id AND 'readings' = ANY (l.rights) AND` + aliveAt + `$1
		JOIN unnest($3::text[], $4::timestamptz[]) AS z (zone, due) ON z.zone = h.zone
		LEFT JOIN submissions s ON s.id = r.submission_id
		WHERE j.live AND j.fresh AND j.state = 'rejected' AND a.closed_on IS NULL
		  AND (l.person_id = s.person_id OR NOT EXISTS (
			SELECT 1
			FROM links g
			WHERE g.account_id = a.id AND g.person_id = s.person_id
			  AND 'readings' = ANY (g.rights) AND g.suspended_at IS NULL
			  AND coalesce(g.ends_at, 'infinity') > $1))
		GROUP BY l.person_id
	), fresh AS (
		INSERT INTO notices (key, kind, args, at)
		SELECT key, 'rejected', args, $1
		FROM told
		ON CONFLICT (key) DO NOTHING
		RETURNING id, key
	)
	INSERT INTO recipients (notice_id, bot_id, chat_id, due_at)
	SELECT fresh.id, people.bot_id, people.chat_id, told.due
	FROM fresh
	JOIN told ON told.key = fresh.key
	JOIN people ON people.id = told.person_id AND people.reachable`

// tellRejected returns how many people are told. The sender wakes when tx commits.
func tellRejected(ctx context.Context, tx *Tx, in housing.Import) (int, error) {
	var zones []string
	if err := list(ctx, tx, &zones, selectZones, int64(in.Organisation)); err != nil {
		return 0, fmt.Errorf("list time zones: %w", err)
	}
	dues := make([]string, len(zones))
	for i, zone := range zones {
		due := housing.Daytime(in.At, housing.House{Zone: zone}.Location())
		dues[i] = due.Format(time.RFC3339Nano)
	}
	n, err := run(ctx, tx, insertRejectedNotices,
		in.At, strconv.FormatInt(in.At.UnixNano(), 10), pq.Array(zones), pq.Array(dues),
		pq.Array(housing.Resources()))
	if err != nil {
		return 0, fmt.Errorf("write notices: %w", err)
	}
	tx.wake = tx.wake || n > 0
	return int(n), nil
}

package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

// What was written under one TransportGUID twice and differs is unknown once it is
// taken: nobody can tell which of the two was sent.
const insertFilings = `
	INSERT INTO outage_filings (organisation_id, transport, base, outage_id, what, digest, written_at)
	SELECT u.organisation_id, transport, base, outage_id, what, digest, $6
	FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::text[])
		AS given (transport, base, outage_id, what, digest)
	JOIN outages u ON u.id = outage_id AND u.organisation_id = $7
	ON CONFLICT (organisation_id, transport) DO UPDATE
	SET digest = CASE WHEN outage_filings.digest = excluded.digest OR outage_filings.fault <> ''
			THEN excluded.digest ELSE '' END,
		written_at = excluded.written_at, fault = ''
	WHERE outage_filings.taken_at IS NULL`

// NoteFilings notes reports that an organisation wrote for ГИС ЖКХ; its answer is taken by them.
func (s *Outages) NoteFilings(
	ctx context.Context, org housing.OrganisationID, filings []housing.Filing, now time.Time,
) error {
	column := func(of func(housing.Filing) string) any { return pq.Array(each(filings, of)) }
	_, err := run(ctx, s.DB.pool, insertFilings,
		column(func(f housing.Filing) string { return f.Transport }),
		column(func(f housing.Filing) string { return f.Base }),
		pq.Array(each(filings, func(f housing.Filing) int64 { return int64(f.Outage) })),
		column(func(f housing.Filing) string { return string(f.What) }),
		column(func(f housing.Filing) string { return f.Digest }), now, int64(org))
	if err != nil {
		return fmt.Errorf("note reports of outages: %w", err)
	}
	return nil
}

const selectFilings = `
	SELECT outage_id, base, transport, what, digest, taken_at IS NOT NULL AS taken,
		coalesce(guid::text, '') AS guid, fault
	FROM outage_filings
	WHERE outage_id = ANY ($1) AND organisation_id = $2
	ORDER BY taken_at NULLS LAST, id`

// filed returns what ГИС ЖКХ was told of outages.
func (s *Outages) filed(
	ctx context.Context, org housing.OrganisationID, ids []int64,
) (map[housing.OutageID]map[string]housing.Filed, error) {
	var rows []struct {
		Outage    int64  `db:"outage_id"`
		Base      string `db:"base"`
		Transport string `db:"transport"`
		What      string `db:"what"`
		Digest    string `db:"digest"`
		Taken     bool   `db:"taken"`
		GUID      string `db:"guid"`
		Fault     string `db:"fault"`
	}
	if err := list(ctx, s.DB.pool, &rows, selectFilings, pq.Array(ids), int64(org)); err != nil {
		return nil, fmt.Errorf("list reports of outages: %w", err)
	}
	of := map[housing.OutageID][]housing.Filing{}
	for _, r := range rows {
		id := housing.OutageID(r.Outage)
		of[id] = append(of[id], housing.Filing{
			Outage: id, Base: r.Base, Transport: r.Transport, What: housing.FilingWhat(r.What),
			Digest: r.Digest, Taken: r.Taken, GUID: r.GUID, Fault: r.Fault,
		})
	}
	all := make(map[housing.OutageID]map[string]housing.Filed, len(of))
	for id, filings := range of {
		all[id] = housing.FiledOf(filings)
	}
	return all, nil
}

// A time is taken once: what comes later of it changes nothing, so an old answer
// may be loaded again.
const takeFilings = `
	WITH given AS (
		SELECT DISTINCT ON (transport) *
		FROM unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::text[])
			WITH ORDINALITY AS one (transport, guid, at, fault, n)
		ORDER BY transport, fault <> '', n DESC
	), known AS (
		SELECT given.*, u.number, f.taken_at IS NOT NULL AS taken_before, f.fault AS fault_before
		FROM given
		JOIN outage_filings f ON f.transport = given.transport AND f.organisation_id = $1
		JOIN outages u ON u.id = f.outage_id
	), noted AS (
		UPDATE outage_filings f
		SET taken_at = CASE WHEN known.fault = '' THEN coalesce(known.at, $6) END,
			guid = CASE WHEN known.fault = '' THEN nullif(known.guid, '')::uuid END, fault = known.fault
		FROM known
		WHERE f.organisation_id = $1 AND f.transport = known.transport AND f.taken_at IS NULL
	)
	SELECT CASE WHEN known.number IS NULL THEN 'unknown'
			WHEN known.taken_before OR known.fault <> '' AND known.fault_before = known.fault THEN 'same'
			WHEN known.fault <> '' THEN 'rejected' ELSE 'accepted' END AS outcome,
		coalesce(known.number, '') AS number, given.fault
	FROM given
	LEFT JOIN known USING (transport)
	ORDER BY number, given.n`

// ImportReports notes what ГИС ЖКХ answered to the reports of the organisation's
// outages: what it took is edited and annulled from then on by its GUID.
func (s *Register) ImportReports(
	ctx context.Context, in housing.Import, answers []housing.FilingAnswer,
) (housing.ImportReport, error) {
	report, err := s.importing(ctx, in, "reports", func(tx *Tx, report *housing.ImportReport) error {
		var rows []struct {
			housing.FilingFault

			Outcome housing.Outcome `db:"outcome"`
		}
		column := func(of func(housing.FilingAnswer) string) any { return pq.Array(each(answers, of)) }
		err := list(ctx, tx, &rows, takeFilings, int64(in.Organisation),
			column(func(a housing.FilingAnswer) string { return a.Transport }),
			column(func(a housing.FilingAnswer) string { return a.GUID }),
			pq.Array(each(answers, func(a housing.FilingAnswer) *time.Time {
				if a.At.IsZero() {
					return nil
				}
				return &a.At
			})),
			column(func(a housing.FilingAnswer) string { return a.Fault }), in.At)
		if err != nil {
			return err
		}
		report.Rows = len(rows)
		for _, r := range rows {
			report.Outcomes = append(report.Outcomes, r.Outcome)
			if r.Reason != "" && r.Number != "" && r.Outcome == housing.OutcomeRejected {
				report.Refused = append(report.Refused, r.FilingFault)
			}
		}
		return nil
	})
	if err != nil {
		return report, fmt.Errorf("import answers about outages: %w", err)
	}
	return report, nil
}

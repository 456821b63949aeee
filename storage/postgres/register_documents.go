package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"dombot/internal/housing"
)

const (
	sheetDocuments   = "Разделы 1-2"
	columnIdentifier = "Идентификатор ЖКУ"
	columnPeriod     = "Расчетный период (ММ.ГГГГ)"
)

// ImportDocuments takes in the payment documents of one period. Nobody but the
// organisation sees them before [Documents.Publish]. A document that says what
// the published one says changes nothing; one that was loaded before and is
// not published yet is replaced.
func (s *Register) ImportDocuments(
	ctx context.Context, in housing.Import, period housing.Period, records iter.Seq[housing.DocumentRecord],
) (housing.ImportReport, error) {
	report, err := s.importing(ctx, in, "charges", func(tx *Tx, report *housing.ImportReport) error {
		return mergeDocuments(ctx, tx, loading{in, period}, records, report)
	})
	if err != nil {
		return report, fmt.Errorf("import documents: %w", err)
	}
	return report, nil
}

// loading is one file of documents on its way into the table.
type loading struct {
	housing.Import
	period housing.Period
}

const createImportDocuments = `
	CREATE TEMP TABLE import_documents (
		line integer NOT NULL, row integer NOT NULL, identifier text NOT NULL, els text NOT NULL,
		number_key text NOT NULL, number text NOT NULL, gis_id text NOT NULL,
		charged numeric NOT NULL, debt numeric NOT NULL, advance numeric NOT NULL, paid numeric NOT NULL,
		support numeric NOT NULL, due numeric NOT NULL, counted_on date, paid_on date,
		content jsonb NOT NULL, digest bytea NOT NULL, account_id bigint, fits integer, first integer
	) ON COMMIT DROP`

func importDocumentColumns() []string {
	return []string{
		"line", "row", "identifier", "els", "number_key", "number", "gis_id",
		"charged", "debt", "advance", "paid", "support", "due", "counted_on", "paid_on", "content", "digest",
	}
}

// documentLine is a record with its content as it is stored.
type documentLine struct {
	*housing.DocumentRecord
	line    int
	content []byte
	digest  [sha256.Size]byte
}

func newDocumentLine(i int, r *housing.DocumentRecord) (documentLine, error) {
	content, err := json.Marshal(documentContent{r.Charges, r.Requisites, r.Info})
	if err != nil {
		return documentLine{}, fmt.Errorf("encode document of row %d: %w", r.Row, err)
	}
	sums, err := json.Marshal(struct {
		Sums          housing.DocumentSums
		Number, GISID string
	}{r.Sums, r.Number, r.GISID})
	if err != nil {
		return documentLine{}, fmt.Errorf("encode sums of row %d: %w", r.Row, err)
	}
	return documentLine{r, i, content, sha256.Sum256(append(sums, content...))}, nil
}

func (l documentLine) copied() []any {
	izhku := unifiedKey(l.Identifier)
	els := izhku
	if len([]rune(els)) > elsLength {
		els = string([]rune(els)[:elsLength])
	}
	s := l.Sums
	return []any{
		l.line, l.Row, izhku, els, accountKey(l.Identifier), l.Number, l.GISID,
		s.Charged, s.Debt, s.Advance, s.Paid, s.Support, s.Due, dateArg(s.Counted), dateArg(s.LastPaid),
		string(l.content), l.digest[:],
	}
}

// elsLength is how many signs an ЕЛС has; an ИЖКУ begins with it.
const elsLength = 10

// findDocumentAccounts looks for accounts by one pair of keys among the rows
// that have none yet. The identifier of the services names one account; the
// unified account comes next, and the number is the last resort, for files
// that were written by hand.
func findDocumentAccounts(ours, theirs string) string {
	return `
	UPDATE import_documents i
	SET account_id = f.account_id, fits = f.fits
	FROM (
		SELECT a.` + theirs + ` AS key, min(a.id) AS account_id, count(*) AS fits
		FROM accounts a
		JOIN houses h ON h.id = a.house_id` + ofMonth + `
		WHERE a.` + theirs + ` <> ''
		GROUP BY a.` + theirs + `
	) f
	WHERE f.key = i.` + ours + ` AND i.account_id IS NULL`
}

const findDocumentTwins = `
	UPDATE import_documents i
	SET first = f.row
	FROM (
		SELECT line, first_value(row) OVER (PARTITION BY account_id ORDER BY line) AS row
		FROM import_documents
		WHERE account_id IS NOT NULL
	) f
	WHERE f.line = i.line AND f.row <> i.row`

const selectDocumentFaults = `
	SELECT row, coalesce(fits, 0) AS fits, coalesce(first, 0) AS first
	FROM import_documents
	WHERE account_id IS NULL OR fits > 1 OR first IS NOT NULL
	ORDER BY line`

const dropFaultyDocuments = `
	DELETE FROM import_documents WHERE account_id IS NULL OR fits > 1 OR first IS NOT NULL`

// What waits to be published gives way to the file, also where the file says
// again what is published.
const dropLoadedDocuments = `
	DELETE FROM documents d
	USING import_documents i
	WHERE d.account_id = i.account_id AND d.period = $1 AND d.state = 'loaded'`

const countDocuments = `
	SELECT count(*) FILTER (WHERE d.id IS NULL) AS created,
		count(*) FILTER (WHERE d.digest <> i.digest) AS changed,
		count(*) FILTER (WHERE d.digest = i.digest) AS same
	FROM import_documents i
	LEFT JOIN documents d ON d.account_id = i.account_id AND d.period = $1 AND d.state = 'published'`

const insertLoadedDocuments = `
	INSERT INTO documents (period, account_id, state, number, gis_id, charged, debt, advance, paid, support,
		due, counted_on, paid_on, content, digest, loaded_at, changed_at)
	SELECT $1, i.account_id, 'loaded', i.number, i.gis_id, i.charged, i.debt, i.advance, i.paid, i.support,
		i.due, i.counted_on, i.paid_on, i.content, i.digest, $2, $2
	FROM import_documents i
	WHERE NOT EXISTS (
		SELECT 1 FROM documents d
		WHERE d.account_id = i.account_id AND d.period = $1 AND d.state = 'published'
			AND d.digest = i.digest)`

func mergeDocuments(
	ctx context.Context, tx *Tx, in loading, records iter.Seq[housing.DocumentRecord],
	report *housing.ImportReport,
) error {
	if _, err := run(ctx, tx, createImportDocuments); err != nil {
		return fmt.Errorf("prepare import: %w", err)
	}
	if err := in.copyDocuments(ctx, tx, records, report); err != nil {
		return err
	}
	period := periodArg(in.period)
	args := []any{int64(in.Organisation), period}
	err := runSteps(ctx, tx, []step{
		{name: "measure import", query: `ANALYZE import_documents`},
		{name: "find by services", query: findDocumentAccounts("identifier", "izhku_key"), args: args},
		{name: "find by unified account", query: findDocumentAccounts("els", "els_key"), args: args},
		{name: "find by number", query: findDocumentAccounts("number_key", "number_key"), args: args},
		{name: "find twins", query: findDocumentTwins},
	})
	if err != nil {
		return err
	}
	if err := faultyDocuments(ctx, tx, report); err != nil {
		return err
	}
	var n counts
	err = runSteps(ctx, tx, []step{
		{name: "leave faulty rows", query: dropFaultyDocuments},
		{name: "drop what was loaded before", query: dropLoadedDocuments, args: []any{period}},
	})
	if err != nil {
		return err
	}
	if err := get(ctx, tx, &n, countDocuments, period); err != nil {
		return fmt.Errorf("count documents: %w", err)
	}
	n.addTo(report)
	if _, err := run(ctx, tx, insertLoadedDocuments, period, in.At); err != nil {
		return fmt.Errorf("store documents: %w", err)
	}
	return nil
}

// copyDocuments fills the import table, one document at a time; rows of another
// period are faults.
func (in loading) copyDocuments(
	ctx context.Context, tx *Tx, records iter.Seq[housing.DocumentRecord], report *housing.ImportReport,
) error {
	var failed error
	lines := func(yield func(documentLine) bool) {
		for r := range records {
			report.Rows++
			if r.Period != in.period {
				report.Faults = append(report.Faults, housing.RowFault{
					Sheet: sheetDocuments, Row: r.Row, Column: columnPeriod,
					Reason: fmt.Sprintf("в файле %s, а здесь %s", monthOf(in.period), monthOf(r.Period)),
				})
				continue
			}
			line, err := newDocumentLine(report.Rows, &r)
			if err != nil {
				failed = err
				return
			}
			if !yield(line) {
				return
			}
		}
	}
	err := copySeq(ctx, tx, "import_documents", importDocumentColumns(), lines)
	return errors.Join(failed, err)
}

// monthOf writes a period as the template does.
func monthOf(p housing.Period) string { return fmt.Sprintf("%02d.%04d", int(p.Month), p.Year) }

func faultyDocuments(ctx context.Context, tx *Tx, report *housing.ImportReport) error {
	var rows []struct {
		Row   int `db:"row"`
		Fits  int `db:"fits"`
		First int `db:"first"`
	}
	if err := list(ctx, tx, &rows, selectDocumentFaults); err != nil {
		return fmt.Errorf("list faults of documents: %w", err)
	}
	for _, r := range rows {
		reason := "лицевого счёта с таким идентификатором нет: сначала загрузите лицевые счета"
		switch {
		case r.Fits > 1:
			reason = fmt.Sprintf("подходит к %d лицевым счетам: нужен идентификатор ЖКУ", r.Fits)
		case r.First > 0:
			reason = fmt.Sprintf("документ этого лицевого счёта уже есть в строке %d", r.First)
		}
		report.Faults = append(report.Faults, housing.RowFault{
			Sheet: sheetDocuments, Row: r.Row, Column: columnIdentifier, Reason: reason,
		})
	}
	return nil
}

package postgres

import (
	"context"
	"fmt"
	"strings"
	"time"

	"dombot/internal/housing"
)

// ImportAccounts takes in accounts. An account is known by its house and
// number. Texts and areas that the file leaves empty stay as they are; without
// a closing date the account is open. A changed holder or a closed account
// suspends its links, and its proofs and code are void.
func (s *Register) ImportAccounts(
	ctx context.Context, in housing.Import, records []housing.AccountRecord,
) (housing.ImportReport, error) {
	report, err := s.importing(ctx, in, "accounts", func(tx *Tx, report *housing.ImportReport) error {
		p := &places{
			tx: tx, org: in.Organisation, zone: in.Zone, now: in.At, found: map[placeName]place{},
			taken: in.Taken, by: in.By,
		}
		lines, err := p.accountLines(ctx, records, report)
		if err != nil {
			return err
		}
		report.Rows, report.Houses = len(records), p.created
		return mergeAccounts(ctx, tx, lines, in.At, report)
	})
	if err != nil {
		return report, fmt.Errorf("import accounts: %w", err)
	}
	return report, nil
}

// accountLine is a good record with its house.
type accountLine struct {
	*housing.AccountRecord
	accountName
}

// accountName is what an account is known by.
type accountName struct {
	house  int64
	number string
}

func (p *places) accountLines(
	ctx context.Context, records []housing.AccountRecord, report *housing.ImportReport,
) ([]accountLine, error) {
	lines := make([]accountLine, 0, len(records))
	seen := make(map[accountName]int, len(records))
	for i := range records {
		r := &records[i]
		fault := func(sheet string, row int, column, reason string) {
			report.Faults = append(report.Faults,
				housing.RowFault{Sheet: sheet, Row: row, Column: column, Reason: reason})
		}
		number := accountKey(r.Number)
		if number == "" {
			fault(sheetAccounts, r.Row, columnNumber, "не указан номер лицевого счёта")
			continue
		}
		house, err := p.house(ctx, r.FIAS, r.Address)
		if err != nil {
			return nil, err
		}
		if house.fault != "" {
			fault(sheetPremises, r.PlaceRow, columnHouse, house.fault)
			continue
		}
		name := accountName{house.id, number}
		if first, ok := seen[name]; ok {
			reason := fmt.Sprintf("этот лицевой счёт уже есть в строке %d", first)
			fault(sheetAccounts, r.Row, columnNumber, reason)
			continue
		}
		seen[name] = r.Row
		lines = append(lines, accountLine{r, name})
	}
	return lines, nil
}

// accountKey folds an account number as [housing.ParseNumber] does; the many
// that are plain digits need no parsing.
func accountKey(s string) string {
	s = strings.TrimSpace(s)
	if strings.Trim(s, "0123456789") == "" {
		return s
	}
	if n, ok := housing.ParseNumber(s); ok {
		return n.Value
	}
	return housing.FoldNumber(s)
}

// foldHolder lets spelling change without a change of the holder.
func foldHolder(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(strings.ToLower(s), "ё", "е")), " ")
}

func foldPremises(s string) string { return strings.ToLower(housing.FoldNumber(s)) }

const createImportAccounts = `
	CREATE TEMP TABLE import_accounts (
		house_id bigint NOT NULL, number text NOT NULL, number_key text NOT NULL,
		els text NOT NULL, els_key text NOT NULL, izhku text NOT NULL, izhku_key text NOT NULL,
		kind text NOT NULL, renter boolean NOT NULL, holder text NOT NULL, holder_key text NOT NULL,
		holder_snils bytea, area numeric NOT NULL, living numeric NOT NULL, heated numeric NOT NULL,
		persons integer NOT NULL, share numeric NOT NULL, closed_on date,
		premises text NOT NULL, premises_key text NOT NULL, room text NOT NULL, room_key text NOT NULL,
		premises_kind text NOT NULL, gis_id text NOT NULL, entrance text NOT NULL,
		premises_id bigint, account_id bigint,
		changed boolean NOT NULL DEFAULT false, suspends boolean NOT NULL DEFAULT false
	) ON COMMIT DROP`

func importAccountColumns() []string {
	return []string{
		"house_id", "number", "number_key", "els", "els_key", "izhku", "izhku_key",
		"kind", "renter", "holder", "holder_key", "holder_snils", "area", "living", "heated",
		"persons", "share", "closed_on",
		"premises", "premises_key", "room", "room_key", "premises_kind", "gis_id", "entrance",
	}
}

func (l accountLine) copied() []any {
	return []any{
		l.house, strings.TrimSpace(l.Number), l.number,
		strings.TrimSpace(l.ELS), unifiedKey(l.ELS), strings.TrimSpace(l.IZHKU), unifiedKey(l.IZHKU),
		l.Kind, l.Renter, strings.TrimSpace(l.Holder), foldHolder(l.Holder), snilsArg(l.SNILS),
		l.Area, l.Living, l.Heated, l.Persons, l.Share, dateArg(l.Closed),
		strings.TrimSpace(l.Premises), foldPremises(l.Premises),
		strings.TrimSpace(l.Room), foldPremises(l.Room),
		l.PremisesKind, strings.TrimSpace(l.PremisesID), l.Entrance,
	}
}

// snilsArg is a hash as SQL takes it.
func snilsArg(h housing.SNILSHash) any {
	if len(h) == 0 {
		return nil
	}
	return []byte(h)
}

const countAccounts = `
	SELECT count(*) FILTER (WHERE account_id IS NULL) AS created,
		count(*) FILTER (WHERE account_id IS NOT NULL AND changed) AS changed,
		count(*) FILTER (WHERE account_id IS NOT NULL AND NOT changed) AS same
	FROM import_accounts`

func mergeAccounts(
	ctx context.Context, tx *Tx, lines []accountLine, now time.Time, report *housing.ImportReport,
) error {
	if _, err := run(ctx, tx, createImportAccounts); err != nil {
		return fmt.Errorf("prepare import: %w", err)
	}
	if err := copyIn(ctx, tx, "import_accounts", importAccountColumns(), lines); err != nil {
		return err
	}
	if err := runSteps(ctx, tx, matchAccountSteps()); err != nil {
		return err
	}
	var n counts
	if err := get(ctx, tx, &n, countAccounts); err != nil {
		return fmt.Errorf("count accounts: %w", err)
	}
	n.addTo(report)
	if err := runSteps(ctx, tx, storeAccountSteps(now)); err != nil {
		return err
	}
	suspended, err := suspendImported(ctx, tx, now)
	report.Suspended = suspended
	return err
}

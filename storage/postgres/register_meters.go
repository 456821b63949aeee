package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"dombot/internal/housing"
)

// ImportMeters takes in meters. A meter is known by its account, resource and
// serial: another serial is another meter, and retires the one that had its
// number in ГИС ЖКХ. Last values become a reading of the organisation unless
// their period has one.
func (s *Register) ImportMeters(
	ctx context.Context, in housing.Import, records []housing.MeterRecord,
) (housing.ImportReport, error) {
	report, err := s.importing(ctx, in, "meters", func(tx *Tx, report *housing.ImportReport) error {
		payers, err := loadPayers(ctx, tx, in.Organisation)
		if err != nil {
			return err
		}
		payers.places = &places{tx: tx, org: in.Organisation, now: in.At, found: map[placeName]place{}}
		lines, err := payers.meterLines(ctx, records, in.At, report)
		if err != nil {
			return err
		}
		report.Rows = len(records)
		return mergeMeters(ctx, tx, lines, in.At, report)
	})
	if err != nil {
		return report, fmt.Errorf("import meters: %w", err)
	}
	return report, nil
}

// meterLine is a good record with its account.
type meterLine struct {
	*housing.MeterRecord
	meterName
	taken housing.Date // day of the last values; zero if there are none
}

// meterName is what a meter is known by.
type meterName struct {
	account  int64
	resource housing.Resource
	serial   string
}

// payers finds the account of a meter among the open ones of an organisation.
type payers struct {
	byNumber map[string][]*payer
	byFlat   map[flat][]*payer
	byGIS    map[string][]*payer
	places   *places
}

func (p *payers) meterLines(
	ctx context.Context, records []housing.MeterRecord, now time.Time, report *housing.ImportReport,
) ([]meterLine, error) {
	lines := make([]meterLine, 0, len(records))
	seen := make(map[meterName]int, len(records))
	for i := range records {
		r := &records[i]
		fault := func(column, reason string) {
			report.Faults = append(report.Faults,
				housing.RowFault{Sheet: sheetMeters, Row: r.Row, Column: column, Reason: reason})
		}
		if column, reason := checkMeter(r); reason != "" {
			fault(column, reason)
			continue
		}
		payer, reason, err := p.find(ctx, r)
		if err != nil {
			return nil, err
		}
		if reason != "" {
			fault(columnPayer, reason)
			continue
		}
		name := meterName{payer.ID, r.Resource, housing.FoldSecret(r.Serial)}
		if first, ok := seen[name]; ok {
			fault(columnSerial, fmt.Sprintf("этот счётчик уже есть в строке %d", first))
			continue
		}
		seen[name] = r.Row
		lines = append(lines, meterLine{r, name, lastTaken(r, payer, now)})
	}
	return lines, nil
}

// lastTaken returns the day of the last values: the end of the month before
// where the file does not say.
func lastTaken(r *housing.MeterRecord, p *payer, now time.Time) housing.Date {
	switch {
	case r.Last == nil:
		return housing.Date{}
	case !r.LastTaken.IsZero():
		return r.LastTaken
	}
	zone := housing.House{Zone: p.Zone}.Location()
	return housing.DateOf(now.In(zone)).Period().Add(-1).Last()
}

// checkMeter returns what is wrong with a record by itself.
func checkMeter(r *housing.MeterRecord) (column, reason string) {
	switch {
	case housing.FoldSecret(r.Serial) == "":
		return columnSerial, "не указан заводской номер счётчика"
	case !slices.Contains(housing.Resources(), r.Resource):
		return columnKind, "неизвестный вид коммунального ресурса"
	case r.Tariffs < 1 || r.Tariffs > 3:
		return columnTariffs, "у счётчика бывает от одного до трёх тарифов"
	case r.Last != nil && len(r.Last) != r.Tariffs:
		return columnLast, fmt.Sprintf("последних показаний %d, а тарифов %d", len(r.Last), r.Tariffs)
	case !storable(r.Last):
		return columnLast, "показание: до 15 знаков перед запятой и до 7 после неё"
	}
	return "", ""
}

type payer struct {
	ID       int64  `db:"id"`
	House    int64  `db:"house_id"`
	Zone     string `db:"zone"`
	Number   string `db:"number_key"`
	ELS      string `db:"els_key"`
	IZHKU    string `db:"izhku_key"`
	Premises string `db:"premises_key"`
	GIS      string `db:"gis_id"`
}

type flat struct {
	house    int64
	premises string
}

const selectPayers = `
	SELECT a.id, a.house_id, h.zone, a.number_key, a.els_key, a.izhku_key,
		coalesce(p.number_key, '') AS premises_key, coalesce(p.gis_id, '') AS gis_id
	FROM accounts a
	JOIN houses h ON h.id = a.house_id
	LEFT JOIN premises p ON p.id = a.premises_id
	WHERE h.organisation_id = $1 AND a.closed_on IS NULL`

func loadPayers(ctx context.Context, tx *Tx, org housing.OrganisationID) (*payers, error) {
	var rows []*payer
	if err := list(ctx, tx, &rows, selectPayers, int64(org)); err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	p := &payers{byNumber: map[string][]*payer{}, byFlat: map[flat][]*payer{}, byGIS: map[string][]*payer{}}
	for _, r := range rows {
		names := []string{r.Number, r.ELS, r.IZHKU}
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			if name != "" {
				p.byNumber[name] = append(p.byNumber[name], r)
			}
		}
		p.byFlat[flat{r.House, r.Premises}] = append(p.byFlat[flat{r.House, r.Premises}], r)
		p.byGIS[r.GIS] = append(p.byGIS[r.GIS], r)
	}
	return p, nil
}

// find returns the account of r, or why there is none: by the payer's
// identifier first, else by the flat.
func (p *payers) find(ctx context.Context, r *housing.MeterRecord) (_ *payer, reason string, err error) {
	if r.Account == "" {
		return p.inFlat(ctx, r)
	}
	found := p.byNumber[accountKey(r.Account)]
	if len(found) == 0 {
		found = p.byNumber[unifiedKey(r.Account)]
	}
	if len(found) > 1 {
		if found, err = p.narrow(ctx, found, r); err != nil {
			return nil, "", err
		}
	}
	switch len(found) {
	case 0:
		return nil, "открытого лицевого счёта с таким номером нет", nil
	case 1:
		return found[0], "", nil
	}
	return nil, fmt.Sprintf("номер %s есть у нескольких счетов (%d): укажите ЕЛС или адрес с квартирой",
		r.Account, len(found)), nil
}

// narrow keeps the accounts of the house and flat that r names, where it does.
func (p *payers) narrow(ctx context.Context, found []*payer, r *housing.MeterRecord) ([]*payer, error) {
	keep := func(right func(*payer) bool) {
		var kept []*payer
		for _, f := range found {
			if right(f) {
				kept = append(kept, f)
			}
		}
		if len(kept) > 0 {
			found = kept
		}
	}
	house, err := p.houseOf(ctx, r)
	if err != nil {
		return nil, err
	}
	if house.fault == "" {
		keep(func(f *payer) bool { return f.House == house.id })
	}
	if r.PremisesID != "" {
		keep(func(f *payer) bool { return f.GIS == strings.TrimSpace(r.PremisesID) })
	}
	if r.Premises != "" {
		keep(func(f *payer) bool { return f.Premises == foldPremises(r.Premises) })
	}
	return found, nil
}

func (p *payers) houseOf(ctx context.Context, r *housing.MeterRecord) (place, error) {
	guid := ""
	if housing.ValidGUID(strings.TrimSpace(r.HouseID)) {
		guid = r.HouseID
	}
	return p.places.house(ctx, guid, r.Address)
}

func (p *payers) inFlat(ctx context.Context, r *housing.MeterRecord) (_ *payer, reason string, err error) {
	found := p.byGIS[strings.TrimSpace(r.PremisesID)]
	if r.PremisesID == "" || len(found) == 0 {
		house, err := p.houseOf(ctx, r)
		if err != nil || house.fault != "" {
			return nil, house.fault, err
		}
		found = p.byFlat[flat{house.id, foldPremises(r.Premises)}]
	}
	switch len(found) {
	case 0:
		return nil, "в этом помещении нет открытого лицевого счёта", nil
	case 1:
		return found[0], "", nil
	}
	numbers := make([]string, len(found))
	for i, f := range found {
		numbers[i] = cmp.Or(f.Number, f.ELS)
	}
	return nil, "в помещении несколько лицевых счетов, укажите номер: " + strings.Join(numbers, ", "), nil
}

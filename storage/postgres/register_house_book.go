package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lib/pq"

	"dombot/internal/housing"
)

// ImportHouses takes in what tables tell of houses. A record with the key of one
// that is there takes its place; one to be removed that is not there is no fault.
func (s *Register) ImportHouses(
	ctx context.Context, in housing.Import, b housing.HouseBook,
) (housing.ImportReport, error) {
	found, err := s.named(ctx, in, b)
	if err != nil {
		return housing.ImportReport{}, fmt.Errorf("import tables about houses: %w", err)
	}
	report, err := s.importing(ctx, in, "houses", func(tx *Tx, report *housing.ImportReport) error {
		t := tabling{tx: tx, in: in, houses: found, report: report, seen: map[string]int{}}
		if err := t.lock(ctx); err != nil {
			return err
		}
		for _, l := range tableLines(b, in.At) {
			report.Rows++
			if err := t.take(ctx, l); err != nil {
				return err
			}
		}
		return t.takeOwners(ctx, b.Ownership)
	})
	if err != nil {
		return report, fmt.Errorf("import tables about houses: %w", err)
	}
	return report, nil
}

// tableLine is a record with the statements that keep and forget it. The first
// args are the keys, which forget takes alone.
type tableLine struct {
	housing.TableRow
	put, drop string
	keys      []any
	rest      []any
	scope     scope
	licence   string // the number of the licence that it is about
	inn       string // whose licence it is
}

// scope is what the key of a record begins with.
type scope int

const (
	byOrganisation scope = iota
	byHouse
	byAnyHouse // the organisation, then a house or none
	byNothing  // it is of a register that all organisations share
)

// namedHouse is a house of a table, or why it cannot be used.
type namedHouse struct {
	id    int64
	fault string
}

// named finds the houses that records name, each looked up once.
func (s *Register) named(
	ctx context.Context, in housing.Import, b housing.HouseBook,
) (map[string]namedHouse, error) {
	found := map[string]namedHouse{}
	orgs := &Organisations{DB: s.DB}
	names := each(tableLines(b, in.At), func(l tableLine) string { return l.House })
	names = append(names, each(b.Ownership, func(r housing.OwnershipRecord) string { return r.House })...)
	for _, name := range names {
		if _, known := found[name]; known || name == "" {
			continue
		}
		h, err := orgs.houseNamed(ctx, in.Organisation, name)
		if err != nil {
			return nil, err
		}
		found[name] = h
	}
	return found, nil
}

const selectOwnHouseByFIAS = `SELECT id FROM houses WHERE fias = lower($1) AND organisation_id = $2`

func (s *Organisations) houseNamed(
	ctx context.Context, org housing.OrganisationID, name string,
) (h namedHouse, err error) {
	if housing.ValidGUID(name) {
		err = get(ctx, s.DB.pool, &h.id, selectOwnHouseByFIAS, name, int64(org))
		if isNoRows(err) {
			return namedHouse{fault: "у организации нет дома с таким кодом ФИАС"}, nil
		}
		return h, err
	}
	q := housing.ParseQuery(name)
	if q.Number == "" {
		return namedHouse{fault: "нет номера дома: пишите, например, «Ленина 12»"}, nil
	}
	house, err := s.HouseByText(ctx, org, q)
	switch housing.KindOf(err) {
	case housing.NotFound:
		return namedHouse{fault: "у организации нет такого дома"}, nil
	case housing.Refused:
		return namedHouse{fault: "таких домов несколько: допишите город или корпус"}, nil
	case housing.Internal, housing.Conflict, housing.Limited:
	}
	return namedHouse{id: int64(house.ID)}, err
}

// tabling is one import of tables on its way.
type tabling struct {
	tx     *Tx
	in     housing.Import
	houses map[string]namedHouse
	report *housing.ImportReport
	seen   map[string]int // key → row
	inn    string         // of the organisation
}

const lockOwnHouses = `
	SELECT id
	FROM houses
	WHERE id = ANY ($1) AND organisation_id = $2
	ORDER BY id
	FOR SHARE`

// lock keeps the houses with the organisation until the import ends; one that
// has passed to another meanwhile cannot be used.
func (t *tabling) lock(ctx context.Context) error {
	if err := get(ctx, t.tx, &t.inn, selectOwnINN, int64(t.in.Organisation)); err != nil {
		return fmt.Errorf("find organisation: %w", err)
	}
	ids := make([]int64, 0, len(t.houses))
	for _, h := range t.houses {
		ids = append(ids, h.id)
	}
	var own []int64
	if err := list(ctx, t.tx, &own, lockOwnHouses, pq.Array(ids), int64(t.in.Organisation)); err != nil {
		return fmt.Errorf("lock houses: %w", err)
	}
	for name, h := range t.houses {
		if h.fault == "" && !slices.Contains(own, h.id) {
			t.houses[name] = namedHouse{fault: "дом перешёл к другой организации"}
		}
	}
	return nil
}

func (t *tabling) fault(l tableLine, column, reason string) {
	t.report.Faults = append(t.report.Faults,
		housing.RowFault{Sheet: l.Sheet, Row: l.Row, Column: column, Reason: reason})
}

// take keeps or forgets one record, and counts what that came to.
func (t *tabling) take(ctx context.Context, l tableLine) error {
	house := t.houses[l.House]
	if house.fault != "" {
		t.fault(l, columnPlace, house.fault)
		return nil
	}
	column, reason, err := t.barred(ctx, l)
	if err != nil || reason != "" {
		t.fault(l, column, reason)
		return err
	}
	args := t.keys(l, house)
	key := strings.ToLower(fmt.Sprintf("%s %q", l.Sheet, args))
	if first, twice := t.seen[key]; twice {
		t.fault(l, "", "то же самое уже есть в строке "+strconv.Itoa(first))
		return nil
	}
	t.seen[key] = l.Row
	if l.Remove {
		n, err := run(ctx, t.tx, l.drop, args...)
		t.report.Changed += int(n)
		t.report.Same += 1 - int(n)
		return err
	}
	var created bool
	err = get(ctx, t.tx, &created, l.put, append(args, l.rest...)...)
	switch {
	case isNoRows(err):
		t.report.Same++
		return nil
	case created:
		t.report.Created++
	default:
		t.report.Changed++
	}
	return err
}

const (
	columnPlace   = "Дом"
	columnINN     = "ИНН"
	columnLicence = "Номер лицензии"
)

const selectLicenceINN = `SELECT inn FROM licences WHERE number = $1`

const selectOwnINN = `SELECT inn FROM organisations WHERE id = $1`

// barred says why a record about a licence cannot be taken: operators tell of the
// licence of their own organisation alone, the command line of any.
func (t *tabling) barred(ctx context.Context, l tableLine) (column, reason string, err error) {
	if l.inn == "" && l.licence == "" {
		return "", "", nil
	}
	known, err := t.licensee(ctx, l)
	switch {
	case err != nil:
		return "", "", err
	case known == "":
		return columnLicence, "такой лицензии нет: сначала загрузите её, лист «Лицензии»", nil
	}
	column, inn := columnINN, l.inn
	if l.licence != "" {
		column, inn = columnLicence, known
	}
	if t.in.By != 0 && inn != "" && (inn != t.inn || known != t.inn) {
		return column, "это лицензия другой организации: её загружает администратор", nil
	}
	return "", "", nil
}

// licensee is the ИНН of who holds the licence that a record is or tells of, as it is stored or, not stored
// yet, as the record has it; empty where there is neither.
func (t *tabling) licensee(ctx context.Context, l tableLine) (inn string, err error) {
	inn = l.inn
	number := cmp.Or(l.licence, licenceOf(l))
	if number == "" {
		return inn, nil
	}
	err = get(ctx, t.tx, &inn, selectLicenceINN, number)
	if isNoRows(err) && l.licence != "" {
		return "", nil
	}
	if err != nil && !isNoRows(err) {
		return "", fmt.Errorf("find licence: %w", err)
	}
	return inn, nil
}

// licenceOf is the number of the licence that a record is.
func licenceOf(l tableLine) string {
	if l.inn == "" {
		return ""
	}
	number, _ := l.keys[0].(string)
	return number
}

// keys are the first arguments of the statements of a record.
func (t *tabling) keys(l tableLine, house namedHouse) []any {
	var args []any
	switch l.scope {
	case byAnyHouse:
		args = append(args, int64(t.in.Organisation), idArg(housing.HouseID(house.id)))
	case byHouse:
		args = append(args, house.id)
	case byOrganisation:
		args = append(args, int64(t.in.Organisation))
	case byNothing:
	}
	return append(args, l.keys...)
}

// territory is the code by which a record holds: none where it names a house.
func territory(r housing.TableRow) string {
	if r.House != "" {
		return ""
	}
	return r.OKTMO
}

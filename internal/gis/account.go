package gis

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// place is one row of «Помещения».
type place struct {
	row      int
	home     *home
	kind     string
	premises string
	room     string
	entrance string
	id       string
	share    decimal.Decimal
	bad      bool
	rows     []int // further rows of the same premises: other rooms
}

// accountReader joins the sheets of the template of accounts.
type accountReader struct {
	places  map[string]*place
	homes   *addresses
	main    *table
	side    *table
	key     housing.SNILSKey // zero: СНИЛС are not read
	seen    map[accountKey]int
	records map[string]int // № записи → row of the first sheet
	pairs   [][2]int       // rows of «Помещения» and of their accounts
	out     []housing.AccountRecord
}

// accountKey is what two rows of one file must not share.
type accountKey struct {
	number, kind string
	home         *home
}

// read reads both sheets; the rows of «Помещения» first, they are the shorter ones.
func (r *accountReader) read(ctx context.Context) error {
	for {
		row, err := r.side.next(ctx)
		if err != nil {
			return err
		}
		if row == nil {
			break
		}
		r.place(row)
	}
	r.out = make([]housing.AccountRecord, 0, len(r.places))
	for {
		row, err := r.main.next(ctx)
		if err != nil {
			return err
		}
		if row == nil {
			break
		}
		r.account(row)
	}
	r.orphans()
	r.places, r.records, r.seen, r.homes = nil, nil, nil, nil // room for the register's work
	return nil
}

func (r *accountReader) place(row *row) {
	record := row.identifier(fieldRecord)
	if record == "" && !row.bad {
		row.fault(fieldRecord, "не заполнено: нужен № записи с листа «%s»", r.main.sheet.Name)
	}
	p := &place{
		row: row.num, kind: r.homes.intern(row.words(fieldPremisesKind, 100)),
		premises: premisesNumber(row.words(fieldPremises, 50)), room: row.words(fieldRoom, 50),
		entrance: entrance(row), id: row.identifier(fieldPremisesID), share: row.amount(fieldShare, 2),
	}
	if p.share.GreaterThan(decimal.NewFromInt(100)) {
		row.fault(fieldShare, "доля больше 100 %%")
	}
	r.house(row, p)
	p.bad = row.bad
	if record == "" {
		return
	}
	first, again := r.places[record]
	switch {
	case !again:
		r.places[record] = p
	case first.premises == p.premises && first.home == p.home:
		first.rows = append(first.rows, p.row)
		first.room = strings.Trim(first.room+", "+p.room, ", ")
		first.bad = first.bad || p.bad
	default:
		row.fault(fieldRecord, "запись %s уже стоит в строке %d с другим помещением: "+
			"счёт на несколько помещений не загружается", shorten(record), first.row)
		first.bad = true
	}
}

// house reads GUID and address of the house; either is enough to know it.
func (r *accountReader) house(row *row, p *place) {
	guid := strings.ToLower(row.identifier(fieldFIAS))
	if guid != "" && !r.homes.validGUID(guid) {
		row.fault(fieldFIAS, "«%s» — не код ФИАС: нужен код вида 01234567-89ab-cdef-0123-456789abcdef",
			shorten(guid))
	}
	text := row.words(fieldAddress, 500)
	home, premises := r.homes.parse(guid, text)
	p.home = home
	if p.premises == "" {
		p.premises = premises
	}
	switch {
	case row.bad || guid != "":
	case text == "":
		row.fault(fieldAddress, "не заполнено: нужен адрес дома или код ФИАС")
	case !home.ok:
		row.fault(fieldAddress, "«%s» — адрес не понят: нужен адрес вида "+
			"«Новосибирская обл., г. Светлоречье, ул. Ленина, д. 12, корп. 2»", shorten(text))
	}
}

func (r *accountReader) account(row *row) {
	record := row.identifier(fieldRecord)
	if record == "" && !row.bad {
		row.fault(fieldRecord, "не заполнено: по № записи строка соединяется с листом «%s»",
			r.side.sheet.Name)
	}
	a := housing.AccountRecord{
		Row: row.num, Renter: row.yes(fieldRenter), Holder: holder(row),
		Area: row.amount(fieldArea, 4), Living: row.amount(fieldLiving, 4),
		Heated:  row.amount(fieldHeated, 4),
		Persons: persons(row), Closed: row.date(fieldClosed),
		Kind: row.choice(fieldKind, "ЛС УО", "ЛС РСО", "ЛС КР", "ЛС РЦ", "ЛС ОГВ/ОМС", "ЛС ТКО"),
	}
	readNumbers(row, &a)
	if r.key.Set() {
		a.SNILS = r.key.Hash(snils(row))
	}
	var house *home
	if record != "" {
		house = r.join(row, record, &a)
	}
	if row.bad {
		return
	}
	key := accountKey{a.Number, a.Kind, house}
	if first, ok := r.seen[key]; ok {
		row.fault(fieldNumber, "счёт %s уже есть в строке %d", a.Number, first)
		return
	}
	r.seen[key] = row.num
	r.out = append(r.out, a)
}

// join adds the premises of a record to its account and returns the house, nil if there is none.
func (r *accountReader) join(row *row, record string, a *housing.AccountRecord) *home {
	if first, ok := r.records[record]; ok {
		row.fault(fieldRecord, "№ записи %s уже есть в строке %d", shorten(record), first)
		return nil
	}
	r.records[record] = row.num
	p := r.places[record]
	switch {
	case p == nil && a.Closed.IsZero():
		row.fault(fieldRecord, "на листе «%s» нет строки с № записи %s", r.side.sheet.Name, shorten(record))
		return nil
	case p == nil:
		return nil
	case p.bad:
		row.fault("", "ошибка в строке %d листа «%s»", p.row, r.side.sheet.Name)
	}
	for _, n := range append(p.rows, p.row) {
		r.pairs = append(r.pairs, [2]int{n, row.num})
	}
	a.PlaceRow, a.FIAS, a.Address = p.row, p.home.fias, p.home.address
	a.PremisesKind, a.Premises, a.Room, a.PremisesID, a.Share = p.kind, p.premises, p.room, p.id, p.share
	a.Entrance = p.entrance
	return p.home
}

// orphans notes the premises whose account is on no row.
func (r *accountReader) orphans() {
	for _, record := range slices.Sorted(maps.Keys(r.places)) {
		if _, ok := r.records[record]; !ok {
			at := &row{table: r.side, num: r.places[record].row}
			at.fault(fieldRecord, "на листе «%s» нет № записи %s", r.main.sheet.Name, shorten(record))
		}
	}
}

func readNumbers(row *row, a *housing.AccountRecord) {
	text := row.identifier(fieldNumber)
	number, ok := housing.ParseNumber(text)
	switch {
	case text == "" && !row.bad:
		row.fault(fieldNumber, "не заполнено: нужен номер лицевого счёта")
	case text != "" && !ok:
		row.fault(fieldNumber, "«%s» — не номер лицевого счёта: до 30 букв, цифр и знаков / - . _ ( ) #, "+
			"хотя бы одна цифра", shorten(text))
	case number.Kind == housing.ELS:
		a.ELS = number.Value
	}
	a.Number = number.Value
	if els := numberOf(row, fieldELS, "75ДА533315", housing.ELS); els != "" {
		a.ELS = els
	}
	if izhku := numberOf(row, fieldIZHKU, "75ДА533315-01", housing.IZHKU); izhku != "" {
		a.IZHKU = izhku
		els, _, _ := strings.Cut(izhku, "-")
		if a.ELS == "" {
			a.ELS = els
		}
	}
}

// numberOf reads a number of one kind.
func numberOf(row *row, f field, example string, kind housing.NumberKind) string {
	text := row.identifier(f)
	if text == "" {
		return ""
	}
	number, _ := housing.ParseNumber(text)
	if number.Kind != kind {
		row.fault(f, "«%s»: нужен номер вида %s", shorten(text), example)
		return ""
	}
	return number.Value
}

// holder is the payer's full name, or the ОГРН of a firm.
func holder(row *row) string {
	parts := []string{
		row.words(fieldSurname, 256), row.words(fieldName, 256), row.words(fieldPatronymic, 256),
	}
	name := strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " ")
	if name != "" {
		return name
	}
	return row.identifier(fieldOGRN)
}

// snils reads the payer's СНИЛС; a cell that was made a number has lost its zeros.
// A fault does not repeat it.
func snils(row *row) housing.SNILS {
	text := row.identifier(fieldSNILS)
	if text == "" {
		return housing.SNILS{}
	}
	const digits = 11
	if n := len(text); n < digits && strings.Trim(text, "0123456789") == "" {
		text = strings.Repeat("0", digits-n) + text
	}
	number, ok := housing.ParseSNILS(text)
	if !ok {
		row.fault(fieldSNILS, "не СНИЛС: нужны 11 цифр с верными контрольными, например 112-233-445 95")
	}
	return number
}

func persons(row *row) int {
	d := row.number(fieldPersons, 0)
	if d == nil {
		return 0
	}
	if d.GreaterThan(decimal.NewFromInt(9999)) {
		row.fault(fieldPersons, "нужно целое число от 0 до 9999")
		return 0
	}
	return int(d.IntPart())
}

// Accounts reads a workbook of accounts, hands the records to the register and
// writes the result workbook. A [*Refusal] means that the file could not be
// read at all; faults of rows are in the report.
func (im *Importer) Accounts(
	ctx context.Context, src Source, opts Options,
) (report housing.ImportReport, err error) {
	b, err := openBook(src, im.Limits.orDefault())
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	if err := b.require(accountTemplate(), placeTemplate()); err != nil {
		return report, err
	}
	rows := &progress{report: opts.Progress}
	side, err := b.table(placeTemplate(), rows)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, side.Close()) }()
	main, err := b.table(accountTemplate(), rows)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, main.Close()) }()
	return im.loadAccounts(ctx, newAccountReader(main, side, im.SNILS), b, opts)
}

func newAccountReader(main, side *table, key housing.SNILSKey) *accountReader {
	return &accountReader{
		places: map[string]*place{}, homes: newAddresses(), main: main, side: side, key: key,
		seen: map[accountKey]int{}, records: map[string]int{},
	}
}

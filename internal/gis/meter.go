package gis

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"dombot/internal/housing"
)

// meterKey is what two rows of one file must not share.
type meterKey struct {
	account, house, premises, serial string
	resource                         housing.Resource
}

// meterReader reads «Сведения о ПУ».
type meterReader struct {
	table     *table
	homes     *addresses
	resources map[string]housing.Resource
	seen      map[meterKey]int
	gis       map[string]int
	leftOut   func(housing.RowFault)
	left      []int
	out       []housing.MeterRecord
}

func newMeterReader(t *table, leftOut func(housing.RowFault)) *meterReader {
	r := &meterReader{
		table: t, homes: newAddresses(), leftOut: leftOut, resources: map[string]housing.Resource{},
		seen: map[meterKey]int{}, gis: map[string]int{},
	}
	for _, resource := range housing.Resources() {
		r.resources[foldHeader(resource.GIS())] = resource
	}
	return r
}

func (r *meterReader) read(ctx context.Context) error {
	for {
		row, err := r.table.next(ctx)
		if row == nil || err != nil {
			return err
		}
		r.meter(row)
	}
}

// statusCommon is the status of meters that do not belong to a flat.
const statusCommon = "Не загружается: общедомовой прибор"

// personal reports whether the row is a meter of a flat or room.
func (r *meterReader) personal(row *row) bool {
	kind := row.text(fieldMeterKind)
	switch folded := foldHeader(kind); {
	case folded == "" && !row.bad:
		row.fault(fieldMeterKind,
			"не заполнено: нужно «Индивидуальный», «Комнатный» или «Общий (квартирный)»")
	case strings.HasPrefix(folded, foldHeader("коллективный")), folded == foldHeader("общедомовой"),
		folded == foldHeader("одпу"):
		r.left = append(r.left, row.num)
		if r.leftOut != nil {
			r.leftOut(housing.RowFault{
				Sheet: row.sheet.Name, Row: row.num,
				Column: row.layout.label(row.template, fieldMeterKind), Reason: statusCommon,
			})
		}
		return false
	case folded != "" && !slices.Contains(personalKinds(), folded):
		row.fault(fieldMeterKind, "«%s»: загружаются «Индивидуальный», «Комнатный» и «Общий (квартирный)»",
			shorten(kind))
	}
	return true
}

func personalKinds() []string {
	kinds := []string{
		"Индивидуальный", "Комнатный", "Общий (квартирный)", "ИПУ", "Общий", "Квартирный", "Общеквартирный",
	}
	for i, k := range kinds {
		kinds[i] = foldHeader(k)
	}
	return kinds
}

func (r *meterReader) meter(row *row) {
	if !r.personal(row) {
		return
	}
	m := housing.MeterRecord{
		Row: row.num, Account: r.account(row), HouseID: row.identifier(fieldHouseID),
		PremisesID: row.identifier(fieldPremisesID), Serial: row.identifier(fieldSerial),
		GISNumber: row.identifier(fieldGISNumber), Place: r.homes.intern(row.words(fieldPlace, 200)),
		Resource: r.resource(row), Tariffs: tariffs(row), Installed: row.date(fieldInstalled),
		Automatic: row.yes(fieldAutomatic), LastTaken: row.date(fieldTaken),
	}
	if m.Serial == "" && !row.bad {
		row.fault(fieldSerial, "не заполнено: нужен заводской номер прибора")
	}
	r.where(row, &m)
	m.Verified = verifiedUntil(row)
	m.Unit = unit(row, m.Resource)
	m.Last, m.LastBy = last(row, m.Tariffs), lastBy(row)
	if !row.bad {
		r.keep(row, m)
	}
}

// account reads the number of the account in the spelling that is stored.
func (r *meterReader) account(row *row) string {
	text := row.identifier(fieldAccount)
	if text == "" {
		return ""
	}
	number, ok := housing.ParseNumber(text)
	if !ok {
		row.fault(fieldAccount,
			"«%s» — не номер лицевого счёта, не ЕЛС и не идентификатор ЖКУ", shorten(text))
	}
	return number.Value
}

// where reads house and flat; without an account one of their numbers is needed.
func (r *meterReader) where(row *row, m *housing.MeterRecord) {
	text := row.words(fieldAddress, 500)
	h, premises := r.homes.parse("", text)
	m.Address, m.Premises = h.address, premises
	if number := premisesNumber(row.words(fieldPremises, 50)); number != "" {
		m.Premises = number
	}
	if m.Account != "" || m.PremisesID != "" || row.bad {
		return
	}
	switch known := m.HouseID != "" || h.ok; {
	case text != "" && !known:
		row.fault(fieldAddress, "«%s» — адрес не понят, а номера счёта нет", shorten(text))
	case !known || m.Premises == "":
		row.fault(fieldAccount, "не заполнено: нужен номер лицевого счёта, ЕЛС или идентификатор ЖКУ, "+
			"либо дом с номером помещения")
	}
}

func (r *meterReader) resource(row *row) housing.Resource {
	text := row.text(fieldResource)
	resource, ok := r.resources[foldHeader(text)]
	if !ok && !row.bad {
		resources := housing.Resources()
		names := make([]string, 0, len(resources))
		for _, known := range resources {
			names = append(names, known.GIS())
		}
		row.fault(fieldResource, "«%s»: нужно одно из: %s", shorten(text), strings.Join(names, ", "))
	}
	return resource
}

// tariffs reads how many tariffs a meter counts; an empty cell is one.
func tariffs(row *row) int {
	text := row.text(fieldTariffs)
	folded := foldHeader(text)
	for n, begins := range []string{"одно", "двух", "трех"} {
		if folded == itoa(n+1) || strings.HasPrefix(folded, foldHeader(begins)) {
			return n + 1
		}
	}
	if text != "" {
		row.fault(fieldTariffs,
			"«%s»: нужно «Однотарифный», «Двухтарифный» или «Трехтарифный»", shorten(text))
	}
	return 1
}

// verifiedUntil returns the last day on which the verification holds; zero if
// the date or the interval is not given.
func verifiedUntil(row *row) housing.Date {
	date, text := row.date(fieldVerified), row.text(fieldInterval)
	if text == "" {
		return housing.Date{}
	}
	months, ok := parseInterval(text)
	if !ok {
		row.fault(fieldInterval, "«%s»: нужен срок вида «4 года» или «6 лет»", shorten(text))
	}
	if date.IsZero() || !ok {
		return housing.Date{}
	}
	end := date.Period().Add(months).Day(date.Day)
	if end.Day != date.Day { // a shorter month: the term ends with its last day (ст. 192 ГК РФ)
		return end
	}
	return end.Add(-1)
}

// last reads the last known values, none or one a tariff.
func last(row *row, tariffs int) housing.Values {
	var values housing.Values
	fields := []field{fieldLast1, fieldLast2, fieldLast3}
	for i, f := range fields[:tariffs] {
		known := len(row.faults)
		v := row.number(f, 7)
		switch {
		case len(row.faults) > known:
			return nil
		case v == nil:
		case len(values) < i:
			row.fault(fields[len(values)], "не заполнено, а следующий тариф заполнен")
			return nil
		case v.NumDigits()+int(v.Exponent()) > 15:
			row.fault(f, "слишком большое показание: до 15 знаков перед запятой")
			return nil
		default:
			values = append(values, *v)
		}
	}
	if len(values) > 0 && len(values) < tariffs && !row.bad {
		row.fault(fields[len(values)], "не заполнено: у прибора тарифов %d", tariffs)
	}
	return values
}

// lastBy reads whether the last values were read from the meter, which an empty
// cell means too, or estimated.
func lastBy(row *row) housing.Source {
	switch row.choice(fieldLastBy, "По прибору", byAverage, byNorm) {
	case byAverage:
		return housing.ByAverage
	case byNorm:
		return housing.ByNorm
	}
	return housing.FromOrganisation
}

const (
	byAverage = "По среднему"
	byNorm    = "По нормативу"
)

func (r *meterReader) keep(row *row, m housing.MeterRecord) {
	house := m.HouseID
	if house == "" && m.Account == "" {
		house = fmt.Sprint(m.Address)
	}
	key := meterKey{
		m.Account, house, m.PremisesID + "/" + m.Premises, housing.FoldNumber(m.Serial), m.Resource,
	}
	if first, ok := r.seen[key]; ok {
		row.fault(fieldSerial, "прибор %s уже есть в строке %d", m.Serial, first)
		return
	}
	if first, ok := r.gis[m.GISNumber]; ok && m.GISNumber != "" {
		row.fault(fieldGISNumber, "номер %s уже есть в строке %d", m.GISNumber, first)
		return
	}
	r.seen[key], r.gis[m.GISNumber] = row.num, row.num
	r.out = append(r.out, m)
}

// Meters reads a workbook of meters as [Importer.Accounts] reads accounts.
// Meters of the whole house are left out and told to opts.LeftOut.
func (im *Importer) Meters(
	ctx context.Context, src Source, opts Options,
) (report housing.ImportReport, err error) {
	b, err := openBook(src, im.Limits.orDefault())
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	if err := b.require(meterTemplate()); err != nil {
		return report, err
	}
	table, err := b.table(meterTemplate(), &progress{report: opts.Progress})
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	return im.loadMeters(ctx, newMeterReader(table, opts.LeftOut), b, opts)
}

func (im *Importer) loadMeters(
	ctx context.Context, r *meterReader, b *book, opts Options,
) (housing.ImportReport, error) {
	if err := r.read(ctx); err != nil {
		return housing.ImportReport{}, err
	}
	r.table.progress.show()
	if r.table.filled == 0 {
		return housing.ImportReport{}, refuseEmpty(r.table)
	}
	o := &outcome{statuses: map[string]map[int]string{}}
	if len(r.out) > 0 && (len(r.table.faults) == 0 || opts.Partial) {
		var err error
		o.report, err = im.Register.ImportMeters(ctx, opts.imported(), r.out)
		if err != nil {
			return o.report, fmt.Errorf("import meters: %w", err)
		}
	}
	o.report.Rows = r.table.filled
	good, rows := o.good(), map[int]string{}
	o.statuses[r.table.sheet.Part] = rows
	for _, m := range r.out {
		rows[m.Row] = good
	}
	for _, n := range r.left {
		rows[n] = statusCommon
	}
	o.finish([]*table{r.table}, r.table.faults)
	return o.report, writeResult(opts.Result, b, o.statuses, r.table)
}

func refuseEmpty(t *table) error {
	return refuse(nil, "На листе «%s» нет ни одной строки с данными.", t.sheet.Name)
}

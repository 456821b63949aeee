package gis

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"dombot/internal/housing"
)

// readingKey is what two rows of one file must not share.
type readingKey struct {
	meter  string
	period housing.Period
}

// verdictReader reads the answers of ГИС ЖКХ.
type verdictReader struct {
	table   *table
	seen    map[readingKey]int
	answers map[string]heard // by status: they repeat
	waiting []int
	out     []housing.VerdictRecord
}

func (r *verdictReader) read(ctx context.Context) error {
	for {
		row, err := r.table.next(ctx)
		if row == nil || err != nil {
			return err
		}
		r.verdict(row)
	}
}

func (r *verdictReader) verdict(row *row) {
	v := housing.VerdictRecord{
		Row: row.num, GISNumber: row.identifier(fieldGISNumber),
		Period: row.period(fieldPeriod), Values: figures(row),
	}
	if v.GISNumber == "" && !row.bad {
		row.fault(fieldGISNumber, "не заполнено: нужен номер прибора в ГИС ЖКХ")
	}
	status := row.text(fieldVerdict)
	heard := r.hear(status)
	v.Accepted, v.Reason = heard.answer == answerAccepted, heard.reason
	if heard.answer == answerUnclear {
		row.fault(fieldVerdict,
			"«%s» — непонятный ответ: замените его на «Обработано» или «Ошибка: причина»", shorten(status))
	}
	key := readingKey{v.GISNumber, v.Period}
	if first, ok := r.seen[key]; ok && !row.bad {
		row.fault(fieldGISNumber,
			"показание прибора %s за этот период уже есть в строке %d", v.GISNumber, first)
	}
	if row.bad {
		return
	}
	r.seen[key] = row.num
	if heard.answer == answerNone {
		r.waiting = append(r.waiting, row.num)
		return
	}
	r.out = append(r.out, v)
}

// heard is an answer with its reason.
type heard struct {
	answer answer
	reason string
}

func (r *verdictReader) hear(status string) heard {
	if h, ok := r.answers[status]; ok {
		return h
	}
	var h heard
	h.answer, h.reason = parseAnswer(status)
	if len(r.answers) < maxShared {
		r.answers[status] = h
	}
	return h
}

// figures reads the values of a reading: one to three, without a gap.
func figures(row *row) housing.Values {
	var values housing.Values
	fields := []field{fieldValue1, fieldValue2, fieldValue3}
	for i, f := range fields {
		v := row.number(f, 7)
		switch {
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
	if len(values) == 0 && !row.bad {
		row.fault(fieldValue1, "не заполнено: нужно показание")
	}
	return values
}

// period reads a month: «11.2026», and what Excel makes of it.
func (r *row) period(f field) housing.Period {
	s := r.text(f)
	p, ok := parsePeriod(s, r.date1904)
	switch {
	case s == "" && !r.bad:
		r.fault(f, "не заполнено: нужен месяц вида 11.2026")
	case s != "" && !ok:
		r.fault(f, "«%s» — не месяц: нужен месяц вида 11.2026", shorten(s))
	}
	return p
}

// parsePeriod reads «11.2026»; as a number Excel writes 11.202 for 11.2020.
func parsePeriod(s string, date1904 bool) (housing.Period, bool) {
	first, second, _ := strings.Cut(s, ".")
	if len(first) > 2 || len(second) < 3 || len(second) > 4 || !isDigits(first+second) {
		if p, err := housing.ParsePeriod(s); err == nil {
			return p, true
		}
		d, ok := parseDate(s, date1904)
		return d.Period(), ok
	}
	month, _ := strconv.Atoi(first)
	year, _ := strconv.Atoi(second)
	if len(second) == 3 {
		year *= 10
	}
	p := housing.Period{Year: year, Month: time.Month(month)}
	return p, month >= 1 && month <= 12 && year >= 1950 && year <= 2100
}

// Verdicts reads the result workbook that ГИС ЖКХ returns for exported
// readings, as [Importer.Accounts] reads accounts. Rows without an answer wait
// for the next workbook; what becomes of a row goes into a column «Загрузка
// ответа» of the result.
func (im *Importer) Verdicts(
	ctx context.Context, src Source, opts Options,
) (report housing.ImportReport, err error) {
	b, err := openBook(src, im.Limits.orDefault())
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	if err := b.require(verdictTemplate()); err != nil {
		return report, err
	}
	table, err := b.table(verdictTemplate(), &progress{report: opts.Progress})
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	reader := &verdictReader{table: table, seen: map[readingKey]int{}, answers: map[string]heard{}}
	return im.loadVerdicts(ctx, reader, b, opts)
}

func (im *Importer) loadVerdicts(
	ctx context.Context, r *verdictReader, b *book, opts Options,
) (housing.ImportReport, error) {
	if err := r.read(ctx); err != nil {
		return housing.ImportReport{}, err
	}
	r.table.progress.show()
	if r.table.filled == 0 {
		return housing.ImportReport{}, refuseEmpty(r.table)
	}
	o := &outcome{statuses: map[string]map[int]string{}}
	o.report.Saved = len(r.table.faults) == 0
	if len(r.out) > 0 && (len(r.table.faults) == 0 || opts.Partial) {
		var err error
		in := opts.imported()
		in.Exported = stamped(b.file)
		o.report, err = im.Register.ImportVerdicts(ctx, in, r.out)
		if err != nil {
			return o.report, fmt.Errorf("import verdicts: %w", err)
		}
	}
	o.report.Rows = r.table.filled
	rows := map[int]string{}
	o.statuses[r.table.sheet.Part] = rows
	for i, v := range r.out {
		rows[v.Row] = statusWaiting
		if o.report.Saved && i < len(o.report.Outcomes) {
			rows[v.Row] = outcomeStatus(o.report.Outcomes[i])
		}
	}
	for _, n := range r.waiting {
		rows[n] = outcomeStatus(housing.OutcomeWaiting)
		o.report.Outcomes = append(o.report.Outcomes, housing.OutcomeWaiting)
	}
	o.finish([]*table{r.table}, r.table.faults)
	return o.report, writeResult(opts.Result, b, o.statuses, r.table)
}

// outcomeStatus tells the operator what became of a row.
func outcomeStatus(o housing.Outcome) string {
	switch o {
	case housing.OutcomeAccepted:
		return "Отмечено: принято"
	case housing.OutcomeRejected:
		return "Отмечено: не принято"
	case housing.OutcomeReversed:
		return "Отмечено: не принято, хотя раньше было принято"
	case housing.OutcomeSame:
		return statusSame
	case housing.OutcomeCorrected:
		return "Не изменено: житель передал показание заново"
	case housing.OutcomeWaiting:
		return "Ответа пока нет"
	default:
		return "Не найдено: такое показание не выгружалось"
	}
}

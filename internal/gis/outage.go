package gis

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dombot/internal/housing"
)

// OutageBook takes outages in.
type OutageBook interface {
	// ReadOutages says what is wrong with lines; Keep takes in the others, all or none.
	ReadOutages(ctx context.Context, lines []housing.OutageLine) ([]housing.RowFault, error)
	KeepOutages(ctx context.Context) (housing.ImportReport, error)
}

// Outages reads a table of outages, as [Importer.Accounts] reads accounts.
func (im *Importer) Outages(
	ctx context.Context, src Source, opts Options,
) (report housing.ImportReport, err error) {
	b, err := openBook(src, im.Limits.orDefault())
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	form := outageTemplate()
	if _, ok := b.find(form); !ok {
		form.sheet = b.sheets[0].Name
	}
	t, err := b.table(form, &progress{report: opts.Progress})
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, t.Close()) }()
	lines, err := t.outages(ctx)
	if err != nil {
		return report, err
	}
	return im.loadOutages(ctx, lines, opts, b, t)
}

func (t *table) outages(ctx context.Context) (lines []housing.OutageLine, err error) {
	for {
		row, err := t.next(ctx)
		if err != nil || row == nil {
			return lines, err
		}
		l := housing.OutageLine{
			Row: row.num, Places: row.words(fieldOutagePlace, 500), What: row.words(fieldOutageWhat, 200),
			Kind: row.words(fieldOutageKind, 50), Cause: row.words(fieldOutageReason, maxOutageCause),
			From: row.moment(fieldOutageFrom), To: row.moment(fieldOutageTo),
		}
		switch {
		case row.bad:
			continue
		case l.Places == "":
			row.fault(fieldOutagePlace, "не заполнено: нужен дом, например «Ленина 12»")
		case l.From == (housing.Moment{}):
			row.fault(fieldOutageFrom, "не заполнено: нужно время вида 01.12.2026 09:00")
		default:
			lines = append(lines, l)
		}
	}
}

// maxOutageCause is how long the cause of an outage may be.
const maxOutageCause = 200

func (im *Importer) loadOutages(
	ctx context.Context, lines []housing.OutageLine, opts Options, b *book, t *table,
) (housing.ImportReport, error) {
	t.progress.show()
	if t.filled == 0 {
		return housing.ImportReport{}, refuseEmpty(t)
	}
	o := &outcome{statuses: map[string]map[int]string{}}
	wrong, err := im.OutageBook.ReadOutages(ctx, lines)
	if err != nil {
		return o.report, fmt.Errorf("read outages: %w", err)
	}
	faults := slices.Concat(t.faults, wrong)
	if len(faults) == 0 || opts.Partial {
		if o.report, err = im.OutageBook.KeepOutages(ctx); err != nil {
			return o.report, fmt.Errorf("import outages: %w", err)
		}
	}
	o.report.Rows = t.filled
	for _, l := range lines {
		o.set(t.sheet.Part, l.Row, o.good())
	}
	o.finish([]*table{t}, faults)
	return o.report, writeResult(opts.Result, b, o.statuses, t)
}

// moment reads a day, with a time of it where there is one.
func (r *row) moment(f field) (m housing.Moment) {
	s := r.text(f)
	if s == "" {
		return m
	}
	m, ok := parseMoment(s, r.date1904)
	if !ok {
		r.fault(f, "«%s» — не время: нужно время вида 01.12.2026 09:00", shorten(s))
	}
	return m
}

// parseMoment reads «01.12.2026 09:00», «01.12.2026» and the numbers that Excel stores.
func parseMoment(s string, date1904 bool) (m housing.Moment, ok bool) {
	if m.Day, ok = parseDate(s, date1904); !ok {
		return housing.Moment{}, false
	}
	if whole, fraction, found := strings.Cut(s, "."); found && isDigits(whole+fraction) && len(whole) > 2 {
		part, err := strconv.ParseFloat("0."+fraction, 64)
		if err != nil {
			return housing.Moment{}, false
		}
		return atMinutes(m.Day, int(part*24*60+0.5)), true
	}
	fields := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == 'T' || r == ',' })
	if len(fields) < 2 || isDigits(s) {
		return m, len(fields) == 1
	}
	minutes, ok := parseClock(fields[1])
	if !ok || len(fields) > 2 {
		return housing.Moment{}, false
	}
	return atMinutes(m.Day, minutes), true
}

// parseClock reads «9:00», «09.00» and «9:00:00» as minutes of the day.
func parseClock(s string) (minutes int, ok bool) {
	clock := strings.Split(strings.ReplaceAll(s, ".", ":"), ":")
	if len(clock) < 2 || len(clock) > 3 || !isDigits(strings.Join(clock, "")) {
		return 0, false
	}
	hour, _ := strconv.Atoi(clock[0])
	minute, _ := strconv.Atoi(clock[1])
	minutes = hour*60 + minute
	return minutes, minute < 60 && hour <= 24 && minutes <= 24*60
}

func atMinutes(d housing.Date, minutes int) housing.Moment {
	return housing.Moment{Day: d, Minutes: minutes, Clocked: true}
}

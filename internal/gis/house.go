package gis

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"dombot/internal/housing"
)

// HouseRegister keeps what tables tell of houses, under the rules of [Register].
type HouseRegister interface {
	ImportHouses(
		ctx context.Context, in housing.Import, b housing.HouseBook,
	) (housing.ImportReport, error)
}

// Houses reads tables about houses, as [Importer.Accounts] reads accounts: all
// sheets of the workbook that [HouseSheets] names, or the one table that it is.
func (im *Importer) Houses(
	ctx context.Context, src Source, opts Options,
) (report housing.ImportReport, err error) {
	b, err := openBook(src, im.Limits.orDefault())
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	count := &progress{report: opts.Progress}
	tables, err := b.houseTables(count)
	defer func() {
		for _, t := range tables {
			err = errors.Join(err, t.Close())
		}
	}()
	if err != nil {
		return report, err
	}
	var records housing.HouseBook
	for _, t := range tables {
		t.snils = im.SNILS
		if err := t.houses(ctx, &records, opts); err != nil {
			return report, err
		}
	}
	count.show()
	return im.loadHouses(ctx, records, opts, b, tables)
}

// houseTable is a sheet with what its columns mean.
type houseTable struct {
	*table

	of    HouseSheet
	snils housing.SNILSKey
	good  []int // rows without a fault
}

// houseTables opens the sheets with tables about houses: by their names, else by their headers.
func (b *book) houseTables(count *progress) (tables []*houseTable, err error) {
	sheets := HouseSheets()
	for _, s := range sheets {
		if _, ok := b.find(s.template()); !ok {
			continue
		}
		t, err := b.table(s.template(), count)
		if err != nil {
			return tables, err
		}
		tables = append(tables, &houseTable{table: t, of: s})
	}
	if len(tables) > 0 {
		return tables, nil
	}
	return b.houseTableByHeader(sheets, count)
}

// houseTableByHeader takes the first sheet as the table whose columns it has most of.
func (b *book) houseTableByHeader(sheets []HouseSheet, count *progress) ([]*houseTable, error) {
	var best *houseTable
	for _, s := range sheets {
		form := s.template()
		form.sheet = b.sheets[0].Name
		t, err := b.table(form, &progress{})
		if _, refused := errors.AsType[*Refusal](err); refused {
			continue
		}
		if err != nil {
			return nil, err
		}
		if best, err = fuller(best, &houseTable{table: t, of: s}); err != nil {
			return nil, err
		}
	}
	if best == nil {
		names := make([]string, len(sheets))
		for i, s := range sheets {
			names[i] = "«" + s.Name + "»"
		}
		return nil, refuse(nil, "Это не таблица о домах: в книге нет ни одного из листов %s, "+
			"и заголовки первого листа не подходят ни к одному. Возьмите шаблон.", strings.Join(names, ", "))
	}
	best.progress = count
	count.total += best.scan.LastRow
	return []*houseTable{best}, nil
}

// fuller returns the table with more columns, best of two that have as many, and
// closes the other one; best may be nil.
func fuller(best, t *houseTable) (*houseTable, error) {
	switch {
	case best == nil:
		return t, nil
	case len(t.layout.fields) <= len(best.layout.fields):
		return best, t.Close()
	}
	return t, best.Close()
}

// houses reads the rows of a table into b.
func (t *houseTable) houses(ctx context.Context, b *housing.HouseBook, opts Options) error {
	for {
		r, err := t.next(ctx)
		if err != nil || r == nil {
			return err
		}
		h := newHouseRow(r, opts.Now)
		h.key = t.snils
		t.of.read(h, b)
		if !r.bad {
			t.good = append(t.good, r.num)
		}
	}
}

func (im *Importer) loadHouses(
	ctx context.Context, records housing.HouseBook, opts Options, b *book, tables []*houseTable,
) (housing.ImportReport, error) {
	plain := make([]*table, len(tables))
	var faults []housing.RowFault
	rows := 0
	for i, t := range tables {
		plain[i] = t.table
		faults = append(faults, t.faults...)
		rows += t.filled
	}
	if rows == 0 {
		return housing.ImportReport{}, refuseEmpty(plain[0])
	}
	o := &outcome{statuses: map[string]map[int]string{}}
	if len(faults) == 0 || opts.Partial {
		var err error
		if o.report, err = im.HouseRegister.ImportHouses(ctx, opts.imported(), records); err != nil {
			return o.report, fmt.Errorf("import tables about houses: %w", err)
		}
	}
	o.report.Rows = rows
	for _, t := range tables {
		for _, row := range t.good {
			o.set(t.sheet.Part, row, o.good())
		}
	}
	o.finish(plain, faults)
	return o.report, writeResult(opts.Result, b, o.statuses, plain...)
}

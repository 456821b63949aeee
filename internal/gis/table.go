package gis

import (
	"context"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"dombot/internal/housing"
)

// progress counts the rows that were read.
type progress struct {
	report      func(done, total int)
	done, total int
}

// progressStep is how many rows pass between two calls of the progress.
const progressStep = 500

func (p *progress) tick(ctx context.Context) error {
	p.done++
	if p.done%progressStep != 0 {
		return nil
	}
	p.show()
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("read workbook: %w", err)
	}
	return nil
}

func (p *progress) show() {
	if p.report != nil {
		p.report(min(p.done, p.total), p.total)
	}
}

// table reads the rows of one sheet.
type table struct {
	template
	layout   layout
	sheet    sheetPart
	scan     *sheetScan
	rows     *excelize.Rows
	progress *progress
	date1904 bool
	limit    int
	num      int
	filled   int
	pending  [][]string // rows under the headers that were read while looking for them
	from     int        // number of the first of pending
	faults   []housing.RowFault
	numbers  map[string]decimal.Decimal
}

// Close releases the sheet.
func (t *table) Close() error {
	if err := t.rows.Close(); err != nil {
		return fmt.Errorf("close sheet %q: %w", t.sheet.Name, err)
	}
	return nil
}

func (t *table) readHeader() error {
	var top [][]string
	for len(top) < headerDepth && t.rows.Next() {
		cells, err := t.rows.Columns()
		if err != nil {
			return damaged(err)
		}
		top = append(top, cells)
	}
	l, ok := t.locate(top)
	if !ok {
		var titles []string
		for _, c := range t.columns {
			if c.required {
				titles = append(titles, "«"+c.title+"»")
			}
		}
		return refuse(nil, "На листе «%s» нет строки заголовков шаблона: ожидаются столбцы %s.",
			t.sheet.Name, strings.Join(titles, ", "))
	}
	if missing := l.missing(t.template); len(missing) > 0 {
		return refuse(nil, "На листе «%s» не хватает столбцов шаблона: %s.",
			t.sheet.Name, strings.Join(missing, ", "))
	}
	t.layout, t.num, t.from = l, l.last, l.last+1
	t.pending = top[l.last:]
	return nil
}

// next returns the next row that holds anything in the template's columns; nil at the end.
func (t *table) next(ctx context.Context) (*row, error) {
	for {
		cells, ok, err := t.advance()
		if err != nil || !ok {
			return nil, err
		}
		if err := t.progress.tick(ctx); err != nil {
			return nil, err
		}
		r := &row{table: t, num: t.num, cells: cells}
		if r.empty() {
			continue
		}
		t.filled++
		if t.filled > t.limit {
			return nil, refuse(nil, "На листе «%s» больше %d строк: разделите файл на несколько.",
				t.sheet.Name, t.limit)
		}
		return r, nil
	}
}

// advance reads the next row, empty or not; false at the end.
func (t *table) advance() (cells []string, more bool, err error) {
	if i := t.num + 1 - t.from; i < len(t.pending) {
		t.num++
		return t.pending[i], true, nil
	}
	if !t.rows.Next() {
		if err := t.rows.Error(); err != nil {
			return nil, false, damaged(err)
		}
		if t.num < t.scan.LastRow {
			return nil, false, damaged(fmt.Errorf("read sheet %q: it ends after row %d of %d",
				t.sheet.Name, t.num, t.scan.LastRow))
		}
		return nil, false, nil
	}
	t.num++
	cells, err = t.rows.Columns()
	if err != nil {
		return nil, false, damaged(fmt.Errorf("read row %d of sheet %q: %w", t.num, t.sheet.Name, err))
	}
	return cells, true, nil
}

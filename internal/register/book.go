package register

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"dombot/internal/housing"
)

// Book writes the register as a workbook of two sheets: the entries, and what
// each of them pays. Both end with their totals.
func (w Writer) Book(out io.Writer, entries Entries) (totals Totals, err error) {
	err = writeBook(out, func(file *excelize.File) (err error) {
		totals, err = w.fill(file, entries)
		return err
	})
	if err != nil {
		return Totals{}, err
	}
	return totals, nil
}

// writeBook writes the workbook that fill fills.
func writeBook(out io.Writer, fill func(*excelize.File) error) error {
	file := excelize.NewFile()
	err := fill(file)
	if err == nil {
		_, err = file.WriteTo(out)
	}
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("write register as workbook: %w", err)
	}
	return nil
}

func (w Writer) fill(file *excelize.File, entries Entries) (totals Totals, err error) {
	main, side := w.Texts.Label("register.sheet"), w.Texts.Label("register.share_sheet")
	if err := file.SetSheetName("Sheet1", main); err != nil {
		return totals, err
	}
	if _, err := file.NewSheet(side); err != nil {
		return totals, err
	}
	look, err := newLook(file, w.MaxRows)
	if err != nil {
		return totals, err
	}
	rows, err := newSheet(file, main, look, w.columns())
	if err != nil {
		return totals, err
	}
	shares, err := newSheet(file, side, look, w.shareColumns())
	if err != nil {
		return totals, err
	}
	for e, err := range entries {
		if err != nil {
			return totals, err
		}
		totals.add(e)
		if err := rows.add(e); err != nil {
			return totals, err
		}
		for _, s := range e.Shares {
			if err := shares.add(share{s, e}); err != nil {
				return totals, err
			}
		}
	}
	total := w.Texts.Label("register.total")
	return totals, errors.Join(rows.end(total), shares.end(total))
}

// look is the styles of a workbook, and how long its sheets may be.
type look struct{ title, text, day, rubles, total, totalRubles, rows int }

func newLook(file *excelize.File, rows int) (l look, err error) {
	if l.rows = rows; rows == 0 {
		l.rows = excelize.TotalRows
	}
	const asText, twoDigits = 49, 4 // formats of Excel's own: @ and #,##0.00
	days := "dd.mm.yyyy"
	bold, wrapped := &excelize.Font{Bold: true}, &excelize.Alignment{WrapText: true, Vertical: "center"}
	for _, s := range []struct {
		id *int
		of excelize.Style
	}{
		{&l.title, excelize.Style{Font: bold, Alignment: wrapped}},
		{&l.text, excelize.Style{NumFmt: asText}},
		{&l.day, excelize.Style{CustomNumFmt: &days}},
		{&l.rubles, excelize.Style{NumFmt: twoDigits}},
		{&l.total, excelize.Style{Font: bold}},
		{&l.totalRubles, excelize.Style{Font: bold, NumFmt: twoDigits}},
	} {
		if *s.id, err = file.NewStyle(&s.of); err != nil {
			return l, err
		}
	}
	return l, nil
}

// sheet adds rows to one sheet and sums its roubles.
type sheet[R any] struct {
	stream  *excelize.StreamWriter
	look    look
	columns []column[R]
	sums    []decimal.NullDecimal // null: no column of roubles
	rows    int
}

func newSheet[R any](file *excelize.File, name string, l look, columns []column[R]) (*sheet[R], error) {
	stream, err := file.NewStreamWriter(name)
	if err != nil {
		return nil, err
	}
	for i, c := range columns {
		if err := stream.SetColWidth(i+1, i+1, c.width); err != nil {
			return nil, err
		}
	}
	err = stream.SetPanes(&excelize.Panes{
		Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft",
	})
	if err != nil {
		return nil, err
	}
	s := &sheet[R]{stream: stream, look: l, columns: columns, sums: make([]decimal.NullDecimal, len(columns))}
	head := make([]any, len(columns))
	for i, title := range titles(columns) {
		head[i] = excelize.Cell{StyleID: l.title, Value: title}
	}
	err = s.put(head)
	return s, err
}

func (s *sheet[R]) put(cells []any) error {
	s.rows++
	if s.rows > s.look.rows {
		return &housing.Error{Kind: housing.Refused, Text: "register.too_long"}
	}
	at, err := excelize.CoordinatesToCellName(1, s.rows)
	if err != nil {
		return err
	}
	return s.stream.SetRow(at, cells)
}

func (s *sheet[R]) add(row R) error {
	cells := make([]any, len(s.columns))
	for i, column := range s.columns {
		switch c := column.of(row); {
		case c.rubles.Valid:
			s.sums[i] = decimal.NewNullDecimal(s.sums[i].Decimal.Add(c.rubles.Decimal))
			cells[i] = excelize.Cell{StyleID: s.look.rubles, Value: c.rubles.Decimal.InexactFloat64()}
		case !c.day.IsZero():
			cells[i] = excelize.Cell{StyleID: s.look.day, Value: c.day.In(time.UTC)}
		default:
			cells[i] = excelize.Cell{StyleID: s.look.text, Value: c.text}
		}
	}
	return s.put(cells)
}

// end writes the totals and closes the sheet.
func (s *sheet[R]) end(label string) error {
	cells := make([]any, len(s.columns))
	cells[0] = excelize.Cell{StyleID: s.look.total, Value: label}
	for i, sum := range s.sums {
		if sum.Valid {
			cells[i] = excelize.Cell{StyleID: s.look.totalRubles, Value: sum.Decimal.InexactFloat64()}
		}
	}
	if err := s.put(cells); err != nil {
		return err
	}
	return s.stream.Flush()
}

package register

import (
	"encoding/csv"
	"fmt"
	"io"
)

// byteOrder tells Excel that a file is UTF-8.
const byteOrder = "\uFEFF"

// Table writes the register as CSV for Excel in Russian: UTF-8, semicolons,
// commas in numbers. Every entry is one line; the last column is what it pays.
func (w Writer) Table(out io.Writer, entries Entries) (Totals, error) {
	columns := append(w.columns(), column[entry]{title: w.Texts.Label("register.division"), of: w.division})
	var totals Totals
	err := writeTable(out, columns, func(add func(entry) error) error {
		for e, err := range entries {
			if err != nil {
				return err
			}
			totals.add(e)
			if err := add(e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Totals{}, fmt.Errorf("write register as CSV: %w", err)
	}
	return totals, nil
}

// writeTable writes titles and the rows that fill adds.
func writeTable[R any](out io.Writer, columns []column[R], fill func(add func(R) error) error) error {
	if _, err := io.WriteString(out, byteOrder); err != nil {
		return err
	}
	table := csv.NewWriter(out)
	table.Comma, table.UseCRLF = ';', true
	if err := table.Write(titles(columns)); err != nil {
		return err
	}
	line := make([]string, len(columns))
	err := fill(func(row R) error {
		for i, c := range columns {
			line[i] = field(c.of(row))
		}
		return table.Write(line)
	})
	if err != nil {
		return err
	}
	table.Flush()
	return table.Error()
}

func field(c cell) string {
	switch {
	case c.rubles.Valid:
		return comma(c.rubles.Decimal)
	case !c.day.IsZero():
		return fmt.Sprintf("%02d.%02d.%04d", c.day.Day, c.day.Month, c.day.Year)
	}
	return inert(c.text)
}

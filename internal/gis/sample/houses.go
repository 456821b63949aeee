package sample

import (
	"fmt"
	"io"
	"slices"

	"dombot/internal/gis"
)

// The houses of the town as tables about houses name them, and their territory.
const (
	lenina12  = "Ленина 12"
	lenina122 = "Ленина 12 корп 2"
	mira3     = "Мира 3"
	oktmo     = "50799000001"
)

// facts are the rows of a sheet: values by the titles of their columns.
type facts struct {
	sheet string
	rows  []map[string]any
}

// Houses writes the tables about the houses of the town.
func Houses(to io.Writer) error {
	w := newWorkbook()
	for _, f := range slices.Concat(passports(), prices(), repairs(), works(), licences()) {
		titles := titlesOf(f.sheet)
		w.sheet(f.sheet, titles, 1)
		for i, row := range f.rows {
			cells := make([]any, len(titles))
			for title, value := range row {
				at := slices.Index(titles, title)
				if at < 0 {
					return fmt.Errorf("write sample: the sheet %q has no column %q", f.sheet, title)
				}
				cells[at] = value
			}
			w.row(f.sheet, i+2, cells)
		}
	}
	return w.finish(to)
}

func titlesOf(sheet string) (titles []string) {
	for _, s := range gis.HouseSheets() {
		if s.Name == sheet {
			for _, c := range s.Columns {
				titles = append(titles, c.Title)
			}
		}
	}
	return titles
}

// from adds the source of rows and its day.
func from(source, on string, rows ...map[string]any) []map[string]any {
	for _, r := range rows {
		r["Источник"], r["Данные на"] = source, on
	}
	return rows
}

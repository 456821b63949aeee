package sample

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/xuri/excelize/v2"
)

// The names of the files that Write makes.
const (
	AccountsFile  = "accounts.xlsx"
	MetersFile    = "meters.xlsx"
	SeptemberFile = "charges-2026-09.xlsx"
	OctoberFile   = "charges-2026-10.xlsx"
	NovemberFile  = "charges-2026-11.xlsx"
	HousesFile    = "houses.xlsx"
	OwnersFile    = "owners.xlsx"
)

// Write puts the files into the folder dir.
func Write(dir string) error {
	return errors.Join(
		writeFile(filepath.Join(dir, AccountsFile), Accounts),
		writeFile(filepath.Join(dir, MetersFile), Meters),
		writeFile(filepath.Join(dir, SeptemberFile), Charges(time.September)),
		writeFile(filepath.Join(dir, OctoberFile), Charges(time.October)),
		writeFile(filepath.Join(dir, NovemberFile), Charges(time.November)),
		writeFile(filepath.Join(dir, HousesFile), Houses),
		writeFile(filepath.Join(dir, OwnersFile), Owners))
}

func writeFile(name string, write func(io.Writer) error) error {
	f, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("write sample: %w", err)
	}
	return errors.Join(write(f), f.Close())
}

// workbook is a file whose sheets are filled from the top.
type workbook struct {
	file   *excelize.File
	header int
	err    error
}

func newWorkbook() *workbook {
	w := &workbook{file: excelize.NewFile()}
	w.note(w.file.SetDocProps(&excelize.DocProperties{
		Creator: "dombot", Created: "2026-11-01T00:00:00Z", Modified: "2026-11-01T00:00:00Z",
	}))
	var err error
	w.header, err = w.file.NewStyle(&excelize.Style{
		Font:      &excelize.Font{Bold: true},
		Alignment: &excelize.Alignment{WrapText: true, Vertical: "center", Horizontal: "center"},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF7"}},
	})
	w.note(err)
	return w
}

func (w *workbook) note(err error) {
	if w.err == nil {
		w.err = err
	}
}

// sheet adds a sheet whose headers take rows lines at the top.
func (w *workbook) sheet(name string, titles []string, rows int) {
	if w.file.SheetCount == 1 && w.file.GetSheetName(0) == "Sheet1" {
		w.note(w.file.SetSheetName("Sheet1", name))
	} else {
		_, err := w.file.NewSheet(name)
		w.note(err)
	}
	for i, title := range titles {
		w.note(w.file.SetCellStr(name, cell(i+1, 1), title))
		if rows > 1 {
			w.note(w.file.MergeCell(name, cell(i+1, 1), cell(i+1, rows)))
		}
	}
	w.note(w.file.SetCellStyle(name, "A1", cell(len(titles), rows), w.header))
	last, err := excelize.ColumnNumberToName(len(titles))
	w.note(err)
	w.note(w.file.SetColWidth(name, "A", last, 18))
	w.note(w.file.SetPanes(name, &excelize.Panes{
		Freeze: true, YSplit: rows, TopLeftCell: cell(1, rows+1), ActivePane: "bottomLeft",
	}))
}

// group puts a heading over the titles of columns from to to, which move into the second line.
func (w *workbook) group(name, heading string, titles []string, from, to int) {
	for col := from; col <= to; col++ {
		w.note(w.file.UnmergeCell(name, cell(col, 1), cell(col, 2)))
		w.note(w.file.SetCellStr(name, cell(col, 2), titles[col-1]))
		w.note(w.file.SetCellValue(name, cell(col, 1), nil))
	}
	w.note(w.file.SetCellStr(name, cell(from, 1), heading))
	w.note(w.file.MergeCell(name, cell(from, 1), cell(to, 1)))
}

// row writes one line of cells; nil leaves a cell empty.
func (w *workbook) row(name string, n int, cells []any) {
	w.note(w.file.SetSheetRow(name, cell(1, n), &cells))
}

func (w *workbook) finish(to io.Writer) error {
	if w.err == nil {
		_, w.err = w.file.WriteTo(to)
	}
	if err := errors.Join(w.err, w.file.Close()); err != nil {
		return fmt.Errorf("write sample: %w", err)
	}
	return nil
}

func cell(col, row int) string {
	name, err := excelize.CoordinatesToCellName(col, row)
	if err != nil {
		return "" // refused by the call that uses it
	}
	return name
}

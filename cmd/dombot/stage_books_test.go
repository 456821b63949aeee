package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"dombot/internal/gis"
)

// samples is the folder of the sample town, as the generator writes it; the tests
// of the generator compare the two.
const samples = "../../samples"

// operate runs a command of an operator. Besides those of the program there is
// «fill FILE COLUMN VALUE…»: the rows of a workbook's first sheet get values in
// a column, as when ГИС ЖКХ answers or somebody works in Excel. What «samples»
// writes is copied: that takes a hundredth of the time. «book FILE.csv»
// saves a table as a workbook beside it. «answer FILE.zip FILE.xml REASON» writes what
// ГИС ЖКХ answers to the requests of an archive; with a reason it does not take the last report.
func operate(ctx context.Context, args []string, w World) error {
	if len(args) > 3 && args[0] == "fill" {
		return fillBook(args[1], args[2], args[3:])
	}
	if len(args) == 2 && args[0] == "book" {
		return saveAsBook(args[1])
	}
	if len(args) >= 3 && args[0] == "answer" {
		return answerReports(args[1], args[2], args[3:])
	}
	if len(args) == 2 && args[0] == "samples" {
		return copyBooks(args[1])
	}
	return Main(ctx, args, w)
}

// copyBooks puts the workbooks of the town into a folder, over those that lie there.
func copyBooks(dir string) error {
	books, err := filepath.Glob(filepath.Join(samples, "*.xlsx"))
	if err != nil {
		return err
	}
	for _, book := range books {
		data, err := os.ReadFile(book)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(book)), data, 0o600); err != nil { //nolint:gosec // books of ours, into a folder of the test
			return err
		}
	}
	return nil
}

func fillBook(path, title string, values []string) (err error) {
	f, err := excelize.OpenFile(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	name := f.GetSheetList()[0]
	rows, err := f.GetRows(name)
	if err != nil {
		return err
	}
	col := slices.Index(rows[0], title)
	if col < 0 || len(rows) != len(values)+1 {
		return fmt.Errorf(
			"%d rows, column %d: cannot fill %d values into %q",
			len(rows)-1,
			col,
			len(values),
			title,
		)
	}
	for i, v := range values {
		cell, err := excelize.CoordinatesToCellName(col+1, i+2)
		if err != nil {
			return err
		}
		if err := f.SetCellValue(name, cell, v); err != nil {
			return err
		}
	}
	return f.Save()
}

func saveAsBook(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	book, err := gis.Workbook(gis.Source{Data: bytes.NewReader(data), Size: int64(len(data))}, "Лист1")
	if err != nil {
		return err
	}
	content := make([]byte, book.Size)
	if _, err := book.Data.ReadAt(content, 0); err != nil {
		return err
	}
	return os.WriteFile(strings.TrimSuffix(path, ".csv")+".xlsx", content, 0o600)
}

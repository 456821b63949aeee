package gis

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// The sheet of a form that explains its columns, and its headers.
const formHelp = "Как заполнить"

// HouseForm writes an empty workbook of every table about houses, with a sheet
// that says what goes into each column.
func HouseForm(out io.Writer) (err error) {
	file := excelize.NewFile()
	defer func() { err = errors.Join(err, file.Close()) }()
	look, err := formLook(file)
	if err != nil {
		return fmt.Errorf("write form of houses: %w", err)
	}
	if err := file.SetSheetName("Sheet1", formHelp); err != nil {
		return fmt.Errorf("write form of houses: %w", err)
	}
	help := [][]any{{"Лист", "Столбец", "Нужен", "Что писать"}}
	for _, s := range HouseSheets() {
		titles := make([]any, len(s.Columns))
		for i, c := range s.Columns {
			titles[i] = c.Title
			help = append(help, []any{s.Name, c.Title, needed(c), c.Hint})
		}
		if _, err := file.NewSheet(s.Name); err != nil {
			return fmt.Errorf("write form of houses: %w", err)
		}
		if err := look.fill(s.Name, [][]any{titles}, 18); err != nil {
			return fmt.Errorf("write form of houses: %w", err)
		}
	}
	help = append(help, []any{}, []any{
		"", "", "",
		"Ненужные листы оставьте пустыми. Адрес пишите как обычно: Ленина 12 корп 2. " +
			"Повторная загрузка заменяет прежние сведения.",
	})
	if err := look.fill(formHelp, help, 24); err != nil {
		return fmt.Errorf("write form of houses: %w", err)
	}
	if _, err := file.WriteTo(out); err != nil {
		return fmt.Errorf("write form of houses: %w", err)
	}
	return nil
}

func needed(c HouseColumn) string {
	if c.Required {
		return "да"
	}
	return ""
}

// formStyle fills the sheets of a form.
type formStyle struct {
	file  *excelize.File
	title int
}

func formLook(file *excelize.File) (f formStyle, err error) {
	f.file = file
	f.title, err = file.NewStyle(&excelize.Style{
		Font:      &excelize.Font{Bold: true},
		Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"},
		Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8EEF7"}},
	})
	return f, err
}

func (f formStyle) fill(sheet string, rows [][]any, width float64) error {
	for i, row := range rows {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := f.file.SetSheetRow(sheet, at, &row); err != nil {
			return err
		}
	}
	last, err := excelize.ColumnNumberToName(len(rows[0]))
	if err != nil {
		return err
	}
	return errors.Join(
		f.file.SetCellStyle(sheet, "A1", last+"1", f.title),
		f.file.SetColWidth(sheet, "A", last, width),
		f.file.SetPanes(sheet, &excelize.Panes{
			Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft",
		}))
}

// HouseTable describes the tables about houses for the documentation, in Markdown.
func HouseTable() string {
	var out strings.Builder
	for _, s := range HouseSheets() {
		fmt.Fprintf(&out, "\n## %s\n\n| column | must be there | what is written |\n|---|---|---|\n", s.Name)
		for _, c := range s.Columns {
			fmt.Fprintf(&out, "| %s | %s | %s |\n", c.Title, needed(c), c.Hint)
		}
	}
	return out.String()
}

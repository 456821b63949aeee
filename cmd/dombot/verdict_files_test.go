package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"dombot/internal/gis/sample"
)

// answers writes a workbook of one sheet.
func answers(t *testing.T, rows ...[]any) string {
	t.Helper()
	f := excelize.NewFile()
	sheet := "Импорт показаний ИПУ"
	if err := f.SetSheetName("Sheet1", sheet); err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow(sheet, cell, &r); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "answers.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFilesThatAreNoAnswerOfTheSystemAreNamedPlainly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	garbage := filepath.Join(dir, "garbage.xlsx")
	if err := os.WriteFile(garbage, []byte("<html>502"), 0o600); err != nil {
		t.Fatal(err)
	}
	head := []any{"Номер ПУ в ГИС ЖКХ", "Период", "Показание Т1", "Статус обработки"}
	dsn := cluster.New(t)
	for name, tt := range map[string]struct{ file, inn, want string }{
		"no workbook":           {garbage, sample.INN, "Это не книга Excel"},
		"no file":               {filepath.Join(dir, "нет.xlsx"), sample.INN, "не найден"},
		"template of meters":    {filepath.Join(samples, sample.MetersFile), sample.INN, "нужен лист «Импорт показаний ИПУ», а в ней «Сведения о ПУ»"},
		"without the answers":   {answers(t, head[:3], []any{"1", "11.2026", 1}), sample.INN, "«Статус обработки»"},
		"no row":                {answers(t, head), sample.INN, "нет ни одной строки"},
		"unknown organisation":  {answers(t, head, []any{"1", "11.2026", 1, "ОК"}), "5499001276", "Организации с таким ИНН нет"},
		"nonsense in a cell":    {answers(t, head, []any{"1", "11.2026", "x1", "ОК"}), sample.INN, "«x1» — не число"},
		"answers of nobody's":   {answers(t, head, []any{"1", "11.2026", 1, "ОК"}), sample.INN, "не найдено среди выгруженных: 1"},
		"answers are not there": {answers(t, head, []any{"1", "11.2026", 1, ""}), sample.INN, "без ответа: 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer

			err := Main(t.Context(), []string{"import", "verdicts", "--org", tt.inn, tt.file},
				testWorld(dsn, standing(townMoment()), &out))

			said := out.String()
			if err != nil {
				said += err.Error()
			}
			if !strings.Contains(said, tt.want) {
				t.Errorf("it says %q, want %q", said, tt.want)
			}
		})
	}
}

func TestAResultOverwritesNoFile(t *testing.T) {
	t.Parallel()
	head := []any{"Номер ПУ в ГИС ЖКХ", "Период", "Показание Т1", "Статус обработки"}
	file := answers(t, head, []any{"1", "11.2026", 1, "ОК"})
	theirs := strings.TrimSuffix(file, ".xlsx") + "_Результат.xlsx"
	if err := os.WriteFile(theirs, []byte("ответ"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := testWorld(cluster.New(t), standing(townMoment()), new(bytes.Buffer))

	for range 2 {
		if err := Main(t.Context(), []string{"import", "verdicts", "--org", sample.INN, file}, w); err != nil {
			t.Fatal(err)
		}
	}

	kept, err := os.ReadFile(theirs)
	if err != nil || string(kept) != "ответ" {
		t.Errorf("the file that was there reads %q, %v", kept, err)
	}
	for _, n := range []string{" (2)", " (3)"} {
		if _, err := os.Stat(strings.TrimSuffix(theirs, ".xlsx") + n + ".xlsx"); err != nil {
			t.Error(err)
		}
	}
}

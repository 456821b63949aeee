package gis_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"dombot/internal/gis"
	"dombot/internal/housing"
)

// answered is an exported workbook whose rows ГИС ЖКХ has answered.
func answered(t *testing.T, answers ...string) []byte {
	t.Helper()
	rows := make([]housing.ExportRow, len(answers))
	for i := range answers {
		rows[i] = exportRow("5400000"+string(rune('1'+i)), "124.0000001", "7.5")
	}
	var b bytes.Buffer
	if _, err := (gis.Exporter{}).Readings(&b, rows, exportedAt()); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range answers {
		if err := f.SetCellValue(gis.ReadingSheet, "J"+string(rune('2'+i)), a); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func verdicts(
	t *testing.T, store *memory, book []byte, partial bool,
) (report housing.ImportReport, rows [][]string) {
	t.Helper()
	var result bytes.Buffer
	report, err := (&gis.Importer{Register: store}).Verdicts(t.Context(), source(book), gis.Options{
		Result: &result, Partial: partial,
	})
	if err != nil {
		t.Fatal(err)
	}
	return report, rowsOf(t, result.Bytes(), gis.ReadingSheet)
}

func TestTheAnswersToAnExportAreReadBack(t *testing.T) {
	t.Parallel()
	store := &memory{}

	report, rows := verdicts(t, store, answered(t, "Обработано", "Ошибка: Прибор снят с учёта", ""), false)

	v := housing.VerdictRecord{
		Row: 2, GISNumber: "54000001", Period: housing.Period{Year: 2026, Month: time.November},
		Values: housing.Values{decimal.RequireFromString("124.0000001"), decimal.RequireFromString("7.5")}, Accepted: true,
	}
	bad := v
	bad.Row, bad.GISNumber, bad.Accepted, bad.Reason = 3, "54000002", false, "Прибор снят с учёта"
	if diff := cmp.Diff([]housing.VerdictRecord{v, bad}, store.verdicts); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	if !store.exported.Equal(exportedAt()) {
		t.Errorf("the answer is to an export of %v, want %v", store.exported, exportedAt())
	}
	if report.Rows != 3 || !report.Saved || report.Count(housing.OutcomeWaiting) != 1 {
		t.Errorf("report %+v", report)
	}
	var ours, theirs []string
	for _, r := range rows {
		theirs, ours = append(theirs, r[9]), append(ours, r[10])
	}
	want := []string{"Загрузка ответа", "Отмечено: принято", "Отмечено: не принято", "Ответа пока нет"}
	if diff := cmp.Diff(want, ours); diff != "" {
		t.Errorf("our column (-want +got):\n%s", diff)
	}
	want = []string{"Статус обработки", "Обработано", "Ошибка: Прибор снят с учёта", ""}
	if diff := cmp.Diff(want, theirs); diff != "" {
		t.Errorf("their column (-want +got):\n%s", diff)
	}
}

func TestOneUnclearAnswerStopsTheFile(t *testing.T) {
	t.Parallel()
	book := answered(t, "Обработано", "Показание уже размещено")
	store := &memory{}

	report, rows := verdicts(t, store, book, false)

	if report.Saved || store.calls != 0 || len(report.Faults) != 1 || report.Faults[0].Row != 3 {
		t.Errorf("report %+v after %d calls", report, store.calls)
	}
	if rows[1][10] != "Не загружено: в файле есть ошибки" || !strings.Contains(rows[2][10], "непонятный ответ") {
		t.Errorf("rows %q and %q", rows[1][10], rows[2][10])
	}

	report, rows = verdicts(t, store, book, true)

	if !report.Saved || len(store.verdicts) != 1 || rows[1][10] != "Отмечено: принято" {
		t.Errorf("partial: report %+v, rows %q", report, rows[1])
	}
}

func TestRowsThatCannotBeAnswersAreFaults(t *testing.T) {
	t.Parallel()
	titles := []any{"Номер ПУ в ГИС ЖКХ", "Период", "Показание Т1", "Показание Т2", "Показание Т3", "Статус обработки"}
	for name, tt := range map[string]struct {
		rows [][]any
		want string
	}{
		"no number":      {[][]any{{nil, "11.2026", 1, nil, nil, "ОК"}}, "нужен номер прибора"},
		"no month":       {[][]any{{"1", nil, 1, nil, nil, "ОК"}}, "нужен месяц"},
		"a strange one":  {[][]any{{"1", "2026", 1, nil, nil, "ОК"}}, "не месяц"},
		"no value":       {[][]any{{"1", "11.2026", nil, nil, nil, "ОК"}}, "нужно показание"},
		"a gap":          {[][]any{{"1", "11.2026", 1, nil, 3, "ОК"}}, "следующий тариф заполнен"},
		"words":          {[][]any{{"1", "11.2026", "сто", nil, nil, "ОК"}}, "не число"},
		"a huge value":   {[][]any{{"1", "11.2026", "1234567890123456", nil, nil, "ОК"}}, "слишком большое"},
		"the same twice": {[][]any{{"1", "11.2026", 1, nil, nil, "ОК"}, {"1", "11.2026", 2, nil, nil, ""}}, "уже есть в строке 2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			book := workbook(t, nil, sheet{gis.ReadingSheet, append([][]any{titles}, tt.rows...)})

			report, _ := verdicts(t, &memory{}, book, false)

			has := func(f housing.RowFault) bool { return strings.Contains(f.Reason, tt.want) }
			if report.Saved || len(report.Faults) != 1 || !slices.ContainsFunc(report.Faults, has) {
				t.Errorf("report %+v, want one fault with %q", report, tt.want)
			}
		})
	}
}

func TestAnotherWorkbookIsNoAnswer(t *testing.T) {
	t.Parallel()
	book := workbook(t, nil, sheet{gis.MeterSheet, [][]any{{"Заводской номер"}}})

	_, err := (&gis.Importer{Register: &memory{}}).Verdicts(t.Context(), source(book), gis.Options{})

	if err == nil || !strings.Contains(err.Error(), "«Импорт показаний ИПУ»") {
		t.Errorf("error %v, want a word about the sheet", err)
	}
}

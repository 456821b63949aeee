package gis_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"dombot/internal/gis"
	"dombot/internal/housing"
)

func rowsOf(t *testing.T, book []byte, sheet string) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestResultIsTheSameWorkbookWithStatuses(t *testing.T) {
	t.Parallel()
	header := append(mainHeader(), "Статус обработки", "Примечание")
	book := workbook(t, nil, append(accounts([][]any{
		header,
		{1, "1203045", "Белов <&>", "Олег", 40, 1, "старый статус", "верно"},
		{2, "1203046", "Орехов", "Олег", 40, 1, nil, "тоже"},
		{3, "1203047", "Гусев", "Глеб", "сорок", 1},
	}, [][]any{placeHeader(), {1, street, "", "45"}, {2, street, "", "46"}, {3, street, "", "47"}}),
		sheet{"Основания", [][]any{{"№ записи ЛС", "Тип основания"}, {1, "Договор"}}})...)
	store := &memory{faults: []housing.RowFault{{Row: 3, Reason: "такого дома нет"}}}
	var result bytes.Buffer

	report, err := (&gis.Importer{Register: store}).Accounts(t.Context(), source(book),
		gis.Options{Result: &result, Partial: true})

	if err != nil || len(report.Faults) != 2 || !report.Saved {
		t.Fatalf("report %+v, error %v", report, err)
	}
	want := [][]string{
		{
			"№ записи", "Номер ЛС (Иной идентификатор потребителя)", "Фамилия", "Имя", "Общая площадь",
			"Количество проживающих", "Статус обработки", "Примечание",
		},
		{"1", "1203045", "Белов <&>", "Олег", "40", "1", "Загружено", "верно"},
		{"2", "1203046", "Орехов", "Олег", "40", "1", "такого дома нет", "тоже"},
		{
			"3", "1203047", "Гусев", "Глеб", "сорок", "1",
			"E «Общая площадь»: «сорок» — не число: нужно число вида 123,456",
		},
	}
	if diff := cmp.Diff(want, rowsOf(t, result.Bytes(), "Основные сведения")); diff != "" {
		t.Errorf("first sheet (-want +got):\n%s", diff)
	}
	places := []string{
		"Загружено", "Не загружено: ошибка в строке 3 листа «Основные сведения»",
		"Не загружено: ошибка в строке 4 листа «Основные сведения»",
	}
	if diff := cmp.Diff(places, column(t, result.Bytes(), "Помещения")); diff != "" {
		t.Errorf("places (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(rowsOf(t, book, "Основания"), rowsOf(t, result.Bytes(), "Основания")); diff != "" {
		t.Errorf("untouched sheet (-want +got):\n%s", diff)
	}
}

func TestFaultOfPremisesIsToldBesideTheAccount(t *testing.T) {
	t.Parallel()
	book := workbook(t, nil, accounts([][]any{
		mainHeader(), {1, "1203045", "Белов", "Олег", 40, 1}, {2, "1203046", "Орехов", "Олег", 40, 1},
	}, [][]any{placeHeader(), {1, street, "", "45"}, {2, street, "", "46"}})...)
	store := &memory{faults: []housing.RowFault{{Sheet: "Помещения", Row: 3, Reason: "дома нет"}}}
	var result bytes.Buffer

	_, err := (&gis.Importer{Register: store}).Accounts(t.Context(), source(book),
		gis.Options{Result: &result, Partial: true})
	if err != nil {
		t.Fatal(err)
	}
	got := append(column(t, result.Bytes(), "Основные сведения"),
		column(t, result.Bytes(), "Помещения")...)
	want := []string{
		"Загружено", "Не загружено: ошибка в строке 3 листа «Помещения»", "Загружено", "дома нет",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

func TestSameFileAgainSaysUnchanged(t *testing.T) {
	t.Parallel()
	im := &gis.Importer{Register: &memory{}}
	book := workbook(t, nil, sheet{"Сведения о ПУ", [][]any{meterHeader(), meterRow()}})
	var first, second bytes.Buffer

	if _, err := im.Meters(t.Context(), source(book), gis.Options{Result: &first}); err != nil {
		t.Fatal(err)
	}
	// The result workbook is itself a file to import.
	if _, err := im.Meters(t.Context(), source(first.Bytes()), gis.Options{Result: &second}); err != nil {
		t.Fatal(err)
	}

	got := append(column(t, first.Bytes(), "Сведения о ПУ"),
		column(t, second.Bytes(), "Сведения о ПУ")...)
	if diff := cmp.Diff([]string{"Загружено", "Без изменений"}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

func TestGoodRowsWaitWhereOthersHaveFaults(t *testing.T) {
	t.Parallel()
	store := &memory{}
	book := workbook(t, nil, sheet{"Сведения о ПУ", [][]any{
		meterHeader(), meterRow(), with(meterRow(), map[int]any{0: "5", 8: "Пар", 15: ""}),
	}})
	var result bytes.Buffer

	report, err := (&gis.Importer{Register: store}).Meters(t.Context(), source(book),
		gis.Options{Result: &result})

	if err != nil || report.Saved || store.calls > 0 || len(report.Faults) != 1 || report.Rows != 2 {
		t.Fatalf("report %+v, %d calls, error %v", report, store.calls, err)
	}
	want := []string{
		"Не загружено: в файле есть ошибки",
		"I «Вид коммунального ресурса»: «Пар»: нужно одно из: Холодная вода, Горячая вода, " +
			"Электрическая энергия, Газ, Тепловая энергия, Сточные бытовые воды",
	}
	if diff := cmp.Diff(want, column(t, result.Bytes(), "Сведения о ПУ")); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

func TestFaultsOfMetersAreNamed(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change map[int]any
		want   string
	}{
		"Serial": {map[int]any{0: ""}, "не заполнено: нужен заводской номер прибора"},
		"Kind": {
			map[int]any{1: "Прочий"},
			"«Прочий»: загружаются «Индивидуальный», «Комнатный» и «Общий (квартирный)»",
		},
		"NoKind": {
			map[int]any{1: ""},
			"не заполнено: нужно «Индивидуальный», «Комнатный» или «Общий (квартирный)»",
		},
		"NoAccount": {map[int]any{5: ""}, "не заполнено: нужен номер лицевого счёта, ЕЛС или идентификатор ЖКУ, " +
			"либо дом с номером помещения"},
		"Account": {
			map[int]any{5: "Иванова"},
			"«Иванова» — не номер лицевого счёта, не ЕЛС и не идентификатор ЖКУ",
		},
		"Remote": {map[int]any{6: "может быть"}, "«может быть»: нужно «Да» или «Нет»"},
		"Tariffs": {
			map[int]any{9: "Пятитарифный"},
			"«Пятитарифный»: нужно «Однотарифный», «Двухтарифный» или «Трехтарифный»",
		},
		"Value":     {map[int]any{10: "12.3.4"}, "«12.3.4» — не число: нужно число вида 123,456"},
		"LongValue": {map[int]any{10: "1,12345678"}, "«1,12345678»: не больше 7 знаков после запятой"},
		"LargeValue": {
			map[int]any{10: "1234567890123456"},
			"слишком большое показание: до 15 знаков перед запятой",
		},
		"NoSecond":   {map[int]any{11: ""}, "не заполнено: у прибора тарифов 2"},
		"NoFirst":    {map[int]any{10: ""}, "не заполнено, а следующий тариф заполнен"},
		"Date":       {map[int]any{13: "31.02.2024"}, "«31.02.2024» — не дата: нужна дата вида 31.12.2026"},
		"DateNumber": {map[int]any{13: 2024}, "«2024» — не дата: нужна дата вида 31.12.2026"},
		"Interval":   {map[int]any{14: "сто лет"}, "«сто лет»: нужен срок вида «4 года» или «6 лет»"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			book := workbook(t, nil, sheet{"Сведения о ПУ", [][]any{meterHeader(), with(meterRow(), tt.change)}})

			report, err := (&gis.Importer{Register: &memory{}}).Meters(t.Context(), source(book), gis.Options{})

			if err != nil || len(report.Faults) != 1 || report.Faults[0].Row != 2 ||
				report.Faults[0].Reason != tt.want {
				t.Errorf("faults %+v, error %v, want %q", report.Faults, err, tt.want)
			}
		})
	}
}

package gis_test

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"dombot/internal/gis"
	"dombot/internal/housing"
)

const guid = "5e0f1c52-7a41-4d0b-9c36-120000000012"

func mainHeader() []any {
	return []any{
		"№ записи", "Номер ЛС (Иной идентификатор потребителя)", "Фамилия", "Имя", "Общая площадь",
		"Количество проживающих",
	}
}

func placeHeader() []any {
	return []any{"№ записи лицевого счета", "Адрес", "Код дома по ФИАС (GUID)", "Номер помещения"}
}

// accounts is a workbook of two sheets with the given rows.
func accounts(main, places [][]any) []sheet {
	return []sheet{{"Основные сведения", main}, {"Помещения", places}}
}

const street = "Новосибирская обл., г. Светлоречье, ул. Ленина, д. 12"

func TestAnEntranceIsReadWhereItIsGiven(t *testing.T) {
	t.Parallel()
	for written, want := range map[any]string{
		2: "2", "02": "2", "подъезд 3": "3", "Подъезд №4": "4", "5-й": "fault", "100": "fault",
		"": "", "-": "", "нет": "", 0: "",
	} {
		store := &memory{}
		book := workbook(t, nil, accounts(
			[][]any{mainHeader(), {1, "1203045", "Морозова", "Полина", 54.3, 2}},
			[][]any{append(placeHeader(), "Номер подъезда"), {1, street, "", "45", written}})...)

		report, err := (&gis.Importer{Register: store}).Accounts(t.Context(), source(book), gis.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if bad := len(report.Faults) > 0; bad != (want == "fault") || !bad && store.accounts[0].Entrance != want {
			t.Errorf("%v is read as %+v, faults %v", written, store.accounts, report.Faults)
		}
	}
}

func TestAccountsAreReadInEveryLayout(t *testing.T) {
	t.Parallel()
	want := []housing.AccountRecord{{
		Number: "1203045", Holder: "Морозова Полина", Area: decimal.RequireFromString("54.3"), Persons: 2,
		Address: housing.Address{
			Region: "Новосибирская обл.", Settlement: "Светлоречье", Street: "ул. Ленина", Number: "12",
		},
		Premises: "45",
	}}
	place := []any{1, street, "", "45"}
	blank := make([][]any, 3000)
	for name, tt := range map[string]struct {
		main, places [][]any
		change       func(*excelize.File)
	}{
		"Plain": {
			main:   [][]any{mainHeader(), {1, "1203045", "Морозова", "Полина", 54.3, 2}},
			places: [][]any{placeHeader(), place},
		},
		"LeadingColumnAndRows": {
			main: [][]any{
				{"Шаблон импорта ЛС"},
				{},
				append([]any{"Операция"}, mainHeader()...),
				{"Создать", 1, "1203045", "Морозова", "Полина", 54.3, 2},
			},
			places: [][]any{
				{}, append([]any{"Операция", "Служебный"}, placeHeader()...), append([]any{"", ""}, place...),
			},
		},
		"TwoHeaderRows": {
			main: [][]any{
				{"№ записи", "Номер ЛС", "Сведения о плательщике", nil, "Площадь", nil},
				{nil, nil, "Фамилия", "Имя", "Общая", "Количество проживающих"},
				{1, 1203045, "Морозова", "Полина", 54.3, 2},
			},
			places: [][]any{placeHeader(), place},
		},
		"NumberedColumnsAndHints": {
			main: [][]any{
				mainHeader(),
				{1, 2, 3, 4, 5, 6},
				{1, "1203045", "Морозова", "Полина", "54,3", "2"},
			},
			places: [][]any{
				placeHeader(), {"обязательно", "обязательно", "можно пусто", "обязательно"}, place,
			},
		},
		"NumbersAsTexts": {
			main: [][]any{
				mainHeader(), {"1.0", "1 203\u00a0045", " Морозова ", "Полина\u200b", "54,30 ", "2.0"},
			},
			places: [][]any{placeHeader(), {1, street + ", кв. 45 ", nil, nil}},
		},
		"NumbersAsFloats": {
			main:   [][]any{mainHeader(), {1.0, 1203045.0, "Морозова", "Полина", 54.3, 2.0}},
			places: [][]any{placeHeader(), {1, street, "", 45}},
		},
		"EmptyRowsAtTheEnd": {
			main:   append([][]any{mainHeader(), {1, "1203045", "Морозова", "Полина", 54.3, 2}}, blank...),
			places: [][]any{placeHeader(), place},
			change: func(f *excelize.File) {
				style, err := f.NewStyle(&excelize.Style{NumFmt: 49})
				if err == nil {
					err = f.SetCellStyle("Основные сведения", "A3", "F5000", style)
				}
				if err != nil {
					panic(err)
				}
			},
		},
		"OtherLettersAndOrder": {
			main: [][]any{
				{
					"КОЛИЧЕСТВО ПРОЖИВАЮЩИХ, чел.", "общая  площадь, м2", "Номер лицевого счёта", "Имя", "Фамилия",
					"№ записи",
				},
				{2, 54.3, "1203045", "Полина", "Морозова", 1},
			},
			places: [][]any{placeHeader(), place},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := &memory{}

			report, err := (&gis.Importer{Register: store}).Accounts(t.Context(),
				source(workbook(t, tt.change, accounts(tt.main, tt.places)...)), gis.Options{})

			if err != nil || len(report.Faults) > 0 {
				t.Fatalf("faults %v, error %v", report.Faults, err)
			}
			for i := range store.accounts {
				store.accounts[i].Row, store.accounts[i].PlaceRow = 0, 0
			}
			if diff := cmp.Diff(want, store.accounts, decimals()); diff != "" {
				t.Errorf("records (-want +got):\n%s", diff)
			}
		})
	}
}

func meterHeader() []any {
	return []any{
		"Заводской (серийный) номер ПУ", "Вид ПУ", "Адрес дома", "Уникальный номер дома",
		"Уникальный номер помещения",
		"Номер лицевого счета / ЕЛС / Идентификатор ЖКУ", "Наличие возможности дистанционного снятия показаний",
		"Информация о наличии возможности дистанционного снятия", "Вид коммунального ресурса",
		"Вид ПУ по количеству тарифов", "Последнее полученное показание Т1", "Последнее полученное показание Т2",
		"Последнее полученное показание Т3", "Дата последней поверки", "Межповерочный интервал",
		"Номер ПУ в ГИС ЖКХ", "Статус обработки",
	}
}

func meterRow() []any {
	return []any{
		"09114411", "Индивидуальный", street, "", "", "75да533315", "Нет", "", "Электрическая энергия",
		"Двухтарифный", "3 456", 1204.5, nil, "05.06.2018", "16 лет", "54000001", nil,
	}
}

func with(row []any, changes map[int]any) []any {
	row = append([]any{}, row...)
	for i, v := range changes {
		row[i] = v
	}
	return row
}

func TestMetersAreReadInBothVersions(t *testing.T) {
	t.Parallel()
	want := housing.MeterRecord{
		Account: "75ДА533315", Serial: "09114411", Resource: housing.Electricity, Tariffs: 2, Unit: "245",
		GISNumber: "54000001", Verified: housing.Date{Year: 2034, Month: time.June, Day: 4},
		Address: housing.Address{
			Region: "Новосибирская обл.", Settlement: "Светлоречье", Street: "ул. Ленина", Number: "12",
		},
		Last: housing.Values{decimal.RequireFromString("3456"), decimal.RequireFromString("1204.5")}, LastBy: housing.FromOrganisation,
	}
	newer := func(row []any, first, unit any) []any {
		out := append([]any{first}, row[:10]...)
		return append(append(out, unit), row[10:]...)
	}
	for name, tt := range map[string]struct {
		rows   [][]any
		change func(*excelize.File)
	}{
		"Version11_10": {rows: [][]any{meterHeader(), meterRow()}},
		"Version11_13": {rows: [][]any{
			newer(meterHeader(), "№ записи", "Единица измерения"), newer(meterRow(), 1, "кВт·ч"),
		}},
		"DateAsNumber": {rows: [][]any{meterHeader(), with(meterRow(), map[int]any{13: 43256})}},
		"DateSince1904": {
			rows: [][]any{meterHeader(), with(meterRow(), map[int]any{13: 43256 - 1462})},
			change: func(f *excelize.File) {
				yes := true
				if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}); err != nil {
					panic(err)
				}
			},
		},
		"DateAsISO":       {rows: [][]any{meterHeader(), with(meterRow(), map[int]any{13: "2018-06-05T00:00:00"})}},
		"IntervalInMonth": {rows: [][]any{meterHeader(), with(meterRow(), map[int]any{14: "192 мес."})}},
		"GroupedValues": {rows: [][]any{
			with(meterHeader(), map[int]any{10: "Последнее полученное показание", 11: nil, 12: nil}),
			{10: "Т1", 11: "T2", 12: "Т3"},
			meterRow(),
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := &memory{}

			report, err := (&gis.Importer{Register: store}).Meters(t.Context(),
				source(workbook(t, tt.change, sheet{"Сведения о ПУ", tt.rows})), gis.Options{})

			if err != nil || len(report.Faults) > 0 || len(store.meters) != 1 {
				t.Fatalf("%d meters, faults %v, error %v", len(store.meters), report.Faults, err)
			}
			store.meters[0].Row = 0
			if diff := cmp.Diff(want, store.meters[0], decimals()); diff != "" {
				t.Errorf("record (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAnEstimateOfTheOrganisationIsToldFromAReading(t *testing.T) {
	t.Parallel()
	for kind, want := range map[any]housing.Source{
		nil: housing.FromOrganisation, "По прибору": housing.FromOrganisation,
		"по среднему": housing.ByAverage, "По нормативу ": housing.ByNorm, "на глаз": "",
	} {
		t.Run(fmt.Sprint(kind), func(t *testing.T) {
			t.Parallel()
			store := &memory{}
			book := workbook(t, nil, sheet{gis.MeterSheet, [][]any{
				append(meterHeader(), "Вид последнего показания"), append(meterRow(), kind),
			}})

			report, err := (&gis.Importer{Register: store}).Meters(t.Context(), source(book), gis.Options{})
			if err != nil {
				t.Fatal(err)
			}

			switch {
			case want == "":
				fault := "«на глаз»: нужно одно из: По прибору, По среднему, По нормативу"
				if len(report.Faults) != 1 || report.Faults[0].Reason != fault {
					t.Errorf("faults %v, want %q", report.Faults, fault)
				}
			case len(store.meters) != 1 || store.meters[0].LastBy != want:
				t.Errorf("meters %+v, faults %v; want values from %q", store.meters, report.Faults, want)
			}
		})
	}
}

func TestCommonMetersAreLeftOutAndNamed(t *testing.T) {
	t.Parallel()
	var left []housing.RowFault
	var result bytes.Buffer
	store := &memory{}
	book := workbook(t, nil, sheet{"Сведения о ПУ", [][]any{
		meterHeader(), with(meterRow(), map[int]any{1: "Коллективный (общедомовой)"}), meterRow(),
		with(meterRow(), map[int]any{0: "1", 1: "Комнатный", 15: ""}),
		with(meterRow(), map[int]any{0: "2", 1: "Общий (квартирный)", 15: ""}),
	}})

	report, err := (&gis.Importer{Register: store}).Meters(t.Context(), source(book), gis.Options{
		Result: &result, LeftOut: func(f housing.RowFault) { left = append(left, f) },
	})

	if err != nil || len(report.Faults) > 0 || report.Created != 3 || len(left) != 1 || left[0].Row != 2 {
		t.Fatalf("report %+v, left out %v, error %v", report, left, err)
	}
	want := []string{"Не загружается: общедомовой прибор", "Загружено", "Загружено", "Загружено"}
	if diff := cmp.Diff(want, column(t, result.Bytes(), "Сведения о ПУ")); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

func TestEveryFaultOfARowIsNamed(t *testing.T) {
	t.Parallel()
	store := &memory{}
	book := workbook(t, func(f *excelize.File) {
		if err := f.SetCellFormula("Основные сведения", "E4", "50+4"); err != nil {
			t.Error(err)
		}
	}, accounts([][]any{
		mainHeader(),
		{1, "нет", "Морозова", "Полина", "много", "2,5"},
		{2, "1203046", "Белов", "Олег", 40, 1},
		{3, "1203047", "Белов", "Олег", 40, 1},
		{4, "1203047", "Гусев", "Глеб", 40, 1},
		{9, "1203048", "Орехов", "Олег", 40, 1},
	}, [][]any{
		placeHeader(),
		{1, street, "не код", "45"},
		{2, street, guid, "46"},
		{3, "Светлоречье", "", "47"},
		{4, street, "", "48"},
		{5, street, "", "49"},
	})...)

	report, err := (&gis.Importer{Register: store}).Accounts(t.Context(), source(book), gis.Options{})

	if err != nil || report.Saved || store.calls != 0 {
		t.Fatalf("saved %v, calls %d, error %v", report.Saved, store.calls, err)
	}
	var got []string
	for _, f := range report.Faults {
		got = append(got, strings.Join([]string{f.Sheet, strconv.Itoa(f.Row), f.Column, f.Reason}, "|"))
	}
	want := []string{
		`Основные сведения|2|E «Общая площадь»|«много» — не число: нужно число вида 123,456`,
		`Основные сведения|2|F «Количество проживающих»|«2,5»: нужно целое число`,
		`Основные сведения|2|B «Номер ЛС (Иной идентификатор потребителя)»|«нет» — не номер лицевого счёта: ` +
			`до 30 букв, цифр и знаков / - . _ ( ) #, хотя бы одна цифра`,
		`Основные сведения|2||ошибка в строке 2 листа «Помещения»`,
		`Основные сведения|4||ошибка в строке 4 листа «Помещения»`,
		`Основные сведения|6|A «№ записи»|на листе «Помещения» нет строки с № записи 9`,
		`Помещения|2|C «Код дома по ФИАС (GUID)»|«не код» — не код ФИАС: нужен код вида ` +
			`01234567-89ab-cdef-0123-456789abcdef`,
		`Помещения|4|B «Адрес»|«Светлоречье» — адрес не понят: нужен адрес вида ` +
			`«Новосибирская обл., г. Светлоречье, ул. Ленина, д. 12, корп. 2»`,
		`Помещения|6|A «№ записи лицевого счета»|на листе «Основные сведения» нет № записи 5`,
	}
	want = append(want[:4:4], append([]string{
		`Основные сведения|4|E «Общая площадь»|формула вместо значения: вставьте само значение`,
	}, want[4:]...)...)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
}

func TestRefusalIsToldFromOtherErrors(t *testing.T) {
	t.Parallel()
	_, err := (&gis.Importer{Register: &memory{}}).Accounts(t.Context(), source(nil), gis.Options{})

	if r, ok := errors.AsType[*gis.Refusal](err); !ok || r.Reason != "Файл пустой." {
		t.Errorf("error = %v", err)
	}
}

package gis_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"dombot/internal/gis"
	"dombot/internal/housing"
)

// houseShelf keeps what it is given.
type houseShelf struct {
	book  housing.HouseBook
	calls int
}

func (s *houseShelf) ImportHouses(
	_ context.Context, _ housing.Import, b housing.HouseBook,
) (housing.ImportReport, error) {
	s.book = b
	s.calls++
	return housing.ImportReport{Saved: true}, nil
}

func readHouses(table []byte) (houseShelf, housing.ImportReport, error) {
	return readHousesTo(io.Discard, table)
}

// readHousesTo writes the result of the import to w.
func readHousesTo(w io.Writer, table []byte) (shelf houseShelf, report housing.ImportReport, err error) {
	src, err := gis.Workbook(gis.Source{Data: bytes.NewReader(table), Size: int64(len(table))}, "Таблица")
	if err != nil {
		return shelf, report, err
	}
	report, err = (&gis.Importer{HouseRegister: &shelf}).Houses(context.Background(), src, gis.Options{
		Partial: true, Result: w, Now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC),
	})
	return shelf, report, err
}

func TestTablesAboutHousesAreKnownByTheirColumns(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		table string
		kept  func(housing.HouseBook) int
	}{
		"passports": {
			"Дом;Год постройки;Источник;Данные на\nЛенина 12;1987;паспорт;05.11.2026\n",
			func(b housing.HouseBook) int { return len(b.Passports) },
		},
		"tariffs": {
			"Услуга;Тариф;Единица;Действует с;Источник;Данные на\nвода;42,3;м³;01.07.2026;приказ;05.11.2026\n",
			func(b housing.HouseBook) int { return len(b.Tariffs) },
		},
		"the contribution": {
			"Взнос;Действует с;Фонд;Владелец счёта;Источник;По состоянию на\n" +
				"12,8;01.01.2026;специальный счет;ТСЖ;приказ;05.11.2026\n",
			func(b housing.HouseBook) int { return len(b.Contributions) },
		},
		"repairs": {
			"Дом;План;Вид работ;Год начала;Год окончания;Статус;Источник;Данные на\n" +
				"Ленина 12;Краткосрочный план;крыша;2027;2027;Идет;план;05.11.2026\n",
			func(b housing.HouseBook) int { return len(b.Repairs) },
		},
		"suppliers": {
			"Ресурс;Поставщик;Телефон поставщика;Источник;Данные на\nвода;Водоканал;83830000000;сайт;05.11.2026\n",
			func(b housing.HouseBook) int { return len(b.Suppliers) },
		},
		"the office": {
			"ОГРН;Телефон;Источник;Данные на\n1165476000018;83830000000;сайт;05.11.2026\n",
			func(b housing.HouseBook) int { return len(b.Offices) },
		},
	} {
		shelf, report, err := readHouses([]byte(c.table))
		if err != nil || c.kept(shelf.book) != 1 || len(report.Faults) > 0 {
			t.Errorf("%s: %+v, faults %+v, %v", name, shelf.book, report.Faults, err)
		}
	}
}

// What is wrong is told by its column.
func TestFaultsOfTablesAboutHousesNameTheirColumn(t *testing.T) {
	t.Parallel()
	const passport = "Дом;Год постройки;Этажей;Общая площадь;ОКТМО;Источник;Данные на\n"
	const office = "ОГРН;E-mail;Сайт;Телефон;Источник;Данные на\n"
	const repair = "Дом;План;Вид работ;Год начала;Год окончания;Стоимость;Состояние;Источник;Данные на\n"
	for row, want := range map[string]string{
		passport + ";1987;9;1;;паспорт;05.11.2026":                                  "A «Дом»: не заполнено",
		passport + "Мира 3;1587;9;1;;паспорт;05.11.2026":                            "B «Год постройки»: «1587»",
		passport + "Мира 3;1987;девять;1;;паспорт;05.11.2026":                       "C «Этажей»: «девять» — не число",
		passport + "Мира 3;1987;9;9000000000000;;паспорт;05.11.2026":                "D «Общая площадь»: слишком большое",
		passport + "Мира 3;1987;9;1;5079900000;паспорт;05.11.2026":                  "E «ОКТМО»: «5079900000» — не код ОКТМО",
		passport + "Мира 3;1987;9;1;;;05.11.2026":                                   "F «Источник»: не заполнено",
		passport + "Мира 3;1987;9;1;;паспорт;":                                      "G «Данные на»: не заполнено",
		passport + "Мира 3;1987;9;1;;паспорт;25.11.2026":                            "G «Данные на»: этот день ещё не наступил",
		office + "1165476000017;a@b.ru;b.ru;;сайт;05.11.2026":                       "A «ОГРН»: «1165476000017» — не ОГРН",
		office + "1165476000018;почта;b.ru;;сайт;05.11.2026":                        "B «E-mail»: «почта»",
		office + "1165476000018;a@b.ru;javascript://b;;сайт;05.11.2026":             "C «Сайт»: «javascript://b»",
		office + "1165476000018;a@b.ru;b.ru;номер;сайт;05.11.2026":                  "D «Телефон»: «номер»",
		repair + "Мира 3;план;крыша;2027;2028;;идёт;план;05.11.2026":                "B «План»: «план»: нужно одно из",
		repair + "Мира 3;краткосрочный план;крыша;2028;2027;;идёт;п;5.11.2026":      "E «Год окончания»: раньше",
		repair + "Мира 3;краткосрочный план;крыша;2027;2027;1,234;идёт;п;5.11.2026": "F «Стоимость»: «1,234»: не больше 2",
		repair + "Мира 3;краткосрочный план;крыша;2027;2027;1;;п;5.11.2026":         "G «Состояние»: не заполнено",
	} {
		shelf, report, err := readHouses([]byte(row + "\n"))
		if err != nil || len(report.Faults) != 1 {
			t.Errorf("%s: faults %+v, %v", row, report.Faults, err)
			continue
		}
		f := report.Faults[0]
		if got := f.Column + ": " + f.Reason; !strings.HasPrefix(got, want) || f.Row != 2 {
			t.Errorf("%s: row %d, %q, want %q", row, f.Row, got, want)
		}
		if b := shelf.book; len(b.Passports)+len(b.Offices)+len(b.Repairs) > 0 {
			t.Errorf("%s: kept all the same", row)
		}
	}
}

func TestTheFormOfHousesIsReadBack(t *testing.T) {
	t.Parallel()
	var form bytes.Buffer
	if err := gis.HouseForm(&form); err != nil {
		t.Fatal(err)
	}
	if _, _, err := readHouses(form.Bytes()); err == nil || !strings.Contains(err.Error(), "нет ни одной строки") {
		t.Errorf("an empty form: %v", err)
	}
	file, err := excelize.OpenReader(&form)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	for at, value := range map[string]any{"B2": "", "D2": "вода", "A2": "Ленина 12"} {
		_ = file.SetCellValue(gis.SheetTariffs, at, value)
	}
	row := []any{"Ленина 12", "", "вода", "", "", "", 42.3, "м³", 46204, "", "", "приказ", 46331}
	if err := file.SetSheetRow(gis.SheetTariffs, "A2", &row); err != nil {
		t.Fatal(err)
	}
	var filled bytes.Buffer
	if err := file.Write(&filled); err != nil {
		t.Fatal(err)
	}
	shelf, report, err := readHouses(filled.Bytes())
	if err != nil || len(shelf.book.Tariffs) != 1 || len(report.Faults) > 0 {
		t.Fatalf("%+v, %+v, %v", shelf.book, report.Faults, err)
	}
	got := shelf.book.Tariffs[0]
	if !got.Price.Equal(decimal.RequireFromString("42.3")) || got.From.String() != "2026-07-01" || got.On.String() != "2026-11-05" {
		t.Errorf("read back: %+v", got)
	}
}

// FuzzHouses reads tables as people write them: a refusal in one sentence, or
// records and faults whose result, imported again, gives the same records.
func FuzzHouses(f *testing.F) {
	f.Add("Дом;Год постройки;Источник;Данные на\nЛенина 12;1987;паспорт;05.11.2026\n")
	f.Add("Услуга;Тариф;Единица;Действует с;Источник;Данные на\nвода;1E5;м³;46000;\u202eприказ;05.11.2026\n=1;;;;;\n")
	f.Add("Взнос,Действует с,Фонд,Владелец счёта,Источник,Данные на\n\"1\n2\",x,y,z,,\n")
	if sample, err := os.ReadFile("../../samples/houses.xlsx"); err == nil {
		f.Add(string(sample))
	}
	f.Fuzz(func(t *testing.T, table string) {
		var result bytes.Buffer
		shelf, report, err := readHousesTo(&result, []byte(table))
		if err != nil {
			checkRefusal(t, err)
			if shelf.calls > 0 || result.Len() > 0 {
				t.Errorf("refused, but %d calls and %d bytes of result", shelf.calls, result.Len())
			}
			return
		}
		again, second, err := readHouses(result.Bytes())
		if err != nil {
			t.Fatalf("the result cannot be read: %v", err)
		}
		if len(report.Faults) != len(second.Faults) || size(shelf.book) != size(again.book) {
			t.Errorf("%d faults and %d records, then %d and %d", len(report.Faults), size(shelf.book),
				len(second.Faults), size(again.book))
		}
	})
}

func size(b housing.HouseBook) int {
	return len(b.Offices) + len(b.Passports) + len(b.Suppliers) + len(b.Tariffs) + len(b.Repairs) + len(b.Contributions)
}

func TestMonthsAreReadAsPeopleAndExcelWriteThem(t *testing.T) {
	t.Parallel()
	const head = "Дом;Месяц;Работа;Стоимость по плану;Источник;Данные на\n"
	for text, want := range map[string]string{
		"10.2026": "2026-10", "1.2026": "2026-01", "10/2026": "2026-10", "2026-10": "2026-10", "октябрь 2026": "2026-10",
		"Октября 2026 г.": "2026-10", "мая 2026": "2026-05", "март 2026": "2026-03", "05.10.2026": "2026-10", "2026-10-05": "2026-10",
		"46300": "2026-10", "10.202": "2020-10",
		"13.2026": "", "10.26": "", "октябрь": "", "": "", "весна 2026": "", "10.1926": "",
	} {
		shelf, report, err := readHouses([]byte(head + "Ленина 12;" + text + ";кровля;1;отчёт;05.11.2026\n"))
		got := ""
		if len(shelf.book.Works) == 1 {
			got = shelf.book.Works[0].Month.String()
		}
		if err != nil || got != want || (want == "") != (len(report.Faults) == 1) {
			t.Errorf("%q is %q, want %q; %+v, %v", text, got, want, report.Faults, err)
		}
	}
}

// What is wrong with works and licences is told by its column.
func TestFaultsOfWorksAndLicencesNameTheirColumn(t *testing.T) {
	t.Parallel()
	const work = "Дом;Месяц;Работа;Объём по плану;Стоимость по плану;Стоимость по факту;Сделано;Источник;Данные на\nМира 3;10.2026;"
	const licence = "Номер лицензии;Организация;ИНН;ОГРН;Дата выдачи;Действует по;Кем выдана;Состояние;Источник;Данные на\n"
	const house = "Номер лицензии;Адрес дома;Код ФИАС;Включён;Исключён;Источник;Данные на\n054000123;"
	const person = "Номер лицензии;ФИО;Действует с;Действует по;Источник;Данные на\n054000123;"
	for row, want := range map[string]string{
		work + "кровля;;;;;отчёт;05.11.2026":                                                           "E «Стоимость по плану»: нет ни плана, ни факта",
		work + "кровля;3;;;;отчёт;05.11.2026":                                                          "E «Стоимость по плану»: не заполнено",
		work + "кровля;;1;;01.10.2026;отчёт;05.11.2026":                                                "F «Стоимость по факту»: не заполнено",
		work + "кровля;;1;1;06.11.2026;отчёт;05.11.2026":                                               "G «Сделано»: позже",
		licence + "05400012;УК;5499001269;1165476000018;01.04.2021;;ГЖИ;действует;реестр;05.11.2026":   "A «Номер лицензии»: «05400012»",
		licence + "054000123;УК;5499001268;1165476000018;01.04.2021;;ГЖИ;действует;реестр;05.11.2026":  "C «ИНН»: «5499001268» — не ИНН",
		licence + "054000123;УК;;1165476000018;01.04.2021;;ГЖИ;действует;реестр;05.11.2026":            "C «ИНН»: не заполнено",
		licence + "054000123;УК;5499001269;1165476000018;1.4.2021;31.3.2021;ГЖИ;действует;р;5.11.2026": "F «Действует по»: раньше дня выдачи",
		licence + "054000123;УК;5499001269;1165476000018;1.4.2021;;ГЖИ;жива;реестр;05.11.2026":         "H «Состояние»: «жива»: нужно одно из",
		house + "Мира 3;5e0f;01.05.2021;;реестр;05.11.2026":                                            "C «Код ФИАС»: код ФИАС записан неверно",
		house + "Мира 3;;01.05.2021;30.04.2021;реестр;05.11.2026":                                      "E «Исключён»: раньше",
		person + "Кузьмин;05.09.2022;;реестр;05.11.2026":                                               "D «Действует по»: не заполнено",
	} {
		_, report, err := readHouses([]byte(row + "\n"))
		if err != nil || len(report.Faults) != 1 {
			t.Errorf("%s: faults %+v, %v", row, report.Faults, err)
			continue
		}
		f := report.Faults[0]
		if got := f.Column + ": " + f.Reason; !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q, want %q", row, got, want)
		}
	}
}

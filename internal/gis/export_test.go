package gis_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"dombot/internal/gis"
	"dombot/internal/housing"
)

func exportedAt() time.Time { return time.Date(2026, time.November, 24, 3, 0, 0, 0, time.UTC) }

func exportRow(gisNumber string, values ...string) housing.ExportRow {
	r := housing.ExportRow{
		House: housing.House{Address: housing.Address{
			Region: "Новосибирская обл.", Settlement: "Светлоречье", Street: "ул. Ленина", Number: "12", Building: "2",
		}},
		Premises: "45", Account: "1203045",
		Meter:  housing.Meter{Resource: housing.ColdWater, Serial: "=1+1", GISNumber: gisNumber},
		Period: housing.Period{Year: 2026, Month: time.November},
		Taken:  housing.Date{Year: 2026, Month: time.November, Day: 5},
	}
	for _, v := range values {
		r.Values = append(r.Values, decimal.RequireFromString(v))
	}
	return r
}

func TestReadingsAreWrittenInTheTemplate(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer

	counts, err := gis.Exporter{}.Readings(&b, []housing.ExportRow{
		exportRow("54000001", "124.0000001"), exportRow("", "89.2"), exportRow("54000002", "3456", "1204", "7.50"),
	}, exportedAt())

	if err != nil || counts != (gis.Counts{Numbered: 2, Unnumbered: 1}) {
		t.Fatalf("counts %+v, error %v", counts, err)
	}
	const address = "Новосибирская обл., г. Светлоречье, ул. Ленина, д. 12, корп. 2"
	want := [][]string{
		{
			"Адрес дома", "Номер ПУ в ГИС ЖКХ", "Вид коммунального ресурса", "Период", "Показание Т1", "Показание Т2",
			"Показание Т3", "Дата снятия показаний (дд.мм.гггг)",
			"Техническая возможность автоматического расчета потребляемого объема ресурса", "Статус обработки",
		},
		{address, "54000001", "Холодная вода", "11.2026", "124.0000001", "", "", "05.11.2026", "Нет"},
		{address, "54000002", "Холодная вода", "11.2026", "3456", "1204", "7.5", "05.11.2026", "Нет"},
	}
	if diff := cmp.Diff(want, rowsOf(t, b.Bytes(), "Импорт показаний ИПУ")); diff != "" {
		t.Errorf("template (-want +got):\n%s", diff)
	}
	want = [][]string{
		{
			"Адрес дома", "Номер помещения", "Номер лицевого счета", "Заводской (серийный) номер ПУ",
			"Вид коммунального ресурса", "Период", "Показание Т1", "Показание Т2", "Показание Т3",
			"Дата снятия показаний (дд.мм.гггг)",
		},
		{address, "45", "1203045", "=1+1", "Холодная вода", "11.2026", "89.2", "", "", "05.11.2026"},
	}
	if diff := cmp.Diff(want, rowsOf(t, b.Bytes(), "Без номера ГИС ЖКХ")); diff != "" {
		t.Errorf("second sheet (-want +got):\n%s", diff)
	}
}

func TestTextsOfPeopleNeverBecomeFormulas(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"=1+1", "+7", "-1", "@SUM(1)", "=HYPERLINK(\"x\")"} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			row := exportRow("", "1")
			row.Premises, row.Account, row.Meter.Serial, row.House.Address.Street = text, text, text, text
			var b bytes.Buffer

			if _, err := (gis.Exporter{}).Readings(&b, []housing.ExportRow{row}, exportedAt()); err != nil {
				t.Fatal(err)
			}

			f, err := excelize.OpenReader(&b)
			if err != nil {
				t.Fatal(err)
			}
			for _, cell := range []string{"A2", "B2", "C2", "D2"} {
				formula, err := f.GetCellFormula("Без номера ГИС ЖКХ", cell)
				kind, typeErr := f.GetCellType("Без номера ГИС ЖКХ", cell)
				if formula != "" || err != nil || typeErr != nil || kind != excelize.CellTypeInlineString {
					t.Errorf("cell %s: formula %q, type %v, errors %v %v", cell, formula, kind, err, typeErr)
				}
			}
			if err := f.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestValuesAreNeverRounded(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"0.0000001":               "0.0000001",
		"12345678.1234567":        "12345678.1234567",
		"99999999.9999999":        "99999999.9999999",
		"123456789012345":         "123456789012345",
		"999999999999999.9999999": "999999999999999.9999999",
		"0":                       "0",
	} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer

			if _, err := (gis.Exporter{}).Readings(&b, []housing.ExportRow{exportRow("1", value)}, exportedAt()); err != nil {
				t.Fatal(err)
			}

			f, err := excelize.OpenReader(&b)
			if err != nil {
				t.Fatal(err)
			}
			got, err := f.GetCellValue("Импорт показаний ИПУ", "E2", excelize.Options{RawCellValue: true})
			if err != nil || !decimal.RequireFromString(got).Equal(decimal.RequireFromString(want)) {
				t.Errorf("cell holds %q, want %s, error %v", got, want, err)
			}
			if err := f.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

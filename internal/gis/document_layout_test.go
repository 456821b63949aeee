package gis_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"dombot/internal/gis"
	"dombot/internal/gis/sample"
	"dombot/internal/housing"
)

// documents is a workbook of the two sheets that must be there, and of others.
func documents(main, lines [][]any, others ...sheet) []sheet {
	return append([]sheet{{gis.DocumentSheet, main}, {gis.ChargeSheet, lines}}, others...)
}

// plainDocuments are the titles of a file with capital repair and one document.
func plainDocuments() [][]any {
	return [][]any{
		{
			"Идентификатор ЖКУ", "Тип ПД", "Номер платежного документа", "Расчетный период (ММ.ГГГГ)",
			"Общая площадь для ЛС", "Сумма к оплате за расчетный период, руб.", "БИК банка", "Расчетный счет",
			"Размер взноса на кв.м, руб.", "Всего начислено за расчетный период, руб.",
			"Итого к оплате за расчетный период, руб.",
			"Итого к оплате за расчетный период c учетом задолженности/переплаты, руб.",
		},
		{
			"54СВ203045-01", "Текущий", "7", "10.2026", 45.3, 753.35, sample.BIK, sample.OwnAccount, 12.8, 579.84, 579.84,
			753.35,
		},
	}
}

func plainLines() [][]any {
	return [][]any{
		{
			"Номер платежного документа", "Услуга", "Единица измерения",
			"Индивидуальное потребление: способ определения объемов КУ", "Индивидуальное потребление: объем",
			"Тариф, руб.", "Размер платы: индивидуальное потребление, руб.", "Всего начислено за расчетный период, руб.",
			"Итого всего, руб.",
		},
		{"7", "Холодная вода", "м³", "Прибор учета", 4.102, 42.3, 173.51, 173.51, 173.51},
	}
}

func TestDocumentsAreReadInEveryLayout(t *testing.T) {
	t.Parallel()
	d := decimal.RequireFromString
	null := func(s string) decimal.NullDecimal { return decimal.NewNullDecimal(d(s)) }
	want := []housing.DocumentRecord{{
		Identifier: "54СВ203045-01", Number: "7", Period: housing.Period{Year: 2026, Month: time.October},
		Sums: housing.DocumentSums{Charged: d("753.35"), Due: d("753.35")},
		Charges: []housing.Charge{
			{
				Kind: housing.CapitalRepair, Service: "Взнос на капитальный ремонт", Unit: "м²", Volume: null("45.3"),
				Tariff: null("12.8"), Own: d("579.84"), Charged: d("579.84"), Total: d("579.84"),
			},
			{
				Kind: housing.ServiceCharge, Service: "Холодная вода", Unit: "м³", Method: housing.ByMeter,
				Volume: null("4.102"), Tariff: null("42.3"), Own: d("173.51"), Charged: d("173.51"), Total: d("173.51"),
			},
		},
		Requisites: []housing.Requisite{{BIK: sample.BIK, Account: sample.OwnAccount, Sum: d("753.35")}},
	}}
	cell := func(rows [][]any, col int, value any) [][]any {
		rows[1][col] = value
		return rows
	}
	lead := func(rows [][]any) [][]any {
		for i := range rows {
			rows[i] = append([]any{[]any{"Операция", "Создать"}[min(i, 1)], nil}, rows[i]...)
		}
		return append([][]any{{"Шаблон импорта ПД"}, {}}, rows...)
	}
	reversed := func(rows [][]any) [][]any {
		for _, row := range rows {
			slices.Reverse(row)
		}
		return rows
	}
	for name, book := range map[string][]sheet{
		"plain":                       documents(plainDocuments(), plainLines()),
		"leading columns and rows":    documents(lead(plainDocuments()), lead(plainLines())),
		"another order":               documents(reversed(plainDocuments()), reversed(plainLines())),
		"the area of the account":     documents(cell(plainDocuments(), 4, "@"), plainLines()),
		"a БИК as a number":           documents(cell(plainDocuments(), 6, 45099099), plainLines()),
		"Latin letters, no dash":      documents(cell(plainDocuments(), 0, "54CB20304501"), plainLines()),
		"the period as a number":      documents(cell(plainDocuments(), 3, 10.2026), plainLines()),
		"a comma, spaces":             documents(cell(plainDocuments(), 5, " 753,35 "), plainLines()),
		"numbers of documents":        documents(cell(plainDocuments(), 2, 7), cell(plainLines(), 0, 7.0)),
		"nothing due is said":         documents(cell(plainDocuments(), 11, nil), plainLines()),
		"a sheet without penalties":   documents(plainDocuments(), plainLines(), sheet{gis.PenaltySheet, [][]any{penaltyTitles()}}),
		"headings over their columns": documents(groupedDocuments(), groupedLines()),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := &memory{}

			report, _ := loadDocuments(t, store, workbook(t, nil, book...), false)

			if len(report.Faults) > 0 || !report.Saved {
				t.Fatalf("report %+v", report)
			}
			for i := range store.documents {
				store.documents[i].Row = 0
			}
			if diff := cmp.Diff(want, store.documents, decimals()); diff != "" {
				t.Errorf("records (-want +got):\n%s", diff)
			}
		})
	}
}

// groupedDocuments is plainDocuments as the template groups its titles.
func groupedDocuments() [][]any {
	plain := plainDocuments()
	groups := make([]any, len(plain[0]))
	groups[0], groups[4], groups[6] = "Раздел 1", "Сведения о лицевом счете", "Платежные реквизиты"
	groups[8] = "Капремонт"
	plain[0][9], plain[0][10] = "Всего начислено", "Итого к оплате за расчетный период, руб."
	return [][]any{groups, plain[0], {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, plain[1]}
}

func groupedLines() [][]any {
	return [][]any{
		{"Начисления по услугам"},
		{
			"Номер платежного документа", "Услуга", "Единица измерения", "Индивидуальное потребление", nil,
			"Тариф, руб.", "Размер платы за коммунальные услуги", "Всего начислено за расчетный период, руб.",
			"Итого всего, руб.",
		},
		{nil, nil, nil, "способ определения объемов", "объем, площадь, количество", nil, "индивидуальное потребление"},
		{1, 2, 3, 4, 5, 6, 7, 8, 9},
		plainLines()[1],
	}
}

func penaltyTitles() []any {
	return []any{"Номер платежного документа", "Вид начисления", "Основания начислений", "Сумма, руб."}
}

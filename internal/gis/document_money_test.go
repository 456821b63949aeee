package gis_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"dombot/internal/gis"
	"dombot/internal/gis/sample"
	"dombot/internal/housing"
)

func fines(rows ...[]any) sheet {
	return sheet{gis.PenaltySheet, append([][]any{penaltyTitles()}, rows...)}
}

func banks(rows ...[]any) sheet {
	return sheet{gis.RequisiteSheet, append([][]any{{
		"Номер платежного документа", "№ платежного реквизита", "БИК", "Расчетный счет", "Сумма",
	}}, rows...)}
}

func mainOf(rows ...[]any) [][]any {
	return append([][]any{{
		"Идентификатор ЖКУ", "Тип ПД", "Номер платежного документа", "Расчетный период (ММ.ГГГГ)",
		"Сумма к оплате за расчетный период", "Итого к оплате с учетом задолженности", "Итого по неустойкам",
		"БИК банка", "Расчетный счет", "Идентификатор платежного документа",
	}}, rows...)
}

func linesOf(rows ...[]any) [][]any {
	return append([][]any{{
		"Номер платежного документа", "Услуга", "Тариф", "Всего начислено за расчетный период", "Итого всего",
		"№ платежного реквизита",
	}}, rows...)
}

func one(cells ...any) []any {
	return changed([]any{"54СВ203045-01", "Текущий", "7", "10.2026", 100, nil, nil, nil, nil, nil}, cells)[0]
}

func heat(cells ...any) []any {
	return changed([]any{"7", "Отопление", 10, 100, 100, nil}, cells)[0]
}

// rounded is a bank account as Excel stores what it has made a number of, in
// such a case that its check digit is right all the same.
func rounded(t *testing.T) string {
	t.Helper()
	for i := range 100 {
		s := fmt.Sprintf("4.07028101%02d999991E+19", i)
		if housing.ValidBankAccount(sample.BIK, decimal.RequireFromString(s).StringFixed(0)) {
			return s
		}
	}
	t.Fatal("there is none")
	return ""
}

func faultAt(sheet string, row int, column, reason string) housing.RowFault {
	return housing.RowFault{Sheet: sheet, Row: row, Column: column, Reason: reason}
}

func TestWhatADocumentSaysMustBeSound(t *testing.T) {
	t.Parallel()
	own := []any{"7", "1", sample.BIK, sample.OwnAccount, nil}
	fund := []any{"7", "2", sample.BIK, sample.FundAccount, nil}
	for name, tt := range map[string]struct {
		book []sheet
		want housing.RowFault
	}{
		"an account that Excel rounded": {
			documents(mainOf(one()), linesOf(heat()), banks([]any{"7", "1", sample.BIK, rounded(t), nil})),
			faultAt(gis.RequisiteSheet, 2, "D «Расчетный счет»", "Excel сделал из счёта число и потерял цифры: "+
				"задайте столбцу формат «Текстовый» и впишите счёт ещё раз"),
		},
		"no identifier of services": {
			documents(mainOf(one(0, "нет")), linesOf(heat())),
			faultAt(gis.DocumentSheet, 2, "A «Идентификатор ЖКУ»", "«нет»: нужен идентификатор вида 75ДА533315-01"),
		},
		"one account in two spellings": {
			documents(mainOf(one(), one(0, "54cb20304501", 2, "8")), linesOf(heat(), heat(0, "8"))),
			faultAt(gis.DocumentSheet, 3, "A «Идентификатор ЖКУ»", "документ этого лицевого счёта уже есть в строке 2"),
		},
		"one number twice": {
			documents(mainOf(one(), one(0, "54СВ203046-01")), linesOf(heat())),
			faultAt(gis.DocumentSheet, 3, "C «Номер платежного документа»", "документ с номером 7 уже есть в строке 2"),
		},
		"an unknown type": {
			documents(mainOf(one(1, "Прочий")), linesOf(heat())),
			faultAt(gis.DocumentSheet, 2, "B «Тип ПД»", "«Прочий»: нужно «Текущий» или «Долговой»"),
		},
		"a short identifier of the document": {
			documents(mainOf(one(9, "54СВ203045-01")), linesOf(heat())),
			faultAt(
				gis.DocumentSheet, 2, "J «Идентификатор платежного документа»",
				"«54СВ203045-01»: нужен идентификатор вида 75ДА533315-01-6101",
			),
		},
		"penalties of two sizes": {
			documents(mainOf(one(4, 104, 6, 5)), linesOf(heat()), fines([]any{"7", "Пени", nil, 4})),
			faultAt(
				gis.DocumentSheet, 2, "G «Итого по неустойкам»",
				"5,00, а на листе «Неустойки и судебные расходы» выходит 4,00",
			),
		},
		"penalties of no document": {
			documents(mainOf(one()), linesOf(heat()), fines([]any{"8", "Пени", nil, 4})),
			faultAt(
				gis.PenaltySheet, 2, "A «Номер платежного документа»",
				"документа с номером 8 на листе «Разделы 1-2» нет",
			),
		},
		"one number of two requisites": {
			documents(mainOf(one()), linesOf(heat(5, "1")), banks(own, []any{"7", "1", sample.BIK, sample.FundAccount, nil})),
			faultAt(
				gis.RequisiteSheet, 3, "B «№ платежного реквизита»",
				"реквизит № 1 у документа уже есть, с другим счётом",
			),
		},
		"two requisites and no word which": {
			documents(mainOf(one()), linesOf(heat()), banks(own, fund)),
			faultAt(
				gis.DocumentSheet, 2, "«№ платежного реквизита»",
				"не заполнено: реквизитов несколько, и не понять, по какому платить за какую услугу",
			),
		},
		"a requisite and no sheet of them": {
			documents(mainOf(one()), linesOf(heat(5, "2"))),
			faultAt(gis.DocumentSheet, 2, "«№ платежного реквизита»", "реквизита № 2 у документа нет"),
		},
		"a sum below zero": {
			documents(mainOf(one(5, 100)), linesOf(heat()), banks([]any{"7", "1", sample.BIK, sample.OwnAccount, -5})),
			faultAt(gis.RequisiteSheet, 2, "E «Сумма»", "«-5»: сумма не может быть меньше нуля"),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := &memory{}

			report, _ := loadDocuments(t, store, workbook(t, nil, tt.book...), false)

			if !slices.Contains(report.Faults, tt.want) || report.Saved || store.calls != 0 {
				t.Errorf("saved %v after %d calls, faults %+v, want %+v", report.Saved, store.calls, report.Faults, tt.want)
			}
		})
	}
}

// summary is what a document comes to: charged, due, and its penalties.
func summary(d housing.DocumentRecord) string {
	return strings.Join([]string{
		d.Sums.Charged.StringFixed(2), d.Sums.Due.StringFixed(2),
		housing.Document{Charges: d.Charges}.Penalty().StringFixed(2),
	}, " ")
}

func TestPenaltiesAreNeverLost(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		main []any
		fine sheet
		want string
	}{
		"in the column, the sheet empty":   {one(4, 105, 6, 5), fines(), "105.00 105.00 5.00"},
		"in the column, beside the sum":    {one(6, 5), fines(), "105.00 105.00 5.00"},
		"in the column, due without them":  {one(5, 100, 6, 5), fines(), "105.00 105.00 5.00"},
		"in the column, due with them":     {one(5, 105, 6, 5), fines(), "105.00 105.00 5.00"},
		"on the sheet":                     {one(4, 105), fines([]any{"7", "Пени", nil, 5}), "105.00 105.00 5.00"},
		"on both":                          {one(4, 105, 6, 5), fines([]any{"7", "Пени", nil, 2}, []any{"7", "Пошлина", nil, 3}), "105.00 105.00 5.00"},
		"of another document on the sheet": {one(4, 105, 6, 5), fines([]any{"8", "Пени", nil, 7}), "105.00 105.00 5.00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := &memory{}
			other := one(0, "54СВ203046-01", 2, "8")
			if len(tt.fine.rows) > 1 && tt.fine.rows[1][0] == "8" {
				other[4] = 107
			}
			book := documents(mainOf(tt.main, other), linesOf(heat(), heat(0, "8")), tt.fine)

			report, _ := loadDocuments(t, store, workbook(t, nil, book...), false)

			if len(report.Faults) > 0 || len(store.documents) != 2 {
				t.Fatalf("report %+v", report)
			}
			if got := summary(store.documents[0]); got != tt.want {
				t.Errorf("charged, due, penalties are %s, want %s", got, tt.want)
			}
		})
	}
}

func TestMoneyGoesToTheAccountThatTheLineNames(t *testing.T) {
	t.Parallel()
	main := mainOf(one(4, 150, 7, sample.BIK, 8, sample.OwnAccount))
	lines := linesOf(heat(), heat(1, "Взнос", 3, 50, 4, 50, 5, "2"))
	store := &memory{}

	report, _ := loadDocuments(t, store, workbook(t, nil,
		documents(main, lines, banks([]any{"7", "2", sample.BIK, sample.FundAccount, 50}))...), false)

	if len(report.Faults) > 0 || len(store.documents) != 1 {
		t.Fatalf("report %+v", report)
	}
	var got []string
	for _, q := range store.documents[0].Requisites {
		got = append(got, q.Account+" "+q.Sum.StringFixed(2))
	}
	want := []string{sample.OwnAccount + " 100.00", sample.FundAccount + " 50.00"}
	if !slices.Equal(got, want) {
		t.Errorf("requisites %q, want %q", got, want)
	}
}

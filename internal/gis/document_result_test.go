package gis_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/gis"
	"dombot/internal/gis/sample"
	"dombot/internal/housing"
)

// statuses are those of every sheet of a book of documents.
func statuses(t *testing.T, result []byte) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, name := range []string{gis.DocumentSheet, gis.ChargeSheet, gis.RequisiteSheet, gis.PenaltySheet} {
		all[name] = column(t, result, name)
	}
	return all
}

func TestEveryRowOfEverySheetHasAStatus(t *testing.T) {
	t.Parallel()
	book := documents(
		mainOf(one(4, 105), one(0, "54СВ203046-01", 2, "8"), one(0, "54СВ203047-01", 2, "9", 1, "Долговой")),
		linesOf(heat(), heat(0, "8"), heat(0, "9")),
		banks([]any{"7", "1", sample.BIK, sample.OwnAccount, 105}, []any{"8", "1", sample.BIK, "40702810200000000012", 100}),
		fines([]any{"7", "Пени", nil, 5}))
	const faulty = "D «Расчетный счет»: «40702810200000000012»: нужно 20 цифр, и контрольная цифра должна подходить к БИК"
	const old = "Не загружается: долговой документ"
	for name, tt := range map[string]struct {
		partial bool
		want    map[string][]string
	}{
		"in part": {true, map[string][]string{
			gis.DocumentSheet:  {"Загружено", "Не загружено: ошибка в строке 3 листа «Платежные реквизиты»", old},
			gis.ChargeSheet:    {"Загружено", "Не загружено: ошибка в строке 3 листа «Разделы 1-2»", old},
			gis.RequisiteSheet: {"Загружено", faulty}, gis.PenaltySheet: {"Загружено"},
		}},
		"all or nothing": {false, map[string][]string{
			gis.DocumentSheet: {
				"Не загружено: в файле есть ошибки", "Не загружено: ошибка в строке 3 листа «Платежные реквизиты»", old,
			},
			gis.ChargeSheet: {
				"Не загружено: в файле есть ошибки", "Не загружено: ошибка в строке 3 листа «Разделы 1-2»", old,
			},
			gis.RequisiteSheet: {"Не загружено: в файле есть ошибки", faulty},
			gis.PenaltySheet:   {"Не загружено: в файле есть ошибки"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			var left []housing.RowFault

			report, err := (&gis.Importer{Register: &memory{}}).Documents(t.Context(), source(workbook(t, nil, book...)),
				gis.Options{
					Result: &out, Partial: tt.partial,
					LeftOut: func(f housing.RowFault) { left = append(left, f) },
				})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, statuses(t, out.Bytes())); diff != "" {
				t.Errorf("statuses (-want +got):\n%s", diff)
			}
			if len(report.Faults) != 1 || report.Saved != tt.partial {
				t.Errorf("saved %v, faults %+v", report.Saved, report.Faults)
			}
			want := []housing.RowFault{{Sheet: gis.DocumentSheet, Row: 4, Column: "B «Тип ПД»", Reason: old}}
			if diff := cmp.Diff(want, left); diff != "" {
				t.Errorf("left out (-want +got):\n%s", diff)
			}
		})
	}
}

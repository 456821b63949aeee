package said

import (
	"fmt"
	"testing"
)

func TestALineSaysWhatWhereAndHowLong(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"авария хвс ленина 12 п2 до 9":          "[cold_water] | ленина [12] п[2] | now/26.11.26 09:00",
		"авария хвс ленина 12 до 9":             "[cold_water] | ленина [12] | now/26.11.26 09:00",
		"ленина 12 нет хвс и света до 9":        "[cold_water electricity] | ленина [12] | now/26.11.26 09:00",
		"свет ленина 12 26.11 с 9 до 13":        "[electricity] | ленина [12] | 26.11.26 09:00/26.11.26 13:00",
		"лифт ленина 12 2 часа":                 "[lift] | ленина [12] | now/26.11.26 08:05",
		"газ ленина 12; мира 3 срок уточняется": "[gas] | ленина [12]; мира [3] | now/",
		"завтра с 9 до 13 свет мира 3":          "[electricity] | мира [3] | 27.11.26 09:00/27.11.26 13:00",
		"хвс 8 марта 5 до 9":                    "[cold_water] | 8 марта [5] | now/26.11.26 09:00",
		"гвс ленина 12 кв 12,16,20 до 9:00":     "[hot_water] | ленина [12] кв[12 16 20] | now/26.11.26 09:00",
		"хвс вся ленина до 9":                   "[cold_water] | ленина all | now/26.11.26 09:00",
		"хвс садовая до 9":                      "[cold_water] | ?садовая | now/26.11.26 09:00",
		"хвс ленина 12":                         "[cold_water] | ленина [12] | ",
		"хвс ленина 12 до 6":                    "[cold_water] | ленина [12] | over 26.11 06:05 26.11 06:00",
		"хвс ленина 12 26.11 с 13 до 9":         "[cold_water] | ленина [12] | ends before it begins 26.11 13:00 26.11 09:00",
		"ленина 12":                             "[] | ленина [12] | ",
		"":                                      "[] |  | ",
	} {
		r, err := Line(typed, now())
		got := fmt.Sprint(r.Utilities) + " | " + drawn(r.Places, r.Unknown) + " | " + shown(r.Times, err)
		if got != want || r.Timed != (want[len(want)-2:] != "| ") {
			t.Errorf("«%s» is %q (%v), want %q", typed, got, r.Timed, want)
		}
	}
}

func FuzzLine(f *testing.F) {
	for _, s := range []string{"авария хвс ленина 12 п2 до 9", "завтра с 9 до 13 свет мира 3", "лифт ленина 12 2 часа"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		r, err := Line(typed, now())
		if r.Timed != (err != nil || len(r.Times.Intervals) > 0) {
			t.Errorf("%q is %+v, %v", typed, r, err)
		}
	})
}

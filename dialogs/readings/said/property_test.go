package said

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dombot/internal/housing"
)

// spoken draws one meter's part of a line with the values that it gives.
func spoken(t *rapid.T, m housing.Meter) (part, gives string) {
	digits := func(name string) string { return rapid.StringMatching(`[1-9][0-9]{0,4}(,[0-9]{1,3})?`).Draw(t, name) }
	names := map[housing.Resource][]string{
		housing.ColdWater: {"хвс", "ХВС", "холодная вода", "хол", "хсв"},
		housing.HotWater:  {"гвс", "горячая вода", "Гор.", "г/в"},
		housing.Heating:   {"отопление", "тепло"},
	}
	if m.Tariffs == 2 {
		one, two := digits("day"), digits("night")
		parts := []string{
			"т1 " + one + " т2 " + two, "т2 " + two + ", т1 " + one, "день " + one + " ночь " + two,
			"свет " + one + "; " + two, "свет т1=" + one + " т2=" + two,
		}
		return rapid.SampledFrom(parts).Draw(t, "tariffs"), one + "/" + two
	}
	name := rapid.SampledFrom(names[m.Resource]).Draw(t, "name")
	where := rapid.SampledFrom([]string{strings.Fields(m.Place)[0], m.Place, "№" + m.Serial}).Draw(t, "where")
	joint := rapid.SampledFrom([]string{" ", ": ", " = ", " - "}).Draw(t, "joint")
	unit := rapid.SampledFrom([]string{"", " м3", "м³", " куб"}).Draw(t, "unit")
	value := digits("value")
	return name + " " + where + joint + value + unit, value
}

func TestTheOrderOfALineChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var parts []string
		want := map[string]string{}
		chosen := rapid.Permutation(flat().Meters).Draw(t, "order")
		for _, m := range chosen[:rapid.IntRange(1, len(chosen)).Draw(t, "count")] {
			part, value := spoken(t, m)
			parts = append(parts, part)
			want[fmt.Sprint(m.ID)] = strings.ReplaceAll(value, ",", ".")
		}
		line := strings.Join(parts, rapid.SampledFrom([]string{" ", ", ", "; ", "\n"}).Draw(t, "between"))
		read := Read(line, flat())
		got := map[string]string{}
		for _, it := range read.Items {
			tariffs := 1
			if slices.Contains(it.Meters, light) {
				tariffs = 2
			}
			v := it.Figures(tariffs).Values
			var texts []string
			for _, n := range v {
				texts = append(texts, n.String())
			}
			got[strings.Trim(fmt.Sprint(it.Meters), "[]")] = strings.Join(texts, "/")
		}
		for id, v := range want {
			want[id] = canonical(v)
		}
		if diff := cmp.Diff(want, got); diff != "" || len(read.Unclear) > 0 {
			t.Fatalf("«%s»: unclear %v, values (-want +got):\n%s", line, read.Unclear, diff)
		}
	})
}

// canonical writes numbers as decimals print them.
func canonical(v string) string {
	var parts []string
	for n := range strings.SplitSeq(v, "/") {
		if strings.Contains(n, ".") {
			n = strings.TrimSuffix(strings.TrimRight(n, "0"), ".")
		}
		parts = append(parts, n)
	}
	return strings.Join(parts, "/")
}

func TestWhatMayBeAReadingIsToldFromOtherMessages(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]bool{
		"хвс 123,4 гвс 45": true, "т1 3456 т2 789": true, "Показания хвс кухня 5": true, "кухня хвс 1": true,
		"газ 15": true, "123 хвс": true, "хсв 5": true, "добрый вечер, свет 3500": true,
		"хвс": false, "123,4": false, "ленина 12": false, "счёт 1203045": false, "": false,
		"горячая вода отключена 2 дня": false, "нет горячей воды 3 часа": false, "не работает свет 2": false,
		"почему свет 500 рублей": false, "гвс 60 градусов?": false, "подключить счёт 1203045": false,
		"холодно 5": false, "мира 3": false, strings.Repeat("хвс 5 ", 200): false,
	} {
		if got := Likely(typed); got != want {
			t.Errorf("Likely(%q) = %v", typed, got)
		}
	}
}

func TestAMissingTariffIsPutWhereItBelongs(t *testing.T) {
	t.Parallel()
	for typed, tt := range map[string]struct{ more, want string }{
		"свет 3456":    {"789", "3456/789"},
		"свет т2 789":  {"3456", "3456/789"},
		"свет т1 3456": {"789", "3456/789"},
	} {
		it := Read(typed, flat()).Items[0]
		more := []Number{{Text: tt.more}}
		whole, ok := it.Completed(more, 2)
		if got := meaning(whole.Figures(2)); !ok || got != tt.want {
			t.Errorf("%s and %s make %s, %v", typed, tt.more, got, ok)
		}
		if _, ok := it.Completed(append(more, more...), 2); ok {
			t.Errorf("%s is completed with two numbers", typed)
		}
		if _, ok := whole.Completed(more, 2); ok {
			t.Errorf("%s is completed twice", typed)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, typed := range []string{
		"хвс кухня 123,4 гвс 45", "т1 3456 т2 789", "45 гвс 123 456 хвс", "18-345672 1 345681 2", "кухня: хвс 1, гвс 2",
		"№ 999 88", "т13 5", "за ноябрь 2026 кв. 45 с/у 1e5м3", "х.в.с. 1 234,5", "",
	} {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		line := Read(typed, flat())
		var kept []string
		for _, it := range line.Items {
			kept = append(kept, it.Text)
			if it.Text == "" {
				t.Errorf("an item of nothing: %+v", it)
			}
			for tariffs := 1; tariffs <= 3; tariffs++ {
				checkFigures(t, it, tariffs)
			}
		}
		kept = append(kept, line.Unclear...)
		if len([]rune(typed)) > maxTyped {
			return
		}
		for _, tok := range classify([]rune(typed), flat()).out {
			if !slices.ContainsFunc(kept, func(k string) bool { return strings.Contains(k, tok.text) }) &&
				tok.kind != resource && tok.kind != place && tok.kind != tariff {
				t.Errorf("%q is passed over in silence: %+v", tok.text, line)
			}
		}
		Likely(typed)
	})
}

func checkFigures(t *testing.T, it Item, tariffs int) {
	t.Helper()
	figures := it.Figures(tariffs)
	whole := map[int]bool{}
	for _, v := range append(figures.Options, figures.Values) {
		whole[len(v)] = true
	}
	switch got := slices.Collect(maps.Keys(whole)); {
	case figures.Fault == housing.NoFault && len(figures.Options) == 0 && !cmp.Equal(got, []int{tariffs}),
		figures.Fault == housing.NoFault && len(figures.Options) == 1,
		figures.Fault == housing.TooFew && len(figures.Missing)+len(figures.Values) != tariffs,
		len(figures.Options) > 0 && (figures.Values != nil || !whole[tariffs]):
		t.Errorf("%+v of %d tariffs means %+v", it, tariffs, figures)
	}
}

package readings

import (
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dombot/dialogs"
	"dombot/internal/housing"
)

const (
	coldBath = housing.MeterID(11)
	hotBath  = housing.MeterID(12)
)

// bathroom is [page] with cold and hot water in the bathroom as well.
func bathroom() housing.Page {
	p := page()
	c := line(coldBath, housing.ColdWater, values("40"), values("38"))
	hot := line(hotBath, housing.HotWater, values("20"), values("18"))
	c.Meter.Place, hot.Meter.Place = "ванная", "ванная"
	p.Lines = append(p.Lines, c, hot)
	return p
}

type entries = map[housing.MeterID]housing.Values

func TestALineFromTheMenuEndsWithItsConfirmation(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]entries{
		"хвс 125,3 гвс 82":           {cold: values("125.3"), hot: values("82")},
		"ХВС: 125.3; ГВС: 82":        {cold: values("125.3"), hot: values("82")},
		"холодная 125 горячая 82":    {cold: values("125"), hot: values("82")},
		"гвс 82":                     {hot: values("82")},
		"свет 3500 1230":             {day: values("3500", "1230")},
		"т2 1230 т1 3500":            {day: values("3500", "1230")},
		"гв 82 эл 3500 1230 хол 125": {cold: values("125"), hot: values("82"), day: values("3500", "1230")},
		"хвс 120 гвс 80":             {cold: values("120"), hot: values("80")},
		"хвс 125,3 кухня гвс 82":     {cold: values("125.3"), hot: values("82")},
		"показания хвс 125":          {cold: values("125")},
		"хвс 125 хвс 125,0":          {cold: values("125")},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			step, s, _ := hear(t, page(), text)
			if diff := cmp.Diff(want, s.Draft.Values); diff != "" || step != "confirm" || len(s.Draft.Parts) > 0 {
				t.Errorf("step %s, left %v, values (-want +got):\n%s", step, s.Draft.Parts, diff)
			}
		})
	}
}

func TestTheConfirmationSaysWhatWillBeSaved(t *testing.T) {
	t.Parallel()
	p := page()
	p.Name = "Дом"
	p.Lines[1].Current = &housing.Reading{Values: values("81")}
	step, s, _ := hear(t, p, "хвс 121,844 гвс 82")
	if step != "confirm" {
		t.Fatalf("step %s", step)
	}
	wants(t, printed(flow(t).confirm().Show(s, p)), "Проверьте показания", "Дом · Ленина, 12, кв. 45",
		"За ноябрь, до среды, 25 ноября", "Холодная вода, кухня: 121,844 м³ (+1,844)",
		"Горячая вода, кухня: 82,000 м³ (+2,000)\nЗаменит 81,000 м³.", "Дата снятия показания: сегодня, 24 ноября",
		"Останется передать: Электричество, кухня.", "[Сохранить]", "[Исправить]")

	if m := flow(t).confirm().Decide(s, p, pressed("save", "")); m.Intent != saving() {
		t.Errorf("saving means %+v", m)
	}
	at, fixing, _ := answer(t, p, step, s, pressed("fix", ""))
	if at != "page" || fixing.Draft.From != "" || len(fixing.Draft.Values) != 2 {
		t.Errorf("fixing leads to %s with %v", at, fixing.Draft.Values)
	}
	at, more, _ := answer(t, p, step, s, typed("свет 3500 1230, гвс 83"))
	want := entries{cold: values("121.844"), hot: values("83"), day: values("3500", "1230")}
	if diff := cmp.Diff(want, more.Draft.Values); diff != "" || at != "confirm" {
		t.Errorf("more leads to %s (-want +got):\n%s", at, diff)
	}
	if m := flow(t).confirm().Decide(s, p, typed("да")); !m.Unknown {
		t.Errorf("a word means %+v", m)
	}
}

func TestAConfirmationDoesNotSaveForAMonthThatHasTurned(t *testing.T) {
	t.Parallel()
	step, s, _ := hear(t, page(), "хвс 125")
	later := page()
	later.Today = date(2026, 11, 28)
	later.Slot = later.Window.On(later.Today)

	at, after, notice := answer(t, later, step, s, pressed("save", ""))

	if at != "confirm" || after.Draft.Period != later.Slot.Period || after.Draft.Taken != page().Today {
		t.Errorf("at %s for %v, taken %v", at, after.Draft.Period, after.Draft.Taken)
	}
	wants(t, notice, "Начался новый срок", "за декабрь")
}

func TestALineFromThePageEndsOnThePage(t *testing.T) {
	t.Parallel()
	step, s, _ := answer(t, page(), "page", typing(), typed("хвс 125,3 гвс 82"))
	want := entries{cold: values("125.3"), hot: values("82")}
	if diff := cmp.Diff(want, s.Draft.Values); diff != "" || step != "page" || s.Draft.From != "" {
		t.Errorf("step %s, values (-want +got):\n%s", step, diff)
	}
}

func TestWhatIsNotUnderstoodIsToldAndTheRestIsTaken(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		step string
		says []string
		kept entries
	}{
		"хвс 125 туалет":        {"confirm", []string{"Не понял и пропустил: «туалет»"}, entries{cold: values("125")}},
		"вчера, хвс 125 и сто":  {"confirm", []string{"«вчера», «сто»"}, entries{cold: values("125")}},
		"хвс 125 газ 12":        {"confirm", []string{"такого счётчика нет: «газ 12»"}, entries{cold: values("125")}},
		"хвс 125 отопление 6":   {"confirm", []string{"передаётся автоматически"}, entries{cold: values("125")}},
		"газ 12":                {"page", []string{"такого счётчика нет: «газ 12»"}, entries{}},
		"отопление 6":           {"page", []string{"Отопление, кухня, № 18-344: передаётся автоматически"}, entries{}},
		"гвс 82 хвс":            {"value", []string{"Холодная вода, кухня", "«хвс»: не вижу числа"}, entries{}},
		"хвс 1e5 гвс 82":        {"value", []string{"«1e5»", "«хвс»: не вижу числа"}, entries{}},
		"хвс 1.2.3":             {"value", []string{"Холодная вода, кухня", "«1.2.3» не похоже"}, entries{}},
		"гвс 82 свет 3500":      {"value", []string{"Электричество", "Не хватает: ночь"}, entries{}},
		"гвс 82 т2 1230":        {"value", []string{"Электричество", "Не хватает: день"}, entries{}},
		"хвс 1250 126,5":        {"value", []string{"одно показание"}, entries{}},
		"хвс 12345678901234567": {"value", []string{"Слишком длинное число"}, entries{}},
		"хвс 125,3 гвс 70":      {"value", []string{"Горячая вода, кухня", "70,000 меньше прошлого 80,000"}, entries{cold: values("125.3")}},
		"гвс 800 хвс 125,3":     {"doubt", []string{"Горячая вода, кухня"}, entries{cold: values("125.3")}},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			step, s, notice := hear(t, page(), text)
			if step != want.step {
				t.Errorf("step %s, want %s", step, want.step)
			}
			kept := entries{}
			maps.Copy(kept, s.Draft.Values)
			if diff := cmp.Diff(want.kept, kept); diff != "" {
				t.Errorf("kept (-want +got):\n%s", diff)
			}
			wants(t, notice, want.says...)
		})
	}
}

func TestAQuestionLosesNothingOfALine(t *testing.T) {
	t.Parallel()
	all := entries{cold: values("125.3"), hot: values("82"), day: values("3500", "1230")}
	for name, tt := range map[string]struct {
		line  string
		steps []string // where each answer is given
		give  []any    // typed text, or pressed act
	}{
		"a lower value is typed anew":  {"хвс 100 гвс 82 свет 3500 1230", []string{"value"}, []any{"125,3"}},
		"a jump is mended":             {"свет 3500 1230 хвс 125300 гвс 82", []string{"doubt"}, []any{pressed("point", "")}},
		"a jump is typed anew":         {"свет 3500 1230 хвс 1253 гвс 82", []string{"doubt", "value"}, []any{pressed("again", ""), "125,3"}},
		"the night is added":           {"свет 3500 гвс 82 хвс 125,3", []string{"value"}, []any{"1230 квт"}},
		"the day is added":             {"т2 1230 гвс 82 хвс 125,3", []string{"value"}, []any{"3500"}},
		"both are typed":               {"т2 7 гвс 82 хвс 125,3", []string{"value"}, []any{"ночь 1230 день 3500"}},
		"no number, then one":          {"хвс гвс 82 свет 3500 1230", []string{"value"}, []any{"хвс 125,3 м3"}},
		"two values of one meter":      {"хвс 125,3 гвс 82 свет 3500 1230 хвс 126", []string{"number"}, []any{pressed("option", "0")}},
		"spaces in a number":           {"хвс 125 300 гвс 82 свет 3500 1230", []string{"number"}, []any{pressed("option", "0")}},
		"spaces, typed anew":           {"хвс 125 300 гвс 82 свет 3500 1230", []string{"number"}, []any{"125,3"}},
		"spaces, chosen to type anew":  {"хвс 125 300 гвс 82 свет 3500 1230", []string{"number", "value"}, []any{pressed("again", ""), "125,3"}},
		"another line in between":      {"хвс 100 гвс 82", []string{"value"}, []any{"хвс 125,3 свет 3500 1230"}},
		"the line again, whole":        {"хвс 100 гвс 90 свет 1 2", []string{"value"}, []any{"хвс 125,3 гвс 82 т1 3500 т2 1230"}},
		"one of three is wrong, twice": {"хвс 100 гвс 82 свет 3500 1230", []string{"value", "value"}, []any{"110", "125,3"}},
		"each of them is wrong":        {"хвс 100 гвс 70 свет 1 2", []string{"value", "value", "value"}, []any{"125,3", "82", "3500 1230"}},
		"cold and hot changed places":  {"хвс 82 гвс 125,3 свет 3500 1230", []string{"swapped"}, []any{pressed("swap", "")}},
		"kept, refused and typed anew": {"хвс 82 гвс 125,3 свет 3500 1230", []string{"swapped", "value", "doubt"}, []any{pressed("keep", ""), "125,3", "82"}},
		"a doubt answered with a line": {"хвс 1253 гвс 82", []string{"doubt"}, []any{"хвс 125,3 свет 3500 1230"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			step, s, _ := hear(t, page(), tt.line)
			for i, give := range tt.give {
				if step != tt.steps[i] {
					t.Fatalf("question %d is %s, want %s; left %+v", i, step, tt.steps[i], s.Draft.Parts)
				}
				in := typed("")
				switch g := give.(type) {
				case string:
					in = typed(g)
				case dialogs.Input:
					in = g
				}
				step, s, _ = answer(t, page(), step, s, in)
			}
			if diff := cmp.Diff(all, s.Draft.Values); diff != "" || step != "confirm" || len(s.Draft.Parts) > 0 {
				t.Errorf("step %s, left %+v, values (-want +got):\n%s", step, s.Draft.Parts, diff)
			}
		})
	}
}

func TestLeavingAQuestionTakesWhatIsSureAndTellsTheRest(t *testing.T) {
	t.Parallel()
	step, s, _ := hear(t, bathroom(), "хвс 125 гвс кухня 82 хвс ванная 30")
	if step != "value" {
		t.Fatalf("step %s", step)
	}
	at, after, notice := answer(t, bathroom(), step, s, pressed("page", ""))
	want := entries{cold: values("125"), hot: values("82")}
	if diff := cmp.Diff(want, after.Draft.Values); diff != "" || at != "page" || after.Draft.From != "" {
		t.Errorf("at %s (-want +got):\n%s", at, diff)
	}
	wants(t, notice, "Не записано: «хвс ванная 30»")

	at, after, _ = answer(t, bathroom(), step, s, pressed("skip", ""))
	if diff := cmp.Diff(want, after.Draft.Values); diff != "" || at != "confirm" {
		t.Errorf("skipping leads to %s (-want +got):\n%s", at, diff)
	}
	step, s, _ = hear(t, bathroom(), "хвс 125 гвс 82")
	at, after, notice = answer(t, bathroom(), step, s, pressed("page", ""))
	if at != "page" || len(after.Draft.Values) > 0 || len(after.Draft.Parts) > 0 {
		t.Errorf("at %s with %v", at, after.Draft)
	}
	wants(t, notice, "Не записано: «хвс 125», «гвс 82»")
}

func TestANumberOnThePageIsForTheFirstMeterThatWaits(t *testing.T) {
	t.Parallel()
	m := flow(t).page().Decide(typing(entered(cold, "123")), page(), typed("82"))
	if !m.Draft.Values[hot].Equal(values("82")) || m.To != "value" || m.Draft.Meter != day {
		t.Errorf("values %v, to %q of meter %d", m.Draft.Values, m.To, m.Draft.Meter)
	}
	full := typing(entered(cold, "123"), entered(hot, "82"), entered(day, "3500", "1230"))
	if m := flow(t).page().Decide(full, page(), typed("82")); !m.Unknown {
		t.Errorf("a number for nobody means %+v", m)
	}
	if m := flow(t).page().Decide(typing(), housing.Page{}, typed("82")); !m.Unknown {
		t.Errorf("a number without meters means %+v", m)
	}
	if m := flow(t).page().Decide(typing(), page(), pressed("nonsense", "")); !m.Unknown {
		t.Errorf("an unknown key means %+v", m)
	}
}

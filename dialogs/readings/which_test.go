package readings

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"dombot/dialogs"
	"dombot/internal/housing"
)

func TestTheMeterIsAskedWhereTwoWait(t *testing.T) {
	t.Parallel()
	step, s, _ := hear(t, bathroom(), "хвс 125,3 гвс кухня 82")
	if step != "which" {
		t.Fatalf("step %s with %v", step, s.Draft.Values)
	}
	wants(t, printed(flow(t).which().Show(s, bathroom())),
		"Холодная вода: кухня или ванная?\nВы написали: «хвс 125,3».", "[кухня]", "[ванная]", "[Пропустить]")
	want := entries{cold: values("125.3"), hot: values("82")}
	for name, in := range map[string]dialogs.Input{
		"pressed": pressed("meter", "1"), "by its place": typed("На кухне"), "by its serial": typed("18-341"),
		"by the end of it": typed("341"), "in a line": typed("хвс кухня 125,3"),
	} {
		at, after, _ := answer(t, bathroom(), step, s, in)
		if diff := cmp.Diff(want, after.Draft.Values); diff != "" || at != "confirm" {
			t.Errorf("%s: at %s, values (-want +got):\n%s", name, at, diff)
		}
	}
	for name, in := range map[string]dialogs.Input{"nowhere": typed("туалет"), "not among them": typed("горячая")} {
		m := flow(t).which().Decide(s, bathroom(), in)
		if !m.Refused || len(m.Draft.Parts) != 2 {
			t.Errorf("%s means %+v", name, m)
		}
	}
	if m := flow(t).which().Decide(s, bathroom(), pressed("nonsense", "")); !m.Unknown {
		t.Errorf("an unknown key means %+v", m)
	}
	at, after, _ := answer(t, bathroom(), step, s, pressed("skip", ""))
	if diff := cmp.Diff(entries{hot: values("82")}, after.Draft.Values); diff != "" || at != "confirm" {
		t.Errorf("skipping: at %s, values (-want +got):\n%s", at, diff)
	}
}

func TestTheMeterIsNotAskedWhereOnlyOneCanBeMeant(t *testing.T) {
	t.Parallel()
	given := bathroom()
	given.Lines[0].Current = &housing.Reading{Values: values("121")} // cold, kitchen
	both := bathroom()
	both.Lines[0].Current = &housing.Reading{Values: values("121")}
	both.Lines[4].Current = &housing.Reading{Values: values("41")}
	for name, tt := range map[string]struct {
		page housing.Page
		line string
		step string
		want entries
	}{
		"the other was given":      {given, "хвс 41", "confirm", entries{coldBath: values("41")}},
		"the other is named":       {bathroom(), "хвс 41 хвс кухня 125", "confirm", entries{coldBath: values("41"), cold: values("125")}},
		"by place":                 {bathroom(), "хвс кухня 125 хвс ванная 41", "confirm", entries{cold: values("125"), coldBath: values("41")}},
		"by the end of the serial": {bathroom(), "№ 1811 41", "page", entries{}},
		"both were given":          {both, "хвс 122", "which", nil},
		"a place alone":            {bathroom(), "ванная 41", "which", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			step, s, _ := hear(t, tt.page, tt.line)
			if step != tt.step {
				t.Errorf("step %s, want %s", step, tt.step)
			}
			if diff := cmp.Diff(tt.want, s.Draft.Values); diff != "" && tt.want != nil {
				t.Errorf("values (-want +got):\n%s", diff)
			}
		})
	}
	one, s, _ := answer(t, bathroom(), "page", typing(entered(cold, "125")), typed("хвс 41"))
	if !s.Draft.Values[coldBath].Equal(values("41")) || one != "page" {
		t.Errorf("what the page has is overwritten: %v", s.Draft.Values)
	}
}

func TestTwoOpenPartsNeedOneQuestion(t *testing.T) {
	t.Parallel()
	step, s, _ := hear(t, bathroom(), "хвс 41 хвс 125")
	at, after, _ := answer(t, bathroom(), step, s, pressed("meter", "11"))
	want := entries{coldBath: values("41"), cold: values("125")}
	if diff := cmp.Diff(want, after.Draft.Values); diff != "" || at != "confirm" {
		t.Errorf("at %s, values (-want +got):\n%s", at, diff)
	}
}

func TestMetersOfOnePlaceAreToldByTheirNames(t *testing.T) {
	t.Parallel()
	p := bathroom()
	p.Lines[4].Meter.Place = "кухня"
	step, s, _ := hear(t, p, "хвс 41")
	if step != "which" {
		t.Fatalf("step %s", step)
	}
	wants(t, printed(flow(t).which().Show(s, p)), "Какой это счётчик?", "[Холодная вода, кухня, № 18-341]",
		"[Холодная вода, кухня, № 18-3411]")
}

func TestAMeterAskedForAnswersToItsOwnWord(t *testing.T) {
	t.Parallel()
	at, s, _ := answer(t, bathroom(), "value", typing(about(coldBath)), typed("хвс 41 м3"))
	if !s.Draft.Values[coldBath].Equal(values("41")) || at == "which" {
		t.Errorf("at %s, values %v", at, s.Draft.Values)
	}
	at, s, _ = answer(t, bathroom(), "value", typing(about(coldBath)), typed("хвс 41, гвс ванная 21"))
	want := entries{coldBath: values("41"), hotBath: values("21")}
	if diff := cmp.Diff(want, s.Draft.Values); diff != "" || at != "page" {
		t.Errorf("at %s, values (-want +got):\n%s", at, diff)
	}
}

func TestNumbersThatMeanSeveralThingsAreAskedAbout(t *testing.T) {
	t.Parallel()
	step, s, _ := hear(t, page(), "хвс 121 500")
	if step != "number" || s.Draft.Values[cold] != nil {
		t.Fatalf("step %s, values %v", step, s.Draft.Values)
	}
	wants(t, printed(flow(t).number().Show(s, page())), "Холодная вода, кухня, № 18-341\n«хвс 121 500» можно понять по-разному",
		"[121,500 м³]\n[121 500,000 м³]", "[Ввести заново]")
	for _, arg := range []string{"7", "-1", "x"} {
		if m := flow(t).number().Decide(s, page(), pressed("option", arg)); !m.Unknown {
			t.Errorf("option %s means %+v", arg, m)
		}
	}
	at, after, _ := answer(t, page(), step, s, pressed("option", "1"))
	if at != "doubt" || !after.Draft.Doubt.Equal(values("121500")) {
		t.Errorf("the large one leads to %s of %v", at, after.Draft.Doubt)
	}
}

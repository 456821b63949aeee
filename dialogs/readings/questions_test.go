package readings

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
)

func TestADoubtfulValueIsAskedAbout(t *testing.T) {
	t.Parallel()
	first := page()
	first.Lines[0].Before = first.Lines[0].Before[:1]
	for _, tt := range []struct {
		name string
		page housing.Page
		from scene
		want []string
	}{
		{"above the usual", page(), typing(about(cold), doubtful("150")), []string{
			"Выходит 30 м³ за месяц, обычно у вас около 4 м³", "[Да, верно]", "[Ввести заново]",
		}},
		{"without a history", first, typing(about(cold), doubtful("165")), []string{
			"Выходит 45 м³ за месяц, это много для квартиры", "[Да, верно]",
		}},
		{"red digits", page(), typing(about(cold), doubtful("124300")), []string{
			"124 300,000 м³ — это слишком много. Вы имели в виду 124,300 м³?", "[124,300 м³]", "[Нет, 124 300,000 м³]",
		}},
		{"one of two tariffs", page(), typing(about(day), doubtful("3500", "1900")), []string{
			"Выходит 700 кВт·ч за месяц (ночь), обычно у вас около 50 кВт·ч",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			step := flow(t).doubt()
			if m, skip := step.Skip(tt.from, tt.page); skip {
				t.Fatalf("the question is passed over: %+v", m)
			}
			wants(t, printed(step.Show(tt.from, tt.page)), tt.want...)
		})
	}
}

func TestTheAnswersToADoubt(t *testing.T) {
	t.Parallel()
	red := typing(about(cold), doubtful("124300"))
	for _, tt := range []struct {
		name, do, text string
		to             string
		kept           housing.Values
		refused        bool
	}{
		{name: "it is right", do: "right", to: "value", kept: values("124300")},
		{name: "the point was forgotten", do: "point", to: "value", kept: values("124.300")},
		{name: "type it again", do: "again", to: "value"},
		{name: "typed at once", text: "124,3", to: "value", kept: values("124.3")},
		{name: "typed at once and too much again", text: "160", to: "doubt"},
		{name: "typed at once and no number", text: "да", refused: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			in := typed(tt.text)
			if tt.do != "" {
				in = pressed(tt.do, "")
			}
			m := flow(t).doubt().Decide(red, page(), in)
			if m.To != tt.to || m.Refused != tt.refused || m.Unknown {
				t.Errorf("to %q, refused %v; want %q, %v", m.To, m.Refused, tt.to, tt.refused)
			}
			if diff := cmp.Diff(tt.kept, m.Draft.Values[cold]); diff != "" {
				t.Errorf("kept (-want +got):\n%s", diff)
			}
		})
	}
}

func TestADoubtThatIsSettledIsPassedOver(t *testing.T) {
	t.Parallel()
	step := flow(t).doubt()
	for name, s := range map[string]scene{
		"nothing is doubtful":  typing(about(cold)),
		"the meter is gone":    typing(about(77), doubtful("5")),
		"its tariffs changed":  typing(about(cold), doubtful("5", "6")),
		"no meter is meant":    typing(doubtful("5")),
		"the automatic meter":  typing(about(robot), doubtful("5")),
		"a draft of no values": typing(about(day), doubtful("5")),
	} {
		if m, skip := step.Skip(s, page()); !skip || m.To != "page" {
			t.Errorf("%s: skip %v to %q", name, skip, m.To)
		}
	}
	if m := step.Decide(typing(about(cold), doubtful("150")), page(), pressed("point", "")); !m.Unknown {
		t.Errorf("a suggestion that was never made is taken: %+v", m)
	}
}

func TestSavingAsksAboutWhatIsOddFirst(t *testing.T) {
	t.Parallel()
	all := []func(*draft){entered(cold, "123"), entered(hot, "82"), entered(day, "3500", "1230")}
	given := page()
	for i := range given.Lines[1:] {
		given.Lines[i+1].Current = &housing.Reading{Values: values("1")}
	}
	kept := func(d *draft) { d.Kept = true }
	for _, tt := range []struct {
		name    string
		page    housing.Page
		from    scene
		to      string
		refused bool
		saves   bool
	}{
		{name: "nothing was entered", page: page(), from: typing(), refused: true},
		{name: "everything was", page: page(), from: typing(all...), saves: true},
		{name: "a meter has no value", page: page(), from: typing(all[:2]...), to: "missing"},
		{name: "the others were given this month", page: given, from: typing(all[0]), saves: true},
		{
			name: "cold and hot changed places", page: page(), to: "swapped",
			from: typing(entered(cold, "82"), entered(hot, "123"), all[2]),
		},
		{
			name: "and were said to be right", page: page(), saves: true,
			from: typing(entered(cold, "82"), entered(hot, "123"), all[2], kept),
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := flow(t).page().Decide(tt.from, tt.page, pressed("save", ""))
			saves := m.Intent == saving()
			if m.To != tt.to || m.Refused != tt.refused || saves != tt.saves {
				t.Errorf("to %q, refused %v, saves %v; want %q, %v, %v", m.To, m.Refused, saves, tt.to, tt.refused, tt.saves)
			}
		})
	}
}

func TestMissingMetersAreNamedAndMayBeLeftOut(t *testing.T) {
	t.Parallel()
	step, s := flow(t).missing(), typing(entered(hot, "82"))
	wants(t, printed(step.Show(s, page())),
		"Не введено: Холодная вода, кухня, № 18-341; Электричество, кухня, № 18-343. Сохранить 1 показание?",
		"[Сохранить]", "[Ввести]")

	if m := step.Decide(s, page(), pressed("save", "")); m.Intent != saving() {
		t.Errorf("saving means %+v", m)
	}
	if m := step.Decide(s, page(), pressed("enter", "")); m.To != "value" || m.Draft.Meter != cold {
		t.Errorf("entering leads to %q of meter %d", m.To, m.Draft.Meter)
	}
	full := typing(entered(cold, "1"), entered(hot, "1"), entered(day, "1", "1"))
	if m := step.Decide(full, page(), pressed("enter", "")); m.To != "page" {
		t.Errorf("entering what is complete leads to %q", m.To)
	}
	if m := step.Decide(s, page(), typed("5")); !m.Unknown {
		t.Errorf("a text means %+v", m)
	}
}

func TestAMeterThatShowsLessLeavesANote(t *testing.T) {
	t.Parallel()
	step := flow(t).replaced()
	wants(t, printed(step.Show(typing(about(hot)), page())), "Горячая вода, кухня, № 18-342\nЧто случилось?")
	for _, kind := range []housing.RequestKind{housing.MeterReplaced, housing.MeterRolled, housing.ReadingWrong} {
		if m := step.Decide(typing(about(hot)), page(), pressed("file", string(kind))); m.Intent != request(kind) {
			t.Errorf("%s means %+v", kind, m)
		}
	}
	if m := step.Decide(typing(about(hot)), page(), typed("сломался")); !m.Unknown {
		t.Errorf("a text means %+v", m)
	}
}

package book

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"
)

func load(tb testing.TB) *Book {
	tb.Helper()
	b, err := Load()
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func TestEveryTopicLeadsToSomebody(t *testing.T) {
	t.Parallel()
	b := load(t)
	branches := b.Below("")
	if len(branches) < 8 {
		t.Fatalf("%d branches", len(branches))
	}
	for _, branch := range branches {
		leaves := b.Below(branch.ID)
		if len(leaves) == 0 {
			t.Errorf("nothing is below %s", branch.Name)
		}
		for _, leaf := range leaves {
			if len(leaf.To) == 0 || len(b.Suggest(leaf.ID)) != len(leaf.To) {
				t.Errorf("%s leads to nobody", leaf.Name)
			}
		}
	}
	if got := b.Suggest("of one's own"); len(got) == 0 || got[0] != Manager {
		t.Errorf("a topic of one's own leads to %v", got)
	}
}

func TestButtonsHaveRoomForTheMark(t *testing.T) {
	t.Parallel()
	for _, a := range load(t).authorities {
		if n := utf8.RuneCountInString(a.Short); n == 0 || n > 15 {
			t.Errorf("%s is called %q on buttons", a.Key, a.Short)
		}
		if u, err := url.Parse(a.URL); err != nil || u.Scheme != "https" || u.Host == "" || a.Source == "" || a.On.IsZero() {
			t.Errorf("%s is found at %q, as %q said on %s", a.Key, a.URL, a.Source, a.On)
		}
	}
}

func TestSuppliersAreKnownByWhatTheyBring(t *testing.T) {
	t.Parallel()
	for resource, want := range map[string]string{
		"холодная вода и стоки": "cold sewer", "тепло и горячая вода": "hot heat", "электричество": "power", "Газ": "gas",
		"вывоз мусора": "waste", "Обращение с ТКО": "waste", "лифт": "",
	} {
		var got []string
		for _, kind := range []string{"cold", "hot", "sewer", "heat", "power", "gas", "waste"} {
			if Brings(Supply+kind, resource) {
				got = append(got, kind)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q is %v, want %s", resource, got, want)
		}
	}
}

func TestTopicsAreFoundByOneWord(t *testing.T) {
	t.Parallel()
	b := load(t)
	for typed, want := range map[string]string{
		"кровля": "water_roof", "крыши": "water_roof", "лифт": "lift_stands", "батареи": "heat_none",
		"мусор": "waste_collection", "снег": "yard_snow", "тараканы": "neighbours_pests", "лиценз": "managing_licence",
		"перерасчет": "charges_recalculation", "КАПРЕМОНТ": "repair_capital", "отаплениe": "heat_none",
	} {
		found := b.FindTopics(typed)
		near := false
		for _, topic := range found[:min(8, len(found))] {
			near = near || topic.ID == want
		}
		if !near {
			t.Errorf("%q finds %v, want %s on the first page", typed, found, want)
		}
	}
	for _, nonsense := range []string{"щщщ", "бла бла", "ыва"} {
		if found := b.FindTopics(nonsense); len(found) != 0 {
			t.Errorf("nonsense finds %v", found)
		}
	}
	for _, topic := range b.FindTopics("крыша") {
		if topic.ID == "neighbours_pests" {
			t.Errorf("the roof finds %s", topic.Name)
		}
	}
}

func TestSomebodyIsFoundInSpiteOfMistakes(t *testing.T) {
	t.Parallel()
	names := []string{
		"АО «Светлоречьетепло» тепло и горячая вода", "МУП «Водоканал»", "УК «Уютный дом»", "ТСЖ «Мира, 3»",
		"МУП «Заречьегорэлектросеть»", "Орган тарифов, Новосибирская обл.",
	}
	for typed, want := range map[string]string{
		"водокнал": "МУП «Водоканал»", "уютный домм": "УК «Уютный дом»", "тсж мира": "ТСЖ «Мира, 3»", "газпром": "", "бла бла": "",
		"элктросеть": "МУП «Заречьегорэлектросеть»",
	} {
		got := ""
		if found := Best(typed, names, func(s string) string { return s }); len(found) > 0 {
			got = strings.Join(found, "; ")
		}
		if got != want {
			t.Errorf("%q finds %q, want %q", typed, got, want)
		}
	}
}

func TestListsThatLeadNowhereAreRefused(t *testing.T) {
	t.Parallel()
	const head, who = "id;parent;name;words;to;nsi220_code;ttk_code\n", "key;level;short;name;words;url;source;stated\na;federal;A;A;;https://a;A;2026-11-27\n"
	for name, tt := range map[string]struct{ topics, authorities string }{
		"an unknown addressee": {head + "x;;X;;b;;\n", who},
		"an unknown branch":    {head + "x;y;X;;a;;\n", who},
		"a topic twice":        {head + "x;;X;;a;;\nx;;X;;a;;\n", who},
		"an unknown level":     {head, "key;level;short;name;words;url;source;stated\na;world;A;A;;;;2026-11-27\n"},
		"no level":             {head, "key;level;short;name;words;url;source;stated\na;local;A;A;;;;2026-11-27\n"},
		"a missing column":     {head + "x;;X\n", who},
		"nothing":              {"", who},
		"an unknown resource":  {head + "x;;X;;supplier:tea;;\n", who},
		"no day":               {head, "key;level;short;name;words;url;source;stated\na;federal;A;A;;https://a;A;\n"},
	} {
		if _, err := Read(strings.NewReader(tt.topics), strings.NewReader(tt.authorities)); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

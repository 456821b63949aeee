package said

import (
	"fmt"
	"strings"
	"testing"
)

// drawn writes places shortly.
func drawn(places []Place, unknown []string) string {
	var all []string
	for _, p := range places {
		s := []string{p.Street}
		if p.All {
			s = append(s, "all")
		}
		for _, h := range p.Houses {
			house := "[" + h.Text + []string{"", " even", " odd"}[h.Parity] + "]"
			if h.MaybeFlat {
				house += "?"
			}
			s = append(s, house)
		}
		if len(p.Entrances) > 0 {
			s = append(s, fmt.Sprint("п", p.Entrances))
		}
		if len(p.Flats) > 0 {
			s = append(s, fmt.Sprint("кв", p.Flats))
		}
		if p.Riser {
			s = append(s, "riser")
		}
		all = append(all, strings.TrimSpace(strings.Join(s, " ")))
	}
	for _, u := range unknown {
		all = append(all, "?"+u)
	}
	return strings.Join(all, "; ")
}

func TestPlacesAreReadAsTheyAreTyped(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"ленина 12": "ленина [12]", "Ленина, 12": "Ленина [12]", "ул. Ленина, д. 12": "ул. Ленина [12]",
		"ленина 12 п2": "ленина [12] п[2]", "ленина 12, подъезд 2": "ленина [12] п[2]",
		"ленина 12 подъезды 1-3": "ленина [12] п[1 2 3]", "ленина 12 кв 12,16,20": "ленина [12] кв[12 16 20]",
		"ленина 12 п2 кв 12": "ленина [12] п[2] кв[12]", "кв 12-15": "кв[12 13 14 15]",
		"стояк кв 12,16,20": "кв[12 16 20] riser", "ленина 12 по стояку кв 5а": "ленина [12] кв[5а] riser",
		"вся ленина": "ленина all", "ленина полностью": "ленина all", "вся 8 Марта": "8 Марта all",
		"Ленина: 34-56 (чет), 13-53 (нечет), 17-А, 53/118; Мира 3": "Ленина [34-56 even] [13-53 odd] [17-А] [53/118]; Мира [3]",
		"ленина 12 к 2": "ленина [12 к 2]", "ленина 12 к 2 п3": "ленина [12 к 2] п[3]", "ленина 12а": "ленина [12а]",
		"8 Марта 5": "8 Марта [5]", "1-я Садовая 3": "1-я Садовая [3]", "ленина 12-45": "ленина [12-45]?",
		"ленина 12, 14": "ленина [12] [14]", "г. Светлоречье, ул. Ленина, 12": "г. Светлоречье, ул. Ленина [12]",
		"садовая": "?садовая", "ленина 12, мира 3": "ленина [12]; мира [3]", "Ленина, 12, Мира, 3, 5": "Ленина [12]; Мира [3] [5]",
		"г. Светлоречье, ул. Ленина, 12, 8 Марта 5": "г. Светлоречье, ул. Ленина [12]; 8 Марта [5]",
		"ленина 12, садовая":                        "ленина [12]; ?садовая", "Ленина - № 12, 14": "Ленина [12] [14]", "ленина 12, 14 к 2": "ленина [12] [14 к 2]",
		"ленина 56-34":    "?ленина 56-34",
		"ленина 12 (чет)": "?ленина 12 (чет)", "ленина 0": "?ленина 0", "кв 20-12": "?кв 20-12",
		"кв 1-9999": "?кв 1-9999", "ленина 12,14 п2": "?ленина 12,14 п2", "12": "?12", "": "",
		"ленина 12 мира 3": "?ленина 12 мира 3", "ул. 8 Марта, 5": "ул. 8 Марта [5]", "мкр 5 д. 12": "мкр 5 [12]",
		"ленина 12 эт 3": "?ленина 12 эт 3", "вся": "?вся", "ленина 12\nсадовая\nмира 3": "ленина [12]; мира [3]; ?садовая",
	} {
		if got := drawn(Places(typed)); got != want {
			t.Errorf("«%s» is %q, want %q", typed, got, want)
		}
	}
}

func TestARangeHasTheHousesOfItsSide(t *testing.T) {
	t.Parallel()
	places, _ := Places("8 Марта: 34-56 (чет)")
	h := places[0].Houses[0]
	for number, want := range map[string]bool{"34": true, "56": true, "36а": true, "35": false, "32": false, "58": false, "б/н": false} {
		if h.Has(number) != want {
			t.Errorf("%s is within: %v", number, !want)
		}
	}
	if q := places[0].Query(h); q.Place != "8 марта" || q.Number != "" {
		t.Errorf("the street is looked up by %+v", q)
	}
}

func FuzzPlaces(f *testing.F) {
	for _, s := range []string{"ленина 12 п2", "Ленина: 34-56 (чет), 17-А; Мира 3", "стояк кв 12-20", "вся ленина"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		places, _ := Places(typed)
		for _, p := range places {
			if !p.All && len(p.Houses)+len(p.Entrances)+len(p.Flats) == 0 || len(p.Flats) > maxUnits {
				t.Errorf("%q is %+v", typed, p)
			}
		}
	})
}

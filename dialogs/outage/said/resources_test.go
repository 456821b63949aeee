package said

import (
	"fmt"
	"strings"
	"testing"
)

func TestWhatIsOffIsTakenOutOfALine(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"хвс ленина 12":        "[cold_water] ленина 12",
		"XBC":                  "[cold_water] ",
		"хвс, гвс ленина 12":   "[cold_water hot_water] ленина 12",
		"хвс и гвс ленина 12":  "[cold_water hot_water] ленина 12",
		"ХВС/ГВС":              "[cold_water hot_water] ",
		"х/в":                  "[cold_water] ",
		"холодная вода мира 3": "[cold_water] мира 3",
		"холодной и горячей воды":     "[cold_water hot_water] ",
		"гор. вода мира 3":            "[hot_water] мира 3",
		"горячая, свет":               "[hot_water electricity] ",
		"горячая ленина 12":           "[hot_water] ленина 12",
		"горячая 12":                  "[] горячая 12",
		"горячего водоснабжения":      "[hot_water] ",
		"нет света ленина 12":         "[electricity] нет ленина 12",
		"электроэнергия, эл-во, э/э":  "[electricity] ",
		"отопление тепло":             "[heating] ",
		"газ газовая 5":               "[gas] газовая 5",
		"свет светлая 3":              "[electricity] светлая 3",
		"ул. Света 3":                 "[] ул. Света 3",
		"канализация водоотведения":   "[sewage] ",
		"лифты ленина 12 п2":          "[lift] ленина 12 п2",
		"нет воды ленина 12":          "[] нет воды ленина 12",
		"гор. Светлоречье, ленина 12": "[] гор. Светлоречье, ленина 12",
		"ленина 12 нет хвс до 9":      "[cold_water] ленина 12 нет до 9",
		"":                            "[] ",
	} {
		found, rest := Resources(typed)
		if got := fmt.Sprint(found) + " " + rest; got != want {
			t.Errorf("«%s» is %q, want %q", typed, got, want)
		}
	}
}

func FuzzResources(f *testing.F) {
	for _, s := range []string{"хвс и гвс ленина 12", "гор. вода", "холодная 5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		found, rest := Resources(typed)
		if whole := strings.Join(strings.Fields(typed), " "); len(found) == 0 && rest != whole {
			t.Errorf("%q names nothing and leaves %q", typed, rest)
		}
	})
}

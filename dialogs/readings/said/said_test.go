package said

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
)

const (
	coldKitchen = housing.MeterID(iota + 1)
	hotKitchen
	coldBath
	hotBath
	light
	heat
)

// flat has cold and hot water in kitchen and bathroom, electricity by day and
// night, and a meter of heat.
func flat() Flat {
	m := func(id housing.MeterID, r housing.Resource, serial, place string, tariffs int) housing.Meter {
		return housing.Meter{ID: id, Resource: r, Serial: serial, Place: place, Tariffs: tariffs, Unit: r.Units()[0]}
	}
	return Flat{
		Name: "Квартира мамы", Premises: "45", Month: time.November,
		Meters: []housing.Meter{
			m(coldKitchen, housing.ColdWater, "18-345672", "кухня", 1),
			m(coldBath, housing.ColdWater, "18-345680", "ванная комната", 1),
			m(hotKitchen, housing.HotWater, "18-345673", "кухня", 1),
			m(hotBath, housing.HotWater, "18-345681", "ванная комната", 1),
			m(light, housing.Electricity, "09114411", "площадка", 2),
			m(heat, housing.Heating, "Т-450012", "коридор", 1),
		},
	}
}

// told writes a line shortly: «1 2:125.3» is what was said of meter 1 or 2.
func told(l Line, f Flat) []string {
	var all []string
	for _, it := range l.Items {
		meters := strings.Trim(fmt.Sprint(it.Meters), "[]")
		tariffs := 1
		for _, m := range f.Meters {
			if len(it.Meters) > 0 && m.ID == it.Meters[0] {
				tariffs = m.Tariffs
			}
		}
		all = append(all, meters+":"+meaning(it.Figures(tariffs)))
	}
	for _, u := range l.Unclear {
		all = append(all, "?"+u)
	}
	return all
}

func meaning(f Figures) string {
	list := func(v housing.Values) string {
		parts := make([]string, len(v))
		for i, d := range v {
			parts[i] = d.String()
		}
		return strings.Join(parts, "/")
	}
	switch {
	case len(f.Options) > 0:
		var options []string
		for _, o := range f.Options {
			options = append(options, list(o))
		}
		return strings.Join(options, " or ")
	case f.Fault == housing.TooFew:
		return fmt.Sprint(list(f.Values), " lacks ", f.Missing)
	case f.Fault != housing.NoFault:
		return fmt.Sprintf("fault %d %s", f.Fault, f.Bad)
	}
	return list(f.Values)
}

func TestLinesAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string][]string{
		// Which resource, in which words.
		"хвс кухня 123,4 гвс кухня 45":    {"1:123.4", "2:45"},
		"ХВС КУХНЯ 123.4; ГВС, КУХНЯ: 45": {"1:123.4", "2:45"},
		"холодная вода на кухне 123,4":    {"1:123.4"},
		"горячей в ванной комнате - 30":   {"4:30"},
		"xbc кухня 5":                                {"1:5"}, // Latin letters
		"х/в кухня 5, г.в. кухня 6":                  {"1:5", "2:6"},
		"хв.с. кухня=5":                              {"1:5"},
		"хсв кухня 5 гсв кухня 6":                    {"1:5", "2:6"},
		"халодная кухня 5\nгорячея кухня 6":          {"1:5", "2:6"},
		"електричество 3456 789":                     {"5:3456/789"},
		"квс кухня 5":                                {"1 2:5", "?квс"}, // a slip away from both
		"показания: хвс кухня 5, спасибо":            {"1:5"},
		"Добрый день! Передаю показания хвс кухня 5": {"1:5"},
		// Glued, with units.
		"хвс123,4":             {"1 3:123.4"},
		"хвс=123.4м3 гвс=45м³": {"1 3:123.4", "2 4:45"},
		"хвс кухня 123,4 м3 гвс кухня 45 куб.м": {"1:123.4", "2:45"},
		"свет день 3456 квт ночь 789 кВт·ч":     {"5:3456/789"},
		"хвс кухня 5гвс кухня 6":                {"1:5", "2:6"},
		"хвс кухня 1e5":                         {"1:fault 1 ", "?1e5"},
		"хвс кухня 12б":                         {"1:fault 1 ", "?12б"},
		"хвс кухня абв12":                       {"1:fault 1 ", "?абв12"},
		// Where.
		"хвс кухня 123,4 хвс ванная 88":             {"1:123.4", "3:88"},
		"хвс кухня 123,4 ванная 88":                 {"1:123.4", "3:88"},
		"кухня хвс 1 гвс 2 ванная хвс 3 гвс 4":      {"1:1", "2:2", "3:3", "4:4"},
		"кухня: хвс 1, гвс 2; ванная: хвс 3, гвс 4": {"1:1", "2:2", "3:3", "4:4"},
		"хвс 1 кухня гвс 2 ванная":                  {"1:1", "4:2"},
		"хвс 1 кухня 2":                             {"1:fault 4 "},
		"хвс туалет 5":                              {"1 3:5", "?туалет"},
		"кухня 5":                                   {"1 2:5"},
		"площадка 3456 789":                         {"5:3456/789"},
		"кухня хвс ванная 5":                        {":5"},
		"кухня хвс 5 ванная":                        {"1:5", "?ванная"},
		// By the serial.
		"18-345672 123,4":                   {"1:123.4"},
		"345672 123,4 345681 30":            {"1:123.4", "4:30"},
		"гвс кухня 45 345680 88":            {"2:45", "3:88"},
		"свет 3456 789 345680 88 345681 30": {"5:3456/789", "3:88", "4:30"},
		"345672 5 гвс кухня 6":              {"1:5", "2:6"},
		"хвс 5680 88":                       {"3:88"},
		"№345680: 88":                       {"3:88"},
		"№ 680 88":                          {"3:88"},
		"№ 999 88":                          {"?999", "?88"},
		"счетчик 09114411 3456 789":         {"5:3456/789"},
		"4411 3456 789":                     {"5:3456/789"},
		"хвс 345673 5":                      {"1 3:fault 4 "},
		"хвс № 345673 5":                    {":5"},
		"т-450012 6":                        {"6:6"},
		"345672":                            {"?345672"},
		// Tariffs.
		"т1 3456 т2 789":             {"5:3456/789"},
		"т2 789 т1 3456":             {"5:3456/789"},
		"T1:3456, T2:789":            {"5:3456/789"},
		"ночь 789 день 3456":         {"5:3456/789"},
		"тариф 1 3456 тариф 2 789":   {"5:3456/789"},
		"свет 3456/789":              {"5:3456/789"},
		"свет т2 789":                {"5:789 lacks [0]"},
		"свет 3456 т2 789":           {"5:3456/789"},
		"свет 3456":                  {"5:3456 lacks [1]"},
		"т3 5":                       {"5:fault 4 "},
		"т1 3456 т2 789 т1 5":        {"5:3456/789", "5:5 lacks [1]"},
		"хвс кухня 5 т1 3456 т2 789": {"1:5", "5:3456/789"},
		"т13456 т2 789":              {"5:789 lacks [0]", "?т13456"},
		// Spaces in numbers.
		"хвс кухня 123 456":    {"1:123456 or 123.456"},
		"хвс кухня 1 234,5":    {"1:1234.5"},
		"хвс кухня 1 234 567":  {"1:1234567 or 1234.567"},
		"хвс кухня 123 45":     {"1:fault 4 "},
		"хвс кухня 123; 456":   {"1:fault 4 "},
		"хвс кухня 123 м3 456": {"1:fault 4 "},
		"свет 3 456 1 230":     {"5:3456/1230 or 3456/1.23 or 3.456/1230 or 3.456/1.23"},
		"свет 3456 1230 5":     {"5:fault 4 "},
		"свет 3 456 789":       {"5:3/456789 or 3/456.789 or 3456/789 or 3.456/789"},
		"т1 3 456 т2 789":      {"5:3456/789 or 3.456/789"},
		// Numbers first.
		"45 гвс кухня 123,4 хвс кухня": {"2:45", "1:123.4"},
		"3456 789 свет":                {"5:3456/789"},
		"3456 т1 789 т2":               {"5:3456/789"},
		"123 456 хвс кухня":            {"1:123456 or 123.456"},
		"123,4 хвс кухня 45":           {"1:45", "?123,4"},
		// What is no reading.
		"хвс":                        {"1 3:fault 1 "},
		"хвс и гвс 45":               {"1 3:fault 1 ", "2 4:45"},
		"газ 12":                     {":12"},
		"хвс кухня 1.2.3":            {"1:fault 1 1.2.3"},
		"хвс кухня 1234567890123456": {"1:fault 2 1234567890123456"},
		"123,4":                      {"?123,4"},
		"":                           nil,
		// The flat and the month.
		"мама хвс кухня 5":           {"1:5"},
		"кв. 45 хвс кухня 5":         {"1:5"},
		"кв 46 хвс кухня 5":          {"1:5", "?кв 46"},
		"дача хвс кухня 5":           {"1:5", "?дача"},
		"за ноябрь 2026 хвс кухня 5": {"1:5"},
		"за октябрь хвс кухня 5":     {"1:5", "?октябрь"},
		"вчера хвс кухня 5":          {"1:5", "?вчера"},
	} {
		t.Run(typed, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(want, told(Read(typed, flat()), flat())); diff != "" {
				t.Errorf("read (-want +got):\n%s", diff)
			}
		})
	}
}

package said

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
)

func TestAnswersForOneMeterMayHaveUnits(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"123,4 м3":          "123.4",
		"сейчас 123,4 куб":  "123.4",
		"показания 123,4":   "123.4",
		"день 3456 ночь 79": "fault 4 ",
		"123":               "123",
		"123 456":           "123456 or 123.456",
		"123 или 124":       "",
		"хвс 123":           "",
		"много":             "",
		"-5":                "",
		"*1*":               "",
		"5 кВт*ч":           "5",
		"":                  "",
	} {
		got := ""
		if numbers := Numbers(typed); numbers != nil {
			got = meaning(Item{Numbers: numbers}.Figures(1))
		}
		if got != want {
			t.Errorf("Numbers(%q) means %q, want %q", typed, got, want)
		}
	}
	if got := meaning(Item{Numbers: Numbers("ночь 79, день 3456 кВт·ч")}.Figures(2)); got != "3456/79" {
		t.Errorf("tariffs by name mean %s", got)
	}
}

func TestAnswersNameAMeter(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string][]housing.MeterID{
		"кухня": {coldKitchen, hotKitchen}, "в ванной": {coldBath, hotBath}, "горячая": {hotKitchen, hotBath},
		"горячая кухня": {hotKitchen}, "18-345681": {hotBath}, "345681": {hotBath}, "№ 681": {hotBath}, "681": {hotBath},
		"туалет": nil, "кухня 5": nil, "кухня или ванная": nil, "кухня ванная": {}, "": nil,
	} {
		if diff := cmp.Diff(want, Meters(typed, flat())); diff != "" {
			t.Errorf("%q names (-want +got):\n%s", typed, diff)
		}
	}
}

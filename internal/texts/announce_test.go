package texts_test

import (
	"strings"
	"testing"
	"time"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

// told is an announcement without bold, with plain spaces.
func told(t texts.Text) string { return strings.ReplaceAll(t.Plain(), "\u00a0", " ") }

func TestADispatcherReadsAtWhichEntrancesItIsOff(t *testing.T) {
	t.Parallel()
	catalogue, err := texts.Load()
	if err != nil {
		t.Fatal(err)
	}
	a := texts.Announcer{T: catalogue.T}
	one := housing.Outage{Places: []housing.OutagePlace{
		{House: 1, Address: housing.Address{Street: "ул. Ленина", Number: "12"}},
	}}
	two := one
	two.Places = append(two.Places[:1:1], housing.OutagePlace{
		House: 2, Address: housing.Address{Street: "ул. Мира", Number: "3"},
	})
	for _, tt := range []struct {
		want string
		of   housing.Outage
		said []housing.ReportsAt
	}{
		{"4 квартиры.", one, []housing.ReportsAt{{House: 1, Flats: 4}}},
		{
			"10 квартир.\nПодъезд 2: 5, подъезд неизвестен: 4, подъезд 3: 1.", one,
			[]housing.ReportsAt{
				{House: 1, Entrance: "2", Flats: 5}, {House: 1, Flats: 4}, {House: 1, Entrance: "3", Flats: 1},
			},
		},
		{
			"3 квартиры.\nЛенина, 12, подъезд 1: 2; Мира, 3, подъезд неизвестен: 1.", two,
			[]housing.ReportsAt{{House: 1, Entrance: "1", Flats: 2}, {House: 2, Flats: 1}},
		},
	} {
		want := "Доставлено 7 из 7.\nЖители сообщили: " + tt.want
		if got := told(a.Went(tt.of, housing.OutageProgress{Sent: 7, Reports: tt.said})); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}

func TestTimesOfPlannedWorkAreWrittenShortly(t *testing.T) {
	t.Parallel()
	catalogue, err := texts.Load()
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 7, day, hour, minute, 0, 0, time.UTC) }
	a := texts.Announcer{T: catalogue.T, Now: at(1, 12, 0)}
	place := housing.OutagePlace{
		House: 1, Zone: "UTC", Address: housing.Address{Street: "ул. Ленина", Number: "12"},
		Premises: []string{"12", "13", "14", "20"}, Riser: true,
	}
	for want, spans := range map[string][]housing.Span{
		"Пятница, 3 июля, с 09:00 до 13:30 (4 ч 30 мин).":                                                {{From: at(3, 9, 0), To: at(3, 13, 30)}},
		"Пятница, 3 июля, с 20:00 до 24:00 (4 ч).":                                                       {{From: at(3, 20, 0), To: at(4, 0, 0)}},
		"С 23:00 3 июля до 06:00 4 июля (7 ч).":                                                          {{From: at(3, 23, 0), To: at(4, 6, 0)}},
		"Ежедневно с 3 по 4 июля, с 08:00 до 17:00 (по 9 ч). Всего 18 ч.":                                {{From: at(3, 8, 0), To: at(3, 17, 0)}, {From: at(4, 8, 0), To: at(4, 17, 0)}},
		"Пятница, 3 июля, с 09:00 до 11:00 (2 ч).\nПятница, 3 июля, с 14:00 до 15:00 (1 ч).\nВсего 3 ч.": {{From: at(3, 9, 0), To: at(3, 11, 0)}, {From: at(3, 14, 0), To: at(3, 15, 0)}},
		"С 15 по 28 июля.\nНапомним за неделю и за день.":                                                {{From: at(15, 0, 0), To: at(29, 0, 0)}},
		"Пятница, 3 июля, весь день.":                                                                    {{From: at(3, 0, 0), To: at(4, 0, 0)}},
	} {
		o := housing.Outage{
			Kind: housing.OutagePlanned, State: housing.OutageAnnounced, Cause: "в связи с ремонтом", Note: "*подвоз* воды",
			Utilities: []housing.Utility{housing.UtilityHotWater}, Places: []housing.OutagePlace{place},
			Organisation: housing.Organisation{Name: "УК"},
		}.During(spans)
		heading := "📅 Горячей воды не будет · Ленина, 12, стояк кв. 12–14, 20\n"
		if spans[0].From.Day() == 15 {
			o.Kind, heading = housing.OutagePrevention, strings.TrimSuffix(heading, "\n")+", ежегодная профилактика\n"
		}
		want, promise, _ := strings.Cut(want, "\nНапомним")
		want = heading + want + "\nВ связи с ремонтом.\n*подвоз* воды\n"
		if promise != "" {
			want += "Напомним" + promise + "\n"
		}
		if got := told(a.Announced(o)); got != want+"УК" {
			t.Errorf("got\n%s\nwant\n%s", got, want+"УК")
		}
	}
}

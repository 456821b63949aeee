package texts_test

import (
	"cmp"
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

// TestEveryClockOfAnotherZoneIsNamed reads each message in each pair of the eleven zones.
func TestEveryClockOfAnotherZoneIsNamed(t *testing.T) {
	t.Parallel()
	catalogue, err := texts.Load()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 25, 15, 30, 0, 0, time.UTC) // 17:30 in Kaliningrad, the 26th from Magadan on
	for _, there := range housing.Zones() {
		o := housing.Outage{
			Kind: housing.OutagePlanned, State: housing.OutageAnnounced, From: now.Add(-20 * time.Minute), To: now.Add(4 * time.Hour),
			Utilities: []housing.Utility{housing.UtilityHotWater}, Closed: now,
			Places: []housing.OutagePlace{{House: 1, Zone: there, Address: housing.Address{Street: "ул. Ленина", Number: "12"}}},
		}
		emergency, ended, off, prevention := o, o, o, o
		emergency.Kind, ended.State, off.State = housing.OutageEmergency, housing.OutageEnded, housing.OutageCalledOff
		prevention.Kind = housing.OutagePrevention
		for _, here := range append(housing.Zones(), "") {
			a := texts.Announcer{T: catalogue.T, Now: now, Local: here}
			clock := now.In(housing.House{Zone: cmp.Or(here, there)}.Location())
			house := now.In(housing.House{Zone: there}.Location())
			for name, text := range map[string]texts.Text{
				"announced": a.Announced(o), "emergency": a.Announced(emergency), "extended": a.Extended(emergency, now),
				"corrected": a.Corrected(o, housing.Span{From: now, To: o.To}), "ahead": a.Ahead(prevention),
				"ended": a.Ended(ended), "called off": a.CalledOff(off), "back": a.Back(prevention), "digest": a.Digest([]housing.Outage{o}),
			} {
				got := told(text)
				if strings.Contains(got, "Время МСК") != (clock.Format("-07") != house.Format("-07")) {
					t.Errorf("%s of %s, read in %q:\n%s", name, there, here, got)
				}
				if bare := !strings.Contains(got, "ноября"); bare && clock.Day() != house.Day() ||
					name == "digest" && strings.Contains(got, "Сегодня") != (clock.Day() == house.Day()) {
					t.Errorf("%s of %s, read in %q on the %d:\n%s", name, there, here, clock.Day(), got)
				}
			}
		}
	}
	moved := housing.Outage{From: now.Add(30 * time.Second), To: now.Add(time.Hour), Places: []housing.OutagePlace{{House: 1}}}
	for before, says := range map[time.Duration]bool{30 * time.Second: false, time.Hour: true} {
		was := housing.Span{From: moved.From.Add(-before), To: moved.To}
		got := told(texts.Announcer{T: catalogue.T, Now: now}.Corrected(moved, was))
		if strings.Contains(got, "Было объявлено") != says {
			t.Errorf("it began %v earlier:\n%s", before, got)
		}
	}
	two := housing.Outage{
		From: now.Add(24 * time.Hour), To: now.Add(26 * time.Hour), Utilities: []housing.Utility{housing.UtilityGas},
		Places: []housing.OutagePlace{{House: 1, Zone: "Europe/Kaliningrad", Called: "Дом"}},
	}
	far := two
	far.Places = []housing.OutagePlace{{House: 2, Zone: "Asia/Vladivostok", Called: "Дача"}}
	both := told(texts.Announcer{T: catalogue.T, Now: now}.Digest([]housing.Outage{two, far}))
	if !strings.Contains(both, "Дом: газ, 17:30–19:30 (2 ч).\n") || !strings.HasSuffix(both, "Время МСК+7.") {
		t.Errorf("houses in two zones:\n%s", both)
	}
}

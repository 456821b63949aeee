package housing_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

// hot is an outage of hot water from an hour of a day of November, for some hours.
func hot(t *testing.T, day, hour, hours int, kind housing.OutageKind) housing.Outage {
	t.Helper()
	from := novAt(t, day, hour, 0)
	return housing.Outage{
		Kind: kind, Utilities: []housing.Utility{housing.UtilityHotWater}, State: housing.OutageAnnounced,
		From: from, To: from.Add(time.Duration(hours) * time.Hour),
	}
}

// The rules that the norms come from are in force since September 2012.
func TestNormsAreDated(t *testing.T) {
	t.Parallel()
	first := housing.Date{Year: 2012, Month: time.September, Day: 1}
	for _, u := range housing.Utilities() {
		_, before := housing.OutageNormOf(u, first.Add(-1))
		_, since := housing.OutageNormOf(u, first)
		if before || since != (u != housing.UtilityLift) {
			t.Errorf("%s has a norm before its day: %t, since it: %t", u, before, since)
		}
	}
}

func TestARecalculationIsEstimatedByTheRules(t *testing.T) {
	t.Parallel()
	emergency, planned := housing.OutageEmergency, housing.OutagePlanned
	force := hot(t, 3, 0, 20, emergency)
	force.Force = true
	off := hot(t, 3, 0, 20, planned)
	off.State = housing.OutageCalledOff
	open := hot(t, 30, 0, 0, emergency)
	open.To = time.Time{}
	for name, tt := range map[string]struct {
		outages []housing.Outage
		hours   int
		sum     string // of 800 roubles
	}{
		"within the norm":                  {outages: []housing.Outage{hot(t, 3, 0, 8, emergency)}},
		"an hour less a minute over":       {outages: []housing.Outage{hot(t, 3, 0, 4, planned), hot(t, 5, 0, 4, emergency), {Kind: emergency, Utilities: []housing.Utility{housing.UtilityHotWater}, State: housing.OutageAnnounced, From: novAt(t, 7, 0, 0), To: novAt(t, 7, 0, 59)}}},
		"14 hours in all":                  {outages: []housing.Outage{hot(t, 3, 0, 14, emergency)}, hours: 6, sum: "7.2"},
		"six planned hours at once":        {outages: []housing.Outage{hot(t, 3, 0, 6, planned)}, hours: 2, sum: "2.4"},
		"an accident of 30 hours":          {outages: []housing.Outage{hot(t, 3, 0, 30, emergency)}, hours: 22, sum: "26.4"},
		"the same told twice":              {outages: []housing.Outage{hot(t, 3, 0, 14, emergency), hot(t, 3, 4, 6, emergency)}, hours: 6, sum: "7.2"},
		"prevention":                       {outages: []housing.Outage{hot(t, 3, 0, 200, housing.OutagePrevention)}},
		"force majeure":                    {outages: []housing.Outage{force}},
		"what did not take place":          {outages: []housing.Outage{off}},
		"a part of it in the month":        {outages: []housing.Outage{hot(t, 0, 0, 24+10, emergency)}, hours: 2, sum: "2.4"},
		"it lasts, up to noon of the 30th": {outages: []housing.Outage{open}, hours: 4, sum: "4.8"},
		"more than the charge":             {outages: []housing.Outage{hot(t, 1, 0, 29*24, emergency)}, hours: 688, sum: "800"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			november := housing.Period{Year: 2026, Month: time.November}
			l := housing.Loss{
				Account: housing.Account{House: housing.House{Zone: "Asia/Novosibirsk"}}, Outages: tt.outages,
				Documents: []housing.Document{{Period: november.Add(-1), Charges: []housing.Charge{
					{Kind: housing.ServiceCharge, Service: "Горячее водоснабжение (носитель)", Charged: decimal.NewFromInt(300)},
					{Kind: housing.ServiceCharge, Service: "Горячая вода (энергия)", Charged: decimal.NewFromInt(500)},
					{Kind: housing.ServiceCharge, Service: "Горячая вода на содержание общего имущества", Charged: decimal.NewFromInt(90)},
					{Kind: housing.ServiceCharge, Service: "Холодное водоснабжение", Charged: decimal.NewFromInt(400)},
				}}},
			}

			r, ok := l.Recalculation(housing.UtilityHotWater, november, novAt(t, 30, 12, 0))

			if r.Hours != tt.hours || ok != (tt.hours > 0) || ok && r.Sum.Decimal.String() != tt.sum {
				t.Errorf("%d hours, %s roubles, want %d and %s", r.Hours, r.Sum.Decimal, tt.hours, tt.sum)
			}
		})
	}
}

func TestAServiceIsReadFromItsName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]housing.Utility{
		"Холодное водоснабжение": housing.UtilityColdWater, "ХВС": housing.UtilityColdWater,
		"Горячая вода (тепловая энергия)": housing.UtilityHotWater, "Водоотведение ГВС": housing.UtilitySewage,
		"Отопление": housing.UtilityHeating, "Электроэнергия (однотарифный)": housing.UtilityElectricity,
		"Газ": housing.UtilityGas, "Газоснабжение": housing.UtilityGas, "Содержание жилья": "", "ХВС на СОИ": "",
		"Капитальный ремонт": "", "Обслуживание газового оборудования": "", "Уборка газона": "",
	} {
		if got, _ := housing.UtilityOfService(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

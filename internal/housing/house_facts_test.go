package housing_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

func tariffAt(since, price string, own bool) housing.Tariff {
	var from housing.Date
	if err := from.UnmarshalText([]byte(since)); err != nil {
		panic(err)
	}
	return housing.Tariff{Resource: "вода", Price: decimal.RequireFromString(price), From: from, Own: own}
}

func TestTariffsInForce(t *testing.T) {
	t.Parallel()
	day := housing.Date{Year: 2026, Month: 11, Day: 23}
	all := []housing.Tariff{
		tariffAt("2027-07-01", "45.85", false), tariffAt("2026-07-01", "42.30", false), tariffAt("2025-07-01", "39.10", false),
	}
	for name, c := range map[string]struct {
		all                       []housing.Tariff
		price, was, next, percent string
	}{
		"between two":       {all, "42.3", "39.1", "45.85", "8.2"},
		"the first to come": {all[:1], "45.85", "", "", ""},
		"that of the house": {append([]housing.Tariff{tariffAt("2026-10-01", "40", true)}, all...), "40", "42.3", "", "-5.4"},
		"one of the house to come": {
			append([]housing.Tariff{tariffAt("2027-01-01", "41", true)}, all...), "42.3", "39.1", "41", "8.2",
		},
		"nothing before is no change": {
			[]housing.Tariff{tariffAt("2025-01-01", "0", false), tariffAt("2026-01-01", "5", false)}, "5", "0", "", "",
		},
	} {
		lines := housing.TariffsOn(c.all, day)
		if len(lines) != 1 {
			t.Errorf("%s: %d lines", name, len(lines))
			continue
		}
		l := lines[0]
		var was, next, percent string
		if l.Was != nil {
			was = l.Was.Price.String()
		}
		if l.Next != nil {
			next = l.Next.Price.String()
		}
		if l.Change.Valid {
			percent = l.Change.Decimal.String()
		}
		if l.Price.String() != c.price || was != c.was || next != c.next || percent != c.percent {
			t.Errorf("%s: %s, was %q, next %q, %q%%", name, l.Price, was, next, percent)
		}
	}
}

func TestWhatALicenceIsLookedForBy(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]struct {
		q     housing.LicenceQuery
		fault housing.LicenceFault
	}{
		"5499001269":             {q: housing.LicenceQuery{INN: "5499001269"}},
		"ИНН 54 9900 1269":       {q: housing.LicenceQuery{INN: "5499001269"}},
		"5499001268":             {fault: housing.LicenceINN},
		"ОГРН: 1165476000018":    {q: housing.LicenceQuery{OGRN: "1165476000018"}},
		"1165476000017":          {fault: housing.LicenceOGRN},
		"054000123":              {q: housing.LicenceQuery{Number: "054000123"}},
		"л045-01234-54/00123456": {q: housing.LicenceQuery{Number: "Л045-01234-54/00123456"}},
		"1234567":                {fault: housing.LicenceDigit},
		"уютный":                 {q: housing.LicenceQuery{Name: "уютный"}},
		"управдомовец":           {q: housing.LicenceQuery{Name: "управдомовец"}}, // twelve letters, no number
		"ук":                     {fault: housing.LicenceShort},
		" … ":                    {fault: housing.LicenceShort},
	} {
		if q, fault := housing.ParseLicenceQuery(typed); q != want.q || fault != want.fault {
			t.Errorf("%q is %+v %q, want %+v %q", typed, q, fault, want.q, want.fault)
		}
	}
}

func FuzzLicenceQuery(f *testing.F) {
	for _, s := range []string{"5499001269", "ОГРН 1165476000018", "Л045-01234-54/00123456", "уютный дом", "\u202e12", "ИНН"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, fault := housing.ParseLicenceQuery(s)
		if (fault == "") == (q == housing.LicenceQuery{}) {
			t.Errorf("%q is %+v and %q", s, q, fault)
		}
		if q.INN != "" && !housing.ValidINN(q.INN) || q.OGRN != "" && !housing.ValidOGRN(q.OGRN) {
			t.Errorf("%q has wrong check digits: %+v", s, q)
		}
	})
}

func TestWorksOfAYearAreSummed(t *testing.T) {
	t.Parallel()
	cost := func(s string) housing.Amount {
		return housing.Amount{Cost: decimal.NewNullDecimal(decimal.RequireFromString(s))}
	}
	got := housing.TotalOf([]housing.Work{
		{Planned: cost("96000"), Done: cost("96000.50")}, {Planned: cost("24600")}, {Done: cost("49806")},
	})
	if got.Planned.String() != "120600" || got.Done.String() != "145806.5" || got.Beyond.String() != "49806" ||
		got.Count != 3 || got.Ready != 2 {
		t.Errorf("%+v", got)
	}
}

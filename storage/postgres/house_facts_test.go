package postgres_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

func stated() housing.Stated {
	return housing.Stated{Source: "приказ", On: housing.Date{Year: 2026, Month: 11, Day: 5}}
}

func priced(row int, house, oktmo, price string, since housing.Date) housing.TariffRecord {
	return housing.TariffRecord{
		TableRow: housing.TableRow{Sheet: "Тарифы", Row: row, House: house, OKTMO: oktmo},
		Tariff: housing.Tariff{
			Resource: "холодная вода", Price: decimal.RequireFromString(price), Unit: "м³", From: since, Stated: stated(),
		},
	}
}

// loadHouses imports tables for an organisation.
func (w *town) loadHouses(b housing.HouseBook, in housing.Import) housing.ImportReport {
	w.t.Helper()
	in.At = noon()
	if in.Organisation == 0 {
		in.Organisation = w.org
	}
	report, err := w.register.ImportHouses(w.t.Context(), in, b)
	must(w.t, err)
	return report
}

// A tariff holds for the house, for its territory or for all: whoever manages another house does not see it.
func TestTariffsHoldWhereTheyAreSaidTo(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	july := housing.Date{Year: 2026, Month: 7, Day: 1}
	passport := housing.PassportRecord{
		TableRow: housing.TableRow{Sheet: "Дома", Row: 2, House: "ленина 12"},
		Passport: housing.Passport{Year: 1987, OKTMO: "50799000001", Stated: stated()},
	}
	house, err := w.orgs.HouseByText(t.Context(), w.org, housing.ParseQuery("ленина 12"))
	must(t, err)
	other, err := w.orgs.HouseByText(t.Context(), w.org, housing.ParseQuery("мира 12 корп 2"))
	must(t, err)
	rival, _, err := w.orgs.Add(t.Context(), "7802532605", "ТСЖ «Рядом»", "", noon())
	must(t, err)

	report := w.loadHouses(housing.HouseBook{
		Passports: []housing.PassportRecord{passport},
		Tariffs: []housing.TariffRecord{
			priced(2, "", "50799000", "10", july), priced(3, "", "50799000001", "20", july),
			priced(4, "", "50799000002", "30", july), priced(5, "", "", "40", july), priced(6, "Ленина, 12", "", "50", july),
		},
	}, housing.Import{})
	if report.Created != 6 || len(report.Faults) > 0 {
		t.Fatalf("loaded: %+v", report)
	}
	report = w.loadHouses(housing.HouseBook{Tariffs: []housing.TariffRecord{
		priced(2, "", "", "99", july), priced(3, "ленина 12", "", "98", july),
	}}, housing.Import{Organisation: rival, Partial: true})
	if report.Created != 1 || len(report.Faults) != 1 || report.Faults[0].Row != 3 {
		t.Errorf("a house of another organisation: %+v", report)
	}

	prices := func(id housing.HouseID) (all []string) {
		t.Helper()
		list, err := w.houses.Tariffs(t.Context(), id)
		must(t, err)
		for _, x := range list {
			all = append(all, x.Price.String())
		}
		return all
	}
	if got := prices(house.ID); len(got) != 4 || got[0] == "30" {
		t.Errorf("the house has %v, want 40, 10, 20 and 50", got)
	}
	if got := prices(other.ID); len(got) != 1 || got[0] != "40" {
		t.Errorf("a house without a passport has %v, want 40", got)
	}
	if now := housing.TariffsOn(mustTariffs(t, w, house.ID), july); len(now) != 1 || now[0].Price.String() != "50" {
		t.Errorf("in force: %+v, want that of the house", now)
	}
}

func mustTariffs(t *testing.T, w *town, id housing.HouseID) []housing.Tariff {
	t.Helper()
	all, err := w.houses.Tariffs(t.Context(), id)
	must(t, err)
	return all
}

// One fault keeps the whole file out; the same file twice changes nothing.
func TestTablesAboutHousesAreTakenAsAWhole(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	july := housing.Date{Year: 2026, Month: 7, Day: 1}
	good := housing.HouseBook{Tariffs: []housing.TariffRecord{priced(2, "ленина 12", "", "42.30", july)}}
	bad := housing.HouseBook{Tariffs: append([]housing.TariffRecord{priced(3, "садовая 999", "", "1", july)}, good.Tariffs...)}

	if r := w.loadHouses(bad, housing.Import{}); r.Saved || w.int("SELECT count(*) FROM tariffs") != 0 {
		t.Errorf("a file with a fault left %d tariffs: %+v", w.int("SELECT count(*) FROM tariffs"), r)
	}
	if r := w.loadHouses(good, housing.Import{}); !r.Saved || r.Created != 1 {
		t.Errorf("the good file: %+v", r)
	}
	if r := w.loadHouses(good, housing.Import{}); !r.Saved || r.Same != 1 || r.Changed != 0 {
		t.Errorf("the same again: %+v", r)
	}
	good.Tariffs[0].Price = decimal.RequireFromString("43")
	if r := w.loadHouses(good, housing.Import{}); r.Changed != 1 {
		t.Errorf("another price: %+v", r)
	}
	good.Tariffs[0].Remove, good.Tariffs[0].Resource = true, "Холодная вода"
	if r := w.loadHouses(good, housing.Import{}); r.Changed != 1 || w.int("SELECT count(*) FROM tariffs") != 0 {
		t.Errorf("removed: %+v", r)
	}
	stranger := w.person(77)
	if _, err := w.register.ImportHouses(t.Context(), housing.Import{Organisation: w.org, By: stranger, At: noon()}, good); err == nil {
		t.Error("a stranger's file was taken")
	}
}

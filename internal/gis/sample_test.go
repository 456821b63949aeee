package gis_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"dombot/internal/gis"
	"dombot/internal/gis/sample"
	"dombot/internal/housing"
)

// written is a file of the sample town; the tests of the generator hold it to
// what the generator writes.
func written(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../samples", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// charged is the file of a month's charges.
func charged(t *testing.T, month time.Month) []byte {
	t.Helper()
	return written(t, fmt.Sprintf("charges-2026-%02d.xlsx", month))
}

func decimals() cmp.Option {
	return cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })
}

func TestSampleAccountsLoadWithoutFaults(t *testing.T) {
	t.Parallel()
	store := &memory{}
	var result bytes.Buffer

	report, err := (&gis.Importer{Register: store}).Accounts(t.Context(), source(written(t, sample.AccountsFile)),
		gis.Options{Result: &result})
	if err != nil {
		t.Fatal(err)
	}
	if !report.Saved || report.Created != 306 || report.Rows != 306 || len(report.Faults) > 0 {
		t.Fatalf("report = %+v", report)
	}
	i := slices.IndexFunc(store.accounts, func(a housing.AccountRecord) bool {
		return a.Number == sample.KnownAccount
	})
	got := store.accounts[i]
	want := housing.AccountRecord{
		Row: 47, PlaceRow: 47, Number: "1203045", ELS: sample.KnownELS, IZHKU: sample.KnownELS + "-01",
		Kind: "ЛС УО", Holder: "Морозова Полина Игоревна", FIAS: "5e0f1c52-7a41-4d0b-9c36-120000000012",
		Area: got.Area, Living: got.Living, Heated: got.Area, Persons: got.Persons,
		Address: housing.Address{
			Region: "Новосибирская обл.", Settlement: "Светлоречье", Street: "ул. Ленина", Number: "12",
		},
		PremisesKind: "Жилое помещение", Premises: "45", Entrance: "2",
		PremisesID: "5490000000000000000000012-0000000045", Share: decimal.NewFromInt(100),
	}
	if diff := cmp.Diff(want, got, decimals()); diff != "" {
		t.Errorf("known account (-want +got):\n%s", diff)
	}
	for _, name := range []string{gis.AccountSheet, gis.PlaceSheet} {
		statuses := column(t, result.Bytes(), name)[1:]
		if len(statuses) != 306 || slices.ContainsFunc(statuses, func(s string) bool { return s != "Загружено" }) {
			t.Errorf("statuses of %s: %q", name, statuses)
		}
	}
}

func TestSampleMetersLoadWithoutFaults(t *testing.T) {
	t.Parallel()
	store := &memory{}

	report, err := (&gis.Importer{Register: store}).Meters(t.Context(), source(written(t, sample.MetersFile)),
		gis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !report.Saved || len(report.Faults) > 0 || report.Created < 900 || report.Created != len(store.meters) {
		t.Fatalf("report = %+v", report)
	}
	got := store.meters[slices.IndexFunc(store.meters, func(m housing.MeterRecord) bool {
		return m.Serial == sample.KnownSerial
	})]
	want := housing.MeterRecord{
		Row: got.Row, Account: "1203045", HouseID: "5490000000000000000000012-00001",
		PremisesID: "5490000000000000000000012-0000000045", Resource: housing.ColdWater, Serial: "18-345672",
		GISNumber: got.GISNumber, Place: "кухня", Tariffs: 1, Unit: "113",
		Address: housing.Address{
			Region: "Новосибирская обл.", Settlement: "Светлоречье", Street: "ул. Ленина", Number: "12",
		},
		Installed: housing.Date{Year: 2023, Month: time.April, Day: 15},
		Verified:  housing.Date{Year: 2029, Month: time.April, Day: 11},
		Last:      housing.Values{decimal.RequireFromString("123.456")}, LastBy: housing.FromOrganisation,
	}
	if diff := cmp.Diff(want, got, decimals()); diff != "" {
		t.Errorf("known meter (-want +got):\n%s", diff)
	}
}

func TestSampleHasEveryCaseThatTheDemoShows(t *testing.T) {
	t.Parallel()
	store := &memory{}
	if _, err := (&gis.Importer{Register: store}).Meters(t.Context(), source(written(t, sample.MetersFile)),
		gis.Options{}); err != nil {
		t.Fatal(err)
	}
	today := housing.Date{Year: 2026, Month: time.November, Day: 20}
	cases := map[string]func(housing.MeterRecord) bool{
		"TwoTariffs":   func(m housing.MeterRecord) bool { return m.Tariffs == 2 },
		"ThreeTariffs": func(m housing.MeterRecord) bool { return m.Tariffs == 3 },
		"Automatic":    func(m housing.MeterRecord) bool { return m.Automatic && m.Resource == housing.Heating },
		"Gas":          func(m housing.MeterRecord) bool { return m.Resource == housing.Gas },
		"Bathroom":     func(m housing.MeterRecord) bool { return m.Place == "ванная" },
		"Unnumbered":   func(m housing.MeterRecord) bool { return m.GISNumber == "" },
		"Expired":      func(m housing.MeterRecord) bool { return m.Verified.Before(today) },
		"ExpiresSoon": func(m housing.MeterRecord) bool {
			return !m.Verified.Before(today) && m.Verified.Before(today.Add(60))
		},
	}

	for name, holds := range cases {
		if n := len(slices.Collect(filter(store.meters, holds))); n < 5 || n > len(store.meters)/2 {
			t.Errorf("%s: %d of %d meters", name, n, len(store.meters))
		}
	}
}

func filter[T any](list []T, keep func(T) bool) func(func(T) bool) {
	return func(yield func(T) bool) {
		for _, v := range list {
			if keep(v) && !yield(v) {
				return
			}
		}
	}
}

package postgres_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
)

func names(houses []housing.House) []string {
	list := make([]string, 0, len(houses))
	for i := range houses {
		a := houses[i].Address
		name := a.Street + ", " + a.Number
		if a.Building != "" {
			name += " к. " + a.Building
		}
		list = append(list, name)
	}
	return list
}

func TestTypedAddressFindsTheHouse(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	for typed, want := range map[string][]string{
		"ленина 5":                       {"ул. Ленина, 5"},
		"ул Ленена 5":                    {"ул. Ленина, 5"},
		"УЛ. ЛЕНИНА, Д. 5":               {"ул. Ленина, 5"},
		"г Светлоречье, ул Ленина, 5":    {"ул. Ленина, 5"},
		"светлоречье ленина 5 кв 3":      {"ул. Ленина, 5"},
		"ленинградская 5":                {"ул. Ленинградская, 5"},
		"ленинградска 5":                 {"ул. Ленинградская, 5"},
		"ленина 12":                      {"ул. Ленина, 12", "ул. Ленина, 12 к. 2"},
		"ленина 12 корп. 2":              {"ул. Ленина, 12 к. 2"},
		"пр-кт мира 12к2":                {"пр-кт Мира, 12 к. 2"},
		"миро 12":                        {"пр-кт Мира, 12 к. 2"},
		"12 корп. 2":                     {"ул. Ленина, 12 к. 2", "пр-кт Мира, 12 к. 2"},
		"12 корпус 2":                    {"ул. Ленина, 12 к. 2", "пр-кт Мира, 12 к. 2"},
		"ленена 112":                     {},
		"гагарина 5":                     {},
		"новосибирская область ленина 5": {"ул. Ленина, 5"},
	} {
		t.Run(typed, func(t *testing.T) {
			t.Parallel()

			exact, _, err := w.houses.Search(t.Context(), housing.ParseQuery(typed), 10)
			must(t, err)

			if diff := cmp.Diff(want, names(exact)); diff != "" {
				t.Errorf("found (-want +got):\n%s", diff)
			}
		})
	}
}

func TestUnknownNumberOffersTheNearestOnes(t *testing.T) {
	t.Parallel()
	w := newTown(t)

	_, similar, err := w.houses.Search(t.Context(), housing.ParseQuery("ленена 112"), 3)
	must(t, err)

	want := []string{"ул. Ленина, 12", "ул. Ленина, 12 к. 2", "ул. Ленина, 11"}
	if diff := cmp.Diff(want, names(similar)); diff != "" {
		t.Errorf("similar (-want +got):\n%s", diff)
	}
}

func TestTheSameNumberOnSimilarStreetsIsOffered(t *testing.T) {
	t.Parallel()
	w := newTown(t)

	exact, similar, err := w.houses.Search(t.Context(), housing.ParseQuery("ленинградская 11"), 2)
	must(t, err)

	if len(exact) != 0 || len(similar) != 2 {
		t.Errorf("exact %v, similar %v; want two similar ones only", names(exact), names(similar))
	}
}

func TestDirectoryLeadsToEveryHouseInNaturalOrder(t *testing.T) {
	t.Parallel()
	w := newTown(t)

	regions, err := w.houses.Regions(t.Context())
	must(t, err)
	settlements, err := w.houses.Settlements(t.Context(), regions[0])
	must(t, err)
	streets, err := w.houses.Streets(t.Context(), regions[0], settlements[0])
	must(t, err)
	houses, err := w.houses.OnStreet(t.Context(), regions[0], settlements[0], "ул. Ленина")
	must(t, err)

	if diff := cmp.Diff([]string{"ул. Ленина", "ул. Ленинградская", "пр-кт Мира"}, streets); diff != "" {
		t.Errorf("streets (-want +got):\n%s", diff)
	}
	want := []string{"ул. Ленина, 5", "ул. Ленина, 11", "ул. Ленина, 12", "ул. Ленина, 12 к. 2"}
	if diff := cmp.Diff(want, names(houses)); diff != "" {
		t.Errorf("houses (-want +got):\n%s", diff)
	}
	one, err := w.houses.House(t.Context(), houses[0].ID)
	must(t, err)
	if diff := cmp.Diff(houses[0], one); diff != "" {
		t.Errorf("one house (-want +got):\n%s", diff)
	}
}

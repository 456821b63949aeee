package postgres_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/housing"
)

func TestDispatchersOfAHouseComeBeforeThoseOfItsOrganisation(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	person := w.person(1)
	w.connect(person)
	w.connectBy(w.mira(person))
	lenina, mira := w.house("ленина 12").ID, w.house("мира 12к2").ID
	day, night := housing.Dispatcher{Phone: "+70000000001", Hours: "днём"}, housing.Dispatcher{Phone: "005"}
	phone := housing.Dispatcher{Phone: "+7 000 000-00-00"}

	wantServices := func(what string, want map[housing.HouseID][]housing.Dispatcher) {
		t.Helper()
		services, err := w.orgs.Services(w.ctx(), person)
		must(t, err)
		got := map[housing.HouseID][]housing.Dispatcher{}
		for _, s := range services {
			got[s.House.ID] = s.Dispatchers
		}
		if diff := cmp.Diff(want, got); diff != "" || services[0].House.ID != lenina {
			t.Errorf("%s: services (-want +got):\n%s", what, diff)
		}
	}
	all := func(l, m []housing.Dispatcher) map[housing.HouseID][]housing.Dispatcher {
		return map[housing.HouseID][]housing.Dispatcher{lenina: l, mira: m}
	}
	wantServices("nothing set", all([]housing.Dispatcher{phone}, []housing.Dispatcher{phone}))

	must(t, w.orgs.SetDispatchers(w.ctx(), w.org, nil, []housing.Dispatcher{day, night}))
	wantServices("of the organisation", all([]housing.Dispatcher{day, night}, []housing.Dispatcher{day, night}))

	must(t, w.orgs.SetDispatchers(w.ctx(), w.org, &mira, []housing.Dispatcher{night}))
	wantServices("of one house", all([]housing.Dispatcher{day, night}, []housing.Dispatcher{night}))

	must(t, w.orgs.SetDispatchers(w.ctx(), w.org, &mira, []housing.Dispatcher{night, day}))
	wantServices("set again", all([]housing.Dispatcher{day, night}, []housing.Dispatcher{night, day}))

	must(t, w.orgs.SetDispatchers(w.ctx(), w.org, &mira, nil))
	must(t, w.orgs.SetPhone(w.ctx(), w.org, ""))
	must(t, w.orgs.SetDispatchers(w.ctx(), w.org, nil, nil))
	wantServices("taken away", all(nil, nil))
}

func TestStrangersAreToldOfOrganisationsThatCanBeCalled(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	second, _, err := w.orgs.Add(w.ctx(), "5400000010", "ТСЖ «Берёзка»", "", noon())
	must(t, err)
	names := func() (names []string) {
		t.Helper()
		services, err := w.orgs.CommonServices(w.ctx(), 10)
		must(t, err)
		for _, s := range services {
			names = append(names, s.House.Organisation.Name)
		}
		return names
	}
	if got := names(); !cmp.Equal(got, []string{"УК «Уютный дом»"}) {
		t.Errorf("without phones: %v", got)
	}
	must(t, w.orgs.SetDispatchers(w.ctx(), second, nil, []housing.Dispatcher{{Phone: "005"}}))
	if got := names(); !cmp.Equal(got, []string{"ТСЖ «Берёзка»", "УК «Уютный дом»"}) {
		t.Errorf("with a dispatcher: %v", got)
	}
	if services, err := w.orgs.Services(w.ctx(), w.person(2)); err != nil || len(services) != 0 {
		t.Errorf("services of nobody: %v, %v", services, err)
	}
}

func TestDispatchersAreSetForOnesOwnHouses(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	second, _, err := w.orgs.Add(w.ctx(), "5400000010", "ТСЖ «Берёзка»", "", noon())
	must(t, err)
	foreign := w.house("ленина 12").ID
	some := []housing.Dispatcher{{Phone: "005"}}

	wantKind(t, w.orgs.SetDispatchers(w.ctx(), second, &foreign, some), housing.NotFound)
	wantKind(t, w.orgs.SetDispatchers(w.ctx(), second+1, nil, some), housing.NotFound)
	if n := w.int("SELECT count(*) FROM dispatchers"); n != 0 {
		t.Errorf("%d dispatchers are stored", n)
	}
}

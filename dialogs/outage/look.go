package outage

import (
	"context"
	"slices"

	"dombot/dialogs/outage/said"
	"dombot/internal/housing"
)

// looked is what places that were typed are among the houses of an organisation.
// What names none of them, or may name several, is not guessed.
type looked struct {
	places  []housing.OutagePlace
	near    []housing.House // that the words may name
	unknown []string
	foreign []string // houses of other organisations
	faults  []string // times that cannot be used, with what they were told of
}

// The bounds of one search.
const (
	mostHouses = 200 // of a street
	mostLooked = 500 // places and houses that were typed
	lately     = 4   // houses that have a button
)

// look finds places among the houses of an organisation alone.
func (p Ports) look(
	ctx context.Context, org housing.OrganisationID, places []said.Place,
) (v looked, err error) {
	left := mostLooked
	for _, place := range places {
		if left -= max(1, len(place.Houses)); left < 0 || place.Street == "" {
			v.unknown = append(v.unknown, place.Text)
			continue
		}
		houses := place.Houses
		if place.All {
			houses = []said.Houses{{Text: place.Text}}
		}
		for _, h := range houses {
			if err := p.lookOne(ctx, org, sought{place, h}, &v); err != nil {
				return v, err
			}
		}
	}
	v.places = housing.MergePlaces(v.places)
	return v, nil
}

// sought is one house of a place, a range of them, or all of a street.
type sought struct {
	place said.Place
	house said.Houses
}

// text is what was typed of it.
func (s sought) text() string {
	if len(s.place.Houses) < 2 {
		return s.place.Text
	}
	return s.place.Street + ", " + s.house.Text
}

// within leaves those of a range where one is named.
func (s sought) within(houses []housing.House) []housing.House {
	if !s.house.Range() {
		return houses
	}
	return slices.DeleteFunc(houses, func(h housing.House) bool { return !s.house.Has(h.Address.Number) })
}

func (p Ports) lookOne(ctx context.Context, org housing.OrganisationID, s sought, v *looked) error {
	q := s.place.Query(s.house)
	houses, err := p.Houses.OfOrganisation(ctx, org, q, mostHouses)
	if err != nil {
		return err
	}
	many := s.place.All || s.house.Range()
	houses = s.within(houses)
	if s.house.MaybeFlat && len(houses) < 2 {
		return p.lookFlat(ctx, org, s, v)
	}
	if !many {
		houses = named(houses, q)
	}
	switch {
	case many && len(houses) > 0 && !s.house.MaybeFlat, len(houses) == 1:
		for _, h := range houses {
			v.places = append(v.places, parts(h, s.place)...)
		}
		return nil
	case len(houses) > 0:
		v.near, v.unknown = append(v.near, houses...), append(v.unknown, s.text())
		return nil
	case many:
		v.unknown = append(v.unknown, s.text())
		return nil
	}
	return p.lookElsewhere(ctx, q, s, v)
}

// lookFlat reads «ленина 12-45» as a flat where the street has no such range of houses.
func (p Ports) lookFlat(ctx context.Context, org housing.OrganisationID, s sought, v *looked) error {
	q := housing.ParseQuery(s.place.Street + ", " + s.house.Text)
	houses, err := p.Houses.OfOrganisation(ctx, org, q, mostHouses)
	if err != nil {
		return err
	}
	if houses = named(houses, q); len(houses) != 1 || q.Premises == "" {
		v.near, v.unknown = append(v.near, houses...), append(v.unknown, s.text())
		return nil
	}
	place := whole(houses[0])
	place.Premises = []string{q.Premises}
	v.places = append(v.places, place)
	return nil
}

// lookElsewhere tells a house of another organisation from one that nobody knows.
func (p Ports) lookElsewhere(ctx context.Context, q housing.AddressQuery, s sought, v *looked) error {
	exact, _, err := p.Houses.Search(ctx, q, 1)
	if len(exact) > 0 {
		v.foreign = append(v.foreign, s.text())
		return err
	}
	v.unknown = append(v.unknown, s.text())
	return err
}

// parts are the parts of a house that a place names.
func parts(h housing.House, of said.Place) (all []housing.OutagePlace) {
	place := whole(h)
	place.Premises, place.Riser = of.Flats, of.Riser
	if len(of.Entrances) == 0 {
		return []housing.OutagePlace{place}
	}
	for _, e := range of.Entrances {
		place.Entrance = e
		all = append(all, place)
	}
	return all
}

func whole(h housing.House) housing.OutagePlace {
	return housing.OutagePlace{House: h.ID, Address: h.Address, Zone: h.Zone}
}

// named keeps, where no building was typed, the house that has none.
func named(houses []housing.House, q housing.AddressQuery) []housing.House {
	plain := slices.Clone(houses)
	plain = slices.DeleteFunc(plain, func(h housing.House) bool { return h.Address.Building != "" })
	if q.Building == "" && len(plain) == 1 {
		return plain
	}
	return houses[:min(lately, len(houses))]
}

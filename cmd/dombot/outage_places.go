package main

import (
	"context"
	"slices"
	"strings"

	"dombot/dialogs/outage/said"
	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// placeFinder finds the houses of an organisation that are written as dispatchers do.
type placeFinder struct {
	houses *postgres.Houses
	org    housing.OrganisationID
}

// mostHouses is how many houses one search may find.
const mostHouses = 500

// misplaced is a place that was not found: the key of why, with what was typed.
type misplaced struct{ key, text string }

// find returns the places of a text, and those of its parts that were not found.
func (f placeFinder) find(
	ctx context.Context, text string,
) (places []housing.OutagePlace, wrong []misplaced, err error) {
	found, unknown := said.Places(text)
	for _, p := range found {
		one, why, err := f.place(ctx, p)
		if err != nil {
			return nil, nil, err
		}
		if why != "" {
			wrong = append(wrong, misplaced{why, p.Text})
		}
		places = append(places, one...)
	}
	for _, text := range unknown {
		one, why, err := f.address(ctx, text)
		if err != nil {
			return nil, nil, err
		}
		if why != "" {
			wrong = append(wrong, misplaced{why, text})
		}
		places = append(places, one...)
	}
	return housing.MergePlaces(places), wrong, nil
}

// address finds a house by an address that is written in full.
func (f placeFinder) address(ctx context.Context, text string) ([]housing.OutagePlace, string, error) {
	q := housing.ParseQuery(text)
	if q.Number == "" {
		return nil, "outagefile.no_place", nil
	}
	h, why, err := f.exactly(ctx, q)
	if why != "" || err != nil {
		return nil, why, err
	}
	place := housing.OutagePlace{House: h.ID, Address: h.Address, Zone: h.Zone}
	if q.Premises != "" {
		place.Premises = []string{q.Premises}
	}
	return []housing.OutagePlace{place}, "", nil
}

func (f placeFinder) place(
	ctx context.Context, p said.Place,
) (places []housing.OutagePlace, why string, err error) {
	if p.Street == "" {
		return nil, "outagefile.no_place", nil
	}
	groups := p.Houses
	if p.All {
		groups = []said.Houses{{}}
	}
	for _, g := range groups {
		houses, why, err := f.group(ctx, p, g)
		if why != "" || err != nil {
			return nil, why, err
		}
		for _, h := range houses {
			places = append(places, partsOf(h, p)...)
		}
	}
	return places, "", nil
}

// group finds one house, or several of a street.
func (f placeFinder) group(
	ctx context.Context, p said.Place, g said.Houses,
) (houses []housing.House, why string, err error) {
	switch {
	case g.MaybeFlat:
		return nil, "outagefile.maybe_flat", nil
	case !p.All && !g.Range():
		h, why, err := f.exactly(ctx, p.Query(g))
		return []housing.House{h}, why, err
	}
	houses, err = f.houses.OfOrganisation(ctx, f.org, p.Query(g), mostHouses)
	if g.Range() {
		houses = slices.DeleteFunc(houses, func(h housing.House) bool { return !g.Has(h.Address.Number) })
	}
	if err == nil && len(houses) == 0 {
		why = "outagefile.no_place"
	}
	return houses, why, err
}

// exactly finds the one house that a query names; where no building was typed,
// the house that has none.
func (f placeFinder) exactly(
	ctx context.Context, q housing.AddressQuery,
) (h housing.House, why string, err error) {
	houses, err := f.houses.OfOrganisation(ctx, f.org, q, mostHouses)
	if err != nil {
		return h, "", err
	}
	building := func(h housing.House) bool { return h.Address.Building != "" }
	plain := slices.DeleteFunc(slices.Clone(houses), building)
	switch {
	case len(houses) == 0:
		return h, "outagefile.no_place", nil
	case q.Building == "" && len(plain) == 1:
		return plain[0], "", nil
	case len(houses) > 1:
		return h, "outagefile.several", nil
	}
	return houses[0], "", nil
}

// partsOf are the parts of a house that a place names.
func partsOf(h housing.House, p said.Place) (all []housing.OutagePlace) {
	place := housing.OutagePlace{
		House: h.ID, Address: h.Address, Zone: h.Zone, Premises: p.Flats, Riser: p.Riser && len(p.Flats) > 0,
	}
	for _, entrance := range p.Entrances {
		one := place
		one.Entrance = entrance
		all = append(all, one)
	}
	if len(all) == 0 {
		all = append(all, place)
	}
	return all
}

// quotedAll lists what was typed: „ленина 112“, „садовая“.
func quotedAll(all []string) string {
	list := make([]string, len(all))
	for i, s := range all {
		list[i] = "„" + s + "“"
	}
	return strings.Join(list, ", ")
}

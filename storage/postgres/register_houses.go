package postgres

import (
	"context"
	"fmt"
	"strings"
	"time"

	"dombot/internal/housing"
)

// places finds the houses that an import names, each looked up once, and
// creates the unknown ones where that is wanted.
type places struct {
	tx      *Tx
	org     housing.OrganisationID
	zone    string // of the houses that are created; empty: none is
	now     time.Time
	taken   housing.Date // when houses of another organisation pass to this one; zero: they do not
	by      housing.PersonID
	found   map[placeName]place
	created []housing.House
}

type placeName struct {
	fias    string
	address housing.Address
}

// place is a house of the import, or why it cannot be used.
type place struct {
	id    int64
	fault string
}

type houseKeys struct{ region, place, street, number, building string }

func keysOf(a housing.Address) houseKeys {
	return houseKeys{
		region: housing.Address{Street: a.Region}.StreetKey(), place: a.PlaceKey(), street: a.StreetKey(),
		number: a.NumberKey(), building: a.BuildingKey(),
	}
}

func (p *places) house(ctx context.Context, fias string, a housing.Address) (place, error) {
	name := placeName{strings.ToLower(strings.TrimSpace(fias)), a}
	if known, ok := p.found[name]; ok {
		return known, nil
	}
	found, err := p.look(ctx, name)
	if err != nil {
		return place{}, err
	}
	p.found[name] = found
	return found, nil
}

type knownHouse struct {
	ID   int64  `db:"id"`
	Org  int64  `db:"organisation_id"`
	FIAS string `db:"fias"`
}

const selectHouseByFIAS = `SELECT id, organisation_id, fias FROM houses WHERE fias = $1`

const selectHouseByKeys = `
	SELECT id, organisation_id, fias
	FROM houses
	WHERE region_key = $1 AND place_key = $2 AND number_key = $3 AND building_key = $4`

const updateFIAS = `UPDATE houses SET fias = $2 WHERE id = $1`

func (p *places) look(ctx context.Context, name placeName) (place, error) {
	if name.fias != "" {
		var h knownHouse
		err := get(ctx, p.tx, &h, selectHouseByFIAS, name.fias)
		if err == nil {
			return p.own(ctx, h)
		}
		if !isNoRows(err) {
			return place{}, fmt.Errorf("find house by GUID: %w", err)
		}
	}
	a := name.address
	if a.Street == "" || a.Number == "" || a.Settlement == "" {
		const fault = "дом не найден: нет ни известного кода ФИАС, ни полного адреса (город, улица, дом)"
		return place{fault: fault}, nil
	}
	return p.byAddress(ctx, name)
}

func (p *places) byAddress(ctx context.Context, name placeName) (place, error) {
	keys := keysOf(name.address)
	var h knownHouse
	err := get(ctx, p.tx, &h, selectHouseByKeys, keys.region, keys.place, keys.number, keys.building)
	switch {
	case err == nil:
		return p.known(ctx, name, h)
	case !isNoRows(err):
		return place{}, fmt.Errorf("find house by address: %w", err)
	case p.zone == "":
		return place{fault: "дом с таким адресом не загружен: сначала загрузите лицевые счета"}, nil
	}
	return p.create(ctx, name, keys)
}

// known takes a house found by its address. An import of accounts tells it its
// GUID; another GUID means another house.
func (p *places) known(ctx context.Context, name placeName, h knownHouse) (place, error) {
	found, err := p.own(ctx, h)
	if err != nil {
		return place{}, err
	}
	if p.zone == "" || name.fias == "" || found.fault != "" {
		return found, nil
	}
	if h.FIAS != "" {
		return place{fault: "по этому адресу записан дом с другим кодом ФИАС"}, nil
	}
	if !housing.ValidGUID(name.fias) {
		return badGUID(), nil
	}
	if _, err := run(ctx, p.tx, updateFIAS, h.ID, name.fias); err != nil {
		return place{}, fmt.Errorf("note GUID of house: %w", err)
	}
	return found, nil
}

func badGUID() place {
	return place{fault: "код ФИАС записан неверно: нужен GUID дома"}
}

// own takes a house of the organisation; that of another is taken over where the
// import says since when. No person says that: whoever loads for an organisation
// knows its own houses alone.
func (p *places) own(ctx context.Context, h knownHouse) (place, error) {
	if h.Org == int64(p.org) {
		return place{id: h.ID}, nil
	}
	if p.taken.IsZero() || p.by != 0 {
		return place{fault: "дом записан за другой организацией"}, nil
	}
	taken := housing.HousePass{House: housing.HouseID(h.ID), To: p.org, On: p.taken}
	_, err := pass(ctx, p.tx, taken, p.now)
	if housing.KindOf(err) == housing.Refused {
		return place{fault: "дом не мог перейти в этот день: он перешёл позже"}, nil
	}
	if err != nil {
		return place{}, err
	}
	return place{id: h.ID}, settle(ctx, p.tx, p.now)
}

const insertStreet = `
	INSERT INTO streets (place_key, street_key)
	VALUES ($1, $2)
	ON CONFLICT (place_key) DO NOTHING`

const insertHouse = `
	WITH created AS (
		INSERT INTO houses (organisation_id, fias, region, settlement, street, number, building,
			region_key, place_key, street_key, number_key, building_key, zone, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		RETURNING id, organisation_id
	)
	INSERT INTO house_terms (house_id, organisation_id, from_on, until_on)
	SELECT id, organisation_id, '-infinity', 'infinity'
	FROM created
	RETURNING house_id`

func (p *places) create(ctx context.Context, name placeName, k houseKeys) (place, error) {
	if name.fias != "" && !housing.ValidGUID(name.fias) {
		return badGUID(), nil
	}
	if _, err := run(ctx, p.tx, insertStreet, k.place, k.street); err != nil {
		return place{}, fmt.Errorf("create street: %w", err)
	}
	a, zone := name.address, p.zone
	if known, ok := housing.ZoneOf(a.Region); ok {
		zone = known
	}
	var id int64
	err := get(ctx, p.tx, &id, insertHouse,
		int64(p.org), name.fias, a.Region, a.Settlement, a.Street, a.Number, a.Building,
		k.region, k.place, k.street, k.number, k.building, zone, p.now)
	if err != nil {
		return place{}, fmt.Errorf("create house: %w", err)
	}
	var row houseRow
	if err := get(ctx, p.tx, &row, selectHouse, id); err != nil {
		return place{}, fmt.Errorf("read house: %w", err)
	}
	p.created = append(p.created, row.house())
	return place{id: id}, nil
}

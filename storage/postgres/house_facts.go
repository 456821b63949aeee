package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
)

type statedRow struct {
	Source   string    `db:"source"`
	StatedOn time.Time `db:"stated_on"`
}

func (r statedRow) stated() housing.Stated {
	return housing.Stated{Source: r.Source, On: housing.DateOf(r.StatedOn)}
}

//nolint:gosec // G101 takes the passport of a house for a password
const selectPassport = `
	SELECT built, floors, entrances, flats, area, living, series, walls, cadastre, oktmo, source, stated_on
	FROM passports
	WHERE house_id = $1`

const selectOffice = `
	SELECT f.ogrn, f.address, f.phone, f.hours, f.mail, f.site, f.source, f.stated_on
	FROM offices f
	JOIN houses h ON h.organisation_id = f.organisation_id
	WHERE h.id = $1`

const selectSuppliers = `
	SELECT DISTINCT ON (lower(s.resource)) s.resource, s.name, s.inn, s.phone, s.house_id IS NOT NULL AS own,
		s.source, s.stated_on
	FROM suppliers s
	JOIN houses h ON h.organisation_id = s.organisation_id AND (s.house_id IS NULL OR s.house_id = h.id)
	WHERE h.id = $1
	ORDER BY lower(s.resource), s.house_id NULLS LAST`

type passportRow struct {
	statedRow

	Built     int                 `db:"built"`
	Floors    int                 `db:"floors"`
	Entrances int                 `db:"entrances"`
	Flats     int                 `db:"flats"`
	Area      decimal.NullDecimal `db:"area"`
	Living    decimal.NullDecimal `db:"living"`
	Series    string              `db:"series"`
	Walls     string              `db:"walls"`
	Cadastre  string              `db:"cadastre"`
	OKTMO     string              `db:"oktmo"`
}

type officeRow struct {
	statedRow

	OGRN    string `db:"ogrn"`
	Address string `db:"address"`
	Phone   string `db:"phone"`
	Hours   string `db:"hours"`
	Mail    string `db:"mail"`
	Site    string `db:"site"`
}

type supplierRow struct {
	statedRow

	Resource string `db:"resource"`
	Name     string `db:"name"`
	INN      string `db:"inn"`
	Phone    string `db:"phone"`
	Own      bool   `db:"own"`
}

func (r supplierRow) supplier() housing.Supplier {
	return housing.Supplier{
		Resource: r.Resource, Name: r.Name, INN: r.INN, Phone: r.Phone, Own: r.Own, Stated: r.stated(),
	}
}

// Facts returns what is known of a house, of its organisation and its suppliers;
// what is not known is zero.
func (s *Houses) Facts(ctx context.Context, id housing.HouseID) (f housing.HouseFacts, err error) {
	var p passportRow
	switch err := get(ctx, s.DB.pool, &p, selectPassport, int64(id)); {
	case err == nil:
		f.Passport = housing.Passport{
			Year: p.Built, Floors: p.Floors, Entrances: p.Entrances, Flats: p.Flats,
			Area: p.Area, Living: p.Living, Series: p.Series, Walls: p.Walls,
			Cadastre: p.Cadastre, OKTMO: p.OKTMO, Stated: p.stated(),
		}
	case !isNoRows(err):
		return f, fmt.Errorf("read passport of house: %w", err)
	}
	var o officeRow
	switch err := get(ctx, s.DB.pool, &o, selectOffice, int64(id)); {
	case err == nil:
		f.Office = housing.Office{
			OGRN: o.OGRN, Address: o.Address, Phone: o.Phone, Hours: o.Hours, Mail: o.Mail, Site: o.Site,
			Stated: o.stated(),
		}
	case !isNoRows(err):
		return f, fmt.Errorf("read office of house: %w", err)
	}
	var rows []supplierRow
	if err := list(ctx, s.DB.pool, &rows, selectSuppliers, int64(id)); err != nil {
		return f, fmt.Errorf("list suppliers of house: %w", err)
	}
	f.Suppliers = each(rows, supplierRow.supplier)
	return f, nil
}

// A record that names no house holds in its territory: a settlement is in its municipality.
const ofTerritory = `(t.house_id = h.id OR t.house_id IS NULL AND (
		t.oktmo = '' OR t.oktmo = p.oktmo OR length(p.oktmo) = 11 AND t.oktmo = left(p.oktmo, 8)))`

const selectTariffs = `
	SELECT t.resource, t.kind, t.supplier, t.inn, t.price, t.unit, t.valid_from, t.valid_to, t.act,
		t.house_id IS NOT NULL AS own, t.source, t.stated_on
	FROM houses h
	LEFT JOIN passports p ON p.house_id = h.id
	JOIN tariffs t ON t.organisation_id = h.organisation_id AND ` + ofTerritory + `
	WHERE h.id = $1
	ORDER BY t.valid_from, length(t.oktmo)`

type tariffRow struct {
	statedRow

	Resource string          `db:"resource"`
	Kind     string          `db:"kind"`
	Supplier string          `db:"supplier"`
	INN      string          `db:"inn"`
	Price    decimal.Decimal `db:"price"`
	Unit     string          `db:"unit"`
	From     time.Time       `db:"valid_from"`
	To       sql.NullTime    `db:"valid_to"`
	Act      string          `db:"act"`
	Own      bool            `db:"own"`
}

func (r tariffRow) tariff() housing.Tariff {
	return housing.Tariff{
		Resource: r.Resource, Kind: r.Kind, Supplier: r.Supplier, INN: r.INN, Price: r.Price, Unit: r.Unit,
		From: housing.DateOf(r.From), To: dateOf(r.To), Act: r.Act, Own: r.Own, Stated: r.stated(),
	}
}

// Tariffs returns what is charged in a house, the oldest first.
func (s *Houses) Tariffs(ctx context.Context, id housing.HouseID) ([]housing.Tariff, error) {
	var rows []tariffRow
	if err := list(ctx, s.DB.pool, &rows, selectTariffs, int64(id)); err != nil {
		return nil, fmt.Errorf("list tariffs of house: %w", err)
	}
	return each(rows, tariffRow.tariff), nil
}

const selectRepairs = `
	SELECT short, work, year_from, year_to, cost, state, source, stated_on
	FROM repairs
	WHERE house_id = $1
	ORDER BY short DESC, year_from, work`

type repairRow struct {
	statedRow

	Short bool                `db:"short"`
	Work  string              `db:"work"`
	From  int                 `db:"year_from"`
	To    int                 `db:"year_to"`
	Cost  decimal.NullDecimal `db:"cost"`
	State string              `db:"state"`
}

func (r repairRow) repair() housing.Repair {
	return housing.Repair{
		Short: r.Short, Work: r.Work, From: r.From, To: r.To, Cost: r.Cost,
		State: housing.RepairState(r.State), Stated: r.stated(),
	}
}

const selectContributions = `
	SELECT t.rate, t.valid_from, t.valid_to, t.act, t.fund, t.owner, t.owner_inn,
		t.house_id IS NOT NULL AS own, t.source, t.stated_on
	FROM houses h
	LEFT JOIN passports p ON p.house_id = h.id
	JOIN contributions t ON t.organisation_id = h.organisation_id AND ` + ofTerritory + `
	WHERE h.id = $1
	ORDER BY t.valid_from DESC, length(t.oktmo) DESC`

type contributionRow struct {
	statedRow

	Rate     decimal.Decimal `db:"rate"`
	From     time.Time       `db:"valid_from"`
	To       sql.NullTime    `db:"valid_to"`
	Act      string          `db:"act"`
	Fund     string          `db:"fund"`
	Owner    string          `db:"owner"`
	OwnerINN string          `db:"owner_inn"`
	Own      bool            `db:"own"`
}

func (r contributionRow) contribution() housing.Contribution {
	return housing.Contribution{
		Rate: r.Rate, From: housing.DateOf(r.From), To: dateOf(r.To), Act: r.Act,
		Fund: housing.FundKind(r.Fund), Owner: r.Owner, OwnerINN: r.OwnerINN, Own: r.Own, Stated: r.stated(),
	}
}

// RepairPlan returns what is known of the capital repair of a house.
func (s *Houses) RepairPlan(ctx context.Context, id housing.HouseID) (plan housing.RepairPlan, err error) {
	var works []repairRow
	if err := list(ctx, s.DB.pool, &works, selectRepairs, int64(id)); err != nil {
		return plan, fmt.Errorf("list repairs of house: %w", err)
	}
	var rates []contributionRow
	if err := list(ctx, s.DB.pool, &rates, selectContributions, int64(id)); err != nil {
		return plan, fmt.Errorf("list contributions of house: %w", err)
	}
	plan.Works, plan.Contributions = each(works, repairRow.repair), each(rates, contributionRow.contribution)
	return plan, nil
}

package postgres

import (
	"time"

	"dombot/internal/housing"
)

// tableLines are the records of a file, as they are kept.
func tableLines(b housing.HouseBook, at time.Time) (lines []tableLine) {
	for _, r := range b.Offices {
		lines = append(lines, officeLine(r))
	}
	for _, r := range b.Passports {
		lines = append(lines, passportLine(r))
	}
	for _, r := range b.Suppliers {
		lines = append(lines, supplierLine(r))
	}
	for _, r := range b.Tariffs {
		lines = append(lines, tariffLine(r))
	}
	for _, r := range b.Repairs {
		lines = append(lines, repairLine(r))
	}
	for _, r := range b.Contributions {
		lines = append(lines, contributionLine(r))
	}
	return append(lines, licenceLines(b, at)...)
}

// licenceLines are works and licences: a licence comes before what is said of it.
func licenceLines(b housing.HouseBook, at time.Time) (lines []tableLine) {
	for _, r := range b.Works {
		lines = append(lines, workLine(r))
	}
	for _, r := range b.Licences {
		lines = append(lines, licenceLine(r, at))
	}
	for _, r := range b.LicenceHouses {
		lines = append(lines, licenceHouseLine(r, at))
	}
	for _, r := range b.Disqualified {
		lines = append(lines, disqualifiedLine(r))
	}
	return lines
}

// Each of the statements returns whether the row is new, and nothing where it was so already.
const upsertOffice = `
	INSERT INTO offices AS t (organisation_id, ogrn, address, phone, hours, mail, site, source, stated_on)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
	ON CONFLICT (organisation_id) DO UPDATE
	SET (ogrn, address, phone, hours, mail, site, source, stated_on) =
		(excluded.ogrn, excluded.address, excluded.phone, excluded.hours, excluded.mail, excluded.site,
		excluded.source, excluded.stated_on)
	WHERE t IS DISTINCT FROM excluded
	RETURNING xmax = 0`

const deleteOffice = `DELETE FROM offices WHERE organisation_id = $1`

func officeLine(r housing.OfficeRecord) tableLine {
	return tableLine{
		TableRow: r.TableRow, put: upsertOffice, drop: deleteOffice,
		rest: []any{r.OGRN, r.Address, r.Phone, r.Hours, r.Mail, r.Site, r.Source, dateArg(r.On)},
	}
}

//nolint:gosec // G101 takes the passport of a house for a password
const upsertPassport = `
	INSERT INTO passports AS t (house_id, built, floors, entrances, flats, area, living, series, walls,
		cadastre, oktmo, source, stated_on)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
	ON CONFLICT (house_id) DO UPDATE
	SET (built, floors, entrances, flats, area, living, series, walls, cadastre, oktmo, source, stated_on) =
		(excluded.built, excluded.floors, excluded.entrances, excluded.flats, excluded.area, excluded.living,
		excluded.series, excluded.walls, excluded.cadastre, excluded.oktmo, excluded.source,
		excluded.stated_on)
	WHERE t IS DISTINCT FROM excluded
	RETURNING xmax = 0`

const deletePassport = `DELETE FROM passports WHERE house_id = $1`

func passportLine(r housing.PassportRecord) tableLine {
	p := r.Passport
	return tableLine{
		TableRow: r.TableRow, put: upsertPassport, drop: deletePassport, scope: byHouse,
		rest: []any{
			p.Year, p.Floors, p.Entrances, p.Flats, p.Area, p.Living, p.Series, p.Walls, p.Cadastre, p.OKTMO,
			p.Source, dateArg(p.On),
		},
	}
}

const upsertSupplier = `
	INSERT INTO suppliers AS t (organisation_id, house_id, resource, name, inn, phone, source, stated_on)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
	ON CONFLICT (organisation_id, house_id, lower(resource)) DO UPDATE
	SET (name, inn, phone, source, stated_on) =
		(excluded.name, excluded.inn, excluded.phone, excluded.source, excluded.stated_on)
	WHERE t IS DISTINCT FROM excluded
	RETURNING xmax = 0`

const deleteSupplier = `
	DELETE FROM suppliers
	WHERE organisation_id = $1 AND house_id IS NOT DISTINCT FROM $2 AND lower(resource) = lower($3)`

func supplierLine(r housing.SupplierRecord) tableLine {
	s := r.Supplier
	return tableLine{
		TableRow: r.TableRow, put: upsertSupplier, drop: deleteSupplier, scope: byAnyHouse,
		keys: []any{s.Resource},
		rest: []any{s.Name, s.INN, s.Phone, s.Source, dateArg(s.On)},
	}
}

const upsertTariff = `
	INSERT INTO tariffs AS t (organisation_id, house_id, oktmo, resource, kind, valid_from,
		supplier, inn, price, unit, valid_to, act, source, stated_on)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
	ON CONFLICT (organisation_id, house_id, oktmo, lower(resource), lower(kind), valid_from) DO UPDATE
	SET (supplier, inn, price, unit, valid_to, act, source, stated_on) =
		(excluded.supplier, excluded.inn, excluded.price, excluded.unit, excluded.valid_to, excluded.act,
		excluded.source, excluded.stated_on)
	WHERE t IS DISTINCT FROM excluded
	RETURNING xmax = 0`

const deleteTariff = `
	DELETE FROM tariffs
	WHERE organisation_id = $1 AND house_id IS NOT DISTINCT FROM $2 AND oktmo = $3
	  AND lower(resource) = lower($4) AND lower(kind) = lower($5) AND valid_from = $6`

func tariffLine(r housing.TariffRecord) tableLine {
	v := r.Tariff
	return tableLine{
		TableRow: r.TableRow, put: upsertTariff, drop: deleteTariff, scope: byAnyHouse,
		keys: []any{territory(r.TableRow), v.Resource, v.Kind, dateArg(v.From)},
		rest: []any{v.Supplier, v.INN, v.Price, v.Unit, dateArg(v.To), v.Act, v.Source, dateArg(v.On)},
	}
}

const upsertRepair = `
	INSERT INTO repairs AS t (house_id, short, work, year_from, year_to, cost, state, source, stated_on)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
	ON CONFLICT (house_id, short, lower(work), year_from) DO UPDATE
	SET (year_to, cost, state, source, stated_on) =
		(excluded.year_to, excluded.cost, excluded.state, excluded.source, excluded.stated_on)
	WHERE t IS DISTINCT FROM excluded
	RETURNING xmax = 0`

const deleteRepair = `
	DELETE FROM repairs
	WHERE house_id = $1 AND short = $2 AND lower(work) = lower($3) AND year_from = $4`

func repairLine(r housing.RepairRecord) tableLine {
	v := r.Repair
	return tableLine{
		TableRow: r.TableRow, put: upsertRepair, drop: deleteRepair, scope: byHouse,
		keys: []any{v.Short, v.Work, v.From},
		rest: []any{v.To, v.Cost, string(v.State), v.Source, dateArg(v.On)},
	}
}

const upsertContribution = `
	INSERT INTO contributions AS t (organisation_id, house_id, oktmo, valid_from,
		rate, valid_to, act, fund, owner, owner_inn, source, stated_on)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
	ON CONFLICT (organisation_id, house_id, oktmo, valid_from) DO UPDATE
	SET (rate, valid_to, act, fund, owner, owner_inn, source, stated_on) =
		(excluded.rate, excluded.valid_to, excluded.act, excluded.fund, excluded.owner, excluded.owner_inn,
		excluded.source, excluded.stated_on)
	WHERE t IS DISTINCT FROM excluded
	RETURNING xmax = 0`

const deleteContribution = `
	DELETE FROM contributions
	WHERE organisation_id = $1 AND house_id IS NOT DISTINCT FROM $2 AND oktmo = $3 AND valid_from = $4`

func contributionLine(r housing.ContributionRecord) tableLine {
	c := r.Contribution
	return tableLine{
		TableRow: r.TableRow, put: upsertContribution, drop: deleteContribution, scope: byAnyHouse,
		keys: []any{territory(r.TableRow), dateArg(c.From)},
		rest: []any{
			c.Rate, dateArg(c.To), c.Act, string(c.Fund), c.Owner, c.OwnerINN, c.Source, dateArg(c.On),
		},
	}
}

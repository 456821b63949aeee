package postgres

import (
	"time"

	"dombot/internal/housing"
)

const upsertWork = `
	INSERT INTO works AS t (house_id, month, work, unit, price, plan_volume, plan_cost, volume, cost,
		finished_on, act, acted_on, source, stated_on)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
	ON CONFLICT (house_id, month, lower(work)) DO UPDATE
	SET (unit, price, plan_volume, plan_cost, volume, cost, finished_on, act, acted_on, source, stated_on) =
		(excluded.unit, excluded.price, excluded.plan_volume, excluded.plan_cost, excluded.volume,
		excluded.cost, excluded.finished_on, excluded.act, excluded.acted_on, excluded.source,
		excluded.stated_on)
	WHERE (t.unit, t.price, t.plan_volume, t.plan_cost, t.volume, t.cost, t.finished_on, t.act, t.acted_on,
			t.source, t.stated_on) IS DISTINCT FROM
		(excluded.unit, excluded.price, excluded.plan_volume, excluded.plan_cost, excluded.volume,
		excluded.cost, excluded.finished_on, excluded.act, excluded.acted_on, excluded.source,
		excluded.stated_on)
	RETURNING xmax = 0`

const deleteWork = `DELETE FROM works WHERE house_id = $1 AND month = $2 AND lower(work) = lower($3)`

func workLine(r housing.WorkRecord) tableLine {
	w := r.Work
	return tableLine{
		TableRow: r.TableRow, put: upsertWork, drop: deleteWork, scope: byHouse,
		keys: []any{periodArg(w.Month), w.Name},
		rest: []any{
			w.Unit, w.Price, w.Planned.Volume, w.Planned.Cost, w.Done.Volume, w.Done.Cost,
			dateArg(w.Finished), w.Act, dateArg(w.Acted), w.Source, dateArg(w.On),
		},
	}
}

// A change of the state is noted, for an operator to decide about.
const upsertLicence = `
	WITH was AS (
		SELECT id, state FROM licences WHERE number = $1
	), put AS (
		INSERT INTO licences AS t (number, organisation, inn, ogrn, issued_on, valid_to, authority, state,
			state_since, source, stated_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (number) DO UPDATE
		SET (organisation, inn, ogrn, issued_on, valid_to, authority, state, state_since, source, stated_on) =
			(excluded.organisation, excluded.inn, excluded.ogrn, excluded.issued_on, excluded.valid_to,
			excluded.authority, excluded.state, excluded.state_since, excluded.source, excluded.stated_on)
		WHERE (t.organisation, t.inn, t.ogrn, t.issued_on, t.valid_to, t.authority, t.state, t.state_since,
				t.source, t.stated_on) IS DISTINCT FROM
			(excluded.organisation, excluded.inn, excluded.ogrn, excluded.issued_on, excluded.valid_to,
			excluded.authority, excluded.state, excluded.state_since, excluded.source, excluded.stated_on)
		RETURNING id, state, xmax = 0 AS created
	), noted AS (
		INSERT INTO licence_changes (licence_id, was, found_at)
		SELECT put.id, was.state, $12
		FROM put
		JOIN was ON was.id = put.id
		WHERE was.state <> put.state
	)
	SELECT created FROM put`

const deleteLicence = `
	WITH gone AS (
		SELECT id FROM licences WHERE number = $1
	), houses AS (
		DELETE FROM licence_houses WHERE licence_id IN (SELECT id FROM gone)
	), people AS (
		DELETE FROM disqualified WHERE licence_id IN (SELECT id FROM gone)
	), changes AS (
		DELETE FROM licence_changes WHERE licence_id IN (SELECT id FROM gone)
	)
	DELETE FROM licences WHERE id IN (SELECT id FROM gone)`

func licenceLine(r housing.LicenceRecord, at time.Time) tableLine {
	l := r.Licence
	return tableLine{
		TableRow: r.TableRow, put: upsertLicence, drop: deleteLicence, scope: byNothing, inn: l.INN,
		keys: []any{l.Number},
		rest: []any{
			l.Name, l.INN, l.OGRN, dateArg(l.Issued), dateArg(l.Until), l.Authority, string(l.State),
			dateArg(l.Since), l.Source, dateArg(l.On), at,
		},
	}
}

// That a house of ours is taken out is noted, for an operator to decide about.
const upsertLicenceHouse = `
	WITH was AS (
		SELECT x.licence_id
		FROM licence_houses x
		JOIN licences l ON l.id = x.licence_id
		WHERE l.number = $1 AND lower(x.address) = lower($2) AND x.excluded_on IS NULL
	), put AS (
		INSERT INTO licence_houses AS t
			(licence_id, address, fias, included_on, excluded_on, source, stated_on)
		SELECT id, $2, $3, $4, $5, $6, $7 FROM licences WHERE number = $1
		ON CONFLICT (licence_id, lower(address)) DO UPDATE
		SET (fias, included_on, excluded_on, source, stated_on) =
			(excluded.fias, excluded.included_on, excluded.excluded_on, excluded.source, excluded.stated_on)
		WHERE t IS DISTINCT FROM excluded
		RETURNING licence_id, fias, excluded_on, xmax = 0 AS created
	), noted AS (
		INSERT INTO licence_leavings (licence_id, house_id, excluded_on, found_at)
		SELECT put.licence_id, h.id, put.excluded_on, $8
		FROM put
		JOIN was ON was.licence_id = put.licence_id
		JOIN houses h ON h.fias = put.fias AND h.fias <> ''
		WHERE put.excluded_on IS NOT NULL
		ON CONFLICT DO NOTHING
	)
	SELECT created FROM put`

const deleteLicenceHouse = `
	DELETE FROM licence_houses
	WHERE licence_id = (SELECT id FROM licences WHERE number = $1) AND lower(address) = lower($2)`

func licenceHouseLine(r housing.LicenceHouseRecord, at time.Time) tableLine {
	address := r.House
	r.House = "" // it is looked for nowhere: a licence has houses of any organisation
	return tableLine{
		TableRow: r.TableRow, put: upsertLicenceHouse, drop: deleteLicenceHouse, scope: byNothing,
		licence: r.Licence, keys: []any{r.Licence, address},
		rest: []any{r.FIAS, dateArg(r.Included), dateArg(r.Excluded), r.Source, dateArg(r.On), at},
	}
}

const upsertDisqualified = `
	INSERT INTO disqualified AS t (licence_id, name, from_on, post, basis, to_on, source, stated_on)
	SELECT id, $2, $3, $4, $5, $6, $7, $8 FROM licences WHERE number = $1
	ON CONFLICT (licence_id, lower(name), from_on) DO UPDATE
	SET (post, basis, to_on, source, stated_on) =
		(excluded.post, excluded.basis, excluded.to_on, excluded.source, excluded.stated_on)
	WHERE t IS DISTINCT FROM excluded
	RETURNING xmax = 0`

const deleteDisqualified = `
	DELETE FROM disqualified
	WHERE licence_id = (SELECT id FROM licences WHERE number = $1) AND lower(name) = lower($2)
	  AND from_on = $3`

func disqualifiedLine(r housing.DisqualifiedRecord) tableLine {
	d := r.Disqualified
	return tableLine{
		TableRow: r.TableRow, put: upsertDisqualified, drop: deleteDisqualified, scope: byNothing,
		licence: r.Licence, keys: []any{r.Licence, d.Name, dateArg(d.From)},
		rest: []any{d.Post, d.Basis, dateArg(d.To), d.Source, dateArg(d.On)},
	}
}

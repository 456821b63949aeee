package postgres

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"dombot/internal/housing"
)

const createImportMeters = `
	CREATE TEMP TABLE import_meters (
		account_id bigint NOT NULL, resource text NOT NULL, serial text NOT NULL, serial_key text NOT NULL,
		gis_number text NOT NULL, place text NOT NULL, tariffs smallint NOT NULL, unit text NOT NULL,
		installed_on date, verified_on date, automatic boolean NOT NULL,
		figures numeric(22, 7)[], period date, taken_on date, source text NOT NULL,
		meter_id bigint, known boolean NOT NULL DEFAULT false, changed boolean NOT NULL DEFAULT false
	) ON COMMIT DROP`

func importMeterColumns() []string {
	return []string{
		"account_id", "resource", "serial", "serial_key", "gis_number", "place", "tariffs", "unit",
		"installed_on", "verified_on", "automatic", "figures", "period", "taken_on", "source",
	}
}

func (l meterLine) copied() []any {
	unit := l.Unit
	if unit == "" {
		unit = l.Resource.Units()[0]
	}
	var figures, period any
	if l.Last != nil {
		figures, period = valuesArg(l.Last), periodArg(l.taken.Period())
	}
	return []any{
		l.account, string(l.Resource), strings.TrimSpace(l.Serial), l.serial,
		strings.TrimSpace(l.GISNumber), strings.TrimSpace(l.Place), l.Tariffs, unit,
		dateArg(l.Installed), dateArg(l.Verified), l.Automatic, figures, period, dateArg(l.taken),
		string(cmp.Or(l.LastBy, housing.FromOrganisation)),
	}
}

const retireMeters = `
	UPDATE meters m
	SET retired_at = $1, changed_at = $1
	FROM import_meters i
	WHERE m.account_id = i.account_id AND i.gis_number <> '' AND m.gis_number = i.gis_number
	  AND m.retired_at IS NULL AND (m.resource, m.serial_key) <> (i.resource, i.serial_key)`

// What the file leaves empty is taken from the meter.
const matchMeters = `
	UPDATE import_meters i
	SET meter_id = m.id, known = true,
		gis_number = coalesce(nullif(i.gis_number, ''), m.gis_number),
		place = coalesce(nullif(i.place, ''), m.place),
		installed_on = coalesce(i.installed_on, m.installed_on),
		verified_on = coalesce(i.verified_on, m.verified_on)
	FROM meters m
	WHERE m.account_id = i.account_id AND m.resource = i.resource AND m.serial_key = i.serial_key
	  AND m.retired_at IS NULL`

const compareMeters = `
	UPDATE import_meters i
	SET changed = true
	FROM meters m
	WHERE m.id = i.meter_id
	  AND (m.serial, m.gis_number, m.place, m.tariffs, m.unit, m.installed_on, m.verified_on, m.automatic)
		IS DISTINCT FROM
		(i.serial, i.gis_number, i.place, i.tariffs, i.unit, i.installed_on, i.verified_on, i.automatic)`

const updateMeters = `
	UPDATE meters m
	SET serial = i.serial, gis_number = i.gis_number, place = i.place, tariffs = i.tariffs, unit = i.unit,
		installed_on = i.installed_on, verified_on = i.verified_on, automatic = i.automatic, changed_at = $1
	FROM import_meters i
	WHERE m.id = i.meter_id AND i.changed`

const insertMeters = `
	INSERT INTO meters (account_id, resource, serial, serial_key, gis_number, place, tariffs, unit,
		installed_on, verified_on, automatic, changed_at)
	SELECT account_id, resource, serial, serial_key, gis_number, place, tariffs, unit,
		installed_on, verified_on, automatic, $1
	FROM import_meters
	WHERE NOT known`

const findCreatedMeters = `
	UPDATE import_meters i
	SET meter_id = m.id
	FROM meters m
	WHERE NOT i.known AND m.account_id = i.account_id AND m.resource = i.resource
	  AND m.serial_key = i.serial_key AND m.retired_at IS NULL`

// A period that has a reading keeps it: what a resident gave is not overwritten.
const insertLastReadings = `
	WITH fresh AS (
		INSERT INTO readings (period, meter_id, taken_on, given_at, figures, state, source)
		SELECT period, meter_id, taken_on, $1, figures, 'accepted', source
		FROM import_meters
		WHERE figures IS NOT NULL
		ON CONFLICT (meter_id, period) WHERE replaced_at IS NULL DO NOTHING
		RETURNING meter_id
	)
	UPDATE import_meters i
	SET changed = true
	FROM fresh
	WHERE fresh.meter_id = i.meter_id`

func mergeMeterSteps(now time.Time) []step {
	return []step{
		{name: "measure import", query: `ANALYZE import_meters`},
		{name: "retire meters", query: retireMeters, args: []any{now}},
		{name: "find meters", query: matchMeters},
		{name: "compare meters", query: compareMeters},
		{name: "change meters", query: updateMeters, args: []any{now}},
		{name: "create meters", query: insertMeters, args: []any{now}},
		{name: "find created meters", query: findCreatedMeters},
		{name: "store last readings", query: insertLastReadings, args: []any{now}},
	}
}

const countImportedMeters = `
	SELECT count(*) FILTER (WHERE NOT known) AS created,
		count(*) FILTER (WHERE known AND changed) AS changed,
		count(*) FILTER (WHERE known AND NOT changed) AS same
	FROM import_meters`

func mergeMeters(
	ctx context.Context, tx *Tx, lines []meterLine, now time.Time, report *housing.ImportReport,
) error {
	if _, err := run(ctx, tx, createImportMeters); err != nil {
		return fmt.Errorf("prepare import: %w", err)
	}
	if err := copyIn(ctx, tx, "import_meters", importMeterColumns(), lines); err != nil {
		return err
	}
	if err := runSteps(ctx, tx, mergeMeterSteps(now)); err != nil {
		return err
	}
	var n counts
	if err := get(ctx, tx, &n, countImportedMeters); err != nil {
		return fmt.Errorf("count meters: %w", err)
	}
	n.addTo(report)
	return nil
}

package postgres_test

import (
	"database/sql"
	"maps"
	"slices"
)

// A row of each table with a digest of all that is in it. That somebody looked, was barred or was refused a vote is
// noted on purpose, and that a word was said once; so is what an organisation that has nothing loads for itself.
const selectTrace = `
	SELECT c.relname, (xpath('/row/digest/text()', query_to_xml(format(
		'SELECT md5(coalesce(string_agg(t::text, E''\n'' ORDER BY t::text), '''')) AS digest FROM %I t %s', c.relname,
		CASE c.relname WHEN 'audit' THEN format(
			'WHERE what NOT LIKE ''barred.%%'' AND what NOT IN (''account.listed'', ''account.seen'', ''vote.refused'')
				AND organisation_id IS DISTINCT FROM %s',
			$1::bigint) ELSE '' END), false, true, '')))[1]::text
	FROM pg_class c
	WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
	  AND c.relname <> 'outcomes'`

// trace is what is stored, table by table, but for the journal of the other organisation.
func (e *estate) trace() map[string]string {
	e.t.Helper()
	rows, err := e.raw().QueryContext(e.ctx(), selectTrace, int64(e.other))
	must(e.t, err)
	defer func() { must(e.t, rows.Close()) }()
	all := map[string]string{}
	for rows.Next() {
		var table string
		var digest sql.NullString
		must(e.t, rows.Scan(&table, &digest))
		all[table] = digest.String
	}
	must(e.t, rows.Err())
	if len(all) < 90 || all["accounts"] == "" {
		e.t.Fatalf("the trace has %d tables", len(all))
	}
	return all
}

// touched lists the tables in which something is not as it was.
func (e *estate) touched(was map[string]string) []string {
	e.t.Helper()
	is := e.trace()
	return slices.DeleteFunc(slices.Sorted(maps.Keys(is)), func(table string) bool { return is[table] == was[table] })
}

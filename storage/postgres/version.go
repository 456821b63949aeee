package postgres

import (
	"context"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/lib/pq"
)

// A migration that was taken back is not applied, whatever was before.
const selectUnapplied = `
	SELECT mine.version
	FROM unnest($1::bigint[]) AS mine (version)
	WHERE NOT EXISTS (SELECT 1 FROM goose_db_version g WHERE g.version_id = mine.version AND g.is_applied)
	ORDER BY mine.version`

// checkMigrated refuses a database that lacks one of the program's migrations: they land in any order, so the
// newest does not tell that all are there. What a newer program added does not matter.
func (db *DB) checkMigrated(ctx context.Context) error {
	mine, err := migrationNumbers()
	if err != nil {
		return err
	}
	var missing []int64
	err = db.pool.SelectContext(ctx, &missing, selectUnapplied, pq.Array(mine))
	switch {
	case isUndefined(err) || err == nil && len(missing) == len(mine):
		return &UnfitError{"the database is not migrated: run dombot migrate"}
	case err != nil:
		return fmt.Errorf("read version of database: %w", err)
	case len(missing) > 0:
		return &UnfitError{"the database lacks " + nameMigrations(missing) + ": run dombot migrate"}
	}
	return nil
}

// migrationNumbers are the numbers of the migrations that the program brings, in order.
func migrationNumbers() ([]int64, error) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	numbers := make([]int64, len(files))
	for i, name := range files {
		digits, _, _ := strings.Cut(strings.TrimPrefix(name, "migrations/"), "_")
		if numbers[i], err = strconv.ParseInt(digits, 10, 64); err != nil {
			return nil, fmt.Errorf("read number of migration: %w", err)
		}
	}
	return numbers, nil
}

// namedMigrations is how many missing migrations are named.
const namedMigrations = 5

func nameMigrations(missing []int64) string {
	named := each(missing[:min(len(missing), namedMigrations)], func(n int64) string {
		return strconv.FormatInt(n, 10)
	})
	said := "migration " + named[0]
	if len(missing) > 1 {
		said = "migrations " + strings.Join(named, ", ")
	}
	if more := len(missing) - len(named); more > 0 {
		said += fmt.Sprintf(" and %d more", more)
	}
	return said
}

package postgres_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"dombot/storage/postgres"
)

func TestMigrationsGoUpDownAndUp(t *testing.T) {
	t.Parallel()
	url := cluster.Empty(t)

	must(t, postgres.Migrate(t.Context(), url))
	full := tables(t, url)
	must(t, postgres.Down(t.Context(), url))
	empty := tables(t, url)
	must(t, postgres.Migrate(t.Context(), url))
	again := tables(t, url)

	if empty != 1 { // goose keeps its own
		t.Errorf("%d tables are left after down, want one", empty)
	}
	if full < 20 || again != full {
		t.Errorf("%d tables, then %d; want the same many", full, again)
	}
}

func tables(t *testing.T, url string) (n int) {
	t.Helper()
	db, err := sql.Open("postgres", url)
	must(t, err)
	defer func() { must(t, db.Close()) }()
	must(t, db.QueryRowContext(t.Context(), "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").Scan(&n))
	return n
}

func TestAMigrationThatLandedLaterIsMadeUpFor(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)
	full := tables(t, w.url)
	w.exec("DROP TABLE licence_leavings")
	w.exec("DELETE FROM goose_db_version WHERE version_id = 59")

	must(t, postgres.Migrate(t.Context(), w.url))

	if n := tables(t, w.url); n != full {
		t.Errorf("%d tables, want %d", n, full)
	}
}

func TestTwoReplicasMigrateAtOnce(t *testing.T) {
	t.Parallel()
	url := cluster.Empty(t)
	errs := make(chan error, 3)
	var group sync.WaitGroup
	for range cap(errs) {
		group.Go(func() { errs <- postgres.Migrate(t.Context(), url) })
	}
	group.Wait()
	close(errs)

	for err := range errs {
		if err != nil {
			t.Errorf("migrate: %v", err)
		}
	}
}

func TestDatabaseWithoutMigrationsIsUnfit(t *testing.T) {
	t.Parallel()

	_, err := postgres.Open(t.Context(), cluster.Empty(t), postgres.Options{Now: noon})

	if unfit, ok := errors.AsType[*postgres.UnfitError](err); !ok || !strings.Contains(unfit.Reason, "migrate") {
		t.Errorf("got %v, want a word about migrations", err)
	}
}

// What a newer program added does not matter, and does not hide what is missing below it.
func TestDatabaseThatLacksAMigrationIsUnfit(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)
	newest := w.int("SELECT max(version_id) FROM goose_db_version")
	w.exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)")
	db, err := postgres.Open(t.Context(), w.url, postgres.Options{Now: noon})
	must(t, err)
	must(t, db.Close())
	for _, tt := range []struct {
		lacks []int
		want  string
	}{
		{[]int{59}, "the database lacks migration 59: run dombot migrate"},
		{[]int{newest}, fmt.Sprintf("the database lacks migrations 59, %d: run dombot migrate", newest)},
		{[]int{2, 3, 4, 60, 61}, "the database lacks migrations 2, 3, 4, 59, 60 and 2 more: run dombot migrate"},
	} {
		for _, n := range tt.lacks {
			w.exec("DELETE FROM goose_db_version WHERE version_id = $1", n)
		}

		_, err := postgres.Open(t.Context(), w.url, postgres.Options{Now: noon})

		if unfit, ok := errors.AsType[*postgres.UnfitError](err); !ok || unfit.Reason != tt.want {
			t.Errorf("without %v: got %v, want %s", tt.lacks, err, tt.want)
		}
	}
}

func TestDatabaseThatDoesNotFoldCyrillicIsUnfit(t *testing.T) {
	t.Parallel()
	url := foldless(t)

	must(t, postgres.Migrate(t.Context(), url))
	_, err := postgres.Open(t.Context(), url, postgres.Options{Now: noon})

	if unfit, ok := errors.AsType[*postgres.UnfitError](err); !ok || !strings.Contains(unfit.Reason, "locale") {
		t.Errorf("got %v, want a word about the locale", err)
	}
}

// foldless makes a database whose locale knows no Cyrillic letters.
func foldless(t *testing.T) string {
	t.Helper()
	url := cluster.Empty(t)
	path, _, _ := strings.Cut(url, "?")
	at := strings.LastIndex(path, "/")
	name, _, _ := strings.Cut(url[at+1:], "?")
	db, err := sql.Open("postgres", url)
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	_, err = db.ExecContext(t.Context(),
		"CREATE DATABASE "+name+"_c TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")
	must(t, err)
	t.Cleanup(func() {
		if _, err := db.ExecContext(context.Background(), "DROP DATABASE "+name+"_c WITH (FORCE)"); err != nil {
			t.Errorf("drop database: %v", err)
		}
	})
	return strings.Replace(url, name, name+"_c", 1)
}

func TestPasswordNeverShowsInAnError(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"postgres://dombot:geheim@127.0.0.1:1/dombot?sslmode=disable",
		"postgres://dombot:geheim@127.0.0.1:port/dombot",
		"postgres://dombot:geheim%zz@127.0.0.1/dombot",
	} {
		_, opened := postgres.Open(t.Context(), url, postgres.Options{Now: noon})
		migrated := postgres.Migrate(t.Context(), url)

		for _, err := range []error{opened, migrated} {
			if err == nil || strings.Contains(err.Error(), "geheim") {
				t.Errorf("got %v, want an error without the password", err)
			}
		}
	}
}

func TestClockIsRequired(t *testing.T) {
	t.Parallel()

	if _, err := postgres.Open(t.Context(), cluster.New(t), postgres.Options{}); err == nil {
		t.Error("opened without a clock")
	}
}

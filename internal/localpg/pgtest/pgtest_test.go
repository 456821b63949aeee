package pgtest_test

import (
	"context"
	"database/sql"
	"os"
	"testing"

	"dombot/internal/localpg/pgtest"
)

var cluster *pgtest.Cluster

func TestMain(m *testing.M) {
	os.Exit(pgtest.Main(m, func(c *pgtest.Cluster) { cluster = c }, prepare))
}

func prepare(ctx context.Context, dsn string) error {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "CREATE TABLE houses AS SELECT 'ленина 5' AS street")
	return err // left open on purpose: the template is closed by force
}

func TestEachDatabaseIsPreparedAndAlone(t *testing.T) {
	t.Parallel()
	for range 8 {
		t.Run("Copy", func(t *testing.T) {
			t.Parallel()
			db := open(t, cluster.New(t))

			if _, err := db.ExecContext(t.Context(), "INSERT INTO houses VALUES ('мира 12')"); err != nil {
				t.Fatal(err)
			}

			if n := count(t, db, "SELECT count(*) FROM houses"); n != 2 {
				t.Errorf("%d houses, want the prepared one and ours", n)
			}
		})
	}
}

func TestEmptyDatabaseIsNotPrepared(t *testing.T) {
	t.Parallel()
	db := open(t, cluster.Empty(t))

	if n := count(t, db, "SELECT count(*) FROM pg_tables WHERE tablename = 'houses'"); n != 0 {
		t.Error("an empty database has the prepared table")
	}
}

func TestDatabaseIsDroppedWithItsTest(t *testing.T) {
	t.Parallel()
	db := open(t, cluster.Empty(t))
	var name string

	t.Run("Short", func(t *testing.T) { // not parallel: it ends before the look
		short := open(t, cluster.New(t))
		if err := short.QueryRowContext(t.Context(), "SELECT current_database()").Scan(&name); err != nil {
			t.Fatal(err)
		}
	})

	if n := count(t, db, "SELECT count(*) FROM pg_database WHERE datname = $1", name); n != 0 {
		t.Errorf("database %s is still there", name)
	}
}

func open(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func count(t *testing.T, db *sql.DB, query string, args ...any) int {
	t.Helper()
	var n int
	if err := db.QueryRowContext(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func BenchmarkNew(b *testing.B) {
	cluster.New(b)
	for b.Loop() {
		cluster.New(b)
	}
}

package postgres_test

import (
	"database/sql"
	"testing"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// TestAPreparedQueryOutlivesAChangeOfItsTable changes the type of a column that
// a connection has planned for: the next query of the same connection must work.
func TestAPreparedQueryOutlivesAChangeOfItsTable(t *testing.T) {
	t.Parallel()
	dsn := cluster.New(t)
	db, err := postgres.Open(t.Context(), dsn, postgres.Options{Conns: 1, Now: noon, Prepare: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	houses := &postgres.Houses{DB: db}
	search := func(when string) {
		t.Helper()
		if _, _, err := houses.Search(t.Context(), housing.ParseQuery("ленина 12"), 5); err != nil {
			t.Errorf("%s: %v", when, err)
		}
	}
	search("at first")
	search("prepared")
	admin, err := sql.Open("postgres", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = admin.Close() })

	if _, err := admin.ExecContext(t.Context(), "ALTER TABLE streets ALTER COLUMN place_key TYPE varchar(200)"); err != nil {
		t.Fatal(err)
	}

	search("after a change")
	search("prepared anew")
}

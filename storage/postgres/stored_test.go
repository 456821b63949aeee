package postgres_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// The tables that hold the key of a person: by a reference, by the name of a column that holds one
// without it, or by the chat.
const selectPersonal = `
	SELECT c.relname
	FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
	WHERE k.contype = 'f' AND k.confrelid = 'people'::regclass
	UNION
	SELECT c.relname
	FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
	WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT a.attisdropped
	  AND (a.attname LIKE '%person%' AND a.atttypid = 'bigint'::regtype
		OR a.attname LIKE '%\_by' AND a.atttypid = 'bigint'::regtype OR a.attname = 'chat_id')
	ORDER BY 1`

func TestEveryTableWithAPersonsKeyIsToldOrNamed(t *testing.T) {
	t.Parallel()
	w := emptyTown(t)
	db, err := sql.Open("postgres", w.url)
	must(t, err)
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), selectPersonal)
	must(t, err)
	defer rows.Close()
	var tables []string
	for rows.Next() {
		var name string
		must(t, rows.Scan(&name))
		tables = append(tables, name)
	}
	must(t, rows.Err())
	told, left := postgres.StoredTables()
	for _, name := range tables {
		if told[name] == (left[name] != "") {
			t.Errorf("table %s: in the file %v, left out for %q; want one of them", name, told[name], left[name])
		}
	}
	for name := range left {
		if !slices.Contains(tables, name) {
			t.Errorf("table %s is left out, but holds no key of a person", name)
		}
	}
	if len(tables) < 20 {
		t.Errorf("only %d tables with keys were found: %v", len(tables), tables)
	}
}

// part returns one part of what is stored as lines of text.
func part(all housing.Stored, name string) (lines []string) {
	for _, p := range all.Parts {
		if p.Name != name {
			continue
		}
		for _, r := range p.Rows {
			var words []string
			for i, v := range r {
				words = append(words, fmt.Sprintf("%s=%v", p.Fields[i], v))
			}
			lines = append(lines, strings.Join(words, " "))
		}
	}
	return lines
}

func TestAPersonIsToldWhatIsStoredAndWhoLooked(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := t.Context()
	stored := &postgres.Stored{DB: w.db}
	anna, boris := w.person(1), w.person(2)
	account := w.connect(anna)
	w.connect(boris)
	page, err := w.readings.Page(ctx, anna, account, noon())
	must(t, err)
	_, err = w.readings.Save(ctx, w.once(), november1(anna, account, page.Lines[0].Meter.ID, "130"), noon())
	must(t, err)
	_, err = w.accounts.Connection(ctx, boris, account)
	must(t, err)

	all, err := stored.Of(ctx, anna, noon())
	must(t, err)
	for name, want := range map[string]string{
		"person":   "telegram_user=1",
		"accounts": "account=" + flat45 + " address=Светлоречье, ул. Ленина, 12",
		"readings": "serial=" + kitchen + " figures=130.0000000",
		"consents": "version=" + version1,
		"deeds":    "deed=readings.saved account=" + flat45,
		"looks":    "deed=account.seen account=" + flat45 + " who=household",
	} {
		if got := strings.Join(part(all, name), "\n"); !strings.Contains(got, want) {
			t.Errorf("%s:\n%s\nwant %q", name, got, want)
		}
	}
	looks, err := stored.Looks(ctx, anna, 10)
	must(t, err)
	if len(looks) == 0 || looks[0].By != housing.LookOfHousehold || looks[0].Account != flat45 {
		t.Errorf("looks %+v, want that of Boris", looks)
	}
	nothing, err := stored.Of(ctx, w.person(3), noon())
	must(t, err)
	for _, p := range nothing.Parts {
		if len(p.Rows) > 0 && p.Name != "person" && p.Name != "wishes" && p.Name != "consents" && p.Name != "deeds" {
			t.Errorf("a stranger has %s: %v", p.Name, p.Rows)
		}
	}
}

func TestALinkToOwnDataIsOfOnePersonAndOneUse(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	links := &postgres.WebLinks{DB: w.db}
	anna := w.person(1)
	first, second := housing.HashToken("one"), housing.HashToken("two")
	must(t, links.IssueMine(t.Context(), anna, first, noon()))
	must(t, links.IssueMine(t.Context(), anna, second, noon()))

	_, err := links.Use(t.Context(), housing.WebDownload, first, noon())
	wantRefusal(t, err, "web.link_unknown")
	_, err = links.Use(t.Context(), housing.WebUpload, second, noon())
	wantRefusal(t, err, "web.link_unknown")
	_, err = links.Use(t.Context(), housing.WebDownload, second, noon().Add(15*time.Minute))
	wantRefusal(t, err, "web.mine_late")
	l, err := links.Use(t.Context(), housing.WebDownload, second, noon())
	must(t, err)
	if l.Person != anna || l.Purpose != housing.WebMine {
		t.Errorf("link %+v, want one of person %d", l, anna)
	}
	_, err = links.Use(t.Context(), housing.WebDownload, second, noon())
	wantRefusal(t, err, "web.mine_used")
}

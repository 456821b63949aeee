package postgres_test

import (
	"database/sql"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// strings returns what a query of one column gives.
func (w *town) strings(db *sql.DB, query string, args ...any) (found []string) {
	w.t.Helper()
	rows, err := db.QueryContext(w.t.Context(), query, args...)
	must(w.t, err)
	defer rows.Close()
	for rows.Next() {
		var s string
		must(w.t, rows.Scan(&s))
		found = append(found, s)
	}
	must(w.t, rows.Err())
	return found
}

const selectColumns = `
	SELECT table_name || '.' || column_name
	FROM information_schema.columns c JOIN pg_class t ON t.oid = c.table_name::regclass
	WHERE table_schema = 'public' AND t.relkind IN ('r', 'p') AND NOT t.relispartition
	  AND (column_name LIKE '%person%' OR column_name LIKE '%\_by') AND data_type = 'bigint'`

// What is said of a person who leaves is looked for in every table, whatever its columns are called.
func TestOfAnErasedPersonOnlyWhatIsNamedStays(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	ctx := t.Context()
	stored := &postgres.Stored{DB: w.db}
	db, err := sql.Open("postgres", w.url)
	must(t, err)
	defer db.Close()
	const user, email = 900700500, "anna.secret@example.org"
	anna, boris := w.person(user), w.person(2)
	account := w.connect(anna)
	w.connect(boris)
	page, err := w.readings.Page(ctx, anna, account, noon())
	must(t, err)
	_, err = w.readings.Save(ctx, w.once(), november1(anna, account, page.Lines[0].Meter.ID, "130"), noon())
	must(t, err)
	must(t, (&postgres.WebLinks{DB: w.db}).IssueMine(ctx, anna, housing.HashToken("one"), noon()))
	board := w.newBoard(anna, w.house("ленина 12").ID)
	for _, fill := range []string{
		`UPDATE people SET email = '` + email + `', email_confirmed_at = now(), zone = 'Asia/Omsk' WHERE id = $1`,
		`INSERT INTO person_phones VALUES ($1, '+79007005000', now())`,
		`INSERT INTO identities VALUES ($1, 'Секретова', 'Анна', 'Ильинична', 'hash', now())`,
		`INSERT INTO outage_reports (house_id, person_id, utility, at) SELECT min(id), $1, 'light', now() FROM houses`,
		`INSERT INTO claim_days VALUES ($1, '2026-11-20', 2)`,
		`INSERT INTO chat_keepers (person_id, house_id, organisation_id, name, since)
			SELECT $1, min(id), min(organisation_id), 'Секретова', now() FROM houses`,
		`INSERT INTO requests (number, kind, person_id, at) VALUES ('З-9', 'ask_house', $1, now())`,
		`INSERT INTO appeals (person_id, parts, changed_at) VALUES ($1, '{Секретова пишет}', now())`,
		`INSERT INTO mails (person_id, address, address_key, kind, subject, args, due_at, created_at)
			VALUES ($1, '` + email + `', 'digest', 'receipt', 'one', '{}', now(), now())`,
		`INSERT INTO link_invites (account_id, token_hash, called, role, rights, invited_by, issued_at, expires_at)
			SELECT account_id, 'one', 'Секретова', 'family', '{see}', $1, now(), now() FROM links LIMIT 1`,
		`INSERT INTO link_invites (account_id, token_hash, called, role, rights, invited_by, came_by, issued_at,
			expires_at)
			SELECT account_id, 'two', 'Секретова', 'family', '{see}', person_id, $1, now(), now()
			FROM links WHERE person_id <> $1 LIMIT 1`,
		`INSERT INTO forum_moderators (organisation_id, house_id, person_id, name, since)
			SELECT min(organisation_id), min(id), $1, 'Секретова', now() FROM houses`,
		`INSERT INTO forum_complaints (post_id, person_id, reason, at) SELECT min(id), $1, 'insult', now() FROM forum_posts`,
		`INSERT INTO meetings (house_id, person_id, number, state, changed_at, created_at) SELECT min(id), $1, 1, 'ended', now(), now() FROM houses`,
		`INSERT INTO ballot_boxes SELECT id, house_id, '{}', '{}', '', '1/1', 1, '', now() FROM meetings WHERE person_id = $1`,
		`INSERT INTO owners (house_id, owner_key, name, organisation) SELECT house_id, 'name', 'Кто', false FROM meetings WHERE person_id = $1`,
		`INSERT INTO ballot_voters SELECT b.meeting_id, 1, p.id, '1/1', '1/1', 'one' FROM ballot_boxes b, premises p WHERE $1 > 0 LIMIT 1`,
		`INSERT INTO ballots SELECT v.meeting_id, 1, 1, o.id, 'electronic', '{for}', now(), NULL, $1, '', '', true FROM ballot_voters v, owners o`,
	} {
		_, err := db.ExecContext(ctx, fill, int64(anna))
		must(t, err)
	}
	wrong := stored.Erase(ctx, w.once(), 404, noon())
	wantKind(t, wrong, housing.NotFound)

	must(t, stored.Erase(ctx, w.once(), anna, noon()))

	for _, column := range w.strings(db, selectColumns) {
		table, name, _ := strings.Cut(column, ".")
		var n int
		must(t, db.QueryRowContext(ctx, `SELECT count(*) FROM `+table+` WHERE `+name+` = $1`, int64(anna)).Scan(&n))
		if n > 0 && !slices.Contains(postgres.Kept(), table) {
			t.Errorf("%d rows of the person stay in %s", n, column)
		}
	}
	for _, table := range w.strings(db, `
		SELECT c.relname FROM pg_class c
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition`) {
		for _, word := range []string{strconv.FormatInt(user, 10), email, "+79007005000", "Секретова", "Omsk"} {
			found := w.strings(db, `SELECT x::text FROM `+table+` x WHERE x::text LIKE '%' || $1 || '%'`, word)
			if len(found) > 0 {
				t.Errorf("%q stays in %s: %v", word, table, found)
			}
		}
	}
	// The message is empty, its place stays for what neighbours answered.
	if sheet, err := board.store.Sheet(ctx, boris, board.topic, 0, noon()); housing.KindOf(err) != housing.NotFound {
		t.Errorf("the topic of the person is there: %+v, %v", sheet, err)
	}
	// Who writes again is new; the neighbour's is as it was, the reading is there.
	again, err := w.people.Enter(ctx, bot, user, user+100, noon())
	must(t, err)
	if _, agreed, err := w.people.Consent(ctx, again); err != nil || agreed || again == anna {
		t.Errorf("person %d after %d: agreed %v, %v; want somebody new", again, anna, agreed, err)
	}
	must(t, w.people.GiveConsent(ctx, w.once(), anna, version1, noon()))
	if _, agreed, err := w.people.Consent(ctx, anna); err != nil || agreed {
		t.Errorf("an erased person agreed to something: %v", err)
	}
	left, err := w.readings.Page(ctx, boris, account, noon())
	must(t, err)
	if left.Lines[0].Meter.ID != page.Lines[0].Meter.ID || len(w.strings(db, `SELECT number FROM submissions`)) != 1 {
		t.Error("the reading did not stay with the account")
	}
}

func TestWhoWorksIsNotErased(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	stored := &postgres.Stored{DB: w.db}
	db, err := sql.Open("postgres", w.url)
	must(t, err)
	defer db.Close()
	anna := w.person(1)
	_, err = db.ExecContext(t.Context(),
		`INSERT INTO operators (person_id, organisation_id, since) VALUES ($1, $2, now())`, int64(anna), int64(w.org))
	must(t, err)
	wantRefusal(t, stored.Erase(t.Context(), w.once(), anna, noon()), "stored.erase_works")
	if _, agreed, err := w.people.Consent(t.Context(), anna); err != nil || !agreed {
		t.Errorf("the consent went with a deletion that was refused: %v", err)
	}
}

func TestWhoIsPayingIsErasedOnceTheBankAnswered(t *testing.T) {
	t.Parallel()
	c := newTill(t)
	c.show(bill(october(), flat45, "3020.45"))
	made := c.begin(c.anna, "3020.45")
	stored := &postgres.Stored{DB: c.db}
	wantRefusal(t, stored.Erase(c.ctx(), c.once(), c.anna, noon()), "stored.erase_pays")
	if _, agreed, err := c.people.Consent(c.ctx(), c.anna); err != nil || !agreed {
		t.Errorf("the consent went with a deletion that was refused: %v", err)
	}
	c.settle(made.ID, housing.PaymentSucceeded, noon())
	must(t, stored.Erase(c.ctx(), c.once(), c.anna, noon()))
	if n := c.int("SELECT count(*) FROM payments WHERE state = 'succeeded'"); n != 1 {
		t.Errorf("%d payments stay, want the one that was made", n)
	}
}

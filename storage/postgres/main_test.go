package postgres_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/housing"
	"dombot/internal/localpg/pgtest"
	"dombot/storage/postgres"
)

var cluster *pgtest.Cluster

func TestMain(m *testing.M) {
	os.Exit(pgtest.Main(m, func(c *pgtest.Cluster) { cluster = c }, postgres.Migrate))
}

const (
	zone     = "Asia/Novosibirsk"
	kitchen  = "18-345672" // serial of the cold water meter of flat 45
	flat45   = "1203045"
	bot      = int64(7000)
	version1 = "2026-11"
)

// noon is Monday 23 November 2026, 12:00 in the town of the tests: the window
// of November, 20-25, is open.
func noon() time.Time { return time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC) }

func november() housing.Period { return housing.Period{Year: 2026, Month: time.November} }

// town is a database with an organisation, six houses and three accounts.
type town struct {
	t        testing.TB
	url      string
	db       *postgres.DB
	org      housing.OrganisationID
	people   *postgres.People
	houses   *postgres.Houses
	accounts *postgres.Accounts
	family   *postgres.Family
	readings *postgres.Readings
	pictures *postgres.Pictures
	requests *postgres.Requests
	orgs     *postgres.Organisations
	register *postgres.Register
	outbox   *postgres.Outbox
	cron     *postgres.CronRuns
	mails    *postgres.Mails
	letters  *postgres.MailOutbox
	count    *atomic.Int64
	past     func() *sql.DB // the database past the stores
}

func newTown(tb testing.TB) *town {
	tb.Helper()
	w := emptyTown(tb)
	w.importAccounts(townAccounts()...)
	w.importMeters(townMeters()...)
	return w
}

func emptyTown(tb testing.TB) *town {
	tb.Helper()
	url := cluster.New(tb)
	db, err := postgres.Open(tb.Context(), url, postgres.Options{Now: noon, Mail: true})
	if err != nil {
		tb.Fatalf("open: %v", err)
	}
	tb.Cleanup(func() {
		if err := db.Close(); err != nil {
			tb.Errorf("close: %v", err)
		}
	})
	w := &town{
		t: tb, url: url, db: db, people: &postgres.People{DB: db}, houses: &postgres.Houses{DB: db},
		accounts: &postgres.Accounts{DB: db}, family: &postgres.Family{DB: db}, readings: &postgres.Readings{DB: db},
		pictures: &postgres.Pictures{DB: db}, requests: &postgres.Requests{DB: db}, orgs: &postgres.Organisations{DB: db},
		register: &postgres.Register{DB: db}, outbox: &postgres.Outbox{DB: db}, cron: &postgres.CronRuns{DB: db},
		mails: &postgres.Mails{DB: db}, letters: &postgres.MailOutbox{DB: db}, count: &atomic.Int64{},
	}
	w.past = sync.OnceValue(w.openRaw)
	w.org, _, err = w.orgs.Add(tb.Context(), "5400000009", "УК «Уютный дом»", "+7 000 000-00-00", noon())
	must(tb, err)
	return w
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatalf("unexpected error: %v", err)
	}
}

// once names a confirmation that nobody else has.
func (w *town) once() housing.Once { return housing.Once(fmt.Sprintf("test-%d", w.count.Add(1))) }

func address(street, number, building string) housing.Address {
	return housing.Address{
		Region: "Новосибирская обл.", Settlement: "Светлоречье", Street: street, Number: number, Building: building,
	}
}

func account(row int, number, holder, flat string, a housing.Address) housing.AccountRecord {
	return housing.AccountRecord{
		Row: row, PlaceRow: row, Number: number, Holder: holder, Premises: flat, Address: a,
		Kind: "ЛС УО", Area: decimal.RequireFromString("45.3"),
	}
}

func townAccounts() []housing.AccountRecord {
	first := account(3, flat45, "Иванова Мария Петровна", "45", address("ул. Ленина", "12", ""))
	first.ELS, first.IZHKU = "75ДА533315", "75ДА533315-01"
	return []housing.AccountRecord{
		first,
		account(4, "1207007", "Петров Иван Ильич", "7", address("пр-кт Мира", "12", "2")),
		account(5, "1203046", "Сидоров Олег Львович", "46", address("ул. Ленина", "12", "")),
		account(6, "1", "Лев", "1", address("ул. Ленина", "12", "2")),
		account(7, "1", "Лев", "1", address("ул. Ленина", "11", "")),
		account(8, "1", "Лев", "1", address("ул. Ленина", "5", "")),
		account(9, "1", "Лев", "1", address("ул. Ленинградская", "5", "")),
	}
}

func meter(row int, account string, r housing.Resource, serial string, last ...string) housing.MeterRecord {
	m := housing.MeterRecord{
		Row: row, Account: account, Resource: r, Serial: serial, Place: "кухня",
		Tariffs: max(1, len(last)), Unit: r.Units()[0], Verified: housing.Date{Year: 2028, Month: time.March, Day: 1},
	}
	for _, v := range last {
		m.Last = append(m.Last, decimal.RequireFromString(v))
	}
	return m
}

func townMeters() []housing.MeterRecord {
	heating := meter(6, flat45, housing.Heating, "Т-77881", "10.5")
	heating.Automatic = true
	return []housing.MeterRecord{
		meter(3, flat45, housing.Electricity, "09114411", "3456", "1204"),
		meter(4, flat45, housing.ColdWater, kitchen, "123.456"),
		meter(5, flat45, housing.HotWater, "18-345673", "88.010"),
		heating,
		meter(7, "1207007", housing.ColdWater, "22-000111", "10"),
	}
}

func (w *town) importAccounts(records ...housing.AccountRecord) housing.ImportReport {
	w.t.Helper()
	report, err := w.register.ImportAccounts(w.t.Context(), importOf(w.org, false), records)
	must(w.t, err)
	if !report.Saved {
		w.t.Fatalf("accounts were not saved: %+v", report.Faults)
	}
	return report
}

func (w *town) importMeters(records ...housing.MeterRecord) housing.ImportReport {
	w.t.Helper()
	report, err := w.register.ImportMeters(w.t.Context(), importOf(w.org, false), records)
	must(w.t, err)
	if !report.Saved {
		w.t.Fatalf("meters were not saved: %+v", report.Faults)
	}
	return report
}

// person enters somebody who agreed to the processing of data.
func (w *town) person(user int64) housing.PersonID {
	w.t.Helper()
	id, err := w.people.Enter(w.t.Context(), bot, user, user+100, noon())
	must(w.t, err)
	must(w.t, w.people.GiveConsent(w.t.Context(), w.once(), id, version1, noon()))
	return id
}

func (w *town) house(typed string) housing.House {
	w.t.Helper()
	h, err := w.orgs.HouseByText(w.t.Context(), w.org, housing.ParseQuery(typed))
	must(w.t, err)
	return h
}

// claimOf is a right claim on flat 45 unless changed.
func (w *town) claimOf(person housing.PersonID) housing.Claim {
	return housing.Claim{
		Person: person, House: w.house("ленина 12").ID,
		Number: housing.Number{Kind: housing.AccountNumber, Value: flat45}, Secret: housing.FoldSecret(kitchen),
	}
}

func (w *town) claim(c housing.Claim) housing.Proof {
	w.t.Helper()
	proof, err := w.accounts.Claim(w.t.Context(), w.once(), c, noon())
	must(w.t, err)
	return proof
}

// connect links a person to an account by a meter's serial.
func (w *town) connect(person housing.PersonID) housing.AccountID {
	w.t.Helper()
	return w.connectBy(w.claimOf(person))
}

func (w *town) connectBy(c housing.Claim) housing.AccountID {
	w.t.Helper()
	proof := w.claim(c)
	if !proof.OK {
		w.t.Fatalf("the claim was refused: %+v", proof)
	}
	_, err := w.accounts.Connect(w.t.Context(), w.once(), housing.Connecting{Person: c.Person, Account: proof.Account, Role: housing.Owner}, noon())
	must(w.t, err)
	return proof.Account
}

// mira is a right claim on the flat in пр-кт Мира.
func (w *town) mira(person housing.PersonID) housing.Claim {
	return housing.Claim{
		Person: person, House: w.house("мира 12к2").ID,
		Number: housing.Number{Kind: housing.AccountNumber, Value: "1207007"}, Secret: housing.FoldSecret("22-000111"),
	}
}

func wantKind(tb testing.TB, err error, want housing.Kind) {
	tb.Helper()
	if err == nil || housing.KindOf(err) != want {
		tb.Errorf("got error %v of kind %d, want kind %d", err, housing.KindOf(err), want)
	}
}

func (w *town) ctx() context.Context { return w.t.Context() }

// raw is the database past the stores, for what they do not show.
func (w *town) raw() *sql.DB { return w.past() }

func (w *town) openRaw() *sql.DB {
	w.t.Helper()
	db, err := sql.Open("postgres", w.url)
	must(w.t, err)
	w.t.Cleanup(func() {
		if err := db.Close(); err != nil {
			w.t.Errorf("close: %v", err)
		}
	})
	return db
}

func (w *town) exec(query string, args ...any) {
	w.t.Helper()
	_, err := w.raw().ExecContext(w.ctx(), query, args...)
	must(w.t, err)
}

func (w *town) int(query string, args ...any) int {
	w.t.Helper()
	var n int
	must(w.t, w.raw().QueryRowContext(w.ctx(), query, args...).Scan(&n))
	return n
}

func importOf(org housing.OrganisationID, partial bool) housing.Import {
	return housing.Import{Organisation: org, Partial: partial, Zone: zone, At: noon()}
}

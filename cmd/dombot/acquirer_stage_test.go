package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"dombot/dialogs"
	"dombot/internal/acquiring"
	"dombot/internal/acquiring/rest"
	"dombot/internal/acquiring/sandbox"
	"dombot/internal/gis/sample"
	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// counterStage is a desk over PostgreSQL and the sandbox, with a person who
// pays ahead: nothing is charged yet.
type counterStage struct {
	*testing.T
	dsn     string
	db      *postgres.DB
	clock   *moving
	bank    *bank
	desk    *acquiring.Desk
	store   *postgres.Payments
	shop    int64
	anna    housing.PersonID
	account housing.AccountID
	pressed int
}

func newCounterStage(t *testing.T) *counterStage {
	t.Helper()
	s := &counterStage{T: t, dsn: cluster.New(t), clock: &moving{now: townMoment()}}
	var err error
	if s.db, err = postgres.Open(t.Context(), s.dsn, postgres.Options{Conns: 4, Now: s.clock.Now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.db.Close() })
	s.store = &postgres.Payments{DB: s.db}
	s.bank = newBank(t, s.clock, func() *acquiring.Desk { return s.desk })
	if s.desk, err = s.bank.desk(s.db); err != nil {
		t.Fatal(err)
	}
	s.desk.Providers[restProvider] = s.provider()
	s.desk.Patience = 300 * time.Millisecond
	s.anna, s.account = settleAnna(t, s.db, dialogs.Key{Bot: 1, Chat: 1001, User: 1001})
	s.shop = takesPayments(t, s.db, restProvider)
	s.ok(s.bank.open(t.Context()))
	return s
}

// provider is the client of the bank; between its attempts no time passes.
func (s *counterStage) provider() *rest.Provider {
	s.Helper()
	p, err := rest.New(rest.Options{
		Base: s.bank.server.URL, HTTP: s.bank.server.Client(),
		Wait: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	})
	s.ok(err)
	return p
}

// settleAnna connects the key's person to the known flat.
func settleAnna(t *testing.T, db *postgres.DB, key dialogs.Key) (housing.PersonID, housing.AccountID) {
	t.Helper()
	flat := perilFlat{"ленина 12", sample.KnownAccount, sample.KnownSerial}
	if err := flat.connect(t.Context(), db, key, townMoment()); err != nil {
		t.Fatal(err)
	}
	person, err := (&postgres.People{DB: db}).Enter(t.Context(), key.Bot, key.User, key.Chat, townMoment())
	if err != nil {
		t.Fatal(err)
	}
	connected, err := (&postgres.Accounts{DB: db}).Connections(t.Context(), person)
	if err != nil || len(connected) != 1 {
		t.Fatalf("connected are %v, %v", connected, err)
	}
	return person, connected[0].Account.ID
}

// takesPayments gives the town's organisation a shop and the wallet.
func takesPayments(t *testing.T, db *postgres.DB, provider string) int64 {
	t.Helper()
	return opensWay(t, db, housing.PayRule{Way: housing.PayWallet, Provider: provider}, "test_key")
}

// opensWay gives the town's organisation a way to pay, and its shop the key.
func opensWay(t *testing.T, db *postgres.DB, rule housing.PayRule, key acquiring.Secret) int64 {
	t.Helper()
	org, err := (&postgres.Organisations{DB: db}).ByINN(t.Context(), sample.INN)
	if err != nil {
		t.Fatal(err)
	}
	vault, err := acquiring.NewVault(townSealing)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := vault.Seal(org.ID, key, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	store := &postgres.Payments{DB: db}
	id, err := store.SetShop(t.Context(), housing.Shop{
		Organisation: org.ID, Provider: rule.Provider, Number: "100500", Key: sealed,
	}, townMoment())
	if err != nil {
		t.Fatal(err)
	}
	if err := store.SetPayRule(t.Context(), org.ID, rule, townMoment()); err != nil {
		t.Fatal(err)
	}
	return id
}

func (s *counterStage) ok(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// press is a confirmation to pay a sum, whatever is open.
func (s *counterStage) press(sum string) (housing.Once, housing.Paying) {
	s.Helper()
	bills, err := s.store.Bills(s.Context(), s.anna, s.account, s.clock.Now())
	s.ok(err)
	s.pressed++
	return housing.Once(fmt.Sprint("press-", s.pressed)), housing.Paying{
		Person: s.anna, Account: s.account, Payee: bills[0].Payee, Document: bills[0].Document, Due: bills[0].Due(),
		Sum: decimal.RequireFromString(sum), Way: housing.PayWallet, Again: true,
	}
}

// pays opens a payment.
func (s *counterStage) pays(sum string) housing.Payment {
	s.Helper()
	once, wish := s.press(sum)
	p, err := s.desk.Pay(s.Context(), once, wish)
	s.ok(err)
	if p.State != housing.PaymentPending || !strings.HasPrefix(p.URL, s.bank.server.URL) {
		s.Fatalf("the payment is %+v", p)
	}
	return p
}

// theirs returns the bank's number of a payment that the acquirer got.
func (s *counterStage) theirs(p housing.Payment) string {
	s.Helper()
	found, err := s.bank.box.ByKey(p.Key)
	s.ok(err)
	return found.ID
}

func (s *counterStage) state(p housing.Payment) housing.PaymentState {
	s.Helper()
	found, err := s.store.ByID(s.Context(), p.ID)
	s.ok(err)
	return found.State
}

// is fails unless the payment is in a state.
func (s *counterStage) is(what string, p housing.Payment, want housing.PaymentState) {
	s.Helper()
	if got := s.state(p); got != want {
		s.Errorf("%s: it is %s, want %s", what, got, want)
	}
}

// later moves the clock, lets the bank call back and asks it what is due.
func (s *counterStage) later(d time.Duration) {
	s.Helper()
	s.clock.move(func(now time.Time) time.Time { return now.Add(d) })
	s.bank.box.Flush(s.Context())
	s.ok(s.desk.Pass(s.Context()))
}

// odd returns what the operator is shown.
func (s *counterStage) odd() string {
	s.Helper()
	var out bytes.Buffer
	s.ok(Main(s.Context(), []string{"payments", "odd", "--org", sample.INN}, testWorld(s.dsn, s.clock, &out)))
	return out.String()
}

// booked are payments by their keys, as one of the books has them.
type booked map[string]string

// books compares the acquirer's book with ours: the same payments went through,
// for the same sums, and what was booked adds up to them.
func (s *counterStage) books() {
	s.Helper()
	compareBooks(s.T, s.bank.box, s.dsn)
}

func compareBooks(t *testing.T, box *sandbox.Sandbox, dsn string) {
	t.Helper()
	theirs, ours := booked{}, booked{}
	for _, p := range box.Ledger() {
		if _, again := theirs[p.Key]; again {
			t.Errorf("the acquirer took money twice for %s", p.Key)
		}
		theirs[p.Key] = p.Sum.Sub(p.Refunded).StringFixed(2)
	}
	for _, row := range ask(t, dsn, `
		SELECT y.key || ' ' || CASE WHEN y.state = 'succeeded' THEN y.sum + y.fee ELSE 0.00 END::text
		FROM payments y
		WHERE y.state IN ('succeeded', 'refunded') AND y.provider = 'rest'`) {
		key, sum, _ := strings.Cut(row, " ")
		ours[key] = sum
	}
	if diff := cmp.Diff(theirs, ours); diff != "" {
		t.Errorf("the acquirer's book and ours (-theirs +ours):\n%s", diff)
	}
	if wrong := ask(t, dsn, `
		SELECT y.key FROM payments y
		WHERE (y.state IN ('succeeded', 'refunded')) <> (y.sum = (
			SELECT coalesce(sum(l.sum), 0) FROM allocations l WHERE l.payment_id = y.id))`); len(wrong) > 0 {
		t.Errorf("what is booked does not add up for %v", wrong)
	}
	if wrong := ask(t, dsn, `
		SELECT y.key FROM payments y
		WHERE (SELECT count(*) FROM notices n WHERE n.key = 'payment/' || y.id || '/paid')
			<> (y.state IN ('succeeded', 'refunded'))::int`); len(wrong) > 0 {
		t.Errorf("the payer is told wrongly of %v", wrong)
	}
}

// ask returns the first column of what a query finds.
func ask(t *testing.T, dsn, query string) []string {
	t.Helper()
	rows := rowsOf(t, dsn)
	found, err := rows.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	var all []string
	for found.Next() {
		var s string
		if err := found.Scan(&s); err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

// rowsOf opens a database past the stores.
func rowsOf(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	rows, err := sql.Open("postgres", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = rows.Close() })
	return rows
}

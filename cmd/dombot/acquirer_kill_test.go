package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dombot/dialogs"
	"dombot/internal/acquiring/sandbox"
	"dombot/internal/gis/sample"
	"dombot/internal/housing"
	"dombot/internal/localredis/redistest"
	"dombot/internal/simulator"
	"dombot/storage/postgres"
)

// clockFile in the environment names the file that the program under test reads
// its clock from.
const clockFile = "DOMBOT_TEST_CLOCK"

// written is a clock that stands where a file says.
type written string

func (w written) Now() time.Time {
	b, err := os.ReadFile(string(w))
	if err != nil {
		panic(err)
	}
	now, err := time.Parse(time.RFC3339, string(b))
	if err != nil {
		panic(err)
	}
	return now.In(townMoment().Location())
}

// set moves the clock at once for whoever reads it.
func (w written) set(tb testing.TB, now time.Time) {
	tb.Helper()
	next := string(w) + ".next"
	if err := os.WriteFile(next, []byte(now.Format(time.RFC3339)), 0o600); err != nil {
		tb.Fatal(err)
	}
	if err := os.Rename(next, string(w)); err != nil {
		tb.Fatal(err)
	}
}

// killed is the program as a process of its own, that people pay through while
// it is killed; the acquirer, Telegram and the databases outlive it. No
// call-back comes: what became of a payment is asked.
type killed struct {
	*testing.T
	env   []string
	dsn   string
	rows  *sql.DB
	sim   *simulator.Server
	box   *sandbox.Sandbox
	gate  *gate
	clock written
	log   *syncBuffer
	run   *exec.Cmd
}

// gate stands before the acquirer: what befalls the next opening is told to it.
type gate struct {
	next http.Handler

	mu   sync.Mutex
	hook func(w http.ResponseWriter, r *http.Request)
}

// befall lets the next opening meet hook; reached is closed when it has come back.
func (g *gate) befall(hook func(w http.ResponseWriter, r *http.Request)) (reached <-chan struct{}) {
	done := make(chan struct{})
	g.mu.Lock()
	defer g.mu.Unlock()
	g.hook = func(w http.ResponseWriter, r *http.Request) {
		hook(w, r)
		close(done)
	}
	return done
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	hook := g.hook
	if r.Method == http.MethodPost {
		g.hook = nil
	}
	g.mu.Unlock()
	if hook == nil || r.Method != http.MethodPost {
		g.next.ServeHTTP(w, r)
		return
	}
	hook(w, r)
}

func newKilled(t *testing.T) *killed {
	t.Helper()
	k := &killed{
		T: t, dsn: cluster.New(t), log: &syncBuffer{}, clock: written(filepath.Join(t.TempDir(), "clock")),
	}
	k.clock.set(t, townMoment())
	var err error
	k.sim, err = simulator.New(simulator.Options{Token: inventedToken, Clock: simulator.NewClock(townMoment())})
	k.ok(err)
	base, err := k.sim.Start(t.Context())
	k.ok(err)
	k.rows = rowsOf(t, k.dsn)
	k.box, err = sandbox.New(sandbox.Options{
		Now: k.clock.Now, Random: rand.Reader, HTTP: &http.Client{}, Texts: catalogue(t),
		Shops: []sandbox.Shop{{Number: "100500", Key: "test_key", Name: "Касса"}},
	})
	k.ok(err)
	k.gate = &gate{next: k.box}
	bank := httptest.NewServer(k.gate)
	t.Cleanup(bank.Close)
	k.env = append(os.Environ(), asProgram+"=1", clockFile+"="+string(k.clock), "TELEGRAM_TOKEN="+inventedToken,
		"TELEGRAM_API_URL="+base, "DATABASE_URL="+k.dsn, "REDIS_URL="+redistest.Start(t), "LISTEN_ADDR=127.0.0.1:0",
		"TZ_DEFAULT="+sample.Zone, "ACQUIRER_URL="+bank.URL, "PAYMENT_SECRET="+townSealing)
	k.start()
	t.Cleanup(k.end)
	return k
}

func (k *killed) ok(err error) {
	k.Helper()
	if err != nil {
		k.Fatal(err)
	}
}

func (k *killed) start() {
	k.Helper()
	program, err := os.Executable()
	k.ok(err)
	k.run = exec.CommandContext(context.WithoutCancel(k.Context()), program)
	k.run.Env, k.run.Stderr = k.env, k.log
	k.ok(k.run.Start())
}

// kill ends the process as nothing can be prepared for.
func (k *killed) kill() {
	k.Helper()
	if err := k.run.Process.Kill(); err != nil {
		k.Errorf("kill: %v", err)
	}
	_ = k.run.Wait() // it says that it was killed
}

func (k *killed) end() {
	k.kill()
	if err := k.sim.Close(); err != nil {
		k.Error(err)
	}
	if k.Failed() {
		k.Logf("log:\n%s", k.log)
	}
}

// whileOpening kills the program while the acquirer, which does what it is told
// to, has not answered.
func (k *killed) whileOpening(press func(), do func(r *http.Request)) {
	k.Helper()
	lost := make(chan struct{})
	k.gate.befall(func(_ http.ResponseWriter, r *http.Request) {
		do(r)
		_, _ = io.Copy(io.Discard, r.Body) // so that it is seen when the caller is gone
		close(lost)
		<-r.Context().Done()
	})
	press()
	<-lost
	k.kill()
}

// hold stops whoever writes into a table, until the returned function is called.
func (k *killed) hold(table string) (release func()) {
	k.Helper()
	tx, err := k.rows.BeginTx(k.Context(), nil)
	k.ok(err)
	_, err = tx.ExecContext(k.Context(), "LOCK TABLE "+table+" IN SHARE MODE")
	k.ok(err)
	return func() { k.ok(tx.Rollback()) }
}

// until polls the database.
func (k *killed) until(what, query string) {
	k.Helper()
	patient, cancel := context.WithTimeout(k.Context(), 20*time.Second)
	defer cancel()
	for yes := false; !yes; {
		if err := k.rows.QueryRowContext(patient, query).Scan(&yes); err != nil {
			k.Fatalf("%s: %v", what, err)
		}
	}
}

// stuck waits until the program waits for what is held.
func (k *killed) stuck() {
	k.Helper()
	k.until("the program writes", `
		SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)
}

// pageIn returns the address of the last button that leads to the acquirer.
func pageIn(c simulator.Chat) string { return lastAddress(c, "/checkout/") }

// invoiceIn returns the address of the last button that leads to an invoice.
func invoiceIn(c simulator.Chat) string { return lastAddress(c, "t.me/$") }

func lastAddress(c simulator.Chat, with string) (address string) {
	for _, m := range c.Messages {
		for _, row := range m.Buttons {
			for _, b := range row {
				if strings.Contains(b.URL, with) {
					address = b.URL
				}
			}
		}
	}
	return address
}

// sees waits until a chat is as wanted.
func (k *killed) sees(who *simulator.Person, what string, fits func(c simulator.Chat) bool) {
	k.Helper()
	patient, cancel := context.WithTimeout(k.Context(), 20*time.Second)
	defer cancel()
	if err := k.sim.Wait(patient, func(simulator.State) bool { return fits(who.Chat()) }); err != nil {
		k.Fatalf("%s waits for %s: %v\n%s", who.Name, what, err, who.Transcript())
	}
}

// refused fails unless an invoice is not for somebody to pay, and they read why.
func (k *killed) refused(who *simulator.Person, invoice, why string) {
	k.Helper()
	k.ok(who.PayLink(invoice))
	k.sees(who, "a refusal", func(c simulator.Chat) bool {
		return slices.ContainsFunc(c.Payments, func(p simulator.Payment) bool {
			return p.State == simulator.PaymentRefused && strings.Contains(p.Refusal, why)
		})
	})
}

// TestProcessesKilledWhilePeoplePay kills the process at the seams between our
// book and the acquirer's. Afterwards both are equal: each wish is paid once,
// and its payer was told.
func TestProcessesKilledWhilePeoplePay(t *testing.T) {
	t.Parallel()
	k := newKilled(t)
	db, err := postgres.Open(t.Context(), k.dsn, postgres.Options{Conns: 2, Now: k.clock.Now})
	k.ok(err)
	t.Cleanup(func() { _ = db.Close() })
	anna := k.sim.Person("Анна")
	settleAnna(t, db, dialogs.Key{Bot: simulatedBot(t, k.sim), Chat: anna.ID, User: anna.ID})
	takesPayments(t, db, restProvider)

	opensWay(t, db, housing.PayRule{Way: housing.PayCard, Provider: messengerProvider}, "381764678:TEST:invented")
	wish := wisher{k, anna}
	wallet := func() { k.ok(anna.Press(labelLike(anna.Chat(), "«Виртуальный мир»"))) }

	for _, at := range []struct {
		seam   string
		strike func()
		taken  func() // strikes while what was paid is booked
	}{
		{"before the wish is stored", func() {
			release := k.hold("payment_steps")
			wallet()
			k.stuck()
			k.kill()
			release()
		}, nil},
		{"before the acquirer is told", func() {
			k.whileOpening(wallet, func(*http.Request) {})
		}, func() { wish.struck("allocations") }},
		{"before the acquirer's answer", func() {
			k.whileOpening(wallet, func(r *http.Request) { k.box.ServeHTTP(httptest.NewRecorder(), r) })
		}, func() { wish.struck("notices") }},
		{"before the answer is stored", func() {
			var release func()
			answered := k.gate.befall(func(w http.ResponseWriter, r *http.Request) {
				release = k.hold("payment_steps") //nolint:contextcheck // it outlives the call
				k.box.ServeHTTP(w, r)
			})
			wallet()
			<-answered
			k.stuck()
			k.kill()
			release()
		}, func() { // before its payer is told
			wish.pay()
			k.until("money is booked", "SELECT count(*) = 0 FROM payments WHERE state = 'pending'")
			k.kill()
		}},
		{"before the page is shown", func() {
			wallet()
			k.until("the answer is stored", "SELECT count(*) = 1 FROM payments WHERE state = 'pending'")
			k.kill()
		}, nil},
	} {
		t.Log(at.seam)
		wish.of("100")
		at.strike()
		k.start()
		wish.shown()
		if at.taken == nil {
			wish.pay()
		} else {
			at.taken()
			k.start()
		}
		wish.told()
	}

	// Inside the messenger: the news of the money came, and was not booked.
	wish.of("100")
	k.ok(anna.Press(labelLike(anna.Chat(), "Карта")))
	k.sees(anna, "an invoice", func(c simulator.Chat) bool { return invoiceIn(c) != "" })
	boris := k.sim.Person("Борис")
	boris.Send("/start")
	k.refused(boris, invoiceIn(anna.Chat()), "не найден")
	release := k.hold("notices")
	k.ok(anna.PayLink(invoiceIn(anna.Chat())))
	k.stuck()
	k.kill()
	release()
	k.start()
	wish.told()
	k.refused(anna, invoiceIn(anna.Chat()), "уже оплачен")

	compareBooks(t, k.box, k.dsn)
	if n := len(k.box.Ledger()); n != 5 {
		t.Errorf("the acquirer took money %d times for 5 wishes", n)
	}
	if got := ask(t, k.dsn, "SELECT count(*) || ' ' || sum(sum) FROM allocations"); got[0] != "6 600.00" {
		t.Errorf("booked are %s", got[0])
	}
}

// wisher is somebody who pays again and again.
type wisher struct {
	k   *killed
	who *simulator.Person
}

// of goes to the choice of ways.
func (w wisher) of(sum string) {
	w.k.Helper()
	says := func(do func() error) {
		w.k.Helper()
		w.k.ok(do())
		patient, cancel := context.WithTimeout(w.k.Context(), 20*time.Second)
		defer cancel()
		w.k.ok(w.k.sim.Idle(patient))
	}
	says(func() error { w.who.Send("оплатить"); return nil })
	says(func() error { w.who.Send(sum); return nil })
	for _, label := range []string{"Платить", "Оплатить"} {
		says(func() error { return w.who.Press(labelLike(w.who.Chat(), label)) })
	}
}

// shown waits until the page of the one open payment is shown.
func (w wisher) shown() {
	w.k.Helper()
	w.k.sees(w.who, "the page", func(c simulator.Chat) bool { return w.address(c) != "" })
}

// address is where the one payment that is not settled is paid, if that is shown.
func (w wisher) address(c simulator.Chat) string {
	at := pageIn(c)
	p, err := w.k.box.Payment(at[strings.LastIndex(at, "/")+1:])
	if err != nil || p.Status != sandbox.Pending {
		return ""
	}
	return p.ID
}

// pay pays on the page; the acquirer is asked then.
func (w wisher) pay() {
	w.k.Helper()
	w.k.ok(w.k.box.Pay(w.address(w.who.Chat())))
	w.later()
}

// later lets the time pass for which a question to the acquirer is another's.
func (w wisher) later() { w.k.clock.set(w.k.T, w.k.clock.Now().Add(61*time.Second)) }

// told waits until every payment so far is settled and its payer told.
func (w wisher) told() {
	w.k.Helper()
	w.later()
	w.k.until("everything is booked and told", `
		SELECT (SELECT count(*) FROM payments WHERE state IN ('created', 'pending')) = 0
			AND (SELECT count(*) FROM payments)
				= (SELECT count(*) FROM recipients r JOIN notices n ON n.id = r.notice_id
					WHERE n.kind = 'paid' AND r.state = 'sent')`)
}

// struck pays, and kills the program while it writes into a table.
func (w wisher) struck(table string) {
	w.k.Helper()
	release := w.k.hold(table)
	w.pay()
	w.k.stuck()
	w.k.kill()
	release()
}

package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/script"
	"dombot/internal/gis/sample"
	"dombot/internal/housing"
	"dombot/internal/simulator"
)

// messengerStage is the whole program, and Anna with an open invoice of 100 roubles.
type messengerStage struct {
	*telegramStage
	t    *testing.T
	anna *simulator.Person
}

func newMessengerStage(t *testing.T) messengerStage {
	t.Helper()
	s := messengerStage{telegramStage: newTelegramStage(t), t: t}
	s.anna = s.person("анна")
	db := s.app.services.db
	settleAnna(t, db, dialogs.Key{Bot: simulatedBot(t, s.sim), Chat: s.anna.ID, User: s.anna.ID})
	opensWay(t, db, housing.PayRule{Way: housing.PayCard, Provider: messengerProvider}, "381764678:TEST:invented")
	err := script.Play(t.Context(), []byte(`
анна says оплатить
анна says 100
анна presses 'Платить'
анна presses 'Оплатить'
анна presses 'Карта'
`), s)
	s.ok(err)
	return s
}

func (s messengerStage) ok(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// lock takes a table until the returned function is called.
func (s messengerStage) lock(table, mode string) (release func()) {
	s.t.Helper()
	tx, err := rowsOf(s.t, string(s.config.Database)).BeginTx(s.t.Context(), nil)
	s.ok(err)
	_, err = tx.ExecContext(s.t.Context(), "LOCK TABLE "+table+" IN "+mode+" MODE")
	s.ok(err)
	return func() { s.ok(tx.Rollback()) }
}

// until polls the database.
func (s messengerStage) until(query string) {
	s.t.Helper()
	patient, cancel := context.WithTimeout(s.t.Context(), 20*time.Second)
	defer cancel()
	rows := rowsOf(s.t, string(s.config.Database))
	for yes := false; !yes; {
		s.ok(rows.QueryRowContext(patient, query).Scan(&yes))
	}
}

// outcome waits for the answer to a payment.
func (s messengerStage) outcome() simulator.Payment {
	s.t.Helper()
	patient, cancel := context.WithTimeout(s.t.Context(), 20*time.Second)
	defer cancel()
	newest := func() simulator.Payment {
		all := s.anna.Chat().Payments
		return all[len(all)-1]
	}
	s.ok(s.sim.Wait(patient, func(simulator.State) bool { return newest().State != simulator.PaymentAsked }))
	return newest()
}

// Where the database hangs, no money is taken, and the payer is told in time.
// Nothing is spoilt by it: the same invoice is paid afterwards.
func TestACheckoutIsAnsweredInTimeWhileTheDatabaseHangs(t *testing.T) {
	t.Parallel()
	s := newMessengerStage(t)
	release := s.lock("payments", "ACCESS EXCLUSIVE")
	from := time.Now()
	s.ok(s.anna.PayLink(s.invoice))
	said := s.outcome()
	took := time.Since(from)
	release()

	if said.State != simulator.PaymentRefused || took >= 10*time.Second ||
		!strings.Contains(said.Refusal, "Сейчас оплатить не получится") {
		t.Errorf("after %v the payer has %+v", took, said)
	}
	s.log.expect(t, "payment was not agreed to")
	s.ok(s.anna.PayLink(s.invoice))
	if said := s.outcome(); said.State != simulator.PaymentPaid {
		t.Errorf("afterwards the payer has %+v", said)
	}
	s.ok(s.Told(t.Context(), "анна", "Счёт за ЖКУ оплачен"))
}

// The news of money is booked, and comes again: Telegram was not told that it had arrived.
func TestMoneyThatIsToldOfTwiceIsBookedOnce(t *testing.T) {
	t.Parallel()
	s := newMessengerStage(t)
	release := s.lock("notices", "SHARE")
	s.ok(s.anna.PayLink(s.invoice))
	s.until(`SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)
	s.sim.Inject(simulator.Fault{Kind: simulator.ServerError, Method: "getUpdates", Count: -1})
	release()
	s.until("SELECT count(*) > 0 FROM payments WHERE state = 'succeeded'")
	s.ok(s.stop())
	s.sim.ClearFaults()

	s.start()
	s.ok(s.Told(t.Context(), "анна", "Счёт за ЖКУ оплачен"))
	s.ok(s.sim.Idle(t.Context()))

	if rows := ask(t, string(s.config.Database), "SELECT sum::text FROM allocations"); len(rows) != 1 || rows[0] != "100.00" {
		t.Errorf("%v are booked", rows)
	}
	if told := strings.Count(s.anna.Transcript(), "Счёт за ЖКУ оплачен"); told != 1 {
		t.Errorf("she is told %d times", told)
	}
	var out bytes.Buffer
	s.ok(Main(t.Context(), []string{"payments", "odd", "--org", sample.INN}, testWorld(string(s.config.Database), s.clock, &out)))
	if !strings.Contains(out.String(), "Расхождений с платёжной службой нет") {
		t.Errorf("the operator is shown %s", out.String())
	}
}

package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/acquiring"
	"dombot/internal/acquiring/sandbox"
	"dombot/internal/housing"
)

// Whatever a call-back says, and however it comes, the acquirer's own word is booked.
func TestCallBacksAreHints(t *testing.T) {
	t.Parallel()
	s := newCounterStage(t)
	box := s.bank.box
	call := func(c sandbox.Callback) func(id string) error {
		return func(id string) error { return box.CallBack(id, c) }
	}
	all := func(steps ...func(id string) error) func(id string) error {
		return func(id string) error {
			for _, step := range steps {
				if err := step(id); err != nil {
					return err
				}
				box.Flush(t.Context())
			}
			return nil
		}
	}
	lost := func(id string) error { box.LoseCallbacks(1); return box.Pay(id) }
	for name, try := range map[string]struct {
		do   func(id string) error
		ends housing.PaymentState
		sent int // status of the last answer
	}{
		"once":                           {box.Pay, housing.PaymentSucceeded, 200},
		"twice":                          {all(box.Pay, call(sandbox.Callback{Times: 2})), housing.PaymentSucceeded, 200},
		"declined":                       {box.Decline, housing.PaymentDeclined, 200},
		"out of order":                   {all(box.Pay, call(sandbox.Callback{Status: sandbox.Canceled})), housing.PaymentSucceeded, 200},
		"paid, says nobody but the call": {call(sandbox.Callback{Status: sandbox.Succeeded}), housing.PaymentPending, 200},
		"a sum of its own": {
			call(sandbox.Callback{Status: sandbox.Succeeded, Sum: decimal.New(101, -2)}), housing.PaymentPending, 200,
		},
		"a currency of its own": {
			all(lost, call(sandbox.Callback{Currency: "USD"})), housing.PaymentSucceeded, 200,
		},
		"with another token": {all(lost, call(sandbox.Callback{Forged: true})), housing.PaymentPending, 404},
	} {
		p := s.pays("100")
		s.ok(try.do(s.theirs(p)))
		box.Flush(t.Context())

		s.is(name, p, try.ends)
		if sent := box.Sent(); sent[len(sent)-1].Status != try.sent {
			t.Errorf("%s: answered with %d, want %d", name, sent[len(sent)-1].Status, try.sent)
		}
	}
	s.later(10 * time.Minute)
	if said := s.odd(); !strings.Contains(said, "Расхождений с платёжной службой нет") {
		t.Errorf("the operator is shown %s", said)
	}
	s.books()
}

func TestALateCallBackFindsWhatWasAskedMeanwhile(t *testing.T) {
	t.Parallel()
	s := newCounterStage(t)
	s.bank.box.DelayCallbacks(10 * time.Minute)
	p := s.pays("100")
	s.ok(s.bank.box.Pay(s.theirs(p)))

	s.later(10 * time.Second)
	s.is("asked", p, housing.PaymentSucceeded)
	s.later(10 * time.Minute)
	s.books()

	if n := len(s.bank.box.Sent()); n != 1 {
		t.Errorf("%d call-backs were posted", n)
	}
}

func TestACallBackOfAnUnknownPaymentIsKeptForTheOperator(t *testing.T) {
	t.Parallel()
	s := newCounterStage(t)
	s.pays("100")

	s.ok(s.bank.box.CallBackUnknown("100500"))
	s.bank.box.Flush(t.Context())

	sent := s.bank.box.Sent()
	said := s.odd()
	if sent[0].Status != 200 || !strings.Contains(said, "неизвестный платёж · "+sent[0].Payment+" · ") ||
		!strings.Contains(said, "100.00 RUB") || strings.Contains(said, "{") {
		t.Errorf("answered with %d; the operator is shown %s", sent[0].Status, said)
	}
	s.books()
}

// Each call of the acquirer meets each trouble, in all of its attempts; the
// payment is the same afterwards, and is paid and given back once.
func TestAnAcquirerInTroubleLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	s := newCounterStage(t)
	box := s.bank.box
	for name, try := range map[string]struct {
		fault sandbox.Fault
		times int
	}{
		"broken": {sandbox.Broken, 3}, "busy": {sandbox.Busy, 1}, "behind": {sandbox.Behind, 3},
		"silent": {sandbox.Silent, 1}, "muddled": {sandbox.Muddled, 3}, "forgotten": {sandbox.Forgotten, 3},
	} {
		once, wish := s.press("100")
		box.Fail(try.fault, try.times)
		made, err := s.desk.Pay(t.Context(), once, wish)
		if said, ok := sentence(err, catalogue(t)); !ok || !strings.Contains(said, "Деньги не списаны") {
			t.Errorf("%s: the payer reads %q, %v", name, said, err)
		}
		s.is(name, made, housing.PaymentCreated)
		s.later(10 * time.Second)
		s.is(name+", asked again", made, housing.PaymentPending)
		again, err := s.desk.Pay(t.Context(), once, wish)
		s.ok(err)
		if again.ID != made.ID || again.URL == "" {
			t.Errorf("%s: the press repeated leads to %+v", name, again)
		}

		box.LoseCallbacks(1)
		s.ok(box.Pay(s.theirs(made)))
		box.Fail(try.fault, try.times)
		looked, err := s.desk.Look(t.Context(), s.anna, made.ID)
		s.ok(err)
		if !looked.Silent && looked.State != housing.PaymentSucceeded {
			t.Errorf("%s: who looks is shown %+v, as if the acquirer had answered", name, looked)
		}
		s.later(10 * time.Second)
		s.is(name+", paid", made, housing.PaymentSucceeded)

		box.LoseCallbacks(1)
		box.Fail(try.fault, try.times)
		paid, err := s.store.ByID(t.Context(), made.ID)
		s.ok(err)
		limited, cancel := context.WithTimeout(t.Context(), s.desk.Patience)
		if err := s.desk.GiveBack(limited, *paid, "ошибка"); err == nil {
			t.Errorf("%s: the money is given back to nobody", name)
		}
		cancel()
		s.is(name+", not given back", made, housing.PaymentSucceeded)
		s.ok(s.desk.GiveBack(t.Context(), *paid, "ошибка"))
		s.is(name+", given back", made, housing.PaymentRefunded)
	}
	for _, p := range box.Ledger() {
		if !p.Refunded.Equal(p.Sum) {
			t.Errorf("%s of %s is given back", p.Refunded, p.Sum)
		}
	}
	s.books()
}

// Without any call-back, asking leads to the same end, whatever it is.
func TestAskingAloneFindsTheEnd(t *testing.T) {
	t.Parallel()
	s := newCounterStage(t)
	box := s.bank.box
	box.LoseCallbacks(1000)
	for name, try := range map[string]struct {
		do   func(id string) error
		wait time.Duration
		ends housing.PaymentState
	}{
		"paid":                   {box.Pay, 10 * time.Second, housing.PaymentSucceeded},
		"declined":               {box.Decline, 10 * time.Second, housing.PaymentDeclined},
		"left":                   {box.Cancel, 10 * time.Second, housing.PaymentExpired},
		"forgotten by its payer": {func(string) error { return nil }, 31 * time.Minute, housing.PaymentExpired},
		"hung":                   {box.Hang, 31 * time.Minute, housing.PaymentExpired},
	} {
		p := s.pays("100")
		s.ok(try.do(s.theirs(p)))
		s.later(try.wait)
		s.is(name, p, try.ends)
	}
	for _, p := range box.Payments() {
		if p.Hung {
			s.ok(box.Release(p.ID))
		}
	}
	s.later(2 * time.Hour)
	s.books()
	if n := len(box.Ledger()); n != 2 {
		t.Errorf("%d went through, want the one that was paid and the one that hung", n)
	}
	s.later(8 * 24 * time.Hour)
	if due := ask(t, s.dsn, "SELECT number FROM payments WHERE due_at IS NOT NULL"); len(due) > 0 {
		t.Errorf("after a week %v are asked for still", due)
	}
}

func TestWhatWasGivenUpIsBookedBesideWhatWasPaidInstead(t *testing.T) {
	t.Parallel()
	s := newCounterStage(t)
	s.bank.box.LoseCallbacks(1000)
	first := s.pays("100")
	s.ok(s.store.GiveUp(t.Context(), "give-up", s.anna, first.ID, s.clock.Now()))
	second := s.pays("40")
	s.ok(s.bank.box.Pay(s.theirs(first)))
	s.ok(s.bank.box.Pay(s.theirs(second)))

	s.later(6 * time.Minute)

	s.is("given up", first, housing.PaymentSucceeded)
	s.is("paid instead", second, housing.PaymentSucceeded)
	s.books()
	bills, err := s.store.Bills(t.Context(), s.anna, s.account, s.clock.Now())
	s.ok(err)
	if got := bills[0].Ahead; !got.Equal(decimal.NewFromInt(140)) {
		t.Errorf("%s is ahead", got)
	}
	if late := ask(t, s.dsn, "SELECT args->>'operation' FROM notices WHERE args->>'late' <> ''"); len(late) != 1 ||
		late[0] != first.Number {
		t.Errorf("told as late are %v", late)
	}
}

// An acquirer that speaks of another sum takes no bill hostage.
func TestASumThatDiffersIsNotBookedAndHoldsNothingUp(t *testing.T) {
	t.Parallel()
	s := newCounterStage(t)
	p := s.pays("100")
	if _, err := rowsOf(t, s.dsn).ExecContext(t.Context(), "UPDATE payments SET sum = sum + 1"); err != nil {
		t.Fatal(err)
	}
	s.ok(s.bank.box.Pay(s.theirs(p)))

	s.later(10 * time.Second)
	s.is("with another sum", p, housing.PaymentPending)
	s.later(31 * time.Minute)
	s.is("when its time is over", p, housing.PaymentExpired)

	if said := s.odd(); !strings.Contains(said, "другая сумма") {
		t.Errorf("the operator is shown %s", said)
	}
	if rows := ask(t, s.dsn, "SELECT sum::text FROM allocations"); len(rows) > 0 {
		t.Errorf("%v are booked", rows)
	}
}

func TestReconciliationFindsWhatDiffers(t *testing.T) {
	t.Parallel()
	s := newCounterStage(t)
	box := s.bank.box
	box.LoseCallbacks(1000)
	paid := func(sum string) housing.Payment {
		p := s.pays(sum)
		s.ok(box.Pay(s.theirs(p)))
		return p
	}
	shop, provider, err := s.desk.Shop(t.Context(), s.shop)
	s.ok(err)
	foreign, err := provider.Open(t.Context(), shop, acquiring.Order{
		Key: "of-nobody", Way: housing.PayWallet, Sum: decimal.NewFromInt(7), Return: "https://example.com/",
	})
	s.ok(err)
	s.ok(box.Pay(foreign.ID))
	differs, back := paid("20"), paid("30")
	s.later(10 * time.Second)
	if _, err := rowsOf(t, s.dsn).ExecContext(t.Context(),
		"UPDATE payments SET sum = 21 WHERE id = $1", int64(differs.ID)); err != nil {
		t.Fatal(err)
	}
	s.ok(provider.Refund(t.Context(), shop, acquiring.Refund{
		Key: "in-the-cabinet", ID: s.theirs(back), Total: decimal.NewFromInt(30),
	}))
	missing := s.pays("40")
	if _, err := s.store.Settle(t.Context(), missing.ID, housing.Settling{State: housing.PaymentSucceeded}, s.clock.Now()); err != nil {
		t.Fatal(err)
	}
	pending := paid("50")

	for range 2 {
		s.ok(s.desk.Reconcile(t.Context(), s.clock.Now().Add(-time.Hour), s.clock.Now().Add(time.Second)))
	}

	s.is("paid there", pending, housing.PaymentSucceeded)
	s.is("given back there", back, housing.PaymentRefunded)
	said := s.odd()
	for _, want := range []string{
		"неизвестный платёж · " + foreign.ID, "другая сумма · " + s.theirs(differs),
		"у службы такого платежа нет · " + s.theirs(missing), "оплачен только у одной стороны · " + s.theirs(pending),
	} {
		if strings.Count(said, want) != 1 {
			t.Errorf("the operator is shown\n%s, want once %q", said, want)
		}
	}
	if n := strings.Count(strings.TrimSpace(said), "\n"); n != 3 {
		t.Errorf("the operator is shown more: %s", said)
	}
}

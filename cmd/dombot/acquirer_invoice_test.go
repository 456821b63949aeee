package main

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"dombot/internal/acquiring"
	"dombot/internal/housing"
)

// An invoice of the messenger may be agreed to in two places at once.
func TestAnInvoiceThatIsPaidTwiceIsBookedOnceAndShown(t *testing.T) {
	t.Parallel()
	s := newCounterStage(t)
	s.desk.Providers[messengerProvider] = acquiring.Messenger{Invoices: &paper{}, Title: "Оплата ЖКУ"}
	takesPayments(t, s.db, messengerProvider)
	once, wish := s.press("100")
	p, err := s.desk.Pay(t.Context(), once, wish)
	s.ok(err)
	bargain := acquiring.Bargain{Key: p.Key, Person: s.anna, Total: p.Total(), Currency: "RUB"}

	for range 2 {
		s.ok(s.desk.Agree(t.Context(), bargain))
	}
	for _, charge := range []string{"charge-1", "charge-1", "charge-2", "charge-1", "charge-2"} {
		bargain.Charge = charge
		s.ok(s.desk.Paid(t.Context(), bargain))
	}

	s.is("paid", p, housing.PaymentSucceeded)
	if said := s.odd(); strings.Count(said, "\n") != 1 || !strings.Contains(said, "оплачен второй раз · charge-2") {
		t.Errorf("the operator is shown %s", said)
	}
	if rows := ask(t, s.dsn, "SELECT sum::text FROM allocations"); len(rows) != 1 || rows[0] != "100.00" {
		t.Errorf("%v are booked", rows)
	}
}

func TestMoneyIsAgreedToForWhatStands(t *testing.T) {
	t.Parallel()
	s := newCounterStage(t)
	s.desk.Providers[messengerProvider] = acquiring.Messenger{Invoices: &paper{}, Title: "Оплата ЖКУ"}
	takesPayments(t, s.db, messengerProvider)
	once, wish := s.press("100")
	p, err := s.desk.Pay(t.Context(), once, wish)
	s.ok(err)
	right := acquiring.Bargain{Key: p.Key, Person: s.anna, Total: p.Total(), Currency: "RUB"}
	s.ok(s.desk.Agree(t.Context(), right))

	refuses := func(name, want string, change func(b *acquiring.Bargain)) {
		t.Helper()
		b := right
		change(&b)
		if said, _ := sentence(s.desk.Agree(t.Context(), b), catalogue(t)); !strings.Contains(said, want) {
			t.Errorf("%s: the payer reads %q, want %q", name, said, want)
		}
	}
	refuses("another person", "не найден", func(b *acquiring.Bargain) { b.Person++ })
	refuses("another sum", "не найден", func(b *acquiring.Bargain) { b.Total = b.Total.Add(decimal.New(1, -2)) })
	refuses("another currency", "не найден", func(b *acquiring.Bargain) { b.Currency = "USD" })
	refuses("another key", "не найден", func(b *acquiring.Bargain) { b.Key = "of-nobody" })
	s.clock.move(func(now time.Time) time.Time { return now.Add(31 * time.Minute) })
	refuses("late", "устарел", func(*acquiring.Bargain) {})
	right.Charge = "charge-1"
	s.ok(s.desk.Paid(t.Context(), right))
	refuses("paid already", "уже оплачен", func(*acquiring.Bargain) {})
	s.is("paid late", p, housing.PaymentSucceeded)
}

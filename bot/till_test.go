package bot_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/bot"
	"dombot/bot/telegram"
	"dombot/dialogs"
	"dombot/internal/simulator"
	"dombot/internal/texts"
)

// cashbox is a till that writes down what it took.
type cashbox struct {
	agree func(ctx context.Context, b bot.Bargain) (texts.Text, error)
	trade func(ctx context.Context) error // fails while money cannot be booked

	mu    sync.Mutex
	taken []bot.Bargain
}

func (c *cashbox) Agree(ctx context.Context, b bot.Bargain) (texts.Text, error) {
	if c.agree == nil {
		return "", nil
	}
	return c.agree(ctx, b)
}

func (c *cashbox) Paid(ctx context.Context, b bot.Bargain) error {
	if c.trade != nil {
		if err := c.trade(ctx); err != nil {
			return err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.taken = append(c.taken, b)
	return nil
}

// took fails unless the invoice was paid once.
func (c *cashbox) took(w *town, who *simulator.Person) {
	w.t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	paid := who.Chat().Payments
	if len(c.taken) == 0 || len(paid) != 1 || paid[0].State != simulator.PaymentPaid {
		w.t.Fatalf("the payer has paid %+v, taken are %+v", paid, c.taken)
	}
	want := []bot.Bargain{{
		Bot: c.taken[0].Bot, User: who.ID, Chat: who.ID, Key: "key-1", Total: 312045, Currency: "RUB",
		Charge: paid[0].Receipt.ProviderChargeID,
	}}
	if diff := cmp.Diff(want, c.taken); diff != "" {
		w.t.Errorf("taken (-want +got):\n%s", diff)
	}
}

// invoice returns the link of an invoice.
func (w *town) invoice() string {
	w.t.Helper()
	link, err := w.client().InvoiceLink(w.t.Context(), telegram.Invoice{
		Title: "Оплата ЖКУ", Description: "Оплата ЖКУ", Payload: "key-1", Token: "381764678:TEST:invented",
		Currency: "RUB", Prices: []telegram.Price{{Label: "ЖКУ", Amount: 312045}},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return link
}

func (w *town) pay(who *simulator.Person, link string) {
	w.t.Helper()
	who.Send("/start")
	w.idle()
	if err := who.PayLink(link); err != nil {
		w.t.Fatal(err)
	}
}

var errDown = errors.New("the database is down")

func TestMoneyIsNotDroppedInAFlood(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		anna := w.Person("Анна")
		box := &cashbox{agree: func(context.Context, bot.Bargain) (texts.Text, error) {
			for _, text := range numbers(40) {
				anna.Send(text)
			}
			return "", nil
		}}
		w.till, w.limits = box, bot.Limits{Backlog: 5}
		r := w.start()
		w.pay(anna, w.invoice())
		w.idle()
		r.end()
		if w.log.count("update dropped") == 0 {
			w.t.Error("nothing was dropped: it was no flood")
		}
		box.took(w, anna)
	})
}

func TestMoneyIsBookedAsSoonAsItCanBe(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		from := time.Now()
		box := &cashbox{trade: func(context.Context) error {
			if time.Since(from) < 10*time.Minute {
				return errDown
			}
			return nil
		}}
		w.till = box
		anna, boris := w.Person("Анна"), w.Person("Борис")
		r := w.start()
		w.pay(anna, w.invoice())
		time.Sleep(time.Minute)
		boris.Send("а я?")
		w.idle()
		if got := w.dialog.texts(boris.ID); len(got) != 1 || time.Since(from) < 10*time.Minute {
			w.t.Errorf("after %v another person is heard %d times", time.Since(from), len(got))
		}
		r.end()
		box.took(w, anna)
		if n := w.log.count("level=ERROR"); n != 1 || w.log.count("money was taken and is not booked yet") != 1 {
			w.t.Errorf("log:\n%s", w.log.text())
		}
	})
}

func TestMoneyThatWasNotBookedComesAgainAfterAStop(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		box := &cashbox{trade: func(context.Context) error { return errDown }}
		w.till = box
		anna := w.Person("Анна")
		r := w.start()
		w.pay(anna, w.invoice())
		time.Sleep(2 * time.Minute)
		r.end()
		if len(box.taken) > 0 {
			w.t.Fatalf("taken are %+v", box.taken)
		}

		box.trade = nil
		r = w.start()
		w.idle()
		r.end()
		box.took(w, anna)
	})
}

// Where the till does not know in time, no money is taken.
func TestASilentTillRefusesInTime(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		w.till = &cashbox{agree: func(ctx context.Context, _ bot.Bargain) (texts.Text, error) {
			<-ctx.Done()
			return "", ctx.Err()
		}}
		anna := w.Person("Анна")
		r := w.start()
		from := time.Now()
		w.pay(anna, w.invoice())
		w.idle()
		took := time.Since(from)
		r.end()
		paid := anna.Chat().Payments
		if len(paid) != 1 || paid[0].State != simulator.PaymentRefused || paid[0].Refusal != "payment.not_now" ||
			took >= 10*time.Second {
			w.t.Errorf("after %v the payer has %+v", took, paid)
		}
	})
}

// A payer whose last press hangs, in a bot that has no worker left, is answered all the same.
func TestACheckoutWaitsForNobody(t *testing.T) {
	t.Parallel()
	inTown(t, func(w *town) {
		box := &cashbox{}
		w.till, w.limits = box, bot.Limits{Workers: 1}
		w.dialog.answer = func(ctx context.Context, ev dialogs.Event) (dialogs.Reply, error) {
			if ev.Text == "Проверить" {
				<-ctx.Done()
				return dialogs.Reply{}, ctx.Err()
			}
			return dialogs.Reply{Quiet: true}, nil
		}
		anna := w.Person("Анна")
		r := w.start()
		link := w.invoice()
		anna.Send("/start")
		w.idle()
		anna.Send("Проверить")
		time.Sleep(time.Second)

		from := time.Now()
		if err := anna.PayLink(link); err != nil {
			w.t.Fatal(err)
		}
		err := w.Wait(w.t.Context(), func(simulator.State) bool {
			return anna.Chat().Payments[0].State != simulator.PaymentAsked
		})
		took := time.Since(from)

		if err != nil || took > time.Second {
			w.t.Errorf("the payer is answered after %v, %v", took, err)
		}
		w.idle()
		r.end()
		box.took(w, anna)
	})
}

package rest_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"go.uber.org/goleak"

	"dombot/internal/acquiring"
	"dombot/internal/acquiring/rest"
	"dombot/internal/acquiring/sandbox"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const key = "test_Zm9vYmFy"

// world is a client and the sandbox that it talks to over real sockets.
type world struct {
	t    *testing.T
	box  *sandbox.Sandbox
	rest *rest.Provider
	shop acquiring.Shop

	mu  sync.Mutex
	now time.Time
}

// theTexts are read once for all tests.
var theTexts = sync.OnceValues(texts.Load)

func newWorld(t *testing.T) *world {
	t.Helper()
	catalogue, err := theTexts()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{
		t: t, shop: acquiring.Shop{ID: 7, Number: "100500", Key: key},
		now: time.Date(2026, 11, 9, 10, 0, 0, 0, time.UTC),
	}
	w.box, err = sandbox.New(sandbox.Options{
		Shops: []sandbox.Shop{
			{Number: "100500", Key: key, Name: "УК «Уютный дом»"}, {Number: "2", Key: "other", Name: "ТСЖ"},
		},
		Now: w.clock, Random: rand.NewChaCha8([32]byte{1}), HTTP: &http.Client{}, Texts: catalogue,
	})
	if err != nil {
		t.Fatal(err)
	}
	w.rest = client(t, httptest.NewServer(w.box))
	return w
}

// client is a client of a server, which ends with the test.
func client(t *testing.T, server *httptest.Server) *rest.Provider {
	t.Helper()
	t.Cleanup(server.Close)
	p, err := rest.New(rest.Options{
		Base: server.URL, HTTP: server.Client(), Wait: func(context.Context, time.Duration) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) later(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func sum(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func order(name string) acquiring.Order {
	return acquiring.Order{
		Key: name, Number: "1-000123", Way: housing.PayCard, Sum: sum("3120.45"), Fee: sum("31.20"),
		Description: "Оплата ЖКУ, платёж 1-000123", Return: "https://t.me/dombot?start=paid",
		Email: "tenant@example.org",
		Items: []acquiring.Item{{Name: "Содержание жилья", Sum: sum("3120.45")}, {Name: "Комиссия", Sum: sum("31.2")}},
	}
}

func (w *world) open(o acquiring.Order) acquiring.Opened {
	w.t.Helper()
	opened, err := w.rest.Open(w.t.Context(), w.shop, o)
	if err != nil {
		w.t.Fatal(err)
	}
	return opened
}

func (w *world) ask(id string) acquiring.Standing {
	w.t.Helper()
	s, err := w.rest.Ask(w.t.Context(), w.shop, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// has compares what the sandbox has with the payments wanted, by key.
func (w *world) has(keys ...string) {
	w.t.Helper()
	var got []string
	for _, p := range w.box.Payments() {
		got = append(got, p.Key)
	}
	if diff := cmp.Diff(keys, got); diff != "" {
		w.t.Errorf("payments of the sandbox (-want +got):\n%s", diff)
	}
}

func TestAPaymentIsOpenedPaidAndAsked(t *testing.T) {
	t.Parallel()
	for way, theirs := range map[housing.PayWay]string{
		housing.PayWallet: "yoo_money", housing.PayCard: "bank_card", housing.PaySBP: "sbp",
	} {
		w := newWorld(t)
		o := order("k1")
		o.Way = way
		opened := w.open(o)
		want := acquiring.Standing{
			ID: opened.ID, Key: "k1", State: acquiring.Waiting, Total: sum("3151.65"), Currency: "RUB",
			Opened: w.clock(),
		}
		if diff := cmp.Diff(want, w.ask(opened.ID)); diff != "" {
			t.Errorf("opened (-want +got):\n%s", diff)
		}
		w.later(time.Minute)
		w.must(w.box.Pay(opened.ID))
		want.State, want.Settled = acquiring.Succeeded, w.clock()
		if diff := cmp.Diff(want, w.ask(opened.ID)); diff != "" {
			t.Errorf("paid (-want +got):\n%s", diff)
		}
		p, err := w.box.Payment(opened.ID)
		w.must(err)
		if p.Way != theirs || p.Number != "1-000123" || p.Return != o.Return || !p.Sum.Equal(o.Total()) {
			t.Errorf("the acquirer has %+v", p)
		}
	}
}

func TestAPaymentThatIsNotPaidSaysWhy(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	declined, expired, waits := w.open(order("a")), w.open(order("b")), w.open(order("c"))
	w.must(w.box.Decline(declined.ID))
	w.must(w.box.Hang(waits.ID))
	w.later(time.Hour)
	for id, want := range map[string]acquiring.Standing{
		declined.ID: {State: acquiring.Canceled, Reason: "general_decline"},
		expired.ID:  {State: acquiring.Canceled, Reason: "expired_on_confirmation"},
		waits.ID:    {State: acquiring.Waiting},
	} {
		if got := w.ask(id); got.State != want.State || got.Reason != want.Reason || !got.Settled.IsZero() {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
}

func TestTheSameKeyNamesTheSamePayment(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.open(order("k"))
	if again := w.open(order("k")); again != first {
		t.Errorf("again: %+v, first %+v", again, first)
	}
	changed := order("k")
	changed.Sum = sum("1")
	changed.Email = ""
	if _, err := w.rest.Open(t.Context(), w.shop, changed); !errors.Is(err, acquiring.ErrRefused) {
		t.Errorf("another sum under the key: %v", err)
	}
	w.must(w.box.Pay(first.ID))
	if again := w.open(order("k")); again.ID != first.ID || again.URL != "" {
		t.Errorf("after paying: %+v", again)
	}
	w.has("k")
}

func TestALostAnswerMakesNoSecondPayment(t *testing.T) {
	t.Parallel()
	for _, f := range []sandbox.Fault{sandbox.Forgotten, sandbox.Muddled} {
		w := newWorld(t)
		w.box.Fail(f, 1)
		once := w.open(order("once"))
		w.box.Fail(f, 3)
		if _, err := w.rest.Open(t.Context(), w.shop, order("thrice")); err == nil {
			t.Fatal("three lost answers are no trouble")
		}
		thrice := w.open(order("thrice"))
		w.has("once", "thrice")
		w.must(w.box.Pay(once.ID))
		w.must(w.box.Pay(thrice.ID))

		w.box.Fail(f, 2)
		back := acquiring.Refund{Key: "back", ID: once.ID, Total: sum("51.65"), Reason: "переплата"}
		w.must(w.rest.Refund(t.Context(), w.shop, back))
		w.must(w.rest.Refund(t.Context(), w.shop, back))
		if got := w.ask(once.ID).Refunded; !got.Equal(sum("51.65")) {
			t.Errorf("refunded %s", got)
		}
	}
}

func TestManyAtOnceOpenOnePayment(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var group sync.WaitGroup
	ids := make([]string, 20)
	for i := range ids {
		group.Go(func() {
			opened, err := w.rest.Open(t.Context(), w.shop, order("k"))
			if err != nil {
				t.Error(err)
			}
			ids[i] = opened.ID
		})
	}
	group.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Errorf("payments %s and %s", ids[0], id)
		}
	}
	w.has("k")
}

func TestMoneyGoesBackAtMostAsMuchAsCame(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.open(order("k")).ID
	give := func(name, total string) error {
		return w.rest.Refund(t.Context(), w.shop, acquiring.Refund{Key: name, ID: id, Total: sum(total)})
	}
	if err := give("early", "1"); !errors.Is(err, acquiring.ErrRefused) {
		t.Errorf("before it is paid: %v", err)
	}
	w.must(w.box.Pay(id))
	w.must(give("a", "3000"))
	for total, why := range map[string]string{"151.66": "too much", "0": "nothing", "-1": "less", "0.005": "half a kopeck"} {
		if err := give("b", total); !errors.Is(err, acquiring.ErrRefused) {
			t.Errorf("%s: %v", why, err)
		}
	}
	w.must(give("b", "151.65"))
	if got := w.ask(id); !got.Refunded.Equal(sum("3151.65")) || got.State != acquiring.Succeeded {
		t.Errorf("got %+v", got)
	}
	if err := w.rest.Refund(t.Context(), w.shop, acquiring.Refund{Key: "c", ID: "none", Total: sum("1")}); !errors.Is(err, acquiring.ErrUnknown) {
		t.Errorf("of no payment: %v", err)
	}
}

func TestAListOfManyPaymentsIsWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.open(order("before"))
	w.later(time.Minute)
	from := w.clock()
	var want []string
	for i := range 250 {
		o := order(strconv.Itoa(i))
		w.open(o)
		want = append([]string{o.Key}, want...)
		if i%2 == 0 {
			w.later(time.Second)
		}
	}
	w.later(time.Second)
	to := w.clock()
	w.open(order("after"))

	list, err := w.rest.List(t.Context(), w.shop, from, to)
	w.must(err)
	var got []string
	for _, s := range list {
		got = append(got, s.Key)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("listed (-want +got):\n%s", diff)
	}
	none, err := w.rest.List(t.Context(), acquiring.Shop{Number: "2", Key: "other"}, from, to)
	if err != nil || len(none) != 0 {
		t.Errorf("another shop sees %d payments, %v", len(none), err)
	}
}

func TestWhatTheAcquirerRefusesIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.open(order("mine")).ID
	for name, shop := range map[string]acquiring.Shop{
		"wrong key": {Number: "100500", Key: "wrong"}, "no shop": {Number: "9", Key: key},
	} {
		if _, err := w.rest.Open(t.Context(), shop, order("k")); !errors.Is(err, acquiring.ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.rest.Ask(t.Context(), acquiring.Shop{Number: "2", Key: "other"}, id); !errors.Is(err, acquiring.ErrUnknown) {
		t.Errorf("another shop's payment: %v", err)
	}
	for _, id := range []string{"2d000000-000f-5000-8000-000000000000", "", "../refunds", "a b", "x?y=1"} {
		if _, err := w.rest.Ask(t.Context(), w.shop, id); !errors.Is(err, acquiring.ErrUnknown) {
			t.Errorf("payment %q: %v", id, err)
		}
	}
}

func TestOrdersThatCannotBeAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	careless := answering(t, 200, "application/json", sound)
	for name, spoil := range map[string]func(*acquiring.Order){
		"no way":         func(o *acquiring.Order) { o.Way = "cash" },
		"no key":         func(o *acquiring.Order) { o.Key = "" },
		"a long key":     func(o *acquiring.Order) { o.Key = fmt.Sprintf("%065d", 1) },
		"a broken key":   func(o *acquiring.Order) { o.Key = "a\nb" },
		"nothing":        func(o *acquiring.Order) { o.Sum, o.Fee, o.Email = sum("0"), sum("0"), "" },
		"half a kopeck":  func(o *acquiring.Order) { o.Sum, o.Email = sum("1.005"), "" },
		"lines too few":  func(o *acquiring.Order) { o.Items = o.Items[:1] },
		"a line of none": func(o *acquiring.Order) { o.Items = append(o.Items, acquiring.Item{Name: "x"}) },
		"no address":     func(o *acquiring.Order) { o.Return = "javascript:alert(1)" },
		"no e-mail":      func(o *acquiring.Order) { o.Email = "tenant" },
	} {
		o := order("k")
		spoil(&o)
		if _, err := w.rest.Open(t.Context(), w.shop, o); !errors.Is(err, acquiring.ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
		if name == "no address" || name == "no e-mail" {
			continue // that is for the acquirer to say
		}
		if _, err := careless.Open(t.Context(), w.shop, o); !errors.Is(err, acquiring.ErrRefused) {
			t.Errorf("%s is sent: %v", name, err)
		}
	}
	w.has()
	long := order("long")
	long.Description = fmt.Sprintf("%0200d", 1)
	long.Items[0].Name = long.Description
	w.open(long)
}

func TestTroubleOfTheAcquirerMeansLater(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]sandbox.Fault{
		"500": sandbox.Broken, "429": sandbox.Busy, "502": sandbox.Behind,
	} {
		w := newWorld(t)
		w.box.Fail(f, 3)
		_, err := w.rest.Open(t.Context(), w.shop, order("k"))
		for _, final := range []error{acquiring.ErrRefused, acquiring.ErrUnknown, acquiring.ErrCannotAsk, nil} {
			if errors.Is(err, final) {
				t.Errorf("%s: %v", name, err)
			}
		}
		w.has()
	}
	w := newWorld(t)
	w.box.Fail(sandbox.Broken, 2)
	w.open(order("k")) // the third attempt is answered
	w.has("k")
	w.box.Fail(sandbox.Busy, 1)
	if _, err := w.rest.Open(t.Context(), w.shop, order("k")); err == nil {
		t.Error("who is told to slow down tries again at once")
	}
}

func TestSilenceEndsWithTheCaller(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.box.Fail(sandbox.Silent, 1)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := w.rest.Open(ctx, w.shop, order("k")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	w.has()
}

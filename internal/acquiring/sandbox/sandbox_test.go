package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
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

// world is a sandbox and a shop that listens, over real sockets.
type world struct {
	t    *testing.T
	box  *sandbox.Sandbox
	url  string // of the sandbox
	rest *rest.Provider
	shop acquiring.Shop
	back string // where the payment page leads back to
	came chan struct{}

	mu     sync.Mutex
	now    time.Time
	down   bool     // the shop answers no call-back
	heard  []string // the standing of each payment that was called about
	bodies []string // of the call-backs that came
	kept   int      // call-backs of unknown payments
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
		t: t, now: time.Date(2026, 11, 9, 10, 0, 0, 0, time.UTC),
		shop: acquiring.Shop{ID: 7, Number: "100500", Key: "test_key"}, came: make(chan struct{}, 100),
	}
	calls := acquiring.Callbacks(w, slog.New(slog.DiscardHandler))
	site := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			_, _ = io.WriteString(rw, "<!doctype html><html lang=ru><title>Чат</title><h1>Чат с ботом</h1>")
			return
		}
		w.listen(r)
		calls.ServeHTTP(rw, r)
	}))
	t.Cleanup(site.Close)
	w.back = site.URL + "/chat"
	w.box, err = sandbox.New(sandbox.Options{
		Shops: []sandbox.Shop{{
			Number: "100500", Key: "test_key", Name: "УК <Уютный дом>",
			Callback: site.URL + acquiring.CallbackPath(w.shop),
		}},
		Now: w.clock, Random: rand.NewChaCha8([32]byte{1}), HTTP: site.Client(), Texts: catalogue,
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(w.box)
	t.Cleanup(server.Close)
	w.url = server.URL
	w.rest, err = rest.New(rest.Options{Base: server.URL, HTTP: server.Client()})
	if err != nil {
		t.Fatal(err)
	}
	return w
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

// listen writes down what came before anybody judges it.
func (w *world) listen(r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.t.Error(err)
	}
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	w.mu.Lock()
	defer w.mu.Unlock()
	w.bodies = append(w.bodies, string(body))
}

func (w *world) Shop(_ context.Context, id int64) (acquiring.Shop, acquiring.Provider, error) {
	if id != w.shop.ID {
		return acquiring.Shop{}, nil, acquiring.ErrUnknown
	}
	return w.shop, w.rest, nil
}

func (w *world) Heard(ctx context.Context, shop acquiring.Shop, id string) error {
	s, err := w.rest.Ask(ctx, shop, id)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.down {
		return errors.New("down")
	}
	w.heard = append(w.heard, s.Key+" "+string(s.State)+" "+s.Total.String()+s.Currency)
	w.came <- struct{}{}
	return nil
}

func (w *world) Unknown(context.Context, acquiring.Shop, []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.kept++
	return nil
}

func (w *world) open(key string) string {
	w.t.Helper()
	opened, err := w.rest.Open(w.t.Context(), w.shop, acquiring.Order{
		Key: key, Number: "1-000123", Way: housing.PayCard, Sum: decimal.RequireFromString("3151.65"), Return: w.back,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return opened.ID
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// posts lets the sandbox post what is due and compares what the shop heard since.
func (w *world) posts(want ...string) {
	w.t.Helper()
	w.box.Flush(w.t.Context())
	w.mu.Lock()
	defer w.mu.Unlock()
	if diff := cmp.Diff(want, w.heard); diff != "" {
		w.t.Errorf("the shop heard (-want +got):\n%s", diff)
	}
	w.heard = nil
}

const paid = "k succeeded 3151.65RUB"

func TestAShopHearsHowItsPaymentsEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.open("k")
	w.posts()
	w.must(w.box.Pay(id))
	w.must(w.box.Pay(id))
	w.posts(paid)
	w.must(w.rest.Refund(t.Context(), w.shop, acquiring.Refund{Key: "r", ID: id, Total: decimal.New(1, 0)}))
	w.posts(paid)

	declined := w.open("d")
	w.must(w.box.Decline(declined))
	w.open("e")
	w.later(time.Hour)
	w.posts("d canceled 3151.65RUB", "e canceled 3151.65RUB")
	if err := w.box.Pay(declined); !errors.Is(err, sandbox.ErrSettled) {
		t.Errorf("a declined payment is paid: %v", err)
	}
	if err := w.box.Decline(id); !errors.Is(err, sandbox.ErrSettled) {
		t.Errorf("a paid payment is declined: %v", err)
	}
	if err := w.box.Pay("none"); !errors.Is(err, sandbox.ErrNoPayment) {
		t.Errorf("no payment is paid: %v", err)
	}
	ledger := w.box.Ledger()
	if len(ledger) != 1 || ledger[0].Key != "k" || ledger[0].Refunded.String() != "1" {
		t.Errorf("ledger %+v", ledger)
	}
}

func TestAHungPaymentAnswersWhenReleased(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.open("k")
	if err := w.box.Release(id); !errors.Is(err, sandbox.ErrSettled) {
		t.Errorf("what does not hang is released: %v", err)
	}
	w.must(w.box.Hang(id))
	w.later(3 * time.Hour)
	w.posts()
	w.must(w.box.Release(id))
	w.posts(paid)
	if err := w.box.Hang(id); !errors.Is(err, sandbox.ErrSettled) {
		t.Errorf("a paid payment hangs: %v", err)
	}
}

func TestCallBacksComeAsBadlyAsTheyAreTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.open("k")
	w.box.LoseCallbacks(1)
	w.must(w.box.Pay(id))
	w.posts()

	w.must(w.box.CallBack(id, sandbox.Callback{Times: 2}))
	w.posts(paid, paid)
	w.must(w.box.CallBack(id, sandbox.Callback{After: 10 * time.Minute}))
	w.posts()
	w.later(10 * time.Minute)
	w.posts(paid)
	w.must(w.box.CallBack(id, sandbox.Callback{Status: sandbox.Canceled}))
	w.posts(paid)
	w.must(w.box.CallBack(id, sandbox.Callback{Sum: decimal.New(101, -2), Currency: "USD"}))
	w.posts(paid)
	w.must(w.box.CallBack(id, sandbox.Callback{Payment: "other"}))
	w.must(w.box.CallBackUnknown("100500"))
	w.posts()
	if w.kept != 2 {
		t.Errorf("%d call-backs of unknown payments are kept", w.kept)
	}
	w.must(w.box.CallBack(id, sandbox.Callback{Forged: true}))
	w.posts()
	w.box.DelayCallbacks(time.Minute)
	w.must(w.box.Pay(w.open("l")))
	w.posts()

	last := w.bodies[3]
	for _, want := range []string{`"event":"payment.canceled"`, `"status":"canceled"`, `"type":"notification"`} {
		if !strings.Contains(last, want) {
			t.Errorf("%s lacks %s", last, want)
		}
	}
	if wrong := w.bodies[4]; !strings.Contains(wrong, `{"value":"1.01","currency":"USD"}`) {
		t.Errorf("the wrong sum reads %s", wrong)
	}
	sent := w.box.Sent()
	if got := sent[len(sent)-1]; got.Status != http.StatusNotFound || got.Payment != id {
		t.Errorf("the forged call-back: %+v", got)
	}
	for _, err := range []error{w.box.CallBack("none", sandbox.Callback{}), w.box.CallBackUnknown("9")} {
		if err == nil {
			t.Error("a call-back about nothing is posted")
		}
	}
}

func TestACallBackIsPostedUntilItIsTakenOrADayIsOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.down = true
	id := w.open("k")
	w.must(w.box.Pay(id))
	w.posts()
	w.posts() // not again at once
	w.mu.Lock()
	w.down = false
	w.mu.Unlock()
	w.later(10 * time.Second)
	w.posts(paid)
	w.later(48 * time.Hour)
	w.posts()

	w.down = true
	w.must(w.box.CallBack(id, sandbox.Callback{}))
	tries := len(w.box.Sent())
	for range 100 {
		w.box.Flush(t.Context())
		w.later(time.Hour)
	}
	if got := len(w.box.Sent()) - tries; got != 8 {
		t.Errorf("%d attempts", got)
	}
}

func TestCallBacksArePostedByThemselves(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.box.Run(ctx)
	}()
	w.must(w.box.Pay(w.open("k")))
	select {
	case <-w.came:
	case <-time.After(10 * time.Second):
		t.Error("nothing is posted")
	}
	stop()
	<-done
	w.posts(paid)
}

func TestKeysAreForgottenAfterADay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.open("k")
	w.later(24*time.Hour - time.Second)
	if w.open("k") != first {
		t.Error("within a day the key leads to another payment")
	}
	w.later(time.Second)
	if w.open("k") == first {
		t.Error("after a day the key is remembered")
	}
}

func TestTheAPIRefusesWhatTheRealOneDoes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const good = `{"amount":{"value":"10.00","currency":"RUB"},"capture":true,"payment_method_data":{"type":"sbp"},
		"confirmation":{"type":"redirect","return_url":"https://t.me/dombot"},"metadata":{"key":"k"}`
	for name, c := range map[string]struct {
		method, path, body, key string
		status                  int
	}{
		"good":             {"POST", "/v3/payments", good + `}`, "a", 200},
		"no key":           {"POST", "/v3/payments", good + `}`, "", 400},
		"a long key":       {"POST", "/v3/payments", good + `}`, strings.Repeat("k", 65), 400},
		"no JSON":          {"POST", "/v3/payments", `{`, "b", 400},
		"an odd field":     {"POST", "/v3/payments", good + `,"sum":1}`, "b", 400},
		"no capture":       {"POST", "/v3/payments", strings.Replace(good, "true", "false", 1) + `}`, "b", 400},
		"dollars":          {"POST", "/v3/payments", strings.Replace(good, "RUB", "USD", 1) + `}`, "b", 400},
		"no kopecks":       {"POST", "/v3/payments", strings.Replace(good, "10.00", "10", 1) + `}`, "b", 400},
		"nothing":          {"POST", "/v3/payments", strings.Replace(good, "10.00", "0.00", 1) + `}`, "b", 400},
		"cash":             {"POST", "/v3/payments", strings.Replace(good, "sbp", "cash", 1) + `}`, "b", 400},
		"embedded":         {"POST", "/v3/payments", strings.Replace(good, "redirect", "embedded", 1) + `}`, "b", 400},
		"a long text":      {"POST", "/v3/payments", good + `,"description":"` + strings.Repeat("я", 129) + `"}`, "b", 400},
		"no lines":         {"POST", "/v3/payments", good + `,"receipt":{"customer":{"email":"a@b.c"},"items":[]}}`, "b", 400},
		"no such page":     {"GET", "/v3/refunds", "", "", 405},
		"no such object":   {"GET", "/v3/webhooks", "", "", 404},
		"no such payment":  {"GET", "/v3/payments/1", "", "", 404},
		"a long page":      {"GET", "/v3/payments?limit=101", "", "", 400},
		"a lost cursor":    {"GET", "/v3/payments?cursor=x", "", "", 400},
		"a wrong time":     {"GET", "/v3/payments?created_at.gte=x", "", "", 400},
		"an odd parameter": {"GET", "/v3/payments?page=2", "", "", 400},
	} {
		r, err := http.NewRequestWithContext(t.Context(), c.method, w.url+c.path, strings.NewReader(c.body))
		w.must(err)
		r.SetBasicAuth("100500", "test_key")
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotence-Key", c.key)
		if got := status(t, r); got != c.status && (c.status != 405 || got != 404) {
			t.Errorf("%s: %d, want %d", name, got, c.status)
		}
	}
	if n := len(w.box.Payments()); n != 1 {
		t.Errorf("%d payments", n)
	}
}

// status makes the request and holds that a refusal is the API's error object.
func status(t *testing.T, r *http.Request) int {
	t.Helper()
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var got struct{ Type, Code string }
	if err := json.NewDecoder(resp.Body).Decode(&got); err != nil {
		t.Errorf("%s: %v", r.URL, err)
	}
	if resp.StatusCode != http.StatusOK && (got.Type != "error" || got.Code == "") {
		t.Errorf("%s is refused with %+v", r.URL, got)
	}
	return resp.StatusCode
}

func TestAShopOfTheSandboxIsWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, shop := range []sandbox.Shop{{}, {Number: "1"}, {Number: "1", Key: "k", Callback: "pay/1"}, {Number: "1", Key: "k", Callback: ":"}} {
		if w.box.Register(shop) == nil {
			t.Errorf("%+v is taken on", shop)
		}
	}
	if _, err := sandbox.New(sandbox.Options{}); err == nil {
		t.Error("a sandbox without a clock is made")
	}
}

// press sends a form as a browser does and returns where it leads.
func (w *world) press(path string, form url.Values) (code int, location, page string) {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.url+path, strings.NewReader(form.Encode()))
	w.must(err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(r)
	w.must(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	w.must(err)
	return resp.StatusCode, resp.Header.Get("Location"), string(body)
}

func TestEveryButtonOfThePaymentPageDoesItsDeed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for do, c := range map[string]struct {
		status, reason string
		hung, leaves   bool
	}{
		"pay":     {status: sandbox.Succeeded, leaves: true},
		"decline": {status: sandbox.Canceled, reason: sandbox.Declined, leaves: true},
		"cancel":  {status: sandbox.Canceled, reason: sandbox.Expired, leaves: true},
		"hang":    {status: sandbox.Pending, hung: true},
		"steal":   {status: sandbox.Pending},
	} {
		id := w.open(do)
		code, to, _ := w.press("/checkout/"+id, url.Values{"do": {do}})
		want := "/checkout/" + id
		if c.leaves {
			want = w.back
		}
		if code != http.StatusSeeOther || to != want {
			t.Errorf("%s: %d, leads to %s", do, code, to)
		}
		p, err := w.box.Payment(id)
		w.must(err)
		if p.Status != c.status || p.Reason != c.reason || p.Hung != c.hung {
			t.Errorf("%s: %+v", do, p)
		}
		if c.leaves { // pressed again, or another button in a second tab
			if _, to, _ = w.press("/checkout/"+id, url.Values{"do": {do}}); to != w.back {
				t.Errorf("%s twice leads to %s", do, to)
			}
			if _, to, _ = w.press("/checkout/"+id, url.Values{"do": {"hang"}}); to != "/checkout/"+id {
				t.Errorf("after %s another deed leads to %s", do, to)
			}
		}
	}
	if code, _, page := w.press("/checkout/none", url.Values{"do": {"pay"}}); code != http.StatusNotFound ||
		!strings.Contains(page, "Такого платежа нет") {
		t.Errorf("no payment: %d %s", code, page)
	}
}

func TestATesterSeesWhatTheirDeedCannotBe(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.open("k")
	w.must(w.box.Pay(id))
	for do, c := range map[string]struct {
		id   string
		code int
		word string
	}{
		"decline": {id, 409, "уже завершён"}, "again": {"none", 404, "Такого платежа нет"},
		"steal": {id, 400, "Выберите действие"}, "twice": {id, 303, ""},
	} {
		code, _, page := w.press("/control", url.Values{"do": {do}, "id": {c.id}})
		if code != c.code || !strings.Contains(page, c.word) {
			t.Errorf("%s: %d %s", do, code, page)
		}
	}
	if code, _, _ := w.press("/control", url.Values{"shop": {"100500"}}); code != http.StatusSeeOther {
		t.Errorf("an unknown payment: %d", code)
	}
	w.posts(paid, paid, paid)
}

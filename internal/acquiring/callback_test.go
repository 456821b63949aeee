package acquiring_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dombot/internal/acquiring"
)

// ears is a Hearer that writes down what it was told.
type ears struct {
	mu    sync.Mutex
	shops map[int64]acquiring.Shop
	fail  error
	told  []string
}

// voice reads call-backs as the number of a payment; «forged» and «odd» are none.
type voice struct{ acquiring.Provider }

func (voice) Hear(_ acquiring.Shop, _ http.Header, body []byte) (string, error) {
	switch string(body) {
	case "forged":
		return "", acquiring.ErrForged
	case "odd":
		return "", errors.New("not read")
	}
	return string(body), nil
}

func (e *ears) Shop(_ context.Context, id int64) (acquiring.Shop, acquiring.Provider, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if shop, ok := e.shops[id]; ok {
		return shop, voice{}, nil
	}
	return acquiring.Shop{}, nil, acquiring.ErrUnknown
}

func (e *ears) Heard(_ context.Context, shop acquiring.Shop, id string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.told = append(e.told, fmt.Sprintf("heard %d %s", shop.ID, id))
	if id == "strange" {
		return fmt.Errorf("book: %w", acquiring.ErrUnknown)
	}
	return e.fail
}

func (e *ears) Unknown(_ context.Context, shop acquiring.Shop, body []byte) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.told = append(e.told, fmt.Sprintf("unknown %d %s", shop.ID, body))
	return e.fail
}

func post(t *testing.T, h http.Handler, path, body string) int {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(body))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Body.Len() > 0 && w.Code != http.StatusNotFound {
		t.Errorf("%s says %q", path, w.Body)
	}
	return w.Code
}

func TestCallBacksAreAnsweredOnceTheyAreBooked(t *testing.T) {
	t.Parallel()
	seven, eight := acquiring.Shop{ID: 7, Key: "seven"}, acquiring.Shop{ID: 8, Key: "eight"}
	mine, bare := acquiring.CallbackPath(seven), acquiring.Shop{ID: 9}
	down := errors.New("down")
	large := strings.Repeat("x", 64<<10)
	for name, c := range map[string]struct {
		path, body string
		fail       error
		status     int
		told       []string
	}{
		"booked":           {mine, "2d", nil, 200, []string{"heard 7 2d"}},
		"not booked":       {mine, "2d", down, 503, []string{"heard 7 2d"}},
		"unknown":          {mine, "strange", nil, 200, []string{"heard 7 strange", "unknown 7 strange"}},
		"unknown not kept": {mine, "strange", down, 503, []string{"heard 7 strange", "unknown 7 strange"}},
		"not read":         {mine, "odd", nil, 200, []string{"unknown 7 odd"}},
		"forged":           {mine, "forged", nil, 404, nil},
		"as large as may":  {mine, large, nil, 200, []string{"heard 7 " + large}},
		"too large":        {mine, large + "x", nil, 413, nil},
		"wrong token":      {mine[:len(mine)-1] + "!", "2d", nil, 404, nil},
		"another's token":  {"/pay/7/" + acquiring.CallbackToken(eight), "2d", nil, 404, nil},
		"no token":         {"/pay/7/", "2d", nil, 404, nil},
		"no shop":          {"/pay/11/" + acquiring.CallbackToken(acquiring.Shop{ID: 11}), "2d", nil, 404, nil},
		"no key":           {acquiring.CallbackPath(bare), "2d", nil, 404, nil},
		"no number":        {"/pay/seven/x", "2d", nil, 404, nil},
	} {
		e := &ears{shops: map[int64]acquiring.Shop{7: seven, 8: eight, 9: bare}, fail: c.fail}
		h := acquiring.Callbacks(e, slog.New(slog.DiscardHandler))
		if got := post(t, h, c.path, c.body); got != c.status {
			t.Errorf("%s: %d, want %d", name, got, c.status)
		}
		if diff := cmp.Diff(c.told, e.told); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestATokenTellsNothingOfItsKey(t *testing.T) {
	t.Parallel()
	shop := acquiring.Shop{ID: 7, Number: "100500", Key: "test_secret"}
	token := acquiring.CallbackToken(shop)
	if len(token) != 43 || strings.Contains(token, "secret") {
		t.Errorf("token %q", token)
	}
	other := shop
	other.ID = 8
	if acquiring.CallbackToken(other) == token {
		t.Error("two shops of one key have one token")
	}
	if got := acquiring.CallbackToken(acquiring.Shop{ID: 7}); got != "" {
		t.Errorf("a shop without a key has the token %q", got)
	}
}

func TestOnlyCallBacksArePosted(t *testing.T) {
	t.Parallel()
	shop := acquiring.Shop{ID: 7, Key: "seven"}
	h := acquiring.Callbacks(&ears{shops: map[int64]acquiring.Shop{7: shop}}, slog.New(slog.DiscardHandler))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, acquiring.CallbackPath(shop), http.NoBody))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("GET: %d", w.Code)
	}
}

func TestACallBackThatTakesTooLongIsToldToEnd(t *testing.T) {
	t.Parallel()
	shop := acquiring.Shop{ID: 7, Key: "seven"}
	var left time.Duration
	h := acquiring.Callbacks(deadline{&ears{shops: map[int64]acquiring.Shop{7: shop}}, &left}, slog.New(slog.DiscardHandler))
	if got := post(t, h, acquiring.CallbackPath(shop), "2d"); got != http.StatusOK {
		t.Errorf("got %d", got)
	}
	if left <= 0 || left > time.Minute {
		t.Errorf("booking may take %s", left)
	}
}

type deadline struct {
	*ears
	left *time.Duration
}

func (d deadline) Heard(ctx context.Context, _ acquiring.Shop, _ string) error {
	if at, ok := ctx.Deadline(); ok {
		*d.left = time.Until(at)
	}
	return nil
}

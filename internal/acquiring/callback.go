package acquiring

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"
)

// Hearer does what call-backs ask for.
type Hearer interface {
	// Shop finds a shop and who acquires for it; [ErrUnknown] if there is none.
	Shop(ctx context.Context, id int64) (Shop, Provider, error)
	// Heard asks how the payment with the acquirer's number stands and books it;
	// [ErrUnknown] if we have no such payment.
	Heard(ctx context.Context, shop Shop, id string) error
	// Unknown keeps a call-back that nothing of ours answers to, for the operator.
	Unknown(ctx context.Context, shop Shop, body []byte) error
}

const (
	maxCallback  = 64 << 10
	callbackTime = 40 * time.Second // one question with its attempts, and the booking
)

// CallbackToken is what the address that a shop gives its acquirer ends with, so
// that nobody else can find it: an acquirer that signs nothing is known by it.
// It is empty, and fits no address, while the shop has no key.
func CallbackToken(shop Shop) string {
	if shop.Key == "" {
		return ""
	}
	mac := hmac.New(sha256.New, []byte(shop.Key))
	mac.Write([]byte("call-back of shop " + strconv.FormatInt(shop.ID, 10)))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// CallbackPath is where the acquirer of a shop is told to call.
func CallbackPath(shop Shop) string {
	return "/pay/" + strconv.FormatInt(shop.ID, 10) + "/" + CallbackToken(shop)
}

// Callbacks serves the addresses of [CallbackPath]. It answers 200 only when
// what was heard is booked or kept, so that the acquirer calls again until then;
// and 404 to whoever does not know the token, whatever is wrong.
func Callbacks(h Hearer, log *slog.Logger) http.Handler {
	c := callbacks{Hearer: h, log: log}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /pay/{shop}/{token}", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(c.answer(w, r))
	})
	return mux
}

type callbacks struct {
	Hearer
	log *slog.Logger
}

func (c callbacks) answer(w http.ResponseWriter, r *http.Request) int {
	ctx, cancel := context.WithTimeout(r.Context(), callbackTime)
	defer cancel()
	id, err := strconv.ParseInt(r.PathValue("shop"), 10, 64)
	if err != nil {
		return http.StatusNotFound
	}
	shop, provider, err := c.Shop(ctx, id)
	if err != nil && !errors.Is(err, ErrUnknown) {
		return c.failed(ctx, shop, err)
	}
	want := CallbackToken(shop)
	if err != nil || want == "" || !hmac.Equal([]byte(want), []byte(r.PathValue("token"))) {
		return http.StatusNotFound
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxCallback))
	if err != nil {
		return http.StatusRequestEntityTooLarge
	}
	payment, err := provider.Hear(shop, r.Header, body)
	switch {
	case errors.Is(err, ErrForged):
		return http.StatusNotFound
	case err != nil:
		return c.keep(ctx, shop, body)
	}
	if err := c.Heard(ctx, shop, payment); errors.Is(err, ErrUnknown) {
		return c.keep(ctx, shop, body)
	} else if err != nil {
		return c.failed(ctx, shop, err)
	}
	return http.StatusOK
}

func (c callbacks) keep(ctx context.Context, shop Shop, body []byte) int {
	if err := c.Unknown(ctx, shop, body); err != nil {
		return c.failed(ctx, shop, err)
	}
	return http.StatusOK
}

// failed asks the acquirer to call again.
func (c callbacks) failed(ctx context.Context, shop Shop, err error) int {
	c.log.ErrorContext(ctx, "call-back is not booked", slog.Int64("shop", shop.ID), slog.Any("err", err))
	return http.StatusServiceUnavailable
}

package sandbox

import (
	"bytes"
	"crypto/subtle"
	"encoding/json"
	"io"
	"net/http"
	"time"
)

// keyLife is how long the API remembers an idempotence key.
const keyLife = 24 * time.Hour

// call is one call of the API by a shop that has proved who it is.
type call struct {
	shop Shop
	r    *http.Request
	body []byte
}

// use names what a key was used for.
type use struct{ shop, path, key string }

// outcome is what came of it: the same body leads there again.
type outcome struct {
	body []byte
	id   string
	at   time.Time
}

// api serves one method of the API.
func (s *Sandbox) api(do func(call) (any, *fault)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err != nil {
			answer(w, nil, invalid("body"))
			return
		}
		s.misbehave(w, r, func(w http.ResponseWriter) {
			shop, ok := s.who(r)
			if !ok {
				answer(w, nil, &fault{Code: "invalid_credentials", status: http.StatusUnauthorized})
				return
			}
			got, refused := do(call{shop: shop, r: r, body: body})
			answer(w, got, refused)
		})
	}
}

// who finds the shop that calls.
func (s *Sandbox) who(r *http.Request) (Shop, bool) {
	number, key, _ := r.BasicAuth()
	s.mu.Lock()
	defer s.mu.Unlock()
	shop, ok := s.shops[number]
	return shop, ok && subtle.ConstantTimeCompare([]byte(shop.Key), []byte(key)) == 1
}

func answer(w http.ResponseWriter, v any, refused *fault) {
	status := http.StatusOK
	if refused != nil {
		refused.Type, refused.ID = "error", "00000000-0000-0000-0000-000000000000"
		v, status = refused, refused.status
	}
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the shop may have gone
}

func invalid(parameter string) *fault {
	return &fault{
		Code: "invalid_request", Description: "Incorrect " + parameter, Parameter: parameter,
		status: http.StatusBadRequest,
	}
}

func notFound() *fault { return &fault{Code: "not_found", status: http.StatusNotFound} }

func broken() *fault {
	return &fault{Code: "internal_server_error", status: http.StatusInternalServerError}
}

// once looks the call's key up: the number that it led to already, or none.
// s.mu is held.
func (s *Sandbox) once(c call) (id string, refused *fault) {
	u := c.use()
	if u.key == "" || len(u.key) > 64 {
		return "", invalid("Idempotence-Key")
	}
	before, ok := s.used[u]
	switch {
	case !ok || s.now().Sub(before.at) >= keyLife:
		return "", nil
	case !bytes.Equal(before.body, c.body):
		return "", invalid("Idempotence-Key")
	}
	return before.id, nil
}

// keep remembers what the call's key led to. s.mu is held.
func (s *Sandbox) keep(c call, id string) {
	s.used[c.use()] = outcome{body: c.body, id: id, at: s.now()}
}

func (c call) use() use {
	return use{shop: c.shop.Number, path: c.r.URL.Path, key: c.r.Header.Get("Idempotence-Key")}
}

// read decodes the call's body. The real API lets fields pass that it does not
// know; here they are a slip of the client.
func (c call) read(v any) *fault {
	if c.r.Header.Get("Content-Type") != "application/json" {
		return &fault{Code: "invalid_request", status: http.StatusUnsupportedMediaType}
	}
	d := json.NewDecoder(bytes.NewReader(c.body))
	d.DisallowUnknownFields()
	if d.Decode(v) != nil || d.More() {
		return invalid("body")
	}
	return nil
}

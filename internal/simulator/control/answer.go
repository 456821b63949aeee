package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// problem is why a request is refused.
type problem struct {
	code int
	text string
}

// Error says what is wrong.
func (p *problem) Error() string { return p.text }

func wrong(format string, args ...any) error {
	return &problem{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

func missing(text string) error { return &problem{http.StatusNotFound, text} }

// impossible is what a person cannot do in the state they are in.
func impossible(text string) error { return &problem{http.StatusConflict, text} }

// done is the answer of what has nothing to tell.
type done struct {
	OK bool `json:"ok"`
}

// raw is an answer that is no JSON.
type raw struct {
	kind string
	data []byte
}

func show(w http.ResponseWriter, result any, err error) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if err != nil {
		code := http.StatusInternalServerError
		if p := new(problem); errors.As(err, &p) {
			code = p.code
		}
		write(w, code, map[string]string{"error": err.Error()})
		return
	}
	if plain, ok := result.(raw); ok {
		w.Header().Set("Content-Type", plain.kind)
		_, _ = w.Write(plain.data) // a client that hung up needs no answer
		return
	}
	write(w, http.StatusOK, result)
}

func write(w http.ResponseWriter, code int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(body) // a client that hung up needs no answer
}

const maxBody = 1 << 20

// read decodes the body. A field that nobody knows is refused: it is a slip of the pen. No body is an empty
// one.
func read(r *http.Request, v any) error {
	data, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxBody))
	if err != nil {
		return wrong("the body cannot be read: %v", err)
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return wrong("the body cannot be read: %v", err)
	}
	return nil
}

// number reads a number of the address; a query that is absent is 0.
func number(name, text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, wrong("%s: %q is no number", name, text)
	}
	return n, nil
}

// span is a duration such as "90s" or "1h30m" in JSON.
type span time.Duration

// UnmarshalText reads a span.
func (s *span) UnmarshalText(text []byte) error {
	d, err := duration(string(text))
	*s = span(d)
	return err
}

// MarshalText writes a span.
func (s span) MarshalText() ([]byte, error) { return []byte(time.Duration(s).String()), nil }

func duration(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return 0, wrong("%q is no duration such as 90s or 1h30m", text)
	}
	return d, nil
}

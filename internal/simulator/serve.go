package simulator

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Call is a request of the bot, as decoded.
type Call struct {
	N       int       // counts from one
	At      time.Time // on the clock
	Method  string
	Params  map[string]string // objects are JSON text
	Files   []string          // names of the parts of a multipart request
	Unknown []string          // parameters that the description does not know
	Error   string            // the description of the refusal, if it was refused
	Chat    int64             // what it was about; zero: no chat
	Message int               // which it made, changed or took away; zero: none, or several
}

// answer is the envelope of every result.
type answer struct {
	OK          bool        `json:"ok"`
	Result      any         `json:"result,omitempty"`
	ErrorCode   int         `json:"error_code,omitempty"`
	Description string      `json:"description,omitempty"`
	Parameters  *parameters `json:"parameters,omitempty"`
}

type parameters struct {
	RetryAfter int   `json:"retry_after,omitempty"`
	MigrateTo  int64 `json:"migrate_to_chat_id,omitempty"`
}

// Handler serves /bot<token>/<method> and /file/bot<token>/<path>.
func (s *Server) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if rest, ok := strings.CutPrefix(r.URL.Path, "/file/bot"); ok {
			s.serveFile(w, r, rest)
			return
		}
		rest, ok := strings.CutPrefix(r.URL.Path, "/bot")
		if !ok {
			refuse(w, &refusal{code: http.StatusNotFound, text: "Not Found"})
			return
		}
		token, name, _ := strings.Cut(rest, "/")
		s.serveCall(w, r, token, name)
	})
}

func (s *Server) serveCall(w http.ResponseWriter, r *http.Request, token, name string) {
	if token != s.options.Token {
		refuse(w, unauthorized())
		return
	}
	c, err := decode(w, r)
	if err != nil {
		s.answer(w, &call{method: &methodSpec{Name: name}}, nil, err)
		return
	}
	s.carryOut(w, r, name, c)
}

// carryOut does what the call says, or what a fault makes of it.
func (s *Server) carryOut(w http.ResponseWriter, r *http.Request, name string, c *call) {
	c.method = s.spec.byLower[strings.ToLower(name)]
	if c.method == nil {
		s.mu.Lock()
		s.fail("no such method: " + name)
		s.mu.Unlock()
		refuse(w, &refusal{code: http.StatusNotFound, text: "Not Found: method not found"})
		return
	}
	s.noteCall(c)
	fault := s.faultFor(c)
	if fault.before(r.Context(), w, c) {
		s.note(c, nil, nil, &refusal{text: "injected: " + fault.Kind.String()})
		if fault.cuts() {
			s.lost(c)
			panic(http.ErrAbortHandler)
		}
		return
	}
	result, err := s.run(r.Context(), c)
	if fault.after() {
		s.lost(c)
		panic(http.ErrAbortHandler)
	}
	s.answer(w, c, result, err)
}

func unauthorized() *refusal { return &refusal{code: http.StatusUnauthorized, text: "Unauthorized"} }

// run checks the call and carries it out.
func (s *Server) run(ctx context.Context, c *call) (any, error) {
	unknown, err := s.spec.check(c)
	if err == nil {
		err = s.throttle(c)
	}
	var result any
	if err == nil {
		result, err = s.handle(ctx, c)
	}
	s.note(c, unknown, result, err)
	return result, err
}

func (s *Server) handle(ctx context.Context, c *call) (any, error) {
	h := s.handlers[c.method.Name]
	if h == nil {
		return nil, &refusal{
			code: http.StatusNotImplemented, text: "Not simulated: " + c.method.Name, byCheck: true,
		}
	}
	s.mu.Lock()
	s.settle()
	s.mu.Unlock()
	return h(ctx, c)
}

// note remembers the call for Calls and Failures.
func (s *Server) note(c *call, unknown []string, result any, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastCall++
	kept := Call{
		N: s.lastCall, At: s.clock.Now(), Method: c.method.Name, Params: c.params, Unknown: unknown,
	}
	kept.Chat, kept.Message = c.about(result)
	for name := range c.files {
		kept.Files = append(kept.Files, name)
	}
	refused := new(refusal)
	if !errors.As(err, &refused) {
		refused = nil
	}
	c.replied(result, refused)
	if r := refused; r != nil {
		kept.Error = r.text
		if r.byCheck {
			s.fail(c.method.Name + ": " + r.text)
		}
		s.options.Log.Debug("simulator refused",
			slog.String("method", c.method.Name), slog.String("why", r.text))
	}
	if len(s.calls) >= maxCalls {
		s.calls = append(s.calls[:0], s.calls[maxCalls/2:]...)
	}
	s.calls = append(s.calls, kept)
	s.changed()
}

func (s *Server) answer(w http.ResponseWriter, c *call, result any, err error) {
	if r := new(refusal); errors.As(err, &r) {
		refuse(w, r)
		return
	}
	if err != nil {
		s.options.Log.Debug("simulator cannot read",
			slog.String("method", c.method.Name), slog.Any("err", err))
		refuse(w, bad("can't read the request"))
		return
	}
	body := answer{OK: true, Result: result}
	if d, ok := result.(described); ok {
		body.Result, body.Description = d.result, d.words
	}
	write(w, http.StatusOK, body)
}

func refuse(w http.ResponseWriter, r *refusal) {
	body := answer{ErrorCode: r.code, Description: r.text}
	if r.retryAfter > 0 {
		body.Parameters = &parameters{RetryAfter: r.retryAfter}
		w.Header().Set("Retry-After", strconv.Itoa(r.retryAfter))
	}
	if r.migrated != 0 {
		body.Parameters = &parameters{MigrateTo: r.migrated}
	}
	write(w, r.code, body)
}

func write(w http.ResponseWriter, code int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(body) // a client that hung up needs no answer
}

package sandbox

import (
	"io"
	"net/http"
	"net/http/httptest"
)

// Fault is what becomes of a call of the API.
type Fault int

// The faults. With the first four nothing was done, with the others all of it.
const (
	Broken    Fault = iota + 1 // answered with 500
	Busy                       // answered with 429
	Behind                     // a page of something in between, with 502
	Silent                     // no answer until the caller gives up
	Muddled                    // done, but answered with 500
	Forgotten                  // done, but the answer is lost
)

// Fail lets the next n calls of the API meet f, after those that are to fail already.
func (s *Sandbox) Fail(f Fault, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for range n {
		s.bad = append(s.bad, f)
	}
}

func (s *Sandbox) nextFault() Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.bad) == 0 {
		return 0
	}
	f := s.bad[0]
	s.bad = s.bad[1:]
	return f
}

// misbehave does the call, or what is to become of it instead.
func (s *Sandbox) misbehave(w http.ResponseWriter, r *http.Request, do func(http.ResponseWriter)) {
	switch s.nextFault() {
	case Broken:
		answer(w, nil, broken())
	case Busy:
		answer(w, nil, &fault{Code: "too_many_requests", status: http.StatusTooManyRequests})
	case Behind:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, "<html><h1>502 Bad Gateway</h1></html>") // the shop may have gone
	case Silent:
		<-r.Context().Done()
	case Muddled:
		do(httptest.NewRecorder())
		answer(w, nil, broken())
	case Forgotten:
		do(httptest.NewRecorder())
		panic(http.ErrAbortHandler)
	default:
		do(w)
	}
}

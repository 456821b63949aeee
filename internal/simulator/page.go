package simulator

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// pagePolicy lets the chat page load and call nothing but its own origin.
const pagePolicy = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; " +
	"form-action 'self'; frame-ancestors 'none'"

// Page serves the chat page: the files of Options.Assets at the root and the JSON API under /api/. Whoever
// can reach it can write as anybody, so it belongs on an address of this machine. Requests that change
// something are taken from the page's own origin only.
func (s *Server) Page() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/people", s.pagePeople)
	mux.HandleFunc("POST /api/people", s.pageAddPerson)
	mux.HandleFunc("GET /api/groups", s.pageGroups)
	mux.HandleFunc("POST /api/groups", s.pageAddGroup)
	mux.HandleFunc("POST /api/groups/{group}/bot", s.withGroup(s.pageGroupBot))
	mux.HandleFunc("POST /api/groups/{group}/pinning", s.withGroup(s.pagePinning))
	mux.HandleFunc("POST /api/groups/{group}/chosen", s.withGroup(s.pageChoose))
	mux.HandleFunc("GET /api/chats/{person}", s.withSeat(s.pageChat))
	mux.HandleFunc("POST /api/chats/{person}/messages", s.withSeat(s.pageSend))
	mux.HandleFunc("GET /api/chats/{person}/messages/{message}/calls", s.withSeat(s.pageCalls))
	mux.HandleFunc("POST /api/chats/{person}/tap", s.withSeat(s.pageTap))
	mux.HandleFunc("POST /api/chats/{person}/pay", s.withSeat(s.pagePay))
	mux.HandleFunc("POST /api/chats/{person}/vote", s.withSeat(s.pageVote))
	mux.HandleFunc("POST /api/chats/{person}/contact", s.withSeat(s.pageSendContact))
	mux.HandleFunc("POST /api/chats/{person}/block", s.withSeat(s.pageBlock))
	mux.HandleFunc("GET /api/faults", s.pageFaults)
	mux.HandleFunc("POST /api/faults", s.pageInject)
	mux.HandleFunc("POST /api/faults/clear", s.pageClearFaults)
	mux.HandleFunc("POST /api/limits", s.pageSetLimits)
	mux.HandleFunc("GET /api/events", s.pageEvents)
	mux.HandleFunc("GET /api/clock", s.pageClock)
	mux.HandleFunc("POST /api/clock", s.pageSetClock)
	mux.HandleFunc("GET /api/files/{id}", s.pageFile)
	for _, method := range []string{"GET", "POST"} {
		mux.HandleFunc(method+" /api/", func(w http.ResponseWriter, _ *http.Request) {
			complain(w, http.StatusNotFound, "Такого адреса нет.")
		})
	}
	if s.options.Assets != nil {
		mux.Handle("GET /", http.FileServerFS(s.options.Assets))
	}
	return guard(mux)
}

// guard adds the safety headers and refuses what another site sends.
func guard(next http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		complain(w, http.StatusForbidden, "Запрос пришёл с другого сайта.")
	}))
	protected := origin.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && !typeAllowed(r) {
			complain(w, http.StatusUnsupportedMediaType, "Ожидается JSON.")
			return
		}
		next.ServeHTTP(w, r)
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", pagePolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		protected.ServeHTTP(w, r)
	})
}

// typeAllowed accepts JSON, and forms with a file where messages are sent.
func typeAllowed(r *http.Request) bool {
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	switch strings.TrimSpace(kind) {
	case "application/json":
		return true
	case "multipart/form-data":
		return strings.HasSuffix(r.URL.Path, "/messages")
	}
	return false
}

func complain(w http.ResponseWriter, code int, text string) {
	write(w, code, map[string]string{"error": text})
}

// readBody decodes the JSON of a request and answers itself if it cannot.
func readBody(w http.ResponseWriter, r *http.Request, v any) bool {
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(v)
	if err != nil {
		complain(w, http.StatusBadRequest, "Запрос не прочитан.")
	}
	return err == nil
}

// withSeat finds the person named in the address and their place: in the group that the parameter in names,
// else in the private chat with the bot.
func (s *Server) withSeat(next func(http.ResponseWriter, *http.Request, *Seat)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		st := s.seatOf(r.PathValue("person"), r.URL.Query().Get("in"))
		if st == nil {
			complain(w, http.StatusNotFound, "Такого человека или чата нет.")
			return
		}
		next(w, r, st)
	}
}

// seatOf is the place of a person; nil if there is no such person, or they do not see the group.
func (s *Server) seatOf(person, in string) *Seat {
	p := s.personByText(person)
	if p == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if in == "" {
		return p.Seat
	}
	g := s.groupByText(in)
	if g == nil || !g.place(p).inside() {
		return nil
	}
	return g.place(p)
}

func (s *Server) personByText(text string) *Person {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byID[id]
}

func (s *Server) pageClock(w http.ResponseWriter, _ *http.Request) { s.showClock(w) }

// showClock also lets happen what is due: the page asks from time to time, also while a clock runs by itself.
func (s *Server) showClock(w http.ResponseWriter) {
	s.mu.Lock()
	s.settle()
	s.mu.Unlock()
	write(w, http.StatusOK, map[string]string{
		"now": s.clock.Now().Format(time.RFC3339), "zone": s.clock.Zone().String(),
	})
}

const morning = 10 // the hour a chosen day starts with

func (s *Server) pageSetClock(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Advance string `json:"advance"`
		To      string `json:"to"`
	}
	if !readBody(w, r, &body) {
		return
	}
	if body.To == "" {
		d, err := time.ParseDuration(body.Advance)
		if err != nil || d <= 0 {
			complain(w, http.StatusBadRequest, "Часы переводят вперёд, например на «1h» или «24h».")
			return
		}
		s.clock.Advance(d)
		s.showClock(w)
		return
	}
	day, err := time.ParseInLocation(time.DateOnly, body.To, s.clock.Zone())
	if err != nil {
		complain(w, http.StatusBadRequest, "Укажите день, например «2026-12-20».")
		return
	}
	at := time.Date(day.Year(), day.Month(), day.Day(), morning, 0, 0, 0, day.Location())
	if err := s.clock.Set(at); errors.Is(err, ErrBackwards) {
		complain(w, http.StatusConflict, "Часы идут только вперёд: выберите более поздний день.")
		return
	}
	s.showClock(w)
}

// pageFile shows pictures in place and hands out everything else to be saved.
func (s *Server) pageFile(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	known := s.files.byID[r.PathValue("id")]
	s.mu.Unlock()
	if known == nil {
		complain(w, http.StatusNotFound, "Файла больше нет.")
		return
	}
	kind := http.DetectContentType(known.data)
	if known.file.kind != "photo" || !strings.HasPrefix(kind, "image/") {
		kind = "application/octet-stream"
		w.Header().Set("Content-Disposition", disposition(known.file.Name))
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(known.data)))
	_, _ = w.Write(known.data) // a browser that left needs no answer
}

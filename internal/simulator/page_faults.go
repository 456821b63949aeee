package simulator

import (
	"cmp"
	"net/http"
	"time"
)

// mishap is a fault that the page offers.
type mishap struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	fault Fault
}

func mishaps() []mishap {
	return []mishap{
		{"flood", "Ответ 429: подождать 5 секунд", Fault{Kind: TooManyRequests, RetryAfter: 5}},
		{"error", "Ошибка 500", Fault{Kind: ServerError}},
		{"gateway", "Страница 502 вместо ответа", Fault{Kind: BadGateway}},
		{"cut", "Обрыв: сообщение дошло, ответ нет", Fault{Kind: DropAfter}},
		{"lost", "Обрыв: ничего не дошло", Fault{Kind: DropBefore}},
		{"slow", "Ответы с задержкой 3 секунды", Fault{Kind: Slow, Delay: 3 * time.Second, Count: -1}},
		{"silent", "Telegram молчит", Fault{Kind: Silent, Method: EveryMethod, Count: -1}},
	}
}

type pageFault struct {
	Label string `json:"label"`
	Hits  int    `json:"hits"` // calls that it struck
	Once  bool   `json:"once"` // it ends by itself
}

type pageTrouble struct {
	Limits  bool        `json:"limits"`
	Offered []mishap    `json:"offered"`
	Active  []pageFault `json:"active"`
}

func (s *Server) pageFaults(w http.ResponseWriter, _ *http.Request) { s.showFaults(w) }

func (s *Server) showFaults(w http.ResponseWriter) {
	shown := pageTrouble{Limits: s.Limits() != Limits{}, Offered: mishaps(), Active: []pageFault{}}
	for _, i := range s.Faults() {
		if i.Active() {
			shown.Active = append(shown.Active, pageFault{labelOf(i.Fault), i.Hits(), i.Count > 0})
		}
	}
	write(w, http.StatusOK, shown)
}

// labelOf is what the page calls a fault; one that it does not offer has the name of its kind.
func labelOf(f Fault) string {
	var label string
	for _, m := range mishaps() {
		if m.fault.Kind == f.Kind {
			label = m.Label
		}
	}
	return cmp.Or(label, f.Kind.String())
}

func (s *Server) pageInject(w http.ResponseWriter, r *http.Request) {
	var body struct {
		ID string `json:"id"`
	}
	if !readBody(w, r, &body) {
		return
	}
	for _, m := range mishaps() {
		if m.ID == body.ID {
			s.Inject(m.fault)
			s.showFaults(w)
			return
		}
	}
	complain(w, http.StatusNotFound, "Такой помехи нет.")
}

func (s *Server) pageClearFaults(w http.ResponseWriter, _ *http.Request) {
	s.ClearFaults()
	s.showFaults(w)
}

func (s *Server) pageSetLimits(w http.ResponseWriter, r *http.Request) {
	var body struct {
		On bool `json:"on"`
	}
	if !readBody(w, r, &body) {
		return
	}
	var l Limits
	if body.On {
		l = TelegramLimits()
	}
	s.SetLimits(l)
	s.showFaults(w)
}

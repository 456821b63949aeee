package control

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"dombot/internal/simulator"
)

func (d desk) troubleRoutes() []Route {
	put := func(path, body, summary string, do func(*http.Request) (any, error)) Route {
		return Route{Method: http.MethodPut, Path: path, Body: body, Summary: summary, do: do}
	}
	return []Route{
		get("/faults", "the faults at work and the latest of those that are over", d.faults),
		post("/faults", `{"kind":"too_many_requests","method":"sendMessage","count":2,"retry_after":7}`,
			"makes the next matching calls go wrong", d.inject),
		drop("/faults", "stops all faults and forgets them", d.clearFaults),
		drop("/faults/{fault}", "stops one", d.fault(func(f *simulator.Injected) { f.Stop() })),
		post("/faults/{fault}/release", "", "lets go on what a slow fault holds",
			d.fault(func(f *simulator.Injected) { f.Release() })),
		get("/limits", "the limits in force", d.limits),
		put("/limits", `{"per_second":30,"chat_burst":3,"group_minute":20}`, "puts others in force; {} none",
			d.setLimits),
		get("/calls", "what the bot called, oldest first; ?method=, ?after= the number of a call", d.calls),
		get("/exchange", "what the bot got and did as plain text, for golden files; ?chat= one chat, "+
			"?hide= a regular expression of what to blot out", d.exchange),
		get("/failures", "the mistakes of the bot", func(*http.Request) (any, error) {
			return append([]string{}, d.srv.Failures()...), nil
		}),
		drop("/failures", "forgets the mistakes", func(*http.Request) (any, error) {
			d.srv.ForgetFailures()
			return done{true}, nil
		}),
		get("/files/{file}", "the content of a file by its id", d.file),
	}
}

// fault is a fault in JSON, with what became of it.
type fault struct {
	ID          int                 `json:"id"`
	Kind        simulator.FaultKind `json:"kind"`
	Method      string              `json:"method,omitempty"`
	Chat        int64               `json:"chat,omitempty"`
	Count       int                 `json:"count,omitempty"`
	Probability float64             `json:"probability,omitempty"`
	For         span                `json:"for,omitempty"`
	RetryAfter  int                 `json:"retry_after,omitempty"`
	Delay       span                `json:"delay,omitempty"`
	Code        int                 `json:"code,omitempty"`
	Text        string              `json:"text,omitempty"`
	Hits        int                 `json:"hits"`
	Active      bool                `json:"active"`
}

func faultOf(i *simulator.Injected) fault {
	return fault{
		ID: i.ID, Kind: i.Kind, Method: i.Method, Chat: i.Chat, Count: i.Count, Probability: i.Probability,
		For: span(i.For), RetryAfter: i.RetryAfter, Delay: span(i.Delay), Code: i.Code, Text: i.Text,
		Hits: i.Hits(), Active: i.Active(),
	}
}

func (d desk) faults(*http.Request) (any, error) {
	all := d.srv.Faults()
	list := make([]fault, 0, len(all))
	for _, i := range all {
		list = append(list, faultOf(i))
	}
	return list, nil
}

func (d desk) inject(r *http.Request) (any, error) {
	var f fault
	if err := read(r, &f); err != nil {
		return nil, err
	}
	switch {
	case f.Kind == 0:
		return nil, wrong("kind: what goes wrong?")
	case f.ID != 0 || f.Hits != 0 || f.Active:
		return nil, wrong("id, hits and active are for the server to say")
	case f.Probability < 0 || f.Probability > 1:
		return nil, wrong("probability must be in 0-1")
	case !d.known(f.Method):
		return nil, wrong("method: the Bot API has no %s", f.Method)
	case f.Method == simulator.Deliveries && f.Kind != simulator.Silent:
		return nil, wrong("method: deliveries to a webhook are silent, nothing else")
	}
	return faultOf(d.srv.Inject(simulator.Fault{
		Kind: f.Kind, Method: f.Method, Chat: f.Chat, Count: f.Count, Probability: f.Probability,
		For: time.Duration(f.For), RetryAfter: f.RetryAfter, Delay: time.Duration(f.Delay), Code: f.Code,
		Text: f.Text,
	})), nil
}

// known tells whether a fault can have the method.
func (d desk) known(method string) bool {
	switch method {
	case "", simulator.EveryMethod, simulator.Downloads, simulator.Deliveries:
		return true
	}
	simulated, refused := d.srv.Methods()
	return slices.Contains(simulated, method) || slices.Contains(refused, method)
}

func (d desk) clearFaults(*http.Request) (any, error) {
	d.srv.ClearFaults()
	return done{true}, nil
}

// fault finds the fault of the address.
func (d desk) fault(do func(*simulator.Injected)) func(*http.Request) (any, error) {
	return func(r *http.Request) (any, error) {
		for _, i := range d.srv.Faults() {
			if strconv.Itoa(i.ID) == r.PathValue("fault") {
				do(i)
				return faultOf(i), nil
			}
		}
		return nil, missing("no such fault: " + r.PathValue("fault"))
	}
}

func (d desk) limits(*http.Request) (any, error) { return d.srv.Limits(), nil }

func (d desk) setLimits(r *http.Request) (any, error) {
	var l simulator.Limits
	if err := read(r, &l); err != nil {
		return nil, err
	}
	if min(l.PerSecond, l.ChatBurst, l.GroupMinute) < 0 {
		return nil, wrong("a limit is 0, which is none, or more")
	}
	d.srv.SetLimits(l)
	return d.limits(r)
}

type call struct {
	N       int               `json:"n"`
	At      time.Time         `json:"at"`
	Method  string            `json:"method"`
	Params  map[string]string `json:"params,omitempty"`
	Files   []string          `json:"files,omitempty"`
	Unknown []string          `json:"unknown,omitempty"`
	Error   string            `json:"error,omitempty"`
	Chat    int64             `json:"chat,omitempty"`
	Message int               `json:"message,omitempty"`
}

func (d desk) calls(r *http.Request) (any, error) {
	q := r.URL.Query()
	after, err := number("after", q.Get("after"))
	if err != nil {
		return nil, err
	}
	list := []call{}
	for _, c := range d.srv.Calls() {
		if int64(c.N) > after && (q.Get("method") == "" || q.Get("method") == c.Method) {
			list = append(list, call(c))
		}
	}
	return list, nil
}

func (d desk) file(r *http.Request) (any, error) {
	data, ok := d.srv.FileData(r.PathValue("file"))
	if !ok {
		return nil, missing("no such file: " + r.PathValue("file"))
	}
	return raw{"application/octet-stream", data}, nil
}

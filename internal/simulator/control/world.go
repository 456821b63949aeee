package control

import (
	"context"
	"errors"
	"net/http"
	"time"

	"dombot/internal/simulator"
)

const patience = 10 * time.Second // where a request does not say how long it waits

func (d desk) worldRoutes() []Route {
	return []Route{
		get("/", "this list", func(*http.Request) (any, error) { return Routes(), nil }),
		get("/state", "what there is: the clock, what waits, what went wrong", d.state),
		get("/idle", "waits until the bot has confirmed every update; ?timeout=10s, else 504", d.idle),
		get("/clock", "the simulated moment", d.time),
		post("/clock", `{"advance":"1h30m"}`,
			`moves the clock; {"to":"2026-12-20T10:00:00+03:00"} moves it to a moment`, d.moveTime),
		post("/reset", "",
			"forgets people, chats, updates, faults, calls, failures; the bot and the clock stay", d.reset),
	}
}

type state struct {
	Now        time.Time        `json:"now"`
	People     int              `json:"people"`
	Pending    int              `json:"pending"`    // updates that the bot has not confirmed
	Unanswered int              `json:"unanswered"` // taps
	Failures   int              `json:"failures"`
	Calls      int              `json:"calls"`
	Faults     int              `json:"faults"` // at work
	Limits     simulator.Limits `json:"limits"`
}

func (d desk) state(r *http.Request) (any, error) {
	st := state{
		Now: d.srv.Clock().Now(), People: len(d.srv.People()), Unanswered: d.srv.Unanswered(),
		Failures: len(d.srv.Failures()), Limits: d.srv.Limits(),
	}
	if calls := d.srv.Calls(); len(calls) > 0 {
		st.Calls = calls[len(calls)-1].N
	}
	for _, f := range d.srv.Faults() {
		if f.Active() {
			st.Faults++
		}
	}
	err := d.srv.Wait(r.Context(), func(s simulator.State) bool {
		st.Pending = s.Pending()
		return true
	})
	return st, err
}

func (d desk) idle(r *http.Request) (any, error) {
	timeout, err := duration(r.FormValue("timeout"))
	if err != nil {
		return nil, err
	}
	if err := d.rest(r.Context(), timeout); err != nil {
		return nil, err
	}
	return d.state(r)
}

// rest waits until the bot is idle.
func (d desk) rest(ctx context.Context, timeout time.Duration) error {
	return d.wait(ctx, timeout, "the bot has not confirmed every update", func(st simulator.State) bool {
		return st.Pending() == 0
	})
}

// wait waits in real time.
func (d desk) wait(
	ctx context.Context, timeout time.Duration, otherwise string, until func(simulator.State) bool,
) error {
	if timeout == 0 {
		timeout = patience
	}
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	if d.srv.Wait(limited, until) != nil {
		return &problem{http.StatusGatewayTimeout, otherwise + " within " + timeout.String()}
	}
	return nil
}

type moment struct {
	Now  time.Time `json:"now"`
	Zone string    `json:"zone"`
}

func (d desk) time(*http.Request) (any, error) {
	return moment{d.srv.Clock().Now(), d.srv.Clock().Zone().String()}, nil
}

func (d desk) moveTime(r *http.Request) (any, error) {
	var body struct {
		Advance span      `json:"advance"`
		To      time.Time `json:"to"`
	}
	if err := read(r, &body); err != nil {
		return nil, err
	}
	switch {
	case (body.Advance > 0) == !body.To.IsZero():
		return nil, wrong("say either advance or to")
	case body.Advance > 0:
		d.srv.Clock().Advance(time.Duration(body.Advance))
	default:
		if err := d.srv.Clock().Set(body.To); errors.Is(err, simulator.ErrBackwards) {
			return nil, impossible(err.Error())
		}
	}
	return d.time(r)
}

func (d desk) reset(*http.Request) (any, error) {
	d.srv.Reset()
	return done{true}, nil
}

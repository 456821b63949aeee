package control

import (
	"net/http"
	"strings"

	"dombot/internal/simulator"
)

func (d desk) peopleRoutes() []Route {
	const person = "/people/{person}"
	return []Route{
		get("/people", "everybody", d.people),
		post("/people", `{"name":"Анна Смирнова"}`,
			"adds somebody; also id, username, phone, language, role, and started if the bot may write first",
			d.addPerson),
		get(person, "one person", d.with(func(p *simulator.Person, _ *http.Request) (any, error) {
			return p.Profile(), nil
		})),
		get(person+"/chat", "what the person sees: messages, keyboard, toasts", d.at(d.chat)),
		get(person+"/transcript", "the chat as plain text, for golden files", d.at(d.transcript)),
		get(person+"/wait", "waits for a message of the bot; ?text= and ?button= it has, ?after= a number, "+
			"?timeout=10s, else 504", d.at(d.waitMessage)),
	}
}

// with finds the person of the address.
func (d desk) with(do func(*simulator.Person, *http.Request) (any, error)) func(*http.Request) (any, error) {
	return func(r *http.Request) (any, error) {
		id, err := number("person", r.PathValue("person"))
		if err != nil {
			return nil, err
		}
		p := d.srv.PersonByID(id)
		if p == nil {
			return nil, missing("no such person: " + r.PathValue("person"))
		}
		return do(p, r)
	}
}

// at finds the person of the address in the chat that ?chat= names: a group, or the one with the bot. ?topic=
// is where they are in a forum, from then on.
func (d desk) at(do func(*simulator.Seat, *http.Request) (any, error)) func(*http.Request) (any, error) {
	return d.with(func(p *simulator.Person, r *http.Request) (any, error) {
		id, err := number("chat", r.URL.Query().Get("chat"))
		if err != nil {
			return nil, err
		}
		if id == 0 || id == p.ID {
			return do(p.Seat, r)
		}
		topic, err := number("topic", r.URL.Query().Get("topic"))
		if err != nil {
			return nil, err
		}
		if g := d.groupByID(id); g != nil {
			st := p.In(g)
			if topic != 0 {
				st.At(int(topic))
			}
			return do(st, r)
		}
		return nil, missing("no such chat: " + r.URL.Query().Get("chat"))
	})
}

func (d desk) people(*http.Request) (any, error) {
	all := d.srv.People()
	list := make([]simulator.Profile, 0, len(all))
	for _, p := range all {
		list = append(list, p.Profile())
	}
	return list, nil
}

func (d desk) addPerson(r *http.Request) (any, error) {
	var body struct {
		simulator.Profile
	}
	if err := read(r, &body); err != nil {
		return nil, err
	}
	if strings.TrimSpace(body.Name) == "" {
		return nil, wrong("name: who is it?")
	}
	if body.ID != 0 && d.srv.PersonByID(body.ID) != nil {
		return nil, impossible("there is somebody of this number already")
	}
	opts := []simulator.PersonOption{
		simulator.WithID(body.ID), simulator.WithRole(body.Role), simulator.WithUsername(body.Username),
		simulator.WithPhone(body.Phone),
	}
	if body.Language != "" {
		opts = append(opts, simulator.WithLanguage(body.Language))
	}
	if body.Started {
		opts = append(opts, simulator.AlreadyStarted())
	}
	p := d.srv.Person(body.Name, opts...)
	if body.Blocked {
		p.Block()
	}
	return p.Profile(), nil
}

func (d desk) chat(st *simulator.Seat, _ *http.Request) (any, error) { return chatOf(st.Chat()), nil }

func (d desk) transcript(st *simulator.Seat, _ *http.Request) (any, error) {
	return raw{"text/plain; charset=utf-8", []byte(st.Transcript())}, nil
}

func (d desk) waitMessage(st *simulator.Seat, r *http.Request) (any, error) {
	q := r.URL.Query()
	timeout, err := duration(q.Get("timeout"))
	if err != nil {
		return nil, err
	}
	after, err := number("after", q.Get("after"))
	if err != nil {
		return nil, err
	}
	var found *message
	err = d.wait(r.Context(), timeout, "no such message came", func(simulator.State) bool {
		for _, m := range st.Chat().Messages {
			fits := m.FromBot && int64(m.ID) > after && strings.Contains(m.Text, q.Get("text"))
			if fits && hasButton(m, q.Get("button")) {
				shown := messageOf(m)
				found = &shown
			}
		}
		return found != nil
	})
	return found, err
}

func hasButton(m simulator.Message, label string) bool {
	if label == "" {
		return true
	}
	for _, l := range m.Labels() {
		if strings.Contains(l, label) {
			return true
		}
	}
	return false
}

package control

import (
	"net/http"
	"strings"

	"dombot/internal/simulator"
)

// groupRoutes are groups. What people say and tap there are deeds with ?chat= the number of the group.
func (d desk) groupRoutes() []Route {
	const group = "/groups/{group}"
	return []Route{
		get("/groups", "all groups", d.groups),
		post("/groups", `{"title":"Дом 12","owner":5000000001,"people":[5000000002],"bot":true}`,
			"founds a group; supergroup makes it one", d.found),
		get(group+"/transcript", "the chat as plain text", d.inGroup(groupTranscript)),
		post(group+"/join", `{"person":5000000003}`, "lets somebody come in by themselves",
			d.member((*simulator.Group).Join)),
		post(group+"/leave", `{"person":5000000003}`, "lets somebody go", d.member((*simulator.Group).Leave)),
		post(group+"/add", `{"person":5000000003}`, "the owner adds somebody",
			d.member(func(g *simulator.Group, p *simulator.Person) { g.Add(p) })),
		post(group+"/remove", `{"person":5000000003}`, "the owner removes somebody",
			d.member((*simulator.Group).Remove)),
		post(group+"/promote", `{"person":5000000003,"rights":["can_delete_messages"]}`,
			"the owner makes somebody an administrator; no rights take the office away",
			d.inGroup(d.promote)),
		post(group+"/restrict", `{"person":5000000003,"rights":["can_send_messages"]}`,
			"the owner leaves somebody only these rights", d.inGroup(d.restrict)),
		post(group+"/permit", `{"rights":["can_send_messages"]}`, "says what members may do",
			d.inGroup(permit)),
		post(group+"/bot", `{"inside":true,"rights":["can_delete_messages"]}`,
			"adds or removes the bot; with rights as an administrator", d.inGroup(bot)),
		post(group+"/title", `{"title":"Дом 12, подъезд 3"}`, "gives another name", d.inGroup(retitle)),
		post(group+"/migrate", "", "makes it a supergroup with another number", d.inGroup(migrate)),
		get(group+"/topics", "the topics of a forum", d.inGroup(topics)),
		post(group+"/topics", `{"name":"Показания"}`, "adds a topic; the group becomes a forum",
			d.inGroup(createTopic)),
		post(group+"/topics/{topic}/close", "", "ends the conversation in a topic",
			d.inTopic((*simulator.Group).CloseTopic)),
		post(group+"/topics/{topic}/reopen", "", "lets it go on", d.inTopic((*simulator.Group).ReopenTopic)),
		drop(group+"/topics/{topic}", "removes a topic with its messages",
			d.inTopic((*simulator.Group).DeleteTopic)),
		drop(group, "ends the group for everybody", d.inGroup(deleteGroup)),
	}
}

type group struct {
	ID          int64    `json:"id"`
	Title       string   `json:"title"`
	Description string   `json:"description,omitempty"`
	Bot         string   `json:"bot"` // its standing
	Rights      []string `json:"bot_rights"`
}

func groupOf(g *simulator.Group) group {
	return group{
		ID: g.ID(), Title: g.Title(), Description: g.Description(), Bot: g.BotStatus(),
		Rights: g.BotRights().Names(),
	}
}

// inGroup finds the group of the address.
func (d desk) inGroup(
	do func(*simulator.Group, *http.Request) (any, error),
) func(*http.Request) (any, error) {
	return func(r *http.Request) (any, error) {
		id, err := number("group", r.PathValue("group"))
		if err != nil {
			return nil, err
		}
		g := d.groupByID(id)
		if g == nil {
			return nil, missing("no such group: " + r.PathValue("group"))
		}
		return do(g, r)
	}
}

// groupByID finds a group; nil if there is none.
func (d desk) groupByID(id int64) *simulator.Group {
	for _, g := range d.srv.Groups() {
		if g.ID() == id {
			return g
		}
	}
	return nil
}

// person finds somebody whom a body names.
func (d desk) person(id int64) (*simulator.Person, error) {
	p := d.srv.PersonByID(id)
	if p == nil {
		return nil, wrong("there is no person %d", id)
	}
	return p, nil
}

// member does something with the person whom the body names.
func (d desk) member(do func(*simulator.Group, *simulator.Person)) func(*http.Request) (any, error) {
	return d.inGroup(func(g *simulator.Group, r *http.Request) (any, error) {
		var body struct {
			Person int64 `json:"person"`
		}
		if err := read(r, &body); err != nil {
			return nil, err
		}
		p, err := d.person(body.Person)
		if err != nil {
			return nil, err
		}
		do(g, p)
		return map[string]string{"status": g.Status(p)}, nil
	})
}

func (d desk) groups(*http.Request) (any, error) {
	all := d.srv.Groups()
	list := make([]group, 0, len(all))
	for _, g := range all {
		list = append(list, groupOf(g))
	}
	return list, nil
}

func (d desk) found(r *http.Request) (any, error) {
	var body struct {
		Title      string  `json:"title"`
		Owner      int64   `json:"owner"`
		People     []int64 `json:"people"`
		Supergroup bool    `json:"supergroup"`
		Bot        bool    `json:"bot"`
	}
	if err := read(r, &body); err != nil {
		return nil, err
	}
	if strings.TrimSpace(body.Title) == "" {
		return nil, wrong("title: what is the group called?")
	}
	owner, err := d.person(body.Owner)
	if err != nil {
		return nil, err
	}
	people, err := d.those(body.People)
	if err != nil {
		return nil, err
	}
	kind := d.srv.Group
	if body.Supergroup {
		kind = d.srv.Supergroup
	}
	g := kind(body.Title, owner, people...)
	if body.Bot {
		g.AddBot()
	}
	return groupOf(g), nil
}

func groupTranscript(g *simulator.Group, _ *http.Request) (any, error) {
	return raw{"text/plain; charset=utf-8", []byte(g.Transcript())}, nil
}

// ruling is a decision of the owner.
type ruling struct {
	Person int64    `json:"person"`
	Rights []string `json:"rights"`
	Inside bool     `json:"inside"`
}

// readRuling reads a body and the rights it names.
func readRuling(r *http.Request) (body ruling, rights simulator.Right, err error) {
	if err := read(r, &body); err != nil {
		return body, 0, err
	}
	if rights, err = simulator.RightsOf(body.Rights...); err != nil {
		return body, 0, wrong("rights: %v", err)
	}
	return body, rights, nil
}

func (d desk) promote(g *simulator.Group, r *http.Request) (any, error) {
	return d.rule(g, r, g.Promote)
}

func (d desk) restrict(g *simulator.Group, r *http.Request) (any, error) {
	return d.rule(g, r, g.Restrict)
}

func (d desk) rule(
	g *simulator.Group, r *http.Request, do func(*simulator.Person, simulator.Right),
) (any, error) {
	body, rights, err := readRuling(r)
	if err != nil {
		return nil, err
	}
	p, err := d.person(body.Person)
	if err != nil {
		return nil, err
	}
	do(p, rights)
	return map[string]string{"status": g.Status(p)}, nil
}

func permit(g *simulator.Group, r *http.Request) (any, error) {
	_, rights, err := readRuling(r)
	if err != nil {
		return nil, err
	}
	g.Permit(rights)
	return groupOf(g), nil
}

func bot(g *simulator.Group, r *http.Request) (any, error) {
	body, rights, err := readRuling(r)
	if err != nil {
		return nil, err
	}
	if !body.Inside {
		g.RemoveBot()
		return groupOf(g), nil
	}
	g.AddBot()
	g.PromoteBot(rights)
	return groupOf(g), nil
}

func retitle(g *simulator.Group, r *http.Request) (any, error) {
	var body struct {
		Title string `json:"title"`
	}
	if err := read(r, &body); err != nil {
		return nil, err
	}
	g.SetTitle(body.Title)
	return groupOf(g), nil
}

func deleteGroup(g *simulator.Group, _ *http.Request) (any, error) {
	g.Delete()
	return done{true}, nil
}

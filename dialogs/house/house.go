// Package house tells what is known of a house to anybody, without an account
// and without consent: who manages it and how to reach them, its passport, works,
// the plan of capital repair, tariffs and the licence of the organisation.
//
// Everything shown was loaded by the organisation, and says from where it is and
// of what day. A house is one of the person's, or any that the address names.
package house

import (
	"context"
	"encoding/json"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Flow is the id of the flow.
const Flow = "house"

// Houses finds a house and what is known of it.
type Houses interface {
	House(ctx context.Context, id housing.HouseID) (housing.House, error)
	Window(ctx context.Context, id housing.HouseID) (housing.Window, error)
	Facts(ctx context.Context, id housing.HouseID) (housing.HouseFacts, error)
	Tariffs(ctx context.Context, id housing.HouseID) ([]housing.Tariff, error)
	RepairPlan(ctx context.Context, id housing.HouseID) (housing.RepairPlan, error)
}

// Services knows whom to call about a house.
type Services interface {
	ServiceOf(ctx context.Context, id housing.HouseID) (housing.Service, error)
}

// Ports is what the flow needs.
type Ports struct {
	Houses   Houses
	Services Services
	Works    WorkBook
	Photos   WorkPhotos
	Licences LicenceBook
	Accounts pick.Connections
	Texts    dialogs.Texter
	Connect  string // the flow that connects an account
	Outages  string // the flow ‹Отключения›
	Meetings string // the flow «Сообщения о проведении общего собрания», started with a house
	Appeal   string // the flow ‹Обращение граждан›
	Forum    string // the flow ‹Форум›, started with a house; empty: there is none
}

// Section is a part of what is known of a house.
type Section string

// The sections.
const (
	About   Section = "about"
	Works   Section = "works"
	Repairs Section = "repairs"
	Tariffs Section = "tariffs"
	Licence Section = "licence"
)

// Args starts the flow: at a section, with a house where it is known.
type Args struct {
	Section Section         `json:"section,omitempty"`
	House   housing.HouseID `json:"house,omitempty"`
}

// draft is the house asked about.
type draft struct {
	House   housing.HouseID `json:"house,omitempty"`
	Section Section         `json:"section,omitempty"` // to be shown at once
	Page    int             `json:"page,omitempty"`
	History bool            `json:"history,omitempty"` // of tariffs: also those of before

	Year    int               `json:"year,omitempty"` // of works
	Work    housing.WorkID    `json:"work,omitempty"`
	Licence housing.LicenceID `json:"licence,omitempty"`
	Query   string            `json:"query,omitempty"` // by which a licence is looked for
}

type (
	scene = dialogs.Scene[draft]
	move  = dialogs.Move[draft]
)

// New returns the flow.
func New(p Ports) dialogs.Flow {
	return dialogs.Def[Args, draft, struct{}]{
		ID: Flow, Version: 2, Title: "house.title", First: "which",
		Open: func(a Args) draft { return draft{House: a.House, Section: a.Section} },
		Wants: []dialogs.Want{{
			Flow: pick.AddressFlow, Args: pick.AddressArgs{}, Result: housing.HouseID(0),
		}, {Flow: p.Appeal, Args: pick.AppealArgs{}, Result: struct{}{}}},
		Steps: []dialogs.Stepper[draft]{
			p.which(), p.address(), p.sections(), p.about(), p.works(), p.work(), p.photos(), p.review(),
			p.remark(),
			p.repairs(), p.tariffs(), p.licence(), p.licenceAsk(), p.licenceFound(), p.licenceCard(),
			p.licenceHouses(), p.licenceDisqualified(),
		},
	}.Flow()
}

// which asks for one of the person's houses or for an address.
func (p Ports) which() dialogs.Step[draft, []housing.House] {
	return dialogs.Step[draft, []housing.House]{
		ID: "which", Next: []string{"address", "sections"},
		Load: p.mine,
		Skip: func(s scene, mine []housing.House) (move, bool) {
			switch {
			case s.Draft.House != 0:
				return dialogs.To(s.Draft, "sections"), true
			case len(mine) == 0:
				return dialogs.To(s.Draft, "address"), true
			case len(mine) == 1:
				s.Draft.House = mine[0].ID
				return dialogs.To(s.Draft, "sections"), true
			}
			return move{}, false
		},
		Show: func(_ scene, mine []housing.House) dialogs.Screen {
			screen := dialogs.Screen{Text: p.Texts.T("house.which")}
			for _, h := range mine {
				screen.Rows = append(screen.Rows,
					dialogs.OnArg(texts.ShortHouse(h.Address), pick.Choose, pick.Key(h.ID)))
			}
			screen.Rows = append(screen.Rows, dialogs.On(p.Texts.Label("house.another"), "other"))
			return screen
		},
		Decide: func(s scene, _ []housing.House, in dialogs.Input) move {
			switch in.Act.Do {
			case pick.Choose:
				s.Draft.House = pick.OfKey[housing.HouseID](in.Act.Arg)
				return dialogs.To(s.Draft, "sections")
			case "other":
				return dialogs.To(s.Draft, "address")
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

// mine are the houses of the person's flats, each once.
func (p Ports) mine(ctx context.Context, s scene) (houses []housing.House, err error) {
	links, err := p.Accounts.Connections(ctx, s.Person.ID)
	seen := map[housing.HouseID]bool{}
	for _, l := range links {
		h := l.Account.House
		if !l.Suspended && !seen[h.ID] {
			seen[h.ID] = true
			houses = append(houses, h)
		}
	}
	return houses, err
}

// address starts the question for the address.
func (p Ports) address() dialogs.Step[draft, struct{}] {
	return dialogs.Step[draft, struct{}]{
		ID: "address", Next: []string{"sections"}, Calls: []string{pick.AddressFlow},
		Skip: func(s scene, _ struct{}) (move, bool) {
			ask := dialogs.Begin(pick.AddressFlow, pick.AddressArgs{Heading: "house.heading"})
			return dialogs.Call(s.Draft, ask), true
		},
		Show:   func(scene, struct{}) dialogs.Screen { return dialogs.Screen{} },
		Decide: func(s scene, _ struct{}, _ dialogs.Input) move { return dialogs.Unknown(s.Draft) },
		Resume: func(s scene, result json.RawMessage) move {
			if json.Unmarshal(result, &s.Draft.House) != nil || s.Draft.House == 0 {
				return dialogs.Goto(s.Draft, dialogs.Home())
			}
			return dialogs.To(s.Draft, "sections")
		},
	}
}

// sections is ‹Мой дом›: what may be asked of the house.
func (p Ports) sections() dialogs.Step[draft, housing.House] {
	calls := []string{p.Connect, p.Outages, p.Meetings}
	if p.Forum != "" {
		calls = append(calls, p.Forum)
	}
	return dialogs.Step[draft, housing.House]{
		ID: "sections", Calls: calls,
		Next: []string{
			"address", string(About), string(Works), string(Repairs), string(Tariffs), string(Licence),
		},
		Load: p.house,
		Skip: func(s scene, _ housing.House) (move, bool) {
			to := string(s.Draft.Section)
			s.Draft.Section = ""
			return dialogs.To(s.Draft, to), to != ""
		},
		Show:   p.showSections,
		Decide: p.section,
	}
}

func (p Ports) house(ctx context.Context, s scene) (housing.House, error) {
	return p.Houses.House(ctx, s.Draft.House)
}

func (p Ports) showSections(_ scene, h housing.House) dialogs.Screen {
	screen := dialogs.Screen{Text: p.Texts.T("house.sections",
		"House", texts.ShortHouse(h.Address), "Organisation", h.Organisation.Name)}
	section := func(key string, s Section) []dialogs.Button {
		return dialogs.On(p.Texts.Label(key), string(s))
	}
	talk := dialogs.On(p.Texts.Label("outage.list"), "outages")
	if p.Forum != "" {
		talk = append(talk, dialogs.On(p.Texts.Label("forum.entry"), "forum")...)
	}
	screen.Rows = append(screen.Rows,
		section("house.about", About),
		dialogs.Row(section("house.works", Works), section("house.tariffs", Tariffs)),
		section("house.repairs", Repairs), // half a row cuts it on a phone
		talk,
		section("house.licence", Licence),
		dialogs.On(p.Texts.Label("meeting.title"), "meetings"),
		dialogs.On(p.Texts.Label("house.another"), "other"),
		dialogs.On(p.Texts.Label("account.connect"), "connect"))
	return screen
}

func (p Ports) section(s scene, _ housing.House, in dialogs.Input) move {
	switch in.Act.Do {
	case "connect":
		return dialogs.Goto(s.Draft, dialogs.Begin(p.Connect, nil))
	case "outages":
		return dialogs.Goto(s.Draft, dialogs.Begin(p.Outages, nil))
	case "meetings", "forum":
		at := struct {
			House housing.HouseID `json:"house"`
		}{s.Draft.House}
		to := p.Meetings
		if in.Act.Do == "forum" {
			to = p.Forum
		}
		return dialogs.Goto(s.Draft, dialogs.Begin(to, at))
	case "other":
		return dialogs.To(draft{}, "address")
	case string(About), string(Works), string(Repairs), string(Tariffs), string(Licence):
		s.Draft = draft{House: s.Draft.House}
		return dialogs.To(s.Draft, in.Act.Do)
	}
	return dialogs.Unknown(s.Draft)
}

// Package house tells what is known of a house to anybody, without an account
// and without consent: who manages it and when readings are handed in.
package house

import (
	"context"
	"encoding/json"
	"time"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Flow is the id of the flow.
const Flow = "house"

// Houses finds a house and its reading window.
type Houses interface {
	House(ctx context.Context, id housing.HouseID) (housing.House, error)
	Window(ctx context.Context, id housing.HouseID) (housing.Window, error)
}

// Ports is what the flow needs.
type Ports struct {
	Houses  Houses
	Texts   dialogs.Texter
	Connect string // the flow that connects an account
}

// draft is the house asked about.
type draft struct {
	House housing.HouseID `json:"house,omitempty"`
}

type (
	scene = dialogs.Scene[draft]
	move  = dialogs.Move[draft]
)

// view is what the screen shows.
type view struct {
	house  housing.House
	window housing.Window
}

// New returns the flow.
func New(p Ports) dialogs.Flow {
	return dialogs.Def[struct{}, draft, struct{}]{
		ID: Flow, Version: 1, Title: "house.title", First: "ask",
		Wants: []dialogs.Want{{
			Flow: pick.AddressFlow, Args: pick.AddressArgs{}, Result: housing.HouseID(0),
		}},
		Steps: []dialogs.Stepper[draft]{p.ask(), p.about()},
	}.Flow()
}

// ask starts the question for the address.
func (p Ports) ask() dialogs.Step[draft, struct{}] {
	return dialogs.Step[draft, struct{}]{
		ID: "ask", Next: []string{"about"}, Calls: []string{pick.AddressFlow},
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
			return dialogs.To(s.Draft, "about")
		},
	}
}

func (p Ports) about() dialogs.Step[draft, view] {
	return dialogs.Step[draft, view]{
		ID: "about", Calls: []string{p.Connect},
		Load: func(ctx context.Context, s scene) (v view, err error) {
			if v.house, err = p.Houses.House(ctx, s.Draft.House); err != nil {
				return v, err
			}
			v.window, err = p.Houses.Window(ctx, s.Draft.House)
			return v, err
		},
		Show: func(s scene, v view) dialogs.Screen { return p.show(s.Now, v) },
		Decide: func(s scene, _ view, in dialogs.Input) move {
			if in.Act.Do == "connect" {
				return dialogs.Goto(s.Draft, dialogs.Begin(p.Connect, nil))
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

func (p Ports) show(now time.Time, v view) dialogs.Screen {
	today := housing.DateOf(now.In(v.house.Location()))
	slot := v.window.On(today)
	org := v.house.Organisation
	text := p.Texts.T("house.about",
		"Address", texts.Address(v.house.Address, ""), "Organisation", org.Name, "Phone", org.Phone,
		"First", texts.Date(slot.First, today), "Last", texts.Date(slot.Last, today))
	connect := dialogs.On(p.Texts.Label("account.connect"), "connect")
	return dialogs.Screen{Text: text, Rows: [][]dialogs.Button{connect}}
}

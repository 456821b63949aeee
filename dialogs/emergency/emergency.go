// Package emergency is ‹Аварийная служба›: the numbers to call, shown at once
// and beside whatever runs, to anybody.
package emergency

import (
	"cmp"
	"context"
	"slices"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Flow is the id of the screen.
const Flow = "emergency"

// Services tells whom to call.
type Services interface {
	// Services returns the service of each house of the person.
	Services(ctx context.Context, p housing.PersonID) ([]housing.Service, error)
	// CommonServices returns up to limit organisations that can be called.
	CommonServices(ctx context.Context, limit int) ([]housing.Service, error)
}

// Ports is what the screen needs.
type Ports struct {
	Services Services
	Texts    dialogs.Texter
}

// shown is how many organisations a stranger is told of.
const shown = 10

type scene = dialogs.Scene[struct{}]

// New returns the flow of one screen.
func New(p Ports) dialogs.Flow {
	return dialogs.Def[struct{}, struct{}, struct{}]{
		ID: Flow, Version: 1, Title: "keys.emergency", First: "numbers",
		Steps: []dialogs.Stepper[struct{}]{p.numbers()},
	}.Flow()
}

func (p Ports) numbers() dialogs.Step[struct{}, []housing.Service] {
	return dialogs.Step[struct{}, []housing.Service]{
		ID: "numbers", Bare: true,
		Load: p.load,
		Show: p.show,
		Decide: func(s scene, _ []housing.Service, _ dialogs.Input) dialogs.Move[struct{}] {
			return dialogs.Unknown(s.Draft)
		},
	}
}

// load returns the services of the person's houses, else those of all organisations.
func (p Ports) load(ctx context.Context, s scene) ([]housing.Service, error) {
	mine, err := p.Services.Services(ctx, s.Person.ID)
	if err != nil || len(mine) > 0 {
		return mine, err
	}
	return p.Services.CommonServices(ctx, shown)
}

func (p Ports) show(_ scene, all []housing.Service) dialogs.Screen {
	text := p.Texts.T("emergency.numbers")
	for _, g := range grouped(all) {
		block := g.heading()
		for _, d := range g.Dispatchers {
			block = texts.Join("\n", block, p.dispatcher(d))
		}
		if len(g.Dispatchers) == 0 {
			block = texts.Join("\n", block, p.Texts.T("emergency.no_phone"))
		}
		text = texts.Join("\n\n", text, block)
	}
	return dialogs.Screen{Text: text, Keys: true}
}

func (p Ports) dispatcher(d housing.Dispatcher) texts.Text {
	hours := cmp.Or(d.Hours, p.Texts.Label("emergency.always"))
	return p.Texts.T("emergency.phone", "Phone", texts.Phone(d.Phone), "Hours", hours)
}

// group is the houses that call the same dispatchers of one organisation.
type group struct {
	housing.Service
	houses []string
}

// grouped puts houses with the same dispatchers together. Where they lie in
// several settlements, each is named with its own.
func grouped(all []housing.Service) []group {
	far := slices.ContainsFunc(all, func(s housing.Service) bool {
		return s.House.Address.Settlement != all[0].House.Address.Settlement
	})
	var groups []group
	for _, s := range all {
		i := slices.IndexFunc(groups, func(g group) bool {
			return g.House.Organisation.ID == s.House.Organisation.ID &&
				slices.Equal(g.Dispatchers, s.Dispatchers)
		})
		if i < 0 {
			i = len(groups)
			groups = append(groups, group{Service: s})
		}
		if s.House.ID != 0 {
			name := texts.ShortHouse(s.House.Address)
			if far {
				name = s.House.Address.Settlement + ", " + name
			}
			groups[i].houses = append(groups[i].houses, name)
		}
	}
	return groups
}

// heading names the houses and the organisation: «Ленина, 12 · УК «Уют»».
func (g group) heading() texts.Text {
	var houses texts.Text
	for _, name := range g.houses {
		houses = texts.Join("; ", houses, texts.Escape(name))
	}
	name := texts.Escape(g.House.Organisation.Name)
	if houses == "" {
		return "*" + name + "*"
	}
	return "*" + houses + "* · " + name
}

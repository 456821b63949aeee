// Package emergency is ‹Аварийная служба›: the numbers to call, shown at once
// and beside whatever runs, to anybody.
package emergency

import (
	"context"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// Flow is the id of the screen.
const Flow = "emergency"

// Accounts lists what the person is connected to.
type Accounts interface {
	Connections(ctx context.Context, p housing.PersonID) ([]housing.Connection, error)
}

// Organisations lists those whose phone is known, for people without an account.
type Organisations interface {
	Phones(ctx context.Context) ([]housing.Organisation, error)
}

// Ports is what the screen needs.
type Ports struct {
	Accounts      Accounts
	Organisations Organisations
	Texts         dialogs.Texter
}

// shown is how many organisations a stranger is told of.
const shown = 10

type scene = dialogs.Scene[struct{}]

// New returns the flow of one screen.
func New(p Ports) dialogs.Flow {
	return dialogs.Def[struct{}, struct{}, struct{}]{
		ID: Flow, Version: 1, Title: "keys.emergency", First: "numbers",
		Steps: []dialogs.Stepper[struct{}]{dialogs.Step[struct{}, []housing.Organisation]{
			ID: "numbers", Bare: true,
			Load: p.load,
			Show: func(_ scene, all []housing.Organisation) dialogs.Screen {
				text := p.Texts.T("emergency.numbers")
				for _, o := range all[:min(shown, len(all))] {
					key := "emergency.organisation"
					if o.Phone == "" {
						key = "emergency.no_phone"
					}
					text = texts.Join("\n", text, p.Texts.T(key, "Name", o.Name, "Phone", o.Phone))
				}
				return dialogs.Screen{Text: text, Keys: true}
			},
			Decide: func(s scene, _ []housing.Organisation, _ dialogs.Input) dialogs.Move[struct{}] {
				return dialogs.Unknown(s.Draft)
			},
		}},
	}.Flow()
}

// load returns the organisations of the person's houses, else all with a phone.
func (p Ports) load(ctx context.Context, s scene) ([]housing.Organisation, error) {
	links, err := p.Accounts.Connections(ctx, s.Person.ID)
	if err != nil {
		return nil, err
	}
	var mine []housing.Organisation
	seen := map[housing.OrganisationID]bool{}
	for _, l := range links {
		if o := l.Account.House.Organisation; !seen[o.ID] {
			seen[o.ID] = true
			mine = append(mine, o)
		}
	}
	if len(mine) > 0 {
		return mine, nil
	}
	return p.Organisations.Phones(ctx)
}

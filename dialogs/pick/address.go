package pick

import (
	"context"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// AddressFlow is the id of the flow that asks for a house.
const AddressFlow = "address"

// AddressArgs starts the flow of the address.
type AddressArgs struct {
	Heading string `json:"heading"`         // key of the first line
	Query   string `json:"query,omitempty"` // looked for at once
}

// Houses is the directory of houses.
type Houses interface {
	Search(ctx context.Context, q housing.AddressQuery, limit int) (exact, similar []housing.House, err error)
	Regions(ctx context.Context) ([]string, error)
	Settlements(ctx context.Context, region string) ([]string, error)
	Streets(ctx context.Context, region, settlement string) ([]string, error)
	OnStreet(ctx context.Context, region, settlement, street string) ([]housing.House, error)
}

// addressDraft is what the flow has learnt so far.
type addressDraft struct {
	Heading    string `json:"heading"`
	Query      string `json:"query,omitempty"`
	Region     string `json:"region,omitempty"`
	Settlement string `json:"settlement,omitempty"`
	Street     string `json:"street,omitempty"`
	Page       int    `json:"page,omitempty"`
}

type (
	addressScene = dialogs.Scene[addressDraft]
	addressMove  = dialogs.Move[addressDraft]
)

// address asks for a house: typed, or level by level.
type address struct {
	houses Houses
	t      dialogs.Texter
}

// Address returns the flow that asks for a house and ends with its id.
func Address(houses Houses, t dialogs.Texter) dialogs.Flow {
	a := address{houses, t}
	return dialogs.Def[AddressArgs, addressDraft, housing.HouseID]{
		ID: AddressFlow, Version: 1, Title: "pick.address_title", First: "typed",
		Open: func(args AddressArgs) addressDraft {
			return addressDraft{Heading: args.Heading, Query: args.Query}
		},
		Steps: []dialogs.Stepper[addressDraft]{
			a.typed(), a.found(), a.missing(),
			a.level("region", "settlement", func(d *addressDraft) *string { return &d.Region }, a.regions),
			a.level("settlement", "street",
				func(d *addressDraft) *string { return &d.Settlement }, a.settlements),
			a.level("street", "house", func(d *addressDraft) *string { return &d.Street }, a.streets),
			a.house(),
		},
	}.Flow()
}

func (a address) typed() dialogs.Step[addressDraft, struct{}] {
	return dialogs.Step[addressDraft, struct{}]{
		ID: "typed", Next: []string{"found", "region"},
		Skip: func(s addressScene, _ struct{}) (addressMove, bool) {
			return dialogs.To(s.Draft, "found"), s.Draft.Query != ""
		},
		Show: func(s addressScene, _ struct{}) dialogs.Screen {
			return dialogs.Screen{
				Text: texts.Join("\n", a.t.T(s.Draft.Heading), a.t.T("pick.address_ask")),
				Rows: [][]dialogs.Button{dialogs.On(a.t.Label("pick.directory"), "directory")},
			}
		},
		Decide: func(s addressScene, _ struct{}, in dialogs.Input) addressMove { return a.read(s.Draft, in) },
	}
}

// read takes a typed address, or the way to the directory.
func (a address) read(d addressDraft, in dialogs.Input) addressMove {
	switch {
	case in.Act.Do == "directory":
		return dialogs.To(addressDraft{Heading: d.Heading}, "region")
	case in.Pressed():
		return dialogs.Unknown(d)
	case housing.FoldAddress(in.Text) == "" || len([]rune(in.Text)) > 200:
		return dialogs.Refuse(d, a.t.T("pick.address_unclear"))
	}
	d.Query, d.Page = in.Text, 0
	return dialogs.To(d, "found")
}

// hits is what the search found.
type hits struct{ exact, similar []housing.House }

func (a address) found() dialogs.Step[addressDraft, hits] {
	return dialogs.Step[addressDraft, hits]{
		ID: "found", Next: []string{"found", "region", "missing"},
		Load: func(ctx context.Context, s addressScene) (h hits, err error) {
			h.exact, h.similar, err = a.houses.Search(ctx, housing.ParseQuery(s.Draft.Query), 24)
			return h, err
		},
		Skip: func(s addressScene, h hits) (addressMove, bool) {
			if len(h.exact) == 1 {
				return dialogs.Done(s.Draft, h.exact[0].ID), true
			}
			return addressMove{}, false
		},
		Show: a.showHits,
		Decide: func(s addressScene, _ hits, in dialogs.Input) addressMove {
			if page, ok := Turned(in, s.Draft.Page); ok {
				s.Draft.Page = page
				return dialogs.Stay(s.Draft)
			}
			switch in.Act.Do {
			case Choose:
				return dialogs.Done(s.Draft, OfKey[housing.HouseID](in.Act.Arg))
			case "missing":
				return dialogs.To(s.Draft, "missing")
			}
			return a.read(s.Draft, in)
		},
	}
}

func (a address) showHits(s addressScene, h hits) dialogs.Screen {
	houses, text := h.exact, a.t.T("pick.found")
	switch {
	case len(h.exact) > 0:
	case len(h.similar) > 0:
		houses, text = h.similar, a.t.T("pick.similar", "Query", s.Draft.Query)
	default:
		text = a.t.T("pick.none", "Query", s.Draft.Query)
	}
	rows := List(houseChoices(houses, true), s.Draft.Page, a.t)
	return dialogs.Screen{
		Text: texts.Join("\n", a.t.T(s.Draft.Heading), text, a.t.T("pick.again")),
		Rows: append(rows,
			dialogs.On(a.t.Label("pick.directory"), "directory"),
			dialogs.On(a.t.Label("pick.no_house"), "missing")),
	}
}

func (a address) missing() dialogs.Step[addressDraft, struct{}] {
	return dialogs.Step[addressDraft, struct{}]{
		ID: "missing", Next: []string{"found", "region"},
		Show: func(addressScene, struct{}) dialogs.Screen {
			return dialogs.Screen{
				Text: a.t.T("pick.missing"),
				Rows: [][]dialogs.Button{dialogs.On(a.t.Label("pick.directory"), "directory")},
			}
		},
		Decide: func(s addressScene, _ struct{}, in dialogs.Input) addressMove { return a.read(s.Draft, in) },
	}
}

func houseChoices(houses []housing.House, settlement bool) []Choice {
	choices := make([]Choice, len(houses))
	for i, h := range houses {
		label := texts.ShortHouse(h.Address)
		if settlement {
			label = h.Address.Settlement + ", " + label
		}
		choices[i] = Choice{Label: label, Arg: Key(h.ID)}
	}
	return choices
}

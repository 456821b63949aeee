package appeal

import (
	"context"
	"slices"
	"unicode/utf8"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// where asks for the address: any house, or a territory.
func (f flow) where() dialogs.Step[draft, []housing.House] {
	return dialogs.Step[draft, []housing.House]{
		ID: "where", Next: []string{"places", "confirm"},
		Doc: []dialogs.Documented{{Step: "3", Labels: []string{"appeal.address"}}},
		Load: func(ctx context.Context, s scene) ([]housing.House, error) {
			links, err := f.Accounts.Connections(ctx, s.Person.ID)
			var houses []housing.House
			for _, l := range links {
				same := func(h housing.House) bool { return h.ID == l.Account.House.ID }
				if !slices.ContainsFunc(houses, same) {
					houses = append(houses, l.Account.House)
				}
			}
			return houses, err
		},
		Show: func(_ scene, mine []housing.House) dialogs.Screen {
			rows := make([][]dialogs.Button, 0, len(mine))
			for i := range mine {
				rows = append(rows, dialogs.OnArg(
					texts.ShortHouse(mine[i].Address), pick.Choose, pick.Key(mine[i].ID)))
			}
			return dialogs.Screen{
				Text: f.t.T("appeal.address_ask", "Label", f.t.T("appeal.address"),
					"Mine", len(mine) > 0),
				Rows: rows,
			}
		},
		Decide: func(s scene, _ []housing.House, in dialogs.Input) move { return f.readPlace(s.Draft, in) },
	}
}

// readPlace takes a house that was chosen, or looks for what was typed.
func (f flow) readPlace(d draft, in dialogs.Input) move {
	d.Page = 0
	if in.Act.Do == pick.Choose {
		d.House, d.Place = pick.OfKey[housing.HouseID](in.Act.Arg), ""
		return dialogs.To(d, "confirm")
	}
	if in.Pressed() {
		return dialogs.Unknown(d)
	}
	typed := housing.CleanText(in.Text)
	if housing.FoldAddress(typed) == "" || utf8.RuneCountInString(typed) > housing.AppealPlaceMax {
		return dialogs.Refuse(d, f.t.T("appeal.address_unclear"))
	}
	d.Query = typed
	return dialogs.To(d, "places")
}

// found is what the search found.
type found struct {
	houses  []housing.House
	similar bool // none of them has the typed number
}

// places shows what a typed address may mean, a territory as it was written among that.
func (f flow) places() dialogs.Step[draft, found] {
	return dialogs.Step[draft, found]{
		ID: "places", Next: []string{"places", "confirm"},
		Load: func(ctx context.Context, s scene) (found, error) {
			exact, similar, err := f.Houses.Search(ctx, housing.ParseQuery(s.Draft.Query), 24)
			if len(exact) > 0 {
				return found{houses: exact}, err
			}
			return found{houses: similar, similar: true}, err
		},
		Show: func(s scene, v found) dialogs.Screen {
			choices := make([]pick.Choice, len(v.houses))
			for i := range v.houses {
				a := v.houses[i].Address
				choices[i] = pick.Choice{
					Label: a.Settlement + ", " + texts.ShortHouse(a), Arg: pick.Key(v.houses[i].ID),
				}
			}
			key := "appeal.places"
			switch {
			case len(v.houses) == 0:
				key = "appeal.places_none"
			case v.similar:
				key = "appeal.places_similar"
			}
			return dialogs.Screen{
				Text: texts.Join("\n", "*"+f.t.T("appeal.choice")+"*",
					f.t.T(key, "Query", pick.Echo(s.Draft.Query))),
				Rows: append(pick.List(choices, s.Draft.Page, f.t),
					dialogs.On(
						f.t.Label("appeal.territory", "Place", pick.Echo(s.Draft.Query)), "territory")),
			}
		},
		Decide: func(s scene, _ found, in dialogs.Input) move {
			if page, ok := pick.Turned(in, s.Draft.Page); ok {
				s.Draft.Page = page
				return dialogs.Stay(s.Draft)
			}
			if in.Act.Do == "territory" {
				s.Draft.House, s.Draft.Place = 0, s.Draft.Query
				return dialogs.To(s.Draft, "confirm")
			}
			return f.readPlace(s.Draft, in)
		},
	}
}

// confirm shows the whole address; «Выбрать» takes it.
func (f flow) confirm() dialogs.Step[draft, housing.House] {
	return dialogs.Step[draft, housing.House]{
		ID: "confirm", Next: nexts("where"),
		Doc: []dialogs.Documented{{
			Step: "4", Labels: []string{"appeal.choice", "appeal.choice_ask", "appeal.choose"},
		}},
		Load: func(ctx context.Context, s scene) (housing.House, error) {
			if s.Draft.House == 0 {
				return housing.House{}, nil
			}
			return f.Houses.House(ctx, s.Draft.House)
		},
		Show: func(s scene, h housing.House) dialogs.Screen {
			address := s.Draft.Place
			if h.ID != 0 {
				address = texts.Address(h.Address, "")
				if h.Address.Region != "" {
					address = h.Address.Region + ", " + address
				}
			}
			return dialogs.Screen{
				Text: texts.Join("\n", "*"+f.t.T("appeal.choice")+"*",
					f.t.T("appeal.choice_ask", "Address", address, "Territory", h.ID == 0)),
				Rows: [][]dialogs.Button{
					dialogs.On(f.t.Label("appeal.choose"), "choose"),
					dialogs.On(f.t.Label("appeal.choose_other"), "other"),
				},
			}
		},
		Decide: func(s scene, _ housing.House, in dialogs.Input) move {
			switch in.Act.Do {
			case "choose":
				return dialogs.Do(s.Draft, in.Act)
			case "other":
				return dialogs.To(draft{Appeal: s.Draft.Appeal}, "where")
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s scene, _ dialogs.Act) (move, error) {
			return f.change(ctx, s, housing.AppealChange{House: &s.Draft.House, Place: &s.Draft.Place})
		},
	}
}

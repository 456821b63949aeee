package reception

import (
	"context"
	"strings"
	"unicode/utf8"

	"dombot/dialogs"
	"dombot/dialogs/pick"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// passing is to whom an appeal can be handed on.
type passing struct {
	of     housing.DeskCase
	takers []housing.Organisation
}

// takersLooked is how many organisations are looked through.
const takersLooked = 1000

func (f flow) loadPassing(ctx context.Context, s scene) (v passing, err error) {
	if v.of, err = f.load(ctx, s); err != nil {
		return v, err
	}
	v.takers, err = f.Work.Takers(ctx, s.Person.ID, s.Draft.Organisation, takersLooked)
	return v, err
}

// like are the organisations here whose name holds a typed one, or is held by it.
func (v passing) like(typed string) []housing.Organisation {
	want := housing.FoldAddress(typed)
	var found []housing.Organisation
	for _, o := range v.takers {
		name := housing.FoldAddress(o.Name)
		if want != "" && name != "" && (strings.Contains(name, want) || strings.Contains(want, name)) {
			found = append(found, o)
		}
	}
	return found
}

func organisations(all []housing.Organisation) []pick.Choice {
	choices := make([]pick.Choice, len(all))
	for i, o := range all {
		choices[i] = pick.Choice{Label: o.Name, Arg: pick.Key(o.ID)}
	}
	return choices
}

// chosen takes a pressed organisation; false: it was something else.
func (v passing) chosen(d draft, in dialogs.Input) (move, bool) {
	for _, o := range v.takers {
		if in.Act.Do == pick.Choose && pick.Key(o.ID) == in.Act.Arg {
			d.To, d.Outside = housing.Addressee{Organisation: o.ID, Name: o.Name}, ""
			return dialogs.To(d, "hand_on"), true
		}
	}
	return move{}, false
}

// whither asks to whom an appeal is handed on: chosen, or by a name.
func (f flow) whither() dialogs.Step[draft, passing] {
	return dialogs.Step[draft, passing]{
		ID: "whither", Next: []string{"hand_on", "same", "outside"}, Load: f.loadPassing,
		Show: func(s scene, v passing) dialogs.Screen {
			until := texts.Until(v.of.RedirectBy(), v.of.Day(s.Now))
			return dialogs.Screen{
				Text: f.t.T("reception.whither_ask", "Until", until, "Here", len(v.takers) > 0),
				Rows: pick.List(organisations(v.takers), s.Draft.Part, f.t),
			}
		},
		Decide: func(s scene, v passing, in dialogs.Input) move {
			d := s.Draft
			if page, ok := pick.Turned(in, d.Part); ok {
				d.Part = page
				return dialogs.Stay(d)
			}
			if m, ok := v.chosen(d, in); ok {
				return m
			}
			name := housing.CleanText(in.Text)
			n := utf8.RuneCountInString(name)
			switch {
			case in.Pressed():
				return dialogs.Unknown(d)
			case n < housing.AppealNameMin || n > housing.AppealPlaceMax:
				return dialogs.Refuse(d, f.t.T("error.appeal_whither"))
			}
			d.To, d.Part = housing.Addressee{Name: name}, 0
			if len(v.like(name)) > 0 {
				return dialogs.To(d, "same")
			}
			return dialogs.To(d, "outside")
		},
	}
}

// same offers the organisations here that a typed name is like: what goes to them goes at once.
func (f flow) same() dialogs.Step[draft, passing] {
	return dialogs.Step[draft, passing]{
		ID: "same", Next: []string{"hand_on", "outside"}, Load: f.loadPassing,
		Show: func(s scene, v passing) dialogs.Screen {
			name := pick.Echo(s.Draft.To.Name)
			rows := pick.List(organisations(v.like(s.Draft.To.Name)), s.Draft.Part, f.t)
			return dialogs.Screen{
				Text: f.t.T("reception.whither_same", "Name", name),
				Rows: append(rows, dialogs.On(f.t.Label("reception.whither_other", "Name", name), "outside")),
			}
		},
		Decide: func(s scene, v passing, in dialogs.Input) move {
			d := s.Draft
			if page, ok := pick.Turned(in, d.Part); ok {
				d.Part = page
				return dialogs.Stay(d)
			}
			if m, ok := v.chosen(d, in); ok {
				return m
			}
			if in.Act.Do == "outside" {
				return dialogs.To(d, "outside")
			}
			return dialogs.Unknown(d)
		},
	}
}

// outside asks who somebody is that does not work here: the law binds authorities and suppliers to a term.
func (f flow) outside() dialogs.Step[draft, housing.DeskCase] {
	return dialogs.Step[draft, housing.DeskCase]{
		ID: "outside", Next: []string{"hand_on"}, Load: f.load,
		Show: func(s scene, _ housing.DeskCase) dialogs.Screen {
			return dialogs.Screen{
				Text: f.t.T("reception.outside_ask", "Name", pick.Echo(s.Draft.To.Name)),
				Rows: [][]dialogs.Button{
					dialogs.OnArg(f.t.Label("reception.outside_state"), "is", string(housing.AppealToState)),
					dialogs.OnArg(f.t.Label("reception.outside_supplier"), "is",
						string(housing.AppealToSupplier)),
					dialogs.OnArg(f.t.Label("reception.outside_other"), "is", ""),
				},
			}
		},
		Decide: func(s scene, _ housing.DeskCase, in dialogs.Input) move {
			if in.Act.Do != "is" {
				return dialogs.Unknown(s.Draft)
			}
			s.Draft.Outside = housing.AppealKind(in.Act.Arg)
			return dialogs.To(s.Draft, "hand_on")
		},
	}
}

// handOn takes the word that goes with an appeal that is handed on.
func (f flow) handOn() dialogs.Step[draft, housing.DeskCase] {
	return f.saying(saying{
		id: "hand_on", least: housing.AppealRedirectMin, most: housing.AppealReasonMax,
		wrong: "reception.hand_on_wrong", done: "reception.handed_on",
		ask: func(s scene, _ housing.DeskCase) texts.Text {
			return f.t.T("reception.hand_on_ask", "Name", s.Draft.To.Name, "Here", s.Draft.To.Here(),
				"State", s.Draft.Outside == housing.AppealToState,
				"Supplier", s.Draft.Outside == housing.AppealToSupplier)
		},
		do: func(s scene, text string) housing.AppealDeed {
			d := deed(s, housing.AppealRedirect, text)
			d.To, d.Outside = s.Draft.To, s.Draft.Outside
			return d
		},
	})
}

package pick

import (
	"context"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// level is one level of the directory above the house. A choice of one is skipped.
func (a address) level(
	id, next string, field func(*addressDraft) *string,
	load func(context.Context, addressDraft) ([]string, error),
) dialogs.Step[addressDraft, []string] {
	choose := func(d addressDraft, name string) addressMove {
		*field(&d) = name
		d.Page = 0
		return dialogs.To(d, next)
	}
	return dialogs.Step[addressDraft, []string]{
		ID: id, Next: []string{next, "found"},
		Load: func(ctx context.Context, s addressScene) ([]string, error) { return load(ctx, s.Draft) },
		Skip: func(s addressScene, names []string) (addressMove, bool) {
			if len(names) != 1 {
				return addressMove{}, false
			}
			return choose(s.Draft, names[0]), true
		},
		Show: func(s addressScene, names []string) dialogs.Screen {
			choices := make([]Choice, len(names))
			for i, n := range names {
				choices[i] = Choice{Label: n, Arg: n}
			}
			return a.showLevel(s.Draft, choices)
		},
		Decide: func(s addressScene, _ []string, in dialogs.Input) addressMove {
			if page, ok := Turned(in, s.Draft.Page); ok {
				s.Draft.Page = page
				return dialogs.Stay(s.Draft)
			}
			if in.Act.Do == Choose {
				return choose(s.Draft, in.Act.Arg)
			}
			return a.read(s.Draft, in)
		},
	}
}

func (a address) house() dialogs.Step[addressDraft, []housing.House] {
	return dialogs.Step[addressDraft, []housing.House]{
		ID: "house", Next: []string{"found"},
		Load: func(ctx context.Context, s addressScene) ([]housing.House, error) {
			return a.houses.OnStreet(ctx, s.Draft.Region, s.Draft.Settlement, s.Draft.Street)
		},
		Show: func(s addressScene, houses []housing.House) dialogs.Screen {
			return a.showLevel(s.Draft, houseChoices(houses, false))
		},
		Decide: func(s addressScene, _ []housing.House, in dialogs.Input) addressMove {
			if page, ok := Turned(in, s.Draft.Page); ok {
				s.Draft.Page = page
				return dialogs.Stay(s.Draft)
			}
			if in.Act.Do == Choose {
				return dialogs.Done(s.Draft, OfKey[housing.HouseID](in.Act.Arg))
			}
			return a.read(s.Draft, in)
		},
	}
}

// showLevel shows where in the directory one is and what lies below.
func (a address) showLevel(d addressDraft, choices []Choice) dialogs.Screen {
	var path texts.Text
	for _, name := range []string{d.Region, d.Settlement, d.Street} {
		if name != "" {
			path = texts.Join(" › ", path, texts.Escape(name))
		}
	}
	ask := a.t.T("pick.level")
	if len(choices) == 0 {
		ask = a.t.T("pick.level_empty")
	}
	return dialogs.Screen{
		Text: texts.Join("\n", a.t.T(d.Heading), path, ask),
		Rows: List(choices, d.Page, a.t),
	}
}

func (a address) regions(ctx context.Context, _ addressDraft) ([]string, error) {
	return a.houses.Regions(ctx)
}

func (a address) settlements(ctx context.Context, d addressDraft) ([]string, error) {
	return a.houses.Settlements(ctx, d.Region)
}

func (a address) streets(ctx context.Context, d addressDraft) ([]string, error) {
	return a.houses.Streets(ctx, d.Region, d.Settlement)
}

package operator

import (
	"context"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// purposes are what is loaded, in the order of the buttons.
func purposes() []housing.WebPurpose {
	return []housing.WebPurpose{
		housing.WebCharges, housing.WebAccounts, housing.WebMeters, housing.WebVerdicts,
		housing.WebOutages, housing.WebPrevention, housing.WebReports, housing.WebHouses,
	}
}

// loading is ‹Загрузить документы›.
func (p Ports) loading() dialogs.Flow {
	return dialogs.Def[Args, draft, struct{}]{
		ID: LoadFlow, Version: 1, Title: "operator.load_title", First: "what", Open: open,
		Steps: []dialogs.Stepper[draft]{dialogs.Step[draft, housing.Organisation]{
			ID: "what",
			Load: func(ctx context.Context, s scene) (housing.Organisation, error) {
				return p.works(ctx, s.Person.ID, s.Draft.Organisation)
			},
			Show:   p.showWhat,
			Decide: p.linkOf,
			Commit: p.linked(func(intent dialogs.Act) (housing.WebLink, error) {
				kind := housing.WebUpload
				if intent.Do == "form" {
					kind = housing.WebDownload
				}
				return housing.WebLink{Kind: kind, Purpose: housing.WebPurpose(intent.Arg)}, nil
			}),
		}},
	}.Flow()
}

func (p Ports) showWhat(_ scene, org housing.Organisation) dialogs.Screen {
	heading := p.heading("operator.load", org)
	if p.Uploads == "" {
		return dialogs.Screen{Text: texts.Join("\n", heading, p.Texts.T("operator.no_pages"))}
	}
	screen := dialogs.Screen{Text: texts.Join("\n", heading, p.Texts.T("operator.what"))}
	for _, of := range purposes() {
		screen.Rows = append(screen.Rows, dialogs.OnArg(p.purpose(of), "link", string(of)))
	}
	if p.Downloads != "" {
		screen.Rows = append(screen.Rows,
			dialogs.OnArg(p.Texts.Label("operator.houses_form"), "form", string(housing.WebHouses)))
	}
	return screen
}

// linkOf asks for a link when its button is pressed.
func (p Ports) linkOf(s scene, _ housing.Organisation, in dialogs.Input) move {
	if in.Act.Do == "link" || in.Act.Do == "form" {
		return dialogs.Do(s.Draft, in.Act)
	}
	return dialogs.Unknown(s.Draft)
}

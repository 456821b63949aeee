package operator

import (
	"context"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// exported is which readings are taken out.
type exported struct {
	Period housing.Period `json:"period"`
	All    bool           `json:"all,omitempty"`
}

// offered is what can be taken out.
type offered struct {
	org    housing.Organisation
	months []housing.UnsentMonth
}

// exportMonths is how many months back readings are offered.
const exportMonths = 3

// exporting is ‹Выгрузить показания›.
func (p Ports) exporting() dialogs.Flow {
	return dialogs.Def[Args, draft, struct{}]{
		ID: ExportFlow, Version: 1, Title: "operator.export_title", First: "month", Open: open,
		Steps: []dialogs.Stepper[draft]{dialogs.Step[draft, offered]{
			ID: "month",
			Load: func(ctx context.Context, s scene) (v offered, err error) {
				if v.org, err = p.works(ctx, s.Person.ID, s.Draft.Organisation); err != nil {
					return v, err
				}
				since := housing.DateOf(s.Now).Period().Add(1 - exportMonths)
				v.months, err = p.Office.Unsent(ctx, s.Person.ID, v.org.ID, since)
				return v, err
			},
			Show: p.showMonths,
			Decide: func(s scene, _ offered, in dialogs.Input) move {
				if in.Act.Do == "link" {
					return dialogs.Do(s.Draft, in.Act)
				}
				return dialogs.Unknown(s.Draft)
			},
			Commit: p.linked(func(intent dialogs.Act) (housing.WebLink, error) {
				var of exported
				err := intent.Take(&of)
				return housing.WebLink{
					Kind: housing.WebDownload, Purpose: housing.WebReadings, Period: of.Period, All: of.All,
				}, err
			}),
		}},
	}.Flow()
}

func (p Ports) showMonths(_ scene, v offered) dialogs.Screen {
	heading := p.heading("operator.export", v.org)
	switch {
	case p.Downloads == "":
		return dialogs.Screen{Text: texts.Join("\n", heading, p.Texts.T("operator.no_pages"))}
	case len(v.months) == 0:
		return dialogs.Screen{Text: texts.Join("\n", heading, p.Texts.T("operator.export_none"))}
	}
	screen := dialogs.Screen{Text: texts.Join("\n", heading, p.Texts.T("operator.export_which"))}
	for _, m := range v.months {
		month := texts.Capital(texts.PeriodOfYear(m.Period))
		if m.Fresh > 0 {
			label := p.Texts.Label("operator.export_fresh", "Month", month, "N", m.Fresh)
			screen.Rows = append(screen.Rows, taking(label, exported{Period: m.Period}))
		}
		if m.All > m.Fresh {
			label := p.Texts.Label("operator.export_all", "Month", month, "N", m.All)
			screen.Rows = append(screen.Rows, taking(label, exported{Period: m.Period, All: true}))
		}
	}
	return screen
}

func taking(label string, of exported) []dialogs.Button {
	return []dialogs.Button{{Label: label, Act: dialogs.Intend("link", of)}}
}

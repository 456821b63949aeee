package operator

import (
	"context"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// register is which payments are taken out.
type register struct {
	Organisation housing.OrganisationID `json:"organisation"`
	Period       housing.Period         `json:"period,omitzero"`
}

type (
	registerScene = dialogs.Scene[register]
	registerMove  = dialogs.Move[register]
)

// paidMonths is how many months back payments are offered.
const paidMonths = 6

// paid is ‹Выгрузить платежи›.
func (p Ports) paid() dialogs.Flow {
	return dialogs.Def[Args, register, struct{}]{
		ID: PaidFlow, Version: 1, Title: "operator.payments_title", First: "month",
		Open:  func(a Args) register { return register{Organisation: a.Organisation} },
		Steps: []dialogs.Stepper[register]{p.paidMonth(), p.format()},
	}.Flow()
}

// offeredPaid is the months that can be taken out.
type offeredPaid struct {
	org    housing.Organisation
	months []housing.PaidMonth
}

func (p Ports) paidMonth() dialogs.Step[register, offeredPaid] {
	return dialogs.Step[register, offeredPaid]{
		ID: "month", Next: []string{"format"},
		Load: func(ctx context.Context, s registerScene) (v offeredPaid, err error) {
			if v.org, err = p.works(ctx, s.Person.ID, s.Draft.Organisation); err != nil {
				return v, err
			}
			since := housing.DateOf(s.Now).Period().Add(1 - paidMonths)
			v.months, err = p.Office.Paid(ctx, s.Person.ID, v.org.ID, since)
			return v, err
		},
		Show: p.showPaid,
		Decide: func(s registerScene, v offeredPaid, in dialogs.Input) registerMove {
			for _, m := range v.months {
				if in.Act.Do == "month" && in.Act.Arg == m.Period.String() {
					s.Draft.Period = m.Period
					return dialogs.To(s.Draft, "format")
				}
			}
			return dialogs.Unknown(s.Draft)
		},
	}
}

func (p Ports) showPaid(_ registerScene, v offeredPaid) dialogs.Screen {
	heading := p.heading("operator.payments", v.org)
	switch {
	case p.Downloads == "":
		return dialogs.Screen{Text: texts.Join("\n", heading, p.Texts.T("operator.no_pages"))}
	case len(v.months) == 0:
		return dialogs.Screen{Text: texts.Join("\n", heading, p.Texts.T("operator.payments_none"))}
	}
	screen := dialogs.Screen{Text: texts.Join("\n", heading, p.Texts.T("operator.payments_which"))}
	for _, m := range v.months {
		month := texts.Capital(texts.PeriodOfYear(m.Period))
		label := p.Texts.Label("operator.payments_month", "Month", month, "N", m.Entries)
		screen.Rows = append(screen.Rows, dialogs.OnArg(label, "month", m.Period.String()))
	}
	return screen
}

// format asks how the register is written, and gives the link to it.
func (p Ports) format() dialogs.Step[register, housing.Organisation] {
	return dialogs.Step[register, housing.Organisation]{
		ID: "format",
		Load: func(ctx context.Context, s registerScene) (housing.Organisation, error) {
			return p.works(ctx, s.Person.ID, s.Draft.Organisation)
		},
		Show: func(s registerScene, org housing.Organisation) dialogs.Screen {
			month := texts.Capital(texts.PeriodOfYear(s.Draft.Period))
			link := func(key string, form housing.RegisterFormat) []dialogs.Button {
				return dialogs.OnArg(p.Texts.Label(key), "link", string(form))
			}
			return dialogs.Screen{
				Text: texts.Join("\n", p.heading("operator.payments", org),
					p.Texts.T("operator.payments_how", "Month", month)),
				Rows: [][]dialogs.Button{
					link("operator.payments_xlsx", housing.RegisterXLSX),
					link("operator.payments_csv", housing.RegisterCSV),
					link("operator.payments_xml", housing.RegisterXML),
				},
			}
		},
		Decide: func(s registerScene, _ housing.Organisation, in dialogs.Input) registerMove {
			if in.Act.Do == "link" {
				return dialogs.Do(s.Draft, in.Act)
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s registerScene, intent dialogs.Act) (registerMove, error) {
			l := housing.WebLink{
				Kind: housing.WebDownload, Purpose: housing.WebPayments, Person: s.Person.ID,
				Period: s.Draft.Period, Format: housing.RegisterFormat(intent.Arg),
			}
			l.Organisation.ID = s.Draft.Organisation
			message, err := p.link(ctx, l, s.Now)
			if err != nil {
				return registerMove{}, err
			}
			m := dialogs.Stay(s.Draft)
			m.Asides = []dialogs.Screen{message}
			return m, nil
		},
	}
}

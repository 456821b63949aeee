package operator

import (
	"context"

	"dombot/dialogs"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

// register is which month of a register is taken out.
type register struct {
	Organisation housing.OrganisationID `json:"organisation"`
	Period       housing.Period         `json:"period,omitzero"`
}

type (
	registerScene = dialogs.Scene[register]
	registerMove  = dialogs.Move[register]
)

// registerMonths is how many months back registers are offered.
const registerMonths = 6

// ledger is a register that is taken out by months.
type ledger struct {
	flow    string
	purpose housing.WebPurpose
	words   ledgerWords
	months  func(p Ports) monthsOf
}

// monthsOf counts what came in each month since one, the newest first.
type monthsOf func(
	ctx context.Context, p housing.PersonID, org housing.OrganisationID, since housing.Period,
) ([]housing.RegisterMonth, error)

// ledgerWords are the keys of what is said of a register.
type ledgerWords struct{ title, heading, none, month, how string }

// paid is ‹Выгрузить платежи›.
func paid() ledger {
	return ledger{PaidFlow, housing.WebPayments, ledgerWords{
		"operator.payments_title", "operator.payments", "operator.payments_none", "operator.payments_month",
		"operator.payments_how",
	}, func(p Ports) monthsOf { return p.Office.Paid }}
}

// switchedOff is ‹Выгрузить отключения›.
func switchedOff() ledger {
	return ledger{OffFlow, housing.WebOutages, ledgerWords{
		"operator.off_title", "operator.off", "operator.off_none", "operator.off_month", "operator.off_how",
	}, func(p Ports) monthsOf { return p.Office.Outages }}
}

// appealed is ‹Выгрузить обращения›.
func appealed() ledger {
	return ledger{AppealsFlow, housing.WebAppeals, ledgerWords{
		"operator.appeals_title", "operator.appeals", "operator.appeals_none", "operator.appeals_month",
		"operator.appeals_how",
	}, func(p Ports) monthsOf { return p.Inbox.Months }}
}

// forms are the formats that a register can be written in.
func (l ledger) forms() []housing.RegisterFormat {
	if l.purpose == housing.WebAppeals { // nobody takes them in as XML
		return []housing.RegisterFormat{housing.RegisterXLSX, housing.RegisterCSV}
	}
	return []housing.RegisterFormat{housing.RegisterXLSX, housing.RegisterCSV, housing.RegisterXML}
}

// formKey names the button of a format.
func formKey(form housing.RegisterFormat) string {
	switch form {
	case housing.RegisterCSV:
		return "operator.payments_csv"
	case housing.RegisterXML:
		return "operator.payments_xml"
	default:
		return "operator.payments_xlsx"
	}
}

// register takes a register out.
func (p Ports) register(l ledger) dialogs.Flow {
	return dialogs.Def[Args, register, struct{}]{
		ID: l.flow, Version: 1, Title: l.words.title, First: "month",
		Open:  func(a Args) register { return register{Organisation: a.Organisation} },
		Steps: []dialogs.Stepper[register]{p.registerMonth(l), p.format(l)},
	}.Flow()
}

// offeredRegister is the months that can be taken out.
type offeredRegister struct {
	org    housing.Organisation
	months []housing.RegisterMonth
}

func (p Ports) registerMonth(l ledger) dialogs.Step[register, offeredRegister] {
	return dialogs.Step[register, offeredRegister]{
		ID: "month", Next: []string{"format"},
		Load: func(ctx context.Context, s registerScene) (v offeredRegister, err error) {
			if v.org, err = p.works(ctx, s.Person.ID, s.Draft.Organisation); err != nil {
				return v, err
			}
			since := housing.DateOf(s.Now).Period().Add(1 - registerMonths)
			v.months, err = l.months(p)(ctx, s.Person.ID, v.org.ID, since)
			return v, err
		},
		Show: func(_ registerScene, v offeredRegister) dialogs.Screen { return p.showRegister(l, v) },
		Decide: func(s registerScene, v offeredRegister, in dialogs.Input) registerMove {
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

func (p Ports) showRegister(l ledger, v offeredRegister) dialogs.Screen {
	heading := p.heading(l.words.heading, v.org)
	switch {
	case p.Downloads == "":
		return dialogs.Screen{Text: texts.Join("\n", heading, p.Texts.T("operator.no_pages"))}
	case len(v.months) == 0:
		return dialogs.Screen{Text: texts.Join("\n", heading, p.Texts.T(l.words.none))}
	}
	screen := dialogs.Screen{Text: texts.Join("\n", heading, p.Texts.T("operator.payments_which"))}
	for _, m := range v.months {
		month := texts.Capital(texts.PeriodOfYear(m.Period))
		label := p.Texts.Label(l.words.month, "Month", month, "N", m.Entries)
		screen.Rows = append(screen.Rows, dialogs.OnArg(label, "month", m.Period.String()))
	}
	return screen
}

// format asks how the register is written, and gives the link to it.
func (p Ports) format(l ledger) dialogs.Step[register, housing.Organisation] {
	return dialogs.Step[register, housing.Organisation]{
		ID: "format",
		Load: func(ctx context.Context, s registerScene) (housing.Organisation, error) {
			return p.works(ctx, s.Person.ID, s.Draft.Organisation)
		},
		Show: func(s registerScene, org housing.Organisation) dialogs.Screen {
			month := texts.Capital(texts.PeriodOfYear(s.Draft.Period))
			screen := dialogs.Screen{Text: texts.Join("\n", p.heading(l.words.heading, org),
				p.Texts.T(l.words.how, "Month", month))}
			for _, form := range l.forms() {
				screen.Rows = append(screen.Rows,
					dialogs.OnArg(p.Texts.Label(formKey(form)), "link", string(form)))
			}
			return screen
		},
		Decide: func(s registerScene, _ housing.Organisation, in dialogs.Input) registerMove {
			if in.Act.Do == "link" {
				return dialogs.Do(s.Draft, in.Act)
			}
			return dialogs.Unknown(s.Draft)
		},
		Commit: func(ctx context.Context, s registerScene, intent dialogs.Act) (registerMove, error) {
			of := housing.WebLink{
				Kind: housing.WebDownload, Purpose: l.purpose, Person: s.Person.ID,
				Period: s.Draft.Period, Format: housing.RegisterFormat(intent.Arg),
			}
			of.Organisation.ID = s.Draft.Organisation
			message, err := p.link(ctx, of, s.Now)
			if err != nil {
				return registerMove{}, err
			}
			m := dialogs.Stay(s.Draft)
			m.Asides = []dialogs.Screen{message}
			return m, nil
		},
	}
}

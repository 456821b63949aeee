package operator

import (
	"context"
	"time"

	"dombot/dialogs"
	"dombot/internal/housing"
)

// link issues a one-time link to its person and returns the message that carries it. The
// token is in that message alone: neither the session nor the database knows it.
// Should the confirmation be repeated, another link is issued; the first one ends unused.
func (p Ports) link(ctx context.Context, l housing.WebLink, now time.Time) (dialogs.Screen, error) {
	org, err := p.works(ctx, l.Person, l.Organisation.ID)
	if err != nil {
		return dialogs.Screen{}, err
	}
	token, err := housing.NewToken(p.Random)
	if err != nil {
		return dialogs.Screen{}, err
	}
	l.Organisation = org
	if err := p.Links.Issue(ctx, l, housing.HashToken(token), now); err != nil {
		return dialogs.Screen{}, err
	}
	what, address := p.Texts.T("operator.link_load", "What", p.purpose(l.Purpose)), p.Uploads
	if l.Kind == housing.WebDownload {
		what, address = p.Texts.T("operator.link_export"), p.Downloads
		switch l.Purpose {
		case housing.WebPayments:
			what = p.Texts.T("operator.link_payments")
		case housing.WebOutages:
			what = p.Texts.T("operator.link_off")
		case housing.WebAppeals:
			what = p.Texts.T("operator.link_appeals")
		case housing.WebHouses:
			what = p.Texts.T("operator.link_form")
		default:
		}
	}
	return dialogs.Screen{
		Text: p.Texts.T("operator.link", "What", what, "Organisation", org.Name),
		Rows: [][]dialogs.Button{{{Label: p.Texts.Label("operator.open"), URL: address + token}}},
	}, nil
}

// purpose names what is loaded.
func (p Ports) purpose(of housing.WebPurpose) string {
	switch of {
	case housing.WebAccounts:
		return p.Texts.Label("operator.accounts")
	case housing.WebMeters:
		return p.Texts.Label("operator.meters")
	case housing.WebCharges:
		return p.Texts.Label("operator.charges")
	case housing.WebVerdicts:
		return p.Texts.Label("operator.verdicts")
	case housing.WebReports:
		return p.Texts.Label("operator.reports")
	case housing.WebOutages:
		return p.Texts.Label("operator.load_outages")
	case housing.WebPrevention:
		return p.Texts.Label("operator.load_prevention")
	case housing.WebHouses:
		return p.Texts.Label("operator.houses")
	case housing.WebReadings, housing.WebPayments, housing.WebResult, housing.WebMine,
		housing.WebAppeals:
	}
	return ""
}

// linked carries the intent to issue a link out: the message with it comes above the same screen.
func (p Ports) linked(
	read func(dialogs.Act) (housing.WebLink, error),
) func(context.Context, scene, dialogs.Act) (move, error) {
	return func(ctx context.Context, s scene, intent dialogs.Act) (move, error) {
		l, err := read(intent)
		if err != nil {
			return move{}, err
		}
		l.Person, l.Organisation.ID = s.Person.ID, s.Draft.Organisation
		message, err := p.link(ctx, l, s.Now)
		if err != nil {
			return move{}, err
		}
		m := dialogs.Stay(s.Draft)
		m.Asides = []dialogs.Screen{message}
		return m, nil
	}
}

package postgres_test

import (
	"context"

	"dombot/internal/housing"
)

// outageRows are the outages that the organisation tells of. Another has not these houses.
func (e *estate) outageRows() map[string]tried {
	ofOffices := func(typed string, try func(context.Context, housing.PersonID, housing.Outage) error) tried {
		return func(ctx context.Context, p housing.PersonID) error {
			return e.forOffices(func(org housing.OrganisationID) error { return try(ctx, p, e.burst(org, typed)) })
		}
	}
	return map[string]tried{
		"Outages.Audience": ofOffices("ленина 12", func(ctx context.Context, p housing.PersonID, of housing.Outage) error {
			return told(e.outages.Audience(ctx, p, of, e.after))
		}),
		"Outages.Announce": ofOffices("ленина 12", func(ctx context.Context, p housing.PersonID, of housing.Outage) error {
			_, _, err := e.outages.Announce(ctx, e.once(), p, of, e.after)
			return err
		}),
		"Outages.AnnounceAll": ofOffices("ленина 5", func(ctx context.Context, p housing.PersonID, of housing.Outage) error {
			return told(e.outages.AnnounceAll(ctx, e.once(), p, []housing.Outage{of}, e.after))
		}),
		"Outages.AnnounceNew": ofOffices("ленина 12", func(ctx context.Context, p housing.PersonID, of housing.Outage) error {
			of.From = noon() // as it was announced: there is nothing new to tell
			again := func() error { return told(e.outages.AnnounceNew(ctx, e.once(), p, []housing.Outage{of}, e.after)) }
			return anyOf(again, func() error {
				of.Kind, of.To = housing.OutagePlanned, e.after.AddDate(0, 0, 1)
				return again()
			})
		}),
		"Outages.Outage": func(ctx context.Context, p housing.PersonID) error {
			return told(e.outages.Outage(ctx, p, e.outage.ID))
		},
		"Outages.Progress": func(ctx context.Context, p housing.PersonID) error {
			return told(e.outages.Progress(ctx, p, e.outage.ID))
		},
		"Outages.ByNumber": func(ctx context.Context, p housing.PersonID) error {
			return e.forOffices(func(org housing.OrganisationID) error {
				return told(e.outages.ByNumber(ctx, p, org, e.outage.Number))
			})
		},
		"Outages.Standing": func(ctx context.Context, p housing.PersonID) error {
			return told(e.outages.Standing(ctx, p, e.org, e.after))
		},
		"Outages.Past": func(ctx context.Context, p housing.PersonID) error {
			return told(e.outages.Past(ctx, p, e.org, noon(), e.after))
		},
		"Outages.Change": func(ctx context.Context, p housing.PersonID) error {
			step := func(s housing.OutageStep) func() error {
				c := housing.OutageChange{ID: e.outage.ID, Person: p, Step: s, Cause: "чужое", To: e.after.AddDate(0, 0, 1)}
				return func() error { return told(e.outages.Change(ctx, e.once(), c, e.after)) }
			}
			return anyOf(step(housing.OutageSayCause), step(housing.OutageEnd), step(housing.OutageRetract))
		},
		"Mailings.OfOutage": func(ctx context.Context, p housing.PersonID) error {
			m, err := e.mailings.OfOutage(ctx, p, e.outage.ID, e.after)
			if err == nil && m.ID == 0 {
				return errNothing
			}
			return err
		},
		"Mailings.Steer": func(ctx context.Context, p housing.PersonID) error {
			return e.mailings.Steer(ctx, e.once(), housing.MailingOrder{
				Person: p, Mailing: e.mailing, To: housing.MailingPaused,
			}, e.after)
		},
		"Suspensions.Standing": func(ctx context.Context, p housing.PersonID) error {
			_, _, err := e.suspensions.Standing(ctx, p, e.after)
			return err
		},
		"Suspensions.End": func(ctx context.Context, p housing.PersonID) error {
			return e.suspensions.End(ctx, e.once(), p, e.after)
		},
	}
}

// draftRows are the outages of a file that waits for a word of whoever loaded it.
func (e *estate) draftRows() map[string]tried {
	return map[string]tried{
		"Outages.KeepDraft": func(ctx context.Context, p housing.PersonID) error {
			return e.outages.KeepDraft(ctx, e.loaded(p, e.org), e.after)
		},
		"Outages.Draft": func(ctx context.Context, p housing.PersonID) error {
			return e.forOffices(func(org housing.OrganisationID) error {
				d, err := e.outages.Draft(ctx, p, org, e.after)
				if err == nil && d.ID == 0 {
					return errNothing
				}
				return err
			})
		},
		"Outages.SendDraft": func(ctx context.Context, p housing.PersonID) error {
			return e.forOffices(func(org housing.OrganisationID) error {
				return told(e.outages.SendDraft(ctx, e.once(), housing.OutageDraft{ID: e.unsent, Organisation: org, Person: p}, e.after))
			})
		},
		"Outages.DropDraft": func(ctx context.Context, p housing.PersonID) error {
			err := e.outages.DropDraft(ctx, p, e.org, e.after)
			if err == nil && e.int(`SELECT count(*) FROM outage_drafts WHERE id = $1 AND closed_at IS NULL`, e.unsent) > 0 {
				return errNothing // nobody drops but their own
			}
			return err
		},
	}
}

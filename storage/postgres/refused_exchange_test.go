package postgres_test

import (
	"context"
	"slices"

	"dombot/internal/housing"
)

// licenceRows are what the organisation tells residents of its licences.
func (e *estate) licenceRows() map[string]tried {
	return map[string]tried{
		"Licences.Changes": func(ctx context.Context, p housing.PersonID) error {
			return told(e.licences.Changes(ctx, p, e.org, e.after))
		},
		"Licences.Leavings": func(ctx context.Context, p housing.PersonID) error {
			return told(e.licences.Leavings(ctx, p, e.org, e.after))
		},
		"Licences.Decide": func(ctx context.Context, p housing.PersonID) error {
			return e.forOffices(func(org housing.OrganisationID) error {
				of := e.change.Licence
				return told(e.licences.Decide(ctx, e.once(), housing.LicenceNews{
					Organisation: org, By: p, Licence: of.ID, State: of.State, Stated: of.Stated, Tell: true,
				}, e.after))
			})
		},
		"Licences.DecideLeaving": func(ctx context.Context, p housing.PersonID) error {
			return e.forOffices(func(org housing.OrganisationID) error {
				return told(e.licences.DecideLeaving(ctx, e.once(), housing.LeavingNews{
					Organisation: org, By: p, Leaving: e.leaving.ID, On: e.leaving.On, Stated: e.leaving.Stated, Tell: true,
				}, e.after))
			})
		},
		"Houses.Reviews": func(ctx context.Context, p housing.PersonID) error {
			return ifAny(e.houses.Reviews(ctx, p, e.org, 9))
		},
	}
}

// exchangeRows are what the organisation publishes, and takes out.
func (e *estate) exchangeRows() map[string]tried {
	publishing := func(p housing.PersonID) housing.Publishing {
		return housing.Publishing{Organisation: e.org, Period: november(), By: p}
	}
	link := func(p housing.PersonID) housing.WebLink {
		return housing.WebLink{
			Kind: housing.WebDownload, Purpose: housing.WebReadings, Person: p, Period: november(),
			Organisation: housing.Organisation{ID: e.org},
		}
	}
	return map[string]tried{
		"Operators.Waiting": func(ctx context.Context, p housing.PersonID) error {
			return told(e.operators.Waiting(ctx, p, e.org))
		},
		"Operators.Loaded": func(ctx context.Context, p housing.PersonID) error {
			return told(e.operators.Loaded(ctx, p, e.org, november()))
		},
		"Operators.Unsent": func(ctx context.Context, p housing.PersonID) error {
			return told(e.operators.Unsent(ctx, p, e.org, november()))
		},
		"Operators.Paid": func(ctx context.Context, p housing.PersonID) error {
			return told(e.operators.Paid(ctx, p, e.org, november()))
		},
		"Operators.Outages": func(ctx context.Context, p housing.PersonID) error {
			return told(e.operators.Outages(ctx, p, e.org, november()))
		},
		"Operators.Publish": func(ctx context.Context, p housing.PersonID) error {
			return told(e.operators.Publish(ctx, e.once(), publishing(p), e.after))
		},
		"Documents.Publish": func(ctx context.Context, p housing.PersonID) error {
			return told(e.documents.Publish(ctx, publishing(p), e.after))
		},
		"WebLinks.Issue": func(ctx context.Context, p housing.PersonID) error {
			return e.links.Issue(ctx, link(p), e.secret(), e.after)
		},
		"WebLinks.Keep": func(ctx context.Context, p housing.PersonID) error {
			return e.links.Keep(ctx, link(p), housing.WebFile{Name: "р.xlsx", Data: []byte("PK")}, e.secret(), e.after)
		},
	}
}

// registerRows are the files that the organisation loads: another loads nothing into these houses.
func (e *estate) registerRows() map[string]tried {
	load := func(try func(context.Context, housing.Import) (housing.ImportReport, error)) tried {
		return func(ctx context.Context, p housing.PersonID) error {
			return e.forOffices(func(org housing.OrganisationID) error {
				in := importOf(org, true)
				in.By, in.At = p, e.after
				report, err := try(ctx, in)
				if err == nil && (len(report.Faults) > 0 || report.Count(housing.OutcomeUnknown) > 0) {
					return errNothing
				}
				return err
			})
		}
	}
	sold := townAccounts()[:1]
	sold[0].Holder = "Чужой Пётр"
	return map[string]tried{
		"Register.ImportAccounts": load(func(ctx context.Context, in housing.Import) (housing.ImportReport, error) {
			in.Taken = housing.DateOf(in.At)
			return e.register.ImportAccounts(ctx, in, sold)
		}),
		"Register.ImportMeters": load(func(ctx context.Context, in housing.Import) (housing.ImportReport, error) {
			return e.register.ImportMeters(ctx, in, []housing.MeterRecord{meter(3, flat45, housing.ColdWater, "чужой", "1")})
		}),
		"Register.ImportDocuments": load(func(ctx context.Context, in housing.Import) (housing.ImportReport, error) {
			all := []housing.DocumentRecord{bill(november(), flat45, "2")}
			return e.register.ImportDocuments(ctx, in, november(), slices.Values(all))
		}),
		"Register.ImportHouses": load(func(ctx context.Context, in housing.Import) (housing.ImportReport, error) {
			book := housing.HouseBook{Works: []housing.WorkRecord{workOf("ленина 12", "чужая", true)}}
			return e.register.ImportHouses(ctx, in, book)
		}),
		"Register.ImportVerdicts": load(func(ctx context.Context, in housing.Import) (housing.ImportReport, error) {
			return e.register.ImportVerdicts(ctx, in, []housing.VerdictRecord{accepted(kitchen, "130")})
		}),
		"Register.ImportReports": load(func(ctx context.Context, in housing.Import) (housing.ImportReport, error) {
			return e.register.ImportReports(ctx, in, []housing.FilingAnswer{{Transport: filingOne, GUID: filingGIS, At: noon()}})
		}),
	}
}

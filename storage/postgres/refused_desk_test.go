package postgres_test

import (
	"context"

	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// inbox is what the organisation of an estate has of appeals.
type inbox struct {
	reception *postgres.Reception
	other     housing.OrganisationID
	olga      housing.PersonID // works for the organisation
	number    string           // of an appeal that she took, and answers
	written   int64            // a file of her answer
	answered  housing.AppealID
	template  housing.TemplateID
	work      housing.WorkID // that was done in the house, with a photo
	photo     housing.WorkPhotoID
}

// receive lets the organisation work on what the owner of the estate wrote.
func (e *estate) receive(written housing.AppealID) {
	e.t.Helper()
	other, _, err := e.orgs.Add(e.ctx(), "7707083893", "ТСЖ «Мира»", "", noon())
	must(e.t, err)
	e.inbox = inbox{reception: &postgres.Reception{DB: e.db}, other: other, olga: e.person(60), answered: written}
	e.employ(e.olga, e.org)
	out, err := e.appeals.Send(e.ctx(), e.once(), housing.AppealSending{Person: e.anna, Appeal: written, Again: true}, noon())
	must(e.t, err)
	sent, err := e.appeals.Appeal(e.ctx(), e.anna, e.sent)
	must(e.t, err)
	e.number = sent.Number
	must(e.t, e.appeals.AddSupplement(e.ctx(), e.once(), housing.AppealAddition{Person: e.anna, Appeal: e.sent, Add: "ещё"}, noon()))
	for _, number := range []string{out.Number, e.number} {
		must(e.t, e.reception.Handle(e.ctx(), e.once(), e.desk(e.olga, number, housing.AppealTake), noon()))
		must(e.t, e.reception.Write(e.ctx(), e.once(), housing.AnswerChange{
			By: e.olga, Organisation: e.org, Number: number, Add: "Починили.",
			File: &housing.AppealFile{Name: "ответ.pdf", Kind: "pdf", Size: 4, Data: []byte("%PDF")},
		}, noon()))
	}
	must(e.t, e.step(e.ctx(), e.olga, e.org, out.Number))
	must(e.t, e.appeals.Grade(e.ctx(), e.once(), housing.AppealMarking{
		Person: e.anna, Appeal: written, Grade: housing.GradeYes,
	}, noon()))
	must(e.t, e.reception.SaveTemplate(e.ctx(), e.once(), e.olga, e.phrase(e.org), noon()))
	e.template = housing.TemplateID(e.int(`SELECT id FROM answer_templates`))
	e.loadHouses(housing.HouseBook{Works: []housing.WorkRecord{workOf("ленина 12", "кровля", true)}}, housing.Import{})
	e.work = housing.WorkID(e.int(`SELECT id FROM works`))
	change := housing.WorkPhotoChange{By: e.olga, Work: e.work, Data: []byte("jpeg")}
	must(e.t, e.houses.AddWorkPhoto(e.ctx(), e.once(), change, noon()))
	e.photo = housing.WorkPhotoID(e.int(`SELECT id FROM work_photos`))
	e.written = int64(e.int(`SELECT max(id) FROM appeal_files WHERE answer_id IS NOT NULL`))
}

// employ makes a person an administrator of an organisation.
func (e *estate) employ(p housing.PersonID, org housing.OrganisationID) {
	e.t.Helper()
	e.exec(`INSERT INTO operators (person_id, organisation_id, since, role) VALUES ($1, $2, now(), 'admin')`,
		int64(p), int64(org))
}

func (e *estate) desk(p housing.PersonID, number string, do housing.AppealAct) housing.AppealDeed {
	return housing.AppealDeed{By: p, Organisation: e.org, Number: number, Do: do, Text: "заметка"}
}

// step sends the answer that was written.
func (e *estate) step(ctx context.Context, p housing.PersonID, org housing.OrganisationID, number string) error {
	c, err := e.reception.Case(ctx, e.olga, e.org, number, noon())
	must(e.t, err)
	return e.reception.Step(ctx, e.once(), housing.AnswerDeed{
		By: p, Organisation: org, Number: number, Do: housing.AnswerSend, Seen: c.Draft.At,
	}, noon())
}

func (e *estate) phrase(org housing.OrganisationID) housing.Template {
	return housing.Template{Organisation: org, Title: "Починили", Text: "Здравствуйте!"}
}

// appealLaterRows are what comes after an appeal was sent.
func (e *estate) appealLaterRows() map[string]tried {
	return map[string]tried{
		"Appeals.Answers": func(ctx context.Context, p housing.PersonID) error {
			return ifAny(e.appeals.Answers(ctx, p, e.answered))
		},
		"Appeals.Mark": func(ctx context.Context, p housing.PersonID) error {
			m, err := e.appeals.Mark(ctx, p, e.answered)
			if err == nil && m.Grade == "" {
				return errNothing
			}
			return err
		},
		"Appeals.Grade": func(ctx context.Context, p housing.PersonID) error {
			return e.appeals.Grade(ctx, e.once(), housing.AppealMarking{
				Person: p, Appeal: e.answered, Grade: housing.GradeNo,
			}, e.after)
		},
		"Appeals.Supplements": func(ctx context.Context, p housing.PersonID) error {
			return ifAny(e.appeals.Supplements(ctx, p, e.sent))
		},
		"Appeals.AddSupplement": func(ctx context.Context, p housing.PersonID) error {
			return e.appeals.AddSupplement(ctx, e.once(), housing.AppealAddition{Person: p, Appeal: e.sent, Add: "чужое"}, e.after)
		},
		"Appeals.SendSupplement": func(ctx context.Context, p housing.PersonID) error {
			return e.appeals.SendSupplement(ctx, e.once(), p, e.sent, e.after)
		},
		"Appeals.Handle": func(ctx context.Context, p housing.PersonID) error {
			return e.forOffices(func(org housing.OrganisationID) error {
				d := e.desk(p, e.number, housing.AppealNote)
				d.Organisation = org
				return e.appeals.Handle(ctx, e.once(), d, e.after)
			})
		},
	}
}

// deskRows are what an organisation does with appeals: another finds nothing there, and nobody else anything at all.
func (e *estate) deskRows() map[string]tried {
	desk := func(try func(context.Context, housing.PersonID, housing.OrganisationID) error) tried {
		return func(ctx context.Context, p housing.PersonID) error {
			return e.forOffices(func(org housing.OrganisationID) error { return try(ctx, p, org) })
		}
	}
	r, sales := e.reception, &postgres.Sales{DB: e.db}
	sale := func(p housing.PersonID, org housing.OrganisationID) housing.Sale {
		number, _ := housing.ParseNumber(flat45)
		return housing.Sale{Organisation: org, By: p, Number: number}
	}
	return map[string]tried{
		"Sales.Selling": desk(func(ctx context.Context, p housing.PersonID, org housing.OrganisationID) error {
			_, err := sales.Selling(ctx, sale(p, org), e.after)
			return err
		}),
		"Sales.Sell": desk(func(ctx context.Context, p housing.PersonID, org housing.OrganisationID) error {
			_, err := sales.Sell(ctx, e.once(), sale(p, org), e.after)
			return err
		}),
		"Reception.Inbox": desk(func(ctx context.Context, p housing.PersonID, org housing.OrganisationID) error {
			return ifAny(r.Inbox(ctx, housing.DeskQuery{By: p, Organisation: org, Limit: 10}, e.after))
		}),
		"Reception.Counts": desk(func(ctx context.Context, p housing.PersonID, org housing.OrganisationID) error {
			n, err := r.Counts(ctx, p, org, e.after)
			if err == nil && n == (housing.DeskCounts{}) {
				return errNothing
			}
			return err
		}),
		"Reception.Places": desk(func(ctx context.Context, p housing.PersonID, org housing.OrganisationID) error {
			v, err := r.Places(ctx, p, org, e.after)
			return ifAny(v.Topics, err)
		}),
		"Reception.Case": desk(func(ctx context.Context, p housing.PersonID, org housing.OrganisationID) error {
			_, err := r.Case(ctx, p, org, e.number, e.after)
			return err
		}),
		"Reception.FileOf": desk(func(ctx context.Context, p housing.PersonID, org housing.OrganisationID) error {
			_, err := r.FileOf(ctx, p, org, e.number, e.written)
			return err
		}),
		"Reception.Takers": desk(func(ctx context.Context, p housing.PersonID, org housing.OrganisationID) error {
			if org != e.org {
				return errNothing // who else there is is told to everybody who works for one
			}
			return ifAny(r.Takers(ctx, p, org, 10))
		}),
		"Reception.Month": desk(func(ctx context.Context, p housing.PersonID, org housing.OrganisationID) error {
			m, err := r.Month(ctx, p, org, november(), e.after)
			if err == nil && m.Received == 0 {
				return errNothing
			}
			return err
		}),
		"Reception.Months": desk(func(ctx context.Context, p housing.PersonID, org housing.OrganisationID) error {
			return ifAny(r.Months(ctx, p, org, november()))
		}),
		"Reception.Templates": desk(func(ctx context.Context, p housing.PersonID, org housing.OrganisationID) error {
			return ifAny(r.Templates(ctx, p, org))
		}),
		"Reception.SaveTemplate": desk(func(ctx context.Context, p housing.PersonID, org housing.OrganisationID) error {
			x := e.phrase(org)
			x.ID, x.Text = e.template, "чужое"
			return r.SaveTemplate(ctx, e.once(), p, x, e.after)
		}),
		"Reception.DropTemplate": desk(func(ctx context.Context, p housing.PersonID, org housing.OrganisationID) error {
			x := e.phrase(org)
			x.ID = e.template
			return r.DropTemplate(ctx, e.once(), p, x, e.after)
		}),
		"Reception.Handle": desk(func(ctx context.Context, p housing.PersonID, org housing.OrganisationID) error {
			d := e.desk(p, e.number, housing.AppealNote)
			d.Organisation = org
			return r.Handle(ctx, e.once(), d, e.after)
		}),
		"Reception.Write": desk(func(ctx context.Context, p housing.PersonID, org housing.OrganisationID) error {
			return r.Write(ctx, e.once(), housing.AnswerChange{By: p, Organisation: org, Number: e.number, Add: "чужое"}, e.after)
		}),
		"Reception.Step": desk(func(ctx context.Context, p housing.PersonID, org housing.OrganisationID) error {
			return e.step(ctx, p, org, e.number)
		}),
	}
}

// workRows are what residents and the organisation do with a work that was done.
func (e *estate) workRows() map[string]tried {
	return map[string]tried{
		"Houses.Standing": func(ctx context.Context, p housing.PersonID) error {
			is, err := e.houses.Standing(ctx, p, e.work, e.after)
			if err == nil && is == (housing.WorkStanding{}) || p != e.anna && e.lives(p) {
				return errNothing
			}
			return err
		},
		"Houses.WorkPhotos": func(ctx context.Context, p housing.PersonID) error {
			return e.public(p, func() error { return ifAny(e.houses.WorkPhotos(ctx, p, e.work, e.after)) })
		},
		"Houses.Review": func(ctx context.Context, p housing.PersonID) error {
			return e.public(p, func() error {
				return e.houses.Review(ctx, e.once(), p, housing.Review{Work: e.work, Good: true}, e.after)
			})
		},
		"Houses.AddWorkPhoto": func(ctx context.Context, p housing.PersonID) error {
			return e.houses.AddWorkPhoto(ctx, e.once(), housing.WorkPhotoChange{By: p, Work: e.work, Data: []byte("x")}, e.after)
		},
		"Houses.DropWorkPhoto": func(ctx context.Context, p housing.PersonID) error {
			return e.houses.DropWorkPhoto(ctx, e.once(), housing.WorkPhotoChange{By: p, Work: e.work, Photo: e.photo}, e.after)
		},
	}
}

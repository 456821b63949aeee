package main

import (
	"context"
	"strings"

	"dombot/internal/housing"
	"dombot/internal/texts"
	"dombot/storage/postgres"
)

type appealsCommand struct {
	Org    string `required:"" help:"ИНН of the organisation."`
	Limit  int    `default:"50" help:"How many."`
	Number string `help:"Number of the appeal that something is done with, as О-118."`
	Do     string `enum:"take,answer,extend,redirect,close,note" default:"take" help:"What is done with it."`
	Text   string `help:"The answer, the reason or the note."`
	To     string `help:"Of redirect: the ИНН of an organisation that works here, or a name."`
	Rule   string `enum:"authority,supplier," default:"" help:"By which rule a name answers, if by one."`
	Until  string `help:"The day of a longer term, as 2026-12-20."`
	Accept string `enum:"on,off," default:"" help:"Whether appeals are taken here at all."`
}

// Run lists the appeals to an organisation, or does something with one.
func (a appealsCommand) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		org, err := d.org(ctx, a.Org)
		if err != nil {
			return err
		}
		store := &postgres.Appeals{DB: d.db}
		switch {
		case a.Accept != "":
			if err := store.SetTakes(ctx, org.ID, a.Accept == "on"); err != nil {
				return err
			}
			return d.say("cli.appeals_accept", "On", a.Accept == "on")
		case a.Number == "":
			return d.listAppeals(ctx, store, org, max(1, a.Limit))
		}
		deed := housing.AppealDeed{
			Organisation: org.ID, Number: a.Number, Do: housing.AppealAct(a.Do), Text: a.Text,
			Outside: housing.AppealKind(a.Rule),
		}
		if deed.To, err = d.addressee(ctx, a.To); err != nil {
			return err
		}
		if deed.Due.UnmarshalText([]byte(a.Until)) != nil {
			return &housing.Error{Kind: housing.Refused, Text: "cli.appeal_until"}
		}
		if err := store.Handle(ctx, byCommand(), deed, d.clock.Now()); err != nil {
			return err
		}
		return d.say("cli.appeal_done", "Number", a.Number)
	})
}

// addressee reads to whom an appeal is handed on: an organisation by its ИНН, or a name.
func (d desk) addressee(ctx context.Context, to string) (housing.Addressee, error) {
	if to == "" || strings.Trim(to, "0123456789") != "" {
		return housing.Addressee{Name: to}, nil
	}
	org, err := d.org(ctx, to)
	return housing.Addressee{Organisation: org.ID, Name: org.Name}, err
}

func (d desk) listAppeals(
	ctx context.Context, store *postgres.Appeals, org housing.Organisation, limit int,
) error {
	all, err := store.Received(ctx, org.ID, limit)
	if err != nil {
		return err
	}
	for i := range all {
		a := &all[i]
		place := a.Place
		if a.House.ID != 0 {
			place = texts.Address(a.House.Address, "")
		}
		err := d.say("cli.appeal", "Number", a.Number,
			"Date", a.Sent.In(d.Zone).Format("02.01.2006 15:04 MST"),
			"State", string(a.State), "Due", a.Due.String(), "Address", place, "Topic", a.Topic.Name,
			"Text", a.Text(), "Joined", a.Joined.People, "Late", a.Joined.Late,
			"Any", a.Joined.All() > 0)
		if err != nil {
			return err
		}
	}
	return d.say("cli.appeals_total", "N", len(all))
}

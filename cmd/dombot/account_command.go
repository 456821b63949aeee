package main

import (
	"context"

	"dombot/internal/housing"
	"dombot/internal/texts"
	"dombot/storage/postgres"
)

type accountCommands struct {
	Sold accountSold `cmd:"" help:"Show what ends when the flat of an account was sold; with --yes end it."`
}

type accountSold struct {
	Org     string `required:"" help:"ИНН of the organisation."`
	By      int64  `required:"" help:"Number of the operator in the list of org operators."`
	House   string `help:"Address of the house, where several houses have the number."`
	Yes     bool   `help:"End the access of the former owner. Without it only what would end is printed."`
	Account string `arg:"" help:"Account number, ЕЛС or ИЖКУ."`
}

// Run ends what the former owner of a flat has of its account.
func (c accountSold) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		x, err := c.sale(ctx, d)
		if err != nil {
			return err
		}
		store := &postgres.Sales{DB: d.db}
		v, err := store.Selling(ctx, x, d.clock.Now())
		if err != nil {
			return err
		}
		err = d.say("cli.flat_sold_preview", "Number", v.Account.Number, "People", v.People,
			"Guests", v.Guests,
			"Address", texts.Address(v.Account.House.Address, v.Account.Premises))
		switch {
		case err != nil:
			return err
		case !c.Yes:
			return d.say("cli.flat_sold_ask")
		}
		once := byCommand()
		if v, err = store.Sell(ctx, once, x, d.clock.Now()); err != nil {
			return err
		}
		return d.say("cli.flat_sold_done", "Number", v.Account.Number)
	})
}

func (c accountSold) sale(ctx context.Context, d desk) (x housing.Sale, err error) {
	org, err := d.org(ctx, c.Org)
	if err != nil {
		return x, err
	}
	x.Organisation = org.ID
	if x.By, err = d.operators().Person(ctx, org.ID, housing.OperatorID(c.By)); err != nil {
		return x, err
	}
	number, ok := housing.ParseNumber(c.Account)
	if !ok {
		return x, &housing.Error{Kind: housing.Refused, Text: "cli.account_wrong"}
	}
	x.Number = number
	if c.House == "" {
		return x, nil
	}
	house, err := d.orgs.HouseByText(ctx, org.ID, housing.ParseQuery(c.House))
	x.Houses = []housing.HouseID{house.ID}
	return x, err
}

package main

import (
	"context"
	"crypto/rand"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

type inviteCommands struct {
	Account   inviteAccount   `cmd:"" help:"Issue a code for an account; the code before it is void."`
	Operator  inviteOperator  `cmd:"" help:"Invite somebody who works for an organisation, for 24 hours."`
	Inspector inviteInspector `cmd:"" help:"Invite somebody of the inspectorate of a region, for 24 hours."`
}

type inviteAccount struct {
	Org     string `required:"" help:"ИНН of the organisation."`
	House   string `help:"Address of the house, where several houses have the number."`
	Account string `arg:"" help:"Account number, ЕЛС or ИЖКУ."`
}

// Run issues and prints the code. It is stored as a hash: this is the only
// time it can be read.
func (i inviteAccount) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		org, err := d.org(ctx, i.Org)
		if err != nil {
			return err
		}
		number, ok := housing.ParseNumber(i.Account)
		if !ok {
			return &housing.Error{Kind: housing.Refused, Text: "cli.account_wrong"}
		}
		var in []housing.HouseID
		if i.House != "" {
			house, err := d.orgs.HouseByText(ctx, org.ID, housing.ParseQuery(i.House))
			if err != nil {
				return err
			}
			in = append(in, house.ID)
		}
		code, account, err := d.invite(ctx, org.ID, number, in...)
		if err != nil {
			return err
		}
		return d.say("cli.invited", "Number", account.Number,
			"Address", texts.Address(account.House.Address, account.Premises), "Code", code)
	})
}

// invite issues a code and returns it as it is handed out.
func (d desk) invite(
	ctx context.Context, org housing.OrganisationID, number housing.Number, in ...housing.HouseID,
) (string, housing.Account, error) {
	code, err := housing.NewCode(rand.Reader)
	if err != nil {
		return "", housing.Account{}, err
	}
	inviting := housing.Inviting{Organisation: org, Number: number, Code: code, Houses: in}
	account, err := d.orgs.Invite(ctx, inviting, d.clock.Now())
	return housing.PrintCode(code), account, err
}

type requestsList struct {
	Org   string `required:"" help:"ИНН of the organisation."`
	Limit int    `default:"50" help:"How many of the newest."`
}

// Run lists the newest requests.
func (r requestsList) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		org, err := d.org(ctx, r.Org)
		if err != nil {
			return err
		}
		requests, err := d.requests().ForOrganisation(ctx, org.ID, max(1, r.Limit))
		if err != nil {
			return err
		}
		for _, q := range requests {
			at := q.At.In(d.Zone)
			err := d.say("cli.request", "Number", q.Number, "Date", at.Format("02.01.2006 15:04 MST"),
				"Kind", requestName(q.Kind, t), "Address", placeOf(q.Address, q.Premises),
				"Account", q.Account, "Meter", q.Meter, "Text", q.Text,
				"Phone", texts.Phone(q.Phone))
			if err != nil {
				return err
			}
		}
		if len(requests) == 0 {
			return d.say("cli.requests_none")
		}
		return d.say("cli.requests_total", "N", len(requests))
	})
}

func placeOf(a housing.Address, premises string) string {
	if a.Street == "" {
		return "—"
	}
	return texts.Address(a, premises)
}

func requestName(k housing.RequestKind, t *texts.Catalogue) string {
	switch k {
	case housing.AskCode:
		return t.Label("cli.kind_ask_code")
	case housing.AskHouse:
		return t.Label("cli.kind_ask_house")
	case housing.AskMeter:
		return t.Label("cli.kind_ask_meter")
	case housing.MeterReplaced:
		return t.Label("cli.kind_meter_replaced")
	case housing.MeterRolled:
		return t.Label("cli.kind_meter_rolled")
	case housing.ReadingWrong:
		return t.Label("cli.kind_reading_wrong")
	case housing.Strangers:
		return t.Label("cli.kind_strangers")
	case housing.ManyMisses:
		return t.Label("cli.kind_many_misses")
	case housing.Support:
		return t.Label("cli.kind_support")
	}
	return string(k)
}

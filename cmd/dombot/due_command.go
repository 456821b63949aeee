package main

import (
	"context"
	"strings"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

type orgDue struct {
	INN   string `name:"inn" required:"" help:"ИНН of the organisation."`
	From  string `required:"" help:"First month charged for, as 2025-01."`
	Day   int    `required:"" help:"Day of the month after; 0: the 10th of the law again."`
	Basis string `help:"The decision of the owners or the contract, with its number and date."`
	House string `help:"Address of the one house that the day is for."`
}

// Run keeps the day.
func (s orgDue) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		org, err := d.org(ctx, s.INN)
		if err != nil {
			return err
		}
		day, err := s.check()
		if err != nil {
			return err
		}
		var house *housing.HouseID
		address := ""
		if s.House != "" {
			found, err := d.orgs.HouseByText(ctx, org.ID, housing.ParseQuery(s.House))
			if err != nil {
				return err
			}
			house, address, day.House = &found.ID, texts.Address(found.Address, ""), true
		}
		if err := d.orgs.SetDueDay(ctx, org.ID, house, day); err != nil {
			return err
		}
		return d.say("cli.due_set", "Period", texts.PeriodOfYear(day.From), "Day", day.Day, "House", address)
	})
}

// check reads the day. From March 2026 on nobody may name one.
func (s orgDue) check() (housing.OwnDueDay, error) {
	refuse := func(key string) (housing.OwnDueDay, error) {
		return housing.OwnDueDay{}, &housing.Error{Kind: housing.Refused, Text: key}
	}
	from, err := housing.ParsePeriod(s.From)
	basis := strings.TrimSpace(s.Basis)
	switch {
	case err != nil:
		return refuse("cli.due_from_wrong")
	case !housing.MayNameDueDay(from):
		return refuse("cli.due_by_law")
	case s.Day < 0 || s.Day > 31:
		return refuse("cli.due_wrong")
	case s.Day > 0 && basis == "":
		return refuse("cli.due_basis")
	}
	return housing.OwnDueDay{From: from, Day: s.Day, Basis: basis}, nil
}

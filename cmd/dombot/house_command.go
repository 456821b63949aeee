package main

import (
	"context"
	"time"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

type houseCommands struct {
	Pass housePass `cmd:"" help:"Say that a house passes to another organisation on a day by its own clock."`
}

type housePass struct {
	House string `required:"" help:"Address of the house."`
	To    string `required:"" help:"ИНН of the organisation; of the present one, to call the pass off."`
	On    string `required:"" help:"First day of the new organisation, as 2026-12-01."`
}

// Run notes the pass, and carries it out if its day has come.
func (h housePass) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		on, err := dayOf(h.On)
		if err != nil {
			return err
		}
		to, err := d.org(ctx, h.To)
		if err != nil {
			return err
		}
		house, err := d.orgs.HouseByText(ctx, 0, housing.ParseQuery(h.House))
		if err != nil {
			return err
		}
		was, err := d.orgs.Pass(ctx, housing.HousePass{House: house.ID, To: to.ID, On: on}, d.clock.Now())
		if err != nil {
			return err
		}
		if err := d.orgs.Settle(ctx, d.clock.Now()); err != nil {
			return err
		}
		address := texts.Address(house.Address, "")
		if was.ID == to.ID {
			return d.say("cli.pass_off", "House", address, "Organisation", to.Name)
		}
		return d.say("cli.passes", "House", address, "Was", was.Name, "Organisation", to.Name,
			"Date", texts.Date(on, housing.Date{}), "Zone", house.Zone)
	})
}

// dayOf reads a day.
func dayOf(typed string) (housing.Date, error) {
	day, err := time.Parse(time.DateOnly, typed)
	if err != nil {
		return housing.Date{}, &housing.Error{Kind: housing.Refused, Text: "cli.day_wrong"}
	}
	return housing.DateOf(day), nil
}

// takenOn reads since when an import takes houses over; the day may not be to come.
func takenOn(typed string, today housing.Date) (housing.Date, error) {
	if typed == "" {
		return housing.Date{}, nil
	}
	on, err := dayOf(typed)
	if err == nil && today.Before(on) {
		return on, &housing.Error{Kind: housing.Refused, Text: "cli.taken_early"}
	}
	return on, err
}

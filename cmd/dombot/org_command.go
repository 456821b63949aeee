package main

import (
	"context"
	"strings"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

type orgCommands struct {
	Add orgAdd `cmd:"" help:"Add an organisation."`
	Set orgSet `cmd:"" help:"Set an organisation's reading window or phone."`
}

type orgAdd struct {
	INN   string `name:"inn" required:"" help:"ИНН of the organisation, 10 or 12 digits."`
	Name  string `required:"" help:"Name as residents know it."`
	Phone string `help:"Phone of the emergency service, round the clock."`
}

// Run adds the organisation; one that is there stays.
func (a orgAdd) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		if !housing.ValidINN(a.INN) {
			return &housing.Error{Kind: housing.Refused, Text: "cli.inn_wrong"}
		}
		name := strings.TrimSpace(a.Name)
		if name == "" {
			return &housing.Error{Kind: housing.Refused, Text: "cli.name_empty"}
		}
		_, created, err := d.orgs.Add(ctx, a.INN, name, strings.TrimSpace(a.Phone), d.clock.Now())
		if err != nil {
			return err
		}
		if !created {
			return d.say("cli.org_known", "INN", a.INN)
		}
		return d.say("cli.org_added", "Name", name, "INN", a.INN)
	})
}

type orgSet struct {
	INN    string `name:"inn" required:"" help:"ИНН of the organisation."`
	Window string `help:"First and last day of handing in readings, as 20-25; 25-3 wraps the month."`
	House  string `help:"Address of one house that the window is for; without it, all houses."`
	Phone  string `help:"Phone of the emergency service."`
}

// Run sets what was named.
func (s orgSet) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		org, err := d.org(ctx, s.INN)
		if err != nil {
			return err
		}
		if s.Window == "" && s.Phone == "" {
			return &housing.Error{Kind: housing.Refused, Text: "cli.nothing_to_set"}
		}
		if s.Phone != "" {
			if err := d.orgs.SetPhone(ctx, org.ID, strings.TrimSpace(s.Phone)); err != nil {
				return err
			}
			if err := d.say("cli.phone_set", "Phone", s.Phone); err != nil {
				return err
			}
		}
		if s.Window == "" {
			return nil
		}
		return s.window(ctx, d, org)
	})
}

func (s orgSet) window(ctx context.Context, d desk, org housing.Organisation) error {
	w, err := housing.ParseWindow(s.Window)
	if err != nil {
		return &housing.Error{Kind: housing.Refused, Text: "cli.window_wrong"}
	}
	if s.House == "" {
		if err := d.orgs.SetWindow(ctx, org.ID, w, nil); err != nil {
			return err
		}
		return d.say("cli.window_set", "Window", w)
	}
	house, err := d.orgs.HouseByText(ctx, org.ID, housing.ParseQuery(s.House))
	if err != nil {
		return err
	}
	if err := d.orgs.SetWindow(ctx, org.ID, w, &house.ID); err != nil {
		return err
	}
	return d.say("cli.window_house", "Window", w, "House", texts.Address(house.Address, ""))
}

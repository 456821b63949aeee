package main

import (
	"context"
	"errors"
	"strings"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

type orgCommands struct {
	Add  orgAdd  `cmd:"" help:"Add an organisation."`
	Chat orgChat `cmd:"" help:"Say what an organisation may send through a messenger."`
	Due  orgDue  `cmd:"" help:"Say which due day owners or a contract named, for charges before March 2026."`
	Set  orgSet  `cmd:"" help:"Set an organisation's reading window, phone or dispatchers."`

	Operators orgOperators `cmd:"" help:"List those who work for an organisation; with --remove one leaves."`
}

type orgAdd struct {
	INN   string `name:"inn" required:"" help:"ИНН of the organisation, 10 or 12 digits."`
	Name  string `required:"" help:"Name as residents know it."`
	Phone string `help:"Phone of the organisation, of its emergency service until dispatchers are set."`
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
		phone, err := phoneOf(a.Phone)
		if err != nil {
			return err
		}
		_, created, err := d.orgs.Add(ctx, a.INN, name, phone, d.clock.Now())
		if err != nil {
			return err
		}
		if !created {
			return d.say("cli.org_known", "INN", a.INN)
		}
		return d.say("cli.org_added", "Name", name, "INN", a.INN)
	})
}

// phoneOf checks a phone and writes it as people read it; empty stays empty.
func phoneOf(typed string) (string, error) {
	phone, ok := housing.ParsePhone(typed)
	if !ok && strings.TrimSpace(typed) != "" {
		return "", &housing.Error{Kind: housing.Refused, Text: "cli.phone_wrong"}
	}
	return texts.Phone(phone), nil
}

type orgSet struct {
	INN        string   `name:"inn" required:"" help:"ИНН of the organisation."`
	Window     string   `help:"First and last day of handing in readings, as 20-25; 25-3 wraps the month."`
	Dispatcher []string `sep:"none" help:"Emergency phone and its hours; may be repeated, '-' removes all."`
	House      string   `help:"Address of the one house that window and dispatchers are for."`
	Phone      string   `help:"Phone of the organisation."`
}

// orgChange is what an [orgSet] asks for, checked before anything is changed.
type orgChange struct {
	org         housing.Organisation
	house       *housing.HouseID // nil: all houses
	address     string           // of house
	window      *housing.Window
	phone       string
	dispatchers []housing.Dispatcher
}

// Run sets what was named.
func (s orgSet) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		set, err := s.check(ctx, d)
		if err != nil {
			return err
		}
		if set.phone != "" {
			err = d.setPhone(ctx, set)
		}
		if err == nil && set.window != nil {
			err = d.setWindow(ctx, set)
		}
		if err == nil && len(s.Dispatcher) > 0 {
			err = d.setDispatchers(ctx, set)
		}
		return err
	})
}

func (s orgSet) check(ctx context.Context, d desk) (set orgChange, err error) {
	if set.org, err = d.org(ctx, s.INN); err != nil {
		return set, err
	}
	if s.Window == "" && s.Phone == "" && len(s.Dispatcher) == 0 {
		return set, &housing.Error{Kind: housing.Refused, Text: "cli.nothing_to_set"}
	}
	if set.phone, err = phoneOf(s.Phone); err != nil {
		return set, err
	}
	if s.Window != "" {
		window, err := housing.ParseWindow(s.Window)
		if err != nil {
			return set, &housing.Error{Kind: housing.Refused, Text: "cli.window_wrong"}
		}
		set.window = &window
	}
	if set.dispatchers, err = dispatchersOf(s.Dispatcher); err != nil {
		return set, err
	}
	if s.House != "" {
		house, err := d.orgs.HouseByText(ctx, set.org.ID, housing.ParseQuery(s.House))
		if err != nil {
			return set, err
		}
		set.house, set.address = &house.ID, texts.Address(house.Address, "")
	}
	return set, nil
}

// dispatchersOf reads the phones with their hours; a lone «-» is none.
func dispatchersOf(typed []string) ([]housing.Dispatcher, error) {
	if len(typed) == 1 && typed[0] == "-" {
		return nil, nil
	}
	var all []housing.Dispatcher
	for _, t := range typed {
		one, ok := housing.ParseDispatcher(t)
		if !ok {
			return nil, &housing.Error{Kind: housing.Refused, Text: "cli.dispatcher_wrong"}
		}
		all = append(all, one)
	}
	return all, nil
}

func (d desk) setPhone(ctx context.Context, set orgChange) error {
	if err := d.orgs.SetPhone(ctx, set.org.ID, set.phone); err != nil {
		return err
	}
	return d.say("cli.phone_set", "Phone", set.phone)
}

func (d desk) setWindow(ctx context.Context, set orgChange) error {
	if err := d.orgs.SetWindow(ctx, set.org.ID, *set.window, set.house); err != nil {
		return err
	}
	if set.house == nil {
		return d.say("cli.window_set", "Window", set.window)
	}
	return d.say("cli.window_house", "Window", set.window, "House", set.address)
}

func (d desk) setDispatchers(ctx context.Context, set orgChange) error {
	if err := d.orgs.SetDispatchers(ctx, set.org.ID, set.house, set.dispatchers); err != nil {
		return err
	}
	var lines []error
	for _, one := range set.dispatchers {
		lines = append(lines, d.say("cli.dispatcher", "Phone", texts.Phone(one.Phone), "Hours", one.Hours))
	}
	if len(set.dispatchers) == 0 {
		lines = append(lines, d.say("cli.dispatchers_none"))
	}
	if set.house == nil {
		return errors.Join(append(lines, d.say("cli.dispatchers_set"))...)
	}
	return errors.Join(append(lines, d.say("cli.dispatchers_house", "House", set.address))...)
}

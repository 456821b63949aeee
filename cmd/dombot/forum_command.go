package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"dombot/dialogs/forum"
	rules "dombot/internal/forum"
	"dombot/internal/housing"
	"dombot/internal/texts"
	"dombot/storage/postgres"
)

type forumCommands struct {
	Moderators forumModerators `cmd:"" help:"List the moderators of a house, invite one or remove one."`
}

type forumModerators struct {
	Org    string `required:"" help:"ИНН of the organisation."`
	House  string `required:"" help:"Street and number of the house."`
	Invite string `help:"Name of a resident or an employee: prints a link that works once."`
	Remove int64  `help:"Number in the list of the moderator who leaves."`
}

// Run lists moderators, invites one or removes one.
func (f forumModerators) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		org, err := d.org(ctx, f.Org)
		if err != nil {
			return err
		}
		house, err := d.orgs.HouseByText(ctx, org.ID, housing.ParseQuery(f.House))
		if err != nil {
			return err
		}
		store, now := &postgres.Forum{DB: d.db}, d.clock.Now()
		switch {
		case f.Invite != "":
			return f.invite(ctx, d, house)
		case f.Remove != 0:
			n := rules.Naming{House: house.ID}
			if err := store.Unname(ctx, byCommand(), n, rules.ModeratorID(f.Remove), now); err != nil {
				return err
			}
			return d.say("cli.moderator_removed", "Number", f.Remove)
		}
		return f.list(ctx, d, house)
	})
}

func (f forumModerators) list(ctx context.Context, d desk, house housing.House) error {
	all, err := (&postgres.Forum{DB: d.db}).Moderators(ctx, 0, house.ID, d.clock.Now())
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return d.say("cli.moderators_none")
	}
	lines := make([]error, len(all))
	for i, m := range all {
		lines[i] = d.say("cli.moderator", "Number", int64(m.ID), "Name", m.Name,
			"Since", m.Since.In(d.Zone).Format("02.01.2006 15:04"))
	}
	return errors.Join(lines...)
}

// invite prints the invitation. Its token is stored as a hash: this is the only time it can be read.
func (f forumModerators) invite(ctx context.Context, d desk, house housing.House) error {
	name, ok := housing.ParseStaffName(f.Invite)
	if !ok {
		return &housing.Error{Kind: housing.Refused, Text: "cli.moderator_name"}
	}
	token, err := housing.NewToken(rand.Reader)
	if err != nil {
		return err
	}
	err = (&postgres.Forum{DB: d.db}).Name(ctx, rules.Naming{
		House: house.ID, Name: name, Hash: housing.HashToken(token),
	}, d.clock.Now())
	if err != nil {
		return err
	}
	words := "/start " + forum.GuardPrefix + token
	if bot := d.botName(ctx); bot != "" {
		words = fmt.Sprintf("https://t.me/%s?start=%s%s", bot, forum.GuardPrefix, token)
	}
	return d.say("cli.moderator_link", "Name", name, "Words", words)
}

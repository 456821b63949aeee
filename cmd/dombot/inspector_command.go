package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	meetings "dombot/dialogs/meeting"
	"dombot/internal/housing"
	"dombot/internal/meeting"
	"dombot/internal/texts"
	"dombot/storage/postgres"
)

type inviteInspector struct {
	Region string `required:"" help:"Region, as addresses of houses have it."`
	Name   string `help:"Name of the inspector, for the list."`
}

// Run issues and prints the invitation. Its token is stored as a hash: this is the only time it can be read.
func (i inviteInspector) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		token, err := housing.NewToken(rand.Reader)
		if err != nil {
			return err
		}
		region, err := (&postgres.Inspectors{DB: d.db}).Hire(ctx, meeting.Hiring{
			Region: strings.TrimSpace(i.Region), Name: strings.TrimSpace(i.Name),
			Hash: housing.HashToken(token), Issued: d.clock.Now(),
		})
		if err != nil {
			return err
		}
		if name := d.botName(ctx); name != "" {
			link := fmt.Sprintf("https://t.me/%s?start=%s%s", name, meetings.JoinPrefix, token)
			return d.say("cli.inspector_link", "Region", region, "Link", link)
		}
		return d.say("cli.inspector_words", "Region", region, "Words", "/start "+meetings.JoinPrefix+token)
	})
}

type meetingInspectors struct {
	Remove int64 `help:"Number in the list of the inspector who leaves."`
}

// Run lists inspectors, or removes one.
func (m meetingInspectors) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		store := &postgres.Inspectors{DB: d.db}
		if m.Remove != 0 {
			if err := store.Remove(ctx, m.Remove, d.clock.Now()); err != nil {
				return err
			}
			return d.say("cli.inspector_removed", "Number", m.Remove)
		}
		all, err := store.All(ctx)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return d.say("cli.inspectors_none")
		}
		for _, i := range all {
			err := d.say(
				"cli.inspector_line",
				"Number",
				i.ID,
				"Region",
				i.Region,
				"Name",
				i.Name,
				"User",
				i.User,
				"Since",
				i.Since.In(d.Zone).Format("02.01.2006 15:04"),
			)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

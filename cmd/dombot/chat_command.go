package main

import (
	"context"

	"dombot/internal/housing"
	"dombot/internal/texts"
)

type orgChat struct {
	INN     string `name:"inn" required:"" help:"ИНН of the organisation."`
	Content string `required:"" enum:"full,restricted" help:"restricted: a link alone."`
	Page    string `help:"Address of the organisation's own page."`
}

// Run sets what may be sent.
func (s orgChat) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		org, err := d.org(ctx, s.INN)
		if err != nil {
			return err
		}
		if s.Page != "" {
			if s.Page, err = readURL(s.Page, "https"); err != nil {
				return &housing.Error{Kind: housing.Refused, Text: "cli.page_wrong"}
			}
		}
		content := housing.ChatContent(s.Content)
		if err := d.orgs.SetChatContent(ctx, org.ID, content, s.Page); err != nil {
			return err
		}
		if content == housing.RestrictedContent {
			return d.say("cli.chat_restricted", "Name", org.Name, "Page", s.Page)
		}
		return d.say("cli.chat_full", "Name", org.Name)
	})
}

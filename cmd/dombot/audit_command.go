package main

import (
	"context"
	"fmt"

	"dombot/internal/texts"
	"dombot/storage/postgres"
)

type auditCommand struct {
	Org   string `required:"" help:"ИНН of the organisation."`
	Limit int    `default:"50" help:"How many of the newest."`
}

// Run prints what was done for an organisation, the newest first.
func (a auditCommand) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		org, err := d.org(ctx, a.Org)
		if err != nil {
			return err
		}
		all, err := (&postgres.Operators{DB: d.db}).Journal(ctx, 0, org.ID, 0, max(1, a.Limit))
		if err != nil {
			return err
		}
		j := texts.Journal{T: t.T, Zone: d.Zone}
		for _, e := range all {
			if _, err := fmt.Fprintln(d.Out, j.Line(e).Plain()); err != nil {
				return err
			}
		}
		if len(all) == 0 {
			return d.say("cli.audit_none", "Organisation", org.Name)
		}
		return nil
	})
}

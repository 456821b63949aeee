package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"dombot/bot/telegram"
	"dombot/internal/housing"
	"dombot/internal/texts"
	"dombot/storage/postgres"
)

type inviteOperator struct {
	Org  string `required:"" help:"ИНН of the organisation."`
	Name string `help:"Name of the operator, for the list."`
	Role string `enum:"admin,operator,viewer" default:"operator" help:"A viewer only looks."`
}

// Run issues and prints the invitation. Its token is stored as a hash: this is
// the only time it can be read.
func (i inviteOperator) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		org, err := d.org(ctx, i.Org)
		if err != nil {
			return err
		}
		token, err := housing.NewToken(rand.Reader)
		if err != nil {
			return err
		}
		err = d.operators().Hire(ctx, housing.Hiring{
			Organisation: org.ID, Name: strings.TrimSpace(i.Name), Role: housing.StaffRole(i.Role),
			Hash: housing.HashToken(token), Issued: d.clock.Now(),
		})
		if err != nil {
			return err
		}
		if name := d.botName(ctx); name != "" {
			link := fmt.Sprintf("https://t.me/%s?start=%s%s", name, invitePrefix, token)
			return d.say("cli.operator_link", "Organisation", org.Name, "Link", link)
		}
		return d.say("cli.operator_words", "Organisation", org.Name, "Words", "/start "+invitePrefix+token)
	})
}

// nameTime is how long Telegram may take to tell what the bot is called.
const nameTime = 5 * time.Second

// botName asks Telegram what the bot is called; empty where there is no token, or no answer.
func (d desk) botName(ctx context.Context) string {
	if d.Token == "" {
		return ""
	}
	client, err := telegram.New(telegram.Options{
		Token: string(d.Token), Base: d.API, Proxy: string(d.Proxy),
	})
	if err != nil {
		return ""
	}
	soon, cancel := context.WithTimeout(ctx, nameTime)
	defer cancel()
	me, err := client.GetMe(soon)
	if err != nil {
		return ""
	}
	return me.UserName
}

func (d desk) operators() *postgres.Operators { return &postgres.Operators{DB: d.db} }

type orgOperators struct {
	INN    string `name:"inn" required:"" help:"ИНН of the organisation."`
	Remove int64  `help:"Number in the list of the operator who leaves."`
	Change int64  `help:"Number in the list of the operator whose role changes; with --role."`
	Role   string `enum:"admin,operator,viewer" default:"operator" help:"The new role."`
	Revoke int64  `help:"Number in the list of the invitation that is void from now on."`
}

// Run lists operators, or removes or changes one.
func (o orgOperators) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		org, err := d.org(ctx, o.INN)
		if err != nil {
			return err
		}
		switch {
		case o.Remove != 0:
			return d.dismiss(ctx, housing.Managing{
				Organisation: org.ID, Operator: housing.OperatorID(o.Remove),
			})
		case o.Change != 0:
			return d.assign(ctx, housing.Managing{
				Organisation: org.ID, Operator: housing.OperatorID(o.Change), Role: housing.StaffRole(o.Role),
			})
		case o.Revoke != 0:
			return d.revoke(ctx, housing.Managing{
				Organisation: org.ID, Hiring: housing.HiringID(o.Revoke),
			})
		}
		return errors.Join(d.listOperators(ctx, org), d.listInvitations(ctx, org))
	})
}

// byCommand names a confirmation of the command line: each is another.
func byCommand() housing.Once { return housing.Once("cli/" + rand.Text()) }

func (d desk) dismiss(ctx context.Context, m housing.Managing) error {
	if err := d.operators().Dismiss(ctx, byCommand(), m, d.clock.Now()); err != nil {
		return err
	}
	return d.say("cli.operator_removed", "Number", int64(m.Operator))
}

func (d desk) assign(ctx context.Context, m housing.Managing) error {
	if err := d.operators().Assign(ctx, byCommand(), m, d.clock.Now()); err != nil {
		return err
	}
	return d.say("cli.operator_changed", "Number", int64(m.Operator), "Role", staffRole(m.Role, d.t))
}

func (d desk) revoke(ctx context.Context, m housing.Managing) error {
	if err := d.operators().Revoke(ctx, byCommand(), m, d.clock.Now()); err != nil {
		return err
	}
	return d.say("cli.invitation_revoked", "Number", int64(m.Hiring))
}

// staffRole names a role.
func staffRole(r housing.StaffRole, t *texts.Catalogue) string { return t.Label(texts.StaffRoleKey(r)) }

func (d desk) listOperators(ctx context.Context, org housing.Organisation) error {
	all, err := d.operators().Of(ctx, org.ID)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return d.say("cli.operators_none", "INN", org.INN)
	}
	lines := make([]error, len(all))
	for i, one := range all {
		lines[i] = d.say("cli.operator", "Number", int64(one.ID), "Name", one.Name, "User", one.User,
			"Role", staffRole(one.Role, d.t),
			"Since", one.Since.In(d.Zone).Format("02.01.2006 15:04"))
	}
	return errors.Join(lines...)
}

// listInvitations prints those that nobody used yet.
func (d desk) listInvitations(ctx context.Context, org housing.Organisation) error {
	all, err := d.operators().Pending(ctx, 0, org.ID, d.clock.Now())
	if err != nil {
		return err
	}
	lines := make([]error, len(all))
	for i, h := range all {
		lines[i] = d.say("cli.invitation", "Number", int64(h.ID), "Name", h.Name,
			"Role", staffRole(h.Role, d.t), "Until", h.Expires().In(d.Zone).Format("02.01.2006 15:04"))
	}
	return errors.Join(lines...)
}

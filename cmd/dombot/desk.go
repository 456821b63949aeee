package main

import (
	"context"
	"errors"
	"fmt"

	"dombot/internal/housing"
	"dombot/internal/texts"
	"dombot/storage/postgres"
)

// desk is what an operator's command works with.
type desk struct {
	World
	Config
	clock Clock
	db    *postgres.DB
	orgs  *postgres.Organisations
	t     *texts.Catalogue
}

// atDesk opens the database, runs work and closes it.
func atDesk(ctx context.Context, w World, t *texts.Catalogue, work func(desk) error) error {
	c, err := ReadConfig(w, "DATABASE_URL")
	if err != nil {
		return err
	}
	clock := w.clock(c)
	db, err := postgres.Open(ctx, string(c.Database), postgres.Options{
		Conns: 4, Now: clock.Now, Mail: c.SMTP != "",
	})
	if err != nil {
		return err
	}
	d := desk{World: w, Config: c, clock: clock, db: db, orgs: &postgres.Organisations{DB: db}, t: t}
	return errors.Join(work(d), db.Close())
}

// say prints a sentence of the catalogue on a line of its own.
func (d desk) say(key string, args ...any) error {
	_, err := fmt.Fprintln(d.Out, d.t.Label(key, args...))
	return err
}

// org finds an organisation by its ИНН.
func (d desk) org(ctx context.Context, inn string) (housing.Organisation, error) {
	if !housing.ValidINN(inn) {
		return housing.Organisation{}, &housing.Error{Kind: housing.Refused, Text: "cli.inn_wrong"}
	}
	o, err := d.orgs.ByINN(ctx, inn)
	if housing.KindOf(err) == housing.NotFound {
		return o, &housing.Error{Kind: housing.NotFound, Text: "cli.no_org"}
	}
	return o, err
}

type migrateCommand struct{}

// Run migrates the database.
func (migrateCommand) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	c, err := ReadConfig(w, "DATABASE_URL")
	if err != nil {
		return err
	}
	if err := postgres.Migrate(ctx, string(c.Direct)); err != nil {
		return err
	}
	_, err = fmt.Fprintln(w.Out, t.Label("cli.migrated"))
	return err
}

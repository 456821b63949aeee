package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"dombot/internal/gis"
	"dombot/internal/housing"
	"dombot/internal/texts"
)

type importReports struct {
	Org   string   `required:"" help:"ИНН of the organisation."`
	Files []string `arg:"" help:"Answers of ГИС ЖКХ (getStateResult, .xml), one a request."`
}

// Run takes what ГИС ЖКХ answered to the reports of outages, a file after the other.
func (i importReports) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return atDesk(ctx, w, t, func(d desk) error {
		org, err := d.org(ctx, i.Org)
		if err != nil {
			return err
		}
		for _, path := range i.Files {
			if err := d.takeAnswer(ctx, org.ID, path); err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
		}
		return nil
	})
}

func (d desk) takeAnswer(ctx context.Context, org housing.OrganisationID, path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open answer: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("measure answer: %w", err)
	}
	b := d.books()
	src := gis.Source{Data: f, Size: info.Size()}
	report, err := b.take(ctx, housing.WebReports, src, gis.Options{Organisation: org})
	if err != nil {
		return err
	}
	for _, line := range b.counts(housing.WebReports, report) {
		if _, err := fmt.Fprintln(d.Out, line); err != nil {
			return err
		}
	}
	return nil
}

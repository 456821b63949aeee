package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"dombot/internal/gis"
	"dombot/internal/housing"
	"dombot/internal/texts"
	"dombot/storage/postgres"
)

type outageImport struct {
	byOperator

	Kind    string `enum:"emergency,planned,prevention" default:"planned" help:"Kind where a line says none."`
	Partial bool   `help:"Take the good rows even where others have faults."`
	Send    bool   `help:"Announce. Without it only the preview is printed."`
	File    string `arg:"" help:"Table: columns Дома, Начало, Окончание; where needed Ресурс, Причина, Вид."`
}

// Run prints what would be announced, and announces when told to: all or nothing.
func (c outageImport) Run(ctx context.Context, w World, t *texts.Catalogue) error {
	return c.atDesk(ctx, w, t, func(d dispatch) error {
		loader := d.loader(outageKind(c.Kind))
		loader.keep = func(ctx context.Context, all []housing.Outage) error {
			if c.Send {
				return d.send(ctx, all)
			}
			for _, o := range all {
				if err := d.preview(ctx, o); err != nil {
					return err
				}
			}
			return nil
		}
		result := ""
		if c.Send {
			result = resultName(strings.TrimSuffix(c.File, filepath.Ext(c.File)) + ".xlsx")
		}
		report, err := c.read(ctx, d, loader, result)
		if err != nil {
			return err
		}
		return c.tell(d, loader, report, result)
	})
}

func (d dispatch) loader(kind outageKind) *outageLoader {
	return &outageLoader{find: d.find, store: d.store, t: d.t, org: d.org, kind: kind, now: d.now}
}

// read hands the table to the loader and writes the result, where one is wanted.
func (c outageImport) read(
	ctx context.Context, d dispatch, loader *outageLoader, result string,
) (report housing.ImportReport, err error) {
	data, err := os.ReadFile(c.File)
	if err != nil {
		return report, fmt.Errorf("read table: %w", err)
	}
	table := gis.Source{Data: bytes.NewReader(data), Size: int64(len(data))}
	src, err := gis.Workbook(table, gis.OutageSheet)
	if err != nil {
		return report, err
	}
	importer := &gis.Importer{OutageBook: loader}
	o := gis.Options{Organisation: d.org.ID, By: d.person, Partial: c.Partial, Now: d.now}
	if result == "" {
		return importer.Outages(ctx, src, o)
	}
	err = whole(result, func(out io.Writer) (err error) {
		o.Result = out
		report, err = importer.Outages(ctx, src, o)
		return err
	})
	return report, err
}

// tell prints what became of the table.
func (c outageImport) tell(d dispatch, loader *outageLoader, r housing.ImportReport, result string) error {
	_, err := fmt.Fprintln(d.Out, loader.counts(r.Rows))
	lines := []error{err}
	for _, line := range d.books().rows(r) {
		_, err := fmt.Fprintln(d.Out, line)
		lines = append(lines, err)
	}
	switch {
	case !r.Saved:
		lines = append(lines, &housing.Error{Kind: housing.Refused, Text: "cli.import_nothing"})
	case len(loader.outages) == 0:
		lines = append(lines, d.say("outagefile.nothing_new"))
	case !c.Send:
		lines = append(lines, d.say("outagefile.preview_only"))
	}
	if result != "" {
		lines = append([]error{d.say("cli.import_result", "File", result)}, lines...)
	}
	return errors.Join(lines...)
}

// outageLoader is what a page reads a table of outages with: what is good waits
// in the chat until it is sent.
func (b books) outageLoader(of housing.WebLink, name string) *outageLoader {
	store := &postgres.Outages{DB: b.db}
	l := &outageLoader{
		find: placeFinder{&postgres.Houses{DB: b.db}, of.Organisation.ID}, store: store, t: b.t,
		org: of.Organisation, kind: kindPlanned, now: b.clock.Now(),
	}
	if of.Purpose == housing.WebPrevention {
		l.kind = kindPrevention
	}
	l.keep = func(ctx context.Context, all []housing.Outage) error {
		return store.KeepDraft(ctx, housing.OutageDraft{
			Organisation: of.Organisation.ID, Person: of.Person, Name: name, Outages: all,
		}, l.now)
	}
	return l
}

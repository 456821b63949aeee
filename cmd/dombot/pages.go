package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"dombot/internal/gis"
	"dombot/internal/housing"
	"dombot/internal/mydata"
	"dombot/internal/register"
	"dombot/internal/texts"
	"dombot/internal/web"
	"dombot/storage/postgres"
)

// pages are what operators open by one-time links.
func (a *App) pages(c Config, db *postgres.DB, clock Clock, t *texts.Catalogue) http.Handler {
	links := &postgres.WebLinks{DB: db}
	b := books{
		db: db, clock: clock, zone: c.Zone, t: t, codes: c.Outages, key: c.Door.Key, spare: alone(a.spare),
	}
	return web.Pages(web.Options{
		Links: links, Desk: pageDesk{b, links, a.Log}, Texts: t, Now: clock.Now, Log: a.Log,
	})
}

// beside serves the pages on the address of something else.
func beside(pages, rest http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle(web.UploadPath, pages)
	mux.Handle(web.DownloadPath, pages)
	mux.Handle("/", rest)
	return mux
}

// alone lets one work after the other: each may take the memory that one import should do with.
func alone(spare func(func() error) error) func(func() error) error {
	turn := make(chan struct{}, 1)
	return func(work func() error) error {
		turn <- struct{}{}
		defer func() { <-turn }()
		return spare(work)
	}
}

// pageDesk does for operators at a page what the commands do for an administrator.
type pageDesk struct {
	books books
	links *postgres.WebLinks
	log   *slog.Logger
}

// Import implements [web.Desk].
func (d pageDesk) Import(ctx context.Context, l housing.WebLink, b web.Book) (told web.Report, err error) {
	result, err := os.CreateTemp("", "dombot-result-*")
	if err != nil {
		return told, fmt.Errorf("make file for result: %w", err)
	}
	defer func() {
		if err := errors.Join(result.Close(), os.Remove(result.Name())); err != nil {
			d.log.WarnContext(ctx, "result of an import was not removed", slog.Any("err", err))
		}
	}()
	loader := d.books.outageLoader(l, b.Name)
	d.books.book = loader
	src := gis.Source{Data: b.Data, Size: b.Size}
	report, err := d.books.takeTable(ctx, l.Purpose, src, gis.Options{
		Organisation: l.Organisation.ID, By: l.Person, Partial: b.Partial, Result: result,
	})
	if refusal, ok := errors.AsType[*gis.Refusal](err); ok {
		return told, &web.Refusal{Reason: refusal.Reason}
	}
	if err != nil {
		return told, err
	}
	told.Saved = report.Saved
	counts := d.books.counts(l.Purpose, report)
	if l.Purpose == housing.WebOutages || l.Purpose == housing.WebPrevention {
		counts = []string{loader.counts(report.Rows)}
	}
	told.Lines = slices.Concat(counts, d.books.rows(report))
	if told.Result, err = d.keep(ctx, l, b.Name, result); err != nil {
		// the workbook is loaded: that must be read even without its result
		d.log.ErrorContext(ctx, "result of an import was not kept", slog.Any("err", err))
	}
	return told, nil
}

// maxResult is how large a result is kept.
const maxResult = 64 << 20

// keep keeps the result workbook for the person and returns the token of its link.
func (d pageDesk) keep(
	ctx context.Context, l housing.WebLink, name string, result *os.File,
) (token string, err error) {
	if _, err := result.Seek(0, io.SeekStart); err != nil {
		return "", fmt.Errorf("read result: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(result, maxResult+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("read result: %w", err)
	case len(data) == 0 || len(data) > maxResult:
		return "", nil
	}
	if token, err = housing.NewToken(rand.Reader); err != nil {
		return "", err
	}
	ext := filepath.Ext(name)
	f := housing.WebFile{Name: strings.TrimSuffix(name, ext) + "_Результат.xlsx", Data: data}
	of := housing.WebLink{
		Kind: housing.WebDownload, Purpose: housing.WebResult, Person: l.Person, Organisation: l.Organisation,
	}
	return token, d.links.Keep(ctx, of, f, housing.HashToken(token), d.books.clock.Now())
}

// Export implements [web.Desk].
func (d pageDesk) Export(ctx context.Context, l housing.WebLink) (housing.WebFile, error) {
	switch l.Purpose {
	case housing.WebResult:
		return d.links.Take(ctx, l.ID)
	case housing.WebMine:
		return d.mine(ctx, l.Person)
	case housing.WebPayments:
		return d.payments(ctx, l)
	case housing.WebOutages:
		return d.outages(ctx, l)
	case housing.WebAppeals:
		return d.appeals(ctx, l)
	case housing.WebHouses:
		var out bytes.Buffer
		err := gis.HouseForm(&out)
		return housing.WebFile{Name: d.books.t.Label("web.form_name"), Data: out.Bytes()}, err
	default:
		return d.readings(ctx, l)
	}
}

// mine writes what is stored about a person.
func (d pageDesk) mine(ctx context.Context, p housing.PersonID) (housing.WebFile, error) {
	all, err := (&postgres.Stored{DB: d.books.db}).Of(ctx, p, d.books.clock.Now())
	if err != nil {
		return housing.WebFile{}, err
	}
	var out bytes.Buffer
	err = mydata.Archive(&out, all, d.books.zone, d.books.t)
	return housing.WebFile{Name: d.books.t.Label("web.mine_name"), Data: out.Bytes()}, err
}

// payments writes the register of a month.
func (d pageDesk) payments(ctx context.Context, l housing.WebLink) (housing.WebFile, error) {
	var out bytes.Buffer
	of := registerOf{l.Organisation, housing.DaysOf(l.Period), l.Format}
	_, err := d.books.register(ctx, of, &out)
	if errors.Is(err, errNoPayments) {
		return housing.WebFile{}, &web.Refusal{Reason: d.books.t.Label("cli.no_payments")}
	}
	return housing.WebFile{Name: registerName(d.books.t, of.days, l.Format), Data: out.Bytes()}, err
}

// appeals writes the table of the appeals of a month.
func (d pageDesk) appeals(ctx context.Context, l housing.WebLink) (housing.WebFile, error) {
	entries, err := (&postgres.Reception{DB: d.books.db}).Entries(ctx, l.Organisation.ID, l.Period)
	if err != nil {
		return housing.WebFile{}, err
	}
	if len(entries) == 0 {
		return housing.WebFile{}, &web.Refusal{Reason: d.books.t.Label("cli.no_appeals")}
	}
	var out bytes.Buffer
	w := register.Writer{Texts: d.books.t, Organisation: l.Organisation}
	name := d.books.t.Label("register.appeals_name", "Period", l.Period) + "." + register.Extension(l.Format)
	err = w.Appeals(&out, l.Format, entries)
	return housing.WebFile{Name: name, Data: out.Bytes()}, err
}

// outages writes the register of the outages of a month.
func (d pageDesk) outages(ctx context.Context, l housing.WebLink) (housing.WebFile, error) {
	var out bytes.Buffer
	of := registerOf{l.Organisation, housing.DaysOf(l.Period), l.Format}
	_, err := d.books.outages(ctx, of, &out)
	if errors.Is(err, errNoOutages) {
		return housing.WebFile{}, &web.Refusal{Reason: d.books.t.Label("cli.no_outages")}
	}
	if errors.Is(err, errNothingNew) {
		return housing.WebFile{}, &web.Refusal{Reason: d.books.t.Label("register.nothing_new")}
	}
	return housing.WebFile{Name: outagesName(d.books.t, of.days, l.Format), Data: out.Bytes()}, err
}

func (d pageDesk) readings(ctx context.Context, l housing.WebLink) (housing.WebFile, error) {
	var out bytes.Buffer
	_, err := d.books.export(ctx, exportOf{org: l.Organisation.ID, period: l.Period, all: l.All}, &out)
	if errors.Is(err, errNoReadings) {
		return housing.WebFile{}, &web.Refusal{Reason: d.books.t.Label("web.no_readings")}
	}
	return housing.WebFile{
		Name: d.books.t.Label("web.readings_name", "Period", l.Period), Data: out.Bytes(),
	}, err
}

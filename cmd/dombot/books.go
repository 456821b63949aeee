package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"dombot/internal/gis"
	"dombot/internal/housing"
	"dombot/internal/register"
	"dombot/internal/texts"
	"dombot/storage/postgres"
)

// books takes workbooks in and writes them out: for the commands and for the pages alike.
type books struct {
	db    *postgres.DB
	clock Clock
	zone  *time.Location // of houses whose region has none
	t     *texts.Catalogue
	book  gis.OutageBook // of a page that takes a table of outages
	codes register.OutageCodes
	key   housing.SNILSKey
	spare func(work func() error) error // lets work do with little memory
}

func (d desk) books() books {
	return books{
		db: d.db, clock: d.clock, zone: d.Zone, t: d.t, codes: d.Outages, key: d.Door.Key, spare: d.spare,
	}
}

// load is one of the importer's methods.
type load func(*gis.Importer, context.Context, gis.Source, gis.Options) (housing.ImportReport, error)

// loadOf returns how a kind of workbook is read; nil if it is not.
func loadOf(of housing.WebPurpose) load {
	switch of {
	case housing.WebAccounts:
		return (*gis.Importer).Accounts
	case housing.WebMeters:
		return (*gis.Importer).Meters
	case housing.WebCharges:
		return (*gis.Importer).Documents
	case housing.WebVerdicts:
		return (*gis.Importer).Verdicts
	case housing.WebOutages, housing.WebPrevention:
		return (*gis.Importer).Outages
	case housing.WebHouses:
		return (*gis.Importer).Houses
	case housing.WebReports:
		return (*gis.Importer).Reports
	case housing.WebReadings, housing.WebPayments, housing.WebResult, housing.WebMine,
		housing.WebAppeals:
	}
	return nil
}

// take reads a workbook and keeps what is good of it. How and when is added to o.
func (b books) take(
	ctx context.Context, of housing.WebPurpose, book gis.Source, o gis.Options,
) (report housing.ImportReport, err error) {
	read := loadOf(of)
	if read == nil {
		return report, fmt.Errorf("import %s: no such workbook is read", of)
	}
	o.Zone, o.Now = b.zone.String(), b.clock.Now()
	accounts := &postgres.Register{DB: b.db}
	importer := &gis.Importer{
		Register: accounts, HouseRegister: accounts, OutageBook: b.book, ReportBook: accounts, SNILS: b.key,
	}
	err = b.spare(func() (err error) {
		report, err = read(importer, ctx, book, o)
		return err
	})
	return report, err
}

// takeTable is take of what may be a table in CSV as well.
func (b books) takeTable(
	ctx context.Context, of housing.WebPurpose, src gis.Source, o gis.Options,
) (report housing.ImportReport, err error) {
	sheet := gis.OutageSheet
	switch of {
	case housing.WebReports: // an answer in XML
		return b.take(ctx, of, src, o)
	case housing.WebHouses:
		sheet = "Таблица"
	default:
	}
	if src, err = gis.Workbook(src, sheet); err != nil {
		return report, err
	}
	return b.take(ctx, of, src, o)
}

// exportOf is which readings are written out.
type exportOf struct {
	org    housing.OrganisationID
	period housing.Period
	all    bool // also those that were written out before
}

// errNoReadings tells that there is nothing to write out.
var errNoReadings = errors.New("there are no readings to export")

// export writes the workbook, then notes its readings as handed over. Should the
// program die between the two, they are written out again.
func (b books) export(ctx context.Context, of exportOf, out io.Writer) (counts gis.Counts, err error) {
	store := &postgres.Readings{DB: b.db}
	rows, err := store.ForExport(ctx, of.org, of.period, of.all)
	if err != nil {
		return counts, err
	}
	if len(rows) == 0 {
		return counts, errNoReadings
	}
	if counts, err = (gis.Exporter{}).Readings(out, rows, b.clock.Now()); err != nil {
		return counts, err
	}
	keys := make([]int64, len(rows))
	for i, r := range rows {
		keys[i] = r.Reading
	}
	_, err = store.MarkSent(ctx, of.org, keys, b.clock.Now())
	return counts, err
}

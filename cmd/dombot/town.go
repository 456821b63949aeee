package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"dombot/internal/gis"
	"dombot/internal/gis/sample"
	"dombot/internal/housing"
	"dombot/storage/postgres"
)

// loadSamples loads the invented town through the import, as an operator
// would; a town that is there already stays.
func loadSamples(ctx context.Context, db *postgres.DB, clock Clock, key housing.SNILSKey) error {
	orgs := &postgres.Organisations{DB: db}
	org, created, err := orgs.Add(ctx, sample.INN, sample.Organisation, sample.Phone, clock.Now())
	if err != nil || !created {
		return err
	}
	register := &postgres.Register{DB: db}
	importer := &gis.Importer{Register: register, HouseRegister: register, SNILS: key}
	for _, part := range []struct {
		write func(io.Writer) error
		load  load
	}{
		{sample.Accounts, (*gis.Importer).Accounts},
		{sample.Meters, (*gis.Importer).Meters},
		{sample.Charges(time.September), (*gis.Importer).Documents},
		{sample.Charges(time.October), (*gis.Importer).Documents},
		{sample.Houses, (*gis.Importer).Houses},
		{sample.Owners, (*gis.Importer).Houses},
	} {
		var book bytes.Buffer
		if err := part.write(&book); err != nil {
			return fmt.Errorf("make sample: %w", err)
		}
		report, err := part.load(importer, ctx,
			gis.Source{Data: bytes.NewReader(book.Bytes()), Size: int64(book.Len())},
			gis.Options{Organisation: org, Zone: sample.Zone, Now: clock.Now()})
		if err != nil {
			return fmt.Errorf("load sample: %w", err)
		}
		if !report.Saved {
			return fmt.Errorf("load sample: %d faults", len(report.Faults))
		}
	}
	return errors.Join(setDispatchers(ctx, orgs, org), publishSamples(ctx, db, org, clock.Now()))
}

// publishSamples shows the documents of the town to its residents.
func publishSamples(ctx context.Context, db *postgres.DB, org housing.OrganisationID, now time.Time) error {
	documents := &postgres.Documents{DB: db}
	for _, p := range []housing.Payee{
		{
			BIK: sample.BIK, Account: sample.OwnAccount, Name: sample.Organisation, INN: sample.INN,
			KPP: sample.OwnKPP, Bank: sample.Bank, Correspondent: sample.Correspondent,
		},
		{
			BIK: sample.BIK, Account: sample.FundAccount, Name: sample.Fund, INN: sample.FundINN,
			KPP: sample.FundKPP, Bank: sample.Bank, Correspondent: sample.Correspondent,
		},
	} {
		if err := documents.SetPayee(ctx, org, p, now); err != nil {
			return fmt.Errorf("load sample: %w", err)
		}
	}
	for _, month := range []time.Month{time.September, time.October} {
		period := housing.Period{Year: 2026, Month: month}
		publishing := housing.Publishing{Organisation: org, Period: period}
		if _, err := documents.Publish(ctx, publishing, now); err != nil {
			return fmt.Errorf("publish sample: %w", err)
		}
	}
	return nil
}

// setDispatchers gives the town its emergency phones: common ones, and those
// of one house.
func setDispatchers(ctx context.Context, orgs *postgres.Organisations, org housing.OrganisationID) error {
	house, err := orgs.HouseByText(ctx, org, housing.ParseQuery(sample.OtherHouse))
	if err != nil {
		return fmt.Errorf("load sample: %w", err)
	}
	for _, of := range []struct {
		house *housing.HouseID
		typed []string
	}{{nil, []string{sample.Dispatcher}}, {&house.ID, sample.OtherDispatchers()}} {
		var all []housing.Dispatcher
		for _, typed := range of.typed {
			one, ok := housing.ParseDispatcher(typed)
			if !ok {
				return fmt.Errorf("load sample: dispatcher %q cannot be read", typed)
			}
			all = append(all, one)
		}
		if err := orgs.SetDispatchers(ctx, org, of.house, all); err != nil {
			return fmt.Errorf("load sample: %w", err)
		}
	}
	return nil
}
